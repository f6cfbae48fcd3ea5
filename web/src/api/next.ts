const ENTRANCES = new Set(["/sign-in", "/register", "/forgot", "/reset"]);
/** What the server answers there is for programs. */
const NO_PAGE = /^\/(api|v\d\w*|metrics|mcp|health|info|ca\.crt)(\/|$)/;

/** Where a person goes once signed in: back to the page that asked for it, never elsewhere. */
export function nextPage(): string {
	const wanted = new URLSearchParams(location.search).get("next") ?? "";
	const url = new URL(wanted, location.origin);
	const known = url.origin === location.origin && wanted.startsWith("/");
	if (!known || ENTRANCES.has(url.pathname) || NO_PAGE.test(url.pathname)) return "/";
	return url.pathname + url.search + url.hash;
}

/** The token of a one-time link: after the #, which no server and no log gets to see. */
export function linkToken(): string {
	return location.hash.slice(1);
}
