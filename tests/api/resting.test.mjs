// What rests meets the market: limits, stops, groups, in a market whose every trade is known.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { metric, sql, until } from './client.mjs';
import { Exchange } from './exchange.mjs';
import { finish } from './people.mjs';
import { trader } from './trading.mjs';

const SYMBOLS = ['LIM', 'GAP', 'STP', 'STL', 'TRL', 'BRA', 'BRB', 'OCO', 'OTO', 'QUE', 'RACE', 'WAIT', 'BAD', 'GOOD'];

let exchange;
let one; /* whose orders fill whole, at the touch */
let other; /* whose orders fill as they would */

before(async () => {
	exchange = await Exchange.open(Object.fromEntries(SYMBOLS.map((symbol) => [symbol, 100])));
	one = await trader(exchange.instance, { fill_model: 'touch' });
	other = await trader(exchange.instance);
});

after(async () => {
	exchange?.close();
	await finish(exchange.instance);
});

const limit = (symbol, price, more) => ({ symbol, qty: '10', type: 'limit', limit_price: price, ...more });
const buy = (symbol, qty = '10') => one.place({ symbol, qty });

async function reaches(order, status, who = one) {
	await until(`${order.symbol} is ${status}`, async () => (await who.order(order.id)).status === status);
	return who.order(order.id);
}

/** The market trades there, and nothing comes of it. */
async function rests(order, symbol, price) {
	await exchange.trade(symbol, price);
	/* What is on the board is looked at within a fraction of a second. */
	await sleep(1_000);
	assert.equal((await one.order(order.id)).status, 'new');
}

test('a limit fills when the market comes to it, at the market where that is better', async () => {
	const order = await one.place(limit('LIM', '99'));
	assert.equal(order.status, 'new');
	await rests(order, 'LIM', 99.5);
	await exchange.trade('LIM', 98.5);
	const filled = await reaches(order, 'filled');
	assert.equal(filled.filled_avg_price, '98.51');
	const [fill] = await one.fills(order.id);
	const { quote } = await one.get(`/api/fills/${fill.id}/explain`);
	assert.equal(Number(quote.ask), 98.51);
	const sale = await one.place(limit('LIM', '99.5', { side: 'sell' }));
	await exchange.trade('LIM', 99.6);
	assert.equal((await reaches(sale, 'filled')).filled_avg_price, '99.59');
	one.assertBooks();
});

test('a stop is reached by trades, and fills at the worse of stop and market', async () => {
	await buy('STP');
	const order = await one.place({ symbol: 'STP', qty: '10', side: 'sell', type: 'stop', stop_price: '97' });
	await rests(order, 'STP', 97.5);
	await exchange.trade('STP', 95);
	assert.equal((await reaches(order, 'filled')).filled_avg_price, '94.99');
	one.assertBooks();
});

test('a stop-limit that the market jumps over rests at its limit until it returns', async () => {
	await buy('STL');
	const order = await one.place({
		symbol: 'STL', qty: '10', side: 'sell', type: 'stop_limit', stop_price: '97', limit_price: '96.5',
	});
	await exchange.trade('STL', 95);
	await until('it is triggered', () => one.sql(`select triggered from orders where id = '${order.id}'`) === 't');
	assert.equal((await one.order(order.id)).status, 'new');
	await exchange.trade('STL', 96.7);
	const filled = await reaches(order, 'filled');
	assert.ok(Number(filled.filled_avg_price) >= 96.5);
});

test('a trailing stop follows the market up, stays, and is reached', async () => {
	await buy('TRL');
	const order = await one.place({ symbol: 'TRL', qty: '10', side: 'sell', type: 'trailing_stop', trail_price: '3' });
	assert.equal(order.hwm, '100');
	await exchange.trade('TRL', 104);
	await exchange.trade('TRL', 102);
	await rests(order, 'TRL', 102);
	await exchange.trade('TRL', 100.9);
	const filled = await reaches(order, 'filled');
	assert.equal(filled.hwm, '104');
	assert.equal(filled.stop_price, '101');
	assert.equal(filled.filled_avg_price, '100.89');
});

describe('orders that belong together', () => {
	const bracket = (symbol) => ({
		symbol, qty: '10', order_class: 'bracket', time_in_force: 'gtc', type: 'limit', limit_price: '99',
		take_profit: { limit_price: '105' }, stop_loss: { stop_price: '95' },
	});

	test('a bracket’s exits wake with its entry, and the profit ends the stop', async () => {
		const order = await one.place(bracket('BRA'));
		assert.deepEqual(order.legs.map(({ status }) => status), ['held', 'held']);
		await exchange.trade('BRA', 98.9);
		await reaches(order, 'filled');
		const [profit, loss] = order.legs[0].type === 'limit' ? order.legs : [...order.legs].reverse();
		await reaches(profit, 'new');
		assert.equal((await one.order(loss.id)).status, 'held');
		await exchange.trade('BRA', 106);
		assert.equal((await reaches(profit, 'filled')).filled_avg_price, '105.99');
		await reaches(loss, 'canceled');
		assert.deepEqual(one.position('BRA').quantity, '0');
		one.assertBooks();
	});

	test('and the stop ends the profit', async () => {
		const order = await one.place(bracket('BRB'));
		await exchange.trade('BRB', 98.9);
		await reaches(order, 'filled');
		const [profit, loss] = order.legs[0].type === 'limit' ? order.legs : [...order.legs].reverse();
		await reaches(profit, 'new');
		await exchange.trade('BRB', 94);
		assert.equal((await reaches(loss, 'filled')).filled_avg_price, '93.99');
		await reaches(profit, 'canceled');
		one.assertBooks();
	});

	test('of two exits one cancels the other', async () => {
		await buy('OCO');
		const order = await one.place({
			symbol: 'OCO', qty: '10', side: 'sell', type: 'limit', order_class: 'oco',
			take_profit: { limit_price: '103' }, stop_loss: { stop_price: '97', limit_price: '96' },
		});
		await exchange.trade('OCO', 103.5);
		assert.equal((await reaches(order, 'filled')).filled_avg_price, '103.49');
		await reaches(order.legs[0], 'canceled');
	});

	test('one triggers the other', async () => {
		const order = await one.place({
			symbol: 'OTO', qty: '10', type: 'limit', limit_price: '98', order_class: 'oto',
			stop_loss: { stop_price: '96' },
		});
		await exchange.trade('OTO', 97.5);
		await reaches(order, 'filled');
		await reaches(order.legs[0], 'new');
		await exchange.trade('OTO', 95);
		assert.equal((await reaches(order.legs[0], 'filled')).filled_avg_price, '94.99');
		one.assertBooks();
	});
});

test('a limit that rests gets its share of what is traded through it, again and again', async () => {
	const order = await other.place(limit('QUE', '99', { qty: '150', time_in_force: 'gtc' }));
	await exchange.trade('QUE', 98.95, 1000);
	const part = await reaches(order, 'partially_filled', other);
	assert.equal(part.filled_qty, '100');
	await exchange.trade('QUE', 98.9, 1000);
	const whole = await reaches(order, 'filled', other);
	assert.equal(whole.filled_qty, '150');
	assert.equal((await other.fills(order.id)).length, 2);
	assert.ok(Number(whole.filled_avg_price) <= 99);
	other.assertBooks();
});

test('cancelled while the market comes to it: it is either, never both', async () => {
	const outcomes = new Set();
	for (let round = 0; round < 6; round++) {
		const orders = [];
		for (let i = 0; i < 8; i++) orders.push(await one.place(limit('RACE', '99', { qty: '1' })));
		const cancelling = (async () => {
			await exchange.seen('RACE', 98.5 - round / 100);
			return Promise.all(orders.map(({ id }) => one.cancel(id)));
		})();
		await exchange.conduct({ trades: [['RACE', 98.5 - round / 100, 100]] });
		const replies = await cancelling;
		for (const [i, { id }] of orders.entries()) {
			const { status, filled_qty } = await one.order(id);
			outcomes.add(status);
			assert.ok(['filled', 'canceled'].includes(status), status);
			assert.equal(filled_qty, status === 'filled' ? '1' : '0');
			assert.equal(replies[i].status, status === 'canceled' ? 204 : 422);
		}
		await exchange.trade('RACE', 100);
	}
	one.assertBooks();
	assert.ok(outcomes.size > 0);
});

test('what the books cannot hold is cancelled, and holds up nothing else', async () => {
	sql(exchange.instance, "alter table fills add constraint none_of_bad check (symbol <> 'BAD')");
	const bad = await one.place(limit('BAD', '99'));
	const good = await one.place(limit('GOOD', '99'));
	await exchange.conduct({ trades: [['BAD', 98, 100], ['GOOD', 98, 100]] });
	await reaches(good, 'filled');
	const { reason } = await reaches(bad, 'canceled');
	assert.equal(reason, 'what would come of it is beyond all bounds');
	sql(exchange.instance, 'alter table fills drop constraint none_of_bad');
	one.assertBooks();
});

test('an account that is busy is dealt with as soon as it is free', async () => {
	const order = await one.place(limit('GAP', '99'));
	const busy = spawn('psql', ['-X', '-q', '-h', `${exchange.instance.home}/run`, '-U', 'postgres', '-d', 'papertrade'], {
		stdio: ['pipe', 'ignore', 'inherit'],
	});
	busy.stdin.write(`begin; select from accounts where id = '${one.account}' for update;\n`);
	await sleep(300);
	const patient = await other.place(limit('GAP', '99', { qty: '5' }));
	await exchange.conduct({ trades: [['GAP', 98, 1000]] });
	await reaches(patient, 'filled', other);
	/* The market has gone by the time that the account is free: what it did counts. */
	await exchange.conduct({ trades: [['GAP', 100, 100]] });
	await sleep(1_500);
	busy.stdin.end('rollback;\n');
	await reaches(order, 'filled');
	one.assertBooks();
});

test('metrics tell what rests, and what came of it', async () => {
	await one.place(limit('WAIT', '50'));
	await until('it is counted', async () => (await metric(exchange.instance, 'papertrade_resting_orders')) >= 1);
	assert.ok((await metric(exchange.instance, 'papertrade_resting_fills_total')) > 10);
	assert.equal(await metric(exchange.instance, 'papertrade_resting_backlog'), 0);
	assert.ok((await metric(exchange.instance, 'papertrade_tick_seconds')) < 60);
});

test('the books are in order', () => assert.match(exchange.audit(), /^in order/));
