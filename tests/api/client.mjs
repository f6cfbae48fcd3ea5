// What the API's tests share: requests to the running instance over HTTPS with
// its own CA, raw bytes, a look at its processes and figures, and instances of a
// test's own.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import tls from 'node:tls';
import { fileURLToPath } from 'node:url';
import { assertDescribed } from './contract.mjs';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

export const shared = {
	url: process.env.PT_URL ?? 'https://127.0.0.1:8443',
	home: process.env.PT_HOME ?? join(root, 'var'),
};

const PATIENCE_MS = 30_000;

function authority(instance) {
	instance.ca ??= readFileSync(join(instance.home, 'tls/ca.crt'));
	return instance.ca;
}

function parsed(text) {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** Sends one request; resolves to {status, headers, bytes, text, json}. A reply that is not
 * as the OpenAPI document describes it is a fault. */
export function send(instance, path, { method = 'GET', headers = {}, body } = {}) {
	instance.agent ??= new https.Agent({ keepAlive: true, ca: authority(instance) });
	return new Promise((resolve, reject) => {
		const request = https.request(
			instance.url + path,
			{ method, headers, agent: instance.agent },
			(reply) => {
				const chunks = [];
				reply.on('data', (chunk) => chunks.push(chunk));
				reply.on('error', reject);
				reply.on('end', () => {
					const bytes = Buffer.concat(chunks);
					const text = bytes.toString();
					const { statusCode: status, headers } = reply;
					const whole = { status, headers, bytes, text, json: parsed(text) };
					try {
						assertDescribed(method, path, whole);
						resolve(whole);
					} catch (error) {
						reject(error);
					}
				});
			},
		);
		request.setTimeout(PATIENCE_MS, () => request.destroy(new Error(`${path}: no answer`)));
		request.on('error', reject);
		request.end(body);
	});
}

/** POSTs a value as JSON. */
export function post(instance, path, value) {
	const headers = { 'Content-Type': 'application/json' };
	return send(instance, path, { method: 'POST', headers, body: JSON.stringify(value) });
}

/** The final reply in what a server sent so far; null when there is none. */
function finalReply(bytes) {
	for (let at = 0; ; ) {
		const end = bytes.indexOf('\r\n\r\n', at);
		if (end < 0) return null;
		const [first, ...lines] = bytes.toString('latin1', at, end).split('\r\n');
		const headers = {};
		for (const line of lines) {
			const colon = line.indexOf(':');
			headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
		}
		const status = Number(first.split(' ')[1]);
		at = end + 4;
		if (status < 200) continue;
		const length = Number(headers['content-length'] ?? Infinity);
		const text = bytes.toString('utf8', at, at + length);
		return { status, headers, text, json: parsed(text), whole: bytes.length >= at + length };
	}
}

/** Sends exactly these bytes over TLS; resolves to the reply, null when the server
 * closes without one. */
export function raw(instance, bytes) {
	const { hostname: host, port } = new URL(instance.url);
	return new Promise((resolve, reject) => {
		const chunks = [];
		const ca = authority(instance);
		const { session } = instance;
		const socket = tls.connect({ host, port, ca, session, ALPNProtocols: ['http/1.1'] });
		socket.on('session', (fresh) => (instance.session = fresh));
		socket.setTimeout(PATIENCE_MS, () => reject(new Error('neither answered nor closed')));
		socket.on('data', (chunk) => {
			chunks.push(chunk);
			if (finalReply(Buffer.concat(chunks))?.whole) socket.destroy();
		});
		// The server may well close before it has read all: what it said counts.
		socket.on('error', () => {});
		socket.on('close', () => resolve(finalReply(Buffer.concat(chunks))));
		socket.write(bytes);
	});
}

/** A request as bytes, with only the headers that are given and Host, Connection,
 * and Content-Length unless it or Transfer-Encoding is there. */
export function asBytes(method, path, headers = {}, body = '') {
	const names = Object.keys(headers).map((name) => name.toLowerCase());
	const framed = names.includes('content-length') || names.includes('transfer-encoding');
	const content = Buffer.from(body);
	const lines = [`${method} ${path} HTTP/1.1`];
	if (!names.includes('host')) lines.push('Host: localhost');
	lines.push('Connection: close');
	for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
	if (!framed && content.length > 0) lines.push(`Content-Length: ${content.length}`);
	return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), content]);
}

/** Is this a refusal in the API's format? */
export function assertRefused(reply, status, code, field) {
	assert.ok(reply, 'closed without a reply');
	assert.equal(reply.status, status, reply.text.slice(0, 300));
	assert.match(reply.headers['content-type'], /^application\/json\b/);
	const keys = ['code', 'message', 'request_id', ...(field === undefined ? [] : ['field'])];
	assert.deepEqual(Object.keys(reply.json ?? {}).sort(), keys.sort(), reply.text.slice(0, 300));
	assert.equal(reply.json.code, code ?? status * 100_000 + 10_000);
	assert.ok(reply.json.message.length > 0);
	assert.equal(reply.json.field, field);
	assert.match(reply.json.request_id, /^[0-9a-f]{32}$/);
	assert.equal(reply.json.request_id, reply.headers['x-request-id']);
	assert.match(reply.headers['cache-control'], /no-store/);
}

/** Waits until a condition holds; returns how long that took, in milliseconds. */
export async function until(what, condition, limitMs = 10_000) {
	const begun = Date.now();
	for (;;) {
		const value = await condition();
		const tookMs = Date.now() - begun;
		if (value) return tookMs;
		assert.ok(tookMs < limitMs, `not within ${limitMs} ms: ${what}`);
		await sleep(20);
	}
}

/** Calls `task(number)` for 0 to count - 1, so many at once; resolves to all results. */
export async function many(count, atOnce, task) {
	const results = [];
	let next = 0;
	const one = async () => {
		while (next < count) {
			const number = next++;
			results[number] = await task(number);
		}
	};
	await Promise.all(Array.from({ length: atOnce }, one));
	return results;
}

function processes() {
	const found = [];
	for (const entry of readdirSync('/proc')) {
		if (!/^[0-9]+$/.test(entry)) continue;
		try {
			const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
			const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
			const command = readFileSync(`/proc/${entry}/cmdline`, 'utf8').replaceAll('\0', ' ');
			if (state !== 'Z') found.push({ pid: Number(entry), parent: Number(parent), command });
		} catch {
			// It has ended meanwhile.
		}
	}
	return found;
}

/** The process of one of the instance's services, undefined while it is down. */
export function service(instance, pattern) {
	const supervisor = Number(readFileSync(join(instance.home, 'run/supervisor.pid'), 'utf8'));
	return processes().find((one) => one.parent === supervisor && pattern.test(one.command))?.pid;
}

/** A process's children, by id. */
export function children(parent) {
	return processes()
		.filter((one) => one.parent === parent)
		.map((one) => one.pid)
		.sort((a, b) => a - b);
}

/** The workers of a pool, by process id. */
export function workers(instance, pool = 'fast') {
	return children(service(instance, new RegExp(`serve ${pool} $`)));
}

/** The value of a metric, named as in the text format: name{label="…"}. */
export async function metric(instance, name) {
	const { text } = await send(instance, '/metrics');
	const line = text.split('\n').find((one) => one.startsWith(`${name} `));
	assert.ok(line, `no metric ${name}`);
	return Number(line.slice(name.length));
}

/** How many workers of the pools died so far. */
export async function replacements(instance) {
	const name = 'papertrade_worker_replacements_total';
	const fast = await metric(instance, `${name}{pool="fast"}`);
	return fast + (await metric(instance, `${name}{pool="slow"}`));
}

/** What psql, as the superuser, prints for a statement. */
export function sql(instance, statement) {
	const options = ['-X', '-q', '-A', '-t', '-h', join(instance.home, 'run')];
	const target = ['-U', 'postgres', '-d', 'papertrade', '-c', statement];
	return execFileSync('psql', [...options, ...target]).toString().trim();
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
	const run = (action) =>
		execFileSync(join(root, 'scripts/instance'), [action], { env, stdio: 'pipe' });
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
			if (found) throw new Error(`${home}/log holds a sanitizer's report: ${found[0]}`);
			rmSync(home, { recursive: true, force: true });
		},
	};
}
