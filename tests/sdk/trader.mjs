// What the tests of trading through SDKs share: somebody with paper accounts, each with a
// key that may trade, and waiting for what an order comes to.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { send, shared } from '../api/client.mjs';
import { call, keyHeaders, register } from '../api/people.mjs';

export { assert };

const PATIENCE_MS = 20_000;

let person;

export const anybody = () =>
	(person ??= register(shared, `trader-${randomBytes(6).toString('hex')}`));

/** A paper account of its own, whose market orders fill at once and whole; resolves to
 * {account, key}. */
export async function trader({ scopes = ['trade'], ...fields } = {}) {
	assert.ok(
		process.env.NODE_EXTRA_CA_CERTS,
		'SDKs trust the instance by NODE_EXTRA_CA_CERTS: use tests/run',
	);
	const owner = await anybody();
	const made = await owner.post('/api/accounts', { name: 'SDK', fill_model: 'touch', ...fields });
	assert.equal(made.status, 201, made.text);
	const body = { name: 'sdk', account_id: made.json.id, scopes };
	const key = await owner.post('/api/keys', body);
	assert.equal(key.status, 201, key.text);
	return { account: made.json, key: key.json };
}

/** What the API itself answers to a key. */
export const plain = (key, method, path, body) =>
	call(shared, method, path, body, keyHeaders(key));

export const quoteOf = async (key, symbol) => {
	const reply = await send(shared, `/v2/stocks/${symbol}/quotes/latest`, { headers: keyHeaders(key) });
	assert.equal(reply.status, 200, reply.text);
	return reply.json.quote;
};

/** A price that far from the present one, in whole cents. */
export const priced = (price, share) => Math.round(price * share * 100) / 100;

/** Asks again until what is found is as wanted; resolves to it. */
export async function eventually(ask, isWanted) {
	for (const begun = Date.now(); ; await sleep(50)) {
		const found = await ask();
		if (isWanted(found)) return found;
		assert.ok(Date.now() - begun < PATIENCE_MS, `still ${JSON.stringify(found)}`);
	}
}

/** Amounts in text, added up exactly, in millionths of millionths. */
export const units = (text) => {
	const [, sign, whole, part = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
	const size = BigInt(whole + part.padEnd(12, '0'));
	return sign ? -size : size;
};
