// Many clients at once: nothing is spent twice, nothing happens twice.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { many } from './client.mjs';
import { assertTradeRefused, audited, trader, tradingInstance, units } from './trading.mjs';

let instance;
const usual = { symbol: 'AAPL', qty: '1', side: 'buy', type: 'market', time_in_force: 'day' };

before(() => {
	instance = tradingInstance();
});

after(() => audited(instance));

const statuses = (replies) =>
	replies.reduce((all, { status }) => ({ ...all, [status]: (all[status] ?? 0) + 1 }), {});

test('64 clients overspend an account, and it is never overspent', async () => {
	const one = await trader(instance, { multiplier: 1 });
	const replies = await many(256, 64, (i) =>
		one.send(i % 2 ? { ...usual, qty: '20' } : { ...usual, qty: '20', type: 'limit', limit_price: '900' }),
	);
	const counts = statuses(replies);
	assert.ok(counts[200] > 0 && counts[403] > 0, JSON.stringify(counts));
	assert.equal(counts[200] + counts[403], 256, JSON.stringify(counts));
	assert.ok(units(await one.cash()) >= 0n);
	const numbers = one.sql(`select count(*), max(number), min(number) from orders where account_id = $account`);
	assert.equal(numbers, `${counts[200]}|${counts[200]}|1`);
	one.assertBooks();
});

test('64 clients sell what one of them can', async () => {
	const one = await trader(instance, { shorting: false });
	await one.place({ qty: '10' });
	const replies = await many(64, 64, () => one.send({ ...usual, side: 'sell', qty: '4' }));
	assert.equal(statuses(replies)[200], 2);
	assert.equal(one.position('AAPL').quantity, '2');
	one.assertBooks();
});

test('one order wins its client’s id', async () => {
	const one = await trader(instance);
	const replies = await many(20, 20, () => one.send({ ...usual, client_order_id: 'mine' }));
	assert.deepEqual(statuses(replies), { 200: 1, 422: 19 });
	for (const reply of replies.filter(({ status }) => status === 422))
		assertTradeRefused(reply, 422, 40010001, 'client_order_id must be unique', [], 'client_order_id');
	assert.equal(one.position('AAPL').quantity, '1');
});

test('an order that is cancelled and replaced at once has one fate', async () => {
	const one = await trader(instance);
	for (let round = 0; round < 5; round++) {
		const order = await one.place({ qty: '10', type: 'limit', limit_price: '1' });
		const replies = await many(8, 8, (i) =>
			i % 2 ? one.cancel(order.id) : one.replace(order.id, { limit_price: `1.0${i + 1}` }),
		);
		const won = replies.filter(({ status }) => status < 300);
		assert.equal(won.length, 1, JSON.stringify(statuses(replies)));
		const ended = await one.order(order.id);
		assert.equal(ended.status, won[0].status === 204 ? 'canceled' : 'replaced');
		assert.equal((await one.get('/v2/orders')).length, won[0].status === 204 ? 0 : 1);
		await one.call('DELETE', '/v2/orders');
	}
});

describe('an Idempotency-Key', () => {
	const headers = { 'Idempotency-Key': 'key 1' };

	test('50 times at once is one order, and identical bodies', async () => {
		const one = await trader(instance);
		const replies = await many(50, 50, () => one.send(usual, headers));
		assert.deepEqual(statuses(replies), { 200: 50 });
		assert.equal(new Set(replies.map(({ text }) => text)).size, 1);
		assert.equal(one.sql('select count(*) from orders where account_id = $account'), '1');
		assert.equal(one.position('AAPL').quantity, '1');
		assert.equal(replies.filter((reply) => reply.headers['idempotent-replayed']).length, 49);
	});

	test('with another body, or for another route, is refused', async () => {
		const one = await trader(instance);
		const first = await one.send(usual, headers);
		const other = await one.send({ ...usual, qty: '2' }, headers);
		assert.equal(other.status, 422, other.text);
		assert.equal(other.json.field, 'Idempotency-Key');
		const route = await one.call('PATCH', `/v2/orders/${first.json.id}`, usual, headers);
		assert.equal(route.status, 422, route.text);
		assert.equal(one.position('AAPL').quantity, '1');
	});

	test('is not used up by a request that was refused', async () => {
		const one = await trader(instance);
		const order = { ...usual, side: 'sell', qty: '1', client_order_id: 'retry' };
		one.sql('update accounts set no_shorting = true where id = $account');
		assert.equal((await one.send(order, headers)).status, 403);
		await one.place({ qty: '1' });
		assert.equal((await one.send(order, headers)).status, 200);
		assert.equal((await one.send(order, headers)).headers['idempotent-replayed'], 'true');
	});

	test('is an account’s own', async () => {
		const [one, two] = [await trader(instance), await trader(instance)];
		const replies = [await one.send(usual, headers), await two.send(usual, headers)];
		assert.deepEqual(statuses(replies), { 200: 2 });
		assert.notEqual(replies[0].json.id, replies[1].json.id);
	});

	test('that is none is refused', async () => {
		const one = await trader(instance);
		const reply = await one.send(usual, { 'Idempotency-Key': 'x'.repeat(256) });
		assert.equal(reply.status, 422);
		assert.equal(reply.json.field, 'Idempotency-Key');
	});

	test('of a replacement gives one successor', async () => {
		const one = await trader(instance);
		const order = await one.place({ qty: '10', type: 'limit', limit_price: '1' });
		const change = () => one.call('PATCH', `/v2/orders/${order.id}`, { qty: '5' }, headers);
		const replies = await many(10, 10, change);
		assert.deepEqual(statuses(replies), { 200: 10 });
		assert.equal(new Set(replies.map(({ json }) => json.id)).size, 1);
	});
});
