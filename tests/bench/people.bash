# For run: what it costs to know who asks, and what a wave of sign-ins leaves to others.
# Callers are PEOPLE users, each with an access token and an API key of their own.
# shellcheck disable=SC2154 # what is not assigned here is run's
PEOPLE=50

# member NAME, of the flat JSON on standard input.
member() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }

# post PATH JSON [curl option …]
post() {
	local path=$1 body=$2
	shift 2
	curl -sS -f --max-time 60 --cacert "$PT_HOME/tls/ca.crt" -H 'Content-Type: application/json' \
		-d "$body" "$@" "$address$path"
}

sign_in_body() { printf '{"username":"caller%s","password":"correct horse %s"}\n' "$1" "$1"; }

# make_caller NUMBER: a user, and this user's lines as caller.
make_caller() {
	local number=$1 reply token csrf
	printf 'correct horse %s\n' "$number" |
		"$PAPERTRADE" user create "caller$number" --password-stdin ||
		fail "caller$number cannot be made"
	reply=$(post /api/auth/login "$(sign_in_body "$number")") || fail "caller$number cannot sign in"
	token=$(member access_token <<<"$reply")
	csrf=$(member csrf_token <<<"$reply")
	reply=$(post /api/keys '{"name":"bench"}' -H "Authorization: Bearer $token" \
		-H "X-CSRF-Token: $csrf") || fail "caller$number gets no key"
	sign_in_body "$number" >>"$bench/sign-ins"
	printf 'Authorization: Bearer %s\n' "$token" >>"$bench/tokens"
	printf 'APCA-API-KEY-ID: %s\tAPCA-API-SECRET-KEY: %s\n' \
		"$(member key_id <<<"$reply")" "$(member secret_key <<<"$reply")" >>"$bench/keys"
}

make_callers() {
	local number
	say "making $PEOPLE users"
	for ((number = 1; number <= PEOPLE; number++)); do
		make_caller "$number"
	done
}

# What one user waits for while nobody else signs in.
sign_in_alone() {
	local round=$1 ms
	ms=$(post /api/auth/login "$(sign_in_body "$round")" -o "$bench/reply" \
		-w '%{time_pretransfer} %{time_total}' | awk '{print ($2 - $1) * 1000}')
	note "$round" sign-in alone "$ms"
}

signed_in() { sql papertrade -c 'select count(*) from user_sessions'; }

somebody_signed_in() { [ "$(signed_in)" -gt "$already_in" ]; }

# All callers at once, each again as soon as they are in.
begin_sign_ins() {
	local already_in
	already_in=$(signed_in)
	BENCH_CALLERS=$bench/sign-ins begin background wrk -t 1 -c "$PEOPLE" -d 600s --timeout 600s \
		-s "$here/figures.lua" "$address/api/auth/login"
	wait_for 60 somebody_signed_in
}

# Interrupted, wrk gives its figures; what it had asked for is still worked off.
end_sign_ins() {
	local errors
	kill -INT "${supervisors[background]}"
	wait "${supervisors[background]}" || fail 'the sign-ins did not last'
	unset 'supervisors[background]'
	errors=$(awk '/^figures/ {errors = $5} END {print errors}' "$PT_HOME/log/bench.log")
	[ "$errors" = 0 ] || fail "${errors:-unknown} sign-ins went wrong"
	wait_for 120 slow_pool_rests
}

slow_pool_rests() {
	local before
	before=$(ticks "$(pool slow)")
	sleep 0.5
	[ "$(ticks "$(pool slow)")" -eq "$before" ]
}

# Others' requests meanwhile; how many sign in, and what one costs the slow pool.
load_during_sign_ins() {
	local round=$1 begun_us entered spent
	begin_sign_ins
	begun_us=${EPOCHREALTIME/./} entered=$(signed_in) spent=$(ticks "$(pool slow)")
	BENCH_CALLERS=$bench/tokens load "$round" token-crowded /api/auth/me
	entered=$(($(signed_in) - entered)) spent=$(($(ticks "$(pool slow)") - spent))
	[ "$entered" -gt 0 ] || fail 'nobody could sign in during the load'
	[ "$spent" -gt 0 ] || fail 'the sign-ins did not go to the slow pool'
	note "$round" sign-in rate "$(awk -v count="$entered" \
		-v us=$((${EPOCHREALTIME/./} - begun_us)) 'BEGIN {print count / us * 1e6}')"
	note "$round" sign-in processor "$(awk -v count="$entered" -v ticks="$spent" \
		-v hertz="$(getconf CLK_TCK)" 'BEGIN {print ticks / hertz / count * 1e3}')"
	end_sign_ins
}

measure_people() {
	local round
	make_callers
	for ((round = 1; round <= rounds; round++)); do
		say "people, round $round of $rounds"
		sign_in_alone "$round"
		load "$round" nobody /bench/constant
		BENCH_CALLERS=$bench/tokens load "$round" token /api/auth/me
		BENCH_CALLERS=$bench/keys load "$round" key /api/auth/me
		load_during_sign_ins "$round"
	done
}
