let style = { locale: "", timeZone: "" };
/** Making one takes longer than using it a hundred times. */
const formatters = new Map<string, Intl.DateTimeFormat>();

/** Times are shown as the user prefers; the device decides what they left open. */
export function showTimesAs(locale: string, timeZone: string): void {
	style = { locale, timeZone };
	formatters.clear();
}

/** The user's language and region; empty: the device's. */
export function locale(): string {
	return style.locale;
}

/** The user's own time zone; the device's unless they chose one. */
export function timeZone(): string {
	return style.timeZone || Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function made(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
	try {
		return new Intl.DateTimeFormat(style.locale || undefined, {
			...options,
			...(style.timeZone === "" ? {} : { timeZone: style.timeZone }),
		});
	} catch {
		// The server knows a zone or a language that this browser does not.
		return new Intl.DateTimeFormat(undefined, options);
	}
}

function formatter(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
	const key = JSON.stringify(options);
	const found = formatters.get(key) ?? made(options);
	formatters.set(key, found);
	return found;
}

function shown(time: string, options: Intl.DateTimeFormatOptions): string {
	const atMs = Date.parse(time);
	return Number.isNaN(atMs) ? "" : formatter(options).format(atMs);
}

/** Day and time of day. */
export function when(time: string): string {
	return shown(time, { dateStyle: "medium", timeStyle: "short" });
}

/** The time of day, to the second. */
export function clockTime(time: string): string {
	return shown(time, { timeStyle: "medium" });
}

/** The day. */
export function onDay(time: string): string {
	return shown(time, { dateStyle: "medium" });
}

/** A day that is a date and no moment, such as 2026-11-20: the same in every time zone. */
export function dayOf(date: string): string {
	const atMs = Date.parse(`${date.slice(0, 10)}T00:00:00Z`);
	if (Number.isNaN(atMs)) return "";
	return new Intl.DateTimeFormat(style.locale || undefined, {
		dateStyle: "medium",
		timeZone: "UTC",
	}).format(atMs);
}

/** Such a day on an axis: without its year, but for the first of January. */
export function dayMark(atMs: number): string {
	const isNewYear = new Date(atMs).toISOString().slice(5, 10) === "01-01";
	const options: Intl.DateTimeFormatOptions = isNewYear
		? { year: "numeric" }
		: { month: "short", day: "numeric" };
	return new Intl.DateTimeFormat(style.locale || undefined, {
		...options,
		timeZone: "UTC",
	}).format(atMs);
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
	["day", 86_400],
	["hour", 3_600],
	["minute", 60],
	["second", 1],
];

/** How long ago, or how long until: "3 minutes ago". */
export function ago(time: string, nowMs: number): string {
	const seconds = Math.round((Date.parse(time) - nowMs) / 1000);
	if (Number.isNaN(seconds)) return "";
	const [unit, size] = STEPS.find(([, size]) => Math.abs(seconds) >= size) ?? ["second", 1];
	const format = new Intl.RelativeTimeFormat(style.locale || undefined, { numeric: "auto" });
	return format.format(Math.trunc(seconds / size), unit);
}
