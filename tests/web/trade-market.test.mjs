// The trade page and the market: one that comes to what waits, and one that is closed.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Exchange } from "../api/exchange.mjs";
import { send, until } from "../api/client.mjs";
import { signIn } from "../api/people.mjs";
import { trader as bot } from "../api/trading.mjs";
import { ADMIN, assertCalm, instance, launch, restart } from "./people.mjs";
import { box, choice, drawn, field, orders, place, placeLimit, said, ticket, trader } from "./trading.mjs";

const UNLIMITED = { RATE_LIMIT_TRADE: "0", RATE_LIMIT_KEY: "0" };
const OPENS = Date.parse("2024-01-03T14:30:00Z");
const AFTER_THE_CLOSE = "2024-01-03T21:30:00Z";

let browser;
before(async () => (browser = await launch()));
after(async () => {
	await browser?.close();
	instance.stop();
});

/** The instance of these tests, on another market. */
function onMarket(settings) {
	restart({ ...UNLIMITED, ...settings });
	return instance;
}

/** A Wednesday's minutes of AAPL on the New York Stock Exchange. */
function minutes() {
	const lines = ["symbol,timestamp,open,high,low,close,volume"];
	for (let minute = 0; minute < 390; minute++) {
		const time = new Date(OPENS + minute * 60_000).toISOString();
		lines.push(`AAPL,${time},100.00,100.50,99.50,100.00,100000`);
	}
	return lines.join("\n");
}

/** The table that shows what the chart shows. */
async function asTable(page, then) {
	await page.getByRole("button", { name: "Show as table" }).click();
	await then(page.getByRole("region", { name: "Bars of AAPL" }));
	await page.getByRole("button", { name: "Show as chart" }).click();
}

test("what waits is filled while one looks: told, held, marked, without a reload", async (t) => {
	const exchange = await Exchange.open({ AAPL: 90 }, UNLIMITED, onMarket);
	t.after(() => exchange.close());
	// The day went this far up and down, so that the chart shows what lies between.
	for (const price of [110, 100]) await exchange.trade("AAPL", price);
	const { page, api, complaints } = await trader(t, browser, "/trade/AAPL");
	await drawn(page);
	await page.evaluate(() => (window.stayed = true));
	await placeLimit(page, "Buy", "10", "99");
	await said(page, /^Accepted: it waits/).waitFor();
	await orders(page).getByText("Limit 99.00").waitFor();
	await page.getByRole("slider", { name: /^Buy 10 · Limit/ }).waitFor();
	await page.getByRole("tab", { name: "Position" }).click();
	await page.getByText("You hold no AAPL").waitFor();

	await exchange.trade("AAPL", 98.5);
	const told = page.getByRole("list", { name: "Notes" }).getByRole("listitem");
	const filled = told.filter({ hasText: "Your order was filled: bought 10 AAPL at 98.51." });
	await filled.waitFor();
	assert.equal(await filled.count(), 1, "it is told once");
	await page.getByText("Average price").waitFor();
	await page.getByRole("tabpanel", { name: "Position" }).getByText("98.51").first().waitFor();
	await page.getByRole("slider", { name: /^Buy 10/ }).waitFor({ state: "detached" });
	await asTable(page, (bars) => bars.getByRole("cell", { name: "B 10", exact: true }).waitFor());
	await filled.getByText("Why this price?").click();
	await page.getByRole("dialog").getByText(/^The order had been waiting/).waitFor();
	await page.keyboard.press("Escape");
	await page.getByRole("tab", { name: "Open orders" }).click();
	await page.getByText("No open orders on AAPL").waitFor();
	assert.equal((await api("GET", "/v2/positions/AAPL")).qty, "10");
	assert.ok(await page.evaluate(() => window.stayed), "the page was loaded again");
	assertCalm(complaints);
});

test("while the market is closed the ticket says so, and the order waits for the opening", async (t) => {
	onMarket({ MARKET_DATA: "sim", MARKET_HOURS: "auto" });
	const one = await bot(instance);
	const { headers } = await signIn(instance, ADMIN.name, ADMIN.password);
	const upload = { method: "POST", headers: { ...headers, "Content-Type": "text/csv" }, body: minutes() };
	assert.equal((await send(instance, "/api/imports/bars", upload)).status, 200);
	onMarket({
		MARKET_DATA: "replay",
		MARKET_HOURS: "nyse",
		REPLAY_START: AFTER_THE_CLOSE,
		REPLAY_SPEED: "0.001",
	});
	await until("the quote is on the board", async () => {
		const asked = { symbol: "AAPL", qty: "1", side: "buy" };
		const { json } = await one.call("POST", "/api/orders/preview", asked);
		return json?.quote?.source === "replay";
	});

	const { page, api, complaints } = await trader(t, browser, "/trade/AAPL");
	await drawn(page);
	const closed = ticket(page).getByText(/^The market is closed\. The order would wait until it opens, /);
	await closed.waitFor();
	const later = await closed.innerText();
	await choice(page, "Time in force").selectOption("ioc");
	await ticket(page).getByText("such an order would be cancelled at once").waitFor();
	await choice(page, "Time in force").selectOption("day");
	// After hours there is trading for those who want it.
	await choice(page, "Order type").selectOption("limit");
	await box(page, "Extended hours, too").check();
	await closed.waitFor({ state: "detached" });
	await choice(page, "Order type").selectOption("market");
	assert.equal(await closed.innerText(), later);

	await field(page, "Shares").fill("5");
	await page.getByTestId("preview").getByText("Waits", { exact: true }).waitFor();
	await place(page).click();
	const question = page.getByRole("dialog", { name: "Buy 5 AAPL?" });
	await question.getByText(later).waitFor();
	await question.getByRole("button", { name: "Buy now" }).click();
	await said(page, "Accepted: it waits for the market to open.").waitFor();
	await orders(page).getByText("Market").waitFor();
	const [order] = await api("GET", "/api/orders?symbols=AAPL");
	assert.equal(order.status, "accepted");
	assert.equal(order.filled_qty, "0");
	assert.equal(order.expires_at, "2024-01-04T21:00:00.000000Z");
	assert.deepEqual(await api("GET", "/v2/positions"), []);
	assertCalm(complaints);
});
