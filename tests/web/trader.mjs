// Somebody who trades in a browser's tests: what they do by the API, and long lists of theirs.
import assert from "node:assert/strict";
import { send } from "../api/client.mjs";
import { freshName, instance, PASSWORD, sql } from "./people.mjs";

/** Makes a user; resolves to their name, their paper account's id and how to call the API. */
export async function makeTrader() {
	const name = freshName();
	const json = { "Content-Type": "application/json" };
	const reply = await send(instance, "/api/auth/register", {
		method: "POST",
		headers: json,
		body: JSON.stringify({ username: name, password: PASSWORD }),
	});
	assert.equal(reply.status, 201, reply.text);
	const { access_token: token, csrf_token: csrf } = reply.json;
	const headers = { ...json, Authorization: `Bearer ${token}`, "X-CSRF-Token": csrf };

	/** The reply whatever it is. */
	const ask = (method, path, body) =>
		send(instance, path, {
			method,
			headers,
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});

	async function api(method, path, body) {
		const { status, text, json: found } = await ask(method, path, body);
		assert.ok(status < 300, `${method} ${path}: ${status} ${text}`);
		return found;
	}

	const [{ id: account }] = (await api("GET", "/api/accounts")).accounts;
	const order = (fields) =>
		api("POST", "/api/orders", { symbol: "AAPL", qty: "10", side: "buy", ...fields });
	const priceOf = async (symbol) =>
		(await api("GET", `/api/data/quotes?symbols=${symbol}`)).quotes[0].price;
	return { name, account, ask, api, order, priceOf };
}

/** So many positions beside those that it has, each of another symbol, cheap ones first. */
export function holdMany({ account }, count) {
	sql(`insert into positions
			(user_id, account_id, epoch, symbol, quantity, cost, opened_at, updated_at)
		select user_id, id, epoch, 'Z' || lpad(n::text, 4, '0'), n, n, now(), now()
		from accounts, generate_series(1, ${count}) n where id = '${account}'`);
}

/** So many orders of the past, a minute apart, the newest a day old. */
export function orderMany({ account }, count) {
	sql(`insert into orders (
			id, user_id, account_id, epoch, number, client_order_id, symbol, asset_id, asset_class,
			side, type, time_in_force, quantity, limit_price, status, source,
			created_at, submitted_at, updated_at, canceled_at
		)
		select gen_random_uuid(), a.user_id, a.id, a.epoch, 1000000 + n, 'old-' || n,
			case when n % 5 = 0 then 'MSFT' else 'AAPL' end, gen_random_uuid(), 'us_equity',
			case when n % 2 = 0 then 'buy' else 'sell' end, 'limit', 'gtc', n, 12.345 + n,
			'canceled', 'web', at, at, at, at
		from accounts a, generate_series(1, ${count}) n,
			lateral (select now() - interval '1 day' - n * interval '1 minute' as at) moment
		where a.id = '${account}'`);
}

/** The text of a file that a click saves. */
export async function saved(page, click) {
	const saving = page.waitForEvent("download");
	await click();
	let text = "";
	for await (const part of await (await saving).createReadStream()) text += part;
	return text;
}

/** How many rows a table really has in the document. */
export function rowsMade(page, label) {
	return page.getByRole("table", { name: label }).locator("tbody tr:not(.space)").count();
}
