// How one wants to see and to trade, and one's paper accounts. Access is in account.test.mjs.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
	assertCalm,
	axeViolations,
	excessWidth,
	instance,
	launch,
	makeUser,
	PHONE,
	shown,
	signedIn,
	url,
} from "./people.mjs";
import { makeTrader } from "./trader.mjs";

let browser;
before(async () => (browser = await launch()));
after(async () => {
	await browser?.close();
	instance.stop();
});

const isKept = (reply) =>
	reply.url().endsWith("/api/settings") && reply.request().method() === "PATCH";

/** Checks a choice that is kept at once. */
async function choose(page, name) {
	const kept = page.waitForResponse(isKept);
	await page.getByRole("radio", { name, exact: true }).check();
	assert.equal((await kept).status(), 200);
}

const card = (page, name) => page.getByRole("article", { name, exact: true });

test("theme and colours change at once and are the same in another browser", async () => {
	const name = await makeUser();
	const first = await signedIn(browser, "/settings/appearance", name);
	const look = (page) =>
		page.evaluate(() => ({ ...document.documentElement.dataset }));
	await choose(first.page, "Light");
	await choose(first.page, "Blue and orange");
	assert.deepEqual(await look(first.page), { theme: "light", palette: "blue-orange" });
	assertCalm(first.complaints);
	await first.context.close();
	const { context, page } = await signedIn(browser, "/settings/appearance", name);
	await page.getByRole("radio", { name: "Blue and orange" }).waitFor();
	assert.deepEqual(await look(page), { theme: "light", palette: "blue-orange" });
	await context.close();
});

test("examples tell what a zone and a language mean before they are kept", async () => {
	const name = await makeUser();
	const { context, page } = await signedIn(browser, "/settings/appearance", name);
	await page.getByLabel("Language and region").fill("de-DE");
	await page.getByLabel("Time zone").fill("Asia/Tokyo");
	await page.getByText("1.234.567,89 $").waitFor();
	await page.getByLabel("Time zone").fill("Nowhere/Land");
	await page.getByText("This browser knows no such zone or language.").waitFor();
	await context.close();
});

test("keys of one letter can be turned off, and Ctrl+K is left", async () => {
	const name = await makeUser();
	const { context, page } = await signedIn(browser, "/settings/trading", name);
	await page.getByRole("heading", { name: "Trading", exact: true }).waitFor();
	const palette = page.getByRole("dialog", { name: "Search and commands" });
	await page.keyboard.press("a");
	await palette.waitFor();
	await page.keyboard.press("Escape");
	await choose(page, "Off");
	await page.getByRole("heading", { name: "Settings", level: 1 }).click();
	for (const key of ["a", "/", "?"]) await page.keyboard.press(key);
	assert.equal(await page.getByRole("dialog").count(), 0);
	await page.keyboard.press("Control+k");
	await palette.waitFor();
	await context.close();
});

test("without asking, one click cancels an order", async () => {
	const trader = await makeTrader();
	await trader.order({ type: "limit", limit_price: "100.00", time_in_force: "gtc" });
	const { context, page } = await signedIn(browser, "/settings/trading", trader.name);
	await choose(page, "At once");
	await page.goto(url("/orders"));
	await page.getByRole("button", { name: /^Cancel: / }).click();
	await page.getByRole("heading", { name: "No order is open" }).waitFor();
	await context.close();
});

test("an account is made with fees and limits as they were typed, and edited", async () => {
	const trader = await makeTrader();
	const { context, page, complaints } = await signedIn(browser, "/settings/accounts", trader.name);
	await page.getByRole("button", { name: "New account" }).click();
	await page.getByLabel("Name").fill("Careful");
	await page.getByLabel("Begins with, $").fill("25000.50");
	await page.getByLabel("Fill model").selectOption("touch");
	await page.getByLabel("Margin", { exact: true }).selectOption("1");
	await page.getByLabel("Interest on borrowed cash").fill("7.25");
	await page.getByLabel("For each share, $").fill("0.005");
	await page.getByLabel("Largest order, $").fill("5000");
	await page.getByLabel("Selling short").uncheck();
	await page.getByRole("button", { name: "Make the account" }).click();
	await card(page, "Careful").getByText("$25,000.50").first().waitFor();
	const find = async () =>
		(await trader.api("GET", "/api/accounts")).accounts.find((one) => one.name === "Careful");
	const made = await find();
	const wanted = {
		starting_cash: "25000.5",
		fill_model: "touch",
		multiplier: 1,
		interest_bp: 725,
		fee_per_share: "0.005",
		largest_order: "5000",
		daily_loss: null,
		shorting: false,
	};
	for (const [name, value] of Object.entries(wanted)) assert.equal(made[name], value, name);

	await page.getByRole("button", { name: "Edit: Careful" }).click();
	await page.getByLabel("Largest order, $").fill("");
	await page.getByLabel("Orders a day").fill("12");
	await page.getByRole("button", { name: "Save" }).click();
	await page.getByRole("dialog").waitFor({ state: "hidden" });
	const changed = await find();
	assert.equal(changed.largest_order, null);
	assert.equal(changed.orders_a_day, 12);
	assert.equal(changed.interest_bp, 725);
	assertCalm(complaints);
	await context.close();
});

test("cloned, made the default, stopped, resumed, reset and archived", async () => {
	const trader = await makeTrader();
	await trader.order({ qty: "2" });
	const { context, page, complaints } = await signedIn(browser, "/settings/accounts", trader.name);
	await page.getByRole("button", { name: "Clone: Paper" }).click();
	await page.getByLabel("Name").fill("Second");
	await page.getByRole("button", { name: "Clone it" }).click();
	await card(page, "Second").waitFor();
	const deed = async (name, submit) => {
		await page.getByRole("button", { name, exact: true }).click();
		await page.getByRole("dialog").getByRole("button", { name: submit, exact: true }).click();
		await page.getByRole("dialog").waitFor({ state: "hidden" });
	};
	await deed("Make default: Second", "Make it the default");
	await card(page, "Second").getByText("default", { exact: true }).waitFor();
	await deed("Stop trading: Paper", "Stop trading");
	await card(page, "Paper").getByText("trading stopped").waitFor();
	await deed("Resume trading: Paper", "Resume trading");
	await card(page, "Paper").getByText("trading stopped").waitFor({ state: "hidden" });

	await page.getByRole("button", { name: "Reset: Paper" }).click();
	const dialog = page.getByRole("dialog", { name: "Reset Paper?" });
	await dialog.getByText("there is no way back").waitFor();
	await dialog.getByLabel("Begins anew with, $").fill("5000");
	await dialog.getByRole("button", { name: "Reset the account" }).click();
	assert.equal(await dialog.count(), 1, "it has to be meant");
	await dialog.getByRole("checkbox").check();
	await dialog.getByRole("button", { name: "Reset the account" }).click();
	await card(page, "Paper").getByText("begun 2 times").waitFor();
	const { cash, epoch } = await trader.api("GET", `/api/accounts/${trader.account}`);
	assert.deepEqual({ cash, epoch }, { cash: "5000", epoch: 2 });

	await deed("Archive: Paper", "Archive it");
	await page.getByText("1 archived").click();
	await card(page, "Paper").getByText("archived", { exact: true }).waitFor();
	assertCalm(complaints);
	await context.close();
});

test("a key belongs to an account, and its program is ready to paste", async () => {
	const trader = await makeTrader();
	await trader.api("POST", "/api/accounts", { name: "Bots", starting_cash: "1000" });
	const { context, page } = await signedIn(browser, "/settings/keys", trader.name);
	const paste = await shown(page, "Python, alpaca-py");
	assert.ok(paste.includes(`url_override="${new URL(url("/")).origin}"`));
	assert.ok(paste.includes("YOUR_KEY"));
	await page.getByRole("button", { name: "New key" }).click();
	const dialog = page.getByRole("dialog");
	await dialog.getByLabel("Name").fill("a bot");
	const which = dialog.getByLabel("Paper account");
	const names = await which.locator("option").allInnerTexts();
	await which.selectOption({ label: names.find((text) => text.startsWith("Bots")) });
	await dialog.getByRole("button", { name: "Make the key" }).click();
	const key = await shown(dialog, "Key");
	assert.ok((await shown(dialog, "Python, alpaca-py")).includes(key));
	await dialog.getByRole("tab", { name: "Python" }).focus();
	await page.keyboard.press("ArrowRight");
	assert.ok((await shown(dialog, "JavaScript, alpaca-trade-api")).includes(key));
	await dialog.getByRole("button", { name: "I have kept it" }).click();
	await page.getByText(/^Bots · /).waitFor();
	await context.close();
});

for (const colorScheme of ["dark", "light"]) {
	test(`dialogs of accounts are accessible in the ${colorScheme} theme`, async () => {
		const name = await makeUser();
		const options = { colorScheme, bypassCSP: true };
		const { context, page } = await signedIn(browser, "/settings/accounts", name, options);
		for (const opens of ["New account", "Edit: Paper", "Clone: Paper", "Reset: Paper"]) {
			await page.getByRole("button", { name: opens }).click();
			await page.getByRole("dialog").waitFor();
			assert.deepEqual(await axeViolations(page), [], opens);
			await page.keyboard.press("Escape");
			await page.getByRole("dialog").waitFor({ state: "hidden" });
		}
		await context.close();
	});
}

test("the form of an account fits 390 px", async () => {
	const name = await makeUser();
	const { context, page } = await signedIn(browser, "/settings/accounts", name, { viewport: PHONE });
	await card(page, "Paper").waitFor();
	assert.equal(await excessWidth(page), 0);
	await page.getByRole("button", { name: "New account" }).click();
	const dialog = await page.getByRole("dialog").boundingBox();
	assert.ok(dialog.x >= 0 && dialog.x + dialog.width <= PHONE.width);
	await context.close();
});
