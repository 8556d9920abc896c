# shellcheck shell=bash
# A throwaway PostgreSQL server, private to one run. Sourced by tests/run.
# It listens on a socket in a folder only this user (and root) can enter: no port to collide with, no password.

# Prints the folder of the newest PostgreSQL server's programs, or fails.
find_postgres() {
  local known folder
  # Debian; Red Hat; Alpine; Homebrew.
  known=$(ls -d /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /usr/libexec/postgresql*/ \
    /opt/homebrew/opt/postgresql@*/bin /usr/local/opt/postgresql@*/bin 2>/dev/null | sort -rV) || true
  for folder in $known "$(pg_config --bindir 2>/dev/null)" "$(dirname "$(command -v initdb)")"; do
    if [[ -x $folder/initdb && -x $folder/pg_ctl && -x $folder/postgres ]]; then
      echo "${folder%/}"
      return
    fi
  done
  return 1
}

# Installs PostgreSQL's server. On Debian and Ubuntu the package would also start a cluster of its own.
install_postgres() {
  local hush=/etc/postgresql-common/createcluster.d/roundel-tests.conf status=0
  if command -v apt-get >/dev/null 2>&1; then
    as_root mkdir -p "${hush%/*}" && echo 'create_main_cluster = false' | as_root tee "$hush" >/dev/null || return
  fi
  install_package "the PostgreSQL server" apt-get=postgresql dnf=postgresql-server apk=postgresql \
    pacman=postgresql zypper=postgresql-server brew=postgresql@17 || status=$?
  if command -v apt-get >/dev/null 2>&1; then
    as_root rm -f "$hush"
  fi
  return "$status"
}

# Runs a command as the server's user: PostgreSQL refuses to run as root.
as_server_user() {
  local user
  if [[ $EUID -ne 0 ]]; then
    "$@"
    return
  fi
  user=$(id -un postgres 2>/dev/null || echo nobody)
  if command -v runuser >/dev/null 2>&1; then
    runuser -u "$user" -- "$@"
  else
    su -s "$BASH" "$user" -c "$(printf '%q ' "$@")"
  fi
}

# start_postgres FOLDER : makes a cluster in FOLDER, starts it and sets ROUNDEL_TEST_POSTGRES_URL.
start_postgres() {
  local cluster=$1/postgres
  postgres_programs=$(find_postgres) || {
    install_postgres
    postgres_programs=$(find_postgres) || {
      echo "PostgreSQL was installed, but its initdb is nowhere to be found" >&2
      return 1
    }
  }
  mkdir -m 700 "$cluster"
  if [[ $EUID -eq 0 ]]; then
    chown "$(as_server_user id -u)" "$cluster"
  fi
  if ! (
    cd "$cluster" # the server's user may not be allowed where the caller stands
    as_server_user "$postgres_programs/initdb" --no-sync --username=postgres --auth=trust --encoding=UTF8 \
      --locale=C --pgdata="$cluster/data" >"$1/postgres.log" 2>&1
  ) || ! launch_postgres "$1"; then
    echo "the throwaway PostgreSQL did not start:" >&2
    cat "$1/postgres.log" >&2
    return 1
  fi
  export ROUNDEL_TEST_POSTGRES_URL="postgres://postgres@${cluster//\//%2F}/postgres"
}

# launch_postgres FOLDER : starts the cluster of that folder, after start_postgres or stop_postgres.
launch_postgres() {
  local cluster=$1/postgres options
  # Nothing here outlives the run, so nothing is worth waiting for the disk; but what was committed outlives the server.
  options="-c fsync=off -c synchronous_commit=${postgres_commits:-off} -c full_page_writes=off -c max_connections=400"
  options+=" -c unix_socket_directories='$cluster'"
  options+=" -c listen_addresses='${postgres_port:+127.0.0.1}' -c port=${postgres_port:-5432}"
  (cd "$cluster" && as_server_user "$postgres_programs/pg_ctl" start --silent --wait --pgdata="$cluster/data" \
    --options="$options" >>"$1/postgres.log" 2>&1)
}

# stop_postgres FOLDER : stops the server of that folder, if one runs.
stop_postgres() {
  local data=$1/postgres/data
  if [[ -f $data/postmaster.pid ]]; then
    (cd / && as_server_user "$postgres_programs/pg_ctl" stop --silent --mode=immediate --pgdata="$data")
  fi
}
