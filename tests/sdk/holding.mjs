// What a client asks about its account, told once for all SDKs: configurations, what
// happened, what it was worth, and watchlists. A `desk` is as in trading.mjs.
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { assert, plain, trader } from './trader.mjs';
import { filled } from './trading.mjs';
import * as wire from './wire.mjs';

const { shaped } = wire;
const market = (side, qty, symbol) => ({ symbol, qty, side, type: 'market', time_in_force: 'day' });

export function keeps(name, options, open) {
	const desks = async (fields) => {
		const one = await trader(fields);
		return { ...one, desk: open(one.key) };
	};
	configures(name, options, desks);
	remembers(name, options, desks);
	watches(name, options, desks);
}

function configures(name, options, desks) {
	describe(`${name}: the account`, options, () => {
		test('is configured, a thing at a time', async () => {
			const { desk } = await desks();
			const before = shaped(await desk.configurations(), wire.CONFIGURATIONS);
			assert.equal(before.suspend_trade, false);
			const after = shaped(await desk.configure({ no_shorting: true }), wire.CONFIGURATIONS);
			assert.deepEqual(after, { ...before, no_shorting: true });
			assert.deepEqual(await desk.configurations(), after);
			const short = await desk.refused(desk.place(market('sell', 1, 'AAPL')));
			assert.equal(short.code, 40310000, short.message);
		});

		test('trades nothing while it is suspended', async () => {
			const { desk } = await desks();
			await desk.configure({ suspend_trade: true });
			assert.equal((await desk.account()).trade_suspended_by_user, true);
			const refused = await desk.refused(desk.place(market('buy', 1, 'AAPL')));
			assert.equal(refused.code, 40310000, refused.message);
			await desk.configure({ suspend_trade: false });
			await filled(desk, market('buy', 1, 'AAPL'));
		});

		test('begins with its deposit, and keeps a history', async () => {
			const { desk } = await desks();
			await filled(desk, market('buy', 10, 'AAPL'));
			const [first] = (await desk.activities({})).filter((one) => one.activity_type !== 'FILL');
			shaped(first, wire.EVENT);
			assert.equal(first.net_amount, '100000');
			for (const query of [{}, { period: '1M', timeframe: '1D' }, { period: '1D', timeframe: '5Min' }]) {
				const told = shaped(await desk.history(query), wire.HISTORY);
				const { timestamp } = told;
				assert.deepEqual(timestamp, [...timestamp].sort((a, b) => a - b));
				for (const list of ['equity', 'profit_loss', 'profit_loss_pct'])
					assert.equal(told[list].length, timestamp.length, list);
				if (query.timeframe) assert.equal(told.timeframe, query.timeframe);
			}
		});
	});
}

function remembers(name, options, desks) {
	describe(`${name}: activities`, options, () => {
		test('page by page, either way, each once', async () => {
			const { desk } = await desks();
			const ids = [];
			for (const qty of [1, 2, 3, 4, 5]) ids.push((await filled(desk, market('buy', qty, 'MSFT'))).id);
			for (const direction of ['asc', 'desc']) {
				const turned = [];
				for (let page_token; ; ) {
					const query = { activity_types: ['FILL'], direction, page_size: 2, page_token };
					const page = await desk.activities(query);
					page.forEach((one) => shaped(one, wire.FILL, 'activity'));
					turned.push(...page);
					assert.ok(page.length <= 2 && turned.length <= ids.length);
					if (page.length === 0) break;
					page_token = page.at(-1).id;
				}
				const orders = turned.map((one) => one.order_id);
				assert.deepEqual(direction === 'asc' ? orders : orders.reverse(), ids);
				assert.equal(new Set(turned.map(({ id }) => id)).size, turned.length);
				for (const { id } of turned) assert.match(id, /^\d{17}::[0-9a-f-]{36}$/);
			}
		});

		test('of a day, and of a kind', async () => {
			const { desk, key } = await desks();
			await filled(desk, market('buy', 1, 'AAPL'));
			const [{ transaction_time }] = await desk.activities({ activity_types: ['FILL'] });
			const [fill] = await desk.activities({ activity_types: ['FILL'], after: '2020-01-01T00:00:00Z' });
			assert.equal(fill.transaction_time, transaction_time);
			const past = { activity_types: ['FILL'], until: '2020-01-01T00:00:00Z' };
			assert.deepEqual(await desk.activities(past), []);
			assert.deepEqual(await desk.activities({ activity_types: ['DIV', 'OPEXP'] }), []);
			const { status } = await plain(key, 'GET', '/v2/account/activities/NOSUCH');
			assert.ok(status === 404 || status === 422, `${status}`);
		});
	});
}

function watches(name, options, desks) {
	describe(`${name}: watchlists`, options, () => {
		const symbols = (list) => list.assets.map(({ symbol }) => symbol);

		test('are made, changed, deleted', async () => {
			const { desk, account } = await desks();
			assert.deepEqual(await desk.lists(), []);
			const made = shaped(await desk.makeList('Big ones', ['AAPL', 'MSFT']), wire.WATCHLIST_WHOLE);
			assert.deepEqual([made.name, made.account_id], ['Big ones', account.id]);
			assert.deepEqual(symbols(made), ['AAPL', 'MSFT']);
			assert.deepEqual(await desk.list(made.id), made);
			const [listed] = await desk.lists();
			assert.equal(shaped(listed, wire.WATCHLIST).id, made.id);
			assert.deepEqual(symbols(await desk.addTo(made.id, 'TSLA')), ['AAPL', 'MSFT', 'TSLA']);
			assert.deepEqual(symbols(await desk.takeFrom(made.id, 'AAPL')), ['MSFT', 'TSLA']);
			const renamed = await desk.changeList(made.id, { name: 'Few', symbols: ['SPY'] });
			assert.deepEqual([renamed.name, ...symbols(renamed)], ['Few', 'SPY']);
			await desk.deleteList(made.id);
			assert.equal((await desk.refused(desk.list(made.id))).code, 40410000);
		});

		test('are refused: a name that is taken, an asset that is not there', async () => {
			const { desk } = await desks();
			const { id } = await desk.makeList('Mine', []);
			const taken = await desk.refused(desk.makeList('Mine', ['AAPL']));
			assert.deepEqual([taken.code, taken.message], [40010001, 'watchlist name must be unique']);
			assert.equal(Math.floor((await desk.refused(desk.addTo(id, 'NOSUCH'))).code / 1e5) >= 400, true);
			assert.equal((await desk.refused(desk.addTo(randomUUID(), 'AAPL'))).code, 40410000);
			assert.deepEqual((await desk.list(id)).assets, []);
		});
	});
}
