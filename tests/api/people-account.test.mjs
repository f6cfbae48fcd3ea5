// A user's own things: registering, signing in, settings, sessions, keys, activity.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertRefused, sql } from './client.mjs';
import {
	PASSWORD,
	call,
	finish,
	keyHeaders,
	login,
	peopleInstance,
	register,
	signIn,
} from './people.mjs';

let instance;
let root;
let tooEarly; /* to register, for one who is not to be the first */
let anna;
let berta;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

before(async () => {
	instance = peopleInstance();
	tooEarly = await call(instance, 'POST', '/api/auth/register', {
		username: 'early',
		password: PASSWORD,
		first: false,
	});
	root = await register(instance, 'root');
	anna = await register(instance, 'anna', { email: 'Anna@Example.org' });
	berta = await register(instance, 'berta');
});

after(() => finish(instance));

test('the first user administrates, the next one trades', () => {
	assertRefused(tooEarly, 409, 40910001);
	assert.equal(sql(instance, `select count(*) from users where username = 'early'`), '0');
	assert.equal(root.user.role, 'admin');
	assert.equal(anna.user.role, 'trader');
});

test('registering signs in, with one paper account of $100,000', async () => {
	assert.match(anna.user.id, UUID);
	assert.match(anna.user.default_account_id, UUID);
	assert.match(anna.user.created_at, TIME);
	assert.equal(anna.user.email, 'Anna@Example.org');
	assert.equal(anna.user.totp_enabled, false);
	assert.equal((await anna.get('/api/auth/me')).json.account_id, anna.user.default_account_id);
	const accounts = sql(
		instance,
		`select a.id, starting_cash from accounts a join users u on u.id = a.user_id
		where u.username = 'anna'`,
	);
	assert.equal(accounts, `${anna.user.default_account_id}|100000.000000`);
});

test('the reply to a sign-in is what OAuth clients expect', async () => {
	const { json, status } = await login(instance, 'anna', PASSWORD);
	assert.equal(status, 200);
	assert.equal(json.token_type, 'bearer');
	assert.equal(json.expires_in, 900);
	assert.equal(json.user.username, 'anna');
	assert.match(json.user.last_sign_in_at, TIME);
	assert.match(json.session_id, UUID);
});

test('a name is made from the e-mail address when none is given', async () => {
	const post = (body) => call(instance, 'POST', '/api/auth/register', body);
	const made = await post({ email: 'Carla.Maria+x@example.org', password: PASSWORD });
	assert.equal(made.status, 201, made.text);
	assert.match(made.json.user.username, /^carlamariax\d{4}$/);
	const sign = await post({ email: '+@example.org', password: PASSWORD });
	assert.match(sign.json.user.username, /^user\d{4}$/);
	assertRefused(await post({ password: PASSWORD }), 422, 40010001, 'email');
});

test('who does not want to be the first is none where somebody is', async () => {
	const made = await call(instance, 'POST', '/api/auth/register', {
		username: 'early',
		password: PASSWORD,
		first: false,
	});
	assert.equal(made.status, 201, made.text);
	assert.equal(made.json.user.role, 'trader');
});

test('names and addresses are taken whatever their case', async () => {
	const post = (body) => call(instance, 'POST', '/api/auth/register', { password: PASSWORD, ...body });
	for (const body of [
		{ username: 'anna' },
		{ username: 'ANNA' },
		{ username: 'anna2', email: 'anna@example.ORG' },
		{ email: 'ANNA@example.org' },
	])
		assertRefused(await post(body), 409);
	assert.equal(sql(instance, `select count(*) from users where username = 'anna2'`), '0');
});

test('names and addresses of another form are refused, with the field', async () => {
	const post = (body) => call(instance, 'POST', '/api/auth/register', { password: PASSWORD, ...body });
	for (const username of ['a', '.anna', '-x', 'an na', 'änna', 'anna/..', "a'--", '<b>', 'a'.repeat(33)])
		assertRefused(await post({ username }), 422, 40010001, 'username');
	for (const email of ['x', '@', 'x@', '@y', 'a@b@c', 'a b@c', '<a@b>', 'a@b,c@d', `${'a'.repeat(250)}@b.cd`])
		assertRefused(await post({ email }), 422, 40010001, 'email');
	for (const email of ['a\nb@c.de', 'a@b.cd\r\nBcc: x@y.zz', 'a\u0000@b.cd'])
		assert.ok([400, 422].includes((await post({ email })).status));
});

test('sign-in takes the name or the e-mail address, whatever their case', async () => {
	for (const fields of [
		{ username: 'anna' },
		{ username: 'ANNA' },
		{ username: 'anna@example.org' },
		{ email: 'aNNa@example.org' },
		{ email: 'anna' },
		{ username: '', email: 'anna' },
	]) {
		const body = { password: PASSWORD, ...fields };
		const reply = await call(instance, 'POST', '/api/auth/login', body);
		assert.equal(reply.status, 200, `${JSON.stringify(fields)} ${reply.text}`);
		assert.equal(reply.json.user.username, 'anna');
	}
	const nobody = await call(instance, 'POST', '/api/auth/login', { password: PASSWORD });
	assertRefused(nobody, 422, 40010001, 'username');
});

test('me: the user behind a session, and behind a key', async () => {
	const { json } = await anna.get('/api/auth/me');
	assert.equal(json.id, anna.user.id);
	assert.equal(json.role, 'trader');
	assert.equal(json.kind, 'session');
	assert.equal(json.session_id, anna.session);
	assert.equal(json.can_trade, true);
	const key = await anna.key(['read']);
	const bot = await call(instance, 'GET', '/api/auth/me', undefined, keyHeaders(key));
	assert.equal(bot.json.id, anna.user.id);
	assert.equal(bot.json.kind, 'key');
	assert.equal(bot.json.key_id, key.key_id);
	assert.equal(bot.json.can_trade, false);
	assert.equal(bot.json.account_id, anna.user.default_account_id);
});

test('/api/v1/… is the same', async () => {
	const fields = { username: 'anna', password: PASSWORD };
	const reply = await call(instance, 'POST', '/api/v1/auth/login', fields);
	assert.equal(reply.status, 200);
	for (const path of ['auth/me', 'settings', 'auth/sessions', 'keys', 'activity'])
		assert.equal((await anna.get(`/api/v1/${path}`)).status, 200, path);
	assert.equal((await root.get('/api/v1/admin/users')).status, 200);
	assertRefused(await anna.get('/api/v1/admin/users'), 403);
});

test('settings: what is given changes, the rest stays', async () => {
	const changed = await anna.patch('/api/settings', {
		display_name: 'Anna Ö. 🐟',
		theme: 'dark',
		time_zone: 'Europe/Berlin',
		locale: 'de-DE',
		ui: { layout: [1, 2.5, null, true], deep: { a: { b: 'c' } } },
	});
	assert.equal(changed.status, 200, changed.text);
	const again = await anna.call('PUT', '/api/settings', { theme: 'light' });
	assert.equal(again.status, 200, again.text);
	assert.equal(again.json.user.display_name, 'Anna Ö. 🐟');
	const { theme, time_zone: zone, locale, ui } = again.json.preferences;
	assert.deepEqual([theme, zone, locale], ['light', 'Europe/Berlin', 'de-DE']);
	assert.deepEqual(ui.deep, { a: { b: 'c' } });
	assert.deepEqual((await anna.get('/api/settings')).json, again.json);
	assert.equal((await berta.get('/api/settings')).json.preferences.theme, undefined);
});

test('settings have limits, and unknown ones are refused', async () => {
	const patch = (body) => anna.patch('/api/settings', body);
	const refused = [
		['ui', { ui: { text: 'x'.repeat(8192) } }],
		['ui', { ui: [] }],
		['theme', { theme: 'pink' }],
		['time_zone', { time_zone: 'Europe/Atlantis' }],
		['time_zone', { time_zone: '../../../etc/passwd' }],
		['time_zone', { time_zone: '/etc/localtime' }],
		['time_zone', { time_zone: 'Europe' }],
		['locale', { locale: 'd' }],
		['locale', { locale: 'de_DE;x' }],
		['display_name', { display_name: 'x'.repeat(65) }],
		['display_name', { display_name: 'a\nb' }],
		['email', { email: 'nobody' }],
		['email', { email: 'a@b,c@d' }],
		['email', { email: '"x"<victim@example.org' }],
		['email', { email: 'a b@example.org' }],
		['default_account_id', { default_account_id: '1' }],
		['username', { username: 'other' }],
		['colour', { colour: 'red' }],
	];
	const before = (await anna.get('/api/settings')).text;
	for (const [field, body] of refused) assertRefused(await patch(body), 422, 40010001, field);
	assert.equal((await anna.get('/api/settings')).text, before);
	assert.equal((await patch({ ui: { text: 'x'.repeat(7000) } })).status, 200);
});

test('an e-mail address that is taken is 409, a free one is taken over', async () => {
	assertRefused(await berta.patch('/api/settings', { email: 'anna@EXAMPLE.org' }), 409);
	const changed = await berta.patch('/api/settings', { email: 'berta@example.org' });
	assert.equal(changed.json.user.email, 'berta@example.org');
	assert.equal((await berta.get('/api/auth/me')).json.email, 'berta@example.org');
	assert.equal((await login(instance, 'berta@example.org', PASSWORD)).status, 200);
});

test("the default account can be one's own alone", async () => {
	const path = '/api/settings';
	assertRefused(
		await berta.patch(path, { default_account_id: anna.user.default_account_id }),
		404,
		40410001,
	);
	const id = sql(
		instance,
		`insert into accounts (user_id, name, starting_cash)
		select id, 'Second', 5 from users where username = 'berta' returning id`,
	);
	const changed = await berta.patch(path, { default_account_id: id });
	assert.equal(changed.json.user.default_account_id, id);
	assert.equal((await berta.get('/api/auth/me')).json.account_id, id);
});

test('activity tells what was done and refused, page by page', async () => {
	const carol = await register(instance, 'carol');
	await login(instance, 'carol', 'not her password');
	await carol.key();
	await carol.patch('/api/settings', { theme: 'dark' });
	await login(instance, 'carol', PASSWORD);
	const all = (await carol.get('/api/activity')).json;
	const actions = ['sign_in', 'settings_changed', 'key_created', 'sign_in', 'sign_in', 'register'];
	const outcomes = ['done', 'done', 'done', 'refused', 'done', 'done'];
	assert.deepEqual(all.activity.map((entry) => entry.action), actions);
	assert.deepEqual(all.activity.map((entry) => entry.outcome), outcomes);
	assert.equal(all.next_before, null);
	for (const entry of all.activity) {
		assert.match(entry.created_at, TIME);
		assert.equal(entry.address, '127.0.0.1');
		assert.match(entry.request_id, /^[0-9a-f]{32}$/);
	}
	const pages = [];
	for (let before = ''; before !== null; ) {
		const page = (await carol.get(`/api/activity?limit=4${before && `&before=${before}`}`)).json;
		pages.push(...page.activity);
		before = page.next_before;
	}
	assert.deepEqual(pages, all.activity);
	for (const query of ['limit=0', 'limit=501', 'limit=x', 'before=0', 'before=-1', 'user_id=1'])
		assert.equal((await carol.get(`/api/activity?${query}`)).status, 422, query);
});

test('sessions are listed, ended one by one, or all but this one', async () => {
	const first = await register(instance, 'dora');
	const second = await signIn(instance, 'dora');
	const third = await signIn(instance, 'dora');
	const listed = (await second.get('/api/auth/sessions')).json.sessions;
	assert.equal(listed.length, 3);
	assert.deepEqual(
		listed.filter((one) => one.current).map((one) => one.id),
		[second.session],
	);
	assert.equal((await second.remove(`/api/auth/sessions/${first.session}`)).status, 204);
	assertRefused(await first.get('/api/auth/me'), 401);
	assertRefused(await second.remove(`/api/auth/sessions/${first.session}`), 404, 40410001);
	const ended = await second.remove('/api/auth/sessions');
	assert.deepEqual(ended.json, { ended: 1 });
	assertRefused(await third.get('/api/auth/me'), 401);
	assert.equal((await second.get('/api/auth/sessions')).json.sessions.length, 1);
});

test('keys are listed without their secrets, and end', async () => {
	const eva = await register(instance, 'eva');
	const key = await eva.key();
	assert.match(key.key_id, /^PK[A-Z0-9]{18}$/);
	assert.match(key.secret_key, /^[A-Za-z0-9]{40}$/);
	assert.deepEqual(key.scopes, ['read', 'trade']);
	assert.equal(key.account_id, eva.user.default_account_id);
	await call(instance, 'GET', '/api/auth/me', undefined, keyHeaders(key));
	const { text, json } = await eva.get('/api/keys');
	assert.ok(!text.includes(key.secret_key));
	assert.equal(json.keys[0].key_id, key.key_id);
	assert.match(json.keys[0].last_used_at, TIME);
	assert.equal(json.keys[0].last_used_from, '127.0.0.1');
	for (let i = 0; i < 20; i++)
		await call(instance, 'GET', '/api/auth/me', undefined, keyHeaders(key));
	const uses = (await eva.get('/api/activity')).json.activity.filter(
		({ action }) => action === 'key_used',
	);
	assert.equal(uses.length, 1, 'noted once for each address, not for each request');
	assert.deepEqual(uses[0].detail, { key_id: key.key_id });
	assert.equal(uses[0].address, '127.0.0.1');
	const stored = sql(instance, `select k::text from api_keys k where id = '${key.key_id}'`);
	assert.ok(!stored.includes(key.secret_key));
	assert.equal((await eva.remove(`/api/keys/${key.key_id}`)).status, 204);
	assertRefused(await eva.remove(`/api/keys/${key.key_id}`), 404, 40410001);
	assert.deepEqual((await eva.get('/api/keys')).json.keys, []);
});

test('keys have limits', async () => {
	const post = (body) => berta.post('/api/keys', body);
	assertRefused(await post({}), 422, 40010001, 'name');
	assertRefused(await post({ name: '' }), 422, 40010001, 'name');
	assertRefused(await post({ name: 'x'.repeat(65) }), 422, 40010001, 'name');
	for (const scopes of [[], ['admin'], [1], [['read']], ['read', 'trade', 'read'], 'read', {}])
		assertRefused(await post({ name: 'x', scopes }), 422, 40010001, 'scopes');
	const theirs = { name: 'x', account_id: anna.user.default_account_id };
	assertRefused(await post(theirs), 404, 40410001);
	sql(
		instance,
		`insert into api_keys (id, user_id, account_id, name, salt, hash, can_trade)
		select 'PK' || lpad(n::text, 18, '0'), id, default_account_id, 'x',
			'\\x${'00'.repeat(16)}', '\\x${'00'.repeat(32)}', false
		from users, generate_series(1, 100) n where username = 'berta'`,
	);
	assertRefused(await post({ name: 'one too many' }), 409, 40910001);
});
