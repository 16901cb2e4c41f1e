# Sourced by run, test and langnghe: makes the two environments when they are missing or out of date.
# A second start costs two short Python starts and two checksums.
# shellcheck shell=bash

cd_root=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../..
ROOT=$(cd "$cd_root" && pwd -P)
BOOT=$ROOT/.boot
unset cd_root PYTHONHOME VIRTUAL_ENV UV_PROJECT UV_PYTHON UV_FROZEN UV_LOCKED UV_NO_DEV

say() { # say VIETNAMESE ENGLISH: one line for the person at the terminal
    case ${LC_ALL:-${LC_MESSAGES:-${LANG:-}}} in
        en*) printf '%s\n' "$2" >&2 ;;
        *) printf '%s\n' "$1" >&2 ;;
    esac
}

fail() {
    say "$@"
    exit 1
}

starts() { # starts PROGRAM VERSION: a version manager's shim may lie on PATH and refuse to run
    "$1" -c "import sys, venv; sys.exit('%d.%d' % sys.version_info[:2] != '$2')" >/dev/null 2>&1
}

find_python() { # find_python VERSION...: the first interpreter that really starts
    local version candidate
    for version in "$@"; do
        while read -r candidate; do
            if [ -x "$candidate" ] && starts "$candidate" "$version"; then
                printf '%s\n' "$candidate"
                return 0
            fi
        done < <(
            type -aP "python$version" || true
            printf '%s\n' "${PYENV_ROOT:-$HOME/.pyenv}/versions/$version".*/"bin/python$version" \
                "/usr/local/bin/python$version" "/usr/bin/python$version" "/opt/python/$version/bin/python$version"
        )
    done
    return 1
}

find_uv() { # finds uv, or puts it into the boot folder; its path goes to UV
    local version python
    for UV in "$(type -P uv || true)" "$HOME/.local/bin/uv" "$BOOT/bin/uv" "$BOOT/pip/bin/uv"; do
        if [ -x "$UV" ] && "$UV" --version >/dev/null 2>&1; then return 0; fi
    done
    say "Đang cài uv…" "Installing uv…"
    for version in 3.12 3.13 3.11 3.10 3.14 3.9; do
        python=$(find_python "$version") || continue
        UV=$BOOT/bin/uv
        "$python" -m venv --clear "$BOOT/new" >"$BOOT/log" 2>&1 &&
            "$BOOT/new/bin/python" -m pip install --quiet --disable-pip-version-check uv >>"$BOOT/log" 2>&1 &&
            mkdir -p "$BOOT/bin" && cp "$BOOT/new/bin/uv" "$UV" && rm -rf "$BOOT/new" && return 0
        UV=$BOOT/pip/bin/uv # a Python without ensurepip may still have pip
        "$python" -m pip install --quiet --target "$BOOT/pip" uv >>"$BOOT/log" 2>&1 && return 0
    done
    fail "Không cài được uv: cần Python 3.9 trở lên và kho gói Python; chi tiết ở .boot/log." \
        "uv cannot be installed: Python 3.9 or newer and a package index are needed; details are in .boot/log."
}

lock_of() { cksum <"$1/uv.lock"; }

is_ready() { # is_ready PROJECT: the environment was made from the lock file as it is now, and starts
    [ "$(cat "$1/.venv/.made-from" 2>/dev/null)" = "$(lock_of "$1")" ] &&
        "$1/.venv/bin/python" -c "" >/dev/null 2>&1
}

make_environment() { # make_environment PROJECT VERSION...: called with the lock held
    local project=$1 python quiet=()
    shift
    is_ready "$project" && return 0
    find_uv
    python=$(find_python "$@") || python=$1 # uv then downloads one
    [ -t 2 ] || quiet=(--quiet)
    say "Đang cài môi trường Python trong $project/.venv (lần đầu mất một hai phút)…" \
        "Installing the Python environment $project/.venv (a minute or two the first time)…"
    UV_PROJECT_ENVIRONMENT=$project/.venv "$UV" sync "${quiet[@]}" --frozen --project "$project" \
        --python "$python" >&2 ||
        fail "Không cài được môi trường ở $project (Python $*): xem lỗi của uv ở trên." \
            "The environment of $project (Python $*) cannot be installed: uv's error stands above."
    lock_of "$project" >"$project/.venv/.made-from"
}

ensure() { # ensure PROJECT VERSION...
    is_ready "$1" && return 0
    mkdir -p "$BOOT"
    ( # of two at once one installs and the other waits
        if command -v flock >/dev/null; then flock 9; fi
        make_environment "$@"
    ) 9>"$BOOT/lock" || exit 1
}

ensure_ours() { ensure "$ROOT" 3.12 3.13; }

ensure_rasa() { ensure "$ROOT/nlu" 3.10; }

python() { # our interpreter, on our modules, wherever it is called from
    PYTHONPATH=$ROOT "$ROOT/.venv/bin/python" -P "$@"
}
