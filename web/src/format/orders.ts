/** Orders in words. */
import type { IconName } from "../components/Icon.svelte";
import type { Order, OrderStatus } from "../api/wire";
import { money, price, quantity } from "./numbers";

export interface StateWords {
	name: string;
	icon: IconName;
	tone: "good" | "bad" | "busy" | "plain";
	text: string;
}

const STATES: Record<OrderStatus, StateWords> = {
	new: { name: "Working", icon: "play", tone: "busy", text: "It is in the market." },
	accepted: { name: "Accepted", icon: "history", tone: "busy", text: "It waits for its session." },
	pending_new: { name: "Sent", icon: "history", tone: "busy", text: "It is on its way." },
	accepted_for_bidding: { name: "Accepted", icon: "history", tone: "busy", text: "It waits for an auction." },
	partially_filled: { name: "Partly filled", icon: "play", tone: "busy", text: "The rest is in the market." },
	filled: { name: "Filled", icon: "check", tone: "good", text: "All of it is filled." },
	held: { name: "Held", icon: "history", tone: "plain", text: "It waits for another order." },
	done_for_day: { name: "Done for the day", icon: "history", tone: "plain", text: "It goes on tomorrow." },
	canceled: { name: "Canceled", icon: "close", tone: "plain", text: "It was taken back." },
	expired: { name: "Expired", icon: "close", tone: "plain", text: "Its time ran out." },
	replaced: { name: "Replaced", icon: "arrow", tone: "plain", text: "Another order took its place." },
	pending_cancel: { name: "Canceling", icon: "history", tone: "busy", text: "It is being taken back." },
	pending_replace: { name: "Replacing", icon: "history", tone: "busy", text: "It is being replaced." },
	stopped: { name: "Stopped", icon: "history", tone: "plain", text: "Its price is promised." },
	rejected: { name: "Rejected", icon: "warning", tone: "bad", text: "It was refused." },
	suspended: { name: "Suspended", icon: "warning", tone: "plain", text: "It may not trade at present." },
	calculated: { name: "Calculated", icon: "check", tone: "plain", text: "It is being settled." },
};

const OPEN = new Set<OrderStatus>([
	"new",
	"accepted",
	"pending_new",
	"accepted_for_bidding",
	"partially_filled",
	"held",
	"done_for_day",
	"pending_replace",
	"stopped",
	"suspended",
]);

/** What one filters by, by the name shown. */
export const STATE_NAMES = [...new Set(Object.values(STATES).map(({ name }) => name))];

export function stateOf(status: OrderStatus): StateWords {
	return STATES[status];
}

/** May it still be cancelled or replaced? */
export function isOpen(order: Order): boolean {
	return OPEN.has(order.status);
}

const TYPES = {
	market: "Market",
	limit: "Limit",
	stop: "Stop",
	stop_limit: "Stop limit",
	trailing_stop: "Trailing stop",
} as const;

const TIMES = {
	day: "Day",
	gtc: "Until canceled",
	opg: "At the opening",
	cls: "At the close",
	ioc: "At once or not",
	fok: "All at once or not",
} as const;

const SOURCES = {
	web: "this app",
	key: "an API key",
	strategy: "a strategy",
	routine: "a routine",
	agent: "an agent",
	webhook: "a webhook",
	import: "an import",
	system: "the server",
} as const;

export function typeOf(order: Order): string {
	return TYPES[order.type];
}

export function timeOf(order: Order): string {
	return TIMES[order.time_in_force];
}

export function sourceOf(order: Order): string {
	return SOURCES[order.source];
}

export function sideOf(order: Pick<Order, "side">): string {
	return order.side === "buy" ? "Buy" : "Sell";
}

/** How much it is for: shares, or dollars. */
export function amountOf(order: Order): string {
	return order.qty === null && order.notional !== null
		? money(order.notional)
		: quantity(order.qty);
}

/** The prices that it waits for. */
export function pricesOf(order: Order): string {
	const parts: string[] = [];
	if (order.stop_price !== null) parts.push(`stop ${price(order.stop_price)}`);
	if (order.limit_price !== null) parts.push(`limit ${price(order.limit_price)}`);
	if (order.trail_price !== null) parts.push(`trails by ${money(order.trail_price)}`);
	if (order.trail_percent !== null) parts.push(`trails by ${order.trail_percent} %`);
	return parts.length === 0 ? "at market" : parts.join(", ");
}

/** "Buy 10 AAPL, limit 182.00". */
export function briefly(order: Order): string {
	return `${sideOf(order)} ${amountOf(order)} ${order.symbol}, ${pricesOf(order)}`;
}
