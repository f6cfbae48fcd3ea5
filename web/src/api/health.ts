import { send } from "./client";
import { asObject, asText, isObject, parseJson, shown, type Json } from "./json";

export type Verdict = "good" | "off" | "bad";

export interface Service {
	name: string;
	state: string;
	verdict: Verdict;
}

export interface Fact {
	name: string;
	value: string;
}

export interface Health {
	healthy: boolean;
	serverTimeMs: number | null;
	services: Service[];
	facts: Fact[];
}

/** What one check found. Without an answer from the API there is no health to show. */
export type Check =
	| { kind: "answered"; atMs: number; elapsedMs: number; health: Health }
	| { kind: "limited"; atMs: number; elapsedMs: number; retryAfterMs: number }
	| { kind: "failed"; atMs: number; elapsedMs: number; reason: string };

const GOOD = /^(connected|healthy|ok|up|ready|running|enabled|active)$/i;
const OFF = /^(disabled|off|none|not[ _-]?configured|unused|idle)$/i;
const SHOWN_ELSEWHERE = new Set(["status", "time", "timestamp", "services", "version"]);
const TIMEOUT_MS = 4_000;

function verdictOf(state: string): Verdict {
	if (GOOD.test(state)) return "good";
	return OFF.test(state) ? "off" : "bad";
}

function readService([name, value]: [string, Json]): Service {
	const state = isObject(value)
		? asText(value["status"]) || shown(value)
		: shown(value);
	return { name: titled(name), state, verdict: verdictOf(state) };
}

export function titled(name: string): string {
	const words = name.replaceAll("_", " ");
	return words.charAt(0).toUpperCase() + words.slice(1);
}

function readTimeMs(time: Json | undefined, timestamp: Json | undefined): number | null {
	const parsed = Date.parse(asText(time));
	if (!Number.isNaN(parsed)) return parsed;
	return typeof timestamp === "number" ? timestamp * 1000 : null;
}

export function readHealth(json: Json | undefined): Health | null {
	const body = asObject(json);
	const status = asText(body["status"]);
	if (status === "") return null;
	return {
		healthy: status === "healthy",
		serverTimeMs: readTimeMs(body["time"], body["timestamp"]),
		services: Object.entries(asObject(body["services"])).map(readService),
		facts: Object.entries(body)
			.filter(([name]) => !SHOWN_ELSEWHERE.has(name))
			.map(([name, value]) => ({
				name: titled(name),
				value: shown(value),
			})),
	};
}

export async function checkHealth(): Promise<Check> {
	const startedMs = performance.now();
	try {
		const reply = await send("/api/health", {}, TIMEOUT_MS);
		const at = { atMs: Date.now(), elapsedMs: reply.elapsedMs };
		if (reply.status === 429) {
			const wait = reply.headers.find(
				([name]) => name === "retry-after",
			)?.[1];
			return {
				kind: "limited",
				...at,
				retryAfterMs: (Number(wait) || 30) * 1000,
			};
		}
		const health = readHealth(parseJson(reply.text));
		if (health) return { kind: "answered", ...at, health };
		return {
			kind: "failed",
			...at,
			reason: `The API is not answering (${reply.status}).`,
		};
	} catch {
		const elapsedMs = performance.now() - startedMs;
		const reason =
			elapsedMs >= TIMEOUT_MS
				? `No answer within ${TIMEOUT_MS / 1000} seconds.`
				: "The server cannot be reached.";
		return { kind: "failed", atMs: Date.now(), elapsedMs, reason };
	}
}
