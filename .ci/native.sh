# shellcheck shell=bash
# Sourced by run.sh and test.sh: installs the two native libraries that the relay loads, where they are missing.

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

# Installs what is missing, as root or by sudo; else says which command to run, and stops.
install_native_libraries() {
  local lmdb='' secp256k1=''
  has_library 'liblmdb\.so' || lmdb=liblmdb0
  has_library 'libsecp256k1\.so' || secp256k1=libsecp256k1
  if [[ -z $lmdb$secp256k1 ]]; then
    return
  fi
  if ! command -v apt-get >/dev/null; then
    echo "Missing: $lmdb $secp256k1. Install liblmdb and libsecp256k1 (0.2 or newer) with the system's package manager." >&2
    exit 1
  fi
  local -a as_root=()
  if [[ $EUID -ne 0 ]]; then
    # Asks for a password only where somebody can type it.
    if ! sudo -n true 2>/dev/null && ! { [[ -t 0 ]] && command -v sudo >/dev/null; }; then
      echo "Missing: $lmdb $secp256k1. As root: apt-get update && apt-get install -y liblmdb0 $(secp256k1_package)" >&2
      exit 1
    fi
    as_root=(sudo)
  fi
  "${as_root[@]}" apt-get update -qq
  if [[ -n $secp256k1 ]]; then
    secp256k1=$(secp256k1_package)
  fi
  echo "Installing the native libraries: $lmdb $secp256k1" >&2
  # shellcheck disable=SC2086 # either may be empty
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $lmdb $secp256k1 >/dev/null
}
