// What the tests of the SDKs share: somebody with an API key on the instance that all
// tests share, a past stretch of time, and what must hold of what an SDK hands out. A
// test turns an SDK's own names into {time, open, high, low, close, volume} and the like.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { send, shared } from '../api/client.mjs';
import { keyHeaders, register } from '../api/people.mjs';

export { assert };
export const url = shared.url;

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

// Over these days nothing changes any more. The end of a range belongs to it.
export const SYMBOLS = ['AAPL', 'MSFT'];
export const FROM = new Date('2025-03-03T15:00:00Z');
export const UNTIL = new Date('2025-03-04T14:59:00Z');
export const minutesOn = (count) => new Date(FROM.getTime() + (count - 1) * MINUTE_MS);

let person;

/** A new key that may read, as {key_id, secret_key}; each has a rate of its own. */
export async function readingKey() {
	assert.ok(
		process.env.NODE_EXTRA_CA_CERTS,
		'SDKs trust the instance by NODE_EXTRA_CA_CERTS: use tests/run',
	);
	person ??= register(shared, `sdk-${randomBytes(6).toString('hex')}`);
	return (await person).key(['read']);
}

/** What the API itself answers to the key. */
export async function plain(key, path) {
	const reply = await send(shared, path, { headers: keyHeaders(key) });
	assert.equal(reply.status, 200, `${path}: ${reply.text.slice(0, 300)}`);
	return reply.json;
}

/** Asks until the key's rate is used up. */
export async function exhaust(key) {
	for (let asked = 0; asked < 5000; asked++) {
		const reply = await send(shared, '/v2/clock', { headers: keyHeaders(key) });
		if (reply.status === 429) return;
		assert.equal(reply.status, 200, reply.text);
	}
	assert.fail('RATE_LIMIT_KEY of this instance is off');
}

/** The bars of the past stretch, as the API tells them in one page. */
export async function wholeBars(key, symbol, until = UNTIL) {
	const range = `start=${FROM.toISOString()}&end=${until.toISOString()}`;
	const path = `/v2/stocks/${symbol}/bars?timeframe=1Min&limit=10000&${range}`;
	const { bars, next_page_token: next } = await plain(key, path);
	assert.equal(next, null);
	return bars;
}

/** The same, so many of them that a client with pages of `page` has to turn several. */
export async function barsForPages(key, symbol, page) {
	const bars = await wholeBars(key, symbol);
	assert.ok(bars.length > 2 * page, `${bars.length} bars are not three pages of ${page}`);
	return bars;
}

export async function gathered(iterator) {
	const items = [];
	for await (const item of iterator) items.push(item);
	return items;
}

export function assertNumbers(record, ...names) {
	for (const name of names)
		assert.ok(
			typeof record[name] === 'number' && Number.isFinite(record[name]),
			`${name} is ${typeof record[name]} ${record[name]}`,
		);
}

export function assertTime(time, from, until) {
	assert.ok(time instanceof Date, `${time} is no Date`);
	const ms = time.getTime();
	assert.ok(Number.isFinite(ms), 'an invalid Date');
	if (from) assert.ok(ms >= from.getTime(), `${time.toISOString()} is before ${from.toISOString()}`);
	if (until) assert.ok(ms <= until.getTime(), `${time.toISOString()} is after ${until.toISOString()}`);
}

/** A day without a time, as SDKs read it: midnight UTC. */
export function assertDay(day) {
	assertTime(day);
	assert.equal(day.getTime() % DAY_MS, 0, `${day.toISOString()} is no day`);
}

/** Are times all different, in order? */
export function assertOrdered(times, descending = false) {
	for (let i = 1; i < times.length; i++) {
		const [first, second] = descending ? [times[i], times[i - 1]] : [times[i - 1], times[i]];
		assert.ok(first < second, `${times[i - 1].toISOString()}, then ${times[i].toISOString()}`);
	}
}

export function assertBar(bar) {
	assertTime(bar.time);
	assertNumbers(bar, 'open', 'high', 'low', 'close', 'volume');
	assert.ok(bar.low > 0 && bar.low <= Math.min(bar.open, bar.close), JSON.stringify(bar));
	assert.ok(bar.high >= Math.max(bar.open, bar.close), JSON.stringify(bar));
	assert.ok(bar.volume >= 0, JSON.stringify(bar));
}

/** How far bars of a length begin from one another at least: a day may have 23 hours. */
export const LEAST_MS = {
	Day: 23 * HOUR_MS,
	Week: 7 * DAY_MS - HOUR_MS,
	Month: 28 * DAY_MS - HOUR_MS,
};

/** Sound, in order, and within the range; each `leastMs` or more after the one before,
 * and begun on a multiple of `stepMs`. */
export function assertBars(bars, options = {}) {
	const { from = FROM, until = UNTIL, stepMs, leastMs = stepMs, descending } = options;
	assert.ok(bars.length > 0, 'no bars');
	for (const bar of bars) {
		assertBar(bar);
		assertTime(bar.time, from, until);
		if (stepMs) assert.equal(bar.time.getTime() % stepMs, 0, bar.time.toISOString());
	}
	for (let i = 1; leastMs && i < bars.length; i++) {
		const apartMs = Math.abs(bars[i].time - bars[i - 1].time);
		assert.ok(apartMs >= leastMs, `${bars[i].time.toISOString()} follows ${apartMs} ms after`);
	}
	assertOrdered(
		bars.map((bar) => bar.time),
		descending,
	);
}

/** Are these the bars that the API tells of, each once? */
export function assertSameBars(bars, wire) {
	assert.deepEqual(
		bars.map((bar) => [bar.time.getTime(), bar.open, bar.high, bar.low, bar.close, bar.volume]),
		wire.map((bar) => [Date.parse(bar.t), bar.o, bar.h, bar.l, bar.c, bar.v]),
	);
}

export function assertQuote(quote, from, until) {
	assertTime(quote.time, from, until);
	assertNumbers(quote, 'bid', 'ask', 'bidSize', 'askSize');
	assert.ok(quote.bid > 0 && quote.bid <= quote.ask, JSON.stringify(quote));
	assert.ok(quote.bidSize > 0 && quote.askSize > 0, JSON.stringify(quote));
}

export function assertTrade(trade, from, until) {
	assertTime(trade.time, from, until);
	assertNumbers(trade, 'price', 'size');
	assert.ok(trade.price > 0 && trade.size > 0, JSON.stringify(trade));
}

/** A rejection that a test looks at. */
export async function refusalOf(promise) {
	try {
		await promise;
	} catch (error) {
		return error;
	}
	assert.fail('was not refused');
}
