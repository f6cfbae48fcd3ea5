// npm's @alpacahq/alpaca-trade-api 3.1.3 trades, as its users' programs do.
import Alpaca from 'alpaca-3';
import { keeps } from './holding.mjs';
import { refusalOf, url } from './reader.mjs';
import { assert } from './trader.mjs';
import { trades } from './trading.mjs';

/** It hands out what came over the wire as it is, and axios' errors. */
function open({ key_id: keyId, secret_key: secretKey }) {
	const alpaca = new Alpaca({ keyId, secretKey, baseUrl: url, dataBaseUrl: url, paper: true });
	return {
		place: (fields) => alpaca.createOrder(fields),
		// Its own getOrder tells of no legs.
		order: (id, nested) =>
			nested ? alpaca.sendRequest(`/orders/${id}`, { nested: true }) : alpaca.getOrder(id),
		byClientId: (id) => alpaca.getOrderByClientId(id),
		orders: ({ symbols, ...query }) => alpaca.getOrders({ ...query, symbols: symbols?.join() }),
		replace: (id, changes) => alpaca.replaceOrder(id, changes),
		cancel: (id) => alpaca.cancelOrder(id),
		cancelAll: () => alpaca.cancelAllOrders(),
		positions: () => alpaca.getPositions(),
		position: (symbol) => alpaca.getPosition(symbol),
		close: (symbol) => alpaca.closePosition(symbol),
		// Its own closeAllPositions cannot say whether orders are to be cancelled.
		closeAll: (cancel_orders) => alpaca.sendRequest('/positions', { cancel_orders }, null, 'DELETE'),
		account: () => alpaca.getAccount(),
		configurations: () => alpaca.getAccountConfigurations(),
		configure: (changes) => alpaca.updateAccountConfigurations(changes),
		activities: ({ activity_types, page_size, page_token, ...query }) =>
			alpaca.getAccountActivities({
				...query,
				activityTypes: activity_types,
				pageSize: page_size,
				pageToken: page_token,
			}),
		history: (query) => alpaca.getPortfolioHistory(query),
		lists: () => alpaca.getWatchlists(),
		list: (id) => alpaca.getWatchlist(id),
		makeList: (name, symbols) => alpaca.addWatchlist(name, symbols),
		changeList: (id, changes) => alpaca.updateWatchlist(id, changes),
		addTo: (id, symbol) => alpaca.addToWatchlist(id, symbol),
		takeFrom: (id, symbol) => alpaca.deleteFromWatchlist(id, symbol),
		deleteList: (id) => alpaca.deleteWatchlist(id),
		async refused(promise) {
			const { response } = await refusalOf(promise);
			assert.ok(response, 'there was no reply');
			return { status: response.status, body: response.data, ...response.data };
		},
	};
}

trades('alpaca-trade-api 3', {}, open);
keeps('alpaca-trade-api 3', {}, open);
