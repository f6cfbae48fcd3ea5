/** The account beside a benchmark, both counted from the day before the first. */
import type { EquityHistory, MarketBars } from "../../api/wire";

export interface CurvePoint {
	day: string;
	/** Parts of one: 0.01 is one per cent. */
	account: number;
	benchmark: number | null;
	equity: string;
}

/** The close of the last session that is not after `day`. */
function closeAt(candles: MarketBars["candles"], day: string): number | null {
	let found: number | null = null;
	for (const { date, close } of candles) {
		if (date > day) break;
		found = close;
	}
	return found;
}

function beforeFirst(history: EquityHistory): string | null {
	const first = history.days[0]?.day;
	if (first === undefined) return null;
	if (history.base_day !== null) return history.base_day;
	return new Date(Date.parse(`${first}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}

export function curveOf(history: EquityHistory, bars: MarketBars | undefined): CurvePoint[] {
	const base = beforeFirst(history);
	if (base === null) return [];
	const candles = bars?.candles ?? [];
	const from = closeAt(candles, base);
	const beside = (day: string) => {
		const close = closeAt(candles, day);
		return from === null || close === null ? null : close / from - 1;
	};
	return [
		{ day: base, account: 0, benchmark: from === null ? null : 0, equity: history.base_equity },
		...history.days.map(({ day, return_pct, equity }) => ({
			day,
			account: Number(return_pct),
			benchmark: beside(day),
			equity,
		})),
	];
}
