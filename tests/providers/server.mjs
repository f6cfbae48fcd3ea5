/*
 * Stands in for the providers of market data. It tells its port on the first line and
 * serves /PROVIDER/CASE/whatever the provider's path is: layouts as the provider's
 * documentation has them, written by hand, and what goes wrong. The key must be with
 * every request where the provider wants it. Ends with its standard input.
 */
import { createServer } from "node:http";
import { gzipSync } from "node:zlib";
import { alpaca } from "./alpaca.mjs";
import { alpha_vantage } from "./alpha-vantage.mjs";
import { finnhub } from "./finnhub.mjs";
import { fred } from "./fred.mjs";
import { tradier } from "./tradier.mjs";

const providers = { alpaca, alpha_vantage, finnhub, fred, tradier };

const json = (value, status = 200) => ({ status, body: JSON.stringify(value) });

/* What goes wrong alike everywhere. */
const troubles = {
	unauthorized: () => json({ message: "unauthorized", error: "Invalid API key" }, 401),
	forbidden: () => json({ message: "forbidden." }, 403),
	limited: () => ({ ...json({ message: "too many requests." }, 429), headers: { "Retry-After": "7" } }),
	broken: () => ({ status: 500, body: "<html>Internal Server Error</html>" }),
	unavailable: () => ({ status: 503, body: "", headers: { "Retry-After": "3" } }),
	moved: () => ({ status: 302, body: "", headers: { Location: "http://127.0.0.1:1/elsewhere" } }),
	garbage: () => ({ status: 200, body: "<html><body>Welcome to the hotel</body></html>" }),
	half: (good) => ({ status: 200, body: good.slice(0, Math.floor(good.length / 2)) }),
	nothing: () => ({ status: 200, body: "" }),
	list: () => json([1, "two", null, { three: 3 }, [[]]]),
	object: () => json({ surprise: { of: ["another", "shape"] } }),
	number: () => json(42),
	text: () => json("nothing to see"),
	mixed: () =>
		json({
			quotes: 1, bars: "x", snapshots: [2], option_contracts: {}, news: { a: 1 }, corporate_actions: [],
			history: [], series: 3, expirations: true, options: [7], securities: false, data: {}, feed: "f",
			bestMatches: 1, observations: "o", result: {}, s: "ok", c: {}, t: 1, "Global Quote": [],
		}),
};

const secretOf = (request, url) =>
	request.headers["apca-api-secret-key"] ?? request.headers["authorization"]?.replace("Bearer ", "") ??
	request.headers["x-finnhub-token"] ?? url.searchParams.get("apikey") ?? url.searchParams.get("api_key") ?? "";

function answer(provider, name, url, request) {
	const good = () => provider.cases.good(url.pathname, url.searchParams) ?? json({ message: "endpoint not found" }, 404);
	if (!provider.has_key(request, url))
		return json({ message: "no key" }, 401);
	if (name === "leak")
		return json({ message: `the key ${secretOf(request, url)} is not known, see ${request.url}` }, 401);
	if (troubles[name])
		return troubles[name](good().body ?? "");
	return provider.cases[name]?.(url.pathname, url.searchParams) ?? json({ message: "no such case" }, 404);
}

function send(request, response) {
	const [, provider, name, ...rest] = request.url.split("/");
	const url = new URL("http://provider/" + rest.join("/"));
	if (name === "slow")
		return;
	const kind = ["cut", "gzip"].includes(name) ? "good" : name;
	const { status, headers, body } = answer(providers[provider], kind, url, request);
	if (request.method !== "GET") {
		response.writeHead(405).end();
	} else if (name === "cut") {
		response.writeHead(status, { "Content-Length": Buffer.byteLength(body) });
		response.write(body.slice(0, Math.floor(body.length / 2)));
		setTimeout(() => response.destroy(), 20);
	} else if (name === "gzip") {
		response.writeHead(status, { "Content-Encoding": "gzip" }).end(gzipSync(body));
	} else {
		response.writeHead(status, { "Content-Type": "application/json", ...headers }).end(body);
	}
}

const server = createServer(send).listen(0, "127.0.0.1", () => console.log(server.address().port));
process.stdin.resume().on("end", () => process.exit(0));
