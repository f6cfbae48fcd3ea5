/** The picture of a chart: what lightweight-charts draws. It is loaded when one is shown. */
import {
	CandlestickSeries,
	ColorType,
	createChartEx,
	createSeriesMarkers,
	CrosshairMode,
	HistogramSeries,
	LineSeries,
	LineStyle,
	PriceScaleMode,
	type DeepPartial,
	type IChartApiBase,
	type IHorzScaleBehavior,
	type IPriceLine,
	type ISeriesApi,
	type SeriesMarker,
	type SeriesType,
	type Time,
	type TimeChartOptions,
	type UTCTimestamp,
} from "lightweight-charts";
import { price as priceText } from "../format/numbers";
import { TimeAxis } from "./axis";
import type { Bar, Interval } from "./bars";
import type { ShownStudy, StudyLine } from "./studies";
import { colourOf } from "./tokens";

export interface Mark {
	atS: number;
	side: "buy" | "sell";
	text: string;
}

export interface PriceLine {
	id: string;
	price: number;
	/** A token of tokens.css. */
	colour: string;
	style: "solid" | "dashed" | "dotted";
	title: string;
}

export interface Pane {
	top: number;
	height: number;
}

interface Events {
	/** The bar under the crosshair, null when it is nowhere. */
	onpoint: (atS: number | null) => void;
	/** Prices or panes stand elsewhere than before. */
	onlayout: () => void;
	/** Fewer than this many bars are left of what is seen. */
	onleft: () => void;
}

interface Drawn {
	line: StudyLine;
	series: ISeriesApi<SeriesType, Time>;
}

const STYLES = { solid: LineStyle.Solid, dashed: LineStyle.Dashed, dotted: LineStyle.SparseDotted };
const LEFT_SOON = 40;
const FREE_RIGHT = 6;
const PANE_STRETCH = 0.26;

function at(atS: number): UTCTimestamp {
	return atS as UTCTimestamp;
}

export class PriceChart {
	#chart: IChartApiBase<Time>;
	#axis = new TimeAxis();
	#candles: ISeriesApi<"Candlestick", Time>;
	#volume: ISeriesApi<"Histogram", Time>;
	#markers;
	#bars: readonly Bar[] = [];
	#studies: ShownStudy[] = [];
	#drawn: Drawn[] = [];
	#lines = new Map<string, IPriceLine>();
	#shown: PriceLine[] = [];
	#marks: Mark[] = [];

	constructor(host: HTMLElement, events: Events) {
		const options: DeepPartial<TimeChartOptions> = {
			autoSize: true,
			// It would bring a style of its own, which the page's policy refuses.
			layout: { attributionLogo: false },
			localization: { priceFormatter: priceText, timeFormatter: this.#axis.moment },
			timeScale: {
				rightOffset: FREE_RIGHT,
				minBarSpacing: 0.2,
				tickMarkFormatter: this.#axis.mark,
			},
			crosshair: { mode: CrosshairMode.Normal },
			handleScroll: { vertTouchDrag: false },
		};
		this.#chart = createChartEx<Time, IHorzScaleBehavior<Time>>(
			host,
			this.#axis.behaviour(),
			options,
		);
		this.#volume = this.#chart.addSeries(HistogramSeries, {
			priceScaleId: "",
			priceFormat: { type: "volume" },
			lastValueVisible: false,
			priceLineVisible: false,
		});
		this.#volume.priceScale().applyOptions({ scaleMargins: { top: 0.84, bottom: 0 } });
		this.#candles = this.#chart.addSeries(CandlestickSeries, { borderVisible: false });
		this.#candles.priceScale().applyOptions({ scaleMargins: { top: 0.1, bottom: 0.2 } });
		this.#markers = createSeriesMarkers(this.#candles, []);
		this.#listen(events);
		this.recolour();
	}

	#listen(events: Events): void {
		this.#candles.attachPrimitive({ updateAllViews: events.onlayout });
		this.#chart.subscribeCrosshairMove(({ time }) =>
			events.onpoint(time === undefined ? null : Number(time)),
		);
		this.#chart.timeScale().subscribeVisibleLogicalRangeChange((range) => {
			if (range !== null && range.from < LEFT_SOON) events.onleft();
		});
	}

	recolour(): void {
		const [up, down] = [colourOf("--up"), colourOf("--down")];
		const [line, strong] = [colourOf("--line"), colourOf("--line-strong")];
		const label = { color: strong, labelBackgroundColor: colourOf("--label") };
		this.#chart.applyOptions({
			layout: {
				background: { type: ColorType.Solid, color: colourOf("--surface") },
				textColor: colourOf("--ink-soft"),
				fontFamily: colourOf("--font-text"),
				fontSize: 11,
				panes: { separatorColor: line, separatorHoverColor: colourOf("--hover") },
			},
			grid: {
				vertLines: { color: colourOf("--grid") },
				horzLines: { color: colourOf("--grid") },
			},
			rightPriceScale: { borderColor: line },
			timeScale: { borderColor: line },
			crosshair: { vertLine: label, horzLine: label },
		});
		this.#candles.applyOptions({
			upColor: up,
			downColor: down,
			wickUpColor: up,
			wickDownColor: down,
		});
		this.#fill();
		this.#drawStudies();
		this.showLines(this.#shown);
		this.mark(this.#marks);
	}

	#volumeOf(bar: Bar) {
		const colour = bar.close >= bar.open ? "--up-soft" : "--down-soft";
		return { time: at(bar.atS), value: bar.volume, color: colourOf(colour) };
	}

	#fill(): void {
		const [up, down] = [colourOf("--up-soft"), colourOf("--down-soft")];
		this.#candles.setData(this.#bars.map((bar) => ({ time: at(bar.atS), ...pick(bar) })));
		this.#volume.setData(
			this.#bars.map((bar) => ({
				time: at(bar.atS),
				value: bar.volume,
				color: bar.close >= bar.open ? up : down,
			})),
		);
	}

	/** Shows these bars and studies; only what is new is drawn anew. */
	show(bars: readonly Bar[], studies: ShownStudy[], interval: Interval): void {
		const before = this.#bars;
		const grew =
			before.length > 1 &&
			before[0] === bars[0] &&
			before.at(-2) === bars[before.length - 2] &&
			bars.length - before.length <= 1 &&
			bars.length >= before.length;
		this.#bars = bars;
		this.#axis.use(interval);
		if (grew) {
			for (const bar of bars.slice(before.length - 1)) {
				this.#candles.update({ time: at(bar.atS), ...pick(bar) });
				this.#volume.update(this.#volumeOf(bar));
			}
		} else {
			this.#chart.timeScale().applyOptions({ timeVisible: interval.seconds > 0 });
			this.#fill();
		}
		const same =
			studies.length === this.#studies.length &&
			studies.every(({ title }, i) => title === this.#studies[i]?.title);
		this.#studies = studies;
		if (!same) this.#drawStudies();
		else this.#fillStudies(grew ? before.length - 1 : 0);
	}

	#drawStudies(): void {
		for (const { series } of this.#drawn) this.#chart.removeSeries(series);
		this.#drawn = [];
		let pane = 0;
		for (const { kind, lines } of this.#studies) {
			if (!kind.over) pane++;
			const place = kind.over ? 0 : pane;
			for (const line of lines) this.#drawn.push({ line, series: this.#seriesOf(line, place) });
			const first = this.#drawn.at(-1)?.series;
			for (const price of kind.levels ?? [])
				first?.createPriceLine({
					price,
					color: colourOf("--line-strong"),
					lineWidth: 1,
					lineStyle: LineStyle.Dashed,
					axisLabelVisible: false,
				});
		}
		this.#chart.panes().forEach((one, i) => one.setStretchFactor(i === 0 ? 1 : PANE_STRETCH));
		this.#fillStudies(0);
	}

	#seriesOf(line: StudyLine, pane: number): ISeriesApi<SeriesType, Time> {
		const plain = { priceLineVisible: false, lastValueVisible: false };
		if (line.kind === "histogram") return this.#chart.addSeries(HistogramSeries, plain, pane);
		return this.#chart.addSeries(
			LineSeries,
			{
				...plain,
				color: colourOf(line.colour),
				lineWidth: line.kind === "line" ? 2 : 1,
				lineStyle: line.kind === "dashed" ? LineStyle.Dashed : LineStyle.Solid,
				crosshairMarkerVisible: false,
			},
			pane,
		);
	}

	#fillStudies(from: number): void {
		const lines = this.#studies.flatMap((one) => one.lines);
		const [up, down] = [colourOf("--up"), colourOf("--down")];
		lines.forEach((line, i) => {
			const drawn = this.#drawn[i];
			if (drawn === undefined) return;
			drawn.line = line;
			const point = (n: number) => {
				const time = at(this.#bars[n]?.atS ?? 0);
				const value = line.values[n] ?? null;
				if (value === null) return { time };
				if (line.kind !== "histogram") return { time, value };
				return { time, value, color: value >= 0 ? up : down };
			};
			if (from === 0) drawn.series.setData(line.values.map((_, n) => point(n)));
			else for (let n = from; n < line.values.length; n++) drawn.series.update(point(n));
		});
	}

	showLines(lines: PriceLine[]): void {
		this.#shown = lines;
		const kept = new Set(lines.map(({ id }) => id));
		for (const [id, line] of this.#lines) {
			if (kept.has(id)) continue;
			this.#candles.removePriceLine(line);
			this.#lines.delete(id);
		}
		for (const { id, price, colour, style, title } of lines) {
			const options = {
				price,
				title,
				color: colourOf(colour),
				lineStyle: STYLES[style],
				lineWidth: 1 as const,
				axisLabelVisible: true,
				axisLabelTextColor: colourOf("--surface"),
			};
			const present = this.#lines.get(id);
			if (present) present.applyOptions(options);
			else this.#lines.set(id, this.#candles.createPriceLine(options));
		}
	}

	/** Marks of trades, each at the beginning of its bar, oldest first. */
	mark(marks: Mark[]): void {
		this.#marks = marks;
		this.#markers.setMarkers(
			marks.map(
				({ atS, side, text }): SeriesMarker<Time> => ({
					time: at(atS),
					text,
					position: side === "buy" ? "belowBar" : "aboveBar",
					shape: side === "buy" ? "arrowUp" : "arrowDown",
					color: colourOf(side === "buy" ? "--info" : "--warn"),
				}),
			),
		);
	}

	scaleLog(log: boolean): void {
		this.#candles.priceScale().applyOptions({
			mode: log ? PriceScaleMode.Logarithmic : PriceScaleMode.Normal,
		});
	}

	/** Shows the newest so many bars. */
	showLast(count: number): void {
		const to = this.#bars.length - 1 + FREE_RIGHT;
		const from = Math.max(this.#bars.length - count, -FREE_RIGHT);
		this.#candles.priceScale().applyOptions({ autoScale: true });
		this.#chart.timeScale().setVisibleLogicalRange({ from, to });
	}

	/** Moves what is seen by so many bars, or shows more (over 1) or fewer of them. */
	move(bars: number, zoom: number): void {
		const range = this.#chart.timeScale().getVisibleLogicalRange();
		if (range === null) return;
		const width = (range.to - range.from) * zoom;
		const to = range.to + bars;
		this.#chart.timeScale().setVisibleLogicalRange({ from: to - width, to });
	}

	/** Lets the chart be dragged, or not. */
	hold(held: boolean): void {
		this.#chart.applyOptions({ handleScroll: !held, handleScale: !held });
	}

	yOf(price: number): number | null {
		return this.#candles.priceToCoordinate(price);
	}

	priceAt(y: number): number | null {
		return this.#candles.coordinateToPrice(y);
	}

	axisWidth(): number {
		return this.#chart.priceScale("right").width();
	}

	panes(): Pane[] {
		let top = 0;
		return this.#chart.panes().map((pane) => {
			const height = pane.getHeight();
			const placed = { top, height };
			top += height + 1;
			return placed;
		});
	}

	remove(): void {
		this.#chart.remove();
	}
}

function pick({ open, high, low, close }: Bar) {
	return { open, high, low, close };
}
