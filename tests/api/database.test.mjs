// The database goes away, freezes and dies: clear refusals meanwhile, nothing
// half stored, and all heals by itself without a new worker.
import assert from 'node:assert/strict';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
	assertRefused,
	children,
	ownInstance,
	post,
	replacements,
	send,
	service,
	sql,
	until,
	workers,
} from './client.mjs';

const UNAVAILABLE = 50310000;
const READY = '/api/monitoring/health/ready';
const LIVE = '/api/monitoring/health/live';
const TELEMETRY = '/api/telemetry';
const HEAL_MS = 10_000;

let instance;
let team;
before(() => {
	instance = ownInstance({ TELEMETRY: 'true', DATABASE_TIMEOUT_MS: '1000' });
	team = workers(instance);
});
afterEach(async () => {
	assert.deepEqual(workers(instance), team, 'workers were replaced');
	assert.equal(await replacements(instance), 0, 'workers died');
});
after(() => instance.stop());

const postmaster = () => service(instance, /postgres -D/);
const report = (name) => post(instance, TELEMETRY, { events: [{ name }] });
const stored = (name) =>
	Number(sql(instance, `select count(*) from telemetry_events where name = '${name}'`));

/** Every worker has its connection: the instance is as it was. */
async function isWhole() {
	const { status, json } = await send(instance, '/api/health/detailed');
	return status === 200 && json.pools.fast.database_connections === 4;
}

function assertUnavailable(reply) {
	assertRefused(reply, 503, UNAVAILABLE);
	assert.ok(Number(reply.headers['retry-after']) >= 1);
}

test('stopped: health and ready say so, live is well, reports are refused', async () => {
	const data = join(instance.home, 'pg');
	renameSync(data, `${data}.away`);
	process.kill(postmaster(), 'SIGINT');
	await until('unhealthy', async () => (await send(instance, '/api/health')).status === 503);

	for (let i = 0; i < 12; i++) {
		const health = await send(instance, '/api/health');
		assert.equal(health.status, 503);
		assert.equal(health.json.status, 'unhealthy');
		assert.equal(health.json.services.database, 'disconnected');
		assert.match(health.json.reason, /database/);
		assert.equal((await send(instance, LIVE)).status, 200);
		assertUnavailable(await send(instance, READY));
		assertUnavailable(await send(instance, '/api/health/detailed'));
		assertUnavailable(await report('while it is stopped'));
		assertUnavailable(await send(instance, TELEMETRY));
	}
	assert.equal((await send(instance, '/metrics')).status, 200);
	assertRefused(await post(instance, TELEMETRY, {}), 422, 40010001, 'events');

	renameSync(`${data}.away`, data);
	await until('healthy', isWhole, HEAL_MS);
	assert.equal((await report('after')).status, 202);
	assert.equal(stored('while it is stopped'), 0);
	assert.equal(stored('after'), 1);
});

test('frozen: ready says so in time, live stays quick, all heals', async () => {
	const server = postmaster();
	const frozen = [server, ...children(server)];
	for (const pid of frozen) process.kill(pid, 'SIGSTOP');
	try {
		const begun = Date.now();
		assertUnavailable(await send(instance, READY));
		assert.ok(Date.now() - begun < 3500, `ready took ${Date.now() - begun} ms`);
		for (let i = 0; i < 20; i++) {
			const asked = Date.now();
			assert.equal((await send(instance, LIVE)).status, 200);
			assert.ok(Date.now() - asked < 1000, `live took ${Date.now() - asked} ms`);
		}
		// Each worker may find out for itself once; then all refuse at once.
		for (let i = 0; i < 4; i++) assertUnavailable(await report('while it is frozen'));
		const refused = Date.now();
		for (let i = 0; i < 8; i++) assertUnavailable(await send(instance, READY));
		assert.ok(Date.now() - refused < 9000);
	} finally {
		for (const pid of frozen) process.kill(pid, 'SIGCONT');
	}
	await until('healthy', isWhole, HEAL_MS);
	assert.equal((await report('after the frost')).status, 202);
	assert.equal(stored('after the frost'), 1);
});

test('killed under load: what was acknowledged is there, the rest got a 503', async () => {
	const acknowledged = [];
	const statuses = new Set();
	let going = true;
	const client = async (number) => {
		for (let i = 0; going; i++) {
			const name = `load ${number} ${i}`;
			const { status } = await report(name);
			statuses.add(status);
			if (status === 202) acknowledged.push(name);
			else await sleep(10);
		}
	};
	const clients = Array.from({ length: 6 }, (_, number) => client(number));
	await sleep(300);
	process.kill(postmaster(), 'SIGKILL');
	await until('down', () => statuses.has(503));
	await until('healthy', isWhole, HEAL_MS);
	await sleep(300);
	going = false;
	await Promise.all(clients);

	assert.deepEqual([...statuses].sort(), [202, 503]);
	const kept = sql(instance, "select name from telemetry_events where name like 'load %'").split('\n');
	assert.equal(new Set(kept).size, kept.length, 'kept twice');
	const there = new Set(kept);
	assert.deepEqual(acknowledged.filter((name) => !there.has(name)), []);
	assert.ok(acknowledged.length > 20);
});
