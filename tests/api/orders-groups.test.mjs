// Orders that belong together, and orders that take another's place.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { until } from './client.mjs';
import { assertTradeRefused, audited, quote, trader, tradingInstance, whale } from './trading.mjs';

let instance;
const exits = { take_profit: { limit_price: '9000' }, stop_loss: { stop_price: '1' } };
const resting = { qty: '10', type: 'limit', limit_price: '2', time_in_force: 'gtc' };

before(() => {
	instance = tradingInstance();
});

after(() => audited(instance));

const brief = ({ type, side, status, qty }) => [type, side, status, qty];

describe('a bracket', () => {
	test('wakes its exits when its entry is filled', async () => {
		const one = await trader(instance);
		const order = await one.place({ qty: '5', order_class: 'bracket', ...exits });
		assert.equal(order.status, 'filled');
		assert.deepEqual(order.legs.map(brief), [
			['limit', 'sell', 'new', '5'],
			['stop', 'sell', 'held', '5'],
		]);
		assert.deepEqual((await one.order(order.id)).legs.map(brief), order.legs.map(brief));
		/* Both exits together hold the position once. */
		const more = await one.send({ symbol: 'AAPL', qty: '1', side: 'sell', type: 'market', time_in_force: 'day' });
		assert.equal(more.json.available, '0', more.text);
		assert.equal(more.json.held_for_orders, '5');
	});

	test('is one among the lists when nested, and three when not', async () => {
		const one = await trader(instance);
		const order = await one.place({ ...resting, order_class: 'bracket', ...exits });
		assert.deepEqual(order.legs.map(({ status }) => status), ['held', 'held']);
		assert.equal((await one.get('/v2/orders')).length, 3);
		const [nested, ...others] = await one.get('/v2/orders?nested=true');
		assert.equal(others.length, 0);
		assert.deepEqual(nested.legs.map(({ id }) => id), order.legs.map(({ id }) => id));
	});

	test('is open among nested orders as long as an exit is', async () => {
		const one = await trader(instance);
		const order = await one.place({ qty: '5', order_class: 'bracket', ...exits });
		const other = await one.place({ ...resting, symbol: 'MSFT', order_class: 'bracket', ...exits });
		const listed = async (query) =>
			(await one.get(`/v2/orders?nested=true&${query}`)).map(({ id, legs }) => [id, legs?.length ?? 0]);
		assert.equal(order.status, 'filled');
		assert.deepEqual(await listed('status=open'), [[other.id, 2], [order.id, 2]]);
		assert.deepEqual(await listed('status=open&direction=asc&limit=1'), [[order.id, 2]]);
		assert.deepEqual(await listed('status=open&symbols=AAPL'), [[order.id, 2]]);
		assert.deepEqual(await listed('status=closed'), []);
		assert.equal((await one.get('/v2/orders?status=closed')).length, 1, 'of flat ones each counts for itself');
		const { json } = await one.replace(order.legs[0].id, { limit_price: '8000' });
		assert.deepEqual(await listed('symbols=AAPL'), [[order.id, 3]], 'one that was replaced stays among the legs');
		assert.equal((await one.cancel(json.id)).status, 204);
		assert.deepEqual(await listed('status=open'), [[other.id, 2]]);
		assert.deepEqual(await listed('status=closed'), [[order.id, 3]]);
		assert.deepEqual(await listed('status=all'), [[other.id, 2], [order.id, 3]]);
	});

	test('ends whole when its entry is cancelled before it is filled', async () => {
		const one = await trader(instance);
		const order = await one.place({ ...resting, order_class: 'bracket', ...exits });
		assert.equal((await one.cancel(order.id)).status, 204);
		for (const { id } of [order, ...order.legs])
			assert.equal((await one.order(id)).status, 'canceled');
	});

	test('loses both exits when one is cancelled', async () => {
		for (const number of [0, 1]) {
			const one = await trader(instance);
			const order = await one.place({ qty: '5', order_class: 'bracket', ...exits });
			assert.equal((await one.cancel(order.legs[number].id)).status, 204);
			for (const { id } of order.legs) assert.equal((await one.order(id)).status, 'canceled');
			await one.place({ qty: '5', side: 'sell' });
		}
	});

	test('of a short sale is turned round', async () => {
		const one = await trader(instance);
		const turned = { take_profit: { limit_price: '1' }, stop_loss: { stop_price: '900' } };
		const order = await one.place({ qty: '5', side: 'sell', order_class: 'bracket', ...turned });
		assert.deepEqual(order.legs.map(brief), [
			['limit', 'buy', 'new', '5'],
			['stop_limit', 'buy', 'held', '5'],
		]);
	});
});

test('an oto has one exit', async () => {
	const one = await trader(instance);
	const loss = { order_class: 'oto', stop_loss: { stop_price: '1', limit_price: '0.5' } };
	const order = await one.place({ qty: '5', ...loss });
	assert.deepEqual(order.legs.map(brief), [['stop_limit', 'sell', 'new', '5']]);
});

describe('an oco', () => {
	test('is its own take-profit, and closes what is held', async () => {
		const one = await trader(instance);
		await one.place({ qty: '5' });
		const order = await one.place({ qty: '5', side: 'sell', type: 'limit', order_class: 'oco', ...exits });
		assert.deepEqual(brief(order), ['limit', 'sell', 'new', '5']);
		assert.equal(order.limit_price, '9000');
		assert.deepEqual(order.legs.map(brief), [['stop', 'sell', 'held', '5']]);
		assert.equal((await one.cancel(order.id)).status, 204);
		assert.equal((await one.order(order.legs[0].id)).status, 'canceled');
	});

	const held = async (side, closing, prices) => {
		const one = await trader(instance);
		await one.place({ symbol: 'KO', qty: '5', side });
		const order = await one.place({
			symbol: 'KO', qty: '5', side: closing, type: 'limit', time_in_force: 'gtc', order_class: 'oco', ...prices,
		});
		return { one, order };
	};

	test('whose profit is reached is filled, and its stop goes', async () => {
		const { one, order } = await held('buy', 'sell', exits);
		const taken = await one.replace(order.id, { limit_price: '1.5' });
		assert.equal(taken.json.status, 'filled', taken.text);
		assert.equal((await one.order(order.legs[0].id)).status, 'canceled');
		assert.equal(one.position('KO').quantity, '0');
		one.assertBooks();
	});

	test('whose stop is reached is filled by it, and the profit goes', async () => {
		const short = { take_profit: { limit_price: '1' }, stop_loss: { stop_price: '9000', limit_price: '9500' } };
		for (const [side, closing, prices, stop] of [['buy', 'sell', exits, '8000'], ['sell', 'buy', short, '2']]) {
			const { one, order } = await held(side, closing, prices);
			const moved = await one.replace(order.legs[0].id, { stop_price: stop });
			assert.equal(moved.status, 200, moved.text);
			await until('the stop is filled', async () => (await one.order(moved.json.id)).status === 'filled');
			assert.equal((await one.order(order.id)).status, 'canceled');
			assert.equal(one.position('KO').quantity, '0');
			one.assertBooks();
		}
	});
});

describe('replacing', () => {
	test('makes another order, which names the one before', async () => {
		const one = await trader(instance);
		const first = await one.place({ ...resting, client_order_id: 'first' });
		const changed = await one.replace(first.id, { qty: '7', limit_price: '2.5', client_order_id: 'second' });
		assert.equal(changed.status, 200, changed.text);
		const second = changed.json;
		assert.notEqual(second.id, first.id);
		assert.equal(second.replaces, first.id);
		assert.equal(second.client_order_id, 'second');
		assert.deepEqual([second.qty, second.limit_price, second.status], ['7', '2.5', 'new']);
		const old = await one.order(first.id);
		assert.equal(old.status, 'replaced');
		assert.equal(old.replaced_by, second.id);
		assert.ok(old.replaced_at);
		assertTradeRefused(await one.replace(first.id, { qty: '8' }), 422, 42210000, 'order already replaced');
		assertTradeRefused(await one.cancel(first.id), 422, 42210000, 'order is already in "replaced" state');
		const third = await one.replace(second.id, { time_in_force: 'day' });
		assert.equal(third.json.replaces, second.id);
		assert.equal(third.json.time_in_force, 'day');
	});

	test('is refused where it cannot be', async () => {
		const one = await trader(instance);
		const order = await one.place(resting);
		const refused = async (id, body, message, field, code = 42210000, status = 422) =>
			assertTradeRefused(await one.replace(id, body), status, code, message, [], field);
		await refused(order.id, {}, 'order parameters are not changed');
		await refused(order.id, { qty: '10' }, 'order parameters are not changed');
		await refused(order.id, { qty: '0' }, 'qty must be > 0', 'qty', 40010001);
		await refused(order.id, { stop_price: '1' }, 'only stop and stop limit orders take a stop price', 'stop_price', 40010001);
		await refused(order.id, { limit_price: '1.001' },
			'invalid limit_price 1.001. sub-penny increment does not fulfill minimum pricing criteria', 'limit_price');
		const trailing = await one.place({ ...resting, type: 'trailing_stop', side: 'buy', limit_price: undefined, trail_price: '5' });
		await refused(trailing.id, { trail: '5.001' },
			'invalid trail_price 5.001. sub-penny increment does not fulfill minimum pricing criteria', 'trail');
		await one.place({ ...resting, client_order_id: 'taken' });
		await refused(order.id, { qty: '2', client_order_id: 'taken' }, 'client_order_id must be unique', 'client_order_id', 40010001);
		const filled = await one.place({ qty: '1' });
		await refused(filled.id, { qty: '2' }, 'cannot replace order in filled status');
		const missing = '00000000-0000-4000-8000-000000000000';
		await refused(missing, { qty: '2' }, `order not found for ${missing}`, undefined, 40410000, 404);
		const notional = await one.place({ notional: '50', type: 'limit', limit_price: '2' });
		await refused(notional.id, { limit_price: '3' }, 'notional orders cannot be replaced');
		const power = await one.replace(order.id, { qty: '900000' });
		assertTradeRefused(power, 403, 40310000, 'insufficient buying power', ['buying_power', 'cost_basis'], 'qty');
		assert.equal((await one.order(order.id)).status, 'new');
	});

	test('of a limit that the market has come to fills at once', async () => {
		const one = await trader(instance);
		const order = await one.place(resting);
		const { json } = await one.replace(order.id, { limit_price: '900' });
		assert.equal(json.status, 'filled');
		assert.equal(json.filled_qty, '10');
		assert.equal(one.position('AAPL').quantity, '10');
		one.assertBooks();
	});

	test('takes over what is filled, and what that has cost', async () => {
		const one = await whale(instance, { fee_per_order: '1' });
		const { ask } = await quote(one, 'AAPL');
		const beyond = (cents) => (Number(ask) + cents / 100).toFixed(2);
		const order = await one.place({ qty: '2000000', type: 'limit', limit_price: beyond(50) });
		assert.equal(order.status, 'partially_filled');
		const { json, text } = await one.replace(order.id, { limit_price: beyond(100) });
		assert.equal(json.status, 'partially_filled', text);
		assert.ok(Number(json.filled_qty) > Number(order.filled_qty));
		assert.equal(json.fees, '1');
		const few = await one.replace(json.id, { qty: '1' });
		assertTradeRefused(few, 422, 42210000, 'qty must be > filled_qty', [], 'qty');
		assert.equal((await one.order(order.id)).filled_qty, order.filled_qty);
		assert.equal((await one.cancel(json.id)).status, 204);
		one.assertBooks();
	});

	test('of one of a group keeps the group together', async () => {
		const one = await trader(instance);
		const order = await one.place({ ...resting, order_class: 'bracket', ...exits });
		const { json } = await one.replace(order.id, { limit_price: '3' });
		assert.deepEqual((await one.order(json.id)).legs.map(({ id }) => id), order.legs.map(({ id }) => id));
		const profit = await one.replace(order.legs[0].id, { limit_price: '8000' });
		assert.equal(profit.status, 200, profit.text);
		assert.equal(profit.json.status, 'held');
		const loss = await one.replace(order.legs[1].id, { stop_price: '1.5' });
		assert.equal(loss.status, 200, loss.text);
		await one.cancel(json.id);
		for (const { id } of [json, profit.json, loss.json])
			assert.equal((await one.order(id)).status, 'canceled');
	});
});

describe('a stop', () => {
	test('that buys becomes a stop-limit, not far above it', async () => {
		const one = await trader(instance);
		const order = await one.place({ qty: '1', type: 'stop', stop_price: '900' });
		assert.equal(order.type, 'stop_limit');
		assert.equal(order.limit_price, '922.5');
		assert.equal(order.status, 'new');
	});

	test('that trails follows the market from where it is', async () => {
		const one = await trader(instance);
		await one.place({ qty: '1' });
		const order = await one.place({ qty: '1', side: 'sell', type: 'trailing_stop', trail_price: '5' });
		assert.equal(order.status, 'new');
		assert.ok(Number(order.hwm) > 5);
		assert.equal((Number(order.hwm) - Number(order.stop_price)).toFixed(2), '5.00');
	});

	test('that the market is past already is filled at once', async () => {
		const one = await trader(instance);
		await one.place({ qty: '1' });
		const order = await one.place({ qty: '1', side: 'sell', type: 'stop', stop_price: '900' });
		assert.equal(order.status, 'filled');
		one.assertBooks();
	});
});
