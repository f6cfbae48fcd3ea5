/** Sums and products of amounts as the server writes them: whole numbers of tiny units, so exact. */
const PLACES = 15;
const ONE = 10n ** BigInt(PLACES);
const DECIMAL = /^(-?)(\d+)(?:\.(\d{1,15}))?$/;

/** "1.5" in units; what is no decimal number counts as nothing. */
export function units(text: string | null | undefined): bigint {
	const found = DECIMAL.exec(text ?? "");
	if (found === null) return 0n;
	const [, sign = "", whole = "0", part = ""] = found;
	const size = BigInt(whole + part.padEnd(PLACES, "0"));
	return sign === "" ? size : -size;
}

/** Units as the shortest decimal text. */
export function decimal(value: bigint): string {
	const sign = value < 0n ? "-" : "";
	const digits = String(value < 0n ? -value : value).padStart(PLACES + 1, "0");
	const whole = digits.slice(0, -PLACES);
	const part = digits.slice(-PLACES).replace(/0+$/, "");
	return part === "" ? sign + whole : `${sign}${whole}.${part}`;
}

export function total(texts: Iterable<string | null | undefined>): string {
	let sum = 0n;
	for (const text of texts) sum += units(text);
	return decimal(sum);
}

export function minus(left: string, right: string): string {
	return decimal(units(left) - units(right));
}

/** Without its sign. */
export function size(text: string): string {
	return text.replace(/^-/, "");
}

export function isWhole(text: string): boolean {
	return units(text) % ONE === 0n;
}

/** So many hundredths of a quantity, rounded down: to whole ones where the quantity is whole. */
export function part(quantity: string, percent: number): string {
	const cut = (units(quantity) * BigInt(percent)) / 100n;
	const step = isWhole(quantity) ? ONE : ONE / 10n ** 9n;
	return decimal(cut - (cut % step));
}

/** Below zero, zero or above, as left is less, the same or more. */
export function compare(left: string, right: string): number {
	const difference = units(left) - units(right);
	return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
