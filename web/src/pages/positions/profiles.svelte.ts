/** What symbols stand for: read once for each, as it hardly ever changes. */
import { read, withQuery } from "../../api/ask";
import { messageOf } from "../../api/client";
import type { SymbolProfile, SymbolProfiles } from "../../api/wire";

const AT_ONCE = 500;

export class Profiles {
	/** Of the symbols asked for; those that nobody knows are not in it. */
	known = $state.raw<ReadonlyMap<string, SymbolProfile>>(new Map());
	/** Has all that was asked for been answered? */
	complete = $state(false);
	problem = $state("");
	#asked = new Set<string>();
	#turn = 0;

	async want(symbols: readonly string[]): Promise<void> {
		const turn = ++this.#turn;
		const missing = [...new Set(symbols)].filter((symbol) => !this.#asked.has(symbol));
		this.problem = "";
		try {
			for (let from = 0; from < missing.length; from += AT_ONCE)
				await this.#read(missing.slice(from, from + AT_ONCE));
			if (turn === this.#turn) this.complete = true;
		} catch (error) {
			if (turn === this.#turn) this.problem = messageOf(error);
		}
	}

	async #read(symbols: readonly string[]): Promise<void> {
		const path = withQuery("/api/market/profiles", { symbols: symbols.join(",") });
		const { profiles } = await read<SymbolProfiles>(path);
		this.known = new Map([...this.known, ...profiles.map((one) => [one.symbol, one] as const)]);
		for (const symbol of symbols) this.#asked.add(symbol);
	}
}
