#!/bin/sh
# Keeps one temporary PostgreSQL: starts it in a folder, and removes both when the starting process
# is gone, for whatever reason.
# Usage: keeper.sh FOLDER PORT BIN [PRIMARY]   (standard input stays open while the cluster is needed)
# With the port of a primary the cluster is an asynchronous standby of that primary.
set -eu
folder=$1 port=$2 bin=$3
if [ "$(id -u)" = 0 ]; then
    chown postgres "$folder"
    as() { setpriv --reuid=postgres --regid="$(id -g postgres)" --clear-groups -- env HOME="$folder" "$@"; }
else
    as() { env HOME="$folder" "$@"; }
fi
cd "$folder"
if [ $# -gt 3 ]; then
    as "$bin/pg_basebackup" -h 127.0.0.1 -p "$4" -U postgres -D "$folder/data" -R -X stream --checkpoint=fast --no-sync \
        >"$folder/initdb.log" 2>&1
else
    as "$bin/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$folder/initdb.log" 2>&1
fi
# No data outlives the tests, so no commit waits for the disk.
as "$bin/postgres" -D "$folder/data" -p "$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories="$folder" \
    -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=400 -c shared_buffers=128MB \
    -c timezone=UTC >"$folder/postgres.log" 2>&1 &
server=$!
# A background shell ignores INT, so the signal goes to PostgreSQL itself.
# A killed server leaves its pid file, which has the number of its shared memory segment.
trap 'kill -INT "$(head -n 1 "$folder/data/postmaster.pid")" 2>/dev/null || kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
    if [ -f "$folder/data/postmaster.pid" ]; then
        ipcrm -m "$(sed -n "7s/.* //p" "$folder/data/postmaster.pid")" 2>/dev/null || true
    fi
    cd /; rm -rf "$folder"' EXIT
trap 'exit 0' TERM INT HUP
cat >/dev/null
