// What each object of the trading paths must hold, on the wire: every member there, text
// where clients expect text, null where it has no value. `?` after a kind lets it be null,
// a list names all that it may be, and an object or [object] is looked into.
import assert from 'node:assert/strict';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const DECIMAL = /^-?(0|[1-9]\d*)(\.\d{1,9})?$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

const is = {
	uuid: (value) => typeof value === 'string' && UUID.test(value),
	text: (value) => typeof value === 'string' && value.length > 0,
	string: (value) => typeof value === 'string',
	decimal: (value) => typeof value === 'string' && DECIMAL.test(value),
	time: (value) => typeof value === 'string' && TIME.test(value) && Number.isFinite(Date.parse(value)),
	day: (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value),
	flag: (value) => typeof value === 'boolean',
	count: (value) => Number.isSafeInteger(value) && value >= 0,
	number: (value) => typeof value === 'number' && Number.isFinite(value),
	list: Array.isArray,
};

const STATES = [
	'new', 'partially_filled', 'filled', 'done_for_day', 'canceled', 'expired', 'replaced',
	'pending_cancel', 'pending_replace', 'accepted', 'pending_new', 'accepted_for_bidding',
	'stopped', 'rejected', 'suspended', 'calculated', 'held',
];
const SIDES = ['buy', 'sell'];
const TYPES = ['market', 'limit', 'stop', 'stop_limit', 'trailing_stop'];
const CLASSES = ['us_equity', 'us_option'];
const EXCHANGES = ['AMEX', 'ARCA', 'BATS', 'NYSE', 'NASDAQ', 'NYSEARCA', 'OTC'];

export const ORDER = {
	id: 'uuid',
	client_order_id: 'text',
	created_at: 'time',
	updated_at: 'time',
	submitted_at: 'time',
	filled_at: 'time?',
	expired_at: 'time?',
	canceled_at: 'time?',
	failed_at: 'time?',
	replaced_at: 'time?',
	replaced_by: 'uuid?',
	replaces: 'uuid?',
	asset_id: 'uuid',
	symbol: 'text',
	asset_class: CLASSES,
	notional: 'decimal?',
	qty: 'decimal?',
	filled_qty: 'decimal',
	filled_avg_price: 'decimal?',
	order_class: ['', 'simple', 'bracket', 'oco', 'oto', 'mleg'],
	order_type: TYPES,
	type: TYPES,
	side: SIDES,
	time_in_force: ['day', 'gtc', 'opg', 'cls', 'ioc', 'fok'],
	limit_price: 'decimal?',
	stop_price: 'decimal?',
	status: STATES,
	extended_hours: 'flag',
	legs: 'list?',
	trail_percent: 'decimal?',
	trail_price: 'decimal?',
	hwm: 'decimal?',
	position_intent: 'text?',
};

export const POSITION = {
	asset_id: 'uuid',
	symbol: 'text',
	exchange: EXCHANGES,
	asset_class: CLASSES,
	asset_marginable: 'flag',
	qty: 'decimal',
	qty_available: 'decimal',
	avg_entry_price: 'decimal',
	side: ['long', 'short'],
	market_value: 'decimal',
	cost_basis: 'decimal',
	unrealized_pl: 'decimal',
	unrealized_plpc: 'decimal',
	unrealized_intraday_pl: 'decimal',
	unrealized_intraday_plpc: 'decimal',
	current_price: 'decimal',
	lastday_price: 'decimal',
	change_today: 'decimal',
};

export const ACCOUNT = {
	id: 'uuid',
	account_number: 'text',
	status: ['ACTIVE'],
	currency: ['USD'],
	cash: 'decimal',
	created_at: 'time',
	trading_blocked: 'flag',
	transfers_blocked: 'flag',
	account_blocked: 'flag',
	trade_suspended_by_user: 'flag',
	shorting_enabled: 'flag',
	multiplier: ['1', '2', '4'],
	buying_power: 'decimal',
	regt_buying_power: 'decimal',
	non_marginable_buying_power: 'decimal',
	equity: 'decimal',
	last_equity: 'decimal',
	portfolio_value: 'decimal',
	long_market_value: 'decimal',
	short_market_value: 'decimal',
	initial_margin: 'decimal',
	maintenance_margin: 'decimal',
	last_maintenance_margin: 'decimal',
	sma: 'decimal',
	accrued_fees: 'decimal',
	pattern_day_trader: 'flag',
	daytrade_count: 'count',
	daytrading_buying_power: 'decimal',
};

export const CONFIGURATIONS = {
	dtbp_check: ['entry', 'exit', 'both'],
	fractional_trading: 'flag',
	max_margin_multiplier: ['1', '2', '4'],
	no_shorting: 'flag',
	pdt_check: ['entry', 'exit', 'both'],
	ptp_no_exception_entry: 'flag',
	suspend_trade: 'flag',
	trade_confirm_email: ['all', 'none'],
};

export const FILL = {
	id: 'text',
	activity_type: ['FILL'],
	transaction_time: 'time',
	type: ['fill', 'partial_fill'],
	price: 'decimal',
	qty: 'decimal',
	side: ['buy', 'sell', 'sell_short'],
	symbol: 'text',
	leaves_qty: 'decimal',
	order_id: 'uuid',
	cum_qty: 'decimal',
	order_status: STATES,
};

/** Of every activity that is no fill. */
export const EVENT = {
	id: 'text',
	activity_type: 'text',
	date: 'day',
	net_amount: 'decimal',
};

export const WATCHLIST = {
	id: 'uuid',
	account_id: 'uuid',
	name: 'text',
	created_at: 'time',
	updated_at: 'time',
};

const LISTED = {
	id: 'uuid',
	class: CLASSES,
	exchange: EXCHANGES,
	symbol: 'text',
	name: 'text',
	status: ['active', 'inactive'],
	tradable: 'flag',
	marginable: 'flag',
	shortable: 'flag',
	easy_to_borrow: 'flag',
	fractionable: 'flag',
	attributes: 'list',
};

export const WATCHLIST_WHOLE = { ...WATCHLIST, assets: [LISTED] };

export const HISTORY = {
	timestamp: ['count'],
	equity: ['number?'],
	profit_loss: ['number?'],
	profit_loss_pct: ['number?'],
	base_value: 'number',
	timeframe: 'text',
};

const isNamed = (kind) => typeof kind === 'string' && kind.replace('?', '') in is;

function wrong(value, kind, path) {
	if (Array.isArray(kind) && kind.length === 1 && (isNamed(kind[0]) || typeof kind[0] === 'object'))
		return Array.isArray(value)
			? value.flatMap((item, i) => wrong(item, kind[0], `${path}[${i}]`))
			: [`${path} is no list`];
	if (Array.isArray(kind))
		return kind.includes(value) ? [] : [`${path} is ${JSON.stringify(value)}, not of ${kind}`];
	if (typeof kind === 'object') return wrongMembers(value, kind, path);
	if (value === null && kind.endsWith('?')) return [];
	return is[kind.replace('?', '')](value) ? [] : [`${path} is ${JSON.stringify(value)}, no ${kind}`];
}

function wrongMembers(value, shape, path) {
	if (typeof value !== 'object' || value === null) return [`${path} is ${JSON.stringify(value)}`];
	return Object.entries(shape).flatMap(([name, kind]) =>
		name in value ? wrong(value[name], kind, `${path}.${name}`) : [`${path}.${name} is missing`],
	);
}

/** Has it every member of the shape, each of its kind? Returns it. */
export function shaped(value, shape, name = 'reply') {
	assert.deepEqual(wrong(value, shape, name), []);
	return value;
}

/** The same for an order, its legs included. */
export function order(value, name = 'order') {
	shaped(value, ORDER, name);
	assert.equal(value.order_type, value.type);
	for (const [i, leg] of (value.legs ?? []).entries()) order(leg, `${name}.legs[${i}]`);
	return value;
}
