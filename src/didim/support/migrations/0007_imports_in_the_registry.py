from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0009_file_imports'),
        ('support', '0006_bars'),
    ]

    operations = [
        migrations.DeleteModel(name='SupportImportRow'),
        migrations.DeleteModel(name='SupportImport'),
    ]
