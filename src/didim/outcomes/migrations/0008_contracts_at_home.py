from typing import Any

from django.db import migrations

from didim.outcomes.domain.indicators import load_indicators


def load(apps: Any, _editor: Any) -> None:
    load_indicators(apps)


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0007_evidence_files")]

    # Row security stays as it is: what a migration writes, the system writes.
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
