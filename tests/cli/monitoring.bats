#!/usr/bin/env bats
# What monitoring/ ships: promtool accepts it, its alerts fire when they should, and a real
# Prometheus reads the metrics of the running instance.

monitoring=$BATS_TEST_DIRNAME/../../monitoring

setup_file() {
	export NO_METRICS=''
	if [[ ! -v PT_URL ]]; then NO_METRICS='it needs a running instance: make test'; fi
}

teardown() {
	if [[ ! -v prometheus ]]; then return; fi
	kill "$prometheus"
	wait "$prometheus" || true
}

metrics() {
	[[ -z $NO_METRICS ]] || skip "$NO_METRICS"
	curl -fsS --cacert "$PT_CA" "$PT_URL/api/health" >/dev/null
	curl -fsS --cacert "$PT_CA" "$PT_URL/metrics" >"$BATS_TEST_TMPDIR/metrics"
}

@test "promtool accepts the rules and the configuration" {
	promtool check rules "$monitoring/alerts.yml"
	promtool check config "$monitoring/prometheus.yml"
}

@test "each alert fires when it should and not before" {
	promtool test rules "$monitoring/alerts.test.yml"
	local alert
	sed -n 's/.*- alert: //p' "$monitoring/alerts.yml" >"$BATS_TEST_TMPDIR/alerts"
	while read -r alert; do
		grep -A 3 "alertname: $alert" "$monitoring/alerts.test.yml" | grep -q exp_labels
	done <"$BATS_TEST_TMPDIR/alerts"
}

@test "promtool finds nothing to say about /metrics" {
	metrics
	promtool check metrics <"$BATS_TEST_TMPDIR/metrics"
}

@test "every metric that the alerts name is there" {
	local name try
	metrics
	# The books' are there once they were audited, a few seconds later.
	"$PAPERTRADE" audit >/dev/null
	for try in {1..40}; do
		! grep -q '^papertrade_audit_problems ' "$BATS_TEST_TMPDIR/metrics" || break
		sleep 0.5
		metrics
	done
	grep -oE 'papertrade_[a-z_]+' "$monitoring/alerts.yml" | sort -u >"$BATS_TEST_TMPDIR/names"
	(($(wc -l <"$BATS_TEST_TMPDIR/names") >= 5))
	while read -r name; do
		# Of providers there is none here, and so only what would be told of them.
		grep -qE "^(# TYPE )?$name(\{| )" "$BATS_TEST_TMPDIR/metrics" || {
			echo "$name is not in /metrics"
			return 1
		}
	done <"$BATS_TEST_TMPDIR/names"
}

@test "Prometheus scrapes the instance" {
	metrics
	local port answer='' try
	port=$("$BATS_TEST_DIRNAME/../free-port")
	cp "$monitoring/alerts.yml" "$BATS_TEST_TMPDIR"
	sed -e "s#/var/lib/papertrade/tls/ca.crt#$PT_CA#" -e 's/: 15s/: 1s/' \
		-e "s/localhost:8443/localhost:${PT_URL##*:}/" "$monitoring/prometheus.yml" \
		>"$BATS_TEST_TMPDIR/prometheus.yml"
	prometheus --config.file="$BATS_TEST_TMPDIR/prometheus.yml" --log.level=warn \
		--storage.tsdb.path="$BATS_TEST_TMPDIR/data" --web.listen-address="127.0.0.1:$port" 3>&- &
	prometheus=$!
	for try in {1..60}; do
		answer=$(curl -sS -G --data-urlencode 'query=up * on (instance) papertrade_build_info' \
			"http://127.0.0.1:$port/api/v1/query" 2>/dev/null |
			jq -r '.data.result[0].value[1]') || true
		[[ $answer != 1 ]] || break
		sleep 0.5
	done
	echo "after $try tries: $answer"
	[[ $answer == 1 ]]
	curl -fsS "http://127.0.0.1:$port/api/v1/rules" | jq -e '
		[.data.groups[].rules[]] | length >= 6 and all(.health != "err")'
}
