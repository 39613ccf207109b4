# shellcheck shell=bash
# A PostgreSQL cluster of the tests' own: below a scratch directory, on a Unix socket only, gone
# afterwards. The system's cluster is never touched.

readonly postgresql_bin=${INNBRIDGE_POSTGRESQL_BIN:-/usr/lib/postgresql/15/bin}

# Nobody needs the data after a power cut: what is tested is what our statements do. One line:
# pg_ctl hands it to a shell.
readonly postgresql_options="-c listen_addresses='' -c max_connections=300 -c fsync=off -c shared_buffers=64MB"

# PostgreSQL refuses to run as root.
as_postgres() {
    if [ "$(id -u)" -eq 0 ]; then
        setpriv --reuid=postgres --regid=postgres --clear-groups -- "$@"
    else
        "$@"
    fi
}

# start_postgresql: sets INNBRIDGE_TEST_DATABASE, an address at which every test makes a schema.
start_postgresql() {
    [ -x "$postgresql_bin/initdb" ] || {
        printf 'test: error: there is no PostgreSQL 15 in %s\n' "$postgresql_bin" >&2
        return 1
    }
    # A socket's path must be short.
    postgresql_dir=$(mktemp -d /tmp/innbridge-pg.XXXXXX)
    if [ "$(id -u)" -eq 0 ]; then chown postgres "$postgresql_dir"; fi
    (
        cd "$postgresql_dir"
        as_postgres "$postgresql_bin/initdb" --pgdata=data --auth=trust --username=innbridge \
            --encoding=UTF8 --locale=C.UTF-8 --no-sync >initdb.log 2>&1
        as_postgres "$postgresql_bin/pg_ctl" --pgdata=data --log=server.log --wait --silent \
            --options="-k $postgresql_dir $postgresql_options" start
    ) || { cat "$postgresql_dir"/*.log >&2; return 1; }
    export INNBRIDGE_TEST_DATABASE="postgresql://innbridge@/postgres?host=$postgresql_dir"
}

stop_postgresql() {
    [ -n "${postgresql_dir:-}" ] || return 0
    (cd "$postgresql_dir" && as_postgres "$postgresql_bin/pg_ctl" --pgdata=data --mode=immediate --silent stop) || true
    rm -rf -- "$postgresql_dir"
    postgresql_dir=
    # What comes after is about files again.
    unset INNBRIDGE_TEST_DATABASE
}
