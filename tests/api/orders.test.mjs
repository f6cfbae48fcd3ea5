// Orders over HTTP: what is placed, told, listed, cancelled.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { send } from './client.mjs';
import { assertTradeRefused, audited, trader, tradingInstance } from './trading.mjs';

const MEMBERS = [
	'id', 'client_order_id', 'created_at', 'updated_at', 'submitted_at', 'filled_at', 'expired_at',
	'canceled_at', 'failed_at', 'replaced_at', 'replaced_by', 'replaces', 'asset_id', 'symbol',
	'asset_class', 'notional', 'qty', 'filled_qty', 'filled_avg_price', 'order_class', 'order_type',
	'type', 'side', 'time_in_force', 'limit_price', 'stop_price', 'status', 'extended_hours', 'legs',
	'trail_percent', 'trail_price', 'hwm', 'position_intent',
];

let instance;
let one;

before(async () => {
	instance = tradingInstance();
	one = await trader(instance);
});

after(() => audited(instance));

describe('an order that is placed', () => {
	test('is filled at once where the market has come to it', async () => {
		const order = await one.place({ qty: '3' });
		for (const name of MEMBERS) assert.ok(name in order, name);
		assert.equal(order.status, 'filled');
		assert.equal(order.filled_qty, '3');
		assert.ok(Number(order.filled_avg_price) > 0);
		assert.ok(order.filled_at);
		assert.equal(order.symbol, 'AAPL');
		assert.equal(order.order_class, 'simple');
		assert.equal(order.position_intent, 'buy_to_open');
		assert.equal(order.source, 'key');
		assert.deepEqual(await one.order(order.id), order);
	});

	test('rests where it has not', async () => {
		const order = await one.place({ qty: '1', type: 'limit', limit_price: '1.23' });
		assert.equal(order.status, 'new');
		assert.equal(order.filled_qty, '0');
		assert.equal(order.filled_avg_price, null);
		assert.equal(order.limit_price, '1.23');
		assert.equal((await one.cancel(order.id)).status, 204);
		const ended = await one.order(order.id);
		assert.equal(ended.status, 'canceled');
		assert.ok(ended.canceled_at);
	});

	test('may name the symbol in small letters, or the asset by its id', async () => {
		const { id } = await one.get('/v2/assets/MSFT');
		for (const symbol of ['msft', id]) {
			const order = await one.place({ symbol, qty: '1' });
			assert.equal(order.symbol, 'MSFT');
			assert.equal(order.asset_id, id);
		}
	});

	test('takes numbers as numbers and as text, and what is null as missing', async () => {
		const order = await one.place({ qty: 2, type: 'limit', limit_price: 1.5, stop_price: null, notional: null });
		assert.equal(order.qty, '2');
		assert.equal(order.limit_price, '1.5');
		await one.cancel(order.id);
	});

	test('carries the id that its client gave it, by which it is found', async () => {
		const mine = 'my order / 1?ü';
		const order = await one.place({ qty: '1', client_order_id: mine });
		assert.equal(order.client_order_id, mine);
		const path = `/v2/orders:by_client_order_id?client_order_id=${encodeURIComponent(mine)}`;
		assert.equal((await one.get(path)).id, order.id);
		const missing = await one.call('GET', '/v2/orders:by_client_order_id?client_order_id=none');
		assertTradeRefused(missing, 404, 40410000, 'order not found for none');
	});

	test('under a web session is for its user, with the words that may be left out', async () => {
		const reply = await one.person.post('/api/orders', { symbol: 'AAPL', quantity: 1.5, side: 'buy' });
		assert.equal(reply.status, 200, reply.text);
		assert.equal(reply.json.type, 'market');
		assert.equal(reply.json.time_in_force, 'day');
		assert.equal(reply.json.source, 'web');
		const unknown = await one.person.post('/api/orders', { symbol: 'AAPL', quantity: 1, side: 'buy', limitPrice: 3 });
		assert.equal(unknown.status, 422);
		assert.equal(unknown.json.field, 'limitPrice');
	});

	test('under X-Account-Id is for that account, if it is the user’s own', async () => {
		const made = await one.person.post('/api/accounts', { name: 'second', starting_cash: '5000' });
		assert.equal(made.status, 201, made.text);
		const headers = { 'X-Account-Id': made.json.id };
		const order = { symbol: 'AAPL', qty: '1', side: 'buy' };
		const placed = await one.person.call('POST', '/api/orders', order, headers);
		assert.equal(placed.status, 200, placed.text);
		assert.equal(one.sql(`select account_id from orders where id = '${placed.json.id}'`), made.json.id);
		const stranger = await trader(instance);
		const refused = await stranger.person.call('POST', '/api/orders', order, headers);
		assert.equal(refused.status, 404, refused.text);
		const bad = await one.person.call('POST', '/api/orders', order, { 'X-Account-Id': 'x' });
		assert.equal(bad.status, 404, bad.text);
	});

	test('is nobody else’s', async () => {
		const stranger = await trader(instance);
		const order = await one.place({ qty: '1', type: 'limit', limit_price: '1' });
		const message = `order not found for ${order.id}`;
		for (const [method, body] of [['GET'], ['DELETE'], ['PATCH', { qty: '2' }]])
			assertTradeRefused(
				await stranger.call(method, `/v2/orders/${order.id}`, body), 404, 40410000, message);
		assert.equal((await one.order(order.id)).status, 'new');
		await one.cancel(order.id);
	});
});

describe('a preview', () => {
	test('says what an order would do, and changes nothing', async () => {
		const before = one.sql('select * from accounts where id = $account');
		const order = { symbol: 'AAPL', qty: '7', side: 'buy' };
		for (const [path, body] of [['/api/orders/preview', order], ['/api/orders', { ...order, dryRun: true }]]) {
			const { status, json, text } = await one.person.post(path, body);
			assert.equal(status, 200, text);
			assert.equal(json.preview, true);
			assert.equal(json.fill.qty, '7');
			assert.equal(json.order.status, 'filled');
			assert.ok(Number(json.after.cash) < Number(json.before.cash));
			assert.equal((await one.call('GET', `/v2/orders/${json.order.id}`)).status, 404);
		}
		assert.equal(one.sql('select * from accounts where id = $account'), before);
		const refused = await one.person.post('/api/orders/preview', { ...order, qty: '9999999' });
		assertTradeRefused(refused, 403, 40310000, 'insufficient buying power', ['buying_power', 'cost_basis'], 'qty');
	});

	test('warns of what is unwise', async () => {
		const { json } = await one.person.post('/api/orders/preview', { symbol: 'AAPL', qty: '200', side: 'buy' });
		assert.ok(json.warnings.some(({ code }) => code === 'concentration'), JSON.stringify(json.warnings));
	});
});

describe('a list of orders', () => {
	test('has those that are open, closed, or all, newest first unless asked', async () => {
		const lister = await trader(instance);
		const ids = [];
		for (const price of ['1', '2', '3'])
			ids.push((await lister.place({ qty: '1', type: 'limit', limit_price: price })).id);
		const done = await lister.place({ symbol: 'MSFT', qty: '1' });
		const list = async (query) => (await lister.get(`/v2/orders${query}`)).map(({ id }) => id);
		assert.deepEqual(await list(''), ids.toReversed());
		assert.deepEqual(await list('?status=closed'), [done.id]);
		assert.deepEqual(await list('?status=all&direction=asc'), [...ids, done.id]);
		assert.deepEqual(await list('?status=all&direction=asc&limit=2'), ids.slice(0, 2));
		assert.deepEqual(await list('?status=all&symbols=msft,NVDA'), [done.id]);
		assert.deepEqual(await list('?side=sell'), []);
		const [first] = await lister.get('/v2/orders?direction=asc');
		assert.deepEqual(await list(`?direction=asc&after=${first.submitted_at}`), ids.slice(1));
		assert.deepEqual(await list(`?until=${first.submitted_at}`), []);
		for (const bad of ['status=open_', 'limit=0', 'limit=501', 'direction=up', 'after=x'])
			assert.equal((await lister.call('GET', `/v2/orders?${bad}`)).status, 422, bad);
	});
});

describe('cancelling', () => {
	test('all of it says of each what became of it', async () => {
		const two = await trader(instance);
		const ids = [];
		for (const price of ['1', '2'])
			ids.push((await two.place({ qty: '1', type: 'limit', limit_price: price })).id);
		const { status, json } = await two.call('DELETE', '/v2/orders');
		assert.equal(status, 207);
		assert.deepEqual(json.map(({ id }) => id), ids);
		for (const { status: each, body } of json) {
			assert.equal(each, 200);
			assert.equal(body.status, 'canceled');
		}
		assert.deepEqual((await two.call('DELETE', '/v2/orders')).json, []);
	});

	test('what is over says in which state that is', async () => {
		const order = await one.place({ qty: '1' });
		assertTradeRefused(await one.cancel(order.id), 422, 42210000, 'order is already in "filled" state');
	});
});

test('without a caller, or with a key that only reads, nothing is placed', async () => {
	const order = JSON.stringify({ symbol: 'AAPL', qty: '1', side: 'buy', type: 'market', time_in_force: 'day' });
	assert.equal((await send(instance, '/v2/orders', { method: 'POST', body: order })).status, 401);
	const reader = await one.person.key(['read']);
	const refused = await send(instance, '/v2/orders', {
		method: 'POST',
		headers: { 'APCA-API-KEY-ID': reader.key_id, 'APCA-API-SECRET-KEY': reader.secret_key },
		body: order,
	});
	assert.equal(refused.status, 403);
});

test('every fill is explained to whom it belongs', async () => {
	const order = await one.place({ qty: '2' });
	const [fill] = await one.fills(order.id);
	const told = await one.get(`/api/fills/${fill.id}/explain`);
	assert.equal(told.order_id, order.id);
	assert.equal(told.quote.source, 'sim');
	assert.equal(told.price, told.quote.ask);
	assert.equal(told.explanation.way, 'depth');
	assert.equal(told.explanation.slippage, '0');
	const stranger = await trader(instance);
	assert.equal((await stranger.call('GET', `/api/fills/${fill.id}/explain`)).status, 404);
});

test('the books agree', () => one.assertBooks());
