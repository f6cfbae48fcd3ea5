// What Lighthouse says of the app's pages, but for its speed, which needs a quiet machine
// (tests/lighthouse); and can it be installed?
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { audit, openProfile } from "../lighthouse/audit.mjs";
import { atHome, fillSignIn, instance, makeUser, url } from "./people.mjs";

const CATEGORIES = ["accessibility", "best-practices", "seo"];
const LEAST = 95;
const SIGNED_IN = ["/", "/trade/AAPL", "/positions", "/orders", "/pnl", "/research"];

let profile;
before(async () => (profile = await openProfile()));
after(async () => {
	await profile?.close();
	instance.stop();
});

async function assertGood(path) {
	const { scores, breaches } = await audit(profile, url(path), CATEGORIES);
	assert.deepEqual(Object.keys(scores).sort(), CATEGORIES);
	for (const [category, score] of Object.entries(scores))
		assert.ok(score >= LEAST, `${path}: ${category} ${score}: ${breaches.join(", ")}`);
}

test("the first screens of somebody who is not signed in", async () => {
	for (const path of ["/", "/sign-in", "/register"]) await assertGood(path);
});

test("pages of somebody who is signed in", async () => {
	const page = await profile.context.newPage();
	await page.goto(url("/sign-in"));
	await fillSignIn(page, await makeUser());
	await atHome(page);
	await page.close();
	for (const path of SIGNED_IN) await assertGood(path);
});

test("the app can be installed", async () => {
	const page = await profile.context.newPage();
	await page.goto(url("/"));
	await page.evaluate(() => navigator.serviceWorker.ready.then(() => null));
	const devtools = await profile.context.newCDPSession(page);
	const { errors } = await devtools.send("Page.getAppManifest");
	assert.deepEqual(errors, []);
	const { installabilityErrors } = await devtools.send("Page.getInstallabilityErrors");
	assert.deepEqual(installabilityErrors, []);
	await page.close();
});
