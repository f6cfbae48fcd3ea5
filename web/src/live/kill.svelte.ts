/** The kill switch of the account that is looked at, and the server's. Read while somebody wants it. */
import { untrack } from "svelte";
import { change, read } from "../api/ask";
import type { KillState } from "../api/wire";
import { accounts } from "./accounts.svelte";
import { desk } from "./desk.svelte";
import { hear, tell } from "./tabs";

const EVERY_MS = 20_000;

let known = $state.raw<KillState | null>(null);
let wanted = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

function path(): string {
	return `/api/accounts/${encodeURIComponent(accounts.chosenId)}/kill`;
}

function take(next: KillState): void {
	if (next.account_id === accounts.chosenId) known = next;
}

async function look(): Promise<void> {
	clearTimeout(timer);
	try {
		if (accounts.chosenId !== "" && document.visibilityState === "visible")
			take(await read<KillState>(path()));
	} catch {
		// The connection's own mark tells that nothing answers.
	}
	clearTimeout(timer);
	if (wanted > 0) timer = setTimeout(() => void look(), EVERY_MS);
}

async function switched(method: "POST" | "DELETE"): Promise<KillState> {
	const next = await change<KillState>(method, path());
	take(next);
	tell("kill", next);
	await desk.refresh();
	await accounts.load();
	return next;
}

hear("kill", (state) => take(state as KillState));

export const kill = {
	/** Null until it is known. */
	get state(): KillState | null {
		return known?.account_id === accounts.chosenId ? known : null;
	},
	/** Keeps it fresh until what it returns is called: for an $effect. */
	want(): () => void {
		const accountId = accounts.chosenId;
		wanted++;
		if (wanted === 1 || untrack(() => known?.account_id) !== accountId) void look();
		return () => {
			wanted--;
			if (wanted === 0) clearTimeout(timer);
		};
	},
	/** Reads it anew: it was switched elsewhere. */
	refresh: look,
	/** Stops the account; says how many orders that cancelled. */
	async stop(): Promise<number> {
		return (await switched("POST")).canceled ?? 0;
	},
	async resume(): Promise<void> {
		await switched("DELETE");
	},
};
