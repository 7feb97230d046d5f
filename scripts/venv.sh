#!/bin/sh
# Make .venv with exactly the pinned packages of one list; say what to install when Python cannot.
set -eu
list="$1"
python="${PYTHON:-python3}"

if ! command -v "$python" >/dev/null 2>&1; then
    echo "Python 3.11 or newer is needed. On Debian: apt-get install python3 python3-venv" >&2
    exit 1
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "Python 3.11 or newer is needed; $python is $("$python" --version 2>&1)." >&2
    echo "Name another with: make PYTHON=/path/to/python3 …" >&2
    exit 1
fi
if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
    echo "Python's venv module is missing. On Debian: apt-get install python3-venv" >&2
    exit 1
fi

if [ ! -x .venv/bin/python ]; then
    echo "Making .venv"
    "$python" -m venv .venv
fi
echo "Installing the packages of $list (a dot for each)"
log=.venv/pip.log
{
    .venv/bin/python -m pip install --disable-pip-version-check --progress-bar off \
        --require-hashes --only-binary :all: -r "$list" 2>"$log"
    echo "pip ended with $?"
} | awk '/^Collecting/ { printf "."; fflush() } /^pip ended with/ { print ""; status = $4 } END { exit status }' || {
    cat "$log" >&2
    echo "Installing failed. Check that this machine reaches the Python package index." >&2
    exit 1
}
