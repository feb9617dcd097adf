-- Roles, schemas and the site.
--
-- Tables belong to urbanmine_owner, which nobody logs in as. Programs work as urbanmine_app, which may read everything
-- and write nothing: its writes go through SECURITY DEFINER functions (sql/code), so that row-level security can come
-- later without breaking COPY and without hiding rows from the checks.
--
-- Steps of this folder run once and never change after a release. They call nothing that sql/code defines, because
-- sql/code may be newer than they are.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'urbanmine_owner') THEN
        CREATE ROLE urbanmine_owner NOLOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'urbanmine_app') THEN
        CREATE ROLE urbanmine_app NOLOGIN;
    END IF;
EXCEPTION
    -- Another database of the same server made them at the same moment.
    WHEN duplicate_object OR unique_violation THEN NULL;
END
$$;

DO $$
BEGIN
    IF NOT pg_has_role(current_user, 'urbanmine_owner', 'MEMBER') THEN
        EXECUTE format('GRANT urbanmine_owner TO %I', current_user);
    END IF;
    IF NOT pg_has_role(current_user, 'urbanmine_app', 'MEMBER') THEN
        EXECUTE format('GRANT urbanmine_app TO %I', current_user);
    END IF;
END
$$;

-- urbanmine holds the tables and what records; it exists already, because the migrator keeps its own table in it.
-- urbanmine_read holds what only reads: the figures of the reports, the trace, the comparisons of the audit.
ALTER SCHEMA urbanmine OWNER TO urbanmine_owner;
CREATE SCHEMA urbanmine_read AUTHORIZATION urbanmine_owner;
GRANT USAGE ON SCHEMA urbanmine, urbanmine_read TO urbanmine_app;
SET LOCAL ROLE urbanmine_owner;
ALTER DEFAULT PRIVILEGES IN SCHEMA urbanmine GRANT SELECT ON TABLES TO urbanmine_app;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- The files of sql/code as they were applied last. The migrator applies all of them again when one differs.
CREATE TABLE schema_code (
    name       text PRIMARY KEY,
    sha256     bytea NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- What keeps the books in order, as the migrator left it (sql/code/13_guards.sql).
CREATE TABLE schema_guard (
    kind  text NOT NULL,
    name  text NOT NULL,
    state text NOT NULL,
    PRIMARY KEY (kind, name)
);

CREATE TABLE site (
    only_row  boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    -- Stands in the high 15 bits of every id, so that the append-only tables of many sites can flow into one.
    number    integer NOT NULL DEFAULT 0 CONSTRAINT site_number_range CHECK (number BETWEEN 0 AND 32767),
    time_zone text NOT NULL DEFAULT 'Asia/Shanghai'
);

INSERT INTO site DEFAULT VALUES;

-- One sequence for events, lots and master data: ids of one site never meet those of another.
CREATE SEQUENCE id AS bigint MINVALUE 1 MAXVALUE 281474976710655;

RESET ROLE;
