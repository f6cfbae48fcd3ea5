// A page of bars of many symbols, each made of years, is not too much for a request.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { send } from './client.mjs';
import { finish, keyHeaders, peopleInstance, register } from './people.mjs';

let instance;
let headers;
const get = (path) => send(instance, path, { headers });

before(async () => {
	instance = peopleInstance();
	const anna = await register(instance, 'anna');
	headers = keyHeaders(await anna.key());
});
after(() => finish(instance));

test('years of a hundred symbols are one page', async () => {
	const assets = await get('/v2/assets');
	const symbols = assets.json.slice(0, 100).map((one) => one.symbol);
	const { status, json, text } = await get(
		`/v2/stocks/bars?symbols=${symbols}&timeframe=12Month&start=2000-01-01&limit=10000`,
	);
	assert.equal(status, 200, text.slice(0, 300));
	assert.deepEqual(Object.keys(json.bars), symbols.toSorted());
	assert.equal(json.next_page_token, null);
	const { json: one } = await get(
		`/v2/stocks/${symbols[99]}/bars?timeframe=12Month&start=2000-01-01`,
	);
	assert.deepEqual(json.bars[symbols[99]].slice(0, -1), one.bars.slice(0, -1));
});
