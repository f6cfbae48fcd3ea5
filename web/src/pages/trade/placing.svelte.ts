/**
 * Sends an order, once: however often it has to be sent until an answer comes, it bears the
 * same key, and the server places it a single time.
 */
import { change } from "../../api/ask";
import { ApiError } from "../../api/client";
import type { JsonObject } from "../../api/json";
import type { Order } from "../../api/wire";
import { accounts } from "../../live/accounts.svelte";
import { desk } from "../../live/desk.svelte";

const AGAIN_AFTER_MS = [1_000, 3_000];

interface Sent {
	accountId: string;
	body: string;
	key: string;
}

function pause(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Was there no answer that says what became of it? */
function isUnanswered(error: unknown): boolean {
	return !(error instanceof ApiError) || [500, 502, 504].includes(error.status);
}

export class Placing {
	/** Unknown: sent, and no answer came. */
	state = $state<"idle" | "sending" | "unknown">("idle");
	#sent: Sent | null = null;

	#keyFor(body: JsonObject): Sent {
		const next = { accountId: accounts.chosenId, body: JSON.stringify(body) };
		const before = this.#sent;
		const same = before?.accountId === next.accountId && before.body === next.body;
		this.#sent = same && before ? before : { ...next, key: crypto.randomUUID() };
		return this.#sent;
	}

	/** The order as the server took it; null when no answer came. Throws what was refused. */
	async send(body: JsonObject): Promise<Order | null> {
		const { key } = this.#keyFor(body);
		this.state = "sending";
		for (const waitMs of [...AGAIN_AFTER_MS, null]) {
			try {
				const order = await change<Order>("POST", "/api/orders", body, key);
				this.settle();
				void desk.refresh();
				return order;
			} catch (error) {
				if (!isUnanswered(error)) {
					this.settle();
					throw error;
				}
				if (waitMs !== null) await pause(waitMs);
			}
		}
		this.state = "unknown";
		void desk.refresh();
		return null;
	}

	/** What was sent is answered, or given up. */
	settle(): void {
		this.#sent = null;
		this.state = "idle";
	}
}
