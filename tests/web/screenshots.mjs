// Pictures of every page, in both themes and sizes, of a server with a day's trading in it.
// Usage: PAPERTRADE=build/papertrade node tests/web/screenshots.mjs FOLDER
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { ADMIN, DESKTOP, instance, launch, PHONE, signedIn, url } from "./people.mjs";
import { signIn } from "../api/people.mjs";

const PAGES = {
	home: "/",
	trade: "/trade/AAPL",
	positions: "/positions",
	orders: "/orders",
	pnl: "/pnl",
	research: "/research",
	options: "/options/AAPL",
	news: "/news",
	economy: "/macro",
	routine: "/routine",
	ideas: "/ideas",
	strategies: "/strategies",
	backtests: "/backtests",
	settings: "/settings",
	accounts: "/settings/accounts",
	keys: "/settings/keys",
	admin: "/admin/server",
	jobs: "/admin/jobs",
	backups: "/admin/backups",
};
const SIZES = { desktop: DESKTOP, phone: PHONE };
const ORDERS = [
	{ symbol: "AAPL", qty: "40" },
	{ symbol: "MSFT", qty: "15" },
	{ symbol: "NVDA", qty: "60" },
	{ symbol: "TSLA", qty: "20", side: "sell" },
	{ symbol: "SPY", notional: "12500" },
	{ symbol: "AAPL", qty: "10", type: "limit", limit_price: "150", time_in_force: "gtc" },
	{ symbol: "NVDA", qty: "20", side: "sell", type: "limit", limit_price: "900", time_in_force: "gtc" },
];
const WATCHED = ["SPY", "QQQ", "AAPL", "MSFT", "NVDA", "AMZN", "TSLA"];
const FIRST_PAINT_MS = 2500;

const folder = process.argv[2] ?? "screenshots";
mkdirSync(folder, { recursive: true });

const owner = await signIn(instance, ADMIN.name, ADMIN.password);
for (const order of ORDERS) {
	const reply = await owner.post("/api/orders", { side: "buy", ...order });
	assert.ok(reply.status < 300, reply.text);
}
await owner.post("/v2/watchlists", { name: "Watchlist", symbols: WATCHED });

const browser = await launch();
for (const colorScheme of ["dark", "light"])
	for (const [size, viewport] of Object.entries(SIZES)) {
		const { context, page } = await signedIn(browser, "/", ADMIN.name, {
			colorScheme,
			viewport,
		});
		for (const [name, path] of Object.entries(PAGES)) {
			await page.goto(url(path));
			await page.waitForLoadState("networkidle").catch(() => {});
			await page.waitForTimeout(FIRST_PAINT_MS);
			await page.screenshot({ path: join(folder, `${name}-${colorScheme}-${size}.png`) });
		}
		await context.close();
	}
await browser.close();
instance.stop();
