/**
 * Who is signed in. The access token lives in the memory of this page and nowhere
 * else; what outlives the page is a cookie that no script can read, good for one
 * renewal. Used twice it counts as stolen and ends the session, so tabs take turns
 * under a lock and tell one another what they got.
 */
import { createSubscriber } from "svelte/reactivity";
import { ApiError, send, sendJson, readReply, type Reply } from "./client";
import { asObject, asText, type Json, type JsonObject } from "./json";
import { readUser, type User } from "./people";

interface Grant {
	accessToken: string;
	csrfToken: string;
	expiresAtMs: number;
	user: User;
}

type Message = { kind: "granted"; grant: Grant } | { kind: "ended" };

const SESSION_REFUSED = "40110000";
// What these refuse with 401 may be about the password that was sent.
const PROOFS = new Set(["/api/auth/password", "/api/auth/step-up"]);
const RENEW_BEFORE_MS = 60_000;
const TOO_OLD_MS = 10_000;
const UPLOAD_TAKES_MS = 120_000;
const RENEWAL_SETTLES_MS = 2_000;

const channel = new BroadcastChannel("papertrade-session");
let grant: Grant | null = null;
let known = false;
let ended = false;
let starting: Promise<void> | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
let tell = () => {};
const subscribe = createSubscriber((update) => {
	tell = update;
	return () => (tell = () => {});
});

function remember(name: string, value: string | null): void {
	try {
		if (value === null) localStorage.removeItem(name);
		else localStorage.setItem(name, value);
	} catch {
		// Storage is blocked: each page asks the server.
	}
}

function recall(name: string): string | null {
	try {
		return localStorage.getItem(name);
	} catch {
		return name === "signed-in" ? "unknown" : null;
	}
}

function adopt(next: Grant): void {
	if (grant !== null && grant.user.id !== next.user.id) location.reload();
	grant = next;
	known = true;
	remember("signed-in", "yes");
	clearTimeout(timer);
	const inMs = next.expiresAtMs - Date.now() - RENEW_BEFORE_MS;
	// Without an answer the next request tries again.
	timer = setTimeout(() => void renew().catch(() => {}), Math.max(inMs, 1_000));
	tell();
}

function forget(): void {
	ended = grant !== null || recall("signed-in") === "yes";
	grant = null;
	known = true;
	remember("signed-in", null);
	clearTimeout(timer);
	tell();
}

channel.onmessage = ({ data }: MessageEvent<Message>) => {
	if (data.kind === "granted") adopt(data.grant);
	else forget();
};

// Going back must not show what was on screen before the session ended.
addEventListener("pageshow", ({ persisted }) => {
	if (persisted && grant !== null) location.reload();
});

function post(message: Message): void {
	channel.postMessage(message);
}

/** Takes what the server grants at sign-in, registration, renewal and proof. */
export function accept(reply: Json): void {
	const body = asObject(reply);
	const next: Grant = {
		accessToken: asText(body["access_token"]),
		csrfToken: asText(body["csrf_token"]),
		expiresAtMs: Date.now() + Number(body["expires_in"]) * 1000,
		user: readUser(body["user"]),
	};
	adopt(next);
	post({ kind: "granted", grant: next });
}

/** A page that went away while it renewed left its answer to the browser: wait for it. */
async function letSettle(): Promise<void> {
	const leftMs = Number(recall("renewing")) + RENEWAL_SETTLES_MS - Date.now();
	if (leftMs > 0 && leftMs <= RENEWAL_SETTLES_MS)
		await new Promise((resolve) => setTimeout(resolve, leftMs));
}

async function renewAlone(): Promise<boolean> {
	await letSettle();
	remember("renewing", String(Date.now()));
	const reply = await send("/api/auth/refresh", { method: "POST", keepalive: true });
	// Without a reply the mark stays: the cookie may be used up, and its successor on the way.
	remember("renewing", null);
	try {
		accept(readReply(reply));
		return true;
	} catch (error) {
		if (!(error instanceof ApiError) || error.status !== 401) throw error;
		forget();
		post({ kind: "ended" });
		return false;
	}
}

/** A new token, from another tab or from the server; false when the session is over. */
async function renew(): Promise<boolean> {
	const before = grant;
	return await navigator.locks.request("papertrade-session", async () => {
		if (grant !== before) return grant !== null;
		return await renewAlone();
	});
}

async function begin(): Promise<void> {
	if (grant === null && recall("signed-in") !== null) await renew();
	known = true;
	tell();
}

/** Finds out who is signed in; asks once, and again after a failure to ask. */
export function start(): Promise<void> {
	starting ??= begin().catch((error: unknown) => {
		starting = null;
		throw error;
	});
	return starting;
}

/** The user, null when nobody is signed in, undefined as long as that is unknown. */
export function user(): User | null | undefined {
	subscribe();
	return grant?.user ?? (known ? null : undefined);
}

/** The user as last read, after something about them was changed. */
export function refreshUser(changed: User): void {
	if (grant === null) return;
	grant = { ...grant, user: changed };
	post({ kind: "granted", grant });
	tell();
}

/** Did a session end that this browser had? */
export function hasEnded(): boolean {
	return ended;
}

/** The paper account that requests mean, by its id; empty: the user's default. */
let paperAccount = "";

export function meanAccount(id: string): void {
	paperAccount = id;
}

function signature(method: string): Record<string, string> {
	const headers: Record<string, string> = {
		Authorization: `Bearer ${grant?.accessToken ?? ""}`,
	};
	if (method !== "GET") headers["X-CSRF-Token"] = grant?.csrfToken ?? "";
	if (paperAccount !== "") headers["X-Account-Id"] = paperAccount;
	return headers;
}

function signed(
	method: string,
	path: string,
	body?: JsonObject,
	more: Record<string, string> = {},
): Promise<Json> {
	// A request that names its account means that one.
	return sendJson(method, path, body, { ...signature(method), ...more });
}

function over(): ApiError {
	return new ApiError(401, SESSION_REFUSED, "Your session has ended.", "", "");
}

/** Sends a file as it is, in the user's name; the reply, whatever its status. */
export async function upload(path: string, file: Blob, type: string): Promise<Reply> {
	if (grant === null || grant.expiresAtMs - Date.now() < UPLOAD_TAKES_MS)
		if (!(await renew())) throw over();
	const headers = { ...signature("POST"), "Content-Type": type };
	return await send(path, { method: "POST", headers, body: file }, UPLOAD_TAKES_MS);
}

/** A request in the user's name. Refused as not signed in, it is tried once more with a new token. */
export async function sendSigned(
	method: string,
	path: string,
	body?: JsonObject,
	headers: Record<string, string> = {},
): Promise<Json> {
	if (grant === null || grant.expiresAtMs - Date.now() < TOO_OLD_MS)
		if (!(await renew())) throw over();
	try {
		return await signed(method, path, body, headers);
	} catch (error) {
		if (!(error instanceof ApiError) || error.code !== SESSION_REFUSED)
			throw error;
		if (!(await renew())) throw over();
		if (PROOFS.has(path)) throw error;
		return await signed(method, path, body, headers);
	}
}

export async function signOut(): Promise<void> {
	await signed("POST", "/api/auth/logout");
	remember("signed-in", null);
	clearTimeout(timer);
	post({ kind: "ended" });
	location.assign("/sign-in");
}
