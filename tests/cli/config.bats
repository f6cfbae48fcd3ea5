#!/usr/bin/env bats
# papertrade config: what is in force, where it comes from, and what is refused.

bats_require_minimum_version 1.5.0

# What no installation is without.
KEYED=JWT_SECRET_KEY=0123456789abcdef0123456789abcdef

setup() {
	PT_ROOT=${PT_ROOT:-$(cd "$BATS_TEST_DIRNAME/../.." && pwd)}
	PAPERTRADE=${PAPERTRADE:-$PT_ROOT/build/asan/papertrade}
	home=$BATS_TEST_TMPDIR/home
	mkdir -p "$home/run"
}

# config [NAME=value …] [argument …]: with these settings in the environment alone.
config() {
	local variables=()
	while [[ ${1-} == [A-Z]*=* ]]; do
		variables+=("$1")
		shift
	done
	env -i PATH="$PATH" ASAN_OPTIONS="${ASAN_OPTIONS-}" PT_HOME="$home" "${variables[@]}" \
		"$PAPERTRADE" config "$@"
}

# refused NAME=value: --check says no in one line that names the setting.
refused() {
	run -1 --separate-stderr config "$KEYED" "$1" --check
	[[ $stderr == papertrade:*"${1%%=*}"* && $stderr != *$'\n'* && -z $output ]] || {
		echo "$1: $stderr"
		return 1
	}
}

settings_file() {
	printf '%s\n' "$@" >"$home/papertrade.env"
}

@test "defaults: every setting, its value and where it comes from" {
	run -0 --separate-stderr config
	[[ ${lines[0]} == "# settings of $home (file: $home/papertrade.env)" ]]
	[[ $output == *$'\nHTTPS_PORT=8443  # default\n'* ]]
	[[ $output == *$'\nTLS_KEY='"$home/tls/server.key  # default"$'\n'* ]]
	[[ ${#lines[@]} -eq $(($(grep -c '^SETTING(' "$PT_ROOT/fcgi-app/base/settings.def") + 1)) ]]
}

@test "environment before start before file before default" {
	local origin
	settings_file HTTPS_PORT=1001 FAST_WORKERS=2 SLOW_WORKERS=3
	printf 'HTTPS_PORT=1002\nFAST_WORKERS=4\n' >"$home/run/environment"
	run -0 config HTTPS_PORT=1003 --json
	for origin in HTTPS_PORT=1003=environment FAST_WORKERS=4=start SLOW_WORKERS=3=file BODY_LIMIT=1048576=default; do
		IFS='=' read -r name value from <<<"$origin"
		jq -e --arg name "$name" --arg value "$value" --arg from "$from" \
			'.[$name] == {value: $value, origin: $from}' <<<"$output"
	done
}

@test "secrets are shown to nobody in the table and in JSON" {
	local secret form
	for secret in METRICS_TOKEN DATABASE_URL DATABASE_MARKET_URL DATABASE_OWNER_URL; do
		for form in '' --json --export; do
			# shellcheck disable=SC2086 # no argument when empty
			run -0 config "$secret=host=hidden" $form
			[[ $output != *hidden* ]]
		done
		run -0 config "$secret=host=hidden" --json
		jq -e --arg name "$secret" '.[$name].value == "********"' <<<"$output"
		settings_file "$secret=host=hidden"
		run -0 config
		[[ $output == *"$secret=********  # file"* && $output != *hidden* ]]
		rm "$home/papertrade.env"
	done
}

@test "a secret that is refused is not repeated" {
	refused "METRICS_TOKEN=$(printf 'hidden%.0s' {1..60})"
	[[ $stderr != *hidden* ]]
	refused DATABASE_URL=
}

@test "--get prints one value as it is" {
	run -0 --separate-stderr config --get HTTPS_PORT
	[[ $output == 8443 && -z $stderr ]]
	run -0 config METRICS_TOKEN=open --get METRICS_TOKEN
	[[ $output == open ]]
	run -1 --separate-stderr config --get NONSENSE
	[[ $stderr == 'papertrade: there is no setting NONSENSE' && -z $output ]]
}

@test "--export evaluates in a shell to exactly the same values" {
	local value exported name
	# shellcheck disable=SC2016,SC1003 # the point is that nothing of it is expanded
	for value in "it's" '"quoted"' "'" "''" '$(touch pwned)' '`touch pwned`' '$HOME' 'a b  c' '\' '\n' '; exit 3' '*' '~' '#' 'ä€'; do
		exported=$(cd "$BATS_TEST_TMPDIR" && config "ALLOW_ORIGIN=$value" --export)
		[[ $(cd "$BATS_TEST_TMPDIR" && eval "$exported" && printf '%s' "$ALLOW_ORIGIN") == "$value" ]]
	done
	[[ ! -e $BATS_TEST_TMPDIR/pwned ]]
	run -0 config --export
	for name in METRICS_TOKEN DATABASE_URL DATABASE_MARKET_URL DATABASE_OWNER_URL; do
		[[ $output != *"$name"* ]]
	done
}

@test "--environment writes lines that are read back as they were" {
	local value
	# shellcheck disable=SC1003 # a backslash
	for value in plain "'quoted'" '"quoted"' ' around ' "it's" '#' 'a=b' '"' '\'; do
		config "ALLOW_ORIGIN=$value" METRICS_TOKEN=secret --environment >"$home/run/environment"
		[[ $(config --get ALLOW_ORIGIN) == "$value" && $(config --get METRICS_TOKEN) == secret ]]
		rm "$home/run/environment"
	done
	settings_file HTTPS_PORT=1001
	run -0 config FAST_WORKERS=2 --environment
	[[ $output == 'FAST_WORKERS="2"' ]]
}

@test "--check: silent when all is well, else one line that names the setting" {
	run -0 config "$KEYED" --check
	[[ -z $output ]]
	local bad
	for bad in HTTPS_PORT=0 HTTPS_PORT=65536 HTTPS_PORT=x HTTPS_PORT= HTTPS_PORT=8443x 'HTTPS_PORT= 8443' HTTPS_PORT=0x10 \
		HTTPS_PORT=1e3 HTTPS_PORT=-1 HTTPS_PORT=99999999999999999999 FAST_WORKERS=33 DATABASE_TIMEOUT_MS=49 \
		TELEMETRY=maybe TELEMETRY= TELEMETRY=TRUE LOG_LEVEL=loud LOG_LEVEL= 'LOG_LEVEL=info warning' LOG_LEVEL=inf \
		TLS_KEY= TLS_KEY=$'a\tb' "BIND_ADDRESS=$(printf 'x%.0s' {1..65})" "SERVER_NAMES=$(printf 'x%.0s' {1..5000})" \
		$'HTTPS_PORT=1\n2' $'LOG_LEVEL=\e[31m'; do
		refused "$bad"
	done
}

@test "values at the edges of what is taken" {
	local good
	for good in HTTPS_PORT=1 HTTPS_PORT=65535 HTTP_PORT=0 TELEMETRY=yes TELEMETRY=0 LOG_LEVEL=error METRICS_ALLOW= \
		"BIND_ADDRESS=$(printf 'x%.0s' {1..64})"; do
		run -0 config "$KEYED" "$good" --check
	done
}

@test "a network that is none is refused" {
	local name value
	for name in METRICS_ALLOW TRUSTED_PROXIES; do
		for value in 10.0.0.0/33 10.0.0/8 ::1/129 localhost 10.0.0.0/ 10.0.0.0/-1 '10.0.0.0/8,::1' 'all' '127.0.0.1 x'; do
			refused "$name=$value"
		done
		run -0 config "$KEYED" "$name=10.0.0.0/8 ::1 192.0.2.7 2001:db8::/32" --check
	done
}

@test "live trading cannot be switched on" {
	local value
	for value in true 1 yes on; do
		refused "LIVE_TRADING=$value"
		[[ $stderr == *'play money'* ]]
	done
	settings_file LIVE_TRADING=true
	run -1 config --check
	run -0 config "$KEYED" LIVE_TRADING=false --check
}

@test "the settings file: comments, spaces, quotes" {
	settings_file '# a comment' '' '  HTTPS_PORT = 1001  ' 'SERVER_NAMES="a.example b.example"' "ALLOW_ORIGIN='x'" \
		$'FAST_WORKERS=2\r'
	[[ $(config --get HTTPS_PORT) == 1001 ]]
	[[ $(config --get SERVER_NAMES) == 'a.example b.example' ]]
	[[ $(config --get ALLOW_ORIGIN) == x ]]
	[[ $(config --get FAST_WORKERS) == 2 ]]
}

@test "the settings file: an error names the line" {
	local bad
	for bad in HTTPS_PORT=x NONSENSE=1 'no equals sign' '=1' https_port=1 'export HTTPS_PORT=1'; do
		settings_file '# first' FAST_WORKERS=2 "$bad"
		run -1 --separate-stderr config --check
		[[ $stderr == "papertrade: $home/papertrade.env:3: "* && $stderr != *$'\n'* ]]
	done
	settings_file '# first' "SERVER_NAMES=$(printf 'x%.0s' {1..5000})"
	run -1 --separate-stderr config --check
	[[ $stderr == *papertrade.env:2:*'too long'* && $stderr != *$'\n'* ]]
	rm "$home/papertrade.env"
	mkdir "$home/papertrade.env"
	run -1 --separate-stderr config --check
	[[ $stderr == *papertrade.env* && $stderr != *$'\n'* ]]
}

@test "docs/settings.md is what --markdown prints" {
	diff <(config --markdown) "$PT_ROOT/docs/settings.md"
}

@test "--markdown needs no valid settings, and lists each once" {
	run -0 config HTTPS_PORT=x --markdown
	local name
	while read -r name; do
		[[ $(grep -cF "| \`$name\` |" <<<"$output") -eq 1 ]]
	done < <(sed -n 's/^SETTING(\([A-Z_]*\),.*/\1/p' "$PT_ROOT/fcgi-app/base/settings.def")
}

@test "an argument that is not understood: usage, exit 2" {
	local words
	for words in --nonsense check --get '--get A B' '--check x'; do
		# shellcheck disable=SC2086 # words
		run -2 --separate-stderr config $words
		[[ $stderr == usage:* && $stderr != *$'\n'* && -z $output ]]
	done
}
