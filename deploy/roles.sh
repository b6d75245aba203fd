#!/usr/bin/env bash
# The two roles and the database, as PostgreSQL's superuser; run once. Reads OWNER_PASSWORD and APP_PASSWORD.
set -euo pipefail
: "${OWNER_PASSWORD:?}" "${APP_PASSWORD:?}"
psql --username "${POSTGRES_USER:-postgres}" --dbname postgres --set ON_ERROR_STOP=1 \
    --set owner_password="$OWNER_PASSWORD" --set app_password="$APP_PASSWORD" <<'SQL'
CREATE ROLE dingfen_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE dingfen_app LOGIN PASSWORD :'app_password';
CREATE DATABASE dingfen OWNER dingfen_owner TEMPLATE template0 ENCODING 'UTF8';
REVOKE ALL ON DATABASE dingfen FROM PUBLIC;
GRANT CONNECT ON DATABASE dingfen TO dingfen_app;
SQL
