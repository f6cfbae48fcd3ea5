// The account as Alpaca's clients read it: figures, configurations, positions, and the
// portfolio, checked to the last unit against the books.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertRefused } from './client.mjs';
import { finish } from './people.mjs';
import { sum, times, trader, tradingInstance, units } from './trading.mjs';

const ACCOUNT = [
	'id', 'account_number', 'status', 'currency', 'cash', 'created_at', 'trading_blocked',
	'transfers_blocked', 'account_blocked', 'trade_suspended_by_user', 'shorting_enabled',
	'multiplier', 'buying_power', 'regt_buying_power', 'non_marginable_buying_power', 'equity',
	'last_equity', 'portfolio_value', 'long_market_value', 'short_market_value', 'initial_margin',
	'maintenance_margin', 'last_maintenance_margin', 'sma', 'accrued_fees', 'pattern_day_trader',
	'daytrade_count', 'daytrading_buying_power',
];
const FLAGS = [
	'trading_blocked', 'transfers_blocked', 'account_blocked', 'trade_suspended_by_user',
	'shorting_enabled', 'pattern_day_trader',
];
const POSITION = [
	'asset_id', 'symbol', 'exchange', 'asset_class', 'asset_marginable', 'qty', 'qty_available',
	'avg_entry_price', 'side', 'market_value', 'cost_basis', 'unrealized_pl', 'unrealized_plpc',
	'unrealized_intraday_pl', 'unrealized_intraday_plpc', 'current_price', 'lastday_price',
	'change_today',
];
const CONFIGURATIONS = '/v2/account/configurations';
const MICRO = 10n ** 9n; /* of the units that trading.mjs counts in */

let instance;

before(async () => {
	instance = tradingInstance();
});
after(() => finish(instance));

/** Somebody whose orders are filled whole, at the touch. */
const touch = (changes) => trader(instance, { fill_model: 'touch', ...changes });

/** Rounded down to a millionth, as values are. */
const floor = (value) => (value >= 0n ? value : value - MICRO + 1n) / MICRO * MICRO;
const ceil = (value) => -floor(-value);

/** Rounds part / whole to a millionth, a tie to the even one; of nothing it is 0. */
function ratio(part, whole) {
	const size = whole < 0n ? -whole : whole;
	if (size === 0n) return 0n;
	const million = part * 1_000_000n;
	const down = million / size - (million % size < 0n ? 1n : 0n);
	const twice = 2n * (million - down * size);
	const up = twice > size || (twice === size && down % 2n !== 0n);
	return (down + (up ? 1n : 0n)) * MICRO;
}

/** A position's figures follow from its quantity, cost and prices. */
function assertPosition(position, { fresh }) {
	const is = (name, value) => assert.equal(units(position[name]), value, name);
	assert.deepEqual(Object.keys(position).sort(), POSITION.toSorted());
	for (const [name, value] of Object.entries(position))
		assert.equal(typeof value, name === 'asset_marginable' ? 'boolean' : 'string', name);
	const cost = units(position.cost_basis);
	const value = floor(times(position.current_price, position.qty));
	is('market_value', value);
	is('unrealized_pl', value - cost);
	is('unrealized_plpc', ratio(value - cost, cost));
	const begun = fresh ? cost : floor(times(position.lastday_price, position.qty));
	is('unrealized_intraday_pl', value - begun);
	is('unrealized_intraday_plpc', ratio(value - begun, begun));
	const last = units(position.lastday_price);
	is('change_today', ratio(units(position.current_price) - last, last));
	assert.equal(position.side, position.qty.startsWith('-') ? 'short' : 'long');
	assert.ok(last > 0n);
}

describe('the account', () => {
	test('of somebody new: all of Alpaca, all that is money as text', async () => {
		const one = await touch();
		const account = await one.get('/v2/account');
		for (const name of ACCOUNT) assert.ok(name in account, name);
		for (const [name, value] of Object.entries(account))
			assert.equal(typeof value,
				FLAGS.includes(name) ? 'boolean' : name === 'daytrade_count' ? 'number' : 'string', name);
		assert.deepEqual(account, {
			...account,
			id: one.account, status: 'ACTIVE', currency: 'USD', cash: '100000', equity: '100000',
			last_equity: '100000', portfolio_value: '100000', buying_power: '400000',
			daytrading_buying_power: '400000', regt_buying_power: '200000',
			non_marginable_buying_power: '100000', long_market_value: '0', short_market_value: '0',
			initial_margin: '0', maintenance_margin: '0', last_maintenance_margin: '0',
			sma: '100000', accrued_fees: '0', multiplier: '4', shorting_enabled: true,
			trading_blocked: false, pattern_day_trader: false, daytrade_count: 0,
		});
		assert.match(account.account_number, /^PA\d{9}$/);
		assert.match(account.created_at, /^\d{4}-\d\d-\d\dT.*Z$/);
		for (const path of ['/api/account', '/api/v1/account', '/api/v2/account', '/v2/account?x=1'])
			assert.deepEqual(await one.get(path), account, path);
	});

	test('after a purchase: cash is what the ledger says, values what the prices say', async () => {
		const one = await touch();
		const order = await one.place({ qty: '10' });
		const account = await one.get('/v2/account');
		const paid = times(order.filled_avg_price, '10');
		assert.equal(units(account.cash), units('100000') - paid);
		assert.equal(account.cash, await one.cash());
		const long = units(account.long_market_value);
		assert.equal(units(account.equity), units(account.cash) + long);
		assert.equal(account.portfolio_value, account.equity);
		assert.equal(account.short_market_value, '0');
		assert.equal(units(account.initial_margin), ceil(long / 2n));
		assert.equal(units(account.maintenance_margin), ceil((long * 3n) / 10n));
		assert.equal(units(account.sma), units(account.equity) - units(account.initial_margin));
		assert.equal(account.last_equity, '100000');
		one.assertBooks();
	});

	test('open orders take their buying power', async () => {
		const one = await touch();
		const { id } = await one.place({ qty: '100', type: 'limit', limit_price: '10' });
		const power = async (name) => (await one.get('/v2/account'))[name];
		assert.equal(await power('buying_power'), '399000');
		assert.equal(await power('regt_buying_power'), '199000');
		assert.equal(await power('cash'), '100000');
		await one.cancel(id);
		assert.equal(await power('buying_power'), '400000');
	});

	test('multipliers, and less than $2,000', async () => {
		const cases = [
			[{ multiplier: 1 }, ['1', '100000', '100000', '0', false, '0']],
			[{ multiplier: 2 }, ['2', '200000', '200000', '0', true, '100000']],
			[{ shorting: false }, ['4', '400000', '200000', '400000', false, '100000']],
		];
		for (const [changes, wanted] of cases) {
			const account = await (await touch(changes)).get('/v2/account');
			const { multiplier, buying_power, regt_buying_power, daytrading_buying_power } = account;
			assert.deepEqual([multiplier, buying_power, regt_buying_power, daytrading_buying_power,
				account.shorting_enabled, account.sma], wanted);
		}
		const one = await touch();
		await one.person.post(`/api/accounts/${one.account}/reset`, { starting_cash: '1999.99' });
		const poor = await one.get('/v2/account');
		assert.deepEqual([poor.multiplier, poor.buying_power, poor.shorting_enabled], ['1', '1999.99', false]);
	});

	test('a session names it, a key has its own', async () => {
		const [one, other] = [await touch(), await touch()];
		const second = (await one.person.post('/api/accounts', { name: 'Second', starting_cash: 5 })).json;
		const named = (id) => one.person.call('GET', '/v2/account', undefined, { 'X-Account-Id': id });
		assert.equal((await named(second.id)).json.cash, '5');
		assert.equal((await one.person.get('/v2/account')).json.id, one.account);
		for (const id of [other.account, 'x'])
			for (const path of ['/v2/account', CONFIGURATIONS, '/v2/positions', '/v2/positions/AAPL',
				'/api/portfolio', '/api/portfolio/equity', '/v2/account/portfolio/history',
				'/v2/account/activities'])
				assertRefused(
					await one.person.call('GET', path, undefined, { 'X-Account-Id': id }), 404, 40410001);
		const headers = { 'X-Account-Id': second.id };
		assert.equal((await one.call('GET', '/v2/account', undefined, headers)).json.id, one.account);
	});
});

describe('configurations', () => {
	const initial = {
		dtbp_check: 'entry', fractional_trading: true, max_margin_multiplier: '4', no_shorting: false,
		pdt_check: 'entry', ptp_no_exception_entry: false, suspend_trade: false,
		trade_confirm_email: 'all',
	};

	test('what is given changes, the rest stays', async () => {
		const one = await touch();
		assert.deepEqual(await one.get(CONFIGURATIONS), initial);
		const changes = { max_margin_multiplier: 2, suspend_trade: true, unknown: 1 };
		const changed = await one.call('PATCH', CONFIGURATIONS, changes);
		assert.deepEqual(changed.json, { ...initial, max_margin_multiplier: '2', suspend_trade: true });
		const rest = {
			dtbp_check: 'both', pdt_check: 'exit', trade_confirm_email: 'none', no_shorting: true,
			fractional_trading: false, ptp_no_exception_entry: true, max_margin_multiplier: '1',
		};
		await one.call('PATCH', '/api/account/configurations', rest);
		assert.deepEqual(await one.get(CONFIGURATIONS), { ...rest, suspend_trade: true });
		assert.deepEqual((await one.call('PATCH', CONFIGURATIONS)).json, { ...rest, suspend_trade: true });
	});

	test('the account follows them', async () => {
		const one = await touch();
		await one.call('PATCH', CONFIGURATIONS,
			{ max_margin_multiplier: '2', suspend_trade: true, no_shorting: true });
		const account = await one.get('/v2/account');
		assert.deepEqual(
			[account.multiplier, account.trade_suspended_by_user, account.shorting_enabled],
			['2', true, false]);
		assert.equal((await one.send({ symbol: 'AAPL', qty: 1, side: 'buy', type: 'market', time_in_force: 'day' })).status, 403);
	});

	test('values that there are not', async () => {
		const one = await touch();
		for (const [field, value] of [
			['dtbp_check', 'never'], ['pdt_check', ''], ['trade_confirm_email', 7],
			['max_margin_multiplier', 3], ['max_margin_multiplier', '0'], ['max_margin_multiplier', 1.5],
			['no_shorting', 'true'], ['suspend_trade', 1], ['fractional_trading', {}],
		])
			assertRefused(await one.call('PATCH', CONFIGURATIONS, { [field]: value }), 422, 40010001, field);
		assert.deepEqual(await one.get(CONFIGURATIONS), initial);
	});
});

describe('positions', () => {
	test('of somebody new there are none', async () => {
		const one = await touch();
		assert.deepEqual(await one.get('/v2/positions'), []);
		assertRefused(await one.call('GET', '/v2/positions/AAPL'), 404, 40410000);
	});

	test('long, opened today: from its cost on', async () => {
		const one = await touch();
		const first = await one.place({ qty: '3.5' });
		const second = await one.place({ qty: '2' });
		const [position] = await one.get('/v2/positions');
		assertPosition(position, { fresh: true });
		const cost = times(first.filled_avg_price, '3.5') + times(second.filled_avg_price, '2');
		assert.equal(units(position.cost_basis), cost);
		assert.deepEqual([position.qty, position.qty_available, position.symbol], ['5.5', '5.5', 'AAPL']);
		assert.deepEqual([position.exchange, position.asset_class, position.asset_marginable],
			['NASDAQ', 'us_equity', true]);
		assert.equal(position.asset_id, (await one.get('/v2/assets/AAPL')).id);
		assert.deepEqual(one.position('AAPL'), { quantity: position.qty, cost: position.cost_basis });
	});

	test('short: quantity, value and cost are below zero', async () => {
		const one = await touch();
		const order = await one.place({ symbol: 'MSFT', side: 'sell', qty: '4' });
		const position = await one.get('/v2/positions/MSFT');
		assertPosition(position, { fresh: true });
		assert.deepEqual([position.qty, position.qty_available, position.side], ['-4', '-4', 'short']);
		assert.equal(units(position.cost_basis), -times(order.filled_avg_price, '4'));
		const account = await one.get('/v2/account');
		assert.ok(account.short_market_value.startsWith('-'));
		assert.equal(units(account.cash), units('100000') + times(order.filled_avg_price, '4'));
	});

	test('held since before: from the last close on', async () => {
		const one = await touch();
		await one.place({ qty: '10' });
		one.sql(`update lots set opened_at = opened_at - interval '9 days' where account_id = $account`);
		assertPosition(await one.get('/v2/positions/AAPL'), { fresh: false });
	});

	test('what an order holds of it is not available', async () => {
		const one = await touch();
		await one.place({ qty: '10' });
		await one.place({ side: 'sell', qty: '4', type: 'limit', limit_price: '99999' });
		assert.equal((await one.get('/v2/positions/AAPL')).qty_available, '6');
		await one.place({ symbol: 'MSFT', side: 'sell', qty: '5' });
		await one.place({ symbol: 'MSFT', qty: '2', type: 'limit', limit_price: '1' });
		assert.equal((await one.get('/v2/positions/MSFT')).qty_available, '-3');
	});

	test('by symbol in any case, and by asset', async () => {
		const one = await touch();
		await one.place({ qty: '1' });
		const { asset_id: id } = await one.get('/v2/positions/AAPL');
		for (const name of ['aapl', id, id.toUpperCase()])
			for (const path of ['/v2/positions/', '/api/positions/'])
				assert.equal((await one.get(path + name)).symbol, 'AAPL');
		for (const name of ['MSFT', 'A"B', 'ZZZZZ', '00000000-0000-8000-8000-000000000000']) {
			const reply = await one.call('GET', `/v2/positions/${encodeURIComponent(name)}`);
			assertRefused(reply, 404, 40410000);
			assert.equal(reply.json.message, 'position does not exist');
		}
		const long = await one.call('GET', `/v2/positions/${'A'.repeat(65)}`);
		assertRefused(long, 422, 40010001, 'symbol_or_asset_id');
	});

	test('go by symbol, and are gone when they are closed', async () => {
		const one = await touch();
		for (const symbol of ['SPY', 'AAPL', 'MSFT']) await one.place({ symbol, qty: '1' });
		const symbols = async () => (await one.get('/v2/positions')).map(({ symbol }) => symbol);
		assert.deepEqual(await symbols(), ['AAPL', 'MSFT', 'SPY']);
		await one.place({ symbol: 'MSFT', qty: '1', side: 'sell' });
		assert.deepEqual(await symbols(), ['AAPL', 'SPY']);
		one.assertBooks();
	});
});

describe('the portfolio', () => {
	test('adds up: positions, today, in all', async () => {
		const one = await touch({ fee_per_order: '1.25' });
		await one.place({ qty: '10' });
		await one.place({ symbol: 'MSFT', side: 'sell', qty: '3' });
		const { account, positions } = await one.get('/api/portfolio');
		for (const name of ACCOUNT) assert.ok(name in account, name);
		assert.deepEqual(positions.map(({ symbol }) => symbol), ['AAPL', 'MSFT']);
		for (const position of positions) assertPosition(position, { fresh: true });
		const all = (name) => sum(positions.map((position) => position[name]));
		const is = (name, value) => assert.equal(units(account[name]), value, name);
		is('equity', units(account.cash) + all('market_value'));
		is('unrealized_pl', all('unrealized_pl'));
		is('unrealized_intraday_pl', all('unrealized_intraday_pl'));
		is('change_today', units(account.equity) - units('100000'));
		is('change_today_pct', ratio(units(account.change_today), units('100000')));
		is('total_pl', all('unrealized_pl') - units('2.5'));
		is('total_plpc', ratio(units(account.total_pl), units('100000')));
		assert.deepEqual([account.epoch, account.starting_cash], [1, '100000']);
		assertRefused(await one.call('GET', '/api/portfolio?x=1'), 422, 40010001, 'x');
		one.assertBooks();
	});

	test('what was realised counts today, and stays when all is closed', async () => {
		const one = await touch();
		const bought = await one.place({ qty: '10' });
		const sold = await one.place({ qty: '10', side: 'sell' });
		const { account, positions } = await one.get('/api/portfolio');
		assert.deepEqual(positions, []);
		const made = times(sold.filled_avg_price, '10') - times(bought.filled_avg_price, '10');
		assert.equal(units(account.change_today), made);
		assert.equal(units(account.total_pl), made);
		assert.equal(account.equity, account.cash);
		assert.equal(account.daytrade_count, 0);
	});
});

test('a reset while something is held: the books are closed exactly', async () => {
	const one = await touch();
	await one.place({ qty: '7.25' });
	await one.place({ symbol: 'MSFT', side: 'sell', qty: '2' });
	const { id } = await one.place({ qty: '5', type: 'limit', limit_price: '1' });
	const reset = await one.person.post(`/api/accounts/${one.account}/reset`, { starting_cash: 50000 });
	assert.equal(reset.status, 200, reset.text);
	assert.equal((await one.order(id)).status, 'canceled');
	assert.deepEqual(await one.get('/v2/positions'), []);
	const account = await one.get('/v2/account');
	assert.deepEqual([account.cash, account.equity, account.last_equity], ['50000', '50000', '50000']);
	assert.equal(one.sql(`select string_agg(asset || ' ' || trim_scale(held), ', ' order by asset) from (
		select asset, sum(amount) as held from entries
		where account_id = $account and party = 'holder' group by asset) as h where held <> 0`), 'usd 50000');
	assert.equal(one.sql(`select count(*) from outbox where account_id = $account
		and kind = 'trade_update' and payload ->> 'event' = 'canceled'`), '1');
	one.assertBooks();
});

describe('what workers remember of an account', () => {
	const READERS = [...Array(8).keys()];

	/** What all workers tell at once of what is held of a symbol. */
	const told = async (one, symbol) => {
		const all = await Promise.all(READERS.map(() => one.get('/v2/positions')));
		return new Set(all.map((positions) => positions.find((p) => p.symbol === symbol)?.qty ?? '0'));
	};

	test('is never older than the last reply', async () => {
		const one = await touch();
		for (let held = 1; held <= 12; held++) {
			await one.place({ qty: '1' });
			assert.deepEqual([...await told(one, 'AAPL')], [String(held)]);
		}
		const { id } = await one.place({ qty: '3', side: 'sell', type: 'limit', limit_price: '100000' });
		const free = async () => new Set((await Promise.all(READERS.map(() => one.get('/v2/positions/AAPL'))))
			.map((position) => position.qty_available));
		assert.deepEqual([...await free()], ['9']);
		assert.equal((await one.cancel(id)).status, 204);
		assert.deepEqual([...await free()], ['12']);
		await one.place({ qty: '12', side: 'sell' });
		assert.deepEqual([...await told(one, 'AAPL')], ['0']);
	});

	test('follows what is configured, stopped and begun anew', async () => {
		const one = await touch();
		const path = `/api/accounts/${one.account}`;
		const fields = async (...names) => {
			const all = await Promise.all(READERS.map(() => one.get('/v2/account')));
			return [...new Set(all.map((account) => names.map((name) => account[name]).join(' ')))];
		};
		assert.deepEqual(await fields('multiplier', 'trading_blocked', 'cash'), ['4 false 100000']);
		assert.equal((await one.person.patch(path, { multiplier: 1 })).status, 200);
		assert.deepEqual(await fields('multiplier'), ['1']);
		assert.equal((await one.person.post(`${path}/kill`, {})).status, 200);
		assert.deepEqual(await fields('trading_blocked'), ['true']);
		assert.equal((await one.person.post(`${path}/reset`, { starting_cash: '500' })).status, 200);
		assert.deepEqual(await fields('cash'), ['500']);
	});

	test('is told to nobody else', async () => {
		const [one, other] = [await touch(), await touch()];
		await one.place({ qty: '1' });
		await told(one, 'AAPL');
		for (const path of ['/v2/account', '/v2/positions', '/api/portfolio'])
			for (const reply of await Promise.all(READERS.map(() =>
				other.person.call('GET', path, undefined, { 'X-Account-Id': one.account }))))
				assert.equal(reply.status, 404, reply.text);
	});
});
