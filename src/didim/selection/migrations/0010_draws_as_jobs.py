import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from didim.accounts.at_once import AtOnce


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0009_file_imports'),
        ('selection', '0009_objections_of_firms'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AtOnce([
            pgtrigger.migrations.RemoveTrigger(
                model_name='assignmentrun',
                name='refuse_change',
            ),
            migrations.AddField(
                model_name='assignmentrun',
                name='ended_at',
                field=models.DateTimeField(blank=True, null=True, verbose_name='끝난 시각'),
            ),
            migrations.AddField(
                model_name='assignmentrun',
                name='failure',
                field=models.JSONField(blank=True, default=dict, verbose_name='실패 사유'),
            ),
            migrations.AddField(
                model_name='assignmentrun',
                name='state',
                field=models.CharField(choices=[('queued', '대기'), ('running', '진행 중'), ('done', '완료'), ('failed', '실패')], default='queued', max_length=8, verbose_name='상태'),
            ),
            migrations.AlterField(
                model_name='assignmentrun',
                name='problem',
                field=models.TextField(blank=True, verbose_name='입력'),
            ),
            migrations.AlterField(
                model_name='assignmentrun',
                name='problem_hash',
                field=models.CharField(blank=True, max_length=64, verbose_name='입력 해시'),
            ),
            migrations.AlterField(
                model_name='assignmentrun',
                name='result',
                field=models.JSONField(blank=True, default=dict, verbose_name='결과'),
            ),
            # Whatever was drawn before there was a job had been drawn.
            migrations.RunSQL("UPDATE selection_assignmentrun SET state = 'done'", migrations.RunSQL.noop),
            pgtrigger.migrations.AddTrigger(
                model_name='assignmentrun',
                trigger=pgtrigger.compiler.Trigger(name='refuse_change', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT (OLD."state" = \'queued\' OR OLD."state" = \'running\'))', func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='f3407aa6a405ee714717f7ff5f8391a6a06fbf73', operation='UPDATE', pgid='pgtrigger_refuse_change_54bad', table='selection_assignmentrun', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='assignmentrun',
                trigger=pgtrigger.compiler.Trigger(name='seed_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."agency_id" IS DISTINCT FROM (NEW."agency_id") OR OLD."round_id" IS DISTINCT FROM (NEW."round_id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."seed" IS DISTINCT FROM (NEW."seed") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."at" IS DISTINCT FROM (NEW."at") OR OLD."by_id" IS DISTINCT FROM (NEW."by_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='dec22889962cf38dd266db334824e8d10c39b138', operation='UPDATE', pgid='pgtrigger_seed_stays_8d4b1', table='selection_assignmentrun', when='BEFORE')),
            ),
            migrations.AddConstraint(
                model_name='assignmentrun',
                constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['queued', 'running'])), fields=('round',), name='assignment_run_one_at_a_time'),
            ),
            migrations.AddConstraint(
                model_name='assignmentrun',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), models.Q(('problem_hash', ''), _negated=True), _connector='OR'), name='assignment_run_drawn_from'),
            ),
        ]),
    ]
