/**
 * Asks again and again, for all tabs: the one that leads asks, the others hear the reply.
 * Slower after failures, and when the server says that the minute's allowance runs out.
 */
import { ApiError } from "../api/client";
import { connection } from "./connection.svelte";
import { hear, leads, tell, whenLeading } from "./tabs";

interface Poll<T> {
	topic: string;
	everyMs: number;
	ask: () => Promise<T | null>;
	take: (reply: T) => void;
}

export interface Poller {
	/** Asks now, whoever leads. */
	now: () => Promise<void>;
	stop: () => void;
}

const SLOWEST_MS = 30_000;

function waitAfter(error: unknown, failures: number, everyMs: number): number {
	if (error instanceof ApiError && error.status === 429)
		return Math.max(error.retryAfterS * 1000, everyMs);
	return Math.min(everyMs * 2 ** failures, SLOWEST_MS);
}

export function poll<T>({ topic, everyMs, ask, take }: Poll<T>): Poller {
	let timer: ReturnType<typeof setTimeout> | undefined;
	let failures = 0;
	let stopped = false;

	async function now(): Promise<void> {
		clearTimeout(timer);
		let waitMs = everyMs;
		try {
			const reply = await ask();
			if (stopped) return;
			failures = 0;
			if (reply !== null) {
				connection.answered();
				take(reply);
				tell(topic, reply);
			}
		} catch (error) {
			if (stopped) return;
			// A refusal is an answer too; the session's end is the session's to tell.
			const answered = error instanceof ApiError && error.status < 500;
			if (answered) connection.answered();
			else connection.failed();
			waitMs = waitAfter(error, failures++, everyMs);
		}
		clearTimeout(timer);
		if (!stopped && leads()) timer = setTimeout(() => void now(), waitMs);
	}

	const unhear = hear(topic, (reply) => {
		connection.answered();
		take(reply as T);
	});
	const unlead = whenLeading((leading) => {
		if (leading) void now();
		else clearTimeout(timer);
	});
	return {
		now,
		stop() {
			stopped = true;
			clearTimeout(timer);
			unhear();
			unlead();
		},
	};
}
