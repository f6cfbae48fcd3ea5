// The contract between the API and its clients: what comes is what the OpenAPI document
// says of that route, no more and no less. client.mjs holds every reply to it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const { default: Ajv } = createRequire(join(root, 'web/package.json'))('ajv/dist/2020.js');

const HOME = 'https://localhost/contract';
const PREFIX = '#/components/schemas/';
const FORMATS = {
	decimal: /^-?(0|[1-9]\d*)(\.\d+)?$/,
	uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
	date: /^\d{4}-\d\d-\d\d$/,
	'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/,
};

/** An object that is put together of others, as one. */
function whole(schema, schemas) {
	if (schema.$ref) return whole(schemas[schema.$ref.slice(PREFIX.length)], schemas);
	const parts = (schema.allOf ?? []).map((part) => whole(part, schemas));
	return {
		type: 'object',
		properties: Object.assign({}, ...parts.map((part) => part.properties), schema.properties),
		required: [...parts.flatMap((part) => part.required ?? []), ...(schema.required ?? [])],
	};
}

/** The schema under which a member that is not described is a fault. */
function strict(schema, schemas) {
	if (schema === null || typeof schema !== 'object') return schema;
	if (Array.isArray(schema)) return schema.map((part) => strict(part, schemas));
	const { properties, ...rest } = schema.allOf ? whole(schema, schemas) : schema;
	const words = Object.entries(rest).map(([word, value]) => [word, strict(value, schemas)]);
	const made = Object.fromEntries(words);
	if (!properties) return made;
	const members = Object.entries(properties).map(([name, value]) => [name, strict(value, schemas)]);
	return { additionalProperties: false, ...made, properties: Object.fromEntries(members) };
}

/** All names of a path: /api/v1/X is /api/X, and /api/v2/X is /v2/X. */
function namesOf(path, aliases) {
	return [path, ...aliases].flatMap((name) => {
		if (name.startsWith('/api/')) return [name, name.replace('/api/', '/api/v1/')];
		return name.startsWith('/v2/') ? [name, `/api${name}`] : [name];
	});
}

const asPattern = (path) =>
	new RegExp(`^${path.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\w+\}/g, '[^/]+')}$`);

/** Reads a document; what it gives checks a reply, and says what is wrong with it. */
export function contractOf(document) {
	const { schemas } = document.components;
	const ajv = new Ajv({ allowUnionTypes: true, formats: FORMATS });
	ajv.addVocabulary(['components']);
	ajv.addSchema({ $id: HOME, components: { schemas: strict(schemas, schemas) } });
	const exact = new Map();
	const patterns = [];
	for (const [path, methods] of Object.entries(document.paths))
		for (const [method, operation] of Object.entries(methods))
			for (const name of namesOf(path, operation['x-aliases'])) {
				const key = `${method.toUpperCase()} ${name}`;
				if (name.includes('{')) patterns.push({ pattern: asPattern(key), operation });
				else exact.set(key, operation);
			}

	const find = (key) =>
		exact.get(key) ?? patterns.find(({ pattern }) => pattern.test(key))?.operation;

	function validatorOf(content) {
		content.validate ??= ajv.compile(
			JSON.parse(JSON.stringify(content.schema).replaceAll(PREFIX, `${HOME}${PREFIX}`)),
		);
		return content.validate;
	}

	return function check(method, address, { status, headers, text, json }) {
		const isJson = /^application\/json\b/.test(headers['content-type'] ?? '');
		/* What is packed says nothing else than what is not. */
		if (status < 200 || status > 299 || text === '' || !isJson || headers['content-encoding']) return;
		const what = `${method} ${address} (${status})`;
		const operation = find(`${method} ${address.split('?')[0]}`);
		assert.ok(operation, `${what}: the document knows no such route`);
		const said = operation.responses[status];
		assert.ok(said, `${what}: the document tells of no such status`);
		const content = said.content?.['application/json'];
		assert.ok(content, `${what}: the document tells of no JSON`);
		const validate = validatorOf(content);
		if (validate(json)) return;
		const lines = validate.errors.map(({ instancePath, message, params }) =>
			`${instancePath || '/'} ${message} ${JSON.stringify(params)}`);
		assert.fail(`${what} is not as described:\n${lines.join('\n')}\n${text.slice(0, 2000)}`);
	};
}

let ours;

/** Is this reply as the document of the program under test describes it? */
export function assertDescribed(method, address, reply) {
	ours ??= contractOf(
		JSON.parse(
			execFileSync(process.env.PAPERTRADE ?? join(root, 'build/asan/papertrade'), ['openapi'], {
				maxBuffer: 64 * 1024 * 1024,
			}),
		),
	);
	ours(method, address, reply);
}
