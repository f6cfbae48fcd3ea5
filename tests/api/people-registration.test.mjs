// Who may register: the first of all, anyone, the invited, nobody; and the
// administrator whom the settings name.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertRefused, many, post, sql } from './client.mjs';
import {
	PASSWORD,
	call,
	finish,
	login,
	peopleInstance,
	restart,
	signIn,
} from './people.mjs';

let instance;
const attempt = (fields) =>
	call(instance, 'POST', '/api/auth/register', { password: PASSWORD, ...fields });

before(() => {
	instance = peopleInstance();
});

after(() => finish(instance));

test('nobody can sign in at first: there is no default account', async () => {
	const guess = (username, password) => post(instance, '/api/auth/login', { username, password });
	for (const name of ['admin', 'root', 'papertrade', 'test', 'user', 'demo', 'postgres'])
		for (const password of [name, 'admin', 'password', 'papertrade', 'changeme', ''])
			if (password !== name || name === 'admin')
				assert.equal((await guess(name, password)).status, 401, `${name}:${password}`);
	assert.equal(sql(instance, 'select count(*) from users'), '0');
});

test('20 first registrations at once: exactly one administrator', async () => {
	const replies = await many(20, 20, (i) => attempt({ username: `first${i}` }));
	assert.ok(replies.every(({ status }) => status === 201));
	assert.equal(replies.filter(({ json }) => json.user.role === 'admin').length, 1);
	assert.equal(sql(instance, `select count(*) from users where role = 'admin'`), '1');
	assert.equal(sql(instance, 'select count(*) from accounts'), '20');
});

test('20 registrations of one name at once: exactly one is 201', async () => {
	const replies = await many(20, 20, (i) =>
		attempt({ username: i % 2 ? 'samename' : 'SameName', email: `same${i}@example.org` }),
	);
	const statuses = replies.map(({ status }) => status).sort();
	assert.deepEqual(statuses, [201, ...Array(19).fill(409)]);
	const addresses = await many(20, 20, () => attempt({ email: 'one@example.org' }));
	assert.deepEqual(
		addresses.map(({ status }) => status).sort(),
		[201, ...Array(19).fill(409)],
	);
});

test('REGISTRATION=invite lets in who was invited, once; TERMINAL_USER is made at the start', async () => {
	restart(instance, {
		REGISTRATION: 'invite',
		TERMINAL_USER: 'terminal',
		TERMINAL_PASSWORD: PASSWORD,
	});
	const terminal = await signIn(instance, 'terminal');
	assert.equal(terminal.user.role, 'admin');
	assertRefused(await attempt({ username: 'guest' }), 403, 40310005);
	assertRefused(await attempt({ username: 'guest', invite: '' }), 403, 40310005);
	assertRefused(await attempt({ username: 'guest', invite: 'x' }), 404, 40410002);
	const made = await terminal.post('/api/admin/invitations', { email: 'guest@example.org' });
	const { token } = made.json;
	const other = await attempt({ username: 'guest', email: 'other@example.org', invite: token });
	assert.equal(other.status, 201, other.text);
	assert.equal(other.json.user.email, 'guest@example.org', 'the address is the invited one');
	assertRefused(await attempt({ username: 'guest2', invite: token }), 404, 40410002);
});

test('an invitation that failed is still good', async () => {
	const terminal = await signIn(instance, 'terminal');
	const { token } = (await terminal.post('/api/admin/invitations', {})).json;
	assertRefused(await attempt({ username: 'terminal', invite: token }), 409);
	assertRefused(
		await attempt({ username: 'late', password: 'short', invite: token }),
		422,
		40010001,
		'password',
	);
	assert.equal((await attempt({ username: 'late', invite: token })).status, 201);
});

test('REGISTRATION=closed lets nobody in; a second start changes no password', async () => {
	const terminal = await signIn(instance, 'terminal');
	const { token } = (await terminal.post('/api/admin/invitations', {})).json;
	const changed = await terminal.post('/api/auth/password', {
		current_password: PASSWORD,
		new_password: 'a river of their own',
	});
	assert.equal(changed.status, 204);
	restart(instance, { REGISTRATION: 'closed' });
	assertRefused(await attempt({ username: 'guest3' }), 403, 40310005);
	assertRefused(await attempt({ username: 'guest3', invite: token }), 403, 40310005);
	const again = await signIn(instance, 'terminal', 'a river of their own');
	assertRefused(await again.post('/api/admin/invitations', {}), 403, 40310005);
	assertRefused(await login(instance, 'terminal', PASSWORD), 401, 40110003);
});
