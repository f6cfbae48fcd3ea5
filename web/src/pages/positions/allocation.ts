/** What the account's worth lies in, cut in three ways. */
import type { Position, SymbolProfile } from "../../api/wire";
import { total, units } from "../../format/decimal";

type Held = Pick<Position, "symbol" | "market_value" | "side" | "asset_class">;
export type Known = ReadonlyMap<string, Pick<SymbolProfile, "type" | "sector">>;

export interface Slice {
	name: string;
	value: string;
	href?: string;
}

const MOST = 12;
export const UNCLASSIFIED = "Unclassified";
const FUNDS = "Funds";
const CASH = "Cash";
const OPTION = /^([A-Z.]{1,6})\d{6}[CP]\d{8}$/;

function bySize(a: Slice, b: Slice): number {
	return Math.abs(Number(b.value)) - Math.abs(Number(a.value));
}

/** What is not nothing. */
function some(slices: Slice[]): Slice[] {
	return slices.filter(({ value }) => units(value) !== 0n);
}

export function bySymbol(positions: readonly Held[]): Slice[] {
	const all = positions
		.map(({ symbol, market_value }) => ({
			name: symbol,
			value: market_value,
			href: `/trade/${encodeURIComponent(symbol)}`,
		}))
		.sort(bySize);
	const rest = all.slice(MOST);
	const more = { name: `${rest.length} others`, value: total(rest.map(({ value }) => value)) };
	return rest.length === 0 ? all : [...all.slice(0, MOST), more];
}

export function byKind(positions: readonly Held[], cash: string): Slice[] {
	const of = (fits: (one: Held) => boolean) =>
		total(positions.filter(fits).map(({ market_value }) => market_value));
	const stock = ({ asset_class }: Held) => asset_class !== "us_option";
	return some([
		{ name: "Shares held", value: of((one) => stock(one) && one.side === "long") },
		{ name: "Shares sold short", value: of((one) => stock(one) && one.side === "short") },
		{ name: "Options", value: of((one) => !stock(one)) },
		{ name: CASH, value: cash },
	]);
}

/** The symbol whose sector counts: of an option, what it is an option on. */
export function companyOf(symbol: string): string {
	return OPTION.exec(symbol)?.[1] ?? symbol;
}

export function sectorOf(symbol: string, known: Known): string {
	const profile = known.get(companyOf(symbol));
	if (profile?.sector) return profile.sector;
	return profile?.type === "fund" ? FUNDS : UNCLASSIFIED;
}

/** Held less short in each sector, the largest first; then what has none, and cash. */
export function bySector(positions: readonly Held[], known: Known, cash: string): Slice[] {
	const values = new Map<string, string[]>();
	for (const { symbol, market_value } of positions) {
		const sector = sectorOf(symbol, known);
		values.set(sector, [...(values.get(sector) ?? []), market_value]);
	}
	const sum = (name: string) => ({ name, value: total(values.get(name) ?? []) });
	const others = [FUNDS, UNCLASSIFIED];
	const sectors = [...values.keys()].filter((name) => !others.includes(name)).map(sum).sort(bySize);
	return some([...sectors, ...others.map(sum), { name: CASH, value: cash }]);
}
