/**
 * The tabs of one browser ask the server once: of those that are visible one leads, asks for
 * what any of them shows, and tells the others. Leadership passes on when it is hidden or
 * closed.
 */
type Listener = (payload: unknown, from: string) => void;

const NAME = "papertrade-live";
const self = crypto.randomUUID();
const channel = new BroadcastChannel(NAME);
const listeners = new Map<string, Set<Listener>>();
const onLead = new Set<(leads: boolean) => void>();
let leading = false;
let release: (() => void) | null = null;
let waiting: AbortController | null = null;

interface Envelope {
	from: string;
	topic: string;
	payload: unknown;
}

channel.onmessage = ({ data }: MessageEvent<Envelope>) => {
	for (const listener of listeners.get(data.topic) ?? [])
		listener(data.payload, data.from);
};

/** Tells the other tabs; they must be able to copy it. */
export function tell(topic: string, payload: unknown): void {
	channel.postMessage({ from: self, topic, payload } satisfies Envelope);
}

export function hear(topic: string, listener: Listener): () => void {
	const heard = listeners.get(topic) ?? new Set<Listener>();
	heard.add(listener);
	listeners.set(topic, heard);
	return () => heard.delete(listener);
}

export function leads(): boolean {
	return leading;
}

function setLeading(now: boolean): void {
	leading = now;
	for (const listener of onLead) listener(now);
}

function apply(): void {
	if (waiting !== null || leading) return;
	waiting = new AbortController();
	navigator.locks
		.request(NAME, { signal: waiting.signal }, async () => {
			waiting = null;
			setLeading(true);
			await new Promise<void>((resolve) => (release = resolve));
			release = null;
			setLeading(false);
		})
		.catch(() => (waiting = null));
}

function resign(): void {
	waiting?.abort();
	release?.();
}

function follow(): void {
	if (document.visibilityState === "visible") apply();
	else resign();
}

/** Calls with true whenever this tab begins to lead, with false when it ends. */
export function whenLeading(listener: (leads: boolean) => void): () => void {
	onLead.add(listener);
	if (onLead.size === 1) {
		document.addEventListener("visibilitychange", follow);
		follow();
	}
	if (leading) listener(true);
	return () => onLead.delete(listener);
}
