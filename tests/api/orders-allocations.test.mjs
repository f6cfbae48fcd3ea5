// Memory that cannot be had: each allocation of a request fails once. No worker ends, nothing
// is half done, and the next request is served as if nothing had been.
import assert from 'node:assert/strict';
import { closeSync, openSync, readSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { root, until, workers } from './client.mjs';
import { restart } from './people.mjs';
import { audited, trader, tradingInstance } from './trading.mjs';

const KEPT = ['accounts', 'orders', 'fills', 'transfers', 'positions', 'lots', 'closings', 'idempotency_keys', 'outbox'];
const MOST = 5000;

let instance;
let one;
let plan; /* as tests/faults/allocation.c maps it: which fails, and how many there were */

before(async () => {
	instance = tradingInstance({
		PAPERTRADE: join(root, 'build/asan/papertrade-faults'),
		FAST_WORKERS: '1',
	});
	one = await trader(instance, { fill_model: 'touch' });
	writeFileSync(join(instance.home, 'faults'), Buffer.alloc(16));
	restart(instance, {});
	await serves();
	plan = openSync(join(instance.home, 'faults'), 'r+');
});

after(() => {
	if (plan !== undefined) closeSync(plan);
	return audited(instance);
});

/** An answer that could not be taken in costs the connection to the database. */
const serves = () => until('it serves', async () => (await one.call('GET', '/v2/account')).status === 200);

function fail(at) {
	const words = Buffer.alloc(16);
	words.writeBigUInt64LE(BigInt(at));
	writeSync(plan, words, 0, 16, 0);
}

function counted() {
	const words = Buffer.alloc(16);
	readSync(plan, words, 0, 16, 0);
	return Number(words.readBigUInt64LE(8));
}

/** A digest of all that is kept of the account. */
const kept = () =>
	one.sql(
		`select md5(string_agg(row, '' order by row)) from (${KEPT.map(
			(table) => `select '${table}' || t::text as row from ${table} t
				where ${table === 'accounts' ? 'id' : 'account_id'} = $account`,
		).join(' union all ')}) as rows`,
	);

/** Lets each allocation of a request fail in turn; returns how many there are. */
async function eachFails(request) {
	for (let at = 1; at < MOST; at++) {
		await serves();
		const send = await request(at);
		const before = kept();
		fail(at);
		const reply = await send();
		const reached = counted() >= at;
		fail(0);
		if (!reached) {
			assert.ok(reply.status < 300, reply.text);
			return at - 1;
		}
		/* Where the request's memory has a limit, more than that is too large. */
		assert.ok(reply.status === 204 || (reply.status < 300 ? reply.json : reply.json?.code), `${at}: ${reply.text}`);
		if (reply.status >= 300) assert.equal(kept(), before, `it is done after allocation ${at}: ${reply.text}`);
	}
	return assert.fail('fails for ever');
}

const market = { symbol: 'AAPL', side: 'buy', type: 'market', time_in_force: 'day', qty: '1' };
const limit = { ...market, type: 'limit', limit_price: '1', time_in_force: 'gtc' };
const bracket = {
	...market, order_class: 'bracket', take_profit: { limit_price: '90000' }, stop_loss: { stop_price: '1' },
};
const rested = async () => (await one.place({ ...limit, symbol: 'XOM' })).id;

describe('an allocation that fails', () => {
	for (const [what, request] of [
		['of an order that fills', (at) => () => one.send(market, { 'Idempotency-Key': `fills ${at}` })],
		['of an order that rests', (at) => () => one.send(limit, { 'Idempotency-Key': `rests ${at}` })],
		['of a bracket', () => () => one.send(bracket)],
		['of a change', async () => {
			const id = await rested();
			return () => one.replace(id, { qty: '2' });
		}],
		['of a cancellation', async () => {
			const id = await rested();
			return () => one.cancel(id);
		}],
		['of a look at the account', () => () => one.call('GET', '/v2/account')],
		['of a list of orders', () => () => one.call('GET', '/v2/orders?nested=true')],
		['of a list of positions', () => () => one.call('GET', '/v2/positions')],
	])
		test(`${what}: all of it or nothing, and nobody ends`, async () => {
			const running = workers(instance);
			const failed = await eachFails(request);
			assert.ok(failed > 2, `${failed} allocations`);
			assert.deepEqual(workers(instance), running, 'the worker has ended');
		});
});
