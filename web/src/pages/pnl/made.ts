/**
 * What each symbol has made since the account's epoch began, exactly, from its fills.
 * Sales less purchases, and what is still held at its cost: that is realized, whatever lots
 * were closed first, and with what is unrealized it adds up to all that was made. Where
 * fills alone do not come to what is held (a split, an exercise, shares moved), no figure
 * is given.
 */
import { read, withQuery } from "../../api/ask";
import type { OtherActivity, Position, Trade, Trades } from "../../api/wire";
import { decimal, units } from "../../format/decimal";

export interface Made {
	symbol: string;
	fills: number;
	bought: string;
	sold: string;
	fees: string;
	/** Before fees; null: fills alone do not tell. */
	realized: string | null;
	unrealized: string;
	/** With fees taken off. */
	total: string | null;
}

const AT_ONCE = 1000;
const MOST_PAGES = 20;

interface Sum {
	fills: number;
	bought: bigint;
	sold: bigint;
	fees: bigint;
	quantity: bigint;
}

/** When the present epoch began, null for the first; undefined when that cannot be told. */
async function epochBegan(epoch: number): Promise<string | null | undefined> {
	if (epoch === 1) return null;
	const deposits = await read<OtherActivity[]>("/v2/account/activities/CSD?page_size=100");
	return deposits.length === epoch ? deposits[0]?.created_at : undefined;
}

/** All fills of the present epoch; null when there are too many to read, or it is unknown. */
export async function fillsOfEpoch(epoch: number): Promise<Trade[] | null> {
	const start = await epochBegan(epoch);
	if (start === undefined) return null;
	const fills: Trade[] = [];
	let before: string | null = null;
	for (let page = 0; page < MOST_PAGES; page++) {
		const next: Trades = await read<Trades>(
			withQuery("/api/trades", {
				limit: AT_ONCE,
				start: start ?? undefined,
				before: before ?? undefined,
			}),
		);
		fills.push(...next.trades);
		before = next.next_before;
		if (before === null) return fills;
	}
	return null;
}

function sumsOf(fills: readonly Trade[]): Map<string, Sum> {
	const sums = new Map<string, Sum>();
	for (const { symbol, side, qty, value, fee } of fills) {
		const sum = sums.get(symbol) ?? { fills: 0, bought: 0n, sold: 0n, fees: 0n, quantity: 0n };
		sum.fills++;
		sum.fees += units(fee);
		if (side === "buy") sum.bought += units(value);
		else sum.sold += units(value);
		sum.quantity += side === "buy" ? units(qty) : -units(qty);
		sums.set(symbol, sum);
	}
	return sums;
}

export function madeOf(fills: readonly Trade[], positions: readonly Position[]): Made[] {
	const held = new Map(positions.map((one) => [one.symbol, one]));
	const sums = sumsOf(fills);
	const symbols = new Set([...sums.keys(), ...held.keys()]);
	return [...symbols].map((symbol) => {
		const sum = sums.get(symbol);
		const position = held.get(symbol);
		const unrealized = units(position?.unrealized_pl);
		const tells = sum !== undefined && sum.quantity === units(position?.qty);
		const realized = sum && tells ? sum.sold - sum.bought + units(position?.cost_basis) : null;
		return {
			symbol,
			fills: sum?.fills ?? 0,
			bought: decimal(sum?.bought ?? 0n),
			sold: decimal(sum?.sold ?? 0n),
			fees: decimal(sum?.fees ?? 0n),
			realized: realized === null ? null : decimal(realized),
			unrealized: decimal(unrealized),
			total:
				realized === null ? null : decimal(realized - (sum?.fees ?? 0n) + unrealized),
		};
	});
}
