import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0008_board_of_the_seat'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='firmimportrow', name='firm_import_row_unique'),
        migrations.AlterModelOptions(
            name='firmimportrow',
            options={'ordering': ('number',), 'verbose_name': '올린 파일의 행'},
        ),
        migrations.RenameModel(old_name='FirmImport', new_name='FileImport'),
        migrations.RenameModel(old_name='FirmImportRow', new_name='FileImportRow'),
        migrations.RenameField(model_name='fileimportrow', old_name='firm_import', new_name='file_import'),
        migrations.AlterModelOptions(
            name='fileimport',
            options={'ordering': ('-uploaded_at', '-id'), 'verbose_name': '올린 파일'},
        ),
        migrations.AlterModelOptions(
            name='fileimportrow',
            options={'ordering': ('file_import', 'number'), 'verbose_name': '올린 파일의 행'},
        ),
        migrations.AddField(
            model_name='fileimport',
            name='kind',
            field=models.CharField(default='firms', max_length=20, verbose_name='종류'),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name='fileimport',
            name='agency',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='file_imports', to='registry.agency'),
        ),
        migrations.AddConstraint(
            model_name='fileimportrow',
            constraint=models.UniqueConstraint(fields=('file_import', 'number'), name='file_import_row_unique'),
        ),
        migrations.AddIndex(
            model_name='fileimport',
            index=models.Index(fields=['agency', 'kind', '-uploaded_at'], name='file_import_of_agency'),
        ),
    ]
