/** Daily closes of what is on screen, read once a visit. */
import { SvelteMap } from "svelte/reactivity";
import { read, withQuery } from "../../api/ask";
import type { Sparklines } from "../../api/wire";

const DAYS = 30;
const AT_ONCE = 50;
const SETTLED_MS = 250;
// Symbols of options are longer, and have no daily closes here.
const LONGEST = 10;

const known = new SvelteMap<string, number[]>();
const asked = new Set<string>();

export function sparkline(symbol: string): number[] | undefined {
	return known.get(symbol);
}

async function ask(symbols: string[]): Promise<void> {
	try {
		const path = withQuery("/api/market/sparklines", { symbols: symbols.join(","), days: DAYS });
		for (const one of (await read<Sparklines>(path)).sparklines)
			known.set(one.symbol, one.closes);
	} catch {
		for (const symbol of symbols) asked.delete(symbol);
	}
}

/** Reads what is missing once the list has stood still for a moment; for an $effect. */
export function wantSparklines(symbols: readonly string[]): () => void {
	const timer = setTimeout(() => {
		const missing = symbols.filter((one) => one.length <= LONGEST && !asked.has(one));
		const next = missing.slice(0, AT_ONCE);
		for (const symbol of next) asked.add(symbol);
		if (next.length > 0) void ask(next);
	}, SETTLED_MS);
	return () => clearTimeout(timer);
}
