// Paper accounts: made, configured, copied, begun anew, put away; order templates.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertRefused, many, sql } from './client.mjs';
import { PASSWORD, call, finish, keyHeaders, peopleInstance, register, signIn } from './people.mjs';

const ACCOUNTS = '/api/accounts';
const TEMPLATES = '/api/order-templates';
const NOBODYS = '00000000-0000-4000-8000-000000000000';
const FIELDS = [
	'id', 'account_number', 'status', 'is_default', 'currency', 'epoch', 'starting_cash', 'cash',
	'order_count', 'name', 'multiplier', 'shorting', 'fractional', 'fill_model', 'lot_method',
	'fee_per_order', 'fee_per_share', 'fee_least', 'fee_most', 'fee_regulatory', 'borrow_bp',
	'interest_bp', 'day_trade_check', 'largest_order', 'position_share_bp', 'daily_loss',
	'orders_a_day', 'killed', 'killed_at', 'killed_by', 'created_at', 'archived_at',
];

let instance;
let root;
let anna;
let berta;

before(async () => {
	instance = peopleInstance();
	root = await register(instance, 'root');
	anna = await register(instance, 'anna');
	berta = await register(instance, 'berta');
});
after(() => finish(instance));

/** What a request comes to; fails unless it is as wanted. */
async function good(reply, status = 200) {
	const { json, text, status: told } = await reply;
	assert.equal(told, status, text);
	return json;
}

const make = (fields) => good(anna.post(ACCOUNTS, { name: 'Second', ...fields }), 201);
const of = (account) => `${ACCOUNTS}/${account.id ?? account}`;
const query = (text) => sql(instance, text);

/** The ledger's sum for the holder, in one asset. */
const held = (account, asset = 'usd') =>
	query(`select coalesce(trim_scale(sum(amount)), 0) from entries
		where account_id = '${account.id}' and party = 'holder' and asset = '${asset}'`);

test('a new user has one account, with $100,000', async () => {
	const { accounts } = await good(berta.get(ACCOUNTS));
	assert.equal(accounts.length, 1);
	const [first] = accounts;
	assert.deepEqual(Object.keys(first), FIELDS);
	assert.deepEqual(first, {
		...first,
		id: berta.user.default_account_id, status: 'ACTIVE', is_default: true, currency: 'USD',
		epoch: 1, starting_cash: '100000', cash: '100000', order_count: 0, multiplier: 4,
		shorting: true, fractional: true, fill_model: 'realistic', lot_method: 'fifo',
		fee_per_order: '0', fee_least: '0', fee_most: '0', fee_regulatory: false, borrow_bp: 30,
		interest_bp: 625, day_trade_check: false, largest_order: null, position_share_bp: null,
		daily_loss: null, orders_a_day: null, killed: false, killed_at: null, archived_at: null,
	});
	assert.match(first.account_number, /^PA\d{9}$/);
	assert.deepEqual(await good(berta.get(of(first))), first);
	assert.equal(held(first), '100000');
});

test('a new account: its cash is deposited, what is given is configured', async () => {
	const account = await make({
		starting_cash: 25000.5, multiplier: '2', shorting: false, fill_model: 'touch',
		fee_per_order: 1, fee_per_share: '0.005', largest_order: '5000', orders_a_day: 20,
	});
	assert.deepEqual(Object.keys(account), FIELDS);
	assert.deepEqual(account, {
		...account,
		name: 'Second', is_default: false, starting_cash: '25000.5', cash: '25000.5',
		multiplier: 2, shorting: false, fill_model: 'touch', fee_per_order: '1',
		fee_per_share: '0.005', largest_order: '5000', orders_a_day: 20, daily_loss: null,
	});
	assert.equal(held(account), '25000.5');
	assert.equal(query(`select last_equity = 25000.5 from accounts where id = '${account.id}'`), 't');
	const { accounts } = await good(anna.get(ACCOUNTS));
	assert.deepEqual(accounts.at(-1), account);
	assert.equal(query(`select count(*) from activity_log where action = 'account_created'
		and detail ->> 'account_id' = '${account.id}'`), '1');
});

test('a change changes what is given', async () => {
	const before = await make({ largest_order: 700, daily_loss: '50', fee_least: '1', fee_most: '2' });
	const after = await good(anna.patch(of(before), { name: 'Third', largest_order: null, fee_most: 5.25 }));
	assert.deepEqual(after, { ...before, name: 'Third', largest_order: null, fee_most: '5.25' });
	assert.deepEqual(await good(anna.patch(of(before), {})), after);
	assert.deepEqual(await good(anna.get(of(before))), after);
});

test('the default account is chosen, and goes to who signs in', async () => {
	const account = await make({});
	const [first] = (await good(anna.get(ACCOUNTS))).accounts;
	assert.equal((await good(anna.patch(of(account), { is_default: true }))).is_default, true);
	const { accounts } = await good(anna.get(ACCOUNTS));
	assert.deepEqual(accounts.filter(({ is_default: yes }) => yes).map(({ id }) => id), [account.id]);
	assert.equal((await anna.get('/api/auth/me')).json.account_id, account.id);
	const { json } = await anna.post('/v2/watchlists', { name: 'of the new default' });
	assert.equal(json.account_id, account.id);
	assertRefused(await anna.patch(of(account), { is_default: false }), 422, 40010001, 'is_default');
	assertRefused(await anna.post(`${of(account)}/archive`), 409, 40910001);
	await good(anna.patch(of(first), { is_default: true }));
});

test('values that no account can have', async () => {
	const account = await make({});
	const cases = [
		['name', ''], ['name', 'x'.repeat(65)], ['name', 7],
		['multiplier', 3], ['multiplier', 0], ['multiplier', 5], ['multiplier', 'two'],
		['shorting', 'yes'], ['fractional', 1], ['fill_model', 'magic'], ['lot_method', 'best'],
		['fee_per_order', -1], ['fee_per_order', '1e400'], ['fee_per_order', '0.0000001'],
		['fee_per_share', 'free'], ['fee_per_share', 1000000.01], ['fee_least', {}],
		['borrow_bp', -1], ['borrow_bp', 1.5], ['interest_bp', 1000001], ['day_trade_check', []],
		['largest_order', 0], ['largest_order', '-5'], ['position_share_bp', 0],
		['position_share_bp', 100001], ['daily_loss', 0], ['orders_a_day', 0], ['orders_a_day', 1e7],
		['balance', 5], ['cash', '1000000'], ['user_id', 1], ['epoch', 2], ['seed', 1], ['killed', false],
	];
	for (const [field, value] of cases) {
		assertRefused(await anna.patch(of(account), { [field]: value }), 422, 40010001, field);
		assertRefused(await anna.post(ACCOUNTS, { name: 'x', [field]: value }), 422, 40010001, field);
	}
	for (const value of [0, -1, '0.999999', '1000000000.01', 'a lot', [], true, '1e20'])
		assertRefused(await anna.post(ACCOUNTS, { name: 'x', starting_cash: value }), 422, 40010001, 'starting_cash');
	assertRefused(await anna.post(ACCOUNTS, {}), 422, 40010001, 'name');
	assertRefused(await anna.post(ACCOUNTS, { name: 'x', fee_least: 2, fee_most: 1 }), 422, 40010001, 'fee_most');
	assertRefused(await anna.get(`${ACCOUNTS}/x`), 422, 40010001, 'account_id');
	assert.deepEqual(await good(anna.get(of(account))), account);
});

test('fees fit each other, over several changes too', async () => {
	const account = await make({ fee_least: '3', fee_most: '4' });
	assertRefused(await anna.patch(of(account), { fee_least: '4.01' }), 422, 40010001, 'fee_most');
	assertRefused(await anna.patch(of(account), { fee_most: '2.99' }), 422, 40010001, 'fee_most');
	await good(anna.patch(of(account), { fee_most: 0 }));
	await good(anna.patch(of(account), { fee_least: '4.01' }));
});

test('an account that owes cash keeps its margin', async () => {
	const account = await make({});
	query(`update accounts set cash = -1 where id = '${account.id}'`);
	assertRefused(await anna.patch(of(account), { multiplier: 1 }), 409, 40910001);
	assert.equal((await good(anna.patch(of(account), { multiplier: 2 }))).multiplier, 2);
	query(`update accounts set cash = 0 where id = '${account.id}'`);
	assert.equal((await good(anna.patch(of(account), { multiplier: 1 }))).multiplier, 1);
});

test('a copy is configured alike, and holds cash alone', async () => {
	const account = await make({ starting_cash: 5000, multiplier: 1, fee_per_order: '2.5', daily_loss: 9 });
	const copy = await good(anna.post(`${of(account)}/clone`), 201);
	for (const field of FIELDS)
		if (!['id', 'account_number', 'created_at'].includes(field))
			assert.deepEqual(copy[field], account[field], field);
	assert.notEqual(copy.id, account.id);
	assert.notEqual(copy.account_number, account.account_number);
	assert.equal(held(copy), '5000');
	const other = await good(anna.post(`${of(account)}/clone`, { name: 'Other', starting_cash: '1' }), 201);
	assert.deepEqual([other.name, other.starting_cash, other.cash], ['Other', '1', '1']);
	assertRefused(await anna.post(`${of(account)}/clone`, { starting_cash: 0 }), 422, 40010001, 'starting_cash');
	assertRefused(await anna.post(`${of(account)}/clone`, { multiplier: 4 }), 422, 40010001, 'multiplier');
});

test('begun anew: a new epoch with its own deposit, the books closed', async () => {
	const account = await make({ starting_cash: 5000, fee_per_order: 1 });
	const key = keyHeaders(await good(anna.post('/api/keys', { name: 'bot', account_id: account.id }), 201));
	const again = await good(anna.post(`${of(account)}/reset`));
	assert.deepEqual(again, { ...account, epoch: 2 });
	const richer = await good(anna.post(`${of(account)}/reset`, { starting_cash: '7500.25' }));
	assert.deepEqual(richer, { ...account, epoch: 3, starting_cash: '7500.25', cash: '7500.25' });
	assert.equal(held(account), '7500.25');
	assert.equal(
		query(`select string_agg(concat_ws(' ', epoch, kind, trim_scale(amount)), ', ' order by t.id)
			from transfers t join entries e on e.transfer_id = t.id
			where t.account_id = '${account.id}' and party = 'holder'`),
		'1 deposit 5000, 1 reset -5000, 2 deposit 5000, 2 reset -5000, 3 deposit 7500.25',
	);
	assert.equal((await call(instance, 'GET', of(account), undefined, key)).json.epoch, 3);
	assertRefused(await anna.post(`${of(account)}/reset`, { starting_cash: '1e12' }), 422, 40010001, 'starting_cash');
});

test('archived: it is listed when asked for, and changes no more', async () => {
	const account = await make({});
	const gone = await good(anna.post(`${of(account)}/archive`));
	assert.deepEqual({ ...gone, archived_at: null }, { ...account, status: 'ARCHIVED' });
	assert.match(gone.archived_at, /Z$/);
	const listed = async (path) => (await good(anna.get(path))).accounts.some(({ id }) => id === account.id);
	assert.deepEqual([await listed(ACCOUNTS), await listed(`${ACCOUNTS}?archived=true`)], [false, true]);
	assert.deepEqual(await good(anna.get(of(account))), gone);
	for (const [method, path, body] of [
		['PATCH', of(account), { name: 'x' }],
		['PATCH', of(account), { is_default: true }],
		['POST', `${of(account)}/reset`],
		['POST', `${of(account)}/archive`],
	])
		assertRefused(await anna.call(method, path, body), 409, 40910001);
	assertRefused(await anna.patch('/api/settings', { default_account_id: account.id }), 404, 40410001);
	assertRefused(await anna.get(`${ACCOUNTS}?archived=maybe`), 422, 40010001, 'archived');
});

test('a hundred accounts are the most', async () => {
	query(`insert into accounts (user_id, name, starting_cash) select id, 'many', 1
		from users, generate_series(1, 99) where username = 'berta'`);
	assertRefused(await berta.post(ACCOUNTS, { name: 'one more' }), 409, 40910001);
	assertRefused(await berta.post(`${of(berta.user.default_account_id)}/clone`), 409, 40910001);
});

test('a key is told of its own account alone, and makes none', async () => {
	const account = await make({});
	const key = keyHeaders(await good(anna.post('/api/keys', { name: 'bot', account_id: account.id }), 201));
	const { accounts } = await good(call(instance, 'GET', ACCOUNTS, undefined, key));
	assert.deepEqual(accounts.map(({ id }) => id), [account.id]);
	assert.equal((await call(instance, 'GET', of(account.id.toUpperCase()), undefined, key)).status, 200);
	const other = await call(instance, 'GET', of(anna.user.default_account_id), undefined, key);
	assertRefused(other, 404, 40410001);
	assertRefused(await call(instance, 'POST', ACCOUNTS, { name: 'x' }, key), 403, 40310000);
	assertRefused(await call(instance, 'PATCH', of(account), { name: 'x' }, key), 403, 40310000);
	assertRefused(await call(instance, 'POST', `${of(account)}/reset`, undefined, key), 403, 40310000);
});

test('a request that is repeated with its key acts once', async () => {
	const post = (path, body, key) => anna.call('POST', path, body, { 'Idempotency-Key': key });
	const first = await post(ACCOUNTS, { name: 'Once' }, 'make');
	const replies = await many(4, 4, () => post(ACCOUNTS, { name: 'Once' }, 'make'));
	for (const { status, text, headers } of replies)
		assert.deepEqual([status, text, headers['idempotent-replayed']], [201, first.text, 'true']);
	assert.equal(query(`select count(*) from accounts where name = 'Once'`), '1');
	assertRefused(await post(ACCOUNTS, { name: 'Twice' }, 'make'), 422, 40010001, 'Idempotency-Key');
	const [account, other] = [first.json, await make({})];
	for (const n of [1, 2]) assert.equal((await good(post(`${of(account)}/reset`, {}, 'reset'))).epoch, 2, n);
	assertRefused(await post(`${of(other)}/reset`, {}, 'reset'), 422, 40010001, 'Idempotency-Key');
	assertRefused(await post(`${of(account)}/clone`, { starting_cash: 0 }, 'clone'), 422, 40010001, 'starting_cash');
	const copies = [await post(`${of(account)}/clone`, {}, 'clone'), await post(`${of(account)}/clone`, {}, 'clone')];
	assert.deepEqual(copies.map(({ json }) => json.id), Array(2).fill(copies[0].json.id), 'a refusal uses no key up');
	const template = { name: 'Once', order: {} };
	const kept = [await post(TEMPLATES, template, 'template'), await post(TEMPLATES, template, 'template')];
	assert.deepEqual(kept.map(({ status }) => status), [201, 201]);
	assertRefused(await post(ACCOUNTS, { name: 'x' }, 'k'.repeat(256)), 422, 40010001, 'Idempotency-Key');
	assert.equal((await berta.call('POST', TEMPLATES, template, { 'Idempotency-Key': 'template' })).headers['idempotent-replayed'], undefined);
	for (const person of [anna, berta])
		await person.remove(`${TEMPLATES}/${(await good(person.get(TEMPLATES))).templates[0].id}`);
});

test("another user's accounts are not there", async () => {
	const account = await make({});
	for (const [method, path, body] of [
		['GET', of(account)],
		['GET', of(NOBODYS)],
		['PATCH', of(account), { name: 'x' }],
		['PATCH', of(account), { is_default: true }],
		['POST', `${of(account)}/clone`],
		['POST', `${of(account)}/reset`],
		['POST', `${of(account)}/archive`],
	])
		assertRefused(await berta.call(method, path, body), 404, 40410001);
	assert.deepEqual(await good(anna.get(of(account))), account);
});

test('a viewer looks, and changes nothing', async () => {
	await root.post('/api/admin/users', { username: 'viewer', password: PASSWORD, role: 'viewer' });
	const viewer = await signIn(instance, 'viewer');
	const [own] = (await good(viewer.get(ACCOUNTS))).accounts;
	for (const [method, path, body] of [
		['POST', ACCOUNTS, { name: 'x' }],
		['PATCH', of(own), { name: 'x' }],
		['POST', `${of(own)}/clone`],
		['POST', `${of(own)}/reset`],
		['POST', `${of(own)}/archive`],
	])
		assertRefused(await viewer.call(method, path, body), 403, 40310004);
});

test('order templates: kept as they came, by name', async () => {
	const order = { symbol: 'AAPL', qty: 1.5, side: 'buy', legs: [{ a: null, b: true }], limit_price: '1.10' };
	const made = await good(anna.post(TEMPLATES, { name: 'Scalp', order }), 201);
	assert.deepEqual(Object.keys(made), ['id', 'name', 'order', 'created_at', 'updated_at']);
	assert.deepEqual([made.name, made.order], ['Scalp', order]);
	const path = `${TEMPLATES}/${made.id}`;
	const renamed = await good(anna.patch(path, { name: 'Swing' }));
	assert.deepEqual([renamed.name, renamed.order, renamed.created_at], ['Swing', order, made.created_at]);
	const changed = await good(anna.patch(path, { order: { symbol: 'SPY' } }));
	assert.deepEqual([changed.name, changed.order], ['Swing', { symbol: 'SPY' }]);
	const other = await good(anna.post(TEMPLATES, { name: 'Buy', order: {} }), 201);
	assert.deepEqual((await good(anna.get(TEMPLATES))).templates, [other, changed]);
	assertRefused(await anna.post(TEMPLATES, { name: 'Buy', order: {} }), 422, 40010001);
	assertRefused(await anna.patch(path, { name: 'Buy' }), 422, 40010001);
	assert.deepEqual(await good(berta.get(TEMPLATES)), { templates: [] });
	for (const [method, body] of [['PATCH', { name: 'x' }], ['DELETE']])
		assertRefused(await berta.call(method, path, body), 404, 40410001);
	assert.equal((await anna.remove(path)).status, 204);
	assertRefused(await anna.remove(path), 404, 40410001);
});

test('order templates that are none', async () => {
	const { id } = await good(anna.post(TEMPLATES, { name: 'Good', order: {} }), 201);
	const large = { note: 'x'.repeat(8200) };
	for (const [body, field] of [
		[{ name: '', order: {} }, 'name'],
		[{ name: 'x'.repeat(65), order: {} }, 'name'],
		[{ name: 'x', order: [] }, 'order'],
		[{ name: 'x', order: 'buy' }, 'order'],
		[{ name: 'x', order: large }, 'order'],
		[{ name: 'x', order: { list: Array(4000).fill(1) } }, 'order'],
		[{ name: 'x', order: {}, user_id: 1 }, 'user_id'],
	]) {
		assertRefused(await anna.post(TEMPLATES, body), 422, 40010001, field);
		assertRefused(await anna.patch(`${TEMPLATES}/${id}`, body), 422, 40010001, field);
	}
	assertRefused(await anna.post(TEMPLATES, { name: 'x' }), 422, 40010001, 'order');
	query(`insert into order_templates (user_id, name, body) select id, 'many ' || n, '{}'
		from users, generate_series(1, 200) n where username = 'berta'`);
	assertRefused(await berta.post(TEMPLATES, { name: 'one more', order: {} }), 409, 40910001);
});
