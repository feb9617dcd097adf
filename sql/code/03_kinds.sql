-- What the kinds of events have in common. The planner puts the bodies in place of the calls.

-- Documents have a business time and a code.
CREATE FUNCTION is_document(kind event_kind) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN kind BETWEEN 'opening' AND 'acceptance';
GRANT EXECUTE ON FUNCTION is_document(event_kind) TO urbanmine_app;

-- Master data, compositions, assays and history have no business time and are of all months to come.
CREATE FUNCTION is_timeless(kind event_kind) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN kind BETWEEN 'party' AND 'history';
GRANT EXECUTE ON FUNCTION is_timeless(event_kind) TO urbanmine_app;

-- Revisions act on an earlier document.
CREATE FUNCTION is_revision(kind event_kind) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN kind IN ('correction', 'reversal', 'completion');
GRANT EXECUTE ON FUNCTION is_revision(event_kind) TO urbanmine_app;

-- A count is the only document that posts nothing: its acceptance does.
CREATE FUNCTION posts(kind event_kind) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN is_document(kind) AND kind <> 'count';
GRANT EXECUTE ON FUNCTION posts(event_kind) TO urbanmine_app;
