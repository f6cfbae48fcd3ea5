/** Bars of prices: how long they are, how far back is looked, and the newest as it grows. */
import type { Candle, Quote } from "../api/wire";

export interface Bar {
	/** Its day in New York. */
	date: string;
	/** When it begins, in seconds; of days and longer the midnight of `date`, in UTC. */
	atS: number;
	open: number;
	high: number;
	low: number;
	close: number;
	volume: number;
}

export type IntervalId = "1m" | "5m" | "15m" | "1h" | "1D" | "1W" | "1M";

export interface Interval {
	id: IntervalId;
	/** As the server calls it. */
	timeframe: string;
	name: string;
	/** 0: days and longer, which are dates and no moments. */
	seconds: number;
}

export const INTERVALS: readonly Interval[] = [
	{ id: "1m", timeframe: "1Min", name: "1 minute", seconds: 60 },
	{ id: "5m", timeframe: "5Min", name: "5 minutes", seconds: 300 },
	{ id: "15m", timeframe: "15Min", name: "15 minutes", seconds: 900 },
	{ id: "1h", timeframe: "1Hour", name: "1 hour", seconds: 3600 },
	{ id: "1D", timeframe: "1Day", name: "1 day", seconds: 0 },
	{ id: "1W", timeframe: "1Week", name: "1 week", seconds: 0 },
	{ id: "1M", timeframe: "1Month", name: "1 month", seconds: 0 },
];

export type RangeId = "1D" | "5D" | "1M" | "6M" | "YTD" | "1Y" | "5Y" | "All";

export interface Range {
	id: RangeId;
	name: string;
	/** The bars that suit it. */
	interval: IntervalId;
	days: number;
	/** More bars than that are not in it, even of a market that never closes. */
	limit: number;
}

const ALL_DAYS = 36_500;

export const RANGES: readonly Range[] = [
	{ id: "1D", name: "1 day", interval: "1m", days: 1, limit: 1500 },
	{ id: "5D", name: "5 days", interval: "5m", days: 7, limit: 2100 },
	{ id: "1M", name: "1 month", interval: "1h", days: 31, limit: 800 },
	{ id: "6M", name: "6 months", interval: "1D", days: 183, limit: 200 },
	{ id: "YTD", name: "This year", interval: "1D", days: 0, limit: 380 },
	{ id: "1Y", name: "1 year", interval: "1D", days: 366, limit: 380 },
	{ id: "5Y", name: "5 years", interval: "1W", days: 1_827, limit: 280 },
	{ id: "All", name: "All there is", interval: "1M", days: ALL_DAYS, limit: 1200 },
];

const DAY_S = 86_400;

export function intervalOf(id: string): Interval {
	const found = INTERVALS.find((one) => one.id === id);
	return found ?? (INTERVALS[4] as Interval);
}

function secondsOf(date: string): number {
	return Date.parse(`${date}T00:00:00Z`) / 1000;
}

/** Where a range begins. */
export function rangeFromS(range: Range, nowS: number): number {
	if (range.id === "YTD") return secondsOf(`${new Date(nowS * 1000).getUTCFullYear()}-01-01`);
	return nowS - range.days * DAY_S;
}

export function barOf(candle: Candle, interval: Interval): Bar {
	const { date, open, high, low, close, volume } = candle;
	const atS = interval.seconds > 0 ? Date.parse(candle.time) / 1000 : secondsOf(date);
	return { date, atS, open, high, low, close, volume };
}

const newYork = new Intl.DateTimeFormat("en-CA", {
	timeZone: "America/New_York",
	year: "numeric",
	month: "2-digit",
	day: "2-digit",
});

export function dayInNewYork(atS: number): string {
	return newYork.format(atS * 1000);
}

/** The date that the bar of a day bears: its week's Monday, its month's first. */
export function dateOfBar(date: string, interval: Interval): string {
	if (interval.id === "1M") return `${date.slice(0, 7)}-01`;
	if (interval.id !== "1W") return date;
	const atS = secondsOf(date);
	const sinceMonday = (new Date(atS * 1000).getUTCDay() + 6) % 7;
	return new Date((atS - sinceMonday * DAY_S) * 1000).toISOString().slice(0, 10);
}

function grown(bar: Bar, price: number, quote: Quote, interval: Interval): Bar {
	const isDay = interval.id === "1D";
	return {
		...bar,
		high: Math.max(bar.high, price, isDay ? (quote.high ?? price) : price),
		low: Math.min(bar.low, price, isDay ? (quote.low ?? price) : price),
		close: price,
		volume: isDay ? Math.max(bar.volume, quote.volume) : bar.volume,
	};
}

/** The bars with what a newer quote says: the last has moved on, or the next has begun. */
export function withQuote(bars: readonly Bar[], quote: Quote, interval: Interval): readonly Bar[] {
	const last = bars.at(-1);
	const price = quote.price;
	const quotedS = Date.parse(quote.time) / 1000;
	if (last === undefined || price === null || Number.isNaN(quotedS)) return bars;
	const date = dayInNewYork(quotedS);
	const atS =
		interval.seconds > 0
			? Math.floor(quotedS / interval.seconds) * interval.seconds
			: secondsOf(dateOfBar(date, interval));
	if (atS < last.atS) return bars;
	if (atS > last.atS) {
		const next = { open: price, high: price, low: price, close: price, volume: 0 };
		return [...bars, { date, atS, ...next }];
	}
	const now = grown(last, price, quote, interval);
	const same = now.close === last.close && now.high === last.high && now.low === last.low;
	return same && now.volume === last.volume ? bars : [...bars.slice(0, -1), now];
}

/** The bars with others that were read later: those take the place of what they cover. */
export function withNewer(bars: readonly Bar[], newer: readonly Bar[]): readonly Bar[] {
	const from = newer[0];
	if (from === undefined) return bars;
	return [...bars.filter(({ atS }) => atS < from.atS), ...newer];
}

/** The number of the bar that a moment falls into; -1 when it is before them all. */
export function barAt(bars: readonly Bar[], atS: number, interval: Interval): number {
	const wanted =
		interval.seconds > 0 ? atS : secondsOf(dateOfBar(dayInNewYork(atS), interval));
	let low = 0;
	let high = bars.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((bars[middle]?.atS ?? Infinity) <= wanted) low = middle + 1;
		else high = middle;
	}
	return low - 1;
}
