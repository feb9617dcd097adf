-- The monthly reports that urbanmined makes: which versions there are, which months are due, and which must be looked
-- at again because something was recorded that their figures may depend on.
SET LOCAL ROLE urbanmine_owner;

-- One row for each month that has fallen due: what daemons lock to make a report once, and the mark that the month's
-- figures may have changed. State of work, not of the books, so its rows change.
CREATE TABLE report_schedule (
    -- What a calendar has: 1900-01 to 9998-12.
    month     integer PRIMARY KEY CONSTRAINT report_month CHECK (month BETWEEN 1900 * 12 AND 9998 * 12 + 11),
    due_at    timestamptz NOT NULL,
    stale     boolean NOT NULL DEFAULT true,
    -- When its figures were last computed and compared with the newest version.
    looked_at timestamptz
);

-- A version of a month's report that was published, for ever; the next one is made when the figures have changed.
CREATE TABLE report_version (
    month   integer NOT NULL REFERENCES report_schedule,
    version integer NOT NULL CONSTRAINT report_version_from_one CHECK (version >= 1),
    -- Whether the month was open or closed when it was made.
    state   text NOT NULL CONSTRAINT report_version_state CHECK (state IN ('open', 'closed')),
    -- SHA-256 of the figures: of the version's JSON file.
    figures bytea NOT NULL CONSTRAINT report_version_figures CHECK (octet_length(figures) = 32),
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- Who made it: the operating system's user and host, the database's user, and the program.
    actor   text NOT NULL,
    host    text NOT NULL,
    login   text NOT NULL DEFAULT session_user,
    program text NOT NULL,
    PRIMARY KEY (month, version)
);

-- Up to where recorded batches have been looked through for months whose figures they may change. A snapshot and not
-- the highest batch: a batch with a lower number may be committed later, and would be skipped for ever.
CREATE TABLE report_bookmark (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    -- The database cluster whose transactions the snapshot tells of; a dump restored elsewhere carries strange ones.
    cluster  bigint,
    seen     pg_snapshot
);

INSERT INTO report_bookmark DEFAULT VALUES;

RESET ROLE;
