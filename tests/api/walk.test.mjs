// Every route and method of the API document, called by everyone whom it is not
// for. A route that is added is walked without a word here, unless its body
// takes values that cannot be made up from the document: those stand in `samples`.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertRefused, send, sql, until } from './client.mjs';
import {
	PASSWORD,
	call,
	finish,
	keyHeaders,
	peopleInstance,
	register,
	setUpTotp,
	signIn,
} from './people.mjs';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const ACCESSES = ['public', 'operator', 'user', 'session', 'admin'];

/** Bodies that the document does not tell how to fill: "method path" to fields. */
const samples = {};

/** Parameters of paths that name what is nobody's, such as a share: a value each. */
const nobodys = {
	symbol: 'AAPL',
	symbol_or_asset_id: 'AAPL',
	symbol_or_id: 'AAPL',
	underlying_symbol: 'AAPL',
	market: 'NYSE',
	activity_type: 'FILL',
	ticktype: 'trade',
};

let instance;
let operations;
let root;
let anna; /* whose things nobody else may see or touch */
let berta;
let annas; /* the ids of all that is hers */

/** Tables with rows that are somebody's, and the condition that they are Anna's. */
function ownedTables() {
	const tables = sql(
		instance,
		`select table_name from information_schema.columns
		where table_schema = 'public' and column_name = 'user_id' order by 1`,
	).split('\n');
	const id = sql(instance, `select id from users where username = 'anna'`);
	return [['users', `id = ${id}`], ...tables.map((table) => [table, `user_id = ${id}`])];
}

/** All rows that are Anna's, as text. */
function rowsOfAnna() {
	const each = ownedTables().map(
		([table, hers]) => `select '${table}: ' || t::text as row from ${table} t where ${hers}`,
	);
	return sql(instance, `${each.join(' union all ')} order by 1`);
}

/** The values of the columns that name what is Anna's. */
function idsOfAnna() {
	const each = ownedTables().map(
		([table, hers]) => `select to_jsonb(t) as row from ${table} t where ${hers}`,
	);
	const values = sql(
		instance,
		`select distinct field.value from (${each.join(' union all ')}) as hers, jsonb_each_text(hers.row) as field
		where field.key in ('id', 'public_id', 'session_id', 'account_id', 'default_account_id')`,
	);
	return values.split('\n').filter(Boolean);
}

const isUuid = (text) => /^[0-9a-f-]{36}$/.test(text);
const isNumber = (text) => /^\d+$/.test(text);

/** Those of Anna's ids that a parameter of this kind can take. */
function idsFor(schema) {
	if (schema.format === 'uuid') return annas.filter(isUuid);
	if (schema.type === 'integer') return annas.filter(isNumber);
	return annas.filter((id) => !isNumber(id));
}

function valueFor(schema) {
	if (schema.enum) return schema.enum[0];
	if (schema.format === 'uuid') return anna.user.default_account_id;
	switch (schema.type) {
		case 'integer':
			return schema.minimum;
		case 'boolean':
			return true;
		case 'array':
			return Array(schema.minItems ?? 0).fill(schema.items ? bodyFor(schema.items) : 'read');
		case 'object':
			return {};
		default:
			return 'x'.repeat(Math.max(schema.minLength ?? 0, 3));
	}
}

/** A body with what is required, and every id that can be given. */
function bodyFor(schema) {
	const body = {};
	for (const [name, property] of Object.entries(schema.properties ?? {}))
		if (schema.required?.includes(name) || property.format === 'uuid')
			body[name] = valueFor(property);
	return body;
}

/** Does a parameter of the query name what may be somebody's? Where to go on from does not. */
const namesSomething = ({ name, in: place, schema }) =>
	place === 'query' && schema.format === 'uuid' && !['before', 'after'].includes(name);

function read(document) {
	const found = [];
	for (const [path, methods] of Object.entries(document.paths))
		for (const [method, operation] of Object.entries(methods)) {
			const schema = operation.requestBody?.content['application/json']?.schema;
			const places = operation.parameters ?? [];
			const name = `${method} ${path}`;
			found.push({
				name,
				method: method.toUpperCase(),
				path,
				access: operation['x-access'],
				aliases: operation['x-aliases'],
				inPath: places.filter((parameter) => parameter.in === 'path'),
				inQuery: places.filter(namesSomething),
				body: schema && { ...bodyFor(schema), ...samples[name] },
				idsInBody: Object.values(schema?.properties ?? {}).some(({ format }) => format === 'uuid'),
			});
		}
	return found;
}

/** The addresses of an operation about Anna's things, one for each of her ids. */
function addresses({ path, inPath, inQuery }) {
	const [parameter, ...more] = inPath.filter(({ name }) => !(name in nobodys));
	const query = inQuery.map(({ name }) => `${name}=${anna.user.default_account_id}`).join('&');
	const filled = path.replace(/\{(\w+)\}/g, (whole, name) => nobodys[name] ?? whole);
	const address = filled + (query && `?${query}`);
	if (!parameter) return [address];
	assert.equal(more.length, 0, `${path}: the walk fills one parameter of a path`);
	const ids = idsFor(parameter.schema);
	assert.ok(ids.length > 0, `${path}: Anna has nothing that ${parameter.name} could name`);
	return ids.map((id) => address.replace(/\{\w+\}/, encodeURIComponent(id)));
}

const namesHers = (operation) =>
	operation.inPath.some(({ name }) => !(name in nobodys)) ||
	operation.inQuery.length > 0 ||
	operation.idsInBody;

before(async () => {
	instance = peopleInstance({ METRICS_ALLOW: '192.0.2.0/24', RATE_LIMIT_TRADE: '0' });
	root = await register(instance, 'root');
	anna = await register(instance, 'anna', { email: 'anna.private@example.org' });
	berta = await register(instance, 'berta');
	await signIn(instance, 'anna');
	await anna.key();
	await anna.patch('/api/settings', { display_name: 'Anna Private', ui: { private: true } });
	await anna.post('/v2/watchlists', { name: 'hers alone' });
	/* One that rests, so that what the market does changes nothing. */
	const order = { symbol: 'AAPL', qty: 1, side: 'buy', type: 'limit', limit_price: 1, time_in_force: 'gtc' };
	await until('orders are taken', async () => (await anna.post('/v2/orders', order)).status === 200);
	await anna.post('/api/order-templates', { name: 'hers alone', order: { note: 'Anna Private' } });
	await setUpTotp(anna);
	await root.post(`/api/admin/users/${anna.user.id}/reset-password`);
	await root.post('/api/admin/users', { username: 'viewer', password: PASSWORD, role: 'viewer' });
	annas = idsOfAnna();
	operations = read((await send(instance, '/api/openapi.json')).json);
});

after(() => finish(instance));

/** Runs a task for each operation; Anna's rows must be the same afterwards. */
async function walk(chosen, task) {
	const before = rowsOfAnna();
	assert.ok(before.includes('anna.private@example.org') && annas.length >= 8);
	let walked = 0;
	for (const operation of operations.filter(chosen))
		for (const address of addresses(operation)) {
			const reply = await task(operation, address);
			assert.ok(reply.status < 500, `${operation.name} ${address}: ${reply.text}`);
			walked++;
		}
	assert.ok(walked > 0, 'nothing was walked');
	assert.equal(rowsOfAnna(), before);
}

/** Somebody's session, begun again where the walk has ended it. */
async function lasting(person) {
	if ((await person.get('/api/auth/me')).status !== 200)
		Object.assign(person, await signIn(instance, person.user.username));
}

test('the document says of every operation who may call it', () => {
	assert.ok(operations.length >= 40);
	for (const { name, access, method } of operations) {
		assert.ok(ACCESSES.includes(access), name);
		assert.ok(METHODS.includes(method.toLowerCase()), name);
	}
});

test('without credentials: 401 on all but public routes, by every name they have', async () => {
	const wanted = { public: null, operator: [401, 403], user: [401], session: [401], admin: [401] };
	await walk(
		() => true,
		async (operation, address) => {
			const { name, method, access, aliases, path, body } = operation;
			const names = aliases.map((alias) => address.replace(path, alias));
			if (address.startsWith('/api/')) names.push(address.replace('/api/', '/api/v1/'));
			let reply;
			for (const one of [...names, address]) {
				reply = await call(instance, method, one, body);
				if (wanted[access] === null) assert.notEqual(reply.json?.code, 40410000, `${name} at ${one}`);
				else assert.ok(wanted[access].includes(reply.status), `${name} at ${one}: ${reply.status}`);
			}
			return reply;
		},
	);
});

test('credentials that are none: 401 on all but public routes', async () => {
	for (const headers of [
		{ Authorization: 'Bearer x.y.z' },
		keyHeaders({ key_id: `PK${'0'.repeat(18)}`, secret_key: 'x'.repeat(40) }),
	])
		await walk(
			({ access }) => access !== 'public',
			async ({ name, method, access, body }, address) => {
				const reply = await call(instance, method, address, body, headers);
				const wanted = access === 'operator' ? [401, 403] : [401];
				assert.ok(wanted.includes(reply.status), `${name}: ${reply.status}`);
				return reply;
			},
		);
});

test("another user with Anna's ids: 404 or 403 on every route and method", async () => {
	for (const person of [berta, root])
		await walk(
			(operation) =>
				namesHers(operation) &&
				!['public', person === root ? 'admin' : 'none'].includes(operation.access),
			async ({ name, method, body }, address) => {
				await lasting(person);
				const reply = await person.call(method, address, body);
				assert.ok([403, 404].includes(reply.status), `${name} ${address}: ${reply.status} ${reply.text}`);
				return reply;
			},
		);
});

test("another user's own requests show and change nothing of Anna's", async () => {
	const hers = [...annas.filter((id) => !isNumber(id)), 'anna', 'Anna Private'];
	await walk(
		(operation) => !namesHers(operation),
		async ({ name, method, body }, address) => {
			await lasting(berta);
			const reply = await berta.call(method, address, body);
			for (const text of hers)
				assert.ok(!reply.text.includes(text), `${name} shows ${text}: ${reply.text.slice(0, 300)}`);
			return reply;
		},
	);
});

test('a trader on routes of administrators and operators: 403', async () => {
	await lasting(berta);
	await walk(
		({ access }) => access === 'admin' || access === 'operator',
		async ({ method, body }, address) => {
			const reply = await berta.call(method, address, body);
			assertRefused(reply, 403, 40310000);
			return reply;
		},
	);
});

test('a viewer: 403 on these, and changes nothing but what is the own person', async () => {
	const viewer = await signIn(instance, 'viewer');
	await walk(
		({ access, method }) =>
			access === 'admin' || access === 'operator' || (access === 'user' && method !== 'GET'),
		async ({ access, method, body }, address) => {
			const reply = await viewer.call(method, address, body);
			assertRefused(reply, 403, access === 'user' ? 40310004 : 40310000);
			return reply;
		},
	);
});

test("a key that may read only: 403 on all that changes and all that is no key's", async () => {
	await lasting(berta);
	const headers = keyHeaders(await berta.key(['read']));
	const rows = () => sql(instance, `select t::text from users t order by id`);
	const before = rows();
	await walk(
		({ access }) => access !== 'public',
		async ({ name, access, method, body }, address) => {
			const reply = await call(instance, method, address, body, headers);
			if (access === 'user' && method === 'GET')
				assert.ok(![401, 403].includes(reply.status), name);
			else if (method === 'GET' || access === 'admin') assertRefused(reply, 403, 40310000);
			else assertRefused(reply, 403, access === 'operator' ? 40310000 : 40310004);
			return reply;
		},
	);
	assert.equal(rows(), before);
});

test('a key that may trade: 403 on what asks for a session', async () => {
	await lasting(berta);
	const headers = keyHeaders(await berta.key());
	await walk(
		({ access }) => ['session', 'admin', 'operator'].includes(access),
		async ({ method, body }, address) => {
			const reply = await call(instance, method, address, body, headers);
			assertRefused(reply, 403, 40310000);
			return reply;
		},
	);
});

test('without a CSRF token: 403 on all that changes', async () => {
	await lasting(root);
	const headers = { Authorization: `Bearer ${root.token}` };
	await walk(
		({ access, method }) => access !== 'public' && method !== 'GET',
		async ({ method, body }, address) => {
			const reply = await call(instance, method, address, body, headers);
			assertRefused(reply, 403, 40310001);
			return reply;
		},
	);
});

test('methods that a path does not have: 405, whoever asks', async () => {
	const paths = new Map();
	for (const { path, aliases, method } of operations)
		for (const one of [path, ...aliases])
			paths.set(one, [...(paths.get(one) ?? []), method.toLowerCase()]);
	await lasting(berta);
	for (const [path, known] of paths)
		for (const method of METHODS.filter((one) => !known.includes(one))) {
			const address = path.replace(/\{\w+\}/g, anna.user.id);
			const reply = await berta.call(method.toUpperCase(), address);
			assertRefused(reply, 405, 40510000);
		}
});
