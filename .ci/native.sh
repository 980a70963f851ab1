# shellcheck shell=bash
# Sourced by run.sh and test.sh: installs the two native libraries that the relay loads, and what tests need, where it is missing.

# Whether the dynamic linker knows a library of this name, whatever its version.
has_library() {
  # Not grep -q, which would end early and make the pipe fail.
  { ldconfig -p 2>/dev/null || /sbin/ldconfig -p; } | grep "$1" >/dev/null
}

# The package of libsecp256k1, whose name carries the version of the library's interface.
secp256k1_package() {
  local package
  # 0 is too old: it cannot sign as Nostr needs.
  package=$(apt-cache search --names-only '^libsecp256k1-[1-9][0-9]*$' | sort -V | tail -n 1 | cut -d ' ' -f 1)
  echo "${package:-libsecp256k1-1}"
}

# Installs what is missing, as root or by sudo; else says which command to run, and stops. Arguments are further commands that
# are needed, whose packages have their names.
install_native_libraries() {
  local -a missing=()
  has_library 'liblmdb\.so' || missing+=(liblmdb0)
  has_library 'libsecp256k1\.so' || missing+=(libsecp256k1)
  local command
  for command in "$@"; do
    command -v "$command" >/dev/null || missing+=("$command")
  done
  if [[ ${#missing[@]} -eq 0 ]]; then
    return
  fi
  if ! command -v apt-get >/dev/null; then
    echo "Missing: ${missing[*]}. Install them (libsecp256k1 0.2 or newer) with the system's package manager." >&2
    exit 1
  fi
  local -a as_root=()
  if [[ $EUID -ne 0 ]]; then
    # Asks for a password only where somebody can type it.
    if ! sudo -n true 2>/dev/null && ! { [[ -t 0 ]] && command -v sudo >/dev/null; }; then
      echo "Missing: ${missing[*]}. As root: apt-get update && apt-get install -y ${missing[*]/#libsecp256k1/$(secp256k1_package)}" >&2
      exit 1
    fi
    as_root=(sudo)
  fi
  "${as_root[@]}" apt-get update -qq
  # Known only once the lists of packages are there.
  local -a packages=("${missing[@]/#libsecp256k1/$(secp256k1_package)}")
  echo "Installing: ${packages[*]}" >&2
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
}
