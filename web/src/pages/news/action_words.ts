import type { CorporateActions } from "../../api/wire";
import { money, plain } from "../../format/numbers";

type Action = CorporateActions["corporate_actions"][number];

/** "AAPL pays $0.25 a share", "NVDA splits 10 for 1". */
export function inWords(action: Action): string {
	const symbol = action.symbol ?? action.old_symbol ?? "";
	const ratio = `${plain(action.new_rate, 0)} for ${plain(action.old_rate, 0)}`;
	switch (action.type) {
		case "cash_dividend":
			return `${symbol} pays ${money(action.rate)} a share`;
		case "stock_dividend":
			return `${symbol} pays ${action.rate ?? ""} shares for each`;
		case "forward_split":
			return `${symbol} splits ${ratio}`;
		case "reverse_split":
			return `${symbol} is put together, ${ratio}`;
		case "name_change":
			return `${symbol} becomes ${action.new_symbol ?? ""}`;
		default:
			return `${symbol}: ${action.type.replaceAll("_", " ")}`;
	}
}
