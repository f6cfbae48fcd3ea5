/** What each symbol realized in a range of days, beside what is still held of it. */
import type { Position, RealizedProfit } from "../../api/wire";

export interface SymbolLine {
	symbol: string;
	closings: number;
	realized: string;
	gains: string;
	losses: string;
	fees: string;
	/** Realized less fees. */
	net: string;
	/** As it stands now; empty when nothing is held. */
	unrealized: string;
}

const NOTHING = { closings: 0, realized: "0", gains: "0", losses: "0", fees: "0", net: "0" };

export function linesOf(
	profit: Pick<RealizedProfit, "by_symbol">,
	positions: readonly Pick<Position, "symbol" | "unrealized_pl">[],
): SymbolLine[] {
	const held = new Map(positions.map(({ symbol, unrealized_pl }) => [symbol, unrealized_pl]));
	const lines = profit.by_symbol.map((one) => {
		const unrealized = held.get(one.symbol) ?? "";
		held.delete(one.symbol);
		return { ...one, unrealized };
	});
	const others = [...held].map(([symbol, unrealized]) => ({ symbol, ...NOTHING, unrealized }));
	return [...lines, ...others];
}
