/**
 * The chosen paper account as it stands: its figures, its positions, and its open orders.
 * After each change of one's own it is read anew; else every few seconds.
 */
import { read } from "../api/ask";
import type { Order, Portfolio, Position } from "../api/wire";
import { accounts } from "./accounts.svelte";
import { poll, type Poller } from "./poll";

interface Standing {
	accountId: string;
	portfolio: Portfolio;
	openOrders: Order[];
}

const EVERY_MS = 5_000;

let standing = $state.raw<Standing | null>(null);
let poller: Poller | null = null;

async function ask(): Promise<Standing | null> {
	const accountId = accounts.chosenId;
	if (accountId === "") return null;
	const [portfolio, openOrders] = await Promise.all([
		read<Portfolio>("/api/portfolio"),
		read<Order[]>("/api/orders?status=open&limit=500&nested=true"),
	]);
	return { accountId, portfolio, openOrders };
}

function take(next: Standing): void {
	if (next.accountId === accounts.chosenId) standing = next;
}

function present(): Standing | null {
	return standing?.accountId === accounts.chosenId ? standing : null;
}

export const desk = {
	/** Null until it has been read. */
	get account(): Portfolio["account"] | null {
		return present()?.portfolio.account ?? null;
	},
	get positions(): Position[] | null {
		return present()?.portfolio.positions ?? null;
	},
	get openOrders(): Order[] | null {
		return present()?.openOrders ?? null;
	},
	position(symbol: string): Position | undefined {
		return present()?.portfolio.positions.find((one) => one.symbol === symbol);
	},
	/** Reads it anew, for all tabs; after an order, say. */
	async refresh(): Promise<void> {
		await poller?.now();
	},
};

export function startDesk(): () => void {
	poller = poll<Standing>({ topic: "desk", everyMs: EVERY_MS, ask, take });
	return () => {
		poller?.stop();
		poller = null;
		standing = null;
	};
}
