#!/usr/bin/env bash
# Everything that must hold before a change is kept; `test.sh fast` is the suite on SQLite without journeys.
# Tests that reach a database run on both, but for the slow ones and those of single pages, which run on PostgreSQL
# (`test.sh fast` has the pages on SQLite); the last pytest run covers all tests, so its summary line closes the output.
set -euo pipefail
cd "$(dirname "$0")/.."

scope=${1:-all}
if [ "$scope" != with-postgres ]; then
  if [ "$scope" = all ]; then scripts/system_packages.sh test; else scripts/system_packages.sh run; fi
  scripts/setup.sh dev
  [ "$scope" != all ] || exec scripts/with_postgres.sh scripts/test.sh with-postgres
fi

postgres=${DATABASE_URL:-} # of the server that is there for this run alone
# The outcome must not depend on this machine's installation, its data or its variables.
unset DATABASE_URL SECRET_KEY DEBUG ALLOWED_HOSTS PRODUCTION CSRF_TRUSTED_ORIGINS PLAIN_HTTP MEDIA_ROOT \
  UPLOAD_MAX_MB DEMO_PASSWORD DJANGO_SETTINGS_MODULE S3_BUCKET
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT
export VAR_DIR=$scratch STATIC_ROOT=$scratch/static
mkdir "$STATIC_ROOT"

python=.venv/bin/python
workers=${TEST_WORKERS:-2}
shared=(--dist loadfile --no-loadscope-reorder) # what a file makes for its tests is made once
step() { printf '\n== %s\n' "$*"; "$@"; }

if [ "$scope" = fast ]; then
  step "$python" -m pytest -n "$workers" "${shared[@]}" -m "not journey and not slow"
  exit
fi

# The tables are made once on each database, beside what needs none of them; every worker copies them.
make_tables() {
  "$python" manage.py migrate -v0
  DATABASE_URL=$postgres "$python" manage.py migrate -v0
}
make_tables &
tables=$!
step .venv/bin/ruff format --check .
step .venv/bin/ruff check .
step .venv/bin/bandit -q -c pyproject.toml -r accounts audit awards clusters config documents pledges vietnamese manage.py
step "$python" manage.py makemigrations --check --dry-run
production=(env PRODUCTION=1 ALLOWED_HOSTS=thidua.example.vn DATABASE_URL=postgres://thidua@127.0.0.1/thidua
  SECRET_KEY="$("$python" -c 'import secrets; print(secrets.token_urlsafe(50))')")
printf '\n== manage.py check --deploy (production settings)\n'
"${production[@]}" "$python" manage.py check --deploy --fail-level WARNING
wait "$tables"
export TABLES_ARE_MADE=1
step "$python" -m pytest -n "$workers" "${shared[@]}" -m "database and not journey and not slow and not page"
export DATABASE_URL=$postgres
# Journeys wait for the browser and restarts for their servers: one worker more keeps the processors busy meanwhile.
step "$python" -m pytest -n $((workers + 1)) "${shared[@]}"
