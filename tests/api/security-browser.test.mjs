// It lets no one in: what a browser could be tricked into, what
// it is told, and what is written down.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import http2 from 'node:http2';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { asBytes, assertRefused, raw, send, sql } from './client.mjs';
import {
	PASSWORD,
	call,
	codeOf,
	dump,
	finish,
	keyHeaders,
	login,
	peopleInstance,
	register,
	setUpTotp,
	signIn,
	withCookie,
} from './people.mjs';

const ALLOWED = 'https://other.example.org';
const FOREIGN = [
	'https://evil.example',
	'null',
	'http://127.0.0.1',
	'https://127.0.0.1',
	`${ALLOWED}.evil.example`,
	'https://other.example.org:444',
	'http://other.example.org',
	'',
];

let instance;
let root;
let anna;

before(async () => {
	instance = peopleInstance({ ALLOW_ORIGIN: ALLOWED, TELEMETRY: 'true' });
	root = await register(instance, 'root');
	anna = await register(instance, 'anna', { email: 'anna@example.org' });
});

after(() => finish(instance));

const bearer = (person) => ({ Authorization: `Bearer ${person.token}` });
const json = (headers) => ({ 'Content-Type': 'application/json', ...headers });
const change = (headers, body = '{"theme":"dark"}') =>
	send(instance, '/api/settings', { method: 'PATCH', headers, body });

test('"__Host- cookie, Secure, HttpOnly, SameSite": the refresh cookie and no other', async () => {
	const replies = [await login(instance, 'anna', PASSWORD), await anna.refresh()];
	for (const { headers } of replies) {
		assert.equal(headers['set-cookie'].length, 1);
		assert.match(
			headers['set-cookie'][0],
			/^__Host-refresh=[A-Za-z0-9_-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict; Max-Age=604800$/,
		);
	}
	const me = await anna.get('/api/auth/me');
	assert.equal(me.headers['set-cookie'], undefined);
});

test('"POST without CSRF token 403", on every method that changes', async () => {
	const before = dump(instance, ['users', 'user_sessions', 'api_keys']);
	for (const [method, path, body] of [
		['POST', '/api/keys', { name: 'x' }],
		['PATCH', '/api/settings', { theme: 'dark' }],
		['PUT', '/api/settings', { theme: 'dark' }],
		['DELETE', '/api/auth/sessions'],
		['DELETE', `/api/auth/sessions/${anna.session}`],
		['POST', '/api/auth/password', { current_password: PASSWORD, new_password: 'a new river' }],
		['POST', '/api/auth/totp'],
	])
		for (const headers of [{}, { 'X-CSRF-Token': '' }, { 'X-CSRF-Token': 'x' }, { Cookie: `csrf=${anna.csrf}` }])
			assertRefused(
				await call(instance, method, path, body, { ...bearer(anna), ...headers }),
				403,
				40310001,
			);
	assert.equal(dump(instance, ['users', 'user_sessions', 'api_keys']), before);
});

test('a CSRF token of another session is none; one from before sign-in works with Bearer', async () => {
	const other = await signIn(instance, 'anna');
	const theirs = { ...bearer(anna), 'X-CSRF-Token': root.csrf };
	assertRefused(await change(json(theirs)), 403, 40310001);
	assertRefused(await change(json({ ...bearer(anna), 'X-CSRF-Token': other.csrf })), 403, 40310001);
	assert.equal((await change(json({ ...bearer(anna), 'X-CSRF-Token': anna.csrf }))).status, 200);

	const free = (await call(instance, 'GET', '/api/auth/csrf-token')).json;
	assert.equal(free.bound, false);
	for (const person of [anna, other])
		assert.equal(
			(await change(json({ ...bearer(person), 'X-CSRF-Token': free.csrf_token }))).status,
			200,
		);
	assertRefused(await change(json({ 'X-CSRF-Token': free.csrf_token })), 401);
	const cookieAlone = { ...withCookie(anna.cookie), 'X-CSRF-Token': free.csrf_token };
	assertRefused(await change(json(cookieAlone)), 401);

	const bound = (await anna.get('/api/auth/csrf-token')).json;
	assert.equal(bound.bound, true);
	assert.equal((await change(json({ ...bearer(anna), 'X-CSRF-Token': bound.csrf_token }))).status, 200);
	assertRefused(
		await change(json({ ...bearer(other), 'X-CSRF-Token': bound.csrf_token })),
		403,
		40310001,
	);
});

test('a CSRF token that was changed, or is too old, is none', async () => {
	const [born, nonce, mac] = anna.csrf.split('.');
	for (const token of [
		`${Number(born) + 1}.${nonce}.${mac}`,
		`${born}.${nonce.replace(/^./, (c) => (c === 'a' ? 'b' : 'a'))}.${mac}`,
		`${born}.${nonce}.${mac.replace(/^./, (c) => (c === 'A' ? 'B' : 'A'))}`,
		`${born}.${nonce}.`,
		`${born}.${nonce}`,
		`${Number(born) - 13 * 3600}.${nonce}.${mac}`,
		`.${mac}`,
		'.'.repeat(90),
		'A'.repeat(4000),
	])
		assertRefused(await change(json({ ...bearer(anna), 'X-CSRF-Token': token })), 403, 40310001);
});

test('"under a web session only application/json is taken (415), under an API key any"', async () => {
	const session = anna.headers;
	for (const type of [
		'text/plain',
		'application/x-www-form-urlencoded',
		'multipart/form-data; boundary=x',
		'application/jsonp',
		'application/json-patch+json',
		'text/json',
		'application/jsonx; charset=utf-8',
		'text/plain; application/json',
	])
		assertRefused(await change({ ...session, 'Content-Type': type }), 415, 41510000);
	assertRefused(await change(session), 415, 41510000);
	for (const type of ['application/json', 'application/json; charset=utf-8', 'APPLICATION/JSON', 'application/json ;x=y'])
		assert.equal((await change({ ...session, 'Content-Type': type })).status, 200, type);
	const key = keyHeaders(await anna.key());
	for (const type of ['text/plain', 'application/x-www-form-urlencoded', undefined]) {
		const reply = await send(instance, '/api/telemetry', {
			method: 'POST',
			headers: type ? { ...key, 'Content-Type': type } : key,
			body: '{"events":[]}',
		});
		assert.notEqual(reply.status, 415, `${type}: ${reply.text}`);
		assert.notEqual(reply.status, 403, `${type}: ${reply.text}`);
	}
});

test('"GET changes nothing", nor do HEAD and OPTIONS, on any route', async () => {
	await anna.key();
	const { paths } = (await send(instance, '/api/openapi.json')).json;
	const tables = sql(
		instance,
		`select string_agg(relname, ' ' order by relname) from pg_class
		where relkind = 'r' and relnamespace = 'public'::regnamespace`,
	).split(' ');
	const before = dump(instance, tables);
	for (const path of Object.keys(paths)) {
		const filled = path.replace(/\{\w+\}/g, anna.user.id);
		for (const method of ['GET', 'HEAD', 'OPTIONS'])
			for (const person of [anna, root]) {
				const reply = await person.call(method, filled);
				assert.ok(reply.status < 500, `${method} ${path}: ${reply.status}`);
			}
	}
	assert.equal(dump(instance, tables), before);
});

test('a foreign Origin is refused on sign-in, refresh, sign-out, and everything that changes', async () => {
	const before = dump(instance, ['users', 'user_sessions', 'refresh_tokens']);
	for (const Origin of FOREIGN.filter((origin) => origin !== '')) {
		for (const [method, path, body] of [
			['POST', '/api/auth/login', { username: 'anna', password: PASSWORD }],
			['POST', '/api/auth/register', { username: 'mallory', password: PASSWORD }],
			['POST', '/api/auth/refresh'],
			['POST', '/api/auth/logout'],
			['POST', '/api/auth/forgot', { username: 'anna' }],
			['POST', '/api/auth/reset', { token: 'x', password: PASSWORD }],
			['POST', '/api/telemetry', { events: [] }],
			['PATCH', '/api/settings', { theme: 'light' }],
			['DELETE', '/api/auth/sessions'],
		]) {
			const headers = { ...anna.headers, ...withCookie(anna.cookie), Origin };
			const reply = await call(instance, method, path, body, headers);
			assertRefused(reply, 403, 40310002);
			assert.equal(reply.headers['access-control-allow-origin'], undefined);
		}
	}
	assert.equal(dump(instance, ['users', 'user_sessions', 'refresh_tokens']), before);
	for (const Origin of [instance.url, ALLOWED])
		assert.equal((await change(json({ ...anna.headers, Origin }))).status, 200, Origin);
});

test('the same over HTTP/2, where the host is a pseudo-header', async () => {
	const session = http2.connect(instance.url, { ca: instance.ca });
	const ask = (origin) =>
		new Promise((resolve, reject) => {
			const stream = session.request({
				':method': 'PATCH',
				':path': '/api/settings',
				authorization: `Bearer ${anna.token}`,
				'x-csrf-token': anna.csrf,
				'content-type': 'application/json',
				origin,
			});
			stream.on('response', (headers) => resolve(headers[':status']));
			stream.on('error', reject);
			stream.end('{"theme":"dark"}');
		});
	try {
		assert.equal(await ask(instance.url), 200);
		assert.equal(await ask('https://evil.example'), 403);
	} finally {
		session.close();
	}
});

test('"no reflected CORS origin"', async () => {
	for (const Origin of FOREIGN)
		for (const method of ['GET', 'OPTIONS']) {
			const preflight = { 'Access-Control-Request-Method': 'PATCH' };
			const { headers } = await send(instance, '/api/auth/me', {
				method,
				headers: { ...bearer(anna), ...preflight, Origin },
			});
			for (const name of Object.keys(headers))
				assert.ok(!name.startsWith('access-control-allow'), `${Origin}: ${name}`);
		}
	const { headers } = await send(instance, '/api/auth/me', {
		headers: { ...bearer(anna), Origin: ALLOWED },
	});
	assert.equal(headers['access-control-allow-origin'], ALLOWED);
	assert.match(headers.vary, /Origin/);
});

function assertSecured({ status, headers }) {
	assert.equal(headers['strict-transport-security'], 'max-age=31536000; includeSubDomains');
	const policy = headers['content-security-policy'].split('; ');
	for (const part of [
		"script-src 'self'",
		"object-src 'none'",
		"base-uri 'none'",
		"frame-ancestors 'none'",
	])
		assert.ok(policy.includes(part), `${status} ${part}`);
	assert.equal(headers['x-content-type-options'], 'nosniff');
	assert.equal(headers['referrer-policy'], 'no-referrer');
	assert.match(headers['x-request-id'], /^[0-9a-f]{32}$/);
	assert.equal(headers['cache-control'], 'no-store');
	assert.equal(headers.server, 'nginx');
	assert.equal(headers['x-powered-by'], undefined);
}

test('security headers, and "no-store on private replies", on 2xx and on every refusal', async () => {
	const key = keyHeaders(await anna.key(['read']));
	const replies = [
		[200, await anna.get('/api/auth/me')],
		[200, await anna.get('/api/settings')],
		[200, await anna.get('/api/auth/csrf-token')],
		[200, await login(instance, 'anna', PASSWORD)],
		[201, await anna.post('/api/keys', { name: 'x' })],
		[204, await call(instance, 'POST', '/api/auth/logout')],
		[202, await call(instance, 'POST', '/api/auth/forgot', { username: 'nobody' })],
		[400, await change(json(anna.headers), '{')],
		[401, await call(instance, 'GET', '/api/auth/me')],
		[401, await login(instance, 'anna', 'a wrong guess')],
		[403, await anna.get('/api/admin/users')],
		[403, await call(instance, 'POST', '/api/keys', {}, key)],
		[404, await anna.remove('/api/keys/none')],
		[405, await anna.remove('/api/auth/me')],
		[409, await call(instance, 'POST', '/api/auth/register', { username: 'anna', password: PASSWORD })],
		[413, await change(json(anna.headers), 'x'.repeat(1_100_000))],
		[415, await change({ ...anna.headers, 'Content-Type': 'text/plain' })],
		[422, await anna.patch('/api/settings', { x: 1 })],
	];
	for (const [status, reply] of replies) {
		assert.equal(reply.status, status, reply.text);
		assertSecured(reply);
	}
});

test('"no tokens in URLs": none is taken from a query, none is put into one', async () => {
	const { token } = anna;
	for (const name of ['token', 'access_token', 'api_key', 'authorization'])
		assertRefused(await send(instance, `/api/auth/me?${name}=nothing`), 401);
	for (const path of ['/api/openapi.json', '/api/settings', '/api/auth/me']) {
		const { text } = await anna.get(path);
		assert.ok(!text.includes(token) && !text.includes('?token='), path);
	}
	const invite = await root.post('/api/admin/invitations', {});
	assert.ok(new URL(invite.json.link).search === '', 'behind a # no server sees it');
});

test('"Content-Length with Transfer-Encoding refused"', async () => {
	const both = { ...anna.headers, 'Content-Length': '4', 'Transfer-Encoding': 'chunked' };
	for (const path of ['/api/auth/login', '/api/settings', '/api/auth/logout'])
		assertRefused(await raw(instance, asBytes('POST', path, both, '0\r\n\r\n')), 400);
});

/** Lines of the JSON log and the access log, all of which must be JSON. */
function logged(name) {
	const text = readFileSync(join(instance.home, 'log', name), 'utf8');
	return text
		.split('\n')
		.filter((line) => line.startsWith('{') || name === 'access.log')
		.filter(Boolean)
		.map((line) => JSON.parse(line));
}

test('"CR LF escaped": whatever a client sends stays on its line', async () => {
	const evil = 'x\u001b[31m\u0007"}\\ {"level":"error"}\u2028 \u00ff';
	const headers = json({ 'User-Agent': Buffer.from(evil).toString('latin1') });
	const body = { username: 'carla\r\nsign_in done', password: 'a wrong guess' };
	const bytes = asBytes('POST', '/api/auth/login', headers, JSON.stringify(body));
	const reply = await raw(instance, bytes);
	assert.ok([401, 422].includes(reply?.status), reply?.text);
	const folded = asBytes('GET', '/api/auth/me', { 'User-Agent': 'a\r\n b\r\nX-Injected: c' });
	const answer = await raw(instance, folded);
	assert.equal(answer?.headers['x-injected'], undefined);
	await raw(instance, asBytes('GET', '/api/a%0d%0aSet-Cookie:%20x=y', {}));
	const good = { username: 'anna', password: PASSWORD };
	const agent = 'agent with "quotes" \\';
	await call(instance, 'POST', '/api/auth/login', good, { 'User-Agent': agent });
	const { activity } = (await anna.get('/api/activity?limit=1')).json;
	assert.equal(activity[0].user_agent, agent);
	await sleep(1_200);
	for (const name of ['papertrade.log', 'access.log']) {
		logged(name);
		const text = readFileSync(join(instance.home, 'log', name), 'latin1');
		assert.ok(!/[\x00-\x09\x0b-\x1f\x7f]/.test(text), `${name} holds control characters`);
		assert.ok(!/^sign_in/m.test(text), name);
	}
	const split = sql(instance, `select count(*) from activity_log where user_agent ~ '[\\r\\n]'`);
	assert.equal(split, '0');
});

test('"sign-in, refusals and limits logged", in UTC', async () => {
	const carl = await register(instance, 'carl');
	await login(instance, 'carl', 'a wrong guess');
	for (let i = 0; i < 11; i++) await login(instance, 'limited', 'a wrong guess');
	const { secret, recovery_codes: codes } = await setUpTotp(carl);
	await login(instance, 'carl', PASSWORD, { code: codeOf(secret) });
	await login(instance, 'carl', PASSWORD, { recovery_code: codes[0] });
	await login(instance, 'carl', PASSWORD, { code: '000000' });
	const { activity } = (await carl.get('/api/activity')).json;
	const seen = activity.map(({ action, outcome }) => `${action} ${outcome}`);
	for (const entry of ['register done', 'sign_in done', 'sign_in refused', 'totp_enabled done', 'recovery_code done'])
		assert.ok(seen.includes(entry), entry);
	await sleep(1_200);
	const access = logged('access.log');
	for (const status of [401, 403, 415, 429]) {
		const line = access.find((one) => one.status === status);
		assert.ok(line, `no ${status} in access.log`);
		assert.equal(line.client, '127.0.0.1');
		assert.match(line.request_id, /^[0-9a-f]{32}$/);
		assert.match(line.time, /(Z|\+00:00)$/);
	}
	assert.ok(logged('papertrade.log').every(({ time }) => /Z$/.test(time)));
});

test('"secrets never": a query with a secret is in no log', async () => {
	const secret = `s3cr3t${Date.now()}`;
	instance.secrets.add(secret);
	for (const path of [`/api/auth/me?token=${secret}`, `/reset?token=${secret}`])
		await send(instance, path, { headers: { Cookie: `a=${secret}`, 'X-CSRF-Token': secret } });
	await call(instance, 'POST', '/api/auth/reset', { token: secret, password: secret });
	await call(instance, 'POST', '/api/auth/login', { username: 'x', password: secret });
	await send(instance, '/api/auth/login', {
		method: 'POST',
		headers: json(),
		body: `{"password":"${secret}",`,
	});
});
