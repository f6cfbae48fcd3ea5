// Exits of a position that is held: a take profit and a stop loss as one order.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertCalm, axeViolations, excessWidth, instance, launch, PHONE, signedIn } from "./people.mjs";
import { source } from "./source.mjs";
import { makeTrader } from "./trader.mjs";
import { drawn, orders, said } from "./trading.mjs";

const { closable, exitOrder, exitProblems, priceAt, wouldMake } = await source("format/exits.ts");

let browser;
before(async () => (browser = await launch()));
after(async () => {
	await browser?.close();
	instance.stop();
});

const HELD = {
	symbol: "KO",
	side: "long",
	qty_available: "7.5",
	current_price: "60",
	avg_entry_price: "58.25",
};
const EXITS = { qty: "7", profit: "66", loss: "57", lossLimit: "", tif: "gtc" };
const SHORT = { ...HELD, side: "short", qty_available: "-7" };

test("what is amiss with exits is told before the server is asked", () => {
	const fields = (changes, held = HELD) => Object.keys(exitProblems({ ...EXITS, ...changes }, held));
	assert.equal(closable(HELD), "7");
	assert.deepEqual(fields({}), []);
	for (const qty of ["", "0", "8", "7.5", "-1", "1e1", "1.5"]) assert.deepEqual(fields({ qty }), ["qty"], qty);
	for (const profit of ["", "60", "59.99", "x"])
		assert.deepEqual(fields({ profit }), ["take_profit.limit_price"], profit);
	for (const loss of ["", "60", "61"]) assert.deepEqual(fields({ loss }), ["stop_loss.stop_price"], loss);
	assert.deepEqual(fields({ lossLimit: "57.5" }), ["stop_loss.limit_price"]);
	assert.deepEqual(fields({ lossLimit: "56.5" }), []);
	assert.deepEqual(fields({}, SHORT).sort(), ["stop_loss.stop_price", "take_profit.limit_price"]);
	assert.deepEqual(fields({ profit: "57", loss: "66", lossLimit: "67" }, SHORT), []);
});

test("their prices and what they would make are exact", () => {
	assert.equal(priceAt("60.95", 5), "63.99");
	assert.equal(priceAt("60.95", -10), "54.85");
	assert.equal(priceAt("0.95", 2), "0.969");
	assert.equal(wouldMake(HELD, "7", "66"), "54.25");
	assert.equal(wouldMake(SHORT, "7", "66"), "-54.25");
	assert.deepEqual(exitOrder({ ...EXITS, lossLimit: "56" }, SHORT), {
		symbol: "KO",
		qty: "7",
		side: "buy",
		type: "limit",
		time_in_force: "gtc",
		order_class: "oco",
		take_profit: { limit_price: "66" },
		stop_loss: { stop_price: "57", limit_price: "56" },
	});
});

/** The orders that rest, each with its stop. */
const resting = async (trader) =>
	(await trader.api("GET", "/api/orders?status=open&nested=true")).map((order) => [
		order.order_class,
		order.side,
		order.qty,
		order.limit_price,
		order.legs.find(({ status }) => status === "held").stop_price,
	]);

test("set from positions by keyboard, they are lines on the chart that move and go together", async () => {
	const trader = await makeTrader();
	await trader.order({ symbol: "KO", qty: "10" });
	const { context, page, complaints } = await signedIn(browser, "/positions", trader.name);
	await page.getByRole("button", { name: "Exits for KO" }).focus();
	await page.keyboard.press("Enter");
	const dialog = page.getByRole("dialog", { name: "Exits for KO" });
	await dialog.getByRole("button", { name: "+2%" }).press("Enter");
	await dialog.getByTestId("take_profit-made").getByText("+$").waitFor();
	await dialog.getByRole("button", { name: "−2%" }).press("Enter");
	await dialog.getByTestId("stop_loss-made").getByText("−$").waitFor();
	const typed = async (name) => Number(await dialog.getByLabel(name, { exact: true }).inputValue());
	const [profit, loss] = [await typed("Take profit at"), await typed("Stop loss at")];
	await dialog.getByLabel("Take profit at", { exact: true }).press("Enter");
	await said(page, "Exits are set").waitFor();
	await dialog.waitFor({ state: "hidden" });
	assert.deepEqual(await resting(trader), [["oco", "sell", "10", String(profit), String(loss)]]);

	await page.goto(page.url().replace("/positions", "/trade/KO"));
	await drawn(page);
	await page.getByRole("slider", { name: /^Sell 10 · Take profit/ }).waitFor();
	const stop = page.getByRole("slider", { name: /^Sell 10 · Stop loss/ });
	assert.equal(await stop.getAttribute("aria-valuenow"), String(loss));
	await stop.focus();
	await page.keyboard.press("ArrowDown");
	await page.keyboard.press("Enter");
	await page.getByRole("dialog", { name: "Move the order?" }).getByRole("button", { name: "Replace the order" }).click();
	await said(page, /^The order is now at/).waitFor();
	const [moved] = await resting(trader);
	assert.equal(Number(moved[4]), Number((loss - 0.01).toFixed(2)));
	assert.equal(Number(moved[3]), profit);
	assert.equal(await orders(page).count(), 2);
	await orders(page).getByText("Stands by").waitFor();
	await orders(page).filter({ hasText: "Limit" }).getByRole("button", { name: /^Cancel/ }).click();
	await page.getByText("No open orders on KO").waitFor();
	assert.deepEqual(await resting(trader), []);
	assertCalm(complaints);
	await context.close();
});

test("on the trade page: of a short position, with what is wrong at its field", async () => {
	const trader = await makeTrader();
	await trader.order({ symbol: "KO", qty: "4", side: "sell" });
	const { context, page, complaints } = await signedIn(browser, "/trade/KO", trader.name);
	await page.getByRole("tab", { name: "Position" }).click();
	await page.getByRole("button", { name: "Exits…" }).click();
	const dialog = page.getByRole("dialog", { name: "Exits for KO" });
	const field = (name) => dialog.getByLabel(name, { exact: true });
	await field("Shares").fill("5");
	await dialog.getByText("Between 1 and 4.").waitFor();
	await field("Shares").fill("3");
	const price = await trader.priceOf("KO");
	await field("Take profit at").fill("999");
	await dialog.getByText("Below the price now.").waitFor();
	await field("Stop loss at").fill((price * 1.03).toFixed(2));
	await dialog.getByRole("button", { name: "Set both exits" }).click();
	assert.equal(await field("Take profit at").evaluate((one) => one === document.activeElement), true);
	await field("Take profit at").fill((price * 0.98).toFixed(3));
	await dialog.getByRole("button", { name: "Set both exits" }).click();
	await dialog.getByText(/sub-penny/).waitFor();
	assert.equal(await field("Take profit at").getAttribute("aria-invalid"), "true");
	await field("Take profit at").fill((price * 0.98).toFixed(2));
	await dialog.getByLabel("Stop's limit").fill((price * 1.04).toFixed(2));
	await dialog.getByRole("button", { name: "Set both exits" }).click();
	await dialog.waitFor({ state: "hidden" });
	const [[kind, side, qty]] = await resting(trader);
	assert.deepEqual([kind, side, qty], ["oco", "buy", "3"]);
	await page.getByRole("button", { name: "Exits…" }).click();
	await dialog.getByText(/^3 are covered already/).waitFor();
	assert.equal(await field("Shares").inputValue(), "1");
	assertCalm(complaints, 422);
	await context.close();
});

test("where nothing is free, it says what to do; and nothing is wider than a phone", async () => {
	const trader = await makeTrader();
	await trader.order({ symbol: "KO", notional: "20", qty: undefined });
	const options = { viewport: PHONE };
	const { context, page } = await signedIn(browser, "/trade/KO", trader.name, options);
	await page.getByRole("tab", { name: "Position" }).click();
	await page.getByRole("button", { name: "Exits…" }).click();
	await page.getByText(/^No whole share of it is free/).waitFor();
	await page.keyboard.press("Escape");
	await trader.order({ symbol: "KO", qty: "2" });
	await page.locator("dd").filter({ hasText: /^2\./ }).first().waitFor();
	await page.getByRole("button", { name: "Exits…" }).click();
	await page.getByLabel("Take profit at", { exact: true }).waitFor();
	assert.equal(await excessWidth(page), 0);
	await context.close();
});

for (const colorScheme of ["dark", "light"])
	test(`exits are accessible in ${colorScheme}`, async () => {
		const trader = await makeTrader();
		await trader.order({ symbol: "KO", qty: "10" });
		const options = { colorScheme, bypassCSP: true };
		const { context, page } = await signedIn(browser, "/positions", trader.name, options);
		await page.getByRole("button", { name: "Exits for KO" }).click();
		await page.getByRole("button", { name: "+2%" }).click();
		await page.getByLabel("Stop loss at", { exact: true }).fill("999");
		await page.getByText("Below the price now.").waitFor();
		assert.deepEqual(await axeViolations(page), []);
		await context.close();
	});
