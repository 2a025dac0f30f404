#!/usr/bin/env bash
# Prepare what is missing, then serve on this machine only: PORT=8000, DEMO_PASSWORD=(made up by the demo)
set -euo pipefail
cd "$(dirname "$0")/.."
# Ctrl-C while things are being prepared is a wish, not a failure worth a traceback.
trap 'echo; echo "Đã dừng."; exit 130' INT

port=${PORT:-8000}
if ! [[ $port =~ ^[1-9][0-9]{0,4}$ ]] || [ "$port" -gt 65535 ]; then
  echo "PORT=$port không hợp lệ; cần một số từ 1 đến 65535." >&2
  exit 1
fi

scripts/system_packages.sh run
scripts/setup.sh run

python=.venv/bin/python
if ! "$python" - "$port" 2>/dev/null <<'PYTHON'
import socket, sys
with socket.socket() as probe:
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    probe.bind(("127.0.0.1", int(sys.argv[1])))
PYTHON
then
  echo "Không dùng được cổng $port: có thể một chương trình khác đang dùng. Hãy chọn cổng khác, ví dụ: make run PORT=$((port < 65535 ? port + 1 : 8000))" >&2
  exit 1
fi

"$python" manage.py migrate --noinput --verbosity 0

static_files() { find static ./*/static build/vendor -type f -printf '%p %s %T@\n' 2>/dev/null || true; }
static_digest=$({ cat requirements.txt; static_files | sort; } | sha256sum)
if [ "$(cat build/collected.stamp 2>/dev/null)" != "$static_digest" ]; then
  "$python" manage.py collectstatic --noinput --clear --verbosity 0
  echo "$static_digest" >build/collected.stamp
fi

export PUBLIC_URL=${PUBLIC_URL:-http://127.0.0.1:$port} # the address in the QR codes of issued papers
"$python" manage.py test_certificate >/dev/null
"$python" manage.py demo --if-empty

echo
echo "Sổ thi đua đang chạy tại http://127.0.0.1:$port – nhấn Ctrl-C để dừng."

# The server, and beside it the worker that makes bundles of papers; both leave together.
"$python" manage.py worker &
worker=$!
.venv/bin/gunicorn config.wsgi --config config/gunicorn.py --bind "127.0.0.1:$port" &
server=$!
leave() { trap '' INT TERM; kill -TERM "$server" "$worker" 2>/dev/null || true; }
trap leave INT TERM
code=0
wait "$server" || code=$?
leave # where the server ended by itself; who was asked already takes no notice
wait "$server" "$worker" 2>/dev/null || true
[ "$code" -le 128 ] || code=0 # ended by the signal that asked for it
exit "$code"
