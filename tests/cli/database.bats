#!/usr/bin/env bats
# papertrade database: whether each role reaches it, and connections for other programs.

bats_require_minimum_version 1.5.0

setup() {
	unset DATABASE_URL DATABASE_OWNER_URL DATABASE_MARKET_URL
}

database() {
	"$PAPERTRADE" database "$@"
}

@test "every role reaches the database of the instance" {
	run -0 --separate-stderr database
	[[ $output == 'every role reaches the database' && -z $stderr ]]
}

@test "the connection that fails is named, with the reason, in one line" {
	export DATABASE_MARKET_URL="host=$PT_HOME/run dbname=papertrade user=nobody_here"
	run -1 --separate-stderr database
	[[ $stderr == 'papertrade: DATABASE_MARKET_URL: '*nobody_here* && $stderr != *$'\n'* ]]
	export DATABASE_URL='host=/nowhere dbname=papertrade'
	run -1 --separate-stderr database
	[[ $stderr == 'papertrade: DATABASE_URL: '* && -z $output ]]
	[[ $(grep -c '^papertrade: ' <<<"$stderr") -eq 1 ]]
}

@test "a service file carries the password that no list of processes shows" {
	export DATABASE_OWNER_URL='postgresql://ann:s%20cret@db.example.org:6432/books?sslmode=require'
	run -0 --separate-stderr database --service DATABASE_OWNER_URL
	[[ ${lines[0]} == '[papertrade]' ]]
	local line
	for line in user=ann 'password=s cret' host=db.example.org port=6432 dbname=books sslmode=require; do
		grep -qxF -- "$line" <<<"$output"
	done
	export DATABASE_OWNER_URL='postgresql://ann@[nowhere'
	run -1 --separate-stderr database --service DATABASE_OWNER_URL
	[[ $stderr == 'papertrade: DATABASE_OWNER_URL: '* && $stderr != *$'\n'* ]]
}

@test "psql connects with it" {
	"$PAPERTRADE" database --service DATABASE_OWNER_URL >"$BATS_TEST_TMPDIR/service"
	[[ $(PGSERVICEFILE=$BATS_TEST_TMPDIR/service PGSERVICE=papertrade \
		psql -X -A -t -c 'select current_user') == papertrade_owner ]]
}

@test "what is no connection is refused" {
	run -1 --separate-stderr database --service LOG_LEVEL
	[[ $stderr == 'papertrade: LOG_LEVEL names no connection' ]]
	run -2 database what
}
