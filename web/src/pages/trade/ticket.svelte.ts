/** What is being filled in: the ticket's terms, what is amiss, what the order would do. */
import { change } from "../../api/ask";
import { ApiError, messageOf } from "../../api/client";
import type { JsonObject } from "../../api/json";
import type { OrderPreview, Side } from "../../api/wire";
import {
	bodyOf,
	decimalOf,
	fieldOf,
	fitting,
	NEW_TERMS,
	problemsOf,
	scaled,
	unscaled,
	type Facts,
	type Field,
	type Problems,
	type Terms,
} from "./ticket_rules";
import { locale } from "../../when";

const PREVIEW_AFTER_MS = 300;
const SHARE_PLACES = 9n;
const DOLLAR_PLACES = 2;

/** A template's order on its way to its symbol's own ticket. */
let carried: { symbol: string; order: JsonObject } | null = null;

export function carry(symbol: string, order: JsonObject): void {
	carried = { symbol, order };
}

type TextField = "amount" | "limit" | "stop" | "trail" | "profit" | "lossStop" | "lossLimit";

function decimalSeparator(): string {
	const parts = new Intl.NumberFormat(locale() || undefined).formatToParts(1.5);
	return parts.find(({ type }) => type === "decimal")?.value ?? ".";
}

export class Ticket {
	terms = $state.raw<Terms>(NEW_TERMS);
	/** Fields that were left, whose mistakes are shown. */
	touched = $state.raw<ReadonlySet<Field>>(new Set());
	/** What the server refused, by field; "" of none. */
	refused = $state.raw<Problems & { ""?: string }>({});
	preview = $state.raw<OrderPreview | null>(null);
	previewing = $state(false);
	readonly facts: () => Facts;
	readonly problems: Problems = $derived.by(() => problemsOf(this.terms, this.facts()));
	readonly complete: boolean = $derived(Object.keys(this.problems).length === 0);
	readonly body: JsonObject = $derived.by(() => bodyOf(this.terms, this.facts().symbol));
	#timer: ReturnType<typeof setTimeout> | undefined;
	#turn = 0;

	constructor(facts: () => Facts) {
		this.facts = facts;
		if (carried?.symbol === facts().symbol) this.fill(carried.order);
		carried = null;
	}

	set(changes: Partial<Terms>): void {
		this.terms = fitting({ ...this.terms, ...changes });
		this.refused = {};
	}

	type(field: TextField, typed: string): void {
		this.set({ [field]: decimalOf(typed, decimalSeparator()) });
	}

	leave(field: Field): void {
		if (!this.touched.has(field)) this.touched = new Set([...this.touched, field]);
	}

	/** What to say beside a field. */
	problemAt(field: Field): string {
		const refused = this.refused[field];
		if (refused !== undefined) return refused;
		return this.touched.has(field) ? (this.problems[field] ?? "") : "";
	}

	showAll(): void {
		this.touched = new Set(Object.keys(this.problems) as Field[]);
	}

	/** Empties it; how one trades stays. */
	clear(): void {
		const { side, unit, type, tif } = this.terms;
		this.terms = fitting({ ...NEW_TERMS, side, unit, type, tif });
		this.touched = new Set();
		this.refused = {};
		this.forget();
	}

	forget(): void {
		clearTimeout(this.#timer);
		this.#turn++;
		this.preview = null;
		this.previewing = false;
	}

	/** So many per cent of what there is: of dollars to buy with, or of shares to sell. */
	take(percent: bigint, available: string, price: string): void {
		const all = scaled(available);
		if (all === null) return;
		const part = (all * percent) / 100n;
		if (this.terms.side === "sell") {
			const one = 10n ** SHARE_PLACES;
			const whole = percent === 100n || part < one ? part : part - (part % one);
			this.set({ unit: "shares", amount: unscaled(whole) });
		} else if (this.terms.unit === "dollars") {
			this.set({ amount: unscaled(part, DOLLAR_PLACES) });
		} else {
			const each = scaled(price);
			if (each !== null && each > 0n) this.set({ amount: String(part / each) });
		}
	}

	refuse(error: unknown): void {
		const field = error instanceof ApiError ? fieldOf(error.field) : null;
		this.refused = { [field ?? ""]: messageOf(error) };
	}

	/** Asks a moment later what the order would do; nothing when it is not complete. */
	ask(): void {
		this.forget();
		if (!this.complete) return;
		this.previewing = true;
		this.#timer = setTimeout(() => void this.#ask(), PREVIEW_AFTER_MS);
	}

	async #ask(): Promise<void> {
		const turn = ++this.#turn;
		try {
			const reply = await change<OrderPreview>("POST", "/api/orders/preview", this.body);
			if (turn !== this.#turn) return;
			this.preview = reply;
		} catch (error) {
			if (turn !== this.#turn) return;
			// Too many questions at once are no reason to refuse the order.
			const isRefusal = error instanceof ApiError && error.status < 500 && error.status !== 429;
			if (isRefusal) this.refuse(error);
		}
		this.previewing = false;
	}

	/** As another order or a template has it. */
	fill(order: JsonObject): void {
		this.terms = fitting(termsOf(order));
		this.touched = new Set();
		this.refused = {};
	}
}

function text(value: unknown): string {
	return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function part(order: JsonObject, name: string): JsonObject | null {
	const value = order[name];
	return typeof value === "object" && value !== null && !Array.isArray(value) ? value : null;
}

/** The terms that an order's body stands for. */
export function termsOf(order: JsonObject): Terms {
	const profit = part(order, "take_profit");
	const loss = part(order, "stop_loss");
	const inDollars = text(order["notional"]) !== "";
	const byPrice = text(order["trail_price"]) !== "";
	return {
		...NEW_TERMS,
		side: order["side"] === "sell" ? "sell" : "buy",
		type: (text(order["type"]) || "market") as Terms["type"],
		tif: (text(order["time_in_force"]) || "day") as Terms["tif"],
		unit: inDollars ? "dollars" : "shares",
		amount: inDollars ? text(order["notional"]) : text(order["qty"]),
		limit: text(order["limit_price"]),
		stop: text(order["stop_price"]),
		trail: byPrice ? text(order["trail_price"]) : text(order["trail_percent"]),
		trailUnit: byPrice ? "price" : "percent",
		extended: order["extended_hours"] === true,
		hasProfit: profit !== null,
		profit: text(profit?.["limit_price"]),
		hasLoss: loss !== null,
		lossStop: text(loss?.["stop_price"]),
		lossLimit: text(loss?.["limit_price"]),
	};
}

export function isSide(value: string): value is Side {
	return value === "buy" || value === "sell";
}
