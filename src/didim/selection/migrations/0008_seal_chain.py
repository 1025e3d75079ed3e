from django.db import migrations

from didim.accounts.chains import ChainedRows


class Migration(migrations.Migration):
    dependencies = [("selection", "0007_check_runs")]

    operations = [
        ChainedRows(
            "selection_reviewseal",
            group="round_id",
            heads="selection_sealchain",
            instant="sealed_at",
            kind="'review'",
        ),
    ]
