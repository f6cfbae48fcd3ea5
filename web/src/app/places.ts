import type { IconName } from "../components/Icon.svelte";

export interface Place {
	href: string;
	name: string;
	short: string;
	icon: IconName;
	/** Stands in the bar at the bottom of a phone's screen. */
	thumb?: boolean;
	last?: boolean;
}

/** The pages that the rail beside the content shows, and the bar below it on a phone. */
export const PLACES: readonly Place[] = [
	{ href: "/", name: "Home", short: "Home", icon: "home", thumb: true },
	{ href: "/trade", name: "Trade", short: "Trade", icon: "candles", thumb: true },
	{
		href: "/positions",
		name: "Positions",
		short: "Positions",
		icon: "briefcase",
		thumb: true,
	},
	{ href: "/orders", name: "Orders", short: "Orders", icon: "list" },
	{ href: "/pnl", name: "Profit and loss", short: "P&L", icon: "pulse" },
	{ href: "/research", name: "Research", short: "Research", icon: "search", thumb: true },
	{ href: "/options", name: "Options", short: "Options", icon: "layers" },
	{ href: "/news", name: "News", short: "News", icon: "news" },
	{ href: "/macro", name: "Economy", short: "Economy", icon: "globe" },
	{ href: "/settings", name: "Settings", short: "Settings", icon: "gear", last: true },
];

/** Is what is shown at `path` part of this place? */
export function isAt(href: string, path: string): boolean {
	return href === "/" ? path === "/" : path === href || path.startsWith(`${href}/`);
}
