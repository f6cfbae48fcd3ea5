import { asArray, asObject, asText, isObject, shown, type Json, type JsonObject } from "./json";
import type { Refs } from "./openapi";

/** One line of a schema's table; nested properties follow their parent, one deeper. */
export interface Row {
	depth: number;
	name: string;
	type: string;
	required: boolean;
	limits: string[];
	description: string;
}

const DEEPEST = 6;

function refName(node: Json | undefined): string {
	return asText(asObject(node)["$ref"]);
}

/** A schema with its $ref followed and its allOf parts folded into it. */
function flattened(node: Json | undefined, refs: Refs, depth = 0): JsonObject {
	const schema = refs.resolve(node);
	const parts = asArray(schema["allOf"]);
	if (parts.length === 0 || depth > DEEPEST) return schema;
	return [...parts.map((part) => flattened(part, refs, depth + 1)), schema].reduce(
		(whole, part) => ({
			...whole,
			...part,
			properties: {
				...asObject(whole["properties"]),
				...asObject(part["properties"]),
			},
			required: [
				...asArray(whole["required"]),
				...asArray(part["required"]),
			],
		}),
		{},
	);
}

function variants(schema: JsonObject): Json[] {
	return [...asArray(schema["oneOf"]), ...asArray(schema["anyOf"])];
}

export function typeName(node: Json | undefined, refs: Refs, depth = 0): string {
	const schema = flattened(node, refs);
	if (depth > DEEPEST) return "…";
	const options = variants(schema);
	if (options.length > 0) {
		return options
			.map((option) => typeName(option, refs, depth + 1))
			.join(" | ");
	}
	if (schema["const"] !== undefined) return JSON.stringify(schema["const"]);
	const type = schema["type"];
	const names = Array.isArray(type) ? type.map(asText) : [asText(type)];
	return names
		.map((name) => {
			if (name === "array")
				return `${typeName(schema["items"], refs, depth + 1)}[]`;
			if (name !== "") return name;
			return schema["properties"] ? "object" : "any";
		})
		.join(" | ");
}

function between(low: Json | undefined, high: Json | undefined, unit: string): string[] {
	if (low !== undefined && high !== undefined) {
		return [
			low === high
				? `${shown(low)}${unit}`
				: `${shown(low)} to ${shown(high)}${unit}`,
		];
	}
	if (low !== undefined) return [`at least ${shown(low)}${unit}`];
	return high === undefined ? [] : [`at most ${shown(high)}${unit}`];
}

/** What a value must keep to, in words. */
export function limitsOf(node: Json | undefined, refs: Refs): string[] {
	const schema = flattened(node, refs);
	const limits = [
		...between(schema["minimum"], schema["maximum"], ""),
		...between(schema["minLength"], schema["maxLength"], " characters"),
		...between(schema["minItems"], schema["maxItems"], " items"),
	];
	const given = (key: string, text: (value: string) => string) => {
		if (schema[key] !== undefined) limits.push(text(shown(schema[key])));
	};
	given("exclusiveMinimum", (value) => `more than ${value}`);
	given("exclusiveMaximum", (value) => `less than ${value}`);
	given("multipleOf", (value) => `multiple of ${value}`);
	given("format", (value) => value);
	given("pattern", (value) => `matches ${value}`);
	const choices = asArray(schema["enum"]);
	if (choices.length > 0) limits.push(`one of ${choices.map(shown).join(", ")}`);
	given("default", (value) => `default ${value}`);
	return limits;
}

export function choicesOf(node: Json | undefined, refs: Refs): string[] {
	const schema = flattened(node, refs);
	if (schema["type"] === "boolean") return ["true", "false"];
	return asArray(schema["enum"]).map(shown);
}

/** The schema's properties as a flat list. A schema inside itself is named once, not followed. */
export function rowsOf(
	node: Json | undefined,
	refs: Refs,
	depth = 0,
	seen: ReadonlySet<string> = new Set(),
): Row[] {
	const name = refName(node);
	if (depth > DEEPEST || (name !== "" && seen.has(name))) return [];
	const inside = name === "" ? seen : new Set([...seen, name]);
	const schema = flattened(node, refs);
	if (schema["items"] !== undefined)
		return rowsOf(schema["items"], refs, depth, inside);

	const required = new Set(asArray(schema["required"]).map(asText));
	const properties = Object.entries(asObject(schema["properties"]));
	const extra = schema["additionalProperties"];
	if (typeof extra === "object") properties.push(["(any name)", extra]);

	const rows = properties.flatMap(([property, child]) => [
		{
			depth,
			name: property,
			type: typeName(child, refs),
			required: required.has(property),
			limits: limitsOf(child, refs),
			description: asText(refs.resolve(child)["description"]),
		},
		...rowsOf(child, refs, depth + 1, inside),
	]);
	return [...rows, ...rowsOfVariants(schema, refs, depth, inside)];
}

/** The rows of what may stand here; where that are several objects, each under its name. */
function rowsOfVariants(
	schema: JsonObject,
	refs: Refs,
	depth: number,
	inside: ReadonlySet<string>,
): Row[] {
	const objects = variants(schema).filter(
		(option) => rowsOf(option, refs, depth, inside).length > 0,
	);
	if (objects.length < 2)
		return objects.flatMap((option) => rowsOf(option, refs, depth, inside));
	return objects.flatMap((option, i) => [
		{
			depth,
			name: refName(option).split("/").at(-1) ?? "",
			type: i === 0 ? "either" : "or",
			required: true,
			limits: [],
			description: asText(refs.resolve(option)["description"]),
		},
		...rowsOf(option, refs, depth + 1, inside),
	]);
}

const SAMPLE_TEXT: Record<string, string> = {
	"date-time": "2030-01-02T15:04:05Z",
	date: "2030-01-02",
	email: "ada@example.com",
	uuid: "00000000-0000-4000-8000-000000000000",
	uri: "https://example.com/",
	decimal: "12.5",
};

function sampleScalar(schema: JsonObject): Json {
	const type = Array.isArray(schema["type"]) ? schema["type"][0] : schema["type"];
	switch (type) {
		case "integer":
		case "number":
			return schema["minimum"] ?? 1;
		case "boolean":
			return true;
		case "null":
			return null;
		default:
			return SAMPLE_TEXT[asText(schema["format"])] ?? "string";
	}
}

/** What the schema itself offers as a value. */
export function statedExample(node: Json | undefined, refs: Refs): Json | undefined {
	const schema = flattened(node, refs);
	return (
		schema["example"] ??
		asArray(schema["examples"])[0] ??
		schema["const"] ??
		schema["default"] ??
		asArray(schema["enum"])[0]
	);
}

/** A value that fits the schema: its own example where it has one. Recursion ends in null or []. */
export function exampleOf(
	node: Json | undefined,
	refs: Refs,
	seen: ReadonlySet<string> = new Set(),
): Json {
	const name = refName(node);
	if (seen.has(name) || seen.size > DEEPEST) return null;
	// Unnamed schemas count as well, so that depth is bounded.
	const inside = new Set([...seen, name === "" ? `unnamed ${seen.size}` : name]);
	const schema = flattened(node, refs);
	const stated = statedExample(schema, refs);
	if (stated !== undefined) return stated;
	const option = variants(schema)[0];
	if (option !== undefined) return exampleOf(option, refs, inside);
	if (schema["items"] !== undefined) {
		const item = exampleOf(schema["items"], refs, inside);
		return item === null ? [] : [item];
	}
	if (schema["properties"] !== undefined) {
		return Object.fromEntries(
			Object.entries(asObject(schema["properties"])).map(
				([property, child]) => [
					property,
					exampleOf(child, refs, inside),
				],
			),
		);
	}
	const extra = schema["additionalProperties"];
	if (isObject(extra)) return { name: exampleOf(extra, refs, inside) };
	return schema["type"] === "object" ? {} : sampleScalar(schema);
}
