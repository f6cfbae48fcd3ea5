// npm's @alpacahq/alpaca-trade-api 3.1.3 reads the market, as its users' programs do.
import { before, describe, test } from 'node:test';
import Alpaca from 'alpaca-3';
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
	gathered,
	HOUR_MS,
	LEAST_MS,
	MINUTE_MS,
	minutesOn,
	readingKey,
	refusalOf,
	SYMBOLS,
	UNTIL,
	url,
	wholeBars,
} from './reader.mjs';

let alpaca;
let key;

const client = ({ key_id: keyId, secret_key: secretKey }) =>
	new Alpaca({ keyId, secretKey, baseUrl: url, dataBaseUrl: url, paper: true });

const asBar = (bar) => ({
	time: new Date(bar.Timestamp),
	open: bar.OpenPrice ?? bar.Open,
	high: bar.HighPrice ?? bar.High,
	low: bar.LowPrice ?? bar.Low,
	close: bar.ClosePrice ?? bar.Close,
	volume: bar.Volume,
});

const asQuote = (quote) => ({
	time: new Date(quote.Timestamp),
	bid: quote.BidPrice,
	ask: quote.AskPrice,
	bidSize: quote.BidSize,
	askSize: quote.AskSize,
});

const asTrade = (trade) => ({
	time: new Date(trade.Timestamp),
	price: trade.Price,
	size: trade.Size,
});

// Its paging counts down what it may still ask for in the options themselves.
const range = (more = {}) => ({ start: FROM.toISOString(), end: UNTIL.toISOString(), ...more });

before(async () => {
	key = await readingKey();
	alpaca = client(key);
});

describe('alpaca-trade-api 3: clock, calendar, assets', () => {
	test('the clock', async () => {
		const clock = await alpaca.getClock();
		assert.equal(typeof clock.is_open, 'boolean');
		for (const name of ['timestamp', 'next_open', 'next_close']) assertTime(new Date(clock[name]));
		assert.ok(new Date(clock.next_close) > new Date(clock.timestamp));
	});

	test('the calendar between two Dates', async () => {
		const days = await alpaca.getCalendar({
			start: new Date('2025-03-03T00:00:00Z'),
			end: new Date('2025-03-07T00:00:00Z'),
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
		const assets = await alpaca.getAssets({ status: 'active', asset_class: 'us_equity' });
		assert.ok(assets.length > 100, `${assets.length} assets`);
		const listed = assets.find((asset) => asset.symbol === 'AAPL');
		assert.equal(listed.tradable, true);
		assert.equal(listed.class, 'us_equity');
		assert.deepEqual(await alpaca.getAsset('AAPL'), listed);
		assert.deepEqual(await alpaca.getAsset(listed.id), listed);
	});
});

describe('alpaca-trade-api 3: bars', () => {
	for (const [amount, unit, stepMs] of [
		[1, 'Min', MINUTE_MS],
		[15, 'Min', MINUTE_MS],
		[1, 'Hour', HOUR_MS],
		[4, 'Hour', HOUR_MS],
		[1, 'Day', HOUR_MS],
		[1, 'Week', HOUR_MS],
		[1, 'Month', HOUR_MS],
	]) {
		test(`of ${amount} ${unit}`, async () => {
			const timeframe = alpaca.newTimeframe(amount, alpaca.timeframeUnit[unit.toUpperCase()]);
			const start = ['Day', 'Week', 'Month'].includes(unit) ? '2024-01-01' : FROM.toISOString();
			const options = { start, end: '2025-03-06', timeframe, limit: 20 };
			const bars = (await gathered(alpaca.getBarsV2('AAPL', options))).map(asBar);
			const leastMs = LEAST_MS[unit] ?? amount * stepMs;
			const within = { from: new Date('2023-12-31'), until: new Date('2025-03-07') };
			assertBars(bars, { ...within, stepMs, leastMs });
			assert.ok(bars.length > 10, `${bars.length} bars`);
		});
	}

	test('of a symbol, over several pages: every one once', async () => {
		const wire = await barsForPages(key, 'AAPL', 250);
		const options = range({ timeframe: '1Min', limit: 100_000, pageLimit: 250 });
		const bars = (await gathered(alpaca.getBarsV2('AAPL', options))).map(asBar);
		assertBars(bars, { stepMs: MINUTE_MS });
		assertSameBars(bars, wire);
	});

	test('without a limit of its own', async () => {
		const wire = await wholeBars(key, 'AAPL');
		const bars = await gathered(alpaca.getBarsV2('AAPL', range({ timeframe: '1Min' })));
		assertSameBars(bars.map(asBar), wire);
	});

	test('of several symbols, over several pages: every one once', async () => {
		const wires = await Promise.all(SYMBOLS.map((symbol) => barsForPages(key, symbol, 250)));
		const options = range({ timeframe: '1Min', limit: 100_000, pageLimit: 333 });
		const found = await alpaca.getMultiBarsV2(SYMBOLS, options);
		assert.deepEqual([...found.keys()].sort(), SYMBOLS);
		SYMBOLS.forEach((symbol, i) => assertSameBars(found.get(symbol).map(asBar), wires[i]));
	});

	test('no more than asked for', async () => {
		const options = range({ timeframe: '1Min', limit: 7, pageLimit: 3 });
		assert.equal((await gathered(alpaca.getBarsV2('AAPL', options))).length, 7);
	});

	test('split-adjusted, and the newest first', async () => {
		const adjustment = alpaca.adjustment.SPLIT;
		const options = range({ timeframe: '1Min', adjustment, sort: 'desc', limit: 50 });
		const bars = (await gathered(alpaca.getBarsV2('AAPL', options))).map(asBar);
		assert.equal(bars.length, 50);
		assertBars(bars, { descending: true });
	});
});

describe('alpaca-trade-api 3: quotes, trades, snapshots', () => {
	test('what is latest of one', async () => {
		assertQuote(asQuote(await alpaca.getLatestQuote('AAPL')));
		assertTrade(asTrade(await alpaca.getLatestTrade('AAPL')));
		assertBars([asBar(await alpaca.getLatestBar('AAPL'))], { from: UNTIL, until: new Date() });
	});

	test('what is latest of several', async () => {
		const quotes = await alpaca.getLatestQuotes(SYMBOLS);
		const trades = await alpaca.getLatestTrades(SYMBOLS);
		const bars = await alpaca.getLatestBars(SYMBOLS);
		for (const symbol of SYMBOLS) {
			assertQuote(asQuote(quotes.get(symbol)));
			assertTrade(asTrade(trades.get(symbol)));
			assertBars([asBar(bars.get(symbol))], { from: UNTIL, until: new Date() });
			assert.equal(quotes.get(symbol).Symbol, symbol);
		}
	});

	for (const [name, one, several, read, check] of [
		['trades', 'getTradesV2', 'getMultiTradesV2', asTrade, assertTrade],
		['quotes', 'getQuotesV2', 'getMultiQuotesV2', asQuote, assertQuote],
	]) {
		test(`${name} of the past, page by page`, async () => {
			const until = minutesOn(1 + 1);
			const options = (pageLimit) => range({ end: until.toISOString(), limit: 60, pageLimit });
			const whole = await gathered(alpaca[one]('AAPL', options(60)));
			assert.ok(whole.length > 20, `${whole.length} ${name}`);
			for (const item of whole) check(read(item), FROM, until);
			assert.deepEqual(await gathered(alpaca[one]('AAPL', options(7))), whole);
			const found = await alpaca[several](SYMBOLS, options(7));
			assert.deepEqual(
				found.get('AAPL'),
				whole.map((item) => ({ ...item, Symbol: 'AAPL' })),
			);
		});
	}

	test('snapshots of one and of several', async () => {
		const [first, ...others] = [
			await alpaca.getSnapshot('AAPL'),
			...(await alpaca.getSnapshots(SYMBOLS)),
		];
		assert.deepEqual(others.map((snapshot) => snapshot.symbol).sort(), SYMBOLS);
		for (const snapshot of [first, ...others]) {
			assertQuote(asQuote(snapshot.LatestQuote));
			assertTrade(asTrade(snapshot.LatestTrade));
			const bars = [snapshot.PrevDailyBar, snapshot.DailyBar, snapshot.MinuteBar].map(asBar);
			for (const bar of bars) assertBars([bar], { from: UNTIL, until: new Date() });
			assert.ok(bars[0].time < bars[1].time);
		}
	});
});

describe('alpaca-trade-api 3: news, options, corporate actions', () => {
	test('news, over several pages', async () => {
		const options = { symbols: SYMBOLS, totalLimit: 25, pageLimit: 10, start: '2024-01-01' };
		const news = await alpaca.getNews(options);
		assert.equal(news.length, 25);
		assert.equal(new Set(news.map((one) => one.ID)).size, 25);
		for (const one of news) {
			assertNumbers(one, 'ID');
			assertTime(new Date(one.CreatedAt), new Date('2024-01-01'));
			assert.ok(one.Headline.length > 0);
			assert.ok(one.Symbols.some((symbol) => SYMBOLS.includes(symbol)), one.Symbols.join());
			assert.ok(Array.isArray(one.Images));
		}
	});

	test('the chain of an underlying, and snapshots, quotes, trades, bars of its options', async () => {
		const chain = await alpaca.getOptionChain('AAPL', { totalLimit: 250, pageLimit: 100 });
		assert.equal(chain.length, 250);
		const symbols = chain.map((line) => line.Symbol);
		assert.equal(new Set(symbols).size, 250);
		for (const symbol of symbols) assert.match(symbol, /^AAPL\d{6}[CP]\d{8}$/);
		const known = chain.filter((line) => line.LatestQuote && line.Greeks);
		assert.ok(known.length > 0, 'nothing is quoted');
		for (const line of known) {
			assertNumbers(line.Greeks, 'delta', 'gamma', 'theta', 'vega', 'rho');
			assertNumbers(line, 'ImpliedVolatility');
			assertNumbers(line.LatestQuote, 'BidPrice', 'AskPrice', 'BidSize', 'AskSize');
			assertTime(new Date(line.LatestQuote.Timestamp));
		}
		const asked = known.slice(0, 3).map((line) => line.Symbol);
		asked.sort();
		const snapshots = await alpaca.getOptionSnapshots(asked);
		assert.deepEqual(snapshots.map((line) => line.Symbol).sort(), asked);
		const quotes = await alpaca.getOptionLatestQuotes(asked);
		assert.deepEqual([...quotes.keys()].sort(), asked);
		for (const quote of quotes.values()) assertNumbers(quote, 'BidPrice', 'AskPrice');
		for (const trade of (await alpaca.getOptionLatestTrades(asked)).values())
			assertTrade(asTrade(trade));
	});

	test('corporate actions, over several pages', async () => {
		const options = { start: '2015-01-01', end: '2025-03-06', totalLimit: 60, pageLimit: 25 };
		const actions = await alpaca.getCorporateActions('AAPL,MSFT,NVDA,TSLA', options);
		assert.ok(actions.CashDividends.length > 0, 'no dividends');
		for (const one of actions.CashDividends) {
			assertNumbers(one, 'Rate');
			assertDay(new Date(one.ExDate));
			assert.ok(one.Symbol.length > 0);
		}
		for (const one of actions.ForwardSplits) {
			assertNumbers(one, 'NewRate', 'OldRate');
			assertDay(new Date(one.ExDate));
		}
		const days = actions.CashDividends.map((one) => `${one.Symbol} ${one.ExDate}`);
		assert.equal(new Set(days).size, days.length, 'a dividend is told twice');
	});
});

describe('alpaca-trade-api 3: refusals', () => {
	test('a wrong secret', async () => {
		const stranger = client({ ...key, secret_key: 'x'.repeat(key.secret_key.length) });
		assert.equal((await refusalOf(stranger.getClock())).response.status, 401);
		assert.match((await refusalOf(stranger.getLatestQuote('AAPL'))).message, /^code: 401, message: ./);
	});

	test('an unknown asset, and a timeframe that there is not', async () => {
		const unknown = await refusalOf(alpaca.getAsset('NOSUCH'));
		assert.equal(unknown.response.status, 404);
		assert.equal(unknown.response.data.code, 40410000);
		const options = range({ timeframe: '7Day' });
		const refused = await refusalOf(gathered(alpaca.getBarsV2('AAPL', options)));
		assert.match(refused.message, /^code: 422, message: .*(timeframe|1Min)/);
	});

	test('too many requests', async () => {
		const hasty = await readingKey();
		await exhaust(hasty);
		const refused = await refusalOf(client(hasty).getLatestQuote('AAPL'));
		assert.equal(refused.message, 'code: 429, message: rate limit exceeded');
	});
});
