// It lets no one in: passwords.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertRefused, many, send, sql } from './client.mjs';
import {
	PASSWORD,
	call,
	finish,
	login,
	peopleInstance,
	register,
	signIn,
} from './people.mjs';

describe('without limits by address', () => {
	let instance;
	let number = 0;
	before(async () => {
		instance = peopleInstance();
		await register(instance, 'root');
		for (const name of ['known1', 'known2', 'known3', 'gone']) await register(instance, name);
		sql(instance, `update users set disabled_at = now() where username = 'gone'`);
	});
	after(() => finish(instance));

	const attempt = (password, fields = {}) =>
		call(instance, 'POST', '/api/auth/register', {
			username: `person${number++}`,
			password,
			...fields,
		});

	test('"7 characters refused"', async () => {
		for (const password of ['', 'a', 'Xq7!bN2', 'äöüßéàç', '🐟🐟🐟🐟🐟🐟🐟'])
			assertRefused(await attempt(password), 422, 40010001, 'password');
		assert.equal((await attempt('Xq7!bN2v')).status, 201);
		assert.equal((await attempt('äöüßéàçñ')).status, 201, '8 characters in 16 bytes');
	});

	test('"64 accepted": 64 and 256 bytes, spaces and UTF-8, all of it counts', async () => {
		const bytes = (length) => {
			const letters = Array.from('wörter mit Leerzeichen und 🐟 '.repeat(12));
			let text = '';
			while (Buffer.byteLength(text + letters[0]) <= length) text += letters.shift();
			return text + 'x'.repeat(length - Buffer.byteLength(text));
		};
		for (const password of [bytes(64), bytes(256), ' a b c d e f ', '        space']) {
			const { username } = (await attempt(password)).json.user;
			assert.equal((await login(instance, username, password)).status, 200);
			assertRefused(await login(instance, username, password.slice(0, -1)), 401, 40110003);
			if (password !== password.trim())
				assertRefused(await login(instance, username, password.trim()), 401, 40110003);
		}
		assertRefused(await attempt(bytes(257)), 422, 40010001, 'password');
		assertRefused(await attempt('x y'.repeat(2000)), 422, 40010001, 'password');
	});

	test('"no truncation": the first 72 bytes alone do not sign in, nor up to a NUL', async () => {
		const password = `${'0123456789 abcdefg '.repeat(5)}and an end of its own`;
		const { username } = (await attempt(password)).json.user;
		for (const length of [8, 55, 64, 72, 73, password.length - 1])
			assertRefused(await login(instance, username, password.slice(0, length)), 401, 40110003);
		for (const other of [`${password}x`, password.toUpperCase()])
			assertRefused(await login(instance, username, other), 401, 40110003);
		for (const other of [`${password}\u0000x`, `\u0000${password}`])
			assert.ok([400, 422].includes((await login(instance, username, other)).status));
		assert.equal((await login(instance, username, password)).status, 200);
	});

	test('"common ones refused", and their disguises', async () => {
		for (const password of [
			'password',
			'PASSWORD',
			'Passw0rd',
			'P@ssw0rd123!',
			'p455w0rd',
			'password1',
			'password2026!',
			'12345678',
			'123456789',
			'87654321',
			'11111111',
			'aaaaaaaa',
			'abcdefgh',
			'qwertyuiop',
			'Qwertz123',
			'iloveyou',
			'!L0v3Y0u!!',
			'letmein!!!',
			'$unsh1ne1',
			'1qaz2wsx',
			'dragon123',
		])
			assertRefused(await attempt(password), 422, 40010001, 'password');
	});

	test("one's own name and address are refused, too", async () => {
		const own = { username: 'wilhelmina', email: 'mina.harker@example.org' };
		for (const password of [
			'wilhelmina',
			'WILHELMINA',
			'wilhelmina1',
			'Wilhelmina2026!',
			'mina.harker',
			'mina.harker@example.org',
		])
			assertRefused(await attempt(password, own), 422, 40010001, 'password');
		assert.equal((await attempt('wilhelmina rides again', own)).status, 201);
	});

	test('"no composition rules"', async () => {
		for (const password of ['lettersonly', 'LETTERSONLY', '83650174', '%&/()=?+', 'ein langer satz'])
			assert.equal((await attempt(password)).status, 201, password);
	});

	test('"Argon2id": what is stored is its hash, at the cost of the settings', async () => {
		const hashes = sql(instance, 'select password_hash from users').split('\n');
		for (const hash of hashes) assert.match(hash, /^\$argon2id\$v=19\$m=8192,t=1,p=1\$/);
		assert.equal(new Set(hashes).size, hashes.length, 'each has a salt of its own');
	});

	test('a hash of another cost is made anew at sign-in', async () => {
		await register(instance, 'older');
		const weak =
			'$argon2id$v=19$m=8192,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$' +
			'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
		sql(instance, `update users set password_hash = '${weak}' where username = 'older'`);
		assertRefused(await login(instance, 'older', PASSWORD), 401, 40110003);
		sql(
			instance,
			`update users set password_hash = (select password_hash from users where username = 'root')
			where username = 'older'`,
		);
		assert.equal((await login(instance, 'older', PASSWORD)).status, 200);
	});

	test('"change needs the current one", and ends the other sessions', async () => {
		const person = await register(instance, 'changer');
		const other = await signIn(instance, 'changer');
		const change = (current, fresh) =>
			person.post('/api/auth/password', { current_password: current, new_password: fresh });
		const fresh = 'a louder river in the south';
		assertRefused(await change('not the current one', fresh), 401, 40110003);
		assertRefused(await change('', fresh), 401, 40110003);
		assertRefused(await person.post('/api/auth/password', { new_password: fresh }), 422, 40010001, 'current_password');
		assertRefused(await change(PASSWORD, 'short'), 422, 40010001, 'new_password');
		assertRefused(await change(PASSWORD, 'password1'), 422, 40010001, 'new_password');
		assertRefused(await change(PASSWORD, 'changer2026'), 422, 40010001, 'new_password');
		assert.equal((await other.get('/api/auth/me')).status, 200);
		assert.equal((await change(PASSWORD, fresh)).status, 204);
		assertRefused(await other.get('/api/auth/me'), 401);
		const stale = { Cookie: `__Host-refresh=${other.cookie}` };
		assertRefused(await call(instance, 'POST', '/api/auth/refresh', undefined, stale), 401);
		assert.equal((await person.get('/api/auth/me')).status, 200);
		assertRefused(await login(instance, 'changer', PASSWORD), 401, 40110003);
		await signIn(instance, 'changer', fresh);
		const { activity } = (await person.get('/api/activity')).json;
		const outcomes = activity
			.filter(({ action }) => action === 'password_change')
			.map(({ outcome }) => outcome);
		assert.deepEqual(outcomes, ['done', 'refused', 'refused']);
	});

	const guess = async (name) => {
		const begun = process.hrtime.bigint();
		const reply = await login(instance, name, 'a guess of somebody');
		return { reply, ms: Number(process.hrtime.bigint() - begun) / 1e6 };
	};
	const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
	const bare = ({ headers }) => {
		const { date, 'x-request-id': id, 'x-ratelimit-reset': reset, ...rest } = headers;
		return rest;
	};

	test('"unknown and known user alike in body and time", in headers, too', async () => {
		/* Each worker makes its hash of nobody's password at the first need. */
		await many(8, 8, (i) => guess(`warm${i}`));
		const known = [];
		const unknown = [];
		for (let i = 0; i < 24; i++) {
			known.push(await guess(`known${(i % 3) + 1}`));
			unknown.push(await guess(`unknown${i}`));
		}
		const shown = [...known, ...unknown, await guess('gone')].map(({ reply }) => {
			assertRefused(reply, 401, 40110003);
			const { request_id: id, ...body } = reply.json;
			return JSON.stringify([body, bare(reply)]);
		});
		assert.equal(new Set(shown).size, 1);
		const ratio = median(known.map(({ ms }) => ms)) / median(unknown.map(({ ms }) => ms));
		assert.ok(ratio > 0.6 && ratio < 1.67, `known takes ${ratio.toFixed(2)} of unknown`);
	});

	test('a forgotten password is answered alike, whoever asks', async () => {
		const forgot = (username) => call(instance, 'POST', '/api/auth/forgot', { username });
		const known = await forgot('known1');
		const unknown = await forgot('nobody');
		assert.equal(known.status, 202);
		assert.deepEqual([known.status, known.text], [unknown.status, unknown.text]);
		assert.deepEqual(bare(known), bare(unknown));
	});

	test('wrong passwords slow a name down, whether or not it exists, and not for good', async () => {
		for (const name of ['slowed', 'nobody-slowed']) {
			if (name === 'slowed') await register(instance, name);
			const replies = [];
			for (let i = 0; i < 11; i++) replies.push((await guess(name)).reply);
			const statuses = replies.map(({ status }) => status);
			assert.deepEqual(statuses, [...Array(10).fill(401), 429], name);
			assert.ok(Number(replies[10].headers['retry-after']) > 0);
		}
		assertRefused(await login(instance, 'SLOWED', PASSWORD), 429);
		assert.equal((await login(instance, 'root', PASSWORD)).status, 200, 'others go on');
		const begun = Date.now();
		let reply;
		do {
			await new Promise((done) => setTimeout(done, 500));
			reply = await login(instance, 'slowed', PASSWORD);
		} while (reply.status === 429 && Date.now() - begun < 20_000);
		assert.equal(reply.status, 200, 'its owner is let in again within seconds');
	});
});

describe('behind a proxy that is trusted', () => {
	let instance;
	before(() => {
		instance = peopleInstance({ TRUSTED_PROXIES: '127.0.0.1' });
	});
	after(() => finish(instance));

	test('strangers who guess elsewhere do not keep a user out where they sign in', async () => {
		const from = (address, password) =>
			call(instance, 'POST', '/api/auth/login', { username: 'anna', password },
				{ 'X-Forwarded-For': address });
		const made = await call(instance, 'POST', '/api/auth/register',
			{ username: 'anna', password: PASSWORD }, { 'X-Forwarded-For': '192.0.2.1' });
		assert.equal(made.status, 201, made.text);
		for (let i = 0; i < 10; i++)
			assert.equal((await from(`198.51.100.${i}`, 'a wrong guess of hers')).status, 401);
		assertRefused(await from('203.0.113.9', PASSWORD), 429);
		assert.equal((await from('192.0.2.1', PASSWORD)).status, 200);
		for (let i = 0; i < 10; i++)
			assert.equal((await from('192.0.2.1', 'a wrong guess of hers')).status, 401);
		assertRefused(await from('192.0.2.1', PASSWORD), 429, undefined);
	});
});

describe('with the limits as they come', () => {
	let instance;
	before(() => {
		instance = peopleInstance({ RATE_LIMIT_GLOBAL: '100', RATE_LIMIT_AUTH: '10' });
	});
	after(() => instance.stop());

	test('"the 11th sign-in a minute is 429 and nobody is locked out for good"', async () => {
		await register(instance, 'root');
		const replies = [];
		for (let i = 0; i < 10; i++) replies.push(await login(instance, `name${i}`, 'some guess'));
		assert.deepEqual(
			replies.map(({ status }) => status),
			[...Array(9).fill(401), 429],
			'the registration was the first',
		);
		const last = replies[9];
		assertRefused(last, 429);
		const wait = Number(last.headers['retry-after']);
		assert.ok(wait >= 1 && wait <= 6, `Retry-After: ${wait}`);
		assertRefused(await login(instance, 'root', PASSWORD), 429);
		for (const path of ['register', 'forgot', 'reset'])
			assertRefused(await call(instance, 'POST', `/api/auth/${path}`, {}), 429);
		assert.equal((await send(instance, '/api/openapi.json')).status, 200, 'the rest is open');
		await new Promise((done) => setTimeout(done, wait * 1000 + 100));
		await signIn(instance, 'root');
		const limited = sql(instance, `select count(*) from activity_log where outcome = 'refused'`);
		assert.equal(limited, '9', 'refusals are noted');
	});
});
