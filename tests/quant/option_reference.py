#!/usr/bin/python3
"""What QuantLib says options are worth: a line for each, for the tests to compare.

    option_reference.py              the table that tests/quant/option_reference.tsv holds
    option_reference.py SEED COUNT   so many random ones

A line has: style, right, spot, strike, days, rate, yield, volatility; then price, delta,
gamma, theta a day, vega a point, rho a point. Needs Debian's quantlib-python; exits 77
where that is missing.
"""
import glob
import itertools
import random
import sys

# Debian 13 ships it as an egg, into which Python does not look by itself.
sys.path += glob.glob("/usr/lib/python3/dist-packages/QuantLib-*.egg")

try:
    import QuantLib as ql
except ImportError:
    print("QuantLib is missing: install package quantlib-python", file=sys.stderr)
    sys.exit(77)

TODAY = ql.Date(15, ql.January, 2026)
YEAR = ql.Actual365Fixed()
ql.Settings.instance().evaluationDate = TODAY


def flat(rate):
    return ql.YieldTermStructureHandle(ql.FlatForward(TODAY, rate, YEAR))


def made(style, right, spot, strike, days, rate, dividend, volatility):
    """The option, and the process of what it is on."""
    process = ql.BlackScholesMertonProcess(
        ql.QuoteHandle(ql.SimpleQuote(spot)), flat(dividend), flat(rate),
        ql.BlackVolTermStructureHandle(
            ql.BlackConstantVol(TODAY, ql.NullCalendar(), volatility, YEAR)))
    payoff = ql.PlainVanillaPayoff(
        ql.Option.Call if right == "call" else ql.Option.Put, strike)
    end = TODAY + days
    exercise = ql.AmericanExercise(TODAY, end) if style == "american" else ql.EuropeanExercise(end)
    return ql.VanillaOption(payoff, exercise), process


def european(*terms):
    option, process = made("european", *terms)
    option.setPricingEngine(ql.AnalyticEuropeanEngine(process))
    return (option.NPV(), option.delta(), option.gamma(), option.theta() / 365,
            option.vega() / 100, option.rho() / 100)


def american_price(*terms):
    option, process = made("american", *terms)
    option.setPricingEngine(ql.QdFpAmericanEngine(
        process, ql.QdFpAmericanEngine.highPrecisionScheme()))
    return option.NPV()


def american(right, spot, strike, days, rate, dividend, volatility):
    """Greeks by differences: QuantLib has no others that are exact. More time is the same
    as more of rate, dividend and variance, so that theta needs no parts of days."""
    def price(s=0.0, r=0.0, v=0.0, t=1.0):
        return american_price(right, spot + s, strike, days, (rate + r) * t, dividend * t,
                              (volatility + v) * t ** 0.5)

    here, step = price(), spot * 5e-4
    up, down = price(s=step), price(s=-step)
    return (here, (up - down) / (2 * step), (up - 2 * here + down) / (step * step),
            (price(t=0.999) - price(t=1.001)) / 2e-3 / days,
            (price(v=5e-4) - price(v=-5e-4)) / 1e-3 / 100,
            (price(r=1e-4) - price(r=-1e-4)) / 2e-4 / 100)


def show(style, right, spot, strike, days, rate, dividend, volatility):
    terms = (right, spot, strike, days, rate, dividend, volatility)
    figures = american(*terms) if style == "american" else european(*terms)
    print(style, *(repr(term) if isinstance(term, float) else term for term in terms),
          *(f"{figure:.10f}" for figure in figures), sep="\t")


def table():
    rights = ("call", "put")
    for style, right, strike, days, rate, dividend, volatility in itertools.product(
            ("european", "american"), rights, (80.0, 100.0, 115.0), (7, 90, 540),
            (-0.01, 0.045), (0.0, 0.03, 0.09), (0.15, 0.55)):
        show(style, right, 100.0, strike, days, rate, dividend, volatility)


def at_random(seed, count):
    chosen = random.Random(seed)
    for _ in range(count):
        spot = round(chosen.uniform(2, 900), 2)
        show(chosen.choice(("european", "american")), chosen.choice(("call", "put")), spot,
             round(spot * chosen.uniform(0.6, 1.6), 2), chosen.randint(1, 900),
             round(chosen.uniform(-0.01, 0.08), 4),
             chosen.choice((0.0, round(chosen.uniform(0, 0.1), 4))),
             round(chosen.uniform(0.1, 1.2), 3))


print(f"# QuantLib {ql.__version__}")
if len(sys.argv) == 3:
    at_random(int(sys.argv[1]), int(sys.argv[2]))
else:
    table()
