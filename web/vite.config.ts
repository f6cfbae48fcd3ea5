import { readdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig, type Plugin } from "vite";

const PAGES = [
	"index",
	"status",
	"docs",
	"trust",
	"404",
	"sign-in",
	"register",
	"forgot",
	"reset",
];
const COMPRESSIBLE = /\.(css|html|js|json|svg|txt|webmanifest)$/;
const SMALLEST_COMPRESSED_BYTES = 1024;

/** Writes a .gz beside every compressible file, for nginx's gzip_static. */
function precompress(): Plugin {
	let outDir = "";

	async function compress(directory: string): Promise<void> {
		for (const entry of await readdir(directory, { withFileTypes: true })) {
			const path = join(directory, entry.name);
			if (entry.isDirectory()) {
				await compress(path);
			} else if (COMPRESSIBLE.test(entry.name)) {
				const content = await readFile(path);
				if (content.length > SMALLEST_COMPRESSED_BYTES) {
					await writeFile(
						`${path}.gz`,
						gzipSync(content, { level: 9 }),
					);
				}
			}
		}
	}

	return {
		name: "papertrade-precompress",
		apply: "build",
		configResolved(config) {
			outDir = resolve(config.root, config.build.outDir);
		},
		async closeBundle() {
			await compress(outDir);
		},
	};
}

const server = process.env["PT_URL"] ?? "https://127.0.0.1:8443";
const proxied = ["/api", "/health", "/info", "/ca.crt"];

export default defineConfig({
	plugins: [svelte(), precompress()],
	build: {
		target: "es2022",
		assetsInlineLimit: 0,
		modulePreload: { polyfill: false },
		reportCompressedSize: false,
		rollupOptions: {
			input: PAGES.map((page) => `${page}.html`),
		},
	},
	server: {
		proxy: Object.fromEntries(
			proxied.map((path) => [path, { target: server, secure: false }]),
		),
	},
});
