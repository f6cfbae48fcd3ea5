// Activities: fills and what else moved the account, page by page, by type and time.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertRefused } from './client.mjs';
import { finish } from './people.mjs';
import { sum, trader, tradingInstance, units } from './trading.mjs';

const PATH = '/v2/account/activities';
const FILL = [
	'id', 'activity_type', 'transaction_time', 'type', 'price', 'qty', 'side', 'symbol',
	'leaves_qty', 'cum_qty', 'order_id', 'order_status',
];
const NOBODYS = '20260105100000000::00000000-0000-4000-8000-000000000000';

let instance;
let one;

before(async () => {
	instance = tradingInstance();
	one = await trader(instance, { fill_model: 'touch', fee_per_order: 1 });
});
after(() => finish(instance));

const list = (query = '') => one.get(PATH + query);
const refused = async (query, field) =>
	assertRefused(await one.call('GET', PATH + query), 422, 40010001, field);

/** Writes a transfer into the ledger: entries are [party, asset, amount]. */
function transfer(kind, at, entries, more = {}) {
	const { symbol = null, quantity = null, per_share = null, note = '' } = more;
	const value = (text) => (text === null ? 'null' : `'${text}'`);
	const column = (place) => `'{${entries.map((entry) => entry[place]).join(',')}}'`;
	one.sql(`insert into transfers (user_id, account_id, epoch, kind, at, symbol, quantity, per_share,
			note, parties, assets, amounts)
		select user_id, id, epoch, '${kind}', '${at}', ${value(symbol)}, ${value(quantity)},
			${value(per_share)}, '${note}', ${column(0)}, ${column(1)}, ${column(2)}
		from accounts where id = $account`);
}

describe('fills', () => {
	test('are told as Alpaca tells them', async () => {
		const order = await one.place({ qty: '4' });
		const [fill] = await list('?activity_types=FILL');
		assert.deepEqual(Object.keys(fill), FILL);
		assert.deepEqual(fill, {
			...fill, activity_type: 'FILL', type: 'fill', qty: '4', side: 'buy', symbol: 'AAPL',
			leaves_qty: '0', cum_qty: '4', order_id: order.id, order_status: 'filled',
			price: order.filled_avg_price,
		});
		const [, digits, uuid] = /^(\d{17})::([0-9a-f-]{36})$/.exec(fill.id);
		assert.equal(uuid, one.sql(`select id from fills where order_id = '${order.id}'`));
		const time = new Date(fill.transaction_time).toLocaleString('sv', { timeZone: 'America/New_York' });
		assert.equal(digits.slice(0, 14), time.replace(/\D/g, ''));
	});

	test('of an order in parts: what was done, and what is left', async () => {
		const walker = await trader(instance, { fill_model: 'realistic' });
		const order = await walker.place({ symbol: 'F', qty: '9000' });
		const fills = (await walker.get(`${PATH}/FILL?direction=asc`)).filter(({ order_id: id }) => id === order.id);
		assert.ok(fills.length > 1, 'the walk took more than one level');
		let done = 0n;
		for (const fill of fills) {
			done += units(fill.qty);
			assert.equal(units(fill.cum_qty), done);
			assert.equal(units(fill.leaves_qty), units(order.qty) - done);
			const whole = done === units(order.qty);
			assert.deepEqual([fill.type, fill.order_status],
				whole ? ['fill', 'filled'] : ['partial_fill', 'partially_filled']);
		}
		assert.equal(sum(fills.map(({ qty }) => qty)), units(order.filled_qty));
	});
});

describe('what else there is', () => {
	test('a deposit, fees', async () => {
		const deposits = await list('?activity_types=CSD');
		assert.equal(deposits.length, 1);
		const { id, date, created_at: at, ...deposit } = deposits[0];
		assert.deepEqual(deposit,
			{ activity_type: 'CSD', net_amount: '100000', description: 'starting cash', status: 'executed' });
		assert.match(id, /^\d{17}::/);
		assert.equal(date, new Date(at).toLocaleDateString('sv', { timeZone: 'America/New_York' }));
	});

	test('dividends, splits, a reset of several symbols', async () => {
		transfer('dividend', '2026-03-02T04:59:59Z', [['holder', 'usd', 2.6], ['issuer', 'usd', -2.6]],
			{ symbol: 'AAPL', quantity: '10', per_share: '0.26' });
		transfer('split', '2026-03-02T05:00:00Z', [['holder', 'AAPL', 10], ['issuer', 'AAPL', -10]]);
		transfer('journal', '2026-03-02T05:00:01Z', [['holder', 'AAPL', 1], ['bank', 'AAPL', -1],
			['holder', 'MSFT', 1], ['bank', 'MSFT', -1], ['holder', 'usd', 1.5], ['bank', 'usd', -1.5]]);
		const [dividend] = await list('/DIV');
		const { id, created_at: at, ...told } = dividend;
		assert.ok(id.startsWith('20260301235959000::'), 'an id counts in New York');
		assert.equal(at, '2026-03-02T04:59:59.000000Z');
		assert.deepEqual(told, {
			activity_type: 'DIV', date: '2026-03-01', net_amount: '2.6', symbol: 'AAPL', qty: '10',
			per_share_amount: '0.26', status: 'executed',
		});
		const [split] = await list('/SPLIT');
		assert.deepEqual([split.symbol, split.qty, split.net_amount], ['AAPL', '10', '0']);
		const [journal] = await list('/JNLC');
		assert.deepEqual([journal.net_amount, journal.symbol, journal.qty], ['1.5', undefined, undefined]);
	});
});

describe('which', () => {
	const typesOf = (activities) => [...new Set(activities.map(({ activity_type: type }) => type))].sort();

	test('types, groups of them, categories', async () => {
		const all = typesOf(await list());
		assert.deepEqual(all, ['CSD', 'DIV', 'FILL', 'JNLC', 'SPLIT', ...all.filter((type) => type === 'FEE')].sort());
		assert.deepEqual(typesOf(await list('?activity_types=FILL,DIV')), ['DIV', 'FILL']);
		assert.deepEqual(typesOf(await list('/FILL')), ['FILL']);
		assert.deepEqual(typesOf(await list('?activity_types=TRANS')), ['CSD']);
		assert.deepEqual(typesOf(await list('?category=trade_activity')), ['FILL']);
		assert.deepEqual(typesOf(await list('?category=non_trade_activity')), all.filter((type) => type !== 'FILL'));
		assert.ok(!typesOf(await list('?activity_types=MISC')).some((type) => ['FILL', 'DIV', 'CSD'].includes(type)));
		assert.deepEqual(await list('/OPEXP'), []);
		assert.deepEqual(await one.get('/api/account/activities/DIV'), await list('/DIV'));
	});

	test('times: exact ones, and days of New York', async () => {
		const ids = async (query) =>
			(await list(`?activity_types=DIV,SPLIT,JNLC&${query}`)).map(({ activity_type: type }) => type);
		assert.deepEqual(await ids('date=2026-03-01'), ['DIV']);
		assert.deepEqual(await ids('date=2026-03-02'), ['JNLC', 'SPLIT']);
		assert.deepEqual(await ids('date=2026-03-03'), []);
		assert.deepEqual(await ids('after=2026-03-02T05:00:00Z'), ['JNLC']);
		assert.deepEqual(await ids('until=2026-03-02T05:00:00Z'), ['DIV']);
		assert.deepEqual(await ids('after=2026-03-02'), ['JNLC', 'SPLIT']);
		assert.deepEqual(await ids('until=2026-03-01'), ['DIV']);
		assert.deepEqual(await ids('after=2026-03-02T04:59:59Z&until=2026-03-02T05:00:01Z'), ['SPLIT']);
		assert.deepEqual(await ids('direction=asc'), ['DIV', 'SPLIT', 'JNLC']);
		assert.deepEqual(await ids('after=0001-01-01&until=9999-12-31'), ['JNLC', 'SPLIT', 'DIV']);
	});

	test('pages meet each once, both ways', async () => {
		for (const direction of ['asc', 'desc']) {
			const all = (await list(`?direction=${direction}`)).map(({ id }) => id);
			assert.ok(all.length >= 5);
			assert.deepEqual(all, direction === 'asc' ? all.toSorted() : all.toSorted().reverse());
			const paged = [];
			for (let token = ''; ; ) {
				const page = await list(`?direction=${direction}&page_size=2${token && `&page_token=${token}`}`);
				if (page.length === 0) break;
				assert.ok(page.length <= 2);
				paged.push(...page.map(({ id }) => id));
				token = encodeURIComponent(paged.at(-1));
			}
			assert.deepEqual(paged, all);
		}
		assert.deepEqual(await list(`?page_token=${NOBODYS}`), []);
	});

	test('what cannot be asked', async () => {
		await refused('?activity_types=FILLS', 'activity_types');
		await refused('?activity_types=FILL,,DIV', 'activity_types');
		await refused('?activity_types=fill', 'activity_types');
		await refused(`?activity_types=${'FILL,'.repeat(200)}`, 'activity_types');
		await refused('/NONE', 'activity_type');
		await refused('?category=trades', 'category');
		await refused('?category=trade_activity&activity_types=FILL', 'category');
		await refused('?date=2026-03-01&after=2026-03-01', 'date');
		await refused('?date=yesterday', 'date');
		await refused('?after=x', 'after');
		await refused('?until=2026-13-01', 'until');
		await refused('?direction=up', 'direction');
		for (const size of ['0', '101', 'x', '1.5']) await refused(`?page_size=${size}`, 'page_size');
		for (const token of ['x', '20260105100000000::x', NOBODYS.slice(1), `${NOBODYS}0`, NOBODYS.replace('::', '--')])
			await refused(`?page_token=${token}`, 'page_token');
	});

	test("nobody else's", async () => {
		const other = await trader(instance);
		const [{ id }] = await list();
		assert.deepEqual((await other.get(PATH)).map(({ activity_type: type }) => type), ['CSD']);
		assert.deepEqual(await other.get(`${PATH}?page_token=${id}`), []);
	});
});
