# shellcheck shell=bash
# What every step of scripts/setup uses: short messages, one log, privileges.
# Sourced, never run; the caller sets $log.
: "${log:?}"

# say, warn, die: all lines go to standard error, so that standard output stays
# free for whoever wraps the script.
say()  { printf 'setup: %s\n' "$*" >&2; }
warn() { printf 'setup: warning: %s\n' "$*" >&2; }
die() {
    printf 'setup: error: %s\n' "$1" >&2
    shift
    local line
    for line in "$@"; do printf '       %s\n' "$line" >&2; done
    exit 1
}

# The process that shows the seconds. A background process does not hear Ctrl-C,
# so the caller's EXIT trap calls stop_ticker.
ticker=
stop_ticker() {
    [ -n "$ticker" ] || return 0
    kill "$ticker" 2>/dev/null || true
    wait "$ticker" 2>/dev/null || true
    ticker=
    printf '\r\033[K' >&2
}

# run LABEL COMMAND…: runs a command with its output in the log; on a terminal
# the seconds go by beside the label. A failure shows the end of the log.
run() {
    local label=$1 started=$SECONDS status before
    shift
    printf -- '--- %s: %s\n' "$label" "$*" >>"$log"
    before=$(stat -c %s "$log")
    if [ -t 2 ]; then
        ( while :; do
              printf '\rsetup: %s … %d s' "$label" $((SECONDS - started)) >&2
              sleep 1
          done ) &
        ticker=$!
    else
        say "$label …"
    fi
    # Not `( … ) || status=$?`: bash ignores `set -e` inside such a command.
    set +e
    ( set -e; "$@" ) >>"$log" 2>&1 </dev/null
    status=$?
    set -e
    stop_ticker
    if [ "$status" -ne 0 ]; then
        tail -c "+$((before + 1))" "$log" | tail -n 25 >&2
        die "$label failed (status $status)." \
            "The whole output is in $log." \
            "${failure_hint:-Put right what the last lines say, then run scripts/setup again.}"
    fi
    say "$label: done in $((SECONDS - started)) s"
}

# need_root WHY COMMAND: call before the first as_root. Asks sudo for its
# password here, in the foreground, because later output goes to the log.
need_root() {
    [ "$(id -u)" -ne 0 ] || return 0
    if command -v sudo >/dev/null; then
        if sudo -n true 2>/dev/null; then return 0; fi
        if [ -t 0 ] && sudo -v; then return 0; fi
    fi
    die "$1 needs root, and sudo does not work here." \
        "Run scripts/setup as root, or let an administrator run:" "  $2"
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

# install_packages NAME…: installs what dpkg does not have; asks apt nothing
# when all is there.
install_packages() {
    local -A present=()
    local status name known missing=()
    # Status 1 only says that some are unknown. Not `< <(…)`: that needs /proc,
    # which a bare chroot lacks.
    # shellcheck disable=SC2016  # dpkg-query fills the fields in, not the shell
    known=$(dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' "$@" 2>/dev/null) || true
    while read -r status name; do
        if [ "$status" = ii ] || [ "$status" = hi ]; then present[$name]=1; fi
    done <<<"$known"
    for name in "$@"; do
        [ -n "${present[$name]:-}" ] || missing+=("$name")
    done
    if [ "${#missing[@]}" -eq 0 ]; then
        say "packages: all $# present"
        return 0
    fi
    say "packages: ${#missing[@]} of $# missing: ${missing[*]}"
    need_root "Installing packages" "apt-get install ${missing[*]}"
    update_package_lists
    run "installing packages" apt_install "${missing[@]}"
}

apt_install() {
    # noninteractive: tshark, for one, asks who may capture.
    as_root env DEBIAN_FRONTEND=noninteractive apt-get \
        -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 \
        install --yes --no-install-recommends "$@"
}

# One broken list of another vendor must not stop us: what is really missing
# shows when apt installs.
update_package_lists() {
    need_root "Reading package lists" "apt-get update"
    run "reading package lists" apt_update
}

apt_update() {
    as_root apt-get -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 update ||
        echo "apt-get update failed; going on with the lists there are"
}

# sha256_of FILE (or standard input with -)
sha256_of() { sha256sum -- "$1" | cut -d ' ' -f 1; }
