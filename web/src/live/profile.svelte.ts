/** How the user wants to see things: kept by the server, the same on every device. */
import { change, read } from "../api/ask";
import { asObject, type Json, type JsonObject } from "../api/json";
import { readProfile, type Profile } from "../api/people";
import { showTimesAs } from "../when";

/** What the app itself keeps among the preferences. */
export interface UiChoices {
	/** Are orders placed without asking once more? */
	skipConfirm: boolean;
	/** Colours of gains and losses. */
	palette: "green-red" | "blue-orange";
	/** Do single letters do things, without Ctrl or Alt? */
	letterKeys: boolean;
}

const UNCHOSEN: UiChoices = {
	skipConfirm: false,
	palette: "green-red",
	letterKeys: true,
};

let present = $state.raw<Profile | null>(null);
let kept: JsonObject = {};
let choices = $state.raw<UiChoices>(UNCHOSEN);

function take(reply: Json): void {
	const next = readProfile(reply);
	kept = asObject(asObject(asObject(reply)["preferences"])["ui"]);
	choices = {
		skipConfirm: kept["skip_confirm"] === true,
		palette: kept["palette"] === "blue-orange" ? "blue-orange" : "green-red",
		letterKeys: kept["letter_keys"] !== false,
	};
	showTimesAs(next.preferences.locale, next.preferences.timeZone);
	document.documentElement.dataset["palette"] = choices.palette;
	present = next;
}

export const profile = {
	get value(): Profile | null {
		return present;
	},
	get ui(): UiChoices {
		return choices;
	},
	/** Anything else that the app keeps, by name; undefined when it does not. */
	kept(name: string): Json | undefined {
		return present === null ? undefined : kept[name];
	},
	async load(): Promise<void> {
		take(await read<Json>("/api/settings"));
	},
	/** Keeps more among the app's own choices: at most 8 KB in all. */
	async keep(more: JsonObject): Promise<void> {
		take(await change<Json>("PATCH", "/api/settings", { ui: { ...kept, ...more } }));
	},
	async change(body: JsonObject): Promise<void> {
		take(await change<Json>("PATCH", "/api/settings", body));
	},
};
