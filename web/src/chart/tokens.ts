/** The colours of tokens.css as a canvas takes them, and when they change. */
export function colourOf(token: string): string {
	return getComputedStyle(document.documentElement).getPropertyValue(token).trim();
}

/** Calls when the theme or the palette is another; what it returns ends that. */
export function whenRecoloured(listener: () => void): () => void {
	const observer = new MutationObserver(listener);
	observer.observe(document.documentElement, {
		attributeFilter: ["data-theme", "data-palette"],
	});
	return () => observer.disconnect();
}
