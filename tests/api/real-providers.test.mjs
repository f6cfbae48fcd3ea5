// Real providers behind a running server: calls leave through the slow pool and the
// market daemon, what comes is kept and renewed, one stands in for another that
// fails, and nothing simulated ever does.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { metric, ownInstance, root, send, until } from './client.mjs';
import { keyHeaders, register, restart } from './people.mjs';

const KEYS = {
	TRADIER_API_KEY: 'tradier-key-1',
	ALPACA_PAPER_API_KEY: 'alpaca-key-1',
	ALPACA_PAPER_SECRET_KEY: 'alpaca/secret+1',
};

let server;
let instance;
let headers;
let base;

/** Where a provider is, when it behaves like that. */
const at = (tradier, alpaca) => ({
	TRADIER_URL: `${base}/tradier/${tradier}`,
	ALPACA_DATA_URL: `${base}/alpaca/${alpaca}`,
	ALPACA_ASSETS_URL: `${base}/alpaca/${alpaca}`,
});

before(async () => {
	server = spawn(process.execPath, [join(root, 'tests/providers/server.mjs')], {
		stdio: ['pipe', 'pipe', 'inherit'],
	});
	const port = await new Promise((resolve) =>
		server.stdout.once('data', (line) => resolve(Number(line))),
	);
	base = `http://127.0.0.1:${port}`;
	instance = ownInstance({
		RATE_LIMIT_GLOBAL: '0',
		RATE_LIMIT_KEY: '0',
		MARKET_DATA: 'tradier alpaca',
		CACHE_TTL_QUOTES: '1',
		CACHE_TTL_NEWS: '2',
		...KEYS,
		...at('good', 'good'),
	});
	const anna = await register(instance, 'anna');
	headers = keyHeaders((await anna.post('/api/keys', { name: 'bot' })).json);
});
after(() => {
	const log = readFileSync(join(instance.home, 'log/papertrade.log'), 'utf8');
	instance.stop();
	server.stdin.end();
	for (const key of Object.values(KEYS)) assert.ok(!log.includes(key), 'a key is in the log');
});

const get = (path) => send(instance, path, { headers });

async function line(name) {
	const { json } = await get('/api/providers');
	return json.providers.find((one) => one.name === name);
}

test('a quote that nobody has looked at is fetched, then kept fresh on the board', async () => {
	const first = await get('/api/market/quote/AAPL');
	assert.equal(first.status, 200, first.text);
	assert.equal(first.json.source, 'tradier');
	assert.equal(first.json.simulated, false);
	assert.equal(first.json.price, 231.455);
	await until('a quote on the board', async () => (await metric(instance, 'papertrade_quotes')) >= 1);
	const { calls } = await line('tradier');
	await until('another call', async () => (await line('tradier')).calls > calls);
});

test('an answer is kept: who asks next costs no call', async () => {
	const path = '/api/news?symbol=AAPL&limit=3';
	const first = await get(path);
	assert.equal(first.status, 200, first.text);
	assert.equal(first.json.source, 'alpaca');
	const { calls } = await line('alpaca');
	for (let turn = 0; turn < 5; turn++) assert.deepEqual((await get(path)).json.news, first.json.news);
	assert.equal((await line('alpaca')).calls, calls);
});

test('an old answer is told as such, and renewed behind it', async () => {
	const path = '/api/news?symbol=AAPL&limit=3';
	const { calls } = await line('alpaca');
	await until('an old answer', async () => (await get(path)).json.stale === true);
	await until('its renewal', async () => (await line('alpaca')).calls > calls);
	await until('a fresh answer', async () => (await get(path)).json.stale === false);
});

test('what is handed over is counted once, and says what is left of the limit', async () => {
	restart(instance, { RATE_LIMIT_KEY: '10' });
	const counted = () =>
		metric(instance, 'papertrade_http_requests_total{method="GET",route="/api/news",status="200"}');
	assert.equal((await get('/api/news?symbol=AAPL&limit=4')).status, 200);
	const { calls } = await line('alpaca');
	const before = await counted();
	const left = [];
	for (const symbol of ['MSFT', 'MSFT', 'AAPL']) {
		const reply = await get(`/api/news?symbol=${symbol}`);
		assert.equal(reply.status, 200, reply.text);
		assert.equal(reply.headers['x-ratelimit-limit'], '10');
		assert.ok(Number(reply.headers['x-ratelimit-reset']) >= Date.now() / 1000 - 1);
		left.push(Number(reply.headers['x-ratelimit-remaining']));
	}
	/* One was taken for each, and some came back meanwhile. */
	assert.ok(left.every((one, i) => one < 10 && (i === 0 || one >= left[i - 1] - 1)), left.join(' '));
	assert.equal(await counted(), before + 3);
	assert.ok((await line('alpaca')).calls > calls, 'none was handed over');
	restart(instance, { RATE_LIMIT_KEY: '0' });
});

test('one stands in for another that fails, and says who it is', async () => {
	restart(instance, at('broken', 'good'));
	const { status, json, text } = await get('/api/market/bars/AAPL?timeframe=1Day&limit=5');
	assert.equal(status, 200, text);
	assert.equal(json.source, 'alpaca');
	const tradier = await line('tradier');
	assert.ok(tradier.failures > 0);
	assert.match(tradier.last_problem, /500/);
});

test('none answers: 503, never a simulated price', async () => {
	restart(instance, at('broken', 'limited'));
	const reply = await get('/api/market/bars/MSFT?timeframe=1Day&limit=5');
	assert.equal(reply.status, 503, reply.text);
	assert.equal(reply.json.code, 50310000);
	assert.doesNotMatch(reply.text, /sim/);
});

test('what nobody offers is not found, and not simulated', async () => {
	const { status, json } = await get('/api/data/macro?series=gdp');
	assert.equal(status, 404);
	assert.equal(json.code, 40410003);
});

for (const [settings, problem] of [
	[{ MARKET_DATA: 'sim tradier' }, /never mixed/],
	[{ MARKET_DATA: 'sim replay' }, /never mixed/],
	[{ SOURCES_BARS: 'sim' }, /never mixed/],
	[{ MARKET_DATA: 'bloomberg' }, /bloomberg is no source/],
	[{ MARKET_DATA: 'fred', FRED_API_KEY: 'x' }, /none of its sources has quotes/],
	[{ SOURCES_MACRO: 'tradier' }, /tradier has no such data/],
	[{ SOURCES_NEWS: 'finnhub' }, /needs FINNHUB_API_KEY/],
])
	test(`settings are refused: ${JSON.stringify(settings)}`, () => {
		const env = { ...instance.env, ...settings };
		const program = env.PAPERTRADE ?? join(root, 'build/papertrade');
		assert.throws(
			() => execFileSync(program, ['config', '--check'], { env, stdio: 'pipe' }),
			({ stderr }) => problem.test(stderr.toString()),
		);
	});
