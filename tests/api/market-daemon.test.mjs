// The market daemon: quotes are fresh, outlive it, and say how old they are.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { metric, ownInstance, send, service, until } from './client.mjs';
import { keyHeaders, register } from './people.mjs';

let instance;
let headers;
before(async () => {
	instance = ownInstance({ RATE_LIMIT_GLOBAL: '0', RATE_LIMIT_KEY: '0' });
	const anna = await register(instance, 'anna');
	headers = keyHeaders((await anna.post('/api/keys', { name: 'bot' })).json);
});
after(() => instance.stop());

const daemon = () => service(instance, /papertrade market $/);
const spy = async () => (await send(instance, '/api/market/quote/SPY', { headers })).json;

test('quotes follow the second hand', async () => {
	const seen = new Set();
	for (let turn = 0; turn < 30; turn++) {
		const quote = await spy();
		assert.ok(quote.age_seconds < 3, `${quote.age_seconds} s`);
		assert.ok(quote.bid <= quote.price && quote.price <= quote.ask);
		seen.add(quote.time);
		await sleep(100);
	}
	assert.ok(seen.size >= 3, 'the time of quotes does not move');
	assert.equal(await metric(instance, 'papertrade_market_up'), 1);
	assert.ok((await metric(instance, 'papertrade_quotes')) > 200);
});

test('killed: its quotes stay, and another goes on with them', async () => {
	const first = daemon();
	process.kill(first, 'SIGKILL');
	assert.ok((await spy()).price > 0, 'no quote while the daemon is away');
	await until('another daemon', () => daemon() !== undefined && daemon() !== first);
	await until('a fresh quote', async () => (await spy()).age_seconds < 2);
});

test('frozen: health says so, quotes tell their age; then all is as before', async () => {
	process.kill(daemon(), 'SIGSTOP');
	await until(
		'unhealthy',
		async () => (await send(instance, '/api/health')).status === 503,
		20_000,
	);
	const { json } = await send(instance, '/api/health');
	assert.equal(json.reason, 'the market daemon does not run');
	assert.equal(json.services.market, 'stalled');
	assert.ok((await spy()).age_seconds > 9);
	assert.equal(await metric(instance, 'papertrade_market_up'), 0);
	process.kill(daemon(), 'SIGCONT');
	await until('healthy', async () => (await send(instance, '/api/health')).status === 200);
	await until('a fresh quote', async () => (await spy()).age_seconds < 2);
});
