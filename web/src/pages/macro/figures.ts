import type { MacroAll } from "../../api/wire";
import { plain } from "../../format/numbers";

export type Series = MacroAll["series"][number];

/** A figure with its unit, where that is short: 4.3 %, 161,130 thousand persons. */
export function shown(series: Series, value: number | null): string {
	if (value === null) return "–";
	const text = plain(value, series.places);
	return series.unit === "percent" ? `${text} %` : text;
}

/** The unit, for those that a number alone does not tell. */
export function unitOf(series: Series): string {
	return series.unit === "percent" ? "" : series.unit;
}

export function changeShown(series: Series): string {
	if (series.change === null) return "";
	const sign = series.change > 0 ? "+" : series.change < 0 ? "−" : "±";
	return `${sign}${plain(Math.abs(series.change), series.places)}`;
}
