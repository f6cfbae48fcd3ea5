/** Jobs of the server in words. */
import type { Job } from "../../api/wire";

export const STATES: Readonly<Record<Job["state"], { name: string; tone: string; text: string }>> = {
	ok: { name: "In order", tone: "good", text: "It was done when it should have been." },
	late: { name: "Overdue", tone: "bad", text: "It should have been done long ago." },
	failed: { name: "Failed", tone: "bad", text: "The last time it was done it failed." },
	waiting: { name: "Not yet", tone: "", text: "It was not done since its process began." },
};

const UNITS = [
	[86_400, "day"],
	[3_600, "hour"],
	[60, "minute"],
	[1, "second"],
] as const;

/** "resting_orders" as people write it. */
export function jobName({ name }: Pick<Job, "name">): string {
	return name.replaceAll("_", " ").replace(/^./, (first) => first.toUpperCase());
}

/** "Each minute", "Each 10 seconds". */
export function periodName(seconds: number | null): string {
	const unit = UNITS.find(([size]) => seconds !== null && seconds % size === 0);
	if (seconds === null || unit === undefined) return "When it is due";
	const count = seconds / unit[0];
	return count === 1 ? `Each ${unit[1]}` : `Each ${count} ${unit[1]}s`;
}
