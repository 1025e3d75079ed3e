from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_phone_messages")]

    operations = [
        migrations.AddField(
            model_name="outboundmessage",
            name="calendar",
            field=models.TextField(blank=True, verbose_name="달력 파일"),
        ),
    ]
