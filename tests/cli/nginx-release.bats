#!/usr/bin/env bats
# scripts/nginx-config of an installation: a certificate authority's questions, and the files
# of the release before.

# Each test is a subshell, whose settings are meant to be lost.
# shellcheck disable=SC2030,SC2031,SC2153,SC2154
bats_require_minimum_version 1.5.0

load nginx

@test "a certificate authority's questions are answered over plain HTTP, and nothing else is" {
	export HTTP_PORT ACME_ROOT=$BATS_TEST_TMPDIR/acme
	HTTP_PORT=$(free_port)
	mkdir -p "$ACME_ROOT/.well-known/acme-challenge"
	chmod 755 "$BATS_TEST_TMPDIR" "$ACME_ROOT"
	echo answer >"$ACME_ROOT/.well-known/acme-challenge/question"
	start
	run -0 get "http://localhost:$HTTP_PORT/.well-known/acme-challenge/question"
	[[ $output == 'HTTP/1.1 200'*'text/plain'*answer ]]
	run -0 get "http://localhost:$HTTP_PORT/.well-known/acme-challenge/another"
	[[ $output == 'HTTP/1.1 404'* ]]
	run -0 get "http://localhost:$HTTP_PORT/.well-known/"
	[[ $output == 'HTTP/1.1 308'* ]]
}

@test "assets of the release before are still found, other files of it are not" {
	export PREVIOUS_WEB_ROOT=$BATS_TEST_TMPDIR/previous
	mkdir -p "$PREVIOUS_WEB_ROOT/assets"
	chmod 755 "$BATS_TEST_TMPDIR" "$PREVIOUS_WEB_ROOT"
	echo old >"$PREVIOUS_WEB_ROOT/assets/old-abc.js"
	echo old >"$PREVIOUS_WEB_ROOT/old.html"
	start
	run -0 get "https://localhost:$HTTPS_PORT/assets/old-abc.js"
	[[ $output == 'HTTP/1.1 200'*immutable*old ]]
	run -0 get "https://localhost:$HTTPS_PORT/assets/none.js"
	[[ $output == 'HTTP/1.1 404'* ]]
	run -0 get "https://localhost:$HTTPS_PORT/old.html"
	[[ $output == 'HTTP/1.1 404'* ]]
}
