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
$bin/python manage.py compile_catalogues
$bin/python manage.py makemigrations --check --dry-run
PORTAL_ENV=production ALLOWED_HOSTS=portal.example SECRET_KEY=$($bin/python -c 'import secrets; print(secrets.token_urlsafe(60))') \
  $bin/python manage.py check --deploy --fail-level WARNING
echo "check: clean"
