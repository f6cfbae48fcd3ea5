// Importing bars over HTTP: who may, what is taken, and that a file with one bad line
// leaves nothing behind.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertRefused, send, sql } from './client.mjs';
import { finish, keyHeaders, peopleInstance, register } from './people.mjs';

const UPLOAD_LIMIT = 256 * 1024;
const HEADER = 'Date,Open,High,Low,Close,Adj Close,Volume';
const GOOD = [
	HEADER,
	'2024-01-02,187.149994,188.440002,183.889999,185.639999,184.9,82488700',
	'2024-01-03,184.22,185.88,183.43,184.25,183.5,58414500',
	'2024-01-04,182.15,183.09,180.88,181.91,181.2,71983600',
].join('\n');

let instance;
let root;
let berta;

before(async () => {
	instance = peopleInstance({ UPLOAD_LIMIT: String(UPLOAD_LIMIT) });
	root = await register(instance, 'root');
	berta = await register(instance, 'berta');
});

after(() => finish(instance));

function upload(body, query = {}, headers = root.headers, type = 'text/csv') {
	return send(instance, `/api/imports/bars?${new URLSearchParams(query)}`, {
		method: 'POST',
		headers: { ...(type && { 'Content-Type': type }), ...headers },
		body,
	});
}

/** How many bars of a symbol are stored. */
const stored = (symbol) =>
	Number(
		sql(instance, `select coalesce(sum(count), 0) from bars where symbol = '${symbol}'`) || 0,
	);

/** Refused, with these problems, each "line: words"; and nothing was stored. */
async function assertProblems(lines, wanted, query = {}) {
	const reply = await upload([HEADER, ...lines].join('\n'), { symbol: 'BAD', ...query });
	assert.equal(reply.status, 422, reply.text);
	assert.equal(reply.json.code, 42210000);
	const told = reply.json.errors.map(({ line, problem }) => `${line}: ${problem}`);
	assert.deepEqual(told, wanted);
	assert.equal(reply.json.errors_count, wanted.length);
	assert.equal(reply.json.stored, false);
	assert.equal(stored('BAD'), 0);
}

const row = (fields = {}) =>
	Object.values({ d: '2024-01-05', o: 10, h: 12, l: 9, c: 11, a: 11, v: 100, ...fields }).join(',');

test('a good file is stored, and told symbol by symbol', async () => {
	const reply = await upload(GOOD, { name: 'aapl.csv' });
	assert.equal(reply.status, 200, reply.text);
	const { symbols, timeframe, bars, added, stored: done, rounded } = reply.json;
	assert.deepEqual([timeframe, bars, added, done, rounded], ['1Day', 3, 3, true, 0]);
	assert.deepEqual(symbols, [
		{
			symbol: 'AAPL',
			bars: 3,
			first: '2024-01-02T05:00:00.000000Z',
			last: '2024-01-04T05:00:00.000000Z',
		},
	]);
	assert.equal(stored('AAPL'), 3);
	const again = (await upload(GOOD, { name: 'aapl.csv' })).json;
	assert.deepEqual([again.added, again.replaced, again.unchanged], [0, 0, 3]);
	const changed = (await upload(GOOD.replace('184.25', '184.26'), { symbol: 'AAPL' })).json;
	assert.deepEqual([changed.added, changed.replaced, changed.unchanged], [0, 1, 2]);
	assert.equal(stored('AAPL'), 3);
});

test('with a byte order mark, carriage returns, quotes and floats it is the same', async () => {
	const quoted = GOOD.split('\n')
		.map((line) => line.split(',').map((field) => `"${field}"`).join(','))
		.join('\r\n');
	const reply = await upload(`\ufeff${quoted}\r\n`, { symbol: 'MSFT' });
	assert.equal(reply.status, 200, reply.text);
	assert.deepEqual([reply.json.bars, reply.json.files[0].layout], [3, 'yahoo']);
	const floats = await upload(
		`${HEADER}\n2024-01-02,150.27000427246094,151,150,150.5,150,1\n`,
		{ symbol: 'FLT' },
	);
	assert.deepEqual([floats.status, floats.json.rounded], [200, 1], floats.text);
});

test('every kind of bad line is told with its number, and nothing is imported', async () => {
	await assertProblems(
		[
			row(),
			row({ d: '2024-01-08', o: 'NaN' }),
			row({ d: '2024-01-09', h: 'inf' }),
			row({ d: '2024-01-10', l: -9 }),
			row({ d: '2024-01-11', c: 0 }),
			row({ d: '2024-01-12', h: 8 }),
			row({ d: '2024-01-16', o: 13 }),
			row({ d: '2024-01-17', v: -1 }),
			row({ d: '2024-02-30' }),
			'2024-01-18,1,2',
			row({ d: '2024-01-19', o: '12x' }),
		],
		[
			'3: open is nan, null or infinite',
			'4: high is nan, null or infinite',
			'5: low is negative',
			'6: close is zero',
			'7: high is below low',
			'8: open is not between low and high',
			'9: volume is negative',
			'10: date is not a date or time that is known',
			'11: 3 columns instead of the 7 of the header',
			'12: open is not a number',
		],
	);
	await assertProblems(
		[row(), row({ d: '2024-01-08' }), row()],
		['4: BAD at 2024-01-05T00:00:00-05:00 again, after line 2'],
	);
});

test('skip_bad imports the good lines; dry_run imports none', async () => {
	const body = [HEADER, row(), row({ d: '2024-01-08', o: 'x' }), row({ d: '2024-01-09' })].join('\n');
	const tried = await upload(body, { symbol: 'DRY', skip_bad: true, dry_run: true });
	assert.deepEqual([tried.status, tried.json.bars, tried.json.stored], [200, 2, false], tried.text);
	assert.equal(stored('DRY'), 0);
	const skipped = await upload(body, { symbol: 'DRY', skip_bad: true });
	assert.deepEqual([skipped.status, skipped.json.errors_count], [200, 1], skipped.text);
	assert.equal(stored('DRY'), 2);
});

test('lines out of order are sorted; closed days are warned of', async () => {
	const body = [HEADER, row({ d: '2024-01-08' }), row({ d: '2024-01-06' }), row()].join('\n');
	const { status, json, text } = await upload(body, { symbol: 'ORD' });
	assert.equal(status, 200, text);
	assert.deepEqual([json.out_of_order, json.warnings_count], [2, 1]);
	assert.deepEqual(json.warnings, [{ line: 3, problem: 'the exchange is closed on 2024-01-06' }]);
});

test('what is no file of bars is refused', async () => {
	for (const body of ['hello', '{"a":1}', '\0\0\0', `${HEADER}\n`, 'Date,Open\n2024-01-02,1\n'])
		assert.equal((await upload(body, { symbol: 'NIL' })).status, 422, JSON.stringify(body));
	assertRefused(await upload('', { symbol: 'NIL' }), 400, 40010000);
	assertRefused(await upload(GOOD, { timeframe: '7Fortnight' }), 422, 40010001, 'timeframe');
	const nameless = await upload(GOOD);
	assert.match(nameless.json.errors[0].problem, /no column symbol/);
});

test('a file over the limit: 413; one that just fits is read', async () => {
	const line = `${row()}\n`;
	const most = `${HEADER}\n`.padEnd(UPLOAD_LIMIT, '\n');
	assert.equal((await upload(most, { symbol: 'BIG' })).status, 422);
	assertRefused(await upload(`${most}${line}`, { symbol: 'BIG' }), 413, 41310000);
	assert.equal(stored('BIG'), 0);
});

test('only administrators and their keys import, with the right type and token', async () => {
	assertRefused(await upload(GOOD, { symbol: 'WHO' }, berta.headers), 403, 40310000);
	assertRefused(await upload(GOOD, { symbol: 'WHO' }, {}), 401, 40110000);
	const big = HEADER.padEnd(UPLOAD_LIMIT - 1, '\n');
	assertRefused(await upload(big, { symbol: 'WHO' }, berta.headers), 403, 40310000);
	const { Authorization } = root.headers;
	assertRefused(await upload(GOOD, { symbol: 'WHO' }, { Authorization }), 403, 40310001);
	for (const type of ['application/json', 'text/plain', null])
		assertRefused(await upload(GOOD, { symbol: 'WHO' }, root.headers, type), 415, 41510000);
	const reading = keyHeaders(await root.key(['read']));
	assertRefused(await upload(GOOD, { symbol: 'WHO' }, reading), 403, 40310004);
	assertRefused(
		await upload(GOOD, { symbol: 'WHO' }, keyHeaders(await berta.key())), 403, 40310000);
	assert.equal(stored('WHO'), 0);
	const trading = keyHeaders(await root.key(['read', 'trade']));
	assert.equal((await upload(GOOD, { symbol: 'WHO' }, trading)).status, 200);
	assert.equal(stored('WHO'), 3);
});

test('imports are on record, refused ones too, for administrators', async () => {
	const { json } = await root.get('/api/imports');
	const states = json.imports.map(({ user, state, bars }) => [user, state, bars > 0]);
	assert.ok(states.some(([user, state, any]) => user === 'root' && state === 'done' && any));
	assert.ok(states.some(([, state, any]) => state === 'refused' && !any));
	assert.ok(json.imports.some(({ problems }) => problems.some(({ line }) => line === 3)));
	assertRefused(await berta.get('/api/imports'), 403, 40310000);
});

test('everybody sees which bars there are', async () => {
	const { json } = await berta.get('/api/imports/bars?limit=64');
	const aapl = json.series.find(({ symbol }) => symbol === 'AAPL');
	assert.deepEqual([aapl.timeframe, aapl.bars, json.next_after], ['1Day', 3, null]);
});
