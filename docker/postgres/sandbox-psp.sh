#!/bin/sh
# Run once, on an empty volume: the sandbox provider's books are somebody else's, and so is their database.
set -eu
psql --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" -v ON_ERROR_STOP=1 -v password="$SANDBOX_PSP_PASSWORD" <<'SQL'
create role sandbox_psp login password :'password';
create database sandbox_psp owner sandbox_psp;
SQL
