// It lets no one in: sessions, and access that ends at once.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertRefused, many, sql } from './client.mjs';
import {
	PASSWORD,
	call,
	finish,
	keyHeaders,
	login,
	peopleInstance,
	register,
	signIn,
	userCommand,
	withCookie,
} from './people.mjs';

let instance;
let root;

before(async () => {
	instance = peopleInstance();
	root = await register(instance, 'root');
});

after(() => finish(instance));

const refresh = (cookie) =>
	call(instance, 'POST', '/api/auth/refresh', undefined, cookie && withCookie(cookie));

/** What 50 parallel requests, on connections of their own, are answered. */
async function answers(task) {
	const replies = await many(50, 50, task);
	return [...new Set(replies.map(({ status }) => status))];
}
const me = (person) => answers(() => person.get('/api/auth/me'));
const meByKey = (key) =>
	answers(() => call(instance, 'GET', '/api/auth/me', undefined, keyHeaders(key)));

test('"new token at sign-in": no token, cookie or session comes twice', async () => {
	const first = await register(instance, 'fresh');
	const second = await signIn(instance, 'fresh');
	const third = await call(
		instance,
		'POST',
		'/api/auth/login',
		{ username: 'fresh', password: PASSWORD },
		{ ...second.headers, ...withCookie(second.cookie) },
	);
	const { access_token: token, session_id: session, csrf_token: csrf, cookie } = {
		...third.json,
		cookie: third.cookie,
	};
	const all = [first, second, { token, session, csrf, cookie }];
	for (const name of ['token', 'session', 'csrf', 'cookie'])
		assert.equal(new Set(all.map((one) => one[name])).size, 3, name);
	const planted = await refresh('A'.repeat(43));
	assertRefused(planted, 401);
	assert.equal(planted.cookie, '', 'a cookie that nobody gave is taken away');
});

test('the refresh cookie rotates; each is good once, and reuse revokes the family', async () => {
	const person = await register(instance, 'rotator');
	const other = await signIn(instance, 'rotator');
	const old = person.cookie;
	await person.refresh();
	assert.notEqual(person.cookie, old);
	await person.refresh();
	assert.deepEqual(await me(person), [200]);
	assertRefused(await refresh(old), 401);
	assert.deepEqual(await me(person), [401]);
	assertRefused(await refresh(person.cookie), 401);
	assert.deepEqual(await me(other), [200], 'the other session is another family');
	const { activity } = (await other.get('/api/activity')).json;
	assert.deepEqual(
		[activity[0].action, activity[0].outcome],
		['refresh_reused', 'refused'],
	);
});

test('one refresh cookie used by many at once: one wins, and the session ends', async () => {
	const person = await register(instance, 'racer');
	const replies = await many(8, 8, () => refresh(person.cookie));
	const won = replies.filter(({ status }) => status === 200);
	assert.equal(won.length, 1);
	assertRefused(await refresh(won[0].cookie), 401);
	assert.deepEqual(await me(person), [401]);
});

test('refresh tokens are stored hashed, and refused as anything else', async () => {
	const person = await register(instance, 'hashed');
	const stored = sql(instance, `select string_agg(t::text, ' ') from refresh_tokens t`);
	assert.ok(!stored.includes(person.cookie));
	assertRefused(await refresh(), 401);
	assertRefused(await refresh(person.token), 401);
	assertRefused(await refresh(person.csrf), 401);
	assertRefused(await refresh(`${person.cookie}x`), 401);
	const bearer = { Authorization: `Bearer ${person.cookie}` };
	assertRefused(await call(instance, 'GET', '/api/auth/me', undefined, bearer), 401);
	const cookieAlone = await call(instance, 'GET', '/api/auth/me', undefined, withCookie(person.cookie));
	assertRefused(cookieAlone, 401);
	const tokenAsCookie = { Cookie: `__Host-refresh=${person.token}; token=${person.token}` };
	assertRefused(await call(instance, 'GET', '/api/auth/me', undefined, tokenAsCookie), 401);
});

test('"idle expiry": a session unused for too long is over', async () => {
	const person = await register(instance, 'idler');
	const span = sql(
		instance,
		`select round(extract(epoch from expires_at - now()) / 3600),
			round(extract(epoch from ends_at - now()) / 86400)
		from user_sessions where id = '${person.session}'`,
	);
	assert.equal(span, '168|30');
	sql(instance, `update user_sessions set expires_at = now() where id = '${person.session}'`);
	const other = await signIn(instance, 'idler');
	const { sessions } = (await other.get('/api/auth/sessions')).json;
	assert.deepEqual(
		sessions.map(({ id }) => id),
		[other.session],
	);
	assertRefused(await person.get('/api/auth/me'), 401);
	assertRefused(await refresh(person.cookie), 401);
});

test('"absolute expiry": use does not prolong a session past its end', async () => {
	const person = await register(instance, 'lasting');
	sql(
		instance,
		`update user_sessions set ends_at = now() + interval '1 hour',
			expires_at = now() + interval '1 minute'
		where id = '${person.session}'`,
	);
	await person.refresh();
	const left = sql(
		instance,
		`select expires_at = ends_at and ends_at < now() + interval '61 minutes'
		from user_sessions where id = '${person.session}'`,
	);
	assert.equal(left, 't');
	sql(
		instance,
		`update user_sessions set ends_at = now(), expires_at = now() where id = '${person.session}'`,
	);
	assertRefused(await refresh(person.cookie), 401);
});

test('"a JWT replayed after sign-out is 401", at once, on every worker', async () => {
	const person = await register(instance, 'leaver');
	assert.deepEqual(await me(person), [200]);
	const out = await call(instance, 'POST', '/api/auth/logout', undefined, {
		Authorization: `Bearer ${person.token}`,
		...withCookie(person.cookie),
	});
	assert.equal(out.status, 204);
	assert.deepEqual(await me(person), [401]);
	assertRefused(await refresh(person.cookie), 401);
});

test('sign-out works by the token alone, by the cookie alone, and for nobody', async () => {
	for (const by of ['token', 'cookie'])
		for (let i = 0; i < 3; i++) {
			const person = await register(instance, `by${by}${i}`);
			const headers =
				by === 'token'
					? { Authorization: `Bearer ${person.token}` }
					: withCookie(person.cookie);
			const out = await call(instance, 'POST', '/api/auth/logout', undefined, headers);
			assert.equal(out.status, 204);
			assert.match(out.headers['set-cookie'][0], /^__Host-refresh=;.*Max-Age=0/);
			assertRefused(await person.get('/api/auth/me'), 401);
			assertRefused(await refresh(person.cookie), 401);
		}
	const nobody = await call(instance, 'POST', '/api/auth/logout');
	assert.equal(nobody.status, 204);
});

test('"disabling a user ends its sessions" and keys, at once, by the API', async () => {
	const person = await register(instance, 'disabled1');
	const key = await person.key();
	assert.deepEqual([await me(person), await meByKey(key)], [[200], [200]]);
	const path = `/api/admin/users/${person.user.id}`;
	assert.equal((await root.patch(path, { disabled: true })).json.disabled, true);
	assert.deepEqual([await me(person), await meByKey(key)], [[401], [401]]);
	assertRefused(await refresh(person.cookie), 401);
	assertRefused(await login(instance, 'disabled1', PASSWORD), 401, 40110003);
	await root.patch(path, { disabled: false });
	assert.deepEqual(await me(person), [401], 'what ended stays ended');
	assert.deepEqual(await meByKey(key), [200]);
	await signIn(instance, 'disabled1');
});

test('"disabling a user ends its sessions" and keys within a second, by papertrade user', async () => {
	const person = await register(instance, 'disabled2');
	const key = await person.key();
	assert.deepEqual([await me(person), await meByKey(key)], [[200], [200]]);
	userCommand(instance, ['disable', 'disabled2']);
	await new Promise((done) => setTimeout(done, 900));
	assert.deepEqual([await me(person), await meByKey(key)], [[401], [401]]);
	assertRefused(await refresh(person.cookie), 401);
	assertRefused(await login(instance, 'disabled2', PASSWORD), 401, 40110003);
	userCommand(instance, ['enable', 'disabled2']);
	await signIn(instance, 'disabled2');
});

test('a password set by papertrade user ends all sessions within a second', async () => {
	const person = await register(instance, 'renewed');
	assert.deepEqual(await me(person), [200]);
	instance.secrets.add('set by the machine');
	userCommand(instance, ['password', 'renewed', '--password-stdin'], 'set by the machine\n');
	await new Promise((done) => setTimeout(done, 900));
	assert.deepEqual(await me(person), [401]);
	await signIn(instance, 'renewed', 'set by the machine');
});

test('another role, by papertrade user, counts within a second', async () => {
	const person = await register(instance, 'climber');
	assertRefused(await person.get('/api/admin/users'), 403);
	userCommand(instance, ['role', 'climber', 'admin']);
	await new Promise((done) => setTimeout(done, 900));
	assert.deepEqual(await answers(() => person.get('/api/admin/users?limit=1')), [200]);
	userCommand(instance, ['role', 'climber', 'trader']);
	await new Promise((done) => setTimeout(done, 900));
	assert.deepEqual(await answers(() => person.get('/api/admin/users?limit=1')), [403]);
});

test('"list and revoke": a session that another ended is refused on every worker', async () => {
	const one = await register(instance, 'revoker');
	const two = await signIn(instance, 'revoker');
	assert.deepEqual(await me(two), [200]);
	assert.equal((await one.remove(`/api/auth/sessions/${two.session}`)).status, 204);
	assert.deepEqual(await me(two), [401]);
	assertRefused(await refresh(two.cookie), 401);
	assert.equal((await one.remove(`/api/auth/sessions/${one.session}`)).status, 204);
	assert.deepEqual(await me(one), [401]);
});

test('a revoked key is refused on every worker within a second', async () => {
	const person = await register(instance, 'keyholder');
	const key = await person.key();
	assert.deepEqual(await meByKey(key), [200]);
	await person.remove(`/api/keys/${key.key_id}`);
	assert.deepEqual(await meByKey(key), [401]);
	const other = await person.key();
	assert.deepEqual(await meByKey(other), [200]);
	sql(instance, `update api_keys set revoked_at = now() where id = '${other.key_id}'`);
	await new Promise((done) => setTimeout(done, 900));
	assert.deepEqual(await meByKey(other), [401], 'also when it was ended in the database');
});
