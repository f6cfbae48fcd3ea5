// PaperTrade's own market data: quotes, candles, search, movers, sectors,
// correlation, conditions; every answer tells its source and age.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertRefused, send } from './client.mjs';
import { finish, keyHeaders, peopleInstance, register } from './people.mjs';

let instance;
let anna;
let key;

before(async () => {
	instance = peopleInstance();
	anna = await register(instance, 'anna');
	key = keyHeaders(await anna.key(['read']));
});
after(() => finish(instance));

const get = (path) => anna.get(path);

/** What a path leads to; fails unless it is a 200. */
async function good(path) {
	const { status, json, text } = await get(path);
	assert.equal(status, 200, `${path}: ${text.slice(0, 300)}`);
	return json;
}

const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/;

function assertSourced({ source, simulated, age_seconds: age }) {
	assert.equal(source, 'sim');
	assert.equal(simulated, true);
	assert.ok(age >= 0, `age ${age}`);
}

/** Is a percentage that of a change, up to its last digit? */
function assertPercent(change, before, percent) {
	assert.ok(Math.abs((change / before) * 100 - percent) <= 0.000051, `${change} ${percent}`);
}

describe('quotes', () => {
	test('of what is asked for, the unknown apart', async () => {
		const { quotes, unknown } = await good('/api/data/quotes?symbols=AAPL,zzzzz,msft,AAPL');
		assert.deepEqual(quotes.map(({ symbol }) => symbol), ['AAPL', 'MSFT']);
		assert.deepEqual(unknown, ['ZZZZZ']);
		for (const quote of quotes) {
			for (const name of ['price', 'bid', 'ask', 'open', 'high', 'low', 'previous_close'])
				assert.ok(quote[name] > 0, name);
			assert.ok(quote.bid <= quote.ask && quote.low <= quote.high);
			assert.match(quote.time, isTime);
			assert.ok(quote.name.length > 0 && Number.isInteger(quote.volume));
			assertPercent(quote.change, quote.previous_close, quote.change_pct);
			const change = quote.price - quote.previous_close;
			assert.ok(Math.abs(change - quote.change) < 1e-6);
			assertSourced(quote);
		}
	});

	test('of well-known symbols, where none is named', async () => {
		const { quotes, unknown } = await good('/api/data/quotes');
		assert.ok(quotes.length >= 8);
		assert.ok(quotes.some(({ symbol }) => symbol === 'SPY'));
		assert.deepEqual(unknown, []);
	});

	test('of one symbol: the same object', async () => {
		const { quotes } = await good('/api/data/quotes?symbols=AAPL');
		const one = await good('/api/market/quote/aapl');
		assert.deepEqual(Object.keys(one), Object.keys(quotes[0]));
		assert.equal(one.symbol, 'AAPL');
		assertSourced(one);
		const refused = await get('/api/market/quote/ZZZZZ');
		assertRefused(refused, 404, 40410000);
		assert.equal(refused.json.message, 'asset not found for ZZZZZ');
		assertRefused(await get('/api/market/quote/A%20B'), 422, 40010001, 'symbol');
	});

	test('by key as by session, kept by its reader alone', async () => {
		const reply = await send(instance, '/api/data/quotes?symbols=AAPL', { headers: key });
		assert.equal(reply.status, 200);
		assert.match(reply.headers['cache-control'], /^private, max-age=1$/);
		assertRefused(await send(instance, '/api/data/quotes'), 401, 40110000);
	});

	test('indices', async () => {
		const { indices } = await good('/api/market/indices');
		assert.deepEqual(indices.map(({ symbol }) => symbol), ['$DJI', '$SPX', '$COMP', '$RUT', '$VIX']);
		for (const index of indices) {
			assert.ok(index.last > 0 && index.name.length > 0);
			assert.equal(typeof index.change, 'number');
			assert.equal(typeof index.changePercent, 'number');
			assertSourced(index);
		}
		assert.equal((await good('/api/market/quote/$SPX')).symbol, '$SPX');
	});
});

describe('candles', () => {
	const path = '/api/market/bars/AAPL';

	test('the newest hundred days, oldest first', async () => {
		const reply = await good(path);
		assert.equal(reply.symbol, 'AAPL');
		assert.equal(reply.timeframe, '1Day');
		assertSourced(reply);
		assert.equal(reply.candles.length, 100);
		let before = '';
		for (const candle of reply.candles) {
			const names = ['date', 'time', 'open', 'high', 'low', 'close', 'volume'];
			assert.deepEqual(Object.keys(candle), names);
			assert.match(candle.date, /^\d{4}-\d\d-\d\d$/);
			assert.match(candle.time, isTime);
			assert.ok(candle.low <= Math.min(candle.open, candle.close));
			assert.ok(candle.high >= Math.max(candle.open, candle.close));
			assert.ok(candle.time > before);
			before = candle.time;
		}
		assert.deepEqual((await good('/api/market/historical/AAPL')).candles.slice(0, 99), reply.candles.slice(0, 99));
	});

	for (const timeframe of ['1Min', '1m', '5Min', '1Hour', '4Hour', '1Week', '1Month', '12Month'])
		test(`as many as asked for: ${timeframe}`, async () => {
			const limit = timeframe === '12Month' ? 3 : 20;
			const { candles } = await good(`${path}?timeframe=${timeframe}&limit=${limit}`);
			assert.equal(candles.length, limit);
		});

	test('between two dates, the newest where there are more', async () => {
		const between = 'start=2025-06-02&end=2025-06-06';
		const all = (await good(`${path}?${between}`)).candles;
		assert.deepEqual(all.map(({ date }) => date), [
			'2025-06-02',
			'2025-06-03',
			'2025-06-04',
			'2025-06-05',
			'2025-06-06',
		]);
		assert.deepEqual((await good(`${path}?${between}&limit=2`)).candles, all.slice(-2));
	});

	test('the same as those that bots read', async () => {
		const fields = 'timeframe=1Hour&start=2025-06-02&end=2025-06-03';
		const { candles } = await good(`${path}?${fields}&adjustment=raw`);
		const { bars } = (await send(instance, `/v2/stocks/AAPL/bars?${fields}`, { headers: key })).json;
		assert.deepEqual(
			candles.map(({ time, open, high, low, close, volume }) => [time, open, high, low, close, volume]),
			bars.map(({ t, o, h, l, c, v }) => [t, o, h, l, c, v]),
		);
	});

	test('none in the future', async () => {
		assert.deepEqual((await good(`${path}?start=2099-01-01`)).candles, []);
	});

	const bad = {
		'timeframe=2Day': 'timeframe',
		'timeframe=': 'timeframe',
		'start=now': 'start',
		'end=2025-13-01': 'end',
		'start=2025-06-04&end=2025-06-03': 'end',
		'limit=0': 'limit',
		'limit=1000000000': 'limit',
		'adjustment=some': 'adjustment',
		'page=2': 'page',
	};
	for (const [fields, field] of Object.entries(bad))
		test(`refused: ${fields}`, async () => {
			assertRefused(await get(`${path}?${fields}`), 422, 40010001, field);
		});

	test('of an unknown symbol', async () => {
		assertRefused(await get('/api/market/bars/ZZZZZ'), 404, 40410000);
	});

	test('sparklines', async () => {
		const { sparklines } = await good('/api/market/sparklines?symbols=AAPL,ZZZZZ,MSFT&days=10');
		assert.deepEqual(sparklines.map(({ symbol }) => symbol), ['AAPL', 'MSFT']);
		const { candles } = await good(`${path}?limit=10`);
		assert.deepEqual(
			sparklines[0].closes.slice(0, 9),
			candles.map(({ close }) => close).slice(0, 9),
		);
		assertRefused(await get('/api/market/sparklines'), 422, 40010001, 'symbols');
		assertRefused(await get('/api/market/sparklines?symbols=A&days=1'), 422, 40010001, 'days');
	});
});

describe("by the exchange's hours", () => {
	let nyse;
	let berta;
	before(async () => {
		nyse = peopleInstance({ MARKET_HOURS: 'nyse' });
		berta = await register(nyse, 'berta');
	});
	after(() => finish(nyse));

	const candles = async (fields) =>
		(await berta.get(`/api/market/bars/AAPL?${fields}`)).json.candles;

	test('a day begins at midnight, a week on its Monday, a month on its first', async () => {
		const days = await candles('start=2025-05-23&end=2025-05-28');
		assert.deepEqual(days.map(({ time }) => time), [
			'2025-05-23T04:00:00Z',
			'2025-05-27T04:00:00Z',
			'2025-05-28T04:00:00Z',
		]);
		const weeks = await candles('timeframe=1Week&start=2025-05-19&end=2025-06-01');
		assert.deepEqual(weeks.map(({ date }) => date), ['2025-05-19', '2025-05-26']);
		const months = await candles('timeframe=1Month&start=2025-01-01&end=2025-03-31');
		assert.deepEqual(months.map(({ date }) => date), ['2025-01-01', '2025-02-01', '2025-03-01']);
	});

	for (const timeframe of ['1Min', '59Min', '4Hour', '23Hour', '1Day', '1Week', '3Month'])
		test(`as many as asked for: ${timeframe}`, async () => {
			assert.equal((await candles(`timeframe=${timeframe}&limit=60`)).length, 60);
		});
});

describe('search', () => {
	const search = async (q, more = '') =>
		(await good(`/api/market/search?q=${encodeURIComponent(q)}${more}`)).results;

	test('by symbol, by name, by a part of it', async () => {
		for (const typed of ['AAPL', 'aapl', 'Apple', 'apple in'])
			assert.equal((await search(typed))[0].symbol, 'AAPL', typed);
		const [apple] = await search('AAPL');
		assert.deepEqual(Object.keys(apple), ['symbol', 'name', 'exchange', 'type', 'id', 'tradable', 'sector']);
		assert.equal(apple.sector, 'Technology');
		assert.equal(apple.type, 'stock');
		assert.equal(apple.tradable, true);
		assert.match(apple.id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
		const [index] = await search('$SPX');
		assert.deepEqual([index.type, index.tradable], ['index', false]);
	});

	test('what nobody has', async () => {
		assert.deepEqual(await search('qqzzxxyyww'), []);
	});

	test('so many, and refusals', async () => {
		assert.ok((await search('a')).length === 10);
		assert.ok((await search('a', '&limit=2')).length === 2);
		for (const [fields, field] of [['', 'q'], ['q=', 'q'], [`q=${'x'.repeat(65)}`, 'q'], ['q=a&limit=51', 'limit'], ['q=a&limit=0', 'limit']])
			assertRefused(await get(`/api/market/search?${fields}`), 422, 40010001, field);
	});
});

describe('the day at a glance', () => {
	test('movers', async () => {
		const reply = await good('/api/market/movers?limit=5');
		assertSourced(reply);
		const { gainers, losers, most_active: active } = reply;
		const falling = (list) => list.every((value, i) => i === 0 || list[i - 1] >= value);
		assert.ok(falling(gainers.map((line) => line.change_pct)));
		assert.ok(falling(losers.map((line) => -line.change_pct)));
		assert.ok(falling(active.map((line) => line.volume)));
		assert.equal(active.length, 5);
		assert.ok(gainers.every((line) => line.change_pct > 0 && line.price >= 1));
		assert.ok(losers.every((line) => line.change_pct < 0));
		assertRefused(await get('/api/market/movers?limit=51'), 422, 40010001, 'limit');
	});

	test('what symbols stand for, each with its sector, and funds with none', async () => {
		const reply = await good('/api/market/profiles?symbols=KO,xlk,ZZZZZ,$SPX,KO');
		assert.deepEqual(
			reply.profiles.map(({ symbol, type, sector, exchange }) => [symbol, type, sector, exchange]),
			[['KO', 'stock', 'Consumer Staples', 'NYSE'], ['XLK', 'fund', null, 'ARCA'], ['$SPX', 'index', null, 'INDEX']],
		);
		assert.deepEqual(reply.unknown, ['ZZZZZ']);
		const { sectors } = await good('/api/market/sectors');
		const names = new Set(sectors.map(({ sector }) => sector));
		const known = await good('/api/market/profiles?symbols=AAPL,JPM,UNH,AMZN,META,CAT,XOM,NEE,LIN,AMT');
		for (const { symbol, sector } of known.profiles) assert.ok(names.has(sector), `${symbol}: ${sector}`);
		assertRefused(await get('/api/market/profiles'), 422, 40010001, 'symbols');
		const many = Array.from({ length: 501 }, (_, n) => `A${n}`).join();
		assertRefused(await get(`/api/market/profiles?symbols=${many}`), 422, 40010001, 'symbols');
	});

	test('sectors', async () => {
		const reply = await good('/api/market/sectors');
		assertSourced(reply);
		assert.ok(reply.sectors.length >= 8);
		for (const { stocks, advancing, declining, best, worst } of reply.sectors) {
			assert.ok(stocks >= 1 && advancing + declining <= stocks);
			assert.ok(best.change_pct >= worst.change_pct);
		}
		const changes = reply.sectors.map((sector) => sector.change_pct);
		assert.deepEqual(changes, [...changes].sort((a, b) => b - a));
	});

	test('conditions', async () => {
		const reply = await good('/api/market/conditions');
		assertSourced(reply);
		assert.equal(reply.market, 'open');
		assert.ok(['broadly up', 'broadly down', 'mixed'].includes(reply.breadth.word));
		assert.ok(reply.breadth.advancing + reply.breadth.declining > 50);
		assert.ok(['calm', 'normal', 'raised', 'high', 'extreme'].includes(reply.volatility.word));
		assert.ok(reply.volatility.level > 0);
		assert.ok(['up', 'down', 'sideways'].includes(reply.trend.word));
		assert.ok(reply.trend.mean_50_days > 0 && reply.trend.mean_200_days > 0);
	});
});

test('sources', async () => {
	const { providers, board_updated: updated } = await good('/api/providers');
	assert.deepEqual(providers.map(({ name }) => name), ['sim']);
	const [sim] = providers;
	assert.deepEqual([sim.simulated, sim.local, sim.state], [true, true, 'ok']);
	const kinds = sim.kinds.map(({ kind }) => kind);
	for (const kind of ['quotes', 'bars']) assert.ok(kinds.includes(kind), kind);
	assert.ok(sim.kinds.every(({ order }) => order === 1));
	assert.ok(Date.now() - Date.parse(updated) < 60_000);
});

describe('correlation', () => {
	test('a symbol with itself is 1; two are as alike either way', async () => {
		const reply = await good('/api/market/correlation?symbols=AAPL,MSFT,SPY&period=6m');
		assertSourced(reply);
		assert.deepEqual(reply.symbols, ['AAPL', 'MSFT', 'SPY']);
		assert.ok(reply.returns > 100 && reply.start < reply.end);
		for (let i = 0; i < 3; i++) {
			assert.equal(reply.matrix[i][i], 1);
			for (let j = 0; j < 3; j++) {
				assert.equal(reply.matrix[i][j], reply.matrix[j][i]);
				assert.ok(Math.abs(reply.matrix[i][j]) <= 1);
			}
		}
		/* They are of one market. */
		assert.ok(reply.matrix[0][2] > 0.1);
	});

	const bad = {
		'symbols=AAPL': 'symbols',
		'symbols=AAPL,AAPL': 'symbols',
		'symbols=': 'symbols',
		'': 'symbols',
		[`symbols=${Array.from({ length: 21 }, (_, i) => `A${i}`).join()}`]: 'symbols',
		'symbols=AAPL,MSFT&period=9y': 'period',
	};
	for (const [fields, field] of Object.entries(bad))
		test(`refused: ${fields.slice(0, 40)}`, async () => {
			assertRefused(await get(`/api/market/correlation?${fields}`), 422, 40010001, field);
		});

	test('with an unknown symbol', async () => {
		assertRefused(await get('/api/market/correlation?symbols=AAPL,ZZZZZ'), 404, 40410000);
	});
});
