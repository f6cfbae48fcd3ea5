/**
 * Exits of a position that is held: one order that takes its profit or stops its loss,
 * whichever is reached first. A courtesy to whoever types: the server decides.
 */
import type { JsonObject } from "../api/json";
import type { Order, Position } from "../api/wire";
import { compare, decimal, minus, size, units } from "./decimal";

const ONE = units("1");
const NUMBER = /^\d{1,12}(\.\d{1,9})?$/;

export interface Exits {
	qty: string;
	profit: string;
	loss: string;
	/** The stop's limit; empty: it goes to market. */
	lossLimit: string;
	tif: "gtc" | "day";
}

export type ExitField = "qty" | "take_profit.limit_price" | "stop_loss.stop_price" | "stop_loss.limit_price";

type Held = Pick<Position, "symbol" | "side" | "qty_available" | "current_price" | "avg_entry_price">;

/** What an exit may close: whole shares that no other order holds. */
export function closable(position: Pick<Position, "qty_available">): string {
	const free = units(size(position.qty_available));
	return decimal(free - (free % ONE));
}

export function typedNumber(text: string): string {
	return text.trim().replace(",", ".");
}

function isPrice(text: string): boolean {
	return NUMBER.test(text) && units(text) > 0n;
}

/** So many per cent above (or below) a price, in whole cents; below a dollar in hundredths of one. */
export function priceAt(price: string, percent: number): string {
	const places = units(price) < ONE ? 4 : 2;
	const step = 10n ** BigInt(15 - places);
	const wanted = (units(price) * BigInt(100 + percent)) / 100n;
	return decimal(wanted - (wanted % step));
}

/** What closing so many at that price would make, before fees. */
export function wouldMake(position: Held, qty: string, price: string): string {
	const each = minus(price, position.avg_entry_price);
	const made = (units(each) * units(qty)) / ONE;
	return decimal(position.side === "long" ? made : -made);
}

/** What is missing or cannot be so, by field. */
export function exitProblems(exits: Exits, position: Held): Partial<Record<ExitField, string>> {
	const found: Partial<Record<ExitField, string>> = {};
	const isLong = position.side === "long";
	const now = position.current_price;
	const beyond = (left: string, right: string) => compare(left, right) * (isLong ? 1 : -1) > 0;
	const side = (above: boolean) => (above === isLong ? "Above" : "Below");
	const most = closable(position);
	if (!NUMBER.test(exits.qty) || units(exits.qty) <= 0n || compare(exits.qty, most) > 0)
		found.qty = `Between 1 and ${most}.`;
	else if (units(exits.qty) % ONE !== 0n) found.qty = "Whole shares only.";
	if (!isPrice(exits.profit)) found["take_profit.limit_price"] = "At which price?";
	else if (!beyond(exits.profit, now))
		found["take_profit.limit_price"] = `${side(true)} the price now.`;
	if (!isPrice(exits.loss)) found["stop_loss.stop_price"] = "At which price?";
	else if (!beyond(now, exits.loss)) found["stop_loss.stop_price"] = `${side(false)} the price now.`;
	if (exits.lossLimit !== "") {
		if (!isPrice(exits.lossLimit)) found["stop_loss.limit_price"] = "A price such as 101.25.";
		else if (isPrice(exits.loss) && beyond(exits.lossLimit, exits.loss))
			found["stop_loss.limit_price"] = `Not ${side(true).toLowerCase()} its stop.`;
	}
	return found;
}

/** The order that the server is asked for. */
export function exitOrder(exits: Exits, position: Held): JsonObject {
	const limit = exits.lossLimit === "" ? {} : { limit_price: exits.lossLimit };
	return {
		symbol: position.symbol,
		qty: exits.qty,
		side: position.side === "long" ? "sell" : "buy",
		type: "limit",
		time_in_force: exits.tif,
		order_class: "oco",
		take_profit: { limit_price: exits.profit },
		stop_loss: { stop_price: exits.loss, ...limit },
	};
}

/** The stop that stands beside such an order: one that was replaced is listed, too. */
export function stopOf({ legs }: Pick<Order, "legs">): Order | undefined {
	return legs?.find(({ status }) => status === "held" || status === "new");
}

/** Open orders that are such exits of a symbol. */
export function exitsOn(orders: readonly Order[], symbol: string): Order[] {
	return orders.filter((order) => order.symbol === symbol && order.order_class === "oco");
}
