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

# Whether MariaDB's server is installed, and what makes its data folder.
has_mariadb() {
  { command -v mariadbd || [[ -x /usr/sbin/mariadbd ]]; } >/dev/null && command -v mariadb-install-db >/dev/null &&
    command -v my_print_defaults >/dev/null
}

# Installs what is missing, as root or by sudo; else says which command to run, and stops. Arguments are further commands that
# are needed, whose packages have their names. A C compiler comes with the headers that it needs, and psql with the server, whose
# programs are not in PATH. The packages of mariadbd are those that make neither a service nor a user. Nothing is removed for them: they
# conflict with MySQL's.
install_native_libraries() {
  local -a missing=()
  has_library 'liblmdb\.so' || missing+=(liblmdb0)
  local command
  for command in "$@"; do
    if [[ $command == psql ]]; then
      has_postgres || missing+=(postgresql)
    elif [[ $command == mariadbd ]]; then
      has_mariadb || missing+=(mariadb-server-core mariadb-client-core)
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
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends --no-remove "${missing[@]}" >/dev/null
}

# Exports RELAY_TEST_NGINX, the nginx that a test runs in front of the relay, where none is installed and the system has apt-get. The
# package is unpacked into artifacts/nginx and not installed: its installation starts a web server on port 80, now and at each boot.
# Needs root only where apt-get has no list of packages. If it fails, the test fails and says that the file is missing.
unpack_nginx() {
  local folder=$PWD/artifacts/nginx package
  if command -v nginx >/dev/null || [[ -x /usr/sbin/nginx ]] || ! command -v apt-get >/dev/null; then
    return
  fi
  export RELAY_TEST_NGINX=$folder/usr/sbin/nginx
  # The first of these in which the system's version has the program.
  for package in nginx nginx-core nginx-light; do
    if [[ -x $RELAY_TEST_NGINX ]]; then
      return
    fi
    rm -rf "$folder"
    mkdir -p "$folder"
    (cd "$folder" && download_package "$package" && dpkg -x "$package"_*.deb .) || true
  done
}

# Downloads a package into the working directory, with new lists if those of apt-get are missing or old.
download_package() {
  local -a download=(apt-get -qq -o APT::Sandbox::User=root download "$1")
  "${download[@]}" 2>/dev/null && return
  if [[ $EUID -eq 0 ]]; then
    apt-get update -qq
  elif sudo -n true 2>/dev/null; then
    sudo apt-get update -qq
  fi
  "${download[@]}"
}
