/** The user's paper accounts, and which of them is looked at: the same in every tab. */
import { read } from "../api/ask";
import { meanAccount } from "../api/session";
import type { PaperAccount } from "../api/wire";
import { hear, tell } from "./tabs";

const KEPT_AS = "paper-account";

let list = $state.raw<PaperAccount[]>([]);
let chosenId = $state("");

function kept(): string {
	try {
		return localStorage.getItem(KEPT_AS) ?? "";
	} catch {
		return "";
	}
}

function keep(id: string): void {
	try {
		localStorage.setItem(KEPT_AS, id);
	} catch {
		// Storage is blocked: the default comes back with the next visit.
	}
}

function show(id: string): void {
	chosenId = id;
	meanAccount(id);
}

async function load(): Promise<void> {
	const reply = await read<{ accounts: PaperAccount[] }>("/api/accounts");
	list = reply.accounts;
	const open = list.filter((one) => one.archived_at === null);
	const wanted = [chosenId, kept()];
	const chosen =
		wanted.map((id) => open.find((one) => one.id === id)).find((one) => one) ??
		open.find((one) => one.is_default) ??
		open[0];
	show(chosen?.id ?? "");
}

export const accounts = {
	/** All of them, archived ones too. */
	get list(): PaperAccount[] {
		return list;
	},
	get chosenId(): string {
		return chosenId;
	},
	get chosen(): PaperAccount | undefined {
		return list.find((one) => one.id === chosenId);
	},
	/** Reads the list; after one was made or changed, too. */
	async load(): Promise<void> {
		await load();
		tell("accounts", null);
	},
	choose(id: string): void {
		keep(id);
		show(id);
		tell("account", id);
	},
};

/** Follows what other tabs choose and change. */
export function startAccounts(): () => void {
	const unhear = [
		hear("account", (id) => show(String(id))),
		hear("accounts", () => void load().catch(() => {})),
	];
	return () => unhear.forEach((stop) => stop());
}
