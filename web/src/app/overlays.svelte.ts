import { profile } from "../live/profile.svelte";

/** What lies over the page: the command palette, the sheet of keys. And the keys themselves. */
export interface Shortcut {
	/** As KeyboardEvent names it: "b", "Escape". */
	key: string;
	/** What it does, for the sheet. */
	text: string;
	run: () => void;
}

let palette = $state<string | null>(null);
let help = $state(false);
let shortcuts = $state.raw<Shortcut[]>([]);

export const overlays = {
	/** What the palette was opened with; null: it is closed. */
	get palette(): string | null {
		return palette;
	},
	get help(): boolean {
		return help;
	},
	/** The keys of the page that is shown. */
	get shortcuts(): Shortcut[] {
		return shortcuts;
	},
	openPalette(text = ""): void {
		help = false;
		palette = text;
	},
	openHelp(): void {
		palette = null;
		help = true;
	},
	close(): void {
		palette = null;
		help = false;
	},
};

/** A page's own keys, until what it returns is called: for an $effect. */
export function useShortcuts(keys: Shortcut[]): () => void {
	shortcuts = [...shortcuts, ...keys];
	return () => (shortcuts = shortcuts.filter((one) => !keys.includes(one)));
}

function isTyping(target: EventTarget | null): boolean {
	if (!(target instanceof HTMLElement)) return false;
	return target.isContentEditable || target.matches("input, select, textarea");
}

function isOverlaid(): boolean {
	return document.querySelector("dialog[open]") !== null;
}

/** Every key that is not typed into something. */
export function onKey(event: KeyboardEvent): void {
	const command = event.ctrlKey || event.metaKey;
	if (command && event.key.toLowerCase() === "k") {
		event.preventDefault();
		overlays.openPalette();
		return;
	}
	if (command || event.altKey || event.defaultPrevented || event.isComposing) return;
	if (isOverlaid()) return;
	// Escape leaves a field too; letters belong to it.
	if (isTyping(event.target) && event.key !== "Escape") return;
	if (event.key.length === 1 && !profile.ui.letterKeys) return;
	const own = shortcuts.find((one) => one.key === event.key.toLowerCase() || one.key === event.key);
	if (own) {
		event.preventDefault();
		own.run();
	} else if (event.key === "/") {
		event.preventDefault();
		overlays.openPalette();
	} else if (event.key === "?") {
		overlays.openHelp();
	} else if (/^[a-zA-Z$]$/.test(event.key)) {
		event.preventDefault();
		overlays.openPalette(event.key.toUpperCase());
	}
}
