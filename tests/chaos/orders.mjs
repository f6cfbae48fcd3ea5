// Clients that trade without pause and write down what they are told.
//   node orders.mjs open URL CA_FILE COUNT >TRADERS   a user with so many paper accounts, each
//                                                     with a key; as JSON
//   node orders.mjs trade URL CA_FILE TRADERS JOURNAL [PAUSE_MS]
//                                                     one client an account, until SIGTERM
// Two of three orders carry an Idempotency-Key and are sent again until there is an answer; a
// tenth of those are sent once more after it, which must give the same bytes. The others are
// sent once: what became of one without an answer is not known. The journal has a line of
// JSON an order, before it is sent and after its answer. `trade` prints counts, and exits 1
// when an answer was other than it may be.
import { randomBytes } from 'node:crypto';
import { appendFileSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import https from 'node:https';
import { call, keyHeaders, register } from '../api/people.mjs';

const [task, url, caFile, ...more] = process.argv.slice(2);
const ca = readFileSync(caFile);
const SYMBOLS = ['AAPL', 'MSFT', 'NVDA', 'AMZN', 'JPM', 'XOM'];
const RESTING = ['KO', 'PFE', 'INTC', 'T'];
const GIVE_UP_MS = 60_000;
const run = randomBytes(4).toString('hex');

async function open(count) {
	const instance = { url, ca };
	const owner = await register(instance, `chaos-${randomBytes(6).toString('hex')}`);
	const traders = [];
	for (let i = 0; i < count; i++) {
		const fields = { name: `Chaos ${i}`, fill_model: 'touch', starting_cash: 1_000_000 };
		const { json: account } = await owner.post('/api/accounts', fields);
		const key = await owner.post('/api/keys', { name: 'chaos', account_id: account.id });
		if (key.status !== 201) throw new Error(key.text);
		traders.push({ account: account.id, key: key.json });
	}
	instance.agent.destroy();
	console.log(JSON.stringify(traders));
}

/** One request; resolves to {status, text}, status 0 when there was no whole reply. */
function send({ agent, key }, method, path, body, headers = {}) {
	return new Promise((resolve) => {
		const lost = (error) => resolve({ status: 0, text: error.code ?? error.message });
		const all = { ...keyHeaders(key), ...headers };
		if (body) Object.assign(all, { 'Content-Type': 'application/json', 'Content-Length': body.length });
		const request = https.request(url + path, { method, headers: all, agent }, (reply) => {
			let text = '';
			reply.on('data', (chunk) => (text += chunk));
			reply.on('error', lost);
			reply.on('end', () => resolve({ status: reply.statusCode, text }));
		});
		request.setTimeout(20_000, () => request.destroy(new Error('no reply in 20 s')));
		request.on('error', lost);
		request.end(body);
	});
}

const tally = {};
const failures = [];
let stopping = false;
let journal;

const count = (name) => (tally[name] = (tally[name] ?? 0) + 1);
const note = (line) => appendFileSync(journal, `${JSON.stringify(line)}\n`);
const isAnswer = ({ status }) => status > 0 && status < 500;

function fail(what, { status, text }) {
	failures.push({ at: new Date().toISOString(), what, status, text: text.slice(0, 300) });
}

/** What may be refused: means, wash trades, what is filled or gone already. */
const isFair = ({ status }) => [200, 204, 207, 403, 404, 422].includes(status);

/** Sends until there is an answer. */
async function insist(trader, ...request) {
	for (const begun = Date.now(); ; await sleep(20)) {
		const reply = await send(trader, ...request);
		if (isAnswer(reply)) return reply;
		count(`${request[0]} without answer: ${reply.status} ${reply.text.slice(0, 60)}`);
		if (Date.now() - begun > GIVE_UP_MS) return reply;
	}
}

/** Buys and sells in turn at the market; each fourth order buys something else, at a limit
 * that rests near the price it was last bought at. */
function orderOf(trader, turn) {
	const rests = turn % 8 > 5;
	const symbols = rests ? RESTING : SYMBOLS;
	const symbol = symbols[Math.floor(turn / 8) % symbols.length];
	const client_order_id = `${run}-${trader.account.slice(0, 8)}-${turn}`;
	const fields = { symbol, type: 'market', time_in_force: 'day', client_order_id };
	if (!rests) return { ...fields, side: turn % 2 ? 'sell' : 'buy', qty: '2' };
	const price = trader.prices[symbol];
	if (!price) return { ...fields, side: 'buy', qty: '1' };
	const limit_price = (Math.round(price * 99.97) / 100).toFixed(2);
	return { ...fields, side: 'buy', qty: '1', type: 'limit', time_in_force: 'gtc', limit_price };
}

async function place(trader, turn) {
	const fields = orderOf(trader, turn);
	const id = fields.client_order_id;
	const body = JSON.stringify(fields);
	const sure = turn % 3 < 2;
	const headers = sure ? { 'Idempotency-Key': id } : {};
	const request = ['POST', '/v2/orders', body, headers];
	note({ sent: id, account: trader.account, sure });
	const reply = sure ? await insist(trader, ...request) : await send(trader, ...request);
	if (!isAnswer(reply)) {
		if (sure) fail('no answer in a minute', reply);
		return count(`unknown: ${reply.status || reply.text}`);
	}
	count(`placed ${reply.status}`);
	if (!isFair(reply)) return fail('an order', reply);
	if (reply.status !== 200) return note({ refused: id, account: trader.account, text: reply.text });
	const told = JSON.parse(reply.text);
	if (told.filled_avg_price) trader.prices[told.symbol] = Number(told.filled_avg_price);
	note({ taken: id, account: trader.account, id: told.id, status: told.status, filled: told.filled_qty });
	if (!sure || turn % 10 !== 0) return undefined;
	const again = await insist(trader, ...request);
	count('sent once more');
	if (again.status !== 200 || again.text !== reply.text) fail('another answer to the same', again);
	return undefined;
}

async function client(trader, pauseMs) {
	trader.agent = new https.Agent({ keepAlive: true, maxSockets: 1, ca });
	trader.prices = {};
	for (let turn = 0; !stopping; turn++) {
		await place(trader, turn);
		if (turn % 100 === 99) {
			const reply = await insist(trader, 'DELETE', '/v2/orders');
			if (!isFair(reply)) fail('cancelling all', reply);
		}
		if (turn % 10 === 5) {
			const reply = await insist(trader, 'GET', '/v2/account');
			if (reply.status !== 200) fail('the account', reply);
		}
		await sleep(Math.random() * 2 * pauseMs);
	}
	trader.agent.destroy();
}

async function trade(tradersFile, journalFile, pauseMs = '5') {
	journal = journalFile;
	process.on('SIGTERM', () => (stopping = true));
	const traders = JSON.parse(readFileSync(tradersFile, 'utf8'));
	await Promise.all(traders.map((trader) => client(trader, Number(pauseMs))));
	console.log(JSON.stringify({ replies: tally, failed: failures.length, first_failures: failures.slice(0, 5) }));
	process.exitCode = failures.length === 0 && tally['placed 200'] > 0 ? 0 : 1;
}

await { open: () => open(Number(more[0])), trade: () => trade(...more) }[task]();
