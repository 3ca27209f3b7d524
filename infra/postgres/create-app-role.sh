#!/bin/sh
# Run once by the image of PostgreSQL, when the data folder is new: the role that services connect as owns nothing.
set -eu
psql --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" --set=ON_ERROR_STOP=1 --set=password="$(cat /run/secrets/app_password)" <<'SQL'
create role cadastre_app login password :'password';
revoke all on database cadastre from public;
grant connect on database cadastre to cadastre_app;
SQL
