#!/bin/sh
# Makes the secrets of infra/compose.yaml, each in a file of its own. What is there already is kept.
# secrets/key encrypts the credentials of targets: back it up apart from the database, without it they cannot be opened.
set -eu
cd "$(dirname "$0")"
umask 077
mkdir -p secrets
random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
keep() { [ -s "secrets/$1" ] || printf '%s' "$2" >"secrets/$1"; }
keep owner_password "$(random)"
keep app_password "$(random)"
keep database_url "postgres://cadastre_app:$(cat secrets/app_password)@postgres:5432/cadastre"
keep database_owner_url "postgres://cadastre_owner:$(cat secrets/owner_password)@postgres:5432/cadastre"
keep key "$(head -c 32 /dev/urandom | base64)"
# Containers get these files as they are: services run as the account that owns them. The folder is closed to others; this
# one file is read by PostgreSQL's own account inside its container.
chmod 644 secrets/app_password
account="$(id -u):$(id -g)"
if [ "$(id -u)" = 0 ]; then
  account=1000:1000
  chown "$account" secrets/database_url secrets/database_owner_url secrets/key
fi
[ -e .env ] || printf 'CADASTRE_ACCOUNT=%s\n' "$account" >.env
