/* Alpha Vantage, as documented: everything is 200, and series are CSV. */

const json = (value, status = 200) => ({ status, body: JSON.stringify(value) });
const csv = (lines) => ({ status: 200, headers: { "Content-Type": "application/x-download" }, body: lines.join("\r\n") + "\r\n" });

const key = "vantage-key-1";

const quote = {
	"01. symbol": "AAPL", "02. open": "229.1000", "03. high": "232.0000", "04. low": "228.7500", "05. price": "231.4550", "06. volume": "1203400",
	"07. latest trading day": "2026-01-30", "08. previous close": "229.8700", "09. change": "1.5850", "10. change percent": "0.6895%",
};

const tables = {
	TIME_SERIES_DAILY: ["timestamp,open,high,low,close,volume", "2026-01-29,228.0000,230.0100,227.5000,229.8700,2203400",
		"2026-01-28,225.3000,228.1235,225.3000,228.1235,1200000", "2026-01-27,226.1000,227.0000,225.0000,225.2500,1100000",
		"2026-01-26,225.0000,226.5000,224.2500,226.1000,1000000"],
	TIME_SERIES_WEEKLY: ["timestamp,open,high,low,close,volume", "2026-01-29,225.0000,230.0100,224.2500,229.8700,5503400", "2026-01-23,220,225,219,224,6000000"],
	TIME_SERIES_WEEKLY_ADJUSTED: ["timestamp,open,high,low,close,adjusted close,volume,dividend amount",
		"2026-01-23,220.0000,225.0000,219.0000,224.0000,112.0000,6000000,0.0000"],
	TIME_SERIES_INTRADAY: ["timestamp,open,high,low,close,volume", "2026-01-29 10:00:00,228.8,229,228.7,229,500", "2026-01-29 09:30:00,228,228.9,227.9,228.8,4000"],
};

const story = (title, time_published, url) => ({
	title, url, time_published, authors: ["Ann Author", "Bo"], summary: "In short.", banner_image: null, source: "Motley Fool",
	category_within_source: "n/a", source_domain: "www.fool.com", topics: [{ topic: "Technology", relevance_score: "0.5" }],
	overall_sentiment_score: 0.1, overall_sentiment_label: "Neutral",
	ticker_sentiment: [{ ticker: "AAPL", relevance_score: "0.9" }, { ticker: "CRYPTO:BTC", relevance_score: "0.1" }],
});

const feed = [story("Young", "20260130T120000", "https://www.fool.com/2"), story("Old", "20260128T120000", "https://www.fool.com/1"),
	story("Old", "20260128T120000", "https://www.fool.com/1")];

const match = (symbol, name, type, region) => ({ "1. symbol": symbol, "2. name": name, "3. type": type, "4. region": region,
	"5. marketOpen": "09:30", "6. marketClose": "16:00", "7. timezone": "UTC-04", "8. currency": "USD", "9. matchScore": "0.8" });

const matches = [match("AAPL", "Apple Inc", "Equity", "United States"), match("AAPL.TRT", "Apple CDR", "Equity", "Toronto"),
	match("BRK-B", "Berkshire Hathaway Inc - Class B", "Equity", "United States"), match("AAPD", "Direxion Daily AAPL Bear", "ETF", "United States")];

const yields = { name: "10-Year Treasury", interval: "daily", unit: "percent",
	data: [{ date: "2026-01-29", value: "4.21" }, { date: "2026-01-28", value: "." }, { date: "2026-01-27", value: "4.2" }, { date: "2025-12-31", value: "4.1" }] };

function good(path, query) {
	const name = query.get("function");
	if (path !== "/query")
		return undefined;
	if (tables[name] && (query.get("datatype") !== "csv" || (name.endsWith("INTRADAY") && !/^(1|5|15|30|60)min$/.test(query.get("interval")))))
		return messages.unknown();
	if (tables[name])
		return csv(tables[name]);
	if (name === "GLOBAL_QUOTE")
		return json({ "Global Quote": ["AAPL", "BRK-B"].includes(query.get("symbol")) ? quote : {} });
	if (name === "NEWS_SENTIMENT")
		return /^\d{8}T\d{4}$/.test(query.get("time_from")) ? json({ items: "3", sentiment_score_definition: "x", feed }) : messages.unknown();
	if (name === "SYMBOL_SEARCH")
		return json({ bestMatches: matches });
	if (name === "TREASURY_YIELD" || name === "UNEMPLOYMENT" || name === "FEDERAL_FUNDS_RATE")
		return query.get("maturity") === "10year" ? json(yields) : messages.unknown();
	return messages.unknown();
}

const messages = {
	unknown: () => json({ "Error Message": "Invalid API call. Please retry or visit the documentation (https://www.alphavantage.co/documentation/) for TIME_SERIES_DAILY." }),
	invalid: () => json({ "Error Message": "the parameter apikey is invalid or missing. Please claim your free API key on (https://www.alphavantage.co/support/#api-key)." }),
	note: () => json({ Note: "Thank you for using Alpha Vantage! Our standard API call frequency is 5 calls per minute and 500 calls per day." }),
	spent: () => json({ Information: `We have detected your API key as ${key} and our standard API rate limit is 25 requests per day. Please subscribe to any of the premium plans at https://www.alphavantage.co/premium/ to instantly remove all daily rate limits.` }),
	premium: () => json({ Information: "Thank you for using Alpha Vantage! This is a premium endpoint. You may subscribe to any of the premium plans at https://www.alphavantage.co/premium/ to instantly unlock all premium endpoints" }),
};

function empty(path, query) {
	const name = query.get("function");
	if (tables[name])
		return csv([tables[name][0]]);
	return json({ GLOBAL_QUOTE: { "Global Quote": {} }, NEWS_SENTIMENT: { items: "0", feed: [] }, SYMBOL_SEARCH: { bestMatches: [] } }[name] ?? { name: "x", data: [] });
}

function absurd(path, query) {
	const name = query.get("function");
	if (tables[name])
		return csv([tables[name][0], "2026-01-29,-1,2,1,1,5", "2026-01-28,NaN,2,1,1,5", "2026-01-27,1,2,3", "yesterday,1,1,1,1,1",
			"2026-01-26,1e300,1e300,1e300,1e300,1", "2026-01-26,5,4,6,5,1", "2026-01-26,1,1,1,1,-7", ",,,,,,,,,,,,,,,,,,", "2026-02-30 25:00:00,1,1,1,1,1"]);
	return json({
		GLOBAL_QUOTE: { "Global Quote": { ...quote, "05. price": "-3", "07. latest trading day": "never" } },
		NEWS_SENTIMENT: { feed: [{ title: 1 }, null, 7, { title: "x", time_published: "2026" }] },
		SYMBOL_SEARCH: { bestMatches: [{ "1. symbol": 1 }, null] },
	}[name] ?? { data: [{ date: "never", value: "1" }, { date: "2026-01-29", value: "much" }, null] });
}

export const alpha_vantage = {
	has_key: (request, url) => url.searchParams.get("apikey") === key,
	cases: { good, empty, absurd, ...messages },
};
