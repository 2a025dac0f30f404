#!/usr/bin/env bash
# What takes too long for every change: property tests with thousands of fresh examples, bundles of papers whose
# workers are killed again and again, a hundred kills of servers and databases (CRASHES=100), and the benchmarks.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/system_packages.sh test
scripts/setup.sh dev
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export VAR_DIR=$scratch HYPOTHESIS_PROFILE=torture
unset DATABASE_URL SECRET_KEY DEBUG ALLOWED_HOSTS PRODUCTION DJANGO_SETTINGS_MODULE S3_BUCKET

.venv/bin/python -m pytest -n "${TEST_WORKERS:-2}" -m "page and database and not journey"
.venv/bin/python -m pytest -n "${TEST_WORKERS:-2}" tests/test_access.py tests/test_demo_command.py \
  tests/documents/test_pdf.py tests/documents/test_every_paper.py
mapfile -t proofs < <(grep -rl --include='test_*.py' 'from hypothesis' tests | grep -v test_fuzz)
.venv/bin/python -m pytest -n "${TEST_WORKERS:-2}" "${proofs[@]}"
killed=(.venv/bin/python -m pytest tests/clusters/test_bulk_workers.py)
"${killed[@]}"
scripts/with_postgres.sh "${killed[@]}" tests/config/test_two_of_each.py
scripts/with_postgres.sh .venv/bin/python -m pytest tests/config/test_backup_drill.py
# Made-up requests and files, at least 10,000 of them, told in numbers; every address by
# who may not; every paper with hostile text.
scripts/with_postgres.sh .venv/bin/python -m pytest tests/test_fuzz.py tests/test_every_address.py tests/test_hostile.py tests/documents/test_fetching.py
for database in postgresql sqlite; do
  printf '\n== parts are killed while people work: %s\n' "$database"
  .venv/bin/python -m tests.crashes --database "$database" --kills "${CRASHES:-100}"
done
for benchmark in scripts/benchmark_*.py; do
  printf '\n== %s\n' "$benchmark"
  .venv/bin/python "$benchmark"
done
printf '\n== scripts/bench.py, in short\n'
BENCH_CLUSTERS=40 scripts/with_postgres.sh .venv/bin/python scripts/bench.py --rounds 5 --seconds 1
