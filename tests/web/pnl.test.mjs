// What was made: the curve, the days, the symbols; each figure exactly as the server's.
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
	sql,
} from "./people.mjs";
import { makeTrader, saved } from "./trader.mjs";

let browser;
before(async () => (browser = await launch()));
after(async () => {
	await browser?.close();
	instance.stop();
});

/** Days behind the account: a dollar more made on each than on the one before, every fourth lost. */
function liveThrough({ account }, count) {
	sql(`insert into account_days (
			user_id, account_id, epoch, day, at, equity, cash, long_value, short_value,
			initial_margin, maintenance, flow, profit_loss
		)
		select user_id, account_id, 1, day, day + interval '21 hours', equity, equity, 0, 0, 0, 0, 0,
			made
		from (
			select a.user_id, a.id as account_id, (current_date - n) as day,
				case when n % 4 = 0 then -n else 2 * n end as made,
				100000 + sum(case when n % 4 = 0 then -n else 2 * n end) over (order by n desc) as equity
			from accounts a, generate_series(1, ${count}) n where a.id = '${account}'
		) days`);
}

const figure = (page, name) =>
	page
		.getByLabel("The range in figures")
		.locator("div")
		.filter({ has: page.getByText(name, { exact: true }) })
		.locator("dd")
		.first();

const dollars = (text) =>
	new Intl.NumberFormat("en-US", { style: "currency", currency: "USD", signDisplay: "exceptZero" })
		.format(text)
		.replace("-", "−");

test("ranges, own dates and a benchmark change what is shown, and the address keeps them", async () => {
	const trader = await makeTrader();
	liveThrough(trader, 120);
	const options = { locale: "en-US" };
	const { context, page, complaints } = await signedIn(browser, "/pnl", trader.name, options);
	const profitOf = async (start, end) =>
		(await trader.api("GET", `/api/portfolio/equity?start=${start}${end ? `&end=${end}` : ""}`))
			.profit_loss;
	const daysAgo = (days) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
	await figure(page, "Profit").waitFor();
	await page.getByRole("radio", { name: "1Y" }).check();
	const year = dollars(await profitOf(daysAgo(365)));
	await figure(page, "Profit").getByText(year).waitFor();
	await page.getByRole("radio", { name: "Dates" }).check();
	await page.getByLabel("From").fill(daysAgo(50));
	await page.getByLabel("Until").fill(daysAgo(20));
	const between = dollars(await profitOf(daysAgo(50), daysAgo(20)));
	await figure(page, "Profit").getByText(between).waitFor();
	await page.getByRole("combobox", { name: "Against" }).fill("QQQ");
	await page.getByRole("combobox", { name: "Against" }).press("Enter");
	await page.getByRole("img", { name: /against QQQ/ }).waitFor();
	await page.reload();
	await figure(page, "Profit").getByText(between).waitFor();
	await page.getByRole("img", { name: /against QQQ/ }).waitFor();
	assert.equal(await page.locator("canvas").count(), 1);
	assertCalm(complaints);
	await page.getByRole("combobox", { name: "Against" }).fill("NOSUCHSYMBOL");
	await page.getByRole("combobox", { name: "Against" }).press("Enter");
	await page.locator('[aria-invalid="true"]').waitFor();
	assertCalm(complaints, 404);
	await context.close();
});

test("the figures of the curve stand in a table too, and in a file", async () => {
	const trader = await makeTrader();
	liveThrough(trader, 20);
	const { context, page } = await signedIn(browser, "/pnl", trader.name);
	await page.getByText("Figures of each day").click();
	const rows = page.getByRole("region", { name: "Figures of each day" }).locator("tbody tr");
	await rows.nth(19).waitFor();
	const text = await saved(page, () =>
		page.locator("details").getByRole("button", { name: "Export CSV" }).click(),
	);
	const [day, equity] = text.split("\r\n").at(-2).split(",");
	const { days } = await trader.api("GET", "/api/portfolio/equity");
	assert.equal(day, days.at(-1).day);
	assert.match(equity, /^\d+(\.\d+)?$/);
	await context.close();
});

test("the calendar goes by keyboard, over days and months", async () => {
	const trader = await makeTrader();
	liveThrough(trader, 100);
	const { context, page } = await signedIn(browser, "/pnl", trader.name);
	await page.getByRole("button", { name: "The month before" }).focus();
	await page.keyboard.press("Enter");
	const calendar = page.getByRole("table", { name: /^Profit by day/ });
	const days = calendar.getByRole("button");
	await days.nth(20).waitFor();
	const last = days.last();
	await last.focus();
	await page.keyboard.press("ArrowUp");
	const labels = await days.evaluateAll((all) => all.map((one) => one.getAttribute("aria-label")));
	const focused = () => page.evaluate(() => document.activeElement.getAttribute("aria-label"));
	assert.equal(await focused(), labels.at(-8));
	await page.keyboard.press("ArrowRight");
	assert.equal(await focused(), labels.at(-7));
	assert.match(labels.at(-7), /: [+−]\$/);
	await context.close();
});

test("what was realized stands by symbol and lot by lot, for the range, and in files", async () => {
	const trader = await makeTrader();
	await trader.order({ symbol: "NVDA", qty: "13" });
	await trader.order({ symbol: "NVDA", qty: "5", side: "sell" });
	await trader.order({ symbol: "NVDA", qty: "8", side: "sell" });
	await trader.order({ symbol: "KO", qty: "3" });
	const { trades } = await trader.api("GET", "/api/trades");
	const cents = (side) =>
		trades
			.filter((one) => one.symbol === "NVDA" && one.side === side)
			.reduce((sum, { value }) => sum + BigInt(Math.round(Number(value) * 1e6)), 0n);
	const realized = Number(cents("sell") - cents("buy")) / 1e6;
	const { context, page, complaints } = await signedIn(browser, "/pnl", trader.name);
	const table = page.getByRole("table", { name: "Profit by symbol" });
	await table.getByRole("row").filter({ hasText: "NVDA" }).waitFor();
	const panel = page.locator("section").filter({ has: table });
	const text = await saved(page, () => panel.getByRole("button", { name: "Export CSV" }).click());
	const cellsOf = (symbol) => text.split("\r\n").find((one) => one.startsWith(`${symbol},`)).split(",");
	const { by_symbol: [nvidia] } = await trader.api("GET", "/api/portfolio/realized?symbol=NVDA");
	assert.equal(Number(nvidia.realized), realized);
	const { closings, gains, losses, fees, net } = nvidia;
	assert.deepEqual(cellsOf("NVDA"), ["NVDA", String(closings), nvidia.realized, gains, losses, fees, net, ""]);
	assert.deepEqual(cellsOf("KO").slice(0, 3), ["KO", "0", "0"]);
	assert.notEqual(cellsOf("KO").at(-1), "");

	const lots = page.getByRole("table", { name: "Closed lots" });
	await lots.getByRole("row").filter({ hasText: "NVDA" }).first().waitFor();
	const { closings: closed } = await trader.api("GET", "/api/portfolio/closings");
	assert.equal(await lots.locator("tbody tr").count(), closed.length);
	const below = page.locator("section").filter({ has: lots });
	const file = await saved(page, () => below.getByRole("button", { name: "Export CSV" }).click());
	assert.deepEqual(
		file.trim().split("\r\n").slice(1).map((line) => line.split(",").at(-2)),
		closed.map((one) => one.realized),
	);
	await lots.getByRole("button", { name: /^Why / }).first().press("Enter");
	await page.getByRole("dialog").waitFor();
	await page.keyboard.press("Escape");

	sql(`update closings set closed_at = closed_at - interval '60 days' where account_id = '${trader.account}';
		update fills set at = at - interval '60 days' where account_id = '${trader.account}'`);
	await page.getByRole("radio", { name: "1W" }).check();
	await page.getByText("No lot was closed").waitFor();
	await table.getByRole("row").filter({ hasText: "KO" }).waitFor();
	assert.equal(await table.getByRole("row").filter({ hasText: "NVDA" }).count(), 0);
	await page.getByRole("radio", { name: "1Y" }).check();
	await table.getByRole("row").filter({ hasText: "NVDA" }).waitFor();
	await lots.getByRole("row").filter({ hasText: "NVDA" }).first().waitFor();
	assertCalm(complaints);
	await context.close();
});

test("more was filled: what it realized is there without asking", async () => {
	const trader = await makeTrader();
	await trader.order({ symbol: "KO", qty: "3" });
	const { context, page, complaints } = await signedIn(browser, "/pnl", trader.name);
	await page.getByText("No lot was closed").waitFor();
	await trader.order({ symbol: "KO", qty: "2", side: "sell" });
	await page.getByRole("table", { name: "Closed lots" }).getByRole("row").filter({ hasText: "KO" }).waitFor();
	await page.getByRole("table", { name: "Profit by symbol" }).getByText("1 closed").waitFor();
	assertCalm(complaints);
	await context.close();
});

for (const colorScheme of ["dark", "light"]) {
	for (const palette of ["green-red", "blue-orange"]) {
		test(`profit and loss are accessible in ${colorScheme}, ${palette}`, async () => {
			const trader = await makeTrader();
			liveThrough(trader, 60);
			await trader.order({ symbol: "KO", qty: "3" });
			await trader.order({ symbol: "KO", qty: "1", side: "sell" });
			await trader.api("PATCH", "/api/settings", { ui: { palette } });
			const options = { colorScheme, bypassCSP: true };
			const { context, page } = await signedIn(browser, "/pnl", trader.name, options);
			await page.getByText("Figures of each day").click();
			await page.getByRole("table", { name: "Profit by symbol" }).waitFor();
			await page.getByRole("table", { name: "Closed lots" }).waitFor();
			await page.locator("canvas").waitFor();
			await page.getByRole("button", { name: "The month before" }).click();
			await page.getByRole("table", { name: /^Profit by day/ }).getByRole("button").nth(20).waitFor();
			assert.deepEqual(await axeViolations(page), []);
			await context.close();
		});
	}
}

test("profit and loss fit 390 px", async () => {
	const trader = await makeTrader();
	liveThrough(trader, 60);
	await trader.order({ symbol: "KO", qty: "3" });
	await trader.order({ symbol: "KO", qty: "1", side: "sell" });
	const { context, page } = await signedIn(browser, "/pnl", trader.name, { viewport: PHONE });
	await page.getByRole("table", { name: "Closed lots" }).waitFor();
	await page.locator("canvas").waitFor();
	await page.getByRole("table", { name: "Profit by symbol" }).waitFor();
	assert.equal(await excessWidth(page), 0);
	await context.close();
});
