import { getJson } from "../../api/client";
import { checkHealth, type Check, type Health } from "../../api/health";
import { asObject, shown, type JsonObject } from "../../api/json";

const PERIOD_MS = 5_000;
const KEPT_CHECKS = 60;

export type State = "checking" | "healthy" | "unhealthy" | "down" | "limited";

/** Asks the server how it is, every five seconds while somebody is looking. */
export class Monitor {
	checks = $state.raw<Check[]>([]);
	health = $state.raw<{ value: Health; atMs: number } | null>(null);
	version = $state.raw<JsonObject>({});
	nowMs = $state(Date.now());
	#timer: ReturnType<typeof setTimeout> | undefined;
	#running = false;

	last = $derived(this.checks.at(-1));
	state: State = $derived.by(() => {
		switch (this.last?.kind) {
			case undefined:
				return "checking";
			case "failed":
				return "down";
			case "limited":
				return "limited";
			case "answered":
				return this.last.health.healthy ? "healthy" : "unhealthy";
		}
	});

	/** Starts polling; what it returns stops it. */
	start(): () => void {
		const clock = setInterval(() => (this.nowMs = Date.now()), 1_000);
		const onVisibility = () =>
			document.hidden ? this.#pause() : this.#resume();
		document.addEventListener("visibilitychange", onVisibility);
		if (!document.hidden) this.#resume();
		return () => {
			clearInterval(clock);
			document.removeEventListener("visibilitychange", onVisibility);
			this.#pause();
		};
	}

	#pause() {
		this.#running = false;
		clearTimeout(this.#timer);
	}

	#resume() {
		if (this.#running) return;
		this.#running = true;
		void this.#check();
	}

	async #check() {
		const wasAnswering = this.last?.kind === "answered";
		const check = await checkHealth();
		this.checks = [...this.checks, check].slice(-KEPT_CHECKS);
		this.nowMs = Date.now();
		if (check.kind === "answered") {
			this.health = { value: check.health, atMs: check.atMs };
			if (!wasAnswering) await this.#readVersion();
		}
		if (!this.#running) return;
		const waitMs = check.kind === "limited" ? check.retryAfterMs : PERIOD_MS;
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void this.#check(), waitMs);
	}

	/** After a silence it may be another version that answers. */
	async #readVersion() {
		try {
			this.version = asObject(await getJson("/api/monitor/version"));
		} catch {
			this.version = {};
		}
	}

	versionField(name: string): string {
		const value = this.version[name];
		return value === undefined || value === "" ? "not known" : shown(value);
	}
}
