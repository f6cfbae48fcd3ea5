// Lighthouse on the pages of a test's own instance, in Debian's Chromium.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { instance, launchIn, trusting } from "../web/people.mjs";

const { default: lighthouse, desktopConfig } = await import("lighthouse");

/** Servers on people's own networks are not for search engines: robots.txt says so. */
const NOT_MEANT = ["is-crawlable"];

/** A browser with a profile on disk, as installing an app wants; `close` removes it. */
export async function openProfile() {
	const folder = mkdtempSync(join(tmpdir(), "pt-profile-"));
	const context = await launchIn(folder, trusting(instance), "--remote-debugging-port=0");
	const [port] = readFileSync(join(folder, "DevToolsActivePort"), "utf8").split("\n");
	const close = async () => {
		await context.close();
		rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
	};
	return { context, port: Number(port), close };
}

/**
 * What Lighthouse reports of a page: {scores, breaches}. Scores are whole numbers of 100 by
 * category; a breach names what took from them.
 */
export async function audit({ port }, address, categories, { desktop = false } = {}) {
	const flags = {
		port,
		output: "json",
		logLevel: "error",
		onlyCategories: categories,
		skipAudits: NOT_MEANT,
	};
	const { lhr } = await lighthouse(address, flags, desktop ? desktopConfig : undefined);
	assert.equal(lhr.runtimeError, undefined, address);
	assert.equal(lhr.finalDisplayedUrl, address, "it led elsewhere");
	const found = Object.values(lhr.categories);
	const breaches = found
		.flatMap(({ auditRefs }) => auditRefs)
		.filter(({ id, weight }) => weight > 0 && lhr.audits[id].score !== null && lhr.audits[id].score < 0.9)
		.map(({ id }) => `${id} ${lhr.audits[id].displayValue ?? ""}`.trim());
	const scores = Object.fromEntries(found.map(({ id, score }) => [id, Math.round(score * 100)]));
	return { scores, breaches };
}
