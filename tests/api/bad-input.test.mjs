// Whatever a client sends gets the right refusal in the API's format, and kills
// no worker.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
	asBytes,
	assertRefused,
	many,
	post,
	raw,
	replacements,
	send,
	shared,
	workers,
} from './client.mjs';

const PARAMETER = 40010001;
const BODY_LIMIT = 1024 * 1024;
const TELEMETRY = '/api/telemetry';
const EVENT = '{"events":[{"name":"x"}]}';

const event = (members) => `{"events":[{"name":"x",${members}}]}`;
const ask = (method, path, headers, body) => raw(shared, asBytes(method, path, headers, body));
const tell = (body, headers = {}) => ask('POST', TELEMETRY, headers, body);

let team;
let died;
before(async () => {
	team = workers(shared);
	died = await replacements(shared);
});
after(async () => {
	assert.equal((await send(shared, '/api/health')).status, 200);
	assert.equal(await replacements(shared), died, 'workers died');
	assert.deepEqual(workers(shared), team, 'workers were replaced');
});

/** One test for each entry: [name, request, status, code, field]. */
function refused(title, entries) {
	describe(title, () => {
		for (const [name, request, status, code, field] of entries)
			test(name, async () => assertRefused(await request(), status, code, field));
	});
}

const badJson = (name, body) => [name, () => tell(body), 400];

refused('text that is no acceptable JSON', [
	badJson('an unfinished object', '{'),
	badJson('something after the value', `${EVENT} x`),
	badJson('two values', `${EVENT}${EVENT}`),
	badJson('white space alone', ' \n'),
	badJson('a byte order mark', `\ufeff${EVENT}`),
	badJson('single quotes', "{'events':[]}"),
	badJson('a name without quotes', '{events:[]}'),
	badJson('a comma before the end', '{"events":[],}'),
	badJson('a comment', `/* */${EVENT}`),
	badJson('a word', 'undefined'),
	badJson('True', event('"duration_ms":True')),
	badJson('NaN', event('"duration_ms":NaN')),
	badJson('Infinity', event('"duration_ms":-Infinity')),
	badJson('a leading zero', event('"duration_ms":01')),
	badJson('a leading plus', event('"duration_ms":+1')),
	badJson('a number without digits before the point', event('"duration_ms":.5')),
	badJson('a number without digits after it', event('"duration_ms":1.')),
	badJson('an exponent without digits', event('"duration_ms":1e')),
	badJson('an exponent of four digits', event('"properties":{"a":1e1000}')),
	badJson('a hexadecimal number', event('"duration_ms":0x10')),
	badJson('a form', 'events=1&name=x'),
	badJson('100,000 opening brackets', '['.repeat(100_000)),
	badJson('100,000 nested objects', '{"a":'.repeat(100_000)),
	badJson('an object nested deeply', event(`"properties":${'{"a":'.repeat(200)}1${'}'.repeat(200)}`)),
	badJson('a name twice', '{"events":[{"name":"x"}],"events":[{"name":"x"}]}'),
	badJson('a name twice, further in', event('"properties":{"a":1,"a":2}')),
	badJson('a name twice, once in escapes', event('"properties":{"a":1,"\\u0061":2}')),
	badJson('10,000 names in an object', event(`"properties":{${
		Array.from({ length: 10_000 }, (_, i) => `"n${i}":0`).join(',')
	}}`)),
	badJson('\\u0000 in a text', event('"page":"a\\u0000b"')),
	badJson('\\u0000 in a name', event('"properties":{"a\\u0000b":1}')),
	badJson('a zero byte in a text', event('"page":"a\u0000b"')),
	badJson('a zero byte after the value', `${EVENT}\u0000`),
	badJson('a control character', event('"page":"a\u0001b"')),
	badJson('a line break in a text', event('"page":"a\nb"')),
	badJson('an unknown escape', event('"page":"a\\xb"')),
	badJson('half of a surrogate pair', event('"page":"\\ud800"')),
	badJson('surrogates the wrong way round', event('"page":"\\udc00\\ud800"')),
	badJson('bytes that are not UTF-8', Buffer.from(event('"page":"\xff"'), 'latin1')),
	badJson('an overlong character', Buffer.from(event('"page":"\xc0\xaf"'), 'latin1')),
	badJson('a surrogate in UTF-8', Buffer.from(event('"page":"\xed\xa0\x80"'), 'latin1')),
	badJson('a character cut short', Buffer.from('{"events":"\xe2\x82"}', 'latin1')),
	badJson('half a million numbers', `{"events":[${'0,'.repeat(499_990)}0]}`),
	badJson('330,000 texts', `{"events":[${'"",'.repeat(330_000)}0]}`),
	badJson('a number of a million digits', event(`"properties":{"a":${'1'.repeat(999_900)}}`)),
	badJson('UTF-16', Buffer.from(EVENT, 'utf16le')),
	badJson('random bytes', Buffer.from(Array.from({ length: 999 }, (_, i) => (i * 7919) % 256))),
]);

test('bad JSON is told where it goes wrong', async () => {
	const { json } = await tell('{"events": [}');
	assert.match(json.message, /at byte 13$/);
});

const badBody = (name, body, field = 'events') => [name, () => tell(body), 422, PARAMETER, field];

refused('bodies that are not what the route takes', [
	badBody('no body', ''),
	badBody('an empty object', '{}'),
	badBody('an array', '[]', 'body'),
	badBody('a string', '"events"', 'body'),
	badBody('a number', '1', 'body'),
	badBody('null', 'null', 'body'),
	badBody('an unknown name', '{"events":[{"name":"x"}],"admin":true}', 'admin'),
	badBody('a name in other letters', '{"Events":[{"name":"x"}]}', 'Events'),
	badBody('a name that is long', `{"${'x'.repeat(100_000)}":1}`, 'x'.repeat(128)),
	badBody('a long name of long characters', `{"x${'€'.repeat(100_000)}":1}`, `x${'€'.repeat(42)}`),
	badBody('a name to be escaped', `{"${'\\"'.repeat(200)}":1}`, '"'.repeat(128)),
	badBody('__proto__', '{"events":[{"name":"x"}],"__proto__":{}}', '__proto__'),
	badBody('events: null', '{"events":null}'),
	badBody('events: an object', '{"events":{}}'),
	badBody('events: a string', '{"events":"[]"}'),
	badBody('events: a number', '{"events":1}'),
	badBody('events: none', '{"events":[]}'),
	badBody('events: 51', `{"events":[${Array(51).fill('{"name":"x"}').join(',')}]}`),
	badBody('events: not objects', '{"events":[1,"x",null,[]]}'),
	badBody('an event without a name', '{"events":[{}]}'),
	badBody('an event with an unknown name', event('"user_id":1')),
	badBody('name: empty', '{"events":[{"name":""}]}'),
	badBody('name: a number', '{"events":[{"name":1}]}'),
	badBody('name: too long', `{"events":[{"name":"${'x'.repeat(65)}"}]}`),
	badBody('name: with a line break', '{"events":[{"name":"a\\nb"}]}'),
	badBody('page: too long', event(`"page":"${'x'.repeat(257)}"`)),
	badBody('page: an array', event('"page":["x"]')),
	badBody('properties: an array', event('"properties":[]')),
	badBody('properties: a string', event('"properties":"{}"')),
	...['-1', '86400001', '1e3', '1.5', '1.0', '1'.padEnd(31, '0'), '1e400', 'true', '[]', '{}',
		'"１"', '"0x10"', '" 5"', '"5 "', '"+5"', '""', '"five"'].map((value) =>
		badBody(`duration_ms: ${value}`, event(`"duration_ms":${value}`))),
	['properties: over 8 KB', () => tell(event(`"properties":{"a":"${'x'.repeat(9000)}"}`)), 422,
		PARAMETER, undefined],
]);

const badQuery = (query, field) =>
	[query, () => ask('GET', `${TELEMETRY}?${query}`), 422, PARAMETER, field];
const brokenQuery = (query) => [query, () => ask('GET', `${TELEMETRY}?${query}`), 400];

refused('queries', [
	...['0', '-1', '201', '1e3', '1'.padEnd(31, '0'), '%EF%BC%91', '0x10', '%205', '5%20', '+5',
		'', '1.0', '1_0', '1,0', 'five', '5%0a', '--5'].map((value) => badQuery(`limit=${value}`, 'limit')),
	badQuery('limit', 'limit'),
	...['0', '-1', '9223372036854775808', '-9223372036854775808'].map((value) =>
		badQuery(`before=${value}`, 'before')),
	badQuery('unknown=1', 'unknown'),
	badQuery('Limit=1', 'Limit'),
	badQuery('limit%5B%5D=1', 'limit[]'),
	badQuery('=1', ''),
	...['limit=1&limit=1', 'limit=1&%6cimit=2', '%zz=1', 'limit=%', 'limit=%1', 'limit=%0',
		'limit=1%00', 'limit=%ff', 'limit=%c0%b1', 'limit=%ed%a0%80', 'a=%01'].map(brokenQuery),
	['100 parameters', () => ask('GET', `/api/health?${
		Array.from({ length: 100 }, (_, i) => `a${i}=`).join('&')
	}`), 400],
	['broken where parameters are ignored', () => ask('GET', '/api/health?x=%zz'), 400],
]);

refused('paths', [
	['/api/%zz', () => ask('GET', '/api/%zz'), 400],
	['/api/%', () => ask('GET', '/api/%'), 400],
	['/api/health%00', () => ask('GET', '/api/health%00'), 400],
	['/api/health%0a', () => ask('GET', '/api/health%0a'), 400],
	['/api/%ff', () => ask('GET', '/api/%ff'), 400],
	['/api/ and a raw byte over 127', () => ask('GET', '/api/\xff'), 400],
	['/api/%c0%ae%c0%ae/', () => ask('GET', '/api/%c0%ae%c0%ae/'), 400],
	['out of the root', () => ask('GET', '/api/../../etc/passwd'), 400],
	['out of the root, encoded', () => ask('GET', '/api/..%2f..%2f..%2fetc/passwd'), 400],
	['/api/health/', () => ask('GET', '/api/health/'), 404],
	['/api/Health', () => ask('GET', '/api/Health'), 404],
	['/api/healthy', () => ask('GET', '/api/healthy'), 404],
	['/api/v1/v1/health', () => ask('GET', '/api/v1/v1/health'), 404],
	['/api/v2/health', () => ask('GET', '/api/v2/health'), 404],
	['/api/v1/', () => ask('GET', '/api/v1/'), 404],
	['/api/{path}', () => ask('GET', '/api/{path}'), 404],
	['a path of 4 KB', () => ask('GET', `/api/v1/${'a'.repeat(4000)}`), 404],
	['a path of 1,000 segments', () => ask('GET', `/api${'/a'.repeat(1000)}`), 404],
	['a URL of 9 KB', () => ask('GET', `/api/health?${'a'.repeat(9000)}`), 414],
	['a URL of 1 MB', () => ask('GET', `/api/${'a'.repeat(1_000_000)}`), 414],
]);

describe('wrong methods', () => {
	for (const [method, path, allow] of [
		['POST', '/api/health', 'GET, HEAD'],
		['DELETE', '/api/v1/health', 'GET, HEAD'],
		['PUT', TELEMETRY, 'GET, HEAD, POST'],
		['PATCH', TELEMETRY, 'GET, HEAD, POST'],
		['DELETE', TELEMETRY, 'GET, HEAD, POST'],
		['PROPFIND', TELEMETRY, 'GET, HEAD, POST'],
		['BREW', '/metrics', 'GET, HEAD'],
		['POST', '/info', 'GET, HEAD'],
	])
		test(`${method} ${path}`, async () => {
			const reply = await ask(method, path);
			assertRefused(reply, 405);
			assert.equal(reply.headers.allow, allow);
		});

	test('OPTIONS says what is allowed', async () => {
		const reply = await ask('OPTIONS', TELEMETRY);
		assert.equal(reply.status, 204);
		assert.equal(reply.headers.allow, 'GET, HEAD, POST');
		assertRefused(await ask('OPTIONS', '/api/nothing'), 404);
	});
});

const line = (text) => () => raw(shared, `${text}\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
const chunked = { 'Transfer-Encoding': 'chunked' };

refused('messages that are not HTTP as it should be', [
	['a method in small letters', line('get /api/health HTTP/1.1'), 400],
	['no method', line('/api/health HTTP/1.1'), 400],
	['HTTP/1.x', line('GET /api/health HTTP/1.x'), 400],
	['HTTP/9.9', line('GET /api/health HTTP/9.9'), 505],
	['a zero byte in the request line', line('GET /api/he\0alth HTTP/1.1'), 400],
	['TLS within TLS', () => raw(shared, Buffer.from('16030100a5010000a10303', 'hex')), 400],
	['no Host', () => raw(shared, 'GET /api/health HTTP/1.1\r\nConnection: close\r\n\r\n'), 400],
	['two Hosts', () => ask('GET', '/api/health', { Host: 'a', host: 'b' }), 400],
	['a Host that is none', () => ask('GET', '/api/health', { Host: 'a/b' }), 400],
	['a zero byte in a header', () => ask('GET', '/api/health', { 'X-A': 'a\0b' }), 400],
	['a header of 9 KB', () => ask('GET', '/api/health', { 'X-A': 'a'.repeat(9000) }), 431],
	...['-1', '+5', 'abc', '0x5', '5, 5', '9'.repeat(30)].map((length) =>
		[`Content-Length: ${length}`, () => tell('hello', { 'Content-Length': length }), 400]),
	['two Content-Lengths', () => tell(EVENT, { 'Content-Length': 25, 'content-length': 24 }), 400],
	['Content-Length and Transfer-Encoding', () => tell('0\r\n\r\n', { 'Content-Length': 5, ...chunked }), 400],
	['Transfer-Encoding: gzip', () => tell('', { 'Transfer-Encoding': 'gzip' }), 501],
	['Transfer-Encoding: chunked, gzip', () => tell('', { 'Transfer-Encoding': 'chunked, gzip' }), 501],
	['a chunk without a size', () => tell('x\r\nhello\r\n0\r\n\r\n', chunked), 400],
	['a chunk of a negative size', () => tell('-5\r\nhello\r\n0\r\n\r\n', chunked), 400],
	['a chunk of 2^64 bytes', () => tell('10000000000000000\r\nhello\r\n0\r\n\r\n', chunked), 400],
	['a chunk over the limit', () => tell(`200000\r\n${'a'.repeat(0x200000)}\r\n0\r\n\r\n`, chunked), 413],
	['a body over the limit', () => tell('a'.repeat(BODY_LIMIT + 1)), 413],
	['a body announced over the limit', () => tell('', { 'Content-Length': BODY_LIMIT + 1 }), 413],
	['a body of 1 TB', () => tell('', { 'Content-Length': 2 ** 40 }), 413],
]);

test('10 MB of headers are cut off', async () => {
	const soup = Array.from({ length: 100_000 }, (_, i) => `X-${i}: ${'a'.repeat(96)}\r\n`).join('');
	const reply = await raw(shared, `GET /api/health HTTP/1.1\r\nHost: localhost\r\n${soup}\r\n`);
	if (reply !== null) assertRefused(reply, 431);
});

describe('unusual, and right', () => {
	for (const type of ['text/plain', 'application/xml', 'nonsense', ''])
		test(`JSON as ${type || 'nothing'}`, async () => {
			assert.equal((await tell(EVENT, type && { 'Content-Type': type })).status, 202);
		});

	test('a body in chunks, with an extension and a trailer', async () => {
		const text = `5;a=b\r\n${EVENT.slice(0, 5)}\r\n14\r\n${EVENT.slice(5)}\r\n0\r\nX-A: b\r\n\r\n`;
		assert.equal((await tell(text, chunked)).status, 202);
	});

	test('Expect: 100-continue', async () => {
		assert.equal((await tell(EVENT, { Expect: '100-continue' })).status, 202);
	});

	test('a Proxy header', async () => {
		const headers = { Proxy: 'http://192.0.2.1:1', HTTP_PROXY: 'http://192.0.2.1:1' };
		assert.equal((await ask('GET', '/api/health', headers)).status, 200);
	});

	test('a body as large as the limit', async () => {
		assert.equal((await tell(EVENT.padEnd(BODY_LIMIT))).status, 202);
	});

	test('HTTP/1.0', async () => {
		const reply = await raw(shared, 'GET /api/health HTTP/1.0\r\n\r\n');
		assert.equal(reply.status, 200);
		assert.equal(reply.json.status, 'healthy');
	});

	test('unknown parameters where a monitor asks', async () => {
		assert.equal((await ask('GET', '/api/health?t=123&cache=no')).status, 200);
	});

	test('doubled slashes and a dot in the path', async () => {
		assert.equal((await ask('GET', '//api/./health')).status, 200);
	});

	test('a GET with a body, which is not looked at', async () => {
		assert.equal((await ask('GET', '/api/health', {}, '{not json')).status, 200);
	});

	test('characters of every length', async () => {
		const { json } = await post(shared, TELEMETRY, { events: [{ name: 'aé€😀', page: '\u{10ffff}' }] });
		assert.equal(json.kept, 1);
	});
});

test('lists of the largest events there can be are answered', async () => {
	const text = '"'.repeat(4050);
	const events = Array(50).fill({ name: '"'.repeat(64), page: '\\'.repeat(256), properties: { text } });
	for (let i = 0; i < 4; i++) {
		const { status, text } = await post(shared, TELEMETRY, { events });
		assert.equal(status, 202, text);
	}
	const { status, json } = await send(shared, `${TELEMETRY}?limit=200`);
	assert.equal(status, 200);
	assert.equal(json.events.length, 200);
	assert.equal(json.events[199].properties.text, text);
});

test('numbers that are short to write and long to spell out stay within the limit', async () => {
	const properties = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [i, 'NUMBER']));
	const body = JSON.stringify({ events: [{ name: 'x', properties }] }).replaceAll('"NUMBER"', '1e999');
	assertRefused(await tell(body), 422, PARAMETER);
});

// A generator of its own, so that a failure can be repeated.
function random(seed) {
	let state = seed;
	return (below) => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
		return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
	};
}

const METHODS = ['GET', 'GET', 'HEAD', 'POST', 'POST', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'FOO'];
const PATHS = ['/api/health', '/health', '/api/health/detailed', '/api/monitoring/health/ready',
	'/info', '/api/monitoring/dashboard', '/metrics', '/api/openapi.json', TELEMETRY, TELEMETRY,
	'/api/v1/telemetry', '/api/ai/chat', '/v2/orders', '/api/nothing'];
const PIECES = ['%', '%00', '%ff', '%0d%0a', '\xff', '\x7f', "'", '"', '<', '{', '}', '\\', '..', '/',
	'//', '?', '&', '=', '+', ';', '#', '*', 'limit', 'before', '-1', '9'.repeat(40), 'é', '$(id)'];
const TEXTS = [EVENT, '{', '}', '[', ']', ':', ',', '"', 'null', '-', '1e9', '"events"', '"name"',
	'\\u0000', '\\ud800', '\0', '\xff', ' ', '"properties":{"a":1}', '"duration_ms":-1', 'x'.repeat(500)];
const HEADERS = [['Content-Type', 'text/plain'], ['Origin', 'null'], ['Accept', '\xff'],
	['Cookie', 'a=b; '.repeat(50)], ['Authorization', 'Bearer x'], ['If-None-Match', '*'],
	['Accept-Encoding', 'gzip;q=0, br'], ['Range', 'bytes=5-1'], ['X-Forwarded-For', '::1'],
	['Upgrade', 'websocket'], ['Expect', '100-continue'], ['Host', '[::1'], ['Transfer-Encoding', 'x']];

function junk(pick, pieces, most) {
	return Array.from({ length: pick(most + 1) }, () => pieces[pick(pieces.length)]).join('');
}

function strange(number) {
	const pick = random(number);
	const one = (list) => list[pick(list.length)];
	const method = one(METHODS);
	let path = one(PATHS);
	if (pick(2)) path += (pick(2) ? '?' : '') + junk(pick, PIECES, 4);
	const headers = Object.fromEntries(Array.from({ length: pick(4) }, () => one(HEADERS)));
	const body = method === 'GET' || method === 'HEAD' ? '' : Buffer.from(junk(pick, TEXTS, 8), 'latin1');
	return { method, path, bytes: asBytes(method, path, headers, body) };
}

test('2,000 strange requests: none gets a 5xx, all API replies are JSON', async () => {
	const seen = new Set();
	await many(2000, 16, async (number) => {
		const { method, path, bytes } = strange(number);
		const what = `request ${number}: ${method} ${path}`;
		const reply = await raw(shared, bytes);
		assert.ok(reply, `${what}: no reply`);
		seen.add(reply.status);
		assert.ok(reply.status < 500 || reply.status === 501, `${what}: ${reply.status}`);
		if (reply.status >= 400 && method !== 'HEAD') assertRefused(reply, reply.status, reply.json?.code, reply.json?.field);
		const plain = /^\/metrics|[#]/.test(path) || method === 'HEAD' || [204, 304].includes(reply.status);
		if (!plain) assert.ok(reply.json, `${what}: ${reply.text.slice(0, 200)}`);
	});
	for (const status of [200, 202, 204, 400, 404, 405, 422]) assert.ok(seen.has(status), `never ${status}`);
});
