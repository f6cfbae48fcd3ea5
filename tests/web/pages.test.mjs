// What holds for every page: it loads clean, fits, can be used without a mouse, and is legible.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
	axeViolations,
	bytesOf,
	excessWidth,
	launch,
	open,
	PHONE,
	settled,
	url,
} from "./browser.mjs";

const ENTRANCES = ["/sign-in", "/register", "/forgot", "/reset"];
const DISTINCT = ["/", "/status", "/docs.html", "/trust.html", ...ENTRANCES];
const PAGES = [...DISTINCT, "/api/docs", "/docs", "/api/redoc"];
const BUDGET_BYTES = 40 * 1024;
// The app, and the reference with a table of each reply, are more than a form.
const LARGER_BUDGETS = { "/": 150 * 1024, "/docs.html": 44 * 1024 };

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

/** Shows what an operation keeps folded: a reply's schema, the form, an answer. */
async function unfold(article) {
	await article.locator("summary").first().click();
	await article.getByRole("button", { name: "Try it" }).click();
	await article.getByRole("button", { name: /^Send / }).click();
	await article.getByRole("group", { name: "Body" }).waitFor();
}

for (const path of PAGES) {
	test(`${path} loads under a strict policy without a complaint`, async () => {
		const { context, page, reply, complaints } = await open(browser, path);
		assert.equal(reply.status(), 200);
		const policy = reply.headers()["content-security-policy"] ?? "";
		assert.match(policy, /default-src 'self'/);
		assert.match(policy, /object-src 'none'/);
		assert.match(policy, /base-uri 'none'/);
		assert.match(policy, /frame-ancestors 'none'/);
		assert.doesNotMatch(policy, /unsafe-/);
		await settled(page, path);
		await page.waitForLoadState("networkidle");
		assert.deepEqual(complaints, []);
		await context.close();
	});
}

test("the policy check can fail: an inline script is a complaint", async () => {
	const { context, page, complaints } = await open(browser, "/");
	await page.evaluate(() => {
		const script = document.createElement("script");
		script.textContent = "window.ran = true";
		document.body.append(script);
	});
	await page.waitForTimeout(200);
	assert.equal(await page.evaluate(() => window.ran), undefined);
	assert.ok(complaints.some((text) => text.startsWith("CSP script-src")));
	await context.close();
});

for (const path of DISTINCT) {
	const budget = LARGER_BUDGETS[path] ?? BUDGET_BYTES;
	test(`${path} costs at most ${budget / 1024} KB, and its assets may be kept`, async () => {
		const { context, page } = await open(browser, path);
		await settled(page, path);
		const own = await bytesOf(page, path);
		const total = own.reduce((sum, { bytes }) => sum + bytes, 0);
		assert.ok(
			own.length >= 4,
			"the page and its script and styles were counted",
		);
		assert.ok(total > 0 && total <= budget, `${total} bytes`);

		// The largest: what is under 1 KB is not compressed.
		const asset = own
			.filter(({ name }) => /\/assets\/.+-[\w-]{8}\.js$/.test(name))
			.reduce((most, one) => (one.bytes > most.bytes ? one : most));
		const reply = await context.request.get(asset.name);
		assert.match(reply.headers()["cache-control"] ?? "", /immutable/);
		assert.equal(reply.headers()["content-encoding"], "gzip");
		await context.close();
	});

	test(`${path} fits 390 px without scrolling sideways`, async () => {
		const { context, page } = await open(browser, path, { viewport: PHONE });
		await settled(page, path);
		assert.equal(await excessWidth(page), 0);
		await context.close();
	});

	for (const colorScheme of ["dark", "light"]) {
		test(`${path} is accessible in the ${colorScheme} theme`, async () => {
			const { context, page } = await open(browser, path, {
				colorScheme,
				bypassCSP: true,
			});
			await settled(page, path);
			if (path === "/docs.html") await unfold(page.locator("article").first());
			assert.deepEqual(await axeViolations(page), []);
			const theme = await page.evaluate(
				() => document.documentElement.dataset.theme,
			);
			assert.equal(theme, colorScheme);
			await context.close();
		});
	}

	test(`${path}: the keyboard reaches every control, and shows where it is`, async () => {
		const { context, page } = await open(browser, path);
		await settled(page, path);
		const wanted = await page.evaluate(() => {
			const all = document.querySelectorAll(
				"a[href], button, input, select, textarea, summary, [tabindex='0']",
			);
			const reachable = [...all].filter(
				(node) => node.tabIndex >= 0 && node.checkVisibility(),
			);
			reachable.forEach((node, i) => (node.dataset.stop = String(i)));
			return reachable.length;
		});
		const reached = new Set();
		for (let i = 0; i < wanted; i++) {
			await page.keyboard.press("Tab");
			const { stop, outline } = await page.evaluate(() => ({
				stop: document.activeElement.dataset.stop,
				outline: getComputedStyle(document.activeElement)
					.outlineStyle,
			}));
			assert.notEqual(outline, "none", `stop ${stop} shows its focus`);
			reached.add(stop);
		}
		assert.equal(reached.size, wanted);
		await context.close();
	});
}

test("the chosen theme outlasts the page and the visit to another", async () => {
	const { context, page } = await open(browser, "/");
	const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
	assert.equal(await theme(), "dark");
	await page.getByRole("button", { name: "Use the light theme" }).click();
	assert.equal(await theme(), "light");
	await page.reload();
	assert.equal(await theme(), "light");
	await page.goto(url("/trust.html"));
	assert.equal(await theme(), "light");
	await page.getByRole("button", { name: "Use the dark theme" }).click();
	assert.equal(await theme(), "dark");
	await context.close();
});

test("motion stops for those who asked for less", async () => {
	const { context, page } = await open(browser, "/", { reducedMotion: "reduce" });
	await settled(page, "/");
	assert.deepEqual(await page.evaluate(() => document.getAnimations().length), 0);
	await context.close();
});

test("an unknown address is a page of its own, with status 404", async () => {
	const { context, page, reply } = await open(browser, "/no/such/page");
	assert.equal(reply.status(), 404);
	await page.getByRole("heading", { name: "There is no page here." }).waitFor();
	await context.close();
});

test("robots.txt keeps every crawler out", async () => {
	const { context } = await open(browser, "/");
	const reply = await context.request.get(url("/robots.txt"));
	assert.match(await reply.text(), /User-agent: \*\nDisallow: \/\n/);
	await context.close();
});
