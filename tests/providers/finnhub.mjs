/* Finnhub, as documented. */

const json = (value, status = 200) => ({ status, body: JSON.stringify(value) });

const quote = { c: 231.455, d: 1.585, dp: 0.6895, h: 232, l: 228.75, o: 229.1, pc: 229.87, t: 1769803198 };

const candles = {
	D: { c: [226.1, 225.25, 228.123456, 229.87], h: [226.5, 227, 228.123456, 230.01], l: [224.25, 225, 225.3, 227.5], o: [225, 226.1, 225.3, 228],
		s: "ok", t: [1769385600, 1769472000, 1769558400, 1769644800], v: [1000000, 1100000, 1200000, 2203400] },
	5: { c: [228.2, 228.8, 229], h: [228.5, 228.9, 229], l: [227.9, 228.1, 228.7], o: [228, 228.2, 228.8], s: "ok",
		t: [1769697000, 1769697300, 1769697900], v: [1000, 3000, 500] },
};

const story = (id, datetime, headline) => ({ category: "company", datetime, headline, id, image: "", related: "AAPL", source: "Yahoo",
	summary: "In short.", url: `https://finnhub.io/api/news?id=${id}` });

/* 2026-01-30 and 2026-01-28, 12:00 UTC. */
const news = [story(2, 1769774400, "Young"), story(1, 1769601600, "Old")];

const results = [
	{ description: "APPLE INC", displaySymbol: "AAPL", symbol: "AAPL", type: "Common Stock" },
	{ description: "DIREXION DAILY AAPL BEAR 1X", displaySymbol: "AAPD", symbol: "AAPD", type: "ETP" },
	{ description: "APPLE INC", displaySymbol: "AAPL.SW", symbol: "AAPL.SW", type: "Equity WRT" },
];

function good(path, query) {
	switch (path) {
		case "/api/v1/quote":
			return json(["AAPL", "BRK.B"].includes(query.get("symbol")) ? quote : { c: 0, d: null, dp: null, h: 0, l: 0, o: 0, pc: 0, t: 0 });
		case "/api/v1/stock/candle":
			return candles[query.get("resolution")] && Number(query.get("from")) < Number(query.get("to")) ? json(candles[query.get("resolution")]) : json({ s: "no_data" });
		case "/api/v1/company-news":
			return /^\d{4}-\d\d-\d\d$/.test(query.get("from")) ? json(news) : json({ error: "Wrong from" }, 422);
		case "/api/v1/news":
			return json(news);
		case "/api/v1/search":
			return json({ count: results.length, result: results });
	}
	return undefined;
}

const none = { c: 0, d: null, dp: null, h: 0, l: 0, o: 0, pc: 0, t: 0 };
const empty = (path) => json({ "/api/v1/quote": none, "/api/v1/stock/candle": { s: "no_data" }, "/api/v1/search": { count: 0, result: [] } }[path] ?? []);

const wrong = {
	"/api/v1/quote": { ...quote, c: -5 },
	"/api/v1/stock/candle": { s: "ok", t: [1769385600, -1, 1769385600], o: [-1, 1, 5], h: [2, 1, 1], l: [1, 1, 1], c: ["NaN", 1, 1], v: [1, 1, 1e300] },
	"/api/v1/search": { result: [{ symbol: null }, 5, null] },
};

export const finnhub = {
	has_key: (request) => request.headers["x-finnhub-token"] === "finnhub-key-1",
	cases: {
		good, empty, unknown: empty,
		absurd: (path) => json(wrong[path] ?? [{ headline: 5 }, null, 1, { headline: "x", datetime: "now" }]),
		ragged: (path) => (path.endsWith("candle") ? json({ ...candles.D, v: [1] }) : good(path, new URLSearchParams())),
	},
};
