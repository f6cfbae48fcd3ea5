// What lots that were closed made: over a range of days, by symbol, by day, one by one.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertRefused } from './client.mjs';
import { sum, trader, tradingInstance, audited, units } from './trading.mjs';

const TOTALS = '/api/portfolio/realized';
const CLOSINGS = '/api/portfolio/closings';
const NONE = { closings: 0, realized: '0', gains: '0', losses: '0', fees: '0', net: '0' };

let instance;

before(async () => {
	instance = tradingInstance();
});
after(() => audited(instance));

const totals = ({ closings, realized, gains, losses, fees, net }) =>
	({ closings, realized, gains, losses, fees, net });

/** So many lots of a share each, closed a minute apart until a day of so long ago, the n-th for n dollars. */
const closed = (one, symbol, count, daysAgo) =>
	one.sql(`
		with a as (
			update accounts set lot_count = lot_count + ${count} where id = $account
			returning user_id, id, epoch, lot_count - ${count} as first
		), l as (
			insert into lots (user_id, account_id, epoch, number, symbol, opened_at, quantity, remaining, cost)
			select user_id, id, epoch, first + n, '${symbol}', now() - interval '400 days', 1, 0, 0
			from a, generate_series(1, ${count}) n
		)
		insert into closings (user_id, account_id, epoch, lot_number, symbol, opened_at, closed_at, quantity, cost, cash)
		select user_id, id, epoch, first + n, '${symbol}', now() - interval '400 days',
			(current_date - ${daysAgo})::timestamp at time zone 'America/New_York' + interval '12 hours' + n * interval '1 second',
			1, 100, 100 + case when n % 2 = 0 then -n else n end
		from a, generate_series(1, ${count}) n`);

const day = (daysAgo) => new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10);

async function allOf(one, path) {
	const found = [];
	let token = '';
	do {
		const page = await one.get(path + (token && `&page_token=${token}`));
		found.push(...page.closings);
		token = page.next_page_token;
	} while (token !== null);
	return found;
}

describe('what was realized', () => {
	test('is nothing at first', async () => {
		const one = await trader(instance);
		const reply = await one.get(TOTALS);
		assert.deepEqual(totals(reply), NONE);
		assert.deepEqual([reply.account_id, reply.epoch, reply.by_symbol, reply.by_day], [one.account, 1, [], []]);
		const page = await one.get(CLOSINGS);
		assert.deepEqual([page.closings, page.next_page_token], [[], null]);
	});

	test('adds up to what fills brought, long and short, with every fee', async () => {
		const one = await trader(instance, { fill_model: 'touch', fee_per_order: '0.01' });
		for (const qty of ['3', '4']) await one.place({ qty });
		await one.place({ qty: '6', side: 'sell' });
		await one.place({ symbol: 'MSFT', qty: '5', side: 'sell' });
		await one.place({ symbol: 'MSFT', qty: '5' });
		const { trades } = await one.get('/api/trades');
		const by = (symbol, side) => trades.filter((fill) => fill.symbol === symbol && fill.side === side);
		const value = (fills) => sum(fills.map((fill) => fill.value));
		const reply = await one.get(TOTALS);
		const { by_symbol: [apple, microsoft], by_day: [today] } = reply;
		assert.deepEqual([apple.symbol, apple.closings, microsoft.symbol, microsoft.closings], ['AAPL', 2, 'MSFT', 1]);
		assert.deepEqual(totals(today), totals(reply));
		assert.equal(units(microsoft.realized), value(by('MSFT', 'sell')) - value(by('MSFT', 'buy')));
		const [held] = await one.get('/v2/positions');
		assert.equal(units(apple.realized), value(by('AAPL', 'sell')) - value(by('AAPL', 'buy')) + units(held.cost_basis));
		assert.equal(units(reply.fees), sum(trades.map((fill) => fill.fee)));
		assert.equal(units(reply.net), units(reply.realized) - units(reply.fees));
		assert.equal(units(reply.gains) + units(reply.losses), units(reply.realized));
		const { closings } = await one.get(CLOSINGS);
		assert.deepEqual(closings.map((lot) => [lot.symbol, lot.side, lot.qty]),
			[['MSFT', 'short', '5'], ['AAPL', 'long', '3'], ['AAPL', 'long', '3']]);
		assert.equal(sum(closings.map((lot) => lot.realized)), units(reply.realized));
		/* The sale's fee, of a cent, is shared by what it closed. */
		assert.deepEqual(closings.map((lot) => lot.fee), ['0.01', '0.005', '0.005']);
		const [bought] = by('MSFT', 'buy');
		const [short] = closings;
		assert.deepEqual([short.close_price, short.close_value, short.fill_id], [bought.price, bought.value, bought.id]);
		assert.deepEqual(await one.get(`${TOTALS}?symbol=MSFT`).then((it) => it.by_symbol), [microsoft]);
		assert.equal((await one.get(`${CLOSINGS}?symbol=MSFT`)).closings.length, 1);
	});

	test('a fee is shared to the last millionth, also where a page ends between its lots', async () => {
		const one = await trader(instance, { fill_model: 'touch', fee_per_order: '0.01' });
		for (let i = 0; i < 3; i++) await one.place({ qty: '1' });
		await one.place({ qty: '3', side: 'sell' });
		const whole = await one.get(CLOSINGS);
		assert.deepEqual(whole.closings.map((lot) => lot.fee).sort(), ['0.003333', '0.003333', '0.003334']);
		assert.deepEqual(await allOf(one, `${CLOSINGS}?limit=2`), whole.closings);
	});
});

describe('over a range of days', () => {
	let one;
	before(async () => {
		one = await trader(instance);
		closed(one, 'AAPL', 10, 3);
		closed(one, 'KO', 4, 3);
		closed(one, 'AAPL', 3, 40);
	});
	/* The books know nothing of them. */
	after(() => one.sql(`delete from closings where account_id = $account; delete from lots where account_id = $account;
		update accounts set lot_count = 0 where id = $account`));

	test('what lies outside is left out', async () => {
		const of = async (query) => totals(await one.get(`${TOTALS}?${query}`));
		const month = await one.get(`${TOTALS}?start=${day(30)}`);
		assert.deepEqual([month.closings, month.realized, month.gains, month.losses], [14, '-7', '29', '-36']);
		assert.deepEqual(month.by_symbol.map(({ symbol, realized }) => [symbol, realized]), [['AAPL', '-5'], ['KO', '-2']]);
		assert.deepEqual(month.by_day.map(({ day: on, closings }) => [on, closings]), [[day(3), 14]]);
		assert.equal((await of('')).closings, 17);
		assert.equal((await of(`start=${day(40)}&end=${day(40)}`)).closings, 3);
		assert.deepEqual(await of(`start=${day(39)}&end=${day(4)}`), NONE);
		assert.equal((await of(`start=${day(39)}&symbol=KO`)).closings, 4);
	});

	test('pages hold each once, newest first', async () => {
		const whole = await one.get(CLOSINGS);
		assert.equal(whole.closings.length, 17);
		const times = whole.closings.map((lot) => lot.closed_at);
		assert.deepEqual(times, [...times].sort().reverse());
		for (const limit of [1, 4, 16, 17]) assert.deepEqual(await allOf(one, `${CLOSINGS}?limit=${limit}`), whole.closings);
		const [lot] = (await one.get(`${CLOSINGS}?symbol=KO&limit=1`)).closings;
		assert.deepEqual([lot.qty, lot.open_price, lot.close_price, lot.realized, lot.fill_id], ['1', '100', '96', '-4', null]);
	});

	test('of the present epoch alone, and of its user', async () => {
		const other = await trader(instance);
		const reply = await one.person.call('GET', TOTALS, undefined, { 'X-Account-Id': other.account });
		assertRefused(reply, 404, 40410001);
		assert.deepEqual(totals(await other.get(TOTALS)), NONE);
		one.sql('update accounts set epoch = 2 where id = $account');
		assert.deepEqual(totals(await one.get(TOTALS)), NONE);
		assert.deepEqual((await one.get(CLOSINGS)).closings, []);
		one.sql('update accounts set epoch = 1 where id = $account');
	});

	test('what is no range, and no page, is refused', async () => {
		for (const path of [TOTALS, CLOSINGS]) {
			assertRefused(await one.call('GET', `${path}?start=${day(1)}&end=${day(2)}`), 422, 40010001, 'end');
			assertRefused(await one.call('GET', `${path}?start=2001-01-01&end=2020-01-01`), 422, 40010001, 'start');
			assertRefused(await one.call('GET', `${path}?start=soon`), 422, 40010001, 'start');
		}
		const { next_page_token: token } = await one.get(`${CLOSINGS}?limit=1`);
		assertRefused(await one.call('GET', `${CLOSINGS}?symbol=KO&page_token=${token}`), 422, 40010001, 'page_token');
		assertRefused(await one.call('GET', `${CLOSINGS}?limit=1001`), 422, 40010001, 'limit');
	});
});
