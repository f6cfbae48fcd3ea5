// Kill switches: they stop what rests and what comes, over restarts, and never their own
// release or a sign-in.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertRefused, many, sql, until } from './client.mjs';
import { call, finish, register, restart, signIn } from './people.mjs';
import { assertTradeRefused, trader, tradingInstance } from './trading.mjs';

const SERVER = '/api/admin/kill-switch';
const RESTING = { qty: '1', type: 'limit', limit_price: '1' };
const ORDER = { symbol: 'AAPL', qty: '1', side: 'buy', type: 'market', time_in_force: 'day' };

let instance;
let root;

before(async () => {
	instance = tradingInstance();
	root = await register(instance, 'root');
});
after(() => finish(instance));

const switchOf = (one) => `/api/accounts/${one.account}/kill`;
const OFF = { killed: false, killed_at: null, killed_by: null };

/** What the log says of an action of somebody's. */
const logged = (username, action) =>
	sql(instance, `select coalesce(string_agg(outcome, ' '), '') from activity_log l
		join users u on u.id = l.user_id where username = '${username}' and action = '${action}'`);

const assertStopped = async (one, message) =>
	assertTradeRefused(await one.send(ORDER), 423, message.includes('server') ? 42310001 : 42310000, message);
const ACCOUNT_STOPPED = 'trading on this account is stopped by its kill switch';
const SERVER_STOPPED = 'trading on this server is stopped by its kill switch';

test('of an account: what rests is cancelled, what comes is refused, until it is released', async () => {
	const one = await trader(instance, { fill_model: 'touch' });
	const { username } = one.person.user;
	await one.place({ qty: '2' });
	const resting = [await one.place(RESTING), await one.place({ ...RESTING, symbol: 'MSFT' })];
	assert.deepEqual(await one.get(switchOf(one)),
		{ account_id: one.account, ...OFF, server: { ...OFF, reason: null } });

	const killed = await one.person.post(switchOf(one));
	assert.equal(killed.status, 200, killed.text);
	assert.deepEqual({ ...killed.json, killed_at: null }, {
		account_id: one.account, killed: true, killed_at: null, killed_by: username, canceled: 2,
		server: { ...OFF, reason: null },
	});
	for (const { id } of resting) assert.equal((await one.order(id)).status, 'canceled');
	await assertStopped(one, ACCOUNT_STOPPED);
	assert.equal((await one.call('DELETE', '/v2/positions/AAPL')).status, 423);
	assert.equal((await one.get('/v2/account')).trading_blocked, true);
	assert.equal((await one.get('/v2/positions')).length, 1);
	const account = await one.get(`/api/accounts/${one.account}`);
	assert.deepEqual([account.killed, account.killed_by, account.killed_at],
		[true, username, killed.json.killed_at]);

	const again = await one.call('POST', switchOf(one));
	assert.deepEqual(again.json, { ...killed.json, canceled: 0 }, 'who was first stays on record');
	const released = await one.call('DELETE', switchOf(one));
	assert.deepEqual(released.json, { account_id: one.account, ...OFF, server: { ...OFF, reason: null } });
	await one.place({ qty: '1' });
	for (const { id } of resting) assert.equal((await one.order(id)).status, 'canceled');
	assert.equal(logged(username, 'account_killed'), 'done done');
	assert.equal(logged(username, 'account_released'), 'done');
	one.assertBooks();
});

test('a bot stops its own account, and says which key it was', async () => {
	const one = await trader(instance);
	assert.equal((await one.call('POST', switchOf(one))).json.killed_by, one.key.key_id);
	await assertStopped(one, ACCOUNT_STOPPED);
	assert.equal((await one.call('DELETE', switchOf(one))).status, 200);
});

test('other accounts go on', async () => {
	const [one, other] = [await trader(instance), await trader(instance)];
	const second = (await one.person.post('/api/accounts', { name: 'Second' })).json;
	await one.person.post(switchOf(one));
	await other.place({ qty: '1' });
	const reply = await one.person.call('POST', '/v2/orders', ORDER, { 'X-Account-Id': second.id });
	assert.equal(reply.status, 200, reply.text);
});

test("nobody else's: neither another user's, nor another of the key's user", async () => {
	const [one, other] = [await trader(instance), await trader(instance)];
	const second = (await one.person.post('/api/accounts', { name: 'Second' })).json;
	for (const method of ['GET', 'POST', 'DELETE']) {
		assertRefused(await other.person.call(method, switchOf(one)), 404, 40410001);
		assertRefused(await root.call(method, switchOf(one)), 404, 40410001);
		assertRefused(await one.call(method, switchOf({ account: second.id })), 404, 40410001);
		assertRefused(await one.call(method, '/api/accounts/x/kill'), 422, 40010001, 'account_id');
	}
	assert.equal((await one.get(switchOf(one))).killed, false);
	await other.person.post('/api/accounts', { name: 'x' });
});

test('orders that race with it: none is left open', async () => {
	const one = await trader(instance);
	const replies = await many(12, 6, (number) =>
		number === 4 ? one.call('POST', switchOf(one)) : one.send({ ...ORDER, ...RESTING }));
	const placed = replies.filter(({ status, json }) => status === 200 && json.symbol);
	const refused = replies.filter(({ status }) => status === 423);
	assert.equal(placed.length + refused.length, 11);
	assert.deepEqual(await one.get('/v2/orders'), []);
	assert.equal(one.sql(`select count(*) from orders where account_id = $account and open`), '0');
});

test('of the server: only administrators, and it stops everybody', async () => {
	const one = await trader(instance);
	for (const method of ['GET', 'POST', 'DELETE']) {
		assertRefused(await one.person.call(method, SERVER), 403, 40310000);
		assertRefused(await one.call(method, SERVER), 403, 40310000);
	}
	assert.deepEqual((await root.get(SERVER)).json, { ...OFF, reason: null });
	assertRefused(await root.post(SERVER, { reason: 'x'.repeat(257) }), 422, 40010001, 'reason');
	assertRefused(await root.post(SERVER, { why: 'x' }), 422, 40010001, 'why');
	const { json } = await root.post(SERVER, { reason: 'feed is wrong' });
	assert.deepEqual({ ...json, killed_at: null },
		{ killed: true, killed_at: null, killed_by: 'root', reason: 'feed is wrong' });
	assert.match(json.killed_at, /Z$/);
	await assertStopped(one, SERVER_STOPPED);
	assert.deepEqual((await one.get(switchOf(one))).server, json, 'everybody can read why');
	assert.deepEqual((await root.post(SERVER, { reason: 'another' })).json, json);
	assert.equal(logged('root', 'server_killed'), 'done done');
});

test('what rests in everybody\'s accounts ends', async () => {
	await root.remove(SERVER);
	const traders = [await trader(instance), await trader(instance)];
	const resting = [];
	for (const one of traders) resting.push(await one.place(RESTING), await one.place({ ...RESTING, symbol: 'SPY' }));
	await root.post(SERVER);
	for (const [at, { id }] of resting.entries())
		await until('it is cancelled', async () => (await traders[at >> 1].order(id)).status === 'canceled');
	for (const one of traders) {
		assert.equal(one.sql(`select count(*) from outbox where account_id = $account
			and payload ->> 'event' = 'canceled'`), '2');
		one.assertBooks();
	}
});

test('it survives a restart, and lets people sign in, read, and administrators release it', async () => {
	const one = await trader(instance, { fill_model: 'touch' });
	await root.post(SERVER);
	await one.person.post(switchOf(one));
	restart(instance, {});
	root = await signIn(instance, 'root');
	await assertStopped(one, SERVER_STOPPED);
	const back = await signIn(instance, one.person.user.username);
	for (const path of ['/v2/account', '/v2/orders', '/api/portfolio', switchOf(one)])
		assert.equal((await back.get(path)).status, 200, path);
	assert.deepEqual((await root.remove(SERVER)).json, { ...OFF, reason: null });
	assert.equal(logged('root', 'server_released'), 'done done');
	await assertStopped(one, ACCOUNT_STOPPED);
	assert.equal((await back.remove(switchOf(one))).status, 200);
	assert.equal((await one.get(switchOf(one))).killed, false);
	const free = await call(instance, 'GET', '/v2/account', undefined, one.headers);
	assert.equal(free.json.trading_blocked, false);
});
