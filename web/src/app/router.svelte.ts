/** Where the app is: the address bar, and nothing else, says which page is shown. */
import { ROUTES, type Route } from "./routes";

export interface Match {
	route: Route;
	params: Record<string, string>;
}

let path = $state(location.pathname);
let search = $state(location.search);

function take(): void {
	path = location.pathname;
	search = location.search;
}

export const place = {
	get path(): string {
		return path;
	},
	get query(): URLSearchParams {
		return new URLSearchParams(search);
	},
};

/** `/trade/:symbol?` and `/trade/BRK.B` make { symbol: "BRK.B" }; null when they don't fit. */
function fit(pattern: string, wanted: string): Record<string, string> | null {
	const names = pattern.split("/").slice(1);
	const parts = wanted.replace(/\/$/, "").split("/").slice(1);
	const params: Record<string, string> = {};
	if (parts.length > names.length) return null;
	for (const [number, name] of names.entries()) {
		const part = parts[number];
		if (!name.startsWith(":")) {
			if ((part ?? "") !== name) return null;
		} else if (part !== undefined) {
			try {
				params[name.replace(/[:?]/g, "")] = decodeURIComponent(part);
			} catch {
				return null;
			}
		} else if (!name.endsWith("?")) {
			return null;
		}
	}
	return params;
}

export function match(wanted: string): Match | null {
	for (const route of ROUTES) {
		const params = fit(route.pattern, wanted);
		if (params !== null) return { route, params };
	}
	return null;
}

export interface GoOptions {
	/** Takes the place of the present entry of the history. */
	replace?: boolean;
	/** Stays where it is scrolled to. */
	keepScroll?: boolean;
}

/** Shows another page of the app; an address that is not one of its pages is loaded. */
export function go(to: string, { replace = false, keepScroll = false }: GoOptions = {}): void {
	const url = new URL(to, location.href);
	if (url.origin !== location.origin || match(url.pathname) === null) {
		location.assign(url);
		return;
	}
	if (url.href !== location.href) {
		if (replace) history.replaceState(null, "", url);
		else history.pushState(null, "", url);
	}
	const moved = url.pathname !== path;
	take();
	if (moved && !keepScroll) scrollTo(0, 0);
}

/** The parameters of the address's query, changed in place: what is empty is left out. */
export function setQuery(changes: Record<string, string>): void {
	const query = new URLSearchParams(search);
	for (const [name, value] of Object.entries(changes)) {
		if (value === "") query.delete(name);
		else query.set(name, value);
	}
	const text = query.toString();
	go(path + (text === "" ? "" : `?${text}`), { replace: true, keepScroll: true });
}

/** Links to the app's own pages are followed without loading anything anew. */
function follow(event: MouseEvent): void {
	const changed = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
	if (event.defaultPrevented || event.button !== 0 || changed) return;
	const link = event.target instanceof Element ? event.target.closest("a") : null;
	if (link === null || link.target !== "" || link.hasAttribute("download")) return;
	const url = new URL(link.href, location.href);
	if (url.origin !== location.origin || match(url.pathname) === null) return;
	if (url.pathname === location.pathname && url.hash !== "") return;
	event.preventDefault();
	go(url.href);
}

export function startRouter(): () => void {
	addEventListener("popstate", take);
	document.addEventListener("click", follow);
	return () => {
		removeEventListener("popstate", take);
		document.removeEventListener("click", follow);
	};
}
