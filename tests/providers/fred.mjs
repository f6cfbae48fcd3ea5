/* FRED, as documented: a day without a figure has ".". */

const json = (value, status = 200) => ({ status, body: JSON.stringify(value) });

const point = (date, value) => ({ realtime_start: "2026-01-30", realtime_end: "2026-01-30", date, value });

const observations = [point("2026-01-29", "4.21"), point("2026-01-28", "4.2000001"), point("2026-01-19", "."), point("2026-01-16", "-0.05"), point("2025-12-31", "4.18")];

/* What was known on a day, when one is asked for. */
const known = (query) => {
	const [from, until] = [query.get("realtime_start"), query.get("realtime_end")];
	if (from !== until) return [];
	return observations.filter(({ date }) => from === null || date < from);
};

const reply = (list) => json({ realtime_start: "2026-01-30", realtime_end: "2026-01-30", observation_start: "1600-01-01", observation_end: "9999-12-31",
	units: "lin", output_type: 1, file_type: "json", order_by: "observation_date", sort_order: "desc", count: list.length, offset: 0, limit: 100000, observations: list });

const refuse = (error_message) => json({ error_code: 400, error_message }, 400);

function good(path, query) {
	if (path !== "/fred/series/observations" || query.get("file_type") !== "json")
		return undefined;
	return ["DGS10", "GDPC1"].includes(query.get("series_id")) ? reply(known(query)) : refuse("Bad Request.  The series does not exist.");
}

export const fred = {
	has_key: (request, url) => url.searchParams.get("api_key") === "fred-key-1",
	cases: {
		good, empty: () => reply([]),
		unknown: () => refuse("Bad Request.  The series does not exist."),
		unregistered: () => refuse("Bad Request.  The value for variable api_key is not registered."),
		absurd: () => reply([point("2026-02-30", "1"), point("2026-01-29", "much"), { date: 7, value: 7 }, null, 5, point("2026-01-28", "1e300")]),
	},
};
