#!/usr/bin/env bash
# Pins the dependencies with hashes; no registry's address is written.
set -euo pipefail
cd "$(dirname "$0")/.."
compile() {
  .venv/bin/pip-compile --quiet --upgrade --generate-hashes --strip-extras --allow-unsafe --no-header \
    --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options "$@" pyproject.toml
}
compile --extra installer --output-file requirements.lock
compile --extra installer --extra dev --constraint requirements.lock --output-file requirements-dev.lock
