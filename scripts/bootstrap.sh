# Sourced by ./run and ./test, never started by itself. From a bare clone to a working .venv:
#
#   ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd); source "$ROOT/scripts/bootstrap.sh"
#   ensure_python requirements.lock        # or requirements-dev.lock, which contains it
#   exec "$PYTHON" manage.py …             # $PYTHON is the interpreter of .venv
#
# What was installed is remembered by the hash of the lock, so that a second start takes no time.
# shellcheck shell=bash

BOOTSTRAP_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
VENV="$BOOTSTRAP_ROOT/.venv"
PYTHON="$VENV/bin/python"

say() { printf '%s\n' "$*" >&2; }

stop_with() {
    say "dingfen: $*"
    exit 1
}

# Install exactly what the lock names, with hashes; does nothing where that was done before.
ensure_python() {
    local lock=$1 wanted stamp
    [[ -f "$BOOTSTRAP_ROOT/$lock" ]] || stop_with "$lock is missing from $BOOTSTRAP_ROOT."
    (
        _one_at_a_time
        _ensure_venv
        wanted=$(_hash_of "$BOOTSTRAP_ROOT/$lock")
        stamp="$VENV/.installed-$lock"
        if [[ ! -f "$stamp" || "$(<"$stamp")" != "$wanted" ]]; then
            say "dingfen: installing what $lock names …"
            _uv pip install --quiet --python "$PYTHON" --require-hashes --no-deps -r "$BOOTSTRAP_ROOT/$lock" ||
                stop_with "the packages of $lock could not be installed (see above); is a package index reachable?"
            printf '%s\n' "$wanted" >"$stamp"
        fi
    ) || exit 1
}

# Two starts at the same time would write into one .venv.
_one_at_a_time() {
    command -v flock >/dev/null || return 0
    exec 9<"$BOOTSTRAP_ROOT"
    flock 9
}

_ensure_venv() {
    "$PYTHON" -c '' 2>/dev/null && return 0
    local base
    base=$(_find_python)
    rm -rf "$VENV"
    if command -v uv >/dev/null; then
        uv venv --quiet --python "${base:-3.11}" "$VENV" ||
            stop_with "uv could not make .venv; install Python 3.11 or newer (Debian: apt install python3-venv; Fedora: dnf install python3.11)."
        return 0
    fi
    [[ -n "$base" ]] ||
        stop_with "Python 3.11 or newer is needed (Debian: apt install python3-venv; Fedora: dnf install python3.11)."
    "$base" -c 'import venv, ensurepip' 2>/dev/null ||
        stop_with "$base has no venv or pip (Debian: apt install python3-venv; Fedora: dnf install python3-pip)."
    "$base" -m venv "$VENV" || stop_with "$base could not make a virtual environment in $VENV."
}

_find_python() {
    local candidate
    for candidate in "${DINGFEN_PYTHON:-}" python3 python3.13 python3.12 python3.11; do
        [[ -n "$candidate" ]] || continue
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return 0
        fi
    done
}

_uv() {
    if command -v uv >/dev/null; then
        uv "$@"
        return
    fi
    if [[ ! -x "$VENV/bin/uv" ]]; then
        "$PYTHON" -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps \
            -r "$BOOTSTRAP_ROOT/requirements-uv.lock" ||
            stop_with "uv could not be installed into .venv (see above); is a package index reachable?"
    fi
    "$VENV/bin/uv" "$@"
}

_hash_of() { "$PYTHON" -c 'import hashlib, sys; print(hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest())' "$1"; }
