let style = { locale: "", timeZone: "" };

/** Times are shown as the user prefers; the device decides what they left open. */
export function showTimesAs(locale: string, timeZone: string): void {
	style = { locale, timeZone };
}

function formatter(): Intl.DateTimeFormat {
	const options: Intl.DateTimeFormatOptions = {
		dateStyle: "medium",
		timeStyle: "short",
	};
	try {
		return new Intl.DateTimeFormat(style.locale || undefined, {
			...options,
			...(style.timeZone === "" ? {} : { timeZone: style.timeZone }),
		});
	} catch {
		// The server knows a zone or a language that this browser does not.
		return new Intl.DateTimeFormat(undefined, options);
	}
}

export function when(time: string): string {
	const atMs = Date.parse(time);
	return Number.isNaN(atMs) ? "" : formatter().format(atMs);
}
