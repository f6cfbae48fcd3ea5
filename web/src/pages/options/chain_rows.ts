import type { OptionChain } from "../../api/wire";

export type Contract = OptionChain["calls"][number];

export type Figure =
	| "bid"
	| "ask"
	| "implied_volatility"
	| "delta"
	| "gamma"
	| "theta"
	| "vega"
	| "volume"
	| "open_interest";

/** What is offered at one strike. */
export interface StrikeRow {
	strike: number;
	call?: Contract;
	put?: Contract;
	/** The first strike that is not under what the underlying is worth. */
	atTheMoney: boolean;
}

/** Calls and puts side by side, by strike. */
export function rowsOf(chain: OptionChain): StrikeRow[] {
	const byStrike = new Map<number, StrikeRow>();
	const at = (strike: number): StrikeRow => {
		const row = byStrike.get(strike) ?? { strike, atTheMoney: false };
		byStrike.set(strike, row);
		return row;
	};
	for (const call of chain.calls) at(call.strike).call = call;
	for (const put of chain.puts) at(put.strike).put = put;
	const rows = [...byStrike.values()].sort((a, b) => a.strike - b.strike);
	const money = rows.find(({ strike }) => strike >= (chain.underlying_price ?? Infinity));
	if (money) money.atTheMoney = true;
	return rows;
}
