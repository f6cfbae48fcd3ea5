/*
 * An exchange that a test conducts: what Alpaca's market data API tells of it follows from
 * the trades that are sent to PUT /, as {trades: [[symbol, price, size] …], actions: {…}}.
 * It tells its port on the first line, and ends with its standard input. A quote is a cent
 * to each side of the last trade, a thousand shares large.
 */
import { createServer } from 'node:http';

const symbols = new Map();
let actions = {};
let trades = 0;

const cents = (price) => Math.round(price * 100) / 100;

/** When the day began in New York. */
function midnight(now) {
	const parts = new Intl.DateTimeFormat('en-US', {
		timeZone: 'America/New_York', hourCycle: 'h23', hour: 'numeric', minute: 'numeric', second: 'numeric',
	}).formatToParts(now);
	const of = (type) => Number(parts.find((part) => part.type === type).value);
	return now - (now % 1000) - ((of('hour') * 60 + of('minute')) * 60 + of('second')) * 1000;
}

function grow(bar, begin, price, size) {
	if (bar?.begin !== begin) return { begin, o: price, h: price, l: price, c: price, v: size };
	return { ...bar, h: Math.max(bar.h, price), l: Math.min(bar.l, price), c: price, v: bar.v + size };
}

function trade(symbol, price, size) {
	const now = Date.now();
	const known = symbols.get(symbol) ?? {};
	symbols.set(symbol, {
		trade: { t: new Date(now).toISOString(), p: price, s: size, i: ++trades },
		quote: { t: new Date(now).toISOString(), bp: cents(price - 0.01), bs: 1000, ap: cents(price + 0.01), as: 1000 },
		minute: grow(known.minute, now - (now % 60_000), price, size),
		day: grow(known.day, midnight(now), price, size),
	});
}

const bar = ({ begin, o, h, l, c, v }) => ({ t: new Date(begin).toISOString(), o, h, l, c, v, n: 1, vw: c });

const snapshot = ({ trade: latestTrade, quote: latestQuote, minute, day }) => ({
	latestTrade,
	latestQuote,
	minuteBar: bar(minute),
	dailyBar: bar(day),
	prevDailyBar: { ...bar(day), t: new Date(day.begin - 86_400_000).toISOString(), v: 1_000_000 },
});

const asset = (symbol) => ({
	symbol, name: symbol, exchange: 'NYSE', class: 'us_equity', status: 'active', tradable: true, marginable: true,
	shortable: true, easy_to_borrow: true, fractionable: true, attributes: [],
});

function answer(url) {
	switch (url.pathname) {
		case '/v2/stocks/snapshots': {
			const wanted = (url.searchParams.get('symbols') ?? '').split(',').filter((one) => symbols.has(one));
			return Object.fromEntries(wanted.map((one) => [one, snapshot(symbols.get(one))]));
		}
		case '/v2/stocks/bars': {
			const known = symbols.get(url.searchParams.get('symbols'));
			const kind = url.searchParams.get('timeframe') === '1Day' ? 'day' : 'minute';
			const bars = known ? { [url.searchParams.get('symbols')]: [bar(known[kind])] } : {};
			return { bars, next_page_token: null };
		}
		case '/v2/assets':
			return url.searchParams.get('status') === 'active' ? [...symbols.keys()].map(asset) : [];
		case '/v1/corporate-actions':
			return { corporate_actions: actions, next_page_token: null };
		default:
			return undefined;
	}
}

async function conduct(request) {
	let text = '';
	for await (const chunk of request) text += chunk;
	const order = JSON.parse(text);
	for (const one of order.trades ?? []) trade(...one);
	if (order.actions) actions = order.actions;
}

const server = createServer(async (request, response) => {
	if (request.method === 'PUT') await conduct(request);
	const found = request.method === 'PUT' ? {} : answer(new URL(request.url, 'http://exchange'));
	response.writeHead(found === undefined ? 404 : 200, { 'Content-Type': 'application/json' });
	response.end(JSON.stringify(found ?? { message: 'endpoint not found' }));
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.on('end', () => process.exit()).resume();
