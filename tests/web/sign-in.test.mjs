// Getting in: by password, code and link; what is told when one does not.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { post } from "../api/client.mjs";
import {
	assertCalm,
	atHome,
	fillSignIn,
	freshName,
	instance,
	launch,
	makeUser,
	open,
	papertrade,
	PASSWORD,
	pathOf,
	restart,
	setUpAuthenticator,
	signedIn,
	sql,
	totp,
	url,
} from "./people.mjs";

let browser;
before(async () => (browser = await launch()));
after(async () => {
	await browser?.close();
	instance.stop();
});

const profile = (page) => page.getByRole("heading", { name: "Profile" });

test("a stranger is sent to sign in, and back to where they wanted to go", async () => {
	const name = await makeUser();
	const { context, page, complaints } = await open(browser, "/settings/keys");
	await page.waitForURL("**/sign-in?**");
	await fillSignIn(page, name);
	await page.waitForURL("**/settings/keys");
	await page.getByRole("heading", { name: "API keys" }).waitFor();
	assertCalm(complaints);
	await context.close();
});

test("no address makes sign-in lead elsewhere", async () => {
	const name = await makeUser();
	for (const next of ["https://example.org/account", "//example.org/account", "/api/auth/me"]) {
		const path = `/sign-in?next=${encodeURIComponent(next)}`;
		const { context, page } = await open(browser, path);
		await fillSignIn(page, name);
		await atHome(page);
		await context.close();
	}
});

test("a wrong password and an unknown name are told alike", async () => {
	const name = await makeUser();
	const { context, page, complaints } = await open(browser, "/sign-in");
	for (const who of [name, freshName()]) {
		await page.reload();
		await fillSignIn(page, who, "not the password");
		const alert = page.getByRole("alert");
		assert.equal(await alert.innerText(), "The name or the password is wrong.");
	}
	assertCalm(complaints, 401);
	await context.close();
});

test("too many attempts are told with how long to wait", async () => {
	const name = freshName();
	const { context, page, complaints } = await open(browser, "/sign-in");
	// One more is allowed every few seconds: the browser may be slow enough to get it.
	for (let status = 0; status !== 429; ) {
		const wrong = { username: name, password: "not the password" };
		for (let i = 0; i <= 10; i++) await post(instance, "/api/auth/login", wrong);
		const reply = page.waitForResponse("**/api/auth/login");
		await fillSignIn(page, name, "not the password");
		status = (await reply).status();
	}
	await page.getByText(/^Too many attempts\. Try again in \d+ seconds\.$/).waitFor();
	assertCalm(complaints, 401, 429);
	await context.close();
});

test("the keyboard alone signs in, opens the menu and signs out", async () => {
	const name = await makeUser();
	const { context, page } = await open(browser, "/sign-in");
	await page.getByLabel("User name or e-mail").focus();
	await page.keyboard.type(name);
	await page.keyboard.press("Tab");
	await page.keyboard.type(PASSWORD);
	await page.keyboard.press("Enter");
	await atHome(page);
	await page.getByRole("button", { name: `Account of ${name}` }).focus();
	await page.keyboard.press("Enter");
	await page.getByRole("button", { name: "Sign out" }).waitFor();
	await page.keyboard.press("Escape");
	assert.equal(await page.getByRole("button", { name: "Sign out" }).count(), 0);
	await page.keyboard.press("Enter");
	await page.keyboard.press("Tab");
	await page.keyboard.press("Tab");
	await page.keyboard.press("Enter");
	await page.waitForURL("**/sign-in");
	await page.goto(url("/settings/profile"));
	await page.waitForURL("**/sign-in?**");
	await context.close();
});

test("an authenticator's code is asked for, and so is a recovery code, once", async () => {
	const name = await makeUser();
	const first = await signedIn(browser, "/settings/profile", name);
	const { secret, codes } = await setUpAuthenticator(first.page);
	assertCalm(first.complaints);
	assert.equal(codes.length, 10);
	await first.context.close();

	const { context, page, complaints } = await open(browser, "/sign-in");
	await fillSignIn(page, name);
	const code = page.getByLabel("Authenticator code");
	assert.equal(await code.getAttribute("autocomplete"), "one-time-code");
	await code.fill("000000");
	await page.getByRole("button", { name: "Sign in" }).click();
	await page.getByText("The code is wrong or was used already.").waitFor();
	await code.fill(totp(secret, 1));
	await page.getByRole("button", { name: "Sign in" }).click();
	await atHome(page);
	assertCalm(complaints, 401);
	await context.close();

	for (const accepted of [true, false]) {
		const other = await open(browser, "/sign-in");
		await fillSignIn(other.page, name);
		await other.page.getByRole("button", { name: "Use a recovery code" }).click();
		await other.page.getByLabel("Recovery code").fill(codes[0]);
		await other.page.getByRole("button", { name: "Sign in" }).click();
		if (accepted) await atHome(other.page);
		else await other.page.getByText("was used already").waitFor();
		await other.context.close();
	}
});

test("what a browser and a password manager look for is there", async () => {
	const { context, page } = await open(browser, "/sign-in");
	const attribute = (label, name = "autocomplete") =>
		page.getByLabel(label, { exact: true }).getAttribute(name);
	assert.equal(await attribute("User name or e-mail"), "username");
	assert.equal(await attribute("Password"), "current-password");
	await page.goto(url("/register"));
	assert.equal(await attribute("User name"), "username");
	assert.equal(await attribute("Password"), "new-password");
	assert.equal(await attribute("Password", "type"), "password");
	await page.getByRole("button", { name: "Show password" }).click();
	assert.equal(await attribute("Password", "type"), "text");
	await context.close();
});

test("registration tells what is wrong beside its field, then lets in", async () => {
	const name = freshName();
	const { context, page, complaints } = await open(browser, "/register");
	const password = page.getByLabel("Password", { exact: true });
	await page.getByLabel("User name").fill(name);
	await password.fill("short");
	await page.getByText("3 more characters needed.").waitFor();
	await password.fill("password1");
	await page.getByRole("button", { name: "Open the account" }).click();
	const told = page.getByText("Password is one of the passwords that are tried first.");
	await told.waitFor();
	assert.equal(await password.getAttribute("aria-invalid"), "true");
	const describedBy = await password.getAttribute("aria-describedby");
	assert.ok(describedBy.split(" ").includes(await told.getAttribute("id")));
	await password.fill(PASSWORD);
	await page.getByRole("button", { name: "Open the account" }).click();
	await atHome(page);
	await page.getByRole("button", { name: `Account of ${name}` }).waitFor();
	assertCalm(complaints, 422);
	await context.close();
});

test("a name that is taken is told", async () => {
	const name = await makeUser();
	const { context, page } = await open(browser, "/register");
	await page.getByLabel("User name").fill(name);
	await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
	await page.getByRole("button", { name: "Open the account" }).click();
	await page.getByText("The name or the address is taken.").waitFor();
	await context.close();
});

test("a bad invitation is told as such", async () => {
	const { context, page } = await open(browser, "/register#not-a-token");
	await page.getByText("You are invited to this server.").waitFor();
	await page.getByLabel("User name").fill(freshName());
	await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
	await page.getByRole("button", { name: "Open the account" }).click();
	await page
		.getByRole("heading", { name: "This invitation is not good any more" })
		.waitFor();
	await context.close();
});

test("forgetting a password answers the same for a user and for nobody", async () => {
	const said = [];
	for (const name of [await makeUser(), freshName()]) {
		const { context, page, complaints } = await open(browser, "/sign-in");
		await page.getByRole("link", { name: "Forgotten your password?" }).click();
		await page.getByLabel("User name or e-mail").fill(name);
		await page.getByRole("button", { name: "Send me a link" }).click();
		await page.getByText("a link is on its way").waitFor();
		said.push(await page.getByRole("main").innerText());
		assertCalm(complaints);
		await context.close();
	}
	assert.equal(said[0], said[1]);
});

test("a link of the command line sets a password, once, and ends the sessions", async () => {
	const name = await makeUser();
	const old = await signedIn(browser, "/settings/profile", name);
	const path = pathOf(papertrade("user", "link", name));
	assert.match(path, /^\/reset#[\w-]{43}$/);

	const { context, page, complaints } = await open(browser, path);
	await page.getByLabel("New password", { exact: true }).fill("another long phrase");
	await page.getByRole("button", { name: "Set the password" }).click();
	await page.getByRole("heading", { name: "Your password is changed" }).waitFor();
	assert.equal(new URL(page.url()).hash, "");
	assertCalm(complaints);
	await page.getByRole("main").getByRole("link", { name: "Sign in" }).click();
	await fillSignIn(page, name, "another long phrase");
	await atHome(page);
	await context.close();

	await old.page.reload();
	await old.page.getByText("Your session has ended.").waitFor();
	await old.context.close();

	const again = await open(browser, path);
	await again.page.getByLabel("New password", { exact: true }).fill("a third long phrase");
	await again.page.getByRole("button", { name: "Set the password" }).click();
	await again.page
		.getByRole("heading", { name: "This link is not good any more" })
		.waitFor();
	await again.context.close();
});

test("a reset link without its token is told as bad at once", async () => {
	const { context, page } = await open(browser, "/reset");
	await page.getByRole("heading", { name: "This link is not good any more" }).waitFor();
	await context.close();
});

test("tabs that renew at once take turns, and stay signed in", async () => {
	const name = await makeUser();
	const { context, page } = await signedIn(browser, "/settings/profile", name);
	const second = await context.newPage();
	await second.goto(url("/settings/profile"));
	await profile(second).waitFor();
	for (let round = 0; round < 5; round++) {
		await Promise.all([page.reload(), second.reload()]);
		await Promise.all([profile(page).waitFor(), profile(second).waitFor()]);
	}
	const stolen = sql("select count(*) from activity_log where action = 'refresh_reused'");
	assert.equal(stolen, "0");
	await context.close();
});

test("a page that goes away while it renews does not end the session", async () => {
	const name = await makeUser();
	const { context, page } = await signedIn(browser, "/settings/profile", name);
	for (const delayMs of [10, 30, 50, 70, 90, 120]) {
		await page.reload({ waitUntil: "commit" });
		await page.waitForTimeout(delayMs);
	}
	await profile(page).waitFor();
	const stolen = sql("select count(*) from activity_log where action = 'refresh_reused'");
	assert.equal(stolen, "0");
	await context.close();
});

test("a refused token is renewed once, and the request repeated", async () => {
	const name = await makeUser();
	const { context, page } = await signedIn(browser, "/settings/profile", name);
	await profile(page).waitFor();
	let renewed = 0;
	page.on("request", (request) => {
		if (request.url().endsWith("/api/auth/refresh")) renewed++;
	});
	const refuse = { status: 401, json: { code: 40110000, message: "request is not authorized" } };
	await page.route("**/api/auth/sessions", (route) => route.fulfill(refuse), { times: 1 });
	await page.getByRole("link", { name: "Sessions" }).click();
	await page.getByText("this one").waitFor();
	assert.equal(renewed, 1);
	await context.close();
});

test("signing out in one tab is signing out in all", async () => {
	const name = await makeUser();
	const { context, page, complaints } = await signedIn(browser, "/settings/profile", name);
	const second = await context.newPage();
	await second.goto(url("/settings/profile"));
	await profile(second).waitFor();
	await page.getByRole("button", { name: `Account of ${name}` }).click();
	await page.getByRole("button", { name: "Sign out" }).click();
	await page.waitForURL("**/sign-in");
	await second.waitForURL("**/sign-in?**");
	assertCalm(complaints);
	assert.deepEqual(await context.cookies(), []);
	await context.close();
});

test("no token is kept where a script of another visit could find it", async () => {
	const name = await makeUser();
	const { context, page } = await signedIn(browser, "/settings/profile", name);
	await profile(page).waitFor();
	const kept = await page.evaluate(() =>
		JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
	);
	assert.equal(kept, JSON.stringify([{ "signed-in": "yes" }, {}, ""]));
	const [cookie] = await context.cookies();
	assert.equal(cookie.name, "__Host-refresh");
	assert.ok(cookie.httpOnly && cookie.secure);
	assert.equal(cookie.sameSite, "Strict");
	await context.close();
});

test("a server out of reach is told, and asked again on demand", async () => {
	const name = await makeUser();
	const { context, page } = await signedIn(browser, "/settings/profile", name);
	await page.route("**/api/auth/refresh", (route) => route.abort());
	await page.reload();
	await page.getByText("No answer from the server.").waitFor();
	await page.unroute("**/api/auth/refresh");
	await page.getByRole("button", { name: "Try again" }).click();
	await profile(page).waitFor();
	await context.close();
});

test("a token is renewed before it expires", async () => {
	const name = await makeUser();
	const { context, page } = await signedIn(browser, "/settings/profile", name);
	await page.clock.install();
	await page.reload();
	await profile(page).waitFor();
	const renewed = page.waitForResponse("**/api/auth/refresh");
	await page.clock.fastForward("13:30");
	await page.clock.fastForward("00:45");
	assert.equal((await renewed).status(), 200);
	await context.close();
});

test("going back after signing out shows nothing of before", async () => {
	const name = await makeUser();
	const { context, page } = await signedIn(browser, "/settings/profile", name);
	await page.getByRole("button", { name: `Account of ${name}` }).click();
	await page.getByRole("button", { name: "Sign out" }).click();
	await page.waitForURL("**/sign-in");
	await page.goBack();
	await page.getByLabel("User name or e-mail").waitFor();
	assert.equal(await page.getByText(name).count(), 0);
	await context.close();
});

test("a server that takes only the invited says so", async () => {
	restart({ REGISTRATION: "invite" });
	const { context, page, complaints } = await open(browser, "/register");
	await page.getByLabel("User name").fill(freshName());
	await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
	await page.getByRole("button", { name: "Open the account" }).click();
	await page.getByRole("heading", { name: "Registration is not open" }).waitFor();
	assertCalm(complaints, 403);
	await context.close();
});
