// What an account was worth: Alpaca's portfolio history, and the equity curve.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertRefused } from './client.mjs';
import { finish } from './people.mjs';
import { trader, tradingInstance } from './trading.mjs';

const HISTORY = '/v2/account/portfolio/history';
const CURVE = '/api/portfolio/equity';
const DAY_S = 86_400;

let instance;

before(async () => {
	instance = tradingInstance();
});
after(() => finish(instance));

/** Days of New York, as dates: today's, or so many before. */
function date(daysAgo = 0) {
	const today = new Date().toLocaleDateString('sv', { timeZone: 'America/New_York' });
	return new Date(Date.parse(today) - daysAgo * DAY_S * 1000).toISOString().slice(0, 10);
}

/** Writes days' closes: [days ago, equity, profit, flow]. */
function closes(one, days, epoch = 1) {
	for (const [ago, equity, profit, flow = 0] of days)
		one.sql(`insert into account_days (user_id, account_id, epoch, day, at, equity, cash, long_value,
				short_value, initial_margin, maintenance, flow, profit_loss)
			select user_id, id, ${epoch}, '${date(ago)}', '${date(ago)}T20:00:00Z', ${equity}, ${equity},
				0, 0, 0, 0, ${flow}, ${profit} from accounts where id = $account`);
	one.sql(`update accounts set last_equity = ${days.at(-1)[1]} where id = $account`);
}

/** Writes moments of today: [minutes ago, equity]. */
function moments(one, list, epoch = 1) {
	for (const [ago, equity] of list)
		one.sql(`insert into account_moments (user_id, account_id, epoch, at, equity, cash)
			select user_id, id, ${epoch}, now() - interval '${ago} minutes', ${equity}, ${equity}
			from accounts where id = $account`);
}

describe('history', () => {
	test('of somebody new is the present, in numbers', async () => {
		const one = await trader(instance);
		const history = await one.get(HISTORY);
		assert.equal(history.timestamp.length, 1);
		assert.deepEqual({ ...history, timestamp: [] }, {
			timestamp: [], equity: [100000], profit_loss: [0], profit_loss_pct: [0], base_value: 100000,
			timeframe: '1D',
		});
		assert.equal(new Date(history.timestamp[0] * 1000).toLocaleDateString('sv',
			{ timeZone: 'America/New_York' }), date());
		assert.deepEqual(await one.get('/api/account/portfolio/history'), history);
	});

	test('by days: from the close before them, the last as it stands', async () => {
		const one = await trader(instance);
		closes(one, [[40, '100000', '0'], [9, '101000', '1000'], [3, '100500.25', '-499.75'], [2, '110550.275', '10050.025']]);
		one.sql(`update accounts set cash = 110000 where id = $account`);
		const month = await one.get(`${HISTORY}?period=1M`);
		assert.deepEqual({ ...month, timestamp: [] }, {
			timestamp: [], equity: [101000, 100500.25, 110550.275, 110000],
			profit_loss: [1000, 500.25, 10550.275, 10000],
			profit_loss_pct: [0.01, 0.005002, 0.105503, 0.1],
			base_value: 100000, base_value_asof: date(40), timeframe: '1D',
		});
		const gaps = month.timestamp.map((time) => Math.round((month.timestamp.at(-1) - time) / DAY_S));
		assert.deepEqual(gaps, [9, 3, 2, 0]);
		const week = await one.get(`${HISTORY}?period=1W&timeframe=1D`);
		assert.deepEqual([week.equity, week.base_value], [[100500.25, 110550.275, 110000], 101000]);
		const some = await one.get(`${HISTORY}?timeframe=1D&start=${date(9)}&end=${date(3)}`);
		assert.deepEqual(some.equity, [101000, 100500.25]);
		const before = await one.get(`${HISTORY}?timeframe=1D&period=3D&date_end=${date(2)}`);
		assert.deepEqual(before.equity, [100500.25, 110550.275]);
		const from = await one.get(`${HISTORY}?timeframe=1D&period=1W&start=${date(9)}`);
		assert.deepEqual(from.equity, [101000, 100500.25]);
		const all = await one.get(`${HISTORY}?period=1A`);
		assert.deepEqual([all.equity.length, all.base_value, 'base_value_asof' in all], [5, 100000, false]);
	});

	test('what was put in is no profit', async () => {
		const one = await trader(instance);
		closes(one, [[3, '101000', '1000'], [2, '151500', '500', '50000']]);
		const { profit_loss: profit } = await one.get(`${HISTORY}?period=7D&timeframe=1D&end=${date(1)}`);
		assert.deepEqual(profit, [1000, 1500]);
	});

	test('by moments: the first of each step, and the present', async () => {
		const one = await trader(instance);
		moments(one, [[300, '100001'], [180, '100002.5'], [60, '99000']]);
		const hours = await one.get(`${HISTORY}?period=2D&timeframe=1H&pnl_reset=no_reset`);
		assert.deepEqual([hours.equity, hours.profit_loss], [[100001, 100002.5, 99000, 100000], [1, 2.5, -1000, 0]]);
		assert.deepEqual(hours.profit_loss_pct, [0.00001, 0.000025, -0.01, 0]);
		assert.equal(hours.timeframe, '1H');
		assert.ok(hours.timestamp.every((time, at) => time % 3600 === 0 && !(time <= hours.timestamp[at - 1])));
		const minutes = await one.get(`${HISTORY}?period=2D`);
		assert.deepEqual([minutes.equity, minutes.timeframe], [hours.equity, '1Min']);
		const past = await one.get(
			`${HISTORY}?timeframe=1Min&start=${date(1)}&end=${new Date(Date.now() - 2 * 3600e3).toISOString()}`);
		assert.deepEqual(past.equity, [100001, 100002.5]);
	});

	test('profit begins anew with each day, unless told not to', async () => {
		const one = await trader(instance);
		closes(one, [[2, '100100', '100'], [1, '100300', '200']]);
		one.sql(`update accounts set cash = 100350 where id = $account`);
		const last = async (query) => (await one.get(`${HISTORY}?period=3D&timeframe=1H${query}`)).profit_loss.at(-1);
		assert.equal(await last(''), 50);
		assert.equal(await last('&pnl_reset=no_reset'), 350);
	});

	test('is of the present epoch alone', async () => {
		const one = await trader(instance);
		closes(one, [[5, '150000', '50000']]);
		moments(one, [[90, '150000']]);
		await one.person.post(`/api/accounts/${one.account}/reset`, { starting_cash: 1000 });
		const { equity, base_value: base } = await one.get(`${HISTORY}?period=2W&timeframe=1D`);
		assert.deepEqual([equity, base], [[1000], 1000]);
		assert.deepEqual((await one.get(`${HISTORY}?period=1D`)).equity, [1000]);
	});

	test('what cannot be asked', async () => {
		const one = await trader(instance);
		for (const [query, field] of [
			['period=D', 'period'], ['period=1Y', 'period'], ['period=0D', 'period'], ['period=1M1', 'period'],
			['period=99999', 'period'], ['period=999A', 'period'], ['period=-1D', 'period'],
			['timeframe=2Min', 'timeframe'], ['timeframe=1Min&period=1M', 'timeframe'],
			['timeframe=1H&period=2M', 'timeframe'], ['start=x', 'start'], ['end=x', 'end'],
			[`start=${date(1)}&end=${date(2)}`, 'end'], [`period=1D&start=${date(3)}&end=${date(2)}`, 'period'],
			['intraday_reporting=some', 'intraday_reporting'], ['extended_hours=2', 'extended_hours'],
			['pnl_reset=never', 'pnl_reset'], ['start=2001-01-01', 'timeframe'],
		])
			assertRefused(await one.call('GET', `${HISTORY}?${query}`), 422, 40010001, field);
		for (const query of ['', 'unknown=1', 'intraday_reporting=continuous&period=1D', 'extended_hours=true',
			'cashflow_types=ALL', 'start=9999-12-31&end=9999-12-31', 'end=1970-01-01', 'period=36A'])
			assert.ok([200, 422].includes((await one.call('GET', `${HISTORY}?${query}`)).status), query);
	});
});

describe('the equity curve', () => {
	test('of somebody new is the present day', async () => {
		const one = await trader(instance);
		const curve = await one.get(CURVE);
		assert.equal(curve.days.length, 1);
		assert.deepEqual({ ...curve, days: [] }, {
			account_id: one.account, epoch: 1, base_equity: '100000', base_day: null, days: [],
			profit_loss: '0', return_pct: '0', max_drawdown_pct: '0',
		});
		const [{ at, ...day }] = curve.days;
		assert.ok(Math.abs(Date.parse(at) - Date.now()) < 60_000);
		assert.deepEqual(day, {
			day: date(), live: true, equity: '100000', cash: '100000', long_market_value: '0',
			short_market_value: '0', flow: '0', profit_loss: '0', profit_loss_pct: '0', return_pct: '0',
			drawdown_pct: '0',
		});
	});

	test('begins anew with a reset; what happened before stays on record', async () => {
		const one = await trader(instance);
		closes(one, [[5, '150000', '50000']]);
		const order = await one.place({ qty: '1' });
		const reset = await one.person.post(`/api/accounts/${one.account}/reset`, { starting_cash: 1000 });
		assert.equal(reset.status, 200, reset.text);
		const { epoch, base_equity, days, profit_loss, max_drawdown_pct } = await one.get(CURVE);
		assert.deepEqual([epoch, base_equity, profit_loss, max_drawdown_pct], [2, '1000', '0', '0']);
		assert.deepEqual(days.map(({ equity }) => equity), ['1000']);
		assert.deepEqual((await one.get('/v2/account/activities/FILL')).map(({ order_id }) => order_id), [order.id]);
		assert.equal((await one.order(order.id)).status, 'filled');
	});

	test('returns are chained, whatever was put in; drawdown is below the peak', async () => {
		const one = await trader(instance);
		closes(one, [[5, '110000', '10000'], [4, '88000', '-22000'], [3, '198000', '0', '110000'], [2, '217800', '19800']]);
		const curve = await one.get(`${CURVE}?end=${date(1)}`);
		const row = (name) => curve.days.map((day) => day[name]);
		assert.deepEqual(row('profit_loss_pct'), ['0.1', '-0.2', '0', '0.1']);
		assert.deepEqual(row('return_pct'), ['0.1', '-0.12', '-0.12', '-0.032']);
		assert.deepEqual(row('drawdown_pct'), ['0', '-0.2', '-0.2', '-0.12']);
		assert.deepEqual(row('live'), [false, false, false, false]);
		assert.deepEqual([curve.profit_loss, curve.return_pct, curve.max_drawdown_pct], ['7800', '-0.032', '-0.2']);
		const rest = await one.get(`${CURVE}?start=${date(3)}`);
		assert.deepEqual([rest.base_equity, rest.base_day, rest.days.length], ['88000', date(4), 3]);
		assert.equal(rest.days.at(-1).live, true);
	});

	test('what cannot be asked', async () => {
		const one = await trader(instance);
		for (const [query, field] of [
			['start=x', 'start'], ['end=2026-02-30', 'end'], [`start=${date(1)}&end=${date(2)}`, 'end'],
			['start=2001-01-01&end=2020-01-01', 'start'], ['period=1D', 'period'],
		])
			assertRefused(await one.call('GET', `${CURVE}?${query}`), 422, 40010001, field);
		assert.equal((await one.call('GET', `${CURVE}?start=0001-01-01&end=0001-01-02`)).status, 200);
		assert.equal((await one.call('GET', `${CURVE}?start=9999-01-01&end=9999-01-02`)).status, 200);
	});
});
