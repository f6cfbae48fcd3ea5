// The dashboards and rules of monitoring/ against a real Prometheus that scrapes a real
// instance with traffic: every metric that is named exists, every expression evaluates,
// and those that have to show something do.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { many, root, send, until } from './client.mjs';
import { audited, trader, tradingInstance } from './trading.mjs';

const monitoring = join(root, 'monitoring');
const DASHBOARDS = ['overview', 'performance', 'business'];

/** What has nothing to tell on an instance of simulated prices with no trouble. */
const MAY_BE_EMPTY =
	/papertrade_(provider_|backup_|wal_archive_|audit_)|rate_limited|status="503"|ALERTS|result="hit"/;

const read = (name) => JSON.parse(readFileSync(join(monitoring, `grafana/${name}.json`), 'utf8'));

/** {where, expr} of each panel, for all instances. */
function panels() {
	return DASHBOARDS.flatMap((name) =>
		read(name).panels.flatMap(({ title, targets }) =>
			targets.map(({ expr }) => ({
				where: `${name}: ${title}`,
				expr: expr.replaceAll('$instance', '.*'),
			})),
		),
	);
}

describe('with Prometheus', () => {
	let instance;
	let prometheus;
	let directory;
	let address;

	async function ask(path, parameters = {}) {
		const query = new URLSearchParams(parameters);
		const reply = await fetch(`${address}/api/v1/${path}?${query}`);
		return reply.json();
	}

	before(async () => {
		instance = tradingInstance();
		directory = mkdtempSync(join(tmpdir(), 'pt-prometheus-'));
		const port = execFileSync(join(root, 'tests/free-port')).toString().trim();
		address = `http://127.0.0.1:${port}`;
		cpSync(join(monitoring, 'alerts.yml'), join(directory, 'alerts.yml'));
		const configuration = readFileSync(join(monitoring, 'prometheus.yml'), 'utf8')
			.replace('/var/lib/papertrade/tls/ca.crt', join(instance.home, 'tls/ca.crt'))
			.replaceAll(': 15s', ': 1s')
			.replace('localhost:8443', `localhost:${new URL(instance.url).port}`);
		writeFileSync(join(directory, 'prometheus.yml'), configuration);
		prometheus = spawn(
			'prometheus',
			[
				`--config.file=${directory}/prometheus.yml`,
				`--storage.tsdb.path=${directory}/data`,
				`--web.listen-address=127.0.0.1:${port}`,
				'--log.level=warn',
			],
			{ stdio: ['ignore', 'inherit', 'inherit'] },
		);
		const anna = await trader(instance);
		await until(
			'scrapes',
			async () => {
				const told = await ask('query', { query: 'up == 1' }).catch(() => undefined);
				return told?.data?.result?.length === 1;
			},
			60_000,
		);
		/* Traffic between scrapes, so that rates have two points to stand on. */
		for (let round = 0; round < 4; round++) {
			await anna.place({ qty: '1' });
			await anna.send({ symbol: 'AAPL', qty: '0', side: 'buy', type: 'market' });
			await many(20, 5, () => send(instance, '/api/health'));
			await many(5, 5, () => anna.get('/v2/positions'));
			await new Promise((resolve) => setTimeout(resolve, 1500));
		}
	});
	after(async () => {
		prometheus.kill();
		await once(prometheus, 'exit');
		rmSync(directory, { recursive: true });
		await audited(instance);
	});

	test('every metric that a dashboard or rule names exists', async () => {
		/* The books' are there once they were audited. */
		execFileSync(instance.env.PAPERTRADE, ['audit'], { env: instance.env });
		await until(
			'the audit among the metrics',
			async () => /^papertrade_audit_problems /m.test((await send(instance, '/metrics')).text),
			20_000,
		);
		const { text } = await send(instance, '/metrics');
		const known = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
		const rules = readFileSync(join(monitoring, 'alerts.yml'), 'utf8');
		const named = `${rules}\n${panels().map(({ expr }) => expr).join('\n')}`;
		const names = new Set(named.match(/papertrade_[a-z_]+/g));
		assert.ok(names.size > 30, String(names.size));
		for (const name of names)
			assert.ok(known.has(name) || known.has(name.replace(/_(bucket|sum|count)$/, '')), name);
	});

	test('every expression evaluates, and shows something where it has to', async () => {
		const all = panels();
		assert.ok(all.length > 40);
		for (const { where, expr } of all) {
			const told = await ask('query', { query: expr });
			assert.equal(told.status, 'success', `${where}: ${told.error}`);
			if (!MAY_BE_EMPTY.test(expr))
				assert.ok(told.data.result.length > 0, `${where} is empty: ${expr}`);
		}
	});

	test('no rule fails to evaluate, and none fires while all is well', async () => {
		await until('evaluation', async () => {
			const { data } = await ask('rules');
			const rules = data.groups.flatMap((group) => group.rules);
			assert.ok(rules.every(({ lastError }) => !lastError), JSON.stringify(rules));
			return rules.length >= 19 && rules.every(({ health }) => health === 'ok');
		});
		const { data } = await ask('alerts');
		assert.deepEqual(data.alerts.filter(({ state }) => state === 'firing'), []);
	});

	test('the variable lists the instance', async () => {
		const { data } = await ask('label/instance/values', { 'match[]': 'papertrade_build_info' });
		assert.deepEqual(data, [`localhost:${new URL(instance.url).port}`]);
	});
});

test('dashboards are whole: ids and places are their own, sources are the provisioned one', () => {
	const source = readFileSync(join(monitoring, 'grafana/provisioning/datasources/papertrade.yml'), 'utf8');
	assert.match(source, /uid: papertrade\n/);
	const uids = new Set(DASHBOARDS.map((name) => read(name).uid));
	assert.equal(uids.size, DASHBOARDS.length);
	for (const name of DASHBOARDS) {
		const taken = new Set();
		const ids = new Set();
		for (const { id, gridPos, datasource, targets, title } of read(name).panels) {
			assert.equal(datasource.uid, 'papertrade', title);
			assert.ok(targets.every((one) => one.datasource.uid === 'papertrade'), title);
			ids.add(id);
			for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++)
				for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
					assert.ok(x < 24 && !taken.has(`${x} ${y}`), `${name}: ${title}`);
					taken.add(`${x} ${y}`);
				}
		}
		assert.equal(ids.size, read(name).panels.length);
	}
});
