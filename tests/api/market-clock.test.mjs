// When the market is open: clock, calendar and status, by the exchange's hours and
// day and night.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertRefused, send } from './client.mjs';
import { finish, keyHeaders, peopleInstance, register, restart, signIn } from './people.mjs';

const ZONED = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?-0[45]:00$/;

let instance;
let anna;
let key;

before(async () => {
	instance = peopleInstance({ MARKET_HOURS: 'nyse' });
	anna = await register(instance, 'anna');
	key = keyHeaders(await anna.key(['read']));
});
after(() => finish(instance));

/** What a path leads to; fails unless it is a 200. */
async function good(path) {
	const { status, json, text } = await anna.get(path);
	assert.equal(status, 200, `${path}: ${text.slice(0, 300)}`);
	return json;
}

/** Date and time by New York's clocks, as this test's own zone data has them. */
function inNewYork(instant) {
	const [date, time] = new Date(instant)
		.toLocaleString('sv-SE', { timeZone: 'America/New_York' })
		.split(' ');
	return { date, time: time.slice(0, 5) };
}

describe('by the exchange', () => {
	test('the clock agrees with the calendar', async () => {
		const clock = await good('/v2/clock');
		assert.deepEqual(Object.keys(clock), ['timestamp', 'is_open', 'next_open', 'next_close']);
		for (const name of ['timestamp', 'next_open', 'next_close'])
			assert.match(clock[name], ZONED, name);
		assert.ok(Math.abs(Date.parse(clock.timestamp) - Date.now()) < 10_000);
		const { date, time } = inNewYork(clock.timestamp);
		const days = await good(`/v2/calendar?start=${date}`);
		const [today] = days;
		const open = today.date === date && time >= today.open && time < today.close;
		assert.equal(clock.is_open, open);
		const next = open || (today.date === date && time >= today.close) ? days[1] : today;
		assert.deepEqual(inNewYork(clock.next_open), { date: next.date, time: next.open });
		const { date: closes, time: closing } = inNewYork(clock.next_close);
		const last = open ? today : next;
		assert.deepEqual([closes, closing], [last.date, last.close]);
	});

	test('the clock has other names, and takes what clients add', async () => {
		for (const path of ['/api/clock', '/api/v1/clock', '/api/v2/clock', '/v2/clock?feed=iex'])
			assert.match((await good(path)).timestamp, ZONED, path);
	});

	test('days are as they were', async () => {
		const days = await good('/v2/calendar?start=2024-12-23&end=2024-12-27');
		const rest = { open: '09:30', session_open: '0400' };
		const whole = { ...rest, close: '16:00', session_close: '2000' };
		const half = { ...rest, close: '13:00', session_close: '1700' };
		assert.deepEqual(days, [
			{ date: '2024-12-23', ...whole, settlement_date: '2024-12-24' },
			{ date: '2024-12-24', ...half, settlement_date: '2024-12-26' },
			{ date: '2024-12-26', ...whole, settlement_date: '2024-12-27' },
			{ date: '2024-12-27', ...whole, settlement_date: '2024-12-30' },
		]);
		assert.deepEqual(await good('/v2/calendar?start=2001-09-11&end=2001-09-16'), []);
	});

	test('a time counts by its date in New York', async () => {
		const path = '/v2/calendar?start=2026-01-30T02:00:00Z&end=2026-01-31T04:59:59Z';
		const dates = (await good(path)).map(({ date }) => date);
		assert.deepEqual(dates, ['2026-01-29', '2026-01-30']);
	});

	test('midnight in UTC is how clients write a date', async () => {
		const path = '/v2/calendar?start=2026-01-29T00:00:00.000Z&end=2026-01-30T00:00:00Z';
		const dates = (await good(path)).map(({ date }) => date);
		assert.deepEqual(dates, ['2026-01-29', '2026-01-30']);
	});

	test('without a range it is the whole calendar', async () => {
		const days = await good('/v2/calendar');
		assert.equal(days[0].date, '2000-01-03');
		assert.equal(days.at(-1).date, '2035-12-31');
		assert.equal(days.filter(({ date }) => date.startsWith('2025-')).length, 250);
		assert.ok(days.every(({ date }, i) => i === 0 || days[i - 1].date < date));
	});

	test('the calendar may be kept', async () => {
		const path = '/api/market/calendar?start=2026-01-01&end=2026-01-31';
		const { headers } = await anna.get(path);
		assert.match(headers['cache-control'], /max-age=\d/);
		const again = await send(instance, path, {
			headers: { ...key, 'If-None-Match': headers.etag },
		});
		assert.equal(again.status, 304);
	});

	test('the clocks of exchanges, at an instant', async () => {
		const time = '2025-07-03T17:30:00Z';
		const { clocks } = await good(`/v3/clock?markets=XNAS,nyse&time=${time}`);
		assert.deepEqual(clocks.map(({ market }) => market.acronym), ['NASDAQ', 'NYSE']);
		assert.deepEqual(clocks[1], {
			market: {
				mic: 'XNYS',
				acronym: 'NYSE',
				name: 'New York Stock Exchange',
				timezone: 'America/New_York',
			},
			timestamp: '2025-07-03T13:30:00-04:00',
			is_market_day: true,
			next_market_open: '2025-07-07T09:30:00-04:00',
			next_market_close: '2025-07-07T16:00:00-04:00',
			phase: 'post',
			phase_until: '2025-07-03T17:00:00-04:00',
		});
		assert.equal((await good('/v3/clock')).clocks.length, 2);
	});

	test('the calendar of an exchange', async () => {
		const { market, calendar } = await good(
			'/v3/calendar/NASDAQ?start=2026-01-30&end=2026-01-31',
		);
		assert.equal(market.mic, 'XNAS');
		assert.equal(calendar.length, 1);
		assert.equal(calendar[0].core_start, '2026-01-30T09:30:00-05:00');
		assert.equal(calendar[0].post_end, '2026-01-30T20:00:00-05:00');
		assert.equal(calendar[0].settlement_date, '2026-02-02');
	});

	test('the status at a glance', async () => {
		const status = await good('/api/market/status');
		const clock = await good('/v2/clock');
		assert.equal(status.hours, 'nyse');
		assert.equal(Date.parse(status.next_open), Date.parse(clock.next_open));
		assert.equal(status.phase === 'open', status.is_open);
		assert.deepEqual([status.source, status.simulated], ['sim', true]);
	});
});

test('what makes no range is refused, and says where', async () => {
	const refused = [
		['start=2026-02-30', 'start'],
		['start=tomorrow', 'start'],
		['end=2026-13-01', 'end'],
		['start=2026-02-01&end=2026-01-31', 'end'],
		['start=1999-12-31', 'start'],
		['start=2036-01-01', 'start'],
		['end=1999-12-31', 'end'],
		['end=2036-01-01', 'end'],
		['start=2000-01-01T00:00:01Z', 'start'],
		['start=9999-12-31', 'start'],
		['start=0001-01-01', 'start'],
	];
	for (const path of ['/v2/calendar', '/v3/calendar/NYSE'])
		for (const [query, field] of refused)
			assertRefused(await anna.get(`${path}?${query}`), 422, 40010001, field);
	assertRefused(await anna.get('/v3/calendar/LSE'), 404, 40410001);
	assertRefused(await anna.get('/v3/clock?markets=NYSE,LSE'), 422, 40010001, 'markets');
	assertRefused(await anna.get('/v3/clock?time=noon'), 422, 40010001, 'time');
});

test('only who is signed in, or has a key, is told', async () => {
	for (const path of ['/v2/clock', '/v2/calendar', '/v3/clock', '/api/market/status']) {
		assertRefused(await send(instance, path), 401);
		assert.equal((await send(instance, path, { headers: key })).status, 200, path);
	}
});

describe('day and night', () => {
	before(async () => {
		restart(instance, { MARKET_HOURS: 'always' });
		anna = await signIn(instance, 'anna');
	});

	test('it is open until midnight', async () => {
		const clock = await good('/v2/clock');
		assert.equal(clock.is_open, true);
		assert.equal(inNewYork(clock.next_close).time, '00:00');
		assert.equal(clock.next_close, clock.next_open);
		assert.ok(Date.parse(clock.next_close) > Date.parse(clock.timestamp));
		const status = await good('/api/market/status');
		assert.deepEqual([status.hours, status.phase], ['always', 'open']);
	});

	test('every day is one, written as clients can read it', async () => {
		const days = await good('/v2/calendar?start=2024-12-25&end=2024-12-29');
		assert.equal(days.length, 5);
		assert.deepEqual(days[0], {
			date: '2024-12-25',
			open: '00:00',
			close: '23:59',
			session_open: '0000',
			session_close: '2359',
			settlement_date: '2024-12-26',
		});
		assert.equal((await good('/v2/calendar')).length, 13_149);
	});
});
