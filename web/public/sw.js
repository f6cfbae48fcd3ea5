// Keeps the app's own files, so that it opens without a network and says so itself. What
// the API answers is never kept. A new version comes with the next visit: pages are asked of
// the server first, and the names of their files carry a hash of what is in them.
const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const SHELL = "papertrade-shell-1";
const ASSETS = "papertrade-assets-1";
const MOST_ASSETS = 300;
const PATIENCE_MS = 4000;
const PAGES =
	/^\/(?:(?:trade|positions|orders|pnl|research|options|news|macro|routine|ideas|strategies|backtests|settings|admin)(?:\/.*)?)?$/;

/** The app's page, and what it names: enough to open without a network. */
async function keepShell() {
	const reply = await fetch("/", { cache: "no-cache" });
	if (!reply.ok) return;
	const html = await reply.clone().text();
	const named = html.matchAll(/(?:src|href)="(\/assets\/[^"]+|\/theme\.js|\/favicon\.svg)"/g);
	const paths = new Set([...named].map(([, path = "/"]) => path));
	const assets = await caches.open(ASSETS);
	await assets.addAll([...paths]);
	await (await caches.open(SHELL)).put("/", reply);
}

async function prune() {
	const assets = await caches.open(ASSETS);
	const kept = await assets.keys();
	for (const request of kept.slice(0, Math.max(0, kept.length - MOST_ASSETS)))
		await assets.delete(request);
}

worker.addEventListener("install", (event) => {
	event.waitUntil(keepShell().then(() => worker.skipWaiting()));
});

worker.addEventListener("activate", (event) => {
	const ours = [SHELL, ASSETS];
	event.waitUntil(
		caches
			.keys()
			.then((names) =>
				Promise.all(
					names
						.filter((name) => !ours.includes(name))
						.map((name) => caches.delete(name)),
				),
			)
			.then(prune)
			.then(() => worker.clients.claim()),
	);
});

/**
 * The server's page; the kept one when it does not answer.
 * @param {Request} request
 */
async function page(request) {
	try {
		const reply = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
		if (reply.status < 500) return reply;
	} catch {
		// No network, or no server: the kept page says so.
	}
	return (await caches.match("/", { cacheName: SHELL })) ?? Response.error();
}

/** @param {Request} request */
async function asset(request) {
	const kept = await caches.match(request, { cacheName: ASSETS });
	if (kept) return kept;
	const reply = await fetch(request);
	if (reply.ok) await (await caches.open(ASSETS)).put(request, reply.clone());
	return reply;
}

worker.addEventListener("fetch", (event) => {
	const { request } = event;
	const url = new URL(request.url);
	if (request.method !== "GET" || url.origin !== location.origin) return;
	if (request.mode === "navigate" && PAGES.test(url.pathname)) event.respondWith(page(request));
	else if (url.pathname.startsWith("/assets/")) event.respondWith(asset(request));
	else if (url.pathname === "/theme.js" || url.pathname === "/favicon.svg")
		event.respondWith(
			fetch(request).catch(async () => (await caches.match(request)) ?? Response.error()),
		);
});
