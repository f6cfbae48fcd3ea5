/** What happens on a symbol's page: orders placed, changed and cancelled, and their fills. */
import { read } from "../../api/ask";
import { ApiError, messageOf } from "../../api/client";
import type { Asset, KillState, Order, Quote } from "../../api/wire";
import type { Movable } from "../../chart/OrderLines.svelte";
import { price as priceText, quantity } from "../../format/numbers";
import { accounts } from "../../live/accounts.svelte";
import { desk } from "../../live/desk.svelte";
import { profile } from "../../live/profile.svelte";
import { toast } from "../../live/toasts.svelte";
import { Fills, kindOf, outcomeOf } from "./fills.svelte";
import { cancelOrder, ofLine, openOn, replaceOrder } from "./orders";
import { Placing } from "./placing.svelte";
import { Ticket } from "./ticket.svelte";

const KILLED = 423;

/** A line that was dragged, until it is said whether that was meant. */
export interface Move {
	line: Movable;
	price: number;
	answer: (meant: boolean) => void;
}

export interface Outcome {
	text: string;
	kind: "good" | "bad" | "info";
	tradeId: string | null;
}

export class SymbolDesk {
	asset = $state.raw<Asset | null>(null);
	/** Nobody knows the symbol; or it is an index, which cannot be traded. */
	kind = $state<"unread" | "asset" | "index" | "missing">("unread");
	problem = $state("");
	confirming = $state(false);
	editing = $state.raw<Order | null>(null);
	move = $state.raw<Move | null>(null);
	explained = $state<string | null>(null);
	outcome = $state.raw<Outcome | null>(null);
	/** Why nothing can be placed. */
	stopped = $state("");
	readonly ticket: Ticket;
	readonly placing = new Placing();
	readonly fills: Fills;
	readonly orders: Order[] = $derived.by(() => openOn(desk.openOrders ?? [], this.symbol));
	#quiet = false;

	constructor(readonly symbol: string) {
		this.fills = new Fills(symbol);
		this.ticket = new Ticket(() => ({
			symbol,
			fractionable: this.asset?.fractionable ?? true,
		}));
	}

	async load(): Promise<void> {
		this.problem = "";
		const name = encodeURIComponent(this.symbol);
		try {
			this.asset = await read<Asset>(`/v2/assets/${name}`);
			this.kind = "asset";
		} catch (error) {
			if (!isAbsent(error)) {
				this.problem = messageOf(error);
				return;
			}
			try {
				await read<Quote>(`/api/market/quote/${name}`);
				this.kind = "index";
			} catch (second) {
				if (isAbsent(second)) this.kind = "missing";
				else this.problem = messageOf(second);
			}
		}
	}

	/** Asks why trading is stopped, when the account says that it is. */
	async explainStop(): Promise<void> {
		try {
			const state = await read<KillState>(`/api/accounts/${accounts.chosenId}/kill`);
			const { server } = state;
			const because = server.reason ? `: ${server.reason}` : "";
			if (server.killed) this.stopped = `All trading on this server is stopped${because}.`;
			else if (state.killed)
				this.stopped =
					"Trading on this account is stopped by its kill switch. It can be released in the settings.";
			else this.stopped = "This account takes no orders.";
		} catch {
			this.stopped = "This account takes no orders just now.";
		}
	}

	/** Reads the fills anew, and tells of those that came by themselves. */
	async followFills(): Promise<void> {
		const quiet = this.#quiet;
		try {
			const fresh = await this.fills.load();
			if (quiet || this.#quiet) return;
			for (const trade of fresh.slice(0, 3)) {
				const done = trade.side === "buy" ? "bought" : "sold";
				const text = `Your order was filled: ${done} ${quantity(trade.qty)} ${trade.symbol} at ${priceText(trade.price)}.`;
				this.#toast({ text, kind: "good", tradeId: trade.id });
			}
		} catch {
			// The desk changes again soon enough.
		}
	}

	#toast({ text, kind, tradeId }: Outcome): void {
		const why = { name: "Why this price?", run: () => (this.explained = tradeId) };
		if (tradeId === null) toast(kind, text);
		else toast(kind, text, why);
	}

	/** Tells what became of an order that was just sent. */
	async settle(order: Order): Promise<void> {
		this.#quiet = true;
		try {
			if (Number(order.filled_qty) > 0) await this.fills.load();
		} catch {
			// It is told without its explanation, which the list of trades has.
		}
		this.#quiet = false;
		const trade = this.fills.trades.find((one) => one.order_id === order.id);
		const told = { text: outcomeOf(order), kind: kindOf(order), tradeId: trade?.id ?? null };
		this.outcome = told;
		this.#toast(told);
	}

	/** Is the order shown once more before it goes? What was sent already is not. */
	get asksFirst(): boolean {
		return !profile.ui.skipConfirm && this.placing.state !== "unknown";
	}

	async place(): Promise<boolean> {
		this.confirming = false;
		this.outcome = null;
		try {
			this.#quiet = true;
			const order = await this.placing.send(this.ticket.body);
			if (order === null) return false;
			this.ticket.clear();
			await this.settle(order);
			return true;
		} catch (error) {
			if (error instanceof ApiError && error.status === KILLED) await this.explainStop();
			else this.ticket.refuse(error);
			return false;
		} finally {
			this.#quiet = false;
		}
	}

	#changed = (text: string): void => {
		toast("good", text);
		void desk.refresh();
	};

	replaced(order: Order): void {
		const price = order.limit_price ?? order.stop_price;
		this.#changed(price ? `The order is now at ${priceText(price)}.` : "The order is replaced.");
	}

	async cancel(id: string): Promise<void> {
		try {
			await cancelOrder(id);
			await desk.refresh();
			toast("info", "The order is cancelled.");
		} catch (error) {
			toast("bad", messageOf(error));
			void desk.refresh();
		}
	}

	/** A line was dragged to another price; when this ends it stands where it belongs. */
	async moveLine(line: Movable, price: number): Promise<void> {
		if (!profile.ui.skipConfirm) {
			const meant = await new Promise<boolean>((answer) => {
				this.move = { line, price, answer };
			});
			this.move = null;
			if (!meant) return;
		}
		const { id, field } = ofLine(line);
		try {
			await replaceOrder(id, { [field]: String(price) });
			await desk.refresh();
			toast("good", `The order is now at ${priceText(price)}.`);
		} catch (error) {
			toast("bad", `The order stays where it was. ${messageOf(error)}`);
			void desk.refresh();
		}
	}
}

function isAbsent(error: unknown): boolean {
	return error instanceof ApiError && (error.status === 404 || error.status === 422);
}
