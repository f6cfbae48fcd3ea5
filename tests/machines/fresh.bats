#!/usr/bin/env bats
# A bare Debian with nothing but git and make serves PaperTrade with one command: both
# releases, as root and as an ordinary user with sudo, each in a booted machine of its own.

machine=$BATS_TEST_DIRNAME/machine

setup_file() {
	export BATS_TEST_TIMEOUT=3600 cannot=''
	if ! cannot=$("$machine" check 2>&1); then return; fi
	git -C "$BATS_TEST_DIRNAME" bundle create -q "$BATS_FILE_TMPDIR/papertrade.bundle" HEAD ||
		cannot='the project comes from a git commit, and there is none here'
}

setup() {
	if [[ -n $cannot ]]; then skip "$cannot"; fi
}

teardown() {
	if [[ -v name ]]; then "$machine" stop "$name"; fi
}

# In the machine, as the user, in the project's folder: a command line; what it says is in
# $said, and its status is returned.
there() {
	local status=0
	said=$("$machine" exec "$name" --user "$user" -- timeout 1800 \
		bash -c "cd $folder && $1" 2>&1 </dev/null) || status=$?
	echo "\$ $1" "$said" "(status $status)" | tail -n 60
	return "$status"
}

step() { echo "# $name: $*" | tee /dev/fd/3; }

servers() { there 'ps -o pid=,comm= -C papertrade,nginx,postgres || true'; }

none_left() {
	servers
	[ -z "$said" ]
}

# healthy HOME PORT: the API is healthy over the certificate that the home's CA signed.
healthy() {
	there "curl -fsS --cacert $1/tls/ca.crt https://localhost:$2/api/health" || return 1
	[[ $said == *'"status":"healthy"'* ]]
}

# refused COMMAND WORD: it fails, and its last words, make's own apart, are one line with
# WORD that no other line repeats.
refused() {
	if there "$1"; then return 1; fi
	local lines
	lines=$(grep -v '^make' <<<"$said")
	[[ $(tail -n 1 <<<"$lines") == *"$2"* && $(grep -c -- "$2" <<<"$lines") -eq 1 ]]
}

serves_the_web_app() {
	local script
	there "curl -fsS --cacert var/tls/ca.crt https://localhost:$port/"
	[[ ${said,,} == '<!doctype html>'* ]]
	script=$(grep -oE 'src="/[^"]+\.js"' <<<"$said" | head -n 1 | cut -d '"' -f 2)
	[ -n "$script" ]
	there "curl -fsS -o /dev/null -w '%{content_type}' --cacert var/tls/ca.crt \
		https://localhost:$port$script"
	[[ $said == */javascript* ]]
}

keeps_to_itself() {
	there 'find /etc/postgresql -name postgresql.conf; systemctl is-active nginx
		systemctl is-enabled nginx; ls /usr/sbin/policy-rc.d' || true
	[[ $said == $'inactive\ndisabled\nls: '*'No such file or directory' ]]
	there "ps -o user= -C postgres"
	[[ $said != *root* ]]
	there 'git status --porcelain'
	[ -z "$said" ]
}

repeats_in_no_time() {
	local before state='md5sum build/papertrade var/tls/*; stat -c %y build/papertrade'
	local listing='pgrep -xo papertrade; pgrep -xo nginx; pgrep -xo postgres'
	there "$state; $listing"
	before=$said
	local start=$SECONDS
	# Through a pipe: what keeps running must not hold on to the terminal.
	there "timeout 60 make up HTTPS_PORT=$port | cat; exit \${PIPESTATUS[0]}"
	((SECONDS - start < 20))
	there "$state; $listing"
	[ "$said" = "$before" ]
}

second_instance() {
	local second=$1
	there "PT_HOME=\$HOME/second HTTPS_PORT=$second make up"
	healthy "\$HOME/second" "$second"
	healthy var "$port"
	there "PT_HOME=\$HOME/second HTTPS_PORT=$second make down"
	healthy var "$port"
	if healthy "\$HOME/second" "$second"; then return 1; fi
}

runs_until_interrupted() {
	there "set -m
		make run HTTPS_PORT=$port >~/run.log 2>&1 & run=\$!
		curl -fsS --retry 60 --retry-delay 1 --retry-all-errors --cacert var/tls/ca.crt \
			https://localhost:$port/api/health || { cat ~/run.log; exit 1; }
		kill -INT -- -\$run
		timeout 20 tail --pid=\$run -f /dev/null || { echo 'still running'; exit 1; }"
	[[ $said == *'"status":"healthy"'* ]]
	none_left
}

# fresh RELEASE USER FOLDER PORT
fresh() {
	name=fresh-$1-$2 user=$2 folder=/ port=$4
	step 'boots with nothing but git and make'
	"$machine" start "$name" "$1"
	if there 'which gcc node psql nginx curl'; then return 1; fi
	[ -z "$said" ]
	"$machine" copy "$name" "$BATS_FILE_TMPDIR/papertrade.bundle" /var/lib/papertrade.bundle
	there "git clone -q /var/lib/papertrade.bundle $3"
	folder=$3

	step 'make up'
	there "make up HTTPS_PORT=$port"
	healthy var "$port"
	serves_the_web_app
	there 'build/papertrade migrate status'
	if there 'build/papertrade help | grep -qw doctor'; then there 'build/papertrade doctor'; fi
	keeps_to_itself

	step 'make up again returns quickly and changes nothing'
	repeats_in_no_time
	healthy var "$port"

	step 'a second instance beside it'
	second_instance $((port + 1))

	step 'a taken port and a broken setting are named, and nothing is left of the attempt'
	servers
	local before=$said
	refused "PT_HOME=\$HOME/third HTTPS_PORT=$port make up" "$port"
	refused "PT_HOME=\$HOME/third HTTPS_PORT=$((port + 1)) RATE_LIMIT_GLOBAL=abc make up" \
		RATE_LIMIT_GLOBAL
	servers
	[ "$said" = "$before" ]

	step 'make down'
	there "make down"
	none_left

	step 'make run, until it is interrupted'
	runs_until_interrupted
}

@test "Debian 12, root" { fresh bookworm root /root/papertrade 21443; }
@test "Debian 12, an ordinary user" { fresh bookworm u /home/u/papertrade 21453; }
@test "Debian 13, root" { fresh trixie root /root/papertrade 21463; }
@test "Debian 13, an ordinary user" { fresh trixie u /home/u/papertrade 21473; }
