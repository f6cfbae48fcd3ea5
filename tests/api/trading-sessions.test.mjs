// Sessions begin and end, in a replay whose every price is known: orders expire, auctions
// fill at their prints, what waited opens, gaps fill at what the market then is; the close
// is kept, and holding is charged.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { send, until } from './client.mjs';
import { finish, restart } from './people.mjs';
import { trader, tradingInstance } from './trading.mjs';

const DAYS = ['2024-01-03', '2024-01-04'];

let instance;
let one; /* whose orders fill whole, at the touch */

/** Minutes of two days in New York: $100 until the last of the first, which trades at $102;
 * $110 on the second. DIP dips to $94 for one minute, which
 * is not its lowest. */
function bars() {
	const lines = ['symbol,timestamp,open,high,low,close,volume'];
	for (const [number, day] of DAYS.entries())
		for (let minute = 0; minute < 390; minute++) {
			const time = new Date(Date.parse(`${day}T14:30:00Z`) + minute * 60_000).toISOString();
			const price = number === 1 ? 110 : minute === 389 ? 102 : 100;
			for (const symbol of ['AAA', 'BBB', 'CCC'])
				lines.push([symbol, time, price, price, price, price, 60000].join(','));
			const dip = minute === 200 ? 94 : 100;
			lines.push(['DIP', time, dip, dip, minute === 0 ? 90 : dip, dip, 60000].join(','));
		}
	return lines.join('\n');
}

/** The market begins at an instant, and runs so many times as fast as the clock. */
async function begin(at, speed) {
	restart(instance, { MARKET_DATA: 'replay', REPLAY_START: at, REPLAY_SPEED: String(speed) });
	await until('the quote is on the board', async () => {
		const { json } = await one.call('POST', '/api/orders/preview', { symbol: 'BBB', qty: '1', side: 'buy' });
		return json?.quote?.source === 'replay';
	});
}

const reaches = (order, status) =>
	until(`${order.type} ${order.time_in_force} is ${status}`, async () => {
		const now = await one.order(order.id);
		return now.status === status;
	}, 40_000);

before(async () => {
	instance = tradingInstance();
	one = await trader(instance, { fill_model: 'touch' });
	const headers = { 'Content-Type': 'text/csv', ...one.headers };
	const imported = await send(instance, '/api/imports/bars', { method: 'POST', headers, body: bars() });
	assert.equal(imported.status, 200, imported.text);
});

after(() => finish(instance));

test('however fast the market runs, no minute is missed', async () => {
	await begin('2024-01-03T14:31:00Z', 900);
	await one.place({ symbol: 'DIP', qty: '10' });
	const stop = await one.place({ symbol: 'DIP', qty: '10', side: 'sell', type: 'stop', stop_price: '95' });
	await reaches(stop, 'filled');
	const { filled_avg_price, filled_at } = await one.order(stop.id);
	assert.equal(filled_avg_price, '95');
	assert.ok(filled_at >= '2024-01-03T17:50', filled_at);
});

test('the close: day orders end, auctions print, the rest stays; the day is kept', async () => {
	await begin('2024-01-03T20:42:00Z', 60);
	const order = { symbol: 'AAA', qty: '5', side: 'buy' };
	const closing = await one.place({ ...order, time_in_force: 'cls' });
	const beyond = await one.place({ ...order, time_in_force: 'cls', type: 'limit', limit_price: '101' });
	await one.place({ ...order, qty: '1500' });
	await one.place({ symbol: 'BBB', qty: '100', side: 'sell' });
	const day = await one.place({ ...order, symbol: 'BBB', type: 'limit', limit_price: '90' });
	await one.place({ ...order, symbol: 'CCC' });
	const kept = await one.place({
		...order, symbol: 'CCC', side: 'sell', type: 'limit', limit_price: '105', time_in_force: 'gtc',
	});
	assert.equal(closing.status, 'accepted');
	await reaches(closing, 'filled');
	assert.equal((await one.order(closing.id)).filled_avg_price, '102');
	await reaches(beyond, 'canceled');
	await reaches(day, 'expired');
	assert.equal((await one.order(day.id)).expired_at.slice(0, 16), '2024-01-03T21:00');
	assert.equal((await one.order(kept.id)).status, 'new');
	await until('the day is kept', () =>
		one.sql(`select count(*) from account_days where account_id = $account and day = '2024-01-03'`) === '1',
	);
	const [equity, flow, profit, long, short] = one
		.sql(`select equity, flow, profit_loss, long_value, short_value
			from account_days where account_id = $account and day = '2024-01-03'`)
		.split('|')
		.map(Number);
	assert.equal(flow, 100000);
	assert.equal(long, 1510 * 102);
	assert.equal(short, -100 * 102);
	assert.ok(Math.abs(equity - flow - profit) < 0.000001);
	assert.equal(Number(one.sql('select last_equity from accounts where id = $account')), equity);
	/* A night of what is owed, and of what is borrowed, by years of 360 days. */
	await until('it is charged', () =>
		one.sql(`select count(*) from transfers where account_id = $account and event like '% 2024-01-03'`) === '2',
	);
	const charged = (kind) =>
		Number(one.sql(`select -e.amount from transfers t join entries e on e.transfer_id = t.id
			where t.account_id = $account and t.kind = '${kind}' and e.party = 'holder'`));
	const owed = long + short - equity;
	assert.ok(owed > 0);
	assert.ok(Math.abs(charged('interest') - (owed * 0.0625) / 360) <= 0.0051, `${charged('interest')} of ${owed}`);
	assert.ok(Math.abs(charged('borrow') - (10200 * 0.003) / 360) <= 0.0051, `${charged('borrow')}`);
	assert.equal((await one.get('/v2/account')).accrued_fees, '0', 'nothing is left to be charged');
	one.assertBooks();
});

test('the opening: what waited opens, auctions print, a gap fills at what it is', async () => {
	await begin('2024-01-04T00:30:00Z', 1);
	const order = { symbol: 'BBB', qty: '2', side: 'buy' };
	const opening = await one.place({ ...order, time_in_force: 'opg' });
	const waiting = await one.place({ ...order });
	const low = await one.place({ ...order, type: 'limit', limit_price: '80' });
	const never = await one.place({ ...order, time_in_force: 'ioc', type: 'limit', limit_price: '80' });
	for (const { status } of [opening, waiting, low, never]) assert.equal(status, 'accepted');
	await begin('2024-01-04T14:28:00Z', 60);
	await reaches(opening, 'filled');
	assert.equal((await one.order(opening.id)).filled_avg_price, '110');
	await reaches(waiting, 'filled');
	assert.equal((await one.order(waiting.id)).filled_avg_price, '110.01');
	await reaches(low, 'new');
	await reaches(never, 'canceled');
	const [gap] = await one.get('/v2/orders?status=closed&side=sell&symbols=CCC');
	assert.equal(gap.status, 'filled');
	assert.ok(Number(gap.filled_avg_price) >= 109.99, gap.filled_avg_price);
	one.assertBooks();
});

test('a daemon that comes late ends what is over', async () => {
	const [low] = await one.get('/v2/orders?status=open&symbols=BBB');
	await begin('2024-01-04T22:00:00Z', 1);
	await reaches(low, 'expired');
	await until('the second day is kept', () =>
		one.sql(`select count(*) from account_days where account_id = $account and day = '2024-01-04'`) === '1',
	);
	const [flow, profit, equity, before] = one
		.sql(`select d.flow, d.profit_loss, d.equity, e.equity from account_days d
			join account_days e on e.account_id = d.account_id and e.day = '2024-01-03'
			where d.account_id = $account and d.day = '2024-01-04'`)
		.split('|')
		.map(Number);
	assert.equal(flow, 0);
	assert.ok(Math.abs(equity - before - profit) < 0.000001);
	one.assertBooks();
});
