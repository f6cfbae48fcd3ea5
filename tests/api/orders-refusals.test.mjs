// Every way an order is refused over HTTP, with status, code, message and members; a
// refused order leaves no trace.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertRefused, send } from './client.mjs';
import { assertTradeRefused, audited, quote, trader, tradingInstance } from './trading.mjs';

let instance;
let one;

before(async () => {
	instance = tradingInstance();
	one = await trader(instance);
});

after(() => audited(instance));

const usual = { symbol: 'AAPL', qty: '1', side: 'buy', type: 'market', time_in_force: 'day' };
const limit = { type: 'limit', limit_price: '1' };
const bracket = {
	order_class: 'bracket',
	take_profit: { limit_price: '9000' },
	stop_loss: { stop_price: '1' },
};

const POWER = ['buying_power', 'cost_basis'];

// What is changed of the usual order, what is said to it, and of which parameter.
const table = [
	[{ side: 'hold' }, 422, 40010001, 'invalid side', 'side'],
	[{ side: undefined }, 422, 40010001, 'invalid side', 'side'],
	[{ type: 'gamble' }, 422, 40010001, 'invalid order type', 'type'],
	[{ type: undefined }, 422, 40010001, 'invalid order type', 'type'],
	[{ time_in_force: 'soon' }, 422, 40010001, 'invalid time_in_force', 'time_in_force'],
	[{ time_in_force: undefined }, 422, 40010001, 'invalid time_in_force', 'time_in_force'],
	[{ order_class: 'fancy' }, 422, 40010001, 'invalid order_class', 'order_class'],
	[{ qty: undefined }, 422, 40010001, 'qty or notional is required', 'qty'],
	[{ notional: '5' }, 422, 40010001, 'only one of qty or notional is accepted', 'notional'],
	[{ qty: '0' }, 422, 40010001, 'qty must be > 0', 'qty'],
	[{ qty: '-1' }, 422, 40010001, 'qty must be > 0', 'qty'],
	[{ qty: undefined, notional: '0.99' }, 422, 40010001, 'notional must be >= 1.00', 'notional'],
	[{ type: 'limit' }, 422, 40010001, 'limit orders require a limit price', 'limit_price'],
	[{ type: 'stop' }, 422, 40010001, 'stop orders require a stop price', 'stop_price'],
	[
		{ type: 'trailing_stop' }, 422, 40010001,
		'trailing stop orders must specify one of trail_price or trail_percent', 'trail_price',
	],
	[
		{ type: 'trailing_stop', trail_price: '1', trail_percent: '1' }, 422, 40010001,
		'trailing stop orders must specify one of trail_price or trail_percent', 'trail_percent',
	],
	[{ limit_price: '1' }, 422, 40010001, 'market orders require no stop or limit price', 'limit_price'],
	[{ ...limit, limit_price: '0' }, 422, 40010001, 'limit_price must be > 0', 'limit_price'],
	[
		{ client_order_id: 'x'.repeat(129) }, 422, 40010001,
		'client_order_id must be no more than 128 characters', 'client_order_id',
	],
	[{ symbol: 'NOSUCH' }, 422, 42210000, 'asset "NOSUCH" not found', 'symbol'],
	[{ symbol: '$SPX' }, 422, 42210000, 'asset "$SPX" is not tradable', 'symbol'],
	[
		{ symbol: 'AAPL270115C00150000', ...limit }, 422, 42210000,
		'options trading is not available yet', 'symbol',
	],
	[
		{ ...limit, limit_price: '12.345' }, 422, 42210000,
		'invalid limit_price 12.345. sub-penny increment does not fulfill minimum pricing criteria', 'limit_price',
	],
	[
		{ type: 'stop', stop_price: '0.12345' }, 422, 42210000,
		'invalid stop_price 0.12345. sub-penny increment does not fulfill minimum pricing criteria', 'stop_price',
	],
	[{ qty: '1.5', time_in_force: 'gtc' }, 422, 42210000, 'fractional orders must be DAY orders', 'time_in_force'],
	[{ ...bracket, qty: '1.5' }, 422, 42210000, 'fractional orders must be simple orders', 'qty'],
	[{ qty: '1.5', side: 'sell' }, 422, 42210000, 'fractional orders cannot be sold short', 'qty'],
	[{ extended_hours: true }, 422, 42210000, 'extended hours order must be DAY or GTC limit orders', 'extended_hours'],
	[
		{ type: 'stop', stop_price: '500', time_in_force: 'ioc' }, 422, 42210000,
		'stop orders cannot be ioc orders', 'time_in_force',
	],
	[
		{ ...bracket, take_profit: undefined }, 422, 42210000,
		'bracket orders require take_profit.limit_price', 'take_profit.limit_price',
	],
	[{ ...bracket, stop_loss: {} }, 422, 42210000, 'bracket orders require stop_loss.stop_price', 'stop_loss.stop_price'],
	[
		{ ...bracket, take_profit: { limit_price: '1' }, stop_loss: { stop_price: '2' } }, 422, 42210000,
		'take_profit.limit_price must be > stop_loss.stop_price', 'take_profit.limit_price',
	],
	[
		{ ...bracket, take_profit: { limit_price: '2' } }, 422, 42210000,
		'take_profit.limit_price must be >= base_price + 0.01', 'take_profit.limit_price', ['base_price'],
	],
	[{ ...bracket, order_class: 'oco', ...limit }, 422, 42210000, 'oco orders must be exit orders', 'side'],
	[
		{ order_class: 'mleg', legs: [{}] }, 422, 42210000,
		'mleg orders must have at least 2 legs and at most 4 legs', 'legs',
	],
	[{ qty: '1000000' }, 403, 40310000, 'insufficient buying power', 'qty', POWER],
	[{ ...limit, limit_price: '900', qty: '1000' }, 403, 40310000, 'insufficient buying power', 'qty', POWER],
	[{ qty: undefined, notional: '1000000' }, 403, 40310000, 'insufficient buying power', 'notional', POWER],
];

const traces = () =>
	one.sql(`select cash, order_count, (select count(*) from orders), (select count(*) from outbox),
		(select count(*) from fills) from accounts where id = $account`);

describe('what is wrong with an order is told, and leaves no trace', () => {
	for (const [change, status, code, message, field, more] of table)
		test(`${JSON.stringify(change).slice(0, 70)}: ${message}`, async () => {
			const before = traces();
			assertTradeRefused(await one.send({ ...usual, ...change }), status, code, message, more, field);
			assert.equal(traces(), before);
		});
});

describe('an amount is read exactly, or refused by its name', () => {
	const amounts = [
		['1e400', 'is out of range'],
		['1e50', 'is out of range'],
		['-0', 'must not be a negative zero'],
		['1e-10', 'must not have more than 9 decimal places'],
		['123456789012345678901234567890', 'has too many digits'],
		['"NaN"', 'must be a decimal number, such as 12.5'],
		['"１"', 'must be a decimal number, such as 12.5'],
		['"0x10"', 'must be a decimal number, such as 12.5'],
		['" 1"', 'must be a decimal number, such as 12.5'],
		['""', 'must be a decimal number, such as 12.5'],
		['true', 'must be a decimal number, such as 12.5'],
		['[1]', 'must be a decimal number, such as 12.5'],
	];
	for (const [text, why] of amounts)
		test(`qty: ${text}`, async () => {
			const reply = await one.raw('/v2/orders', `{"symbol":"AAPL","side":"buy","qty":${text}}`);
			assert.equal(reply.status, 422, reply.text);
			assert.equal(reply.json.field, 'qty');
			assert.equal(reply.json.message, `qty ${why}`);
		});
	test('so is every amount of an order, of a change and of a closing', async () => {
		await one.place({ qty: '1' });
		const resting = await one.place({ qty: '2', ...limit });
		const before = traces();
		const bad = [...amounts.map(([text]) => text), `"1${'0'.repeat(50)}"`, '"1.0000000001"', '"1 000"', '"1,5"', '"+1"'];
		const asked = [
			...['notional', 'limit_price', 'stop_price', 'trail_price', 'trail_percent'].map((field) => [
				field, 'POST', '/v2/orders', '"symbol":"AAPL","side":"buy",',
			]),
			...['qty', 'limit_price', 'stop_price', 'trail'].map((field) => [field, 'PATCH', `/v2/orders/${resting.id}`, '']),
		];
		for (const [field, method, path, rest] of asked)
			for (const text of bad) {
				const reply = await send(instance, path, {
					method, headers: one.headers, body: `{${rest}"${field}":${text}}`,
				});
				assert.equal(reply.status, 422, `${field} ${text}: ${reply.text}`);
				assert.equal(reply.json.field, field, `${text}: ${reply.text}`);
			}
		for (const field of ['qty', 'percentage'])
			for (const text of ['1e400', 'NaN', '-0', '1e-10', '1'.repeat(30), '１', '0x10', ' 1', ''])
				assertRefused(
					await one.call('DELETE', `/v2/positions/AAPL?${field}=${encodeURIComponent(text)}`), 422, 40010001, field,
				);
		assert.equal(traces(), before);
		assert.equal((await one.cancel(resting.id)).status, 204);
	});
	test('a bare NaN is no JSON', async () => {
		const reply = await one.raw('/v2/orders', '{"symbol":"AAPL","side":"buy","qty":NaN}');
		assert.equal(reply.status, 400, reply.text);
	});
	test('within an exit it is named in full', async () => {
		const body = { ...usual, ...bracket, take_profit: { limit_price: '1e400' } };
		const reply = await one.send(body);
		assert.equal(reply.status, 422, reply.text);
		assert.equal(reply.json.field, 'take_profit.limit_price');
	});
});

describe('what the account has decides', () => {
	test('nobody sells more than is left', async () => {
		const two = await trader(instance);
		await two.place({ qty: '10' });
		await two.place({ qty: '4', side: 'sell', type: 'limit', limit_price: '9000' });
		const reply = await two.send({ ...usual, side: 'sell', qty: '7' });
		const members = ['available', 'existing_qty', 'held_for_orders', 'symbol'];
		const message = 'insufficient qty available for order (requested: 7, available: 6)';
		assertTradeRefused(reply, 403, 40310000, message, members, 'qty');
		assert.equal(reply.json.available, '6');
		assert.equal(reply.json.existing_qty, '10');
		assert.equal(reply.json.held_for_orders, '4');
		assert.equal(reply.json.symbol, 'AAPL');
	});

	test('nobody trades with himself', async () => {
		const two = await trader(instance);
		await two.place({ qty: '10' });
		const resting = await two.place({ qty: '1', ...limit });
		const reply = await two.send({ ...usual, side: 'sell', qty: '1' });
		const message = 'potential wash trade detected. use complex orders';
		assertTradeRefused(reply, 403, 40310000, message, ['existing_order_id', 'reject_reason']);
		assert.equal(reply.json.existing_order_id, resting.id);
		assert.equal(reply.json.reject_reason, 'opposite side limit order exists');
	});

	test('nobody sells short while a purchase is under way', async () => {
		const two = await trader(instance);
		await two.place({ qty: '1', ...limit });
		const reply = await two.send({ ...usual, side: 'sell', type: 'limit', limit_price: '9000' });
		assertTradeRefused(
			reply, 403, 40310000, 'cannot open a short sell while a long buy order is open');
	});

	test('an account without margin sells nothing short', async () => {
		const two = await trader(instance, { multiplier: 1 });
		const reply = await two.send({ ...usual, side: 'sell' });
		assertTradeRefused(reply, 403, 40310000, 'account is not allowed to short', [], 'side');
	});

	test('an id is used once, for ever', async () => {
		const two = await trader(instance);
		await two.place({ qty: '1', client_order_id: 'once' });
		const reply = await two.send({ ...usual, client_order_id: 'once' });
		assertTradeRefused(reply, 422, 40010001, 'client_order_id must be unique', [], 'client_order_id');
		await (await trader(instance)).place({ qty: '1', client_order_id: 'once' });
	});

	test('the limits that its user set', async () => {
		const two = await trader(instance, { largest_order: '500', orders_a_day: 1 });
		const large = await two.send({ ...usual, qty: '10' });
		assertTradeRefused(large, 403, 40310201, /^the order's value of \d+\.\d\d is above this account's limit of 500\.00 an order$/, [], 'qty');
		await two.place({ qty: '1' });
		const another = await two.send(usual);
		assertTradeRefused(another, 403, 40310204, "this account's limit of 1 orders a day is reached");
		await two.place({ qty: '1', side: 'sell' });
	});

	test('a kill switch stops new orders, and not what ends them', async () => {
		const two = await trader(instance);
		const resting = await two.place({ qty: '1', ...limit });
		two.sql(`update accounts set killed_at = now(), killed_by = 'test' where id = $account`);
		const message = 'trading on this account is stopped by its kill switch';
		assertTradeRefused(await two.send(usual), 423, 42310000, message);
		assertTradeRefused(await two.replace(resting.id, { qty: '2' }), 423, 42310000, message);
		assert.equal((await two.cancel(resting.id)).status, 204);
	});

	test('an account that its user suspended', async () => {
		const two = await trader(instance);
		two.sql('update accounts set suspend_trade = true where id = $account');
		assertTradeRefused(await two.send(usual), 403, 40310000, 'account is not authorized to trade');
	});
});

describe('what the price decides', () => {
	test('a limit at the market’s price fills no worse than it', async () => {
		const { ask } = await quote(one, 'AAPL');
		const above = (Number(ask) + 1).toFixed(2);
		const order = await one.place({ qty: '1', type: 'limit', limit_price: above });
		assert.equal(order.status, 'filled');
		assert.ok(Number(order.filled_avg_price) <= Number(above));
	});

	test('what cannot be filled at once is cancelled where it must be', async () => {
		for (const [tif, model] of [['ioc', 'realistic'], ['fok', 'touch']]) {
			const two = await trader(instance, { fill_model: model });
			const order = await two.place({ qty: '1', ...limit, time_in_force: tif });
			assert.equal(order.status, 'canceled');
			assert.equal(order.filled_qty, '0');
			assert.equal(await two.cash(), '100000');
		}
	});
});
