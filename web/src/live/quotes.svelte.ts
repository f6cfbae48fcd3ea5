/**
 * The newest quotes of all symbols that any tab shows. Whoever shows one wants it; a quote
 * that comes updates what shows this symbol and nothing else, once a frame at most.
 */
import { SvelteMap } from "svelte/reactivity";
import { read, withQuery } from "../api/ask";
import type { Quote, Quotes } from "../api/wire";
import { poll, type Poller } from "./poll";
import { hear, leads, tell } from "./tabs";

const EVERY_MS = 2_000;
const MOST_SYMBOLS = 200;
const SOON_MS = 30;

const quotes = new SvelteMap<string, Quote>();
/** What came since the last frame, the newest of each symbol. */
const arrived = new Map<string, Quote>();
/** Symbols that were asked about; not all of them have quotes. */
const asked = new Set<string>();
const wanted = new Map<string, number>();
const wantedElsewhere = new Map<string, string[]>();
let simulated = $state(false);
let poller: Poller | null = null;
let frame = 0;
let soon: ReturnType<typeof setTimeout> | undefined;

/** The newest quote of a symbol that somebody wants; undefined until there is one. */
export function quote(symbol: string): Quote | undefined {
	return quotes.get(symbol);
}

/** Is anything that has been shown simulated? */
export function isSimulated(): boolean {
	return simulated;
}

function show(): void {
	frame = 0;
	for (const [symbol, one] of arrived) {
		const before = quotes.get(symbol);
		if (before === undefined || before.time !== one.time || before.price !== one.price)
			quotes.set(symbol, one);
		if (one.simulated) simulated = true;
	}
	arrived.clear();
}

/** A hidden tab has no frames: there the newest wait until it is looked at. */
function take(reply: Quotes): void {
	for (const one of reply.quotes) arrived.set(one.symbol, one);
	if (frame === 0 && arrived.size > 0) frame = requestAnimationFrame(show);
}

function symbols(): string[] {
	const all = new Set(wanted.keys());
	for (const others of wantedElsewhere.values()) for (const one of others) all.add(one);
	return [...all].slice(0, MOST_SYMBOLS);
}

async function ask(): Promise<Quotes | null> {
	const list = symbols();
	if (list.length === 0) return null;
	const reply = await read<Quotes>(withQuery("/api/data/quotes", { symbols: list.join(",") }));
	for (const symbol of list) asked.add(symbol);
	return reply;
}

function announce(): void {
	clearTimeout(soon);
	soon = setTimeout(() => {
		tell("wanted", [...wanted.keys()]);
		const missing = [...wanted.keys()].some((symbol) => !asked.has(symbol));
		if (missing && leads()) void poller?.now();
	}, SOON_MS);
}

/** Keeps these quotes coming until what it returns is called: for an $effect. */
export function wantQuotes(list: readonly string[]): () => void {
	const mine = [...new Set(list)];
	for (const symbol of mine) wanted.set(symbol, (wanted.get(symbol) ?? 0) + 1);
	announce();
	return () => {
		for (const symbol of mine) {
			const left = (wanted.get(symbol) ?? 1) - 1;
			if (left > 0) wanted.set(symbol, left);
			else wanted.delete(symbol);
		}
		announce();
	};
}

/** Starts to ask; what it returns ends that. */
export function startQuotes(): () => void {
	const unhear = hear("wanted", (payload, from) => {
		const list = payload as string[];
		const news = list.some((symbol) => !asked.has(symbol));
		if (list.length === 0) wantedElsewhere.delete(from);
		else wantedElsewhere.set(from, list);
		if (news && leads()) void poller?.now();
	});
	const bye = () => tell("wanted", []);
	addEventListener("pagehide", bye);
	poller = poll<Quotes>({ topic: "quotes", everyMs: EVERY_MS, ask, take });
	return () => {
		bye();
		removeEventListener("pagehide", bye);
		unhear();
		poller?.stop();
		poller = null;
	};
}
