const PRIVATE_PAGES = new Set(["/account", "/admin"]);

/** Where a person goes once signed in: back to the page that asked for it, never elsewhere. */
export function nextPage(): string {
	const wanted = new URLSearchParams(location.search).get("next") ?? "";
	const url = new URL(wanted, location.origin);
	if (url.origin !== location.origin || !PRIVATE_PAGES.has(url.pathname))
		return "/account";
	return url.pathname + url.hash;
}

/** The token of a one-time link: after the #, which no server and no log gets to see. */
export function linkToken(): string {
	return location.hash.slice(1);
}
