#!/usr/bin/env bash
# restore.sh FOLDER: what backup.sh wrote, into an empty database and data folder. Stop the services first.
# With the embedded engines, into a new world: DINGFEN_DATA=/new/folder ./run exec deploy/restore.sh FOLDER
set -euo pipefail
: "${1:?usage: restore.sh FOLDER}" "${DATABASE_URL:?}" "${DATABASE_OWNER_URL:?}" "${DINGFEN_DATA:?}"
bin=${PG_BIN:+$PG_BIN/}
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
python=${PYTHON:-$root/.venv/bin/python}
query() { "${bin}psql" -XAt --set ON_ERROR_STOP=1 "$DATABASE_OWNER_URL" "$@"; }

(cd "$1" && sha256sum --quiet --check SHA256SUMS)
if [[ $(query -c "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") != 0 ]]; then
    echo "restore.sh: the database is not empty; nothing was changed." >&2
    exit 1
fi
if [[ -n $(ls -A "$DINGFEN_DATA/files" 2>/dev/null) ]]; then
    echo "restore.sh: $DINGFEN_DATA/files is not empty; nothing was changed." >&2
    exit 1
fi
"${bin}pg_restore" --no-owner --no-privileges --single-transaction --exit-on-error --dbname="$DATABASE_OWNER_URL" \
    "$1/database.dump"
if [[ -n $(<"$1/mark") ]]; then # a demo stays a demo
    query --set mark="$(<"$1/mark")" --set name="$(query -c 'SELECT current_database()')" <<<"COMMENT ON DATABASE :\"name\" IS :'mark'"
fi
tar -C "$DINGFEN_DATA" -xf "$1/files.tar"
# Gives the application role its rights again.
"$python" "$root/manage.py" migrate --no-input
