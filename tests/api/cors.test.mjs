// Which pages of other origins a browser lets call the API.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ownInstance, send, shared } from './client.mjs';

const PATH = '/api/health';
const ALLOWED = 'https://app.example';
const SECOND = 'http://localhost:5173';
const OTHERS = [
	'null',
	'https://other.example',
	'http://app.example',
	'https://app.example:8443',
	'https://app.example.evil.example',
	'https://evil-app.example',
	'https://APP.example',
	'https://app.example/',
	`${ALLOWED} ${SECOND}`,
	'*',
	'',
];

const ask = (instance, Origin, options = {}) =>
	send(instance, PATH, { ...options, headers: { Origin, ...options.headers } });
const preflight = (instance, Origin) =>
	ask(instance, Origin, { method: 'OPTIONS', headers: { 'Access-Control-Request-Method': 'POST' } });
const corsOf = ({ headers }) => Object.keys(headers).filter((name) => name.startsWith('access-control-'));

describe('with ALLOW_ORIGIN', () => {
	let instance;
	before(() => {
		instance = ownInstance({ ALLOW_ORIGIN: `${ALLOWED} ${SECOND}` });
	});
	after(() => instance.stop());

	for (const origin of [ALLOWED, SECOND])
		test(`${origin} is allowed, with credentials`, async () => {
			const { status, headers } = await ask(instance, origin);
			assert.equal(status, 200);
			assert.equal(headers['access-control-allow-origin'], origin);
			assert.equal(headers['access-control-allow-credentials'], 'true');
			assert.match(headers['access-control-expose-headers'], /\bX-Request-Id\b/);
			assert.match(headers.vary, /\bOrigin\b/);
		});

	test('a preflight says what may be sent, and is remembered', async () => {
		const { status, headers, text } = await preflight(instance, ALLOWED);
		assert.equal(status, 204);
		assert.equal(text, '');
		assert.equal(headers['access-control-allow-origin'], ALLOWED);
		for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])
			assert.match(headers['access-control-allow-methods'], new RegExp(`\\b${method}\\b`));
		for (const name of ['Authorization', 'Content-Type', 'Idempotency-Key', 'APCA-API-KEY-ID'])
			assert.ok(headers['access-control-allow-headers'].split(', ').includes(name), name);
		assert.equal(headers['access-control-max-age'], '600');
	});

	test('a refusal can be read by the page that is allowed', async () => {
		const headers = { Origin: ALLOWED };
		const unknown = await send(instance, '/api/no-such-thing', { headers });
		assert.equal(unknown.status, 404);
		assert.equal(unknown.headers['access-control-allow-origin'], ALLOWED);
		const bad = await send(instance, '/api/telemetry', { method: 'POST', headers, body: '{' });
		assert.equal(bad.status, 400);
		assert.equal(bad.headers['access-control-allow-origin'], ALLOWED);
	});

	for (const origin of OTHERS)
		test(`"${origin}" gets no header`, async () => {
			for (const reply of [await ask(instance, origin), await preflight(instance, origin)]) {
				assert.deepEqual(corsOf(reply), []);
				assert.match(reply.headers.vary, /\bOrigin\b/);
			}
		});

	test('no origin gets no header', async () => {
		assert.deepEqual(corsOf(await send(instance, PATH)), []);
	});
});

test('without ALLOW_ORIGIN there is no such header at all', async () => {
	for (const origin of [ALLOWED, shared.url, ...OTHERS]) {
		for (const reply of [await ask(shared, origin), await preflight(shared, origin)]) {
			assert.deepEqual(corsOf(reply), [], origin);
			assert.doesNotMatch(reply.headers.vary ?? '', /Origin/);
		}
	}
});
