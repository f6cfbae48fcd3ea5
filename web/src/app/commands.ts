/** What can be typed into the palette besides a symbol's name. */
export interface Command {
	/** Its first word, and other words that mean the same. */
	words: readonly string[];
	usage: string;
	text: string;
	/** Where it leads; `symbol` and `rest` are what was typed after the word. */
	to: (symbol: string, rest: string[]) => string;
}

const NUMBER = /^\d+(\.\d+)?$/;

function trade(side: "buy" | "sell") {
	return (symbol: string, rest: string[]) => {
		const query = new URLSearchParams({ side });
		const qty = rest.find((word) => NUMBER.test(word));
		if (qty !== undefined) query.set("qty", qty);
		return `/trade/${encodeURIComponent(symbol)}?${query}`;
	};
}

function about(path: string) {
	return (symbol: string) => (symbol === "" ? path : `${path}/${encodeURIComponent(symbol)}`);
}

export const COMMANDS: readonly Command[] = [
	{
		words: ["GP", "CHART", "DES"],
		usage: "GP AAPL",
		text: "Chart and quote of a symbol",
		to: about("/trade"),
	},
	{ words: ["BUY"], usage: "BUY AAPL 10", text: "Order ticket to buy", to: trade("buy") },
	{ words: ["SELL"], usage: "SELL AAPL 10", text: "Order ticket to sell", to: trade("sell") },
	{ words: ["PORT", "POS"], usage: "PORT", text: "Your positions", to: () => "/positions" },
	{ words: ["ORD", "ORDERS"], usage: "ORD", text: "Your orders", to: () => "/orders" },
	{ words: ["PNL", "P&L"], usage: "PNL", text: "Profit and loss", to: () => "/pnl" },
	{
		words: ["OPT", "OMON", "OPTIONS"],
		usage: "OPT AAPL",
		text: "Option chain of a symbol",
		to: about("/options"),
	},
	{
		words: ["NEWS", "CN", "N"],
		usage: "NEWS AAPL",
		text: "News of a symbol, or of all",
		to: (symbol) =>
			symbol === "" ? "/news" : `/news?symbol=${encodeURIComponent(symbol)}`,
	},
	{ words: ["ECO", "MACRO"], usage: "ECO", text: "The economy", to: () => "/macro" },
	{ words: ["WATCH", "MOST"], usage: "WATCH", text: "Watchlists and movers", to: () => "/research" },
	{
		words: ["BACKTEST", "BT"],
		usage: "BACKTEST",
		text: "Imported bars and replays",
		to: () => "/backtests",
	},
	{ words: ["SET", "SETTINGS"], usage: "SET", text: "Settings", to: () => "/settings" },
];

export interface Meant {
	command: Command;
	href: string;
}

/** The command that a line means; null when its first word is none. */
export function commandOf(line: string): Meant | null {
	const [word = "", ...rest] = line.trim().toUpperCase().split(/\s+/);
	const command = COMMANDS.find(({ words }) => words.includes(word));
	if (command === undefined) return null;
	const symbol = rest.find((one) => !NUMBER.test(one)) ?? "";
	const needs = command.words.includes("BUY") || command.words.includes("SELL");
	if (needs && symbol === "") return null;
	return { command, href: command.to(symbol, rest) };
}
