// A replay over HTTP: the market is the imported bars, at the time of the replay's
// clock, and nothing that is later than that.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { assertRefused, root, send, sql, until } from './client.mjs';
import { finish, keyHeaders, peopleInstance, register, restart } from './people.mjs';

const START = '2024-01-03T15:00:00Z';
const MINUTES = 390;
const SYMBOLS = ['AAA', 'BBB.C'];

let instance;
let headers;
const get = (path) => send(instance, path, { headers });

const price = (cents) => (cents / 100).toFixed(2);

/** The lines of two days of minutes, each bar of prices that tell when it is. */
function lines(symbol, base) {
	const made = [];
	for (const [number, open] of ['2024-01-02T14:30:00Z', '2024-01-03T14:30:00Z'].entries())
		for (let minute = 0; minute < MINUTES; minute++) {
			const time = new Date(Date.parse(open) + minute * 60_000).toISOString();
			const cents = base + number * 10_000 + minute * 10;
			const prices = [cents, cents + 9, cents - 9, cents + 5].map(price);
			made.push([symbol, time, ...prices, 1000 + minute].join(','));
		}
	return made;
}

before(async () => {
	instance = peopleInstance();
	const owner = await register(instance, 'root');
	headers = keyHeaders(await owner.key());
	const body = [
		'symbol,timestamp,open,high,low,close,volume',
		...lines(SYMBOLS[0], 20_000),
		...lines(SYMBOLS[1], 50_000),
	].join('\n');
	const { status, text } = await send(instance, '/api/imports/bars', {
		method: 'POST',
		headers: { 'Content-Type': 'text/csv', ...headers },
		body,
	});
	assert.equal(status, 200, text);
	/* What the simulated market has left is nothing of the replay. */
	await until('AAPL is quoted', async () => {
		const { json } = await get('/api/data/quotes?symbols=AAPL');
		return json?.quotes?.length === 1;
	});
	restart(instance, { MARKET_DATA: 'replay', REPLAY_START: START, REPLAY_SPEED: '30' });
	await until('there are quotes', async () => {
		const { json } = await get(`/api/data/quotes?symbols=${SYMBOLS}`);
		return json?.quotes?.length === SYMBOLS.length && json.quotes.every((one) => one.price);
	});
});

after(() => finish(instance));

/** The market's time, between two askings. */
async function clock() {
	const { json } = await get('/v2/clock');
	return Date.parse(json.timestamp);
}

test('the clock is that of the replay, and runs at its speed', async () => {
	const begun = [Date.now(), await clock()];
	assert.ok(begun[1] >= Date.parse(START) && begun[1] < Date.parse(START) + 3_600_000);
	await until('a minute of the market passes', async () => (await clock()) > begun[1] + 60_000);
	const passed = (await clock()) - begun[1];
	const real = Date.now() - begun[0];
	assert.ok(passed <= (real + 2_000) * 30, `${passed} ms in ${real} ms`);
});

test('quotes are those of the minute that is on', async () => {
	const earliest = await clock();
	const { json } = await get(`/api/data/quotes?symbols=${SYMBOLS}`);
	const latest = await clock();
	for (const [at, base] of [20_000, 50_000].entries()) {
		const quote = json.quotes.find(({ symbol }) => symbol === SYMBOLS[at]);
		assert.equal(quote.source, 'replay');
		/* The board is written once a second, which is half a minute here. */
		const minutes = [earliest - 120_000, latest].map((time) =>
			Math.floor((time - Date.parse('2024-01-03T14:30:00Z')) / 60_000),
		);
		const cents = Math.round(Number(quote.price) * 100) - base - 10_000;
		assert.ok(cents >= minutes[0] * 10 - 9 && cents <= minutes[1] * 10 + 9, JSON.stringify(quote));
		assert.ok(Number(quote.bid) <= Number(quote.price) && Number(quote.ask) > Number(quote.bid));
	}
});

test('bars that nobody can adjust are told raw, and said to be', async () => {
	const { json, text } = await get('/api/market/bars/AAA?timeframe=1Day&adjustment=all');
	assert.equal(json.adjustment, 'raw', text);
	assert.ok(json.candles.length > 0);
});

test('bars are those imported, and none is later than the clock', async () => {
	const query = 'timeframe=1Min&start=2024-01-02&end=2024-01-04&limit=10000&symbols=AAA';
	const { json, text } = await get(`/v2/stocks/bars?${query}`);
	const latest = await clock();
	const bars = json?.bars?.AAA;
	assert.ok(bars?.length > MINUTES, text.slice(0, 300));
	assert.ok(bars.length < 2 * MINUTES, 'the future is told');
	const wanted = lines('AAA', 20_000);
	for (const [at, bar] of bars.entries()) {
		const [, time, o, h, l, c, v] = wanted[at].split(',');
		assert.equal(Date.parse(bar.t), Date.parse(time));
		assert.ok(Date.parse(bar.t) <= latest, `${bar.t} is later than the clock`);
		if (at === bars.length - 1) break;
		assert.deepEqual([bar.o, bar.h, bar.l, bar.c, bar.v], [o, h, l, c, v].map(Number));
	}
	/* The minute that is on is told as far as it has come. */
	const last = bars.at(-1);
	const [, , o, h, l] = wanted[bars.length - 1].split(',').map(Number);
	assert.equal(last.o, o);
	assert.ok(last.h <= h && last.l >= l);
});

test('longer bars are joined, up to the clock', async () => {
	const query = 'timeframe=1Day&start=2024-01-01&end=2024-01-05&symbols=AAA';
	const { json } = await get(`/v2/stocks/bars?${query}`);
	const [first, second, ...rest] = json.bars.AAA;
	assert.deepEqual(rest, []);
	assert.deepEqual([first.o, first.h, first.l, first.c], [200, 238.99, 199.91, 238.95]);
	assert.equal(second.o, 300);
	assert.ok(second.h < 338.99, 'the end of the day is told');
});

test('what was not imported is not there', async () => {
	const { json } = await get('/api/data/quotes?symbols=AAPL,AAA');
	assert.deepEqual(json.quotes.map(({ symbol }) => symbol), ['AAA']);
	assert.deepEqual(json.unknown, ['AAPL']);
	const { json: bars } = await get('/v2/stocks/bars?timeframe=1Day&start=2024-01-01&symbols=AAPL');
	assert.ok(!bars?.bars?.AAPL?.length);
});

test('what was listed elsewhere is listed no more', async () => {
	const { json: active } = await get('/v2/assets?status=active');
	assert.deepEqual(active.map(({ symbol }) => symbol).toSorted(), SYMBOLS);
	const { json: found } = await get('/api/market/search?q=apple');
	assert.deepEqual(found.results, []);
});

test('it goes on after a reboot, as if it had run all the while', async () => {
	const told = async () => {
		const asked = Date.now();
		return { asked, at: await clock(), answered: Date.now() };
	};
	const before = await told();
	const instanceIs = (action) =>
		execFileSync(join(root, 'scripts/instance'), [action], { env: instance.env, stdio: 'pipe' });
	instance.agent?.destroy();
	delete instance.agent;
	instanceIs('down');
	/* What a reboot leaves of shared memory. */
	for (const name of ['board', 'catalogue']) rmSync(join(instance.home, 'run', name));
	instanceIs('up');
	await until('there are quotes again', async () => {
		const { json } = await get(`/api/data/quotes?symbols=${SYMBOLS}`);
		return json?.quotes?.length === SYMBOLS.length;
	});
	const after = await told();
	const passed = after.at - before.at;
	assert.ok(passed >= (after.asked - before.answered) * 30 - 1000, `${passed} ms`);
	assert.ok(passed <= (after.answered - before.asked) * 30 + 1000, `${passed} ms`);
	assert.match(instance.log(), /"event":"replay goes on"/);
});

test('a replay of nothing says so', async () => {
	sql(instance, 'truncate bars, bar_series');
	restart(instance, { REPLAY_START: '' });
	for (const path of ['/api/data/quotes?symbols=AAA', '/v2/stocks/AAA/bars?timeframe=1Day']) {
		const reply = await get(path);
		assertRefused(reply, 503, 50310000);
		assert.match(reply.json.message, /a replay does once bars are imported/);
	}
	await until('the log says so', () =>
		instance.log().includes('"there are no bars to replay: papertrade import bars"'),
	);
});

test('a simulated market lists what is its own', async () => {
	restart(instance, { MARKET_DATA: 'sim' });
	await until('AAPL is listed again', async () => {
		const { json } = await get('/v2/assets?status=active');
		const symbols = json?.map(({ symbol }) => symbol) ?? [];
		return symbols.includes('AAPL') && !SYMBOLS.some((one) => symbols.includes(one));
	});
});
