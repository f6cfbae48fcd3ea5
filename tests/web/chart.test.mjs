// What charts work out: indicators against published and exactly computed values, bars as
// quotes move them on, the axis in any time zone.
import assert from "node:assert/strict";
import { test } from "node:test";
import { source } from "./source.mjs";

const { bollinger, ema, macd, rsi, sma, vwap } = await source("chart/indicators.ts");
const { barAt, dateOfBar, dayInNewYork, intervalOf, rangeFromS, RANGES, withNewer, withQuote } =
	await source("chart/bars.ts");
const { offsets, weightOf } = await source("chart/zone.ts");

const numbers = (text) => text.trim().split(/\s+/).map(Number);
const CLOSES = numbers(`
	22.27 22.19 22.08 22.17 22.18 22.13 22.23 22.43 22.24 22.29 22.15 22.39 22.38 22.61 23.36
	24.05 23.75 23.83 23.95 23.63 23.82 23.87 23.65 23.19 23.10 23.33 22.68 23.10 22.40 22.17`);
/** Closes of a textbook's example of the index. */
const WILDER = numbers(`
	44.3389 44.0902 44.1497 43.6124 44.3278 44.8264 45.0955 45.4245 45.8433 46.0826 45.8931
	46.0328 45.6140 46.2820 46.2820 46.0028 46.0328 46.4116 46.2222 45.6439 46.2122 46.2521
	45.7137 46.4515 45.7835 45.3548 44.0288 44.1783 44.2181 44.5672 43.4205 42.6628 43.1314`);

function near(actual, expected, what) {
	assert.ok(Math.abs(actual - expected) < 1e-9, `${what}: ${actual}, not ${expected}`);
}

/** Published values are rounded to cents; of a tie it is not said which way. */
function assertPublished(line, text) {
	const known = line.filter((one) => one !== null);
	const published = numbers(text);
	assert.equal(known.length, published.length);
	published.forEach((one, i) =>
		assert.ok(Math.abs(known[i] - one) < 0.005001, `${i}: ${known[i]}, not ${one}`),
	);
}

test("moving averages are as exact fractions have them", () => {
	const [simple, weighted] = [sma(CLOSES, 10), ema(CLOSES, 10)];
	assert.deepEqual([simple[8], weighted[8]], [null, null]);
	near(simple[9], 22.221, "first");
	near(simple[29], 23.131, "last");
	near(weighted[9], 22.221, "first weighted");
	near(weighted[15], 22.795200154552962, "weighted");
	near(weighted[29], 22.915004434033055, "last weighted");
});

test("the strength index is that of the published example, to the second place", () => {
	const line = rsi(WILDER, 14);
	assert.equal(
		line.findIndex((one) => one !== null),
		14,
	);
	assertPublished(
		line,
		`70.53 66.32 66.55 69.41 66.36 57.97 62.93 63.26 56.06 62.38 54.71 50.42 39.99
			41.46 41.87 45.46 37.30 33.08 37.77`,
	);
	assert.equal(rsi([1, 1, 1, 1], 2)[3], 50, "nothing moves: neither strong nor weak");
	assert.equal(rsi([1, 2, 3, 4], 2)[3], 100);
});

test("Bollinger's bands are as exact fractions have them", () => {
	const { middle, upper, lower } = bollinger(CLOSES, 20, 2);
	assert.equal(middle[18], null);
	near(middle[19], 22.7155, "middle");
	near(upper[19], 24.126052728542962, "upper");
	near(lower[24], 21.63735513109081, "lower");
	near(upper[29], 24.435466007448422, "upper");
});

test("MACD is as exact fractions have it", () => {
	const made = macd(CLOSES, 3, 6, 4);
	assert.equal(made.macd[4], null);
	near(made.macd[5], -0.01625, "first");
	assert.equal(made.signal[7], null);
	near(made.signal[8], 0.016637550109329446, "first signal");
	near(made.macd[15], 0.42032926416175276, "line");
	near(made.histogram[29], -0.07118761293564776, "histogram");
	assert.deepEqual(macd([1, 2], 3, 6, 4).signal, [null, null]);
});

test("VWAP begins anew with each day", () => {
	const bar = (date, high, low, close, volume) => ({ date, high, low, close, volume });
	const line = vwap([
		bar("2026-01-05", 12, 9, 9, 100),
		bar("2026-01-05", 13, 11, 12, 300),
		bar("2026-01-06", 21, 18, 21, 0),
		bar("2026-01-06", 21, 18, 21, 50),
	]);
	assert.deepEqual(line, [10, 11.5, null, 20]);
});

test("a quote moves the last bar on, or begins the next", () => {
	const minute = intervalOf("1m");
	const atS = Date.parse("2026-11-20T15:30:00Z") / 1000;
	const last = { date: "2026-11-20", atS, open: 10, high: 11, low: 9, close: 10, volume: 5 };
	const quote = (time, price) => ({ time, price, high: 20, low: 1, volume: 900 });
	const [grown] = withQuote([last], quote("2026-11-20T15:30:59Z", 12), minute);
	assert.deepEqual(grown, { ...last, high: 12, close: 12 });
	const next = withQuote([last], quote("2026-11-20T15:31:00Z", 8), minute);
	assert.equal(next.length, 2);
	assert.deepEqual(
		[next[1].atS - atS, next[1].open, next[1].close],
		[60, 8, 8],
	);
	const late = withQuote([last], quote("2026-11-20T15:29:59Z", 8), minute);
	assert.deepEqual(late, [last], "an older quote changes nothing");
	const day = { ...last, atS: Date.parse("2026-11-20T00:00:00Z") / 1000 };
	const [today] = withQuote([day], quote("2026-11-20T23:00:00Z", 12), intervalOf("1D"));
	assert.deepEqual([today.high, today.low, today.volume], [20, 1, 900]);
});

test("days are New York's, weeks begin on Monday, months on the first", () => {
	assert.equal(dayInNewYork(Date.parse("2026-11-20T04:59:00Z") / 1000), "2026-11-19");
	assert.equal(dateOfBar("2026-11-22", intervalOf("1W")), "2026-11-16");
	assert.equal(dateOfBar("2026-11-16", intervalOf("1W")), "2026-11-16");
	assert.equal(dateOfBar("2026-11-16", intervalOf("1M")), "2026-11-01");
	const nowS = Date.parse("2026-11-20T12:00:00Z") / 1000;
	const range = (id) => RANGES.find((one) => one.id === id);
	assert.equal(rangeFromS(range("YTD"), nowS), Date.parse("2026-01-01T00:00:00Z") / 1000);
	assert.equal(rangeFromS(range("1D"), nowS), nowS - 86_400);
});

test("what is read later takes the place of what it covers; moments find their bar", () => {
	const bar = (atS, close) => ({ atS, close });
	const bars = [bar(60, 1), bar(120, 2), bar(180, 3)];
	const merged = withNewer(bars, [bar(120, 5), bar(180, 6), bar(240, 7)]);
	assert.deepEqual(
		merged.map(({ close }) => close),
		[1, 5, 6, 7],
	);
	const minute = intervalOf("1m");
	assert.equal(barAt(bars, 59, minute), -1);
	assert.equal(barAt(bars, 60, minute), 0);
	assert.equal(barAt(bars, 179, minute), 1);
	assert.equal(barAt(bars, 9_999, minute), 2);
});

test("a zone's clock is exact on the days when it is put back and forward", () => {
	const offset = offsets("America/New_York");
	const at = (time) => Date.parse(time) / 1000;
	assert.equal(offset(at("2026-07-01T12:00:00Z")), -4 * 3600);
	assert.equal(offset(at("2026-11-01T05:59:00Z")), -4 * 3600);
	assert.equal(offset(at("2026-11-01T06:00:00Z")), -5 * 3600);
	assert.equal(offset(at("2026-03-08T06:59:59Z")), -5 * 3600);
	assert.equal(offset(at("2026-03-08T07:00:00Z")), -4 * 3600);
	assert.equal(offsets("Asia/Kolkata")(at("2026-03-08T07:00:00Z")), 19_800);
	assert.equal(offsets("UTC")(0), 0);
});

test("marks of the axis weigh by years, months, days and hours", () => {
	const at = (time) => Date.parse(`${time}Z`) / 1000;
	assert.equal(weightOf(at("2026-01-01T00:00:00"), at("2025-12-31T23:00:00")), 70);
	assert.equal(weightOf(at("2026-02-01T00:00:00"), at("2026-01-31T23:00:00")), 60);
	assert.equal(weightOf(at("2026-02-02T00:00:00"), at("2026-02-01T23:00:00")), 50);
	assert.equal(weightOf(at("2026-02-02T12:00:00"), at("2026-02-02T11:59:00")), 33);
	assert.equal(weightOf(at("2026-02-02T10:00:00"), at("2026-02-02T09:59:00")), 30);
	assert.equal(weightOf(at("2026-02-02T10:05:00"), at("2026-02-02T10:04:00")), 21);
});
