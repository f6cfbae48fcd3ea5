import type { Conditions, Movers, Portfolio, Position } from "../../api/wire";
import { percent, plain } from "../../format/numbers";

/** Something that stands out: a fact, where it comes from, and where to look at it. */
export interface Finding {
	id: string;
	kind: "account" | "market";
	title: string;
	/** The figures that it rests on. */
	because: string;
	href: string;
	look: string;
}

const LARGE_SHARE = 0.25;
const DEEP_LOSS = -0.1;
const LARGE_GAIN = 0.2;
const THIN_MARGIN = 1.25;
const MOST_MOVERS = 3;
const LARGE_MOVE_PERCENT = 3;

function ofPosition(position: Position, equity: number): Finding[] {
	const share = Math.abs(Number(position.market_value)) / equity;
	const gain = Number(position.unrealized_plpc);
	const href = `/trade/${encodeURIComponent(position.symbol)}`;
	const found: Finding[] = [];
	if (share > LARGE_SHARE)
		found.push({
			id: `share ${position.symbol}`,
			kind: "account",
			title: `${position.symbol} is a large part of the account`,
			because: `It is ${percent(share, 0)} of the equity; more than ${percent(LARGE_SHARE, 0)} makes one share's news the account's news.`,
			href,
			look: "Look at it",
		});
	if (gain < DEEP_LOSS || gain > LARGE_GAIN)
		found.push({
			id: `gain ${position.symbol}`,
			kind: "account",
			title:
				gain < 0
					? `${position.symbol} is well under what it cost`
					: `${position.symbol} is well over what it cost`,
			because: `It stands ${percent(Math.abs(gain), 1)} ${gain < 0 ? "under" : "over"} its average of ${plain(position.avg_entry_price)}; a stop order says beforehand where to leave.`,
			href: `${href}?side=sell`,
			look: "Set a stop",
		});
	return found;
}

function ofAccount({ account, positions }: Portfolio): Finding[] {
	const equity = Number(account.equity);
	const needed = Number(account.maintenance_margin);
	if (!(equity > 0)) return [];
	const found = positions.flatMap((one) => ofPosition(one, equity));
	if (needed > 0 && equity / needed < THIN_MARGIN)
		found.unshift({
			id: "margin",
			kind: "account",
			title: "The margin is thin",
			because: `Equity is ${plain(equity / needed)} times what has to be kept; under 1 positions are closed by force.`,
			href: "/positions",
			look: "See positions",
		});
	return found;
}

function ofMarket(conditions: Conditions, movers: Movers): Finding[] {
	const { trend, volatility } = conditions;
	const found: Finding[] = [
		{
			id: "trend",
			kind: "market",
			title: `The market's trend is ${trend.word}, volatility ${volatility.word}`,
			because: `S&P 500 at ${plain(trend.last)}, its mean of 50 days ${plain(trend.mean_50_days)}, of 200 days ${plain(trend.mean_200_days)}; VIX ${plain(volatility.level)}.`,
			href: "/research",
			look: "Research",
		},
	];
	for (const one of [...movers.gainers, ...movers.losers]
		.filter(({ change_pct }) => Math.abs(change_pct ?? 0) >= LARGE_MOVE_PERCENT)
		.slice(0, MOST_MOVERS))
		found.push({
			id: `move ${one.symbol}`,
			kind: "market",
			title: `${one.name} ${(one.change_pct ?? 0) > 0 ? "rose" : "fell"} more than most`,
			because: `${plain(Math.abs(one.change_pct ?? 0))} % today, to ${plain(one.price)}.`,
			href: `/news?symbol=${encodeURIComponent(one.symbol)}`,
			look: "Its news",
		});
	return found;
}

/** All that stands out; rules over figures, the most pressing first. */
export function findingsOf(
	portfolio: Portfolio | null,
	conditions: Conditions | undefined,
	movers: Movers | undefined,
): Finding[] {
	return [
		...(portfolio ? ofAccount(portfolio) : []),
		...(conditions && movers ? ofMarket(conditions, movers) : []),
	];
}
