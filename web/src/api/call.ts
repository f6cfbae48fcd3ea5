import { ApiError } from "./client";
import type { Json, JsonObject } from "./json";
import { sendSigned } from "./session";

const PROOF_NEEDED = "40310003";

let ask: (() => Promise<boolean>) | null = null;

/** Says who asks the person to prove who they are; returns how to stop that. */
export function proveBy(asking: () => Promise<boolean>): () => void {
	ask = asking;
	return () => (ask = null);
}

/** A request in the user's name. What takes a recent proof asks for it, then is repeated. */
export async function call(
	method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
	path: string,
	body?: JsonObject,
	headers: Record<string, string> = {},
): Promise<Json> {
	try {
		return await sendSigned(method, path, body, headers);
	} catch (error) {
		const needed = error instanceof ApiError && error.code === PROOF_NEEDED;
		if (!needed || ask === null) throw error;
		if (await ask()) return await sendSigned(method, path, body, headers);
		const message = "Nothing was changed: you did not confirm who you are.";
		throw new ApiError(403, PROOF_NEEDED, message, error.requestId, "");
	}
}
