#!/usr/bin/env bats
# sqlmap finds nothing to inject into, in any parameter that reaches a statement.
# The tests of this file take at most ten minutes together.
bats_require_minimum_version 1.5.0
load ../instance
load scan

setup_file() {
	export BATS_TEST_TIMEOUT=650
	has sqlmap sqlmap || return 0
	target
	export HOME=$BATS_FILE_TMPDIR DEADLINE_S=$((EPOCHSECONDS + 600))
	sign_up
}

setup() {
	if [ -n "$cannot" ]; then skip "$cannot"; fi
	sign_in
	as_ann=(-H "Authorization: Bearer $TOKEN" -H "X-CSRF-Token: $CSRF")
	json=(-H 'Content-Type: application/json')
}

teardown_file() { end_target; }

# resists PARAMETERS PATH OPTION …: none of the parameters, separated by commas, is
# injectable, and sqlmap sent at least a hundred requests for each. * is a place in PATH.
resists() {
	local names before path=${2%%[?*]*}
	IFS=, read -ra names <<<"$1"
	before=$(requests "$path")
	timeout $((DEADLINE_S - EPOCHSECONDS)) sqlmap --batch --ignore-stdin --disable-coloring \
		--flush-session --output-dir="$BATS_TEST_TMPDIR" --timeout=10 --dbms=postgresql \
		--level=3 --risk=2 -u "$PT_URL$2" "${@:3}" >"$BATS_TEST_TMPDIR/said" 2>&1 ||
		echo "sqlmap ended with status $?"
	grep -E 'WARNING|ERROR|CRITICAL|injectable|are you' "$BATS_TEST_TMPDIR/said"
	local name
	for name in "${names[@]}"; do
		grep -q "parameter '\(JSON \)\?$name' does not seem to be injectable" \
			"$BATS_TEST_TMPDIR/said"
	done
	grep -q 'all tested parameters do not appear to be injectable' "$BATS_TEST_TMPDIR/said"
	local sent=$(($(requests "$path") - before))
	echo "$sent requests"
	((sent >= 100 * ${#names[@]}))
}

@test "GET /api/activity" {
	resists limit,before '/api/activity?limit=5&before=20' -p limit,before "${as_ann[@]}"
}

@test "DELETE /api/keys/{key_id}" {
	local key
	key=$(post /api/keys '{"name":"bot"}' "${as_ann[@]}" | jq -er .key_id)
	resists '#1[*]' "/api/keys/$key*" --method=DELETE --ignore-code=404 "${as_ann[@]}"
}

@test "GET /api/admin/users" {
	resists limit,after '/api/admin/users?limit=5&after=1' -p limit,after "${as_ann[@]}"
}

@test "GET /api/telemetry" {
	resists limit,before '/api/telemetry?limit=5&before=20' -p limit,before "${as_ann[@]}"
}

@test "POST /api/auth/login: the name, and the browser's, which sessions keep" {
	resists username,User-Agent /api/auth/login -p username,user-agent "${json[@]}" \
		--ignore-code=401 --data '{"username":"ann","password":"a quiet river in the north"}'
}

# Ten wrong passwords for one name are slowed down: each is for another name.
@test "POST /api/auth/login: the password" {
	resists password /api/auth/login -p password "${json[@]}" --randomize=username \
		--ignore-code=401 --data '{"username":"nobodyatall","password":"a quiet river"}'
}

@test "POST /api/auth/register" {
	resists username,email /api/auth/register -p username,email "${json[@]}" \
		--ignore-code=409 \
		--data '{"username":"bob","email":"bob@example.org","password":"a quiet river in the north"}'
}

@test "PATCH /api/settings" {
	resists display_name,email /api/settings --method=PATCH -p display_name,email \
		"${json[@]}" "${as_ann[@]}" \
		--data '{"display_name":"Ann","email":"ann@example.org","locale":"en-US"}'
}

@test "the server came through it: no 5xx, no worker lost, no statement misread" {
	unharmed
}
