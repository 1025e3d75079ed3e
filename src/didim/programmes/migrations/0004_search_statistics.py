
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programmes', '0003_search'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='notice',
            name='notice_by_region',
        ),
        migrations.AlterField(
            model_name='searchgram',
            name='gram',
            field=models.CharField(max_length=20, primary_key=True, serialize=False, verbose_name='글자쌍'),
        ),
    ]
