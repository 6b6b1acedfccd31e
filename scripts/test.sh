#!/usr/bin/env bash
# The suite: `test.sh` on SQLite with the browser, then (but for the browser) on a throwaway PostgreSQL;
# `test.sh --fast` on SQLite without the browser and what is slow; `test.sh --full` the full product of every matrix, with coverage;
# `test.sh PATH …` one place, on SQLite. With CI=true nothing may be left out for want of a program.
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

# Pages ask through the same services and selectors as the other tests: on PostgreSQL one of each kind, all in the full run.
mode=whole matrix="not full" pages=" and not pages" coverage=()
case "${1:-}" in
  --fast) mode=fast ;;
  --full)
    matrix="full or not full" pages=""
    coverage=(--cov=rights.services --cov=rights.selectors --cov-branch --cov-fail-under=97
      --cov-report=term-missing:skip-covered)
    ;;
  ?*) mode=place ;;
esac
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
tests() { $python -m pytest -o "cache_dir=$data/pytest" "$@"; }
run() { tests -n "${WORKERS:-auto}" --dist loadscope --durations=20 "$@"; }

# Machines of CI pause and are slow for minutes. What failed there runs once more, alone; both results stand in the output.
prove() {
  run "$@" && return
  [ "${CI:-}" = true ] || return 1
  echo "== What failed, once more" && tests --last-failed --last-failed-no-failures none -m "$2"
}

if [ "$mode" = fast ]; then
  run -m "($matrix) and not browser and not slow"
  exit
fi
if [ "$mode" = place ]; then
  run -m "$matrix" "$@"
  exit
fi

command -v chromium >/dev/null || install_packages chromium || true
browser=""
command -v chromium >/dev/null || {
  missing Chromium "the browser tests"
  browser=" and not browser"
}
echo "== SQLite"
prove -m "($matrix)$browser" "${coverage[@]}"

[ -n "$(postgres_programs)" ] || install_packages postgresql || true
if [ -z "$(postgres_programs)" ]; then
  missing PostgreSQL "the second run, on PostgreSQL"
else
  rmdir "$cluster"
  DATABASE_URL=$(scripts/postgres.sh start "$cluster")
  started=yes
  echo "== PostgreSQL"
  DATABASE_URL=$DATABASE_URL prove -m "($matrix) and not browser and database$pages"
fi
