// Orders: changed and taken back, their life and their fills, and what lies years behind.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
	assertCalm,
	axeViolations,
	excessWidth,
	instance,
	launch,
	PHONE,
	signedIn,
	url,
} from "./people.mjs";
import { makeTrader, orderMany, rowsMade, saved } from "./trader.mjs";

const MOST_ROWS = 80;
const OLD = 5_000;
const MOST_TURNS = 400;
const RESTS = { type: "limit", time_in_force: "gtc", limit_price: "100.00", qty: "4" };
const TABS = ["", "?tab=all", "?tab=fills", "?tab=activity"];

let browser;
before(async () => (browser = await launch()));
after(async () => {
	await browser?.close();
	instance.stop();
});

/** A list is read on as its end comes near: until it says how long it is. */
async function scrollUntil(page, text) {
	const told = page.getByText(text, { exact: true });
	await page.mouse.move(700, 500);
	for (let turn = 0; turn < MOST_TURNS && (await told.count()) === 0; turn++)
		await page.mouse.wheel(0, 4_000);
	await told.waitFor();
}

test("an open order is replaced by keyboard and canceled by mouse; both stay on record", async () => {
	const trader = await makeTrader();
	const first = await trader.order(RESTS);
	const { context, page, complaints } = await signedIn(browser, "/orders", trader.name);
	await page.getByRole("button", { name: /^Edit: Buy 4 AAPL/ }).focus();
	await page.keyboard.press("Enter");
	const dialog = page.getByRole("dialog", { name: "Edit the order" });
	await dialog.getByLabel("Limit").fill("101.5");
	await page.keyboard.press("Enter");
	await page.getByRole("button", { name: /^Cancel: Buy 4 AAPL, limit 101\.50/ }).click();
	await page.getByRole("button", { name: "Cancel the order" }).click();
	await page.getByRole("heading", { name: "No order is open" }).waitFor();
	const [second] = await trader.api("GET", "/v2/orders?status=closed&limit=1");
	assert.equal(second.replaces, first.id);
	assert.equal(second.limit_price, "101.5");
	assert.equal(second.status, "canceled");

	await page.getByRole("tab", { name: "All orders" }).click();
	const all = page.getByRole("table", { name: "All orders" });
	await all.getByText("Replaced", { exact: true }).waitFor();
	await all.getByText("Canceled", { exact: true }).waitFor();
	await page.goto(url(`/orders/${first.id}`));
	await page.getByRole("link", { name: "Replaced by a new order" }).click();
	await page.getByRole("link", { name: "Took the place of an earlier order" }).waitFor();
	await page.getByRole("listitem").filter({ hasText: "Canceled" }).first().waitFor();
	assertCalm(complaints);
	await context.close();
});

test("what the server refuses of a change stands beside its field", async () => {
	const trader = await makeTrader();
	await trader.order(RESTS);
	const { context, page } = await signedIn(browser, "/orders", trader.name);
	await page.getByRole("button", { name: /^Edit: / }).click();
	await page.getByRole("dialog").getByLabel("Limit").fill("no price");
	await page.getByRole("button", { name: "Replace the order" }).click();
	await page.getByRole("dialog").locator('[aria-invalid="true"]').waitFor();
	await context.close();
});

test("all are canceled at once", async () => {
	const trader = await makeTrader();
	await trader.order(RESTS);
	await trader.order({ ...RESTS, symbol: "MSFT" });
	const { context, page } = await signedIn(browser, "/orders", trader.name);
	await page.getByText("2 open orders").waitFor();
	await page.getByRole("button", { name: "Cancel all…" }).click();
	await page.getByRole("button", { name: "Cancel all", exact: true }).click();
	await page.getByRole("heading", { name: "No order is open" }).waitFor();
	assert.deepEqual(await trader.api("GET", "/v2/orders"), []);
	await context.close();
});

test("legs of a bracket stand under the order that they hang on", async () => {
	const trader = await makeTrader();
	await trader.order({
		...RESTS,
		order_class: "bracket",
		take_profit: { limit_price: "900.00" },
		stop_loss: { stop_price: "90.00" },
	});
	const { context, page } = await signedIn(browser, "/orders", trader.name);
	const rows = page.getByRole("table", { name: "Open orders" }).locator("tbody tr");
	await rows.nth(2).waitFor();
	const texts = await rows.allInnerTexts();
	assert.match(texts[0], /Buy\s+4\s+AAPL/);
	assert.deepEqual(
		texts.slice(1).map((text) => /limit 900\.00|stop 90\.00/.test(text) && /Held/.test(text)),
		[true, true],
	);
	await context.close();
});

test("a fill is one click from its explanation, and its order tells its life", async () => {
	const trader = await makeTrader();
	const order = await trader.order({ qty: "7" });
	const { trades } = await trader.api("GET", "/api/trades");
	const told = await trader.api("GET", `/api/fills/${trades[0].id}/explain`);
	const { context, page, complaints } = await signedIn(browser, "/orders?tab=fills", trader.name);
	await page.getByRole("button", { name: /^Why/ }).first().click();
	const dialog = page.getByRole("dialog", { name: "Why this price?" });
	await dialog.getByText(/^Bought/).waitFor();
	const text = await dialog.innerText();
	const size = Number(told.quote.bid_size).toLocaleString("en-US");
	for (const part of [size, told.quote.source, told.explanation.then])
		assert.ok(text.includes(part), part);
	assert.ok(text.toLowerCase().includes(told.explanation.why));
	await page.keyboard.press("Escape");
	await page.getByRole("link", { name: "Order", exact: true }).first().click();
	await page.waitForURL(url(`/orders/${order.id}`));
	await page.getByRole("heading", { name: "Buy 7 AAPL, at market" }).waitFor();
	await page.getByText(/^Filled 7 at /).waitFor();
	await page.getByRole("button", { name: /^Why/ }).click();
	await dialog.getByText(/^Bought/).waitFor();
	assertCalm(complaints);
	await context.close();
});

test("5,000 orders: a screenful is made, all can be reached, filtered and exported exactly", async () => {
	const trader = await makeTrader();
	orderMany(trader, OLD);
	const { context, page, complaints } = await signedIn(browser, "/orders?tab=all", trader.name);
	const newest = page.getByRole("link", { name: /^Sell 1 AAPL/ });
	await newest.waitFor();
	assert.ok((await rowsMade(page, "All orders")) <= MOST_ROWS);
	await scrollUntil(page, "5000 orders");
	assert.ok((await rowsMade(page, "All orders")) <= MOST_ROWS);
	const text = await saved(page, () => page.getByRole("button", { name: "Export CSV" }).click());
	const lines = text.trimEnd().split("\r\n");
	assert.equal(lines.length, OLD + 1);
	const heads = lines[0].split(",");
	const at = (name) => heads.indexOf(name);
	const prices = new Set(lines.slice(1).map((line) => line.split(",")[at("limit_price")]));
	for (let n = 1; n <= OLD; n += 499) assert.ok(prices.has(String((12_345 + n * 1_000) / 1_000)));

	await page.getByRole("textbox", { name: "Symbol" }).fill("MSFT");
	await page.getByText("500 orders so far").waitFor();
	await page.getByLabel("Side").selectOption("sell");
	await page.waitForURL("**side=sell");
	await page.getByRole("link", { name: "Buy 10 MSFT" }).waitFor({ state: "hidden" });
	await scrollUntil(page, "500 orders");
	await page.getByLabel("State").selectOption("Filled");
	await page.getByText("0 orders", { exact: true }).waitFor();
	await page.getByRole("button", { name: "Clear" }).click();
	await newest.waitFor();
	assertCalm(complaints);
	await context.close();
});

test("days are those of one's own time zone", async () => {
	const trader = await makeTrader();
	orderMany(trader, 3_000);
	await trader.api("PATCH", "/api/settings", { time_zone: "Asia/Tokyo" });
	const day = new Date(Date.now() - 36 * 3_600_000).toISOString().slice(0, 10);
	const from = Date.parse(`${day}T00:00:00+09:00`);
	const all = [];
	for (let until = ""; ; ) {
		const more = await trader.api("GET", `/api/orders?status=all&limit=500${until}`);
		all.push(...more);
		if (more.length < 500) break;
		until = `&until=${more.at(-1).submitted_at}`;
	}
	const then = all.filter(({ submitted_at: at }) => {
		const atMs = Date.parse(at);
		return atMs > from && atMs < from + 24 * 3_600_000;
	});
	assert.ok(then.length > 100 && then.length < 3_000);
	const { context, page } = await signedIn(
		browser,
		`/orders?tab=all&from=${day}&to=${day}`,
		trader.name,
	);
	await page.getByRole("table", { name: "All orders" }).waitFor();
	await scrollUntil(page, `${then.length} orders`);
	await context.close();
});

test("what moved cash without a trade is listed, and exported", async () => {
	const trader = await makeTrader();
	const { context, page } = await signedIn(browser, "/orders?tab=activity", trader.name);
	await page.getByText("Deposit", { exact: true }).waitFor();
	const text = await saved(page, () => page.getByRole("button", { name: "Export CSV" }).click());
	assert.match(text, /,CSD,/);
	assert.match(text, /,100000,/);
	await context.close();
});

for (const colorScheme of ["dark", "light"]) {
	test(`orders in all their lists are accessible in the ${colorScheme} theme`, async () => {
		const trader = await makeTrader();
		await trader.order({ ...RESTS, symbol: "MSFT" });
		const order = await trader.order({ qty: "7" });
		const options = { colorScheme, bypassCSP: true };
		const { context, page } = await signedIn(browser, "/orders", trader.name, options);
		for (const tab of TABS) {
			await page.goto(url(`/orders${tab}`));
			await page.getByRole("tabpanel").getByRole("table").waitFor();
			assert.deepEqual(await axeViolations(page), [], tab);
		}
		await page.goto(url(`/orders/${order.id}`));
		await page.getByRole("button", { name: /^Why/ }).click();
		await page.getByRole("dialog").getByText(/^Bought/).waitFor();
		assert.deepEqual(await axeViolations(page), [], "explanation");
		await page.goto(url("/orders"));
		await page.getByRole("button", { name: /^Edit: / }).click();
		assert.deepEqual(await axeViolations(page), [], "edit");
		await context.close();
	});
}

test("orders fit 390 px", async () => {
	const trader = await makeTrader();
	await trader.order({ ...RESTS, symbol: "MSFT" });
	const order = await trader.order({ qty: "7" });
	const { context, page } = await signedIn(browser, "/orders", trader.name, { viewport: PHONE });
	for (const tab of TABS) {
		await page.goto(url(`/orders${tab}`));
		await page.getByRole("tabpanel").getByRole("table").waitFor();
		assert.equal(await excessWidth(page), 0, tab);
	}
	await page.goto(url(`/orders/${order.id}`));
	await page.getByRole("heading", { name: "What it is" }).waitFor();
	assert.equal(await excessWidth(page), 0, "an order");
	await context.close();
});
