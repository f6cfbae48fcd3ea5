// npm's @alpacahq/alpaca-trade-api 4.0.2 reads quotes, trades, news, corporate actions and options.
import { before, describe, test } from 'node:test';
import { asBar, asQuote, asTrade, assertIs, open, skip } from './alpaca-4.mjs';
import {
	assert,
	assertBars,
	assertDay,
	assertNumbers,
	assertQuote,
	assertTime,
	assertTrade,
	FROM,
	minutesOn,
	SYMBOLS,
	UNTIL,
} from './reader.mjs';

let trading;
let market;

before(async () => ({ trading, market } = await open()));

describe('alpaca-trade-api 4: quotes, trades, snapshots', { skip }, () => {
	const now = () => new Date();

	test('what is latest of one', async () => {
		const { quote } = await market.stocks.stockLatestQuoteSingle({ symbol: 'AAPL', feed: 'iex' });
		assertIs('marketData', 'StockQuote', quote);
		assertTime(quote.t);
		assertQuote(asQuote(quote), UNTIL, now());
		const { trade } = await market.stocks.stockLatestTradeSingle({ symbol: 'AAPL' });
		assertIs('marketData', 'StockTrade', trade);
		assertTrade(asTrade(trade), UNTIL, now());
		const { bar } = await market.stocks.stockLatestBarSingle({ symbol: 'AAPL' });
		assertIs('marketData', 'StockBar', bar);
		assertBars([asBar(bar)], { from: UNTIL, until: now() });
		assert.equal(typeof (await market.getLatestPrice('AAPL')), 'number');
	});

	test('what is latest of several', async () => {
		const symbols = SYMBOLS.join(',');
		const { quotes } = await market.stocks.stockLatestQuotes({ symbols });
		const { trades } = await market.stocks.stockLatestTrades({ symbols });
		const { bars } = await market.stocks.stockLatestBars({ symbols });
		for (const found of [quotes, trades, bars]) assert.deepEqual(Object.keys(found).sort(), SYMBOLS);
		for (const symbol of SYMBOLS) {
			assertQuote(asQuote(quotes[symbol]), UNTIL, now());
			assertTrade(asTrade(trades[symbol]), UNTIL, now());
			assertBars([asBar(bars[symbol])], { from: UNTIL, until: now() });
		}
	});

	for (const [name, method, read, check] of [
		['trades', 'getStockTradesFor', asTrade, assertTrade],
		['quotes', 'getStockQuotesFor', asQuote, assertQuote],
	]) {
		test(`${name} of the past, page by page`, async () => {
			const range = { start: FROM, end: minutesOn(1 + 1) };
			const whole = await market[method]('AAPL', { ...range, limit: 10_000 });
			assert.ok(whole.length > 20, `${whole.length} ${name}`);
			for (const item of whole) check(read(item), range.start, range.end);
			const parts = await market[method]('AAPL', { ...range, limit: Math.ceil(whole.length / 4) });
			assert.deepEqual(parts, whole);
		});
	}

	test('ids of trades are numbers', async () => {
		const request = { symbol: 'AAPL', start: FROM, end: minutesOn(1 + 1), limit: 100 };
		const { trades } = await market.stocks.stockTradeSingle(request);
		for (const trade of trades) {
			assertIs('marketData', 'StockTrade', trade);
			assert.ok(Number.isSafeInteger(trade.i), `${trade.i}`);
			assert.ok(Array.isArray(trade.c));
		}
	});

	test('snapshots of one and of several', async () => {
		const one = await market.stocks.stockSnapshotSingle({ symbol: 'AAPL' });
		assert.equal(one.symbol, 'AAPL');
		const several = await market.stocks.stockSnapshots({ symbols: SYMBOLS.join(',') });
		assert.deepEqual(Object.keys(several).sort(), SYMBOLS);
		for (const snapshot of [one, ...Object.values(several)]) {
			assertQuote(asQuote(snapshot.latestQuote), UNTIL, now());
			assertTrade(asTrade(snapshot.latestTrade), UNTIL, now());
			const bars = [snapshot.prevDailyBar, snapshot.dailyBar, snapshot.minuteBar].map(asBar);
			for (const bar of bars) assertBars([bar], { from: UNTIL, until: now() });
			assert.ok(bars[0].time < bars[1].time);
		}
	});

	test('movers and most actives', async () => {
		const movers = await market.screener.movers({ marketType: 'stocks', top: 5 });
		assertIs('marketData', 'MoversResp', movers);
		assertTime(new Date(movers.lastUpdated));
		assert.equal(movers.gainers.length, 5);
		for (const mover of [...movers.gainers, ...movers.losers]) {
			assertIs('marketData', 'Mover', mover);
			assertNumbers(mover, 'price', 'change', 'percentChange');
		}
		for (const by of ['volume', 'trades']) {
			const { mostActives } = await market.screener.mostActives({ by, top: 10 });
			assert.equal(mostActives.length, 10);
			for (const active of mostActives) assertNumbers(active, 'volume', 'tradeCount');
		}
	});
});

describe('alpaca-trade-api 4: news and corporate actions', { skip }, () => {
	test('news, over several pages', async () => {
		const request = { symbols: SYMBOLS, start: new Date('2025-01-01'), end: UNTIL, limit: 10 };
		const news = [];
		for await (const one of market.iterateNews(request)) if (news.push(one) === 25) break;
		assert.equal(news.length, 25);
		assert.equal(new Set(news.map((one) => one.id)).size, 25);
		for (const one of news) {
			assertIs('marketData', 'News', one);
			assertNumbers(one, 'id');
			assertTime(one.createdAt, request.start, UNTIL);
			assertTime(one.updatedAt, one.createdAt);
			assert.ok(one.symbols.some((symbol) => SYMBOLS.includes(symbol)), one.symbols.join());
		}
	});

	test('corporate actions, over several pages', async () => {
		const request = { symbols: ['AAPL', 'MSFT', 'NVDA', 'TSLA'], end: UNTIL };
		const range = { ...request, start: new Date('2015-01-01') };
		const whole = await market.collectCorporateActions({ ...range, limit: 1000 });
		assert.ok(whole.cashDividends.length > 0, 'no dividends');
		for (const one of whole.cashDividends) {
			assertIs('marketData', 'CashDividend', one);
			assertNumbers(one, 'rate');
			assertDay(one.exDate);
		}
		for (const one of whole.forwardSplits ?? []) {
			assertIs('marketData', 'ForwardSplit', one);
			assertNumbers(one, 'newRate', 'oldRate');
		}
		assert.deepEqual(await market.collectCorporateActions({ ...range, limit: 7 }), whole);
	});
});

describe('alpaca-trade-api 4: options', { skip }, () => {
	// Many pages: they have a key of their own.
	before(async () => ({ trading, market } = await open()));

	test('contracts, over several pages, and one', async () => {
		const contracts = [];
		let pageToken;
		do {
			const page = await trading.assets.getOptionsContracts({
				underlyingSymbols: 'AAPL',
				type: 'call',
				limit: 50,
				pageToken,
			});
			contracts.push(...page.optionContracts);
			pageToken = page.nextPageToken;
		} while (pageToken && contracts.length < 150);
		assert.ok(contracts.length > 50, `${contracts.length} contracts`);
		const symbols = contracts.map((contract) => contract.symbol);
		assert.equal(new Set(symbols).size, symbols.length);
		for (const contract of contracts) {
			assertIs('trading', 'OptionContract', contract);
			assert.equal(contract.type, 'call');
			assert.equal(contract.underlyingSymbol, 'AAPL');
			assert.match(contract.strikePrice, /^\d+(\.\d+)?$/);
			assertDay(contract.expirationDate);
		}
		const [first] = contracts;
		for (const symbolOrId of [first.symbol, first.id]) {
			const found = await trading.assets.getOptionContractSymbolOrId({ symbolOrId });
			assert.equal(found.symbol, first.symbol);
			assert.equal(found.id, first.id);
		}
	});

	test('the chain, over several pages, within its bounds', async () => {
		const price = await market.getLatestPrice('AAPL');
		const bounds = { strikePriceGte: Math.floor(price * 0.9), strikePriceLte: Math.ceil(price * 1.1) };
		const request = { underlyingSymbol: 'AAPL', type: 'put', ...bounds };
		const whole = await market.collectOptionChainBySymbol({ ...request, limit: 1000 });
		const chain = await market.collectOptionChainBySymbol({ ...request, limit: 20 });
		assert.deepEqual(Object.keys(chain), Object.keys(whole));
		assert.ok(Object.keys(chain).length > 20, `${Object.keys(chain).length} contracts`);
		for (const [symbol, line] of Object.entries(chain)) {
			assert.match(symbol, /^AAPL\d{6}P\d{8}$/);
			const strike = Number(symbol.slice(-8)) / 1000;
			assert.ok(strike >= bounds.strikePriceGte && strike <= bounds.strikePriceLte, symbol);
			if (line.latestQuote) assertIs('marketData', 'OptionQuote', line.latestQuote);
			if (line.latestTrade) assertIs('marketData', 'OptionTrade', line.latestTrade);
		}
		const known = Object.values(chain).filter((line) => line.latestQuote && line.greeks);
		assert.ok(known.length > 0, 'nothing is quoted');
		for (const line of known) {
			assertNumbers(line, 'impliedVolatility');
			assertNumbers(line.greeks, 'delta', 'gamma', 'theta', 'vega', 'rho');
			assert.ok(line.greeks.delta <= 0, 'a put falls when its underlying rises');
			assertTime(line.latestQuote.t, UNTIL);
			assertNumbers(line.latestQuote, 'bp', 'ap', 'bs', 'as');
		}
	});

	test('snapshots, quotes, trades and bars of contracts', async () => {
		const { snapshots: chain } = await market.options.optionChain({
			underlyingSymbol: 'AAPL',
			limit: 100,
		});
		const asked = Object.keys(chain)
			.filter((symbol) => chain[symbol].latestQuote)
			.slice(0, 3)
			.sort();
		const symbols = asked.join(',');
		const snapshots = await market.collectOptionSnapshotsBySymbol({ symbols: asked, limit: 2 });
		assert.deepEqual(Object.keys(snapshots).sort(), asked);
		const { quotes } = await market.options.optionLatestQuotes({ symbols });
		assert.deepEqual(Object.keys(quotes).sort(), asked);
		for (const quote of Object.values(quotes)) assertIs('marketData', 'OptionQuote', quote);
		const { trades } = await market.options.optionLatestTrades({ symbols });
		for (const trade of Object.values(trades)) assertIs('marketData', 'OptionTrade', trade);
	});
});
