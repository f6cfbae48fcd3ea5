// An instance for tests that sign in, and what they do again and again.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHmac, randomBytes } from "node:crypto";
import { ownInstance, root, send } from "../api/client.mjs";

export const ADMIN = { name: "overseer", password: "a long and dull phrase" };
export const PASSWORD = "quite a long phrase";

export const instance = ownInstance({
	RATE_LIMIT_AUTH: "0",
	REGISTRATION: "open",
	ARGON2_MEMORY_KIB: "8192",
	ARGON2_PASSES: "1",
	TERMINAL_USER: ADMIN.name,
	TERMINAL_PASSWORD: ADMIN.password,
});
process.env.PT_URL = instance.url;
const web = await import("./browser.mjs");
const { open, url } = web;
export const { axeViolations, bytesOf, DESKTOP, excessWidth, launch, launchIn, PHONE, trusting } = web;
export { open, url };

/** Starts the same instance again with some settings changed. */
export function restart(settings) {
	const env = { ...instance.env, ...settings };
	instance.agent?.destroy();
	delete instance.agent;
	execFileSync(`${root}/scripts/instance`, ["up"], { env, stdio: "ignore" });
}

export function freshName() {
	return `u${randomBytes(5).toString("hex")}`;
}

/** Makes a user by the API; resolves to their name. */
export async function makeUser(name = freshName()) {
	const reply = await send(instance, "/api/auth/register", {
		method: "POST",
		headers: { "Content-Type": "application/json" },
		body: JSON.stringify({ username: name, password: PASSWORD }),
	});
	assert.equal(reply.status, 201, reply.text);
	return name;
}

export async function fillSignIn(page, name, password = PASSWORD) {
	await page.getByLabel("User name or e-mail").fill(name);
	await page.getByLabel("Password", { exact: true }).fill(password);
	await page.getByRole("button", { name: "Sign in" }).click();
}

/** Waits until the page that follows signing in is shown. */
export async function atHome(page) {
	await page.waitForURL(url("/"));
	await page.getByRole("heading", { name: "Home", exact: true }).waitFor();
}

/** A page that shows `path` with this user signed in. */
export async function signedIn(browser, path, name, options = {}) {
	const password = name === ADMIN.name ? ADMIN.password : PASSWORD;
	const opened = await open(browser, "/sign-in", options);
	await fillSignIn(opened.page, name, password);
	await atHome(opened.page);
	if (path !== "/") await opened.page.goto(url(path));
	return opened;
}

/** Nothing was complained of but refusals of these statuses, which the browser notes itself. */
export function assertCalm(complaints, ...statuses) {
	const refusal = new RegExp(`with a status of (${statuses.join("|") || "none"})\\b`);
	assert.deepEqual(
		complaints.filter((text) => !refusal.test(text)),
		[],
	);
}

/** What `papertrade …` prints. */
export function papertrade(...words) {
	return execFileSync(instance.env.PAPERTRADE, words, { env: instance.env })
		.toString()
		.trim();
}

export function sql(statement) {
	const to = ["-h", `${instance.home}/run`, "-U", "postgres", "-d", "papertrade"];
	return execFileSync("psql", ["-X", "-q", "-A", "-t", ...to, "-c", statement])
		.toString()
		.trim();
}

/** The path and token of a link, for the address under test. */
export function pathOf(link) {
	const { pathname, hash } = new URL(link);
	return pathname + hash;
}

function base32(text) {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	const bits = [...text]
		.map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0"))
		.join("");
	return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
}

/** The code that an authenticator shows `steps` half minutes from now (RFC 6238). */
export function totp(secret, steps = 0) {
	const counter = Buffer.alloc(8);
	counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
	const hash = createHmac("sha1", base32(secret)).update(counter).digest();
	const at = hash[hash.length - 1] & 15;
	return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** The text that a shown-once box holds. */
export function shown(page, title) {
	return page.getByRole("group", { name: title, exact: true }).innerText();
}

/** Sets an authenticator up; resolves to its secret and the recovery codes. */
export async function setUpAuthenticator(page) {
	await page.goto(url("/settings/security"));
	await page.getByRole("button", { name: "Set up an authenticator" }).click();
	const secret = await shown(page, "Secret");
	await page.getByLabel("Code", { exact: true }).fill(totp(secret));
	await page.getByRole("button", { name: "Confirm" }).click();
	const codes = (await shown(page, "Recovery codes")).split("\n");
	await page.getByRole("button", { name: "I have kept them" }).click();
	return { secret, codes };
}
