// What happens by itself: corporate actions on their ex-days, margin calls, worth through
// the day; on an exchange that the test conducts.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { metric, sql, until } from './client.mjs';
import { Exchange } from './exchange.mjs';
import { finish } from './people.mjs';
import { trader } from './trading.mjs';

const PRICES = { SPL: 100, REV: 2, DIV: 50, OLD: 40, NEW: 40, GONE: 10, CALL: 100, WORTH: 20 };

let exchange;
let one;

before(async () => {
	exchange = await Exchange.open(PRICES);
	one = await trader(exchange.instance, { fill_model: 'touch' });
});

after(async () => {
	exchange?.close();
	await finish(exchange.instance);
});

const today = () => sql(exchange.instance, "select (now() at time zone 'America/New_York')::date");

/** Makes as if all this had happened a week ago. */
const long_ago = () =>
	sql(
		exchange.instance,
		`update lots set opened_at = opened_at - interval '7 days';
		update orders set
			submitted_at = submitted_at - interval '7 days', updated_at = updated_at - interval '7 days'`,
	);

/** Waits for what happens once a minute, without much ado. */
const inTime = (what, condition) =>
	until(what, async () => {
		await sleep(500);
		return condition();
	}, 150_000);

const transfers = () =>
	one.sql(`select event from transfers where account_id = $account and event is not null order by event`);

test('actions of companies come to positions, lots and orders, once', async () => {
	await one.place({ symbol: 'SPL', qty: '10' });
	await one.place({ symbol: 'REV', qty: '25' });
	await one.place({ symbol: 'DIV', qty: '30' });
	await one.place({ symbol: 'OLD', qty: '7' });
	await one.place({ symbol: 'GONE', qty: '5' });
	const split = await one.place({
		symbol: 'SPL', qty: '10', side: 'sell', type: 'limit', limit_price: '120', time_in_force: 'gtc',
	});
	const entry = await one.place({ symbol: 'DIV', qty: '5', type: 'limit', limit_price: '40', time_in_force: 'gtc' });
	const gone = await one.place({ symbol: 'GONE', qty: '5', side: 'sell', type: 'limit', limit_price: '20', time_in_force: 'gtc' });
	long_ago();
	/* What is bought on the day itself is not concerned. */
	await one.place({ symbol: 'DIV', qty: '4' });
	const cash = Number(one.cash());
	const date = today();
	await exchange.conduct({
		actions: {
			forward_splits: [{ symbol: 'SPL', new_rate: 4, old_rate: 1, process_date: date, ex_date: date }],
			reverse_splits: [{ symbol: 'REV', new_rate: 1, old_rate: 10, process_date: date, ex_date: date }],
			cash_dividends: [{ symbol: 'DIV', rate: 0.25, process_date: date, ex_date: date }],
			name_changes: [{ old_symbol: 'OLD', new_symbol: 'NEW', process_date: date }],
			worthless_removals: [{ symbol: 'GONE', process_date: date }],
		},
		trades: [['SPL', 25, 100], ['REV', 20, 100]],
	});
	await exchange.kill();
	await inTime('all have come', () => transfers().split('\n').length === 5);
	assert.deepEqual(transfers().split('\n'), [
		`delisting GONE ${date}`, `dividend DIV ${date}`, `split REV ${date}`, `split SPL ${date}`, `symbol_change OLD ${date}`,
	]);
	assert.equal(one.position('SPL').quantity, '40');
	assert.ok(Math.abs(Number(one.position('SPL').cost) - 1000.1) < 0.01);
	assert.equal(one.position('REV').quantity, '2');
	assert.equal(one.position('DIV').quantity, '34');
	assert.equal(one.position('OLD').quantity, '0');
	assert.equal(one.position('NEW').quantity, '7');
	assert.equal(one.position('GONE').quantity, '0');
	/* Half a share of REV at $20, and a quarter of a dollar for each of 30. */
	assert.ok(Math.abs(Number(one.cash()) - cash - 10 - 7.5) < 0.000001, one.cash());
	const restated = await one.order(split.id);
	assert.equal(restated.qty, '40');
	assert.equal(restated.limit_price, '30');
	assert.equal((await one.order(entry.id)).limit_price, '39.75');
	assert.equal((await one.order(gone.id)).status, 'canceled');
	one.assertBooks();
	/* Nor are they repeated by a daemon that knows nothing of this one. */
	const before = one.cash();
	await exchange.kill();
	await until('it has looked', async () => (await metric(exchange.instance, 'papertrade_resting_orders')) === 2);
	await exchange.trade('SPL', 31);
	await until('the order fills in new shares', async () => (await one.order(split.id)).status === 'filled');
	assert.equal(one.position('SPL').quantity, '0');
	assert.ok(Math.abs(Number(one.cash()) - Number(before) - 40 * 30.99) < 0.000001);
	assert.equal(transfers().split('\n').length, 5);
	one.assertBooks();
});

test('accounts are valued through the day, and one that is worth too little is closed out', async () => {
	const debtor = await trader(exchange.instance, { fill_model: 'touch' });
	await one.place({ symbol: 'WORTH', qty: '100' });
	await exchange.trade('WORTH', 25);
	await debtor.place({ symbol: 'CALL', qty: '1890' });
	const waiting = await debtor.place({ symbol: 'CALL', qty: '1', type: 'limit', limit_price: '10', time_in_force: 'gtc' });
	/* 189,000 of shares for 100,000 of one's own: at $60 they are 24,000 over what is owed. */
	await exchange.trade('CALL', 60);
	await inTime('it is called', () => Number(debtor.position('CALL').quantity) < 1890);
	/* Were it not so because of the spread, it would be called again. */
	await inTime('it suffices again', async () => {
		const { equity, maintenance_margin } = await debtor.get('/v2/account');
		return Number(equity) >= Number(maintenance_margin);
	});
	assert.ok(Number(debtor.position('CALL').quantity) > 0, 'no more is closed than it takes');
	const ended = await debtor.order(waiting.id);
	assert.deepEqual([ended.status, ended.reason], ['canceled', 'margin call']);
	const [order] = await debtor.get('/v2/orders?status=closed&side=sell');
	assert.deepEqual([order.status, order.source], ['filled', 'system']);
	assert.equal(
		debtor.sql(`select count(*) > 0 from outbox where account_id = $account and kind = 'margin_call'`),
		't',
	);
	debtor.assertBooks();
	const moment = () =>
		one.sql(`select equity - cash from account_moments where account_id = $account order by at desc limit 1`);
	await inTime('it is valued', () => Number(moment()) >= 2500);
});

test('the books are in order', () => assert.match(exchange.audit(), /^in order/));
