# shellcheck shell=bash
# The release build that scripts/serve and scripts/innctl run. Sourced; the
# caller sets $root to the checkout.
: "${root:?}"

readonly program=$root/.build/release/innctl
readonly build_log=$root/.build-tools/build.log
# As old as the sources of the last good build.
readonly build_stamp=$root/.build-tools/build.stamp

# Whether the program is there and newer than everything it is made of.
program_is_current() {
    [ -x "$program" ] && [ -e "$build_stamp" ] || return 1
    [ -z "$(find "$root/Sources" "$root/Package.swift" -newer "$build_stamp" -print -quit)" ]
}

# Builds the program with its output in a log; shows the log's end when that
# fails. On a terminal the seconds go by.
build_program() {
    local started=$SECONDS status=0 ticker=
    mkdir -p "$root/.build-tools"
    # Before the build: what changes meanwhile is built the next time.
    touch "$build_stamp.new"
    if [ -t 2 ]; then
        ( while :; do
              printf '\rbuilding InnBridge … %d s' $((SECONDS - started)) >&2
              sleep 1
          done ) &
        ticker=$!
    else
        printf 'building InnBridge …\n' >&2
    fi
    ( cd "$root" && swift build -c release --product innctl ) >"$build_log" 2>&1 </dev/null ||
        status=$?
    if [ -n "$ticker" ]; then
        kill "$ticker" 2>/dev/null || true
        wait "$ticker" 2>/dev/null || true
        printf '\r\033[K' >&2
    fi
    if [ "$status" -ne 0 ]; then
        tail -n 30 "$build_log" >&2
        printf 'error: the build failed; its whole output is in %s\n' "$build_log" >&2
        printf '       scripts/setup brings what it needs.\n' >&2
        exit 1
    fi
    mv "$build_stamp.new" "$build_stamp"
    printf 'building InnBridge: done in %d s\n' $((SECONDS - started)) >&2
}
