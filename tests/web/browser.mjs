// One Chromium for a test file, looking at the running server that PT_URL names.
import assert from "node:assert/strict";
import { createHash, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const web = createRequire(new URL("../../web/package.json", import.meta.url));
const { chromium } = web("playwright-core");
const axePath = web.resolve("axe-core/axe.min.js");

assert.ok(
	process.env.PT_URL,
	"PT_URL names the server under test, as https://127.0.0.1:8443",
);
export const url = (path) => new URL(path, process.env.PT_URL).href;

const executablePath = "/usr/bin/chromium";
const ARGS = [
	"--headless",
	"--no-sandbox",
	"--disable-gpu",
	"--disable-quic",
	"--no-first-run",
	"--disable-background-networking",
	"--disable-component-update",
	"--disable-sync",
];
// Of the service worker's script too, which a context's own setting leaves out.
const TRUST_ALL = "--ignore-certificate-errors";

/**
 * What makes Chromium trust an instance as if its authority were installed. Where errors are
 * merely let pass, the browser's cache keeps nothing.
 */
export function trusting({ home }) {
	const certificate = new X509Certificate(readFileSync(`${home}/tls/server.crt`));
	const key = certificate.publicKey.export({ type: "spki", format: "der" });
	const hash = createHash("sha256").update(key).digest("base64");
	return `--ignore-certificate-errors-spki-list=${hash}`;
}

export const DESKTOP = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

/** Playwright gives every launch a user-data-dir of its own and removes it after. */
export function launch(trust = TRUST_ALL) {
	return chromium.launch({ executablePath, args: [...ARGS, trust] });
}

/** A browser with a profile on disk, in `folder`. */
export function launchIn(folder, trust, ...more) {
	return chromium.launchPersistentContext(folder, {
		executablePath,
		args: [...ARGS, trust, ...more],
	});
}

/** Opens a page in a fresh profile; `complaints` collects errors and CSP violations. */
export async function open(browser, path, options = {}) {
	const context = await browser.newContext({
		ignoreHTTPSErrors: true,
		viewport: DESKTOP,
		colorScheme: "dark",
		...options,
	});
	const page = await context.newPage();
	const complaints = [];
	page.on("pageerror", (error) => complaints.push(error.message));
	page.on("console", (message) => {
		if (["error", "warning"].includes(message.type()))
			complaints.push(message.text());
	});
	await page.exposeFunction("reportViolation", (text) => complaints.push(text));
	await page.addInitScript(() =>
		document.addEventListener("securitypolicyviolation", (event) =>
			window.reportViolation(
				`CSP ${event.violatedDirective}: ${event.blockedURI}`,
			),
		),
	);
	const reply = await page.goto(url(path));
	return { context, page, reply, complaints };
}

/** Resolves when the page shows what it fetched, not merely its frame. */
export async function settled(page, path) {
	const shown = {
		"/": 'h1',
		"/status": '[data-testid="state"]:not(:text("Checking"))',
		"/trust.html": '[data-testid="fingerprint"]',
		"/sign-in": "form",
		"/register": "form",
		"/forgot": "form",
		"/reset": "h1",
	};
	await page
		.locator(shown[path] ?? "article h3")
		.first()
		.waitFor();
}

/** How much wider the page is than the window. */
export function excessWidth(page) {
	return page.evaluate(
		() =>
			document.documentElement.scrollWidth -
			document.documentElement.clientWidth,
	);
}

/** What axe finds wrong; the page's context has to have been opened with bypassCSP. */
export async function axeViolations(page) {
	if (!(await page.evaluate(() => "axe" in window)))
		await page.addScriptTag({ path: axePath });
	return page.evaluate(async () => {
		const found = await window.axe.run(document, {
			runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"],
		});
		return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`);
	});
}

/** The bytes that the page and its files took on the way, without the API's replies. */
export function bytesOf(page, path) {
	return page.evaluate((path) => {
		const parts = [
			...performance.getEntriesByType("navigation"),
			...performance.getEntriesByType("resource"),
		].filter(({ name }) => !name.includes("/api/") || name.endsWith(path));
		return parts.map(({ name, encodedBodySize }) => ({
			name,
			bytes: encodedBodySize,
		}));
	}, path);
}
