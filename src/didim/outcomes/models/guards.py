"""What the database itself holds about observations: the bodies of their triggers."""

from didim.accounts.append_only import never_changed

NEVER_REMOVED = [trigger for trigger in never_changed() if trigger.name != "refuse_change"]

# Two things may change in a row: the firm when two are merged (checked at commit), and `is_effective` when
# a correction arrives, which only the trigger of that correction does. The year is computed later than this.
ONLY_FIRM_AND_EFFECT = """
IF to_jsonb(NEW) - '{enterprise_id,is_effective,year}'::text[] IS DISTINCT FROM
   to_jsonb(OLD) - '{enterprise_id,is_effective,year}'::text[]
   OR (NEW.enterprise_id IS NULL) <> (OLD.enterprise_id IS NULL)
   OR (NEW.is_effective IS DISTINCT FROM OLD.is_effective
       AND (pg_trigger_depth() < 2 OR NEW.is_effective))
THEN
    RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END IF;
RETURN NEW;
"""

FIRM_BY_MERGE_ONLY = """
PERFORM 1 FROM registry_enterprise WHERE id = OLD.enterprise_id AND merged_into_id = NEW.enterprise_id;
IF NOT FOUND THEN
    RAISE EXCEPTION 'an observation changes its firm only when the firm is merged'
        USING ERRCODE = 'restrict_violation';
END IF;
RETURN NULL;
"""

# An insert holds its agencies' periods open until it commits; closing one waits for it (domain.periods).
# What staff correct in a closed period is asked of their rights (outcomes.rules); no firm and no file does.
CLOSED_PERIODS = """
PERFORM pg_advisory_xact_lock_shared(7401, agency_id::int)
FROM (SELECT DISTINCT agency_id FROM new_rows ORDER BY agency_id) AS agencies;
PERFORM 1 FROM new_rows JOIN outcomes_closedperiod AS closed
    ON closed.agency_id = new_rows.agency_id AND closed.reopened_at IS NULL
    AND new_rows.period_end BETWEEN closed.period_start AND closed.period_end
    WHERE new_rows.corrects_id IS NULL OR new_rows.source <> 'staff';
IF FOUND THEN
    RAISE EXCEPTION 'the period of an observation is closed'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'observation_period_is_open';
END IF;
RETURN NULL;
"""

# Before the insert, so that the corrected row has given up its place when the new one takes it.
CORRECTION = """
UPDATE outcomes_observation SET is_effective = false
    WHERE id = NEW.corrects_id AND agency_id = NEW.agency_id
    AND (enterprise_id, place_id, region_id, network_id)
        IS NOT DISTINCT FROM (NEW.enterprise_id, NEW.place_id, NEW.region_id, NEW.network_id);
IF NOT FOUND THEN
    RAISE EXCEPTION 'a correction is of the same agency and subject as what it corrects'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'observation_correction_of_the_same';
END IF;
RETURN NEW;
"""
