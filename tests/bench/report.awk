# Turns figures into the table of results.md.
#   awk -f report.awk FACTS FIGURES      FACTS: name, value; FIGURES: round, name, field, value
# A value is the median over the rounds; a ratio is the median of the ratios
# within each round, so that what else the machine did then touches both sides.
BEGIN {
	FS = "\t"
}

FNR == NR {
	fact_names[++facts] = $1
	fact[$1] = $2
	next
}

{
	key = $2 SUBSEP $3
	value[key, ++count[key]] = $4
}

END {
	print "# Measured side by side\n"
	print "Written by `make bench`. Compare the ratios, not the rates: all sides ran on the same"
	print "machine, in alternating rounds, through the same nginx and the same PostgreSQL.\n"
	print "| | |"
	print "| --- | --- |"
	for (i = 1; i <= facts; i++)
		print "| " fact_names[i] " | " fact[fact_names[i]] " |"
	rates()
	if (count["sign-in", "alone"])
		sign_ins()
	if (count["import", "rate"])
		market()
	if (count["resting", "tick"])
		trading()
	targets()
	memory()
}

function rates() {
	print "\n## Rates\n"
	print "| what | per second | p50, ms | p99, ms | application, µs | nginx, µs |"
	print "| --- | ---: | ---: | ---: | ---: | ---: |"
	rate("constant", "nginx `return 200` with the health reply as a constant")
	rate("health", "`GET /api/health`")
	rate("live", "`GET /api/monitoring/health/live`: constant")
	rate("version", "`GET /api/monitor/version`: constant")
	rate("ready", "`GET /api/monitoring/health/ready`: one query")
	rate("nobody", "nginx `return 200` again, next to the following")
	rate("token", "`GET /api/auth/me` with a Bearer token")
	rate("key", "`GET /api/auth/me` with an API key")
	rate("token-crowded", "the same with a Bearer token, while 50 users sign in without pause")
	rate("silent", "nginx `return 200` again, next to the following")
	rate("quote", "`GET /v2/stocks/AAPL/quotes/latest` with an API key")
	rate("quotes", "`GET /v2/stocks/quotes/latest` of ten symbols")
	rate("sim-bars", "1,000 simulated minute bars")
	rate("bars", "1,000 minute bars from the database")
	rate("fastapi-bars", "FastAPI, the same bars from a table with a row each")
	rate("search", "`GET /api/market/search`, two at a time")
	rate("order", "`POST /v2/orders`: filled at the market and durable, 16 connections")
	rate("hot-order", "the same, all in one account")
	rate("laden-order", "the same as the first, with a ledger of ten million entries")
	rate("order-tpcb", "`pgbench -M prepared` TPC-B, 16 clients, next to them")
	rate("fastapi-order", "FastAPI, the same fill, ledger and positions")
	rate("account", "`GET /v2/account` with fifty positions")
	rate("positions", "`GET /v2/positions`, fifty of them")
	rate("account-select", "`pgbench -S -M prepared`, 16 clients, next to them")
	rate("fastapi-health", "FastAPI, the same health")
	rate("fastapi-ready", "FastAPI, the same query")
	rate("select16", "`pgbench -S -M prepared`, 16 clients")
	rate("select64", "`pgbench -S -M prepared`, 64 clients")
	rate("write16", "`pgbench -M prepared` TPC-B, durable, 16 clients")
	rate("write64", "`pgbench -M prepared` TPC-B, durable, 64 clients")
	print "\nThe last two columns are processor time for each request: of the pool's workers or of"
	print "FastAPI's processes, and of nginx. What else the machine does hardly changes them."
}

function rate(name, what) {
	if (!count[name, "rate"])
		return
	printf "| %s | %.0f | %s | %s | %s | %s |\n", what, median(name, "rate"),
		figure(name, "p50", 2), figure(name, "p99", 2),
		figure(name, "application", 1), figure(name, "nginx", 1)
}

function figure(name, field, places) {
	return count[name, field] ? sprintf("%.*f", places, median(name, field)) : ""
}

function sign_ins() {
	print "\n## Sign-ins\n"
	print "| what | |"
	print "| --- | ---: |"
	printf "| one alone, ms | %.0f |\n", median("sign-in", "alone")
	printf "| 50 users without pause beside a loaded fast pool, per second | %.1f |\n",
		median("sign-in", "rate")
	printf "| processor time for each, nearly all of it one hash, ms | %.0f |\n",
		median("sign-in", "processor")
}

function market() {
	print "\n## The market\n"
	print "| what | |"
	print "| --- | ---: |"
	printf "| bars imported from CSV, each bar checked, per second | %.0f |\n",
		median("import", "rate")
	printf "| symbols on the board, each renewed every second | %.0f |\n",
		median("daemon", "symbols")
	printf "| processor time of the market daemon for each, all it does included, µs | %.1f |\n",
		median("daemon", "us")
}

function trading() {
	print "\n## Trading\n"
	print "| what | |"
	print "| --- | ---: |"
	printf "| orders that rest | %d |\n", median("resting", "orders")
	printf "| symbols that they are spread over | %d |\n", median("resting", "symbols")
	printf "| a look at all of them at a move of the board, ms | %.2f |\n",
		median("resting", "tick")
	for (i = 1; i <= split("history activities order-list positions-alone", names, " "); i++)
		printf "| p99 of %s, two at a time, ms | %.2f |\n", told_as(names[i]),
			median(names[i], "p99")
	if (!count["ledger", "entries"])
		return
	printf "| entries in the ledger then | %d |\n", median("ledger", "entries")
	for (i = 1; i <= split("history activities order-list positions-alone", names, " "); i++)
		printf "| p99 of %s with that ledger, ms | %.2f |\n", told_as(names[i]),
			median("laden-" names[i], "p99")
	printf "| `papertrade audit` of it, s | %.1f |\n", median("audit", "s")
}

function told_as(name) {
	if (name == "history")
		return "a year of equity"
	if (name == "activities")
		return "100 activities"
	if (name == "order-list")
		return "100 orders"
	return "fifty positions"
}

# The slower of both ledgers.
function slowest(name) {
	return worse(median(name, "p99"), median("laden-" name, "p99"))
}

function targets() {
	print "\n## Ratios and limits\n"
	print "| what | reached | wanted | |"
	print "| --- | ---: | ---: | --- |"
	least("health against nginx `return 200`", ratio("health", "constant", "rate"), 0.50)
	least("one query against `pgbench -S`, 16 clients", ratio("ready", "select16", "rate"), 0.30)
	least("health against FastAPI", ratio("health", "fastapi-health", "rate"), 3)
	least("one query against FastAPI", ratio("ready", "fastapi-ready", "rate"), 3)
	shown("processor time for health, FastAPI against ours",
		ratio("fastapi-health", "health", "application"))
	shown("processor time for one query, FastAPI against ours, PostgreSQL apart",
		ratio("fastapi-ready", "ready", "application"))
	least("`/api/auth/me` with a Bearer token against nginx `return 200`",
		ratio("token", "nobody", "rate"), 0.40)
	least("the same with an API key against a Bearer token", ratio("key", "token", "rate"), 0.90)
	shown("processor time of the workers for it, Bearer token against API key",
		ratio("token", "key", "application"))
	most("p99 of the same with a Bearer token while 50 users sign in, against without",
		ratio("token-crowded", "token", "p99"), 2)
	least("a quote with an API key against nginx `return 200`",
		ratio("quote", "silent", "rate"), 0.40)
	least("ten quotes likewise", ratio("quotes", "silent", "rate"), 0.30)
	least("1,000 minute bars from the database, per second", median("bars", "rate"), 2000)
	least("the same against FastAPI", ratio("bars", "fastapi-bars", "rate"), 5)
	shown("processor time for them, FastAPI against ours, PostgreSQL apart",
		ratio("fastapi-bars", "bars", "application"))
	most("p99 of a search in the worker, ms: the bound of its bucket",
		median("search", "worker-p99"), 2)
	most("market daemon at 1,000 symbols a second, percent of a core",
		scaled(median("daemon", "us"), 0.1), 5)
	least("bars imported per second", median("import", "rate"), 300000)
	least("orders filled and durable against TPC-B", ratio("order", "order-tpcb", "rate"), 0.60)
	least("the same in one account", ratio("hot-order", "order-tpcb", "rate"), 0.25)
	least("orders against FastAPI", ratio("order", "fastapi-order", "rate"), 3)
	shown("processor time for them, FastAPI against ours, PostgreSQL apart",
		ratio("fastapi-order", "order", "application"))
	least("orders with ten million entries against without, both beside TPC-B",
		quotient(ratio("laden-order", "laden-order-tpcb", "rate"),
			ratio("order", "order-tpcb", "rate")), 0.90)
	least("an account against `pgbench -S`", ratio("account", "account-select", "rate"), 0.30)
	least("its fifty positions likewise", ratio("positions", "account-select", "rate"), 0.30)
	most("p99 of an order, ms", median("order", "p99"), 20)
	most("p99 of an account and of its positions, ms",
		worse(median("account", "p99"), median("positions", "p99")), 20)
	most("p99 of a year of equity, ms", slowest("history"), 20)
	most("p99 of 100 activities, ms", slowest("activities"), 20)
	most("p99 of 100 orders, ms", slowest("order-list"), 20)
	most("p99 of fifty positions, ms", slowest("positions-alone"), 20)
	most("a look at 10,000 resting orders, ms", median("resting", "tick"), 50)
	most("p99 of health, ms", median("health", "p99"), 20)
	most("p99 of a constant reply, ms", worse(median("live", "p99"), median("version", "p99")), 20)
	most("p99 of one query, ms", median("ready", "p99"), 20)
	most("p99 of health while a lock holds all slow workers, against without",
		ratio("blocked", "idle", "p99"), 2)
	most("the same while the slow workers work without pause",
		ratio("loaded", "idle", "p99"), 2)
	most("cold start to the first health, ms", median("start", "ms"), 1000)
	most("private memory of the largest worker, MB",
		worse(largest("fast-worker"), largest("slow-worker")) / 1024, 6)
}

# What was not measured has no line.
function least(what, reached, wanted) {
	if (reached != "")
		row(what, reached, "≥ " sprintf(wanted < 100 ? "%.2f" : "%d", wanted), reached >= wanted)
}

function most(what, reached, wanted) {
	if (reached != "")
		row(what, reached, "≤ " wanted, reached <= wanted)
}

function shown(what, reached) {
	if (reached != "")
		printf "| %s | %.2f | | |\n", what, reached
}

function row(what, reached, wanted, is_reached,    form) {
	form = reached < 100 ? "%.2f" : "%.0f"
	printf "| %s | " form " | %s | %s |\n", what, reached, wanted,
		(is_reached ? "yes" : "**no**")
}

function memory() {
	print "\n## Memory after the load\n"
	print "| processes | number | private, MB | proportional (PSS), MB |"
	print "| --- | ---: | ---: | ---: |"
	sums("fast-master", "master of the fast pool")
	sums("fast-worker", "its workers")
	sums("slow-master", "master of the slow pool")
	sums("slow-worker", "its workers")
	sums("market-master", "market daemon")
	printf "| **PaperTrade** | **%d** | **%.1f** | **%.1f** |\n", total_number,
		total_private / 1024, total_pss / 1024
	sums("nginx-master", "nginx master")
	sums("nginx-worker", "nginx workers")
	sums("fastapi", "FastAPI, of two processes")
}

function sums(name, what,    i, private, pss) {
	for (i = 1; i <= count[name, "private"]; i++) {
		private += value[name, "private", i]
		pss += value[name, "pss", i]
	}
	printf "| %s | %d | %.1f | %.1f |\n", what, i - 1, private / 1024, pss / 1024
	total_number += i - 1
	total_private += private
	total_pss += pss
}

function largest(name,    i, biggest) {
	for (i = 1; i <= count[name, "private"]; i++)
		biggest = worse(biggest, value[name, "private", i])
	return biggest
}

function worse(one, other) {
	return one > other ? one : other
}

function quotient(value, base) {
	return value == "" || base == "" ? "" : value / base
}

function scaled(value, factor) {
	return value == "" ? "" : value * factor
}

# Nothing for nothing.
function median(name, field,    i, list) {
	for (i = 1; i <= count[name, field]; i++)
		list[i] = value[name, field, i] + 0
	return middle(list, i - 1)
}

function ratio(name, base, field,    i, list) {
	for (i = 1; i <= count[name, field]; i++)
		list[i] = value[name, field, i] / value[base, field, i]
	return middle(list, i - 1)
}

# Of list[1] … list[length], sorted here.
function middle(list, number,    i, j, held) {
	if (number == 0)
		return ""
	for (i = 2; i <= number; i++) {
		held = list[i]
		for (j = i - 1; j >= 1 && list[j] > held; j--)
			list[j + 1] = list[j]
		list[j + 1] = held
	}
	i = int((number + 1) / 2)
	return number % 2 ? list[i] : (list[i] + list[i + 1]) / 2
}
