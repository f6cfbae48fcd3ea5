/* Alpaca's market data API and its list of assets, as documented. */

const json = (value, status = 200) => ({ status, body: JSON.stringify(value) });

const bar = (t, o, h, l, c, v, n, vw) => ({ t, o, h, l, c, v, n, vw });

const snapshots = {
	AAPL: {
		latestTrade: { t: "2026-01-30T19:59:58.123456789Z", x: "V", p: 231.455, s: 100, c: ["@"], i: 52983525029461, z: "C" },
		latestQuote: { t: "2026-01-30T19:59:59.5Z", ax: "V", ap: 231.47, as: 300, bx: "V", bp: 231.44, bs: 200, c: ["R"], z: "C" },
		minuteBar: bar("2026-01-30T19:58:00Z", 231.4, 231.5, 231.35, 231.45, 12034, 87, 231.4211),
		dailyBar: bar("2026-01-30T05:00:00Z", 229.1, 232, 228.75, 231.45, 1203400, 9187, 230.71),
		prevDailyBar: bar("2026-01-29T05:00:00Z", 228, 230.01, 227.5, 229.87, 2203400, 19187, 229.0123456),
	},
	"BRK.B": {
		latestTrade: { t: "2026-01-30T19:59:01Z", x: "V", p: 480.5, s: 3, c: ["@"], i: 7, z: "A" },
		latestQuote: { t: "2025-10-31T19:59:59Z", ax: "V", ap: 0, as: 0, bx: "V", bp: 480.1, bs: 2, c: ["R"], z: "A" },
		minuteBar: null,
		dailyBar: null,
		prevDailyBar: null,
	},
};

const days = [
	bar("2026-01-26T05:00:00Z", 225, 226.5, 224.25, 226.1, 1000000, 8000, 225.5),
	bar("2026-01-27T05:00:00Z", 226.1, 227, 225, 225.25, 1100000, 8100, 226.000001),
	bar("2026-01-28T05:00:00Z", 225.3, 228.123456, 225.3, 228.12345649999998, 1200000, 8200, 227),
	bar("2026-01-29T05:00:00Z", 228, 230.01, 227.5, 229.87, 2203400, 19187, 229.0123456),
];

/* Two items a page: the token is the place. */
function page(all, query, wrap) {
	const at = Number(query.get("page_token")?.replace("page ", "") ?? 0);
	const ordered = query.get("sort") === "desc" ? [...all].reverse() : all;
	return wrap(ordered.slice(at, at + 2), at + 2 < all.length ? `page ${at + 2}` : null);
}

const quotes = [
	{ t: "2025-06-02T14:00:00.000000001Z", ax: "V", ap: 200.1, as: 3, bx: "V", bp: 200, bs: 2, c: ["R"], z: "C" },
	{ t: "2026-01-29T15:00:00.25Z", ax: "V", ap: 230.1, as: 300, bx: "V", bp: 230, bs: 200, c: ["R"], z: "C" },
	{ t: "2026-01-29T15:00:01Z", ax: "V", ap: 230.1, as: 300, bx: "V", bp: 230.2, bs: 200, c: ["R"], z: "C" },
];

const trades = [
	{ t: "2026-01-29T15:00:00.25Z", x: "V", p: 230.05, s: 10, c: ["@"], i: 1, z: "C" },
	{ t: "2026-01-29T15:00:00.75Z", x: "V", p: 230.0601, s: 5, c: ["@"], i: 2, z: "C" },
];

const story = (id, created_at, headline, symbols) => ({
	id, headline, author: "Ann Author", created_at, updated_at: created_at, summary: "In short.",
	content: "", url: `https://www.benzinga.com/${id}`, images: [], symbols, source: "benzinga",
});

const news = [
	story(31, "2026-01-28T12:00:00Z", "Old", ["AAPL"]),
	story(32, "2026-01-29T12:00:00Z", "Middle: “quoted”", ["AAPL", "MSFT"]),
	{ ...story(33, "2026-01-30T12:00:00Z", "Young", ["AAPL"]), url: "javascript:alert(1)" },
];

const option = (bp, ap, close, greeks) => ({
	latestQuote: { t: "2026-01-30T19:59:00Z", ax: "C", ap, as: 30, bx: "C", bp, bs: 20, c: "A" },
	latestTrade: { t: "2026-01-30T18:00:00Z", x: "C", p: bp, s: 1, c: "I" },
	dailyBar: bar("2026-01-30T05:00:00Z", bp, ap, bp, ap, 77, 5, bp),
	prevDailyBar: bar("2026-01-29T05:00:00Z", close, close, close, close, 9, 2, close),
	...(greeks && { greeks, impliedVolatility: 0.31415 }),
});

const options = {
	AAPL260220P00230000: option(4.1, 4.2, 4.05, { delta: -0.4571, gamma: 0.0211, rho: -0.06, theta: -0.1302, vega: 0.2201 }),
	AAPL260220C00230000: option(5.1, 5.2, 5.05, { delta: 0.5429, gamma: 0.0211, rho: 0.07, theta: -0.1402, vega: 0.2201 }),
	AAPL260220C00232500: option(3.9, 4, 3.8),
	AAPL1260220C00230000: option(1, 2, 1),
};

const contract = (symbol, expiration_date, strike_price, open_interest) => ({
	id: "6e58f870-fe73-4583-81e4-b9a37892c36f", symbol, name: symbol, status: "active", tradable: true, expiration_date,
	root_symbol: "AAPL", underlying_symbol: "AAPL", type: "call", style: "american", strike_price, multiplier: "100",
	size: "100", open_interest, open_interest_date: "2026-01-29", close_price: "5.05", close_price_date: "2026-01-29",
});

const contracts = [
	contract("AAPL260220C00230000", "2026-02-20", "230", "6168"),
	contract("AAPL260220P00230000", "2026-02-20", "230", "512"),
	contract("AAPL260220C00232500", "2026-02-20", "232.5", null),
	contract("AAPL260320C00230000", "2026-03-20", "230", "12"),
];

const actions = {
	forward_splits: [
		{ symbol: "AAPL", cusip: "037833100", new_rate: 4, old_rate: 1, process_date: "2020-08-31", ex_date: "2020-08-31", record_date: "2020-08-24", payable_date: "2020-08-28" },
	],
	reverse_splits: [
		{ symbol: "AAPL", new_rate: 0.05, old_rate: 1, process_date: "2020-10-01", ex_date: "2020-10-01" },
	],
	cash_dividends: [
		{ symbol: "AAPL", rate: 0.205, special: false, foreign: false, process_date: "2020-11-12", ex_date: "2020-11-06", record_date: "2020-11-09", payable_date: "2020-11-12" },
		{ symbol: "AAPL", rate: 0.82, special: false, foreign: false, process_date: "2021-05-13", ex_date: "2021-05-07", record_date: "2021-05-10", payable_date: "2021-05-13" },
	],
	stock_dividends: [{ symbol: "AAPL", rate: 0.05, process_date: "2020-12-01", ex_date: "2020-12-01" }],
	name_changes: [{ old_symbol: "AAPL", new_symbol: "APPL", process_date: "2020-12-09" }],
	spin_offs: [{ source_symbol: "AAPL", source_rate: 19.35, new_symbol: "PEAR", new_rate: 1, process_date: "2020-12-10", ex_date: "2020-12-10" }],
	worthless_removals: [{ symbol: "AAPL", process_date: "2020-12-11" }],
	cash_mergers: [{ acquiree_symbol: "AAPL", rate: 1, process_date: "2020-12-12" }],
};

const asset = (symbol, name, exchange, more) => ({
	id: "904837e3-3b76-47ec-b432-046db621571b", class: "us_equity", exchange, symbol, name, status: "active", tradable: true,
	marginable: true, maintenance_margin_requirement: 30, shortable: true, easy_to_borrow: true, fractionable: true,
	attributes: [], ...more,
});

const assets = [
	asset("AAPL", "Apple Inc. Common Stock", "NASDAQ", { attributes: ["fractional_eh_enabled", "has_options"] }),
	asset("SPY", "State Street SPDR S&P 500 ETF Trust", "ARCA"),
	asset("BRK.B", "Berkshire Hathaway Inc. Class B", "NYSE", { fractionable: false }),
	asset("HTZWW", "Hertz Global Holdings Inc Warrants", "NASDAQ", { shortable: false, easy_to_borrow: false, marginable: false }),
	asset("GONE", "Gone Inc.", "OTC", { status: "inactive", tradable: false }),
	asset("no symbol", "Wrong", "NYSE"),
];

const feeds = ["iex", "sip", "delayed_sip", "otc"];

function series(name, all, query) {
	if (!feeds.includes(query.get("feed")) || query.get("symbols") !== "AAPL")
		return json({ message: "invalid request" }, 400);
	if (query.get("end") && Date.parse(query.get("end")) < Date.parse(query.get("start")))
		return json({ message: "end should not be before start" }, 400);
	return page(all, query, (items, next_page_token) => json({ [name]: { AAPL: items }, next_page_token }));
}

function good(path, query) {
	switch (path) {
		case "/v2/stocks/snapshots":
			return json(Object.fromEntries(Object.entries(snapshots).filter(([s]) => query.get("symbols").split(",").includes(s))));
		case "/v2/stocks/bars":
			if (query.get("timeframe") !== "1Day" || !["raw", "split", "dividend", "all"].includes(query.get("adjustment")))
				return json({ message: "invalid timeframe" }, 400);
			return series("bars", days, query);
		case "/v1beta1/options/bars":
		case "/v1beta1/options/trades": {
			const name = path.split("/").pop();
			if (query.get("symbols") !== "AAPL260220C00230000" || query.has("feed") || query.has("adjustment"))
				return json({ message: "invalid request" }, 400);
			return page(name === "bars" ? days : trades, query, (items, next_page_token) =>
				json({ [name]: { AAPL260220C00230000: items }, next_page_token }));
		}
		case "/v2/stocks/quotes":
			return series("quotes", quotes, query);
		case "/v2/stocks/trades":
			return series("trades", trades, query);
		case "/v2/stocks/trades/latest":
			return json({ trades: { AAPL: snapshots.AAPL.latestTrade } });
		case "/v1beta1/news":
			return page(news, query, (items, next_page_token) => json({ news: items, next_page_token }));
		case "/v1beta1/options/snapshots/AAPL":
			return page(Object.entries(options), query, (items, next_page_token) =>
				json({ snapshots: Object.fromEntries(items), next_page_token }));
		case "/v2/options/contracts":
			return page(contracts, query, (option_contracts, next_page_token) => json({ option_contracts, next_page_token }));
		case "/v1/corporate-actions":
			return json({ corporate_actions: actions, next_page_token: null });
		case "/v2/assets":
			return query.get("status") === "active" ? json(assets) : json([], 200);
	}
	return undefined;
}

function empty(path) {
	const lists = { "/v2/stocks/bars": { bars: {} }, "/v1beta1/options/bars": { bars: {} }, "/v1beta1/options/trades": { trades: {} }, "/v2/stocks/quotes": { quotes: {} }, "/v2/stocks/trades": { trades: null },
		"/v2/stocks/snapshots": {}, "/v1beta1/news": { news: [] }, "/v1beta1/options/snapshots/AAPL": { snapshots: {} },
		"/v2/options/contracts": { option_contracts: [] }, "/v1/corporate-actions": { corporate_actions: {} }, "/v2/assets": [] };
	return json(path === "/v2/assets" ? [] : { ...lists[path], ...(path !== "/v2/stocks/snapshots" && { next_page_token: null }) });
}

/* Values that cannot be. */
function absurd(path) {
	const broken = { t: "2026-01-29T05:00:00Z", o: -1, h: 1e300, l: "NaN", c: null, v: -5 };
	const crossed = { t: "2026-01-30T19:59:59Z", ap: 1, as: 1, bp: 2, bs: 1 };
	const impossible = { t: "2026-01-28T05:00:00Z", o: 10, h: 9, l: 11, c: 10, v: 1 };
	const endless = { t: "2026-01-28T05:00:00Z", o: 10, h: 10, l: 10, c: 10, v: 99999999999999999999 };
	const future = { t: "9999-12-31T00:00:00Z", o: 10, h: 10, l: 10, c: 10, v: 1 };
	switch (path) {
		case "/v2/stocks/snapshots":
			return json({ AAPL: { latestTrade: { t: "yesterday", p: -1, s: 1 }, latestQuote: crossed, dailyBar: broken, minuteBar: 7 } });
		case "/v2/stocks/bars":
			return json({ bars: { AAPL: [broken, impossible, endless, future, null, 5, "x", []] }, next_page_token: null });
		case "/v1beta1/options/bars":
			return json({ bars: { AAPL260220C00230000: [broken, impossible, null] }, next_page_token: null });
		case "/v1beta1/options/trades":
			return json({ trades: { AAPL260220C00230000: [{ t: "2026-01-29T15:00:00Z", p: -1 }, null] }, next_page_token: null });
		case "/v2/stocks/quotes":
			return json({ quotes: { AAPL: [crossed, { t: 5, ap: 1, bp: 1 }, null] }, next_page_token: null });
		case "/v2/stocks/trades":
			return json({ trades: { AAPL: [{ t: "2026-01-29T15:00:00Z", p: "Infinity", s: 1 }, 1] }, next_page_token: null });
		case "/v1beta1/news":
			return json({ news: [{ id: -1, headline: null, created_at: "never" }, 1, null, []], next_page_token: null });
		case "/v1beta1/options/snapshots/AAPL":
			return json({ snapshots: { AAPL269999C00230000: {}, nonsense: { latestQuote: crossed }, AAPL260220C00230000: 5 }, next_page_token: null });
		case "/v2/options/contracts":
			return json({ option_contracts: [{ expiration_date: "2026-02-30" }, null, 7, { expiration_date: 5 }], next_page_token: null });
		case "/v1/corporate-actions":
			return json({ corporate_actions: { forward_splits: [{ symbol: "AAPL", new_rate: 0, old_rate: -1, ex_date: "2020-08-31" }, 1, null],
				cash_dividends: [{ symbol: "A".repeat(30), rate: -1 }] }, next_page_token: null });
		case "/v2/assets":
			return json([{ symbol: "" }, null, 5, { symbol: "A B" }, { symbol: 7 }]);
	}
	return undefined;
}

/* The same page again and again. */
const endless = (path, query) => {
	const reply = good(path, query);
	const tree = JSON.parse(reply.body);
	if (tree && !Array.isArray(tree) && path !== "/v2/stocks/snapshots")
		tree.next_page_token = "page 0";
	return json(tree);
};

export const alpaca = {
	has_key: (request) => request.headers["apca-api-key-id"] === "alpaca-key-1" &&
		request.headers["apca-api-secret-key"] === "alpaca/secret+1",
	cases: { good, empty, absurd, endless, unknown: (path) => (path.includes("/options/") ? json({ message: "underlying not found" }, 404) : empty(path)) },
};
