import type { IconName } from "../components/Icon.svelte";
import type { WedgeId } from "./routes";

export interface Wedge {
	id: WedgeId;
	name: string;
	/** Under the icon, where space is short. */
	short: string;
	href: string;
	icon: IconName;
	text: string;
}

/** The ten ways from the home page, clockwise from the top. */
export const WEDGES: readonly Wedge[] = [
	{
		id: "routine",
		name: "Morning Routine",
		short: "Routine",
		href: "/routine",
		icon: "sunrise",
		text: "What moved overnight, what you hold, what is due today.",
	},
	{
		id: "positions",
		name: "Active Positions",
		short: "Positions",
		href: "/positions",
		icon: "briefcase",
		text: "What you hold, what it is worth, what it makes today.",
	},
	{
		id: "trade",
		name: "Execute Trade",
		short: "Trade",
		href: "/trade",
		icon: "candles",
		text: "Chart and order ticket, with a preview of what it will cost.",
	},
	{
		id: "research",
		name: "Research",
		short: "Research",
		href: "/research",
		icon: "search",
		text: "Watchlists, movers, sectors, indices, and options.",
	},
	{
		id: "ideas",
		name: "AI Recommendations",
		short: "AI ideas",
		href: "/ideas",
		icon: "bulb",
		text: "What stands out in the market and in your account.",
	},
	{
		id: "pnl",
		name: "P&L Dashboard",
		short: "P&L",
		href: "/pnl",
		icon: "pulse",
		text: "Equity against a benchmark, day by day and by symbol.",
	},
	{
		id: "news",
		name: "News Review",
		short: "News",
		href: "/news",
		icon: "news",
		text: "Headlines on what you hold, and the economy's calendar.",
	},
	{
		id: "strategies",
		name: "Strategy Builder",
		short: "Strategies",
		href: "/strategies",
		icon: "branch",
		text: "Order templates, the building blocks of a plan.",
	},
	{
		id: "backtests",
		name: "Backtesting",
		short: "Backtests",
		href: "/backtests",
		icon: "history",
		text: "Imported bars, and replays of past days.",
	},
	{
		id: "settings",
		name: "Settings",
		short: "Settings",
		href: "/settings",
		icon: "gear",
		text: "Accounts, API keys, security, how things look.",
	},
];
