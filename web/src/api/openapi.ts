import { asArray, asObject, asText, isObject, type Json, type JsonObject } from "./json";

export interface Parameter {
	name: string;
	where: string;
	required: boolean;
	description: string;
	schema: JsonObject;
	exploded: boolean;
	example: Json | undefined;
}

export interface Content {
	type: string;
	schema: JsonObject;
	example: Json | undefined;
}

export interface Body extends Content {
	required: boolean;
	description: string;
}

export interface ReplyDoc {
	status: string;
	description: string;
	headers: string[];
	content: Content | null;
}

export interface Operation {
	id: string;
	method: string;
	path: string;
	aliases: string[];
	summary: string;
	description: string;
	deprecated: boolean;
	parameters: Parameter[];
	credentials: Parameter[];
	body: Body | null;
	replies: ReplyDoc[];
}

export interface Group {
	name: string;
	description: string;
	operations: Operation[];
}

export interface Reference {
	title: string;
	version: string;
	description: string;
	operationCount: number;
	groups: Group[];
	refs: Refs;
}

const METHODS = ["get", "post", "put", "patch", "delete", "head", "options", "trace"];
const LONGEST_REF_CHAIN = 16;

/** Follows local $refs; a sibling of $ref overrides what it points to, as in OpenAPI 3.1. */
export class Refs {
	constructor(private readonly root: JsonObject) {}

	private at(pointer: string): Json | undefined {
		if (!pointer.startsWith("#/")) return undefined;
		let node: Json | undefined = this.root;
		for (const part of pointer.slice(2).split("/")) {
			const key = decodeURIComponent(part)
				.replaceAll("~1", "/")
				.replaceAll("~0", "~");
			if (Array.isArray(node)) node = node[Number(key)];
			else
				node =
					isObject(node) && Object.hasOwn(node, key)
						? node[key]
						: undefined;
		}
		return node;
	}

	resolve(node: Json | undefined): JsonObject {
		let found = asObject(node);
		for (
			let i = 0;
			i < LONGEST_REF_CHAIN && typeof found["$ref"] === "string";
			i++
		) {
			const { $ref, ...siblings } = found;
			found = { ...asObject(this.at(asText($ref))), ...siblings };
		}
		return found;
	}
}

/** `example`, or the first of `examples`, of a parameter, a media type or a schema. */
function exampleIn(holder: JsonObject, refs: Refs): Json | undefined {
	if (holder["example"] !== undefined) return holder["example"];
	const examples = holder["examples"];
	if (Array.isArray(examples)) return examples[0];
	const first = Object.values(asObject(examples))[0];
	return first === undefined ? undefined : refs.resolve(first)["value"];
}

function readParameter(node: Json, refs: Refs): Parameter {
	const parameter = refs.resolve(node);
	return {
		name: asText(parameter["name"]),
		where: asText(parameter["in"]),
		required: parameter["required"] === true,
		description: asText(parameter["description"]),
		schema: asObject(parameter["schema"]),
		exploded: parameter["explode"] !== false,
		example: exampleIn(parameter, refs),
	};
}

function readContent(content: Json | undefined, refs: Refs): Content | null {
	const types = Object.entries(asObject(content));
	const [type, media] =
		types.find(([name]) => name.includes("json")) ?? types[0] ?? [];
	if (type === undefined) return null;
	const holder = asObject(media);
	return {
		type,
		schema: asObject(holder["schema"]),
		example: exampleIn(holder, refs),
	};
}

function readBody(node: Json | undefined, refs: Refs): Body | null {
	const body = refs.resolve(node);
	const content = readContent(body["content"], refs);
	if (!content) return null;
	const required = body["required"] === true;
	return { ...content, required, description: asText(body["description"]) };
}

function readReplies(node: Json | undefined, refs: Refs): ReplyDoc[] {
	return Object.entries(asObject(node)).map(([status, value]) => {
		const reply = refs.resolve(value);
		return {
			status,
			description: asText(reply["description"]),
			headers: Object.keys(asObject(reply["headers"])),
			content: readContent(reply["content"], refs),
		};
	});
}

/** The header that carries a security scheme, as something to fill in. */
function readCredential(name: string, schemes: JsonObject, refs: Refs): Parameter | null {
	const scheme = refs.resolve(schemes[name]);
	const inHeader = scheme["type"] === "apiKey" && scheme["in"] === "header";
	const isBearer = asText(scheme["scheme"]).toLowerCase() === "bearer";
	if (!inHeader && scheme["type"] !== "http") return null;
	return {
		name: inHeader ? asText(scheme["name"]) : "Authorization",
		where: "header",
		required: false,
		description: asText(scheme["description"]) || name,
		schema: { type: "string" },
		exploded: true,
		example: inHeader ? undefined : isBearer ? "Bearer …" : "Basic …",
	};
}

function readCredentials(
	security: Json | undefined,
	root: JsonObject,
	refs: Refs,
): Parameter[] {
	const schemes = asObject(asObject(root["components"])["securitySchemes"]);
	const names = asArray(security).flatMap((choice) =>
		Object.keys(asObject(choice)),
	);
	const byHeader = new Map<string, Parameter>();
	for (const name of names) {
		const credential = readCredential(name, schemes, refs);
		if (credential && !byHeader.has(credential.name)) {
			byHeader.set(credential.name, credential);
		}
	}
	return [...byHeader.values()];
}

function readParameters(shared: Json[], own: Json[], refs: Refs): Parameter[] {
	const byPlace = new Map<string, Parameter>();
	for (const node of [...shared, ...own]) {
		const parameter = readParameter(node, refs);
		byPlace.set(`${parameter.where} ${parameter.name}`, parameter);
	}
	return [...byPlace.values()];
}

function readOperation(
	method: string,
	path: string,
	item: JsonObject,
	root: JsonObject,
	refs: Refs,
): Operation {
	const node = asObject(item[method]);
	const aliases = [...asArray(item["x-aliases"]), ...asArray(node["x-aliases"])];
	return {
		id:
			asText(node["operationId"]) ||
			`${method}${path.replace(/[^A-Za-z0-9]+/g, "-")}`,
		method: method.toUpperCase(),
		path,
		aliases: aliases
			.map(asText)
			.filter((alias) => alias !== "" && alias !== path),
		summary: asText(node["summary"]),
		description: asText(node["description"]),
		deprecated: node["deprecated"] === true,
		parameters: readParameters(
			asArray(item["parameters"]),
			asArray(node["parameters"]),
			refs,
		),
		credentials: readCredentials(
			node["security"] ?? root["security"],
			root,
			refs,
		),
		body: readBody(node["requestBody"], refs),
		replies: readReplies(node["responses"], refs),
	};
}

export function readReference(json: Json): Reference {
	const root = asObject(json);
	const refs = new Refs(root);
	const info = asObject(root["info"]);
	const groups = new Map<string, Group>();
	for (const tag of asArray(root["tags"]).map(asObject)) {
		const name = asText(tag["name"]);
		groups.set(name, {
			name,
			description: asText(tag["description"]),
			operations: [],
		});
	}
	for (const [path, node] of Object.entries(asObject(root["paths"]))) {
		const item = refs.resolve(node);
		for (const method of METHODS.filter((name) => isObject(item[name]))) {
			const tag =
				asText(asArray(asObject(item[method])["tags"])[0]) ||
				"Other";
			const group = groups.get(tag) ?? {
				name: tag,
				description: "",
				operations: [],
			};
			groups.set(tag, group);
			group.operations.push(
				readOperation(method, path, item, root, refs),
			);
		}
	}
	const filled = [...groups.values()].filter(
		(group) => group.operations.length > 0,
	);
	return {
		title: asText(info["title"]),
		version: asText(info["version"]),
		description: asText(info["description"]),
		operationCount: filled.reduce(
			(sum, group) => sum + group.operations.length,
			0,
		),
		groups: filled,
		refs,
	};
}
