// What administrators see of how the server runs: its jobs, its backups, and what imported
// bars lack.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { assertRefused, send, service, until } from './client.mjs';
import { finish, peopleInstance, register } from './people.mjs';

let instance;
let root;
let berta;

before(async () => {
	instance = peopleInstance();
	root = await register(instance, 'root');
	berta = await register(instance, 'berta');
});
after(() => finish(instance));

async function good(path) {
	const reply = await root.get(path);
	assert.equal(reply.status, 200, reply.text);
	return reply.json;
}

const jobs = async () =>
	Object.fromEntries((await good('/api/admin/jobs')).jobs.map((job) => [job.name, job]));

test('nobody else is told', async () => {
	for (const path of ['/api/admin/jobs', '/api/admin/backups'])
		assertRefused(await berta.get(path), 403, 40310000);
});

describe('jobs', () => {
	test('say when they were last done', async () => {
		const often = ['quotes', 'catalogue', 'resting_orders', 'sweeping', 'sessions', 'figures'];
		let found;
		await until('they were all done', async () => {
			found = await jobs();
			return often.every((name) => found[name].state === 'ok');
		}, 30_000);
		for (const name of often)
			assert.ok(Date.now() - Date.parse(found[name].last_run) < 60_000, `${name}: ${found[name].last_run}`);
		/* Nothing is fetched and no letter is sent here. */
		for (const name of ['renewal', 'assets', 'letters']) assert.equal(found[name], undefined);
		assert.deepEqual([found.backup.state, found.backup.last_run], ['waiting', null]);
		assert.equal(found.closing.period_seconds, null);
	});

	test('are late when nobody does them', async () => {
		const daemon = service(instance, /papertrade market/);
		assert.ok(daemon);
		process.kill(daemon, 'SIGSTOP');
		try {
			await until('the board is late', async () => (await jobs()).quotes.state === 'late', 40_000);
			assert.equal((await jobs()).figures.state, 'ok');
		} finally {
			process.kill(daemon, 'SIGCONT');
		}
		await until('it is kept again', async () => (await jobs()).quotes.state === 'ok', 30_000);
	});
});

describe('backups', () => {
	const file = () => join(instance.home, 'backup.status');
	const note = (lines) => writeFileSync(file(), `${lines.join('\n')}\n`);
	after(() => rmSync(file(), { force: true }));

	test('that there were none', async () => {
		const { state, last_success: success, age_seconds: age, kept, keeps, archive, audit } = await good('/api/admin/backups');
		assert.deepEqual([state, success, age, kept], ['none', null, null, null]);
		assert.deepEqual(keeps, { daily: 7, weekly: 4, monthly: 12 });
		assert.deepEqual(archive, { on: false, last_success: null, failed: false });
		assert.deepEqual(audit, { last_run: null, problems: null });
	});

	test('how the last went, and why it failed', async () => {
		const now = Math.floor(Date.now() / 1000);
		note([`state=well`, `attempt=${now - 90}`, `success=${now - 60}`, 'size=123456', 'seconds=30', 'kept=5']);
		const reply = await good('/api/admin/backups');
		assert.equal(reply.state, 'ok');
		assert.ok(reply.age_seconds >= 60 && reply.age_seconds < 120, String(reply.age_seconds));
		assert.equal(Date.parse(reply.last_success), (now - 60) * 1000);
		assert.deepEqual([reply.size_bytes, reply.duration_seconds, reply.kept, reply.reason], [123456, 30, 5, null]);
		assert.equal((await jobs()).backup.state, 'ok');
		note([`state=failed`, `attempt=${now - 10}`, `success=${now - 60}`, 'size=123456', 'seconds=30', 'kept=5', 'reason=the disk is full']);
		const failed = await good('/api/admin/backups');
		assert.deepEqual([failed.state, failed.reason], ['failed', 'the disk is full']);
		assert.equal(Date.parse(failed.last_success), (now - 60) * 1000);
		assert.equal((await jobs()).backup.state, 'failed');
		note([`state=running`, `attempt=${now - 10}`]);
		assert.deepEqual((await good('/api/admin/backups')).reason, 'it was killed');
	});

	test('an audit is told', async () => {
		const told = spawnSync(instance.env.PAPERTRADE, ['audit'], { env: instance.env, encoding: 'utf8' });
		assert.match(told.stdout, /^in order/, told.stdout + told.stderr);
		await until('it is told', async () => (await good('/api/admin/backups')).audit.problems === 0, 30_000);
	});
});

describe('gaps of imported bars', () => {
	const upload = (lines, query) =>
		send(instance, `/api/imports/bars?${new URLSearchParams(query)}`, {
			method: 'POST',
			headers: { ...root.headers, 'Content-Type': 'text/csv' },
			body: lines.join('\n'),
		});
	const days = (list) => ['Date,Open,High,Low,Close,Volume', ...list.map((day) => `${day},10,12,9,11,100`)];
	const gaps = (symbol, timeframe) => good(`/api/imports/bars/${symbol}/gaps?timeframe=${timeframe}`);

	test('of days, without weekends and holidays', async () => {
		/* 1 and 15 January were holidays. */
		const list = ['2023-12-28', '2023-12-29', '2024-01-02', '2024-01-03', '2024-01-09', '2024-01-10', '2024-01-12', '2024-01-16'];
		const stored = await upload(days(list), { symbol: 'HOLEY', timeframe: '1Day' });
		assert.equal(stored.status, 200, stored.text);
		const found = await gaps('holey', '1Day');
		assert.deepEqual([found.symbol, found.timeframe, found.bars, found.sessions, found.covered, found.more],
			['HOLEY', '1Day', 8, 12, 8, false]);
		assert.deepEqual(found.gaps, [
			{ from: '2024-01-04', to: '2024-01-08', sessions: 3 },
			{ from: '2024-01-11', to: '2024-01-11', sessions: 1 },
		]);
		assert.equal((await berta.get('/api/imports/bars/HOLEY/gaps?timeframe=1Day')).status, 200);
	});

	test('of minutes: sessions without any, over years', async () => {
		const minutes = ['2022-06-01', '2022-06-02', '2024-06-03'].flatMap((day) =>
			Array.from({ length: 5 }, (_, n) => `${day} 10:0${n}:00,10,12,9,11,100`));
		const stored = await upload(['Date,Open,High,Low,Close,Volume', ...minutes], { symbol: 'THIN', timeframe: '1Min' });
		assert.equal(stored.status, 200, stored.text);
		const found = await gaps('THIN', '1Min');
		assert.deepEqual([found.bars, found.covered, found.gaps.length], [15, 3, 1]);
		assert.deepEqual([found.gaps[0].from, found.gaps[0].to], ['2022-06-03', '2024-05-31']);
		assert.equal(found.gaps[0].sessions, found.sessions - 3);
		/* Days are no gap though minutes could be joined to them. */
		await upload(days(['2022-06-01', '2024-06-03']), { symbol: 'THIN', timeframe: '1Day' });
		assert.equal((await gaps('THIN', '1Day')).covered, 2);
	});

	test('of what is not there, or cannot be told', async () => {
		assertRefused(await root.get('/api/imports/bars/NONE/gaps?timeframe=1Day'), 404, 40410001);
		for (const timeframe of ['1Week', '1Month', 'x', ''])
			assertRefused(await root.get(`/api/imports/bars/HOLEY/gaps?timeframe=${timeframe}`), 422, 40010001, 'timeframe');
		assertRefused(await root.get('/api/imports/bars/HOLEY/gaps'), 422, 40010001, 'timeframe');
	});
});
