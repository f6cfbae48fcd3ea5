/**
 * Numbers as people read them, in the user's locale. Amounts are formatted from the text
 * that the server sent, never through a number that could not hold them.
 */
import { locale } from "../when";

export type Amount = string | number | null | undefined;

const NONE = "–";
const MINUS = "−";
const cache = new Map<string, Intl.NumberFormat>();

function format(value: string | number, options: Intl.NumberFormatOptions): string {
	const key = locale() + JSON.stringify(options);
	let formatter = cache.get(key);
	if (formatter === undefined) {
		formatter = new Intl.NumberFormat(locale() || undefined, options);
		cache.set(key, formatter);
	}
	// Browsers take decimal text as it is; the library's type does not know that yet.
	return formatter.format(value as number).replace("-", MINUS);
}

function missing(value: Amount): value is null | undefined | "" {
	return value === null || value === undefined || value === "";
}

/** A price: cents above a dollar, as many as four places below. */
export function price(value: Amount): string {
	if (missing(value)) return NONE;
	const places = Math.abs(Number(value)) < 1 ? 4 : 2;
	return format(value, { minimumFractionDigits: 2, maximumFractionDigits: places });
}

/** Dollars and cents. */
export function money(value: Amount): string {
	if (missing(value)) return NONE;
	return format(value, { style: "currency", currency: "USD" });
}

/** Dollars without cents, for large sums in small places. */
export function dollars(value: Amount): string {
	if (missing(value)) return NONE;
	return format(value, { style: "currency", currency: "USD", maximumFractionDigits: 0 });
}

/** A gain or loss, its sign always there. */
export function signedMoney(value: Amount): string {
	if (missing(value)) return NONE;
	return format(value, { style: "currency", currency: "USD", signDisplay: "exceptZero" });
}

export function signedPrice(value: Amount): string {
	if (missing(value)) return NONE;
	return format(value, {
		minimumFractionDigits: 2,
		maximumFractionDigits: Math.abs(Number(value)) < 0.01 ? 4 : 2,
		signDisplay: "exceptZero",
	});
}

/** Of a fraction: 0.0123 is +1.23%. */
export function signedPercent(fraction: Amount): string {
	if (missing(fraction)) return NONE;
	return format(fraction, {
		style: "percent",
		minimumFractionDigits: 2,
		maximumFractionDigits: 2,
		signDisplay: "exceptZero",
	});
}

/** Of a fraction, without a sign. */
export function percent(fraction: Amount, places = 2): string {
	if (missing(fraction)) return NONE;
	return format(fraction, {
		style: "percent",
		minimumFractionDigits: places,
		maximumFractionDigits: places,
	});
}

/** Shares: as many places as there are. */
export function quantity(value: Amount): string {
	if (missing(value)) return NONE;
	return format(value, { maximumFractionDigits: 9 });
}

/** 12.3K, 4.5M. */
export function compact(value: Amount): string {
	if (missing(value)) return NONE;
	return format(value, { notation: "compact", maximumFractionDigits: 1 });
}

/** Any number with so many places. */
export function plain(value: Amount, places = 2): string {
	if (missing(value)) return NONE;
	return format(value, { minimumFractionDigits: places, maximumFractionDigits: places });
}

/** up, down or flat: which colour and arrow a change has. */
export function direction(value: Amount): "up" | "down" | "flat" {
	const number = Number(value ?? 0);
	if (number > 0) return "up";
	return number < 0 ? "down" : "flat";
}

const SIZES = ["B", "kB", "MB", "GB", "TB"];

/** "12.3 MB", in thousands. */
export function bytes(count: number): string {
	const power = count < 1000 ? 0 : Math.min(Math.floor(Math.log10(count) / 3), SIZES.length - 1);
	return `${plain(count / 1000 ** power, power === 0 ? 0 : 1)} ${SIZES[power]}`;
}
