#!/bin/sh
# Keeps a PostgreSQL and its synchronous standby, both with fsync; takes them away at the end of its input.
# Usage: replicas.sh FOLDER PRIMARY_PORT STANDBY_PORT BIN   orders on standard input, each answered by "ok" on standard output:
#   kill      the primary is killed (SIGKILL)
#   promote   the standby becomes a primary of its own
set -eu
folder=$1 primary=$2 standby=$3 bin=$4
if [ "$(id -u)" = 0 ]; then
    chown postgres "$folder"
    as() { setpriv --reuid=postgres --regid="$(id -g postgres)" --clear-groups -- env HOME="$folder" "$@"; }
else
    as() { env HOME="$folder" "$@"; }
fi
cd "$folder"
sql() { as "$bin/psql" -X -q -At -h 127.0.0.1 -p "$primary" -U postgres -d postgres -c "$1"; }
serve() { # FOLDER PORT NAME
    as "$bin/postgres" -D "$folder/$1" -p "$2" -c listen_addresses=127.0.0.1 -c unix_socket_directories="$folder" \
        -c max_connections=100 -c shared_buffers=64MB -c timezone=UTC -c cluster_name="$3" -c synchronous_commit=on \
        >"$folder/$1.log" 2>&1 &
    until as "$bin/pg_isready" -q -h 127.0.0.1 -p "$2"; do sleep 0.1; done
}
end() {
    for data in primary standby; do
        [ -f "$folder/$data/postmaster.pid" ] && kill -INT "$(head -n 1 "$folder/$data/postmaster.pid")" 2>/dev/null || true
    done
    wait 2>/dev/null || true
    cd /
    rm -rf "$folder"
}
trap end EXIT
trap 'exit 0' TERM INT HUP
as "$bin/initdb" -D "$folder/primary" -U postgres -A trust -E UTF8 --locale=C.UTF-8 >"$folder/initdb.log" 2>&1
serve primary "$primary" primary
as "$bin/pg_basebackup" -h 127.0.0.1 -p "$primary" -U postgres -D "$folder/standby" -R -X stream -c fast >"$folder/copy.log" 2>&1
serve standby "$standby" standby
sql "ALTER SYSTEM SET synchronous_standby_names = 'standby'" >/dev/null
sql "SELECT pg_reload_conf()" >/dev/null
until [ "$(sql "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'")" = 1 ]; do sleep 0.1; done
echo ok
while read -r order; do
    case $order in
    kill) kill -KILL "$(head -n 1 "$folder/primary/postmaster.pid")" ;;
    promote) as "$bin/pg_ctl" promote -w -D "$folder/standby" >"$folder/promote.log" 2>&1 ;;
    esac
    echo ok
done
