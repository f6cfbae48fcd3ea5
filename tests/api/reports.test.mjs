// Errors are told to Sentry, from whichever process they come: against a recorder that
// speaks its protocol. Nothing secret leaves, and a storm of errors is one message.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import { after, before, describe, test } from 'node:test';
import { children, many, metric, ownInstance, send, service, sql, until, workers } from './client.mjs';
import { PASSWORD, register } from './people.mjs';

const KEY = '0123456789abcdef0123456789abcdef';
const SLOW_MS = 20_000;

/** A server that keeps each envelope, and answers as it is told to. */
async function recorder() {
	const kept = { requests: [], answer: { status: 200 } };
	const server = http.createServer((request, response) => {
		const chunks = [];
		request.on('data', (chunk) => chunks.push(chunk));
		request.on('end', () => {
			const { method, url, headers } = request;
			kept.requests.push({ method, url, headers, text: Buffer.concat(chunks).toString() });
			response.writeHead(kept.answer.status, kept.answer.headers).end('{}');
		});
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return Object.assign(kept, { server, port: server.address().port });
}

/** The event of an envelope, whose framing has to be right. */
function eventOf({ text }) {
	const [head, item, ...rest] = text.split('\n');
	const payload = rest.join('\n').replace(/\n$/, '');
	const header = JSON.parse(item);
	assert.equal(header.type, 'event');
	assert.equal(header.length, Buffer.byteLength(payload));
	const event = JSON.parse(payload);
	assert.equal(JSON.parse(head).event_id, event.event_id);
	assert.match(event.event_id, /^[0-9a-f]{32}$/);
	return event;
}

describe('with SENTRY_DSN', () => {
	let kept;
	let instance;
	before(async () => {
		kept = await recorder();
		instance = ownInstance({
			SENTRY_DSN: `http://${KEY}@127.0.0.1:${kept.port}/sub/42`,
			SENTRY_ENVIRONMENT: 'trial',
			RATE_LIMIT_AUTH: '0',
			ARGON2_MEMORY_KIB: '8192',
			ARGON2_PASSES: '1',
		});
	});
	after(() => {
		kept.server.close();
		instance.stop();
	});
	const events = () => kept.requests.map(eventOf);
	const named = (message, process = /./) =>
		events().filter((one) => one.logentry.formatted === message && process.test(one.tags.process));

	test('a bug in a request of the fast pool: once, however often it comes', async () => {
		const anna = await register(instance, 'anna');
		sql(instance, 'alter table watchlists rename to mislaid');
		const replies = await many(12, 4, () => anna.get('/v2/watchlists'));
		sql(instance, 'alter table mislaid rename to watchlists');
		assert.ok(replies.every(({ status }) => status === 500));
		await until('the report', () => named('request failed').length > 0, SLOW_MS);
		const [event] = named('request failed');
		assert.equal(event.transaction, 'GET /v2/watchlists');
		assert.equal(event.level, 'error');
		assert.equal(event.environment, 'trial');
		assert.match(event.release, /^papertrade@\d+\.\d+\.\d+/);
		assert.equal(event.tags.status, '500');
		assert.equal(event.tags.process, 'fast');
		const told = replies.map(({ json }) => json.request_id);
		assert.ok(told.includes(event.tags.request_id));
		await until(
			'the others counted',
			async () => (await metric(instance, 'papertrade_reports_total{outcome="passed_over"}')) === 11,
			SLOW_MS,
		);
		assert.equal(named('request failed').length, 1);
		const [{ method, url, headers }] = kept.requests;
		assert.equal(`${method} ${url}`, 'POST /sub/api/42/envelope/');
		assert.equal(headers['content-type'], 'application/x-sentry-envelope');
		assert.ok(headers['x-sentry-auth'].includes(`sentry_key=${KEY}`));
		const log = instance.log();
		for (const { text } of kept.requests)
			for (const secret of [PASSWORD, anna.token, anna.csrf, anna.cookie, 'anna', KEY])
				assert.ok(!text.includes(secret), text);
		assert.ok(!log.includes(KEY), 'the log holds the key');
	});

	test('a worker that crashes, of either pool, and a process of the market daemon', async () => {
		process.kill(workers(instance, 'slow')[0], 'SIGABRT');
		await until('the worker', () => named('worker died', /slow/).length === 1, SLOW_MS);
		assert.equal(named('worker died', /slow/)[0].tags.signal, '6');
		process.kill(children(service(instance, / market $/))[0], 'SIGABRT');
		await until('the process', () => named('process died', /market/).length === 1, SLOW_MS);
	});

	test('books that do not add up, from the command line', async () => {
		sql(instance, 'update accounts set cash = cash + 1');
		const { status } = spawnSync(instance.env.PAPERTRADE, ['audit'], { env: instance.env });
		sql(instance, 'update accounts set cash = cash - 1');
		assert.equal(status, 1);
		await until('the audit', () => named('the books do not add up').length === 1, SLOW_MS);
		assert.equal(named('the books do not add up')[0].tags.problems, '1');
	});

	test('told to wait, it waits and tells then; refused, it goes on', async () => {
		const before = kept.requests.length;
		kept.answer = { status: 429, headers: { 'Retry-After': '2' } };
		sql(instance, 'alter table order_templates rename to mislaid');
		const ben = await register(instance, 'ben');
		assert.equal((await ben.get('/api/order-templates')).status, 500);
		sql(instance, 'alter table mislaid rename to order_templates');
		await until('the first try', () => kept.requests.length === before + 1, SLOW_MS);
		kept.answer = { status: 200 };
		await until('the second', () => kept.requests.length === before + 2, SLOW_MS);
		const [first, second] = events().slice(-2);
		assert.equal(first.transaction, 'GET /api/order-templates');
		assert.equal(second.tags.request_id, first.tags.request_id);
		kept.answer = { status: 403 };
		sql(instance, 'alter table api_keys rename to mislaid');
		assert.equal((await ben.get('/api/keys')).status, 500);
		sql(instance, 'alter table mislaid rename to api_keys');
		await until('a refusal', () => /Sentry refuses a report/.test(instance.log()), SLOW_MS);
		kept.answer = { status: 200 };
	});

	test('what passes, a database that is away, is no bug and is not told', async () => {
		const before = kept.requests.length;
		process.kill(service(instance, /postgres/), 'SIGKILL');
		await until('503', async () => (await send(instance, '/api/monitoring/health/ready')).status === 503);
		await until('200', async () => (await send(instance, '/api/monitoring/health/ready')).status === 200);
		assert.equal(
			events().slice(before).filter((one) => one.logentry.formatted === 'request failed').length,
			0,
		);
	});
});

test('a SENTRY_DSN that is none is refused, and not repeated', () => {
	for (const dsn of ['nonsense', 'https://host/1', 'https://key@host/', 'ftp://key@host/1', 'https://key@host/x'])
		for (const words of [['config', '--check']]) {
			const { status, stderr } = spawnSync(
				process.env.PAPERTRADE ?? 'build/asan/papertrade',
				words,
				{ env: { ...process.env, SENTRY_DSN: dsn } },
			);
			assert.equal(status, 1, dsn);
			assert.equal(
				stderr.toString(),
				'papertrade: SENTRY_DSN must be of the form https://key@host/project\n',
			);
		}
});
