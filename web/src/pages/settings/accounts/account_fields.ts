/** What can be configured of a paper account, in plain words. */
import type { JsonObject } from "../../../api/json";
import type { PaperAccount } from "../../../api/wire";
import { decimal, units } from "../../../format/decimal";

interface Common {
	name: keyof PaperAccount & string;
	label: string;
	hint?: string;
}

/** Amounts in dollars; whole numbers; basis points shown as per cent. Empty: no limit. */
export type Field = Common &
	(
		| { kind: "text" | "money" | "count" | "percent"; none?: boolean }
		| { kind: "flag" }
		| { kind: "choice"; choices: { value: string; name: string }[] }
	);

export interface Group {
	title: string;
	fields: Field[];
}

export type Values = Record<string, string | boolean>;

export const GROUPS: Group[] = [
	{
		title: "How orders are filled",
		fields: [
			{
				name: "fill_model",
				label: "Fill model",
				kind: "choice",
				hint: "Realistic is what a live account comes to.",
				choices: [
					{ value: "realistic", name: "Realistic: sizes, depth, queue and volume count" },
					{ value: "touch", name: "Touch: all of it at the bid or the ask" },
				],
			},
			{
				name: "lot_method",
				label: "Lots that are sold first",
				kind: "choice",
				choices: [
					{ value: "fifo", name: "The oldest (FIFO)" },
					{ value: "lifo", name: "The newest (LIFO)" },
					{ value: "highest", name: "Those that cost most" },
				],
			},
			{ name: "fractional", label: "Fractions of shares", kind: "flag" },
		],
	},
	{
		title: "Margin and shorting",
		fields: [
			{
				name: "multiplier",
				label: "Margin",
				kind: "choice",
				hint: "Needs $2,000 of equity; with less, cash alone counts.",
				choices: [
					{ value: "1", name: "None: cash alone" },
					{ value: "2", name: "Twice the equity" },
					{ value: "4", name: "Four times, within a day" },
				],
			},
			{ name: "interest_bp", label: "Interest on borrowed cash, % a year", kind: "percent" },
			{ name: "borrow_bp", label: "Fee for borrowed shares, % a year", kind: "percent" },
			{ name: "shorting", label: "Selling short", kind: "flag" },
			{ name: "day_trade_check", label: "Rule of pattern day traders", kind: "flag" },
		],
	},
	{
		title: "Fees",
		fields: [
			{ name: "fee_per_order", label: "For each order, $", kind: "money" },
			{ name: "fee_per_share", label: "For each share, $", kind: "money" },
			{ name: "fee_least", label: "Together at least, $", kind: "money" },
			{ name: "fee_most", label: "Together at most, $", kind: "money", hint: "0 is no ceiling." },
			{ name: "fee_regulatory", label: "Fees of the SEC and FINRA on sales", kind: "flag" },
		],
	},
	{
		title: "Limits of your own",
		fields: [
			{ name: "largest_order", label: "Largest order, $", kind: "money", none: true },
			{ name: "position_share_bp", label: "Largest position, % of equity", kind: "percent", none: true },
			{
				name: "daily_loss",
				label: "Loss of a day, $",
				kind: "money",
				none: true,
				hint: "From there on only closing orders are taken.",
			},
			{ name: "orders_a_day", label: "Orders a day", kind: "count", none: true },
		],
	},
];

export const FIELDS: Field[] = [
	{ name: "name", label: "Name", kind: "text" },
	...GROUPS.flatMap(({ fields }) => fields),
];

const NEW: Values = {
	name: "",
	fill_model: "realistic",
	lot_method: "fifo",
	fractional: true,
	multiplier: "4",
	interest_bp: "6.25",
	borrow_bp: "0.3",
	shorting: true,
	day_trade_check: false,
	fee_per_order: "0",
	fee_per_share: "0",
	fee_least: "0",
	fee_most: "0",
	fee_regulatory: false,
	largest_order: "",
	position_share_bp: "",
	daily_loss: "",
	orders_a_day: "",
};

/** 125 basis points are 1.25 per cent. */
function percentOf(bp: number): string {
	return decimal(units(String(bp)) / 100n);
}

function shownOf(field: Field, value: PaperAccount[keyof PaperAccount]): string | boolean {
	if (value === null || value === undefined) return "";
	if (typeof value === "boolean") return value;
	return field.kind === "percent" ? percentOf(Number(value)) : String(value);
}

/** As the form shows them; of an account that is yet to be made as the server begins one. */
export function valuesOf(account: PaperAccount | null): Values {
	if (account === null) return { ...NEW };
	return Object.fromEntries(FIELDS.map((field) => [field.name, shownOf(field, account[field.name])]));
}

function sentOf(field: Field, value: string | boolean): string | number | boolean | null {
	if (typeof value === "boolean") return value;
	const text = value.trim();
	if (field.kind === "choice") return field.name === "multiplier" ? Number(text) : text;
	if (field.kind === "text") return text;
	if (text === "") return null;
	const exact = text.replace(",", ".");
	if (field.kind === "count") return Number(exact);
	return field.kind === "percent" ? Number(decimal(units(exact) * 100n)) : exact;
}

/** What differs from before, as the server takes it. */
export function changesOf(before: Values, after: Values): JsonObject {
	const body: JsonObject = {};
	for (const field of FIELDS) {
		const value = after[field.name] ?? "";
		if (value !== before[field.name]) body[field.name] = sentOf(field, value);
	}
	return body;
}
