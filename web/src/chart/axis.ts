/** The time axis of the chart in the user's zone and language. */
import {
	defaultHorzScaleBehavior,
	type InternalHorzScaleItem,
	type TickMarkWeightValue,
	type Time,
} from "lightweight-charts";
import { locale, timeZone } from "../when";
import type { Interval } from "./bars";
import { offsets, weightOf } from "./zone";

interface Point {
	timeWeight: TickMarkWeightValue;
	time: InternalHorzScaleItem;
}

const FORMATS: Record<number, Intl.DateTimeFormatOptions> = {
	0: { year: "numeric" },
	1: { month: "short" },
	2: { day: "numeric" },
	3: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
	4: { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" },
};

/** Bars of days bear dates, which are the same in every zone. */
function zoneOf(interval: Interval): string {
	return interval.seconds > 0 ? timeZone() : "UTC";
}

/** How the axis and its marks are told for bars of this length. */
export class TimeAxis {
	#offset = offsets("UTC");
	#formats = new Map<string, Intl.DateTimeFormat>();
	#zone = "UTC";
	#isDated = true;

	use(interval: Interval): void {
		this.#isDated = interval.seconds === 0;
		const zone = zoneOf(interval);
		if (zone === this.#zone) return;
		this.#zone = zone;
		this.#offset = offsets(zone);
		this.#formats.clear();
	}

	#format(name: string, options: Intl.DateTimeFormatOptions, atS: number): string {
		let format = this.#formats.get(name);
		if (format === undefined) {
			const zoned = { ...options, timeZone: this.#zone };
			format = new Intl.DateTimeFormat(locale() || undefined, zoned);
			this.#formats.set(name, format);
		}
		return format.format(atS * 1000);
	}

	mark = (time: Time, type: number): string => {
		return this.#format(String(type), FORMATS[type] ?? {}, Number(time));
	};

	moment = (time: Time): string => {
		const day = { year: "numeric", month: "short", day: "numeric" } as const;
		const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
		const options = this.#isDated ? { weekday: "short" as const, ...day } : { ...day, ...clock };
		return this.#format(this.#isDated ? "date" : "moment", options, Number(time));
	};

	/** What gives the chart its axis: marks weigh by the zone's own days and hours. */
	behaviour(): InstanceType<ReturnType<typeof defaultHorzScaleBehavior>> {
		const Behaviour = defaultHorzScaleBehavior();
		const axis = this;
		return new (class extends Behaviour {
			override fillWeightsForPoints(points: readonly Point[], start: number): void {
				axis.#weigh(points, start, (point) => Number(this.key(point.time)));
			}
		})();
	}

	#weigh(points: readonly Point[], start: number, secondsOf: (point: Point) => number): void {
		const own = (point: Point) => {
			const atS = secondsOf(point);
			return atS + this.#offset(atS);
		};
		for (let i = start; i < points.length; i++) {
			const point = points[i] as Point;
			const before = points[i - 1] ?? points[i + 1];
			if (before === undefined) continue;
			const [now, other] = [own(point), own(before)];
			// The first is as far from what went before as from what follows.
			const beforeS = i === 0 ? now - (other - now) : other;
			point.timeWeight = weightOf(now, beforeS) as TickMarkWeightValue;
		}
	}
}
