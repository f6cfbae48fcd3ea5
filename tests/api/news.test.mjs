// News: PaperTrade's own lists and Alpaca's: shapes, pages, refusals.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertRefused, send } from './client.mjs';
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

const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/;

/** All pages of a query. */
async function pages(path) {
	const all = [];
	let token = null;
	do {
		const more = token === null ? '' : `&page_token=${token}`;
		const reply = await good(`${path}${more}`);
		all.push(reply.news);
		token = reply.next_page_token;
		assert.ok(all.length < 100, 'pages without end');
	} while (token !== null);
	return all;
}

describe("PaperTrade's own", () => {
	test('news of a company', async () => {
		const reply = await good('/api/news?symbol=aapl&limit=15');
		assert.equal(reply.source, 'sim');
		assert.equal(reply.simulated, true);
		assert.equal(reply.news.length, 15);
		for (const item of reply.news) {
			assert.ok(Number.isSafeInteger(item.id));
			assert.ok(item.headline.length > 8 && item.summary.length > 8);
			assert.deepEqual(item.symbols, ['AAPL']);
			assert.equal(item.source, 'PaperTrade Simulated News');
			assert.equal(item.url, null);
			assert.equal(item.simulated, true);
			assert.match(item.created_at, isTime);
			assert.ok(Date.parse(item.created_at) <= Date.now());
		}
		const times = reply.news.map((item) => Date.parse(item.created_at));
		assert.deepEqual(times, times.toSorted((a, b) => b - a));
		const { news } = await good('/api/news/company/AAPL?limit=15');
		assert.deepEqual(news, reply.news);
	});

	test('news of several, of anything, of the market', async () => {
		const two = await good('/api/news?symbols=MSFT,NVDA&limit=40');
		const named = new Set(two.news.flatMap((item) => item.symbols));
		assert.deepEqual([...named].sort(), ['MSFT', 'NVDA']);
		const any = await good('/api/news?limit=100');
		assert.ok(new Set(any.news.flatMap((item) => item.symbols)).size > 20);
		const market = await good('/api/news/market');
		assert.equal(market.news.length, 20);
		for (const item of market.news)
			assert.ok(item.symbols.some((symbol) => ['SPY', 'QQQ', 'DIA'].includes(symbol)));
	});

	test('by time, and the closing figures are those of the index', async () => {
		const path = '/api/news?symbol=$SPX&start=2026-03-02&end=2026-03-07';
		const { news } = await good(path);
		const times = news.map((item) => item.created_at);
		assert.ok(times.every((time) => time >= '2026-03-02T05' && time < '2026-03-08T06'));
		const said = news.map((item) => item.summary).join('\n').replaceAll(',', '');
		const bars = await good(
			'/v2/stocks/SPY/bars?timeframe=1Day&start=2026-03-02&end=2026-03-06&limit=10',
		);
		assert.ok(bars.bars.length >= 4);
		const index = await good('/v2/stocks/$SPX/bars?timeframe=1Day&start=2026-03-02&end=2026-03-05');
		for (const bar of index.bars) assert.ok(said.includes(bar.c.toFixed(2)), `${bar.c}\n${said}`);
	});

	test('pages are the whole, once each', async () => {
		const range = 'symbols=AAPL,SPY&start=2026-02-01&end=2026-02-20';
		const [all] = await pages(`/api/news?${range}&limit=100`);
		const parts = await pages(`/api/news?${range}&limit=7`);
		assert.ok(parts.length > 2);
		assert.deepEqual(parts.flat(), (await pages(`/api/news?${range}&limit=100`)).flat());
		assert.equal(new Set(parts.flat().map((item) => item.id)).size, parts.flat().length);
		const up = (await pages(`/api/news?${range}&limit=9&sort=asc`)).flat();
		assert.deepEqual(up.toReversed(), parts.flat());
		assert.ok(all.length > 20);
	});

	test('refusals', async () => {
		const refused = [
			['/api/news?limit=0', 422, 'limit'],
			['/api/news?limit=1000000000', 422, 'limit'],
			['/api/news?start=2026-03-02&end=2026-03-01', 422, 'end'],
			['/api/news?start=2026-02-30', 422, 'start'],
			['/api/news?symbol=AAPL&symbols=MSFT', 422, 'symbol'],
			['/api/news?symbol=A%20B', 422, 'symbol'],
			['/api/news?page_token=AAAA', 422, 'page_token'],
			['/api/news?colour=red', 422, 'colour'],
			['/api/news?symbol=NOSUCH', 404],
			['/api/news?symbols=AAPL,NOSUCH', 404],
			['/api/news/company/NOSUCH', 404],
			['/api/news/market?symbol=AAPL', 422, 'symbol'],
		];
		for (const [path, status, field] of refused) {
			const reply = await get(path);
			assert.equal(reply.status, status, path);
			if (field !== undefined) assert.equal(reply.json.field, field, path);
		}
		assertRefused(await send(instance, '/api/news'), 401);
	});
});

describe("Alpaca's", () => {
	test('shape', async () => {
		const reply = await good('/v1beta1/news?symbols=TSLA');
		assert.deepEqual(Object.keys(reply), ['news', 'next_page_token']);
		assert.equal(reply.news.length, 10);
		assert.equal(typeof reply.next_page_token, 'string');
		for (const item of reply.news) {
			assert.deepEqual(Object.keys(item).sort(), [
				'author',
				'content',
				'created_at',
				'headline',
				'id',
				'images',
				'source',
				'summary',
				'symbols',
				'updated_at',
				'url',
			]);
			assert.equal(typeof item.author, 'string');
			assert.equal(item.content, '');
			assert.deepEqual(item.images, []);
		}
		const full = await good('/v1beta1/news?symbols=TSLA&include_content=true&exclude_contentless=true');
		assert.ok(full.news.every((item) => item.content.length > 8));
	});

	test('pages, both ways, and unknown symbols have none', async () => {
		const path = '/v1beta1/news?symbols=AAPL,AMZN&start=2026-04-01T00:00:00Z&end=2026-04-20T00:00:00Z';
		const down = (await pages(`${path}&limit=4`)).flat();
		const up = (await pages(`${path}&limit=50&sort=asc`)).flat();
		assert.ok(up.length > 20);
		assert.deepEqual(up.toReversed(), down);
		const none = await good('/v1beta1/news?symbols=NOSUCH');
		assert.deepEqual(none, { news: [], next_page_token: null });
	});

	test('refusals', async () => {
		const refused = [
			['limit=51', 'limit'],
			['limit=0', 'limit'],
			['start=yesterday', 'start'],
			['start=2026-03-02&end=2026-03-01', 'end'],
			['sort=up', 'sort'],
			['page_token=nonsense', 'page_token'],
			['include_content=perhaps', 'include_content'],
		];
		for (const [query, field] of refused) {
			const { status, json } = await get(`/v1beta1/news?${query}`);
			assert.equal(status, 422, query);
			assert.equal(json.field, field, query);
		}
		const first = await good('/v1beta1/news?symbols=AAPL');
		const other = await get(`/v1beta1/news?symbols=MSFT&page_token=${first.next_page_token}`);
		assert.equal(other.status, 422);
	});
});
