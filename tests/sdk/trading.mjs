// What a client of the trading paths does, told once for all SDKs. Each hands in itself as
// `desk`, whose methods take and give what is on the wire:
//   place(fields) order(id, nested) byClientId(id) orders(query) replace(id, changes)
//   cancel(id) cancelAll() positions() position(symbol) close(symbol, query)
//   closeAll(cancelOrders) account() configurations() configure(changes)
//   activities(query) history(query) lists() list(id) makeList(name, symbols)
//   changeList(id, changes) addTo(id, symbol) takeFrom(id, symbol) deleteList(id)
//   refused(promise), which resolves to {status?, code, message, body?}
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { assert, eventually, priced, quoteOf, trader, units } from './trader.mjs';
import { ACCOUNT, order as orderOf, POSITION, shaped } from './wire.mjs';

const market = (side, qty, symbol = 'AAPL') => ({
	symbol, qty, side, type: 'market', time_in_force: 'day',
});

const limit = (side, qty, limit_price, more = {}) => ({
	symbol: 'AAPL', qty, side, type: 'limit', time_in_force: 'gtc', limit_price, ...more,
});

const is = (status) => (found) => found.status === status;

/** Places an order, and waits until it is filled. */
export async function filled(desk, fields) {
	const { id } = orderOf(await desk.place(fields));
	return orderOf(await eventually(() => desk.order(id), is('filled')));
}

export function trades(name, options, open) {
	const desks = async (fields) => {
		const one = await trader(fields);
		return { ...one, desk: open(one.key) };
	};
	ordersFill(name, options, desks);
	ordersRest(name, options, desks);
	ordersHang(name, options, desks);
	positionsClose(name, options, desks);
	refusals(name, options, desks, open);
}

function ordersFill(name, options, desks) {
	describe(`${name}: orders that fill`, options, () => {
		test('at the market', async () => {
			const { desk } = await desks();
			const before = shaped(await desk.account(), ACCOUNT);
			assert.equal(before.cash, '100000');
			const bought = await filled(desk, market('buy', 2));
			assert.deepEqual(
				[bought.qty, bought.filled_qty, bought.type, bought.notional, bought.limit_price],
				['2', '2', 'market', null, null],
			);
			assert.ok(bought.filled_at !== null && bought.legs === null && bought.canceled_at === null);
			const position = shaped(await desk.position('AAPL'), POSITION);
			assert.deepEqual(
				[position.qty, position.side, position.avg_entry_price, position.asset_id],
				['2', 'long', bought.filled_avg_price, bought.asset_id],
			);
			const after = shaped(await desk.account(), ACCOUNT);
			const spent = units(before.cash) - units(after.cash);
			assert.equal(spent, 2n * units(bought.filled_avg_price));
			assert.equal(units(after.equity), units(after.cash) + units(after.long_market_value));
		});

		test('at any limit that the market is through', async () => {
			const { desk, key } = await desks();
			const { ap } = await quoteOf(key, 'MSFT');
			const bought = await filled(desk, limit('buy', 3, priced(ap, 1.05), { symbol: 'MSFT' }));
			assert.ok(units(bought.filled_avg_price) <= units(bought.limit_price));
		});

		test('parts of a share', async () => {
			const { desk } = await desks();
			const bought = await filled(desk, market('buy', 0.123456789));
			assert.equal(bought.filled_qty, '0.123456789');
			assert.equal((await desk.position('AAPL')).qty, '0.123456789');
			const sold = await filled(desk, market('sell', '0.023456789'));
			assert.equal(sold.side, 'sell');
			assert.equal((await desk.position('AAPL')).qty, '0.1');
		});

		test('for an amount of money', async () => {
			const { desk } = await desks();
			const { qty: _, ...fields } = market('buy');
			const bought = await filled(desk, { ...fields, notional: 250.5 });
			assert.deepEqual([bought.qty, bought.notional], [null, '250.5']);
			const paid = units('100000') - units((await desk.account()).cash);
			assert.ok(paid <= units('250.5') && paid > units('250'), `paid ${paid}`);
		});

		test('sold short, and bought back', async () => {
			const { desk } = await desks();
			const sold = await filled(desk, market('sell', 5, 'MSFT'));
			const short = shaped(await desk.position('MSFT'), POSITION);
			assert.deepEqual([short.qty, short.side], ['-5', 'short']);
			assert.ok(units(short.market_value) < 0n);
			assert.equal(short.avg_entry_price, sold.filled_avg_price);
			await filled(desk, market('buy', 5, 'MSFT'));
			assert.deepEqual(await desk.positions(), []);
		});
	});
}

function ordersRest(name, options, desks) {
	describe(`${name}: orders that rest`, options, () => {
		test('are found, changed, and cancelled', async () => {
			const { desk, key } = await desks();
			const { bp } = await quoteOf(key, 'AAPL');
			const client_order_id = `mine-${randomUUID()}`;
			const placed = orderOf(
				await desk.place(limit('buy', 3, priced(bp, 0.5), { client_order_id })),
			);
			assert.equal(placed.client_order_id, client_order_id);
			const resting = orderOf(await eventually(() => desk.order(placed.id), is('new')));
			assert.deepEqual([resting.filled_qty, resting.filled_avg_price], ['0', null]);
			assert.deepEqual(orderOf(await desk.byClientId(client_order_id)), resting);
			assert.deepEqual(await desk.orders({ status: 'open', symbols: ['AAPL'] }), [resting]);
			assert.deepEqual(await desk.orders({ status: 'open', symbols: ['MSFT'] }), []);

			const limit_price = priced(bp, 0.55);
			const changed = orderOf(await desk.replace(placed.id, { qty: 2, limit_price }));
			assert.notEqual(changed.id, placed.id);
			assert.deepEqual(
				[changed.replaces, changed.qty, Number(changed.limit_price)],
				[placed.id, '2', limit_price],
			);
			const replaced = orderOf(await eventually(() => desk.order(placed.id), is('replaced')));
			assert.equal(replaced.replaced_by, changed.id);
			assert.notEqual(replaced.replaced_at, null);

			await desk.cancel(changed.id);
			const gone = orderOf(await eventually(() => desk.order(changed.id), is('canceled')));
			assert.notEqual(gone.canceled_at, null);
			assert.equal((await desk.refused(desk.cancel(changed.id))).code, 42210000);
			assert.deepEqual(await desk.orders({ status: 'open' }), []);
			const closed = await desk.orders({ status: 'closed' });
			assert.deepEqual(new Set(closed.map(({ id }) => id)), new Set([placed.id, changed.id]));
		});

		test('of every type; all are cancelled at once', async () => {
			const { desk, key } = await desks();
			const { bp, ap } = await quoteOf(key, 'AAPL');
			await filled(desk, market('buy', 10));
			const fields = { symbol: 'AAPL', time_in_force: 'gtc' };
			const wanted = [
				{ ...fields, side: 'sell', qty: 1, type: 'limit', limit_price: priced(ap, 2) },
				{ ...fields, side: 'sell', qty: 1, type: 'stop', stop_price: priced(bp, 0.5) },
				{
					...fields, side: 'sell', qty: 1, type: 'stop_limit',
					stop_price: priced(bp, 0.5), limit_price: priced(bp, 0.49),
				},
				{ ...fields, side: 'sell', qty: 1, type: 'trailing_stop', trail_percent: 40 },
				{ ...fields, side: 'sell', qty: 1, type: 'trailing_stop', trail_price: priced(bp, 0.5) },
			];
			for (const one of wanted) {
				const placed = orderOf(await desk.place(one));
				assert.equal(placed.type, one.type);
				for (const name of ['limit_price', 'stop_price', 'trail_percent', 'trail_price'])
					if (name in one) assert.equal(Number(placed[name]), one[name], name);
			}
			const trailing = await eventually(
				async () => (await desk.orders({ status: 'open' })).filter((one) => one.hwm !== null),
				(found) => found.length === 2,
			);
			for (const one of trailing) assert.ok(units(one.stop_price) < units(one.hwm));
			assert.equal((await desk.position('AAPL')).qty_available, '5');
			const answers = await desk.cancelAll();
			assert.equal(answers.length, wanted.length);
			for (const { id, status } of answers) {
				assert.equal(status, 200);
				await eventually(() => desk.order(id), is('canceled'));
			}
			assert.deepEqual(await desk.cancelAll(), []);
			assert.equal((await desk.position('AAPL')).qty_available, '10');
		});

		test('are listed in either order, page by page', async () => {
			const { desk, key } = await desks();
			const price = priced((await quoteOf(key, 'AAPL')).bp, 0.5);
			const ids = [];
			for (let i = 0; i < 7; i++) ids.push((await desk.place(limit('buy', 1, price))).id);
			const turned = [];
			for (let after; ; ) {
				const page = await desk.orders({ status: 'all', direction: 'asc', limit: 3, after });
				page.forEach((one) => orderOf(one));
				turned.push(...page.map(({ id }) => id));
				if (page.length < 3) break;
				after = page.at(-1).submitted_at;
			}
			assert.deepEqual(turned, ids);
			const newest = await desk.orders({ status: 'all', direction: 'desc', limit: 3 });
			assert.deepEqual(newest.map(({ id }) => id), ids.slice(-3).reverse());
		});
	});
}

function ordersHang(name, options, desks) {
	describe(`${name}: orders that belong together`, options, () => {
		test('a bracket: its exits wake with its fill, and end together', async () => {
			const { desk, key } = await desks();
			const { ap } = await quoteOf(key, 'AAPL');
			const entry = await desk.place({
				...market('buy', 4),
				time_in_force: 'gtc',
				order_class: 'bracket',
				take_profit: { limit_price: priced(ap, 1.5) },
				stop_loss: { stop_price: priced(ap, 0.5), limit_price: priced(ap, 0.49) },
			});
			assert.equal(orderOf(entry).order_class, 'bracket');
			assert.equal(entry.legs.length, 2);
			const awake = await eventually(
				() => desk.order(entry.id, true),
				({ status, legs }) => status === 'filled' && legs.every((leg) => leg.status !== 'held' || leg.type !== 'limit'),
			);
			const [profit, loss] = ['limit', 'stop_limit'].map((type) =>
				orderOf(awake).legs.find((leg) => leg.type === type),
			);
			assert.deepEqual([profit.status, profit.side, profit.qty], ['new', 'sell', '4']);
			assert.deepEqual([loss.status, loss.side, loss.qty], ['held', 'sell', '4']);
			const isOpen = async (query) =>
				(await desk.orders({ status: 'open', ...query })).flatMap((one) => [one, ...(one.legs ?? [])]);
			for (const query of [{}, { nested: true }]) {
				const open = (await isOpen(query)).map(({ id }) => id);
				assert.ok(open.includes(profit.id) && open.includes(loss.id), 'its exits are not open');
			}
			await desk.cancel(profit.id);
			for (const leg of [profit, loss])
				await eventually(() => desk.order(leg.id), is('canceled'));
		});

		test('one cancels the other', async () => {
			const { desk, key } = await desks();
			const { ap } = await quoteOf(key, 'AAPL');
			await filled(desk, market('buy', 2));
			const profit = orderOf(
				await desk.place({
					symbol: 'AAPL', qty: 2, side: 'sell', type: 'limit', time_in_force: 'gtc',
					order_class: 'oco',
					take_profit: { limit_price: priced(ap, 1.5) },
					stop_loss: { stop_price: priced(ap, 0.5) },
				}),
			);
			assert.deepEqual([profit.order_class, Number(profit.limit_price)], ['oco', priced(ap, 1.5)]);
			assert.equal((await desk.position('AAPL')).qty_available, '0');
			const [loss] = (await desk.order(profit.id, true)).legs;
			await desk.cancel(profit.id);
			for (const { id } of [profit, loss])
				await eventually(() => desk.order(id), is('canceled'));
		});

		test('one triggers the other', async () => {
			const { desk, key } = await desks();
			const { ap } = await quoteOf(key, 'AAPL');
			const entry = await desk.place({
				...market('buy', 1),
				order_class: 'oto',
				stop_loss: { stop_price: priced(ap, 0.5) },
			});
			await eventually(
				() => desk.order(entry.id, true),
				({ status, legs }) => status === 'filled' && legs[0].status === 'new',
			);
		});
	});
}

function positionsClose(name, options, desks) {
	describe(`${name}: positions that are closed`, options, () => {
		const hold = async (desk) => {
			for (const [qty, symbol] of [[4, 'AAPL'], [3, 'MSFT']])
				await filled(desk, market('buy', qty, symbol));
			const held = (await desk.positions()).map((one) => shaped(one, POSITION));
			assert.deepEqual(held.map(({ symbol }) => symbol).sort(), ['AAPL', 'MSFT']);
		};

		test('one', async () => {
			const { desk } = await desks();
			await hold(desk);
			const { id, side, qty } = orderOf(await desk.close('AAPL'));
			assert.deepEqual([side, qty], ['sell', '4']);
			await eventually(() => desk.order(id), is('filled'));
			const gone = await desk.refused(desk.position('AAPL'));
			assert.deepEqual([gone.code, gone.message], [40410000, 'position does not exist']);
			assert.equal((await desk.refused(desk.close('AAPL'))).code, 40410000);
		});

		test('all, and what rests is cancelled before', async () => {
			const { desk, key } = await desks();
			await hold(desk);
			const price = priced((await quoteOf(key, 'AAPL')).ap, 2);
			const { id: resting } = await desk.place(limit('sell', 4, price));
			const answers = await desk.closeAll(true);
			assert.deepEqual(answers.map(({ symbol }) => symbol).sort(), ['AAPL', 'MSFT']);
			for (const { status, body } of answers) {
				assert.equal(status, 200);
				await eventually(() => desk.order(orderOf(body).id), is('filled'));
			}
			assert.equal((await desk.order(resting)).status, 'canceled');
			assert.deepEqual(await desk.positions(), []);
			assert.deepEqual(await desk.closeAll(true), []);
			const { equity, cash } = shaped(await desk.account(), ACCOUNT);
			assert.equal(equity, cash);
		});
	});
}

function refusals(name, options, desks, open) {
	describe(`${name}: refusals`, options, () => {
		const cases = [
			['no amount', { qty: undefined }, 422, 40010001, 'qty or notional is required'],
			['none of it', { qty: 0 }, 422, 40010001, 'qty must be > 0'],
			['no limit', { type: 'limit' }, 422, 40010001, 'limit orders require a limit price'],
			['no such asset', { symbol: 'NOSUCH' }, 422, 42210000, 'asset "NOSUCH" not found'],
			[
				'parts of a cent', { type: 'limit', limit_price: 150.123 }, 422, 42210000,
				'invalid limit_price 150.123. sub-penny increment does not fulfill minimum pricing criteria',
			],
			[
				'parts of a share for long', { qty: 0.5, time_in_force: 'gtc' }, 422, 42210000,
				'fractional orders must be DAY orders',
			],
			['beyond all means', { qty: 1e6 }, 403, 40310000, 'insufficient buying power'],
		];

		test('of orders', async () => {
			const { desk } = await desks();
			for (const [what, fields, status, code, message] of cases) {
				const refused = await desk.refused(desk.place({ ...market('buy', 1), ...fields }));
				const told = [refused.status ?? status, refused.code, refused.message];
				assert.deepEqual(told, [status, code, message], what);
				if (status !== 403 || !refused.body) continue;
				for (const member of ['buying_power', 'cost_basis'])
					assert.equal(typeof refused.body[member], 'string', member);
			}
			assert.deepEqual(await desk.orders({ status: 'all' }), []);
		});

		test('of an id that is taken, of what is sold, of what is not there', async () => {
			const { desk } = await desks({ shorting: false });
			const fields = { ...market('buy', 2), client_order_id: `twice-${randomUUID()}` };
			const bought = await filled(desk, fields);
			const twice = await desk.refused(desk.place(fields));
			assert.deepEqual([twice.code, twice.message], [40010001, 'client_order_id must be unique']);
			assert.equal((await desk.refused(desk.cancel(bought.id))).code, 42210000);
			const more = await desk.refused(desk.place(market('sell', 3)));
			assert.equal(more.code, 40310000, more.message);
			for (const ask of [
				() => desk.order(randomUUID()),
				() => desk.cancel(randomUUID()),
				() => desk.replace(randomUUID(), { qty: 1 }),
				() => desk.byClientId(`none-${randomUUID()}`),
				() => desk.position('TSLA'),
				() => desk.list(randomUUID()),
			])
				assert.equal((await desk.refused(ask())).code, 40410000);
		});

		test('of a stranger, and of a key that may only read', async () => {
			const { key, desk: reader } = await desks({ scopes: ['read'] });
			const stranger = open({ ...key, secret_key: 'x'.repeat(key.secret_key.length) });
			for (const ask of [() => stranger.account(), () => stranger.place(market('buy', 1))])
				assert.equal((await stranger.refused(ask())).code, 40110000);
			shaped(await reader.account(), ACCOUNT);
			const refused = await reader.refused(reader.place(market('buy', 1)));
			assert.equal(refused.status ?? 403, 403);
			assert.match(String(refused.code), /^403/);
		});
	});
}
