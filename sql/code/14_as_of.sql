-- What is said of each thing as of an event (null: now).
CREATE FUNCTION urbanmine_read.party_as_of(last_event bigint) RETURNS TABLE (
    party bigint, code text, name text, province text, uscc text
) LANGUAGE sql STABLE AS $$
    SELECT DISTINCT ON (r.party) r.party, p.code, r.name, r.province, r.uscc
    FROM party_revision r JOIN party p ON p.event = r.party
    WHERE last_event IS NULL OR r.event <= last_event
    ORDER BY r.party, r.event DESC
$$;
GRANT EXECUTE ON FUNCTION urbanmine_read.party_as_of(bigint) TO urbanmine_app;

CREATE FUNCTION urbanmine_read.facility_as_of(last_event bigint) RETURNS TABLE (
    facility bigint, code text, name text, operator text, park text, capacity_per_year bigint, permit text,
    permit_per_year bigint
) LANGUAGE sql STABLE AS $$
    SELECT DISTINCT ON (r.facility) r.facility, f.code, r.name, r.operator, r.park, r.capacity_per_year, r.permit,
        r.permit_per_year
    FROM facility_revision r JOIN facility f ON f.event = r.facility
    WHERE last_event IS NULL OR r.event <= last_event
    ORDER BY r.facility, r.event DESC
$$;
GRANT EXECUTE ON FUNCTION urbanmine_read.facility_as_of(bigint) TO urbanmine_app;

CREATE FUNCTION urbanmine_read.material_as_of(last_event bigint) RETURNS TABLE (
    material bigint, code text, name_zh text, name_en text, stream text, role text, unit_mass bigint,
    waste_code text, reported boolean
) LANGUAGE sql STABLE AS $$
    SELECT DISTINCT ON (r.material) r.material, m.code, r.name_zh, r.name_en, r.stream, r.role, r.unit_mass,
        r.waste_code, r.reported
    FROM material_revision r JOIN material m ON m.event = r.material
    WHERE last_event IS NULL OR r.event <= last_event
    ORDER BY r.material, r.event DESC
$$;
GRANT EXECUTE ON FUNCTION urbanmine_read.material_as_of(bigint) TO urbanmine_app;

CREATE FUNCTION urbanmine_read.composition_as_of(last_event bigint) RETURNS TABLE (
    material bigint, substance text, fraction numeric, sigma double precision, valid_from timestamptz
) LANGUAGE sql STABLE AS $$
    SELECT DISTINCT ON (c.material, c.substance, c.valid_from)
        c.material, c.substance, c.fraction, c.sigma, c.valid_from
    FROM composition c
    WHERE last_event IS NULL OR c.event <= last_event
    ORDER BY c.material, c.substance, c.valid_from, c.event DESC
$$;
GRANT EXECUTE ON FUNCTION urbanmine_read.composition_as_of(bigint) TO urbanmine_app;

CREATE FUNCTION urbanmine_read.assay_as_of(last_event bigint) RETURNS TABLE (
    lot bigint, substance text, fraction numeric, sigma double precision
) LANGUAGE sql STABLE AS $$
    SELECT DISTINCT ON (a.lot, a.substance) a.lot, a.substance, a.fraction, a.sigma
    FROM assay a
    WHERE last_event IS NULL OR a.event <= last_event
    ORDER BY a.lot, a.substance, a.event DESC
$$;
GRANT EXECUTE ON FUNCTION urbanmine_read.assay_as_of(bigint) TO urbanmine_app;

CREATE FUNCTION urbanmine_read.history_as_of(last_event bigint) RETURNS TABLE (
    month integer, direction text, material bigint, facility bigint, mass bigint, units bigint, tickets bigint
) LANGUAGE sql STABLE AS $$
    SELECT DISTINCT ON (h.month, h.direction, h.material, h.facility)
        h.month, h.direction, h.material, h.facility, h.mass, h.units, h.tickets
    FROM history h
    WHERE last_event IS NULL OR h.event <= last_event
    ORDER BY h.month, h.direction, h.material, h.facility, h.event DESC
$$;
GRANT EXECUTE ON FUNCTION urbanmine_read.history_as_of(bigint) TO urbanmine_app;
