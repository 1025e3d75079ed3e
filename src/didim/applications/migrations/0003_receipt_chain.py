from django.db import migrations

from didim.accounts.chains import ChainedRows


class Migration(migrations.Migration):
    dependencies = [("applications", "0002_row_security")]

    operations = [
        ChainedRows(
            "applications_receipt",
            group="call_id",
            heads="applications_receiptchain",
            instant="received_at",
            kind="NEW.kind",
            beforehand="PERFORM 1 FROM applications_application WHERE id = NEW.application_id FOR UPDATE;",
            # The first receipt's number is what people call the application by.
            afterwards="UPDATE applications_application SET number = head.last_number + 1"
            " WHERE id = NEW.application_id AND number IS NULL;",
        ),
    ]
