import { asObject, asText, shown, type Json } from "../../api/json";
import type { OrderTemplate } from "../../api/wire";

function given(order: Record<string, Json>, name: string): string {
	const value = order[name];
	return value === undefined || value === null ? "" : shown(value);
}

/** "Buy 10 AAPL, limit at 220, good till canceled, with a stop at 200". */
export function inWords(template: OrderTemplate["order"]): string {
	const order = asObject(template as Json);
	const side = asText(order["side"]) === "sell" ? "Sell" : "Buy";
	const amount = given(order, "qty") || given(order, "quantity");
	const notional = given(order, "notional");
	const size = amount !== "" ? amount : notional !== "" ? `$${notional} of` : "";
	const parts = [[side, size, given(order, "symbol")].filter(Boolean).join(" ")];
	const type = given(order, "type").replaceAll("_", " ") || "market";
	const price = given(order, "limit_price");
	const stop = given(order, "stop_price");
	parts.push(price === "" ? type : `${type} at ${price}`);
	if (stop !== "") parts.push(`stop ${stop}`);
	if (given(order, "time_in_force") !== "") parts.push(given(order, "time_in_force"));
	const target = given(asObject(order["take_profit"]), "limit_price");
	const loss = given(asObject(order["stop_loss"]), "stop_price");
	if (target !== "") parts.push(`target ${target}`);
	if (loss !== "") parts.push(`stop loss ${loss}`);
	return parts.join(", ");
}

/** The order ticket that is filled in with it. */
export function ticketOf(template: OrderTemplate): string {
	const symbol = given(asObject(template.order as Json), "symbol");
	return `/trade/${encodeURIComponent(symbol)}?template=${template.id}`;
}
