#!/usr/bin/env bash
# What takes too long for every change: property tests with thousands of fresh examples, bundles of papers whose
# workers are killed again and again, and the benchmarks.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/system_packages.sh test
scripts/setup.sh dev
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export VAR_DIR=$scratch HYPOTHESIS_PROFILE=torture
unset DATABASE_URL SECRET_KEY DEBUG ALLOWED_HOSTS PRODUCTION DJANGO_SETTINGS_MODULE

mapfile -t proofs < <(grep -rl --include='test_*.py' 'from hypothesis' tests)
.venv/bin/python -m pytest -n "${TEST_WORKERS:-2}" "${proofs[@]}"
killed=(.venv/bin/python -m pytest tests/clusters/test_bulk_workers.py)
"${killed[@]}"
scripts/with_postgres.sh "${killed[@]}"
for benchmark in scripts/benchmark_*.py; do
  printf '\n== %s\n' "$benchmark"
  .venv/bin/python "$benchmark"
done
printf '\n== scripts/bench.py, in short\n'
BENCH_CLUSTERS=40 scripts/with_postgres.sh .venv/bin/python scripts/bench.py --rounds 5 --seconds 1
