// The certificate page shows the fingerprint of the certificate that the server really offers.
import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { after, before, test } from "node:test";
import { launch, open, url } from "./browser.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

test("the fingerprint is that of /ca.crt", async () => {
	const { context, page } = await open(browser, "/trust.html");
	const pem = await (await context.request.get(url("/ca.crt"))).text();
	const authority = new X509Certificate(pem);
	assert.equal(authority.ca, true);
	const shown = await page.getByTestId("fingerprint").innerText();
	assert.equal(shown.replace(/\s/g, ""), authority.fingerprint256);
	await context.close();
});

test("each device's steps can be chosen with the arrow keys", async () => {
	const { context, page } = await open(browser, "/trust.html");
	await page.getByRole("tab", { name: "Windows" }).click();
	await page.getByText("Trusted Root Certification Authorities").waitFor();
	await page.keyboard.press("ArrowLeft");
	await page.getByText("NODE_EXTRA_CA_CERTS").waitFor();
	for (const name of ["macOS", "iOS", "Android", "Debian, Ubuntu", "Firefox"]) {
		await page.getByRole("tab", { name }).click();
		assert.equal(await page.getByRole("tabpanel").count(), 1);
		assert.ok(
			(await page.getByRole("tabpanel").locator("li").count()) >= 2,
			name,
		);
	}
	await context.close();
});

test("a server without an authority of its own says that there is nothing to install", async () => {
	const { context, page } = await open(browser, "/status");
	await page.route("**/ca.crt", (route) => route.fulfill({ status: 404 }));
	await page.goto(url("/trust.html"));
	await page.getByRole("heading", { name: "Nothing to install" }).waitFor();
	await context.close();
});
