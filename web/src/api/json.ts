/** JSON as it arrives: nothing about its shape is taken on trust. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
	[key: string]: Json;
}

export function isObject(value: Json | undefined): value is JsonObject {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function asObject(value: Json | undefined): JsonObject {
	return isObject(value) ? value : {};
}

export function asArray(value: Json | undefined): Json[] {
	return Array.isArray(value) ? value : [];
}

export function asText(value: Json | undefined): string {
	return typeof value === "string" ? value : "";
}

/** A scalar as a person reads it; objects and arrays as compact JSON. */
export function shown(value: Json | undefined): string {
	if (value === undefined || value === null) return "none";
	return typeof value === "object" ? JSON.stringify(value) : String(value);
}

export function parseJson(text: string): Json | undefined {
	try {
		return JSON.parse(text) as Json;
	} catch {
		return undefined;
	}
}

export type TokenKind = "name" | "text" | "number" | "word" | "mark" | "space";
export interface Token {
	kind: TokenKind;
	text: string;
}

const TOKEN = /"(?:\\.|[^"\\])*"|[{}[\],:]|[^\s{}[\],:"]+/g;

function kindOf(text: string, next: string | undefined): TokenKind {
	if (text.startsWith('"')) return next === ":" ? "name" : "text";
	if (/^[{}[\],:]$/.test(text)) return "mark";
	return /^-?\d/.test(text) ? "number" : "word";
}

/** Indents JSON text by its tokens, so that 1.10 and 2⁵³+1 stay what the server wrote. */
export function jsonTokens(source: string): Token[] {
	const parts = source.match(TOKEN) ?? [];
	const tokens: Token[] = [];
	let depth = 0;
	const breakLine = () =>
		tokens.push({ kind: "space", text: `\n${"  ".repeat(depth)}` });

	parts.forEach((text, i) => {
		const opens = text === "{" || text === "[";
		const closes = text === "}" || text === "]";
		const before = parts[i - 1];
		const empty = closes && (before === "{" || before === "[");
		if (closes) {
			depth--;
			if (!empty) breakLine();
		}
		tokens.push({ kind: kindOf(text, parts[i + 1]), text });
		if (opens) depth++;
		const next = parts[i + 1];
		if ((opens && next !== "}" && next !== "]") || text === ",") breakLine();
		if (text === ":") tokens.push({ kind: "space", text: " " });
	});
	return tokens;
}
