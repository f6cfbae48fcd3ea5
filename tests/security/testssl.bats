#!/usr/bin/env bats
# What testssl.sh finds in TLS and in the headers of the start page, field by field.
bats_require_minimum_version 1.5.0
load ../instance
load scan

setup_file() {
	export BATS_TEST_TIMEOUT=600 FINDINGS=$BATS_FILE_TMPDIR/findings.json
	has testssl testssl.sh || return 0
	target
	# Its status counts findings, of which the tests judge each. It asks nobody else.
	timeout 500 testssl --quiet --color 0 --warnings off --nodns none --add-ca "$PT_CA" \
		--jsonfile "$FINDINGS" "$PT_URL" >"$BATS_FILE_TMPDIR/log" 2>&1 </dev/null || true
	jq -e 'any(.id == "scanTime")' "$FINDINGS" || tail -n 20 "$BATS_FILE_TMPDIR/log"
}

teardown_file() { end_target; }

# is ID FINDING: what it found, as a whole. Releases differ in some names: A|B is either.
is() {
	local found
	found=$(jq -r --arg ids "$1" '.[] | select(.id | IN($ids | split("|")[])) | .finding' "$FINDINGS")
	echo "$1: $found"
	[[ $found == "$2" ]]
}

# fine ID …: each was looked at, and found good.
fine() {
	local id severity
	for id; do
		severity=$(jq -r --arg ids "$id" \
			'.[] | select(.id | IN($ids | split("|")[])) | "\(.severity) \(.finding)"' "$FINDINGS")
		echo "$id: $severity"
		[[ $severity == 'OK '* ]]
	done
}

@test "the scan came to its end" {
	jq -e 'any(.id == "scanTime")' "$FINDINGS"
}

@test "TLS 1.2 and 1.3, nothing older" {
	is SSLv2 'not offered'
	is SSLv3 'not offered'
	is TLS1 'not offered'
	is TLS1_1 'not offered'
	is TLS1_2 offered
	is TLS1_3 'offered with final'
	fine fallback_SCSV
}

@test "only AEAD ciphers with forward secrecy" {
	local kind
	for kind in NULL aNULL EXPORT LOW 3DES_IDEA 'AVERAGE|cipherlist_OBSOLETED'; do
		is "cipherlist_$kind" 'not offered'
	done
	fine 'PFS|FS' 'cipherlist_STRONG|cipherlist_STRONG_FS'
	is 'PFS_ECDHE_curves|FS_ECDHE_curves' 'prime256v1 secp384r1 X25519'
	# TLS_AES_128_GCM, AES_256_GCM, CHACHA20; ECDHE-ECDSA with the same three.
	[ "$(jq -r '.[].id | capture("^cipher.*_(?<code>x[0-9a-f]+)$").code' "$FINDINGS" |
		sort | xargs)" = 'x1301 x1302 x1303 xc02b xc02c xcca9' ]
}

@test "no known vulnerability" {
	fine heartbleed CCS ticketbleed ROBOT secure_renego secure_client_renego CRIME_TLS \
		POODLE_SSL SWEET32 FREAK DROWN LOGJAM LOGJAM-common_primes BEAST LUCKY13 RC4
}

@test "the certificate is good for this address, by the instance's authority" {
	fine cert_trust cert_chain_of_trust cert_keySize cert_signatureAlgorithm \
		cert_expirationStatus
}

@test "HSTS for a year; the banner names no version" {
	is HSTS_time '365 days (=31536000 seconds) > 15552000 seconds'
	fine HSTS_time HSTS_subdomains X-Content-Type-Options Content-Security-Policy
	is banner_server nginx
	is banner_application 'No application banner found'
	is banner_reverseproxy --
	is cookie_count "0 at '/'"
}

# WARN is what testssl.sh says of itself. Findings that are not to be mended:
# - cipher_order: each client takes the one it is quickest with; all of them are good;
# - cert_revocation: a local authority publishes no revocation;
# - BREACH: see the next test.
@test "nothing else is found" {
	jq -r '.[] | select(.severity | IN("OK", "INFO", "WARN") | not) | "\(.id) \(.severity) \(.finding)"' \
		"$FINDINGS" >"$BATS_TEST_TMPDIR/found"
	cat "$BATS_TEST_TMPDIR/found"
	run ! grep -vE '^(cipher_order|cert_revocation|BREACH) ' \
		"$BATS_TEST_TMPDIR/found"
}

refresh() {
	curl -sS --fail --max-time 10 --cacert "$PT_CA" -X POST -D "$BATS_TEST_TMPDIR/headers" \
		-b "__Host-refresh=$1" "$PT_URL/api/auth/refresh" | jq -er '.access_token, .csrf_token'
}

cookie() {
	sed -nE 's/^set-cookie: __Host-refresh=([^;]+);.*SameSite=Strict.*/\1/Ip' \
		"$BATS_TEST_TMPDIR/headers"
}

# Replies stay compressed. BREACH guesses a secret that stands unchanged in many replies, all
# made for requests from another site: no secret stands in two replies, and the one cookie is
# not sent from other sites.
@test "BREACH: each reply has secrets of its own" {
	sign_up
	post /api/auth/login '{"username":"ann","password":"a quiet river in the north"}' \
		-D "$BATS_TEST_TMPDIR/headers" >/dev/null
	local try secrets=()
	for try in 1 2 3; do
		# The time within an access token is in seconds.
		sleep 1.1
		secrets+=("$(cookie)")
		mapfile -t -O "${#secrets[@]}" secrets < <(refresh "${secrets[-1]}")
		((${#secrets[@]} == 3 * try))
	done
	[ -z "$(printf '%s\n' "${secrets[@]}" | sort | uniq -d)" ]
}

# testssl.sh 3.0, which Debian 12 has, grades nothing; what the grade rests on is above. The
# authority being given, nothing caps the grade; HSTS makes an A an A+.
@test "grade A+" {
	jq -e 'any(.id == "overall_grade")' "$FINDINGS" || skip 'this testssl.sh gives no grade'
	is overall_grade A+
}
