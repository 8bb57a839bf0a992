# Every place on a server. Read it with `.`; what was exported before is kept. put.py reads it too.
: "${SERVER_NAME:=tryggve.example.se}" # as people type it
: "${OPERATORS:=drift@example.se}"     # who is told when something fails
: "${RUNS_AS:=tryggve}"                # the user and the group that serve
: "${CODE:=/opt/tryggve}"              # releases/ and current
: "${ETC:=/etc/tryggve}"               # settings, secrets, certificate
: "${VAR:=/var/lib/tryggve}"           # generated files
: "${ANCHORS:=/var/lib/tryggve-anchors}"
: "${DRILL:=/var/lib/tryggve-drill}"   # room for one copy of the database
: "${BACKUPS:=/var/backups/tryggve}"   # best a disk of its own
: "${LOGS:=/var/log/pgbackrest}"
: "${SBIN:=/usr/local/sbin}"
: "${UNITS:=/etc/systemd/system}"
: "${SITES:=/etc/nginx/sites-enabled}"
: "${SITE_LOGS:=/var/log/nginx}"
: "${PG_CONF:=/etc/postgresql/15/main}"
: "${PG_DATA:=/var/lib/postgresql/15/main}"
: "${PG_BIN:=/usr/lib/postgresql/15/bin}"
: "${PG_SOCKETS:=/var/run/postgresql}"
: "${PGBACKREST_CONFIG:=/etc/pgbackrest.conf}"
: "${PG_PORT:=5432}"
: "${APP_PORT:=8000}"
: "${HTTP_PORT:=80}"
: "${HTTPS_PORT:=443}"
export SERVER_NAME OPERATORS RUNS_AS CODE ETC VAR ANCHORS DRILL BACKUPS LOGS SBIN UNITS SITES SITE_LOGS
export PG_CONF PG_DATA PG_BIN PG_SOCKETS PGBACKREST_CONFIG PG_PORT APP_PORT HTTP_PORT HTTPS_PORT

# A file of this folder, to its place (put.py tells more).
put() { python3 "$CODE/current/deploy/put.py" "$@"; }
