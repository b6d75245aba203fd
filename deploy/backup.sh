#!/usr/bin/env bash
# backup.sh FOLDER: database and files into a new FOLDER. Reads DATABASE_OWNER_URL and DINGFEN_DATA.
# With the embedded engines: ./run exec deploy/backup.sh FOLDER
set -euo pipefail
: "${1:?usage: backup.sh FOLDER}" "${DATABASE_OWNER_URL:?}" "${DINGFEN_DATA:?}"
bin=${PG_BIN:+$PG_BIN/}
umask 077
mkdir "$1"
# The database first: files are only ever added, so every file the dump speaks of is in the copy made after it.
"${bin}pg_dump" --format=custom --no-owner --no-privileges --file="$1/database.dump" "$DATABASE_OWNER_URL"
"${bin}psql" -XAtc "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()" \
    "$DATABASE_OWNER_URL" >"$1/mark"
mkdir -p "$DINGFEN_DATA/files"
tar -C "$DINGFEN_DATA" -cf "$1/files.tar" files
(cd "$1" && sha256sum database.dump mark files.tar >SHA256SUMS)
echo "$1"
