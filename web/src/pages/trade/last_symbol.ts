/** The symbol that was last looked at on this device. */
const KEPT_AS = "last-symbol";
const FIRST = "SPY";
const SYMBOL = /^[A-Z0-9.$/-]{1,24}$/;

export function lastSymbol(): string {
	try {
		const kept = localStorage.getItem(KEPT_AS) ?? "";
		return SYMBOL.test(kept) ? kept : FIRST;
	} catch {
		return FIRST;
	}
}

export function keepSymbol(symbol: string): void {
	try {
		localStorage.setItem(KEPT_AS, symbol);
	} catch {
		// Storage is blocked: the next visit begins with the first.
	}
}
