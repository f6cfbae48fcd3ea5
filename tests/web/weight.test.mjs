// What the first screens weigh on the way to somebody who was never here: as nginx sent it,
// headers and replies of the API too, with the service worker and without.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { send, until } from "../api/client.mjs";
import {
	atHome,
	fillSignIn,
	instance,
	launch,
	makeUser,
	open,
	trusting,
	url,
} from "./people.mjs";

const FIRST_SCREEN_BYTES = 150 * 1024;
const CHART_PAGE_BYTES = 250 * 1024;
/** What the worker takes from the browser's cache is not sent again. */
const WORKER_BYTES = 10 * 1024;

let browser;
before(async () => (browser = await launch(trusting(instance))));
after(async () => {
	await browser?.close();
	instance.stop();
});

function logged() {
	const text = readFileSync(join(instance.home, "log/access.log"), "utf8");
	return text.trim().split("\n").filter(Boolean).map((line) => JSON.parse(line));
}

/** All requests that were answered so far: nginx writes its log by and by, so after one more. */
async function answered() {
	const path = `/${randomUUID()}`;
	await send(instance, path);
	await until("nginx wrote its log", () => logged().some((one) => one.path === path));
	return logged();
}

/** Of a browser in which somebody signed in, all but what it keeps of the app's files. */
async function signedInState() {
	const { context, page } = await open(browser, "/sign-in", { serviceWorkers: "block" });
	await fillSignIn(page, await makeUser());
	await atHome(page);
	await page.goto("about:blank");
	const state = await context.storageState();
	await context.close();
	return state;
}

/** What opening a page sends: {files, total} in bytes. */
async function weigh(path, shown, { storageState, serviceWorkers }) {
	const before = (await answered()).length;
	const context = await browser.newContext({ storageState, serviceWorkers });
	const page = await context.newPage();
	await page.goto(url(path));
	await page.locator(shown).first().waitFor();
	if (serviceWorkers === "allow")
		await page.evaluate(() => navigator.serviceWorker.ready.then(() => null));
	await page.waitForLoadState("networkidle");
	await context.close();
	const sent = (await answered()).slice(before, -1);
	const sum = (of) => sent.filter(of).reduce((total, { bytes }) => total + bytes, 0);
	return { files: sum((one) => !/^\/(api|v2)\//.test(one.path)), total: sum(() => true) };
}

async function assertLight(t, path, shown, most, state) {
	const alone = await weigh(path, shown, { storageState: await state(), serviceWorkers: "block" });
	const kept = await weigh(path, shown, { storageState: await state(), serviceWorkers: "allow" });
	t.diagnostic(`${path}: ${alone.total} bytes; ${kept.total} with the service worker`);
	assert.ok(alone.files > 40 * 1024, `${alone.files} bytes of files are too few to be true`);
	assert.ok(alone.total <= most, `${alone.total} bytes`);
	assert.ok(kept.total <= most, `${kept.total} bytes with the service worker`);
	assert.ok(kept.files - alone.files <= WORKER_BYTES, `${kept.files}, without it ${alone.files}`);
}

test("the first screen takes at most 150 KB, signed in or not", async (t) => {
	await assertLight(t, "/", "main h1", FIRST_SCREEN_BYTES, () => undefined);
	await assertLight(t, "/", ".radial path", FIRST_SCREEN_BYTES, signedInState);
});

test("the trade page with its chart takes at most 250 KB", async (t) => {
	await assertLight(t, "/trade/AAPL", '[data-testid="legend"]', CHART_PAGE_BYTES, signedInState);
});
