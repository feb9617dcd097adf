-- Which of a document's events is in force.
--
-- Each revision writes the whole document again and supersedes one event: the one that spoke before it. So a row is in
-- force where no revision supersedes its event. All queries ask that here; they differ only in the revisions that they
-- take notice of:
--     now                             NOT EXISTS (SELECT FROM superseded s WHERE s.event = x.event)
--     the content, also if reversed   … AND s.kind <> 'reversal'
--     as of the event e               … AND s.by <= e, and x.event <= e; as a set: superseded_as_of(e)
--     as reports of months count      superseded_in_reports
--     by the document's id            revision_in_force(document, e)
-- The planner puts these bodies in place of their names, and finds each event by the unique index on supersedes.

CREATE VIEW superseded WITH (security_invoker = true) AS
    SELECT v.supersedes AS event, v.event AS by, v.document, v.kind, v.late FROM revision v;
GRANT SELECT ON superseded TO urbanmine_app;

-- Events that are not in force as of an event (null: now): superseded by then, or not recorded yet.
CREATE FUNCTION superseded_as_of(last_event bigint) RETURNS TABLE (event bigint) LANGUAGE sql STABLE AS $$
    SELECT s.event FROM superseded s WHERE last_event IS NULL OR s.by <= last_event
    UNION ALL
    SELECT s.by FROM superseded s WHERE s.by > last_event
$$;
GRANT EXECUTE ON FUNCTION superseded_as_of(bigint) TO urbanmine_app;

-- Events that are not in force for the reports of months: what was changed after its month's close stays as it was
-- there, and the change counts in the month in which it was posted. (Once a revision of a document is late, all later
-- ones are.)
CREATE VIEW superseded_in_reports WITH (security_invoker = true) AS
    SELECT s.event FROM superseded s WHERE NOT s.late
    UNION ALL
    SELECT s.by FROM superseded s WHERE s.late;
GRANT SELECT ON superseded_in_reports TO urbanmine_app;

-- The event that says what a document is as of an event (null: now), and whether the document is reversed by then.
-- A table of one row, because the planner puts the body of such a function in place of the call, and of a scalar
-- function with a query in it never.
CREATE FUNCTION revision_in_force(wanted bigint, last_event bigint) RETURNS TABLE (event bigint, is_reversed boolean)
LANGUAGE sql STABLE ROWS 1 AS $$
    SELECT coalesce(max(s.by) FILTER (WHERE s.kind <> 'reversal'), wanted),
        coalesce(bool_or(s.kind = 'reversal'), false)
    FROM superseded s WHERE s.document = wanted AND (last_event IS NULL OR s.by <= last_event)
$$;
GRANT EXECUTE ON FUNCTION revision_in_force(bigint, bigint) TO urbanmine_app;

-- The event that a new revision of a document supersedes: the one that spoke last before it.
CREATE FUNCTION said_before(revised bigint, revising bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT greatest(revised, (SELECT max(r.event) FROM revision r WHERE r.document = revised AND r.event < revising))
$$;
GRANT EXECUTE ON FUNCTION said_before(bigint, bigint) TO urbanmine_app;

-- Lots as the revisions in force of their documents made them.
CREATE VIEW current_lot WITH (security_invoker = true) AS
    SELECT l.* FROM lot l WHERE NOT EXISTS (SELECT FROM superseded s WHERE s.event = l.event);
GRANT SELECT ON current_lot TO urbanmine_app;
