// What the API's tests share: requests to the running instance over HTTPS with
// its own CA, and instances of a test's own.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

export const shared = {
	url: process.env.PT_URL ?? 'https://127.0.0.1:8443',
	home: process.env.PT_HOME ?? join(root, 'var'),
};

/** Sends one request; resolves to {status, headers, text, json}. */
export function send(instance, path, { method = 'GET', headers = {}, body } = {}) {
	instance.ca ??= readFileSync(join(instance.home, 'tls/ca.crt'));
	instance.agent ??= new https.Agent({ keepAlive: true, ca: instance.ca });
	return new Promise((resolve, reject) => {
		const request = https.request(
			instance.url + path,
			{ method, headers, agent: instance.agent },
			(reply) => {
				const chunks = [];
				reply.on('data', (chunk) => chunks.push(chunk));
				reply.on('error', reject);
				reply.on('end', () => {
					const text = Buffer.concat(chunks).toString();
					let json;
					try {
						json = JSON.parse(text);
					} catch {
						json = undefined;
					}
					resolve({ status: reply.statusCode, headers: reply.headers, text, json });
				});
			},
		);
		request.on('error', reject);
		request.end(body);
	});
}

/** Starts an instance with settings of its own; call its stop() at the end. */
export function ownInstance(settings = {}) {
	const home = mkdtempSync(join(tmpdir(), 'pt-'));
	const port = execFileSync(join(root, 'tests/free-port')).toString().trim();
	const env = {
		...process.env,
		PAPERTRADE: process.env.PAPERTRADE ?? join(root, 'build/asan/papertrade'),
		RATE_LIMIT_GLOBAL: '0',
		...settings,
		PT_HOME: home,
		HTTPS_PORT: port,
	};
	const run = (action) => execFileSync(join(root, 'scripts/instance'), [action], { env });
	run('up');
	return {
		url: `https://127.0.0.1:${port}`,
		home,
		env,
		log: () => readFileSync(join(home, 'log/papertrade.log'), 'utf8'),
		stop() {
			this.agent?.destroy();
			run('down');
			const found = /AddressSanitizer|LeakSanitizer|runtime error:/.exec(this.log());
			rmSync(home, { recursive: true, force: true });
			if (found) throw new Error(`the log holds a sanitizer's report: ${found[0]}`);
		},
	};
}
