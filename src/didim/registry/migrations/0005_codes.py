from django.db import migrations

from didim.registry.domain.codes import load_codes


class Migration(migrations.Migration):
    """Every installation has the shipped regions and industries from its first migration on."""

    dependencies = [("registry", "0004_row_security")]

    operations = [
        migrations.RunPython(lambda apps, _editor: load_codes(apps), migrations.RunPython.noop),
    ]
