/** How the user likes their charts: kept by the server, the same for all symbols. */
import { asArray, asObject, asText, type Json } from "../api/json";
import { profile } from "../live/profile.svelte";
import { INTERVALS, RANGES, type IntervalId, type RangeId } from "./bars";
import { STUDIES, type Chosen, type StudyId } from "./studies";

const KEPT_AS = "chart";
const KEEP_AFTER_MS = 1_500;

function studiesOf(json: Json | undefined): Chosen[] {
	const chosen: Chosen[] = [];
	for (const item of asArray(json)) {
		const { id, values } = asObject(item);
		const kind = STUDIES.find((one) => one.id === id);
		if (kind === undefined || chosen.some((one) => one.id === id)) continue;
		const given = asArray(values).map(Number);
		const fitting = kind.parameters.map(({ least, most, usual }, i) => {
			const value = given[i] ?? usual;
			return value >= least && value <= most ? value : usual;
		});
		chosen.push({ id: kind.id, values: fitting });
	}
	return chosen;
}

export class ChartChoices {
	interval = $state<IntervalId>("1D");
	/** Null: scrolled freely. */
	range = $state<RangeId | null>("6M");
	log = $state(false);
	studies = $state.raw<Chosen[]>([]);
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor() {
		const kept = asObject(profile.kept(KEPT_AS));
		const interval = INTERVALS.find(({ id }) => id === asText(kept["interval"]));
		const range = RANGES.find(({ id }) => id === asText(kept["range"]));
		if (interval !== undefined) {
			this.interval = interval.id;
			this.range = range?.id ?? null;
		}
		this.log = kept["log"] === true;
		this.studies = studiesOf(kept["studies"]);
	}

	has(id: StudyId): boolean {
		return this.studies.some((one) => one.id === id);
	}

	/** Keeps them a moment later: choosing goes on for a while. */
	keep(): void {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => {
			const { interval, range, log } = this;
			const studies = this.studies.map(({ id, values }) => ({ id, values }));
			// Not kept, they last as long as the page.
			void profile.keep({ [KEPT_AS]: { interval, range, log, studies } }).catch(() => {});
		}, KEEP_AFTER_MS);
	}
}
