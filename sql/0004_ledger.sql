-- The double-entry material ledger. Every entry (the postings of one event) moves mass between accounts and sums to
-- zero at each of its business times. What a document posts is said by a view per kind: the views define the books,
-- the posting table is their append-only record, and comparing the two proves it.
SET LOCAL ROLE urbanmine_owner;

CREATE TABLE account (
    account smallint PRIMARY KEY,
    name    text NOT NULL UNIQUE,
    -- What a positive balance is.
    meaning text NOT NULL
);
INSERT INTO account VALUES
    (1, 'stock', 'mass of a lot at a facility; never below zero at any time'),
    (2, 'process', 'mass drawn by runs that have not ended'),
    (3, 'supplier', 'mass received from suppliers, negative'),
    (4, 'opening', 'mass with which the books began, negative'),
    (5, 'addition', 'mass that entered in runs without a lot, negative'),
    (6, 'loss', 'mass that left in runs: fume, moisture, water'),
    (7, 'in_transit', 'mass on the road between facilities'),
    (8, 'difference', 'sent less received of transfers (shipper-receiver difference)'),
    (9, 'customer', 'mass shipped less returned'),
    (10, 'adjustment', 'adjustments and accepted counts: losses positive, gains negative');

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
    -- The document's kind, and which of its two moments: 0 drawn, sent; 1 made, received.
    kind     smallint NOT NULL,
    leg      smallint NOT NULL,
    account  smallint NOT NULL CONSTRAINT posting_account CHECK (account BETWEEN 1 AND 10),
    -- Of an addition: where it came from.
    origin   text,
    PRIMARY KEY (event, n),
    -- Strict balances are kept on lots at facilities, so such postings name both.
    CONSTRAINT posting_stock_names_lot CHECK (account <> 1 OR (lot IS NOT NULL AND facility IS NOT NULL))
);
-- The movements of a lot: what the overdraw check and the lot's page read.
CREATE INDEX posting_lot ON posting (lot) WHERE account = 1;
CREATE INDEX posting_at ON posting USING brin (at);

-- What moved, per day: roll-ups read these and never rows that writers fight over. Rows are only added, by the
-- trigger on posting, and folded from time to time (fold_day_deltas); a back-dated posting adds one like any other.
CREATE TABLE day_delta (
    day      date NOT NULL,
    facility bigint,
    material bigint NOT NULL,
    mass     bigint NOT NULL,
    kind     smallint NOT NULL,
    leg      smallint NOT NULL,
    account  smallint NOT NULL
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
    account  smallint NOT NULL,
    facility bigint,
    material bigint NOT NULL,
    mass     bigint NOT NULL
);
CREATE INDEX period_opening_month ON period_opening (month);

CALL protect('posting', true);
CALL protect('period', true);
CALL protect('period_opening', false);

CREATE FUNCTION last_closed_month() RETURNS integer
    LANGUAGE sql STABLE
    RETURN (SELECT max(month) FROM period);

-- Writers hold the month they write to, shared; a close holds it alone. Keys: 0x756d ("um") and the month. Until the
-- first close nobody knows which months come before it: writers then also hold -4, and the first close holds that alone.
CREATE FUNCTION hold_months(months integer[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    wanted integer;
    closed integer := (SELECT max(month) FROM urbanmine.period);
BEGIN
    IF closed IS NULL AND months <> '{}' THEN
        PERFORM pg_advisory_xact_lock_shared(30061, -4);
    END IF;
    IF cardinality(months) = 1 THEN
        PERFORM pg_advisory_xact_lock_shared(30061, months[1]);
    ELSE
        FOR wanted IN SELECT DISTINCT m FROM unnest(months) m ORDER BY m LOOP
            PERFORM pg_advisory_xact_lock_shared(30061, wanted);
        END LOOP;
    END IF;
    SELECT max(month) INTO closed FROM urbanmine.period;
    FOREACH wanted IN ARRAY coalesce(months, '{}') LOOP
        IF wanted <= closed THEN
            RAISE EXCEPTION 'month % is closed', urbanmine.month_text(wanted)
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'period_closed',
                DETAIL = urbanmine.month_text(wanted);
        END IF;
    END LOOP;
END
$$;

-- ---------------------------------------------------------------------------------------------------------------
-- What each kind of document posts

CREATE VIEW opening_posting AS
    SELECT o.event, o.document, o.at, 1::smallint AS kind, 0::smallint AS leg, side.account, o.facility, o.material,
        o.lot, NULL::bigint AS party, NULL::text AS origin, side.mass
    FROM opening o
    CROSS JOIN LATERAL (VALUES (1::smallint, o.mass::bigint), (4::smallint, -o.mass::bigint)) AS side (account, mass);

CREATE VIEW intake_posting AS
    SELECT i.event, i.document, i.received_at AS at, 2::smallint AS kind, 0::smallint AS leg, side.account, i.facility,
        i.material, i.lot, side.party, NULL::text AS origin, side.mass
    FROM intake i
    CROSS JOIN LATERAL (VALUES
        (1::smallint, NULL::bigint, i.book::bigint),
        (3::smallint, i.supplier, -i.book::bigint)) AS side (account, party, mass);

CREATE VIEW run_posting AS
    SELECT r.event, r.document, moment.at, 3::smallint AS kind, moment.leg, moment.account, r.facility, l.material,
        i.lot, NULL::bigint AS party, NULL::text AS origin, moment.sign * i.mass::bigint AS mass
    FROM run r JOIN run_input i ON i.event = r.event JOIN current_lot l ON l.lot = i.lot
    CROSS JOIN LATERAL (VALUES
        (0::smallint, 1::smallint, r.started_at, -1),
        (0::smallint, 2::smallint, r.started_at, 1),
        (1::smallint, 2::smallint, r.ended_at, -1)) AS moment (leg, account, at, sign)
    WHERE moment.at IS NOT NULL
    UNION ALL
    SELECT r.event, r.document, r.ended_at, 3::smallint, 1::smallint, 1::smallint, r.facility, l.material, l.lot,
        NULL, NULL, l.mass::bigint
    FROM run r JOIN lot l ON l.event = r.event
    UNION ALL
    SELECT r.event, r.document, r.ended_at, 3::smallint, 1::smallint, 5::smallint, r.facility, a.material, NULL,
        NULL, a.origin, -a.mass::bigint
    FROM run r JOIN run_addition a ON a.event = r.event
    UNION ALL
    SELECT r.event, r.document, r.ended_at, 3::smallint, 1::smallint, 6::smallint, r.facility, x.material, NULL,
        NULL, NULL, x.mass::bigint
    FROM run r JOIN run_loss x ON x.event = r.event;

CREATE VIEW transfer_posting AS
    SELECT t.event, t.document, moment.at, 4::smallint AS kind, moment.leg, moment.account, moment.facility,
        l.material, x.lot, NULL::bigint AS party, NULL::text AS origin, moment.mass
    FROM transfer t JOIN transfer_line x ON x.event = t.event JOIN current_lot l ON l.lot = x.lot
    CROSS JOIN LATERAL (VALUES
        (0::smallint, 1::smallint, t.sent_at, t.from_facility, -x.mass::bigint),
        (0::smallint, 7::smallint, t.sent_at, NULL::bigint, x.mass::bigint),
        (1::smallint, 7::smallint, t.received_at, NULL::bigint, -x.mass::bigint),
        (1::smallint, 1::smallint, t.received_at, t.to_facility, x.received::bigint),
        (1::smallint, 8::smallint, t.received_at, t.to_facility, x.mass::bigint - x.received::bigint))
        AS moment (leg, account, at, facility, mass)
    WHERE moment.at IS NOT NULL AND moment.mass <> 0;

CREATE VIEW shipment_posting AS
    SELECT s.event, s.document, s.shipped_at AS at, 5::smallint AS kind, 0::smallint AS leg, side.account, s.facility,
        l.material, x.lot, side.party, NULL::text AS origin, side.mass
    FROM shipment s JOIN shipment_line x ON x.event = s.event JOIN current_lot l ON l.lot = x.lot
    CROSS JOIN LATERAL (VALUES
        (1::smallint, NULL::bigint, -x.mass::bigint),
        (9::smallint, s.customer, x.mass::bigint)) AS side (account, party, mass);

-- Goods come back from whom the shipment went to, as it says now: a corrected customer takes its returns along.
CREATE VIEW return_posting AS
    SELECT r.event, r.document, r.returned_at AS at, 6::smallint AS kind, 0::smallint AS leg, side.account,
        r.facility, l.material, x.lot, side.party, NULL::text AS origin, side.mass
    FROM goods_return r JOIN goods_return_line x ON x.event = r.event JOIN current_lot l ON l.lot = x.lot
    JOIN shipment s ON s.event = coalesce(
        (SELECT max(v.event) FROM revision v WHERE v.document = r.shipment AND v.kind <> 31), r.shipment)
    CROSS JOIN LATERAL (VALUES
        (1::smallint, NULL::bigint, x.mass::bigint),
        (9::smallint, s.customer, -x.mass::bigint)) AS side (account, party, mass);

CREATE VIEW adjustment_posting AS
    SELECT a.event, a.document, a.at, 7::smallint AS kind, 0::smallint AS leg, side.account, a.facility, l.material,
        x.lot, NULL::bigint AS party, NULL::text AS origin, side.mass
    FROM adjustment a JOIN adjustment_line x ON x.event = a.event JOIN current_lot l ON l.lot = x.lot
    CROSS JOIN LATERAL (VALUES (1::smallint, x.mass), (10::smallint, -x.mass)) AS side (account, mass);

CREATE VIEW acceptance_posting AS
    SELECT a.event, a.document, a.at, 9::smallint AS kind, 0::smallint AS leg, side.account, a.facility, l.material,
        x.lot, NULL::bigint AS party, NULL::text AS origin, side.mass
    FROM acceptance a JOIN acceptance_line x ON x.event = a.event JOIN current_lot l ON l.lot = x.lot
    CROSS JOIN LATERAL (VALUES (1::smallint, x.mass), (10::smallint, -x.mass)) AS side (account, mass);

CREATE VIEW document_posting AS
    SELECT * FROM opening_posting UNION ALL SELECT * FROM intake_posting UNION ALL SELECT * FROM run_posting
    UNION ALL SELECT * FROM transfer_posting UNION ALL SELECT * FROM shipment_posting
    UNION ALL SELECT * FROM return_posting UNION ALL SELECT * FROM adjustment_posting
    UNION ALL SELECT * FROM acceptance_posting;

-- ---------------------------------------------------------------------------------------------------------------
-- The checks

-- Runs for every statement that adds postings, whoever wrote it. A statement that passes keeps the whole in order,
-- so the whole stays in order by induction.
CREATE FUNCTION check_postings() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = urbanmine, pg_temp AS $$
DECLARE
    zone text := (SELECT time_zone FROM site);
    many boolean;
    bad record;
    wrong text;
    months integer[];
    draws boolean;
    overdrawn text := 'SELECT t.facility, t.lot, t.at, t.balance FROM (
            SELECT p.facility, p.lot, p.at,
                sum(p.mass) OVER (PARTITION BY p.lot, p.facility ORDER BY p.at) AS balance
            FROM posting p
            WHERE p.account = 1 AND p.lot IN (SELECT a.lot FROM added a WHERE a.account = 1 AND a.mass < 0)
        ) t WHERE t.balance < 0 ORDER BY t.at, t.lot LIMIT 1';
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        -- An older snapshot would not see what a writer who held the lot before us took from it.
        RAISE EXCEPTION 'postings are written in READ COMMITTED transactions'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'posting_isolation';
    END IF;

    WITH entry AS MATERIALIZED (
        SELECT a.event, a.at, sum(a.mass) AS mass, bool_or(a.account = 1 AND a.mass < 0) AS draws
        FROM added a GROUP BY a.event, a.at
    )
    SELECT bool_or(e.draws), array_agg(DISTINCT business_month(e.at, zone)),
        min(format('entry %s does not balance at %s: %s g are missing', e.event, e.at, -e.mass))
            FILTER (WHERE e.mass <> 0)
    INTO draws, months, wrong FROM entry e;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION '%', wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_balances', TABLE = 'posting';
    END IF;

    PERFORM hold_months(months);

    IF draws THEN
        -- One sorted order for everyone, so that two writers never wait for each other in a ring. Lots whose ids are of
        -- this transaction's own batch nobody else can see.
        PERFORM FROM lot l
        WHERE l.lot = ANY (ARRAY(
                SELECT DISTINCT a.lot FROM added a
                WHERE a.account = 1 AND NOT EXISTS (
                    SELECT FROM batch b
                    WHERE b.batch = nullif(current_setting('urbanmine.batch', true), '')::bigint
                      AND b.transaction = pg_current_xact_id() AND a.lot BETWEEN b.batch AND b.last_id)))
          AND l.is_first
        ORDER BY l.lot FOR NO KEY UPDATE;
        many := (SELECT count(*) > 500 FROM (SELECT FROM added LIMIT 501) several);
        IF many THEN
            -- Planned anew: the plan for one ticket is no plan for a city-year.
            PERFORM set_config('work_mem', '256MB', true), set_config('enable_nestloop', 'off', true);
            EXECUTE overdrawn INTO bad;
            PERFORM set_config('enable_nestloop', 'on', true);
        ELSE
            SELECT t.facility, t.lot, t.at, t.balance INTO bad FROM (
                SELECT p.facility, p.lot, p.at,
                    sum(p.mass) OVER (PARTITION BY p.lot, p.facility ORDER BY p.at) AS balance
                FROM posting p
                WHERE p.account = 1
                  AND p.lot = ANY (ARRAY(SELECT DISTINCT a.lot FROM added a WHERE a.account = 1 AND a.mass < 0))
            ) t WHERE t.balance < 0 ORDER BY t.at, t.lot LIMIT 1;
        END IF;
        IF bad.lot IS NOT NULL THEN
            RAISE EXCEPTION 'lot % would be % g below zero at % from %',
                (SELECT l.code FROM lot l WHERE l.lot = bad.lot LIMIT 1), -bad.balance,
                (SELECT f.code FROM facility f WHERE f.event = bad.facility), bad.at
                USING ERRCODE = 'check_violation', CONSTRAINT = 'lot_overdrawn', TABLE = 'posting';
        END IF;
    END IF;

    WITH put AS (
        INSERT INTO day_delta (day, facility, material, mass, kind, leg, account)
        SELECT business_day(d.at, zone), d.facility, d.material, sum(d.mass)::bigint, d.kind, d.leg, d.account
        FROM added d
        GROUP BY 1, d.facility, d.material, d.kind, d.leg, d.account HAVING sum(d.mass) <> 0
        RETURNING facility, material
    )
    SELECT format('facility %s, material %s', p.facility, p.material) AS name INTO bad FROM put p
    WHERE p.facility IS NOT NULL AND NOT EXISTS (SELECT FROM facility f WHERE f.event = p.facility)
        OR NOT EXISTS (SELECT FROM material m WHERE m.event = p.material) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'postings name what is not on record: %', bad.name
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'posting_references', TABLE = 'posting';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER check_postings AFTER INSERT ON posting REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION check_postings();

-- Adds up the deltas of a day that came in many rows. Safe beside writers: it moves only rows that it sees.
CREATE FUNCTION fold_day_deltas() RETURNS bigint LANGUAGE sql SECURITY DEFINER
    SET search_path = urbanmine, pg_temp AS $$
    WITH crowded AS (
        SELECT day FROM day_delta GROUP BY day
        HAVING count(*) > 2 * count(DISTINCT (facility, material, kind, leg, account))
    ), taken AS (
        DELETE FROM day_delta d USING crowded c WHERE d.day = c.day RETURNING d.*
    ), put AS (
        INSERT INTO day_delta (day, facility, material, mass, kind, leg, account)
        SELECT day, facility, material, sum(mass)::bigint, kind, leg, account FROM taken
        GROUP BY day, facility, material, kind, leg, account HAVING sum(mass) <> 0
        RETURNING 1
    )
    SELECT count(*) FROM put
$$;

-- Balances per account, facility and material at the start of a month: the last sealed opening and the deltas since.
CREATE FUNCTION balance_at_month(wanted integer) RETURNS TABLE (
    account smallint, facility bigint, material bigint, mass bigint
) LANGUAGE sql STABLE AS $$
    WITH sealed AS (SELECT max(o.month) AS month FROM period_opening o WHERE o.month <= wanted),
    parts AS (
        SELECT o.account, o.facility, o.material, o.mass
        FROM period_opening o WHERE o.month = (SELECT month FROM sealed)
        UNION ALL
        SELECT d.account, d.facility, d.material, d.mass FROM day_delta d
        WHERE d.day < make_date(wanted / 12, wanted % 12 + 1, 1)
          AND d.day >= coalesce((SELECT make_date(month / 12, month % 12 + 1, 1) FROM sealed), '-infinity'::date)
    )
    SELECT p.account, p.facility, p.material, sum(p.mass)::bigint FROM parts p
    GROUP BY p.account, p.facility, p.material HAVING sum(p.mass) <> 0
$$;
GRANT EXECUTE ON FUNCTION last_closed_month(), hold_months(integer[]), fold_day_deltas(), balance_at_month(integer)
    TO urbanmine_app;
RESET ROLE;
