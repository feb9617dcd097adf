-- Days and months of the site.

-- The business day and month of an instant. The zone is an argument so that set-based callers read it once.
CREATE FUNCTION business_day(at timestamptz, zone text) RETURNS date
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (at AT TIME ZONE zone)::date;
GRANT EXECUTE ON FUNCTION business_day(timestamptz, text) TO urbanmine_app;

-- Months are counted from year 0: year × 12 + month − 1.
CREATE FUNCTION business_month(at timestamptz, zone text) RETURNS integer
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN extract(year FROM at AT TIME ZONE zone)::integer * 12
        + extract(month FROM at AT TIME ZONE zone)::integer - 1;
GRANT EXECUTE ON FUNCTION business_month(timestamptz, text) TO urbanmine_app;

CREATE FUNCTION month_text(month integer) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN to_char(month / 12, 'FM0000') || '-' || to_char(month % 12 + 1, 'FM00');
GRANT EXECUTE ON FUNCTION month_text(integer) TO urbanmine_app;

CREATE FUNCTION month_number(month text) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN split_part(month, '-', 1)::integer * 12 + split_part(month, '-', 2)::integer - 1;
GRANT EXECUTE ON FUNCTION month_number(text) TO urbanmine_app;

CREATE FUNCTION month_start(month integer, zone text) RETURNS timestamptz
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN make_date(month / 12, month % 12 + 1, 1)::timestamp AT TIME ZONE zone;
GRANT EXECUTE ON FUNCTION month_start(integer, text) TO urbanmine_app;

-- The first instants of the months first … last + 1 at the site: bounds for range comparisons and width_bucket.
CREATE FUNCTION month_starts(first integer, last integer) RETURNS timestamptz[]
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (SELECT array_agg(month_start(m, s.time_zone) ORDER BY m) FROM generate_series(first, last + 1) m, site s);
GRANT EXECUTE ON FUNCTION month_starts(integer, integer) TO urbanmine_app;

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
