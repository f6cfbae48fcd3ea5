#!/usr/bin/env bats
# Certificates in a booted machine: the local authority's, one's own, and one from an authority
# that speaks ACME, each taken up and renewed without a failed request.

# lab.bash sets some of what is read here, and reads some of what is set.
# shellcheck disable=SC2034,SC2154

load lab

setup_file() { need_machines; }

setup() {
	if [[ -n $cannot ]]; then skip "$cannot"; fi
}

teardown() { leave_machine; }

# The serial, issuer and names of what nginx serves; addresses may change meanwhile.
served() {
	there "openssl s_client -connect 127.0.0.1:$port </dev/null 2>/dev/null |
		openssl x509 -noout -serial -issuer -ext subjectAltName | sed 's/IP Address:[^,]*,* *//g'"
}

# changes_served COMMAND: under load, and nginx serves another certificate then.
changes_served() {
	local before
	served
	before=$said
	start_clients fresh
	there "$1"
	nothing_failed
	served
	[[ $said != "$before" ]]
}

keeps_served() {
	local before
	served
	before=$said
	refuses "$1" "$2"
	served
	[[ ${said#*$'\n'} == "${before#*$'\n'}" ]]
}

certificates=/usr/lib/papertrade/package/scripts/certificates
timer='systemctl start papertrade-certificates.service'

renews_the_local_one() {
	step 'the local authority'
	there "$timer; journalctl -u papertrade-certificates -o cat | grep -c serves" || true
	[[ $said == 0 ]]
	changes_served "echo 'SERVER_NAMES=\"trade.papertrade.test\"' >>/etc/papertrade/papertrade.env; $timer"
	[[ $said == *trade.papertrade.test* ]]
	there "cd /var/lib/papertrade/tls; openssl req -new -key server.key -subj /CN=papertrade.local |
		openssl x509 -req -CA ca.crt -CAkey ca.key -days 10 -out server.crt
		chmod 644 server.crt; papertrade-tls reload"
	if there papertrade-tls\ status; then return 1; fi
	[[ $said == *'it ends within 14 days'* ]]
	there "$timer"
	there papertrade-tls\ status
	[[ $said == *'nginx serves it'* ]]
	there 'stat -c %a /var/lib/papertrade/tls/server.crt /var/lib/papertrade/tls/server.key'
	[[ $said == $'644\n600' ]]
}

takes_ones_own() {
	step 'one of your own'
	there "$certificates /root/own trade.papertrade.test; $certificates /root/other
		openssl req -new -key /root/own/server.key -subj /CN=old |
			openssl x509 -req -signkey /root/own/server.key -days -1 -out /root/expired.crt"
	keeps_served 'papertrade-tls own /root/own/server.crt /root/other/server.key' 'is not the key of'
	keeps_served 'papertrade-tls own /root/own/none.crt /root/own/server.key' 'cannot read /root/own/none.crt'
	keeps_served 'papertrade-tls own /root/own/server.key /root/own/server.key' 'holds no certificate'
	keeps_served 'papertrade-tls own /root/expired.crt /root/own/server.key' 'has expired'
	there 'cat /root/own/ca.crt /var/lib/papertrade/tls/ca.crt'
	echo "$said" >"$ca"
	changes_served 'papertrade-tls own /root/own/server.crt /root/own/server.key'
	# Whoever renews it only replaces the files.
	changes_served "rm /root/own/server.crt; $certificates /root/own trade.papertrade.test again.papertrade.test; $timer"
	[[ $said == *again.papertrade.test* ]]
	there 'mv /root/own/server.key /root/own/away'
	keeps_served papertrade-setup 'cannot read /root/own/server.key'
	there 'mv /root/own/away /root/own/server.key; papertrade-setup'
	changes_served 'papertrade-tls local'
}

start_authority() {
	there "apt-get -q update; DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends certbot pebble
		$certificates /root/acme
		echo '127.0.0.1 trade.papertrade.test' >>/etc/hosts
		cat >/root/pebble.json <<'END'
{\"pebble\": {\"listenAddress\": \"127.0.0.1:21714\", \"managementListenAddress\": \"127.0.0.1:21715\",
\"certificate\": \"/root/acme/server.crt\", \"privateKey\": \"/root/acme/server.key\",
\"httpPort\": $plain_port, \"tlsPort\": 21716, \"ocspResponderURL\": \"\", \"externalAccountBindingRequired\": false}}
END
		systemd-run -q --unit=pebble -E PEBBLE_VA_NOSLEEP=1 -E PEBBLE_WFE_NONCEREJECT=0 pebble -config /root/pebble.json
		curl -fsS --retry 30 --retry-delay 1 --retry-all-errors --cacert /root/acme/ca.crt https://localhost:21714/dir"
}

gets_one_by_acme() {
	step "from an authority that speaks ACME"
	local ask='REQUESTS_CA_BUNDLE=/root/acme/ca.crt papertrade-tls letsencrypt --server https://localhost:21714/dir'
	start_authority
	keeps_served "$ask trade.papertrade.test" 'say --agree-tos'
	keeps_served "$ask --agree-tos nowhere.papertrade.test" 'the authority gave no certificate'
	there "papertrade config --get SERVER_NAMES"
	[[ $said == trade.papertrade.test ]]
	there "$ask --agree-tos trade.papertrade.test"
	served
	[[ $said == *Pebble*trade.papertrade.test* ]]
	local before=$said
	there 'REQUESTS_CA_BUNDLE=/root/acme/ca.crt certbot renew --quiet --force-renewal'
	served
	[[ $said != "$before" && $said == *Pebble* ]]
	there "curl -sk -o /dev/null -w '%{http_code} %{redirect_url}' http://localhost:$plain_port/x"
	[[ $said == "308 https://localhost:$port/x" ]]
}

leaves_no_renewal_behind() {
	step purge
	there 'apt-get -q -y purge papertrade </dev/null; find /etc/letsencrypt -name "papertrade*"'
	[[ $said != */etc/letsencrypt/* ]]
	there 'certbot renew --quiet'
}

@test "Debian 12: certificates" {
	name=tls-bookworm port=21753 plain_port=21754
	version=$(<"$root/VERSION")
	make_packages bookworm
	"$machine" start "$name" bookworm
	"$machine" copy "$name" "$debs" /root/debs
	preset "HTTPS_PORT=$port" "HTTP_PORT=$plain_port" RATE_LIMIT_GLOBAL=0 TELEMETRY=true
	there "apt-get -q update; DEBIAN_FRONTEND=noninteractive apt-get -q -y install /root/debs/papertrade_$version~*.deb"
	take_ca
	renews_the_local_one
	takes_ones_own
	gets_one_by_acme
	leaves_no_renewal_behind
}
