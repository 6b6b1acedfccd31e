#!/usr/bin/env bash
# A virtual environment in $1 with what the lock file $2 pins.
set -euo pipefail
venv=$1 lock=$2
. "$(dirname "$0")/system.sh"

if ! [ -x "$venv/bin/python" ]; then
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "The portal needs Python 3.11 or newer; this is $(python3 --version)." >&2
    exit 1
  }
  echo "Making the virtual environment $venv"
  if ! python3 -m venv "$venv" >/dev/null 2>&1; then
    rm -rf "$venv"
    install_packages python3-venv || true
    python3 -m venv "$venv"
  fi
fi
echo "Installing the dependencies of $lock"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --requirement "$lock"
# Python brings an installer along, and some a setuptools: here is only what the lock pins.
grep -q '^setuptools==' "$lock" || "$venv/bin/python" -m pip uninstall --quiet --yes setuptools 2>/dev/null
