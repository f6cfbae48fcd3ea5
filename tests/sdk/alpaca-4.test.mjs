// npm's @alpacahq/alpaca-trade-api 4.0.2 reads clocks, calendars, assets and bars, and is refused.
import { before, describe, test } from 'node:test';
import { asBar, assertIs, client, open, sdk, skip } from './alpaca-4.mjs';
import {
	assert,
	assertBars,
	assertDay,
	assertNumbers,
	assertOrdered,
	assertSameBars,
	assertTime,
	barsForPages,
	DAY_MS,
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
	wholeBars,
} from './reader.mjs';

let key;
let trading;
let market;

before(async () => ({ key, trading, market } = await open()));

const past = { start: FROM, end: UNTIL };

describe('alpaca-trade-api 4: clocks and calendars', { skip }, () => {
	test('the clock', async () => {
		const clock = await trading.clock.legacyClock();
		assertIs('trading', 'LegacyClock', clock);
		assert.equal(typeof clock.isOpen, 'boolean');
		for (const name of ['timestamp', 'nextOpen', 'nextClose']) assertTime(clock[name]);
		assert.ok(clock.nextClose > clock.timestamp);
	});

	test('clocks of markets', async () => {
		const { clocks } = await trading.clock.clock({ markets: 'NYSE' });
		assert.equal(clocks.length, 1);
		const [clock] = clocks;
		assertIs('trading', 'Clock', clock);
		assertIs('trading', 'PublicMarket', clock.market);
		assert.equal(typeof clock.isMarketDay, 'boolean');
		assert.ok(sdk.trading.instanceOfPhase(clock.phase), clock.phase);
		for (const name of ['timestamp', 'nextMarketOpen', 'nextMarketClose', 'phaseUntil'])
			assertTime(clock[name]);
		assert.ok(clock.phaseUntil > clock.timestamp);
	});

	// It sends instants: 2025-03-03T00:00:00.000Z means that day, not the one before.
	test('the calendar between two Dates', async () => {
		const days = await trading.calendar.legacyCalendar({
			start: new Date('2025-03-03'),
			end: new Date('2025-03-07'),
		});
		assert.equal(days[0].date.toISOString(), '2025-03-03T00:00:00.000Z');
		assert.equal(days.at(-1).date.toISOString(), '2025-03-07T00:00:00.000Z');
		assertOrdered(days.map((day) => day.date));
		for (const day of days) {
			assertIs('trading', 'LegacyCalendarDay', day);
			assertDay(day.date);
			assertDay(day.settlementDate);
			assert.match(day.open, /^\d\d:\d\d$/);
			assert.match(day.sessionClose, /^\d{4}$/);
		}
	});

	test('the calendar of a market', async () => {
		const range = { start: new Date('2025-03-03'), end: new Date('2025-03-07') };
		const { calendar, market: of } = await trading.calendar.calendar({ market: 'NYSE', ...range });
		assertIs('trading', 'PublicMarket', of);
		assert.ok(calendar.length >= 5, `${calendar.length} days`);
		for (const day of calendar) {
			assertIs('trading', 'CalendarDay', day);
			assertDay(day.date);
			assertTime(day.coreStart, day.date);
			assertTime(day.coreEnd, day.coreStart, new Date(day.date.getTime() + 2 * DAY_MS));
		}
	});
});

describe('alpaca-trade-api 4: assets', { skip }, () => {
	test('all, and one', async () => {
		const assets = await trading.assets.getV2Assets({ status: 'active', assetClass: 'us_equity' });
		assert.ok(assets.length > 100, `${assets.length} assets`);
		for (const asset of assets) {
			assertIs('trading', 'Assets', asset);
			assert.ok(sdk.trading.instanceOfExchange(asset.exchange), asset.exchange);
			for (const name of ['tradable', 'marginable', 'shortable', 'fractionable'])
				assert.equal(typeof asset[name], 'boolean');
		}
		const listed = assets.find((asset) => asset.symbol === 'AAPL');
		for (const symbolOrAssetId of ['AAPL', listed.id])
			assert.deepEqual(
				await trading.assets.getV2AssetsSymbolOrAssetId({ symbolOrAssetId }),
				listed,
			);
	});

	test('those with options', async () => {
		const assets = await trading.assets.getV2Assets({ attributes: ['has_options'] });
		assert.ok(assets.length > 0, 'no asset has options');
		for (const asset of assets) assert.ok(asset.attributes.includes('has_options'));
	});
});

describe('alpaca-trade-api 4: bars', { skip }, () => {
	for (const [amount, unit, stepMs] of [
		[1, 'Minute', MINUTE_MS],
		[15, 'Minute', MINUTE_MS],
		[1, 'Hour', HOUR_MS],
		[1, 'Day', HOUR_MS],
		[1, 'Week', HOUR_MS],
		[1, 'Month', HOUR_MS],
	]) {
		test(`of ${amount} ${unit}`, async () => {
			const timeframe = sdk.timeFrame(amount, sdk.TimeFrameUnit[unit]);
			const from = stepMs < HOUR_MS || unit === 'Hour' ? FROM : new Date('2024-01-01');
			const range = { start: from, end: UNTIL, limit: 500 };
			const bars = await market.getStockBarsFor('AAPL', { timeframe, ...range });
			const leastMs = LEAST_MS[unit] ?? amount * stepMs;
			assertBars(bars.map(asBar), { from: new Date('2023-12-30'), stepMs, leastMs });
			assert.ok(bars.length > 10, `${bars.length} bars`);
			for (const bar of bars) assertNumbers(bar, 'vwap', 'tradeCount');
		});
	}

	test('of an hour hold their minutes', async () => {
		const range = { start: FROM, end: minutesOn(60) };
		const minutes = await market.getStockBarsFor('AAPL', { timeframe: '1Min', ...range });
		const [hour, ...more] = await market.getStockBarsFor('AAPL', { timeframe: '1Hour', ...range });
		assert.deepEqual(more, []);
		assert.equal(hour.open, minutes[0].open);
		assert.equal(hour.close, minutes.at(-1).close);
		assert.equal(hour.high, Math.max(...minutes.map((bar) => bar.high)));
		assert.equal(hour.low, Math.min(...minutes.map((bar) => bar.low)));
		assert.equal(
			hour.volume,
			minutes.reduce((sum, bar) => sum + bar.volume, 0),
		);
	});

	test('of a symbol, over several pages: every one once', async () => {
		const wire = await barsForPages(key, 'AAPL', 250);
		const request = { symbol: 'AAPL', timeframe: '1Min', ...past, limit: 250 };
		const bars = await gathered(market.iterateStockBarSingle(request));
		for (const bar of bars) assertIs('marketData', 'StockBar', bar);
		assertBars(bars.map(asBar), { stepMs: MINUTE_MS });
		assertSameBars(bars.map(asBar), wire);
	});

	test('of several symbols, over several pages: every one once', async () => {
		const wires = await Promise.all(SYMBOLS.map((symbol) => barsForPages(key, symbol, 250)));
		const request = { symbols: SYMBOLS, timeframe: '1Min', ...past, limit: 333 };
		const found = await gathered(market.iterateStockBars(request));
		SYMBOLS.forEach((symbol, i) => {
			const bars = found.filter((one) => one.symbol === symbol).map((one) => one.value);
			assertSameBars(bars.map(asBar), wires[i]);
		});
		assert.equal(found.length, wires[0].length + wires[1].length);
	});

	test('of several symbols at once, and as candles', async () => {
		const wire = await wholeBars(key, 'MSFT');
		const request = { symbols: SYMBOLS, timeframe: '1Min', ...past, limit: 1000 };
		const candles = await market.getStockCandles(request, { concurrency: 2 });
		assert.deepEqual(
			candles.MSFT.time,
			wire.map((bar) => Date.parse(bar.t)),
		);
		assert.deepEqual(
			candles.MSFT.close,
			wire.map((bar) => bar.c),
		);
	});

	test('the newest first, adjusted', async () => {
		const request = { timeframe: '1Min', ...past, sort: 'desc', adjustment: 'all' };
		const bars = await market.getStockBarsFor('AAPL', { ...request, limit: 10 }, { maxPerSymbol: 25 });
		assert.equal(bars.length, 25);
		assertBars(bars.map(asBar), { descending: true });
	});
});

describe('alpaca-trade-api 4: refusals', { skip }, () => {
	async function assertRefused(promise, type, status, code) {
		const refused = await refusalOf(promise);
		assert.ok(refused instanceof sdk[type], `${refused.name}: ${refused.message}`);
		assert.deepEqual([refused.status, refused.code], [status, code]);
		assert.match(refused.requestId, /^[0-9a-f]{32}$/);
		assert.ok(refused.message.length > 0);
		return refused;
	}

	test('a wrong secret', async () => {
		const stranger = client({ ...key, secret_key: 'x'.repeat(key.secret_key.length) });
		await assertRefused(stranger.trading.clock.legacyClock(), 'AuthError', 401, 40110000);
		const quote = stranger.marketData.stocks.stockLatestQuoteSingle({ symbol: 'AAPL' });
		await assertRefused(quote, 'AuthError', 401, 40110000);
	});

	test('an unknown asset', async () => {
		const asked = trading.assets.getV2AssetsSymbolOrAssetId({ symbolOrAssetId: 'NOSUCH' });
		await assertRefused(asked, 'NotFoundError', 404, 40410000);
	});

	test('a timeframe that there is not, a limit too high, a false token', async () => {
		const request = { symbol: 'AAPL', timeframe: '1Min', ...past };
		for (const wrong of [{ timeframe: '7Day' }, { limit: 10_001 }, { pageToken: 'forged' }]) {
			const asked = market.stocks.stockBarSingle({ ...request, ...wrong });
			await assertRefused(asked, 'ValidationError', 422, 40010001);
		}
	});

	test('too many requests', async () => {
		const hasty = await readingKey();
		await exhaust(hasty);
		const asked = client(hasty).trading.clock.legacyClock();
		const refused = await assertRefused(asked, 'RateLimitError', 429, 42910000);
		assert.ok(refused.retryAfterMs > 0 && refused.retryAfterMs <= 60_000);
		assert.equal(refused.rateLimit.remaining, 0);
		assertNumbers(refused.rateLimit, 'limit');
		assertTime(refused.rateLimit.reset);
	});
});
