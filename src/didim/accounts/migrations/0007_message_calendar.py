from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_guests_destroyed")]

    operations = [
        migrations.AddField(
            model_name="outboundmessage",
            name="calendar",
            field=models.TextField(blank=True, verbose_name="달력 파일"),
        ),
    ]
