#!/usr/bin/env bash
# Known vulnerabilities of everything that the locks pin. It asks a database on the internet: where that is out of reach
# it fails and says so, and is therefore no part of the tests.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/tool"
"$folder/tool/bin/python" -m pip install --quiet --disable-pip-version-check 'pip-audit>=2.10,<3'
status=0
for lock in requirements.lock requirements-dev.lock; do
  # The hashes say which packages are meant: nothing of them is downloaded.
  if "$folder/tool/bin/pip-audit" --strict --progress-spinner off --require-hashes --disable-pip \
    --requirement "$lock" --output "$folder/$lock"; then
    echo "audit: nothing is known against $lock"
  else
    status=1
    if [ -s "$folder/$lock" ]; then
      cat "$folder/$lock"
      echo "audit: $lock pins packages with known vulnerabilities" >&2
    else
      echo "audit: $lock was NOT checked; the error stands above" >&2
    fi
  fi
done
exit "$status"
