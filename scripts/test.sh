#!/usr/bin/env bash
# The whole suite on SQLite, then (but for the browser) on a throwaway PostgreSQL. With CI=true nothing may be skipped.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/system.sh
python=.venv/bin/python
data=$(mktemp -d)
cluster=$(mktemp -d -p /tmp pg.XXXXXX)
started=
finish() {
  [ -z "$started" ] || scripts/postgres.sh stop "$cluster"
  rm -rf "$data" "$cluster"
}
trap finish EXIT
trap 'exit 130' INT TERM

matrix="not full"
[ "${1:-}" != --full ] || matrix="full or not full"
missing() {
  if [ "${CI:-}" = true ]; then
    echo "$1 is missing and could not be installed; CI skips nothing." >&2
    exit 1
  fi
  echo "SKIPPED: $2, because $1 is missing and could not be installed."
}

export PORTAL_DATA_DIR=$data PORTAL_ENV=local
unset DATABASE_URL SECRET_KEY ALLOWED_HOSTS
$python manage.py compile_catalogues >/dev/null
run() { $python -m pytest -p no:cacheprovider -n "${WORKERS:-auto}" --dist loadscope "$@"; }

command -v chromium >/dev/null || install_packages chromium || true
browser=""
command -v chromium >/dev/null || {
  missing Chromium "the browser tests"
  browser=" and not browser"
}
echo "== SQLite"
run -m "($matrix)$browser"

[ -n "$(postgres_programs)" ] || install_packages postgresql || true
if [ -z "$(postgres_programs)" ]; then
  missing PostgreSQL "the second run, on PostgreSQL"
else
  rmdir "$cluster"
  DATABASE_URL=$(scripts/postgres.sh start "$cluster")
  started=yes
  echo "== PostgreSQL"
  DATABASE_URL=$DATABASE_URL run -m "($matrix) and not browser and database"
fi
