/** Open orders as this page tells of them. */
import { change } from "../../api/ask";
import type { JsonObject } from "../../api/json";
import type { Order } from "../../api/wire";
import type { Movable } from "../../chart/OrderLines.svelte";
import { money, percent, price, quantity } from "../../format/numbers";

const TYPE_NAMES: Record<Order["type"], string> = {
	market: "Market",
	limit: "Limit",
	stop: "Stop",
	stop_limit: "Stop limit",
	trailing_stop: "Trailing stop",
};

const OVER: readonly Order["status"][] = ["filled", "canceled", "expired", "replaced", "rejected"];

export function typeName(order: Order): string {
	return TYPE_NAMES[order.type];
}

export function sideName(side: Order["side"]): string {
	return side === "buy" ? "Buy" : "Sell";
}

export function amountText(order: Pick<Order, "qty" | "notional">): string {
	return order.qty === null ? money(order.notional) : quantity(order.qty);
}

/** "Limit 200.00", "Stop 190.00, limit 189.50", "Trailing stop 2.00%". */
export function priceText(order: Order): string {
	const name = TYPE_NAMES[order.type];
	if (order.type === "limit") return `${name} ${price(order.limit_price)}`;
	if (order.type === "stop") return `${name} ${price(order.stop_price)}`;
	if (order.type === "stop_limit")
		return `Stop ${price(order.stop_price)}, limit ${price(order.limit_price)}`;
	if (order.type === "trailing_stop") {
		const behind = order.trail_price
			? price(order.trail_price)
			: percent(Number(order.trail_percent) / 100);
		const at = order.stop_price ? `, now ${price(order.stop_price)}` : "";
		return `${name} ${behind}${at}`;
	}
	return name;
}

/** What state it is in, in words that promise nothing. */
export function stateText(order: Order): string {
	if (order.status === "held")
		return order.order_class === "oco" ? "Stands by" : "Waits for its entry";
	if (order.status === "partially_filled") return `${quantity(order.filled_qty)} filled`;
	const words = order.status.replaceAll("_", " ");
	return order.status === "new" ? "Working" : words.charAt(0).toUpperCase() + words.slice(1);
}

/** Orders on this symbol that still stand, with those that hang on them. */
export function openOn(orders: readonly Order[], symbol: string): Order[] {
	return orders
		.filter((order) => order.symbol === symbol)
		.flatMap((order) => [order, ...(order.legs ?? [])])
		.filter(({ status }) => !OVER.includes(status));
}

function limitName({ status, order_class, type }: Order): string {
	if (order_class === "oco" && type === "limit") return "Take profit";
	return status === "held" ? "Target" : "Limit";
}

/** Their lines in the chart: a stop limit has two. */
export function linesOf(orders: readonly Order[]): Movable[] {
	return orders.flatMap((order) => {
		const what = `${sideName(order.side)} ${amountText(order)}`;
		const made: Movable[] = [];
		const movable = order.qty !== null && order.type !== "trailing_stop";
		const common = { side: order.side, movable };
		if (order.limit_price)
			made.push({
				...common,
				id: `${order.id} limit_price`,
				label: `${what} · ${limitName(order)}`,
				price: Number(order.limit_price),
			});
		if (order.stop_price)
			made.push({
				...common,
				id: `${order.id} stop_price`,
				label: `${what} · ${order.order_class === "oco" ? "Stop loss" : "Stop"}`,
				price: Number(order.stop_price),
			});
		return made;
	});
}

/** The order and the price of it that a line in the chart stands for. */
export function ofLine(line: Movable): { id: string; field: "limit_price" | "stop_price" } {
	const [id = "", field] = line.id.split(" ");
	return { id, field: field === "stop_price" ? "stop_price" : "limit_price" };
}

export function replaceOrder(id: string, changes: JsonObject): Promise<Order> {
	return change<Order>("PATCH", `/v2/orders/${id}`, changes);
}

export async function cancelOrder(id: string): Promise<void> {
	await change<unknown>("DELETE", `/v2/orders/${id}`);
}
