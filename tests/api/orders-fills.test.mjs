// What fills do to cash, positions, lots and the ledger, to the last digit.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { audited, LARGE, sum, times, trader, tradingInstance, units, whale } from './trading.mjs';

let instance;

before(() => {
	instance = tradingInstance();
});

after(() => audited(instance));

/** Places an order and compares what it did with what its fills say. */
async function assertExact(one, order) {
	const before = await one.cash();
	const was = one.position(order.symbol ?? 'AAPL');
	const placed = await one.place(order);
	const fills = await one.fills(placed.id);
	const sign = placed.side === 'buy' ? 1n : -1n;
	assert.ok(fills.length > 0);
	for (const fill of fills) {
		const exact = times(fill.price, fill.qty);
		/* A value has six places. */
		const off = units(fill.value) - exact;
		assert.ok(2n * (off < 0n ? -off : off) <= 10n ** 9n, `${fill.price} * ${fill.qty}`);
	}
	const value = sum(fills.map((fill) => fill.value));
	const fees = sum(fills.map(({ fee }) => fee));
	assert.equal(units(await one.cash()) - units(before), -sign * value - fees);
	assert.equal(sum(fills.map(({ qty }) => qty)), units(placed.filled_qty));
	assert.equal(units(placed.fees), fees);
	const { quantity } = one.position(placed.symbol);
	assert.equal(units(quantity) - units(was.quantity), sign * units(placed.filled_qty));
	assert.equal(fills.at(-1).position_qty, quantity);
	one.assertBooks();
	return { placed, fills, value, fees };
}

describe('a purchase and its sale', () => {
	test('cost what their fills cost', async () => {
		const one = await trader(instance);
		const { value } = await assertExact(one, { qty: '10' });
		assert.equal(units(one.position('AAPL').cost), value);
		await assertExact(one, { qty: '4', side: 'sell' });
		await assertExact(one, { qty: '6', side: 'sell' });
		assert.deepEqual(one.position('AAPL'), { quantity: '0', cost: '0' });
		const realised = one.sql('select sum(cash - cost) from closings where account_id = $account');
		assert.equal(units(realised), units(await one.cash()) - units('100000'));
	});

	test('of parts of shares', async () => {
		const one = await trader(instance);
		await assertExact(one, { qty: '0.123456789' });
		await assertExact(one, { qty: '2.5', symbol: 'MSFT' });
		await assertExact(one, { qty: '0.023456789', side: 'sell' });
	});

	test('of an amount of money, which is never exceeded', async () => {
		const one = await trader(instance);
		for (const notional of ['1', '33.33', '1000.01', '25000']) {
			const { placed, value } = await assertExact(one, { notional });
			assert.equal(placed.notional, notional);
			assert.equal(placed.qty, null);
			assert.equal(placed.status, 'filled');
			assert.ok(value <= units(notional));
			assert.ok(units(notional) - value < units('0.000001') * 300n, `${notional} bought ${value}`);
		}
		const { placed } = await assertExact(one, { notional: '10000', side: 'sell' });
		assert.equal(placed.status, 'filled');
	});

	test('of shares that are not there: short, and bought back', async () => {
		const one = await trader(instance);
		const { value } = await assertExact(one, { qty: '5', side: 'sell' });
		const held = one.position('AAPL');
		assert.equal(held.quantity, '-5');
		assert.equal(units(held.cost), -value);
		const { placed } = await assertExact(one, { qty: '5' });
		assert.equal(placed.position_intent, 'buy_to_close');
		assert.equal(one.position('AAPL').quantity, '0');
	});
});

describe('how an order is filled', () => {
	test('realistic: what is displayed, then dearer and dearer', async () => {
		const one = await whale(instance);
		const { fills } = await assertExact(one, LARGE);
		assert.ok(fills.length > 1, 'it all stood at one price');
		for (let i = 1; i < fills.length; i++)
			assert.ok(units(fills[i].price) > units(fills[i - 1].price));
		const told = await one.get(`/api/fills/${fills.at(-1).id}/explain`);
		assert.equal(told.explanation.level, fills.length - 1);
		assert.ok(units(told.explanation.order_slippage) > 0n);
		const slippage = sum(
			await Promise.all(
				fills.map(async ({ id }) => (await one.get(`/api/fills/${id}/explain`)).explanation.slippage),
			),
		);
		assert.equal(slippage, units(told.explanation.order_slippage));
	});

	test('realistic: never more than a share of what a day trades', async () => {
		const one = await whale(instance);
		const placed = await one.place({ qty: '4000000', time_in_force: 'ioc' });
		assert.equal(placed.status, 'canceled');
		assert.ok(placed.reason);
		assert.ok(units(placed.filled_qty) > 0n && units(placed.filled_qty) < units(placed.qty));
	});

	test('touch: all of it at the best price', async () => {
		const one = await trader(instance, { fill_model: 'touch' });
		const { fills } = await assertExact(one, { qty: '900' });
		assert.equal(fills.length, 1);
		const told = await one.get(`/api/fills/${fills[0].id}/explain`);
		assert.equal(told.price, told.quote.ask);
		assert.equal(told.model, 'touch');
	});

	test('never beyond its limit', async () => {
		const one = await trader(instance);
		const first = await one.place({ qty: '1' });
		const limit = (Number(first.filled_avg_price) + 0.03).toFixed(2);
		const placed = await one.place({
			qty: '1500', type: 'limit', limit_price: limit, time_in_force: 'ioc',
		});
		for (const fill of await one.fills(placed.id)) assert.ok(units(fill.price) <= units(limit));
		one.assertBooks();
	});
});

test('fees are taken once for an order, however it fills', async () => {
	const one = await whale(instance, {
		fee_per_order: '1.5',
		fee_per_share: '0.01',
		fee_regulatory: true,
	});
	const bought = await assertExact(one, LARGE);
	assert.ok(bought.fills.length > 1);
	const qty = bought.placed.filled_qty;
	const commission = units('1.5') + units('0.01') * BigInt(qty);
	assert.equal(bought.fees, commission);
	one.sql(`update accounts set fill_model = 'touch' where id = $account`);
	const sold = await assertExact(one, { qty, side: 'sell' });
	assert.ok(sold.fees > commission, 'regulatory fees are on sales');
});

test('cash is never spent twice, to the cent', async () => {
	const one = await trader(instance, { multiplier: 1, fee_per_order: '1' });
	const first = await one.place({ qty: '1' });
	const most = Math.floor((Number(await one.cash()) - 1) / Number(first.filled_avg_price));
	const reply = await one.send({
		symbol: 'AAPL', qty: String(most + 5), side: 'buy', type: 'market', time_in_force: 'day',
	});
	assert.equal(reply.status, 403, reply.text);
	await assertExact(one, { qty: String(most - 5) });
	assert.ok(units(await one.cash()) >= 0n);
	/* What is left is less than one share and the fee. */
	const rest = await one.send({
		symbol: 'AAPL', qty: '10', side: 'buy', type: 'market', time_in_force: 'day',
	});
	assert.equal(rest.json.code, 40310000, rest.text);
});

test('streams are told of an order and of each of its fills, in order', async () => {
	const one = await whale(instance);
	const placed = await one.place(LARGE);
	const told = one
		.sql(`select payload ->> 'event', payload -> 'order' ->> 'status', payload ->> 'position_qty'
			from outbox where account_id = $account order by id`)
		.split('\n')
		.map((line) => line.split('|'));
	const fills = await one.fills(placed.id);
	const whole = placed.status === 'filled';
	assert.ok(fills.length > 1);
	assert.deepEqual(told[0], ['new', 'new', '']);
	assert.deepEqual(
		told.slice(1).map(([event]) => event),
		whole
			? [...fills.slice(1).map(() => 'partial_fill'), 'fill']
			: [...fills.map(() => 'partial_fill'), 'canceled'],
	);
	assert.equal(told.at(-1)[1], placed.status);
	assert.equal(told[fills.length][2], placed.filled_qty);
});

describe('closing positions', () => {
	test('one, a part of it, a share of it', async () => {
		const one = await trader(instance);
		await one.place({ qty: '10' });
		const close = (query) => one.call('DELETE', `/v2/positions/AAPL${query}`);
		assert.equal((await close('?qty=2')).json.filled_qty, '2');
		assert.equal((await close('?percentage=25')).json.filled_qty, '2');
		assert.equal((await close('?qty=1&percentage=25')).status, 422);
		assert.equal((await close('?qty=7')).status, 403);
		assert.equal((await close('?qty=x')).status, 422);
		const rest = await close('');
		assert.equal(rest.json.filled_qty, '6');
		assert.equal(rest.json.side, 'sell');
		const none = await close('');
		assert.equal(none.status, 404);
		assert.equal(none.json.message, 'position does not exist');
		one.assertBooks();
	});

	test('all, with what rests cancelled first', async () => {
		const one = await trader(instance);
		await one.place({ qty: '10' });
		await one.place({ qty: '3', symbol: 'MSFT', side: 'sell' });
		await one.place({ qty: '1.5', symbol: 'NVDA' });
		const resting = await one.place({ qty: '4', side: 'sell', type: 'limit', limit_price: '9000' });
		const blocked = await one.call('DELETE', '/v2/positions');
		assert.equal(blocked.status, 207);
		const of = (reply, symbol) => reply.json.find((each) => each.symbol === symbol);
		assert.equal(of(blocked, 'AAPL').status, 403);
		assert.equal(of(blocked, 'AAPL').body.code, 40310000);
		assert.equal(of(blocked, 'MSFT').body.side, 'buy');
		assert.equal(of(blocked, 'NVDA').body.filled_qty, '1.5');
		const done = await one.call('DELETE', '/v2/positions?cancel_orders=true');
		assert.deepEqual(done.json.map(({ symbol, status }) => [symbol, status]), [['AAPL', 200]]);
		assert.equal((await one.order(resting.id)).status, 'canceled');
		assert.equal(one.sql('select count(*) from positions where account_id = $account and quantity <> 0'), '0');
		one.assertBooks();
	});
});
