// The trade page's chart: indicators, orders as lines, its table.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertCalm, axeViolations, instance, launch, PHONE } from "./people.mjs";
import {
	bidOf,
	cents,
	choice,
	drawn,
	field,
	orders,
	place,
	placeLimit,
	said,
	trader,
} from "./trading.mjs";

let browser;
before(async () => (browser = await launch()));
after(async () => {
	await browser?.close();
	instance.stop();
});

test("a limit order waits as a line; dragged or edited it is replaced; cancelled it goes", async (t) => {
	const { page, api, complaints } = await trader(t, browser, "/trade/AAPL");
	await drawn(page);
	const price = cents((await bidOf(api, "AAPL")) * 0.97);
	await placeLimit(page, "Buy", "5", price);
	await said(page, /^Accepted: it waits/).waitFor();
	const line = page.getByRole("slider", { name: /^Buy 5 · Limit/ });
	await line.waitFor();

	const at = await line.boundingBox();
	await page.mouse.move(at.x + at.width / 2, at.y + at.height / 2);
	await page.mouse.down();
	await page.mouse.move(at.x + at.width / 2, at.y + at.height / 2 + 12, { steps: 4 });
	await page.mouse.up();
	const question = page.getByRole("dialog", { name: "Move the order?" });
	await question.getByRole("button", { name: "Replace the order" }).click();
	await said(page, /^The order is now at/).waitFor();
	const [moved] = await api("GET", "/api/orders?symbols=AAPL");
	assert.ok(Number(moved.limit_price) < Number(price), `${moved.limit_price} is below ${price}`);
	assert.equal(await line.getAttribute("aria-valuenow"), String(Number(moved.limit_price)));

	await orders(page).getByRole("button", { name: /^Edit/ }).click();
	const editor = page.getByRole("dialog");
	await editor.getByLabel("Limit price").fill("1.234");
	await editor.getByRole("button", { name: "Replace the order" }).click();
	await editor.getByText(/sub-penny/).waitFor();
	await editor.getByLabel("Limit price").fill("150.5");
	await editor.getByRole("button", { name: "Replace the order" }).click();
	await orders(page).getByText("Limit 150.50").waitFor();

	await orders(page).getByRole("button", { name: /^Cancel/ }).click();
	await page.getByText("No open orders on AAPL").waitFor();
	assert.deepEqual(await api("GET", "/api/orders?symbols=AAPL"), []);
	assertCalm(complaints, 422);
});

test("a line moved to a price that is refused goes back to where it was", async (t) => {
	const { page, api, complaints } = await trader(t, browser, "/trade/AAPL");
	await drawn(page);
	const price = cents((await bidOf(api, "AAPL")) * 0.97);
	await placeLimit(page, "Buy", "5", price);
	const line = page.getByRole("slider", { name: /^Buy 5 · Limit/ });
	await line.waitFor();
	await page.route("**/v2/orders/*", (route) =>
		route.fulfill({ status: 422, json: { code: 42210000, message: "not so" } }),
	);
	await line.focus();
	await page.keyboard.press("Shift+ArrowDown");
	const away = Number(price) - 0.1;
	assert.equal(await line.getAttribute("aria-valuenow"), String(Number(away.toFixed(2))));
	await page.keyboard.press("Escape");
	assert.equal(await line.getAttribute("aria-valuenow"), String(Number(price)));
	await page.keyboard.press("ArrowUp");
	await page.keyboard.press("Enter");
	await page.getByRole("dialog", { name: "Move the order?" }).waitFor();
	await page.keyboard.press("Enter");
	await said(page, "The order stays where it was. Not so.").waitFor();
	assert.equal(await line.getAttribute("aria-valuenow"), String(Number(price)));
	assertCalm(complaints, 422);
});

test("indicators, ranges, a scale by percentages, and the same as a table", async (t) => {
	const { page, complaints } = await trader(t, browser, "/trade/AAPL");
	await drawn(page);
	await page.getByRole("button", { name: /^Indicators/ }).click();
	for (const name of ["Simple moving average", "Bollinger bands", "Relative strength index", "MACD"])
		await page.getByLabel(name).check();
	await page.getByLabel("SMA: Length").fill("10");
	await page.keyboard.press("Escape");
	for (const title of ["SMA 10", "BB 20 2", "RSI 14", "MACD 12 26 9"])
		await page.getByTestId("legend").or(page.locator(".legend")).getByText(title).first().waitFor();
	await page.getByRole("button", { name: "Log", exact: true }).click();
	for (const range of ["1D", "5Y", "All", "6M"]) {
		const reply = page.waitForResponse("**/api/market/bars/AAPL?**");
		await page.getByRole("radiogroup", { name: "Range" }).getByRole("radio", { name: range, exact: true }).check();
		assert.equal((await reply).status(), 200);
	}
	await page.getByRole("button", { name: "Show as table" }).click();
	const rows = page.getByRole("region", { name: "Bars of AAPL" }).getByRole("row");
	assert.ok((await rows.count()) > 50);
	await page.getByRole("button", { name: "Show as chart" }).click();

	const kept = page.waitForResponse((one) => one.request().method() === "PATCH");
	await page.getByRole("button", { name: /^Indicators/ }).click();
	await page.getByLabel("MACD", { exact: true }).uncheck();
	assert.equal((await kept).status(), 200);
	await page.reload();
	await drawn(page);
	await page.locator(".legend").getByText("RSI 14").waitFor();
	assertCalm(complaints);
});

test("a chart that could not be read says so, and comes by itself", async (t) => {
	const { page, complaints } = await trader(t, browser, "/trade/AAPL");
	await drawn(page);
	let lost = true;
	await page.route("**/api/market/bars/**", (route) =>
		lost ? route.abort("connectionreset") : route.continue(),
	);
	await page.reload();
	await page.getByRole("region", { name: "Chart" }).getByText("No answer from the server.").waitFor();
	lost = false;
	await drawn(page);
	assertCalm(complaints.filter((text) => !text.includes("ERR_CONNECTION_RESET")));
});

test("what the chart points at is the ticket's price", async (t) => {
	const { page, complaints } = await trader(t, browser, "/trade/AAPL");
	await drawn(page);
	const at = await page.getByRole("img", { name: /^Chart of AAPL/ }).boundingBox();
	await page.mouse.move(at.x + at.width / 2, at.y + at.height / 2);
	const plus = page.getByRole("button", { name: /^Limit at/ });
	await plus.hover();
	const named = (await plus.getAttribute("aria-label")).replace("Limit at ", "");
	await plus.click();
	assert.equal(await choice(page, "Order type").inputValue(), "limit");
	const limit = await field(page, "Limit price").inputValue();
	assert.match(limit, /^\d+\.\d\d$/);
	// The scale may have moved a little with the newest quote.
	assert.ok(Math.abs(Number(limit) / Number(named) - 1) < 0.01, `${limit}, shown ${named}`);
	assertCalm(complaints);
});

for (const theme of ["dark", "light"]) {
	test(`everybody can use the page, ${theme}`, async (t) => {
		const options = { bypassCSP: true, colorScheme: theme, reducedMotion: "reduce" };
		const { page, api } = await trader(t, browser, "/trade/AAPL", options);
		await drawn(page);
		const price = cents((await bidOf(api, "AAPL")) * 0.97);
		await placeLimit(page, "Buy", "5", price);
		await page.getByRole("slider", { name: /^Buy 5/ }).waitFor();
		assert.deepEqual(await axeViolations(page), []);
		await page.getByRole("button", { name: /^Indicators/ }).click();
		await page.getByLabel("Simple moving average").check();
		await field(page, "Shares").fill("0");
		await place(page).click();
		assert.deepEqual(await axeViolations(page), [], "with a mistake and a menu");
		await page.getByRole("button", { name: "Show as table" }).click();
		assert.deepEqual(await axeViolations(page), [], "as a table");
		await page.setViewportSize(PHONE);
		await page.getByRole("button", { name: "Sell", exact: true }).click();
		assert.deepEqual(await axeViolations(page), [], "on a phone");
		});
}
