import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from didim.accounts.tenancy import AgencyRowSecurity


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0010_gate_files'),
        ('programmes', '0007_call_form'),
        ('registry', '0009_file_imports'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AgreementBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.CharField(choices=[('draft', '협약안 쓰기'), ('offer', '기업에 제시')], max_length=8, verbose_name='작업')),
                ('terms', models.JSONField(blank=True, default=dict, verbose_name='공통 내용')),
                ('state', models.CharField(choices=[('queued', '대기'), ('running', '진행 중'), ('done', '끝남')], default='queued', max_length=8, verbose_name='상태')),
                ('total', models.PositiveIntegerField(default=0, verbose_name='전체')),
                ('done', models.PositiveIntegerField(default=0, verbose_name='처리')),
                ('refused', models.JSONField(blank=True, default=list, verbose_name='처리하지 못한 기업')),
                ('asked_at', models.DateTimeField(verbose_name='요청 시각')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='끝난 시각')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.agency')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreement_batches', to='programmes.call')),
            ],
            options={
                'verbose_name': '협약 일괄 작업',
                'ordering': ('-asked_at', '-id'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ('queued', 'running'))), fields=('call',), name='agreement_batch_one_at_a_time')],
            },
        ),
        AgencyRowSecurity("agreements_agreementbatch"),
    ]
