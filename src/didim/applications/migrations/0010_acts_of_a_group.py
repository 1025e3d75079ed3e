from typing import Any

from django.db import migrations

from didim.accounts.chains import chaining

# As 0009_receipt_sets_what_stands had it.
_STANDS = """
    UPDATE applications_application SET number = coalesce(number, head.last_number + 1),
        state = CASE NEW.kind WHEN 'withdrawn' THEN state ELSE 'submitted' END,
        submitted_at = CASE NEW.kind WHEN 'withdrawn' THEN submitted_at ELSE NEW.received_at END,
        submission_id = CASE NEW.kind WHEN 'withdrawn' THEN submission_id ELSE NEW.submission_id END
        WHERE id = NEW.application_id AND (NEW.kind <> 'withdrawn' OR number IS NULL);
"""
# Several who hand in at the same instant share a transaction; what history says of each is their own act.
_OWN_ACT = """
    IF coalesce(current_setting('didim.acts', true), '') <> '' THEN
        PERFORM set_config('pghistory.context_id', act ->> 0, true),
            set_config('pghistory.context_metadata', act ->> 1, true)
        FROM (SELECT current_setting('didim.acts')::jsonb -> NEW.code) AS of_receipt (act)
        WHERE act IS NOT NULL;
    END IF;
"""


def _chaining(afterwards: str) -> Any:
    return chaining(
        "applications_receipt",
        group="call_id",
        heads="applications_receiptchain",
        instant="received_at",
        kind="NEW.kind",
        afterwards=afterwards,
    )


class Migration(migrations.Migration):
    dependencies = [("applications", "0009_receipt_sets_what_stands")]

    operations = [migrations.RunSQL(_chaining(_OWN_ACT + _STANDS), _chaining(_STANDS))]
