#!/bin/sh
# Finds Python 3.11 and hands over to tools/house. As root on Debian it installs Python when it is missing.
set -eu
cd "$(dirname "$0")/.."

find_python() {
    for candidate in ${PYTHON:-} python3.11 python3 python; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
}

python=$(find_python)
if [ -z "$python" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    if apt-get update -qq && apt-cache show python3.11 >/dev/null 2>&1; then
        echo "Python 3.11 is missing: installing Debian's package."
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3.11 python3.11-venv >/dev/null 2>&1 || true
        python=$(find_python)
    fi
fi
if [ -z "$python" ]; then
    found=$(python3 --version 2>/dev/null || echo "no Python at all")
    echo "Tryggve needs Python 3.11." >&2
    echo "This machine has: $found." >&2
    echo "Install it (Debian 12: apt-get install python3.11 python3.11-venv), or point at one: make run PYTHON=/path/to/python3.11" >&2
    exit 1
fi
exec "$python" -m tools.house "$@"
