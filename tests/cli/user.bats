#!/usr/bin/env bats
# papertrade user: people, on the command line; what it does holds over HTTPS at once.

bats_require_minimum_version 1.5.0

load ../instance

setup_file() {
	own_instance RATE_LIMIT_AUTH=0 ARGON2_MEMORY_KIB=8192 ARGON2_PASSES=1
}

teardown_file() {
	end_instance
}

# A name of the test's own, and a password for it.
setup() {
	name=user$BATS_TEST_NUMBER
	password='a quiet river in the north'
}

user() {
	"$PAPERTRADE" user "$@" 3>&-
}

# refused STATUS WORDS ARGUMENT …: one line that holds the words, and no more.
refused() {
	local status_wanted=$1 words=$2
	shift 2
	run "-$status_wanted" --separate-stderr user "$@"
	# shellcheck disable=SC2154 # run sets it
	[[ $stderr == papertrade:*"$words"* && $stderr != *$'\n'* && -z $output ]] || {
		echo "$output$stderr"
		return 1
	}
}

ask() {
	psql -X -q -A -t -h "$PT_HOME/run" -U postgres -d papertrade -c "$1"
}

field() {
	user list --json | jq -r --arg name "$name" --arg field "$1" '.[] | select(.username == $name) | .[$field]'
}

send() {
	local path=$1 body=$2
	shift 2
	request "$path" -H 'Content-Type: application/json' -d "$body" "$@"
}

credentials() {
	jq -n --arg username "$name" --arg password "$1" '$ARGS.named'
}

# sign_in PASSWORD: leaves the status in signed_in and the access token in token.
sign_in() {
	local reply
	reply=$(send /api/auth/login "$(credentials "$1")")
	signed_in=${reply%%$'\n'*}
	token=$(jq -r '.access_token // empty' <<<"${reply#*$'\n'}")
}

# me [TOKEN]: the status that a token, the last one, is worth.
me() {
	request /api/auth/me -H "Authorization: Bearer ${1-$token}" | head -n 1
}

# ends_at_once: the token counts no more, within a second.
ends_at_once() {
	local try
	for try in {1..20}; do
		[[ $(me) != 401 ]] || return 0
		sleep 0.05
	done
	echo "still $(me) after $try tries"
	return 1
}

make() {
	user create "$name" --password-stdin "$@" <<<"$password"
}

@test "one who is made with a password signs in with it" {
	run -0 --separate-stderr make --email "$name@example.org"
	[[ -z $output && -z $stderr ]]
	sign_in "$password"
	[[ $signed_in == 200 && $(me) == 200 ]]
	[[ $(field role) == trader && $(field email) == "$name@example.org" ]]
	[[ $(field state) == active && $(field totp) == no ]]
	[[ $(field last_sign_in_at) == 20*Z ]]
}

@test "one who is made without gets a link, which lets choose a password once" {
	run -0 --separate-stderr user create "$name"
	[[ $output =~ ^https://localhost:$HTTPS_PORT/reset#([A-Za-z0-9_-]{43})$ && -z $stderr ]]
	local link=${BASH_REMATCH[1]} body
	sign_in "$password"
	[[ $signed_in == 401 ]]

	body=$(jq -n --arg token "$link" --arg password 'password1' '$ARGS.named')
	[[ $(send /api/auth/reset "$body" | head -n 1) == 4?? ]]
	body=$(jq -n --arg token "$link" --arg password "$password" '$ARGS.named')
	[[ $(send /api/auth/reset "$body" | head -n 1) == 204 ]]
	sign_in "$password"
	[[ $signed_in == 200 ]]
	[[ $(send /api/auth/reset "$body" | head -n 1) == 4?? ]]
}

@test "link makes another, and choosing a password ends all sessions" {
	make
	sign_in "$password"
	run -0 --separate-stderr user link "$name"
	local body
	body=$(jq -n --arg token "${output##*#}" --arg password 'another river' '$ARGS.named')
	[[ $(me) == 200 ]]
	[[ $(send /api/auth/reset "$body" | head -n 1) == 204 ]]
	ends_at_once
	sign_in "$password"
	[[ $signed_in == 401 ]]
	sign_in 'another river'
	[[ $signed_in == 200 ]]
}

@test "a link leads where PUBLIC_URL says" {
	make
	PUBLIC_URL=https://paper.example.org run -0 user link "$name"
	[[ $output == https://paper.example.org/reset#* ]]
}

@test "password sets another; sessions end and links with them" {
	make
	sign_in "$password"
	local link
	link=$(user link "$name")
	run -0 --separate-stderr user password "$name" --password-stdin <<<'another river'
	[[ -z $output && -z $stderr ]]
	ends_at_once
	sign_in "$password"
	[[ $signed_in == 401 ]]
	sign_in 'another river'
	[[ $signed_in == 200 ]]
	[[ $(send /api/auth/reset "{\"token\":\"${link##*#}\",\"password\":\"$password\"}" | head -n 1) == 4?? ]]
}

@test "a password may end in any line end, and holds any character" {
	local odd=$' p\'"\\%s$(id)`id` öß🙂 '
	printf '%s\r\n' "$odd" | user create "$name" --password-stdin
	sign_in "$odd"
	[[ $signed_in == 200 ]]
	printf '%s' "${odd}x" | user password "$name" --password-stdin
	sign_in "${odd}x"
	[[ $signed_in == 200 ]]
}

@test "a weak password is refused, and nothing is made or changed" {
	local weak long
	long=$(printf 'k7#Qz!m2%.0s' {1..33})
	for weak in short passw0rd P@ssw0rd123! 12345678 "$name" "${name}!!" "$long"; do
		refused 1 'the password' create "$name" --password-stdin <<<"$weak"
		[[ $stderr != *"$weak"* ]]
	done
	refused 1 'no password on standard input' create "$name" --password-stdin </dev/null
	[[ -z $(field role) ]]
	make
	refused 1 'the password' password "$name" --password-stdin <<<password1
	sign_in "$password"
	[[ $signed_in == 200 ]]
}

@test "disable ends sessions at once and keeps out; enable lets in again" {
	make
	sign_in "$password"
	[[ $(me) == 200 ]]
	run -0 --separate-stderr user disable "$name"
	[[ -z $output && -z $stderr ]]
	ends_at_once
	[[ $(field state) == disabled ]]
	local old=$token
	sign_in "$password"
	[[ $signed_in == 401 && -z $token ]]
	user disable "$name"
	user enable "$name"
	[[ $(field state) == active ]]
	sign_in "$password"
	[[ $signed_in == 200 && $(me) == 200 ]]
	[[ $(me "$old") == 401 ]]
}

@test "role takes effect at once, on the session that there is" {
	make
	sign_in "$password"
	local role
	for role in admin viewer trader; do
		run -0 --separate-stderr user role "$name" "$role"
		[[ -z $output && -z $stderr && $(field role) == "$role" ]]
		request /api/auth/me -H "Authorization: Bearer $token" | tail -n +2 | jq -e --arg role "$role" '.role == $role'
	done
	[[ $(request /api/admin/users -H "Authorization: Bearer $token" | head -n 1) == 403 ]]
}

@test "totp-off takes the second factor off, and the recovery codes" {
	make
	ask "update users set totp_secret = repeat('0', 120), totp_enabled_at = now() where username = '$name'"
	ask "insert into recovery_codes (user_id, hash) select id, sha256('') from users where username = '$name'"
	[[ $(field totp) == yes ]]
	sign_in "$password"
	[[ $signed_in == 401 && -z $token ]]
	run -0 --separate-stderr user totp-off "$name"
	[[ -z $output && -z $stderr && $(field totp) == no ]]
	[[ $(ask "select count(*) from recovery_codes join users on id = user_id where username = '$name'") == 0 ]]
	sign_in "$password"
	[[ $signed_in == 200 ]]
}

@test "list shows everybody, as a table and as JSON" {
	make --email "$name@example.org" --role viewer
	run -0 --separate-stderr user list
	[[ ${lines[0]} =~ ^NAME\ +E-MAIL\ +ROLE\ +STATE\ +TOTP\ +LAST\ SIGN-IN$ && -z $stderr ]]
	[[ $output =~ $name\ +$name@example.org\ +viewer\ +active\ +no ]]
	[[ ${#lines[@]} -eq $(($(ask 'select count(*) from users') + 1)) ]]
	user list --json | jq -e '
		length > 0 and all(keys == ["email", "last_sign_in_at", "public_id", "role", "state", "totp", "username"])'
}

@test "names and addresses are one's own, in any case" {
	make --email "$name@example.org"
	refused 1 'is taken' create "$name"
	refused 1 'is taken' create "${name^^}"
	refused 1 'is taken' create "${name}b" --email "${name^^}@Example.org"
	user role "${name^^}" viewer
	[[ $(field role) == viewer ]]
}

@test "a name, an address or a role that is none" {
	local bad
	for bad in '' a .dot 'two words' "$(printf 'x%.0s' {1..33})" ünal "x'; drop table users --"; do
		refused 1 'a name has' create "$bad"
	done
	for bad in nobody @ 'a b@example.org'; do
		refused 1 'no e-mail address' create "$name" --email "$bad"
	done
	refused 1 'a role is' create "$name" --role root
	[[ -z $(field role) ]]
	make
	refused 1 'a role is' role "$name" root
	refused 1 'a role is' role "$name" ''
	[[ $(field role) == trader ]]
}

@test "one who is not there" {
	local command
	for command in 'disable' 'enable' 'link' 'totp-off'; do
		refused 1 'no such user' "$command" nobody
	done
	refused 1 'no such user' role nobody viewer
	refused 1 'no such user' password nobody --password-stdin <<<"$password"
}

@test "words that are not understood" {
	local words
	for words in '' sideways 'list everybody' create 'create a b' 'create --role' 'create a --unknown' \
		role 'role a' 'role a viewer b' disable 'disable a b' password 'password a' 'link' 'bootstrap a'; do
		# shellcheck disable=SC2086 # several words
		run -2 --separate-stderr user $words
		[[ $stderr == usage:* && -z $output ]]
	done
}

@test "without a database: one line" {
	DATABASE_OWNER_URL="host=$PT_HOME/nowhere" refused 1 connection list
	DATABASE_OWNER_URL="host=$PT_HOME/nowhere" refused 1 connection create "$name"
}

@test "bootstrap makes the administrator of the settings, once" {
	run -0 --separate-stderr user bootstrap
	[[ -z $output && -z $stderr ]]
	for _ in 1 2; do
		TERMINAL_USER=$name TERMINAL_PASSWORD=$password run -0 --separate-stderr user bootstrap
		[[ -z $output && -z $stderr ]]
	done
	# What somebody changed since stays, and the name counts in any case.
	TERMINAL_USER=${name^^} TERMINAL_PASSWORD='another river' run -0 --separate-stderr user bootstrap
	[[ -z $output && -z $stderr && $(field role) == admin ]]
	[[ $(ask "select count(*) from users where username ilike '$name'") == 1 ]]
	sign_in "$password"
	[[ $signed_in == 200 ]]
	[[ $(request /api/admin/users -H "Authorization: Bearer $token" | head -n 1) == 200 ]]
	user role "$name" viewer
	TERMINAL_USER=$name TERMINAL_PASSWORD=$password user bootstrap
	[[ $(field role) == viewer ]]
	# Once there, the settings need no password any longer.
	TERMINAL_USER=$name TERMINAL_PASSWORD='' user bootstrap
}

@test "bootstrap with settings that will not do: one line" {
	TERMINAL_USER=$name TERMINAL_PASSWORD='' refused 1 'TERMINAL_PASSWORD is not' bootstrap
	TERMINAL_USER=$name TERMINAL_PASSWORD=password1 refused 1 'TERMINAL_PASSWORD is one of' bootstrap
	TERMINAL_USER=$name TERMINAL_PASSWORD=short refused 1 'TERMINAL_PASSWORD must' bootstrap
	TERMINAL_USER='not a name' TERMINAL_PASSWORD=$password refused 1 'a name has' bootstrap
	[[ -z $(field role) ]]
}

@test "what was done stands in the user's log" {
	make
	user role "$name" viewer
	user link "$name"
	user disable "$name"
	user enable "$name"
	user password "$name" --password-stdin <<<'another river'
	user totp-off "$name"
	run -0 ask "select action from activity_log join users u on u.id = user_id
		where username = '$name' and user_agent = 'command line' and outcome = 'done' order by activity_log.id"
	[[ ${lines[*]} == 'user_created role_changed password_link_made user_disabled user_enabled password_reset totp_disabled' ]]
}

@test "no secret is said or stored" {
	local secret='a secret never said' link
	run -0 --separate-stderr user create "$name" --password-stdin <<<"$secret"
	[[ $output$stderr != *"$secret"* ]]
	run -0 --separate-stderr user password "$name" --password-stdin <<<"${secret}2"
	[[ $output$stderr != *"$secret"* ]]
	TERMINAL_USER=${name}b TERMINAL_PASSWORD=$secret run -0 --separate-stderr user bootstrap
	[[ $output$stderr != *"$secret"* ]]
	link=$(user link "$name")
	run -0 pg_dump -a -h "$PT_HOME/run" -U postgres papertrade
	[[ $output == *"$name"* && $output != *"$secret"* && $output != *"${link##*#}"* && $output == *"\$argon2id\$"* ]]
	run -1 grep -rF -e "$secret" -e "${link##*#}" "$PT_HOME/log"
	run -0 user list --json
	[[ $output != *argon2* ]]
}
