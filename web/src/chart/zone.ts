/** The chart's time axis in a time zone: how far it is from UTC, and what its marks weigh. */
const DAY_S = 86_400;

/** Weights as the chart's axis has them: the heavier, the sooner a mark is shown. */
const WEIGHT = { year: 70, month: 60, day: 50 };
const WITHIN_DAY: readonly [seconds: number, weight: number][] = [
	[43_200, 33],
	[21_600, 32],
	[10_800, 31],
	[3_600, 30],
	[1_800, 22],
	[300, 21],
	[60, 20],
	[1, 10],
];

/** Seconds to add to UTC to get a zone's own clock; exact, and quick for many moments. */
export function offsets(timeZone: string): (atS: number) => number {
	if (timeZone === "UTC") return () => 0;
	const clock = new Intl.DateTimeFormat("en-US", {
		timeZone,
		hourCycle: "h23",
		year: "numeric",
		month: "numeric",
		day: "numeric",
		hour: "numeric",
		minute: "numeric",
		second: "numeric",
	});
	const known = new Map<number, number>();

	function worked(atS: number): number {
		const part: Record<string, number> = {};
		for (const { type, value } of clock.formatToParts(atS * 1000)) part[type] = Number(value);
		const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
		return Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - Math.floor(atS);
	}

	function atDay(day: number): number {
		const before = known.get(day);
		if (before !== undefined) return before;
		const offset = worked(day * DAY_S);
		known.set(day, offset);
		return offset;
	}

	return (atS) => {
		const day = Math.floor(atS / DAY_S);
		const offset = atDay(day);
		return offset === atDay(day + 1) ? offset : worked(atS);
	};
}

/** What a mark at `now` weighs that follows one at `before`, both by the zone's clock. */
export function weightOf(nowS: number, beforeS: number): number {
	const [now, before] = [new Date(nowS * 1000), new Date(beforeS * 1000)];
	if (now.getUTCFullYear() !== before.getUTCFullYear()) return WEIGHT.year;
	if (now.getUTCMonth() !== before.getUTCMonth()) return WEIGHT.month;
	if (now.getUTCDate() !== before.getUTCDate()) return WEIGHT.day;
	const found = WITHIN_DAY.find(
		([seconds]) => Math.floor(nowS / seconds) !== Math.floor(beforeS / seconds),
	);
	return found?.[1] ?? 0;
}
