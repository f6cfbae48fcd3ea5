// E-mail by SMTP: letters arrive at a real server, at once or when it is back.
import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertRefused, sql, until } from './client.mjs';
import {
	PASSWORD,
	call,
	finish,
	login,
	partsOf,
	peopleInstance,
	register,
	restart,
	signIn,
} from './people.mjs';

const PATIENCE_MS = 30_000;

/** A mail server that keeps what it gets (RFC 5321, as much as a client needs). */
class MailServer {
	letters = [];
	sockets = new Set();

	async start(port = 0) {
		this.server = net.createServer((socket) => this.serve(socket));
		await new Promise((done) => this.server.listen(port, '127.0.0.1', done));
		this.port = this.server.address().port;
	}

	async stop() {
		for (const socket of this.sockets) socket.destroy();
		await new Promise((done) => this.server.close(done));
	}

	serve(socket) {
		const say = (line) => socket.write(`${line}\r\n`);
		let pending = '';
		let letter = { to: [] };
		let reading = false;
		this.sockets.add(socket);
		socket.on('close', () => this.sockets.delete(socket));
		socket.on('error', () => {});
		socket.setEncoding('utf8');
		socket.on('data', (chunk) => {
			pending += chunk;
			for (let end; (end = pending.indexOf(reading ? '\r\n.\r\n' : '\r\n')) >= 0; ) {
				const line = pending.slice(0, end);
				pending = pending.slice(end + (reading ? 5 : 2));
				if (reading) {
					this.letters.push({ ...letter, ...this.parse(line.replace(/^\.\./gm, '.')) });
					letter = { to: [] };
					reading = false;
					say('250 kept');
				} else if (/^(EHLO|HELO)/i.test(line)) say('250 tests');
				else if (/^MAIL FROM:/i.test(line)) {
					letter.from = /<(.*?)>/.exec(line)[1];
					say('250 go on');
				} else if (/^RCPT TO:/i.test(line)) {
					letter.to.push(/<(.*?)>/.exec(line)[1]);
					say('250 go on');
				} else if (/^DATA/i.test(line)) {
					reading = true;
					say('354 go on');
				} else if (/^QUIT/i.test(line)) socket.end('221 goodbye\r\n');
				else say('500 what?');
			}
		});
		say('220 tests');
	}

	parse(text) {
		const end = text.indexOf('\r\n\r\n');
		const headers = {};
		for (const line of text.slice(0, end).split('\r\n')) {
			const colon = line.indexOf(':');
			headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
		}
		return { headers, body: text.slice(end + 4) };
	}

	/** The next letter to an address; its link's parts come along. */
	async letterTo(address) {
		let found;
		await until(`a letter to ${address}`, () => {
			const at = this.letters.findIndex(({ to }) => to.includes(address));
			if (at >= 0) [found] = this.letters.splice(at, 1);
			return found;
		}, PATIENCE_MS);
		const [link] = /https:\/\/\S+/.exec(found.body) ?? [];
		return { ...found, ...partsOf(link) };
	}
}

const server = new MailServer();
let instance;
let root;
const forgot = (body) => call(instance, 'POST', '/api/auth/forgot', body);
const queued = () => Number(sql(instance, 'select count(*) from mail_queue'));

before(async () => {
	await server.start();
	instance = peopleInstance({
		SMTP_URL: `smtp://127.0.0.1:${server.port}`,
		MAIL_FROM: 'Paper Trade <desk@example.org>',
		PUBLIC_URL: 'https://trade.example.org',
	});
	root = await register(instance, 'root');
	await register(instance, 'anna', { email: 'anna@example.org' });
	await register(instance, 'nomail');
});

after(async () => {
	await finish(instance);
	await server.stop();
});

test('a forgotten password: the letter arrives, its link is good once', async () => {
	assert.equal((await forgot({ email: 'ANNA@example.org' })).status, 202);
	const letter = await server.letterTo('anna@example.org');
	instance.secrets.add(letter.token);
	assert.equal(letter.page, '/reset');
	assert.equal(letter.from, 'desk@example.org');
	assert.deepEqual(letter.to, ['anna@example.org']);
	const { headers } = letter;
	assert.equal(headers.from, 'Paper Trade <desk@example.org>');
	assert.equal(headers.to, 'anna@example.org');
	assert.ok(Math.abs(Date.parse(headers.date) - Date.now()) < 60_000, headers.date);
	assert.match(headers['content-type'], /^text\/plain; charset=utf-8$/);
	assert.match(headers.subject, /password/);
	assert.ok(letter.body.includes(`https://trade.example.org/reset#${letter.token}`));
	const reset = () =>
		call(instance, 'POST', '/api/auth/reset', { token: letter.token, password: 'a newer river' });
	assert.equal((await reset()).status, 204);
	assertRefused(await reset(), 404, 40410002);
	await signIn(instance, 'anna', 'a newer river');
	assertRefused(await login(instance, 'anna', PASSWORD), 401, 40110003);
	await until('the letter is forgotten', () => queued() === 0, PATIENCE_MS);
});

test('an invitation arrives and lets register with its address', async () => {
	const made = await root.post('/api/admin/invitations', { email: 'guest@example.org' });
	assert.equal(made.status, 201);
	const letter = await server.letterTo('guest@example.org');
	assert.equal(letter.page, '/register');
	assert.equal(letter.token, made.json.token);
	const guest = await register(instance, 'guest', { invite: letter.token });
	assert.equal(guest.user.email, 'guest@example.org');
});

test('a user whom an administrator makes gets the link to choose a password', async () => {
	const fields = { username: 'berta', email: 'berta@example.org' };
	const made = await root.post('/api/admin/users', fields);
	const letter = await server.letterTo('berta@example.org');
	assert.equal(letter.token, made.json.token);
});

test('who is unknown, disabled or without an address gets no letter', async () => {
	sql(instance, `update users set disabled_at = now() where username = 'guest'`);
	for (const username of ['nobody', 'nomail', 'guest', "anna' or 1=1 --"])
		assert.equal((await forgot({ username })).status, 202);
	assertRefused(await forgot({}), 422, 40010001, 'username');
	assert.equal(queued(), 0);
	assert.deepEqual(server.letters, []);
});

test('a server that is down gets the letter when it is back', async () => {
	const { port } = server;
	await server.stop();
	assert.equal((await forgot({ username: 'anna' })).status, 202);
	await until('an attempt is noted', () =>
		sql(instance, 'select last_error from mail_queue where attempts = 1'),
	);
	const later = sql(
		instance,
		`select next_attempt_at between now() + interval '4 minutes' and now() + interval '6 minutes'
		from mail_queue`,
	);
	assert.equal(later, 't', 'it is put off for some minutes');
	await server.start(port);
	sql(instance, 'update mail_queue set next_attempt_at = now()');
	const letter = await server.letterTo('anna@example.org');
	instance.secrets.add(letter.token);
	await until('the letter is forgotten', () => queued() === 0, PATIENCE_MS);
	assert.match(instance.log(), /"event":"letter not sent"/);
	assert.match(instance.log(), /"event":"letter sent"/);
});

test('header injection: no address can add a line, a header or a recipient', async () => {
	const addresses = [
		'a@example.org\r\nBcc: victim@example.org',
		'a@example.org\nX: y',
		'a@example.org, victim@example.org',
		'a@example.org>\r\nRCPT TO:<victim@example.org',
		'"a" <victim@example.org>',
		'<a@example.org',
		'a@example.org;b',
		'a @example.org',
	];
	for (const email of addresses) {
		const replies = [
			await root.post('/api/admin/invitations', { email }),
			await root.post('/api/admin/users', { username: 'inject', email }),
			await root.patch('/api/settings', { email }),
			await call(instance, 'POST', '/api/auth/register', {
				username: 'inject',
				email,
				password: PASSWORD,
			}),
		];
		for (const reply of replies)
			assert.ok([400, 422].includes(reply.status), `${email} ${reply.status} ${reply.text}`);
		assert.ok([202, 422].includes((await forgot({ email })).status));
	}
	assert.equal(queued(), 0);
	assert.deepEqual(server.letters, []);
});

test('a letter that cannot be addressed, however it came there, is not sent', async () => {
	sql(
		instance,
		`insert into mail_queue (recipient, subject, body)
		values (E'a@example.org\\r\\nBcc: victim@example.org', 'x', 'x')`,
	);
	await until('it is refused', () =>
		sql(instance, `select last_error from mail_queue where last_error like '%line break%'`),
	);
	assert.deepEqual(server.letters, []);
	sql(instance, 'delete from mail_queue');
});

test('a line of one dot is no end of a letter', async () => {
	sql(
		instance,
		`insert into mail_queue (recipient, subject, body)
		values ('dot@example.org', 'x', E'https://x.example/reset#t\\n.\\n..\\nend\\n')`,
	);
	const { body } = await server.letterTo('dot@example.org');
	assert.equal(body.replaceAll('\r\n', '\n').trimEnd(), 'https://x.example/reset#t\n.\n..\nend');
});

test('without SMTP_URL nothing is queued; links are shown to the administrator', async () => {
	restart(instance, { SMTP_URL: '' });
	root = await signIn(instance, 'root');
	assert.equal((await forgot({ username: 'anna' })).status, 202);
	const made = await root.post('/api/admin/invitations', { email: 'other@example.org' });
	assert.equal(partsOf(made.json.link).page, '/register');
	await sleep(200);
	assert.equal(queued(), 0);
});
