// Watchlists: Alpaca's shape, by id and by name, of one account alone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertRefused, many, send, sql, until } from './client.mjs';
import { call, finish, keyHeaders, peopleInstance, register } from './people.mjs';

const LISTS = '/v2/watchlists';
const NAMED = '/v2/watchlists:by_name';
const NOBODYS = '00000000-0000-4000-8000-000000000000';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

let instance;
let anna;
let berta;
let made = 0;

before(async () => {
	instance = peopleInstance();
	anna = await register(instance, 'anna');
	berta = await register(instance, 'berta');
	await until('assets are listed', async () => (await anna.get('/v2/assets/SPY')).status === 200);
});
after(() => finish(instance));

const named = (name) => `${NAMED}?name=${encodeURIComponent(name)}`;

/** A new watchlist of Anna's. */
async function list(symbols = ['AAPL', 'MSFT'], name = `list ${++made}`) {
	const reply = await anna.post(LISTS, { name, symbols });
	assert.equal(reply.status, 200, reply.text);
	return reply.json;
}

const symbolsOf = ({ assets }) => assets.map(({ symbol }) => symbol);

test('a new one has an id, its account, its times, and its assets', async () => {
	const made = await list(['AAPL', 'spy', 'AAPL'], 'first');
	assert.deepEqual(Object.keys(made),
		['id', 'account_id', 'name', 'created_at', 'updated_at', 'assets']);
	assert.match(made.id, UUID);
	assert.equal(made.account_id, anna.user.default_account_id);
	assert.equal(made.name, 'first');
	assert.equal(made.created_at, made.updated_at);
	assert.match(made.created_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
	assert.deepEqual(symbolsOf(made), ['AAPL', 'SPY']);
	assert.deepEqual(made.assets[0], (await anna.get('/v2/assets/AAPL')).json);
	assert.deepEqual((await anna.get(`${LISTS}/${made.id}`)).json, made);
	assert.deepEqual((await anna.get(named('first'))).json, made);
	assert.deepEqual((await anna.get(`/api/watchlists/${made.id}`)).json, made);
	const { assets, ...bare } = made;
	assert.deepEqual((await anna.get(LISTS)).json, [bare]);
	assert.equal(assets.length, 2);
});

test('without symbols it is empty, null is none', async () => {
	for (const body of [{ name: 'empty' }, { name: 'none', symbols: null }]) {
		const { json } = await anna.post(LISTS, body);
		assert.deepEqual(json.assets, []);
	}
});

test('the list goes by name', async () => {
	await list([], 'zebra');
	await list([], 'ant');
	const names = (await anna.get(LISTS)).json.map(({ name }) => name);
	assert.deepEqual(names, names.toSorted());
	assert.ok(names.includes('ant') && names.includes('zebra'));
});

test('a name is unique in its account', async () => {
	const first = await list([], 'taken');
	const second = await list();
	const refused = (reply) => {
		assertRefused(reply, 422, 40010001);
		assert.equal(reply.json.message, 'watchlist name must be unique');
	};
	refused(await anna.post(LISTS, { name: 'taken' }));
	refused(await anna.call('PUT', `${LISTS}/${second.id}`, { name: 'taken' }));
	refused(await anna.call('PUT', named(second.name), { name: 'taken' }));
	assert.equal((await anna.call('PUT', `${LISTS}/${first.id}`, { name: 'taken' })).status, 200);
	assert.equal((await berta.post(LISTS, { name: 'taken' })).status, 200);
	const replies = await many(8, 8, () => anna.post(LISTS, { name: 'wanted by many' }));
	assert.equal(replies.filter(({ status }) => status === 200).length, 1);
	replies.filter(({ status }) => status !== 200).forEach(refused);
});

test('PUT changes what is given', async () => {
	const before = await list(['AAPL']);
	const path = `${LISTS}/${before.id}`;
	const renamed = (await anna.call('PUT', path, { name: 'renamed' })).json;
	assert.deepEqual([renamed.name, symbolsOf(renamed)], ['renamed', ['AAPL']]);
	assert.ok(renamed.updated_at > before.updated_at);
	assert.equal(renamed.created_at, before.created_at);
	const filled = (await anna.call('PUT', path, { symbols: ['QQQ', 'AAPL'] })).json;
	assert.deepEqual([filled.name, symbolsOf(filled)], ['renamed', ['QQQ', 'AAPL']]);
	const emptied = (await anna.call('PUT', named('renamed'), { symbols: [] })).json;
	assert.deepEqual(symbolsOf(emptied), []);
});

test('symbols are put on it and taken off', async () => {
	const { id, name } = await list(['AAPL']);
	const add = async (path, symbol) => symbolsOf((await anna.post(path, { symbol })).json);
	assert.deepEqual(await add(`${LISTS}/${id}`, 'msft'), ['AAPL', 'MSFT']);
	assert.deepEqual(await add(`${LISTS}/${id}`, 'AAPL'), ['AAPL', 'MSFT']);
	assert.deepEqual(await add(named(name), 'SPY'), ['AAPL', 'MSFT', 'SPY']);
	const off = await anna.remove(`${LISTS}/${id}/aapl`);
	assert.deepEqual(symbolsOf(off.json), ['MSFT', 'SPY']);
	const again = await anna.remove(`${LISTS}/${id}/AAPL`);
	assertRefused(again, 404, 40410000);
	assert.equal(again.json.message, 'asset not found for AAPL');
});

test('deleting', async () => {
	const [first, second] = [await list(), await list()];
	for (const path of [`${LISTS}/${first.id}`, named(second.name)]) {
		const reply = await anna.remove(path);
		assert.deepEqual([reply.status, reply.text], [204, '']);
		assertRefused(await anna.remove(path), 404, 40410000);
		assertRefused(await anna.get(path), 404, 40410000);
	}
});

test('a symbol that nobody lists is refused, and changes nothing', async () => {
	const { id } = await list(['AAPL']);
	const path = `${LISTS}/${id}`;
	for (const [wrong, told] of [['ZZZZZ', 'ZZZZZ'], ['$SPX', '$SPX'], ['A"B', 'A"B'], ['', ''], [7, '']])
		for (const [method, at] of [['POST', LISTS], ['PUT', path]]) {
			const reply = await anna.call(method, at, { name: `bad ${++made}`, symbols: ['SPY', wrong] });
			assertRefused(reply, 404, 40410000);
			assert.equal(reply.json.message, `asset not found for ${told}`);
		}
	assertRefused(await anna.post(path, { symbol: 'ZZZZZ' }), 404, 40410000);
	assert.deepEqual(symbolsOf((await anna.get(path)).json), ['AAPL']);
	assert.ok(!(await anna.get(LISTS)).text.includes('bad '));
});

test('what is listed no more stays, as inactive', async () => {
	const { id } = await list(['AAPL']);
	sql(instance, `update watchlists set symbols = '{GONE,AAPL}' where id = '${id}'`);
	const { assets } = (await anna.get(`${LISTS}/${id}`)).json;
	assert.deepEqual(assets.map(({ symbol, status }) => [symbol, status]),
		[['GONE', 'inactive'], ['AAPL', 'active']]);
	assert.deepEqual(symbolsOf((await anna.remove(`${LISTS}/${id}/GONE`)).json), ['AAPL']);
});

test('bodies and queries that are not what the routes take', async () => {
	const { id } = await list();
	const path = `${LISTS}/${id}`;
	const cases = [
		['POST', LISTS, {}, 'name'],
		['POST', LISTS, { name: '' }, 'name'],
		['POST', LISTS, { name: 7 }, 'name'],
		['POST', LISTS, { name: 'x'.repeat(65) }, 'name'],
		['POST', LISTS, { name: 'a\nb' }, 'name'],
		['POST', LISTS, { name: 'x', symbols: 'AAPL' }, 'symbols'],
		['POST', LISTS, { name: 'x', symbols: Array(501).fill('AAPL') }, 'symbols'],
		['PUT', path, { name: '' }, 'name'],
		['PUT', path, { symbols: {} }, 'symbols'],
		['POST', path, {}, 'symbol'],
		['POST', path, { symbol: '' }, 'symbol'],
		['POST', path, { symbol: ['AAPL'] }, 'symbol'],
		['DELETE', `${path}/A%20B`, undefined, 'symbol'],
		['GET', `${LISTS}/x`, undefined, 'watchlist_id'],
		['GET', NAMED, undefined, 'name'],
		['DELETE', `${NAMED}?name=`, undefined, 'name'],
	];
	for (const [method, at, body, field] of cases)
		assertRefused(await anna.call(method, at, body), 422, 40010001, field);
	assertRefused(await anna.call('POST', LISTS, []), 422, 40010001, 'body');
});

test('500 symbols and 200 lists are the most', async () => {
	const { id } = await list(['AAPL']);
	sql(instance, `update watchlists set symbols = (select array_agg('S' || n)
		from generate_series(1, 500) n) where id = '${id}'`);
	const full = await anna.post(`${LISTS}/${id}`, { symbol: 'AAPL' });
	assertRefused(full, 409, 40910001);
	sql(instance, `insert into watchlists (user_id, account_id, name)
		select user_id, id, 'many ' || n from accounts, generate_series(1, 200) n
		where id = '${berta.user.default_account_id}'`);
	assertRefused(await berta.post(LISTS, { name: 'one more' }), 409, 40910001);
});

test('a session names its account, a key has its own', async () => {
	const { id } = await list(['AAPL'], 'of the default account');
	const other = await anna.call('POST', LISTS, { name: 'x' }, { 'X-Account-Id': NOBODYS });
	assertRefused(other, 404, 40410001);
	const hers = { 'X-Account-Id': anna.user.default_account_id };
	assert.equal((await anna.call('GET', `${LISTS}/${id}`, undefined, hers)).json.id, id);
	for (const account of [anna.user.default_account_id, NOBODYS, 'x']) {
		const headers = { 'X-Account-Id': account };
		assertRefused(await berta.call('GET', LISTS, undefined, headers), 404, 40410001);
		assertRefused(await berta.call('POST', LISTS, { name: 'y' }, headers), 404, 40410001);
		assertRefused(await berta.call('GET', `${LISTS}/${id}`, undefined, headers), 404, 40410000);
	}
	const key = keyHeaders(await anna.key());
	const seen = await call(instance, 'GET', `${LISTS}/${id}`, undefined, { ...key, 'X-Account-Id': NOBODYS });
	assert.equal(seen.json.id, id);
	const bot = await send(instance, LISTS, { method: 'POST', body: '{"name":"bot"}', headers: key });
	assert.equal(bot.status, 200, bot.text);
});

test('a request that is repeated with its key acts once', async () => {
	const headers = { 'Idempotency-Key': 'list' };
	const post = (path, body) => anna.call('POST', path, body, headers);
	const replies = await many(5, 5, () => post(LISTS, { name: 'once', symbols: ['SPY'] }));
	assert.deepEqual(new Set(replies.map(({ status, text }) => `${status} ${text}`)).size, 1);
	assert.equal(replies[0].status, 200);
	assertRefused(await post(`${LISTS}/${replies[0].json.id}`, { symbol: 'QQQ' }), 422, 40010001, 'Idempotency-Key');
});

test("another user's are not there", async () => {
	const { id, name } = await list();
	for (const path of [`${LISTS}/${id}`, named(name)])
		for (const [method, body] of [['GET'], ['PUT', { name: 'x' }], ['POST', { symbol: 'SPY' }], ['DELETE']])
			assertRefused(await berta.call(method, path, body), 404, 40410000);
	assertRefused(await berta.remove(`${LISTS}/${id}/AAPL`), 404, 40410000);
	assert.equal((await anna.get(`${LISTS}/${id}`)).json.name, name);
});
