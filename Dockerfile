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
COPY src/Relay.Storage.Lmdb/Relay.Storage.Lmdb.csproj src/Relay.Storage.Lmdb/
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
USER relay
# Where relative paths begin.
WORKDIR /data
ENV Relay__Store__Path=/data
VOLUME /data
EXPOSE 7447
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["/app/relay", "health"]
ENTRYPOINT ["/app/relay"]
