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
