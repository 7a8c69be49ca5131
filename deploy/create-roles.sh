#!/bin/sh
# Runs once, when the database's volume is empty: the owner has the tables, the runtime role only uses them.
set -eu
psql --set ON_ERROR_STOP=1 --username postgres --set owner="$OWNER_PASSWORD" --set runtime="$RUNTIME_PASSWORD" <<'SQL'
CREATE ROLE deh_owner LOGIN PASSWORD :'owner';
CREATE ROLE deh_runtime LOGIN PASSWORD :'runtime';
CREATE DATABASE deh OWNER deh_owner;
SQL
