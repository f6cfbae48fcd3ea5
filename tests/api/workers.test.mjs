// Workers that die, freeze, hang or retire, and a master that is killed: clients
// notice as little as can be.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
	assertRefused,
	many,
	ownInstance,
	post,
	replacements,
	send,
	service,
	sql,
	until,
	workers,
} from './client.mjs';

const LIVE = '/api/monitoring/health/live';
const TELEMETRY = '/api/telemetry';
const events = (name) => ({ events: [{ name }] });

function tally(replies) {
	const counts = {};
	for (const { status } of replies) counts[status] = (counts[status] ?? 0) + 1;
	return counts;
}

/** Holds a lock that lets nobody write events; resolves to a function that lets go. */
async function lockEvents(instance) {
	const target = ['-h', join(instance.home, 'run'), '-U', 'postgres', '-d', 'papertrade'];
	const psql = spawn('psql', ['-X', '-q', '-A', '-t', ...target], { stdio: ['pipe', 'pipe', 'inherit'] });
	psql.stdin.write("begin; lock table telemetry_events in exclusive mode; select 'locked';\n");
	await once(psql.stdout, 'data');
	return async () => {
		psql.stdin.end();
		await once(psql, 'exit');
	};
}

describe('killed', () => {
	let instance;
	before(() => {
		instance = ownInstance({ TELEMETRY: 'true', FAST_TIMEOUT_MS: '1000', DATABASE_TIMEOUT_MS: '5000' });
	});
	after(() => instance.stop());
	const full = () => workers(instance).length === 4;

	test('a worker dies every 250 ms, 50 times, under 20 clients: no GET fails', async () => {
		let going = true;
		const client = async (number) => {
			const replies = [];
			while (going) {
				replies.push(await send(instance, number % 2 ? LIVE : TELEMETRY));
				await sleep(50);
			}
			return replies;
		};
		const clients = Array.from({ length: 20 }, (_, number) => client(number));
		for (let killed = 0; killed < 50; killed++) {
			await until('there is a worker', () => workers(instance).length > 0);
			process.kill(workers(instance)[0], 'SIGKILL');
			await sleep(250);
		}
		going = false;
		const replies = (await Promise.all(clients)).flat();
		assert.deepEqual(tally(replies), { 200: replies.length });
		assert.ok(replies.length > 1000, `${replies.length} requests`);
		await until('all workers are back', full);
		await until('all are counted', async () => (await replacements(instance)) === 50);
	});

	test('a worker that dies is replaced at once', async () => {
		await sleep(1100);
		const [victim] = workers(instance);
		process.kill(victim, 'SIGKILL');
		const tookMs = await until('replaced', () => full() && !workers(instance).includes(victim));
		assert.ok(tookMs < 1000, `${tookMs} ms`);
	});

	test('however often it is killed, a worker is replaced without delay', async () => {
		await until('all workers are there', full);
		let newest = Math.max(...workers(instance));
		const begun = Date.now();
		for (let killed = 0; killed < 15; killed++) {
			const before = workers(instance);
			process.kill(newest, 'SIGKILL');
			await until('replaced', () => workers(instance).some((pid) => !before.includes(pid)));
			newest = workers(instance).find((pid) => !before.includes(pid));
		}
		const tookMs = Date.now() - begun;
		assert.ok(tookMs < 20_000, `${tookMs} ms`);
	});

	test('a hanging worker is killed, and its client is told', async () => {
		await until('all workers are there', full);
		const died = await replacements(instance);
		const letGo = await lockEvents(instance);
		try {
			const begun = Date.now();
			const hanging = post(instance, TELEMETRY, events('hanging'));
			await sleep(200);
			const replies = await many(100, 2, () => send(instance, LIVE));
			assert.deepEqual(tally(replies), { 200: 100 });
			const reply = await hanging;
			assertRefused(reply, 503, 50310000);
			assert.equal(reply.headers['retry-after'], '1');
			const tookMs = Date.now() - begun;
			assert.ok(tookMs >= 900 && tookMs < 4000, `${tookMs} ms`);
		} finally {
			await letGo();
		}
		await until('replaced', full);
		assert.equal(await replacements(instance), died + 1);
		assert.equal(sql(instance, "select count(*) from telemetry_events where name = 'hanging'"), '0');
		assert.equal((await post(instance, TELEMETRY, events('after'))).status, 202);
	});

	test('a worker is frozen while idle: others serve, and who waits for it is told', async () => {
		await until('all workers are there', full);
		const [victim] = workers(instance);
		process.kill(victim, 'SIGSTOP');
		try {
			const replies = await many(100, 4, () => send(instance, LIVE));
			// Those that nginx sent over connections it had kept to that very worker.
			const late = replies.filter(({ status }) => status !== 200);
			for (const reply of late) assertRefused(reply, 504);
			assert.ok(late.length <= 10, `${late.length} of 100 waited in vain`);
		} finally {
			// Unless the master has lost patience with it, and replaced it.
			if (workers(instance).includes(victim)) process.kill(victim, 'SIGCONT');
		}
		const replies = await many(100, 4, () => send(instance, LIVE));
		assert.deepEqual(tally(replies), { 200: 100 });
	});

	test('the master is killed: back within 5 s, and GETs wait for it', async () => {
		const master = service(instance, /serve fast $/);
		process.kill(master, 'SIGKILL');
		const begun = Date.now();
		const replies = await many(50, 5, () => send(instance, '/api/health'));
		for (const { status } of replies) assert.ok(status === 200 || status === 503, `${status}`);
		await until('a new master', () => (service(instance, /serve fast $/) ?? master) !== master, 5000);
		await until('healthy', async () => (await send(instance, '/api/health')).status === 200, 5000);
		await until('all workers', full, 5000);
		assert.ok(Date.now() - begun < 5000, `${Date.now() - begun} ms`);
	});
});

describe('retired after 100 requests', () => {
	let instance;
	before(() => {
		instance = ownInstance({ TELEMETRY: 'true', WORKER_REQUESTS: '100' });
	});
	after(() => instance.stop());

	test('5,000 requests, every fifth a report: none is lost, none is kept twice', async () => {
		const first = workers(instance);
		const replies = await many(5000, 20, (number) =>
			number % 5 === 0
				? post(instance, TELEMETRY, events(`report ${number}`))
				: send(instance, number % 2 ? LIVE : '/api/monitoring/health/ready'));
		assert.deepEqual(tally(replies), { 200: 4000, 202: 1000 });
		assert.equal(sql(instance, 'select count(*), count(distinct name) from telemetry_events'), '1000|1000');
		assert.ok(workers(instance).every((pid) => !first.includes(pid)), 'a worker did not retire');
		assert.equal(await replacements(instance), 0, 'retiring is not dying');
	});
});
