// What the tests of people share: users over HTTPS, with what each of them holds,
// and a memory of every secret that passed, none of which may be in a log.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ownInstance, root, send, sql } from './client.mjs';

export const PASSWORD = 'a quiet river in the north';

const settings = {
	RATE_LIMIT_GLOBAL: '0',
	RATE_LIMIT_AUTH: '0',
	RATE_LIMIT_KEY: '0',
	ARGON2_MEMORY_KIB: '8192',
	ARGON2_PASSES: '1',
};

/** An instance whose passwords are cheap and whose limits are off. */
export function peopleInstance(more = {}) {
	return { ...ownInstance({ ...settings, ...more }), secrets: new Set() };
}

/** Starts an instance again with other settings; its data stays. */
export function restart(instance, more) {
	Object.assign(instance.env, more);
	instance.agent?.destroy();
	delete instance.agent;
	for (const action of ['down', 'up'])
		execFileSync(join(root, 'scripts/instance'), [action], { env: instance.env, stdio: 'pipe' });
}

/** The rows of tables as text, for telling whether anything changed. */
export function dump(instance, tables) {
	return tables
		.map((table) => `${table}\n${sql(instance, `select t::text from ${table} t order by 1`)}`)
		.join('\n\n');
}

const SECRET_FIELDS = new Set([
	'password',
	'current_password',
	'new_password',
	'code',
	'recovery_code',
	'token',
	'invite',
	'access_token',
	'csrf_token',
	'secret_key',
	'secret',
	'recovery_codes',
]);

/** Notes what is secret in a JSON document. */
function remember(instance, document) {
	for (const [name, value] of Object.entries(document ?? {}))
		if (SECRET_FIELDS.has(name))
			for (const secret of [value].flat())
				if (typeof secret === 'string' && secret.length >= 6) instance.secrets?.add(secret);
}

function cookieOf(reply) {
	const line = (reply.headers['set-cookie'] ?? []).find((one) => one.startsWith('__Host-refresh='));
	return line?.slice('__Host-refresh='.length, line.indexOf(';'));
}

/** One request with a JSON body; the reply also has `cookie`, the refresh token. */
export async function call(instance, method, path, body, headers = {}) {
	const text = body === undefined ? '' : JSON.stringify(body);
	/* Node itself states no length for DELETE. */
	const content = {
		'Content-Type': 'application/json',
		'Content-Length': Buffer.byteLength(text),
	};
	const reply = await send(instance, path, {
		method,
		headers: { ...(text && content), ...headers },
		body: text,
	});
	reply.cookie = cookieOf(reply);
	if (reply.cookie) instance.secrets?.add(reply.cookie);
	/* A refused common password is no secret, and may well be a word of the log. */
	if (reply.status !== 422) remember(instance, body);
	remember(instance, reply.json);
	return reply;
}

/** The headers that send a refresh cookie. */
export const withCookie = (cookie) => ({ Cookie: `__Host-refresh=${cookie}` });

/** The three ways in which a key is sent. */
export const keyHeaders = ({ key_id: id, secret_key: secret }) => ({
	'APCA-API-KEY-ID': id,
	'APCA-API-SECRET-KEY': secret,
});

/** Somebody who is signed in. */
export class Person {
	constructor(instance, reply, password) {
		this.instance = instance;
		this.password = password;
		this.take(reply);
	}

	/** Keeps what a sign-in or a refresh handed out. */
	take({ status, text, json, cookie }) {
		assert.ok(json?.access_token, `${status} ${text}`);
		Object.assign(this, {
			token: json.access_token,
			csrf: json.csrf_token,
			session: json.session_id,
			user: json.user,
			cookie: cookie ?? this.cookie,
		});
	}

	get headers() {
		return { Authorization: `Bearer ${this.token}`, 'X-CSRF-Token': this.csrf };
	}

	call(method, path, body, headers = {}) {
		return call(this.instance, method, path, body, { ...this.headers, ...headers });
	}

	get = (path) => this.call('GET', path);
	post = (path, body) => this.call('POST', path, body);
	patch = (path, body) => this.call('PATCH', path, body);
	remove = (path) => this.call('DELETE', path);

	async refresh() {
		const reply = await call(
			this.instance,
			'POST',
			'/api/auth/refresh',
			undefined,
			withCookie(this.cookie),
		);
		assert.equal(reply.status, 200, reply.text);
		this.take(reply);
		return reply;
	}

	/** A new API key. */
	async key(scopes) {
		const reply = await this.post('/api/keys', { name: 'bot', scopes });
		assert.equal(reply.status, 201, reply.text);
		return reply.json;
	}
}

/** Registers somebody. */
export async function register(instance, username, fields = {}) {
	const body = { username, password: PASSWORD, ...fields };
	const reply = await call(instance, 'POST', '/api/auth/register', body);
	assert.equal(reply.status, 201, reply.text);
	return new Person(instance, reply, body.password);
}

/** Tries to sign in. */
export function login(instance, username, password, fields = {}) {
	return call(instance, 'POST', '/api/auth/login', { username, password, ...fields });
}

/** Signs in. */
export async function signIn(instance, username, password = PASSWORD, fields = {}) {
	const reply = await login(instance, username, password, fields);
	assert.equal(reply.status, 200, reply.text);
	return new Person(instance, reply, password);
}

/** Runs `papertrade user …` on the instance. */
export function userCommand(instance, words, input = '') {
	const options = { env: instance.env, input, stdio: ['pipe', 'pipe', 'pipe'] };
	return execFileSync(instance.env.PAPERTRADE, ['user', ...words], options).toString().trim();
}

function fromBase32(text) {
	let bits = '';
	for (const letter of text)
		bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0');
	return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
}

/** The code that an authenticator shows, so many steps of 30 s from now (RFC 6238). */
export function codeOf(secret, stepsFromNow = 0) {
	const counter = Buffer.alloc(8);
	counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + stepsFromNow));
	const mac = createHmac('sha1', fromBase32(secret)).update(counter).digest();
	const at = mac[19] & 15;
	return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** Sets an authenticator up; resolves to {secret, recovery_codes}. The confirming
 * code is of the step before, so that the present one is still good. */
export async function setUpTotp(person) {
	const begun = await person.post('/api/auth/totp');
	assert.equal(begun.status, 200, begun.text);
	/* Not at the very end of a step, where the code before has just become too old. */
	const leftMs = 30_000 - (Date.now() % 30_000);
	if (leftMs < 2_000) await sleep(leftMs + 50);
	const code = codeOf(begun.json.secret, -1);
	const confirmed = await person.post('/api/auth/totp/confirm', { code });
	assert.equal(confirmed.status, 200, confirmed.text);
	return { ...begun.json, ...confirmed.json };
}

/** Where a one-time link leads: {page, token}. */
export function partsOf(link) {
	const { pathname, hash, search } = new URL(link);
	assert.equal(search, '', 'a token in the query would be logged');
	return { page: pathname, token: hash.slice(1) };
}

/** Fails when a secret that passed stands in one of the instance's logs. */
async function assertNothingLeaked(instance) {
	/* nginx writes its log once a second. */
	await sleep(1_300);
	assert.ok(instance.secrets.size > 0, 'no secret was seen');
	for (const name of ['papertrade.log', 'access.log', 'postgres.log', 'nginx.log']) {
		const log = readFileSync(join(instance.home, 'log', name), 'utf8');
		for (const secret of instance.secrets) {
			/* Six digits also stand in times and process ids, but not as a whole value. */
			const told = /^\d{6}$/.test(secret)
				? new RegExp(`["'=]${secret}(?![\\d.])`).test(log)
				: log.includes(secret) || log.includes(encodeURIComponent(secret));
			assert.ok(!told, `${name} holds a secret: ${secret}`);
		}
	}
}

/** Stops an instance, whose logs must hold none of the secrets that passed. */
export async function finish(instance) {
	try {
		await assertNothingLeaked(instance);
	} finally {
		instance.stop();
	}
}
