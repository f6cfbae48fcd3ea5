#include "market/sim/sim_wrap.h"

#include "base/clock.h"
#include "market/macro.h"
#include "market/sim/sim_economy.h"
#include "market/sim/sim_figures.h"
#include "market/sim/sim_math.h"
#include "market/sim/sim_release.h"
#include "market/sim/sim_segment.h"
#include "market/sim/sim_split.h"

#include <math.h>

enum slot { OPENING, MIDDAY, ENDING, PRICES, JOBS, GROWTH, DECISION };

enum { NINE_THIRTY = 34200, NOON = 12 * 3600, TWO_PM = 14 * 3600, E6_PER_E4 = 100 };

enum purpose { MOMENT = 950 };

static const int64_t SECOND_US = 1000000;

struct scene {
	struct calendar_session session;
	int32_t number;
	struct sim_bulletin *bulletins;
	size_t count;
};

static int64_t after(
	const struct scene *scene, enum slot slot, int64_t time_us, int least, int most)
{
	uint64_t place = (uint64_t)scene->session.day * SIM_BULLETIN_SLOTS + slot;
	double unit =
		sim_math_unit(sim_math_bits(sim_world()->market_key, place, MOMENT));
	return time_us + (least + (int64_t)(unit * (most - least))) * SECOND_US;
}

static struct sim_bulletin *add(
	struct scene *scene, enum slot slot, enum sim_bulletin_kind kind, int64_t time_us)
{
	struct sim_bulletin *bulletin = &scene->bulletins[scene->count++];
	*bulletin = (struct sim_bulletin){
		.kind = kind,
		.place = SIM_BULLETIN_MARKET,
		.time_us = time_us,
		.number = scene->number,
	};
	sim_bulletin_sign(bulletin, scene->session.day, (int)slot);
	return bulletin;
}

int64_t sim_wrap_index(const struct sim_bulletin *bulletin, int place, double *move)
{
	const struct sim_share *share = sim_world_share(place);
	struct sim_segment segment;
	int64_t before_e4 = sim_split_close(share, bulletin->number - 1);
	int64_t price_e4 = sim_split_close(share, bulletin->number);
	enum sim_bulletin_kind kind = bulletin->kind;
	bool ends = kind >= SIM_BULLETIN_MARKET_ENDS_UP &&
		    kind <= SIM_BULLETIN_MARKET_ENDS_FLAT;
	if (!ends && sim_segment(share, bulletin->number, SIM_SEGMENT_DAY, &segment)) {
		bool opens = kind >= SIM_BULLETIN_MARKET_OPENS_UP &&
			     kind <= SIM_BULLETIN_MARKET_OPENS_FLAT;
		int64_t minute = (bulletin->time_us - segment.from_us) / 60000000 - 1;
		price_e4 = opens ? segment.whole.open
				 : sim_segment_minute(&segment, (int32_t)minute).close;
	}
	*move = (double)price_e4 / (double)before_e4 - 1;
	return price_e4;
}

/* Takes the kind that fits how the S&P 500 stands; the next ones are for falls
 * and for next to nothing. */
static void add_wrap(
	struct scene *scene, enum slot slot, enum sim_bulletin_kind up, int64_t time_us)
{
	struct sim_bulletin *bulletin = add(scene, slot, up, time_us);
	bulletin->price_e4 =
		sim_wrap_index(bulletin, listing_find("$SPX"), &bulletin->move);
	if (bulletin->move < 0)
		bulletin->kind = (enum sim_bulletin_kind)(up + 1);
	if (fabs(bulletin->move) < 0.001)
		bulletin->kind = (enum sim_bulletin_kind)(up + 2);
}

/* The period of a series that is published on the session's day; false when none is. */
static bool comes_out(const struct scene *scene, enum macro_series series,
	int32_t *period, int64_t *time_us)
{
	const struct calendar *calendar = sim_world()->calendar;
	*period = sim_release_period(series, scene->session.day);
	for (int back = 0; back < 2; back++) {
		*period = sim_release_before(series, *period);
		*time_us = sim_release_us(calendar, series, *period);
		if (calendar_day_of(calendar, *time_us) == scene->session.day)
			return true;
	}
	return false;
}

static int64_t figure_e4(enum macro_series series, int32_t period)
{
	return sim_figures_value_e6(sim_world()->seed, series, period) / E6_PER_E4;
}

/* A figure that comes out today beside the one before, and how far it has moved: over a
 * quarter a part at a yearly rate. */
static void add_figure(struct scene *scene, enum slot slot, enum macro_series series,
	enum sim_bulletin_kind up)
{
	int32_t period;
	int64_t time_us;
	if (!comes_out(scene, series, &period, &time_us))
		return;
	struct sim_bulletin *bulletin =
		add(scene, slot, up, after(scene, slot, time_us, 20, 150));
	int32_t before = sim_release_before(series, period);
	bulletin->day = period;
	bulletin->amount_e4 = figure_e4(series, period);
	bulletin->expected_e4 = figure_e4(series, before);
	bulletin->move = (double)bulletin->amount_e4 / (double)bulletin->expected_e4 - 1;
	if (series == MACRO_GDP)
		bulletin->move *= 4;
	if (bulletin->move < 0)
		bulletin->kind = (enum sim_bulletin_kind)(up + 1);
}

static void add_decision(struct scene *scene)
{
	int32_t day = scene->session.day;
	int year;
	int month;
	int of_month;
	clock_date_of(day, &year, &month, &of_month);
	if (sim_economy_meeting(year, month) != day)
		return;
	int64_t time_us = calendar_at_us(sim_world()->calendar, day, TWO_PM);
	struct sim_bulletin *bulletin = add(scene, DECISION, SIM_BULLETIN_RATES_HELD,
		after(scene, DECISION, time_us, 20, 150));
	uint64_t seed = sim_world()->seed;
	bulletin->day = day;
	bulletin->amount_e4 = sim_figures_target_e6(seed, day + 1) / E6_PER_E4;
	bulletin->expected_e4 = sim_figures_target_e6(seed, day) / E6_PER_E4;
	bulletin->move =
		(double)(bulletin->amount_e4 - bulletin->expected_e4) / 1000000.0;
	if (bulletin->move > 0)
		bulletin->kind = SIM_BULLETIN_RATES_RAISED;
	if (bulletin->move < 0)
		bulletin->kind = SIM_BULLETIN_RATES_CUT;
}

size_t sim_wrap(int32_t number, struct sim_bulletin bulletins[SIM_BULLETIN_MOST])
{
	const struct calendar *calendar = sim_world()->calendar;
	struct scene scene = {.number = number, .bulletins = bulletins};
	if (number < 1 || number >= calendar_sessions(calendar))
		return 0;
	scene.session = calendar_numbered(calendar, number);
	int64_t noon_us = calendar_at_us(calendar, scene.session.day, NOON);
	/* Where one session begins as the other ends there is no opening to tell of. */
	if (calendar_hours_of(calendar) == CALENDAR_ALWAYS)
		add_wrap(&scene, OPENING, SIM_BULLETIN_MARKET_MORNING_UP,
			after(&scene, OPENING,
				calendar_at_us(calendar, scene.session.day, NINE_THIRTY),
				300, 780));
	else
		add_wrap(&scene, OPENING, SIM_BULLETIN_MARKET_OPENS_UP,
			after(&scene, OPENING, scene.session.open_us, 300, 780));
	add_wrap(&scene, MIDDAY, SIM_BULLETIN_MARKET_MIDDAY_UP,
		after(&scene, MIDDAY, noon_us, 300, 2100));
	add_wrap(&scene, ENDING, SIM_BULLETIN_MARKET_ENDS_UP,
		after(&scene, ENDING, scene.session.close_us, 300, 900));
	add_figure(&scene, PRICES, MACRO_CPI, SIM_BULLETIN_PRICES_RISE);
	add_figure(&scene, JOBS, MACRO_PAYROLLS, SIM_BULLETIN_JOBS_GAINED);
	add_figure(&scene, GROWTH, MACRO_GDP, SIM_BULLETIN_GROWTH);
	add_decision(&scene);
	return scene.count;
}

size_t sim_wrap_symbols(enum sim_bulletin_kind kind, const char *const **symbols)
{
	static const char *const wrap[] = {
		"SPY", "QQQ", "DIA", "IWM", "$SPX", "$DJI", "$COMP", "$RUT", "$VIX"};
	static const char *const economy[] = {"SPY", "QQQ", "DIA", "TLT", "IEF", "$SPX"};
	bool is_wrap = kind >= SIM_BULLETIN_MARKET_OPENS_UP &&
		       kind <= SIM_BULLETIN_MARKET_ENDS_FLAT;
	*symbols = is_wrap ? wrap : economy;
	return is_wrap ? sizeof(wrap) / sizeof(*wrap)
		       : sizeof(economy) / sizeof(*economy);
}
