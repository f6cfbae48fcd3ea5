#!/usr/bin/env bats
# The containers of docker-compose.prod.yml on a real Docker: images are built from this
# tree, people trade, all is stopped and started, and nothing is lost. With compose 1, and
# with compose 2 where it can be had. DOCKER_BASE is the release of the base image, bookworm or
# trixie (as if not given). PT_DOCKER_HOST names an engine that runs already, whose
# cache of images makes the building short.

bats_require_minimum_version 1.5.0

load ../chaos/orders

machine=$BATS_TEST_DIRNAME/machine
tree=$BATS_TEST_DIRNAME/../..

setup_file() {
	export BATS_TEST_TIMEOUT=3600 cannot='' PT_ROOT=$tree
	if ! cannot=$(can_run 2>&1); then return; fi
	start_engine
	[[ -z $cannot ]] || return 0
	build_images
	make_project
}

start_engine() {
	export DOCKER_BUILDKIT=0 DOCKER_CONFIG=$BATS_FILE_TMPDIR/client DOCKER_HOST=${PT_DOCKER_HOST-}
	[[ -z $DOCKER_HOST ]] || return 0
	engine=$BATS_FILE_TMPDIR/engine
	mkdir "$engine"
	export DOCKER_HOST=unix://$engine/socket
	dockerd --data-root "$engine/data" --exec-root "$engine/exec" --pidfile "$engine/pid" \
		--host "$DOCKER_HOST" --bip 172.29.204.1/24 >"$engine/log" 2>&1 3>&- &
	local try
	for ((try = 0; try < 300; try++)); do
		! docker version >/dev/null 2>&1 || break
		sleep 0.2
	done
	cannot=$(docker version 2>&1 >/dev/null) ||
		cannot="Docker does not run here: $(tail -n 1 "$engine/log")"
}

teardown_file() {
	[[ -z $cannot ]] || return 0
	local pid
	compose down -v >/dev/null 2>&1 || true
	[[ -f $BATS_FILE_TMPDIR/engine/pid ]] || return 0
	pid=$(<"$BATS_FILE_TMPDIR/engine/pid")
	kill "$pid"
	timeout 30 tail --pid="$pid" -f /dev/null
	# The engine leaves it mounted, and bats could not remove the folder.
	umount "$BATS_FILE_TMPDIR/engine/exec/netns/default" 2>/dev/null || true
}

setup() {
	if [[ -n $cannot ]]; then skip "$cannot"; fi
	v1=(docker-compose)
	use_instance
}

teardown() {
	if [[ -v clients ]]; then kill "$clients" || true; fi
}

can_run() {
	local tool
	((EUID == 0)) || { echo 'Docker needs root' && return 1; }
	for tool in docker dockerd docker-compose; do
		command -v "$tool" >/dev/null || { echo "it needs $tool" && return 1; }
	done
	"$machine" check
}

build_images() {
	local target
	docker image inspect papertrade-base >/dev/null 2>&1 ||
		"$machine" tar "${DOCKER_BASE:-trixie}" | docker import - papertrade-base >/dev/null
	for target in db app nginx; do
		docker build -q --network host --build-arg BASE_IMAGE=papertrade-base \
			--build-arg NPM_CONFIG_REGISTRY="$(npm config get registry 2>/dev/null)" \
			--target "$target" -t "papertrade-$target" "$tree" >/dev/null
	done
}

# The compose file and .env, alone in a folder.
make_project() {
	project=$BATS_FILE_TMPDIR/project
	mkdir "$project"
	cp "$tree/docker-compose.prod.yml" "$project"
	sed -e "s/^HTTPS_PORT=.*/HTTPS_PORT=$("$tree/tests/free-port")/" \
		-e "s/^HTTP_PORT=.*/HTTP_PORT=$("$tree/tests/free-port")/" "$tree/.env.example" >"$project/.env"
	printf '%s\n' RATE_LIMIT_GLOBAL=0 RATE_LIMIT_AUTH=0 RATE_LIMIT_KEY=0 RATE_LIMIT_TRADE=0 \
		METRICS_TOKEN=token-of-the-tests TELEMETRY=true >>"$project/.env"
}

use_instance() {
	project=$BATS_FILE_TMPDIR/project
	HTTPS_PORT=$(sed -n 's/^HTTPS_PORT=//p' "$project/.env")
	PT_URL=https://127.0.0.1:$HTTPS_PORT PT_CA=$project/ca.crt
	export PT_URL PT_CA
}

compose() {
	(cd "$BATS_FILE_TMPDIR/project" && "${v1[@]-docker-compose}" -p ptdocker -f docker-compose.prod.yml "$@" 3>&-)
}

within() { compose exec -T "$@"; }

step() { echo "# $*" | tee /dev/fd/3; }

# up: all are well.
up() {
	local try states
	compose up -d
	for ((try = 0; try < 300; try++)); do
		states=$(docker ps -a --filter label=com.docker.compose.project=ptdocker --format '{{.Names}} {{.Status}}')
		[[ $(grep -c '(healthy)' <<<"$states") -lt 5 ]] || break
		sleep 1
	done
	echo "$states"
	[[ $(grep -c '(healthy)' <<<"$states") -eq 5 && $(grep -c 'Exited (0)' <<<"$states") -eq 1 ]]
	within nginx cat /var/lib/papertrade/tls/ca.crt >"$PT_CA"
	curl -fsS --cacert "$PT_CA" "$PT_URL/api/health" | grep -q '"status":"healthy"'
	[[ $(curl -fsS --cacert "$PT_CA" "$PT_URL/" | head -c 15) == '<!doctype html>' ]]
}

ledger() { within db papertrade audit | sed -n 's/^sha256 //p'; }

trade_a_while() {
	start_trading
	sleep 5
	trading_was_fair
	cancel_all
}

secret() { within backup cat /etc/papertrade/papertrade.env; }

survives_down_and_up() {
	local before keys
	before=$(ledger) keys=$(secret)
	[[ $before =~ ^[0-9a-f]{64}$ && $keys == *JWT_SECRET_KEY=* ]]
	cp "$PT_CA" "$PT_CA.before"
	compose down
	[[ -z $(docker ps -aq --filter label=com.docker.compose.project=ptdocker) ]]
	up
	[[ $(ledger) == "$before" && $(secret) == "$keys" ]]
	cmp "$PT_CA" "$PT_CA.before"
	# The keys of before still trade.
	trade_a_while
	[[ $(ledger) != "$before" ]]
}

@test "up, trade, down, up: everything is kept (compose 1)" {
	step "$(docker-compose version --short)"
	up
	open_traders 3
	trade_a_while
	survives_down_and_up
}

@test "no container runs as root, writes its root or may do more than it needs" {
	local id facts count=0
	for id in $(docker ps -aq --filter label=com.docker.compose.project=ptdocker); do
		facts=$(docker inspect "$id" | jq -c '.[0] | [.Config.User, .HostConfig.ReadonlyRootfs, .HostConfig.CapDrop[0],
			.HostConfig.Privileged, .HostConfig.SecurityOpt[0], .HostConfig.Memory > 0, .HostConfig.LogConfig.Config["max-size"]]')
		echo "$facts"
		[[ $facts =~ ^\[\"(postgres|papertrade|www-data)\",true,\"ALL\",false,\"no-new-privileges.*\",true,\"10m\"\]$ ]]
		count=$((count + 1))
	done
	[[ $count -eq 6 ]]
	[[ $(docker ps --format '{{.Ports}}' | grep -c '[0-9]') -eq 1 ]]
	for id in app market db backup nginx; do
		run within "$id" touch /anything
		[[ $status -ne 0 && $output == *'Read-only file system'* ]]
		run within "$id" id -u
		[[ $output != 0 ]]
	done
	# Who serves may be nobody else in the database.
	run within app env PGUSER=postgres sh -c 'DATABASE_OWNER_URL="host=/run/postgresql dbname=papertrade user=postgres" papertrade audit'
	[[ $status -ne 0 && $output == *eer\ authentication\ failed* ]]
}

@test "the images are not larger than they are said to be" {
	# shellcheck disable=SC2016 # nothing is meant to expand
	local image size base said='s/^\| `(papertrade-[a-z]+)` \| ([0-9]+) MB .*/\1 \2/p'
	base=$(docker image inspect -f '{{.Size}}' papertrade-base)
	while read -r image size; do
		step "$image: $((($(docker image inspect -f '{{.Size}}' "$image") - base) / 1000000)) MB on top of the base"
		((($(docker image inspect -f '{{.Size}}' "$image") - base) / 1000000 <= size))
	done < <(sed -nE "$said" "$tree/docs/operations/docker.md")
}

@test "what is killed comes again" {
	local name pid before try
	before=$(ledger)
	for name in db app market nginx backup; do
		pid=$(docker inspect -f '{{.State.Pid}}' "$(compose ps -q "$name")")
		kill -KILL "$pid"
	done
	for ((try = 0; try < 120; try++)); do
		! curl -fsS --cacert "$PT_CA" "$PT_URL/api/health" 2>/dev/null | grep -q '"market":"running"' || break
		sleep 1
	done
	curl -fsS --cacert "$PT_CA" "$PT_URL/api/health" | grep -q '"status":"healthy"'
	[[ $(ledger) == "$before" ]]
}

served() { openssl s_client -connect "127.0.0.1:$HTTPS_PORT" </dev/null 2>/dev/null | openssl x509 -noout -enddate; }

# is_served_another END: than the one that ends then, within two minutes.
is_served_another() {
	local try
	for ((try = 0; try < 120; try++)); do
		[[ $(served) == "$1" ]] || return 0
		sleep 1
	done
	return 1
}

@test "the certificate is renewed by itself and taken up without a failed request" {
	local before status=0
	before=$(served)
	node "$tree/tests/chaos/clients.mjs" "$PT_URL" "$PT_CA" 20 20 fresh >"$BATS_TEST_TMPDIR/clients" 3>&- &
	clients=$!
	within backup sh -c 'cd /var/lib/papertrade/tls && echo subjectAltName=IP:127.0.0.1,DNS:localhost >/tmp/names &&
		openssl req -new -key server.key -subj /CN=papertrade.local |
		openssl x509 -req -CA ca.crt -CAkey ca.key -days 10 -extfile /tmp/names -out /tmp/crt &&
		cat /tmp/crt >server.crt'
	is_served_another "$before"
	before=$(served)
	within backup /usr/share/papertrade/docker/backup night
	is_served_another "$before"
	openssl s_client -connect "127.0.0.1:$HTTPS_PORT" </dev/null 2>/dev/null | openssl x509 -noout -checkend 5184000
	sleep 1
	kill "$clients"
	wait "$clients" || status=$?
	unset clients
	cat "$BATS_TEST_TMPDIR/clients"
	[[ $status -eq 0 ]]
}

@test "it backs itself up, and restores" {
	local ago
	within backup papertrade-backup
	[[ $(within backup papertrade-backup --list | wc -l) -ge 3 ]]
	curl -fsS --cacert "$PT_CA" -H 'Authorization: Bearer token-of-the-tests' "$PT_URL/metrics" |
		grep -qx 'papertrade_backup_last_failed 0'
	ago=$(ledger)
	trade_a_while
	[[ $(ledger) != "$ago" ]]
	within backup papertrade-restore --yes latest
	compose restart market app
	[[ $(ledger) == "$ago" ]]
	up
	trade_a_while
}

@test "any moment can be had back" {
	local ago at
	within backup papertrade-backup archive on
	compose restart db
	up
	within backup papertrade-backup base
	trade_a_while
	ago=$(ledger) at=$(date -u '+%F %T.%6N')
	trade_a_while
	within backup papertrade-restore --yes --until "$at"
	[[ $(ledger) == "$ago" ]]
	compose restart market app
	up
}

@test "the commands of the page, in their order" {
	compose down
	cp "$project/.env" "$project/.env.example"
	"$BATS_TEST_DIRNAME/page-commands" "$tree/docs/operations/docker.md" |
		sed "s/8443/$HTTPS_PORT/" >"$BATS_TEST_TMPDIR/commands"
	(($(wc -l <"$BATS_TEST_TMPDIR/commands") >= 12))
	(cd "$project" && COMPOSE_PROJECT_NAME=ptdocker bash -euxo pipefail "$BATS_TEST_TMPDIR/commands" 3>&-)
	up
}

@test "data of another PostgreSQL is refused in one line" {
	compose stop db
	docker run --rm -v ptdocker_db:/data --user postgres papertrade-db sh -c 'echo 99 >/data/pg/PG_VERSION.99; mv /data/pg/PG_VERSION /data/pg/PG_VERSION.was; mv /data/pg/PG_VERSION.99 /data/pg/PG_VERSION'
	run docker run --rm -v ptdocker_db:/var/lib/postgresql/data papertrade-db
	docker run --rm -v ptdocker_db:/data --user postgres papertrade-db mv /data/pg/PG_VERSION.was /data/pg/PG_VERSION
	[[ $status -eq 1 && $output == 'db: the data is of PostgreSQL 99, and this image has '* ]]
	up
}

@test "up, trade, down, up: everything is kept (compose 2)" {
	local plugin=$BATS_FILE_TMPDIR/compose2
	find_compose_2 "$plugin" || skip 'compose 2 cannot be had here'
	v1=("$plugin")
	step "$("$plugin" version --short)"
	compose down
	up
	survives_down_and_up
}

# find_compose_2 PATH: the one of this machine, or that of Debian 13.
find_compose_2() {
	local dir=$BATS_FILE_TMPDIR/trixie
	if docker compose version >/dev/null 2>&1; then
		# shellcheck disable=SC2016 # the script expands it
		printf '#!/bin/sh\nexec docker compose "$@"\n' >"$1"
		chmod +x "$1"
		return
	fi
	mkdir -p "$dir"
	"$machine" tar trixie | tar -x -C "$dir"
	chroot "$dir" sh -c 'apt-get -q update && cd /tmp && apt-get -q download docker-compose' >/dev/null 2>&1 || return 1
	dpkg-deb -x "$dir"/tmp/docker-compose_*.deb "$dir/compose"
	cp "$(find "$dir/compose" -name docker-compose -type f -size +1M | head -n 1)" "$1"
	"$1" version >/dev/null 2>&1
}
