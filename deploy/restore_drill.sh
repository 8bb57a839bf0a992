#!/bin/sh
# The restore drill: restores the newest backup and the archive after it beside the real database, starts it, looks it
# over, tells what was found, and removes it. Run as postgres by tryggve-restore-drill.service, which names the places.
# Exit code: 0 whole; 1 something was found; 2 it could not be tried.
set -eu
data=$DRILL/data
moment=drill-$(date +%s)
since=$(date +%s)

look() {
    (cd "$RELEASE" && TRYGGVE_VAR=$DRILL/var .venv/bin/python manage.py restore_drill "$@")
}

clean() {
    if [ -f "$data/postmaster.pid" ]; then
        "$PG_BIN/pg_ctl" -D "$data" -m immediate -w stop >/dev/null || true
    fi
    rm -rf "$data"
}

drill() {
    clean
    mkdir -p "$DRILL/var"
    install -d -m 700 "$data"
    # What the copy is held against: the original just before and just after the moment that is restored.
    look --server "host=$PGHOST port=$PGPORT" \
        --note "$DRILL/before.json" --moment "$moment" --note-after "$DRILL/after.json"
    # Everything until that moment has reached the archive, or this says so.
    pgbackrest --config="$PGBACKREST_CONFIG" --stanza=tryggve check
    pgbackrest --config="$PGBACKREST_CONFIG" --stanza=tryggve --pg1-path="$data" --no-delta --archive-mode=off \
        --type=name --target="$moment" --target-action=promote restore
    # Debian keeps these files elsewhere, and the copy is to answer nobody but us.
    : >"$data/postgresql.conf"
    printf '%s\n' 'local all postgres peer' 'local all all scram-sha-256' >"$data/pg_hba.conf"
    "$PG_BIN/pg_ctl" -D "$data" -w -t 3600 -l "$DRILL/postgresql.log" \
        -o "-p $PGPORT -c listen_addresses= -c unix_socket_directories=$DRILL -c hot_standby=off" start >/dev/null
    look --server "host=$DRILL port=$PGPORT" --against "$DRILL/before.json" --against "$DRILL/after.json" --since "$since"
}

# Once more as a process of its own: what stands before `||` would go on after a fault.
if [ "${1:-}" = inside ]; then
    drill
    exit
fi
trap clean EXIT
report=$DRILL/tryggve-restore-drill.service.txt
code=0
"$0" inside >"$report" 2>&1 || code=$?
chmod 644 "$report"
cat "$report"
exit "$code"
