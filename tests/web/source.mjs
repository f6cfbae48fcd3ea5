// The web app's pure modules as Node can import them: TypeScript, bundled in memory.
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const web = createRequire(new URL("../../web/package.json", import.meta.url));
const esbuild = web("esbuild");

/** What the module at `path` under web/src exports. */
export async function source(path) {
	const built = await esbuild.build({
		entryPoints: [fileURLToPath(new URL(`../../web/src/${path}`, import.meta.url))],
		bundle: true,
		format: "esm",
		platform: "neutral",
		write: false,
		logLevel: "silent",
	});
	const text = Buffer.from(built.outputFiles[0].contents).toString("base64");
	return import(`data:text/javascript;base64,${text}`);
}
