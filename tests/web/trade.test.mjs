// The trade page: orders as people place, change and understand them.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
	assertCalm,
	excessWidth,
	freshName,
	instance,
	launch,
	PASSWORD,
	PHONE,
	url,
} from "./people.mjs";
import {
	bidOf,
	box,
	cents,
	choice,
	drawn,
	field,
	openAlone,
	option,
	orders,
	place,
	said,
	ticket,
	trader,
} from "./trading.mjs";

let browser;
before(async () => (browser = await launch()));
after(async () => {
	await browser?.close();
	instance.stop();
});

test("from the first visit to the first trade it takes at most six clicks", async (t) => {
	const { page, complaints } = await openAlone(t, browser, "/");
	let clicks = 0;
	const click = async (target) => {
		clicks++;
		await target.click();
	};
	await click(page.getByRole("link", { name: "Create an account" }));
	await page.getByLabel("User name").fill(freshName());
	await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
	await click(page.getByRole("button", { name: "Open the account" }));
	clicks = 0;
	await click(page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Trade" }));
	await page.waitForURL("**/trade/SPY");
	await click(field(page, "Shares"));
	await page.keyboard.type("10");
	await click(place(page));
	await click(page.getByRole("dialog").getByRole("button", { name: "Buy now" }));
	await said(page, /^Bought 10 SPY at \d+\.\d\d\.$/).waitFor();
	assert.ok(clicks <= 6, `${clicks} clicks after signing up`);
	assertCalm(complaints);
});

test("an order is previewed, confirmed, filled, and its price explained", async (t) => {
	const { page, api, complaints } = await trader(t, browser, "/trade/AAPL");
	await drawn(page);
	await field(page, "Shares").fill("100");
	const preview = page.getByTestId("preview");
	await preview.getByText(/^100 at \d+\.\d\d$/).waitFor();
	await place(page).click();
	const question = page.getByRole("dialog", { name: "Buy 100 AAPL?" });
	await question.getByText("Buying power after").waitFor();
	await question.getByRole("button", { name: "Buy now" }).click();
	await said(page, /^Bought 100 AAPL at/).waitFor();
	assert.equal(await field(page, "Shares").inputValue(), "", "not placed again by another Enter");

	await page.getByRole("list", { name: "Notes" }).getByText("Why this price?").click();
	const why = page.getByRole("dialog", { name: "Why this price?" });
	await why.getByText("The order was filled as it arrived.").waitFor();
	await why.getByText(/^It took what stood at the ask, \d+\.\d\d, where [\d,]+ were displayed\.$/).waitFor();
	const { trades } = await api("GET", "/api/trades?symbol=AAPL");
	assert.ok(await why.getByText(Number(trades[0].price).toFixed(2)).first().isVisible());
	await page.keyboard.press("Escape");

	await page.getByRole("tab", { name: "Trades" }).click();
	await page.getByRole("table", { name: "Your trades in AAPL" }).getByText("Bought").waitFor();
	await page.getByRole("tab", { name: "Position" }).click();
	await page.getByRole("button", { name: "Close half" }).click();
	await page.getByRole("dialog").getByRole("button", { name: "Close half" }).click();
	await said(page, /^Sold 50 AAPL at/).waitFor();
	assert.equal((await api("GET", "/v2/positions/AAPL")).qty, "50");
	assertCalm(complaints);
});

test("brackets, dollars and parts of what there is", async (t) => {
	const { page, api, complaints } = await trader(t, browser, "/trade/MSFT");
	await drawn(page);
	const bid = await bidOf(api, "MSFT");
	await field(page, "Shares").fill("2");
	await box(page, "Take profit").check();
	await box(page, "Stop loss").check();
	await field(page, "Take profit at").fill(cents(bid * 0.8));
	await field(page, "Stop loss at").fill(cents(bid * 0.9));
	await place(page).click();
	await ticket(page).getByText("Above the stop: this order buys.").waitFor();
	await field(page, "Take profit at").fill(cents(bid * 1.2));
	await place(page).click();
	await page.getByRole("dialog").getByRole("button", { name: "Buy now" }).click();
	await said(page, /^Bought 2 MSFT/).waitFor();
	await orders(page).nth(1).waitFor();
	const [order] = await api("GET", "/api/orders?status=all&symbols=MSFT&nested=true");
	assert.equal(order.order_class, "bracket");
	assert.deepEqual(order.legs.map(({ type }) => type).sort(), ["limit", "stop"]);

	await option(page, "Dollars").check();
	await field(page, "Dollars").fill("250.5");
	await place(page).click();
	await page.getByRole("dialog").getByRole("button", { name: "Buy now" }).click();
	await said(page, /^Bought 0\.\d+ MSFT/).waitFor();
	const [bought] = await api("GET", "/api/orders?status=all&symbols=MSFT");
	assert.equal(bought.notional, "250.5");

	await ticket(page).getByRole("button", { name: "50 %" }).click();
	const half = Number(await field(page, "Dollars").inputValue());
	const power = Number((await api("GET", "/v2/account")).buying_power);
	assert.ok(Math.abs(half - power / 2) < power / 100, `${half} is half of ${power}`);
	assertCalm(complaints);
});

test("what the server refuses stands at its field", async (t) => {
	const { page, complaints } = await trader(t, browser, "/trade/AAPL");
	await field(page, "Shares").fill("100000000");
	await ticket(page).getByText("Insufficient buying power.").waitFor();
	assert.equal(await field(page, "Shares").getAttribute("aria-invalid"), "true");
	await field(page, "Shares").fill("1");
	await page.getByTestId("preview").getByText(/^1 at/).waitFor();
	assert.equal(await field(page, "Shares").getAttribute("aria-invalid"), null);
	await field(page, "Shares").fill("one");
	await place(page).click();
	await ticket(page).getByText("A number such as 12.5").waitFor();
	assertCalm(complaints, 403);
});

test("an order whose answer is lost is sent again under the same key, and placed once", async (t) => {
	const { page, api, complaints } = await trader(t, browser, "/trade/AAPL");
	const keys = [];
	await page.route("**/api/orders", async (route) => {
		if (route.request().method() !== "POST") return route.continue();
		keys.push(route.request().headers()["idempotency-key"]);
		// The server has it; its answer does not come.
		if (keys.length === 1) await route.fetch();
		return keys.length === 1 ? route.abort("connectionreset") : route.continue();
	});
	await field(page, "Shares").fill("3");
	await place(page).click();
	await page.getByRole("dialog").getByRole("button", { name: "Buy now" }).click();
	await said(page, /^Bought 3 AAPL/).waitFor();
	assert.equal(keys.length, 2);
	assert.equal(keys[0], keys[1]);
	assert.equal((await api("GET", "/v2/positions/AAPL")).qty, "3");
	assertCalm(
		complaints.filter((text) => !text.includes("ERR_CONNECTION_RESET")),
	);
});

test("without any answer nothing is called placed; sent again it is placed once", async (t) => {
	const { page, api, complaints } = await trader(t, browser, "/trade/AAPL");
	const keys = new Set();
	let lost = true;
	await page.route("**/api/orders", async (route) => {
		if (route.request().method() !== "POST") return route.continue();
		keys.add(route.request().headers()["idempotency-key"]);
		return lost ? route.abort("connectionreset") : route.continue();
	});
	await field(page, "Shares").fill("6");
	await place(page).click();
	await page.getByRole("dialog").getByRole("button", { name: "Buy now" }).click();
	await ticket(page).getByText(/^No answer came/).waitFor();
	lost = false;
	await ticket(page).getByRole("button", { name: "Send again" }).click();
	await said(page, /^Bought 6 AAPL/).waitFor();
	assert.equal(keys.size, 1);
	assert.equal((await api("GET", "/v2/positions/AAPL")).qty, "6");
	assertCalm(complaints.filter((text) => !text.includes("ERR_CONNECTION_RESET")));
});

test("the keyboard alone trades, flips the amount, and leaves", async (t) => {
	const { page, complaints } = await trader(t, browser, "/trade/AAPL");
	await drawn(page);
	await page.keyboard.press("b");
	await page.keyboard.type("4");
	await page.getByTestId("preview").getByText(/^4 at/).waitFor();
	await page.keyboard.press("Enter");
	const question = page.getByRole("dialog", { name: "Buy 4 AAPL?" });
	await question.getByLabel("Place orders without asking").focus();
	const kept = page.waitForResponse("**/api/settings");
	await page.keyboard.press("Space");
	await page.keyboard.press("Tab");
	await page.keyboard.press("Enter");
	assert.equal((await kept).status(), 200);
	await said(page, /^Bought 4 AAPL/).waitFor();

	await page.keyboard.press("Escape");
	await page.keyboard.press("s");
	await page.keyboard.type("1");
	await page.keyboard.press("Enter");
	await said(page, /^Sold 1 AAPL/).waitFor();
	await page.keyboard.press("Escape");
	await page.keyboard.press("f");
	await field(page, "Dollars").waitFor();
	await page.keyboard.type("77");
	await page.keyboard.press("Escape");
	await page.keyboard.press("Escape");
	assert.equal(await field(page, "Dollars").inputValue(), "");
	await page.keyboard.press("?");
	await page.getByRole("dialog").getByText("Sell: to the ticket").waitFor();
	assertCalm(complaints);
});

test("a template is kept and filled in; the star puts the symbol on a watchlist", async (t) => {
	const { page, api, complaints } = await trader(t, browser, "/trade/AAPL");
	await choice(page, "Order type").selectOption("trailing_stop");
	await field(page, "Shares").fill("7");
	await field(page, "Trails by").fill("2.5");
	await ticket(page).getByText("Templates").click();
	await page.getByLabel("Name of the template").fill("Follow it");
	await page.getByRole("button", { name: "Keep this order" }).click();
	await said(page, "Kept as “Follow it”.").waitFor();
	await page.goto(url("/trade/MSFT"));
	await ticket(page).getByText("Templates").click();
	await page.getByRole("button", { name: "Follow it", exact: true }).click();
	await page.waitForURL("**/trade/AAPL");
	await page.waitForFunction(() => document.querySelector('[name="trail"]')?.value === "2.5");
	assert.equal(await field(page, "Shares").inputValue(), "7");

	await page.getByRole("button", { name: "Put AAPL on the watchlist" }).click();
	await page.getByRole("button", { name: "Take AAPL off the watchlist" }).waitFor();
	const [list] = await api("GET", "/v2/watchlists");
	const { assets } = await api("GET", `/v2/watchlists/${list.id}`);
	assert.deepEqual(
		assets.map(({ symbol }) => symbol),
		["AAPL"],
	);
	assertCalm(complaints);
});

test("nothing is placed while trading is stopped, and the page says so", async (t) => {
	const { page, api, complaints } = await trader(t, browser, "/trade/AAPL");
	await drawn(page);
	const { accounts } = await api("GET", "/api/accounts");
	await api("POST", `/api/accounts/${accounts[0].id}/kill`, {});
	await ticket(page).getByText(/stopped by its kill switch/).waitFor();
	assert.equal(await place(page).count(), 0);
	await api("DELETE", `/api/accounts/${accounts[0].id}/kill`);
	await place(page).waitFor();
	assertCalm(complaints, 423);
});

test("what nobody lists is told, with a way on; an index has a chart and no ticket", async (t) => {
	const { page, complaints } = await trader(t, browser, "/trade/NOPE");
	await page.getByRole("heading", { name: "Nothing is listed as NOPE" }).waitFor();
	await page.getByRole("button", { name: "Search", exact: true }).click();
	await page.getByRole("combobox").fill("apple");
	await page.getByRole("option", { name: /AAPL/ }).click();
	await page.waitForURL("**/trade/AAPL");
	await drawn(page);
	await page.goto(url("/trade/$SPX"));
	await page.getByText("An index cannot be traded.").waitFor();
	await page.goto(url("/trade"));
	await page.waitForURL("**/trade/AAPL");
	await page.goto(url("/trade/MSFT?side=sell&qty=3"));
	await page.waitForFunction(() => document.querySelector('[name="qty"]')?.value === "3");
	assert.ok(await option(page, "Sell").isChecked());
	assertCalm(complaints, 404);
});

test("a phone trades by the sheet, and nothing is wider than it", async (t) => {
	const { page, complaints } = await trader(t, browser, "/trade/AAPL", { viewport: PHONE });
	await drawn(page);
	assert.equal(await excessWidth(page), 0);
	await page.getByRole("button", { name: "Buy", exact: true }).click();
	const sheet = page.getByRole("dialog", { name: "Trade AAPL" });
	await field(page, "Shares").fill("2");
	await sheet.locator("button.place").click();
	await page.getByRole("dialog", { name: "Buy 2 AAPL?" }).getByRole("button", { name: "Buy now" }).click();
	await said(page, /^Bought 2 AAPL/).waitFor();
	assert.equal(await sheet.count(), 0, "the sheet has gone");
	assert.equal(await excessWidth(page), 0);
	assertCalm(complaints);
});

