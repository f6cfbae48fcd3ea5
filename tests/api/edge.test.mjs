// What nginx itself answers for, against a running server.
// PT_URL: its https URL. PT_HOME: its state, for the access log; may be unset when PT_CA,
// its CA certificate, is given. Its RATE_LIMIT_GLOBAL must leave room for 40 API calls.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import http2 from "node:http2";
import net from "node:net";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import tls from "node:tls";

const { PT_URL, PT_HOME, PT_CA = PT_HOME && `${PT_HOME}/tls/ca.crt` } = process.env;
assert.ok(PT_URL && PT_CA, "PT_URL and PT_CA must be set");
const url = new URL(PT_URL);
const port = Number(url.port || 443);
const ca = readFileSync(PT_CA);
const secure = { host: url.hostname, port, ca, ALPNProtocols: ["http/1.1"] };

const HEADERS = {
	"strict-transport-security": /^max-age=31536000; includeSubDomains$/,
	"content-security-policy": {
		test: (policy) =>
			!policy.includes("unsafe") &&
			[
				"default-src 'self'",
				"script-src 'self'",
				"object-src 'none'",
				"base-uri 'none'",
				"frame-ancestors 'none'",
			].every((part) => policy.split("; ").includes(part)),
	},
	"permissions-policy": /camera=\(\)/,
	"referrer-policy": /^no-referrer$/,
	"x-content-type-options": /^nosniff$/,
	"x-frame-options": /^DENY$/,
	"cross-origin-opener-policy": /^same-origin$/,
	"cross-origin-resource-policy": /^same-origin$/,
	"x-request-id": /^[0-9a-f]{32}$/,
	server: /^nginx$/,
};

// Collects what the peer sends until it closes.
function collect(socket) {
	return new Promise((resolve, reject) => {
		const chunks = [];
		socket.setTimeout(10_000, () => socket.destroy(new Error("no answer in 10 s")));
		socket.on("data", (chunk) => chunks.push(chunk));
		socket.on("error", (error) => (chunks.length ? resolve(Buffer.concat(chunks)) : reject(error)));
		socket.on("close", () => resolve(Buffer.concat(chunks)));
	});
}

function unchunk(bytes) {
	const chunks = [];
	for (let at = 0; ; ) {
		const end = bytes.indexOf("\r\n", at);
		const length = parseInt(bytes.toString("latin1", at, end), 16);
		assert.ok(length >= 0, "broken chunk");
		if (length === 0) {
			return Buffer.concat(chunks);
		}
		chunks.push(bytes.subarray(end + 2, end + 2 + length));
		at = end + 2 + length + 2;
	}
}

function parse(bytes) {
	const end = bytes.indexOf("\r\n\r\n");
	assert.ok(end > 0, `no HTTP reply: ${bytes.toString("latin1").slice(0, 200)}`);
	const [statusLine, ...lines] = bytes.toString("latin1", 0, end).split("\r\n");
	const headers = {};
	for (const line of lines) {
		const name = line.slice(0, line.indexOf(":")).toLowerCase();
		assert.ok(!(name in headers) || name === "vary", `${name} is sent twice`);
		headers[name] = line.slice(line.indexOf(":") + 1).trim();
	}
	const rest = bytes.subarray(end + 4);
	const body = headers["transfer-encoding"] === "chunked" ? unchunk(rest) : rest;
	return { status: Number(statusLine.split(" ")[1]), headers, body };
}

// Sends exactly these bytes over TLS and returns the one reply.
async function raw(text) {
	const socket = tls.connect(secure);
	const reply = collect(socket);
	socket.write(text, "latin1");
	return parse(await reply);
}

function request(method, path, headers = {}, body = "") {
	const lines = [`${method} ${path} HTTP/1.1`, `Host: ${url.host}`, "Connection: close"];
	for (const [name, value] of Object.entries(headers)) {
		lines.push(`${name}: ${value}`);
	}
	return raw(`${lines.join("\r\n")}\r\n\r\n${body}`);
}

function assertSecured(reply) {
	for (const [name, pattern] of Object.entries(HEADERS)) {
		const value = reply.headers[name] ?? "(absent)";
		assert.ok(pattern.test(value), `${name}: ${value}`);
	}
}

function assertRefused(reply, status) {
	assert.equal(reply.status, status);
	assertSecured(reply);
	assert.match(reply.headers["content-type"], /^application\/json(;|$)/);
	assert.equal(reply.headers["cache-control"], "no-store");
	const error = JSON.parse(reply.body.toString());
	assert.ok(Math.floor(error.code / 100_000) === status, `code ${error.code}`);
	assert.ok(error.message.length > 0);
	assert.equal(error.request_id, reply.headers["x-request-id"]);
}

function handshake(options) {
	return new Promise((resolve, reject) => {
		const socket = tls.connect({ ...secure, ...options }, () => {
			resolve({ protocol: socket.getProtocol(), alpn: socket.alpnProtocol });
			socket.destroy();
		});
		socket.on("error", reject);
	});
}

async function firstAsset() {
	const page = await request("GET", "/");
	const path = /\/assets\/[^"' ]+\.js/.exec(page.body.toString())?.[0];
	assert.ok(path, "index.html names no script under /assets/");
	return path;
}

test("security headers on the page, the API and a redirect target", async () => {
	for (const path of ["/", "/api/health", "/docs", "/trust", "/ca.crt"]) {
		const reply = await request("GET", path);
		assert.equal(reply.status, 200, path);
		assertSecured(reply);
	}
});

test("the links that the server makes lead to pages", async () => {
	for (const path of ["/sign-in", "/register", "/forgot", "/reset", "/status", "/positions", "/trade/AAPL", "/settings/keys", "/admin"]) {
		const reply = await request("GET", path);
		assert.equal(reply.status, 200, path);
		assert.match(reply.headers["content-type"], /^text\/html/);
		assert.equal(reply.headers["cache-control"], "no-cache");
		assertSecured(reply);
	}
});

test("pages are asked about each time, and not sent again when they are the same", async () => {
	const page = await request("GET", "/");
	assert.match(page.headers["content-type"], /^text\/html/);
	assert.equal(page.headers["cache-control"], "no-cache");
	const again = await request("GET", "/", { "If-None-Match": page.headers.etag });
	assert.equal(again.status, 304);
	assertSecured(again);
});

test("an unknown page is the 404 page for a browser and JSON for others", async () => {
	const page = await request("GET", "/no/such/page", { Accept: "text/html,*/*;q=0.8" });
	assert.equal(page.status, 404);
	assert.match(page.headers["content-type"], /^text\/html/);
	assertSecured(page);
	assertRefused(await request("GET", "/no/such/page", { Accept: "application/json" }), 404);
});

test("an unknown API path is 404 in JSON", async () => {
	assertRefused(await request("GET", "/api/no-such-thing", { Accept: "text/html" }), 404);
	assertRefused(await request("GET", "/v2/no-such-thing"), 404);
	assertRefused(await request("GET", "/api"), 404);
});

test("a wrong method is 405 with Allow", async () => {
	for (const [method, path] of [
		["POST", "/"],
		["TRACE", "/api/health"],
		["DELETE", "/api/health"],
	]) {
		const reply = await request(method, path);
		assertRefused(reply, 405);
		assert.match(reply.headers.allow, /\bGET\b/);
	}
});

test("TLS 1.2 and 1.3 are spoken, 1.1 is not", async () => {
	for (const version of ["TLSv1.2", "TLSv1.3"]) {
		const { protocol } = await handshake({ minVersion: version, maxVersion: version });
		assert.equal(protocol, version);
	}
	await assert.rejects(
		handshake({ minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" }),
		{ code: "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION" },
	);
});

test("TLS 1.2 without forward secrecy is refused", async () => {
	await assert.rejects(
		handshake({ maxVersion: "TLSv1.2", ciphers: "AES128-GCM-SHA256:AES128-SHA" }),
		{ code: /HANDSHAKE_FAILURE/ },
	);
});

test("HTTP/2 is negotiated and carries the API", async () => {
	const { alpn } = await handshake({ ALPNProtocols: ["h2", "http/1.1"] });
	assert.equal(alpn, "h2");
	const session = http2.connect(url.origin, { ca });
	try {
		const stream = session.request({ ":path": "/api/health" });
		const headers = await new Promise((resolve, reject) => {
			stream.on("response", resolve);
			stream.on("error", reject);
		});
		assert.equal(headers[":status"], 200);
		assertSecured({ headers });
		stream.close();
	} finally {
		session.close();
	}
});

test("plain HTTP on the TLS port is sent to https, same host, port and path", async () => {
	const socket = net.connect(port, url.hostname);
	const answer = collect(socket);
	socket.write(`POST /api/x?y=1 HTTP/1.1\r\nHost: ${url.host}\r\nContent-Length: 0\r\n\r\n`);
	const reply = parse(await answer);
	assert.equal(reply.status, 308);
	assert.equal(reply.headers.location, `https://${url.host}/api/x?y=1`);
	assert.equal(reply.headers["strict-transport-security"], undefined);
});

test("Content-Length together with Transfer-Encoding is 400", async () => {
	const both = { "Content-Length": 4, "Transfer-Encoding": "chunked" };
	assertRefused(await request("POST", "/api/health", both, "0\r\n\r\n"), 400);
});

test("malformed requests are 400 in JSON", async () => {
	assertRefused(await request("GET", "/api/%zz"), 400);
	assertRefused(await request("GET", "/api/a%00b"), 400);
	assertRefused(await raw("nonsense\r\n\r\n"), 400);
	assertRefused(await raw("GET /api/health HTTP/1.1\r\n\r\n"), 400);
	assertRefused(await request("GET", "/../../etc/passwd"), 400);
	const twoLengths = `Host: ${url.host}\r\nContent-Length: 1\r\nContent-Length: 2`;
	assertRefused(await raw(`POST /api/health HTTP/1.1\r\n${twoLengths}\r\n\r\n`), 400);
});

test("an oversized header is 431, also when many small ones add up", async () => {
	assertRefused(await request("GET", "/api/health", { "X-Long": "a".repeat(9000) }), 431);
	const many = Object.fromEntries(
		Array.from({ length: 40 }, (_, i) => [`X-Part-${i}`, "a".repeat(1000)]),
	);
	assertRefused(await request("GET", "/api/health", many), 431);
});

test("an oversized URL is 414", async () => {
	assertRefused(await request("GET", `/api/health?q=${"a".repeat(9000)}`), 414);
});

test("an oversized body is 413, before it is sent when its length is declared", async () => {
	assertRefused(await request("POST", "/api/health", { "Content-Length": 10 ** 12 }), 413);
	const chunked = { "Transfer-Encoding": "chunked" };
	const body = `500000\r\n${"a".repeat(0x500000)}\r\n0\r\n\r\n`;
	assertRefused(await request("POST", "/api/health", chunked, body), 413);
});

test("headers that name a proxy or another client change nothing", async () => {
	const spoofed = "203.0.113.77";
	const mark = `/api/no-such-thing-${process.pid}-${Date.now()}`;
	const reply = await request("GET", `${mark}?token=hunter2`, {
		Proxy: `http://${spoofed}:1`,
		"X-Forwarded-For": spoofed,
		"X-Real-IP": spoofed,
		Forwarded: `for=${spoofed}`,
	});
	assertRefused(reply, 404);
	assert.ok(!JSON.stringify(reply.headers).includes(spoofed));
	assert.ok(!reply.body.toString().includes(spoofed));
	assert.equal((await request("GET", "/api/health", { Proxy: `http://${spoofed}:1` })).status, 200);
});

test(
	"the access log names the real client and no query string",
	{ skip: PT_HOME ? false : "PT_HOME is not set" },
	async () => {
		const path = `/no-such-file-${process.pid}-${Date.now()}`;
		const headers = { "X-Forwarded-For": "203.0.113.77", "User-Agent": 'a"b\\c' };
		const reply = await request("GET", `${path}?token=hunter2`, headers);
		let line;
		for (let i = 0; i < 30 && !line; i++) {
			await sleep(100);
			const log = readFileSync(`${PT_HOME}/log/access.log`, "utf8");
			line = log.split("\n").find((text) => text.includes(path));
		}
		assert.ok(line, "the request was not logged within 3 s");
		assert.ok(!line.includes("hunter2"));
		const entry = JSON.parse(line);
		assert.ok(net.isIP(entry.client) && entry.client !== "203.0.113.77", entry.client);
		assert.equal(entry.path, path);
		assert.equal(entry.status, 404);
		assert.equal(entry.request_id, reply.headers["x-request-id"]);
		assert.equal(entry.user_agent, headers["User-Agent"]);
		assert.match(entry.tls, /^TLSv1\.[23]$/);
		assert.ok(Math.abs(entry.unix - Date.now() / 1000) < 10, "unix time");
		assert.ok(Math.abs(Date.parse(entry.time) / 1000 - entry.unix) <= 1, "the same time twice");
	},
);

test("/ca.crt is a download that verifies this server", async () => {
	const reply = await request("GET", "/ca.crt");
	assert.equal(reply.headers["content-type"], "application/x-x509-ca-cert");
	assert.match(reply.headers["content-disposition"], /^attachment; filename=/);
	await handshake({ ca: reply.body });
	await handshake({ ca: reply.body, servername: "papertrade.local" });
	await assert.rejects(handshake({ ca: reply.body, servername: "other.example" }), {
		code: "ERR_TLS_CERT_ALTNAME_INVALID",
	});
});

test("hashed assets are kept for a year and come compressed", async () => {
	const path = await firstAsset();
	const plain = await request("GET", path);
	assert.equal(plain.status, 200);
	assert.equal(plain.headers["cache-control"], "public, max-age=31536000, immutable");
	assertSecured(plain);
	const packed = await request("GET", path, { "Accept-Encoding": "gzip" });
	assert.equal(packed.headers["content-encoding"], "gzip");
	assert.match(packed.headers.vary, /Accept-Encoding/);
	assert.ok(packed.body.length < plain.body.length);
	const missing = await request("GET", "/assets/no-such-file.js");
	assertRefused(missing, 404);
});

test("API replies over 1 KB are compressed", async () => {
	const reply = await request("GET", "/api/openapi.json", { "Accept-Encoding": "gzip" });
	assert.equal(reply.status, 200);
	assert.equal(reply.headers["content-encoding"], "gzip");
});

test("an API reply is not stored unless it says so", async () => {
	const reply = await request("GET", "/api/health");
	assert.match(reply.headers["cache-control"], /no-store/);
});

// And for less than it is kept: else one writes into a connection that is being closed.
test("a client is told how long it may keep its connection", async () => {
	const ask = (more) => `HEAD /api/health HTTP/1.1\r\nHost: ${url.host}\r\n${more}\r\n`;
	const reply = await raw(ask("") + ask("Connection: close\r\n"));
	assert.equal(reply.headers["keep-alive"], "timeout=30");
});

test("each reply has a request id of its own, whatever the client sends", async () => {
	const ids = new Set();
	const sent = "a".repeat(32);
	for (let i = 0; i < 10; i++) {
		const path = i % 2 ? "/" : "/api/health";
		const reply = await request("GET", path, { "X-Request-Id": sent });
		ids.add(reply.headers["x-request-id"]);
	}
	assert.equal(ids.size, 10);
	assert.ok(!ids.has(sent));
});
