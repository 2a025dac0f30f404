.PHONY: help run test test-fast torture bench format vendor lock

help:
	@echo "make run        serve at http://127.0.0.1:8000 (PORT=, DEMO_PASSWORD=)"
	@echo "make test       everything: lint, migrations, SQLite, PostgreSQL, journeys in Chromium"
	@echo "make torture    the proofs by example, thousands of them, and the benchmarks"
	@echo "make test-fast  the suite on SQLite, without journeys"
	@echo "make bench      speed of the main pages, small and full (BENCH_CLUSTERS=, BENCH_DATABASE=)"
	@echo "make format     format the code and mend what the linter can"
	@echo "make vendor     fetch the front-end libraries into build/vendor"
	@echo "make lock       pin the dependencies named in pyproject.toml again"

run:
	@scripts/run.sh

test:
	@scripts/test.sh

test-fast:
	@scripts/test.sh fast

torture:
	@scripts/torture.sh

bench:
	@scripts/bench.sh

format:
	@scripts/setup.sh dev
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

vendor:
	@scripts/setup.sh run

lock:
	@scripts/lock.sh
