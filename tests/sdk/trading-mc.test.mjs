// npm's @master-chief/alpaca 6.3.20 trades, as its users' programs do.
import { AlpacaClient } from '@master-chief/alpaca';
import { keeps } from './holding.mjs';
import { refusalOf, url } from './reader.mjs';
import { assert } from './trader.mjs';
import { trades } from './trading.mjs';

const raw = (parsed) => parsed.raw();

/** It keeps what came over the wire behind raw(), and throws the body of a refusal. */
function open({ key_id: key, secret_key: secret }) {
	const alpaca = new AlpacaClient({
		credentials: { key, secret, paper: true },
		rate_limit: false,
		endpoints: { rest: { account: `${url}/v2` } },
	});
	const all = (list) => list.map(raw);
	return {
		place: async (fields) => raw(await alpaca.placeOrder({ ...fields })),
		order: async (order_id, nested) => raw(await alpaca.getOrder({ order_id, nested })),
		// It takes an order's own id and the client's alike for a part of the path.
		byClientId: (id) =>
			alpaca.request({
				method: 'GET',
				url: `${url}/v2/orders:by_client_order_id`,
				data: { client_order_id: id },
			}),
		orders: async (query) => all(await alpaca.getOrders(query)),
		replace: async (order_id, changes) => raw(await alpaca.replaceOrder({ order_id, ...changes })),
		// It tells of a cancellation only whether it was well.
		async cancel(order_id) {
			if (!(await alpaca.cancelOrder({ order_id })))
				await alpaca.request({ method: 'DELETE', url: `${url}/v2/orders/${order_id}` });
		},
		async cancelAll() {
			const answers = await alpaca.cancelOrders();
			for (const { order } of answers) assert.ok(Number.isFinite(order.qty), 'an answer without its order');
			return answers;
		},
		positions: async () => all(await alpaca.getPositions()),
		position: async (symbol) => raw(await alpaca.getPosition({ symbol })),
		close: async (symbol) => raw(await alpaca.closePosition({ symbol, percentage: 100 })),
		closeAll: async (cancel_orders) => all(await alpaca.closePositions({ cancel_orders })),
		async account() {
			const account = await alpaca.getAccount();
			assert.ok(Number.isFinite(account.equity) && Number.isFinite(account.sma));
			return account.raw();
		},
		configurations: () => alpaca.getAccountConfigurations(),
		configure: (changes) => alpaca.updateAccountConfigurations({ ...changes }),
		activities: async (query) => all(await alpaca.getAccountActivities({ ...query })),
		history: (query) => alpaca.getPortfolioHistory({ ...query }),
		lists: () => alpaca.getWatchlists(),
		list: (uuid) => alpaca.getWatchlist({ uuid }),
		makeList: (name, symbols) => alpaca.createWatchlist({ name, symbols }),
		changeList: (uuid, changes) => alpaca.updateWatchlist({ uuid, ...changes }),
		addTo: (uuid, symbol) => alpaca.addToWatchlist({ uuid, symbol }),
		takeFrom: (uuid, symbol) => alpaca.removeFromWatchlist({ uuid, symbol }),
		// It looks for JSON in the empty reply, and throws {} when there is none.
		deleteList: (uuid) => refusalOf(alpaca.deleteWatchlist({ uuid })),
		async refused(promise) {
			const body = await refusalOf(promise);
			return { body, code: body.code, message: body.message };
		},
	};
}

trades('@master-chief/alpaca', {}, open);
keeps('@master-chief/alpaca', {}, open);
