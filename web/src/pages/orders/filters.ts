/** What a list of orders, fills or activities is narrowed to: kept in the page's address. */
import { place } from "../../app/router.svelte";
import { offsets } from "../../chart/zone";

export interface Filters {
	symbol: string;
	side: string;
	state: string;
	/** Days of the user's calendar, as 2026-11-20; empty: any. */
	from: string;
	to: string;
}

export const NAMES = ["symbol", "side", "state", "from", "to"] as const;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const HOUR_MS = 3_600_000;

export function filters(): Filters {
	const query = place.query;
	const day = (name: string) => (DAY.test(query.get(name) ?? "") ? (query.get(name) ?? "") : "");
	const side = query.get("side") ?? "";
	return {
		symbol: (query.get("symbol") ?? "").trim().toUpperCase(),
		side: side === "buy" || side === "sell" ? side : "",
		state: query.get("state") ?? "",
		from: day("from"),
		to: day("to"),
	};
}

export function isFiltered(one: Filters): boolean {
	return NAMES.some((name) => one[name] !== "");
}

/** When a day begins on a zone's clock; `more` days later. */
export function dayBegins(day: string, timeZone: string, more = 0): string {
	const wall = Date.parse(`${day}T00:00:00Z`) + more * 24 * HOUR_MS;
	const offset = offsets(timeZone);
	const guess = wall - offset(wall / 1000) * 1000;
	return new Date(wall - offset(guess / 1000) * 1000).toISOString();
}

/** The moment a microsecond after this one: so that what happened at it is asked for again. */
export function justAfter(time: string): string {
	const [, whole = "", part = ""] = /^(.*?)(?:\.(\d+))?Z$/.exec(time) ?? [];
	const micros = BigInt(Date.parse(`${whole}Z`)) * 1000n + BigInt(part.padEnd(6, "0").slice(0, 6)) + 1n;
	const seconds = new Date(Number(micros / 1_000_000n) * 1000).toISOString().slice(0, 19);
	return `${seconds}.${String(micros % 1_000_000n).padStart(6, "0")}Z`;
}
