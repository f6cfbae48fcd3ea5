# PaperTrade's images. docker-compose.prod.yml builds and runs them; docs/operations/docker.md
# says what is in them.
#   app     the API's workers, the market daemon
#   nginx   TLS, the web app
#   db      PostgreSQL, backups, migrations
# BASE_IMAGE is any image of Debian 12 or 13.
ARG BASE_IMAGE=debian:trixie-slim

FROM ${BASE_IMAGE} AS build
ARG NPM_CONFIG_REGISTRY
ARG COMMIT=unknown
# npm trusts what the image trusts.
ENV DEBIAN_FRONTEND=noninteractive NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
WORKDIR /src
COPY scripts/packages scripts/
RUN apt-get -q update && apt-get -q -y install --no-install-recommends ca-certificates \
	&& scripts/packages build --install
COPY web/package.json web/package-lock.json web/
RUN cd web && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error \
	&& touch node_modules/.package-lock.json
COPY Makefile VERSION ./
COPY scripts/compile-* scripts/
COPY sql sql
COPY fcgi-app fcgi-app
COPY web web
RUN make build COMMIT="$COMMIT"
COPY docker/collect docker/
RUN docker/collect /out

# What all three have: the system users, each with the same number in each image, for
# PostgreSQL knows by it who connects.
FROM ${BASE_IMAGE} AS runtime
ENV DEBIAN_FRONTEND=noninteractive LANG=C.UTF-8 TZ=UTC \
	DATABASE_URL="host=/run/postgresql dbname=papertrade user=papertrade_app" \
	DATABASE_MARKET_URL="host=/run/postgresql dbname=papertrade user=papertrade_market" \
	DATABASE_OWNER_URL="host=/run/postgresql dbname=papertrade user=papertrade_owner"
RUN groupadd -g 10001 papertrade && groupadd -g 10002 postgres \
	&& useradd -u 10001 -g papertrade -d /var/lib/papertrade -M -s /usr/sbin/nologin papertrade \
	&& useradd -u 10002 -g postgres -G papertrade -d /var/lib/postgresql -M postgres \
	&& usermod -a -G papertrade www-data \
	&& install -d -o papertrade -g papertrade -m 755 /run/papertrade \
	&& install -d -o postgres -g papertrade -m 2750 /etc/papertrade \
	&& install -d -o postgres -g papertrade -m 2755 /var/lib/papertrade /var/lib/papertrade/tls \
	&& install -d -o postgres -g postgres -m 700 /var/lib/papertrade/backups \
	&& install -d -o postgres -g postgres -m 755 /run/postgresql /var/lib/postgresql

FROM runtime AS program
COPY --from=build /out/packages /tmp/packages
RUN apt-get -q update && xargs apt-get -q -y install --no-install-recommends tzdata </tmp/packages \
	&& rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/log/*.log /var/log/apt /tmp/packages
COPY --from=build /out/bin/papertrade /usr/bin/

FROM program AS app
RUN apt-get -q update && apt-get -q -y install --no-install-recommends ca-certificates libfcgi-bin \
	&& rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/log/*.log /var/log/apt
COPY docker/services docker/healthy /usr/share/papertrade/docker/
USER papertrade
CMD ["papertrade", "supervise", "/usr/share/papertrade/docker/services"]

FROM runtime AS nginx
RUN apt-get -q update && apt-get -q -y install --no-install-recommends nginx-light openssl \
	&& rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/log/*.log /var/log/apt /var/www/html
COPY --from=build /out/web /usr/share/papertrade/web
COPY --from=build /out/slow-paths /usr/share/papertrade/
COPY nginx /usr/share/papertrade/nginx
COPY scripts/nginx-config /usr/share/papertrade/scripts/
COPY docker/nginx docker/healthy /usr/share/papertrade/docker/
USER www-data
STOPSIGNAL SIGQUIT
CMD ["/usr/share/papertrade/docker/nginx"]

# PostgreSQL 15 brings LLVM, larger than all of the rest; without it nothing is compiled at
# run time, which pays for no statement of PaperTrade's.
FROM program AS db
RUN apt-get -q update && mkdir -p /etc/postgresql-common \
	&& echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf \
	&& apt-get -q -y install --no-install-recommends postgresql age openssl \
	&& rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/log/*.log /var/log/apt \
		/usr/share/postgresql/*/man /usr/lib/postgresql/*/lib/bitcode \
		/usr/lib/postgresql/*/lib/llvmjit* /usr/lib/*/libLLVM* /usr/lib/*/libz3.so* \
	&& install -d -o postgres -g postgres -m 700 /var/lib/postgresql/data
COPY sql/roles.sql /usr/share/papertrade/sql/
COPY scripts/certificates scripts/papertrade-backup scripts/papertrade-restore scripts/archive-wal \
	/usr/share/papertrade/scripts/
COPY scripts/backup /usr/share/papertrade/scripts/backup
COPY docker/db docker/setup docker/backup docker/healthy /usr/share/papertrade/docker/
RUN ln -s ../share/papertrade/scripts/papertrade-backup ../share/papertrade/scripts/papertrade-restore /usr/bin/
USER postgres
STOPSIGNAL SIGINT
CMD ["/usr/share/papertrade/docker/db"]
