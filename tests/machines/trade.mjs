// A trade from nothing, and whether it is still there.
//   node trade.mjs first URL CA_FILE >TRADE   registers, makes a key, buys a share, awaits its
//                                             fill; prints the key and the order as JSON
//   node trade.mjs check URL CA_FILE TRADE    the order is as it was told
// Exits 1 with the reason when it is not so.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { call, keyHeaders, register } from '../api/people.mjs';

const [task, url, caFile, file] = process.argv.slice(2);
const instance = { url, ca: readFileSync(caFile) };

function expect(reply, ...wanted) {
	if (!wanted.includes(reply.status)) throw new Error(`${reply.status} ${reply.text}`);
	return reply.json;
}

const find = async (key, id) =>
	expect(await call(instance, 'GET', `/v2/orders/${id}`, undefined, keyHeaders(key)), 200);

async function first() {
	const owner = await register(instance, `trade-${randomBytes(6).toString('hex')}`);
	const fields = { name: 'First', fill_model: 'touch', starting_cash: 100_000 };
	const account = expect(await owner.post('/api/accounts', fields), 201);
	const key = expect(await owner.post('/api/keys', { name: 'first', account_id: account.id }), 201);
	const body = { symbol: 'AAPL', qty: '1', side: 'buy', type: 'market', time_in_force: 'day' };
	const placed = expect(await call(instance, 'POST', '/v2/orders', body, keyHeaders(key)), 200, 201);
	for (let attempt = 0; attempt < 100; attempt++) {
		const order = await find(key, placed.id);
		if (order.status === 'filled') return { key, order };
		await sleep(200);
	}
	throw new Error('the order is not filled in 20 s');
}

async function check({ key, order }) {
	const now = await find(key, order.id);
	for (const name of ['status', 'symbol', 'filled_qty', 'filled_avg_price', 'filled_at'])
		if (now[name] !== order[name]) throw new Error(`${name} is ${now[name]}, it was ${order[name]}`);
}

try {
	if (task === 'first') console.log(JSON.stringify(await first()));
	else await check(JSON.parse(readFileSync(file)));
} catch (error) {
	console.error(`trade: ${error.message}`);
	process.exitCode = 1;
} finally {
	instance.agent?.destroy();
}
