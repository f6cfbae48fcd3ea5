// The start page says how the server is, notices when it is gone, and when it is back.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, open, url } from "./browser.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

const stateOf = (page, text) => page.locator(`[data-testid="state"]:text-is("${text}")`);

test("a healthy server is shown as healthy, with its version and services", async () => {
	const { context, page } = await open(browser, "/status");
	await stateOf(page, "Healthy").waitFor();
	const health = await (await context.request.get(url("/api/health"))).json();
	assert.equal(health.status, "healthy");
	const version = await (
		await context.request.get(url("/api/monitor/version"))
	).json();
	const build = page.locator("section", {
		has: page.getByRole("heading", { name: "Build" }),
	});
	await build.getByText(version.version, { exact: true }).first().waitFor();
	const services = page.locator("section", {
		has: page.getByRole("heading", { name: "Services" }),
	});
	assert.equal(
		await services.locator("dt").count(),
		Object.keys(health.services).length,
	);
	await services.getByText("connected").first().waitFor();
	await context.close();
});

test("it asks every five seconds while it is looked at, and no oftener", async () => {
	const { context, page } = await open(browser, "/status");
	let asked = 0;
	page.on(
		"request",
		(request) => (asked += request.url().endsWith("/api/health") ? 1 : 0),
	);
	await stateOf(page, "Healthy").waitFor();
	asked = 0;
	await page.waitForTimeout(11_000);
	assert.equal(asked, 2);
	await context.close();
});

test("a lost server is shown as such with the age of what is known, and its return too", async () => {
	const { context, page } = await open(browser, "/status");
	await stateOf(page, "Healthy").waitFor();
	await context.setOffline(true);
	await stateOf(page, "Not answering").waitFor({ timeout: 15_000 });
	assert.match(
		await page.getByTestId("age").innerText(),
		/last answer (\d+ s ago|just now)/,
	);
	await page.getByText("The server cannot be reached.").waitFor();
	await context.setOffline(false);
	await stateOf(page, "Healthy").waitFor({ timeout: 15_000 });
	assert.doesNotMatch(await page.getByTestId("age").innerText(), /last answer/);
	await context.close();
});

// A server in these states cannot be had on demand, so their replies are given to the page.
const REPLIES = [
	{
		name: "an unhealthy server says which service is at fault",
		status: 503,
		body: JSON.stringify({
			status: "unhealthy",
			services: { database: "disconnected" },
		}),
		state: "Unhealthy",
		text: "Database: disconnected.",
	},
	{
		name: "a proxy without its workers is not answering",
		status: 502,
		body: "<html>Bad Gateway</html>",
		state: "Not answering",
		text: "The API is not answering (502).",
	},
	{
		name: "a refusal for asking too often is not taken for a failure",
		status: 429,
		body: JSON.stringify({ code: 42910000, message: "Too many requests." }),
		state: "Asked too often",
		text: "This address has used up its requests.",
	},
];

for (const { name, status, body, state, text } of REPLIES) {
	test(name, async () => {
		const { context, page } = await open(browser, "/trust.html");
		await page.route("**/api/health", (route) =>
			route.fulfill({ status, body }),
		);
		await page.goto(url("/status"));
		await stateOf(page, state).waitFor();
		await page.getByText(text).waitFor();
		await context.close();
	});
}
