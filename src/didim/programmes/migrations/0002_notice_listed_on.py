import datetime

from django.db import migrations, models

from didim.accounts.at_once import AtOnce


class Migration(migrations.Migration):
    dependencies = [("programmes", "0001_initial"), ("registry", "0001_initial")]

    operations = [
        AtOnce([
            migrations.AlterModelOptions(
                name="notice",
                options={"ordering": ("-listed_on", "-id"), "verbose_name": "공고문"},
            ),
            migrations.RemoveIndex(model_name="notice", name="notice_by_date"),
            migrations.RemoveIndex(model_name="notice", name="notice_by_agency"),
            migrations.AddField(
                model_name="notice",
                name="listed_on",
                field=models.DateField(default=datetime.date(2026, 1, 1), verbose_name="올라온 날"),
                preserve_default=False,
            ),
            migrations.AddIndex(
                model_name="notice",
                index=models.Index(
                    fields=["-listed_on", "-id"],
                    condition=models.Q(("canonical__isnull", True)),
                    name="notice_by_date",
                ),
            ),
            migrations.AddIndex(
                model_name="notice",
                index=models.Index(fields=["agency", "-listed_on", "-id"], name="notice_by_agency"),
            ),
        ]),
    ]
