// What tests of trading pages do again and again.
import { fillSignIn, freshName, instance, makeUser, open, PASSWORD, url } from "./people.mjs";
import { send } from "../api/client.mjs";

/** Opens the app without its offline shell, which is another test's subject. */
export async function openAlone(t, browser, path, options = {}) {
	const opened = await open(browser, "/sign-in", options);
	t.after(() => opened.context.close());
	await opened.page.addInitScript(() => delete Navigator.prototype.serviceWorker);
	await opened.page.goto(url(path));
	return opened;
}

/** A page of a fresh user, signed in at `path`, until the test ends; `api` asks in their name. */
export async function trader(t, browser, path, options = {}) {
	const name = await makeUser(freshName());
	const at = `/sign-in?next=${encodeURIComponent(path)}`;
	const opened = await openAlone(t, browser, at, options);
	await fillSignIn(opened.page, name);
	await opened.page.waitForURL(`**${path}`);
	return { ...opened, name, api: await apiOf(name) };
}

/** What sends JSON in a user's name: api("POST", "/api/orders", {…}) gives the reply's JSON. */
export async function apiOf(name) {
	const headers = { "Content-Type": "application/json" };
	const body = JSON.stringify({ username: name, password: PASSWORD });
	const { json } = await send(instance, "/api/auth/login", { method: "POST", headers, body });
	const signed = {
		...headers,
		Authorization: `Bearer ${json.access_token}`,
		"X-CSRF-Token": json.csrf_token,
	};
	return async (method, at, value) => {
		const body = value === undefined ? undefined : JSON.stringify(value);
		return (await send(instance, at, { method, headers: signed, body })).json;
	};
}

/** The newest bid of a symbol. */
export async function bidOf(api, symbol) {
	return (await api("GET", `/api/market/quote/${symbol}`)).bid;
}

/** Shows what the chart was drawn from. */
export function drawn(page) {
	return page.getByTestId("legend").first().waitFor();
}

export const ticket = (page) => page.getByRole("form", { name: "Order ticket" });
const part = (role) => (page, name) => ticket(page).getByRole(role, { name, exact: true });
export const field = part("textbox");
export const choice = part("combobox");
export const option = part("radio");
export const box = part("checkbox");
export const place = (page) => ticket(page).locator("button.place");
export const orders = (page) => page.getByRole("list", { name: /^Open orders on/ }).getByRole("listitem");
export const said = (page, text) => page.getByRole("list", { name: "Notes" }).getByText(text).first();
export const cents = (price) => price.toFixed(2);

/** Fills in a limit order and places it. */
export async function placeLimit(page, side, shares, price) {
	await option(page, side).check();
	await choice(page, "Order type").selectOption("limit");
	await field(page, "Shares").fill(shares);
	await field(page, "Limit price").fill(price);
	await place(page).click();
	await page.getByRole("dialog").getByRole("button", { name: `${side} now` }).click();
}
