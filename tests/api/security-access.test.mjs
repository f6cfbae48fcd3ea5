// It lets no one in: who may do what, by session and by key.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertRefused, many, send, sql } from './client.mjs';
import {
	PASSWORD,
	call,
	dump,
	finish,
	keyHeaders,
	peopleInstance,
	register,
	signIn,
} from './people.mjs';

const me = (instance, headers) => call(instance, 'GET', '/api/auth/me', undefined, headers);
const ABSENT = '00000000-0000-4000-8000-000000000000';

describe('without limits', () => {
	let instance;
	let root;
	let anna;
	let berta;

	before(async () => {
		instance = peopleInstance({ METRICS_ALLOW: '192.0.2.0/24', METRICS_TOKEN: 'for prometheus alone' });
		instance.secrets.add('for prometheus alone');
		root = await register(instance, 'root');
		anna = await register(instance, 'anna');
		berta = await register(instance, 'berta');
	});
	after(() => finish(instance));

	test('"a user on admin routes 403", a viewer and any key, too', async () => {
		await root.post('/api/admin/users', { username: 'viewer', password: PASSWORD, role: 'viewer' });
		const viewer = await signIn(instance, 'viewer');
		const rootKey = await root.key();
		for (const [method, path, body] of [
			['GET', '/api/admin/users'],
			['POST', '/api/admin/users', { username: 'x' }],
			['GET', `/api/admin/users/${root.user.id}`],
			['PATCH', `/api/admin/users/${anna.user.id}`, { role: 'admin' }],
			['POST', `/api/admin/users/${root.user.id}/reset-password`],
			['GET', '/api/admin/invitations'],
			['POST', '/api/admin/invitations', {}],
			['DELETE', `/api/admin/invitations/${ABSENT}`],
			['GET', '/api/admin/activity'],
		]) {
			for (const who of [anna, viewer])
				assertRefused(await who.call(method, path, body), 403, 40310000);
			assertRefused(await call(instance, method, path, body, keyHeaders(rootKey)), 403, 40310000);
			assertRefused(await call(instance, method, path, body), 401);
		}
		assert.equal((await anna.get('/api/auth/me')).json.role, 'trader');
	});

	test('"user B\'s ids are 404": sessions, keys and accounts', async () => {
		const key = await anna.key();
		for (const [method, path, body] of [
			['DELETE', `/api/auth/sessions/${anna.session}`],
			['DELETE', `/api/keys/${key.key_id}`],
			['POST', '/api/keys', { name: 'x', account_id: anna.user.default_account_id }],
			['PATCH', '/api/settings', { default_account_id: anna.user.default_account_id }],
		]) {
			assertRefused(await berta.call(method, path, body), 404, 40410001);
			assertRefused(await root.call(method, path, body), 404, 40410001);
		}
		assert.equal((await anna.get('/api/auth/me')).status, 200);
		assert.equal((await me(instance, keyHeaders(key))).status, 200);
	});

	test('"balance, role, user_id" and id in a body are refused and never effective', async () => {
		const own = { user_id: root.user.id, id: root.user.id, role: 'admin', balance: '1e9' };
		const more = { is_admin: true, starting_cash: 1e9, disabled: false, totp_enabled: true };
		const tables = ['accounts', 'users', 'api_keys', 'user_sessions', 'one_time_links'];
		const before = dump(instance, tables);
		for (const [name, value] of Object.entries({ ...own, ...more })) {
			const extra = { [name]: value };
			for (const [method, path, body] of [
				['PATCH', '/api/settings', { theme: 'dark' }],
				['PUT', '/api/settings', { theme: 'dark' }],
				['POST', '/api/keys', { name: 'x' }],
				['POST', '/api/auth/step-up', { password: PASSWORD }],
				['POST', '/api/auth/password', { current_password: PASSWORD, new_password: 'a new river' }],
			])
				assertRefused(
					await anna.call(method, path, { ...body, ...extra }),
					422,
					40010001,
					name,
				);
			for (const path of ['register', 'login']) {
				const body = { username: 'mallory', password: PASSWORD, ...extra };
				const reply = await call(instance, 'POST', `/api/auth/${path}`, body);
				assertRefused(reply, 422, 40010001, name);
			}
			const query = `/api/settings?${name}=1`;
			assertRefused(await anna.patch(query, { theme: 'dark' }), 422, 40010001, name);
		}
		assert.equal(dump(instance, tables), before);
	});

	test('a key is sent in three ways: headers, Basic, Bearer', async () => {
		const { key_id: id, secret_key: secret } = await anna.key();
		const basic = Buffer.from(`${id}:${secret}`).toString('base64');
		for (const headers of [
			{ 'APCA-API-KEY-ID': id, 'APCA-API-SECRET-KEY': secret },
			{ Authorization: `Basic ${basic}` },
			{ Authorization: `basic ${basic}` },
			{ Authorization: `Bearer ${id}:${secret}` },
		]) {
			const reply = await me(instance, headers);
			assert.equal(reply.status, 200, JSON.stringify(headers));
			assert.equal(reply.json.username, 'anna');
		}
	});

	test('a wrong secret is 401 alike, for known and unknown keys', async () => {
		const { key_id: id, secret_key: secret } = await anna.key();
		const other = await berta.key();
		const shown = [];
		const flip = (text) => (text.endsWith('A') ? `${text.slice(0, -1)}B` : `${text.slice(0, -1)}A`);
		for (const [key, word] of [
			[id, flip(secret)],
			[id, other.secret_key],
			[id, ''],
			[id, `${secret}x`],
			[id, 'x'.repeat(40)],
			[flip(id), secret],
			[`PK${'0'.repeat(18)}`, secret],
			[id.toLowerCase(), secret],
			["PK' or 1=1 --", secret],
			['', ''],
		]) {
			const reply = await me(instance, { 'APCA-API-KEY-ID': key, 'APCA-API-SECRET-KEY': word });
			assertRefused(reply, 401, 40110000);
			const { request_id: unique, ...body } = reply.json;
			const { date, 'x-request-id': request, ...headers } = reply.headers;
			shown.push(JSON.stringify([body, headers]));
		}
		assert.equal(new Set(shown).size, 1);
		assertRefused(await me(instance, { 'APCA-API-KEY-ID': id }), 401);
		assertRefused(await me(instance, { 'APCA-API-SECRET-KEY': secret }), 401);
	});

	test('a key is no session: routes of sessions and people are closed to it', async () => {
		const headers = keyHeaders(await anna.key());
		for (const [method, path, body] of [
			['GET', '/api/keys'],
			['POST', '/api/keys', { name: 'another' }],
			['GET', '/api/settings'],
			['PATCH', '/api/settings', { theme: 'dark' }],
			['GET', '/api/auth/sessions'],
			['DELETE', '/api/auth/sessions'],
			['POST', '/api/auth/password', { current_password: PASSWORD, new_password: 'a new river' }],
			['POST', '/api/auth/totp'],
			['GET', '/api/activity'],
		])
			assertRefused(await call(instance, method, path, body, headers), 403, 40310000);
	});

	test('a key that may read only, and any key of a viewer, changes nothing: 40310004', async () => {
		const viewer = await signIn(instance, 'viewer');
		const reading = await anna.key(['read']);
		const ofViewer = await viewer.key(['read', 'trade']);
		for (const key of [reading, ofViewer]) {
			const headers = keyHeaders(key);
			const reply = await me(instance, headers);
			assert.equal(reply.json.can_trade, false, reply.text);
			for (const [method, path] of [
				['POST', '/api/keys'],
				['PATCH', '/api/settings'],
				['PUT', '/api/settings'],
				['DELETE', '/api/auth/sessions'],
			])
				assertRefused(await call(instance, method, path, {}, headers), 403, 40310004);
		}
		assert.equal((await viewer.get('/api/auth/me')).json.can_trade, false);
		await root.patch(`/api/admin/users/${viewer.user.id}`, { role: 'trader' });
		assert.equal((await me(instance, keyHeaders(ofViewer))).json.can_trade, true);
	});

	test('"/metrics and detailed health are not public", but open to an administrator', async () => {
		const bearer = (token) => ({ Authorization: `Bearer ${token}` });
		for (const path of [
			'/metrics',
			'/api/metrics',
			'/api/health/detailed',
			'/api/monitoring/dashboard',
			'/api/telemetry',
		]) {
			assert.ok([401, 403].includes((await send(instance, path)).status), path);
			assertRefused(await anna.get(path), 403);
			assertRefused(await call(instance, 'GET', path, undefined, keyHeaders(await root.key())), 403);
			const wrong = await call(instance, 'GET', path, undefined, bearer('for prometheus alon'));
			assert.ok([401, 403].includes(wrong.status));
			const spoofed = { 'X-Forwarded-For': '192.0.2.1', 'X-Real-IP': '192.0.2.1' };
			assert.ok([401, 403].includes((await send(instance, path, { headers: spoofed })).status));
			assert.equal((await root.get(path)).status, 200, path);
			const token = await call(instance, 'GET', path, undefined, bearer('for prometheus alone'));
			assert.equal(token.status, 200, path);
		}
		const health = await send(instance, '/api/health');
		assert.equal(health.status, 200);
		assert.equal(health.json.pools, undefined);
	});

	test('SQL in any field is text', async () => {
		const before = dump(instance, ['users']);
		for (const text of ["' or '1'='1", "'; drop table users; --", '$1', '\\', '%', '"']) {
			const login = { username: text, password: `${text}${text}${text}` };
			assertRefused(await call(instance, 'POST', '/api/auth/login', login), 401, 40110003);
			const changed = await berta.patch('/api/settings', { ui: { text }, display_name: text });
			assert.equal(changed.json.preferences.ui.text, text);
			assert.equal(changed.json.user.display_name, text);
			assertRefused(await berta.remove(`/api/keys/${encodeURIComponent(text)}`), 404, 40410001);
		}
		sql(instance, `update users set display_name = '', preferences = '{}' where username = 'berta'`);
		assert.equal(dump(instance, ['users']), before);
	});
});

describe('with limits', () => {
	let instance;
	before(() => {
		instance = peopleInstance({ RATE_LIMIT_GLOBAL: '30', RATE_LIMIT_KEY: '60' });
	});
	after(() => instance.stop());

	test('a key is limited by itself, not by its address', async () => {
		const root = await register(instance, 'root');
		const [one, two] = [await root.key(), await root.key()];
		const ask = (key) => me(instance, keyHeaders(key));
		const first = await ask(one);
		assert.equal(first.headers['x-ratelimit-limit'], '60');
		/* The address uses up what it has. */
		const anyone = await many(40, 8, () => send(instance, '/api/openapi.json'));
		assert.ok(anyone.some(({ status }) => status === 429));
		const replies = await many(70, 8, () => ask(one));
		const allowed = replies.filter(({ status }) => status === 200).length;
		assert.ok(allowed >= 59 && allowed <= 62, `${allowed} of 70 were allowed`);
		assertRefused(replies.findLast(({ status }) => status === 429), 429);
		assert.equal((await ask(two)).status, 200, 'another key has its own');
		assertRefused(await ask({ ...two, secret_key: 'x'.repeat(40) }), 429);
	});
});
