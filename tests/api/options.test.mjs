// Options: chains for our own pages; contracts, snapshots, quotes, trades and bars as
// Alpaca's clients ask for them: shapes, pages, refusals, and that they fit one another.
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
const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;
const isDate = /^\d{4}-\d\d-\d\d$/;
const isContract = /^[A-Z]{1,6}\d{6}[CP]\d{8}$/;

/** All pages of a query. */
async function pages(path, fields) {
	const all = [];
	let token = null;
	do {
		const more = token === null ? {} : { page_token: token };
		all.push(await good(`${path}?${query({ ...fields, ...more })}`));
		token = all.at(-1).next_page_token;
		assert.ok(all.length < 300, 'pages without end');
	} while (token !== null);
	return all;
}

/** A chain that does not expire while the test runs. */
async function chainOf(symbol) {
	const { expirations } = await good(`/api/options/expirations/${symbol}`);
	return good(`/api/options/chain/${symbol}?expiration=${expirations[2]}`);
}

/** Contracts at the money, which are traded all the time. */
async function lively(symbol, count) {
	const { options, underlying_price: price } = await chainOf(symbol);
	const near = (one) => Math.abs(one.strike - price);
	return options.sort((a, b) => near(a) - near(b)).slice(0, count);
}

describe('chains', () => {
	test('the nearest expiration unless another is named', async () => {
		const nearest = await good('/api/options/chain/AAPL');
		assert.equal(nearest.symbol, 'AAPL');
		assert.equal(nearest.expiration, nearest.expirations[0]);
		assert.equal(nearest.source, 'sim');
		assert.equal(nearest.simulated, true);
		assert.match(nearest.time, isTime);
		const { expirations } = await good('/api/options/expirations/aapl');
		assert.ok(expirations.length >= 15);
		assert.deepEqual(expirations, [...expirations].sort());
		assert.ok(expirations.every((day) => isDate.test(day)));
		const other = await good(`/api/options/chain/AAPL?expiration=${expirations[3]}`);
		assert.equal(other.expiration, expirations[3]);
		assert.ok(other.options.every((one) => one.expiration === expirations[3]));
	});

	test('each line has quote, trade, volume and Greeks', async () => {
		const chain = await chainOf('MSFT');
		assert.ok(chain.calls.length >= 10);
		assert.equal(chain.calls.length, chain.puts.length);
		assert.equal(chain.options.length, 2 * chain.calls.length);
		for (const line of chain.options) {
			assert.match(line.symbol, isContract);
			const sign = line.type === 'call' ? 1 : -1;
			for (const key of ['strike', 'bid', 'ask', 'mid', 'volume', 'open_interest', 'theta', 'vega', 'rho'])
				assert.equal(typeof line[key], 'number', `${line.symbol} ${key}`);
			assert.ok(line.bid >= 0 && line.bid < line.ask, line.symbol);
			assert.ok(Math.abs(line.mid - (line.bid + line.ask) / 2) < 1e-6);
			assert.ok(sign * line.delta >= -0.001 && sign * line.delta <= 1.001);
			assert.ok(line.gamma >= 0 && line.implied_volatility > 0);
			assert.equal(line.in_the_money, sign * (chain.underlying_price - line.strike) > 0);
		}
		assert.ok(chain.calls.every(({ type }) => type === 'call'));
		assert.ok(chain.puts.every(({ type }) => type === 'put'));
		const strikes = chain.calls.map(({ strike }) => strike);
		assert.deepEqual(strikes, [...strikes].sort((a, b) => a - b));
	});

	test('options on an index', async () => {
		const { symbol, calls } = await chainOf('$SPX');
		assert.equal(symbol, '$SPX');
		assert.match(calls[0].symbol, /^SPX\d{6}C/);
		const contract = await good(`/v2/options/contracts/${calls[0].symbol}`);
		assert.equal(contract.style, 'european');
		assert.equal(contract.root_symbol, 'SPX');
		assert.equal(contract.underlying_symbol, '$SPX');
	});

	test('refusals', async () => {
		for (const path of ['chain', 'expirations']) {
			assertRefused(await get(`/api/options/${path}/NOSUCH`), 404, 40410000);
			assertRefused(await get(`/api/options/${path}/$VIX`), 404, 40410000);
			assertRefused(await send(instance, `/api/options/${path}/AAPL`), 401, 40110000);
		}
		for (const day of ['2020-01-17', '2999-01-01', '2026-13-01', 'tomorrow', '2026-1-1', '0'])
			assertRefused(await get(`/api/options/chain/AAPL?expiration=${day}`), 422, 40010001, 'expiration');
		assertRefused(await get('/api/options/chain/AAPL?expiry=2026-01-16'), 422, 40010001, 'expiry');
	});
});

describe('contracts', () => {
	test('are strings, as Alpaca has them', async () => {
		const { option_contracts: list } = await good('/v2/options/contracts?underlying_symbols=AAPL&limit=5');
		assert.equal(list.length, 5);
		for (const one of list) {
			assert.match(one.symbol, isContract);
			assert.match(one.id, /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
			assert.match(one.expiration_date, isDate);
			assert.match(one.strike_price, /^\d+(\.\d+)?$/);
			assert.match(one.open_interest, /^\d+$/);
			assert.deepEqual(
				[one.status, one.tradable, one.style, one.multiplier, one.size, one.underlying_symbol],
				['active', true, 'american', '100', '100', 'AAPL'],
			);
		}
	});

	test('one is found by symbol, in any letters, and by id', async () => {
		const { option_contracts: [one] } = await good('/v2/options/contracts?underlying_symbols=AAPL&limit=1');
		assert.deepEqual(await good(`/v2/options/contracts/${one.symbol}`), one);
		assert.deepEqual(await good(`/v2/options/contracts/${one.symbol.toLowerCase()}`), one);
		assert.deepEqual(await good(`/v2/options/contracts/${one.id}`), one);
		const wrong = one.id.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
		for (const name of [wrong, 'AAPL', 'AAPL200117C00200000', 'NOSUCH991218C00200000', 'x'])
			assertRefused(await get(`/v2/options/contracts/${name}`), 404, 40410000);
	});

	test('pages hold each contract once, whatever their size', async () => {
		const fields = { underlying_symbols: 'KO,AAPL', type: 'put' };
		const symbols = (all) => all.flatMap((page) => page.option_contracts.map(({ symbol }) => symbol));
		const whole = symbols(await pages('/v2/options/contracts', { ...fields, limit: 10_000 }));
		assert.ok(whole.length > 20);
		assert.equal(new Set(whole).size, whole.length);
		for (const limit of [7, 50])
			assert.deepEqual(symbols(await pages('/v2/options/contracts', { ...fields, limit })), whole);
	});

	test('filters', async () => {
		const list = async (fields) =>
			(await good(`/v2/options/contracts?${query({ underlying_symbols: 'AAPL', limit: 1000, ...fields })}`))
				.option_contracts;
		const { expirations, underlying_price: price } = await good('/api/options/chain/AAPL');
		const [low, high] = [Math.floor(price * 0.9), Math.ceil(price * 1.1)];
		const strikes = { strike_price_gte: low, strike_price_lte: high };
		for (const one of await list({ expiration_date: expirations[4], ...strikes })) {
			assert.equal(one.expiration_date, expirations[4]);
			assert.ok(Number(one.strike_price) >= low && Number(one.strike_price) <= high);
		}
		const span = { expiration_date_gte: expirations[1], expiration_date_lte: expirations[3] };
		const days = (await list({ ...span, ...strikes })).map((one) => one.expiration_date);
		assert.deepEqual([...new Set(days)], expirations.slice(1, 4));
		const soon = await list({});
		assert.ok(soon.every((one) => Date.parse(one.expiration_date) < Date.now() + 9 * 86_400_000));
		assert.equal((await list({ status: 'inactive' })).length, 0);
		assert.equal((await list({ style: 'european' })).length, 0);
		assert.equal((await list({ root_symbol: 'MSFT' })).length, 0);
		assert.equal((await list({ strike_price_lte: 0 })).length, 0);
		assert.ok((await list({ root_symbol: 'AAPL' })).length > 0);
		assert.equal((await list({ underlying_symbols: 'NOSUCH' })).length, 0);
		const any = await good('/v2/options/contracts?limit=3');
		assert.equal(any.option_contracts.length, 3);
	});

	test('refusals', async () => {
		const refused = async (fields, field) =>
			assertRefused(await get(`/v2/options/contracts?${query(fields)}`), 422, 40010001, field);
		for (const limit of ['0', '-1', '1000000000', '10001', '1.5', 'x']) await refused({ limit }, 'limit');
		for (const day of ['2026-02-30', 'x']) {
			await refused({ expiration_date: day }, 'expiration_date');
			await refused({ expiration_date_gte: day }, 'expiration_date_gte');
			await refused({ expiration_date_lte: day }, 'expiration_date_lte');
		}
		await refused({ strike_price_gte: 'x' }, 'strike_price_gte');
		await refused({ strike_price_lte: '-1' }, 'strike_price_lte');
		await refused({ type: 'both' }, 'type');
		await refused({ status: 'dead' }, 'status');
		const fields = { underlying_symbols: 'AAPL', limit: 2 };
		const { next_page_token: token } = await good(`/v2/options/contracts?${query(fields)}`);
		const tampered = (token[0] === 'A' ? 'B' : 'A') + token.slice(1);
		for (const page_token of [tampered, token.slice(1), `${token}A`, 'x'])
			await refused({ ...fields, page_token }, 'page_token');
		await refused({ ...fields, underlying_symbols: 'KO', page_token: token }, 'page_token');
	});
});

describe('market data', () => {
	test('snapshots of a chain are those of its contracts', async () => {
		const { expirations } = await good('/api/options/chain/KO');
		const fields = { expiration_date: expirations[3], type: 'call', limit: 10 };
		const all = await pages('/v1beta1/options/snapshots/KO', fields);
		const symbols = all.flatMap((page) => Object.keys(page.snapshots));
		assert.ok(symbols.length > 5);
		assert.deepEqual(symbols, [...new Set(symbols)].sort());
		for (const [symbol, one] of all.flatMap((page) => Object.entries(page.snapshots))) {
			assert.match(symbol, isContract);
			assert.deepEqual(Object.keys(one.latestQuote).sort(), ['ap', 'as', 'ax', 'bp', 'bs', 'bx', 'c', 't']);
			assert.match(one.latestQuote.t, isTime);
			assert.deepEqual(Object.keys(one.greeks).sort(), ['delta', 'gamma', 'rho', 'theta', 'vega']);
			assert.equal(typeof one.impliedVolatility, 'number');
		}
		const some = await good(`/v1beta1/options/snapshots?symbols=${symbols.slice(0, 3)}`);
		assert.deepEqual(Object.keys(some.snapshots), symbols.slice(0, 3));
		for (const path of ['/KO?', `?symbols=${symbols.slice(0, 3)}&`]) {
			const none = await good(`/v1beta1/options/snapshots${path}updated_since=2999-01-01`);
			assert.deepEqual(none, { snapshots: {}, next_page_token: null });
			const since = new Date(Date.now() - 60_000).toISOString();
			const fresh = await good(`/v1beta1/options/snapshots${path}updated_since=${since}`);
			assert.ok(Object.keys(fresh.snapshots).length > 0);
		}
		const paged = await pages('/v1beta1/options/snapshots', { symbols: symbols.slice(0, 5), limit: 2 });
		assert.equal(paged.length, 3);
		assert.deepEqual(paged.flatMap((page) => Object.keys(page.snapshots)), symbols.slice(0, 5));
	});

	test('latest quotes and trades', async () => {
		const symbols = (await lively('AAPL', 3)).map(({ symbol }) => symbol);
		const asked = [...symbols, 'AAPL200117C00200000'].join();
		const { quotes } = await good(`/v1beta1/options/quotes/latest?symbols=${asked}`);
		assert.deepEqual(Object.keys(quotes).sort(), [...symbols].sort());
		assert.ok(Object.values(quotes).every(({ bp, ap }) => bp < ap));
		const { trades } = await good(`/v1beta1/options/trades/latest?symbols=${asked}`);
		for (const trade of Object.values(trades)) {
			assert.deepEqual(Object.keys(trade).sort(), ['c', 'p', 's', 't', 'x']);
			assert.ok(trade.p > 0 && Number.isInteger(trade.s) && trade.s > 0);
		}
	});

	test('bars and trades of a few days, page by page', async () => {
		const symbols = (await lively('AAPL', 2)).map(({ symbol }) => symbol).sort();
		const start = new Date(Date.now() - 5 * 86_400_000).toISOString();
		const end = new Date(Date.now() - 60_000).toISOString();
		const fields = { symbols: symbols.join(), start, end };
		const items = (all, name) =>
			all.flatMap((page) => Object.entries(page[name]).flatMap(([s, list]) => list.map((one) => [s, one])));
		const daily = { ...fields, timeframe: '1Day' };
		const bars = items(await pages('/v1beta1/options/bars', daily), 'bars');
		assert.ok(bars.length >= 6);
		for (const [, bar] of bars) {
			assert.match(bar.t, isTime);
			assert.ok(bar.l > 0 && bar.l <= Math.min(bar.o, bar.c, bar.vw), JSON.stringify(bar));
			assert.ok(bar.h >= Math.max(bar.o, bar.c, bar.vw) && bar.v > 0 && bar.n > 0);
		}
		assert.deepEqual(items(await pages('/v1beta1/options/bars', { ...daily, limit: 2 }), 'bars'), bars);
		const trades = items(await pages('/v1beta1/options/trades', { ...fields, limit: 10_000 }), 'trades');
		assert.ok(trades.length > 50);
		assert.deepEqual(items(await pages('/v1beta1/options/trades', { ...fields, limit: 700 }), 'trades'), trades);
	});

	test('refusals', async () => {
		for (const path of ['snapshots', 'quotes/latest', 'trades/latest', 'trades']) {
			const at = `/v1beta1/options/${path}`;
			assertRefused(await get(at), 422, 40010001, 'symbols');
			assertRefused(await get(`${at}?symbols=AAPL`), 422, 40010001, 'symbols');
			assertRefused(await get(`${at}?symbols=AAPL260116C0015000`), 422, 40010001, 'symbols');
			assertRefused(await send(instance, `${at}?symbols=AAPL`), 401, 40110000);
		}
		const bars = '/v1beta1/options/bars?symbols=AAPL990116C00150000';
		assertRefused(await get(bars), 422, 40010001, 'timeframe');
		assertRefused(await get(`${bars}&timeframe=7Day`), 422, 40010001, 'timeframe');
		assert.deepEqual(await good(`${bars}&timeframe=1Day`), { bars: {}, next_page_token: null });
		assertRefused(await get('/v1beta1/options/snapshots/NOSUCH'), 404, 40410000);
		for (const limit of ['0', '1001', '1000000000'])
			assertRefused(await get(`/v1beta1/options/snapshots/AAPL?limit=${limit}`), 422, 40010001, 'limit');
		assertRefused(await get('/v1beta1/options/snapshots/AAPL?page_token=AAAA'), 422, 40010001, 'page_token');
	});

	test('exchanges', async () => {
		const exchanges = await good('/v1beta1/options/meta/exchanges');
		assert.ok(Object.keys(exchanges).length > 10);
		assert.ok('O' in exchanges);
	});
});
