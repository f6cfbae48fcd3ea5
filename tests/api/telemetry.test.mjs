// Usage events: what is kept comes back exactly, page by page, and only where it
// was asked for.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { many, ownInstance, post, send, shared, sql } from './client.mjs';

const PATH = '/api/telemetry';
const tell = (body) => send(shared, PATH, { method: 'POST', body });
const count = (instance) => Number(sql(instance, 'select count(*) from telemetry_events'));

describe('kept', () => {
	beforeEach(() => sql(shared, 'truncate telemetry_events'));

	test('an event comes back as it was sent', async () => {
		const event = {
			name: 'chart opened',
			page: '/charts/AAPL',
			duration_ms: 86_400_000,
			properties: { a: [1, true, null, { b: 'ü€😀' }], c: 'tab\tand "quotes"' },
		};
		const { status, json } = await post(shared, PATH, { events: [event] });
		assert.equal(status, 202);
		assert.deepEqual(json, { kept: 1, enabled: true });
		const list = (await send(shared, PATH)).json;
		assert.equal(list.next_before, null);
		assert.equal(list.events.length, 1);
		const { id, received_at: received, ...rest } = list.events[0];
		assert.ok(Number.isInteger(id));
		assert.match(received, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
		assert.ok(Math.abs(Date.parse(received) - Date.now()) < 10_000);
		assert.deepEqual(rest, event);
	});

	test('what is left out is null or empty; null is left out', async () => {
		await tell('{"events":[{"name":"x"},{"name":"y","page":null,"duration_ms":null,"properties":null}]}');
		const { events } = (await send(shared, PATH)).json;
		assert.deepEqual(events.map(({ name }) => name), ['y', 'x']);
		for (const { page, duration_ms: duration, properties } of events)
			assert.deepEqual([page, duration, properties], [null, null, {}]);
	});

	test('numbers are exact, whatever their size', async () => {
		const numbers = {
			'12345678901234567890.123456789': '12345678901234567890.123456789',
			'9007199254740993': '9007199254740993',
			'-9223372036854775809': '-9223372036854775809',
			'1e-7': '0.0000001',
			'1.50': '1.50',
			'0.1': '0.1',
			'1E+3': '1000',
			'0': '0',
		};
		for (const [sent, kept] of Object.entries(numbers)) {
			assert.equal((await tell(`{"events":[{"name":"n","properties":{"v":${sent}}}]}`)).status, 202);
			const { text } = await send(shared, `${PATH}?limit=1`);
			assert.ok(text.includes(`"properties":{"v": ${kept}}`), `${sent}: ${text}`);
		}
	});

	test('a report is kept whole or not at all', async () => {
		const bad = { name: 'x', properties: { text: 'x'.repeat(9000) } };
		const { status } = await post(shared, PATH, { events: [{ name: 'good' }, bad, { name: 'good' }] });
		assert.equal(status, 422);
		assert.equal(count(shared), 0);
	});

	test('pages: each event once, newest first, to the end', async () => {
		for (let i = 0; i < 5; i++)
			await post(shared, PATH, { events: Array.from({ length: 9 }, (_, j) => ({ name: `${i * 9 + j}` })) });
		const ids = [];
		let pages = 0;
		for (let before = ''; before !== null; pages++) {
			const { json } = await send(shared, `${PATH}?limit=10${before && `&before=${before}`}`);
			ids.push(...json.events.map(({ id }) => id));
			before = json.next_before;
			// What arrives meanwhile moves no page.
			await tell('{"events":[{"name":"late"}]}');
		}
		assert.equal(pages, 5);
		assert.equal(new Set(ids).size, 45);
		assert.deepEqual(ids, [...ids].sort((a, b) => b - a));
	});

	test('two hundred reports at once: all are kept', async () => {
		const replies = await many(200, 20, (i) => post(shared, PATH, { events: [{ name: `r${i}` }] }));
		assert.ok(replies.every(({ status }) => status === 202));
		assert.equal(count(shared), 200);
		assert.equal(Number(sql(shared, 'select count(distinct name) from telemetry_events')), 200);
	});
});

describe('not wanted', () => {
	let instance;
	before(() => {
		instance = ownInstance({ TELEMETRY: 'false' });
	});
	after(() => instance.stop());

	test('is checked, answered and thrown away', async () => {
		const { status, json } = await post(instance, PATH, { events: [{ name: 'x' }] });
		assert.equal(status, 202);
		assert.deepEqual(json, { kept: 0, enabled: false });
		assert.equal((await post(instance, PATH, { events: [{}] })).status, 422);
		assert.equal(count(instance), 0);
	});
});
