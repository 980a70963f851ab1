#!/usr/bin/env bash
# Builds the relay and runs it, by default on port 7447 with its store in ./data. Arguments go to the relay.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=.ci/native.sh
source .ci/native.sh
install_native_libraries
# Neither a greeting nor a certificate for development.
export DOTNET_NOLOGO=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false

echo "Building, which takes a minute or two the first time …" >&2
dotnet publish src/Relay.Server --configuration Release --output artifacts/relay --verbosity quiet --nologo
exec artifacts/relay/relay "$@"
