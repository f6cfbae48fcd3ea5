// Corporate actions: Alpaca's groups and announcements, and PaperTrade's own list.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { send } from './client.mjs';
import { finish, keyHeaders, peopleInstance, register } from './people.mjs';

let instance;
let headers;
const get = (path) => send(instance, path, { headers });

before(async () => {
	instance = peopleInstance();
	const anna = await register(instance, 'anna');
	headers = keyHeaders(await anna.key(['read']));
});
after(() => finish(instance));

/** What a path leads to; fails unless it is a 200. */
async function good(path) {
	const { status, json, text } = await get(path);
	assert.equal(status, 200, `${path}: ${text.slice(0, 300)}`);
	return json;
}

async function refuses(path, field) {
	const { status, json } = await get(path);
	assert.equal(status, 422, path);
	assert.equal(json.field, field, path);
}

const isDay = /^\d{4}-\d\d-\d\d$/;
const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const grouped = (query) => good(`/v1beta1/corporate-actions?${query}`);
const listed = (query) => good(`/api/market/corporate-actions?${query}`);

/** All pages of the list. */
async function pages(query) {
	const all = [];
	let token = null;
	do {
		const more = token === null ? '' : `&page_token=${token}`;
		const reply = await listed(`${query}${more}`);
		all.push(reply.corporate_actions);
		token = reply.next_page_token;
		assert.ok(all.length < 100, 'pages without end');
	} while (token !== null);
	return all;
}

describe('groups', () => {
	test('dividends of a symbol', async () => {
		const reply = await grouped('symbols=KO&start=2025-01-01&end=2025-12-31');
		assert.deepEqual(Object.keys(reply), ['corporate_actions', 'next_page_token']);
		const { cash_dividends: dividends } = reply.corporate_actions;
		assert.equal(dividends.length, 4);
		for (const one of dividends) {
			assert.match(one.id, isId);
			assert.equal(one.symbol, 'KO');
			assert.ok(one.rate > 0.1 && one.rate < 5);
			assert.equal(one.special, false);
			for (const name of ['ex_date', 'record_date', 'payable_date', 'process_date'])
				assert.match(one[name], isDay);
			assert.ok(one.ex_date <= one.record_date && one.record_date < one.payable_date);
		}
	});

	test('splits of all, both ways', async () => {
		const reply = await grouped(
			'types=forward_split,reverse_split&start=2005-01-01&end=2025-12-31&limit=1000',
		);
		const { forward_splits: forward, reverse_splits: reverse } = reply.corporate_actions;
		assert.ok(forward.length > 5);
		assert.ok(forward.every((one) => one.new_rate > one.old_rate));
		assert.ok((reverse ?? []).every((one) => one.new_rate < one.old_rate));
		assert.equal(reply.corporate_actions.cash_dividends, undefined);
	});

	test('nothing today, of nobody, and of types that are nobody’s', async () => {
		for (const query of [
			'symbols=NOSUCH&start=2025-01-01&end=2025-12-31',
			'types=cash_merger&start=2025-01-01&end=2025-12-31',
		])
			assert.deepEqual(await grouped(query), { corporate_actions: {}, next_page_token: null });
		await grouped('');
	});

	test('refusals', async () => {
		const path = '/v1beta1/corporate-actions?';
		await refuses(`${path}start=2025-02-01&end=2025-01-01`, 'end');
		await refuses(`${path}types=party`, 'types');
		await refuses(`${path}types=cash_dividend,`, 'types');
		await refuses(`${path}limit=0`, 'limit');
		await refuses(`${path}limit=1000000000`, 'limit');
		await refuses(`${path}start=2025-02-31`, 'start');
		await refuses(`${path}page_token=nonsense`, 'page_token');
		await refuses(`${path}sort=sideways`, 'sort');
	});
});

describe('the list', () => {
	test('pages are the whole, both ways', async () => {
		const range = 'start=2025-01-01&end=2025-06-30';
		const all = (await pages(`${range}&limit=1000`)).flat();
		const parts = await pages(`${range}&limit=60`);
		assert.ok(parts.length > 3);
		assert.deepEqual(parts.flat(), all);
		assert.equal(new Set(all.map((one) => one.id)).size, all.length);
		const days = all.map((one) => one.ex_date);
		assert.deepEqual(days, days.toSorted());
		const down = (await pages(`${range}&limit=45&sort=desc`)).flat();
		assert.deepEqual(down.toReversed(), all);
		const three = (await pages(`${range}&symbols=KO,PG,XOM&limit=2`)).flat();
		const symbols = ['KO', 'PG', 'XOM'];
		assert.deepEqual(three, all.filter((one) => symbols.includes(one.symbol)));
	});

	test('tells types, dates and source', async () => {
		const reply = await listed('symbol=jnj');
		assert.equal(reply.source, 'sim');
		assert.equal(reply.simulated, true);
		assert.ok(reply.corporate_actions.length >= 1);
		for (const one of reply.corporate_actions) {
			assert.equal(one.type, 'cash_dividend');
			assert.equal(one.symbol, 'JNJ');
			assert.match(one.declaration_date, isDay);
			assert.ok(Date.parse(one.declaration_date) <= Date.now());
		}
	});

	test('refusals', async () => {
		assert.equal((await get('/api/market/corporate-actions?symbol=NOSUCH')).status, 404);
		await refuses('/api/market/corporate-actions?symbol=KO&symbols=PG', 'symbol');
		await refuses('/api/market/corporate-actions?unknown=1', 'unknown');
	});
});

describe('announcements', () => {
	const path = '/v2/corporate_actions/announcements';
	const quarter = 'since=2025-01-01&until=2025-03-31';

	test('of a quarter, and each by its id', async () => {
		const all = await good(`${path}?ca_types=dividend,split&${quarter}`);
		assert.ok(all.length > 100);
		for (const one of all) {
			assert.match(one.id, isId);
			assert.ok(['dividend', 'split'].includes(one.ca_type));
			assert.match(one.cash, /^\d+(\.\d+)?$/);
			assert.equal(typeof one.new_rate, 'string');
			assert.ok(one.ex_date >= '2025-01-01' && one.ex_date <= '2025-03-31');
		}
		for (const one of all.slice(0, 5)) assert.deepEqual(await good(`${path}/${one.id}`), one);
		const ko = await good(`${path}?ca_types=Dividend&${quarter}&symbol=ko`);
		assert.deepEqual(ko, all.filter((one) => one.initiating_symbol === 'KO'));
	});

	test('by another date', async () => {
		const fields = { declaration_date: 'declaration_date', payable_date: 'payable_date' };
		for (const [type, field] of Object.entries(fields)) {
			const all = await good(`${path}?ca_types=dividend&${quarter}&date_type=${type}`);
			assert.ok(all.length > 50);
			assert.ok(all.every((one) => one[field] >= '2025-01-01' && one[field] <= '2025-03-31'));
		}
		assert.deepEqual(await good(`${path}?ca_types=merger&${quarter}`), []);
	});

	test('refusals', async () => {
		await refuses(`${path}?${quarter}`, 'ca_types');
		await refuses(`${path}?ca_types=party&${quarter}`, 'ca_types');
		await refuses(`${path}?ca_types=split&since=2025-01-01`, 'until');
		await refuses(`${path}?ca_types=split&since=2025-01-01&until=2025-04-30`, 'until');
		await refuses(`${path}?ca_types=split&since=2025-02-01&until=2025-01-01`, 'until');
		await refuses(`${path}?ca_types=split&${quarter}&cusip=191216100`, 'cusip');
		await refuses(`${path}/not-an-id`, 'id');
		for (const id of [
			'00000000-0000-8000-8000-000000000000',
			'ffffffff-ffff-ffff-ffff-ffffffffffff',
			'00004e2f-0001-8abc-8abc-0123456789ab',
		])
			assert.equal((await get(`${path}/${id}`)).status, 404, id);
	});
});
