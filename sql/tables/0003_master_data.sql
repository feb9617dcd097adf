-- Parties, facilities, materials and compositions. The identity row is written once; what is said of it is a row for
-- each revision, the latest counting (a closed month's report reads the latest before its close).
-- The id of a thing is the id of its first event.
SET LOCAL ROLE urbanmine_owner;

CREATE TABLE party (
    event bigint PRIMARY KEY,
    code  text COLLATE "C" NOT NULL CONSTRAINT party_code UNIQUE
);
CREATE TABLE party_revision (
    event    bigint PRIMARY KEY,
    party    bigint NOT NULL,
    name     text NOT NULL,
    -- GB/T 2260.
    province text CONSTRAINT party_province_form CHECK (province ~ '^[0-9]{6}$'),
    -- GB 32100-2015.
    uscc     text
);
CREATE INDEX party_revision_party ON party_revision (party, event);

CREATE TABLE facility (
    event bigint PRIMARY KEY,
    code  text COLLATE "C" NOT NULL CONSTRAINT facility_code UNIQUE
);
CREATE TABLE facility_revision (
    event             bigint PRIMARY KEY,
    facility          bigint NOT NULL,
    name              text NOT NULL,
    operator          text,
    park              text,
    -- Grams a year.
    capacity_per_year bigint,
    permit            text,
    permit_per_year   bigint
);
CREATE INDEX facility_revision_facility ON facility_revision (facility, event);

CREATE TABLE material (
    event bigint PRIMARY KEY,
    code  text COLLATE "C" NOT NULL CONSTRAINT material_code UNIQUE
);
CREATE TABLE material_revision (
    event      bigint PRIMARY KEY,
    material   bigint NOT NULL,
    name_zh    text NOT NULL,
    name_en    text NOT NULL,
    stream     text NOT NULL
        CONSTRAINT material_stream CHECK (stream IN ('battery', 'aluminium', 'plastic', 'copper', 'lithium', 'other')),
    role       text NOT NULL CONSTRAINT material_role
        CHECK (role IN ('scrap', 'intermediate', 'product', 'auxiliary', 'residue', 'loss')),
    unit_mass  bigint,
    waste_code text,
    reported   boolean NOT NULL
);
CREATE INDEX material_revision_material ON material_revision (material, event);

-- The share of a substance in a material. The key is material, substance and valid_from; a second row with the same
-- key is a revision of the first.
CREATE TABLE composition (
    event      bigint PRIMARY KEY,
    material   bigint NOT NULL,
    substance  text NOT NULL,
    fraction   numeric(16, 15) NOT NULL CONSTRAINT composition_fraction CHECK (fraction BETWEEN 0 AND 1),
    sigma      double precision CONSTRAINT composition_sigma CHECK (sigma >= 0),
    valid_from timestamptz
);
CREATE INDEX composition_material ON composition (material, substance);

CREATE TABLE assay (
    event     bigint PRIMARY KEY,
    lot       bigint NOT NULL,
    substance text NOT NULL,
    fraction  numeric(16, 15) NOT NULL CONSTRAINT assay_fraction CHECK (fraction BETWEEN 0 AND 1),
    sigma     double precision CONSTRAINT assay_sigma CHECK (sigma >= 0)
);
CREATE INDEX assay_lot ON assay (lot, substance);

-- Months before the books began, for comparisons only.
CREATE TABLE history (
    event     bigint PRIMARY KEY,
    month     integer NOT NULL,
    direction text NOT NULL CONSTRAINT history_direction CHECK (direction IN ('inflow', 'output')),
    material  bigint NOT NULL,
    facility  bigint,
    mass      bigint NOT NULL CONSTRAINT history_mass CHECK (mass >= 0),
    units     bigint,
    tickets   bigint
);
CREATE INDEX history_month ON history (month);

RESET ROLE;
