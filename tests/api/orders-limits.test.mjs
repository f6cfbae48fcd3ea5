// What an account's rules, its owner's limits and other people's orders do to an order; and
// what rests while it is cancelled.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { many } from './client.mjs';
import { finish } from './people.mjs';
import { assertTradeRefused, audited, quote, sum, trader, tradingInstance, units } from './trading.mjs';

let instance;
const usual = { symbol: 'AAPL', qty: '1', side: 'buy', type: 'market', time_in_force: 'day' };

before(() => {
	instance = tradingInstance();
});

after(() => audited(instance));

/** Somebody with so much cash. */
async function withCash(cash, changes) {
	const one = await trader(instance, changes);
	const path = `/api/accounts/${one.account}/reset`;
	const reply = await one.person.post(path, { starting_cash: cash });
	assert.equal(reply.status, 200, reply.text);
	return one;
}

describe('the rule of pattern day traders, where an account asks for it', () => {
	const dayTrade = async (one, symbol) => {
		await one.place({ symbol, qty: '1' });
		await one.place({ symbol, qty: '1', side: 'sell' });
	};

	test('refuses to open what could be the fourth day trade', async () => {
		const one = await withCash('20000', { day_trade_check: true });
		for (const symbol of ['AAPL', 'MSFT', 'NVDA']) await dayTrade(one, symbol);
		const refused = await one.send({ ...usual, symbol: 'AMZN' });
		const message = 'trade denied due to pattern day trading protection';
		assertTradeRefused(refused, 403, 40310100, message);
	});

	test('does not concern the others', async () => {
		for (const one of [await withCash('20000'), await withCash('50000', { day_trade_check: true })]) {
			for (const symbol of ['AAPL', 'MSFT', 'NVDA', 'AMZN']) await dayTrade(one, symbol);
		}
	});
});

describe('limits that its owner set', () => {
	test('on a position’s share of the account', async () => {
		const one = await trader(instance, { position_share_bp: 1000 });
		await one.place({ notional: '9000' });
		const refused = await one.send({ ...usual, qty: undefined, notional: '2000' });
		assertTradeRefused(
			refused, 403, 40310202,
			/^the position in AAPL would be worth [\d.]+, above this account's limit of [\d.]+$/, [], 'notional',
		);
		await one.place({ notional: '9000', symbol: 'MSFT' });
		await one.place({ notional: '5000', side: 'sell' });
	});

	test('on the day’s loss', async () => {
		const one = await trader(instance, { daily_loss: '100' });
		await one.place({ qty: '1' });
		one.sql('update accounts set last_equity = 100200 where id = $account');
		const message = /^today's loss of \d+\.\d\d has reached this account's limit of 100\.00/;
		assertTradeRefused(await one.send(usual), 403, 40310203, message);
		await one.place({ qty: '1', side: 'sell' });
	});
});

describe('selling short', () => {
	test('what is hard to borrow is for the day alone', async () => {
		const one = await trader(instance);
		const assets = await one.get('/v2/assets');
		const hard = assets.find((each) => each.tradable && each.shortable && !each.easy_to_borrow);
		const order = { ...usual, symbol: hard.symbol, side: 'sell', type: 'limit', limit_price: '9000' };
		assertTradeRefused(
			await one.send({ ...order, time_in_force: 'gtc' }), 422, 42210000,
			`only day orders are allowed for hard-to-borrow asset "${hard.symbol}"`, [], 'time_in_force',
		);
	});

	test('bars buying what is not held, until it is done', async () => {
		const one = await trader(instance);
		await one.place({ side: 'sell', qty: '1', type: 'limit', limit_price: '9000' });
		const refused = await one.send({ ...usual, type: 'limit', limit_price: '1' });
		assertTradeRefused(
			refused, 403, 40310000, 'cannot open a long buy while a short sell order is open');
	});

	test('never turns a position over', async () => {
		const one = await trader(instance);
		await one.place({ qty: '3', side: 'sell' });
		const members = ['available', 'existing_qty', 'held_for_orders', 'symbol'];
		const message = 'insufficient qty available for order (requested: 4, available: 3)';
		assertTradeRefused(await one.send({ ...usual, qty: '4' }), 403, 40310000, message, members, 'qty');
	});
});

test('an account keeps a thousand orders open, and no more', async () => {
	const one = await trader(instance);
	const { id } = await one.place({ qty: '1', type: 'limit', limit_price: '1' });
	one.sql(`
		insert into orders (
			id, user_id, account_id, epoch, number, client_order_id, symbol, asset_id, asset_class,
			side, type, time_in_force, quantity, limit_price, status, source, created_at,
			submitted_at, updated_at
		)
		select
			gen_random_uuid(), user_id, account_id, epoch, n, 'n' || n, symbol, asset_id, asset_class,
			side, type, time_in_force, quantity, limit_price, status, source, created_at,
			submitted_at, updated_at
		from orders, generate_series(2, 1000) as n where id = '${id}'`);
	one.sql('update accounts set order_count = 1000 where id = $account');
	assertTradeRefused(
		await one.send(usual), 403, 40310205,
		'this account has 1000 open orders already, which is the most that are kept',
	);
	const all = await one.call('DELETE', '/v2/orders');
	assert.equal(all.json.length, 1000);
	await one.place({ qty: '1' });
});

test('what rests is filled or cancelled, never both, and never twice', async () => {
	const one = await trader(instance, { fill_model: 'touch' });
	const ids = [];
	/* So near that the market comes by within seconds. */
	for (let round = 0; round < 30; round++) {
		const { ask } = await quote(one, 'SPY');
		const near = (Number(ask) - 0.01 * (1 + (round % 3))).toFixed(2);
		const order = await one.place({ symbol: 'SPY', qty: '2', type: 'limit', limit_price: near });
		ids.push(order.id);
		if (round % 10 === 9) await sleep(1_000);
	}
	const replies = await many(ids.length, 8, (i) => one.cancel(ids[i]));
	const orders = await Promise.all(ids.map(one.order));
	for (const [i, order] of orders.entries()) {
		const canceled = replies[i].status === 204;
		assert.equal(order.status, canceled ? 'canceled' : 'filled');
		assert.equal(order.filled_qty, canceled ? '0' : '2');
	}
	const bought = sum(orders.map(({ filled_qty: qty }) => qty));
	assert.equal(units(one.position('SPY').quantity), bought);
	one.assertBooks();
});

test('trades are told page by page', async () => {
	const one = await trader(instance);
	for (const symbol of ['AAPL', 'MSFT', 'NVDA']) await one.place({ symbol, qty: '1' });
	const page = (query) => one.get(`/api/trades?limit=2${query}`);
	const first = await page('');
	assert.deepEqual(first.trades.map(({ symbol }) => symbol), ['NVDA', 'MSFT']);
	const second = await page(`&before=${first.next_before}`);
	assert.deepEqual(second.trades.map(({ symbol }) => symbol), ['AAPL']);
	assert.equal(second.next_before, null);
	assert.deepEqual((await page('&symbol=MSFT')).trades.map(({ symbol }) => symbol), ['MSFT']);
	const stranger = await trader(instance);
	assert.equal((await stranger.call('GET', `/api/trades?before=${first.next_before}`)).status, 404);
});

test('people place so many orders a minute, wherever they sit; keys have a limit of their own', async () => {
	const other = tradingInstance({ RATE_LIMIT_TRADE: '3' });
	try {
		const one = await trader(other);
		const order = { symbol: 'AAPL', qty: '1', side: 'buy' };
		const replies = [];
		for (let i = 0; i < 4; i++) replies.push(await one.person.post('/api/orders', order));
		assert.deepEqual(replies.map(({ status }) => status), [200, 200, 200, 429]);
		assert.equal(replies[0].headers['x-ratelimit-limit'], '3');
		assert.ok(Number(replies[3].headers['retry-after']) > 0);
		await one.place({ qty: '1' });
		const neighbour = await trader(other);
		assert.equal((await neighbour.person.post('/api/orders', order)).status, 200);
		/* Nobody is kept from cancelling. */
		assert.equal((await one.person.remove('/api/orders')).status, 207);
	} finally {
		await finish(other);
	}
});
