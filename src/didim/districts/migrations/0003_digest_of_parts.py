from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("districts", "0002_row_security")]

    operations = [
        # Columns called sha256 name stored files; this one is a hash of rows.
        migrations.RenameField("editionpart", "sha256", "digest"),
        migrations.AlterField(
            "editionpart", "digest", models.CharField(max_length=64, verbose_name="행 해시")
        ),
    ]
