/** One's own fills of a symbol, and word of those that come while one looks. */
import { read, withQuery } from "../../api/ask";
import type { Order, Trade, Trades } from "../../api/wire";
import type { Mark } from "../../chart/drawing";
import { price, quantity } from "../../format/numbers";

const MOST = 200;

export class Fills {
	trades = $state.raw<readonly Trade[]>([]);
	#known: Set<string> | null = null;

	constructor(readonly symbol: string) {}

	/** Reads them anew; resolves to those that were not there the last time. */
	async load(): Promise<Trade[]> {
		const path = withQuery("/api/trades", { symbol: this.symbol, limit: MOST });
		const { trades } = await read<Trades>(path);
		const known = this.#known;
		this.trades = trades;
		this.#known = new Set(trades.map(({ id }) => id));
		return known === null ? [] : trades.filter(({ id }) => !known.has(id));
	}

	get marks(): Mark[] {
		return this.trades.map(({ time, side, qty }) => ({
			atS: Date.parse(time) / 1000,
			side,
			text: `${side === "buy" ? "B" : "S"} ${quantity(qty)}`,
		}));
	}
}

/** What an order that came outside its session waits for. */
function sessionOf({ time_in_force: tif }: Order): string {
	if (tif === "opg") return "the opening auction";
	return tif === "cls" ? "the closing auction" : "the market to open";
}

/** What became of an order, in a sentence. */
export function outcomeOf(order: Order): string {
	const done = order.side === "buy" ? "Bought" : "Sold";
	const filled = `${done} ${quantity(order.filled_qty)} ${order.symbol} at ${price(order.filled_avg_price)}`;
	switch (order.status) {
		case "filled":
			return `${filled}.`;
		case "partially_filled":
			return `${filled}; the rest is working.`;
		case "rejected":
			return `Rejected: ${order.reason ?? "no reason was given"}.`;
		case "canceled":
		case "expired":
			return Number(order.filled_qty) > 0
				? `${filled}; the rest is cancelled.`
				: `Cancelled unfilled${order.reason ? `: ${order.reason}` : ""}.`;
		case "accepted":
			return `Accepted: it waits for ${sessionOf(order)}.`;
		default:
			return `Accepted: it waits${order.reason ? ` (${order.reason})` : ""}.`;
	}
}

export function kindOf(order: Order): "good" | "bad" | "info" {
	if (order.status === "rejected") return "bad";
	return Number(order.filled_qty) > 0 ? "good" : "info";
}
