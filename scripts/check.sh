#!/usr/bin/env bash
# What can be known without running a test.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
data=$(mktemp -d)
trap 'rm -rf "$data"' EXIT
export PORTAL_DATA_DIR=$data
unset DATABASE_URL SECRET_KEY ALLOWED_HOSTS PORTAL_ENV

$bin/ruff check .
$bin/ruff format --check .
git ls-files 'templates/*.html' | xargs $bin/djhtml --check
git ls-files 'portal/web/static/*.css' | xargs $bin/djcss --check
git ls-files 'portal/web/static/*.js' | xargs $bin/djjs --check
git ls-files '*.sh' .ci/run | xargs $bin/shellcheck -x -P scripts
$bin/codespell
$bin/lint-imports --no-cache
$bin/mypy
$bin/python manage.py compile_catalogues
$bin/python manage.py makemigrations --check --dry-run
PORTAL_ENV=production ALLOWED_HOSTS=portal.example SECRET_KEY=$($bin/python -c 'import secrets; print(secrets.token_urlsafe(60))') \
  $bin/python manage.py check --deploy --fail-level WARNING
echo "check: clean"
