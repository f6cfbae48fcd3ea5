/**
 * What an order ticket can say, and what is still missing in it. A courtesy to whoever
 * types: the server decides.
 */
import type { JsonObject } from "../../api/json";
import type { OrderType, Side, TimeInForce } from "../../api/wire";

export interface Terms {
	side: Side;
	type: OrderType;
	unit: "shares" | "dollars";
	amount: string;
	limit: string;
	stop: string;
	trail: string;
	trailUnit: "percent" | "price";
	tif: TimeInForce;
	extended: boolean;
	hasProfit: boolean;
	profit: string;
	hasLoss: boolean;
	lossStop: string;
	lossLimit: string;
}

/** The fields of a ticket, by the server's names for them; both amounts are one field. */
const FIELDS = [
	"qty",
	"limit_price",
	"stop_price",
	"trail",
	"time_in_force",
	"extended_hours",
	"take_profit.limit_price",
	"stop_loss.stop_price",
	"stop_loss.limit_price",
] as const;
export type Field = (typeof FIELDS)[number];

export type Problems = Partial<Record<Field, string>>;

/** What is known of the asset. */
export interface Facts {
	symbol: string;
	fractionable: boolean;
}

export const NEW_TERMS: Terms = {
	side: "buy",
	type: "market",
	unit: "shares",
	amount: "",
	limit: "",
	stop: "",
	trail: "",
	trailUnit: "percent",
	tif: "day",
	extended: false,
	hasProfit: false,
	profit: "",
	hasLoss: false,
	lossStop: "",
	lossLimit: "",
};

export const TYPES: readonly { value: OrderType; name: string; text: string }[] = [
	{ value: "market", name: "Market", text: "At once, at the best price there is." },
	{ value: "limit", name: "Limit", text: "At this price or better, else it waits." },
	{ value: "stop", name: "Stop", text: "Wakes when the price gets there, then goes to market." },
	{ value: "stop_limit", name: "Stop limit", text: "Wakes at the stop, then fills at the limit or better." },
	{ value: "trailing_stop", name: "Trailing stop", text: "A stop that follows the best price." },
];

export const TIFS: readonly { value: TimeInForce; name: string; text: string }[] = [
	{ value: "day", name: "Day", text: "Until today's close." },
	{ value: "gtc", name: "Until cancelled", text: "For up to 90 days." },
	{ value: "opg", name: "At the open", text: "In the opening auction, or not at all." },
	{ value: "cls", name: "At the close", text: "In the closing auction, or not at all." },
	{ value: "ioc", name: "Immediate or cancel", text: "What fills at once; the rest is cancelled." },
	{ value: "fok", name: "Fill or kill", text: "All of it at once, or nothing." },
];

const NUMBER = /^\d{1,12}(\.\d{0,9})?$/;
const PLACES = 9;
const LEAST_DOLLARS = "1";

export function needsLimit(type: OrderType): boolean {
	return type === "limit" || type === "stop_limit";
}

export function needsStop(type: OrderType): boolean {
	return type === "stop" || type === "stop_limit";
}

/** What was typed as plain decimal text: a comma is a point where the locale has it so. */
export function decimalOf(typed: string, separator = "."): string {
	const text = typed.trim();
	const pointed = separator === "," && !text.includes(".") ? text.replace(",", ".") : text;
	return pointed.startsWith(".") ? `0${pointed}` : pointed;
}

/** Decimal text times 10⁹, exactly; null when it is no such number. */
export function scaled(text: string): bigint | null {
	if (!NUMBER.test(text)) return null;
	const [whole = "", part = ""] = text.split(".");
	return BigInt(whole + part.padEnd(PLACES, "0"));
}

export function unscaled(value: bigint, places = PLACES): string {
	const digits = value.toString().padStart(PLACES + 1, "0");
	const part = digits.slice(-PLACES).slice(0, places).replace(/0+$/, "");
	return digits.slice(0, -PLACES) + (part === "" ? "" : `.${part}`);
}

/** "12." and "012" as the number that they are. */
function clean(text: string): string {
	const value = scaled(text);
	return value === null ? text : unscaled(value);
}

function isWhole(text: string): boolean {
	const value = scaled(text);
	return value !== null && value % 10n ** BigInt(PLACES) === 0n;
}

/** Is it more, or less, than whole shares? */
export function isFractional(terms: Terms): boolean {
	return terms.unit === "dollars" || (terms.amount !== "" && !isWhole(terms.amount));
}

export function isGroup(terms: Terms): boolean {
	return terms.type !== "trailing_stop" && (terms.hasProfit || terms.hasLoss);
}

/** How long such an order may stand. */
export function tifsOf(terms: Terms): TimeInForce[] {
	if (isFractional(terms)) return ["day"];
	const auctions = terms.type === "market" || terms.type === "limit";
	if (isGroup(terms) || terms.extended || !auctions) return ["day", "gtc"];
	return ["day", "gtc", "opg", "cls", "ioc", "fok"];
}

export function canExtend(terms: Terms): boolean {
	return terms.type === "limit" && !isGroup(terms) && ["day", "gtc"].includes(terms.tif);
}

/** Terms without what does not go together with the rest. */
export function fitting(terms: Terms): Terms {
	const tifs = tifsOf(terms);
	return {
		...terms,
		tif: tifs.includes(terms.tif) ? terms.tif : "day",
		extended: terms.extended && canExtend(terms),
	};
}

function amountProblem(terms: Terms, facts: Facts): string {
	const value = scaled(terms.amount);
	if (terms.amount === "") return terms.unit === "shares" ? "How many shares?" : "How many dollars?";
	if (value === null) return "A number such as 12.5, without other signs.";
	if (value === 0n) return "More than nothing.";
	if (terms.unit === "dollars") {
		if (value < (scaled(LEAST_DOLLARS) ?? 0n)) return "At least $1.";
		if (!facts.fractionable) return `${facts.symbol} is traded in whole shares only.`;
		if (isGroup(terms)) return "With exits, whole shares only.";
		if (terms.type === "trailing_stop") return "Trailing stops take whole shares only.";
		return "";
	}
	if (!isWhole(terms.amount)) {
		if (!facts.fractionable) return `${facts.symbol} is traded in whole shares only.`;
		if (isGroup(terms)) return "With exits, whole shares only.";
		if (terms.type === "trailing_stop") return "Trailing stops take whole shares only.";
	}
	return "";
}

/** Prices go in cents; below a dollar in hundredths of one. */
function priceProblem(text: string, asked: string): string {
	const value = scaled(text);
	if (text === "") return asked;
	if (value === null) return "A price such as 101.25.";
	if (value === 0n) return "More than nothing.";
	const places = value < 10n ** BigInt(PLACES) ? 4 : 2;
	if (value % 10n ** BigInt(PLACES - places) !== 0n)
		return places === 2 ? "In whole cents." : "With at most four decimal places.";
	return "";
}

function trailProblem(terms: Terms): string {
	if (terms.trailUnit === "price") return priceProblem(terms.trail, "How far behind?");
	const value = scaled(terms.trail);
	if (terms.trail === "") return "How far behind?";
	const most = scaled("100") ?? 0n;
	return value === null || value === 0n || value >= most ? "Per cent: above 0, below 100." : "";
}

function exitProblems(terms: Terms): Problems {
	const found: Problems = {};
	const profit = terms.hasProfit ? priceProblem(terms.profit, "Where to take the profit?") : "";
	const loss = terms.hasLoss ? priceProblem(terms.lossStop, "Where to stop the loss?") : "";
	if (profit) found["take_profit.limit_price"] = profit;
	if (loss) found["stop_loss.stop_price"] = loss;
	if (terms.hasLoss && terms.lossLimit !== "") {
		const limit = priceProblem(terms.lossLimit, "");
		if (limit) found["stop_loss.limit_price"] = limit;
	}
	if (!terms.hasProfit || !terms.hasLoss || profit || loss) return found;
	const [top, bottom] = [scaled(terms.profit) ?? 0n, scaled(terms.lossStop) ?? 0n];
	if (terms.side === "buy" && top <= bottom)
		found["take_profit.limit_price"] = "Above the stop: this order buys.";
	if (terms.side === "sell" && top >= bottom)
		found["take_profit.limit_price"] = "Below the stop: this order sells.";
	return found;
}

/** What is missing or cannot be so, by field. */
export function problemsOf(terms: Terms, facts: Facts): Problems {
	const found: Problems = isGroup(terms) ? exitProblems(terms) : {};
	const amount = amountProblem(terms, facts);
	if (amount) found.qty = amount;
	if (needsLimit(terms.type)) {
		const limit = priceProblem(terms.limit, "At which price?");
		if (limit) found.limit_price = limit;
	}
	if (needsStop(terms.type)) {
		const stop = priceProblem(terms.stop, "At which price does it wake?");
		if (stop) found.stop_price = stop;
	}
	if (terms.type === "trailing_stop") {
		const trail = trailProblem(terms);
		if (trail) found.trail = trail;
	}
	return found;
}

/** The order that the server is asked for; complete only when nothing is amiss. */
export function bodyOf(terms: Terms, symbol: string): JsonObject {
	const body: JsonObject = {
		symbol,
		side: terms.side,
		type: terms.type,
		time_in_force: terms.tif,
		[terms.unit === "shares" ? "qty" : "notional"]: clean(terms.amount),
	};
	if (needsLimit(terms.type)) body["limit_price"] = clean(terms.limit);
	if (needsStop(terms.type)) body["stop_price"] = clean(terms.stop);
	if (terms.type === "trailing_stop")
		body[terms.trailUnit === "percent" ? "trail_percent" : "trail_price"] = clean(terms.trail);
	if (terms.extended) body["extended_hours"] = true;
	if (!isGroup(terms)) return body;
	body["order_class"] = terms.hasProfit && terms.hasLoss ? "bracket" : "oto";
	if (terms.hasProfit) body["take_profit"] = { limit_price: clean(terms.profit) };
	if (terms.hasLoss) {
		const limit = terms.lossLimit === "" ? {} : { limit_price: clean(terms.lossLimit) };
		body["stop_loss"] = { stop_price: clean(terms.lossStop), ...limit };
	}
	return body;
}

/** The server's parameters that are a field of the ticket by another name. */
const ALSO: ReadonlyMap<string, Field> = new Map([
	["quantity", "qty"],
	["notional", "qty"],
	["trail_price", "trail"],
	["trail_percent", "trail"],
	["take_profit", "take_profit.limit_price"],
	["stop_loss", "stop_loss.stop_price"],
]);

/** The field of the ticket that a refused parameter is typed into; null of any other. */
export function fieldOf(parameter: string): Field | null {
	return ALSO.get(parameter) ?? FIELDS.find((field) => field === parameter) ?? null;
}
