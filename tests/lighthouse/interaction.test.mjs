// From a key or a click to what it changes on screen, with 500 positions, 5,000 orders, and 200
// quotes a second: timed, so the best of a few. Other tabs' quotes come by the channel on which
// the tab that leads tells what it was told.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

process.env.PAPERTRADE = fileURLToPath(new URL("../../build/papertrade", import.meta.url));
const { instance, launch, signedIn, trusting, url } = await import("../web/people.mjs");
const { makeTrader } = await import("../web/trader.mjs");
const { tradeMuch } = await import("../web/large.mjs");

const POSITIONS = 500;
const ORDERS = 5_000;
const QUOTED = 200;
const QUOTES_A_SECOND = 200;
const MOST_INPUT_MS = 100;
const MOST_FRAME_MS = 50;
const MOST_TURNS = 200;
const ATTEMPTS = 8;

let browser;
let trader;
let symbols;
before(async () => {
	browser = await launch(trusting(instance));
	trader = await makeTrader();
	symbols = await tradeMuch(trader, { orders: ORDERS, positions: POSITIONS });
});
after(async () => {
	await browser?.close();
	instance.stop();
});

/** Another tab of the same browser tells quotes, of as many symbols as the app asks for. */
async function feed(context) {
	const tab = await context.newPage();
	await tab.goto(url("/trust.html"));
	await tab.evaluate(
		({ symbols, everyMs }) => {
			const channel = new BroadcastChannel("papertrade-live");
			const begun = performance.now();
			window.told = 0;
			const tell = (symbol) => {
				const price = Math.round(700 + 100 * Math.random()) / 100;
				const about = { name: symbol, source: "sim", simulated: true, stale: false, as_of: "" };
				const traded = { price, bid: price - 0.01, ask: price + 0.01, change: 0.07, change_pct: 1 };
				const one = { ...about, ...traded, symbol, time: new Date().toISOString() };
				channel.postMessage({ from: "another", topic: "quotes", payload: { quotes: [one] } });
			};
			setInterval(() => {
				const due = (performance.now() - begun) / everyMs;
				for (; window.told < due; window.told++) tell(symbols[window.told % symbols.length]);
			}, 1);
		},
		{ symbols: symbols.slice(0, QUOTED), everyMs: 1000 / QUOTES_A_SECOND },
	);
	return tab;
}

/** From now on the page notes how long inputs wait for their paint, and frames for the next. */
async function observe(page) {
	await page.evaluate(() => {
		let input = 0;
		let frame = 0;
		const note = (entries) => {
			for (const { interactionId, duration } of entries)
				if (interactionId > 0) input = Math.max(input, duration);
		};
		const observer = new PerformanceObserver((list) => note(list.getEntries()));
		observer.observe({ type: "event", durationThreshold: 16 });
		let last = performance.now();
		const follow = (now) => {
			frame = Math.max(frame, now - last);
			last = now;
			requestAnimationFrame(follow);
		};
		requestAnimationFrame(follow);
		window.noted = () => {
			note(observer.takeRecords());
			const noted = { input, frame: Math.round(frame) };
			input = frame = 0;
			return noted;
		};
	});
}

const painted = (page) =>
	page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));

/** The longest that an input waited, and a frame, in each step: {name: {input, frame}}. */
async function measured(path, ready, steps) {
	const { context, page } = await signedIn(browser, path, trader.name);
	await ready(page);
	const tab = await feed(context);
	await page.bringToFront();
	await observe(page);
	await painted(page);
	await page.evaluate(() => window.noted());
	const told = () => tab.evaluate(() => [window.told, performance.now()]);
	const [toldBefore, beganMs] = await told();
	const found = {};
	for (const [name, step] of Object.entries(steps)) {
		await step(page);
		await painted(page);
		await painted(page);
		found[name] = await page.evaluate(() => window.noted());
	}
	const [toldAfter, endedMs] = await told();
	const rate = ((toldAfter - toldBefore) * 1000) / (endedMs - beganMs);
	assert.ok(rate > QUOTES_A_SECOND * 0.9, `${rate} quotes came a second`);
	await context.close();
	return found;
}

const isSwift = ({ input, frame }) => input < MOST_INPUT_MS && frame <= MOST_FRAME_MS;

/** Others on the machine make a step slower, never faster: the best of each is what it takes. */
async function assertSwift(path, ready, steps) {
	const best = {};
	let attempts = 0;
	do {
		const found = await measured(path, ready, steps);
		for (const [name, { input, frame }] of Object.entries(found)) {
			const before = best[name] ?? { input, frame };
			best[name] = {
				input: Math.min(before.input, input),
				frame: Math.min(before.frame, frame),
			};
		}
	} while (++attempts < ATTEMPTS && !Object.values(best).every(isSwift));
	console.error(`# ${path}, ${QUOTES_A_SECOND} quotes a second, the best of ${attempts}:`);
	for (const [name, { input, frame }] of Object.entries(best))
		console.error(`#   ${name}: to its paint ${input || "under 16"} ms, longest frame ${frame} ms`);
	const slow = Object.keys(best).filter((name) => !isSwift(best[name]));
	assert.deepEqual(slow, []);
}

const press = (...keys) => async (page) => {
	for (const key of keys) {
		await page.keyboard.press(key);
		await painted(page);
	}
};
const scroll = (byPx) => async (page) => {
	await page.mouse.move(700, 500);
	for (let turn = 0; turn < 8; turn++) {
		await page.mouse.wheel(0, byPx);
		await painted(page);
	}
};
const sort = (name) => (page) =>
	page.getByRole("table", { name: "Positions" }).getByRole("button", { name }).click();
const into = (role, name, ...keys) => async (page) => {
	await page.getByRole(role, { name, exact: true }).focus();
	await press(...keys)(page);
};
const choose = (label, value) => (page) => page.getByLabel(label).selectOption(value);

test("500 positions: filtered, sorted and scrolled while quotes come", async () => {
	const ready = (page) => page.getByText(`${POSITIONS} positions`).waitFor();
	await assertSwift("/positions", ready, {
		"typing in the filter": into("searchbox", "Filter by symbol", "Z", "0", "1"),
		"deleting it": press("Backspace", "Backspace", "Backspace"),
		"sorting by symbol": sort("Symbol"),
		"sorting by price": sort("Price"),
		"sorting by gain": sort("Unrealized"),
		"arrow keys among kinds": into("radio", "All", "ArrowRight", "ArrowRight", "ArrowLeft", "ArrowLeft"),
		"scrolling by wheel": scroll(700),
		"scrolling by keys": press("PageDown", "ArrowDown", "PageUp", "End", "Home"),
	});
});

/** Reads the list to its end. */
async function readAll(page) {
	const told = page.getByText(`${ORDERS + 1} orders`, { exact: true });
	await page.mouse.move(700, 500);
	for (let turn = 0; turn < MOST_TURNS && (await told.count()) === 0; turn++) {
		await page.mouse.wheel(0, 6_000);
		await painted(page);
	}
	await told.waitFor();
	await press("Home")(page);
}

test("5,000 orders: scrolled, filtered, and left for other lists while quotes come", async () => {
	await assertSwift("/orders?tab=all", readAll, {
		"scrolling by wheel": scroll(900),
		"to the end and back": press("End", "Home"),
		"choosing a state": choose("State", "Canceled"),
		"choosing all": choose("State", ""),
		"typing a symbol": into("textbox", "Symbol", "A", "A", "P", "L"),
		"arrow keys among lists": into("tab", "All orders", "ArrowRight", "ArrowRight", "ArrowRight"),
		"and back": press("ArrowLeft", "ArrowLeft"),
	});
});
