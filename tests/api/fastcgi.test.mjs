// Broken and hostile FastCGI on the workers' own socket: a closed connection or
// an answer, never a dead worker, and everyone else keeps being served.
import assert from 'node:assert/strict';
import net from 'node:net';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { many, ownInstance, replacements, send, workers } from './client.mjs';

const BEGIN = 1;
const ABORT = 2;
const END = 3;
const PARAMS = 4;
const STDIN = 5;
const STDOUT = 6;
const DATA = 8;
const GET_VALUES = 9;
const RESPONDER = 1;
const KEEP = 1;

let instance;
let team;
before(() => {
	// Long enough that no worker is killed for being busy: it must give up by itself.
	instance = ownInstance({ FAST_TIMEOUT_MS: '20000' });
	team = workers(instance);
});
afterEach(async () => {
	const replies = await many(8, 8, () => send(instance, '/api/health'));
	for (const { status } of replies) assert.equal(status, 200);
});
after(async () => {
	const died = await replacements(instance);
	const left = workers(instance);
	instance.stop();
	assert.equal(died, 0, 'workers died');
	assert.deepEqual(left, team, 'workers were replaced');
});

function record(type, content = '', { version = 1, id = 1, length } = {}) {
	const bytes = Buffer.from(content);
	const header = Buffer.from([version, type, 0, id, 0, 0, 0, 0]);
	header.writeUInt16BE(length ?? bytes.length, 4);
	return Buffer.concat([header, bytes]);
}

const begin = (flags = 0, role = RESPONDER, id = 1) =>
	record(BEGIN, Buffer.from([role >> 8, role & 255, flags, 0, 0, 0, 0, 0]), { id });

function size(length) {
	if (length < 128) return Buffer.from([length]);
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32BE((length | 0x80000000) >>> 0);
	return bytes;
}

const pair = (name, value) => Buffer.concat([size(name.length), size(value.length), Buffer.from(name + value)]);
const pairs = (values) => Buffer.concat(Object.entries(values).map(([name, value]) => pair(name, value)));

const asked = (path, method = 'GET', more = {}) => ({
	REQUEST_METHOD: method,
	DOCUMENT_URI: path,
	QUERY_STRING: '',
	REMOTE_ADDR: '127.0.0.1',
	REQUEST_ID: 'a'.repeat(32),
	...more,
});
const params = (values) => Buffer.concat([record(PARAMS, pairs(values)), record(PARAMS)]);
const stdin = (body) => Buffer.concat([body ? record(STDIN, body) : Buffer.alloc(0), record(STDIN)]);
const request = (path, flags = 0) => Buffer.concat([begin(flags), params(asked(path)), stdin('')]);
const posted = (body, length = body.length) =>
	Buffer.concat([begin(), params(asked('/api/telemetry', 'POST', { CONTENT_LENGTH: String(length) })), stdin(body)]);

/** What stands in a reply's records: {text, ended}. */
function read(bytes) {
	let text = '';
	let ended = 0;
	for (let at = 0; at + 8 <= bytes.length; ) {
		const length = bytes.readUInt16BE(at + 4);
		if (bytes[at + 1] === STDOUT) text += bytes.toString('utf8', at + 8, at + 8 + length);
		if (bytes[at + 1] === END) ended++;
		at += 8 + length + bytes[at + 6];
	}
	return { text, ended };
}

const statusOf = ({ text }) => Number(/^Status: (\d+) [A-Z][A-Za-z ]+\r\n/.exec(text)?.[1]);

function connect() {
	const socket = net.connect(join(instance.home, 'run/fast.sock'));
	socket.chunks = [];
	socket.on('data', (chunk) => socket.chunks.push(chunk));
	// Writing to a worker that has closed already is no failure here.
	socket.on('error', () => {});
	socket.over = new Promise((resolve) => socket.on('close', resolve));
	return socket;
}

/** Sends bytes; resolves once the worker closes, at most 7 s later, with its answer. */
async function speak(bytes, { end = false } = {}) {
	const socket = connect();
	const begun = Date.now();
	if (end) socket.end(bytes);
	else socket.write(bytes);
	const closed = await Promise.race([socket.over.then(() => true), sleep(7000, false, { ref: false })]);
	socket.destroy();
	assert.ok(closed, 'still open after 7 s');
	const answer = read(Buffer.concat(socket.chunks));
	return { ...answer, status: statusOf(answer), tookMs: Date.now() - begun };
}

const live = '/api/monitoring/health/live';

test('a proper request is answered, so what follows means something', async () => {
	const answer = await speak(request(live));
	assert.equal(answer.status, 200);
	assert.match(answer.text, /\r\n\r\n\{"status":"alive"/);
	assert.equal(answer.ended, 1);
	assert.equal((await speak(posted('{"events":[{"name":"x"}]}'))).status, 202);
});

const header = request(live).subarray(0, 16);
const hugeName = (name, value) => Buffer.concat([begin(), record(PARAMS, Buffer.concat([size(name), size(value), Buffer.alloc(100, 65)])), record(PARAMS), record(STDIN)]);

for (const [name, bytes] of [
	['garbage', Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(10))],
	['zero bytes', Buffer.alloc(20_000)],
	['0xff bytes', Buffer.alloc(20_000, 255)],
	['another version', Buffer.concat([record(BEGIN, 'aaaaaaaa', { version: 9 }), params(asked(live))])],
	['an unknown type', Buffer.concat([begin(), record(99, 'x'.repeat(500)), params(asked(live)), stdin('')])],
	['an unknown type of request 0', record(77, 'abcd', { id: 0 })],
	['values asked for', record(GET_VALUES, pairs({ FCGI_MAX_CONNS: '', FCGI_MPXS_CONNS: '', x: '' }), { id: 0 })],
	['values asked for, cut short', record(GET_VALUES, Buffer.from([200, 1, 2]), { id: 0 })],
	['params without a begin', Buffer.concat([params(asked(live)), stdin('')])],
	['stdin without a begin', stdin('hello')],
	['an end from the client', record(END, 'aaaaaaaa')],
	['a begin that is too short', Buffer.concat([record(BEGIN, 'ab'), params(asked(live)), stdin('')])],
	['a begin that is too long', Buffer.concat([record(BEGIN, '\0\x01'.padEnd(3000, '\0')), params(asked(live))])],
	['two begins', Buffer.concat([begin(), begin(), params(asked(live)), stdin('')])],
	['two begins of two requests', Buffer.concat([begin(), begin(0, RESPONDER, 2), params(asked(live)), stdin('')])],
	['params of another request', Buffer.concat([begin(), record(PARAMS, pairs(asked(live)), { id: 7 })])],
	['the authorizer', Buffer.concat([begin(0, 2), params(asked(live)), stdin('')])],
	['the filter', Buffer.concat([begin(0, 3), params(asked(live)), stdin(''), record(DATA)])],
	['an unknown role', Buffer.concat([begin(0, 0x7777), params(asked(live)), stdin('')])],
	['a name of 2^31 - 1 bytes', hugeName(0x7fffffff, 0)],
	['a value of 2^31 - 1 bytes', hugeName(1, 0x7fffffff)],
	['a name and a value of 2^31 - 1 bytes', hugeName(0x7fffffff, 0x7fffffff)],
	['a name and a value that add up to nothing', hugeName(0x7fffffff, 0x7ffffffe)],
	['a name of 1 GB', hugeName(0x40000000, 5)],
	['params that end within a pair', Buffer.concat([begin(), record(PARAMS, Buffer.from([50, 3, 65])), record(PARAMS)])],
	['an abort at once', Buffer.concat([begin(), record(ABORT)])],
	['an abort between params', Buffer.concat([begin(), record(PARAMS, pairs(asked(live))), record(ABORT)])],
	['an abort instead of the body', Buffer.concat([begin(), params(asked('/api/telemetry', 'POST', { CONTENT_LENGTH: '50' })), record(ABORT)])],
	['stdin after its end', Buffer.concat([request(live), record(STDIN, 'more'), record(STDIN)])],
	['no parameter at all', Buffer.concat([begin(), record(PARAMS), stdin('')])],
	['an empty path', Buffer.concat([begin(), params(asked('')), stdin('')])],
	['a zero byte in path and id', Buffer.concat([begin(), params(asked('/api/he\0alth', 'GET', { REQUEST_ID: 'a\0b' })), stdin('')])],
	['an id that would break a log line', Buffer.concat([begin(), params(asked(live, 'GET', { REQUEST_ID: '"}\n{"' })), stdin('')])],
	['a client address that is none', Buffer.concat([begin(), params(asked('/metrics', 'GET', { REMOTE_ADDR: '999.1' })), stdin('')])],
	['5,000 parameters', Buffer.concat([begin(), ...Array.from({ length: 5000 }, (_, i) => record(PARAMS, pair(`N${i}`, 'v'))), params(asked(live)), stdin('')])],
])
	test(`${name}: closed, or answered without a 5xx`, async () => {
		const { text, status } = await speak(bytes, { end: true });
		if (text !== '') assert.ok(status < 500, text);
	});

test('a request cut off at any byte does no harm', async () => {
	const whole = posted('{"events":[{"name":"cut"}]}');
	await many(whole.length, 16, (length) => speak(whole.subarray(0, length), { end: true }));
});

test('a body that is not as long as announced is refused', async () => {
	const body = '{"events":[{"name":"x"}]}';
	for (const length of [body.length + 10, body.length - 1, 1]) {
		const { text, status } = await speak(posted(body, length));
		assert.equal(status, 400, `${length}: ${text}`);
	}
});

test('a body that goes on past the limit is refused, and not read on', async () => {
	const more = Array(40).fill(record(STDIN, 'a'.repeat(60_000)));
	const bytes = Buffer.concat([begin(), params(asked('/api/telemetry', 'POST')), ...more, record(STDIN)]);
	const { text, status } = await speak(bytes);
	if (text !== '') assert.equal(status, 413);
});

test('who stops in the middle is dropped within 6 s, while others are served', async () => {
	const halves = [
		header.subarray(0, 5),
		begin(),
		Buffer.concat([begin(), record(PARAMS, pairs(asked(live)))]),
		Buffer.concat([begin(), record(PARAMS, 'x', { length: 60_000 })]),
		Buffer.concat([begin(), params(asked('/api/telemetry', 'POST', { CONTENT_LENGTH: '50' })), record(STDIN, '{"ev')]),
	];
	// Not all at once: one of the four workers has to be left.
	for (const held of [halves.slice(0, 3), halves.slice(3)]) {
		const dropped = [];
		for (const half of held) {
			dropped.push(speak(half));
			await sleep(100);
		}
		for (const { status, tookMs } of await many(20, 2, () => speak(request(live)))) {
			assert.ok(tookMs < 1000, `another waited ${tookMs} ms`);
			assert.equal(status, 200);
		}
		for (const { status, tookMs } of await Promise.all(dropped)) {
			assert.ok(tookMs < 6000, `${tookMs} ms`);
			assert.ok(Number.isNaN(status) || status === 400, `answered with ${status}`);
		}
	}
});

async function answers(socket, count) {
	for (let i = 0; i < 200; i++) {
		const { text, ended } = read(Buffer.concat(socket.chunks));
		if (ended >= count) return text;
		await sleep(10);
	}
	throw new Error(`${count} answers did not come within 2 s`);
}

test('a kept connection serves one request after the other', async () => {
	const socket = connect();
	for (let i = 1; i <= 50; i++) {
		socket.write(request(live, KEEP));
		assert.equal((await answers(socket, i)).split('"status":"alive"').length - 1, i);
	}
	socket.write(request(live));
	await socket.over;
	assert.equal(read(Buffer.concat(socket.chunks)).ended, 51);
});

test('requests sent ahead on one connection do not mix up replies', async () => {
	const socket = connect();
	socket.write(Buffer.concat([request(live, KEEP), request('/info', KEEP), request('/api/none', KEEP)]));
	const text = await answers(socket, 1);
	assert.match(text, /^Status: 200 OK\r\n[^]*"status":"alive"/);
	socket.destroy();
});

test('300 idle connections keep nobody waiting', async () => {
	const idle = Array.from({ length: 300 }, connect);
	await sleep(200);
	const begun = Date.now();
	await many(200, 10, async () => assert.equal((await send(instance, '/api/health')).status, 200));
	const tookMs = Date.now() - begun;
	assert.ok(tookMs < 5000, `200 requests took ${tookMs} ms`);
	for (const socket of idle) socket.destroy();
});

test('2,000 connections that close at once, some in mid-record', async () => {
	await many(2000, 50, async (number) => {
		const socket = connect();
		if (number % 3 === 1) socket.write(header.subarray(0, number % 16));
		if (number % 3 === 2) socket.write(request(live));
		await sleep(number % 5);
		socket.destroy();
		await socket.over;
	});
});

// Bytes stay below 128, where no parameter is longer than that. Name and value of more
// than 2 GB together end the worker: libfcgi asserts that it gets the memory. nginx,
// which alone may open the socket, never sends such.
test('random records', async () => {
	let state = 7;
	const pick = (below) => (state = (state * 48271) % 0x7fffffff) % below;
	const chance = () => {
		const content = Buffer.from(Array.from({ length: pick(40) }, () => pick(128)));
		return pick(3) === 0 ? begin(pick(2), 1 + pick(3)) : record(pick(12), content, { id: pick(2) });
	};
	await many(300, 8, async () => {
		const records = Array.from({ length: 1 + pick(6) }, chance);
		records.push(record(pick(12), 'cut short', { length: 9 + pick(60_000) }));
		await speak(Buffer.concat(records), { end: true });
	});
});
