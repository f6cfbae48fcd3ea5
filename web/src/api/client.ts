import { asObject, asText, parseJson, type Json, type JsonObject } from "./json";

/** The server's error body: {"code","message","request_id"} and "field" for a refused parameter. */
export class ApiError extends Error {
	constructor(
		readonly status: number,
		readonly code: string,
		message: string,
		readonly requestId: string,
		readonly field: string,
		readonly retryAfterS = 0,
	) {
		super(message);
	}
}

export interface Reply {
	status: number;
	headers: [name: string, value: string][];
	text: string;
	elapsedMs: number;
	cut: boolean;
}

const LARGEST_REPLY_CHARS = 1_000_000;
// Hashing a password may have to wait for others to be hashed.
const SLOWEST_CHANGE_MS = 30_000;

async function readText(response: Response): Promise<{ text: string; cut: boolean }> {
	const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
	let text = "";
	while (reader) {
		try {
			const { done, value } = await reader.read();
			if (done) break;
			text += value;
		} catch (error) {
			// A stream that outlives the time limit shows what it sent until then.
			if (text !== "") return { text, cut: true };
			throw error;
		}
		if (text.length > LARGEST_REPLY_CHARS) {
			await reader.cancel();
			return { text: text.slice(0, LARGEST_REPLY_CHARS), cut: true };
		}
	}
	return { text, cut: false };
}

/** Sends one request and reads the whole reply, whatever its status. Throws only without a reply. */
export async function send(
	url: string,
	init: RequestInit = {},
	timeoutMs = 10_000,
): Promise<Reply> {
	const started = performance.now();
	const response = await fetch(url, {
		cache: "no-store",
		...init,
		signal: AbortSignal.timeout(timeoutMs),
	});
	const { text, cut } = await readText(response);
	const elapsedMs = performance.now() - started;
	return {
		status: response.status,
		headers: [...response.headers],
		text,
		elapsedMs,
		cut,
	};
}

/** The JSON of a successful reply, null when it has no body; anything else is an ApiError. */
export function readReply(reply: Reply): Json {
	const body = reply.text === "" ? null : parseJson(reply.text);
	if (reply.status >= 200 && reply.status < 300 && body !== undefined) return body;
	const failure = asObject(body);
	const wait = reply.headers.find(([name]) => name === "retry-after")?.[1];
	throw new ApiError(
		reply.status,
		String(failure["code"] ?? ""),
		asText(failure["message"]) || `The server answered ${reply.status}.`,
		asText(failure["request_id"]),
		asText(failure["field"]),
		Number(wait) || 0,
	);
}

export async function getJson(url: string): Promise<Json> {
	return readReply(await send(url));
}

/** A request that changes something, by JSON; `headers` sign it. */
export async function sendJson(
	method: string,
	url: string,
	body?: JsonObject,
	headers: Record<string, string> = {},
): Promise<Json> {
	const init: RequestInit = { method, headers };
	if (body !== undefined) {
		init.headers = { ...headers, "Content-Type": "application/json" };
		init.body = JSON.stringify(body);
	}
	return readReply(await send(url, init, SLOWEST_CHANGE_MS));
}

function waitInWords(seconds: number): string {
	if (seconds <= 0) return "in a moment";
	if (seconds === 1) return "in a second";
	if (seconds < 90) return `in ${seconds} seconds`;
	return `in ${Math.ceil(seconds / 60)} minutes`;
}

/** Why something failed, as a sentence for the person who tried. */
export function messageOf(error: unknown): string {
	if (!(error instanceof ApiError)) return "No answer from the server.";
	if (error.status === 429)
		return `Too many attempts. Try again ${waitInWords(error.retryAfterS)}.`;
	const text = error.message.charAt(0).toUpperCase() + error.message.slice(1);
	return /[.!?]$/.test(text) ? text : `${text}.`;
}
