/** The stretches of days that one looks at. */
export const RANGES = [
	{ value: "1W", name: "1W", title: "A week" },
	{ value: "1M", name: "1M", title: "A month" },
	{ value: "3M", name: "3M", title: "Three months" },
	{ value: "YTD", name: "YTD", title: "Since the year began" },
	{ value: "1Y", name: "1Y", title: "A year" },
	{ value: "All", name: "All", title: "Since the account began, ten years at most" },
	{ value: "own", name: "Dates", title: "From one day to another" },
] as const;
export type RangeId = (typeof RANGES)[number]["value"];

/** Today as New York has it: the market's days are days there. */
export function marketDay(nowMs: number): string {
	return new Intl.DateTimeFormat("en-CA", {
		timeZone: "America/New_York",
		year: "numeric",
		month: "2-digit",
		day: "2-digit",
	}).format(nowMs);
}

function shifted(day: string, { days = 0, months = 0 }): string {
	const at = new Date(`${day}T00:00:00Z`);
	const dayOfMonth = at.getUTCDate();
	at.setUTCMonth(at.getUTCMonth() + months, 1);
	const last = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate();
	at.setUTCDate(Math.min(dayOfMonth, last) + days);
	return at.toISOString().slice(0, 10);
}

/** The first day of a range that ends today. */
export function startOf(range: RangeId, today: string): string {
	switch (range) {
		case "1W":
			return shifted(today, { days: -7 });
		case "1M":
			return shifted(today, { months: -1 });
		case "3M":
			return shifted(today, { months: -3 });
		case "YTD":
			return `${today.slice(0, 4)}-01-01`;
		case "1Y":
			return shifted(today, { months: -12 });
		case "All":
			return shifted(today, { months: -119 });
		case "own":
			return shifted(today, { months: -1 });
	}
}

export function daysBefore(day: string, days: number): string {
	return shifted(day, { days: -days });
}

export function monthShifted(month: string, months: number): string {
	return shifted(`${month}-01`, { months }).slice(0, 7);
}

export function lastOfMonth(month: string): string {
	return daysBefore(`${monthShifted(month, 1)}-01`, 1);
}
