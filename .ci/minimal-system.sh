#!/bin/sh
# Proves ./run demo and ./run test in a minimal Debian: no git, no make, as root and as a user.
# Needs root, debootstrap and some 3 GB. usage: .ci/minimal-system.sh [demo|test|all] [DEBIAN_MIRROR]
# What reaches the registries here (proxy, index, certificates) is taken from the environment.
set -eu
what=${1:-demo}
mirror=${2:-}
here=$(cd "$(dirname "$0")/.." && pwd)
root=$(mktemp -d "${TMPDIR:-/tmp}/beffroi-minimal.XXXXXX")
chmod 755 "$root"
trap 'umount "$root/proc" 2>/dev/null || true; rm -rf "$root"' EXIT
say() { printf '== %s\n' "$*"; }

say "debootstrap (minbase + python3 + ca-certificates)"
# shellcheck disable=SC2086
debootstrap --variant=minbase --include=python3,ca-certificates bookworm "$root" $mirror >/dev/null ||
  { say "FAILED: debootstrap got no packages: give a Debian mirror as the second argument"; exit 1; }
mount -t proc proc "$root/proc"
mkdir -p "$root/dev/shm" && chmod 1777 "$root/dev/shm"
cp /etc/resolv.conf "$root/etc/resolv.conf" 2>/dev/null || true
cp -r /etc/apt/apt.conf.d/. "$root/etc/apt/apt.conf.d/" 2>/dev/null || true
[ -z "${SSL_CERT_FILE:-}" ] || cp "$SSL_CERT_FILE" "$root/etc/ssl/certs/ca-certificates.crt"
chroot "$root" useradd -m agent
for owner in root agent; do
  mkdir -p "$root/srv/$owner"
  (cd "$here" && git archive HEAD) | tar -x -C "$root/srv/$owner"
  chroot "$root" chown -R "$owner" "/srv/$owner"
done

inside() { # $1 user, the rest a command run in that user's copy
  user=$1; shift
  set -- "cd /srv/$user && unset PYTHON CI BEFFROI_DATA && $*"
  env -i HOME="/tmp" PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
    $(env | grep -E '^(https?_proxy|no_proxy|HTTPS?_PROXY|NO_PROXY|PIP_INDEX_URL)=' || true) \
    chroot "$root" su "$user" -s /bin/sh -c "$1"
}

demo() { # $1 user: the demo opens, answers, and stops at Ctrl+C
  log="$root/tmp/demo-$1.log"
  inside "$1" 'echo $$ >demo.pid; exec timeout -s INT 900 ./run demo' >"$log" 2>&1 &
  starting=$!
  until address=$(sed -n 's/^Beffroi est ouvert : \(http[^ ]*\).*/\1/p' "$log") && [ -n "$address" ]; do
    kill -0 "$starting" 2>/dev/null || { cat "$log"; say "FAILED: the demo did not open"; exit 1; }
    sleep 2
  done
  python3 -c 'import sys, urllib.request as u; print(u.urlopen(sys.argv[1]).status)' "$address" | grep -q 200
  kill -INT "$(cat "$root/srv/$1/demo.pid")"
  wait "$starting" || true
  cat "$log"
}

say "as a user without python3-venv: one clear line is expected"
said=$(inside agent ./run demo 2>&1) && { say "FAILED: it should have stopped"; exit 1; }
printf "%s\n" "$said" | grep "ÉCHEC : installez le paquet python3.*-venv"
say "as root: python3-venv is installed by the script"
demo root
say "as a user, python3-venv present"
demo agent
if [ "$what" != demo ]; then
  say "./run test as a user (tests on the shared data are skipped and counted)"
  inside agent ./run test
fi
say "PROVED"
