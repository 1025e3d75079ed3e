from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("applications", "0003_receipt_chain")]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="field_authors",
            field=models.JSONField(default=dict, verbose_name="항목별 작성자"),
        ),
    ]
