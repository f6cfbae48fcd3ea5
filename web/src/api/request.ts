import type { Operation, Parameter } from "./openapi";

export interface HttpRequest {
	method: string;
	url: string;
	headers: [name: string, value: string][];
	body: string | null;
}

/** What the reader typed, by "where name" of the parameter. */
export type Inputs = Record<string, string>;

export function keyOf(parameter: Parameter): string {
	return `${parameter.where} ${parameter.name}`;
}

function addToQuery(query: URLSearchParams, parameter: Parameter, value: string): void {
	if (parameter.schema["type"] === "array" && parameter.exploded) {
		for (const part of value.split(","))
			query.append(parameter.name, part.trim());
	} else {
		query.append(parameter.name, value);
	}
}

/** An unfilled path parameter stays as {name}, so that the line still reads as a template. */
export function buildRequest(
	operation: Operation,
	inputs: Inputs,
	body: string,
): HttpRequest {
	let path = operation.path;
	const query = new URLSearchParams();
	const headers: HttpRequest["headers"] = [];
	for (const parameter of [...operation.parameters, ...operation.credentials]) {
		const value = inputs[keyOf(parameter)] ?? "";
		if (value === "") continue;
		if (parameter.where === "path") {
			path = path.replaceAll(
				`{${parameter.name}}`,
				encodeURIComponent(value),
			);
		} else if (parameter.where === "query") {
			addToQuery(query, parameter, value);
		} else if (parameter.where === "header") {
			headers.push([parameter.name, value]);
		}
	}
	const sends = operation.body !== null && body.trim() !== "";
	if (operation.body && sends) headers.push(["Content-Type", operation.body.type]);
	const search = query.toString();
	return {
		method: operation.method,
		url: search === "" ? path : `${path}?${search}`,
		headers,
		body: sends ? body : null,
	};
}

function quoted(text: string): string {
	return `'${text.replaceAll("'", "'\\''")}'`;
}

/** The request as a command for a POSIX shell, trusting this server's own authority. */
export function curlOf(request: HttpRequest, origin: string): string {
	const isHead = request.method === "HEAD";
	const method = request.method === "GET" || isHead ? "" : ` -X ${request.method}`;
	const parts = [
		`curl${isHead ? " -I" : ""} --cacert papertrade-ca.crt${method} ${quoted(origin + request.url)}`,
	];
	for (const [name, value] of request.headers)
		parts.push(`-H ${quoted(`${name}: ${value}`)}`);
	if (request.body !== null) parts.push(`--data-raw ${quoted(request.body)}`);
	return parts.join(" \\\n  ");
}
