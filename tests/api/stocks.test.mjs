// Stocks' market data as Alpaca's clients ask for it: shapes, pages, refusals, and
// bars of all lengths that fit one another.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertRefused, send } from './client.mjs';
import { finish, keyHeaders, peopleInstance, register } from './people.mjs';

let instance;
let headers;
const get = (path) => send(instance, path, { headers });

before(async () => {
	instance = peopleInstance();
	const anna = await register(instance, 'anna');
	headers = keyHeaders(await anna.key());
});
after(() => finish(instance));

/** What a query leads to; fails unless it is a 200. */
async function good(path) {
	const { status, json, text } = await get(path);
	assert.equal(status, 200, `${path}: ${text.slice(0, 300)}`);
	return json;
}

const query = (fields) => new URLSearchParams(fields).toString();
const HOUR = { timeframe: '1Hour', start: '2025-06-02', end: '2025-06-04' };
const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;

/** All pages of a query, and how many there were. */
async function pages(path, fields) {
	const all = [];
	let token = null;
	do {
		const more = token === null ? {} : { page_token: token };
		all.push(await good(`${path}?${query({ ...fields, ...more })}`));
		token = all.at(-1).next_page_token;
		assert.ok(all.length < 500, 'pages without end');
	} while (token !== null);
	return all;
}

/** [symbol, item] of each item of a reply, in the order of the reply. */
const items = (reply, name) =>
	Object.entries(reply[name]).flatMap(([symbol, list]) => list.map((item) => [symbol, item]));

describe('shapes', () => {
	test('bars of many symbols', async () => {
		const reply = await good(`/v2/stocks/bars?${query({ symbols: 'MSFT,AAPL', ...HOUR })}`);
		assert.deepEqual(Object.keys(reply), ['bars', 'next_page_token']);
		assert.deepEqual(Object.keys(reply.bars), ['AAPL', 'MSFT']);
		assert.equal(reply.next_page_token, null);
		for (const [, bar] of items(reply, 'bars')) {
			for (const name of ['o', 'h', 'l', 'c', 'v', 'n', 'vw'])
				assert.equal(typeof bar[name], 'number', name);
			assert.match(bar.t, isTime);
			assert.ok(bar.l > 0 && bar.l <= Math.min(bar.o, bar.c, bar.vw));
			assert.ok(bar.h >= Math.max(bar.o, bar.c, bar.vw));
			assert.ok(Number.isInteger(bar.v) && Number.isInteger(bar.n));
		}
	});

	test('bars of one symbol, small letters too', async () => {
		const many = await good(`/v2/stocks/bars?${query({ symbols: 'AAPL', ...HOUR })}`);
		for (const symbol of ['AAPL', 'aapl']) {
			const one = await good(`/v2/stocks/${symbol}/bars?${query(HOUR)}`);
			assert.deepEqual(one, { bars: many.bars.AAPL, symbol: 'AAPL', next_page_token: null });
		}
	});

	test('where there are none: an empty object, or null', async () => {
		const none = { timeframe: '1Day', start: '2100-01-01', end: '2100-02-01' };
		assert.deepEqual(await good(`/v2/stocks/bars?${query({ symbols: 'AAPL', ...none })}`), {
			bars: {},
			next_page_token: null,
		});
		assert.deepEqual(await good(`/v2/stocks/AAPL/bars?${query(none)}`), {
			bars: null,
			symbol: 'AAPL',
			next_page_token: null,
		});
		const early = query({ timeframe: '1Day', start: '1980-01-01', end: '1980-02-01' });
		assert.equal((await good(`/v2/stocks/AAPL/bars?${early}`)).bars, null);
	});

	test('unknown symbols are left out of many, and have nothing alone', async () => {
		const reply = await good(`/v2/stocks/bars?${query({ symbols: 'ZZZZZ,AAPL', ...HOUR })}`);
		assert.deepEqual(Object.keys(reply.bars), ['AAPL']);
		assert.equal((await good(`/v2/stocks/ZZZZZ/bars?${query(HOUR)}`)).bars, null);
		for (const kind of ['bars', 'trades', 'quotes']) {
			const latest = await good(`/v2/stocks/${kind}/latest?symbols=ZZZZZ,AAPL`);
			assert.deepEqual(Object.keys(latest[kind]), ['AAPL']);
			const refused = await get(`/v2/stocks/ZZZZZ/${kind}/latest`);
			assertRefused(refused, 404, 40410000);
			assert.equal(refused.json.message, 'asset not found for ZZZZZ');
		}
		assertRefused(await get('/v2/stocks/ZZZZZ/snapshot'), 404, 40410000);
		assert.deepEqual(await good('/v2/stocks/snapshots?symbols=ZZZZZ'), {});
	});

	test('latest quote and trade, alone and among others', async () => {
		const { quotes } = await good('/v2/stocks/quotes/latest?symbols=AAPL,MSFT&feed=iex');
		assert.deepEqual(Object.keys(quotes).sort(), ['AAPL', 'MSFT']);
		for (const quote of Object.values(quotes)) {
			assert.deepEqual(Object.keys(quote), ['t', 'ax', 'ap', 'as', 'bx', 'bp', 'bs', 'c', 'z']);
			assert.match(quote.t, isTime);
			assert.ok(quote.bp > 0 && quote.bp <= quote.ap);
		}
		const { symbol, quote } = await good('/v2/stocks/AAPL/quotes/latest');
		assert.equal(symbol, 'AAPL');
		assert.equal(quote.z, 'C');
		const { trade } = await good('/v2/stocks/AAPL/trades/latest');
		assert.deepEqual(Object.keys(trade), ['t', 'x', 'p', 's', 'c', 'i', 'z']);
		assert.ok(trade.p > 0 && Number.isInteger(trade.s));
		const { bar } = await good('/v2/stocks/AAPL/bars/latest');
		assert.ok(bar.o > 0 && isTime.test(bar.t));
	});

	test('snapshots', async () => {
		const names = ['latestTrade', 'latestQuote', 'minuteBar', 'dailyBar', 'prevDailyBar'];
		const many = await good('/v2/stocks/snapshots?symbols=AAPL,MSFT');
		assert.deepEqual(Object.keys(many).sort(), ['AAPL', 'MSFT']);
		for (const snapshot of Object.values(many)) assert.deepEqual(Object.keys(snapshot), names);
		const one = await good('/v2/stocks/AAPL/snapshot');
		assert.deepEqual(Object.keys(one), ['symbol', ...names]);
		assert.ok(one.dailyBar.h >= one.dailyBar.l && one.prevDailyBar.t < one.dailyBar.t);
	});

	test('the older /api/v2 is the same, and what clients add is ignored', async () => {
		const path = `/stocks/bars?${query({ symbols: 'AAPL', ...HOUR, more: 'x', asof: '-' })}`;
		assert.deepEqual(await good(`/api/v2${path}`), await good(`/v2${path}`));
	});

	test('letters have meanings', async () => {
		const exchanges = await good('/v2/stocks/meta/exchanges');
		const { quote } = await good('/v2/stocks/AAPL/quotes/latest');
		assert.ok(exchanges[quote.ax]);
		assert.ok((await good('/v2/stocks/meta/conditions/quote?tape=A'))[quote.c[0]]);
		assert.ok((await good('/v2/stocks/meta/conditions/trade'))['@']);
		assertRefused(await get('/v2/stocks/meta/conditions/x'), 422, 40010001, 'ticktype');
	});
});

describe('pages', () => {
	const SYMBOLS = 'MSFT,AAPL,NVDA,ZZZZZ';
	const paged = [
		{ name: 'bars', fields: HOUR, limit: 7 },
		{ name: 'bars', fields: { timeframe: '1Day', start: '2025-01-01', end: '2025-03-01' }, limit: 1 },
		{
			name: 'trades',
			fields: { start: '2025-06-03T15:00:00Z', end: '2025-06-03T15:00:20Z' },
			limit: 5,
		},
		{
			name: 'quotes',
			fields: { start: '2025-06-03T15:00:00Z', end: '2025-06-03T15:00:20Z' },
			limit: 5,
		},
	];
	for (const { name, fields, limit } of paged)
		for (const sort of ['asc', 'desc'])
			test(`${name}, ${limit} a page, ${sort}: each once, in order`, async () => {
				const path = `/v2/stocks/${name}`;
				const whole = await good(
					`${path}?${query({ symbols: SYMBOLS, ...fields, sort, limit: 10_000 })}`,
				);
				assert.equal(whole.next_page_token, null);
				const wanted = items(whole, name);
				assert.ok(wanted.length > 3 * limit, `only ${wanted.length}`);
				const all = await pages(path, { symbols: SYMBOLS, ...fields, sort, limit });
				assert.deepEqual(all.flatMap((page) => items(page, name)), wanted);
				for (const page of all.slice(0, -1)) assert.equal(items(page, name).length, limit);
				for (const list of Object.values(whole[name])) {
					const times = list.map(({ t }) => Date.parse(t));
					const sorted = [...times].sort((a, b) => (sort === 'asc' ? a - b : b - a));
					assert.deepEqual(times, sorted);
				}
			});

	test('descending is ascending turned round', async () => {
		const up = await good(`/v2/stocks/AAPL/bars?${query(HOUR)}`);
		const down = await good(`/v2/stocks/AAPL/bars?${query({ ...HOUR, sort: 'desc' })}`);
		assert.deepEqual(down.bars.reverse(), up.bars);
	});

	test('of one symbol', async () => {
		const whole = await good(`/v2/stocks/AAPL/bars?${query(HOUR)}`);
		const all = await pages('/v2/stocks/AAPL/bars', { ...HOUR, limit: 10 });
		assert.ok(all.length > 2);
		assert.deepEqual(all.flatMap(({ bars }) => bars ?? []), whole.bars);
	});

	test('a token is good for its own query alone', async () => {
		const fields = { symbols: 'AAPL,MSFT', ...HOUR, limit: 3 };
		const { next_page_token: token } = await good(`/v2/stocks/bars?${query(fields)}`);
		assert.match(token, /^[A-Za-z0-9_-]{44}$/);
		const others = [
			{ symbols: 'AAPL' },
			{ timeframe: '30Min' },
			{ start: '2025-06-01' },
			{ end: '2025-06-05' },
			{ sort: 'desc' },
			{ adjustment: 'split' },
		];
		for (const other of others)
			assertRefused(
				await get(`/v2/stocks/bars?${query({ ...fields, ...other, page_token: token })}`),
				422,
				40010001,
				'page_token',
			);
		for (const path of ['/v2/stocks/trades', '/v2/stocks/AAPL/bars'])
			assertRefused(
				await get(`${path}?${query({ ...fields, page_token: token })}`),
				422,
				40010001,
				'page_token',
			);
		/* Of another size it may be. */
		await good(`/v2/stocks/bars?${query({ ...fields, limit: 9, page_token: token })}`);
	});

	test('a token that was tampered with is none', async () => {
		const fields = { symbols: 'AAPL', ...HOUR, limit: 3 };
		const { next_page_token: token } = await good(`/v2/stocks/bars?${query(fields)}`);
		const forged = ['x', token.slice(1), `${token}A`, 'A'.repeat(44), 'A'.repeat(128), '%', '../..'];
		for (let i = 0; i < token.length; i += 5)
			forged.push(token.slice(0, i) + (token[i] === 'A' ? 'B' : 'A') + token.slice(i + 1));
		for (const page_token of forged)
			assertRefused(
				await get(`/v2/stocks/bars?${query({ ...fields, page_token })}`),
				422,
				40010001,
				'page_token',
			);
	});
});

describe('refusals', () => {
	const usual = { symbols: 'AAPL', ...HOUR };
	const bad = [
		[{ symbols: '' }, 'symbols'],
		[{ symbols: 'AAPL,' }, 'symbols'],
		[{ symbols: 'AAPL;drop' }, 'symbols'],
		[{ symbols: 'A'.repeat(30) }, 'symbols'],
		[{ symbols: Array(201).fill('A').join() }, 'symbols'],
		[{ timeframe: '' }, 'timeframe'],
		[{ timeframe: '0Min' }, 'timeframe'],
		[{ timeframe: '60Min' }, 'timeframe'],
		[{ timeframe: '2Day' }, 'timeframe'],
		[{ timeframe: '-1Day' }, 'timeframe'],
		[{ timeframe: '5Month' }, 'timeframe'],
		[{ start: 'yesterday' }, 'start'],
		[{ start: '2025-02-30' }, 'start'],
		[{ start: '2025-06-03T10:00:00' }, 'start'],
		[{ end: '1748822400' }, 'end'],
		[{ start: '2025-06-04', end: '2025-06-03' }, 'end'],
		[{ start: '1985-01-01', end: '1984-01-01' }, 'end'],
		[{ start: '2100-01-02', end: '2100-01-01' }, 'end'],
		[{ start: '2025-06-04T00:00:00.000001Z', end: '2025-06-04T00:00:00Z' }, 'end'],
		[{ limit: '0' }, 'limit'],
		[{ limit: '-1' }, 'limit'],
		[{ limit: '10001' }, 'limit'],
		[{ limit: '1000000000' }, 'limit'],
		[{ limit: '1e3' }, 'limit'],
		[{ limit: '' }, 'limit'],
		[{ sort: 'up' }, 'sort'],
		[{ adjustment: 'some' }, 'adjustment'],
		[{ adjustment: 'split,' }, 'adjustment'],
		[{ currency: 'EUR' }, 'currency'],
		[{ feed: 'sim' }, 'feed'],
		[{ page_token: 'x'.repeat(200) }, 'page_token'],
	];
	for (const [fields, field] of bad)
		test(`${Object.entries(fields)[0].join('=').slice(0, 40)}`, async () => {
			const reply = await get(`/v2/stocks/bars?${query({ ...usual, ...fields })}`);
			assertRefused(reply, 422, 40010001, field);
		});

	test('what is required', async () => {
		assertRefused(await get(`/v2/stocks/bars?${query(HOUR)}`), 422, 40010001, 'symbols');
		assertRefused(await get('/v2/stocks/bars?symbols=AAPL'), 422, 40010001, 'timeframe');
		assertRefused(await get('/v2/stocks/quotes/latest'), 422, 40010001, 'symbols');
	});

	test('nobody is told without a key', async () => {
		const paths = [
			'/v2/stocks/AAPL/quotes/latest',
			'/v2/stocks/snapshots?symbols=AAPL',
			'/v1beta1/screener/stocks/movers',
		];
		for (const path of paths)
			assertRefused(await send(instance, path), 401, 40110000);
	});
});

describe('time', () => {
	const times = async (fields) =>
		((await good(`/v2/stocks/AAPL/bars?${query(fields)}`)).bars ?? []).map(({ t }) => t);

	test('start and end are inclusive', async () => {
		const all = await times(HOUR);
		const [first, last] = [all[3], all[10]];
		assert.deepEqual(
			await times({ timeframe: '1Hour', start: first, end: last }),
			all.slice(3, 11),
		);
	});

	test('a date is a whole day in New York', async () => {
		const day = await times({ timeframe: '1Hour', start: '2025-06-03', end: '2025-06-03' });
		assert.ok(day[0] >= '2025-06-03T04:00:00Z');
		assert.ok(day.at(-1) < '2025-06-04T04:00:00Z');
		const between = { start: '2025-06-03T04:00:00Z', end: '2025-06-04T03:59:59.999999Z' };
		assert.deepEqual(day, await times({ timeframe: '1Hour', ...between }));
		const days = await times({ timeframe: '1Day', start: '2025-06-03', end: '2025-06-04' });
		assert.deepEqual(days, ['2025-06-03T04:00:00Z', '2025-06-04T04:00:00Z']);
	});

	test('without start and end: today, until now', async () => {
		const now = new Date().toISOString();
		const today = await times({ timeframe: '1Min' });
		assert.ok(today.every((time) => time <= now));
		assert.ok(Date.parse(now) - Date.parse(today[0]) <= 25 * 3_600_000);
	});

	test('nothing is told of the future', async () => {
		assert.deepEqual(await times({ timeframe: '1Day', start: '2099-01-01' }), []);
		const soon = new Date(Date.now() + 86_400_000).toISOString();
		const bars = await times({ timeframe: '1Min', end: soon, sort: 'desc', limit: 5 });
		assert.ok(bars.every((time) => Date.parse(time) <= Date.now()));
	});
});

describe('bars of all lengths fit one another', () => {
	const bars = async (timeframe, end) => {
		const fields = { start: '2025-06-02', end, timeframe, limit: 10_000 };
		return (await good(`/v2/stocks/AAPL/bars?${query(fields)}`)).bars;
	};

	/** Does a long bar say what the short ones within it do? */
	function assertJoined(long, short, what) {
		assert.ok(short.length > 0, what);
		assert.equal(long.o, short[0].o, what);
		assert.equal(long.c, short.at(-1).c, what);
		assert.equal(long.h, Math.max(...short.map(({ h }) => h)), what);
		assert.equal(long.l, Math.min(...short.map(({ l }) => l)), what);
		const sum = (name) => short.reduce((total, bar) => total + bar[name], 0);
		assert.equal(long.v, sum('v'), what);
		assert.equal(long.n, sum('n'), what);
	}

	const pairs = [
		['5Min', '1Min', '2025-06-04'],
		['1Hour', '5Min', '2025-06-08'],
		['1Day', '1Hour', '2025-06-08'],
		['1Week', '1Day', '2025-06-29'],
	];
	for (const [longer, shorter, end] of pairs)
		test(`${longer} of ${shorter}`, async () => {
			const [long, short] = [await bars(longer, end), await bars(shorter, end)];
			assert.ok(long.length > 0 && long.length < short.length);
			for (const [i, bar] of long.entries()) {
				const until = long[i + 1]?.t ?? '9';
				const within = short.filter(({ t }) => t >= bar.t && t < until);
				assertJoined(bar, within, `${longer} at ${bar.t}`);
			}
		});

	test('the day so far is that of the snapshot', async () => {
		const { dailyBar } = await good('/v2/stocks/AAPL/snapshot');
		const { bars: days } = await good('/v2/stocks/AAPL/bars?timeframe=1Day&sort=desc&limit=1');
		assert.equal(days[0].t, dailyBar.t);
		assert.equal(days[0].o, dailyBar.o);
	});
});

describe('screeners', () => {
	test('most active', async () => {
		const path = '/v1beta1/screener/stocks/most-actives';
		const { most_actives: list, last_updated: updated } = await good(`${path}?top=5`);
		assert.equal(list.length, 5);
		assert.match(updated, isTime);
		for (let i = 1; i < list.length; i++) assert.ok(list[i - 1].volume >= list[i].volume);
		const { most_actives: byTrades } = await good(`${path}?by=trades`);
		assert.equal(byTrades.length, 10);
		for (let i = 1; i < 10; i++) assert.ok(byTrades[i - 1].trade_count >= byTrades[i].trade_count);
		assertRefused(await get(`${path}?top=0`), 422, 40010001, 'top');
		assertRefused(await get(`${path}?top=101`), 422, 40010001, 'top');
	});

	test('movers', async () => {
		const reply = await good('/v1beta1/screener/stocks/movers?top=3');
		assert.equal(reply.market_type, 'stocks');
		for (const { price, percent_change: change } of reply.gainers)
			assert.ok(change > 0 && price >= 1);
		for (const { percent_change: change } of reply.losers) assert.ok(change < 0);
		assert.ok(reply.gainers.length <= 3 && reply.losers.length <= 3);
	});
});
