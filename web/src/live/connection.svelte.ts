/** Does the server answer, and how old is what is shown? */
let failures = $state(0);
let lastAnswerMs = $state(0);
let nowMs = $state(Date.now());

const LOST_AFTER_FAILURES = 2;

setInterval(() => (nowMs = Date.now()), 1_000);

export const connection = {
	get lost(): boolean {
		return failures >= LOST_AFTER_FAILURES;
	},
	/** Whole seconds since the server last answered. */
	get ageS(): number {
		return lastAnswerMs === 0 ? 0 : Math.max(0, Math.floor((nowMs - lastAnswerMs) / 1000));
	},
	/** This device's clock, a second at a time. */
	get nowMs(): number {
		return nowMs;
	},
	answered(atMs = Date.now()): void {
		failures = 0;
		lastAnswerMs = atMs;
	},
	failed(): void {
		failures++;
	},
};
