/** A fill's explanation in sentences for whoever wonders. */
import type { FillExplanation } from "../../api/wire";
import { money, price, quantity } from "../../format/numbers";

type Moment = FillExplanation["explanation"]["moment"];

const MOMENTS: Record<Moment, string> = {
	arrival: "The order was filled as it arrived.",
	resting: "The order had been waiting, and was filled when the market came to it.",
	"opening auction": "The order was filled in the opening auction.",
	"closing auction": "The order was filled in the closing auction.",
};

function wayOf({ side, explanation: how, quote }: FillExplanation): string {
	const [other, best, size] =
		side === "buy"
			? ["ask", quote.ask, quote.ask_size]
			: ["bid", quote.bid, quote.bid_size];
	const there = `the ${other}, ${price(best)}, where ${quantity(size)} were displayed`;
	switch (how.way) {
		case "touch":
			return `Under this account's model all of it fills at ${there}.`;
		case "depth":
			return how.level === 0
				? `It took what stood at ${there}.`
				: `What stood at ${there}, was taken first; this part came from level ${how.level + 1} behind it, at a worse price.`;
		case "queue":
			return (
				`It waited at its limit behind ${quantity(how.queue_before)} that were there first, ` +
				"and trades at that price got through to it."
			);
		case "print":
			return "It was filled at the price at which the auction was held.";
	}
}

function costOf({ explanation: how }: FillExplanation): string {
	const slippage = Number(how.slippage);
	if (slippage > 0)
		return `That is ${money(how.slippage)} worse than all of it at the best price would have been.`;
	if (slippage < 0) return "That is better than the best price of the other side was.";
	return "It is the best price that there was: no slippage.";
}

function endOf({ explanation: how }: FillExplanation): string {
	if (how.then === "" || how.then === "filled") return "";
	return `The rest was not filled at that moment: ${how.then}.`;
}

export function storyOf(fill: FillExplanation): string[] {
	const said = [MOMENTS[fill.explanation.moment], wayOf(fill), costOf(fill), endOf(fill)];
	return said.filter((sentence) => sentence !== "" && sentence !== undefined);
}
