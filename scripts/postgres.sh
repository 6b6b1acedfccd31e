#!/usr/bin/env bash
# A throwaway PostgreSQL: `postgres.sh start FOLDER` prints its address, `postgres.sh stop FOLDER` ends and removes it.
# It listens on a socket in FOLDER alone. As root it runs as the user postgres, since PostgreSQL refuses to be root.
set -euo pipefail
act=$1 folder=$2
. "$(dirname "$0")/system.sh"
programs=$(postgres_programs)
as=()
[ "$(id -u)" != 0 ] || as=(runuser -u postgres --)
cd /

case $act in
  start)
    if [ "$(id -u)" = 0 ]; then
      install -d -o postgres -g postgres -m 700 "$folder"
    else
      mkdir -p "$folder" && chmod 700 "$folder"
    fi
    "${as[@]}" "$programs/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null
    "${as[@]}" "$programs/pg_ctl" -s -w -D "$folder/data" -l "$folder/log" \
      -o "-c listen_addresses='' -k $folder -c fsync=off -c full_page_writes=off -c synchronous_commit=off" start >/dev/null
    echo "postgresql://postgres@%2F$(printf %s "${folder#/}" | sed 's#/#%2F#g')/postgres"
    ;;
  stop)
    "${as[@]}" "$programs/pg_ctl" -s -m immediate -D "$folder/data" stop || true
    rm -rf "$folder"
    ;;
esac
