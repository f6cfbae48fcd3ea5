// An account as it is after years of trading, its books in order: made by SQL, for speed.
import assert from "node:assert/strict";
import { papertrade, sql } from "./people.mjs";

const PRICE = 7;

/** Symbols that can be traded, and as many more as it takes that nobody lists any more. */
async function symbolsFor({ api }, count) {
	const assets = await api("GET", "/v2/assets?status=active&asset_class=us_equity");
	const listed = assets.map(({ symbol }) => symbol).slice(0, count);
	const gone = Array.from({ length: count - listed.length }, (_, n) => `Z${String(n).padStart(4, "0")}`);
	return [...listed, ...gone];
}

/**
 * Buys a share with each of so many orders, over so many symbols by turns: filled, each fill
 * a transfer and a lot. One real order, of the first symbol, is there to be copied.
 */
export async function tradeMuch(trader, { orders, positions }) {
	const symbols = await symbolsFor(trader, positions);
	await trader.order({ symbol: symbols[0], qty: "1" });
	sql(`begin;
		set local session_replication_role = replica;
		create temporary table past on commit drop as
		select a.user_id, a.id as account_id, a.epoch, a.order_count + n as number,
			a.lot_count + n as lot, now() - interval '1 day' - n * interval '1 minute' as at,
			(string_to_array('${symbols.join(",")}', ','))[1 + n % ${positions}] as symbol,
			gen_random_uuid() as order_id, gen_random_uuid() as fill_id
		from accounts a cross join generate_series(1, ${orders}) n where a.id = '${trader.account}';
		insert into orders (id, user_id, account_id, epoch, number, client_order_id, symbol,
			asset_id, asset_class, side, type, time_in_force, quantity, status, filled_quantity,
			filled_value, fill_count, source, created_at, submitted_at, updated_at, filled_at)
		select order_id, user_id, account_id, epoch, number, order_id::text, symbol, order_id,
			'us_equity', 'buy', 'market', 'day', 1, 'filled', 1, ${PRICE}, 1, 'web', at, at, at, at
		from past;
		insert into fills (id, user_id, account_id, epoch, order_id, number, at, symbol, side,
			quantity, price, value, fee, position_quantity, bid, ask, bid_size, ask_size,
			quote_at, quote_source, model, explanation)
		select fill_id, user_id, account_id, epoch, order_id, 1, at, symbol, 'buy', 1, ${PRICE},
			${PRICE}, 0, 1, ${PRICE}, ${PRICE}, 100, 100, at, 'sim', 'touch', told.explanation
		from past
		cross join (select explanation from fills where account_id = '${trader.account}' limit 1) told;
		insert into transfers (user_id, account_id, epoch, kind, at, activity_id, fill_id, parties,
			assets, amounts)
		select user_id, account_id, epoch, 'fill', at, fill_id, fill_id,
			'{holder,market,holder,market}', array['usd', 'usd', symbol, symbol],
			array[-${PRICE}, ${PRICE}, 1, -1]
		from past;
		insert into lots (user_id, account_id, epoch, number, symbol, opened_at, fill_id, quantity,
			remaining, cost)
		select user_id, account_id, epoch, lot, symbol, at, fill_id, 1, 1, ${PRICE} from past;
		insert into positions (user_id, account_id, epoch, symbol, quantity, cost, opened_at,
			updated_at)
		select user_id, account_id, epoch, symbol, count(*), count(*) * ${PRICE}, min(at), now()
		from past group by user_id, account_id, epoch, symbol
		on conflict (user_id, account_id, epoch, symbol) do update
		set quantity = positions.quantity + excluded.quantity, cost = positions.cost + excluded.cost;
		update accounts set cash = cash - ${orders * PRICE}, order_count = order_count + ${orders},
			lot_count = lot_count + ${orders}
		where id = '${trader.account}';
		commit`);
	assert.match(papertrade("audit"), /^in order: /);
	return symbols;
}
