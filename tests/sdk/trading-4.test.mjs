// npm's @alpacahq/alpaca-trade-api 4.0.2 trades, as its users' programs do.
import { describe, test } from 'node:test';
import { assertIs, client, sdk, skip } from './alpaca-4.mjs';
import { keeps } from './holding.mjs';
import { refusalOf } from './reader.mjs';
import { assert, eventually, trader } from './trader.mjs';
import { trades } from './trading.mjs';

const camel = (name) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());

/** Its names for the same. */
const asInput = (value) =>
	Object.prototype.toString.call(value) === '[object Object]'
		? Object.fromEntries(Object.entries(value).map(([name, one]) => [camel(name), asInput(one)]))
		: value;

const BUILDERS = {
	market: 'market',
	limit: 'limit',
	stop: 'stop',
	stop_limit: 'stopLimit',
	trailing_stop: 'trailingStop',
};
const text = (value) => (value === undefined ? undefined : String(value));
const date = (value) => (value === undefined ? undefined : new Date(value));

const KINDS = {
	401: 'AuthError',
	403: 'PermissionError',
	404: 'NotFoundError',
	422: 'ValidationError',
	429: 'RateLimitError',
};

/** Its builders refuse by themselves what lacks something: that goes as it is. */
function placed(orders, { type, order_class, time_in_force, ...fields }) {
	const input = { ...asInput(fields), timeInForce: time_in_force };
	const isWhole = fields.qty !== undefined || fields.notional !== undefined;
	if (!isWhole || (type === 'limit' && !order_class && fields.limit_price === undefined))
		return orders.submit({ ...input, type });
	return orders[order_class ?? BUILDERS[type]](input);
}

/** It maps what it reads; what came over the wire is kept beside. */
function open(key) {
	let latest;
	const { trading } = client(key, async (reply) => {
		const content = await reply.clone().text();
		latest = content === '' ? undefined : JSON.parse(content);
		return reply;
	});
	const wire = async (promise, type) => {
		const value = await promise;
		if (type) [value].flat().forEach((one) => assertIs('trading', type, one));
		return latest;
	};
	const { orders, positions, watchlists } = trading;
	return {
		place: (fields) => wire(placed(orders, fields), 'Order'),
		order: (orderId, nested) => wire(orders.getOrderByOrderID({ orderId, nested }), 'Order'),
		byClientId: (clientOrderId) => wire(orders.getOrderByClientOrderId({ clientOrderId }), 'Order'),
		orders: (query) => wire(orders.getAllOrders(query), 'Order'),
		replace: (orderId, { qty, ...changes }) =>
			wire(
				orders.patchOrderByOrderId({
					orderId,
					patchOrderRequest: { qty: text(qty), limitPrice: text(changes.limit_price) },
				}),
				'Order',
			),
		cancel: (orderId) => orders.deleteOrderByOrderID({ orderId }),
		cancelAll: () => wire(orders.deleteAllOrders()),
		positions: () => wire(positions.getAllOpenPositions(), 'Position'),
		position: (symbolOrAssetId) => wire(positions.getOpenPosition({ symbolOrAssetId }), 'Position'),
		close: (symbolOrAssetId) => wire(positions.deleteOpenPosition({ symbolOrAssetId }), 'Order'),
		closeAll: (cancelOrders) => wire(trading.closeAllPositions({ cancelOrders }), 'PositionClosedReponse'),
		account: () => wire(trading.account.getAccount(), 'Account'),
		configurations: () => wire(trading.accountConfigurations.getAccountConfig()),
		configure: (changes) =>
			wire(
				trading.accountConfigurations.patchAccountConfig({
					accountConfigurations: asInput(changes),
				}),
			),
		activities: ({ after, until, ...query }) =>
			wire(
				trading.accountActivities.getAccountActivities({
					...asInput(query),
					after: date(after),
					until: date(until),
				}),
			),
		history: (query) => wire(trading.portfolioHistory.getAccountPortfolioHistory(query), 'PortfolioHistory'),
		lists: () => wire(watchlists.getWatchlists(), 'WatchlistWithoutAsset'),
		list: (watchlistId) => wire(watchlists.getWatchlistById({ watchlistId }), 'Watchlist'),
		makeList: (name, symbols) =>
			wire(watchlists.postWatchlist({ createWatchlistRequest: { name, symbols } }), 'Watchlist'),
		changeList: (watchlistId, updateWatchlistRequest) =>
			wire(watchlists.updateWatchlistById({ watchlistId, updateWatchlistRequest }), 'Watchlist'),
		addTo: (watchlistId, symbol) =>
			wire(
				watchlists.addAssetToWatchlist({ watchlistId, addAssetToWatchlistRequest: { symbol } }),
				'Watchlist',
			),
		takeFrom: (watchlistId, symbol) =>
			wire(watchlists.removeAssetFromWatchlist({ watchlistId, symbol }), 'Watchlist'),
		deleteList: (watchlistId) => watchlists.deleteWatchlistById({ watchlistId }),
		async refused(promise) {
			const error = await refusalOf(promise);
			const { status, code, message } = error;
			assert.ok(error instanceof sdk[KINDS[status]], `${status}: ${error.name} ${message}`);
			assert.match(error.requestId, /^[0-9a-f]{32}$/);
			return { status, code, message, body: latest };
		},
		trading,
	};
}

trades('alpaca-trade-api 4', { skip }, open);
keeps('alpaca-trade-api 4', { skip }, open);

describe('alpaca-trade-api 4: what it alone can do', { skip }, () => {
	const buy = (qty) => ({ symbol: 'AAPL', side: 'buy', qty });

	test('a part of a position is closed', async () => {
		const { trading } = open((await trader()).key);
		await trading.orders.market(buy(10));
		const held = (symbolOrAssetId) => trading.positions.getOpenPosition({ symbolOrAssetId });
		const { assetId } = await eventually(() => held('AAPL'), ({ qty }) => qty === '10');
		await trading.positions.deleteOpenPosition({ symbolOrAssetId: 'AAPL', qty: 4 });
		await eventually(() => held(assetId), ({ qty }) => qty === '6');
		await trading.positions.deleteOpenPosition({ symbolOrAssetId: assetId, percentage: 50 });
		await eventually(() => held('AAPL'), ({ qty }) => qty === '3');
	});

	test('activities are iterated over', async () => {
		const { trading } = open((await trader()).key);
		for (const qty of [1, 2, 3, 4]) await trading.orders.market(buy(qty));
		const collect = () => trading.collectActivities({ activityTypes: ['FILL'], pageSize: 2 });
		const fills = await eventually(collect, ({ length }) => length === 4);
		assert.deepEqual(fills.map(({ qty }) => qty).sort(), ['1', '2', '3', '4']);
		const today = { activityType: 'FILL', date: new Date(fills[0].transactionTime) };
		assert.ok((await trading.accountActivities.getAccountActivitiesByActivityType(today)).length >= 0);
	});

	test('watchlists are found by their names', async () => {
		const { watchlists } = open((await trader()).key).trading;
		const name = 'Blue & green / 100 %';
		await watchlists.postWatchlist({ createWatchlistRequest: { name, symbols: ['AAPL'] } });
		await watchlists.addAssetToWatchlistByName({ name, addAssetToWatchlistRequest: { symbol: 'MSFT' } });
		const { assets } = await watchlists.getWatchlistByName({ name });
		assert.deepEqual(assets.map(({ symbol }) => symbol), ['AAPL', 'MSFT']);
		await watchlists.deleteWatchlistByName({ name });
		assert.deepEqual(await watchlists.getWatchlists(), []);
	});

	test('the connection is found to be good', async () => {
		const { trading } = open((await trader()).key);
		assert.equal((await trading.validateConnection()).ok, true);
	});
});
