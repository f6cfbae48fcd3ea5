/** A long list that the server gives page by page: read on when its end comes near. */
import { messageOf } from "../api/client";

export interface PageOf<T> {
	items: T[];
	/** Where the next one begins; null at the end. */
	next: string | null;
}

export class Pages<T> {
	items = $state.raw<T[]>([]);
	problem = $state("");
	loading = $state(false);
	/** Has the first page come? */
	begun = $state(false);
	ended = $state(false);
	#next: string | null = null;
	#turn = 0;
	#seen = new Set<string>();

	constructor(
		readonly read: (next: string | null) => Promise<PageOf<T>>,
		readonly keyOf: (item: T) => string,
	) {}

	/** Begins anew. What was shown stays until the first page is here. */
	async restart(): Promise<void> {
		this.#turn++;
		this.#next = null;
		this.loading = false;
		this.ended = false;
		await this.#add(true);
	}

	async more(): Promise<void> {
		if (!this.loading && !this.ended && this.begun) await this.#add(false);
	}

	async #add(first: boolean): Promise<void> {
		const turn = this.#turn;
		this.loading = true;
		try {
			const page = await this.read(first ? null : this.#next);
			if (turn !== this.#turn) return;
			if (first) this.#seen.clear();
			const fresh = page.items.filter((item) => !this.#seen.has(this.keyOf(item)));
			for (const item of fresh) this.#seen.add(this.keyOf(item));
			this.items = first ? fresh : [...this.items, ...fresh];
			this.#next = page.next;
			this.ended = page.next === null;
			this.begun = true;
			this.problem = "";
		} catch (error) {
			if (turn !== this.#turn) return;
			this.problem = messageOf(error);
		}
		this.loading = false;
	}

	/** Forgets what it is about to read. */
	stop(): void {
		this.#turn++;
	}
}
