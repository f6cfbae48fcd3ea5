// What an order ticket can say before the server is asked.
import assert from "node:assert/strict";
import { test } from "node:test";
import { source } from "./source.mjs";

const {
	bodyOf,
	decimalOf,
	fieldOf,
	fitting,
	NEW_TERMS,
	problemsOf,
	scaled,
	tifsOf,
	unscaled,
} = await source("pages/trade/ticket_rules.ts");

const FACTS = { symbol: "AAPL", fractionable: true };
const terms = (changes) => ({ ...NEW_TERMS, amount: "10", ...changes });
const problems = (changes, facts = FACTS) => problemsOf(terms(changes), facts);

test("numbers are exact, and nothing but numbers", () => {
	assert.equal(scaled("0.1"), 100_000_000n);
	assert.equal(scaled("123456789012.123456789"), 123_456_789_012_123_456_789n);
	for (const text of ["", "-1", "1e5", "1,5", " 1", "0x10", "1.0000000001"])
		assert.equal(scaled(text), null, text);
	assert.equal(unscaled(12_500_000_000n), "12.5");
	assert.equal(unscaled(12_999_000_000n, 2), "12.99");
	assert.equal(unscaled(3n), "0.000000003");
});

test("a comma is a point where people write it so, and a mistake elsewhere", () => {
	assert.equal(decimalOf(" 12,5 ", ","), "12.5");
	assert.equal(decimalOf("12,5", "."), "12,5");
	assert.equal(decimalOf("1.234,5", ","), "1.234,5");
	assert.equal(decimalOf(".5"), "0.5");
});

test("each type wants its prices", () => {
	assert.deepEqual(problems({}), {});
	assert.deepEqual(Object.keys(problems({ amount: "" })), ["qty"]);
	assert.deepEqual(Object.keys(problems({ type: "limit" })), ["limit_price"]);
	assert.deepEqual(Object.keys(problems({ type: "stop_limit" })).sort(), [
		"limit_price",
		"stop_price",
	]);
	assert.deepEqual(Object.keys(problems({ type: "trailing_stop", trail: "100" })), ["trail"]);
	assert.deepEqual(problems({ type: "trailing_stop", trail: "2" }), {});
});

test("prices are in cents, below a dollar in hundredths of one", () => {
	assert.deepEqual(problems({ type: "limit", limit: "1.23" }), {});
	assert.ok(problems({ type: "limit", limit: "1.234" }).limit_price);
	assert.deepEqual(problems({ type: "limit", limit: "0.1234" }), {});
	assert.ok(problems({ type: "limit", limit: "0.12345" }).limit_price);
});

test("parts of shares are for plain day orders of what can be divided", () => {
	assert.deepEqual(tifsOf(terms({ amount: "1.5" })), ["day"]);
	assert.deepEqual(tifsOf(terms({ unit: "dollars" })), ["day"]);
	assert.ok(problems({ amount: "1.5" }, { ...FACTS, fractionable: false }).qty);
	assert.ok(problems({ amount: "1.5", hasProfit: true, profit: "300" }).qty);
	assert.ok(problems({ unit: "dollars", amount: "0.99" }).qty);
});

test("what does not go together is put right", () => {
	assert.equal(fitting(terms({ type: "stop", tif: "ioc" })).tif, "day");
	assert.equal(fitting(terms({ type: "limit", tif: "gtc" })).tif, "gtc");
	assert.equal(fitting(terms({ type: "market", extended: true })).extended, false);
	assert.equal(fitting(terms({ type: "limit", extended: true })).extended, true);
});

test("a bracket's profit lies beyond its stop, on the side that it trades", () => {
	const exits = { hasProfit: true, hasLoss: true, profit: "90", lossStop: "100" };
	assert.ok(problems(exits)["take_profit.limit_price"]);
	assert.deepEqual(problems({ ...exits, side: "sell" }), {});
});

test("the body says what was meant and nothing else", () => {
	const common = { symbol: "AAPL", side: "buy", time_in_force: "day" };
	assert.deepEqual(bodyOf(terms({ limit: "5" }), "AAPL"), {
		...common,
		type: "market",
		qty: "10",
	});
	assert.deepEqual(
		bodyOf(terms({ type: "trailing_stop", trail: "1.5", hasProfit: true }), "AAPL"),
		{ ...common, type: "trailing_stop", qty: "10", trail_percent: "1.5" },
	);
	const bracket = { hasProfit: true, profit: "12.", hasLoss: true, lossStop: "8" };
	assert.deepEqual(bodyOf(terms(bracket), "AAPL"), {
		...common,
		type: "market",
		qty: "10",
		order_class: "bracket",
		take_profit: { limit_price: "12" },
		stop_loss: { stop_price: "8" },
	});
	const oto = bodyOf(terms({ ...bracket, hasProfit: false, lossLimit: "7.5" }), "AAPL");
	assert.equal(oto.order_class, "oto");
	assert.deepEqual(oto.stop_loss, { stop_price: "8", limit_price: "7.5" });
});

test("a refusal is shown at the field that its parameter is typed into", () => {
	assert.equal(fieldOf("limit_price"), "limit_price");
	assert.equal(fieldOf("take_profit.limit_price"), "take_profit.limit_price");
	assert.equal(fieldOf("notional"), "qty");
	assert.equal(fieldOf("trail_percent"), "trail");
	assert.equal(fieldOf("take_profit"), "take_profit.limit_price");
	for (const other of ["", "symbol", "order_class", "constructor"]) assert.equal(fieldOf(other), null, other);
});
