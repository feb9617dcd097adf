-- Documents: what people recorded, one row (and lines) for the first recording and for each revision. `document` is
-- the first event, `event` the one that says this. Everything of a document is written again with each revision, so
-- that the latest one reads alone. Masses are grams.
SET LOCAL ROLE urbanmine_owner;

CREATE DOMAIN mass AS bigint CONSTRAINT mass_range CHECK (VALUE BETWEEN 1 AND 10000000000000);
CREATE DOMAIN mass_or_zero AS bigint CONSTRAINT mass_range CHECK (VALUE BETWEEN 0 AND 10000000000000);
CREATE DOMAIN basis AS text CONSTRAINT basis_word CHECK (VALUE IN ('measured', 'estimated', 'difference'));
CREATE DOMAIN deviation AS double precision CONSTRAINT deviation_range CHECK (VALUE >= 0);
CREATE DOMAIN pieces AS bigint CONSTRAINT pieces_range CHECK (VALUE >= 0);

-- A lot (批次) as its origin made it: an intake, opening stock, or a run of which it is an output.
CREATE TABLE lot (
    lot        bigint NOT NULL,
    event      bigint NOT NULL,
    document   bigint NOT NULL,
    material   bigint NOT NULL,
    facility   bigint NOT NULL,
    created_at timestamptz NOT NULL,
    mass       mass NOT NULL,
    units      pieces,
    code       text COLLATE "C" NOT NULL,
    basis      basis,
    method     text,
    sigma      deviation,
    -- The row with which the lot came to be; later ones are revisions.
    is_first   boolean NOT NULL,
    PRIMARY KEY (lot, event),
    CONSTRAINT lot_code_form CHECK (
        (length(code) = octet_length(code) OR code IS NFC NORMALIZED) AND length(code) BETWEEN 1 AND 64)
);
CREATE UNIQUE INDEX lot_code ON lot (code) WHERE is_first;
CREATE INDEX lot_event ON lot (event);

-- Weighbridge ticket (过磅单).
CREATE TABLE intake (
    event             bigint PRIMARY KEY,
    document          bigint NOT NULL,
    lot               bigint NOT NULL,
    facility          bigint NOT NULL,
    material          bigint NOT NULL,
    supplier          bigint NOT NULL,
    received_at       timestamptz NOT NULL,
    gross             mass NOT NULL,
    tare              mass_or_zero NOT NULL,
    deduction         mass_or_zero NOT NULL,
    -- What is settled (结算重量).
    net               mass NOT NULL,
    -- What lies in the yard, and so the lot's mass in the books.
    book              mass NOT NULL,
    moisture          mass_or_zero,
    impurity          mass_or_zero,
    declared          mass_or_zero,
    deduction_kind    text NOT NULL
        CONSTRAINT intake_deduction_kind CHECK (deduction_kind IN ('commercial', 'removed')),
    province          text CONSTRAINT intake_province_form CHECK (province ~ '^[0-9]{6}$'),
    truck             text,
    driver            text CONSTRAINT intake_driver_length CHECK (length(driver) BETWEEN 1 AND 64),
    manifest          text,
    owner             text,
    origin_class      text,
    CONSTRAINT intake_net CHECK (net = gross - tare - deduction),
    CONSTRAINT intake_book CHECK (book = gross - tare - CASE WHEN deduction_kind = 'removed' THEN deduction ELSE 0 END),
    CONSTRAINT intake_deduction_parts CHECK (coalesce(moisture, 0) + coalesce(impurity, 0) <= deduction)
);

-- Stock of the first day.
CREATE TABLE opening (
    event    bigint PRIMARY KEY,
    document bigint NOT NULL,
    lot      bigint NOT NULL,
    facility bigint NOT NULL,
    material bigint NOT NULL,
    supplier bigint,
    at       timestamptz NOT NULL,
    mass     mass NOT NULL,
    province text CONSTRAINT opening_province_form CHECK (province ~ '^[0-9]{6}$')
);

-- Process run (生产批). Its outputs are the lots that carry its event.
CREATE TABLE run (
    event      bigint PRIMARY KEY,
    document   bigint NOT NULL,
    facility   bigint NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at   timestamptz,
    process    text NOT NULL,
    energy_kwh numeric(18, 6) CONSTRAINT run_energy CHECK (energy_kwh >= 0),
    green_kwh  numeric(18, 6) CONSTRAINT run_green CHECK (green_kwh BETWEEN 0 AND energy_kwh),
    CONSTRAINT run_time_order CHECK (ended_at >= started_at)
);

-- The genealogy: an edge from the document that made the lot to the run that draws it. Ids are taken after the
-- locks and a lot exists before it is drawn, so an edge always leads to a later id, and no cycle can be written.
CREATE TABLE run_input (
    event  bigint NOT NULL,
    lot    bigint NOT NULL,
    source bigint NOT NULL,
    mass   mass NOT NULL,
    basis  basis,
    method text,
    sigma  deviation,
    PRIMARY KEY (event, lot),
    CONSTRAINT run_input_acyclic CHECK (source < event)
);
CREATE INDEX run_input_lot ON run_input (lot);

-- Mass that enters the books without a lot: air, water, recirculated.
CREATE TABLE run_addition (
    event    bigint NOT NULL,
    n        integer NOT NULL,
    material bigint NOT NULL,
    mass     mass NOT NULL,
    origin   text,
    basis    basis,
    method   text,
    sigma    deviation,
    PRIMARY KEY (event, n)
);

-- Mass that leaves the books: fume, moisture, water treated.
CREATE TABLE run_loss (
    event    bigint NOT NULL,
    n        integer NOT NULL,
    material bigint NOT NULL,
    mass     mass NOT NULL,
    basis    basis,
    method   text,
    sigma    deviation,
    PRIMARY KEY (event, n)
);

CREATE TABLE transfer (
    event         bigint PRIMARY KEY,
    document      bigint NOT NULL,
    from_facility bigint NOT NULL,
    to_facility   bigint NOT NULL,
    sent_at       timestamptz NOT NULL,
    received_at   timestamptz,
    CONSTRAINT transfer_time_order CHECK (received_at >= sent_at),
    CONSTRAINT transfer_between CHECK (from_facility <> to_facility)
);
CREATE TABLE transfer_line (
    event    bigint NOT NULL,
    lot      bigint NOT NULL,
    mass     mass NOT NULL,
    received mass_or_zero,
    basis    basis,
    method   text,
    sigma    deviation,
    PRIMARY KEY (event, lot)
);
CREATE INDEX transfer_line_lot ON transfer_line (lot);

CREATE TABLE shipment (
    event      bigint PRIMARY KEY,
    document   bigint NOT NULL,
    facility   bigint NOT NULL,
    customer   bigint NOT NULL,
    shipped_at timestamptz NOT NULL,
    kind       text NOT NULL
        CONSTRAINT shipment_kind CHECK (kind IN ('sale', 'disposal', 'return_to_supplier', 'sample')),
    manifest   text,
    sales_order text
);
CREATE TABLE shipment_line (
    event  bigint NOT NULL,
    lot    bigint NOT NULL,
    mass   mass NOT NULL,
    units  pieces,
    basis  basis,
    method text,
    sigma  deviation,
    PRIMARY KEY (event, lot)
);
CREATE INDEX shipment_line_lot ON shipment_line (lot);

-- Part of a shipment comes back. shipment is that document.
CREATE TABLE goods_return (
    event       bigint PRIMARY KEY,
    document    bigint NOT NULL,
    facility    bigint NOT NULL,
    shipment    bigint NOT NULL,
    customer    bigint NOT NULL,
    returned_at timestamptz NOT NULL
);
CREATE INDEX goods_return_shipment ON goods_return (shipment);
CREATE TABLE goods_return_line (
    event  bigint NOT NULL,
    lot    bigint NOT NULL,
    mass   mass NOT NULL,
    units  pieces,
    basis  basis,
    method text,
    sigma  deviation,
    PRIMARY KEY (event, lot)
);
CREATE INDEX goods_return_line_lot ON goods_return_line (lot);

CREATE TABLE adjustment (
    event    bigint PRIMARY KEY,
    document bigint NOT NULL,
    facility bigint NOT NULL,
    at       timestamptz NOT NULL
);
CREATE TABLE adjustment_line (
    event  bigint NOT NULL,
    lot    bigint NOT NULL,
    mass   bigint NOT NULL CONSTRAINT adjustment_mass
        CHECK (mass <> 0 AND mass BETWEEN -10000000000000 AND 10000000000000),
    reason text NOT NULL,
    basis  basis,
    method text,
    sigma  deviation,
    PRIMARY KEY (event, lot)
);
CREATE INDEX adjustment_line_lot ON adjustment_line (lot);

-- Physical inventory (盘点): posts nothing by itself.
CREATE TABLE inventory_count (
    event      bigint PRIMARY KEY,
    document   bigint NOT NULL,
    facility   bigint NOT NULL,
    counted_at timestamptz NOT NULL
);
CREATE TABLE inventory_count_line (
    event  bigint NOT NULL,
    lot    bigint NOT NULL,
    mass   mass_or_zero NOT NULL,
    basis  basis,
    method text,
    sigma  deviation,
    PRIMARY KEY (event, lot)
);

-- A count that was accepted: the difference to the books at the time of the count, lot by lot.
CREATE TABLE acceptance (
    event    bigint PRIMARY KEY,
    document bigint NOT NULL,
    -- The count's document.
    counted  bigint NOT NULL,
    facility bigint NOT NULL,
    at       timestamptz NOT NULL
);
CREATE TABLE acceptance_line (
    event bigint NOT NULL,
    lot   bigint NOT NULL,
    mass  bigint NOT NULL CONSTRAINT acceptance_mass CHECK (mass <> 0),
    PRIMARY KEY (event, lot)
);
CREATE INDEX acceptance_line_lot ON acceptance_line (lot);

RESET ROLE;
