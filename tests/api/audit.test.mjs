// The last audit of the ledger is a metric, which an alert looks at.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { metric, root, send, shared, until } from './client.mjs';

const program = process.env.PAPERTRADE ?? join(root, 'build/papertrade');

test('what an audit found, and when, is told to Prometheus', async () => {
	const before = Math.floor(Date.now() / 1000);
	const report = JSON.parse(execFileSync(program, ['audit', '--json'], { encoding: 'utf8' }));
	assert.equal(report.in_order, true);
	await until(
		'the audit among the metrics',
		async () =>
			/papertrade_audit_time_seconds \d/.test((await send(shared, '/metrics')).text) &&
			(await metric(shared, 'papertrade_audit_time_seconds')) >= before,
		20_000,
	);
	assert.equal(await metric(shared, 'papertrade_audit_problems'), 0);
});
