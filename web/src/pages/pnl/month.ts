/** A month as weeks, and its names in the user's language. */
import type { Amount } from "../../format/numbers";
import { locale } from "../../when";

const DAY_MS = 86_400_000;
// A Monday.
const SOME_MONDAY = Date.UTC(2024, 0, 1);

interface WeekInfo {
	firstDay: number;
}

/** 1 is Monday, 7 is Sunday. */
export function firstWeekday(language: string): number {
	try {
		const known = new Intl.Locale(language || navigator.language) as Intl.Locale & {
			getWeekInfo?: () => WeekInfo;
			weekInfo?: WeekInfo;
		};
		return known.getWeekInfo?.().firstDay ?? known.weekInfo?.firstDay ?? 1;
	} catch {
		return 1;
	}
}

function named(atMs: number, options: Intl.DateTimeFormatOptions): string {
	return new Intl.DateTimeFormat(locale() || undefined, { ...options, timeZone: "UTC" }).format(atMs);
}

export function weekdays(first: number): { short: string; long: string }[] {
	return Array.from({ length: 7 }, (_, number) => {
		const atMs = SOME_MONDAY + (first - 1 + number) * DAY_MS;
		return { short: named(atMs, { weekday: "narrow" }), long: named(atMs, { weekday: "long" }) };
	});
}

export function monthName(month: string): string {
	return named(Date.parse(`${month}-01T00:00:00Z`), { month: "long", year: "numeric" });
}

/** Rows of seven days; null outside the month. */
export function weeksOf(month: string, first: number): (string | null)[][] {
	const begins = Date.parse(`${month}-01T00:00:00Z`);
	const skipped = (new Date(begins).getUTCDay() + 7 - (first % 7)) % 7;
	const cells: (string | null)[] = Array.from({ length: skipped }, () => null);
	for (let atMs = begins; ; atMs += DAY_MS) {
		const day = new Date(atMs).toISOString().slice(0, 10);
		if (!day.startsWith(month)) break;
		cells.push(day);
	}
	while (cells.length % 7 !== 0) cells.push(null);
	return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7));
}

/** A gain or loss where there is room for a few digits: +1.2K. */
export function briefMoney(value: Amount): string {
	return new Intl.NumberFormat(locale() || undefined, {
		notation: "compact",
		maximumSignificantDigits: Math.abs(Number(value)) < 1000 ? 3 : 2,
		signDisplay: "exceptZero",
	})
		.format(Number(value ?? 0))
		.replace("-", "−");
}
