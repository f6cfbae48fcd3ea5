import { asObject, asText, parseJson, type Json } from "./json";

/** The server's error body: {"code","message","request_id"} and "field" for a refused parameter. */
export class ApiError extends Error {
	constructor(
		readonly status: number,
		readonly code: string,
		message: string,
		readonly requestId: string,
		readonly field: string,
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

/** The JSON of a successful reply; anything else is an ApiError. */
export async function getJson(url: string): Promise<Json> {
	const reply = await send(url);
	const body = parseJson(reply.text);
	if (reply.status >= 200 && reply.status < 300 && body !== undefined) return body;
	const failure = asObject(body);
	throw new ApiError(
		reply.status,
		String(failure["code"] ?? ""),
		asText(failure["message"]) || `The server answered ${reply.status}.`,
		asText(failure["request_id"]),
		asText(failure["field"]),
	);
}

export function messageOf(error: unknown): string {
	if (error instanceof ApiError) return error.message;
	return "No answer from the server.";
}
