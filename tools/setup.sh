#!/bin/sh
# Make .venv from the hashed lock, once; every later call returns at once. One clear line for each thing that can be wrong.
set -eu
cd "$(dirname "$0")/.."

say() { printf 'sealwire: %s\n' "$1" >&2; }
stop() { say "$1"; exit 2; }

# Debian has venv without what it needs (ensurepip) until python3-venv is installed.
fits() { "$1" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        fits "$PYTHON" || stop "PYTHON=$PYTHON is no Python 3.11 or newer with venv; name another one, or leave PYTHON out"
        printf '%s\n' "$PYTHON"
        return
    fi
    for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
        if fits "$candidate"; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    stop "Python 3.11 or newer with venv (Debian: python3-venv) is needed and none was found; install one, or name it: make ${MAKECMDGOALS:-demo} PYTHON=/path/to/python3.12"
}

explain() { # what pip's log says went wrong, in one line
    if grep -qi 'no space left' "$log"; then
        stop "the disk is full; free about 2 GB here and run the same command again"
    elif grep -qiE 'connection|resolv|timed out|unreachable|proxy|SSL' "$log"; then
        stop "the package index cannot be reached; check the network (or set PIP_INDEX_URL / HTTPS_PROXY) and run the same command again"
    elif grep -qi 'hashes' "$log"; then
        stop "a downloaded package does not match requirements.lock; nothing was installed; see $log"
    fi
    stop "the installation failed; the last lines are in $log"
}

log=.sealwire/logs/setup.log
{ mkdir -p .sealwire && chmod 700 .sealwire && mkdir -p .sealwire/logs && : >"$log"; } 2>/dev/null || stop "cannot write to .sealwire in $(pwd); free some disk space or make the folder writable"
# A moved or half-made environment has another stamp, and is made again.
stamp="$(pwd) $(cat requirements.lock ./*/pyproject.toml ./*/*/pyproject.toml tools/setup.sh | cksum)"
if [ "$(cat .venv/sealwire.stamp 2>/dev/null)" = "$stamp" ] && .venv/bin/python -c '' 2>/dev/null; then
    exit 0
fi

python=$(find_python)
free_kb=$(df -Pk . | awk 'NR == 2 { print $4 }')
[ "$free_kb" -gt 2000000 ] || stop "about 2 GB of disk is needed here and $((free_kb / 1024)) MB are free; free some and run the same command again"
say "setting up .venv with $("$python" --version) (once, about a minute)"
"$python" -m venv --clear .venv >"$log" 2>&1 || explain
.venv/bin/python -m pip install --disable-pip-version-check --require-hashes -r requirements.lock >>"$log" 2>&1 || explain
.venv/bin/python -m pip install --disable-pip-version-check --no-index --no-deps --no-build-isolation \
    -e shared/sdk -e shared/chassis -e services/alerts -e services/directory -e services/profiling -e gateway -e deploy/local >>"$log" 2>&1 || explain
printf '%s' "$stamp" >.venv/sealwire.stamp
