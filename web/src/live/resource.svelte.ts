/**
 * What is read of the server and shown: the reply, kept while a newer one is on its way, and
 * what went wrong. Read anew on its own while the window is visible.
 */
import { untrack } from "svelte";
import { read } from "../api/ask";
import { messageOf } from "../api/client";

export interface Resource<T> {
	/** The newest reply to the present question; undefined until there is one. */
	readonly data: T | undefined;
	/** Why the last attempt failed; empty when it did not. */
	readonly problem: string;
	readonly loading: boolean;
	reload: () => Promise<void>;
}

const SLOWEST_RETRY_MS = 60_000;

class Reading<T> implements Resource<T> {
	data = $state.raw<T | undefined>(undefined);
	problem = $state("");
	loading = $state(false);
	path: string | null = null;
	#turn = 0;
	#failures = 0;
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(readonly everyMs: number) {}

	ask(path: string | null): void {
		if (path !== this.path) this.data = undefined;
		this.path = path;
		void this.reload();
	}

	reload = async (): Promise<void> => {
		clearTimeout(this.#timer);
		const turn = ++this.#turn;
		if (this.path === null) return;
		this.loading = true;
		try {
			const data = await read<T>(this.path);
			if (turn !== this.#turn) return;
			this.data = data;
			this.problem = "";
			this.#failures = 0;
		} catch (error) {
			if (turn !== this.#turn) return;
			this.problem = messageOf(error);
			this.#failures++;
		}
		this.loading = false;
		this.#plan();
	};

	#plan(): void {
		const failed = this.#failures > 0;
		if (this.everyMs === 0 && !failed) return;
		const base = this.everyMs === 0 ? 5_000 : this.everyMs;
		const waitMs = failed
			? Math.min(Math.max(base, 2_000) * 2 ** (this.#failures - 1), SLOWEST_RETRY_MS)
			: base;
		this.#timer = setTimeout(() => {
			if (document.visibilityState === "visible") void this.reload();
			else this.#plan();
		}, waitMs);
	}

	stop(): void {
		this.#turn++;
		clearTimeout(this.#timer);
	}
}

/**
 * Reads `path()` now, when it changes, and every so often; null asks for nothing. To be
 * called while a component is made: it ends with the component.
 */
export function watch<T>(path: () => string | null, everyMs = 0): Resource<T> {
	const reading = new Reading<T>(everyMs);
	$effect(() => {
		const wanted = path();
		untrack(() => reading.ask(wanted));
	});
	$effect(() => () => reading.stop());
	return reading;
}
