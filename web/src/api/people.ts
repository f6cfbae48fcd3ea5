import { asArray, asObject, asText, type Json } from "./json";

export type Role = "admin" | "trader" | "viewer";
export const ROLES: Role[] = ["trader", "viewer", "admin"];

/** What users are called and may do, as everybody's account page shows it. */
export interface User {
	id: string;
	username: string;
	email: string;
	role: Role;
	displayName: string;
	hasAuthenticator: boolean;
	createdAt: string;
	lastSignInAt: string;
}

/** A user as administrators see them. */
export interface Member extends User {
	disabled: boolean;
	hasPassword: boolean;
}

export interface Preferences {
	theme: string;
	timeZone: string;
	locale: string;
}

export interface Profile {
	user: User;
	preferences: Preferences;
}

export interface SessionEntry {
	id: string;
	createdAt: string;
	lastUsedAt: string;
	address: string;
	userAgent: string;
	current: boolean;
}

export interface Key {
	id: string;
	name: string;
	/** The paper account that it trades. */
	accountId: string;
	scopes: string[];
	createdAt: string;
	lastUsedAt: string;
	lastUsedFrom: string;
}

export interface Entry {
	id: number;
	createdAt: string;
	action: string;
	refused: boolean;
	address: string;
	userAgent: string;
	username: string;
}

export interface Invitation {
	id: string;
	email: string;
	role: string;
	createdAt: string;
	expiresAt: string;
}

export interface OneTimeLink {
	link: string;
	expiresAt: string;
}

/** One page of a list, and where the next begins; null at the end. */
export interface Page<T> {
	items: T[];
	next: string | null;
}

function readRole(json: Json | undefined): Role {
	return ROLES.find((role) => role === json) ?? "viewer";
}

export function readUser(json: Json | undefined): User {
	const body = asObject(json);
	return {
		id: asText(body["id"]),
		username: asText(body["username"]),
		email: asText(body["email"]),
		role: readRole(body["role"]),
		displayName: asText(body["display_name"]),
		hasAuthenticator: body["totp_enabled"] === true,
		createdAt: asText(body["created_at"]),
		lastSignInAt: asText(body["last_sign_in_at"]),
	};
}

export function readMember(json: Json | undefined): Member {
	const body = asObject(json);
	return {
		...readUser(json),
		disabled: body["disabled"] === true,
		hasPassword: body["has_password"] === true,
	};
}

export function readProfile(json: Json): Profile {
	const preferences = asObject(asObject(json)["preferences"]);
	return {
		user: readUser(asObject(json)["user"]),
		preferences: {
			theme: asText(preferences["theme"]) || "system",
			timeZone: asText(preferences["time_zone"]),
			locale: asText(preferences["locale"]),
		},
	};
}

function readSession(json: Json): SessionEntry {
	const body = asObject(json);
	return {
		id: asText(body["id"]),
		createdAt: asText(body["created_at"]),
		lastUsedAt: asText(body["last_used_at"]),
		address: asText(body["address"]),
		userAgent: asText(body["user_agent"]),
		current: body["current"] === true,
	};
}

export function readSessions(json: Json): SessionEntry[] {
	return asArray(asObject(json)["sessions"]).map(readSession);
}

function readKey(json: Json): Key {
	const body = asObject(json);
	return {
		id: asText(body["key_id"]),
		name: asText(body["name"]),
		accountId: asText(body["account_id"]),
		scopes: asArray(body["scopes"]).map(asText),
		createdAt: asText(body["created_at"]),
		lastUsedAt: asText(body["last_used_at"]),
		lastUsedFrom: asText(body["last_used_from"]),
	};
}

export function readKeys(json: Json): Key[] {
	return asArray(asObject(json)["keys"]).map(readKey);
}

function readEntry(json: Json): Entry {
	const body = asObject(json);
	return {
		id: Number(body["id"]),
		createdAt: asText(body["created_at"]),
		action: asText(body["action"]),
		refused: body["outcome"] === "refused",
		address: asText(body["address"]),
		userAgent: asText(body["user_agent"]),
		username: asText(body["username"]),
	};
}

function readInvitation(json: Json): Invitation {
	const body = asObject(json);
	return {
		id: asText(body["id"]),
		email: asText(body["email"]),
		role: asText(body["role"]),
		createdAt: asText(body["created_at"]),
		expiresAt: asText(body["expires_at"]),
	};
}

export function readInvitations(json: Json): Invitation[] {
	return asArray(asObject(json)["invitations"]).map(readInvitation);
}

export function readLink(json: Json): OneTimeLink {
	const body = asObject(json);
	return { link: asText(body["link"]), expiresAt: asText(body["expires_at"]) };
}

function readNext(json: Json | undefined): string | null {
	return typeof json === "number" ? String(json) : null;
}

export function readMembers(json: Json): Page<Member> {
	const body = asObject(json);
	const items = asArray(body["users"]).map(readMember);
	return { items, next: readNext(body["next_after"]) };
}

export function readActivity(json: Json): Page<Entry> {
	const body = asObject(json);
	const items = asArray(body["activity"]).map(readEntry);
	return { items, next: readNext(body["next_before"]) };
}
