// What a person manages about their own access, in a browser.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { send } from "../api/client.mjs";
import {
	assertCalm,
	atHome,
	axeViolations,
	bytesOf,
	excessWidth,
	fillSignIn,
	freshName,
	instance,
	launch,
	makeUser,
	open,
	PASSWORD,
	PHONE,
	setUpAuthenticator,
	shown,
	signedIn,
	sql,
	totp,
	url,
} from "./people.mjs";

const SECTIONS = [
	"profile",
	"appearance",
	"trading",
	"accounts",
	"keys",
	"security",
	"sessions",
	"activity",
];
const BUDGET_BYTES = 150 * 1024;

let browser;
before(async () => (browser = await launch()));
after(async () => {
	await browser?.close();
	instance.stop();
});

/** Shows a section with what it reads of the server. */
async function showSection(page, id) {
	await page.goto(url(`/settings/${id}`));
	await page.getByRole("heading", { name: "Settings", level: 1 }).waitFor();
	await page.getByRole("main").getByRole("heading", { level: 2 }).first().waitFor();
	await page.waitForLoadState("networkidle");
}

/** Lets the proof of sign-in grow old. */
async function growOld(page) {
	sql("update user_sessions set proved_at = now() - interval '1 hour'");
	await page.reload();
}

async function makeKey(page, name) {
	await page.getByRole("button", { name: "New key" }).click();
	await page.getByLabel("Name").fill(name);
	await page.getByRole("button", { name: "Make the key" }).click();
}

test("register, make a key, use it, sign out: the key goes on, the session does not", async () => {
	const name = freshName();
	const { context, page, complaints } = await open(browser, "/register");
	await page.getByLabel("User name").fill(name);
	await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
	await page.getByRole("button", { name: "Open the account" }).click();
	await atHome(page);
	await page.goto(url("/settings/keys"));
	await makeKey(page, "a bot");
	const key = await shown(page, "Key");
	const secret = await shown(page, "Secret");
	await page.getByRole("dialog").getByRole("tab", { name: "curl" }).click();
	const ways = await shown(page.getByRole("dialog"), "Three ways to sign a request");
	assert.equal(ways.match(/^curl /gm).length, 3);
	const commands = ways.replace(/\\\n/g, " ").split("\n").filter(Boolean);
	for (const command of commands) {
		const headers = Object.fromEntries(
			[...command.matchAll(/-H '([^:]+): ([^']+)'/g)].map((m) => m.slice(1)),
		);
		const reply = await send(instance, "/api/auth/me", { headers });
		assert.equal(reply.status, 200, command);
		assert.equal(reply.json.username, name);
		assert.equal(reply.json.key_id, key);
	}
	await page.getByRole("button", { name: "I have kept it" }).click();
	await page.getByText("a bot").waitFor();
	assert.ok(!(await page.content()).includes(secret), "the secret is shown once");

	await page.getByRole("button", { name: `Account of ${name}` }).click();
	await page.getByRole("button", { name: "Sign out" }).click();
	await page.waitForURL("**/sign-in");
	const headers = { Authorization: `Bearer ${key}:${secret}` };
	assert.equal((await send(instance, "/api/auth/me", { headers })).status, 200);
	assertCalm(complaints);

	await fillSignIn(page, name);
	await atHome(page);
	await page.goto(url("/settings/keys"));
	await page.getByRole("button", { name: "End the key a bot" }).click();
	await page.getByRole("button", { name: "End the key", exact: true }).click();
	await page.getByText("You have no API key.").waitFor();
	assert.equal((await send(instance, "/api/auth/me", { headers })).status, 401);
	await context.close();
});

test("what is sensitive asks once more who one is, then is done", async () => {
	const name = await makeUser();
	const { context, page, complaints } = await signedIn(browser, "/settings/keys", name);
	await growOld(page);
	await makeKey(page, "guarded");
	const dialog = page.getByRole("dialog", { name: "Confirm that it is you" });
	await dialog.getByLabel("Password", { exact: true }).fill("not the password");
	await dialog.getByRole("button", { name: "Confirm" }).click();
	await dialog.getByText("The name or the password is wrong.").waitFor();
	await dialog.getByLabel("Password", { exact: true }).fill(PASSWORD);
	await dialog.getByRole("button", { name: "Confirm" }).click();
	assert.match(await shown(page, "Key"), /^PK[A-Z0-9]{18}$/);
	assertCalm(complaints, 401, 403);
	await context.close();
});

test("whoever does not confirm changes nothing, and is told so", async () => {
	const name = await makeUser();
	const { context, page } = await signedIn(browser, "/settings/keys", name);
	await growOld(page);
	await makeKey(page, "never");
	await page.getByRole("dialog", { name: "Confirm that it is you" }).waitFor();
	await page.keyboard.press("Escape");
	await page.getByText("you did not confirm who you are").waitFor();
	await page.keyboard.press("Escape");
	await page.getByText("You have no API key.").waitFor();
	await context.close();
});

test("a proof takes the authenticator's code where there is one", async () => {
	const name = await makeUser();
	const { context, page } = await signedIn(browser, "/settings/profile", name);
	const { secret } = await setUpAuthenticator(page);
	await growOld(page);
	await page.getByRole("button", { name: "Give it up" }).click();
	await page.getByRole("dialog").getByRole("button", { name: "Give it up" }).click();
	const dialog = page.getByRole("dialog", { name: "Confirm that it is you" });
	await dialog.getByLabel("Password", { exact: true }).fill(PASSWORD);
	await dialog.getByLabel("Authenticator code").fill(totp(secret, 1));
	await dialog.getByRole("button", { name: "Confirm" }).click();
	await page.getByRole("button", { name: "Set up an authenticator" }).waitFor();
	await context.close();
});

test("setting an authenticator up shows a picture, and codes to keep", async () => {
	const name = await makeUser();
	const { context, page, complaints } = await signedIn(browser, "/settings/security", name);
	await page.getByRole("button", { name: "Set up an authenticator" }).click();
	const picture = page.getByRole("img", { name: /^QR code/ });
	await picture.waitFor();
	assert.ok(await picture.evaluate((image) => image.complete && image.naturalWidth > 0));
	const secret = await shown(page, "Secret");
	await page.getByLabel("Code", { exact: true }).fill("000000");
	await page.getByRole("button", { name: "Confirm" }).click();
	await page.getByText("The code is wrong or was used already.").waitFor();
	await page.getByLabel("Code", { exact: true }).fill(totp(secret));
	await page.getByRole("button", { name: "Confirm" }).click();
	const codes = await shown(page, "Recovery codes");
	const saving = page.waitForEvent("download");
	await page.getByRole("link", { name: "Download" }).click();
	const file = await (await saving).createReadStream();
	let saved = "";
	for await (const part of file) saved += part;
	assert.ok(saved.includes(codes));
	await page.getByRole("button", { name: "I have kept them" }).click();
	await page.getByRole("button", { name: "New recovery codes" }).click();
	await page.getByRole("button", { name: "Make new codes" }).click();
	assert.notEqual(await shown(page, "Recovery codes"), codes);
	assertCalm(complaints, 401);
	await context.close();
});

test("the profile is kept, and refusals stand beside their field", async () => {
	const name = await makeUser();
	const { context, page } = await signedIn(browser, "/settings/profile", name);
	await page.getByLabel("Display name").fill("Ada <b>Lovelace</b>");
	await page.getByLabel("E-mail").fill(`${name}@example.org`);
	await page.getByRole("button", { name: "Save" }).click();
	await page.getByText("Saved.").waitFor();
	await page.getByText("Ada <b>Lovelace</b>").waitFor();
	await page.reload();
	await page.getByLabel("E-mail").waitFor();
	assert.equal(await page.getByLabel("E-mail").inputValue(), `${name}@example.org`);
	await page.getByRole("link", { name: "Appearance" }).click();
	const zone = page.getByLabel("Time zone");
	await zone.fill("Nowhere/Land");
	await page.getByRole("button", { name: "Save" }).click();
	await page.getByText("is not a time zone").waitFor();
	assert.equal(await zone.getAttribute("aria-invalid"), "true");
	await zone.fill("Europe/Berlin");
	await page.getByRole("button", { name: "Save" }).click();
	await page.getByText("Saved.").waitFor();
	await page.reload();
	await zone.waitFor();
	assert.equal(await zone.inputValue(), "Europe/Berlin");
	await context.close();
});

test("a changed theme follows its user to another browser", async () => {
	const name = await makeUser();
	const first = await signedIn(browser, "/settings/appearance", name);
	const kept = first.page.waitForResponse(
		(reply) => reply.url().endsWith("/api/settings") && reply.request().method() === "PATCH",
	);
	await first.page.getByRole("radio", { name: "Light" }).waitFor();
	await first.page.getByRole("radio", { name: "Light" }).check();
	assert.equal((await kept).status(), 200);
	await first.context.close();
	const { context, page } = await signedIn(browser, "/settings/profile", name);
	assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "light");
	await context.close();
});

test("changing the password takes the current one, and ends other sessions", async () => {
	const name = await makeUser();
	const other = await signedIn(browser, "/settings/profile", name);
	const { context, page } = await signedIn(browser, "/settings/security", name);
	const current = page.getByLabel("Current password", { exact: true });
	await current.fill("not the password");
	await page.getByLabel("New password", { exact: true }).fill("another long phrase");
	await page.getByRole("button", { name: "Change the password" }).click();
	await page.getByText("The name or the password is wrong.").waitFor();
	await current.fill(PASSWORD);
	await page.getByRole("button", { name: "Change the password" }).click();
	await page.getByText("Your password is changed.").waitFor();
	await other.page.getByRole("link", { name: "Sessions" }).click();
	await other.page.getByText("Your session has ended. Sign in to go on.").waitFor();
	await fillSignIn(other.page, name, "another long phrase");
	await other.page.waitForURL("**/settings/sessions");
	await other.context.close();
	await context.close();
});

test("ending a session signs that browser out; ending the others leaves this one", async () => {
	const name = await makeUser();
	const other = await signedIn(browser, "/settings/profile", name);
	const { context, page, complaints } = await signedIn(browser, "/settings/sessions", name);
	await page.getByRole("button", { name: /^End the session of Chrome/ }).click();
	await page.getByRole("button", { name: "End the session", exact: true }).click();
	await page
		.getByRole("button", { name: /^End the session of Chrome/ })
		.waitFor({ state: "hidden" });
	await other.page.getByRole("link", { name: "API keys" }).click();
	await other.page.waitForURL("**/sign-in?**");
	await fillSignIn(other.page, name);
	await other.page.waitForURL("**/settings/keys");

	await page.getByRole("button", { name: "End the others" }).click();
	await page.getByRole("dialog").getByRole("button", { name: "End the others" }).click();
	await page.getByRole("dialog").waitFor({ state: "hidden" });
	await other.page.reload();
	await other.page.waitForURL("**/sign-in?**");
	await page.reload();
	await page.getByText("this one").waitFor();
	assertCalm(complaints);
	await other.context.close();
	await context.close();
});

test("activity is listed page by page", async () => {
	const name = await makeUser();
	sql(`insert into activity_log (user_id, action, outcome, address, user_agent, request_id)
		select id, 'step_up', 'refused', '192.0.2.' || n, 'test', n::text
		from users, generate_series(1, 60) n where username = '${name}'`);
	const { context, page } = await signedIn(browser, "/settings/activity", name);
	const entries = page.getByRole("main").getByRole("listitem");
	await page.getByText("Signed in", { exact: true }).first().waitFor();
	assert.equal(await entries.count(), 50);
	await page.getByRole("button", { name: "Show more" }).click();
	await page.getByText("Opened the account").waitFor();
	assert.equal(await entries.count(), 63);
	assert.equal(await page.getByRole("button", { name: "Show more" }).count(), 0);
	await context.close();
});

for (const colorScheme of ["dark", "light"]) {
	test(`every section is accessible in the ${colorScheme} theme`, async () => {
		const name = await makeUser();
		const options = { colorScheme, bypassCSP: true };
		const { context, page } = await signedIn(browser, "/settings/profile", name, options);
		for (const id of SECTIONS) {
			await showSection(page, id);
			assert.deepEqual(await axeViolations(page), [], id);
		}
		await page.getByRole("button", { name: `Account of ${name}` }).click();
		assert.deepEqual(await axeViolations(page), [], "menu");
		await page.keyboard.press("Escape");
		await page.goto(url("/settings/keys"));
		await makeKey(page, "a bot");
		await shown(page, "Key");
		assert.deepEqual(await axeViolations(page), [], "the new key");
		await page.getByRole("button", { name: "I have kept it" }).click();
		await page.goto(url("/settings/security"));
		await page.getByRole("button", { name: "Set up an authenticator" }).click();
		await shown(page, "Secret");
		assert.deepEqual(await axeViolations(page), [], "the authenticator");
		await context.close();
	});
}

test("every section fits 390 px, and dialogs do too", async () => {
	const name = await makeUser();
	const { context, page } = await signedIn(browser, "/settings/profile", name, { viewport: PHONE });
	for (const id of SECTIONS) {
		await showSection(page, id);
		assert.equal(await excessWidth(page), 0, id);
	}
	await page.goto(url("/settings/keys"));
	await makeKey(page, "a bot");
	await shown(page, "Key");
	const dialog = await page.getByRole("dialog").boundingBox();
	assert.ok(dialog.x >= 0 && dialog.x + dialog.width <= PHONE.width);
	assert.ok(dialog.y >= 0 && dialog.y + dialog.height <= PHONE.height);
	await context.close();
});

test("the page costs at most 150 KB", async () => {
	const name = await makeUser();
	const { context, page } = await signedIn(browser, "/settings/profile", name, {
		// What it kept counts as it is unpacked.
		serviceWorkers: "block",
	});
	await page.reload();
	await page.getByRole("heading", { name: "Profile" }).waitFor();
	const total = (await bytesOf(page, "/settings/profile")).reduce((sum, part) => sum + part.bytes, 0);
	assert.ok(total > 10_000 && total <= BUDGET_BYTES, `${total} bytes`);
	await context.close();
});
