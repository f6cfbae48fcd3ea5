#!/usr/bin/env node
// Load on any instance, by clients that sign in as bots do: each has its own paper account
// and key, looks at quotes, account and positions, and trades. Says how long requests took,
// what failed, and whether that is good enough. Any answer but 2xx is a failure.
//
//   scripts/load-test URL load|spike|soak DURATION CLIENTS [--ca FILE] [--user NAME]
//                     [--pace MS] [--json]
//
// load keeps CLIENTS at it for DURATION (90s, 5m, 8h); spike has five times as many in the
// middle third; soak is load with a line for each tenth. Without --user somebody is
// registered; the password of --user is taken from LOAD_PASSWORD. Each client asks every
// 200 ms (--pace), or as often as the instance's limits allow a key.
// Exit code 0: p95 under 500 ms, nothing failed; 1: not so; 2: it could not be tried.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';

const GOAL_MS = 500;
const KEYS_MOST = 90;
const SPIKE = 5;
const PACE_MS = 200;
const PATIENCE_MS = 30_000;
const SYMBOLS = ['AAPL', 'MSFT', 'SPY', 'NVDA', 'AMZN', 'TSLA', 'QQQ', 'JPM'];

function usage(why) {
	if (why) console.error(`load-test: ${why}`);
	console.error(
		'usage: load-test URL load|spike|soak DURATION CLIENTS [--ca FILE] [--user NAME] [--pace MS] [--json]',
	);
	process.exit(2);
}

function readArguments(words) {
	const options = { pace: PACE_MS };
	const plain = [];
	for (let i = 0; i < words.length; i++) {
		const word = words[i];
		if (word === '--json') options.json = true;
		else if (['--ca', '--user', '--pace'].includes(word) && i + 1 < words.length)
			options[word.slice(2)] = words[++i];
		else if (word.startsWith('-')) usage();
		else plain.push(word);
	}
	const [url, mode, duration, clients] = plain;
	const time = /^(\d+)([smh])$/.exec(duration ?? '');
	const pace = Number(options.pace);
	if (plain.length !== 4 || !/^https?:\/\/[^/]/.test(url) || !time) usage();
	if (!['load', 'spike', 'soak'].includes(mode)) usage();
	if (!/^[1-9]\d{0,3}$/.test(clients) || !(pace >= 0 && pace <= 60_000)) usage();
	if (options.user && !process.env.LOAD_PASSWORD) usage('LOAD_PASSWORD is not set');
	const ms = Number(time[1]) * { s: 1000, m: 60_000, h: 3_600_000 }[time[2]];
	return { ...options, url: url.replace(/\/+$/, ''), mode, ms, clients: Number(clients), pace };
}

/** Durations in buckets that are each 2 % wider than the one before. */
class Durations {
	buckets = new Map();
	count = 0;
	add(ms) {
		const bucket = Math.ceil(Math.log(Math.max(ms, 0.01)) / Math.log(1.02));
		this.buckets.set(bucket, (this.buckets.get(bucket) ?? 0) + 1);
		this.count++;
	}
	quantile(share) {
		let left = Math.ceil(this.count * share);
		for (const bucket of [...this.buckets.keys()].sort((a, b) => a - b)) {
			left -= this.buckets.get(bucket);
			if (left <= 0) return Number((1.02 ** bucket).toFixed(1));
		}
		return 0;
	}
}

class Instance {
	constructor({ url, ca }) {
		this.url = url;
		const secure = url.startsWith('https:');
		this.library = secure ? https : http;
		this.agent = new this.library.Agent({
			keepAlive: true,
			...(secure && ca && { ca: readFileSync(ca) }),
		});
	}

	/** One request; resolves to {status, headers, json, ms}, status 0 when nobody answers. */
	send(method, path, headers, body) {
		const text = body === undefined ? '' : JSON.stringify(body);
		const content = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) };
		const begun = performance.now();
		return new Promise((resolve) => {
			const lost = (error) =>
				resolve({ status: 0, headers: {}, ms: performance.now() - begun, error: error.code ?? error.message });
			const request = this.library.request(
				this.url + path,
				{ method, agent: this.agent, headers: { ...(body !== undefined && content), ...headers } },
				(reply) => {
					const chunks = [];
					reply.on('data', (chunk) => chunks.push(chunk));
					reply.on('error', lost);
					reply.on('end', () => {
						const ms = performance.now() - begun;
						let json;
						try {
							json = JSON.parse(Buffer.concat(chunks).toString());
						} catch {
							json = undefined;
						}
						resolve({ status: reply.statusCode, headers: reply.headers, json, ms });
					});
				},
			);
			request.setTimeout(PATIENCE_MS, () => request.destroy(new Error('no answer')));
			request.on('error', lost);
			request.end(text);
		});
	}

	/** For what comes before and after: waits where the instance asks to. */
	async must(method, path, headers, body, status) {
		for (;;) {
			const reply = await this.send(method, path, headers, body);
			if (reply.status === status) return reply;
			if (reply.status !== 429) {
				const why = reply.error ?? reply.json?.message ?? '';
				throw new Error(`${method} ${path}: ${reply.status} ${why}`);
			}
			await sleep(1000 * Number(reply.headers['retry-after'] ?? 1));
		}
	}
}

async function signIn(instance, { user }) {
	const made = `load-${randomBytes(4).toString('hex')}`;
	const body = {
		username: user ?? made,
		password: user ? process.env.LOAD_PASSWORD : randomBytes(16).toString('hex'),
	};
	const path = user ? '/api/auth/login' : '/api/auth/register';
	const { json } = await instance.must('POST', path, {}, body, user ? 200 : 201);
	return { Authorization: `Bearer ${json.access_token}`, 'X-CSRF-Token': json.csrf_token };
}

/** Accounts with a key each, and how often a key may ask: {keys, limit}. */
async function prepare(instance, session, count) {
	const keys = [];
	for (let i = 0; i < count; i++) {
		const account = await instance.must('POST', '/api/accounts', session, { name: `load ${i + 1}` }, 201);
		const wanted = { name: 'load test', account_id: account.json.id };
		const key = await instance.must('POST', '/api/keys', session, wanted, 201);
		keys.push({
			id: key.json.key_id,
			account: account.json.id,
			headers: { 'APCA-API-KEY-ID': key.json.key_id, 'APCA-API-SECRET-KEY': key.json.secret_key },
			long: false,
		});
	}
	const reply = await instance.must('GET', '/v2/account', keys[0].headers, undefined, 200);
	return { keys, limit: Number(reply.headers['x-ratelimit-limit'] ?? 0) };
}

async function cleanUp(instance, session, keys) {
	for (const { id, account } of keys) {
		await instance.must('POST', `/api/accounts/${account}/archive`, session, {}, 200);
		await instance.must('DELETE', `/api/keys/${id}`, session, undefined, 204);
	}
	await instance.must('POST', '/api/auth/logout', session, undefined, 204);
}

/** What a client does next: [name, method, path, body]. Of twenty requests three trade. */
function next(key) {
	const symbol = SYMBOLS[Math.floor(Math.random() * SYMBOLS.length)];
	const turn = Math.floor(Math.random() * 20);
	if (turn < 8) return ['quotes', 'GET', `/v2/stocks/quotes/latest?symbols=${SYMBOLS.join('%2C')}`];
	if (turn < 11) return ['account', 'GET', '/v2/account'];
	if (turn < 14) return ['positions', 'GET', '/v2/positions'];
	if (turn < 16) return ['orders', 'GET', '/v2/orders?status=all&limit=50'];
	if (turn < 17) return ['bars', 'GET', `/v2/stocks/${symbol}/bars?timeframe=1Day&limit=100`];
	key.long = !key.long;
	const order = { symbol: 'AAPL', qty: '1', side: key.long ? 'buy' : 'sell', type: 'market', time_in_force: 'day' };
	return ['trade', 'POST', '/v2/orders', order];
}

class Run {
	all = new Durations();
	part = new Durations();
	byName = new Map();
	failures = new Map();
	failed = 0;
	note(name, { status, ms, error }) {
		if (!this.byName.has(name)) this.byName.set(name, new Durations());
		for (const durations of [this.all, this.part, this.byName.get(name)]) durations.add(ms);
		if (status >= 200 && status < 300) return;
		const what = `${name} ${status || error}`;
		this.failures.set(what, (this.failures.get(what) ?? 0) + 1);
		this.failed++;
	}
}

async function client(instance, run, key, paceMs, untilMs) {
	await sleep(Math.random() * Math.max(paceMs, 1));
	while (Date.now() < untilMs) {
		const due = performance.now() + paceMs * (0.5 + Math.random());
		const [name, method, path, body] = next(key);
		run.note(name, await instance.send(method, path, key.headers, body));
		const left = due - performance.now();
		if (left > 0) await sleep(left);
	}
}

const line = (durations) =>
	`p50 ${durations.quantile(0.5)} ms, p95 ${durations.quantile(0.95)} ms, p99 ${durations.quantile(0.99)} ms`;

async function put(instance, run, options, { keys, limit }) {
	const { mode, ms, clients, json } = options;
	const most = mode === 'spike' ? clients * SPIKE : clients;
	/* A little less often than a key may, for clients are not even. */
	const allowed = limit > 0 ? (60_000 / limit) * Math.ceil(most / keys.length) * 1.1 : 0;
	const pace = Math.max(options.pace, allowed);
	const begun = Date.now();
	const start = (count, fromMs, toMs) =>
		Array.from({ length: count }, async (_, i) => {
			await sleep(fromMs);
			await client(instance, run, keys[i % keys.length], pace, begun + toMs);
		});
	const work = start(clients, 0, ms);
	if (mode === 'spike') work.push(...start(most - clients, ms / 3, (2 * ms) / 3));
	const told = setInterval(() => {
		if (!json) console.log(`  ${Math.round((Date.now() - begun) / 1000)} s: ${run.part.count} requests, ${line(run.part)}`);
		run.part = new Durations();
	}, ms / (mode === 'soak' ? 10 : 3));
	await Promise.all(work);
	clearInterval(told);
	return { pace, seconds: (Date.now() - begun) / 1000 };
}

function report(options, run, { pace, seconds }) {
	const p95 = run.all.quantile(0.95);
	const well = run.all.count > 0 && run.failed === 0 && p95 < GOAL_MS;
	const figures = {
		well,
		mode: options.mode,
		clients: options.clients,
		seconds: Math.round(seconds),
		pace_ms: Math.round(pace),
		requests: run.all.count,
		per_second: Number((run.all.count / seconds).toFixed(1)),
		p50_ms: run.all.quantile(0.5),
		p95_ms: p95,
		p99_ms: run.all.quantile(0.99),
		failed: run.failed,
		failures: Object.fromEntries(run.failures),
	};
	if (options.json) {
		console.log(JSON.stringify(figures));
	} else {
		for (const [name, durations] of [...run.byName].sort())
			console.log(`  ${name.padEnd(10)} ${String(durations.count).padStart(7)} requests, ${line(durations)}`);
		for (const [what, count] of run.failures) console.log(`  failed: ${what}, ${count} times`);
		console.log(`${run.all.count} requests in ${figures.seconds} s, ${figures.per_second} a second, ${run.failed} failed`);
		console.log(line(run.all));
		console.log(well ? 'good: p95 under 500 ms, nothing failed' : 'NOT GOOD: p95 has to be under 500 ms, and nothing may fail');
	}
	return well;
}

const options = readArguments(process.argv.slice(2));
const run = new Run();
let well = false;
try {
	const instance = new Instance(options);
	const session = await signIn(instance, options);
	const ready = await prepare(instance, session, Math.min(options.clients, KEYS_MOST));
	const facts = await put(instance, run, options, ready);
	well = report(options, run, facts);
	await cleanUp(instance, session, ready.keys);
	instance.agent.destroy();
} catch (error) {
	console.error(`load-test: ${error.message}`);
	process.exit(2);
}
process.exit(well ? 0 : 1);
