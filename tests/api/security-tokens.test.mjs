// It lets no one in: forged, stale and misused access tokens.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHmac, createSign, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { assertRefused } from './client.mjs';
import {
	call,
	finish,
	peopleInstance,
	register,
	restart,
	signIn,
	withCookie,
} from './people.mjs';

const SECRET = randomBytes(32).toString('hex');
const OTHER_SECRET = randomBytes(32).toString('hex');

let instance;
let anna;
let header;
let claims;

const encode = (value) =>
	Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const decode = (part) => JSON.parse(Buffer.from(part, 'base64url'));

/** The server's keys for a secret: BLAKE2b, and libsodium's key derivation. */
function keysOf(secret) {
	const program = `
import hashlib, sys
master = hashlib.blake2b(sys.stdin.buffer.read(), digest_size=32).digest()
for number in (1, 2, 3):
    print(hashlib.blake2b(digest_size=32, key=master, salt=number.to_bytes(8, 'little'),
                          person=b'papertrd').hexdigest())
print(hashlib.blake2b(master, digest_size=16).hexdigest()[:8])`;
	const lines = execFileSync('python3', ['-c', program], { input: secret }).toString().split('\n');
	const [access, csrf, totp] = lines.map((line) => Buffer.from(line, 'hex'));
	return { access, csrf, totp, id: lines[3] };
}

const keys = keysOf(SECRET);
const otherKeys = keysOf(OTHER_SECRET);

/** A token as the server makes them, but for what is given. */
function forge(payload = {}, head = {}, { key = keys.access, hash = 'sha256' } = {}) {
	const body = `${encode({ ...header, ...head })}.${encode({ ...claims, ...payload })}`;
	return `${body}.${createHmac(hash, key).update(body).digest('base64url')}`;
}

const withToken = (token) =>
	call(instance, 'GET', '/api/auth/me', undefined, { Authorization: `Bearer ${token}` });

async function assertNoToken(token, what) {
	const reply = await withToken(token);
	assert.equal(reply.status, 401, `${what}: ${reply.status} ${reply.text}`);
	assertRefused(reply, 401, 40110000);
}

const now = () => Math.floor(Date.now() / 1000);

before(async () => {
	instance = peopleInstance({ JWT_SECRET_KEY: SECRET });
	instance.secrets.add(SECRET).add(OTHER_SECRET);
	await register(instance, 'root');
	anna = await register(instance, 'anna');
	[header, claims] = anna.token.split('.').slice(0, 2).map(decode);
});

after(() => finish(instance));

test('what a token says: HS256, issuer, audience, 15 minutes, no secret', async () => {
	assert.deepEqual(header, { alg: 'HS256', typ: 'JWT', kid: keys.id });
	assert.equal(claims.exp - claims.iat, 900);
	assert.deepEqual(
		Object.keys(claims).sort(),
		['aud', 'auth_time', 'exp', 'iat', 'iss', 'nbf', 'sid', 'sub', 'typ'],
	);
	assert.equal(claims.sub, anna.user.id);
	assert.equal((await withToken(anna.token)).status, 200);
	assert.equal(forge(), anna.token, 'the tests sign as the server does');
});

test('"one flipped bit" in every part', async () => {
	const parts = anna.token.split('.');
	for (let part = 0; part < 3; part++) {
		const bytes = Buffer.from(parts[part], 'base64url');
		for (let at = 0; at < bytes.length; at += part === 2 ? 1 : 7) {
			const flipped = Buffer.from(bytes);
			flipped[at] ^= 1 << (at % 8);
			const changed = [...parts];
			changed[part] = flipped.toString('base64url');
			await assertNoToken(changed.join('.'), `part ${part}, byte ${at}`);
		}
	}
});

test('the spare bits at the end of base64 are no other way to write a token', async () => {
	const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
	const last = letters.indexOf(anna.token.at(-1));
	for (const spare of [1, 2, 3])
		await assertNoToken(anna.token.slice(0, -1) + letters[last ^ spare], `spare bits ${spare}`);
	await assertNoToken(`${anna.token}=`, 'padding');
});

test('"none", "NoNe", HS384, RS256', async () => {
	const body = (alg) => `${encode({ ...header, alg })}.${encode(claims)}`;
	for (const alg of ['none', 'NoNe', 'NONE', '', null])
		for (const signature of ['', anna.token.split('.')[2], 'AA'])
			await assertNoToken(`${body(alg)}.${signature}`, `alg ${alg}`);
	await assertNoToken(body('none'), 'no signature at all');
	for (const [alg, hash] of [
		['HS384', 'sha384'],
		['HS512', 'sha512'],
		['HS384', 'sha256'],
		['hs256', 'sha256'],
		['HS256 ', 'sha256'],
		[['HS256'], 'sha256'],
	])
		await assertNoToken(forge({}, { alg }, { hash }), `${alg} by ${hash}`);
	const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
	const signed = createSign('sha256').update(body('RS256')).sign(privateKey, 'base64url');
	await assertNoToken(`${body('RS256')}.${signed}`, 'RS256');
	const pem = publicKey.export({ type: 'spki', format: 'pem' });
	await assertNoToken(forge({}, {}, { key: pem }), 'HS256 with a public key as secret');
});

test('"jku/jwk/x5u" and any other field of the header', async () => {
	const jwk = { kty: 'oct', k: keys.access.toString('base64url') };
	for (const head of [
		{ jku: 'https://127.0.0.1/keys' },
		{ jwk },
		{ x5u: 'https://127.0.0.1/chain' },
		{ x5c: ['AA'] },
		{ crit: ['exp'] },
		{ b64: false },
		{ zip: 'DEF' },
		{ cty: 'JWT' },
		{ extra: 1 },
		{ typ: 'at+jwt' },
		{ typ: 'jwt' },
		{ typ: undefined },
		{ kid: undefined },
		{ kid: otherKeys.id },
		{ kid: '../../../dev/null' },
		{ kid: "' or 1=1 --" },
		{ kid: '' },
	])
		await assertNoToken(forge({}, head), JSON.stringify(head));
	const order = `${encode({ kid: keys.id, typ: 'JWT', alg: 'HS256' })}.${encode(claims)}`;
	const mac = createHmac('sha256', keys.access).update(order).digest('base64url');
	await assertNoToken(`${order}.${mac}`, 'another order of the header');
});

test('"expired", "not yet valid", "wrong audience", and the like, rightly signed', async () => {
	assert.equal((await withToken(forge({ exp: now() + 60 }))).status, 200);
	for (const payload of [
		{ exp: now() - 1 },
		{ exp: now() },
		{ exp: undefined },
		{ exp: String(now() + 60) },
		{ exp: -1 },
		{ exp: 1e300 },
		{ nbf: now() + 60 },
		{ nbf: undefined },
		{ iat: undefined },
		{ auth_time: undefined },
		{ aud: 'other' },
		{ aud: ['papertrade-api', 'other'] },
		{ aud: undefined },
		{ iss: 'other' },
		{ iss: undefined },
		{ typ: 'refresh' },
		{ typ: undefined },
		{ sub: undefined },
		{ sub: randomUUID() },
		{ sub: 1 },
		{ sid: undefined },
		{ sid: randomUUID() },
	])
		await assertNoToken(forge(payload), JSON.stringify(payload));
	for (const body of ['', '[]', 'null', '1', '{', `${JSON.stringify(claims)}]`, 'x'.repeat(300)]) {
		const token = `${encode(header)}.${encode(body)}`;
		const mac = createHmac('sha256', keys.access).update(token).digest('base64url');
		await assertNoToken(`${token}.${mac}`, `payload ${body}`);
	}
});

test("another user's session under one's own name", async () => {
	const berta = await register(instance, 'berta');
	await assertNoToken(forge({ sid: berta.session }), 'the session of another');
	await assertNoToken(forge({ sub: berta.user.id }), 'the name of another');
	assert.equal((await berta.get('/api/auth/me')).status, 200);
});

test('keys are one for each purpose: none stands in for another', async () => {
	for (const name of ['csrf', 'totp'])
		await assertNoToken(forge({}, {}, { key: keys[name] }), `signed with the key of ${name}`);
	await assertNoToken(forge({}, {}, { key: SECRET }), 'signed with the secret itself');
	await assertNoToken(forge({}, {}, { key: '' }), 'signed with nothing');
	await assertNoToken(anna.csrf, 'a CSRF token');
});

test('a CSRF token counts for 12 hours', async () => {
	const change = (bornS) => {
		const head = `${bornS}.${randomBytes(8).toString('hex')}`;
		const mac = createHmac('sha256', keys.csrf).update(`${head}|${anna.session}`);
		const csrf = `${head}.${mac.digest('base64url')}`;
		return anna.call('PATCH', '/api/settings', { theme: 'dark' }, { 'X-CSRF-Token': csrf });
	};
	assert.equal((await change(now())).status, 200);
	assert.equal((await change(now() - 12 * 3600 + 60)).status, 200);
	assertRefused(await change(now() - 12 * 3600), 403, 40310001);
	assertRefused(await change(now() + 60), 403, 40310001);
});

test('"refresh used as access", and an access token as refresh cookie', async () => {
	await assertNoToken(anna.cookie, 'the refresh token');
	const refresh = await call(
		instance,
		'POST',
		'/api/auth/refresh',
		undefined,
		withCookie(anna.token),
	);
	assertRefused(refresh, 401);
	for (const name of ['token', 'access_token', 'session', '__Host-refresh', '__Host-access']) {
		const cookie = { Cookie: `${name}=${anna.token}` };
		assertRefused(await call(instance, 'GET', '/api/auth/me', undefined, cookie), 401);
	}
	for (const query of ['token', 'access_token', 'authorization', 'jwt']) {
		const path = `/api/auth/me?${query}=${encodeURIComponent('not.a.token')}`;
		assertRefused(await call(instance, 'GET', path), 401);
	}
});

test('nonsense in the Authorization header', async () => {
	for (const value of [
		'Bearer',
		'Bearer ',
		'Bearer .',
		'Bearer ..',
		'Bearer ...',
		`Bearer  ${anna.token}`,
		`Token ${anna.token}`,
		`Basic ${anna.token}`,
		'Basic !!!!',
		'Basic Og==',
		`Bearer ${'A'.repeat(4000)}`,
		`Bearer ${anna.token.replaceAll('.', '..')}`,
		`Bearer ${anna.token}.${anna.token}`,
		`Bearer ${anna.token}, Bearer ${anna.token}`,
		anna.token,
	]) {
		const reply = await call(instance, 'GET', '/api/auth/me', undefined, { Authorization: value });
		assert.equal(reply.status, 401, value.slice(0, 60));
	}
});

test('after the secret has changed, tokens of the previous one count while it is named', async () => {
	const old = await signIn(instance, 'anna');
	restart(instance, { JWT_SECRET_KEY: OTHER_SECRET, JWT_SECRET_KEY_PREVIOUS: SECRET });
	assert.equal((await old.get('/api/auth/me')).status, 200);
	assert.equal((await old.patch('/api/settings', { theme: 'dark' })).status, 200, 'CSRF, too');
	await assertNoToken(forge({}, { kid: otherKeys.id }), 'old key under the new id');
	await assertNoToken(forge({}, {}, { key: otherKeys.access }), 'new key under the old id');
	const fresh = await signIn(instance, 'anna');
	assert.equal(decode(fresh.token.split('.')[0]).kid, otherKeys.id);
	restart(instance, { JWT_SECRET_KEY_PREVIOUS: '' });
	await assertNoToken(old.token, 'the previous secret is forgotten');
	assert.equal((await fresh.get('/api/auth/me')).status, 200);
	await old.refresh();
	assert.equal((await old.get('/api/auth/me')).status, 200, 'the session goes on');
});

test('"the secret is at least 32 bytes or the server refuses to start", with one line', () => {
	const home = mkdtempSync(join(tmpdir(), 'pt-'));
	for (const settings of [
		{ JWT_SECRET_KEY: 'x'.repeat(31) },
		{ JWT_SECRET_KEY: '', AUTH_SECRET: 'short' },
		{ JWT_SECRET_KEY: 'changeme', AUTH_SECRET: 'x'.repeat(64) },
		{ JWT_SECRET_KEY: '', AUTH_SECRET: '' },
	])
		for (const pool of ['fast', 'slow']) {
			const { JWT_SECRET_KEY, AUTH_SECRET, ...rest } = instance.env;
			const env = { ...rest, AUTH_SECRET: '', ...settings, PT_HOME: home };
			const options = { env, timeout: 20_000, encoding: 'utf8' };
			const { status, stderr } = spawnSync(env.PAPERTRADE, ['serve', pool], options);
			assert.ok(status > 0, `${JSON.stringify(settings)}: ${status}`);
			assert.match(stderr, /^papertrade: JWT_SECRET_KEY must be at least 32 bytes[^\n]*\n$/);
			assert.ok(!stderr.includes('changeme') && !stderr.includes('xxx'));
		}
	rmSync(home, { recursive: true });
});
