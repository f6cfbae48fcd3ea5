export type Theme = "dark" | "light";

export function currentTheme(): Theme {
	return document.documentElement.dataset["theme"] === "light" ? "light" : "dark";
}

/** Shows the theme and remembers it; public/theme.js reads it back before the next paint. */
export function chooseTheme(theme: Theme): void {
	document.documentElement.dataset["theme"] = theme;
	try {
		localStorage.setItem("theme", theme);
	} catch {
		// Storage is blocked: the choice lasts as long as the page.
	}
}

/** What a user's settings say: "system" leaves the choice to the device. */
export function preferTheme(preference: string): void {
	if (preference === "dark" || preference === "light") {
		chooseTheme(preference);
		return;
	}
	try {
		localStorage.removeItem("theme");
	} catch {
		// Storage is blocked: there was nothing to forget.
	}
	const light = matchMedia("(prefers-color-scheme: light)").matches;
	document.documentElement.dataset["theme"] = light ? "light" : "dark";
}
