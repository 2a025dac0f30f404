#!/usr/bin/env bash
# Check for the system packages that `system_packages.sh run` or `... test` needs. Those missing are
# installed if this user may; otherwise the one command that installs them is printed, with exit code 1.
set -euo pipefail
PATH=$PATH:/usr/sbin:/sbin
purpose=${1:?run or test}

library() { ldconfig -p | grep -F "$1" >/dev/null; }
program() { command -v "$1" >/dev/null; }
python_venv() { python3 -c 'import ensurepip, venv' 2>/dev/null; }
# Version 1 of the same font lacks 92 Vietnamese letters, so the letters themselves are asked for.
vietnamese_serif() { program fc-list && fc-list ':family=Liberation Serif:charset=1ea0 1ea1 1ecb 1eef 1b0' | grep . >/dev/null; }
database_server() { compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || program initdb; }

find_missing() {
  missing=()
  need() { local package=$1; shift; "$@" || missing+=("$package"); }
  need python3-venv python_venv
  need libpango-1.0-0 library libpango-1.0.so.0
  need libpangoft2-1.0-0 library libpangoft2-1.0.so.0
  need libharfbuzz-subset0 library libharfbuzz-subset.so.0
  need fontconfig program fc-list
  need fonts-liberation2 vietnamese_serif
  if [ "$purpose" = test ]; then
    need chromium program chromium
    need libatomic1 library libatomic.so.1 # for the Node.js that Playwright brings along
    need poppler-utils program pdffonts
    need libreoffice-writer-nogui program soffice
    need qpdf program qpdf
    need softhsm2 program softhsm2-util # a token in software, for the test of the digital seal
    need postgresql database_server
  fi
}

find_missing
[ ${#missing[@]} -gt 0 ] || exit 0
[[ " ${missing[*]} " != *" postgresql "* ]] || missing+=(postgresql-contrib)

apt=(env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300)
if ! program apt-get; then
  echo "Máy này thiếu: ${missing[*]} (tên gói theo Debian 12). Cần cài đặt các gói tương đương rồi chạy lại lệnh." >&2
  exit 1
elif [ "$(id -u)" = 0 ]; then
  as_root=()
elif program sudo && sudo -n true 2>/dev/null; then
  as_root=(sudo -n)
else
  echo "Máy này còn thiếu một số gói hệ thống. Hãy cài đặt bằng lệnh sau rồi chạy lại:" >&2
  echo "  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing[*]}" >&2
  exit 1
fi

echo "Đang cài đặt các gói hệ thống còn thiếu: ${missing[*]} …"
# Debian's package would also set up and start a database of its own, which nobody here asked for.
no_cluster=/etc/postgresql-common/createcluster.d/so-thi-dua.conf
if [[ " ${missing[*]} " == *" postgresql "* && ! -e $no_cluster ]]; then
  "${as_root[@]}" mkdir -p "${no_cluster%/*}"
  echo 'create_main_cluster = false' | "${as_root[@]}" tee "$no_cluster" >/dev/null
  trap '"${as_root[@]}" rm -f "$no_cluster"' EXIT
fi
log=$(mktemp)
if ! { "${as_root[@]}" "${apt[@]}" update && "${as_root[@]}" "${apt[@]}" install -y --no-install-recommends "${missing[@]}"; } \
  </dev/null >"$log" 2>&1; then
  tail -n 30 "$log" >&2
  echo "Không cài đặt được các gói hệ thống; nguyên nhân ở các dòng trên." >&2
  exit 1
fi
rm -f "$log"

asked="${missing[*]}"
find_missing
if [ ${#missing[@]} -gt 0 ]; then
  echo "Đã cài đặt $asked nhưng vẫn chưa dùng được: ${missing[*]}." >&2
  exit 1
fi
