#!/usr/bin/env bash
# Pin, with hashes, what pyproject.toml asks for. `lock.sh --upgrade` moves to the newest versions allowed.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh dev

compile() {
  .uv/bin/uv --quiet pip compile --generate-hashes --universal --python-version 3.11 --no-emit-index-url \
    --no-emit-find-links --custom-compile-command "make lock" "$@"
}
compile pyproject.toml -o requirements.txt "$@"
compile pyproject.toml --group pyproject.toml:dev -c requirements.txt -o requirements-dev.txt "$@"
compile scripts/uv.in -o scripts/uv.txt "$@"
compile scripts/nodejs.in -o scripts/nodejs.txt "$@"
