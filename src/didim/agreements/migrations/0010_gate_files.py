from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("agreements", "0009_settling"), ("applications", "0002_row_security")]

    operations = [
        # Whoever sees an examination sees the report's file.
        migrations.RunSQL(
            "CREATE POLICY didim_gate_report ON applications_firmfile FOR SELECT USING (EXISTS ("
            "SELECT 1 FROM agreements_stagegate g WHERE g.file_id = applications_firmfile.id))",
            "DROP POLICY didim_gate_report ON applications_firmfile",
        ),
    ]
