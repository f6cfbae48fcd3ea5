/** The chosen account's watchlists. */
import { change, read } from "../api/ask";
import type { Watchlist } from "../api/wire";
import { hear, tell } from "./tabs";

const FIRST_NAME = "Watchlist";

let lists = $state.raw<Watchlist[] | null>(null);
let loadedFor = "";

function pathOf(id: string): string {
	return `/v2/watchlists/${encodeURIComponent(id)}`;
}

async function load(): Promise<void> {
	const heads = await read<Watchlist[]>("/v2/watchlists");
	// The list names them; each by itself says what is on it.
	lists = await Promise.all(heads.map(({ id }) => read<Watchlist>(pathOf(id))));
}

async function changed(): Promise<void> {
	await load();
	tell("watchlists", null);
}

export const watchlists = {
	/** Null until they have been read. */
	get all(): Watchlist[] | null {
		return lists;
	},
	/** Reads those of this account, once. */
	async loadFor(accountId: string): Promise<void> {
		if (loadedFor === accountId || accountId === "") return;
		loadedFor = accountId;
		lists = null;
		try {
			await load();
		} catch (error) {
			loadedFor = "";
			throw error;
		}
	},
	holds(symbol: string): boolean {
		return lists?.some(({ assets }) => assets?.some((one) => one.symbol === symbol)) ?? false;
	},
	async create(name: string, symbols: string[] = []): Promise<void> {
		await change("POST", "/v2/watchlists", { name, symbols });
		await changed();
	},
	async rename(id: string, name: string): Promise<void> {
		await change("PUT", pathOf(id), { name });
		await changed();
	},
	async remove(id: string): Promise<void> {
		await change("DELETE", pathOf(id));
		await changed();
	},
	/** To the list with this id; to the first, made if need be, when none is named. */
	async add(symbol: string, id = lists?.[0]?.id): Promise<void> {
		if (id === undefined) await watchlists.create(FIRST_NAME, [symbol]);
		else {
			await change("POST", pathOf(id), { symbol });
			await changed();
		}
	},
	/** From the list with this id; from all when none is named. */
	async drop(symbol: string, id?: string): Promise<void> {
		for (const list of lists ?? [])
			if (
				(id === undefined || list.id === id) &&
				list.assets?.some((one) => one.symbol === symbol)
			)
				await change("DELETE", `${pathOf(list.id)}/${encodeURIComponent(symbol)}`);
		await changed();
	},
};

hear("watchlists", () => {
	if (lists !== null) void load().catch(() => {});
});
