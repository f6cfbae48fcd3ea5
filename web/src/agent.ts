const BROWSERS: [pattern: RegExp, name: string][] = [
	[/\bEdg(e|A|iOS)?\//, "Edge"],
	[/\bOPR\//, "Opera"],
	[/\b(Firefox|FxiOS)\//, "Firefox"],
	[/\b(HeadlessChrome|Chrome|CriOS|Chromium)\//, "Chrome"],
	[/\bSafari\//, "Safari"],
];
const SYSTEMS: [pattern: RegExp, name: string][] = [
	[/\b(iPhone|iPad)\b/, "iOS"],
	[/\bAndroid\b/, "Android"],
	[/\bWindows\b/, "Windows"],
	[/\bMac OS X\b/, "macOS"],
	[/\bLinux\b/, "Linux"],
];

function named(agent: string, names: [RegExp, string][]): string {
	return names.find(([pattern]) => pattern.test(agent))?.[1] ?? "";
}

/** "Firefox on Linux": what a person recognises of a User-Agent; else its first word. */
export function deviceOf(agent: string): string {
	const browser = named(agent, BROWSERS);
	const system = named(agent, SYSTEMS);
	if (browser !== "" && system !== "") return `${browser} on ${system}`;
	return browser || agent.split(" ")[0] || "Unknown program";
}
