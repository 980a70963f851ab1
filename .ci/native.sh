# shellcheck shell=bash
# Sourced by run.sh and test.sh: installs LMDB, the native library of the system that the relay loads, and what tests need, where
# it is missing.

# Whether the dynamic linker knows a library of this name, whatever its version.
has_library() {
  # Not grep -q, which would end early and make the pipe fail.
  { ldconfig -p 2>/dev/null || /sbin/ldconfig -p; } | grep "$1" >/dev/null
}

# Whether PostgreSQL is installed with its server.
has_postgres() {
  command -v psql >/dev/null && { command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; }
}

# Installs what is missing, as root or by sudo; else says which command to run, and stops. Arguments are further commands that
# are needed, whose packages have their names. A C compiler comes with the headers that it needs, and psql with the server, whose
# programs are not in PATH.
install_native_libraries() {
  local -a missing=()
  has_library 'liblmdb\.so' || missing+=(liblmdb0)
  local command
  for command in "$@"; do
    if [[ $command == psql ]]; then
      has_postgres || missing+=(postgresql)
    elif ! command -v "$command" >/dev/null; then
      missing+=("$command")
      if [[ $command == gcc ]]; then
        missing+=(libc6-dev)
      fi
    fi
  done
  if [[ ${#missing[@]} -eq 0 ]]; then
    return
  fi
  if ! command -v apt-get >/dev/null; then
    echo "Missing: ${missing[*]}. Install them with the system's package manager." >&2
    exit 1
  fi
  local -a as_root=()
  if [[ $EUID -ne 0 ]]; then
    # Asks for a password only where somebody can type it.
    if ! sudo -n true 2>/dev/null && ! { [[ -t 0 ]] && command -v sudo >/dev/null; }; then
      echo "Missing: ${missing[*]}. As root: apt-get update && apt-get install -y ${missing[*]}" >&2
      exit 1
    fi
    as_root=(sudo)
  fi
  "${as_root[@]}" apt-get update -qq
  echo "Installing: ${missing[*]}" >&2
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}
