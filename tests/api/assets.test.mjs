// Assets: what can be traded, one by one and as a list.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertRefused, send, until } from './client.mjs';
import { finish, keyHeaders, peopleInstance, register } from './people.mjs';

const FIELDS = [
	'id',
	'class',
	'exchange',
	'symbol',
	'name',
	'status',
	'tradable',
	'marginable',
	'shortable',
	'easy_to_borrow',
	'fractionable',
	'maintenance_margin_requirement',
	'attributes',
];

let instance;
let anna;
let key;

before(async () => {
	instance = peopleInstance();
	anna = await register(instance, 'anna');
	key = keyHeaders(await anna.key(['read']));
	await until('assets are listed', async () => (await anna.get('/v2/assets/SPY')).status === 200);
});
after(() => finish(instance));

/** What a path leads to; fails unless it is a 200. */
async function good(path) {
	const { status, json, text } = await anna.get(path);
	assert.equal(status, 200, `${path}: ${text.slice(0, 300)}`);
	return json;
}

test('an asset, by symbol in any case and by id', async () => {
	const apple = await good('/v2/assets/AAPL');
	for (const field of FIELDS) assert.ok(field in apple, field);
	assert.deepEqual([apple.symbol, apple.class, apple.status], ['AAPL', 'us_equity', 'active']);
	assert.equal(apple.id, '4e3f1572-6972-8c46-8220-44b9d541e967');
	assert.equal(apple.tradable, true);
	for (const path of [`/v2/assets/${apple.id}`, '/v2/assets/aapl', '/api/assets/AAPL'])
		assert.deepEqual(await good(path), apple);
});

test('what is no asset is not found', async () => {
	for (const name of ['ZZZZZ', '$SPX', '00000000-0000-8000-8000-000000000000', 'A"B'])
		for (const path of ['/v2/assets/', '/api/v2/assets/']) {
			const reply = await anna.get(path + encodeURIComponent(name));
			assertRefused(reply, 404, 40410000);
			assert.equal(reply.json.message, `asset not found for ${name}`);
		}
	const long = await anna.get(`/v2/assets/${'A'.repeat(65)}`);
	assertRefused(long, 422, 40010001, 'symbol_or_asset_id');
});

test('the list has each once, and no index', async () => {
	const assets = await good('/v2/assets');
	assert.ok(assets.length >= 150, `${assets.length} assets`);
	for (const name of ['symbol', 'id'])
		assert.equal(new Set(assets.map((asset) => asset[name])).size, assets.length, name);
	assert.ok(assets.every(({ symbol }) => !symbol.startsWith('$')));
	assert.ok(assets.some(({ symbol }) => symbol === 'SPY'));
	const apple = assets.find(({ symbol }) => symbol === 'AAPL');
	assert.deepEqual(apple, await good('/v2/assets/AAPL'));
});

test('the list is filtered', async () => {
	const all = await good('/v2/assets?status=active&asset_class=us_equity&unknown=1');
	const some = await good('/v2/assets?exchange=nasdaq');
	assert.ok(some.length > 0 && some.length < all.length);
	assert.ok(some.every(({ exchange }) => exchange === 'NASDAQ'));
	const options = await good('/v2/assets?attributes=x,has_options');
	assert.ok(options.length > 0);
	assert.ok(options.every(({ attributes }) => attributes.includes('has_options')));
	for (const query of ['status=inactive', 'asset_class=crypto', 'attributes=x', 'exchange=X'])
		assert.deepEqual(await good(`/v2/assets?${query}`), [], query);
	for (const field of ['status', 'asset_class'])
		assertRefused(await anna.get(`/v2/assets?${field}=x`), 422, 40010001, field);
});

test('only who is signed in, or has a key, is told', async () => {
	for (const path of ['/v2/assets', '/v2/assets/SPY']) {
		assertRefused(await send(instance, path), 401);
		assert.equal((await send(instance, path, { headers: key })).status, 200, path);
	}
});
