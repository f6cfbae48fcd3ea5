// What the tests of npm's @alpacahq/alpaca-trade-api 4.0.2 share. It maps what it reads
// onto types of its own; `instanceOf…` tells whether a member that one requires is missing.
import { assert, readingKey, url } from './reader.mjs';

const [major] = process.versions.node.split('.').map(Number);
export const skip = major < 20 && 'alpaca-trade-api 4 needs Node 20';

// Older Node cannot even load it.
export const sdk = skip ? {} : await import('alpaca-4');

/** A client; its hosts are built in, so what it fetches is sent here instead. Each reply
 * passes through `seen`. */
export const client = ({ key_id: keyId, secret_key: secret }, seen = (reply) => reply) =>
	new sdk.Alpaca({
		keyId,
		secret,
		retry: false,
		rateLimit: false,
		fetchApi: (address, init) =>
			fetch(address.replace(/^https:\/\/(paper-api|data)\.alpaca\.markets/, url), init).then(seen),
	});

/** A key, and a client with it. */
export async function open() {
	if (skip) return {};
	const key = await readingKey();
	const { trading, marketData: market } = client(key);
	return { key, trading, market };
}

export const asBar = (bar) => ({
	time: new Date(bar.t ?? bar.timestamp),
	open: bar.o ?? bar.open,
	high: bar.h ?? bar.high,
	low: bar.l ?? bar.low,
	close: bar.c ?? bar.close,
	volume: bar.v ?? bar.volume,
});

export const asQuote = (quote) => ({
	time: new Date(quote.t ?? quote.timestamp),
	bid: quote.bp ?? quote.bidPrice,
	ask: quote.ap ?? quote.askPrice,
	bidSize: quote.bs ?? quote.bidSize,
	askSize: quote.as ?? quote.askSize,
});

export const asTrade = (trade) => ({
	time: new Date(trade.t ?? trade.timestamp),
	price: trade.p ?? trade.price,
	size: trade.s ?? trade.size,
});

/** Has it all that the SDK's type of that name requires? */
export function assertIs(namespace, type, value) {
	assert.ok(
		sdk[namespace][`instanceOf${type}`](value),
		`${JSON.stringify(value)} is no ${type}: a member is missing`,
	);
}
