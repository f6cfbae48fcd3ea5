// Figures of the economy: series, yield curve, economic calendar.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertRefused, send } from './client.mjs';
import { finish, keyHeaders, peopleInstance, register } from './people.mjs';

let instance;
let headers;
const get = (path) => send(instance, path, { headers });

before(async () => {
	instance = peopleInstance();
	const anna = await register(instance, 'anna');
	headers = keyHeaders(await anna.key(['read']));
});
after(() => finish(instance));

/** What a path leads to; fails unless it is a 200. */
async function good(path) {
	const { status, json, text } = await get(path);
	assert.equal(status, 200, `${path}: ${text.slice(0, 300)}`);
	return json;
}

/** A path and its parameters that are refused with 422, and the field at fault. */
async function refuses(path, field) {
	const { status, json } = await get(path);
	assert.equal(status, 422, path);
	assert.equal(json.field, field, path);
	return json.message;
}

const isDay = /^\d{4}-\d\d-\d\d$/;
const today = () => new Date().toISOString().slice(0, 10);
const places = (number) => (String(number).split('.')[1] ?? '').length;
const names = [
	'gdp',
	'cpi',
	'core_cpi',
	'unemployment',
	'payrolls',
	'fed_funds',
	'treasury_2y',
	'treasury_10y',
	'jobless_claims',
	'money_supply',
];

describe('series', () => {
	test('all of them', async () => {
		const reply = await good('/api/data/macro');
		assert.equal(reply.source, 'sim');
		assert.equal(reply.simulated, true);
		assert.equal(reply.series.length, 20);
		for (const one of reply.series) {
			assert.match(one.date, isDay);
			assert.ok(one.date <= today());
			assert.equal(one.history.length, 24);
			assert.deepEqual(one.history.at(-1), { date: one.date, value: one.value });
			assert.equal(one.history.at(-2).value, one.previous);
			assert.ok(Math.abs(one.value - one.previous - one.change) < 1e-6);
			assert.ok(places(one.value) <= one.places, `${one.series} ${one.value}`);
			assert.ok(places(one.change) <= one.places, `${one.series} ${one.change}`);
		}
		for (const name of names) assert.ok(reply.series.some((one) => one.series === name), name);
	});

	test('one of them, by key and by FRED id', async () => {
		const path = '/api/data/macro?start=2024-01-01&end=2024-12-31&series=';
		const cpi = await good(`${path}cpi`);
		assert.equal(cpi.history.length, 12);
		assert.equal(cpi.history[0].date, '2024-01-01');
		assert.equal(cpi.history.at(-1).date, '2024-12-01');
		assert.equal(cpi.id, 'CPIAUCSL');
		assert.deepEqual((await good(`${path}CPIAUCSL`)).history, cpi.history);
		const few = await good(`${path}cpi&limit=3`);
		assert.deepEqual(few.history, cpi.history.slice(-3));
		const whole = await good('/api/data/macro?series=treasury_10y');
		assert.ok(whole.history.length > 6500);
		assert.equal(whole.history[0].date, '2000-01-03');
		const none = await good('/api/data/macro?series=gdp&start=2035-01-01&end=2035-12-31');
		assert.deepEqual([none.history, none.value, none.date], [[], null, null]);
	});

	test('refusals', async () => {
		const message = await refuses('/api/data/macro?series=happiness', 'series');
		for (const name of names) assert.ok(message.includes(name), message);
		await refuses('/api/data/macro?series=cpi&start=2025-01-01&end=2024-01-01', 'end');
		await refuses('/api/data/macro?series=cpi&start=2025-13-01', 'start');
		await refuses('/api/data/macro?series=cpi&limit=0', 'limit');
		await refuses('/api/data/macro?series=cpi&limit=1000000000', 'limit');
		await refuses('/api/data/macro?start=2025-01-01', 'start');
		await refuses('/api/data/macro?serie=cpi', 'serie');
	});
});

describe('yield curve', () => {
	test('points, spreads, inversion', async () => {
		const curve = await good('/api/data/yield-curve?date=2026-06-15');
		assert.equal(curve.date, '2026-06-15');
		assert.deepEqual(
			curve.points.map((point) => point.maturity),
			['1M', '3M', '6M', '1Y', '2Y', '5Y', '10Y', '30Y'],
		);
		const by = Object.fromEntries(curve.points.map((point) => [point.maturity, point.yield]));
		assert.ok(Math.abs(by['10Y'] - by['2Y'] - curve.spread_2s10s) < 1e-9);
		assert.ok(Math.abs(by['10Y'] - by['3M'] - curve.spread_3m10y) < 1e-9);
		assert.equal(curve.inverted, curve.spread_2s10s < 0);
		const ten = await good('/api/data/macro?series=treasury_10y&start=2026-06-15&end=2026-06-15');
		assert.equal(ten.value, by['10Y']);
		assert.equal(curve.simulated, true);
	});

	test('the day before where a day has none, and now', async () => {
		assert.equal((await good('/api/data/yield-curve?date=2026-06-14')).date, '2026-06-12');
		const now = await good('/api/data/yield-curve');
		assert.ok(now.date <= today() && Date.now() - Date.parse(now.date) < 6 * 86400_000);
	});

	test('refusals', async () => {
		await refuses('/api/data/yield-curve?date=2035-06-15', 'date');
		await refuses('/api/data/yield-curve?date=soon', 'date');
		assert.equal((await get('/api/data/yield-curve?date=1999-06-15')).status, 404);
	});
});

describe('economic calendar', () => {
	test('what came', async () => {
		const { events, simulated } = await good(
			'/api/data/economic-calendar?start=2026-05-01&end=2026-05-31',
		);
		assert.equal(simulated, true);
		assert.ok(events.length > 10);
		const times = events.map((event) => event.time);
		assert.deepEqual(times, times.toSorted());
		for (const event of events) {
			assert.match(event.time_new_york, /^2026-05-\d\dT(08:30|09:15|10:00|13:00|14:00):00-04:00$/);
			for (const name of ['previous', 'forecast', 'actual'])
				assert.equal(typeof event[name], 'number', name);
		}
		const jobs = events.find((event) => event.series === 'payrolls');
		assert.equal(jobs.time_new_york, '2026-05-01T08:30:00-04:00');
		assert.equal(jobs.period, '2026-04-01');
		const { value } = await good(
			'/api/data/macro?series=payrolls&start=2026-04-01&end=2026-04-01',
		);
		assert.equal(jobs.actual, value);
	});

	test('what is to come has no figure yet', async () => {
		const { events } = await good('/api/data/economic-calendar');
		const now = new Date().toISOString();
		assert.ok(events.length > 0);
		for (const event of events) assert.equal(event.actual === null, event.time > now, event.time);
		const far = await good('/api/data/economic-calendar?start=2035-03-01&end=2035-03-31');
		assert.ok(far.events.length > 10);
		for (const event of far.events)
			assert.deepEqual([event.previous, event.forecast, event.actual], [null, null, null]);
	});

	test('refusals', async () => {
		await refuses('/api/data/economic-calendar?start=2026-05-02&end=2026-05-01', 'end');
		await refuses('/api/data/economic-calendar?start=2025-01-01&end=2026-05-01', 'end');
		await refuses('/api/data/economic-calendar?start=2026-5-1', 'start');
	});
});

describe('with a real source', () => {
	let real;
	let own;
	const ask = (path) => send(real, path, { headers: own });

	before(async () => {
		const FRED_API_KEY = 'abcdefabcdefabcdefabcdefabcdefab';
		// Nobody listens there.
		real = peopleInstance({ FRED_API_KEY, FRED_URL: 'https://127.0.0.1:1' });
		own = keyHeaders(await (await register(real, 'anna')).key(['read']));
	});
	after(() => finish(real));

	test('no simulated figure stands in for one that does not come', async () => {
		for (const path of ['macro', 'macro?series=cpi', 'yield-curve'])
			assertRefused(await ask(`/api/data/${path}`), 503);
	});

	test('when figures are due is not known', async () => {
		assertRefused(await ask('/api/data/economic-calendar'), 404, 40410003);
	});
});
