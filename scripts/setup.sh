#!/usr/bin/env bash
# Bring .venv and build/vendor up to date: `setup.sh run` or `setup.sh dev`. What is up to date already is
# told by stamp files that hold the digest of the lock file they were made from.
set -euo pipefail
cd "$(dirname "$0")/.."
purpose=${1:?run or dev}

export UV_PYTHON_DOWNLOADS=never UV_NO_PROGRESS=1
digest() { cat "$@" | sha256sum | cut -d' ' -f1; }
made_from() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; }
uv() { .uv/bin/uv --quiet "$@"; }

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
# The system's own Python, where it is new enough: its updates come with those of the system, and it is built to be
# quick, which one that somebody compiled by hand seldom is.
python3=/usr/bin/python3
new_enough "$python3" || python3=$(command -v python3) || true
if ! new_enough "$python3"; then
  echo "Cần Python 3.11 trở lên (lệnh python3)." >&2
  exit 1
fi

prepare_uv() {
  if ! made_from .uv/stamp "$(digest scripts/uv.txt)" || ! .uv/bin/uv --version >/dev/null 2>&1; then
    python3 -m venv --clear .uv
    .uv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r scripts/uv.txt
    digest scripts/uv.txt >.uv/stamp
  fi
}

stamp_of() { digest requirements.txt "$1"; }
installed() { made_from ".venv/$1.stamp" "$(stamp_of "$1")" && .venv/bin/python -c '' 2>/dev/null; }

# The lock for development holds everything of the one for running, in the same versions.
lock=requirements-dev.txt
if installed "$lock"; then
  lock=""
elif [ "$purpose" = run ]; then
  lock=requirements.txt
  ! installed "$lock" || lock=""
fi
if [ -n "$lock" ]; then
  echo "Đang cài đặt các thư viện Python (lần đầu mất khoảng một phút) …"
  prepare_uv
  .venv/bin/python -c '' 2>/dev/null || uv venv --clear --python "$python3" .venv
  uv pip install --python .venv/bin/python --require-hashes --compile-bytecode -r "$lock"
  rm -f .venv/*.stamp
  stamp_of "$lock" >".venv/$lock.stamp"
fi

vendored=$(digest package.json package-lock.json scripts/vendor_static.py)
if ! made_from build/vendor/stamp "$vendored"; then
  echo "Đang lấy các thư viện giao diện …"
  if ! command -v npm >/dev/null; then
    prepare_uv
    [ -x .uv/bin/npm ] || uv pip install --python .uv/bin/python --require-hashes -r scripts/nodejs.txt
    export PATH="$PWD/.uv/bin:$PATH"
  fi
  npm ci --loglevel=error >/dev/null
  .venv/bin/python scripts/vendor_static.py
  echo "$vendored" >build/vendor/stamp
fi
