#!/bin/sh
# Run the benchmark; install the load generator when we may.
set -eu
if ! command -v wrk >/dev/null 2>&1 && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing the load generator wrk"
    { apt-get update -qq && apt-get install -y -qq wrk; } >/dev/null
fi
exec .venv/bin/python -m bench "${CASES:-}"
