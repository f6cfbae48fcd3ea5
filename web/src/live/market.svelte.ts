/** Is the market open, and until when? */
import { read } from "../api/ask";
import type { MarketStatus } from "../api/wire";
import { poll } from "./poll";

const EVERY_MS = 30_000;

let status = $state.raw<MarketStatus | null>(null);

export const market = {
	get status(): MarketStatus | null {
		return status;
	},
};

export function startMarket(): () => void {
	const poller = poll<MarketStatus>({
		topic: "market",
		everyMs: EVERY_MS,
		ask: () => read<MarketStatus>("/api/market/status"),
		take: (next) => (status = next),
	});
	return poller.stop;
}
