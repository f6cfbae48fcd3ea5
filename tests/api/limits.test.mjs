// Rate limits: what a client is told, and what it cannot evade.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertRefused, many, metric, ownInstance, send, shared } from './client.mjs';

const LIMIT = 5;
const PATH = '/api/openapi.json';
const from = (address) => ({ headers: { 'X-Forwarded-For': address } });

const allowedOf = (replies) => replies.filter(({ status }) => status === 200).length;

/** Headers of a reply that was counted; returns what remains. */
function assertCounted({ headers }) {
	assert.equal(headers['x-ratelimit-limit'], String(LIMIT));
	const inSeconds = Number(headers['x-ratelimit-reset']) - Date.now() / 1000;
	assert.ok(inSeconds > 0 && inSeconds <= 62, `full again in ${inSeconds} s`);
	return Number(headers['x-ratelimit-remaining']);
}

describe('straight from the client', () => {
	let instance;
	before(() => {
		instance = ownInstance({ RATE_LIMIT_GLOBAL: String(LIMIT) });
	});
	after(() => instance.stop());

	test('counts down, then refuses and says when to come back', async () => {
		for (let left = LIMIT - 1; left >= 0; left--) {
			const reply = await send(instance, PATH);
			assert.equal(reply.status, 200);
			assert.equal(assertCounted(reply), left);
			assert.equal(reply.headers['retry-after'], undefined);
		}
		const reply = await send(instance, PATH);
		assertRefused(reply, 429, 42910000);
		assert.equal(assertCounted(reply), 0);
		const wait = Number(reply.headers['retry-after']);
		assert.ok(Number.isInteger(wait) && wait >= 1 && wait <= 60 / LIMIT, `Retry-After: ${wait}`);
		assert.ok((await metric(instance, 'papertrade_rate_limited_total{class="global"}')) >= 1);
	});

	test('unknown paths and wrong methods count, too', async () => {
		assertRefused(await send(instance, '/api/no-such-thing'), 429, 42910000);
		assertRefused(await send(instance, PATH, { method: 'DELETE' }), 429, 42910000);
		assertRefused(await send(instance, '/api/telemetry', { method: 'POST', body: '{' }), 429, 42910000);
	});

	test('nothing that a client says about itself helps', async () => {
		for (const headers of [
			{ 'X-Forwarded-For': '203.0.113.1' },
			{ 'X-Forwarded-For': '127.0.0.1, 203.0.113.2' },
			{ 'X-Real-IP': '203.0.113.3' },
			{ Forwarded: 'for=203.0.113.4' },
			{ 'True-Client-IP': '203.0.113.5' },
			{ 'CF-Connecting-IP': '203.0.113.6' },
			{ 'Remote-Addr': '203.0.113.7', Remote_Addr: '203.0.113.7' },
			{ Authorization: 'Bearer other' },
			{ Cookie: 'session=other' },
		])
			assertRefused(await send(instance, PATH, { headers }), 429, 42910000);
	});

	test('health and metrics are never refused, and not counted', async () => {
		const replies = await many(30, 5, (i) =>
			send(instance, ['/api/health', '/api/monitoring/health/live', '/metrics', '/info'][i % 4]));
		for (const { status, headers } of replies) {
			assert.equal(status, 200);
			assert.equal(headers['x-ratelimit-limit'], undefined);
		}
	});
});

describe('behind a proxy that is trusted', () => {
	let instance;
	before(() => {
		instance = ownInstance({ RATE_LIMIT_GLOBAL: String(LIMIT), TRUSTED_PROXIES: '127.0.0.1' });
	});
	after(() => instance.stop());

	test('100 requests at once of one client: exactly as many pass as may', async () => {
		for (let client = 1; client <= 5; client++) {
			const replies = await many(100, 50, () => send(instance, PATH, from(`203.0.113.${client}`)));
			assert.equal(allowedOf(replies), LIMIT, `client ${client}`);
			for (const reply of replies.filter(({ status }) => status !== 200))
				assertRefused(reply, 429, 42910000);
		}
	});

	test('both pools count together', async () => {
		const paths = [PATH, '/api/admin/users/no/such/thing'];
		const replies = await many(60, 20, (i) => send(instance, paths[i % 2], from('203.0.113.50')));
		assert.equal(replies.filter(({ status }) => status !== 429).length, LIMIT);
		assert.equal((await send(instance, paths[1], from('203.0.113.51'))).status, 404);
	});

	test('each client has its own', async () => {
		for (let client = 10; client < 40; client++) {
			const reply = await send(instance, PATH, from(`203.0.113.${client}`));
			assert.equal(assertCounted(reply), LIMIT - 1);
		}
	});

	test('what a client put in front of its own address does not count', async () => {
		const replies = await many(20, 4, (i) => send(instance, PATH, from(`198.51.100.${i}, 203.0.113.100`)));
		assert.equal(allowedOf(replies), LIMIT);
	});

	test('an IPv6 client is its network of 64 bits', async () => {
		const replies = await many(20, 4, (i) => send(instance, PATH, from(`2001:db8:0:1::${i + 1}`)));
		assert.equal(allowedOf(replies), LIMIT);
		assert.equal((await send(instance, PATH, from('2001:db8:0:2::1'))).status, 200);
	});
});

test('0 refuses nobody and says nothing', async () => {
	const replies = await many(200, 10, () => send(shared, PATH));
	assert.equal(allowedOf(replies), 200);
	assert.equal(replies[0].headers['x-ratelimit-limit'], undefined);
});
