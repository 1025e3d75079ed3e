from django.db import migrations

from didim.outcomes.domain.indicators import load_indicators


class Migration(migrations.Migration):
    """Every installation has the shipped indicators from its first migration on."""

    dependencies = [("outcomes", "0002_row_security")]

    operations = [
        migrations.RunPython(lambda apps, _editor: load_indicators(apps), migrations.RunPython.noop),
    ]
