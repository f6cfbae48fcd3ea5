// Orders lose nothing: not when the same comes many times at once, not when many spend the
// same money, not when a statement fails, not when processes are killed. tests/chaos does
// the last at length.
import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { assertRefused, many, root, send, service, sql, until, workers } from './client.mjs';
import { call, finish, keyHeaders, peopleInstance, register } from './people.mjs';

let instance;
let anna;

before(async () => {
	instance = peopleInstance();
	anna = await register(instance, 'anna');
});
after(() => finish(instance));

/** A paper account, with a key of its own. */
async function account(fields = {}) {
	const made = await anna.post('/api/accounts', { name: 'x', fill_model: 'touch', ...fields });
	assert.equal(made.status, 201, made.text);
	return { id: made.json.id, key: await keyOf(made.json.id) };
}

async function keyOf(account_id) {
	const key = await anna.post('/api/keys', { name: 'x', account_id });
	assert.equal(key.status, 201, key.text);
	return key.json;
}

const ask = (key, method, path, body, headers = {}) =>
	call(instance, method, path, body, { ...keyHeaders(key), ...headers });

const market = (side, fields) => ({
	symbol: 'AAPL', side, type: 'market', time_in_force: 'day', ...fields,
});

const count = (table, { id }) =>
	Number(sql(instance, `select count(*) from ${table} where account_id = '${id}'`));

function audit() {
	const { PAPERTRADE } = instance.env;
	return execFileSync(PAPERTRADE, ['audit'], { env: instance.env, encoding: 'utf8' });
}

describe('the same Idempotency-Key', () => {
	test('fifty times at once: one order, identical bodies', async () => {
		const one = await account();
		const body = market('buy', { qty: 3 });
		const headers = { 'Idempotency-Key': 'fifty' };
		const replies = await many(50, 50, () => ask(one.key, 'POST', '/v2/orders', body, headers));
		for (const reply of replies) {
			assert.equal(reply.status, 200, reply.text);
			assert.equal(reply.text, replies[0].text);
		}
		assert.deepEqual([count('orders', one), count('fills', one)], [1, 1]);
		const late = await ask(one.key, 'POST', '/v2/orders', body, headers);
		assert.equal(late.text, replies[0].text);

		const other = await ask(one.key, 'POST', '/v2/orders', market('buy', { qty: 4 }), headers);
		assert.equal(other.status, 422, other.text);
		assert.equal(count('orders', one), 1);
	});

	test('of another account is another key', async () => {
		const both = [await account(), await account()];
		const headers = { 'Idempotency-Key': 'shared' };
		const replies = await Promise.all(
			both.map(({ key }) => ask(key, 'POST', '/v2/orders', market('buy', { qty: 1 }), headers)),
		);
		assert.notEqual(replies[0].json.id, replies[1].json.id);
		for (const one of both) assert.equal(count('orders', one), 1);
	});

	test('a refusal uses up nothing that a later order needs', async () => {
		const one = await account({ starting_cash: 10, multiplier: 1 });
		const body = market('buy', { qty: 1, client_order_id: 'too dear' });
		const replies = await many(10, 10, () =>
			ask(one.key, 'POST', '/v2/orders', body, { 'Idempotency-Key': 'poor' }),
		);
		for (const reply of replies) assert.equal(reply.status, 403, reply.text);
		assert.equal(count('orders', one), 0);
		const cheap = market('buy', { notional: 5, client_order_id: 'too dear' });
		assert.equal((await ask(one.key, 'POST', '/v2/orders', cheap)).status, 200);
	});
});

describe('64 clients of one account at once', () => {
	/** Each sends its orders one after the other, while somebody looks at the account. */
	async function together(fields, { before: first, each, times = 2 }) {
		const one = await account(fields);
		if (first) assert.equal((await ask(one.key, 'POST', '/v2/orders', first)).status, 200);
		let working = true;
		const looks = [];
		const looking = (async () => {
			while (working) {
				const { json } = await ask(one.key, 'GET', '/v2/account');
				looks.push(json);
			}
		})();
		const replies = await many(64, 64, async () => {
			const told = [];
			for (let i = 0; i < times; i++) told.push(await ask(one.key, 'POST', '/v2/orders', each));
			return told;
		});
		working = false;
		await looking;
		const { json: end } = await ask(one.key, 'GET', '/v2/account');
		for (const { cash, buying_power } of [...looks, end]) {
			assert.ok(Number(cash) >= 0, `cash ${cash}`);
			assert.ok(Number(buying_power) >= 0, `buying power ${buying_power}`);
		}
		const all = replies.flat();
		for (const { status, json, text } of all)
			assert.ok(status === 200 || (status === 403 && json.code === 40310000), text);
		return { one, end, taken: all.filter(({ status }) => status === 200).length, of: all.length };
	}

	test('spend no more than there is', async () => {
		const fields = { starting_cash: 10_000, multiplier: 1, shorting: false };
		const { one, end, taken, of } = await together(fields, { each: market('buy', { notional: 300 }) });
		assert.ok(taken >= 30 && taken <= 33 && taken < of, `${taken} of ${of}`);
		assert.equal(count('fills', one), taken);
		assert.ok(Number(end.cash) <= 10_000 - 299 * taken, end.cash);
	});

	test('reserve no more than there is', async () => {
		const fields = { starting_cash: 10_000, multiplier: 1, shorting: false };
		const each = market('buy', { type: 'limit', limit_price: 1, qty: 300, time_in_force: 'gtc' });
		const { one, end, taken } = await together(fields, { each });
		assert.deepEqual([taken, count('fills', one)], [33, 0]);
		assert.deepEqual([Number(end.cash), Number(end.buying_power)], [10_000, 100]);
	});

	test('sell no more than is held', async () => {
		const fields = { starting_cash: 50_000, multiplier: 1, shorting: false };
		const { one, taken } = await together(fields, {
			before: market('buy', { qty: 20 }),
			each: market('sell', { qty: 1 }),
			times: 1,
		});
		assert.equal(taken, 20);
		assert.equal(sql(instance, `select quantity = 0 from positions where account_id = '${one.id}'`), 't');
	});
});

// Statements fail by a trigger on every table, which counts what workers write.
const FAULTS = `
	create sequence faults_counted;
	create table faults (at bigint, kind text);
	create function fault() returns trigger language plpgsql security definer as $$
	declare wanted faults;
	begin
		select * into wanted from faults;
		if wanted.at is null or session_user <> 'papertrade_app' then return null; end if;
		if nextval('faults_counted') <> wanted.at then return null; end if;
		if wanted.kind = 'connection' then
			perform pg_terminate_backend(pg_backend_pid());
			perform pg_sleep(1);
		end if;
		raise exception 'a fault of the test' using errcode = wanted.kind;
	end $$;
	create function commit_fault() returns trigger language plpgsql security definer as $$
	begin
		if exists (select from faults where kind = 'commit') then
			raise exception 'a fault of the test' using errcode = '53100';
		end if;
		return null;
	end $$;
	do $$
	declare t regclass;
	begin
		for t in select oid from pg_class where relnamespace = 'public'::regnamespace
			and relkind = 'r' and relname <> 'faults'
		loop
			execute format('create trigger fault before insert or update or delete on %s
				for each statement execute function fault()', t);
		end loop;
	end $$;
	create constraint trigger commit_fault after insert or update on orders
		deferrable initially deferred for each row execute function commit_fault()`;

const NO_FAULTS = `
	drop trigger commit_fault on orders;
	drop function commit_fault, fault cascade;
	drop table faults;
	drop sequence faults_counted`;

const KEPT = [
	'accounts', 'orders', 'fills', 'transfers', 'entries', 'positions', 'lots',
	'idempotency_keys', 'outbox',
];

/** A digest of all that is kept of an account. */
const kept = ({ id }) =>
	sql(
		instance,
		`select md5(string_agg(row, '' order by row)) from (${KEPT.map(
			(table) => `select '${table}' || t::text as row from ${table} t
				where ${table === 'accounts' ? 'id' : 'account_id'} = '${id}'`,
		).join(' union all ')}) as rows`,
	);

const setFault = (at, kind) =>
	sql(instance, `delete from faults; alter sequence faults_counted restart;
		insert into faults select ${at}, '${kind}' where ${at} is not null`);

const noFault = () => sql(instance, 'delete from faults');

function assertFailed(reply) {
	assert.ok([500, 503].includes(reply.status), `${reply.status} ${reply.text}`);
	assertRefused(reply, reply.status, reply.json.code);
}

describe('a statement that fails', () => {
	let one;
	let resting;
	before(async () => {
		one = await account();
		await ask(one.key, 'POST', '/v2/orders', market('buy', { qty: 10, symbol: 'MSFT' }));
		sql(instance, FAULTS);
	});
	after(() => sql(instance, NO_FAULTS));

	const rests = () => ({ type: 'limit', limit_price: 1, qty: 5, time_in_force: 'gtc' });
	const bracket = {
		qty: 1, order_class: 'bracket', time_in_force: 'gtc',
		take_profit: { limit_price: 90_000 }, stop_loss: { stop_price: 1 },
	};
	const cases = [
		['an order that fills', () => ['POST', '/v2/orders', market('buy', { qty: 2 })]],
		['an order that rests', () => ['POST', '/v2/orders', market('buy', rests())]],
		['a bracket', () => ['POST', '/v2/orders', market('buy', bracket)]],
		['a change', () => ['PATCH', `/v2/orders/${resting}`, { qty: 6 }]],
		['a cancellation', () => ['DELETE', `/v2/orders/${resting}`]],
		['a closing', () => ['DELETE', '/v2/positions/MSFT?qty=1']],
	];

	const rest = async () => {
		resting = (await ask(one.key, 'POST', '/v2/orders', market('buy', { ...rests(), symbol: 'XOM' }))).json.id;
	};

	for (const [what, request] of cases)
		test(`${what}: all of it or nothing, whichever statement it is`, async () => {
			const running = workers(instance);
			for (const kind of ['53100', 'connection']) {
				await rest();
				const key = { 'Idempotency-Key': `${what} ${kind}` };
				const asked = request();
				const headers = asked[0] === 'POST' ? key : {};
				const before = kept(one);
				let failed = 0;
				for (let at = 1; ; at++) {
					setFault(at, kind);
					const reply = await ask(one.key, ...asked, headers);
					if (reply.status < 300) break;
					assertFailed(reply);
					assert.equal(kept(one), before, `half of it is there after write ${at}`);
					assert.ok(++failed < 50, 'fails for ever');
				}
				noFault();
				assert.ok(failed >= 2, `${failed} writes`);
				assert.notEqual(kept(one), before);
			}
			assert.deepEqual(workers(instance), running, 'a worker has ended');
		});

	test('at its very end: nothing of it is told as done', async () => {
		const headers = { 'Idempotency-Key': 'commit' };
		const asked = ['POST', '/v2/orders', market('buy', { qty: 1 }), headers];
		const before = kept(one);
		setFault(0, 'commit');
		assertFailed(await ask(one.key, ...asked));
		assert.equal(kept(one), before);
		noFault();
		assert.equal((await ask(one.key, ...asked)).status, 200);
	});

	test('because a table is not there: refused, and well again with it', async () => {
		const running = [...workers(instance), service(instance, / market $/)];
		for (const table of ['orders', 'fills', 'positions', 'lots', 'kill_switch', 'idempotency_keys', 'transfers']) {
			const headers = { 'Idempotency-Key': `without ${table}` };
			sql(instance, `alter table ${table} rename to away`);
			const reply = await ask(one.key, 'POST', '/v2/orders', market('buy', { qty: 1 }), headers);
			sql(instance, `alter table away rename to ${table}`);
			assertFailed(reply);
			const again = await ask(one.key, 'POST', '/v2/orders', market('buy', { qty: 1 }), headers);
			assert.equal(again.status, 200, again.text);
		}
		assert.deepEqual([...workers(instance), service(instance, / market $/)], running);
		audit();
	});
});

describe('processes that are killed while orders come', () => {
	const chaos = (name) => join(root, 'tests/chaos', name);
	const PARTS = [/serve fast $/, / market $/, /^nginx: master|nginx.* -p /, /postgres/];

	const served = () =>
		until('it serves again', async () => {
			try {
				const { status } = await send(instance, '/api/monitoring/health/ready');
				return status === 200;
			} catch {
				return false;
			}
		});

	test('none that was acknowledged is lost, none is there twice', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'pt-orders-'));
		const [traders, journal] = [join(folder, 'traders'), join(folder, 'journal')];
		const server = [instance.url, join(instance.home, 'tls/ca.crt')];
		const run = promisify(execFile);
		const opened = await run('node', [chaos('orders.mjs'), 'open', ...server, '8']);
		writeFileSync(traders, opened.stdout);
		writeFileSync(journal, '');
		const trading = spawn('node', [chaos('orders.mjs'), 'trade', ...server, traders, journal, '10']);
		let told = '';
		for (const stream of [trading.stdout, trading.stderr]) stream.on('data', (text) => (told += text));
		const ended = new Promise((resolve) => trading.on('exit', resolve));
		for (let kills = 0; kills < 15; kills++) {
			const [worker] = workers(instance);
			if (worker) process.kill(worker, 'SIGKILL');
			await sleep(200);
		}
		for (const part of PARTS) {
			const pid = service(instance, part);
			process.kill(pid, 'SIGKILL');
			await until('another process', () => ![pid, undefined].includes(service(instance, part)));
			await served();
		}
		trading.kill();
		assert.equal(await ended, 0, told);
		const psql = ['-X', '-q', '-A', '-t', '-h', join(instance.home, 'run'), '-U', 'postgres'];
		const found = execFileSync('psql', [...psql, '-d', 'papertrade', '-f', chaos('journal.psql')], {
			input: readFileSync(journal),
			encoding: 'utf8',
		});
		assert.match(found, /\nfindings: 0\n$/, found + told);
		const [, acknowledged] = /acknowledged: (\d+)/.exec(found);
		assert.ok(Number(acknowledged) > 100, found);
		audit();
		rmSync(folder, { recursive: true });
	});
});
