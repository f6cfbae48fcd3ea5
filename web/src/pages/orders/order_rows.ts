/** Orders as rows of a table: an order's legs follow it. */
import type { Order } from "../../api/wire";
import { units } from "../../format/decimal";
import { csv } from "../../format/csv";

export interface OrderRow {
	order: Order;
	leg: boolean;
}

export function rowsOf(orders: readonly Order[]): OrderRow[] {
	return orders.flatMap((order) => [
		{ order, leg: false },
		...(order.legs ?? []).map((leg) => ({ order: leg, leg: true })),
	]);
}

/** Which part of it is filled, 0 to 1; of an amount in dollars only whether it is done. */
export function filledPart(order: Order): number {
	const whole = units(order.qty);
	if (whole === 0n) return order.status === "filled" ? 1 : 0;
	return Number((units(order.filled_qty) * 10_000n) / whole) / 10_000;
}

const FIELDS = [
	"id",
	"client_order_id",
	"submitted_at",
	"symbol",
	"side",
	"type",
	"time_in_force",
	"order_class",
	"qty",
	"notional",
	"limit_price",
	"stop_price",
	"trail_price",
	"trail_percent",
	"filled_qty",
	"filled_avg_price",
	"fees",
	"status",
	"reason",
	"filled_at",
	"canceled_at",
	"expired_at",
	"failed_at",
	"replaces",
	"replaced_by",
	"source",
] as const;

export function ordersAsCsv(rows: readonly OrderRow[]): string {
	return csv(
		FIELDS,
		rows.map(({ order }) => FIELDS.map((name) => order[name])),
	);
}
