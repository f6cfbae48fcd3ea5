// What one holds: seen, sorted, closed by part, and the kill switch.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertCalm, axeViolations, excessWidth, instance, launch, PHONE, signedIn } from "./people.mjs";
import { holdMany, makeTrader, rowsMade } from "./trader.mjs";

// The window, and a margin above and below it.
const MOST_ROWS = 80;

let browser;
before(async () => (browser = await launch()));
after(async () => {
	await browser?.close();
	instance.stop();
});

const table = (page) => page.getByRole("table", { name: "Positions" });
const rowOf = (page, symbol) =>
	table(page)
		.getByRole("row")
		.filter({ has: page.getByRole("link", { name: symbol, exact: true }) });

test("who holds nothing is told what to do", async () => {
	const { name } = await makeTrader();
	const { context, page, complaints } = await signedIn(browser, "/positions", name);
	await page.getByRole("link", { name: "Make your first trade" }).waitFor();
	assert.equal(await page.getByRole("button", { name: "Close all…" }).count(), 0);
	assertCalm(complaints);
	await context.close();
});

test("a half is closed by mouse after a preview, the rest by keyboard", async () => {
	const trader = await makeTrader();
	await trader.order({ symbol: "AAPL", qty: "10" });
	await trader.order({ symbol: "KO", qty: "4", side: "sell" });
	const { context, page, complaints } = await signedIn(browser, "/positions", trader.name);
	await rowOf(page, "KO").getByText("short").waitFor();
	await page.getByRole("button", { name: "Close AAPL" }).click();
	const dialog = page.getByRole("dialog", { name: "Close AAPL" });
	await dialog.getByRole("radio", { name: "Half" }).check();
	await dialog.getByText("Cash after").waitFor();
	await dialog.getByRole("button", { name: "Sell 5 at market" }).click();
	await dialog.waitFor({ state: "hidden" });
	await rowOf(page, "AAPL").getByRole("cell", { name: "5", exact: true }).waitFor();
	assert.equal((await trader.api("GET", "/v2/positions/AAPL")).qty, "5");

	await page.getByRole("button", { name: "Close KO" }).focus();
	await page.keyboard.press("Enter");
	const other = page.getByRole("dialog", { name: "Close KO" });
	await other.getByText("Cash after").waitFor();
	await other.getByRole("button", { name: "Buy back 4 at market" }).focus();
	await page.keyboard.press("Enter");
	await rowOf(page, "KO").waitFor({ state: "hidden" });
	assert.deepEqual(
		(await trader.api("GET", "/v2/positions")).map(({ symbol }) => symbol),
		["AAPL"],
	);
	assertCalm(complaints);
	await context.close();
});

test("more than is held is not sold", async () => {
	const trader = await makeTrader();
	await trader.order({ qty: "3" });
	const { context, page } = await signedIn(browser, "/positions", trader.name);
	await page.getByRole("button", { name: "Close AAPL" }).click();
	await page.getByRole("radio", { name: "A part" }).check();
	await page.getByLabel("Quantity").fill("4");
	await page.getByText("Between 0 and 3.").waitFor();
	await page.getByLabel("Quantity").fill("1");
	await page.getByRole("button", { name: "Sell 1 at market" }).click();
	await page.getByRole("dialog").waitFor({ state: "hidden" });
	assert.equal((await trader.api("GET", "/v2/positions/AAPL")).qty, "2");
	await context.close();
});

test("all are closed at once, open orders canceled first", async () => {
	const trader = await makeTrader();
	await trader.order({ symbol: "MSFT", qty: "2" });
	await trader.order({ symbol: "NVDA", qty: "2" });
	const limit = (await trader.priceOf("NVDA")) * 1.2;
	const rests = { type: "limit", time_in_force: "gtc", limit_price: limit.toFixed(2) };
	await trader.order({ symbol: "NVDA", qty: "2", side: "sell", ...rests });
	const { context, page } = await signedIn(browser, "/positions", trader.name);
	await page.getByRole("button", { name: "Close all…" }).click();
	await page.getByText("Cancel the open order first").waitFor();
	await page.getByRole("button", { name: "Close all at market" }).click();
	await page.getByRole("heading", { name: "You hold nothing yet" }).waitFor();
	assert.deepEqual(await trader.api("GET", "/v2/orders"), []);
	await context.close();
});

test("the kill switch stops the account, says so, and lets it go on", async () => {
	const trader = await makeTrader();
	const { context, page, complaints } = await signedIn(browser, "/positions", trader.name);
	await page.getByRole("button", { name: "Stop trading" }).click();
	await page.getByRole("dialog").getByRole("button", { name: "Stop trading" }).click();
	await page.getByText("Trading is stopped in this account").waitFor();
	const refused = await trader.ask("POST", "/api/orders", { symbol: "AAPL", qty: "1", side: "buy" });
	assert.equal(refused.status, 423);
	await page.getByRole("link", { name: "Orders", exact: true }).first().click();
	await page.getByText("Trading is stopped in this account").waitFor();
	await page.getByRole("button", { name: "Resume trading" }).focus();
	await page.keyboard.press("Enter");
	await page.getByText("Trading is stopped in this account").waitFor({ state: "hidden" });
	await trader.order({ qty: "1" });
	assertCalm(complaints);
	await context.close();
});

test("of 500 positions a screenful is made, all can be reached, sorted and filtered", async () => {
	const trader = await makeTrader();
	holdMany(trader, 500);
	const { context, page, complaints } = await signedIn(browser, "/positions", trader.name);
	await page.getByText("500 positions").waitFor();
	assert.ok((await rowsMade(page, "Positions")) <= MOST_ROWS);
	await rowOf(page, "Z0500").waitFor();
	await table(page).getByRole("button", { name: "Symbol" }).click();
	await rowOf(page, "Z0001").waitFor();
	await page.mouse.move(700, 500);
	for (let turn = 0; turn < 60 && (await rowOf(page, "Z0500").count()) === 0; turn++)
		await page.mouse.wheel(0, 1_500);
	await rowOf(page, "Z0500").waitFor();
	assert.ok((await rowsMade(page, "Positions")) <= MOST_ROWS);
	await page.getByLabel("Filter by symbol").fill("z0123");
	await page.getByText("1 of 500").waitFor();
	assert.equal(await rowsMade(page, "Positions"), 1);
	assertCalm(complaints);
	await context.close();
});

for (const colorScheme of ["dark", "light"]) {
	test(`positions and their dialogs are accessible in the ${colorScheme} theme`, async () => {
		const trader = await makeTrader();
		await trader.order({ qty: "3" });
		const options = { colorScheme, bypassCSP: true };
		const { context, page } = await signedIn(browser, "/positions", trader.name, options);
		await rowOf(page, "AAPL").waitFor();
		await page.getByRole("heading", { name: "Allocation" }).waitFor();
		assert.deepEqual(await axeViolations(page), []);
		await page.getByRole("button", { name: "Close AAPL" }).click();
		await page.getByText("Cash after").waitFor();
		assert.deepEqual(await axeViolations(page), [], "close");
		await page.keyboard.press("Escape");
		await page.getByRole("button", { name: "Stop trading" }).click();
		await page.getByRole("dialog").getByRole("button", { name: "Stop trading" }).click();
		await page.getByText("Trading is stopped in this account").waitFor();
		assert.deepEqual(await axeViolations(page), [], "stopped");
		await context.close();
	});
}

test("what is held is told by sector, with funds, shorts and what nobody classifies", async () => {
	const trader = await makeTrader();
	await trader.order({ symbol: "KO", qty: "10" });
	await trader.order({ symbol: "PEP", qty: "5" });
	await trader.order({ symbol: "NVDA", qty: "5", side: "sell" });
	await trader.order({ symbol: "SPY", qty: "2" });
	holdMany(trader, 1);
	const { context, page, complaints } = await signedIn(browser, "/positions", trader.name);
	await page.getByRole("radio", { name: "By sector" }).focus();
	await page.keyboard.press("Space");
	const sectors = page.getByRole("table", { name: "Allocation by sector" });
	await sectors.getByRole("row").filter({ hasText: "Unclassified" }).waitFor();
	const names = await sectors.getByRole("rowheader").allTextContents();
	assert.deepEqual(names.slice(-3), ["Funds", "Unclassified", "Cash"]);
	assert.deepEqual(names.slice(0, 2).sort(), ["Consumer Staples", "Technology"]);
	const technology = sectors.getByRole("row").filter({ hasText: "Technology" });
	assert.match(await technology.textContent(), /−/);
	assertCalm(complaints);
	await context.close();
});

test("sectors that could not be read say so, and come when asked again", async () => {
	const trader = await makeTrader();
	await trader.order({ symbol: "KO", qty: "10" });
	const { context, page } = await signedIn(browser, "/positions", trader.name);
	await page.route("**/api/market/profiles*", (route) => route.abort());
	await page.getByRole("radio", { name: "By sector" }).check();
	const retry = page.getByRole("button", { name: /again/i });
	await retry.waitFor();
	await page.unroute("**/api/market/profiles*");
	await retry.click();
	await page.getByRole("rowheader", { name: "Consumer Staples" }).waitFor();
	await context.close();
});

test("positions fit 390 px", async () => {
	const trader = await makeTrader();
	await trader.order({ qty: "3" });
	await trader.order({ symbol: "KO", qty: "4", side: "sell" });
	const { context, page } = await signedIn(browser, "/positions", trader.name, { viewport: PHONE });
	await rowOf(page, "AAPL").waitFor();
	assert.equal(await excessWidth(page), 0);
	await page.getByRole("button", { name: "Close AAPL" }).click();
	await page.getByText("Cash after").waitFor();
	const dialog = await page.getByRole("dialog").boundingBox();
	assert.ok(dialog.x >= 0 && dialog.x + dialog.width <= PHONE.width);
	await context.close();
});
