// What may be kept, what is asked about again, and what is compressed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { post, send, shared } from './client.mjs';

const PATH = '/api/openapi.json';

test('the document has a tag and may be kept for a minute', async () => {
	const first = await send(shared, PATH);
	assert.equal(first.status, 200);
	assert.match(first.headers.etag, /^"[0-9a-f]{16}"$/);
	assert.equal(first.headers['cache-control'], 'public, max-age=60');
	assert.equal((await send(shared, PATH)).headers.etag, first.headers.etag);
});

test('who has it already gets 304 without a body', async () => {
	const { headers } = await send(shared, PATH);
	for (const known of [headers.etag, `W/${headers.etag}`, `"other", ${headers.etag}`, '*']) {
		const again = await send(shared, PATH, { headers: { 'If-None-Match': known } });
		assert.equal(again.status, 304, known);
		assert.equal(again.text, '');
		assert.equal(again.headers.etag, headers.etag);
		assert.equal(again.headers['cache-control'], 'public, max-age=60');
		assert.match(again.headers['x-request-id'], /^[0-9a-f]{32}$/);
	}
	const head = await send(shared, PATH, { method: 'HEAD', headers: { 'If-None-Match': headers.etag } });
	assert.equal(head.status, 304);
});

test('who has another gets the whole', async () => {
	for (const known of ['"0000000000000000"', 'nonsense', '""']) {
		const reply = await send(shared, PATH, { headers: { 'If-None-Match': known } });
		assert.equal(reply.status, 200, known);
		assert.ok(reply.json.openapi);
	}
});

test('over 1 KB is compressed for who asks, and caches are told', async () => {
	const plain = await send(shared, PATH);
	assert.equal(plain.headers['content-encoding'], undefined);
	assert.match(plain.headers.vary, /Accept-Encoding/);
	const packed = await send(shared, PATH, { headers: { 'Accept-Encoding': 'gzip' } });
	assert.equal(packed.headers['content-encoding'], 'gzip');
	assert.match(packed.headers.vary, /Accept-Encoding/);
	assert.ok(packed.bytes.length < plain.bytes.length / 2);
	assert.deepEqual(gunzipSync(packed.bytes), plain.bytes);
	assert.equal(packed.headers.etag, `W/${plain.headers.etag}`);
	const headers = { 'Accept-Encoding': 'gzip', 'If-None-Match': packed.headers.etag };
	assert.equal((await send(shared, PATH, { headers })).status, 304);
});

test('small replies are not compressed', async () => {
	const reply = await send(shared, '/api/health', { headers: { 'Accept-Encoding': 'gzip' } });
	assert.equal(reply.headers['content-encoding'], undefined);
	assert.equal(reply.json.status, 'healthy');
});

test('private replies and refusals are stored nowhere', async () => {
	const event = { events: [{ name: 'x' }] };
	for (const reply of [
		await send(shared, '/api/health'),
		await send(shared, '/api/health/detailed'),
		await send(shared, '/metrics'),
		await send(shared, '/api/telemetry'),
		await post(shared, '/api/telemetry', event),
		await post(shared, '/api/telemetry', {}),
		await send(shared, '/api/no-such-thing'),
		await send(shared, PATH, { method: 'DELETE' }),
	]) {
		assert.equal(reply.headers['cache-control'], 'no-store', reply.text.slice(0, 100));
		assert.equal(reply.headers.etag, undefined);
	}
});
