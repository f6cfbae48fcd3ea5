// The API reference shows the whole document, and sends what it says it sends.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { launch, open, settled, url } from "./browser.mjs";

const METHODS = ["get", "post", "put", "patch", "delete", "head", "options", "trace"];

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

function operationsOf(document) {
	return Object.entries(document.paths).flatMap(([path, item]) =>
		METHODS.filter((method) => item[method]).map((method) => ({
			path,
			method: method.toUpperCase(),
			id: item[method].operationId,
		})),
	);
}

async function openDocument(document) {
	const opened = await open(browser, "/status");
	await opened.page.route("**/api/openapi.json", (route) =>
		route.fulfill({ json: document }),
	);
	await opened.page.goto(url("/api/docs"));
	await settled(opened.page, "/api/docs");
	return opened;
}

async function fixture() {
	return JSON.parse(
		await readFile(
			new URL("reference.fixture.json", import.meta.url),
			"utf8",
		),
	);
}

test("every operation of the server's own document is there, with its method and path", async () => {
	const { context, page } = await open(browser, "/api/docs");
	await settled(page, "/api/docs");
	const document = await (
		await context.request.get(url("/api/openapi.json"))
	).json();
	assert.match(document.openapi, /^3\.1\./);
	const operations = operationsOf(document);
	assert.ok(operations.length > 0);
	assert.equal(await page.locator("article").count(), operations.length);
	assert.equal(await page.locator("aside nav a").count(), operations.length);
	assert.equal(
		await page.getByRole("button", { name: "Try it" }).count(),
		operations.length,
	);
	for (const { id, method, path } of operations) {
		const address = page.locator(`article[id="${id}"] .address`);
		assert.equal(
			(await address.innerText()).replace(/\s+/g, " "),
			`${method} ${path}`,
		);
	}
	await context.close();
});

test("GET /api/health can be tried, and shows 200, its headers and its body", async () => {
	const { context, page } = await open(browser, "/api/docs");
	const address = page.locator(".address code", { hasText: /^\/api\/health$/ });
	const article = page.locator("article", { has: address });
	await article.getByRole("button", { name: "Try it" }).click();
	await article.getByRole("button", { name: "Send GET" }).click();
	assert.equal(await article.getByTestId("reply-status").innerText(), "200");
	const reply = article.getByRole("group", { name: "Reply" });
	await reply.locator("dt", { hasText: /^x-request-id$/ }).waitFor();
	assert.match(
		await reply.locator("pre").innerText(),
		/^\{\n {2}"status": "healthy",/,
	);
	await context.close();
});

test("a reply shows what is in it, of which kind, and an example", async () => {
	const { context, page, complaints } = await open(browser, "/api/docs");
	const article = page.locator("#getV2OrdersByOrderId");
	await article.locator("summary", { hasText: "200" }).click();
	const example = await article.getByRole("group", { name: "Example" }).innerText();
	const order = JSON.parse(example);
	assert.equal(order.filled_qty, "12.5");
	assert.equal(order.status, "new");
	assert.equal(order.type, "market");
	const texts = await article.locator("li").allInnerTexts();
	const said = (name) => texts.find((text) => text.split(/\s/)[0] === name) ?? "";
	assert.match(said("limit_price"), /string \| null/);
	assert.match(said("limit_price"), /decimal/);
	assert.match(said("time_in_force"), /one of day, gtc, opg, cls, ioc, fok/);
	assert.match(said("filled_at"), /When the last of it was filled\./);

	/* What is keyed by symbol, what may be missing, what is one of two. */
	const bars = page.locator("#getV2StocksBars");
	await bars.locator("summary", { hasText: "200" }).click();
	const shown = await bars.getByRole("group", { name: "Example" }).innerText();
	assert.equal(typeof JSON.parse(shown).bars.name[0].vw, "number");
	await bars.getByText("not always there").first().waitFor();
	const kinds = page.locator("#getV2AccountActivities");
	await kinds.locator("summary", { hasText: "200" }).click();
	const lines = await kinds.locator("li").allInnerTexts();
	for (const head of [/^FillActivity\s+either/, /^OtherActivity\s+or/])
		assert.ok(
			lines.some((text) => head.test(text)),
			String(head),
		);
	assert.deepEqual(complaints, []);
	await context.close();
});

test("a link to an operation leads to it, and the filter narrows the list", async () => {
	const { context, page } = await open(browser, "/api/docs");
	await settled(page, "/api/docs");
	const id = await page.locator("article").last().getAttribute("id");
	await page.goto("about:blank");
	await page.goto(url(`/api/docs#${id}`));
	await page.locator(`article[id="${id}"]`).waitFor();
	assert.ok(
		await page.locator(`article[id="${id}"] h3`).evaluate((heading) => {
			const { top, bottom } = heading.getBoundingClientRect();
			return top >= 0 && bottom <= innerHeight;
		}),
	);
	await page.locator(`aside a[href="#${id}"][aria-current]`).waitFor();

	await page.keyboard.press("/");
	await page.keyboard.type("/api/health");
	await page.locator(`article[id="${id}"]`).waitFor({ state: "detached" });
	const shown = await page.locator("article .address").allInnerTexts();
	assert.ok(shown.length > 0);
	await page.keyboard.press("Control+A");
	await page.keyboard.type("nothing is called this");
	await page.getByText("No operation matches").waitFor();
	await context.close();
});

test("references, limits, aliases and recursion of a full document are shown", async () => {
	const { context, page, complaints } = await openDocument(await fixture());
	const article = page.locator("#placeOrder");
	await article.getByText("/v2/orders").waitFor();
	const rules = [
		"1 to 500",
		"default 50",
		"one of buy, sell",
		"matches ^[A-Z.]{1,12}$",
		"at most 4 items",
		"object[]",
		"string | number",
	];
	for (const text of rules) {
		await article.getByText(text, { exact: true }).first().waitFor();
	}
	// A schema inside itself is named, not followed.
	assert.equal(await article.locator("code", { hasText: /^legs$/ }).count(), 1);
	await page.locator("#cancelAll").getByText("Deprecated").waitFor();
	await article.locator("summary").first().click();
	await article.getByText("X-Request-Id").waitFor();
	assert.deepEqual(complaints, []);
	await context.close();
});

test("the command and the request carry what the form says", async () => {
	const { context, page } = await openDocument(await fixture());
	const article = page.locator("#placeOrder");
	await article.getByRole("button", { name: "Try it" }).click();
	await article.getByLabel("APCA-API-KEY-ID").fill("key");
	await article.getByLabel("account").fill("a/b c");
	await article.getByLabel("limit").fill("7");
	await article.getByLabel("side").selectOption("sell");
	await article.getByLabel("Body").fill(`{"note":"it's"}`);
	const command = await article.getByRole("group", { name: "curl" }).innerText();
	assert.match(
		command,
		/-X POST 'https:.*\/api\/accounts\/a%2Fb%20c\/orders\?limit=7&side=sell'/,
	);
	assert.ok(command.includes("-H 'APCA-API-KEY-ID: key'"));
	assert.ok(command.includes(`--data-raw '{"note":"it'\\''s"}'`));

	const sent = page.waitForRequest((request) => request.method() === "POST");
	await page.route("**/api/accounts/**", (route) =>
		route.fulfill({
			status: 422,
			contentType: "application/json",
			body: '{"code":1,"price":1.10,"id":9007199254740993}',
		}),
	);
	await article.getByRole("button", { name: "Send POST" }).click();
	const request = await sent;
	assert.equal(request.postData(), `{"note":"it's"}`);
	assert.equal(request.headers()["apca-api-key-id"], "key");
	assert.equal(await article.getByTestId("reply-status").innerText(), "422");
	const body = await article.getByRole("group", { name: "Body" }).innerText();
	assert.equal(
		body,
		'{\n  "code": 1,\n  "price": 1.10,\n  "id": 9007199254740993\n}',
	);
	await context.close();
});

test("a document that cannot be had is said so, and can be asked for again", async () => {
	const { context, page } = await open(browser, "/status");
	await page.route("**/api/openapi.json", (route) =>
		route.fulfill({
			status: 503,
			json: { code: 50310000, message: "Starting.", request_id: "r" },
		}),
	);
	await page.goto(url("/api/docs"));
	await page.getByText("The reference could not be read. Starting.").waitFor();
	await page.unroute("**/api/openapi.json");
	await page.getByRole("button", { name: "Read it again" }).click();
	await settled(page, "/api/docs");
	await context.close();
});
