-- The journal: every recorded event of any kind is one row of one append-only table.
SET LOCAL ROLE urbanmine_owner;

-- What an event records. The order counts: documents with a business time come first, then master data, which has
-- none, then events that act on an earlier document, and the close of a month.
CREATE TYPE event_kind AS ENUM (
    'opening', 'intake', 'run', 'transfer', 'shipment', 'return', 'adjustment', 'count', 'acceptance',
    'party', 'facility', 'material', 'composition', 'assay', 'history',
    'correction', 'reversal', 'completion',
    'close'
);

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
-- Finds the batches that came after a snapshot without reading the older ones.
CREATE INDEX batch_transaction ON batch (transaction);

-- Written by post(); a batch that was never posted can't be committed.
CREATE TABLE batch_posted (
    batch    bigint PRIMARY KEY,
    entries  bigint NOT NULL,
    postings bigint NOT NULL
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
    kind        event_kind NOT NULL,
    -- The document's id as people know it; for revisions the same.
    code        text COLLATE "C" CONSTRAINT journal_code_form CHECK (
        (length(code) = octet_length(code) OR code IS NFC NORMALIZED) AND length(code) <= 160),
    recorded_by text,
    reason      text,
    -- SHA-256 of the normalised content, for telling a repeated import from a conflict.
    digest      bytea NOT NULL,
    CONSTRAINT journal_document_first CHECK (document <= event),
    -- Documents are known by their codes.
    CONSTRAINT journal_document_code CHECK (
        coalesce(code, '') <> '' OR kind NOT BETWEEN 'opening' AND 'acceptance')
);
-- The id of a document is taken once for each kind, for ever. The code comes first: a plan for an unknown kind would
-- else read all of the kind, taking the condition for a rare one.
CREATE UNIQUE INDEX journal_code ON journal (code, kind) WHERE event = document AND code IS NOT NULL;

-- Events that supersede what a document said before: corrections, completions (a run ends, a transfer arrives) and
-- reversals. Few, so that "in force" is an anti-join with a small table (sql/code/04_in_force.sql).
CREATE TABLE revision (
    event      bigint PRIMARY KEY,
    document   bigint NOT NULL,
    -- The event that said what the document is until this one came. An event is superseded once, so the revisions of
    -- a document form a chain.
    supersedes bigint NOT NULL CONSTRAINT revision_supersedes UNIQUE,
    kind       event_kind NOT NULL CONSTRAINT revision_kind CHECK (kind IN ('correction', 'reversal', 'completion')),
    -- The month of the document was closed already: reports of that month keep what they said, and differences of
    -- mass are posted at late_at instead.
    late       boolean NOT NULL,
    late_at    timestamptz,
    CONSTRAINT revision_after_document CHECK (event > document),
    CONSTRAINT revision_chain CHECK (supersedes >= document AND supersedes < event)
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

RESET ROLE;
