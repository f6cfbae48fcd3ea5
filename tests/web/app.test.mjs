// The app around its pages: each loads clean, is accessible and fits; the palette, the keys;
// tabs that agree, a server that goes and comes back, a session that ends, no network.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, test } from "node:test";
import { root } from "../api/client.mjs";
import { signIn } from "../api/people.mjs";
import {
	axeViolations,
	excessWidth,
	instance,
	launch,
	makeUser,
	PASSWORD,
	PHONE,
	ADMIN,
	signedIn,
	url,
} from "./people.mjs";
import { makeTrader } from "./trader.mjs";

/** Every page of the app, and what is there once it shows what it fetched. */
const PAGES = {
	"/": ".radial path",
	"/research": "table tbody tr, .empty",
	"/options/AAPL": "tr.money",
	"/news": "article",
	"/macro": ".u-over",
	"/routine": "article",
	"/ideas": "main li",
	"/strategies": ".empty",
	"/backtests": ".empty",
	"/admin/users": "main li",
	"/admin/server": "main dl",
	"/admin/jobs": "main tbody tr",
	"/admin/backups": "main dl",
	"/admin/data": "main dl",
};

let browser;
before(async () => (browser = await launch()));
after(async () => {
	await browser.close();
	instance.stop();
});

async function settled(page, path) {
	await page.locator(PAGES[path]).first().waitFor();
	await page.locator('[data-testid="connection"].live').waitFor();
}

for (const colorScheme of ["dark", "light"]) {
	test(`every page is accessible and without complaint in the ${colorScheme} theme`, async () => {
		const { context, page, complaints } = await signedIn(browser, "/", ADMIN.name, {
			colorScheme,
			bypassCSP: true,
		});
		const violations = [];
		for (const path of Object.keys(PAGES)) {
			await page.goto(url(path));
			await settled(page, path);
			const found = await axeViolations(page);
			violations.push(...found.map((one) => `${path} ${one}`));
			assert.equal(
				await page.evaluate(() => document.documentElement.dataset.theme),
				colorScheme,
			);
		}
		assert.deepEqual(violations, []);
		assert.deepEqual(complaints, []);
		await context.close();
	});
}

test("every page fits 390 px, and is reached from the bar at the bottom", async () => {
	const { context, page, complaints } = await signedIn(browser, "/", ADMIN.name, {
		viewport: PHONE,
	});
	for (const path of Object.keys(PAGES)) {
		await page.goto(url(path));
		await settled(page, path);
		assert.equal(await excessWidth(page), 0, path);
	}
	const bar = page.getByRole("navigation", { name: "Pages, on small screens" });
	await bar.getByRole("link", { name: "Research" }).click();
	await page.getByRole("heading", { name: "Research", exact: true }).waitFor();
	await bar.getByRole("button", { name: "More" }).click();
	await bar.getByRole("link", { name: "Economy" }).click();
	await page.getByRole("heading", { name: "Economy", exact: true }).waitFor();
	// Under the strict policy, unlike where axe is let in.
	assert.deepEqual(complaints, []);
	await context.close();
});

test("the wheel leads to ten places, by mouse and by arrow keys", async () => {
	const { context, page } = await signedIn(browser, "/", await makeUser());
	const wheel = page.getByRole("navigation", { name: "Where to go" });
	assert.deepEqual(await wheel.locator(".long").allInnerTexts(), [
		"Morning Routine",
		"Active Positions",
		"Execute Trade",
		"Research",
		"AI Recommendations",
		"P&L Dashboard",
		"News Review",
		"Strategy Builder",
		"Backtesting",
		"Settings",
	]);
	for (const symbol of ["SPY", "QQQ"])
		assert.match(await wheel.getByRole("link", { name: symbol }).innerText(), /\d+\.\d\d/);
	await wheel.getByRole("link", { name: "Morning Routine" }).focus();
	for (let i = 0; i < 3; i++) await page.keyboard.press("ArrowRight");
	await page.keyboard.press("Enter");
	await page.getByRole("heading", { name: "Research", exact: true }).waitFor();
	assert.equal(await page.title(), "Research · PaperTrade");
	await page.goBack();
	await page.getByRole("heading", { name: "Home", exact: true }).waitFor();
	await context.close();
});

test("the palette: a letter searches, companies are found, commands are followed", async () => {
	const { context, page } = await signedIn(browser, "/", await makeUser());
	await page.locator("body").press("m");
	const field = page.getByRole("combobox", { name: "Symbol, company, page or command" });
	await field.pressSequentially("icrosoft");
	assert.equal(await field.inputValue(), "Microsoft");
	await page.getByRole("option", { name: /^MSFT/ }).waitFor();
	await page.keyboard.press("Enter");
	await page.waitForURL(url("/trade/MSFT"));

	await page.keyboard.press("Control+k");
	await field.fill("OPT AAPL");
	await page.keyboard.press("Enter");
	await page.waitForURL(url("/options/AAPL"));
	await page.locator("body").press("/");
	await field.fill("eco");
	await page.keyboard.press("Escape");
	await field.waitFor({ state: "detached" });
	assert.equal(page.url(), url("/options/AAPL"));
	await page.locator("body").press("/");
	await field.fill("no such thing at all");
	await page.getByText("Nothing is called that.").waitFor();
	await context.close();
});

test("the sheet of keys opens by ?, and names what can be typed", async () => {
	const { context, page } = await signedIn(browser, "/", await makeUser());
	await page.locator("body").press("?");
	const sheet = page.getByRole("dialog", { name: "Keys and commands" });
	await sheet.getByText("BUY AAPL 10").waitFor();
	await page.keyboard.press("Escape");
	await sheet.waitFor({ state: "detached" });
	await context.close();
});

test("two tabs agree on the account, and only one of them asks", async () => {
	const name = await makeUser();
	const owner = await signIn(instance, name, PASSWORD);
	assert.equal((await owner.post("/api/accounts", { name: "Second" })).status, 201);
	const { context, page } = await signedIn(browser, "/", name);
	const other = await context.newPage();
	await other.goto(url("/research"));
	await settled(other, "/research");
	await page.bringToFront();
	const switcher = (tab) => tab.getByRole("button", { name: /^Paper account:/ });
	await switcher(page).click();
	await page.getByRole("button", { name: /^Second/ }).click();
	for (const tab of [page, other])
		await tab.getByRole("button", { name: /^Paper account: Second/ }).waitFor();

	let asked = 0;
	for (const tab of [page, other])
		tab.on("request", (request) => {
			if (request.url().includes("/api/data/quotes")) asked++;
		});
	const reply = () =>
		Promise.race(
			[page, other].map((tab) =>
				tab.waitForResponse((one) => one.url().includes("/api/data/quotes")),
			),
		);
	await reply();
	asked = 0;
	await reply();
	assert.equal(asked, 1);
	await context.close();
});

test("a server that goes is missed, and found again by itself", async () => {
	const { context, page } = await signedIn(browser, "/", await makeUser());
	await settled(page, "/");
	execFileSync(`${root}/scripts/instance`, ["down"], { env: instance.env, stdio: "ignore" });
	await page.locator('[data-testid="connection"].lost').waitFor({ timeout: 60_000 });
	await page.getByText("Connection lost").waitFor({ state: "attached" });
	execFileSync(`${root}/scripts/instance`, ["up"], { env: instance.env, stdio: "ignore" });
	await page.locator('[data-testid="connection"].live').waitFor({ timeout: 60_000 });
	await context.close();
});

test("a session that ended elsewhere leads to signing in, and back to the page", async () => {
	const trader = await makeTrader();
	const { context, page } = await signedIn(browser, "/research", trader.name);
	await page.getByRole("heading", { name: "Research", exact: true }).waitFor();
	await trader.api("DELETE", "/api/auth/sessions");
	await page.waitForURL(/\/sign-in\?.*ended=yes/);
	assert.equal(new URL(page.url()).searchParams.get("next"), "/research");
	await context.close();
});

test("without a network the app opens and says so", async () => {
	const { context, page } = await signedIn(browser, "/", await makeUser());
	await page.evaluate(() => navigator.serviceWorker.ready);
	// Once under the worker's control, so that what is loaded late is kept too.
	await page.reload();
	await settled(page, "/");
	await context.setOffline(true);
	await page.reload();
	await page.getByRole("heading", { name: "PaperTrade does not answer" }).waitFor();
	await context.setOffline(false);
	await page.getByRole("button", { name: "Try again" }).click();
	await page.getByRole("heading", { name: "Home", exact: true }).waitFor();
	const manifest = await (await context.request.get(url("/manifest.webmanifest"))).json();
	assert.equal(manifest.display, "standalone");
	for (const { src } of manifest.icons)
		assert.equal((await context.request.get(url(src))).status(), 200);
	await context.close();
});
