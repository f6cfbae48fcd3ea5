// What the tests of trading share: somebody who trades, amounts compared exactly, and the
// books as the database has them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { send, sql } from './client.mjs';
import { finish, keyHeaders, peopleInstance, register } from './people.mjs';

const PLACES = 15;

/** A decimal in text as a whole number of 10^-15: prices times quantities are exact. */
export function units(text) {
	const [, sign, whole, rest = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(String(text));
	const value = BigInt(whole + rest.padEnd(PLACES, '0'));
	return sign ? -value : value;
}

/** Price times quantity, in the same units. */
export const times = (price, quantity) =>
	(units(price) * units(quantity)) / 10n ** BigInt(PLACES);

/** Adds decimals up. */
export const sum = (texts) => texts.reduce((all, text) => all + units(text), 0n);

/** An instance whose limits are off. */
export const tradingInstance = (more = {}) => peopleInstance({ RATE_LIMIT_TRADE: '0', ...more });

/** All books of the instance are in order, says the program itself; then it is stopped. */
export async function audited(instance) {
	try {
		const { PAPERTRADE } = instance.env;
		const told = spawnSync(PAPERTRADE, ['audit'], { env: instance.env, encoding: 'utf8' });
		assert.match(told.stdout, /^in order: \d+ accounts?, /, told.stdout + told.stderr);
	} finally {
		await finish(instance);
	}
}

let count = 0;

/** Somebody with an account, of which `changes` are made. */
export class Trader {
	constructor(instance, person, key) {
		Object.assign(this, { instance, person, key });
		this.headers = keyHeaders(key);
		this.account = key.account_id;
	}

	async call(method, path, body, headers = {}) {
		const text = body === undefined ? '' : JSON.stringify(body);
		return send(this.instance, path, {
			method,
			/* Bots send what they like. */
			headers: { ...this.headers, 'Content-Length': Buffer.byteLength(text), ...headers },
			body: text,
		});
	}

	/** POSTs bytes as they are. */
	raw = (path, body) => send(this.instance, path, { method: 'POST', headers: this.headers, body });

	/** Sends an order; the reply whatever it is. */
	send = (order, headers) => this.call('POST', '/v2/orders', order, headers);

	/** Places an order that must go through. */
	async place(order) {
		const whole = { type: 'market', time_in_force: 'day', side: 'buy', symbol: 'AAPL', ...order };
		const reply = await this.send(whole);
		assert.equal(reply.status, 200, reply.text);
		return reply.json;
	}

	async get(path) {
		const reply = await this.call('GET', path);
		assert.equal(reply.status, 200, reply.text);
		return reply.json;
	}

	order = (id) => this.get(`/v2/orders/${id}`);
	cancel = (id) => this.call('DELETE', `/v2/orders/${id}`);
	replace = (id, body) => this.call('PATCH', `/v2/orders/${id}`, body);

	sql = (statement) => sql(this.instance, statement.replaceAll('$account', `'${this.account}'`));
	cash = () => this.sql('select trim_scale(cash) from accounts where id = $account');

	/** What it holds of a symbol: {quantity, cost}. */
	position(symbol) {
		const [quantity = '0', cost = '0'] = this.sql(
			`select trim_scale(quantity), trim_scale(cost) from positions
			where account_id = $account and symbol = '${symbol}' and quantity <> 0`,
		)
			.split('|')
			.filter(Boolean);
		return { quantity, cost };
	}

	/** The fills of an order, oldest first. */
	async fills(id) {
		const { trades } = await this.get('/api/trades?limit=1000');
		return trades.filter((one) => one.order_id === id).reverse();
	}

	/** Cash, positions and lots are what the ledger says, which adds up. */
	assertBooks() {
		const wrong = this.sql(`
			with held as (
				select asset, sum(amount) as amount
				from entries where account_id = $account and party = 'holder' group by asset
			), told as (
				select 'usd' as asset, cash as amount from accounts where id = $account
				union all
				select symbol, quantity from positions where account_id = $account
			)
			select coalesce(h.asset, t.asset), h.amount, t.amount
			from held h full join told t using (asset)
			where coalesce(h.amount, 0) <> coalesce(t.amount, 0)
			union all
			select 'sum ' || asset, sum(amount), 0
			from entries where account_id = $account group by asset having sum(amount) <> 0
			union all
			select 'lots ' || p.symbol, p.quantity, coalesce(sum(l.remaining), 0)
			from positions p
			left join lots l on l.account_id = p.account_id and l.symbol = p.symbol
			where p.account_id = $account
			group by p.symbol, p.quantity, p.cost
			having p.quantity <> coalesce(sum(l.remaining), 0) or p.cost <> coalesce(sum(l.cost), 0)
			union all
			select 'order ' || o.id, o.filled_quantity, coalesce(sum(f.quantity), 0)
			from orders o
			left join orders p on p.id = o.replaces
			left join fills f on f.order_id = o.id
			where o.account_id = $account
			group by o.user_id, o.account_id, o.id, p.user_id, p.account_id, p.id
			having o.filled_quantity <> coalesce(sum(f.quantity), 0) + coalesce(p.filled_quantity, 0)
				or o.filled_value <> coalesce(sum(f.value), 0) + coalesce(p.filled_value, 0)
				or o.fees <> coalesce(sum(f.fee), 0) + coalesce(p.fees, 0)
		`);
		assert.equal(wrong, '', 'the books do not agree');
	}
}

/** A new trader; `changes` are those of the account's configuration. */
export async function trader(instance, changes) {
	const name = `trader${++count}`;
	const person = await register(instance, name, { email: `${name}@example.org` });
	const key = await person.key();
	const one = new Trader(instance, person, key);
	if (changes !== undefined) {
		const reply = await person.patch(`/api/accounts/${one.account}`, changes);
		assert.equal(reply.status, 200, reply.text);
	}
	return one;
}

/** The same with so much cash that any depth can be taken. */
export async function whale(instance, changes) {
	const one = await trader(instance, changes);
	const path = `/api/accounts/${one.account}/reset`;
	const reply = await one.person.post(path, { starting_cash: '1000000000' });
	assert.equal(reply.status, 200, reply.text);
	return one;
}

/** An order for more than is displayed, whatever that is: it fills at several prices. */
export const LARGE = { qty: '20000', time_in_force: 'ioc' };

/** What a symbol is quoted at: {bid, ask}, as text. */
export async function quote(one, symbol) {
	const { quotes } = await one.get(`/api/data/quotes?symbols=${symbol}`);
	return { bid: String(quotes[0].bid), ask: String(quotes[0].ask) };
}

/** A refusal of the trading API: status, code, message, and the members beside. */
/** `field` is the parameter that the refusal names, none unless given. */
export function assertTradeRefused(reply, status, code, message, more = [], field = undefined) {
	assert.equal(reply.status, status, reply.text);
	assert.equal(reply.json.code, code, reply.text);
	if (message instanceof RegExp) assert.match(reply.json.message, message);
	else assert.equal(reply.json.message, message);
	assert.deepEqual(
		Object.keys(reply.json).sort(),
		['code', 'message', 'request_id', ...(field === undefined ? [] : ['field']), ...more].sort(),
		reply.text,
	);
	assert.equal(reply.json.field, field, reply.text);
}
