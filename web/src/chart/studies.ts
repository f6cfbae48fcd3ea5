/** The indicators that a chart can show: their parameters, and the lines that they make. */
import type { Bar, Interval } from "./bars";
import { bollinger, ema, macd, rsi, sma, vwap, type Line } from "./indicators";

export type StudyId = "sma" | "ema" | "vwap" | "bollinger" | "rsi" | "macd";

export interface Parameter {
	name: string;
	least: number;
	most: number;
	step: number;
	usual: number;
}

export interface StudyLine {
	name: string;
	/** A token of tokens.css. */
	colour: string;
	values: Line;
	kind: "line" | "thin" | "dashed" | "histogram";
}

export interface StudyKind {
	id: StudyId;
	name: string;
	short: string;
	text: string;
	/** Drawn over the prices, or in a pane of its own. */
	over: boolean;
	/** Of bars within a day only. */
	intraday?: boolean;
	parameters: readonly Parameter[];
	/** Lines to compare with, in a pane of its own. */
	levels?: readonly number[];
	lines: (bars: readonly Bar[], values: readonly number[]) => StudyLine[];
}

const LONGEST = 500;

function length(usual: number, name = "Length"): Parameter {
	return { name, least: 1, most: LONGEST, step: 1, usual };
}

function closes(bars: readonly Bar[]): number[] {
	return bars.map(({ close }) => close);
}

function line(name: string, colour: string, values: Line, kind: StudyLine["kind"] = "line"): StudyLine {
	return { name, colour, values, kind };
}

export const STUDIES: readonly StudyKind[] = [
	{
		id: "sma",
		name: "Simple moving average",
		short: "SMA",
		text: "The mean of the last closes.",
		over: true,
		parameters: [length(20)],
		lines: (bars, [n = 20]) => [line("SMA", "--study-1", sma(closes(bars), n))],
	},
	{
		id: "ema",
		name: "Exponential moving average",
		short: "EMA",
		text: "The mean of the closes, the newest counting most.",
		over: true,
		parameters: [length(50)],
		lines: (bars, [n = 50]) => [line("EMA", "--study-2", ema(closes(bars), n))],
	},
	{
		id: "vwap",
		name: "Volume-weighted average price",
		short: "VWAP",
		text: "What a share has cost on the mean since the day began; within days.",
		over: true,
		intraday: true,
		parameters: [],
		lines: (bars) => [line("VWAP", "--study-3", vwap(bars))],
	},
	{
		id: "bollinger",
		name: "Bollinger bands",
		short: "BB",
		text: "The mean of the last closes, and how widely they are spread.",
		over: true,
		parameters: [length(20), { name: "Width", least: 0.5, most: 5, step: 0.5, usual: 2 }],
		lines: (bars, [n = 20, width = 2]) => {
			const bands = bollinger(closes(bars), n, width);
			return [
				line("BB", "--study-4", bands.middle, "dashed"),
				line("upper", "--study-4", bands.upper, "thin"),
				line("lower", "--study-4", bands.lower, "thin"),
			];
		},
	},
	{
		id: "rsi",
		name: "Relative strength index",
		short: "RSI",
		text: "How much of the movement was upward: 0 to 100.",
		over: false,
		parameters: [length(14)],
		levels: [30, 70],
		lines: (bars, [n = 14]) => [line("RSI", "--study-3", rsi(closes(bars), n))],
	},
	{
		id: "macd",
		name: "MACD",
		short: "MACD",
		text: "How far a quick mean runs from a slow one.",
		over: false,
		parameters: [length(12, "Quick"), length(26, "Slow"), length(9, "Signal")],
		levels: [0],
		lines: (bars, [fast = 12, slow = 26, signal = 9]) => {
			const made = macd(closes(bars), fast, slow, signal);
			return [
				line("histogram", "--up", made.histogram, "histogram"),
				line("MACD", "--study-1", made.macd),
				line("signal", "--study-2", made.signal),
			];
		},
	},
];

/** A study that is shown: its parameters in their order. */
export interface Chosen {
	id: StudyId;
	values: number[];
}

export function kindOf(id: StudyId): StudyKind {
	return STUDIES.find((one) => one.id === id) as StudyKind;
}

export function usualOf(id: StudyId): Chosen {
	return { id, values: kindOf(id).parameters.map(({ usual }) => usual) };
}

/** "SMA 20", as the legend calls it. */
export function titleOf(chosen: Chosen): string {
	return [kindOf(chosen.id).short, ...chosen.values].join(" ");
}

export interface ShownStudy {
	chosen: Chosen;
	kind: StudyKind;
	title: string;
	lines: StudyLine[];
}

/** What of the chosen ones can be worked out from these bars. */
export function worked(
	chosen: readonly Chosen[],
	bars: readonly Bar[],
	interval: Interval,
): ShownStudy[] {
	return chosen
		.map((one) => ({ chosen: one, kind: kindOf(one.id), title: titleOf(one) }))
		.filter(({ kind }) => kind.intraday !== true || interval.seconds > 0)
		.map((one) => ({ ...one, lines: one.kind.lines(bars, one.chosen.values) }));
}
