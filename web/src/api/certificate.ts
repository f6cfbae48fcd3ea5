import { ApiError, send } from "./client";

export interface Authority {
	fingerprint: string | null;
}

const PEM = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/;

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
	const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
	return [...digest]
		.map((byte) => byte.toString(16).padStart(2, "0").toUpperCase())
		.join(":");
}

/** The authority's certificate, or null when this server has none to offer. */
export async function fetchAuthority(): Promise<Authority | null> {
	const reply = await send("/ca.crt");
	if (reply.status === 404) return null;
	const encoded = PEM.exec(reply.text)?.[1];
	if (reply.status !== 200 || encoded === undefined) {
		throw new ApiError(
			reply.status,
			"",
			`/ca.crt could not be read (${reply.status}).`,
			"",
			"",
		);
	}
	const bytes = Uint8Array.from(atob(encoded.replace(/\s/g, "")), (c) =>
		c.charCodeAt(0),
	);
	// WebCrypto exists only where the browser calls the origin secure.
	const fingerprint = isSecureContext ? await sha256(bytes) : null;
	return { fingerprint };
}
