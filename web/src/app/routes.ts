/** Every page of the app: its address, its name, and the file that is loaded for it. */
import type { Component } from "svelte";

export interface PageProps {
	params: Record<string, string>;
}

export interface Route {
	pattern: string;
	/** As the window's title and the command palette call it. */
	title: string;
	/** The wedge of the home page that it hangs under. */
	wedge: WedgeId | null;
	load: () => Promise<{ default: Component<PageProps> }>;
}

export type WedgeId =
	| "routine"
	| "positions"
	| "trade"
	| "research"
	| "ideas"
	| "pnl"
	| "news"
	| "strategies"
	| "backtests"
	| "settings";

/** A page may do without the address's parameters. */
function page(load: () => Promise<{ default: unknown }>): Route["load"] {
	return async () => ({ default: (await load()).default as Component<PageProps> });
}

export const ROUTES: Route[] = [
	{
		pattern: "/",
		title: "Home",
		wedge: null,
		load: page(() => import("../pages/home/Home.svelte")),
	},
	{
		pattern: "/trade/:symbol?",
		title: "Trade",
		wedge: "trade",
		load: page(() => import("../pages/trade/Trade.svelte")),
	},
	{
		pattern: "/positions",
		title: "Positions",
		wedge: "positions",
		load: page(() => import("../pages/positions/Positions.svelte")),
	},
	{
		pattern: "/orders/:id?",
		title: "Orders",
		wedge: "positions",
		load: page(() => import("../pages/orders/Orders.svelte")),
	},
	{
		pattern: "/pnl",
		title: "Profit and loss",
		wedge: "pnl",
		load: page(() => import("../pages/pnl/Pnl.svelte")),
	},
	{
		pattern: "/research",
		title: "Research",
		wedge: "research",
		load: page(() => import("../pages/research/Research.svelte")),
	},
	{
		pattern: "/options/:symbol?",
		title: "Options",
		wedge: "research",
		load: page(() => import("../pages/options/Options.svelte")),
	},
	{
		pattern: "/news",
		title: "News",
		wedge: "news",
		load: page(() => import("../pages/news/News.svelte")),
	},
	{
		pattern: "/macro",
		title: "Economy",
		wedge: "news",
		load: page(() => import("../pages/macro/Macro.svelte")),
	},
	{
		pattern: "/routine",
		title: "Morning routine",
		wedge: "routine",
		load: page(() => import("../pages/routine/Routine.svelte")),
	},
	{
		pattern: "/ideas",
		title: "Recommendations",
		wedge: "ideas",
		load: page(() => import("../pages/ideas/Ideas.svelte")),
	},
	{
		pattern: "/strategies",
		title: "Strategies",
		wedge: "strategies",
		load: page(() => import("../pages/strategies/Strategies.svelte")),
	},
	{
		pattern: "/backtests",
		title: "Backtests",
		wedge: "backtests",
		load: page(() => import("../pages/backtests/Backtests.svelte")),
	},
	{
		pattern: "/settings/:section?",
		title: "Settings",
		wedge: "settings",
		load: page(() => import("../pages/settings/Settings.svelte")),
	},
	{
		pattern: "/admin/:section?",
		title: "Administration",
		wedge: "settings",
		load: page(() => import("../pages/admin/Admin.svelte")),
	},
];
