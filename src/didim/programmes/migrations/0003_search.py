import django.contrib.postgres.indexes
from django.db import migrations, models

from didim.accounts.at_once import AtOnce


class Migration(migrations.Migration):

    dependencies = [
        ('programmes', '0002_notice_listed_on'),
        ('registry', '0005_codes'),
    ]

    operations = [
        AtOnce([
            migrations.CreateModel(
                name='SearchGram',
                fields=[
                    ('gram', models.CharField(max_length=8, primary_key=True, serialize=False, verbose_name='글자쌍')),
                    ('share', models.FloatField(verbose_name='비율')),
                ],
                options={
                    'verbose_name': '글자쌍 비율',
                    'ordering': ('-share', 'gram'),
                },
            ),
            migrations.AddIndex(
                model_name='notice',
                index=models.Index(fields=['support_type', '-listed_on', '-id'], name='notice_by_support_type'),
            ),
            migrations.AddIndex(
                model_name='notice',
                index=django.contrib.postgres.indexes.GinIndex(fields=['region_codes'], name='notice_by_region'),
            ),
            migrations.AddIndex(
                model_name='notice',
                index=django.contrib.postgres.indexes.GinIndex(fields=['targets'], name='notice_by_target'),
            ),
            migrations.AddIndex(
                model_name='notice',
                index=django.contrib.postgres.indexes.GinIndex(fields=['stages'], name='notice_by_stage'),
            ),
            migrations.AddField(
                model_name="notice",
                name="search_flat",
                field=models.TextField(default="", editable=False, verbose_name="검색용 본문(붙여 씀)"),
            ),
            migrations.RunSQL(
                # Long texts leave the row, so that walking over many notices reads little; what lists filter by stays.
                "ALTER TABLE programmes_notice SET (toast_tuple_target = 256)",
                "ALTER TABLE programmes_notice RESET (toast_tuple_target)",
            ),
            migrations.RunSQL(
                # EXTERNAL: read without unpacking.
                "ALTER TABLE programmes_notice ALTER search_text SET STORAGE EXTERNAL,"
                " ALTER search_flat SET STORAGE EXTERNAL, ALTER search_title SET STORAGE PLAIN,"
                " ALTER source_id SET STORAGE PLAIN, ALTER support_type SET STORAGE PLAIN,"
                " ALTER period_kind SET STORAGE PLAIN, ALTER region_codes SET STORAGE MAIN,"
                " ALTER targets SET STORAGE MAIN, ALTER stages SET STORAGE MAIN",
                migrations.RunSQL.noop,
            ),
        ]),
    ]
