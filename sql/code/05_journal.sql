-- Append-only, and within a batch: what guards every table of documents and postings, whoever writes to it.

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% rows are never changed or removed; record a correction or a reversal', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'append_only', TABLE = TG_TABLE_NAME;
END
$$;

-- The batch of this transaction: urbanmine.batch names it, and it counts only if this transaction began it.
CREATE FUNCTION current_batch() RETURNS batch LANGUAGE plpgsql STABLE AS $$
DECLARE
    found_batch batch;
BEGIN
    SELECT b.* INTO found_batch FROM urbanmine.batch b
    WHERE b.batch = nullif(current_setting('urbanmine.batch', true), '')::bigint
      AND b.transaction = pg_current_xact_id();
    IF NOT FOUND THEN
        RAISE EXCEPTION 'rows are recorded within a batch: call begin_batch first'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'within_batch';
    END IF;
    RETURN found_batch;
END
$$;

-- New rows carry ids of the running batch, which has not been posted yet. Triggers run with the client's search_path if
-- they set none, and it must not decide what they read or how they compare: temporary tables, operators of its own.
CREATE FUNCTION require_batch() RETURNS trigger LANGUAGE plpgsql SET search_path = urbanmine, pg_temp AS $$
DECLARE
    running bigint := nullif(current_setting('urbanmine.batch', true), '')::bigint;
BEGIN
    IF NOT EXISTS (
        SELECT FROM urbanmine.batch b
        WHERE b.batch = running AND b.transaction = pg_current_xact_id()
          AND NOT EXISTS (SELECT FROM added a WHERE a.event NOT BETWEEN b.batch AND b.last_id)
          AND NOT EXISTS (SELECT FROM urbanmine.batch_posted p WHERE p.batch = b.batch))
    THEN
        RAISE EXCEPTION '% rows carry the ids of the running batch', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'within_batch', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION require_posted() RETURNS trigger LANGUAGE plpgsql SET search_path = urbanmine, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM urbanmine.batch_posted p WHERE p.batch = NEW.batch) THEN
        RAISE EXCEPTION 'batch % was not posted', NEW.batch
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'batch_is_posted';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER batch_is_posted AFTER INSERT ON batch
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION require_posted();

-- New rows hang on an event of the running batch which is of one of the table's kinds, given as arguments, or revises
-- a document that is. So nothing is recorded that the journal does not know, and no event is two things at once.
-- (By the event alone: statistics from before the batch say that it has hardly a row, and a plan for that is no plan.)
CREATE FUNCTION require_event() RETURNS trigger LANGUAGE plpgsql SET search_path = urbanmine, pg_temp AS $$
DECLARE
    running bigint := nullif(current_setting('urbanmine.batch', true), '')::bigint;
    kinds urbanmine.event_kind[] := TG_ARGV::urbanmine.event_kind[];
BEGIN
    IF NOT EXISTS (
        SELECT FROM urbanmine.batch b
        WHERE b.batch = running AND b.transaction = pg_current_xact_id()
          AND NOT EXISTS (SELECT FROM added a WHERE a.event NOT BETWEEN b.batch AND b.last_id)
          AND NOT EXISTS (SELECT FROM urbanmine.batch_posted p WHERE p.batch = b.batch))
        OR EXISTS (
            SELECT FROM added a LEFT JOIN urbanmine.journal j ON j.event = a.event
            WHERE j.kind IS NULL OR j.kind <> ALL (kinds) AND NOT (j.kind IN ('correction', 'completion') AND EXISTS (
                SELECT FROM urbanmine.journal f WHERE f.event = j.document AND f.kind = ANY (kinds))))
    THEN
        RAISE EXCEPTION '% rows hang on an event of the running batch that is of their kind', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'within_batch', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END
$$;

-- Makes a table append-only; within_batch also ties its rows to the running batch by their column event, kinds to an
-- event of one of these kinds.
CREATE PROCEDURE protect(target regclass, within_batch boolean, VARIADIC kinds event_kind[] DEFAULT '{}')
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %s '
        'FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', target);
    IF within_batch THEN
        EXECUTE format('CREATE TRIGGER within_batch AFTER INSERT ON %s REFERENCING NEW TABLE AS added '
            'FOR EACH STATEMENT EXECUTE FUNCTION %s', target,
            CASE WHEN kinds = '{}' THEN 'require_batch()'
            ELSE (SELECT format('require_event(%s)', string_agg(quote_literal(k), ', ')) FROM unnest(kinds) k) END);
    END IF;
END
$$;

CALL protect('batch', false);
CALL protect('batch_posted', false);
CALL protect('source_file', false);
-- Its rows are held to the batch by check_journal (10_recording.sql).
CALL protect('journal', false);
CALL protect('revision', true, 'correction', 'reversal', 'completion');
CALL protect('correction_field', true, 'correction', 'completion');
CALL protect('party', true, 'party');
CALL protect('party_revision', true, 'party');
CALL protect('facility', true, 'facility');
CALL protect('facility_revision', true, 'facility');
CALL protect('material', true, 'material');
CALL protect('material_revision', true, 'material');
CALL protect('composition', true, 'composition');
CALL protect('assay', true, 'assay');
CALL protect('history', true, 'history');
CALL protect('lot', true, 'opening', 'intake', 'run');
CALL protect('intake', true, 'intake');
CALL protect('opening', true, 'opening');
CALL protect('run', true, 'run');
CALL protect('run_input', true, 'run');
CALL protect('run_addition', true, 'run');
CALL protect('run_loss', true, 'run');
CALL protect('transfer', true, 'transfer');
CALL protect('transfer_line', true, 'transfer');
CALL protect('shipment', true, 'shipment');
CALL protect('shipment_line', true, 'shipment');
CALL protect('goods_return', true, 'return');
CALL protect('goods_return_line', true, 'return');
CALL protect('adjustment', true, 'adjustment');
CALL protect('adjustment_line', true, 'adjustment');
CALL protect('inventory_count', true, 'count');
CALL protect('inventory_count_line', true, 'count');
CALL protect('acceptance', true, 'acceptance');
CALL protect('acceptance_line', true, 'acceptance');
CALL protect('posting', true);
CALL protect('period', true);
CALL protect('period_opening', false);
CALL protect('report_version', false);
