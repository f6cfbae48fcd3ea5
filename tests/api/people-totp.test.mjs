// The second factor: setting up, signing in, recovery, giving it up, step-up.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertRefused, many, sql } from './client.mjs';
import {
	PASSWORD,
	codeOf,
	finish,
	login,
	peopleInstance,
	register,
	setUpTotp,
	signIn,
	userCommand,
} from './people.mjs';

let instance;
let anna;
let totp;

before(async () => {
	instance = peopleInstance();
	await register(instance, 'root');
	anna = await register(instance, 'anna');
});

after(() => finish(instance));

/** Codes count within a step of 30 s: tests of several codes begin well within one. */
async function withinStep() {
	const leftMs = 30_000 - (Date.now() % 30_000);
	if (leftMs < 4_000) await sleep(leftMs + 50);
}

/** All codes are good again, as if time had passed. */
const forgetStep = (name) =>
	sql(instance, `update users set totp_last_step = 0 where username = '${name}'`);

/** Somebody with an authenticator. */
async function withTotp(name) {
	await withinStep();
	const person = await register(instance, name);
	return { person, ...(await setUpTotp(person)) };
}

const withCode = (name, code) => login(instance, name, PASSWORD, { code });

test('nothing is asked for until a first code confirms the authenticator', async () => {
	assertRefused(await anna.post('/api/auth/totp/confirm', { code: '123456' }), 409, 40910001);
	const begun = await anna.post('/api/auth/totp');
	assert.match(begun.json.secret, /^[A-Z2-7]{32}$/);
	const uri = new URL(begun.json.otpauth_uri);
	assert.equal(uri.protocol, 'otpauth:');
	assert.equal(uri.searchParams.get('secret'), begun.json.secret);
	assert.equal(uri.searchParams.get('issuer'), 'PaperTrade');
	assert.match(begun.json.qr_svg, /^<svg xmlns=.*<\/svg>$/);
	await signIn(instance, 'anna');
	const wrong = codeOf(begun.json.secret, 40);
	assertRefused(await anna.post('/api/auth/totp/confirm', { code: wrong }), 401, 40110002);
	assert.equal((await anna.get('/api/settings')).json.user.totp_enabled, false);
	assertRefused(await anna.post('/api/auth/recovery-codes'), 409, 40910001);
	const stored = sql(instance, `select totp_secret from users where username = 'anna'`);
	assert.ok(stored.length > 100 && !stored.includes(begun.json.secret), 'it is stored sealed');
});

test('once confirmed, signing in takes a code', async () => {
	totp = await setUpTotp(anna);
	assert.equal(totp.recovery_codes.length, 10);
	for (const code of totp.recovery_codes) assert.match(code, /^[a-z2-9]{5}-[a-z2-9]{5}$/);
	assert.equal((await anna.get('/api/settings')).json.user.totp_enabled, true);
	assertRefused(await anna.post('/api/auth/totp'), 409, 40910001);
	assertRefused(await login(instance, 'anna', PASSWORD), 401, 40110001);
	assertRefused(await login(instance, 'anna', 'not the password'), 401, 40110003);
	assertRefused(
		await login(instance, 'anna', 'not the password', { code: codeOf(totp.secret) }),
		401,
		40110003,
	);
});

test('a code is good once, one step early or late, and not after a later one', async () => {
	await withinStep();
	forgetStep('anna');
	const [late, now, early] = [-1, 0, 1].map((steps) => codeOf(totp.secret, steps));
	const far = [codeOf(totp.secret, -3), codeOf(totp.secret, 3)];
	for (const code of far) assertRefused(await withCode('anna', code), 401, 40110002);
	assert.equal((await withCode('anna', late)).status, 200);
	assertRefused(await withCode('anna', late), 401, 40110002);
	assert.equal((await withCode('anna', early)).status, 200);
	assertRefused(await withCode('anna', early), 401, 40110002);
	assertRefused(await withCode('anna', now), 401, 40110002);
	for (const code of ['000', '0000000', 'abcdef', '１２３４５６'])
		assert.notEqual((await withCode('anna', code)).status, 200);
});

test('a code used by many at once: exactly one wins', async () => {
	const { secret } = await withTotp('berta');
	const replies = await many(8, 8, () => withCode('berta', codeOf(secret)));
	const statuses = replies.map(({ status }) => status).sort();
	assert.deepEqual(statuses, [200, ...Array(7).fill(401)]);
});

test('a recovery code is good once, also for many at once, and new ones void the old', async () => {
	const { person, recovery_codes: codes } = await withTotp('rita');
	const [first, second] = codes;
	const recover = (code) => login(instance, 'rita', PASSWORD, { recovery_code: code });
	const replies = await many(4, 4, () => recover(first));
	const statuses = replies.map(({ status }) => status).sort();
	assert.deepEqual(statuses, [200, 401, 401, 401]);
	assertRefused(await recover(first), 401, 40110002);
	const renewed = await person.post('/api/auth/recovery-codes');
	assert.equal(renewed.json.recovery_codes.length, 10);
	assertRefused(await recover(second), 401, 40110002);
	assert.equal((await recover(renewed.json.recovery_codes[9])).status, 200);
	const { activity } = (await person.get('/api/activity')).json;
	assert.ok(activity.some(({ action }) => action === 'recovery_code'));
	assert.ok(activity.some(({ action }) => action === 'recovery_codes_renewed'));
});

test("another user's codes are worth nothing", async () => {
	const own = await withTotp('carl');
	const theirs = await withTotp('dora');
	assertRefused(await withCode('carl', codeOf(theirs.secret)), 401, 40110002);
	const [code] = theirs.recovery_codes;
	const reply = await login(instance, 'carl', PASSWORD, { recovery_code: code });
	assertRefused(reply, 401, 40110002);
	assert.equal((await withCode('carl', codeOf(own.secret))).status, 200);
});

test('step-up: a proof older than 15 minutes is not enough, a new one takes the code, too', async () => {
	const { person, secret } = await withTotp('stella');
	sql(
		instance,
		`update user_sessions set proved_at = now() - interval '15 minutes 1 second'
		where id = '${person.session}'`,
	);
	await person.refresh();
	const sensitive = [
		['POST', '/api/keys', { name: 'x' }],
		['DELETE', '/api/auth/totp'],
		['POST', '/api/auth/totp'],
		['POST', '/api/auth/recovery-codes'],
		['PATCH', '/api/settings', { email: 'stella@example.org' }],
	];
	for (const [method, path, body] of sensitive)
		assertRefused(await person.call(method, path, body), 403, 40310003);
	assert.equal((await person.patch('/api/settings', { theme: 'dark' })).status, 200);
	const prove = (body) => person.post('/api/auth/step-up', body);
	assertRefused(await prove({ password: 'not the password' }), 401, 40110003);
	assertRefused(await prove({ password: PASSWORD }), 401, 40110001);
	assertRefused(await prove({ password: PASSWORD, code: '000000' }), 401, 40110002);
	const proved = await prove({ password: PASSWORD, code: codeOf(secret) });
	assert.equal(proved.status, 200, proved.text);
	assert.equal(proved.json.session_id, person.session);
	assertRefused(await person.post('/api/keys', { name: 'x' }), 403, 40310003);
	person.take(proved);
	assert.equal((await person.post('/api/keys', { name: 'x' })).status, 201);
	await person.refresh();
	assert.equal((await person.post('/api/keys', { name: 'y' })).status, 201);
});

test('given up, signing in takes the password alone', async () => {
	const { person } = await withTotp('gil');
	assert.equal((await person.remove('/api/auth/totp')).status, 204);
	await signIn(instance, 'gil');
	const left = sql(
		instance,
		`select count(*) from recovery_codes r join users u on u.id = r.user_id
		where u.username = 'gil'`,
	);
	assert.equal(left, '0');
});

test('an administrator of the machine turns it off for who lost everything', async () => {
	assertRefused(await login(instance, 'carl', PASSWORD), 401, 40110001);
	userCommand(instance, ['totp-off', 'carl']);
	await signIn(instance, 'carl');
});
