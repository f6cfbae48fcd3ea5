// Health, versions and figures: what they say, and to whom.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertRefused, ownInstance, send, shared } from './client.mjs';

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
const VERSION = /^\d+\.\d+\.\d+/;

function assertHead(json, status) {
	assert.equal(json.status, status);
	assert.match(json.time, TIME);
	assert.equal(json.timestamp, Math.floor(Date.parse(json.time) / 1000));
	assert.ok(Math.abs(Date.now() / 1000 - json.timestamp) < 10);
	assert.match(json.version, VERSION);
}

const services = {
	database: 'connected',
	redis: 'not_configured',
	market: 'running',
	market_data: 'sim',
	alpaca: 'not_configured',
	tradier: 'not_configured',
	alpha_vantage: 'not_configured',
	finnhub: 'not_configured',
	fred: 'not_configured',
};

for (const path of ['/api/health', '/health', '/api/v1/health', '/api/monitoring/health']) {
	test(`${path} says that all is well`, async () => {
		const { status, headers, json } = await send(shared, path);
		assert.equal(status, 200);
		assert.equal(headers['content-type'], 'application/json');
		assertHead(json, 'healthy');
		assert.deepEqual(json.services, services);
		assert.equal(json.models_loaded, 0);
		assert.ok(Number.isInteger(json.active_connections) && json.active_connections > 0);
		assert.equal(json.metrics_collector, 'running');
		assert.equal(json.reason, undefined);
	});
}

test('live, ready and startup each answer their own question', async () => {
	const live = await send(shared, '/api/monitoring/health/live');
	assert.equal(live.status, 200);
	assertHead(live.json, 'alive');
	const ready = await send(shared, '/api/monitoring/health/ready');
	assert.equal(ready.status, 200);
	assertHead(ready.json, 'ready');
	assert.ok(ready.json.schema > 0);
	assert.equal(ready.json.schema, ready.json.schema_wanted);
	const startup = await send(shared, '/api/monitoring/health/startup');
	assert.equal(startup.status, 200);
	assertHead(startup.json, 'started');
	assert.ok(startup.json.workers > 0);
	assert.equal(startup.json.workers, startup.json.workers_wanted);
});

test('detailed health shows database and pools', async () => {
	const { status, json } = await send(shared, '/api/health/detailed');
	assert.equal(status, 200);
	assertHead(json, 'healthy');
	assert.match(json.started_at, TIME);
	assert.match(json.instance, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
	assert.deepEqual(json.services, services);
	assert.match(json.database.server_version, /^\d+/);
	assert.ok(json.database.size_bytes > 1_000_000);
	assert.ok(json.database.connections >= 6);
	assert.ok(json.database.max_connections >= json.database.connections);
	assert.equal(json.database.schema, json.database.schema_wanted);
	for (const [pool, workers] of [
		['fast', 4],
		['slow', 2],
	]) {
		const { busy, ...figures } = json.pools[pool];
		assert.deepEqual(figures, { workers, alive: workers, database_connections: workers });
		assert.ok(busy >= (pool === 'fast' ? 1 : 0) && busy <= workers);
	}
});

for (const path of ['/api/monitor/version', '/info', '/api/info', '/api/v1/monitor/version']) {
	test(`${path} says what runs`, async () => {
		const { status, json } = await send(shared, path);
		assert.equal(status, 200);
		assert.deepEqual(Object.keys(json), ['name', 'version', 'commit', 'api_version', 'schema']);
		assert.equal(json.name, 'PaperTrade');
		assert.match(json.version, VERSION);
		assert.ok(json.commit.length > 0);
		assert.equal(json.api_version, 'v1');
		assert.ok(json.schema > 0);
	});
}

test('the dashboard counts requests and errors', async () => {
	const first = await send(shared, '/api/monitoring/dashboard');
	assert.equal(first.status, 200);
	for (let i = 0; i < 5; i++) await send(shared, '/api/health');
	const { json } = await send(shared, '/api/monitoring/dashboard');
	assert.match(json.time, TIME);
	assert.ok(json.uptime_seconds >= 0);
	assert.deepEqual(Object.keys(json.cache_stats), ['hits', 'stale', 'misses']);
	for (const name of ['predictions', 'websocket_stats'])
		assert.equal(json[name], null, name);
	const { api_performance: now } = json;
	assert.ok(now.requests_total >= first.json.api_performance.requests_total + 6);
	assert.equal(now.errors_total, first.json.api_performance.errors_total);
	assert.ok(now.mean_duration_us > 0 && now.workers === 6 && now.workers_busy > 0);
	assert.deepEqual(Object.keys(json.rate_limit_stats), ['global', 'auth', 'trade', 'key']);
});

test('/metrics is text that Prometheus reads, and counts by route', async () => {
	const name =
		'papertrade_http_requests_total{method="GET",route="/api/monitor/version",status="200"}';
	const value = async () => {
		const { status, headers, text } = await send(shared, '/metrics');
		assert.equal(status, 200);
		assert.match(headers['content-type'], /^text\/plain; version=0\.0\.4/);
		for (const line of text.trimEnd().split('\n'))
			assert.match(line, /^(# (HELP|TYPE) papertrade_\w+ .+|papertrade_\w+(\{.+\})? [\d.]+)$/);
		return Number(text.split('\n').find((line) => line.startsWith(name)).split(' ').pop());
	};
	await send(shared, '/info');
	const first = await value();
	await send(shared, '/info');
	assert.equal(await value(), first + 1);
});

test('HEAD is GET without the body', async () => {
	for (const path of ['/api/health', '/health', '/info', '/metrics', '/api/openapi.json']) {
		const head = await send(shared, path, { method: 'HEAD' });
		assert.equal(head.status, 200, path);
		assert.equal(head.text, '');
		assert.ok(Number(head.headers['content-length']) > 50, path);
	}
});

describe('for operators only', () => {
	const TOKEN = 'a-token-of-operators';
	const secret = [
		'/api/health/detailed',
		'/api/v1/health/detailed',
		'/metrics',
		'/api/metrics',
		'/api/monitoring/dashboard',
		'/api/telemetry',
	];
	let instance;
	before(() => {
		instance = ownInstance({ METRICS_ALLOW: '192.0.2.1', METRICS_TOKEN: TOKEN });
	});
	after(() => instance.stop());

	for (const path of secret) {
		test(`${path} is refused without the token`, async () => {
			assertRefused(await send(instance, path), 403, 40310000);
			for (const Authorization of [
				'Bearer',
				'Bearer ',
				`Bearer ${TOKEN}x`,
				`Bearer ${TOKEN.slice(1)}`,
				`Bearer ${TOKEN.toUpperCase()}`,
				`bearer${TOKEN}`,
				`Basic ${TOKEN}`,
				TOKEN,
			]) {
				const reply = await send(instance, path, { headers: { Authorization } });
				assertRefused(reply, 403, 40310000);
				assert.ok(!reply.text.includes(TOKEN));
			}
			const spoofed = { 'X-Forwarded-For': '192.0.2.1', 'X-Real-IP': '192.0.2.1' };
			assertRefused(await send(instance, path, { headers: spoofed }), 403, 40310000);
		});

		test(`${path} is given to the token's bearer`, async () => {
			const headers = { Authorization: `Bearer ${TOKEN}` };
			assert.equal((await send(instance, path, { headers })).status, 200);
		});
	}

	test('what all may see stays open, and the token is not logged', async () => {
		for (const path of ['/api/health', '/api/monitoring/health/ready', '/info'])
			assert.equal((await send(instance, path)).status, 200, path);
		assert.ok(!instance.log().includes(TOKEN));
	});
});
