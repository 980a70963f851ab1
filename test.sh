#!/usr/bin/env bash
# Runs all tests, those of the store once more on LMDB 1.0, and, where Node is installed, the interoperability run with JavaScript
# clients.
# The last line is "N passed, N failed"; the exit code is 0 only if nothing failed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=.ci/native.sh
source .ci/native.sh
# Python is for a plugin and the terminal of the tests, the C compiler for LMDB 1.0, the shells for their completion, SQLite and PostgreSQL
# for the databases of other relays, MariaDB for the store in MySQL.
install_native_libraries python3 gcc zsh fish sqlite3 psql mariadbd
# nginx is for the test of deploy/nginx.conf.
unpack_nginx
# Neither a greeting nor a certificate for development.
export DOTNET_NOLOGO=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false

passed=0
failed=0
# Adds what one part of the run counted.
add() {
  passed=$((passed + $1))
  failed=$((failed + $2))
}

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

# Compiles LMDB 1.0 from the source that the package LightningDB carries: the package's own library needs glibc 2.38.
lmdb_1_0=$results/liblmdb-1.0.so
compile_lmdb_1_0() {
  local package
  dotnet restore src/Relay.Storage.Lmdb --verbosity quiet &&
    package=$(dotnet msbuild src/Relay.Storage.Lmdb -getProperty:PkgLightningDB) &&
    gcc -O2 -fPIC -shared -pthread -o "$lmdb_1_0" "$package/wasm/mdb.c" "$package/wasm/midl.c"
}

# Adds the counters of the result files in a folder, of as many projects as given. A file without counters is a host that died while
# writing it. A host that crashes before it writes, or a build that fails, shows in the status and in a missing file only.
shopt -s nullglob
count_results() {
  local folder=$1 expected=$2 status=$3 reported=0 failed_before=$failed file counters file_passed file_failed outcome
  for file in "$folder"/*.trx; do
    reported=$((reported + 1))
    counters=$(grep -o '<Counters [^>]*>' "$file" | head -n 1 || true)
    if [[ $counters =~ passed=\"([0-9]+)\" ]]; then
      file_passed=${BASH_REMATCH[1]}
      file_failed=0
      for outcome in failed error timeout aborted; do
        if [[ $counters =~ [[:space:]]$outcome=\"([0-9]+)\" ]]; then
          file_failed=$((file_failed + BASH_REMATCH[1]))
        fi
      done
      add "$file_passed" "$file_failed"
    else
      echo "$(basename "$file") is incomplete: a test host crashed." >&2
      add 0 1
    fi
  done
  if [[ $reported -lt $expected ]]; then
    echo "$reported of $expected test projects reported results." >&2
    add 0 $((expected - reported))
  fi
  if [[ $status -ne 0 && $failed -eq $failed_before ]]; then
    echo "The test run ended with status $status although no test failed." >&2
    add 0 1
  fi
}

# Where it does not compile, the tests on 1.0 fail below.
if compile_lmdb_1_0; then
  export RELAY_TEST_LMDB_1_0=$lmdb_1_0
fi

# Built on all cores; then one test project at a time: side by side they would only share the cores and time each other out.
status=0
dotnet build Relay.sln --configuration Release --nologo --verbosity quiet || status=$?
if [[ $status -eq 0 ]]; then
  dotnet test Relay.sln --configuration Release --no-build --nologo -m:1 --logger trx --results-directory "$results/all" || status=$?
fi
count_results "$results/all" "$(grep -l '<IsTestProject>true</IsTestProject>' tests/*/*.csproj | wc -l)" "$status"

# The store's tests once more, in the other format.
echo "The store on LMDB 1.0:"
status=0
if [[ -n ${RELAY_TEST_LMDB_1_0:-} ]]; then
  RELAY_TEST_FORMAT=1.0 dotnet test tests/Relay.Storage.Lmdb.Tests --configuration Release --no-build --nologo --logger trx \
    --results-directory "$results/lmdb-1.0" || status=$?
fi
count_results "$results/lmdb-1.0" 1 "$status"

# Runs JavaScript clients against the relay; its own last line has the same form as that of this script.
interoperability() {
  cd tests/interop && { [[ node_modules -nt package.json ]] || npm install --no-package-lock --no-fund --no-audit; } && node run.mjs
}

if [[ ! -f tests/interop/run.mjs ]] || ! command -v node >/dev/null; then
  echo "Node is not installed: the interoperability run is left out."
else
  status=0
  (interoperability) 2>&1 | tee "$results/interop.log" || status=$?
  if [[ $(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$results/interop.log" | tail -n 1) =~ ^([0-9]+)\ passed,\ ([0-9]+) ]]; then
    add "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"
    if [[ $status -ne 0 && ${BASH_REMATCH[2]} -eq 0 ]]; then
      add 0 1
    fi
  else
    echo "The interoperability run ended with status $status and without a sum." >&2
    add 0 1
  fi
fi

echo "$passed passed, $failed failed"
[[ $failed -eq 0 ]]
