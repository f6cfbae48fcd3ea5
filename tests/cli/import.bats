#!/usr/bin/env bats
# papertrade import bars: what it stores, what it tells, and that one bad line leaves
# nothing behind.

bats_require_minimum_version 1.5.0

load ../instance

setup_file() {
	own_instance
}

teardown_file() {
	end_instance
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	header=Date,Open,High,Low,Close,Volume
}

bars() {
	"$PAPERTRADE" import bars "$@" 3>&-
}

ask() {
	psql -X -q -A -t -h "$PT_HOME/run" -U postgres -d papertrade -c "$1"
}

# stored SYMBOL: how many of its bars are in the database.
stored() {
	ask "select coalesce(sum(count), 0) from bars where symbol = '$1'"
}

# days FIRST COUNT: lines of days that follow one another, weekends too.
days() {
	local i
	for ((i = 0; i < $2; i++)); do
		printf '%s,1,2,0.5,1.5,100\n' "$(date -u -d "$1 + $i days" +%F)"
	done
}

@test "a file is imported under the symbol of its name, and told" {
	{ echo "$header" && days 2024-01-02 3; } >aapl.us.txt
	run -0 --separate-stderr bars aapl.us.txt
	[[ $output == *'3 lines, 3 good bars of 1Day'* ]]
	[[ $output == *'AAPL '*' 3  2024-01-02T05:00:00Z  2024-01-04T05:00:00Z'* ]]
	[[ $output == *'3 bars are new, 0 replaced others, 0 were there already'* ]]
	[ -z "$stderr" ]
	[ "$(stored AAPL)" -eq 3 ]
	[ "$(ask "select file_name, state, bars from imports where file_name = 'aapl.us.txt'")" = 'aapl.us.txt|done|3' ]
}

@test "again it changes nothing; with other prices it replaces" {
	{ echo "$header" && days 2024-01-02 3; } >TWICE.csv
	bars TWICE.csv
	run -0 bars TWICE.csv
	[[ $output == *'0 bars are new, 0 replaced others, 3 were there already'* ]]
	sed -i 's/1.5,/1.6,/' TWICE.csv
	run -0 bars TWICE.csv
	[[ $output == *'0 bars are new, 3 replaced others, 0 were there already'* ]]
	[ "$(stored TWICE)" -eq 3 ]
}

@test "one bad line among thousands: nothing is imported, and the line is named" {
	{ echo "$header" && days 1990-01-01 3000 && echo '2024-01-02,1,2,3,1.5,100' && days 2024-01-03 50; } >BAD.csv
	run -1 --separate-stderr bars BAD.csv
	[[ $stderr == *'BAD.csv:3002: high is below low'* ]]
	[[ $stderr == *'papertrade: nothing was imported'* ]]
	[ "$(stored BAD)" -eq 0 ]
	[ "$(ask "select count(*) from bar_series where symbol = 'BAD'")" -eq 0 ]
	[ "$(ask "select state, bars, problems -> 0 ->> 'line' from imports where file_name = 'BAD.csv'")" = 'refused|0|3002' ]
	run -0 --separate-stderr bars BAD.csv --skip-bad
	[[ $stderr == *'BAD.csv:3002: high is below low'* ]]
	[ "$(stored BAD)" -eq 3050 ]
}

@test "one bad file among several: nothing of any is imported" {
	{ echo "$header" && days 2024-01-02 3; } >GOODA.csv
	{ echo "$header" && echo x; } >GOODB.csv
	run -1 bars GOODA.csv GOODB.csv
	[[ $output == *'GOODB.csv:2: 1 columns instead of the 6 of the header'* ]]
	[ "$(stored GOODA)" -eq 0 ]
	{ echo "$header" && days 2024-01-02 4; } >GOODB.csv
	bars GOODA.csv GOODB.csv
	[ "$(stored GOODA) $(stored GOODB)" = '3 4' ]
}

@test "a dry run tells the same and leaves nothing, not even a record" {
	{ echo "$header" && days 2024-01-02 5; } >DRY.csv
	run -0 --separate-stderr bars DRY.csv --dry-run
	[[ $output == *'5 good bars of 1Day'*'nothing was imported: this was a dry run'* ]]
	[[ $stderr == *'DRY.csv:6: warning: the exchange is closed on 2024-01-06'* ]]
	[ "$(stored DRY)" -eq 0 ]
	[ "$(ask "select count(*) from imports where file_name = 'DRY.csv'")" -eq 0 ]
	PT_HOME=$BATS_TEST_TMPDIR run -0 bars DRY.csv --dry-run
	echo '2024-01-02,x,2,3,1.5,100' >>DRY.csv
	run -1 bars DRY.csv --dry-run
}

@test "symbol and timeframe can be said; JSON tells it all" {
	printf '%s\n' "$header" '2024-01-02 09:30,1,2,0.5,1.5,100' >'some bars.csv'
	run -1 bars 'some bars.csv'
	[[ $output == *'no column symbol'* ]]
	run -1 bars 'some bars.csv' --symbol brk.b
	[[ $output == *'say the timeframe'* ]]
	run -0 --separate-stderr bars 'some bars.csv' --symbol brk.b --timeframe 5Min --json
	[ "$(jq -r '"\(.timeframe) \(.bars) \(.stored) \(.symbols[0].symbol)"' <<<"$output")" = '5Min 1 true BRK.B' ]
	[ "$(ask "select timeframe, day from bars where symbol = 'BRK.B'")" = '5Min|2024-01-01' ]
}

@test "what is no import at all" {
	run -2 bars
	run -2 bars a.csv --frob
	run -2 bars a.csv --timeframe 7Fortnight
	run -2 bars a.csv --symbol 'A B'
	run -2 "$PAPERTRADE" import orders a.csv
	run -1 bars missing.csv
	[[ $output == *'missing.csv: No such file or directory'* ]]
	run -1 bars /
	head -c 300000 /dev/urandom >NOISE.csv
	run -1 bars NOISE.csv
	: >NIL.csv
	run -1 bars NIL.csv
	[[ $output == *'NIL.csv: the file is empty'* ]]
}

@test "a file far larger than the memory it takes" {
	local megabytes=60
	awk -v bytes=$((megabytes * 1000000)) 'BEGIN {
		print "symbol,timestamp,open,high,low,close,volume"
		for (day = 0; written < bytes; day++)
			for (minute = 0; minute < 1440; minute++) {
				line = sprintf("S%d,%s,10.11,10.33,10.01,10.22,%d", day % 7,
					strftime("%Y-%m-%dT%H:%M:%SZ", 1000080000 + day * 86400 + minute * 60, 1), minute)
				print line
				written += length(line) + 1
			}
	}' >big.csv
	# The sanitizer would take memory of its own.
	local program=$PT_ROOT/build/papertrade lines
	[ -x "$program" ] || skip 'the plain build is missing: make binary'
	lines=$(($(wc -l <big.csv) - 1))
	(
		ulimit -v 200000
		exec "$program" import bars big.csv >out
	) 3>&- || {
		cat out
		return 1
	}
	[ "$(ask "select sum(count) from bar_series where symbol ~ '^S[0-6]$'")" -eq "$lines" ]
	[ "$(ask "select sum(count) from bars where symbol ~ '^S[0-6]$'")" -eq "$lines" ]
}

@test "a server without its database is told, and nothing is half there" {
	{ echo "$header" && days 2024-01-02 3; } >LOST.csv
	DATABASE_URL='host=/nonexistent dbname=papertrade user=papertrade_app' run -1 bars LOST.csv
	[[ $output == *'the database does not answer'* ]]
}
