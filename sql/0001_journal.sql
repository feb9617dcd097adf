-- The journal: every recorded event of any kind is one row of one append-only table.
--
-- Roles. Tables belong to urbanmine_owner, which nobody logs in as. Programs work as urbanmine_app, which may read
-- everything and write nothing: its writes go through SECURITY DEFINER functions (0005_recording.sql), so that
-- row-level security can come later without breaking COPY and without hiding rows from the checks.

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

-- The schema exists already where the migrator keeps its own table in it.
ALTER SCHEMA urbanmine OWNER TO urbanmine_owner;
GRANT USAGE ON SCHEMA urbanmine TO urbanmine_app;
SET LOCAL ROLE urbanmine_owner;
ALTER DEFAULT PRIVILEGES IN SCHEMA urbanmine GRANT SELECT ON TABLES TO urbanmine_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA urbanmine REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- ---------------------------------------------------------------------------------------------------------------
-- The site

CREATE TABLE site (
    only_row  boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    -- Stands in the high 15 bits of every id, so that the append-only tables of many sites can flow into one.
    number    integer NOT NULL DEFAULT 0 CONSTRAINT site_number_range CHECK (number BETWEEN 0 AND 32767),
    time_zone text NOT NULL DEFAULT 'Asia/Shanghai'
);
INSERT INTO site DEFAULT VALUES;

-- One sequence for events, lots and master data: ids of one site never meet those of another.
CREATE SEQUENCE id AS bigint MINVALUE 1 MAXVALUE 281474976710655;

-- The business day and month of an instant. The zone is an argument so that set-based callers read it once.
CREATE FUNCTION business_day(at timestamptz, zone text) RETURNS date
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (at AT TIME ZONE zone)::date;

-- Months are counted from year 0: year × 12 + month − 1.
CREATE FUNCTION business_month(at timestamptz, zone text) RETURNS integer
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN extract(year FROM at AT TIME ZONE zone)::integer * 12 + extract(month FROM at AT TIME ZONE zone)::integer - 1;

CREATE FUNCTION month_text(month integer) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN to_char(month / 12, 'FM0000') || '-' || to_char(month % 12 + 1, 'FM00');

-- ---------------------------------------------------------------------------------------------------------------
-- Kinds of events

CREATE TABLE event_kind (
    kind    smallint PRIMARY KEY,
    name    text NOT NULL UNIQUE,
    -- Whether such an event posts to the ledger.
    posts   boolean NOT NULL
);
INSERT INTO event_kind VALUES
    (1, 'opening', true), (2, 'intake', true), (3, 'run', true), (4, 'transfer', true), (5, 'shipment', true),
    (6, 'return', true), (7, 'adjustment', true), (8, 'count', false), (9, 'acceptance', true),
    (20, 'party', false), (21, 'facility', false), (22, 'material', false), (23, 'composition', false),
    (24, 'assay', false), (25, 'history', false),
    -- Events that act on an earlier document.
    (30, 'correction', false), (31, 'reversal', false), (32, 'completion', false), (33, 'close', false);

-- ---------------------------------------------------------------------------------------------------------------
-- Batches and the journal

-- One transaction that records. Ids first_id … last_id are its own.
CREATE TABLE batch (
    batch       bigint PRIMARY KEY,
    last_id     bigint NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),
    -- Who recorded: the operating system's user and host, the database's user, and the program.
    actor       text NOT NULL,
    host        text NOT NULL,
    login       text NOT NULL DEFAULT session_user,
    program     text NOT NULL
);

CREATE TABLE source_file (
    source bigint PRIMARY KEY,
    batch  bigint NOT NULL,
    name   text NOT NULL,
    sha256 bytea NOT NULL
);

CREATE TABLE journal (
    event       bigint PRIMARY KEY,
    -- The first event of the document that this one records or revises.
    document    bigint NOT NULL,
    batch       bigint NOT NULL,
    -- Business time; null for events without one (master data).
    occurred_at timestamptz,
    source      bigint,
    line        integer,
    kind        smallint NOT NULL,
    -- The document's id as people know it; for revisions the same.
    code        text COLLATE "C" CONSTRAINT journal_code_form CHECK (
        (length(code) = octet_length(code) OR code IS NFC NORMALIZED) AND length(code) <= 160),
    recorded_by text,
    reason      text,
    -- SHA-256 of the normalised content, for telling a repeated import from a conflict.
    digest      bytea NOT NULL,
    CONSTRAINT journal_document_first CHECK (document <= event)
);
-- The id of a document is taken once for each kind, for ever. The code comes first: a plan for an unknown kind would
-- else read all of the kind, taking the condition for a rare one.
CREATE UNIQUE INDEX journal_code ON journal (code, kind) WHERE event = document AND code IS NOT NULL;

-- Events that supersede what a document said before: corrections, completions (a run ends, a transfer arrives) and
-- reversals. Few, so that "the latest revision" is an anti-join with a small table.
CREATE TABLE revision (
    event    bigint PRIMARY KEY,
    document bigint NOT NULL,
    kind     smallint NOT NULL CONSTRAINT revision_kind CHECK (kind IN (30, 31, 32)),
    -- The month of the document was closed already: reports of that month keep what they said, and differences of
    -- mass are posted at late_at instead.
    late     boolean NOT NULL,
    late_at  timestamptz,
    CONSTRAINT revision_after_document CHECK (event > document)
);
CREATE INDEX revision_document ON revision (document, event);

-- What a correction changed, field by field, as it was typed.
CREATE TABLE correction_field (
    event     bigint NOT NULL,
    n         integer NOT NULL,
    field     text NOT NULL,
    old_value text,
    new_value text,
    -- The value in the user's notation.
    typed     text,
    PRIMARY KEY (event, n)
);

-- ---------------------------------------------------------------------------------------------------------------
-- Append-only

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% rows are never changed or removed; record a correction or a reversal', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'append_only', TABLE = TG_TABLE_NAME;
END
$$;

-- The batch of this transaction: urbanmine.batch names it, and it counts only if this transaction began it.
CREATE FUNCTION current_batch() RETURNS batch LANGUAGE plpgsql STABLE AS $$
DECLARE
    found_batch batch;
BEGIN
    SELECT b.* INTO found_batch FROM urbanmine.batch b
    WHERE b.batch = nullif(current_setting('urbanmine.batch', true), '')::bigint
      AND b.transaction = pg_current_xact_id();
    IF NOT FOUND THEN
        RAISE EXCEPTION 'rows are recorded within a batch: call begin_batch first'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'within_batch';
    END IF;
    RETURN found_batch;
END
$$;

-- New rows carry ids of the running batch, which has not been posted yet. Trigger functions name the schema: a client's
-- search_path, where its temporary tables come first, must not decide what they read.
CREATE FUNCTION require_batch() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    running bigint := nullif(current_setting('urbanmine.batch', true), '')::bigint;
BEGIN
    IF NOT EXISTS (
        SELECT FROM urbanmine.batch b
        WHERE b.batch = running AND b.transaction = pg_current_xact_id()
          AND NOT EXISTS (SELECT FROM added a WHERE a.event NOT BETWEEN b.batch AND b.last_id)
          AND NOT EXISTS (SELECT FROM urbanmine.batch_posted p WHERE p.batch = b.batch))
    THEN
        RAISE EXCEPTION '% rows carry the ids of the running batch', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'within_batch', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END
$$;

-- Written by post(); a batch that was never posted can't be committed.
CREATE TABLE batch_posted (
    batch    bigint PRIMARY KEY,
    entries  bigint NOT NULL,
    postings bigint NOT NULL
);

CREATE FUNCTION require_posted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM urbanmine.batch_posted p WHERE p.batch = NEW.batch) THEN
        RAISE EXCEPTION 'batch % was not posted', NEW.batch
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'batch_is_posted';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER batch_is_posted AFTER INSERT ON batch
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION require_posted();

-- New rows hang on an event of the running batch which is of one of the table's kinds, given as arguments, or revises
-- a document that is. So nothing is recorded that the journal does not know, and no event is two things at once.
CREATE FUNCTION require_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    running bigint := nullif(current_setting('urbanmine.batch', true), '')::bigint;
    kinds smallint[] := TG_ARGV::smallint[];
BEGIN
    IF NOT EXISTS (
        SELECT FROM urbanmine.batch b
        WHERE b.batch = running AND b.transaction = pg_current_xact_id()
          AND NOT EXISTS (SELECT FROM urbanmine.batch_posted p WHERE p.batch = b.batch))
        OR EXISTS (
            SELECT FROM added a LEFT JOIN urbanmine.journal j ON j.event = a.event AND j.batch = running
            WHERE j.kind IS NULL OR j.kind <> ALL (kinds) AND NOT (j.kind IN (30, 32) AND EXISTS (
                SELECT FROM urbanmine.journal f WHERE f.event = j.document AND f.kind = ANY (kinds))))
    THEN
        RAISE EXCEPTION '% rows hang on an event of the running batch that is of their kind', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'within_batch', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END
$$;

-- Makes a table append-only; within_batch also ties its rows to the running batch by their column event, kinds to an
-- event of one of these kinds.
CREATE PROCEDURE protect(target regclass, within_batch boolean, VARIADIC kinds integer[] DEFAULT '{}')
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %s '
        'FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', target);
    IF within_batch THEN
        EXECUTE format('CREATE TRIGGER within_batch AFTER INSERT ON %s REFERENCING NEW TABLE AS added '
            'FOR EACH STATEMENT EXECUTE FUNCTION %s', target,
            CASE WHEN kinds = '{}' THEN 'require_batch()'
            ELSE format('require_event(%s)', array_to_string(kinds, ', ')) END);
    END IF;
END
$$;

CALL protect('batch', false);
CALL protect('batch_posted', false);
CALL protect('source_file', false);
CALL protect('journal', true);
CALL protect('revision', true, 30, 31, 32);
CALL protect('correction_field', true, 30, 32);

-- The zone and the number of the site are fixed with the first event.
CREATE FUNCTION site_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' OR EXISTS (SELECT FROM urbanmine.journal) THEN
        RAISE EXCEPTION 'the time zone and number of a site are fixed with the first document'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'site_is_fixed';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER site_is_fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON site
    FOR EACH STATEMENT EXECUTE FUNCTION site_is_fixed();
RESET ROLE;
