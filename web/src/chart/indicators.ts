/**
 * Indicators over prices: pure, each as long as what it is worked out from, null where there
 * are not yet prices enough.
 */
export type Line = (number | null)[];

export interface Bands {
	middle: Line;
	upper: Line;
	lower: Line;
}

export interface Macd {
	macd: Line;
	signal: Line;
	histogram: Line;
}

export interface Traded {
	high: number;
	low: number;
	close: number;
	volume: number;
	/** The day that it belongs to. */
	date: string;
}

function meanOf(values: readonly number[], end: number, length: number): number {
	let sum = 0;
	for (let i = end - length; i < end; i++) sum += values[i] ?? 0;
	return sum / length;
}

/** The simple moving average. */
export function sma(values: readonly number[], length: number): Line {
	return values.map((_, i) => (i + 1 < length ? null : meanOf(values, i + 1, length)));
}

/** The exponential moving average, begun with the simple one. */
export function ema(values: readonly number[], length: number): Line {
	const weight = 2 / (length + 1);
	let last: number | null = null;
	return values.map((value, i) => {
		if (i + 1 < length) return null;
		last = last === null ? meanOf(values, i + 1, length) : last + weight * (value - last);
		return last;
	});
}

/** Bollinger's bands: the simple average, and so many standard deviations around it. */
export function bollinger(values: readonly number[], length: number, width: number): Bands {
	const middle = sma(values, length);
	const spread = middle.map((mean, i) => {
		if (mean === null) return null;
		let sum = 0;
		for (let j = i + 1 - length; j <= i; j++) sum += ((values[j] ?? 0) - mean) ** 2;
		return width * Math.sqrt(sum / length);
	});
	const moved = (sign: number): Line =>
		middle.map((mean, i) => {
			const by = spread[i] ?? null;
			return mean === null || by === null ? null : mean + sign * by;
		});
	return { middle, upper: moved(1), lower: moved(-1) };
}

/** The relative strength index, smoothed as Wilder did. */
export function rsi(values: readonly number[], length: number): Line {
	let gain = 0;
	let loss = 0;
	return values.map((value, i) => {
		if (i === 0) return null;
		const change = value - (values[i - 1] ?? value);
		const up = Math.max(change, 0);
		const down = Math.max(-change, 0);
		if (i <= length) {
			gain += up / length;
			loss += down / length;
			if (i < length) return null;
		} else {
			gain += (up - gain) / length;
			loss += (down - loss) / length;
		}
		if (gain + loss === 0) return 50;
		return (100 * gain) / (gain + loss);
	});
}

/** Two exponential averages' distance, its own average, and how far they are apart. */
export function macd(values: readonly number[], fast: number, slow: number, signal: number): Macd {
	const quick = ema(values, fast);
	const lazy = ema(values, slow);
	const line = quick.map((one, i) => {
		const other = lazy[i] ?? null;
		return one === null || other === null ? null : one - other;
	});
	const from = line.findIndex((one) => one !== null);
	const known = from < 0 ? [] : line.slice(from).map((one) => one ?? 0);
	const blank = new Array<null>(line.length - known.length).fill(null);
	const smooth = [...blank, ...ema(known, signal)];
	const histogram = line.map((one, i) => {
		const other = smooth[i] ?? null;
		return one === null || other === null ? null : one - other;
	});
	return { macd: line, signal: smooth, histogram };
}

/** The volume-weighted average price since each day's beginning. */
export function vwap(bars: readonly Traded[]): Line {
	let date = "";
	let value = 0;
	let volume = 0;
	return bars.map((bar) => {
		if (bar.date !== date) {
			date = bar.date;
			value = 0;
			volume = 0;
		}
		value += ((bar.high + bar.low + bar.close) / 3) * bar.volume;
		volume += bar.volume;
		return volume === 0 ? null : value / volume;
	});
}
