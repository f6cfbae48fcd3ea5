// Administration: users, one-time links, invitations, and the last administrator.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertRefused, sql } from './client.mjs';
import {
	PASSWORD,
	call,
	finish,
	login,
	partsOf,
	peopleInstance,
	register,
	signIn,
} from './people.mjs';

let instance;
let root;
let anna;
const OTHER = 'another quiet river';

before(async () => {
	instance = peopleInstance({ PUBLIC_URL: 'https://trade.example.org' });
	root = await register(instance, 'root');
	anna = await register(instance, 'anna', { email: 'anna@example.org' });
});

after(() => finish(instance));

const user = (id) => `/api/admin/users/${id}`;
const reset = (token, password = OTHER) =>
	call(instance, 'POST', '/api/auth/reset', { token, password });

test('administrators see all users, page by page', async () => {
	const { json } = await root.get('/api/admin/users');
	const names = json.users.map(({ username }) => username);
	assert.deepEqual(names, ['root', 'anna']);
	assert.equal(json.next_after, null);
	const first = (await root.get('/api/admin/users?limit=1')).json;
	assert.deepEqual(first.users, json.users.slice(0, 1));
	const second = (await root.get(`/api/admin/users?limit=1&after=${first.next_after}`)).json;
	assert.deepEqual(second.users, json.users.slice(1));
	const one = (await root.get(user(anna.user.id))).json;
	assert.deepEqual(one, json.users[1]);
	assert.deepEqual(Object.keys(one).sort(), [
		'created_at',
		'disabled',
		'email',
		'has_password',
		'id',
		'last_sign_in_at',
		'role',
		'totp_enabled',
		'username',
	]);
	assertRefused(await root.get(user('00000000-0000-4000-8000-000000000000')), 404, 40410001);
	assertRefused(await root.get(user('1')), 422, 40010001, 'id');
});

test('outside administration an administrator sees their own alone', async () => {
	await anna.key();
	assert.deepEqual((await root.get('/api/keys')).json.keys, []);
	assert.equal((await root.get('/api/auth/sessions')).json.sessions.length, 1);
	const actions = (await root.get('/api/activity')).json.activity.map(({ action }) => action);
	assert.ok(!actions.includes('key_created'));
	assertRefused(await root.remove(`/api/auth/sessions/${anna.session}`), 404, 40410001);
});

test('a user who is made with a password signs in with it', async () => {
	const made = await root.post('/api/admin/users', {
		username: 'Berta',
		email: 'berta@example.org',
		password: PASSWORD,
		role: 'viewer',
	});
	assert.equal(made.status, 201, made.text);
	assert.equal(made.json.user.username, 'berta');
	assert.equal(made.json.user.role, 'viewer');
	assert.equal(made.json.user.has_password, true);
	assert.equal(made.json.link, undefined);
	assert.equal((await signIn(instance, 'berta')).user.role, 'viewer');
});

test('a user who is made without one chooses it by a link that is good once', async () => {
	const made = await root.post('/api/admin/users', { username: 'carl' });
	assert.equal(made.status, 201, made.text);
	assert.equal(made.json.user.has_password, false);
	assert.equal(made.json.user.role, 'trader');
	assert.ok(made.json.link.startsWith('https://trade.example.org/reset#'), made.json.link);
	const { token } = partsOf(made.json.link);
	assert.equal(token, made.json.token);
	assertRefused(await login(instance, 'carl', 'nobody has this one'), 401, 40110003);
	assertRefused(await reset(token, 'short'), 422, 40010001, 'password');
	assert.equal((await reset(token)).status, 204);
	assertRefused(await reset(token), 404, 40410002);
	await signIn(instance, 'carl', OTHER);
});

test('another password voids the links that are open', async () => {
	const made = await root.post('/api/admin/users', { username: 'edda' });
	const again = await root.post(`/api/admin/users/${made.json.user.id}/reset-password`);
	assert.equal((await reset(made.json.token)).status, 204);
	assertRefused(await reset(again.json.token), 404, 40410002);
	const third = await root.post(`/api/admin/users/${made.json.user.id}/reset-password`);
	const edda = await signIn(instance, 'edda', OTHER);
	const changed = await edda.post('/api/auth/password',
		{ current_password: OTHER, new_password: PASSWORD });
	assert.equal(changed.status, 204, changed.text);
	assertRefused(await reset(third.json.token), 404, 40410002);
});

test('names, addresses and passwords of new users are checked, and taken ones are 409', async () => {
	const make = (body) => root.post('/api/admin/users', body);
	assertRefused(await make({ username: 'ANNA' }), 409);
	assertRefused(await make({ username: 'x1', email: 'Anna@example.org' }), 409);
	assertRefused(await make({ username: 'no good' }), 422, 40010001, 'username');
	assertRefused(await make({ username: 'x2', email: 'nobody' }), 422, 40010001, 'email');
	assertRefused(await make({ username: 'x2', password: 'password1' }), 422, 40010001, 'password');
	assertRefused(await make({ username: 'x2', role: 'owner' }), 422, 40010001, 'role');
	assertRefused(await make({ username: 'x2', balance: 5 }), 422, 40010001, 'balance');
	assert.equal(sql(instance, `select count(*) from users where username like 'x%'`), '0');
});

test("a link for another's password ends all their sessions", async () => {
	const dora = await register(instance, 'dora');
	const first = (await root.post(`${user(dora.user.id)}/reset-password`)).json;
	const second = (await root.post(`${user(dora.user.id)}/reset-password`)).json;
	assert.equal((await dora.get('/api/auth/me')).status, 200);
	assert.equal((await reset(second.token)).status, 204);
	assertRefused(await dora.get('/api/auth/me'), 401);
	assertRefused(await reset(first.token), 404, 40410002);
	assertRefused(await login(instance, 'dora', PASSWORD), 401, 40110003);
	await signIn(instance, 'dora', OTHER);
});

test('a link that has expired is not good', async () => {
	const made = (await root.post(`${user(anna.user.id)}/reset-password`)).json;
	sql(instance, `update one_time_links set expires_at = now() where id = '${made.link_id}'`);
	assertRefused(await reset(made.token), 404, 40410002);
	assertRefused(await reset('x'.repeat(43)), 404, 40410002);
	assertRefused(await reset(''), 404, 40410002);
});

test('two at once use one link: exactly one wins', async () => {
	const made = (await root.post(`${user(anna.user.id)}/reset-password`)).json;
	const replies = await Promise.all(Array.from({ length: 6 }, () => reset(made.token, PASSWORD)));
	assert.deepEqual(replies.map(({ status }) => status).sort(), [204, 404, 404, 404, 404, 404]);
	anna = await signIn(instance, 'anna');
});

test('another role counts from the next request on', async () => {
	assertRefused(await anna.get('/api/admin/users'), 403);
	const changed = await root.patch(user(anna.user.id), { role: 'admin' });
	assert.equal(changed.json.role, 'admin');
	assert.equal((await anna.get('/api/admin/users')).status, 200);
	await root.patch(user(anna.user.id), { role: 'trader' });
	assertRefused(await anna.get('/api/admin/users'), 403);
	assertRefused(await root.patch(user(anna.user.id), { role: 'god' }), 422, 40010001, 'role');
});

test('the last administrator stays', async () => {
	for (const body of [{ role: 'trader' }, { disabled: true }, { role: 'viewer', disabled: true }])
		assertRefused(await root.patch(user(root.user.id), body), 403, 40310006);
	const second = await root.patch(user(anna.user.id), { role: 'admin' });
	assert.equal(second.status, 200);
	anna = await signIn(instance, 'anna');
	const [one, two] = await Promise.all([
		root.patch(user(anna.user.id), { role: 'trader' }),
		anna.patch(user(root.user.id), { role: 'trader' }),
	]);
	assert.deepEqual([one.status, two.status].sort(), [200, 403], `${one.text} ${two.text}`);
	const left = sql(instance, `select username from users where role = 'admin'`);
	assert.ok(left === 'root' || left === 'anna', left);
	sql(instance, `update users set role = 'admin' where username = 'root'`);
	sql(instance, `update users set role = 'trader' where username = 'anna'`);
});

test('invitations are listed, withdrawn, and expire', async () => {
	const invite = async (body) => (await root.post('/api/admin/invitations', body)).json;
	const kept = await invite({ email: 'emil@example.org', role: 'viewer' });
	const withdrawn = await invite({});
	const expired = await invite({});
	assert.equal(partsOf(kept.link).page, '/register');
	assert.equal(withdrawn.role, 'trader');
	sql(instance, `update one_time_links set expires_at = now() where id = '${expired.link_id}'`);
	assert.equal((await root.remove(`/api/admin/invitations/${withdrawn.link_id}`)).status, 204);
	assertRefused(await root.remove(`/api/admin/invitations/${withdrawn.link_id}`), 404, 40410001);
	const { invitations } = (await root.get('/api/admin/invitations')).json;
	assert.deepEqual(
		invitations.map(({ id, email, role }) => [id, email, role]),
		[[kept.link_id, 'emil@example.org', 'viewer']],
	);
	const use = (invite) =>
		call(instance, 'POST', '/api/auth/register', { username: 'emil', password: PASSWORD, invite });
	assertRefused(await use(withdrawn.token), 404, 40410002);
	assertRefused(await use(expired.token), 404, 40410002);
	assertRefused(await use('made up'), 404, 40410002);
	assertRefused(await reset(kept.token), 404, 40410002);
	const [one, two] = await Promise.all([use(kept.token), use(kept.token)]);
	assert.deepEqual([one.status, two.status].sort(), [201, 404], `${one.text} ${two.text}`);
	const { user: emil } = (one.status === 201 ? one : two).json;
	assert.deepEqual([emil.role, emil.email], ['viewer', 'emil@example.org']);
	assertRefused(await use(kept.token), 404, 40410002);
	for (const email of ['nobody', 'a@b,c@d', '<a@b>'])
		assertRefused(await root.post('/api/admin/invitations', { email }), 422, 40010001, 'email');
});

test('what administrators do is noted, and they see what everybody did', async () => {
	await root.patch(user(anna.user.id), { role: 'viewer' });
	const { activity } = (await root.get('/api/admin/activity?limit=500')).json;
	const actions = new Set(activity.map(({ action }) => action));
	for (const action of [
		'user_created',
		'user_changed',
		'password_link_made',
		'password_reset',
		'user_invited',
		'invitation_withdrawn',
		'register',
	])
		assert.ok(actions.has(action), action);
	const changed = activity.find(({ action }) => action === 'user_changed');
	assert.equal(changed.detail.user_id, anna.user.id);
	const unknown = await login(instance, 'nobody-at-all', 'some password');
	assert.equal(unknown.status, 401);
	const [newest] = (await root.get('/api/admin/activity?limit=1')).json.activity;
	assert.deepEqual([newest.action, newest.outcome, newest.user_id], ['sign_in', 'refused', null]);
});

test('changing users takes a recent proof, on every such route', async () => {
	sql(
		instance,
		`update user_sessions set proved_at = now() - interval '15 minutes 1 second'
		where id = '${root.session}'`,
	);
	await root.refresh();
	const refusals = [
		await root.post('/api/admin/users', { username: 'late' }),
		await root.patch(user(anna.user.id), { role: 'viewer' }),
		await root.post(`${user(anna.user.id)}/reset-password`),
		await root.post('/api/admin/invitations', {}),
	];
	for (const reply of refusals) assertRefused(reply, 403, 40310003);
	assert.equal((await root.get('/api/admin/users')).status, 200);
	const proof = await root.post('/api/auth/step-up', { password: PASSWORD });
	root.take(proof);
	assert.equal((await root.post('/api/admin/users', { username: 'late' })).status, 201);
});
