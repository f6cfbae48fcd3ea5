// The market daemon is killed while orders rest and fill: nothing is lost, nothing is filled
// twice, and what had only moved in memory is where it was written down.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { children, until } from './client.mjs';
import { Exchange } from './exchange.mjs';
import { finish } from './people.mjs';
import { trader } from './trading.mjs';

const SYMBOLS = ['AAA', 'BBB', 'CCC', 'DDD', 'EEE', 'FFF'];

let exchange;
let traders;

before(async () => {
	exchange = await Exchange.open(Object.fromEntries(SYMBOLS.map((symbol) => [symbol, 100])));
	traders = [];
	for (let i = 0; i < 4; i++) traders.push(await trader(exchange.instance));
});

after(async () => {
	exchange?.close();
	await finish(exchange.instance);
});

test('killed again and again, every order is filled once, and whole', async () => {
	const orders = [];
	for (const one of traders)
		for (const symbol of SYMBOLS)
			orders.push([
				one,
				await one.place({
					symbol, qty: '25', type: 'limit', limit_price: '99', time_in_force: 'gtc',
					order_class: 'bracket', take_profit: { limit_price: '150' }, stop_loss: { stop_price: '50' },
				}),
			]);
	for (let round = 0; round < 24; round++) {
		/* Each look gives an order a tenth of what was traded: three or four do. */
		await exchange.conduct({ trades: SYMBOLS.map((symbol) => [symbol, 98.5 - round / 100, 80]) });
		await sleep(300 + (round % 5) * 130);
		if (round % 2 === 0) process.kill(exchange.daemon(), 'SIGKILL');
		else for (const pid of children(exchange.daemon() ?? 0)) process.kill(pid, 'SIGKILL');
		await until('a daemon', () => exchange.daemon() !== undefined, 20_000);
	}
	let price = 98;
	for (const [one, { id }] of orders)
		await until('it is filled', async () => {
			price -= 0.01;
			const trades = SYMBOLS.map((symbol) => [symbol, Math.round(price * 100) / 100, 300]);
			await exchange.conduct({ trades });
			await sleep(200);
			return (await one.order(id)).status === 'filled';
		}, 60_000);
	for (const [one, { id }] of orders) {
		const fills = await one.fills(id);
		assert.equal(fills.reduce((sum, { qty }) => sum + Number(qty), 0), 25);
		assert.equal((await one.order(id)).filled_qty, '25');
		assert.ok(fills.every((fill) => Number(fill.price) <= 99));
	}
	for (const one of traders) one.assertBooks();
	assert.match(exchange.audit(), /^in order/);
});

test('where a stop trails to is written down when the daemon ends, and goes on from there', async () => {
	const [one] = traders;
	const high = 170;
	await exchange.trade('AAA', 100);
	await one.place({ symbol: 'AAA', qty: '5' });
	await one.call('DELETE', '/v2/orders');
	const order = await one.place({
		symbol: 'AAA', qty: '5', side: 'sell', type: 'trailing_stop', trail_percent: '10', time_in_force: 'gtc',
	});
	await exchange.trade('AAA', high);
	await sleep(1_500);
	await exchange.kill('SIGTERM');
	assert.equal((await one.order(order.id)).hwm, String(high));
	assert.equal((await one.order(order.id)).stop_price, '153');
	await exchange.trade('AAA', 160);
	await exchange.kill();
	await exchange.trade('AAA', 152);
	await until('it is filled', async () => (await one.order(order.id)).status === 'filled', 30_000);
	one.assertBooks();
});
