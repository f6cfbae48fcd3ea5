// What administrators do in a browser, and that nobody else does.
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import {
	ADMIN,
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
	pathOf,
	PHONE,
	shown,
	signedIn,
	sql,
	url,
} from "./people.mjs";

const SECTIONS = ["users", "server", "jobs", "backups", "data", "invitations", "activity"];
const BUDGET_BYTES = 150 * 1024;

let browser;
before(async () => (browser = await launch()));
after(async () => {
	await browser?.close();
	instance.stop();
});

async function change(page, name, label, choice) {
	await page.getByRole("button", { name: `Change ${name}`, exact: true }).click();
	await page.getByLabel(label).selectOption(choice);
	await page.getByRole("button", { name: "Save" }).click();
	await page.getByRole("dialog").waitFor({ state: "hidden" });
}

const rowOf = (page, name) =>
	page.getByRole("listitem").filter({ has: page.getByText(name, { exact: true }) });

test("whoever is no administrator is told, and gets no link there", async () => {
	const name = await makeUser();
	const { context, page, complaints } = await signedIn(browser, "/admin", name);
	await page.getByText("This page is for administrators.").waitFor();
	await page.getByRole("button", { name: `Account of ${name}` }).click();
	assert.equal(await page.getByRole("link", { name: "Administration" }).count(), 0);
	assertCalm(complaints);
	await context.close();
});

test("an invitation lets somebody in, as what it says, once", async () => {
	const admin = await signedIn(browser, "/admin/invitations", ADMIN.name);
	const { page } = admin;
	await page.getByRole("button", { name: "Invite" }).click();
	const email = `${freshName()}@example.org`;
	await page.getByLabel("E-mail").fill(email);
	await page.getByLabel("Role").selectOption("viewer");
	await page.getByRole("button", { name: "Make the invitation" }).click();
	const path = pathOf(await shown(page, "One-time link"));
	assert.match(path, /^\/register#[\w-]{43}$/);
	await page.getByRole("button", { name: "Done" }).click();
	await page.getByText(email).waitFor();

	const name = freshName();
	const guest = await open(browser, path);
	await guest.page.getByText("You are invited to this server.").waitFor();
	await guest.page.getByLabel("User name").fill(name);
	await guest.page.getByLabel("Password", { exact: true }).fill(PASSWORD);
	await guest.page.getByRole("button", { name: "Open the account" }).click();
	await atHome(guest.page);
	await guest.page.goto(url("/settings/profile"));
	assert.equal(await guest.page.getByLabel("E-mail").inputValue(), email);
	assertCalm(guest.complaints);
	await guest.context.close();

	await page.getByRole("link", { name: "Users" }).click();
	await rowOf(page, name).getByText("viewer").waitFor();
	await page.getByRole("link", { name: "Invitations" }).click();
	await page.getByText("No invitation is open.").waitFor();
	assertCalm(admin.complaints);
	await admin.context.close();
});

test("an invitation that was taken back lets nobody in", async () => {
	const { context, page } = await signedIn(browser, "/admin/invitations", ADMIN.name);
	await page.getByRole("button", { name: "Invite" }).click();
	await page.getByRole("button", { name: "Make the invitation" }).click();
	const path = pathOf(await shown(page, "One-time link"));
	await page.getByRole("button", { name: "Done" }).click();
	await page.getByRole("button", { name: /^Take back the invitation/ }).click();
	await page.getByRole("button", { name: "Take it back" }).click();
	await page.getByText("No invitation is open.").waitFor();
	const guest = await open(browser, path);
	await guest.page.getByLabel("User name").fill(freshName());
	await guest.page.getByLabel("Password", { exact: true }).fill(PASSWORD);
	await guest.page.getByRole("button", { name: "Open the account" }).click();
	await guest.page
		.getByRole("heading", { name: "This invitation is not good any more" })
		.waitFor();
	await guest.context.close();
	await context.close();
});

test("a user is made with a password, or with a link to choose one", async () => {
	const { context, page, complaints } = await signedIn(browser, "/admin", ADMIN.name);
	const [linked, direct] = [freshName(), freshName()];
	await page.getByRole("button", { name: "New user" }).click();
	await page.getByLabel("User name").fill(linked);
	await page.getByRole("button", { name: "Make the user" }).click();
	const path = pathOf(await shown(page, "One-time link"));
	await page.getByRole("button", { name: "Done" }).click();
	await rowOf(page, linked).getByText("no password yet").waitFor();

	await page.getByRole("button", { name: "New user" }).click();
	await page.getByLabel("User name").fill(direct);
	await page.getByLabel("Password", { exact: true }).selectOption("password");
	const password = page.getByLabel("Their password", { exact: true });
	await password.fill("password1");
	await page.getByRole("button", { name: "Make the user" }).click();
	await page.getByText("is one of the passwords that are tried first").waitFor();
	await password.fill(PASSWORD);
	await page.getByRole("button", { name: "Make the user" }).click();
	await rowOf(page, direct).waitFor();
	assertCalm(complaints, 422);

	const first = await open(browser, path);
	await first.page.getByLabel("New password", { exact: true }).fill(PASSWORD);
	await first.page.getByRole("button", { name: "Set the password" }).click();
	await first.page.getByText("Your password is changed").waitFor();
	await first.context.close();
	for (const name of [linked, direct])
		await (await signedIn(browser, "/settings/profile", name)).context.close();
	await context.close();
});

test("a disabled user is signed out, kept out and told; enabled, let in again", async () => {
	const name = await makeUser();
	const theirs = await signedIn(browser, "/settings/profile", name);
	const { context, page } = await signedIn(browser, "/admin", ADMIN.name);
	await change(page, name, "Access", "disabled");
	await rowOf(page, name).getByText("disabled").waitFor();
	await theirs.page.getByRole("link", { name: "Sessions" }).click();
	await theirs.page.getByText("Your session has ended.").waitFor();
	await fillSignIn(theirs.page, name);
	await theirs.page.getByText("The name or the password is wrong.").waitFor();
	await change(page, name, "Access", "enabled");
	await fillSignIn(theirs.page, name);
	await theirs.page.waitForURL("**/settings/sessions");
	await theirs.context.close();
	await context.close();
});

test("roles change, but the last administrator stays", async () => {
	const name = await makeUser();
	const { context, page, complaints } = await signedIn(browser, "/admin", ADMIN.name);
	await change(page, name, "Role", "viewer");
	await rowOf(page, name).getByText("viewer").waitFor();
	await page.getByRole("button", { name: `Change ${ADMIN.name}` }).click();
	await page.getByLabel("Role").selectOption("trader");
	await page.getByRole("button", { name: "Save" }).click();
	await page.getByText("The last administrator stays.").waitFor();
	assertCalm(complaints, 403);
	await context.close();
});

test("a forgotten password is mended by a link that an administrator hands over", async () => {
	const name = await makeUser();
	const { context, page } = await signedIn(browser, "/admin", ADMIN.name);
	await page.getByRole("button", { name: `Password link for ${name}` }).click();
	await page.getByRole("button", { name: "Make the link" }).click();
	const path = pathOf(await shown(page, "One-time link"));
	const theirs = await open(browser, path);
	await theirs.page.getByLabel("New password", { exact: true }).fill("another long phrase");
	await theirs.page.getByRole("button", { name: "Set the password" }).click();
	await theirs.page.getByText("Your password is changed").waitFor();
	await theirs.context.close();
	await context.close();
});

test("users are listed page by page, and everybody's activity with names", async () => {
	const name = await makeUser();
	sql(`insert into users (username, role)
		select 'many' || n, 'viewer' from generate_series(1, 120) n`);
	const { context, page } = await signedIn(browser, "/admin", ADMIN.name);
	const entries = page.getByRole("main").getByRole("listitem");
	const more = page.getByRole("button", { name: "Show more" });
	await more.click();
	await more.click();
	await page.getByText("many120", { exact: true }).waitFor();
	const total = sql("select count(*) from users");
	// The sections' links are no list items.
	assert.equal(await entries.count(), Number(total));
	await page.getByRole("link", { name: "Activity" }).click();
	await page.getByText(`${name} · `).first().waitFor();
	sql("delete from users where username like 'many%'");
	await context.close();
});

test("jobs say when they were last done, and backups that there are none, and why one failed", async () => {
	const { context, page, complaints } = await signedIn(browser, "/admin/jobs", ADMIN.name);
	const jobs = page.getByRole("table", { name: "Jobs" });
	const quotes = jobs.getByRole("row").filter({ hasText: "Quotes" });
	await quotes.getByText("In order").waitFor();
	await quotes.locator("time").waitFor();
	const backup = jobs.getByRole("row").filter({ has: page.getByText("Backup", { exact: true }) });
	await backup.getByText("Not yet").waitFor();
	await page.getByRole("link", { name: "Backups", exact: true }).click();
	await page.getByText("No backup was made yet.").waitFor();
	const now = Math.floor(Date.now() / 1000);
	const file = join(instance.home, "backup.status");
	const told = ["state=failed", `attempt=${now}`, `success=${now - 7200}`, "size=1234567", "seconds=30", "kept=5", "reason=the disk is full"];
	try {
		writeFileSync(file, told.join("\n"));
		await page.reload();
		await page.getByText("The last backup failed: the disk is full.").waitFor();
		await page.getByText(/^2 hours ago/).waitFor();
		await page.getByText("1.2 MB").waitFor();
	} finally {
		rmSync(file, { force: true });
	}
	assertCalm(complaints);
	await context.close();
});

test("stored bars show the sessions that they lack, by keyboard", async () => {
	const { context, page, complaints } = await signedIn(browser, "/admin/data", ADMIN.name);
	await page.getByText("No bars were imported").waitFor();
	const days = ["2024-01-02", "2024-01-03", "2024-01-09"];
	const lines = ["Date,Open,High,Low,Close,Volume", ...days.map((day) => `${day},10,12,9,11,100`)];
	await page.getByRole("link", { name: "Import bars" }).click();
	const files = { name: "gappy.csv", mimeType: "text/csv", buffer: Buffer.from(lines.join("\n")) };
	await page.getByLabel("CSV file of bars").setInputFiles(files);
	await page.getByRole("button", { name: "Store these bars" }).click();
	await page.getByText("3 new bars are stored.").waitFor();
	await page.goto(url("/admin/data"));
	await page.getByRole("button", { name: "Gaps of GAPPY, 1Day" }).focus();
	await page.keyboard.press("Enter");
	const dialog = page.getByRole("dialog", { name: "Gaps of GAPPY, 1Day" });
	await dialog.getByText("3 bars in 3 of the 6 sessions").waitFor();
	assert.deepEqual(await dialog.locator("tbody td").allTextContents(), ["Jan 4, 2024", "Jan 8, 2024", "3"]);
	await page.keyboard.press("Escape");
	await dialog.waitFor({ state: "hidden" });
	sql("delete from bars where symbol = 'GAPPY'; delete from bar_series where symbol = 'GAPPY'");
	assertCalm(complaints);
	await context.close();
});

for (const colorScheme of ["dark", "light"]) {
	test(`every section is accessible in the ${colorScheme} theme`, async () => {
		const name = await makeUser();
		const options = { colorScheme, bypassCSP: true };
		const { context, page } = await signedIn(browser, "/admin", ADMIN.name, options);
		for (const id of SECTIONS) {
			await page.goto(url(`/admin/${id}`));
			await page.getByRole("heading", { name: "Administration" }).waitFor();
			await page.waitForLoadState("networkidle");
			assert.deepEqual(await axeViolations(page), [], id);
		}
		await page.goto(url("/admin/users"));
		await page.getByRole("button", { name: `Change ${name}` }).click();
		assert.deepEqual(await axeViolations(page), [], "change");
		await page.keyboard.press("Escape");
		await page.getByRole("button", { name: "New user" }).click();
		assert.deepEqual(await axeViolations(page), [], "new user");
		await context.close();
	});
}

test("every section fits 390 px, and the page costs at most 150 KB", async () => {
	// What a service worker kept counts as it is unpacked.
	const options = { viewport: PHONE, serviceWorkers: "block" };
	const { context, page } = await signedIn(browser, "/admin", ADMIN.name, options);
	await page.getByRole("heading", { name: "Users" }).waitFor();
	const total = (await bytesOf(page, "/admin")).reduce((sum, part) => sum + part.bytes, 0);
	assert.ok(total > 10_000 && total <= BUDGET_BYTES, `${total} bytes`);
	for (const id of SECTIONS) {
		await page.goto(url(`/admin/${id}`));
		await page.getByRole("heading", { name: "Administration" }).waitFor();
		await page.waitForLoadState("networkidle");
		assert.equal(await excessWidth(page), 0, id);
	}
	await context.close();
});
