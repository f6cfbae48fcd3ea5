/* Tradier's market data API, as documented: one item stands alone, none is null. */

const json = (value, status = 200) => ({ status, body: JSON.stringify(value) });

/* What stands in a list: itself when alone. */
const listed = (items) => (items.length === 1 ? items[0] : items);

const quote = (symbol, more) => ({
	symbol, description: "Apple Inc", exch: "Q", type: "stock", last: 231.455, change: 1.58, volume: 1203400, open: 229.1,
	high: 232.0, low: 228.75, close: null, bid: 231.44, ask: 231.47, change_percentage: 0.69, average_volume: 2203400,
	last_volume: 100, trade_date: 1769803198123, prevclose: 229.87, week_52_high: 260.1, week_52_low: 164.08, bidsize: 2,
	bidexch: "Q", bid_date: 1769803199000, asksize: 3, askexch: "K", ask_date: 1769803198000, root_symbols: "AAPL", ...more,
});

const quotes = [
	quote("AAPL"),
	quote("BRK/B", { last: 480.5, bid: 0, bidsize: 0, ask: 480.9, asksize: 1, open: null, high: null, low: null }),
	quote("SPX", { type: "index", last: 6900.12, bid: null, ask: null, bid_date: null, ask_date: null, bidsize: 0, asksize: 0, prevclose: 6880.5 }),
];

const days = [
	{ date: "2026-01-26", open: 225, high: 226.5, low: 224.25, close: 226.1, volume: 1000000 },
	{ date: "2026-01-27", open: 226.1, high: 227, low: 225, close: 225.25, volume: 1100000 },
	{ date: "2026-01-28", open: 225.3, high: 228.123456, low: 225.3, close: 228.123456, volume: 1200000 },
	{ date: "2026-01-29", open: 228, high: 230.01, low: 227.5, close: 229.87, volume: 2203400 },
];

/* 09:30, 09:35 and 09:45 in New York on 2026-01-29. */
const minutes = [
	{ time: "2026-01-29T09:30:00", timestamp: 1769697000, price: 228.1, open: 228, high: 228.5, low: 227.9, close: 228.2, volume: 1000, vwap: 228.1 },
	{ time: "2026-01-29T09:35:00", timestamp: 1769697300, price: 228.1, open: 228.2, high: 228.9, low: 228.1, close: 228.8, volume: 3000, vwap: 228.5 },
	{ time: "2026-01-29T09:45:00", timestamp: 1769697900, price: 228.1, open: 228.8, high: 229, low: 228.7, close: 229, volume: 500, vwap: "NaN" },
];

const option = (symbol, option_type, strike, bid, ask, more) => ({
	symbol, description: "AAPL Feb 20 2026", exch: "Z", type: "option", last: bid, change: 0, volume: 77, open: null, high: null,
	low: null, close: null, bid, ask, underlying: "AAPL", strike, change_percentage: 0, average_volume: 0, last_volume: 1,
	trade_date: 1769796000000, prevclose: 4.05, week_52_high: 9, week_52_low: 1, bidsize: 20, bidexch: "C", bid_date: 1769803140000,
	asksize: 30, askexch: "C", ask_date: 1769803140000, open_interest: 6168, contract_size: 100, expiration_date: "2026-02-20",
	expiration_type: "standard", option_type, root_symbol: "AAPL",
	greeks: { delta: 0.5429, gamma: 0.0211, theta: -0.1402, vega: 0.2201, rho: 0.07, phi: -0.07, bid_iv: 0.31, mid_iv: 0.31415, ask_iv: 0.32, smv_vol: 0.3, updated_at: "2026-01-30 19:59:00" },
	...more,
});

const options = [
	option("AAPL260220P00230000", "put", 230, 4.1, 4.2),
	option("AAPL260220C00230000", "call", 230, 5.1, 5.2),
	option("AAPL260220C00232500", "call", 232.5, 3.9, 4, { greeks: null, open_interest: 0 }),
	option("AAPL1260220C00230000", "call", 230, 1, 2, { contract_size: 10, root_symbol: "AAPL1" }),
];

const security = (symbol, type, description, exchange) => ({ symbol, exchange, type, description });

const securities = {
	"/v1/markets/lookup": [security("AAPL", "stock", "Apple Inc", "Q"), security("AAPL260220C00230000", "option", "AAPL Feb", "Z")],
	"/v1/markets/search": [security("AAPL", "stock", "Apple Inc", "Q"), security("APLE", "stock", "Apple Hospitality REIT Inc", "N"),
		security("SPX", "index", "S&P 500 Index", "C"), security("BRK/B", "stock", "Berkshire Hathaway Inc", "N"), security("AAPD", "etf", "Direxion Daily AAPL Bear 1X", "Q")],
};

function good(path, query) {
	switch (path) {
		case "/v1/markets/quotes": {
			const wanted = query.get("symbols").split(",");
			const found = quotes.filter(({ symbol }) => wanted.includes(symbol));
			return json({ quotes: { ...(found.length && { quote: listed(found) }), ...(found.length < wanted.length && { unmatched_symbols: { symbol: "ZZZZ" } }) } });
		}
		case "/v1/markets/history":
			if (query.get("interval") !== "daily" || !/^\d{4}-\d\d-\d\d$/.test(query.get("start")))
				return json({ fault: "Bad Request" }, 400);
			return json({ history: { day: listed(days.filter(({ date }) => date >= query.get("start") && date <= query.get("end"))) } });
		case "/v1/markets/timesales":
			if (!["1min", "5min", "15min"].includes(query.get("interval")) || !/^\d{4}-\d\d-\d\d \d\d:\d\d$/.test(query.get("start")))
				return json({ fault: "Bad Request" }, 400);
			return json({ series: { data: minutes } });
		case "/v1/markets/options/expirations":
			return json({ expirations: { date: ["2026-03-20", "2026-02-20", "2026-01-23"] } });
		case "/v1/markets/options/chains":
			if (query.get("greeks") !== "true")
				return json({ fault: "Bad Request" }, 400);
			return json({ options: query.get("expiration") === "2026-02-20" ? { option: options } : null });
		case "/v1/markets/lookup":
		case "/v1/markets/search":
			return json({ securities: { security: securities[path] } });
	}
	return undefined;
}

/* One of each: an item instead of a list. */
const single = (path, query) => {
	const reply = JSON.parse(good(path, query).body);
	for (const list of Object.values(reply))
		for (const name of Object.keys(list ?? {}))
			if (Array.isArray(list[name]))
				list[name] = list[name][name === "date" ? 1 : 0];
	return json(reply);
};

const names = { "/v1/markets/quotes": "quotes", "/v1/markets/history": "history", "/v1/markets/timesales": "series",
	"/v1/markets/options/expirations": "expirations", "/v1/markets/options/chains": "options",
	"/v1/markets/lookup": "securities", "/v1/markets/search": "securities" };

const wrongs = { quotes: { quote: quote("AAPL", { last: -1, bid: 5, ask: 4, trade_date: 0 }) },
	history: { day: [{ date: "2026-13-01", open: 1, high: 1, low: 1, close: 1, volume: 1 }, { date: "2026-01-26", open: "NaN", high: 2, low: 1, close: 1, volume: 1 },
		{ date: "2026-01-26", open: 1e300, high: 1e300, low: 1, close: 1, volume: 1 }, null, 7] },
	series: { data: [{ timestamp: -1, open: 1, high: 1, low: 1, close: 1, volume: 1 }, { timestamp: 1769697000, open: 5, high: 1, low: 1, close: 1, volume: 1 }] },
	expirations: { date: ["soon", 7, null] }, options: { option: [{ symbol: "AAPL" }, { symbol: null }, 7, null] },
	securities: { security: [{ symbol: 1 }, null, 5] } };

export const tradier = {
	has_key: (request) => request.headers.authorization === "Bearer tradier-key-1" && request.headers.accept.includes("application/json"),
	cases: {
		good, single,
		empty: (path) => json({ [names[path]]: null }),
		word: (path) => json({ [names[path]]: "null" }),
		unknown: (path) => json({ [names[path]]: path.endsWith("quotes") ? { unmatched_symbols: { symbol: "AAPL" } } : null }),
		absurd: (path) => json({ [names[path]]: wrongs[names[path]] }),
		quota: () => ({ status: 400, body: JSON.stringify({ fault: { faultstring: "Rate limit quota violation. Quota limit exceeded.", detail: { errorcode: "policies.ratelimit.QuotaViolation" } } }),
			headers: { "X-Ratelimit-Available": "0", "X-Ratelimit-Expiry": String(Date.now() + 30000) } }),
	},
};
