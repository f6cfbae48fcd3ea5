/**
 * Requests in the user's name, typed by what the server's OpenAPI document says of their
 * replies. The one place that takes a reply's shape on trust: the server's tests hold each
 * of them against the same document.
 */
import { call } from "./call";
import type { JsonObject } from "./json";

export type Method = "POST" | "PUT" | "PATCH" | "DELETE";

export async function read<T>(path: string): Promise<T> {
	return (await call("GET", path)) as T;
}

/** Changes something. With a key, sent twice it is done once. */
export async function change<T>(
	method: Method,
	path: string,
	body?: JsonObject,
	idempotencyKey?: string,
): Promise<T> {
	const headers: Record<string, string> =
		idempotencyKey === undefined ? {} : { "Idempotency-Key": idempotencyKey };
	return (await call(method, path, body, headers)) as T;
}

/** `/path?a=1&b=2` of what is given; what is undefined or empty is left out. */
export function withQuery(
	path: string,
	query: Record<string, string | number | boolean | undefined>,
): string {
	const search = new URLSearchParams();
	for (const [name, value] of Object.entries(query))
		if (value !== undefined && value !== "") search.set(name, String(value));
	const text = search.toString();
	return text === "" ? path : `${path}?${text}`;
}
