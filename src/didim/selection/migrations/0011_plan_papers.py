import django.db.models.deletion
from django.db import migrations, models

from didim.accounts.tenancy import AgencyRowSecurity


class Migration(migrations.Migration):

    dependencies = [
        ('applications', '0005_drafts_are_the_firms'),
        ('registry', '0009_file_imports'),
        ('selection', '0010_draws_as_jobs'),
    ]

    operations = [
        migrations.CreateModel(
            name='PlanPaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('read', '읽음'), ('encrypted', '암호가 걸린 PDF라 읽지 못함'), ('scanned', '글자가 없는 PDF(스캔한 그림)라 읽지 못함'), ('too_large', '너무 크거나 복잡한 PDF라 읽지 못함'), ('unreadable', '열리지 않는 PDF라 읽지 못함'), ('no_pdf', 'PDF가 아니라 읽지 않음')], max_length=10, verbose_name='상태')),
                ('text', models.TextField(blank=True, verbose_name='본문')),
                ('pages', models.PositiveIntegerField(default=0, verbose_name='쪽수')),
                ('read_at', models.DateTimeField(verbose_name='읽은 시각')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.agency')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='applications.firmfile')),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plan_papers', to='applications.submission')),
            ],
            options={
                'verbose_name': '사업계획서 본문',
                'ordering': ('submission', 'file'),
                'constraints': [models.UniqueConstraint(fields=('submission', 'file'), name='plan_paper_once')],
            },
        ),
        AgencyRowSecurity("selection_planpaper"),
    ]
