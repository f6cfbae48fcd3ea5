// npm's @master-chief/alpaca 6.3.20 reads the market, as its users' programs do.
import { before, describe, test } from 'node:test';
import { AlpacaClient } from '@master-chief/alpaca';
import {
	assert,
	assertBars,
	assertDay,
	assertNumbers,
	assertQuote,
	assertSameBars,
	assertTime,
	assertTrade,
	barsForPages,
	exhaust,
	FROM,
	HOUR_MS,
	MINUTE_MS,
	minutesOn,
	readingKey,
	refusalOf,
	SYMBOLS,
	UNTIL,
	url,
} from './reader.mjs';

let alpaca;
let key;

const client = ({ key_id: id, secret_key: secret }) =>
	new AlpacaClient({
		credentials: { key: id, secret, paper: true },
		rate_limit: false,
		endpoints: {
			rest: {
				account: `${url}/v2`,
				beta: `${url}/v1beta1`,
				market_data_v2: `${url}/v2`,
				market_data_v1: `${url}/v1`,
			},
			websocket: { account: `${url}/stream`, market_data: () => `${url}/v2/iex` },
		},
	});

const asBar = (bar) => ({
	time: bar.t,
	open: bar.o,
	high: bar.h,
	low: bar.l,
	close: bar.c,
	volume: bar.v,
});

const asQuote = (quote) => ({
	time: quote.t,
	bid: quote.bp,
	ask: quote.ap,
	bidSize: quote.bs,
	askSize: quote.as,
});

const asTrade = (trade) => ({ time: trade.t, price: trade.p, size: trade.s });

/** Turns the pages as its README does: the token of each goes into the next request. */
async function allPages(ask, name, params) {
	const items = [];
	let token;
	let pages = 0;
	do {
		const page = await ask({ ...params, page_token: token });
		assert.equal(page.symbol, params.symbol);
		items.push(...page[name]);
		token = page.next_page_token;
		assert.ok(token === null || token.length > 0, `a token ${JSON.stringify(token)}`);
		assert.ok(++pages < 1000, 'pages without end');
	} while (token !== null);
	return { items, pages };
}

before(async () => {
	key = await readingKey();
	alpaca = client(key);
});

describe('@master-chief/alpaca: clock, calendar, assets', () => {
	test('the clock', async () => {
		const clock = await alpaca.getClock();
		assert.equal(typeof clock.is_open, 'boolean');
		for (const name of ['timestamp', 'next_open', 'next_close']) assertTime(clock[name]);
		assert.ok(clock.next_close > clock.timestamp);
	});

	// It sends instants: 2025-03-03T00:00:00.000Z means that day, not the one before.
	test('the calendar between two Dates', async () => {
		const days = await alpaca.getCalendar({
			start: new Date('2025-03-03'),
			end: new Date('2025-03-07'),
		});
		assert.equal(days[0].date, '2025-03-03');
		assert.equal(days.at(-1).date, '2025-03-07');
		for (const day of days) {
			assertDay(new Date(day.date));
			assert.match(day.open, /^\d\d:\d\d$/);
			assert.match(day.close, /^\d\d:\d\d$/);
		}
	});

	test('all assets, and one', async () => {
		const assets = await alpaca.getAssets({ status: 'active' });
		assert.ok(assets.length > 100, `${assets.length} assets`);
		const listed = assets.find((asset) => asset.symbol === 'AAPL');
		assert.equal(listed.tradable, true);
		assert.deepEqual(await alpaca.getAsset({ asset_id_or_symbol: 'AAPL' }), listed);
		assert.deepEqual(await alpaca.getAsset({ asset_id_or_symbol: listed.id }), listed);
	});
});

describe('@master-chief/alpaca: bars, trades, quotes', () => {
	for (const [timeframe, leastMs] of [
		['1Min', MINUTE_MS],
		['5Min', 5 * MINUTE_MS],
		['30Min', 30 * MINUTE_MS],
		['1Hour', HOUR_MS],
		['2Hour', 2 * HOUR_MS],
		['1Day', 23 * HOUR_MS],
	]) {
		test(`bars of ${timeframe}`, async () => {
			const start = timeframe === '1Day' ? new Date('2025-01-01') : FROM;
			const params = { symbol: 'AAPL', start, end: UNTIL, timeframe, limit: 12 };
			const { bars, symbol } = await alpaca.getBars(params);
			assert.equal(symbol, 'AAPL');
			assert.equal(bars.length, 12);
			const stepMs = Math.min(leastMs, HOUR_MS);
			assertBars(bars.map(asBar), { from: new Date('2024-12-31'), stepMs, leastMs });
		});
	}

	test('bars over several pages: every one once', async () => {
		const wire = await barsForPages(key, 'AAPL', 250);
		const params = { symbol: 'AAPL', start: FROM, end: UNTIL, timeframe: '1Min', limit: 250 };
		const { items, pages } = await allPages((ask) => alpaca.getBars(ask), 'bars', params);
		assert.equal(pages, Math.ceil(wire.length / 250));
		assertBars(items.map(asBar), { stepMs: MINUTE_MS });
		assertSameBars(items.map(asBar), wire);
	});

	test('a null token, sent as an empty one, is none', async () => {
		const params = { symbol: 'AAPL', start: FROM, end: UNTIL, timeframe: '1Hour', limit: 5 };
		const first = await alpaca.getBars(params);
		const again = await alpaca.getBars({ ...params, page_token: null });
		assert.deepEqual(again.bars.map(asBar), first.bars.map(asBar));
	});

	for (const [name, method, read, check] of [
		['trades', 'getTrades', asTrade, assertTrade],
		['quotes', 'getQuotes', asQuote, assertQuote],
	]) {
		test(`${name} of the past, page by page`, async () => {
			const end = minutesOn(1 + 1);
			const params = (limit) => ({ symbol: 'AAPL', start: FROM, end, limit });
			const ask = (asked) => alpaca[method](asked);
			const whole = await allPages(ask, name, params(10_000));
			assert.equal(whole.pages, 1);
			assert.ok(whole.items.length > 20, `${whole.items.length} ${name}`);
			for (const item of whole.items) check(read(item), FROM, end);
			const parts = await allPages(ask, name, params(Math.ceil(whole.items.length / 4)));
			assert.equal(parts.pages, 4);
			assert.deepEqual(
				parts.items.map((item) => item.raw()),
				whole.items.map((item) => item.raw()),
			);
		});
	}

	test('the latest trade', async () => {
		const { symbol, trade } = await alpaca.getLatestTrade({ symbol: 'AAPL', feed: 'iex', limit: 1 });
		assert.equal(symbol, 'AAPL');
		assertTrade(asTrade(trade), UNTIL, new Date());
	});

	test('snapshots of one and of several', async () => {
		const one = await alpaca.getSnapshot({ symbol: 'AAPL' });
		const several = await alpaca.getSnapshots({ symbols: SYMBOLS });
		assert.deepEqual(Object.keys(several).sort(), SYMBOLS);
		for (const snapshot of [one, ...Object.values(several)]) {
			assertQuote(asQuote(snapshot.latestQuote), UNTIL, new Date());
			assertTrade(asTrade(snapshot.latestTrade), UNTIL, new Date());
			const bars = [snapshot.prevDailyBar, snapshot.dailyBar, snapshot.minuteBar].map(asBar);
			for (const bar of bars) assertBars([bar], { from: UNTIL, until: new Date() });
			assert.ok(bars[0].time < bars[1].time);
		}
	});
});

describe('@master-chief/alpaca: news', () => {
	test('in both orders, page by page', async () => {
		const params = { symbols: [...SYMBOLS], start: new Date('2024-01-01'), end: UNTIL, limit: 10 };
		for (const sort of ['ASC', 'DESC']) {
			const first = await alpaca.getNews({ ...params, sort });
			const second = await alpaca.getNews({ ...params, sort, page_token: first.next_page_token });
			const news = [...first.news, ...second.news];
			assert.equal(news.length, 20);
			assert.equal(new Set(news.map((one) => one.id)).size, 20);
			for (const one of news) {
				assertNumbers(one, 'id');
				assertTime(new Date(one.created_at), params.start, UNTIL);
				assert.ok(one.headline.length > 0);
				assert.ok(one.symbols.some((symbol) => SYMBOLS.includes(symbol)), one.symbols.join());
			}
			const times = news.map((one) => Date.parse(one.created_at));
			const sign = sort === 'ASC' ? 1 : -1;
			assert.deepEqual(times, [...times].sort((a, b) => sign * (a - b)));
		}
	});
});

// It throws the body of a refusal as it is.
describe('@master-chief/alpaca: refusals', () => {
	test('a wrong secret', async () => {
		const stranger = client({ ...key, secret_key: 'x'.repeat(key.secret_key.length) });
		const refused = await refusalOf(stranger.getClock());
		assert.deepEqual([refused.code, refused.message], [40110000, 'request is not authorized']);
	});

	test('an unknown asset, and a timeframe that there is not', async () => {
		const unknown = await refusalOf(alpaca.getAsset({ asset_id_or_symbol: 'NOSUCH' }));
		assert.equal(unknown.code, 40410000);
		const params = { symbol: 'AAPL', start: FROM, end: UNTIL, timeframe: '7Day' };
		const refused = await refusalOf(alpaca.getBars(params));
		assert.equal(refused.code, 40010001);
		assert.equal(refused.field, 'timeframe');
	});

	test('too many requests', async () => {
		const hasty = await readingKey();
		await exhaust(hasty);
		const refused = await refusalOf(client(hasty).getClock());
		assert.deepEqual([refused.code, refused.message], [42910000, 'rate limit exceeded']);
	});
});
