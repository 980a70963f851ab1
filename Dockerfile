# docker build -t relay .
# docker run -p 7447:7447 -v relay-data:/data relay
ARG SDK=mcr.microsoft.com/dotnet/sdk:10.0
ARG RUNTIME=mcr.microsoft.com/dotnet/aspnet:10.0

FROM ${SDK} AS build
WORKDIR /source
# What is restored depends on these files only, so that a change of code reuses the layer.
COPY global.json Directory.Build.props Directory.Packages.props ./
COPY src/Directory.Build.props src/
COPY src/Relay.Nostr/Relay.Nostr.csproj src/Relay.Nostr/
COPY src/Relay.Core/Relay.Core.csproj src/Relay.Core/
COPY src/Relay.Policies/Relay.Policies.csproj src/Relay.Policies/
COPY src/Relay.Storage.Postings/Relay.Storage.Postings.csproj src/Relay.Storage.Postings/
COPY src/Relay.Storage.Files/Relay.Storage.Files.csproj src/Relay.Storage.Files/
COPY src/Relay.Storage.Lmdb/Relay.Storage.Lmdb.csproj src/Relay.Storage.Lmdb/
COPY src/Relay.Storage.RocksDb/Relay.Storage.RocksDb.csproj src/Relay.Storage.RocksDb/
COPY src/Relay.Storage.Sql/Relay.Storage.Sql.csproj src/Relay.Storage.Sql/
COPY src/Relay.Storage.Sqlite/Relay.Storage.Sqlite.csproj src/Relay.Storage.Sqlite/
COPY src/Relay.Storage.Postgres/Relay.Storage.Postgres.csproj src/Relay.Storage.Postgres/
COPY src/Relay.Storage.MySql/Relay.Storage.MySql.csproj src/Relay.Storage.MySql/
COPY src/Relay.AspNetCore/Relay.AspNetCore.csproj src/Relay.AspNetCore/
COPY src/Relay.Bench/Relay.Bench.csproj src/Relay.Bench/
COPY src/Relay.Server/Relay.Server.csproj src/Relay.Server/
RUN dotnet restore src/Relay.Server -p:PublishReadyToRun=true
COPY .editorconfig appsettings.defaults.json appsettings.schema.json LICENSE THIRD-PARTY-NOTICES.md ./
COPY licenses licenses
COPY deploy deploy
COPY docker docker
COPY src src
RUN dotnet publish src/Relay.Server --no-restore --configuration Release --output /app

FROM ${RUNTIME}
RUN apt-get update \
    && apt-get install -y --no-install-recommends liblmdb0 \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --system --gid 10001 relay \
    && useradd --system --uid 10001 --gid relay --no-create-home --shell /usr/sbin/nologin relay \
    && install --directory --owner relay --group relay /data
COPY --from=build /app /app
COPY docker/relay-health /usr/local/bin/
# So that "docker exec CONTAINER relay info" finds the program.
RUN ln -s /app/relay /usr/local/bin/relay && chmod 755 /usr/local/bin/relay-health
USER relay
# Where relative paths begin.
WORKDIR /data
ENV Relay__Store__Path=/data
# No debugger, no profiler, and no socket for them in /tmp: the root file system may be read-only.
ENV DOTNET_EnableDiagnostics=0
VOLUME /data
EXPOSE 7447
STOPSIGNAL SIGTERM
# Asks port 7447 of this container, or the one in RELAY_HEALTH_PORT.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["relay-health"]
ENTRYPOINT ["/app/relay"]
