from typing import Any

from django.db import migrations

from didim.accounts.chains import chaining

# The first receipt's number is what people call the application by.
_NUMBER = (
    "UPDATE applications_application SET number = head.last_number + 1"
    " WHERE id = NEW.application_id AND number IS NULL;"
)
# What was handed in stands from the instant its receipt has a number: one change of the application, not two.
_STANDS = """
    UPDATE applications_application SET number = coalesce(number, head.last_number + 1),
        state = CASE NEW.kind WHEN 'withdrawn' THEN state ELSE 'submitted' END,
        submitted_at = CASE NEW.kind WHEN 'withdrawn' THEN submitted_at ELSE NEW.received_at END,
        submission_id = CASE NEW.kind WHEN 'withdrawn' THEN submission_id ELSE NEW.submission_id END
        WHERE id = NEW.application_id AND (NEW.kind <> 'withdrawn' OR number IS NULL);
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
    dependencies = [("applications", "0008_number_without_event")]

    operations = [migrations.RunSQL(_chaining(_STANDS), _chaining(_NUMBER))]
