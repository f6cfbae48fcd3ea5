#!/usr/bin/env bats
# scripts/certificates: a local CA and a server certificate, made once and renewed in time.

bats_require_minimum_version 1.5.0

setup() {
	certificates=$BATS_TEST_DIRNAME/../../scripts/certificates
	tls=$BATS_TEST_TMPDIR/tls
}

field() {
	openssl x509 -in "$tls/$1" -noout "${@:2}"
}

days_left() {
	local end
	end=$(field "$1" -enddate)
	echo $((($(date -d "${end#*=}" +%s) - $(date +%s) + 43200) / 86400))
}

# resign DAYS: the server certificate as it was, but with this many days left.
resign() {
	openssl req -new -key "$tls/server.key" -subj /CN=papertrade.local |
		openssl x509 -req -CA "$tls/ca.crt" -CAkey "$tls/ca.key" -set_serial 7 -days "$1" \
			-out "$tls/server.crt"
}

@test "makes a CA and a server certificate that it verifies" {
	run -0 "$certificates" "$tls"
	[[ ${#lines[@]} -eq 2 ]]
	openssl verify -x509_strict -purpose sslserver -CAfile "$tls/ca.crt" "$tls/server.crt"
	[[ $(field ca.crt -subject -nameopt multiline) == *"= PaperTrade local CA $(hostname)" ]]
	field ca.crt -ext basicConstraints | grep -q critical
	field ca.crt -ext basicConstraints | grep -q 'CA:TRUE, pathlen:0'
	field server.crt -ext basicConstraints | grep -q 'CA:FALSE'
	field server.crt -ext extendedKeyUsage | grep -q 'TLS Web Server Authentication'
	field server.crt -text | grep -q 'ASN1 OID: prime256v1'
	[[ $(days_left ca.crt) -eq 3650 ]]
	[[ $(days_left server.crt) -eq 397 ]]
}

@test "keys are for their owner only, certificates for all" {
	"$certificates" "$tls"
	[[ $(stat -c %a "$tls/ca.key" "$tls/server.key" | sort -u) == 600 ]]
	[[ $(stat -c %a "$tls/ca.crt" "$tls/server.crt" | sort -u) == 644 ]]
	[[ $(stat -c %a "$tls") == 755 ]]
}

@test "the certificate holds this host's names and addresses and those given" {
	"$certificates" "$tls" trade.example.org '*.lan.example.org' 192.0.2.55 2001:db8::7
	local name address
	for name in localhost papertrade.local "$(hostname)" trade.example.org x.lan.example.org; do
		field server.crt -checkhost "$name" | grep -q 'does match'
	done
	for address in 127.0.0.1 ::1 192.0.2.55 2001:db8::7 $(hostname -I); do
		field server.crt -checkip "$address" | grep -q 'does match'
	done
	field server.crt -checkhost other.example.org | grep -q 'does NOT match'
}

@test "a second run changes nothing and says nothing" {
	"$certificates" "$tls" one.example
	local before after
	before=$(cd "$tls" && sha256sum ./* && stat -c '%n %i %Y' ./*)
	run -0 "$certificates" "$tls" one.example
	[[ -z $output ]]
	after=$(cd "$tls" && sha256sum ./* && stat -c '%n %i %Y' ./*)
	[[ $before == "$after" ]]
}

@test "less than 30 days left: renewed, same key, same CA" {
	"$certificates" "$tls"
	local ca key
	ca=$(cat "$tls/ca.crt") key=$(cat "$tls/server.key")
	resign 31
	run -0 "$certificates" "$tls"
	[[ -z $output && $(days_left server.crt) -eq 31 ]]
	resign 29
	run -0 "$certificates" "$tls"
	[[ $output == *'made a server certificate'* && ${#lines[@]} -eq 1 ]]
	[[ $(days_left server.crt) -eq 397 ]]
	[[ $(cat "$tls/ca.crt") == "$ca" && $(cat "$tls/server.key") == "$key" ]]
}

@test "names changed: renewed, in both directions" {
	"$certificates" "$tls"
	run -0 "$certificates" "$tls" new.example
	[[ $output == *'made a server certificate'* ]]
	field server.crt -checkhost new.example | grep -q 'does match'
	run -0 "$certificates" "$tls"
	[[ $output == *'made a server certificate'* ]]
	field server.crt -checkhost new.example | grep -q 'does NOT match'
}

@test "a key that does not fit, or another CA's certificate: renewed" {
	"$certificates" "$tls"
	openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$tls/server.key"
	run -0 "$certificates" "$tls"
	[[ $output == *'made a server certificate'* ]]
	[[ $(openssl pkey -in "$tls/server.key" -pubout) == "$(field server.crt -pubkey)" ]]

	"$certificates" "$BATS_TEST_TMPDIR/other"
	cp "$BATS_TEST_TMPDIR"/other/server.{crt,key} "$tls"
	run -0 "$certificates" "$tls"
	[[ $output == *'made a server certificate'* ]]
	openssl verify -CAfile "$tls/ca.crt" "$tls/server.crt"
}

@test "an expired CA is replaced, and the server certificate with it" {
	"$certificates" "$tls"
	openssl x509 -in "$tls/ca.crt" -signkey "$tls/ca.key" -days 0 -out "$tls/expired.crt"
	mv "$tls/expired.crt" "$tls/ca.crt"
	sleep 1.1
	run -0 "$certificates" "$tls"
	[[ ${#lines[@]} -eq 2 ]]
	[[ $(days_left ca.crt) -eq 3650 ]]
	openssl verify -CAfile "$tls/ca.crt" "$tls/server.crt"
}

@test "a CA whose key was taken away still serves, but cannot sign" {
	"$certificates" "$tls"
	rm "$tls/ca.key"
	run -0 "$certificates" "$tls"
	[[ -z $output ]]
	local ca
	ca=$(cat "$tls/ca.crt")
	run -1 "$certificates" "$tls" new.example
	[[ ${#lines[@]} -eq 1 && $output == *'cannot sign'* ]]
	[[ $(cat "$tls/ca.crt") == "$ca" ]]
}

@test "a damaged CA certificate is reported, not replaced" {
	"$certificates" "$tls"
	echo broken >"$tls/ca.crt"
	run -1 "$certificates" "$tls"
	[[ ${#lines[@]} -eq 1 && $output == *ca.crt* ]]
	[[ $(cat "$tls/ca.crt") == broken ]]
}

@test "bad names and places are refused in one line, and leave nothing behind" {
	local name
	for name in 'a b' 'x,DNS:evil.example' $'a\nDNS:b,' '-x' 'a;b' 'é.example' 1.2.3.4.5 ::g; do
		run -1 "$certificates" "$tls" "$name"
		[[ ${#lines[@]} -eq 1 && $output == certificates:* ]]
		[[ ! -e $tls/server.crt ]]
	done
	run -1 "$certificates"
	[[ ${#lines[@]} -eq 1 ]]
	run -1 "$certificates" /dev/null/tls
	[[ ${#lines[@]} -eq 1 ]]
	run -0 find "$BATS_TEST_TMPDIR" -name '.new.*'
	[[ -z $output ]]
}

@test "runs at the same time make one CA" {
	for _ in 1 2 3 4; do
		"$certificates" "$tls" &
	done >"$BATS_TEST_TMPDIR/said"
	wait
	[[ $(wc -l <"$BATS_TEST_TMPDIR/said") -eq 2 ]]
	openssl verify -CAfile "$tls/ca.crt" "$tls/server.crt"
}
