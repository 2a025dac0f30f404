#!/usr/bin/env bash
# The main pages on a small and on a full database (scripts/bench.py says how), on the PostgreSQL database that
# BENCH_DATABASE names, which is kept, or on one of its own.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/system_packages.sh test
scripts/setup.sh run
unset DEBUG ALLOWED_HOSTS PRODUCTION SECRET_KEY MEDIA_ROOT DJANGO_SETTINGS_MODULE
if [ -n "${BENCH_DATABASE:-}" ]; then
  .venv/bin/python scripts/bench.py --database "$BENCH_DATABASE" "$@"
else
  scripts/with_postgres.sh .venv/bin/python scripts/bench.py "$@"
fi
