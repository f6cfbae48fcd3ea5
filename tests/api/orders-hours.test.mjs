// Orders while the exchange is closed, and while quotes are too old to trade on.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { send, service, until } from './client.mjs';
import { finish, restart } from './people.mjs';
import { assertTradeRefused, trader, tradingInstance } from './trading.mjs';

const usual = { symbol: 'AAA', qty: '1', side: 'buy', type: 'market', time_in_force: 'day' };

/** Minute bars of AAA on a Wednesday in New York. */
function bars() {
	const lines = ['symbol,timestamp,open,high,low,close,volume'];
	for (let minute = 0; minute < 390; minute++) {
		const time = new Date(Date.parse('2024-01-03T14:30:00Z') + minute * 60_000).toISOString();
		lines.push(`AAA,${time},100.00,100.50,99.50,100.00,100000`);
	}
	return lines.join('\n');
}

describe('by the exchange’s hours, in a replay that stands at one of them', () => {
	let instance;
	let one;

	/** Lets the market stand (nearly) at an instant. */
	async function stand(at) {
		restart(instance, { MARKET_DATA: 'replay', REPLAY_START: at, REPLAY_SPEED: '0.001' });
		/* The daemon has to come round to it; what it waits for is no quote of before. */
		await until('the quote is on the board', async () => {
			const { json } = await one.call('POST', '/api/orders/preview', { symbol: 'AAA', qty: '1', side: 'buy' });
			return json?.quote?.source === 'replay';
		});
	}

	before(async () => {
		instance = tradingInstance();
		one = await trader(instance);
		const headers = { 'Content-Type': 'text/csv', ...one.headers };
		const options = { method: 'POST', headers, body: bars() };
		const imported = await send(instance, '/api/imports/bars', options);
		assert.equal(imported.status, 200, imported.text);
	});

	after(() => finish(instance));

	test('after the close an order waits for the opening', async () => {
		await stand('2024-01-03T21:30:00Z');
		const order = await one.place({ ...usual });
		assert.equal(order.status, 'accepted');
		assert.equal(order.filled_qty, '0');
		assert.equal(order.expires_at, '2024-01-04T21:00:00.000000Z');
		assert.equal(await one.cash(), '100000');
		/* What it may cost is kept aside. */
		const account = await one.get('/v2/account');
		assert.ok(Number(account.buying_power) < 400000, account.buying_power);
		const refused = await one.replace(order.id, { qty: '2' });
		assertTradeRefused(refused, 422, 42210000, 'cannot replace order in accepted status');
		assert.equal((await one.cancel(order.id)).status, 204);
	});

	test('one for extended hours works in them', async () => {
		const limit = { ...usual, type: 'limit', limit_price: '101', extended_hours: true };
		const order = await one.place(limit);
		assert.notEqual(order.status, 'accepted');
	});

	test('auctions take orders in time', async () => {
		const closing = await one.send({ ...usual, time_in_force: 'cls' });
		const late = 'cls orders are not accepted from ten minutes before the close until 7:00 pm ET';
		assertTradeRefused(closing, 422, 42210000, late, [], 'time_in_force');
		await stand('2024-01-03T20:00:00Z');
		const order = await one.place({ ...usual, time_in_force: 'cls' });
		assert.equal(order.status, 'accepted');
		assert.equal(order.expires_at, '2024-01-03T21:00:00.000000Z');
		const opening = await one.send({ ...usual, time_in_force: 'opg' });
		assertTradeRefused(
			opening, 422, 42210000, 'opg orders are not accepted between 9:28 am and 7:00 pm ET', [], 'time_in_force');
	});

	test('within hours an order is filled, at the market’s time', async () => {
		const order = await one.place({ ...usual });
		assert.equal(order.status, 'filled');
		assert.match(order.filled_at, /^2024-01-03T20:0/);
		const good = await one.place({ ...usual, type: 'limit', limit_price: '1', time_in_force: 'gtc' });
		assert.equal(good.expires_at, '2024-04-02T20:15:00.000000Z');
		one.assertBooks();
	});
});

describe('when quotes are too old', () => {
	let instance;
	let one;

	before(async () => {
		instance = tradingInstance({ QUOTE_MAX_AGE_S: '2' });
		one = await trader(instance);
	});

	after(() => finish(instance));

	test('orders are refused, never filled, and cancelled all the same', async () => {
		const order = { ...usual, symbol: 'AAPL' };
		const resting = await one.place({ ...order, type: 'limit', limit_price: '1' });
		const daemon = service(instance, /papertrade market/);
		assert.ok(daemon);
		process.kill(daemon, 'SIGSTOP');
		try {
			let refused;
			await until('the quote is too old', async () => {
				refused = await one.send(order);
				return refused.status !== 200;
			});
			const message = 'the quote for AAPL is too old to trade on; try again';
			assertTradeRefused(refused, 503, 50310002, message);
			assert.equal(refused.headers['retry-after'], '1');
			const cash = await one.cash();
			for (const change of [{}, { type: 'limit', limit_price: '900' }, { side: 'sell' }])
				assert.equal((await one.send({ ...order, ...change })).status, 503);
			assert.equal(await one.cash(), cash);
			assert.equal((await one.replace(resting.id, { qty: '2' })).status, 503);
			assert.equal((await one.cancel(resting.id)).status, 204);
		} finally {
			process.kill(daemon, 'SIGCONT');
		}
		await until('orders are taken again', async () => (await one.send(order)).status === 200);
		one.assertBooks();
	});
});
