/** A table as a file: what is shown, its amounts exactly as the server wrote them. */
export type Cell = string | null | undefined;

// A spreadsheet takes what begins so for a formula.
const FORMULA = /^[=+@\t\r]|^-(?![\d.])/;

function field(cell: Cell): string {
	const text = cell ?? "";
	const safe = FORMULA.test(text) ? `'${text}` : text;
	return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function csv(heads: readonly string[], rows: readonly (readonly Cell[])[]): string {
	return [heads, ...rows].map((row) => row.map(field).join(",")).join("\r\n") + "\r\n";
}

/** Gives a text to the browser to keep as a file. */
export function download(name: string, text: string): void {
	const url = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
	const link = document.createElement("a");
	link.href = url;
	link.download = name;
	document.body.append(link);
	link.click();
	link.remove();
	setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
