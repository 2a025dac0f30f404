#!/usr/bin/env bash
# with_postgres.sh COMMAND…: run the command with DATABASE_URL naming a PostgreSQL server of its own, which
# answers on the loopback only, keeps nothing safe and is gone when the command ends.
set -euo pipefail
PATH=$PATH:/usr/sbin:/sbin

bin=$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -n 1) || bin=$(dirname "$(command -v initdb)")
folder=$(mktemp -d -t so-thi-dua-postgres.XXXXXX)
as_server=()
if [ "$(id -u)" = 0 ]; then # the server refuses to run as root
  as_server=(runuser -u postgres --)
  chown postgres "$folder"
fi
server() { (cd "$folder" && "${as_server[@]}" "$bin/$1" "${@:2}"); }

clean_up() {
  [ ! -f "$folder/data/postmaster.pid" ] || server pg_ctl -D data -m immediate -s stop || true
  rm -rf "$folder"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

server initdb -D data -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync --no-instructions >/dev/null
for attempt in 1 2 3; do # another program may take the port between the two steps
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  options="-p $port -c unix_socket_directories= -c listen_addresses=127.0.0.1 -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
  if server pg_ctl -D data -s -w -l server.log -o "$options" start; then break; fi
  if [ "$attempt" = 3 ]; then cat "$folder/server.log" >&2; exit 1; fi
done
server createdb -h 127.0.0.1 -p "$port" -U postgres thidua

DATABASE_URL="postgres://postgres@127.0.0.1:$port/thidua" "$@"
