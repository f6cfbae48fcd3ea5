// The document that describes the API is true: it is OpenAPI 3.1, and every
// operation that it names is there.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertRefused, send, shared } from './client.mjs';
import { contractOf } from './contract.mjs';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
let document;
before(async () => {
	document = (await send(shared, '/api/openapi.json')).json;
});

const operations = () =>
	Object.entries(document.paths).flatMap(([path, item]) =>
		Object.entries(item).map(([method, operation]) => ({ path, method, operation })));

/** Calls `visit` with each object in a JSON value. */
function walk(value, visit) {
	if (value === null || typeof value !== 'object') return;
	if (!Array.isArray(value)) visit(value);
	for (const child of Object.values(value)) walk(child, visit);
}

function resolve(reference) {
	return reference.slice(2).split('/').reduce((at, name) => at?.[name], document);
}

test('head and references', () => {
	assert.match(document.openapi, /^3\.1\.\d+$/);
	assert.ok(document.info.title.length > 0);
	assert.match(document.info.version, /^\d+\.\d+\.\d+/);
	walk(document, (object) => {
		if ('$ref' in object) assert.ok(resolve(object.$ref), object.$ref);
	});
});

test('each operation has a name of its own, words, and replies', () => {
	const names = new Set();
	assert.ok(operations().length >= 11);
	for (const { path, method, operation } of operations()) {
		const what = `${method} ${path}`;
		assert.ok(METHODS.includes(method), what);
		assert.match(operation.operationId, /^[a-z][A-Za-z0-9]*$/, what);
		assert.ok(!names.has(operation.operationId), `${what}: name taken`);
		names.add(operation.operationId);
		assert.ok(operation.summary.length > 0 && operation.tags.length > 0, what);
		for (const reply of Object.values(operation.responses))
			assert.ok((reply.description ?? resolve(reply.$ref).description).length > 0, what);
		assert.ok('default' in operation.responses, `${what}: refusals are not described`);
	}
});

test('every reply is described: by a schema, as text, or as nothing', () => {
	for (const { path, method, operation } of operations()) {
		const what = `${method} ${path}`;
		const [status, { description, content }] = Object.entries(operation.responses)[0];
		assert.match(status, /^20[0-9]$/, what);
		if (description === 'nothing') assert.equal(content, undefined, what);
		else assert.ok(content, `${what}: its route names no schema`);
		if (content)
			assert.deepEqual(Object.keys(content), [path === '/metrics' ? 'text/plain' : 'application/json'], what);
	}
});

test('every member of a reply is described, and all that are always there are required', () => {
	for (const [name, schema] of Object.entries(document.components.schemas)) {
		assert.ok(schema.description.length > 0, name);
		for (const [member, { description }] of Object.entries(schema.properties ?? {}))
			assert.ok(description.length > 0, `${name}.${member}`);
		for (const member of schema.required ?? []) assert.ok(member in schema.properties, `${name}.${member}`);
	}
});

test('a reply that is not as described is noticed, whatever is wrong with it', async () => {
	const check = contractOf(document);
	const { headers, json: good } = await send(shared, '/api/monitor/version');
	const reply = (json, status = 200) => ({ status, headers, text: JSON.stringify(json), json });
	const { commit, ...less } = good;
	check('GET', '/api/monitor/version', reply(good));
	for (const name of ['/info', '/api/info?x=1', '/api/v1/monitor/version'])
		assert.throws(() => check('GET', name, reply({ ...good, commit: 1 })), /commit must be string/, name);
	assert.throws(() => check('GET', '/info', reply(less)), /required property 'commit'/);
	assert.throws(() => check('GET', '/info', reply({ ...good, more: 1 })), /additionalProperty":"more"/);
	assert.throws(() => check('GET', '/info', reply(good, 201)), /tells of no such status/);
	assert.throws(() => check('POST', '/info', reply(good)), /no such route/);
	assert.throws(() => check('GET', '/metrics', reply(good)), /tells of no JSON/);
	/* And members of lists, of maps, and of what is put together of others. */
	const bar = { t: '2030-01-02T14:30:00Z', o: 1, h: 1, l: 1, c: 1, v: 1 };
	const bars = (one) => reply({ bars: { ABC: [bar, one] }, next_page_token: null });
	check('GET', '/v2/stocks/bars', bars(bar));
	assert.throws(() => check('GET', '/v2/stocks/bars', bars({ ...bar, vv: 1 })), /additionalProperty":"vv"/);
	assert.throws(() => check('GET', '/v2/stocks/bars', bars({ ...bar, t: '2030-01-02' })), /format "date-time"/);
	const snapshot = { latestTrade: null, latestQuote: null, minuteBar: bar, dailyBar: bar, prevDailyBar: null };
	check('GET', '/v2/stocks/ABC/snapshot', reply({ symbol: 'ABC', ...snapshot }));
	assert.throws(() => check('GET', '/v2/stocks/ABC/snapshot', reply(snapshot)), /'symbol'/);
	assert.throws(
		() => check('GET', '/v2/stocks/ABC/snapshot', reply({ symbol: 'ABC', ...snapshot, x: 1 })),
		/additionalProperty":"x"/,
	);
});

test('the reply on success that is described is the one that comes', async () => {
	const open = ['public', 'operator'];
	for (const { path, method, operation } of operations()) {
		/* What takes a user, or makes one, has tests of its own. */
		if (!open.includes(operation['x-access'])) continue;
		if (method !== 'get' && path !== '/api/telemetry') continue;
		const body = method === 'get' ? undefined : '{"events":[{"name":"x"}]}';
		const { status } = await send(shared, path, { method: method.toUpperCase(), body });
		assert.ok(String(status) in operation.responses, `${method} ${path}: ${status}`);
	}
});

test('parameters are described as a client needs them', () => {
	const kinds = ['string', 'integer', 'number', 'boolean', 'object', 'array'];
	for (const { path, operation } of operations()) {
		const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
		const said = operation.parameters ?? [];
		for (const name of inPath)
			assert.ok(said.some((one) => one.in === 'path' && one.name === name && one.required), path);
		for (const one of said) {
			assert.ok(['path', 'query', 'header'].includes(one.in), `${path} ${one.name}`);
			assert.ok(kinds.includes(one.schema.type), `${path} ${one.name}`);
			assert.ok(one.description.length > 0, `${path} ${one.name}`);
		}
		const schema = operation.requestBody?.content['application/json']?.schema;
		if (schema) assert.equal(schema.type, 'object', path);
	}
});

test('defaults and limits of a described parameter hold', async () => {
	const { parameters } = document.paths['/api/telemetry'].get;
	const { minimum, maximum, default: initial } = parameters.find(({ name }) => name === 'limit').schema;
	for (const limit of [minimum, initial, maximum])
		assert.equal((await send(shared, `/api/telemetry?limit=${limit}`)).status, 200);
	for (const limit of [minimum - 1, maximum + 1])
		assertRefused(await send(shared, `/api/telemetry?limit=${limit}`), 422, 40010001, 'limit');
});

test('the error that is described is the one that comes', async () => {
	const schema = document.components.schemas.Error;
	const { json } = await send(shared, '/api/telemetry', { method: 'POST', body: '{}' });
	for (const name of schema.required) assert.ok(name in json, name);
	for (const [name, value] of Object.entries(json)) {
		const type = Number.isInteger(value) ? 'integer' : typeof value;
		assert.equal(schema.properties[name]?.type, type, name);
	}
});

test('other names of a path, and /api/v1, answer the same', async () => {
	for (const { path, method, operation } of operations()) {
		if (method !== 'get') continue;
		const versioned = path.startsWith('/api/') ? [path.replace('/api/', '/api/v1/')] : [];
		const first = await send(shared, path);
		for (const alias of [...operation['x-aliases'], ...versioned]) {
			const second = await send(shared, alias);
			assert.equal(second.status, first.status, alias);
			assert.equal(second.headers['content-type'], first.headers['content-type'], alias);
			if (first.json)
				assert.deepEqual(Object.keys(second.json), Object.keys(first.json), alias);
		}
	}
});

test('a page shows it', async () => {
	for (const path of ['/api/docs', '/docs', '/api/redoc']) {
		const { status, headers, text } = await send(shared, path);
		assert.equal(status, 200, path);
		assert.match(headers['content-type'], /^text\/html/);
		assert.match(text, /<!doctype html>/i);
	}
});
