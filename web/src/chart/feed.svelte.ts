/** A symbol's bars as they are shown: read in pages, the newest moved on by its quotes. */
import { read, withQuery } from "../api/ask";
import { messageOf } from "../api/client";
import type { MarketBars, Quote } from "../api/wire";
import { barOf, withNewer, withQuote, type Bar, type Interval } from "./bars";

export interface Origin {
	source: string;
	simulated: boolean;
	stale: boolean;
}

const FIRST_PAGE = 400;
const PAGE = 1_000;
const MOST = 20_000;
const TAIL = 3;

export class BarFeed {
	bars = $state.raw<readonly Bar[]>([]);
	origin = $state.raw<Origin | null>(null);
	problem = $state("");
	loading = $state(false);
	/** When the newest were read, by this device's clock. */
	readMs = $state(0);
	interval: Interval;
	#turn = 0;
	#isWhole = false;
	#readsOlder = false;

	constructor(
		readonly symbol: string,
		interval: Interval,
	) {
		this.interval = interval;
	}

	async #read(query: Record<string, string | number>): Promise<Bar[]> {
		const interval = this.interval;
		const path = `/api/market/bars/${encodeURIComponent(this.symbol)}`;
		const reply = await read<MarketBars>(
			withQuery(path, { timeframe: interval.timeframe, ...query }),
		);
		const { source, simulated, stale } = reply;
		this.origin = { source, simulated, stale };
		return reply.candles.map((candle) => barOf(candle, interval));
	}

	/** Reads the newest so many bars of this length; false when that failed or was overtaken. */
	async show(interval: Interval, limit = FIRST_PAGE): Promise<boolean> {
		const turn = ++this.#turn;
		this.interval = interval;
		this.loading = true;
		this.problem = "";
		try {
			const bars = await this.#read({ limit });
			if (turn !== this.#turn) return false;
			this.bars = bars;
			this.#isWhole = false;
			this.readMs = Date.now();
		} catch (error) {
			if (turn !== this.#turn) return false;
			this.problem = messageOf(error);
		}
		this.loading = false;
		return this.problem === "";
	}

	/** Reads what went before the first one. */
	async older(): Promise<void> {
		const first = this.bars[0];
		const full = this.bars.length >= MOST;
		if (first === undefined || this.#isWhole || this.#readsOlder || this.loading || full)
			return;
		const turn = this.#turn;
		this.#readsOlder = true;
		try {
			const end = new Date((first.atS - 1) * 1000).toISOString();
			const bars = (await this.#read({ limit: PAGE, end })).filter(
				({ atS }) => atS < first.atS,
			);
			if (turn === this.#turn) {
				this.#isWhole = bars.length === 0;
				if (bars.length > 0) this.bars = [...bars, ...this.bars];
			}
		} catch {
			// Scrolled further, it is tried again.
		}
		this.#readsOlder = false;
	}

	/** Reads the newest few anew: what quotes alone don't tell. */
	async renew(): Promise<void> {
		if (this.bars.length === 0 || this.loading) return;
		const turn = this.#turn;
		try {
			const newer = await this.#read({ limit: TAIL });
			if (turn !== this.#turn) return;
			const last = this.bars.at(-1);
			const gap = last !== undefined && (newer[0]?.atS ?? 0) > last.atS;
			// Away for longer than these few: begin anew.
			if (gap) await this.show(this.interval);
			else this.bars = withNewer(this.bars, newer);
			this.readMs = Date.now();
		} catch {
			// The next time it is tried again; the chart says how old it is.
		}
	}

	live(quote: Quote): void {
		if (this.loading) return;
		const next = withQuote(this.bars, quote, this.interval);
		if (next !== this.bars) this.bars = next;
	}
}
