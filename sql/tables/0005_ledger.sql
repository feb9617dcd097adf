-- The double-entry material ledger. Every entry (the postings of one event) moves mass between accounts and sums to
-- zero at each of its business times. What a document posts is said by a view per kind (sql/code/07_postings.sql): the
-- views define the books, the posting table is their append-only record, and comparing the two proves it.
SET LOCAL ROLE urbanmine_owner;

-- Mass is always on an account. account_meaning says what a balance is.
CREATE TYPE account AS ENUM (
    'stock', 'process', 'supplier', 'opening', 'addition', 'loss', 'in_transit', 'difference', 'customer', 'adjustment'
);
CREATE TABLE account_meaning (
    account account PRIMARY KEY,
    meaning text NOT NULL
);
INSERT INTO account_meaning VALUES
    ('stock', 'mass of a lot at a facility; never below zero at any time'),
    ('process', 'mass drawn by runs that have not ended'),
    ('supplier', 'mass received from suppliers, negative'),
    ('opening', 'mass with which the books began, negative'),
    ('addition', 'mass that entered in runs without a lot, negative'),
    ('loss', 'mass that left in runs: fume, moisture, water'),
    ('in_transit', 'mass on the road between facilities'),
    ('difference', 'sent less received of transfers (shipper-receiver difference)'),
    ('customer', 'mass shipped less returned'),
    ('adjustment', 'adjustments and accepted counts: losses positive, gains negative');

-- A document moves mass at one moment or at two. Start: a run draws, a transfer is sent; also the only moment of all
-- other documents. End: a run makes, a transfer is received.
CREATE TYPE leg AS ENUM ('start', 'end');

CREATE TABLE posting (
    event    bigint NOT NULL,
    document bigint NOT NULL,
    at       timestamptz NOT NULL,
    mass     bigint NOT NULL CONSTRAINT posting_mass CHECK (mass <> 0),
    facility bigint,
    material bigint NOT NULL,
    lot      bigint,
    party    bigint,
    n        integer NOT NULL,
    -- The document's kind, and which of its two moments.
    kind     event_kind NOT NULL,
    leg      leg NOT NULL,
    account  account NOT NULL,
    -- Of an addition: where it came from.
    origin   text,
    PRIMARY KEY (event, n),
    -- Strict balances are kept on lots at facilities, so such postings name both.
    CONSTRAINT posting_stock_names_lot CHECK (account <> 'stock' OR (lot IS NOT NULL AND facility IS NOT NULL))
);
-- The movements of a lot: what the overdraw check and the lot's page read.
CREATE INDEX posting_lot ON posting (lot) WHERE account = 'stock';
CREATE INDEX posting_at ON posting USING brin (at);

-- What moved, per day: roll-ups read these and never rows that writers fight over. Rows are only added, by the
-- trigger on posting, and folded from time to time (fold_day_deltas); a back-dated posting adds one like any other.
CREATE TABLE day_delta (
    day      date NOT NULL,
    facility bigint,
    material bigint NOT NULL,
    mass     bigint NOT NULL,
    kind     event_kind NOT NULL,
    leg      leg NOT NULL,
    account  account NOT NULL
);
CREATE INDEX day_delta_day ON day_delta USING brin (day);

-- Closed material balance periods (期), and the balances with which the month after begins.
CREATE TABLE period (
    month     integer PRIMARY KEY,
    event     bigint NOT NULL,
    closed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE period_opening (
    month    integer NOT NULL,
    account  account NOT NULL,
    facility bigint,
    material bigint NOT NULL,
    mass     bigint NOT NULL
);
CREATE INDEX period_opening_month ON period_opening (month);

RESET ROLE;
