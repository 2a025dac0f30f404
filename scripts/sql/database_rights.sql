-- What the program's own role may do in the database: read and write rows, but never change or remove what the
-- history says, and never change a table or a trigger. Run by the owner of the tables after every "migrate":
--
--   psql "$OWNER_DATABASE_URL" -v app=thidua -f scripts/sql/database_rights.sql
--
-- It may be run again at any time; in the end the rights are always the same.

\set ON_ERROR_STOP on
BEGIN;

-- Nobody but the owner makes or changes tables.
REVOKE ALL ON SCHEMA public FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM :"app";
GRANT USAGE ON SCHEMA public TO :"app";

-- The rows of every table, of those that a later version brings, too.
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM :"app";
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO :"app";
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO :"app";
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO :"app";
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO :"app";

-- The history is only ever added to; the last number of a chain moves on.
REVOKE UPDATE, DELETE, TRUNCATE ON audit_event, audit_link, audit_chainhead FROM :"app";
GRANT UPDATE (number, digest) ON audit_chainhead TO :"app";

-- Which migrations have run is the owner's to say.
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM :"app";

COMMIT;
