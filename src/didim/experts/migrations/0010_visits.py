import didim.desk.models.spans
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.expressions
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from didim.accounts.at_once import AtOnce


class Migration(migrations.Migration):

    dependencies = [
        ('experts', '0003_row_security'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('registry', '0010_partner_kinds'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AtOnce([
        migrations.CreateModel(
            name='Clinic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('aim', models.CharField(max_length=300, verbose_name='목표')),
                ('plan', models.TextField(max_length=4000, verbose_name='회차별 계획')),
                ('planned_at', models.DateTimeField(verbose_name='계획한 시각')),
                ('outcome', models.CharField(blank=True, choices=[('reached', '목표를 이룸'), ('partly', '일부 이룸'), ('missed', '이루지 못함')], max_length=7, verbose_name='결과')),
                ('result', models.TextField(blank=True, max_length=4000, verbose_name='무엇이 달라졌나')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='마친 시각')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.agency')),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clinics', to='registry.enterprise')),
                ('expert', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clinics', to='experts.poolexpert')),
                ('planned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='clinic', to='experts.visitrequest')),
            ],
            options={
                'verbose_name': '클리닉',
                'ordering': ('-planned_at', '-id'),
            },
        ),
        migrations.CreateModel(
            name='ClinicEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('aim', models.CharField(max_length=300, verbose_name='목표')),
                ('plan', models.TextField(max_length=4000, verbose_name='회차별 계획')),
                ('planned_at', models.DateTimeField(verbose_name='계획한 시각')),
                ('outcome', models.CharField(blank=True, choices=[('reached', '목표를 이룸'), ('partly', '일부 이룸'), ('missed', '이루지 못함')], max_length=7, verbose_name='결과')),
                ('result', models.TextField(blank=True, max_length=4000, verbose_name='무엇이 달라졌나')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='마친 시각')),
                ('agency', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.agency')),
                ('enterprise', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.enterprise')),
                ('expert', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='experts.poolexpert')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='experts.clinic')),
                ('planned_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='experts.visitrequest')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='FeeSlip',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(verbose_name='달')),
                ('number', models.CharField(max_length=14, verbose_name='번호')),
                ('state', models.CharField(choices=[('drawn', '산정'), ('approved', '승인'), ('paid', '지급'), ('cancelled', '취소')], default='drawn', max_length=9, verbose_name='상태')),
                ('visits', models.PositiveSmallIntegerField(verbose_name='방문 수')),
                ('fee_won', models.BigIntegerField(verbose_name='수당(원)')),
                ('travel_won', models.BigIntegerField(verbose_name='여비(원)')),
                ('withheld_won', models.BigIntegerField(verbose_name='원천징수(원)')),
                ('pay_won', models.BigIntegerField(verbose_name='지급액(원)')),
                ('working', models.JSONField(default=list, verbose_name='계산')),
                ('drawn_at', models.DateTimeField(verbose_name='산정 시각')),
                ('approved_at', models.DateTimeField(blank=True, null=True, verbose_name='승인 시각')),
                ('paid_on', models.DateField(blank=True, null=True, verbose_name='지급일')),
                ('cancel_reason', models.CharField(blank=True, max_length=200, verbose_name='취소 사유')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.agency')),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('drawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('expert', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fee_slips', to='experts.poolexpert')),
            ],
            options={
                'verbose_name': '수당 명세서',
                'ordering': ('-month', 'number'),
            },
        ),
        migrations.CreateModel(
            name='FeeSlipEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('month', models.DateField(verbose_name='달')),
                ('number', models.CharField(max_length=14, verbose_name='번호')),
                ('state', models.CharField(choices=[('drawn', '산정'), ('approved', '승인'), ('paid', '지급'), ('cancelled', '취소')], default='drawn', max_length=9, verbose_name='상태')),
                ('visits', models.PositiveSmallIntegerField(verbose_name='방문 수')),
                ('fee_won', models.BigIntegerField(verbose_name='수당(원)')),
                ('travel_won', models.BigIntegerField(verbose_name='여비(원)')),
                ('withheld_won', models.BigIntegerField(verbose_name='원천징수(원)')),
                ('pay_won', models.BigIntegerField(verbose_name='지급액(원)')),
                ('working', models.JSONField(default=list, verbose_name='계산')),
                ('drawn_at', models.DateTimeField(verbose_name='산정 시각')),
                ('approved_at', models.DateTimeField(blank=True, null=True, verbose_name='승인 시각')),
                ('paid_on', models.DateField(blank=True, null=True, verbose_name='지급일')),
                ('cancel_reason', models.CharField(blank=True, max_length=200, verbose_name='취소 사유')),
                ('agency', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.agency')),
                ('approved_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('drawn_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('expert', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='experts.poolexpert')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='experts.feeslip')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='회차')),
                ('aim', models.CharField(blank=True, max_length=200, verbose_name='이번에 할 일')),
                ('starts_at', models.DateTimeField(verbose_name='시작')),
                ('ends_at', models.DateTimeField(verbose_name='끝')),
                ('place', models.CharField(blank=True, max_length=200, verbose_name='장소')),
                ('state', models.CharField(choices=[('proposed', '시간 제안'), ('planned', '방문 예정'), ('done', '방문 완료'), ('no_show', '불참'), ('cancelled', '취소')], max_length=9, verbose_name='상태')),
                ('proposed_side', models.CharField(choices=[('expert', '전문가'), ('firm', '기업'), ('agency', '기관')], max_length=6, verbose_name='시간을 정한 쪽')),
                ('proposed_at', models.DateTimeField(verbose_name='정한 시각')),
                ('accepted_at', models.DateTimeField(blank=True, null=True, verbose_name='받아들인 시각')),
                ('ended_side', models.CharField(blank=True, choices=[('expert', '전문가'), ('firm', '기업'), ('agency', '기관')], max_length=6, verbose_name='취소하거나 오지 않은 쪽')),
                ('end_reason', models.CharField(blank=True, max_length=200, verbose_name='사유')),
                ('reminded_at', models.DateTimeField(blank=True, null=True, verbose_name='알린 시각')),
                ('report_reminded_at', models.DateTimeField(blank=True, null=True, verbose_name='보고서를 재촉한 시각')),
                ('is_sample', models.BooleanField(default=False, verbose_name='예시 자료')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.agency')),
                ('dispatch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='experts.dispatch')),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='registry.enterprise')),
                ('expert', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='experts.poolexpert')),
                ('profile', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='registry.expert')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='experts.visitrequest')),
            ],
            options={
                'verbose_name': '방문',
                'ordering': ('starts_at', 'id'),
            },
        ),
        migrations.CreateModel(
            name='VisitEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('number', models.PositiveSmallIntegerField(verbose_name='회차')),
                ('aim', models.CharField(blank=True, max_length=200, verbose_name='이번에 할 일')),
                ('starts_at', models.DateTimeField(verbose_name='시작')),
                ('ends_at', models.DateTimeField(verbose_name='끝')),
                ('place', models.CharField(blank=True, max_length=200, verbose_name='장소')),
                ('state', models.CharField(choices=[('proposed', '시간 제안'), ('planned', '방문 예정'), ('done', '방문 완료'), ('no_show', '불참'), ('cancelled', '취소')], max_length=9, verbose_name='상태')),
                ('proposed_side', models.CharField(choices=[('expert', '전문가'), ('firm', '기업'), ('agency', '기관')], max_length=6, verbose_name='시간을 정한 쪽')),
                ('proposed_at', models.DateTimeField(verbose_name='정한 시각')),
                ('accepted_at', models.DateTimeField(blank=True, null=True, verbose_name='받아들인 시각')),
                ('ended_side', models.CharField(blank=True, choices=[('expert', '전문가'), ('firm', '기업'), ('agency', '기관')], max_length=6, verbose_name='취소하거나 오지 않은 쪽')),
                ('end_reason', models.CharField(blank=True, max_length=200, verbose_name='사유')),
                ('reminded_at', models.DateTimeField(blank=True, null=True, verbose_name='알린 시각')),
                ('report_reminded_at', models.DateTimeField(blank=True, null=True, verbose_name='보고서를 재촉한 시각')),
                ('is_sample', models.BooleanField(default=False, verbose_name='예시 자료')),
                ('agency', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.agency')),
                ('dispatch', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='experts.dispatch')),
                ('enterprise', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.enterprise')),
                ('expert', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='experts.poolexpert')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='experts.visit')),
                ('profile', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.expert')),
                ('request', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='experts.visitrequest')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='VisitReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField(verbose_name='판')),
                ('state', models.CharField(choices=[('writing', '작성 중'), ('filed', '승인 대기'), ('returned', '보완 요청'), ('approved', '승인')], default='writing', max_length=8, verbose_name='상태')),
                ('saw', models.TextField(blank=True, verbose_name='본 것')),
                ('advice', models.TextField(blank=True, verbose_name='조언')),
                ('next_steps', models.TextField(blank=True, verbose_name='다음에 할 일')),
                ('minutes', models.PositiveSmallIntegerField(verbose_name='걸린 시간(분)')),
                ('cause', models.CharField(blank=True, max_length=200, verbose_name='고치는 까닭')),
                ('written_at', models.DateTimeField(verbose_name='적은 시각')),
                ('filed_at', models.DateTimeField(blank=True, null=True, verbose_name='낸 시각')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='검토한 시각')),
                ('return_reason', models.CharField(blank=True, max_length=300, verbose_name='보완할 것')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.agency')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('filed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='experts.visit')),
            ],
            options={
                'verbose_name': '방문 보고서',
                'ordering': ('visit', '-version'),
            },
        ),
        migrations.CreateModel(
            name='VisitPhoto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('size', models.PositiveIntegerField(verbose_name='크기(바이트)')),
                ('width', models.PositiveSmallIntegerField(verbose_name='너비(점)')),
                ('height', models.PositiveSmallIntegerField(verbose_name='높이(점)')),
                ('caption', models.CharField(blank=True, max_length=120, verbose_name='설명')),
                ('added_at', models.DateTimeField(verbose_name='붙인 시각')),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.agency')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='photos', to='experts.visitreport')),
            ],
            options={
                'verbose_name': '방문 사진',
                'ordering': ('report', 'id'),
            },
        ),
        migrations.CreateModel(
            name='FeeLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('grade', models.CharField(max_length=16, verbose_name='수당 등급')),
                ('minutes', models.PositiveSmallIntegerField(verbose_name='걸린 시간(분)')),
                ('visit_won', models.BigIntegerField(verbose_name='방문 수당(원)')),
                ('more_hours', models.PositiveSmallIntegerField(default=0, verbose_name='더한 시간')),
                ('hour_won', models.BigIntegerField(default=0, verbose_name='한 시간 수당(원)')),
                ('travel_won', models.BigIntegerField(default=0, verbose_name='여비(원)')),
                ('definition', models.CharField(max_length=40, verbose_name='수당표')),
                ('recorded_at', models.DateTimeField(verbose_name='기록 시각')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.agency')),
                ('expert', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fee_lines', to='experts.poolexpert')),
                ('slip', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='experts.feeslip')),
                ('visit', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='fee', to='experts.visit')),
                ('report', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='fee', to='experts.visitreport')),
            ],
            options={
                'verbose_name': '방문 수당',
                'ordering': ('visit__starts_at', 'id'),
            },
        ),
        migrations.CreateModel(
            name='VisitSatisfaction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField(verbose_name='물은 시각')),
                ('score', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='점수')),
                ('comment', models.CharField(blank=True, max_length=500, verbose_name='의견')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='답한 시각')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.agency')),
                ('dispatch', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='satisfaction', to='experts.dispatch')),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.enterprise')),
                ('expert', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='satisfaction', to='experts.poolexpert')),
            ],
            options={
                'verbose_name': '방문 만족도',
                'ordering': ('-asked_at', '-id'),
            },
        ),
        migrations.AddConstraint(
            model_name='clinic',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('finished_at', None), ('outcome', '')), models.Q(('finished_at__isnull', False), models.Q(('outcome', ''), _negated=True), models.Q(('result', ''), _negated=True)), _connector='OR'), name='clinic_finished_with_a_result'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='clinic',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "experts_clinicevent" ("agency_id", "aim", "enterprise_id", "expert_id", "finished_at", "id", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan", "planned_at", "planned_by_id", "request_id", "result") VALUES (NEW."agency_id", NEW."aim", NEW."enterprise_id", NEW."expert_id", NEW."finished_at", NEW."id", NEW."outcome", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."plan", NEW."planned_at", NEW."planned_by_id", NEW."request_id", NEW."result"); RETURN NULL;', hash='becff1e6ed4f7f630e7ba18f25b9ce6810ebe69c', operation='INSERT', pgid='pgtrigger_insert_insert_df822', table='experts_clinic', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='clinic',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "experts_clinicevent" ("agency_id", "aim", "enterprise_id", "expert_id", "finished_at", "id", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan", "planned_at", "planned_by_id", "request_id", "result") VALUES (NEW."agency_id", NEW."aim", NEW."enterprise_id", NEW."expert_id", NEW."finished_at", NEW."id", NEW."outcome", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."plan", NEW."planned_at", NEW."planned_by_id", NEW."request_id", NEW."result"); RETURN NULL;', hash='37639d3267e877153fee68531b42b913921b09c2', operation='UPDATE', pgid='pgtrigger_update_update_eb59c', table='experts_clinic', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='clinic',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "experts_clinicevent" ("agency_id", "aim", "enterprise_id", "expert_id", "finished_at", "id", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan", "planned_at", "planned_by_id", "request_id", "result") VALUES (OLD."agency_id", OLD."aim", OLD."enterprise_id", OLD."expert_id", OLD."finished_at", OLD."id", OLD."outcome", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."plan", OLD."planned_at", OLD."planned_by_id", OLD."request_id", OLD."result"); RETURN NULL;', hash='4cc312cde02e788a60f1318cf425376b5c734905', operation='DELETE', pgid='pgtrigger_delete_delete_2a7f6', table='experts_clinic', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='feeslip',
            constraint=models.UniqueConstraint(fields=('agency', 'number'), name='fee_slip_number_once'),
        ),
        migrations.AddConstraint(
            model_name='feeslip',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'cancelled'), _negated=True), fields=('expert', 'month'), name='fee_slip_one_a_month'),
        ),
        migrations.AddConstraint(
            model_name='feeslip',
            constraint=models.CheckConstraint(condition=models.Q(('fee_won__gte', 0), ('pay_won__gte', 0), ('travel_won__gte', 0), ('withheld_won__gte', 0), ('pay_won', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('fee_won'), '+', models.F('travel_won')), '-', models.F('withheld_won')))), name='fee_slip_adds_up'),
        ),
        migrations.AddConstraint(
            model_name='feeslip',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['approved', 'paid']), _negated=True), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False)), _connector='OR'), name='fee_slip_approved_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='feeslip',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'paid'), _negated=True), ('paid_on__isnull', False), _connector='OR'), name='fee_slip_paid_on_a_day'),
        ),
        migrations.AddConstraint(
            model_name='feeslip',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'cancelled'), _negated=True), models.Q(('cancel_reason', ''), _negated=True), _connector='OR'), name='fee_slip_cancelled_why'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='feeslip',
            trigger=pgtrigger.compiler.Trigger(name='one_way', sql=pgtrigger.compiler.UpsertTriggerSql(declare="DECLARE scope text := coalesce(current_setting('didim.system', true), ''); paid bigint;", func="\nIF (OLD.agency_id, OLD.expert_id, OLD.month, OLD.number, OLD.visits, OLD.fee_won, OLD.travel_won,\n        OLD.withheld_won, OLD.pay_won, OLD.drawn_at, OLD.working)\n    IS DISTINCT FROM (NEW.agency_id, NEW.expert_id, NEW.month, NEW.number, NEW.visits, NEW.fee_won,\n        NEW.travel_won, NEW.withheld_won, NEW.pay_won, NEW.drawn_at, NEW.working)\n    OR (OLD.state, NEW.state) NOT IN (('drawn', 'approved'), ('drawn', 'cancelled'), ('approved', 'paid'))\n    OR (OLD.state = 'approved'\n        AND (OLD.approved_at, OLD.approved_by_id) IS DISTINCT FROM (NEW.approved_at, NEW.approved_by_id))\nTHEN\n    RAISE EXCEPTION 'fee slip % is %: not changed this way', OLD.number, OLD.state\n        USING ERRCODE = 'restrict_violation';\nEND IF;\nIF NEW.state = 'approved' THEN\n    PERFORM set_config('didim.system', 'on', true);\n    SELECT user_id INTO paid FROM experts_poolexpert WHERE id = NEW.expert_id;\n    PERFORM set_config('didim.system', scope, true);\n    IF NEW.approved_by_id = paid THEN\n        RAISE EXCEPTION 'nobody approves their own fees'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'fee_slip_approved_by_another';\n    END IF;\nEND IF;\nRETURN NEW;\n", hash='5cb24f993b67787f25bf9938b0efe568ca400643', operation='UPDATE', pgid='pgtrigger_one_way_2d9b3', table='experts_feeslip', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='feeslip',
            trigger=pgtrigger.compiler.Trigger(name='refuse_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='fa27cb925a812e824fac9910460846da9544c33f', operation='DELETE', pgid='pgtrigger_refuse_delete_a94d5', table='experts_feeslip', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='feeslip',
            trigger=pgtrigger.compiler.Trigger(name='refuse_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='4d5fde26a8c69f959000062eb76105c7fbfc3e75', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_refuse_truncate_bfe3f', table='experts_feeslip', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='feeslip',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "experts_feeslipevent" ("agency_id", "approved_at", "approved_by_id", "cancel_reason", "drawn_at", "drawn_by_id", "expert_id", "fee_won", "id", "month", "number", "paid_on", "pay_won", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "travel_won", "visits", "withheld_won", "working") VALUES (NEW."agency_id", NEW."approved_at", NEW."approved_by_id", NEW."cancel_reason", NEW."drawn_at", NEW."drawn_by_id", NEW."expert_id", NEW."fee_won", NEW."id", NEW."month", NEW."number", NEW."paid_on", NEW."pay_won", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."state", NEW."travel_won", NEW."visits", NEW."withheld_won", NEW."working"); RETURN NULL;', hash='ba7d7e56a95860ed1eb6d13953de984d6946b7dc', operation='INSERT', pgid='pgtrigger_insert_insert_da921', table='experts_feeslip', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='feeslip',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "experts_feeslipevent" ("agency_id", "approved_at", "approved_by_id", "cancel_reason", "drawn_at", "drawn_by_id", "expert_id", "fee_won", "id", "month", "number", "paid_on", "pay_won", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "travel_won", "visits", "withheld_won", "working") VALUES (NEW."agency_id", NEW."approved_at", NEW."approved_by_id", NEW."cancel_reason", NEW."drawn_at", NEW."drawn_by_id", NEW."expert_id", NEW."fee_won", NEW."id", NEW."month", NEW."number", NEW."paid_on", NEW."pay_won", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."state", NEW."travel_won", NEW."visits", NEW."withheld_won", NEW."working"); RETURN NULL;', hash='97ecb42d88c34d7a77a335855ca475090c3e9d16', operation='UPDATE', pgid='pgtrigger_update_update_b0052', table='experts_feeslip', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='feeslip',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "experts_feeslipevent" ("agency_id", "approved_at", "approved_by_id", "cancel_reason", "drawn_at", "drawn_by_id", "expert_id", "fee_won", "id", "month", "number", "paid_on", "pay_won", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "travel_won", "visits", "withheld_won", "working") VALUES (OLD."agency_id", OLD."approved_at", OLD."approved_by_id", OLD."cancel_reason", OLD."drawn_at", OLD."drawn_by_id", OLD."expert_id", OLD."fee_won", OLD."id", OLD."month", OLD."number", OLD."paid_on", OLD."pay_won", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."state", OLD."travel_won", OLD."visits", OLD."withheld_won", OLD."working"); RETURN NULL;', hash='9d069d78fd47dc37bc0b5cbdf18d77f6d09ceb93', operation='DELETE', pgid='pgtrigger_delete_delete_4f13b', table='experts_feeslip', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='visit',
            index=models.Index(fields=['expert', 'starts_at'], name='visit_of_expert'),
        ),
        migrations.AddIndex(
            model_name='visit',
            index=models.Index(fields=['enterprise', '-starts_at'], name='visit_of_firm'),
        ),
        migrations.AddIndex(
            model_name='visit',
            index=models.Index(fields=['agency', '-starts_at'], name='visit_of_agency'),
        ),
        migrations.AddIndex(
            model_name='visit',
            index=models.Index(condition=models.Q(('reminded_at', None), ('state', 'planned')), fields=['starts_at'], name='visit_to_remind'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='visit_period'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('state', 'cancelled'), _negated=True), expressions=[('profile', '='), (didim.desk.models.spans.InstantRange('starts_at', 'ends_at', django.contrib.postgres.fields.ranges.RangeBoundary()), '&&')], name='visit_expert_once'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('state', 'cancelled'), _negated=True), expressions=[('enterprise', '='), (didim.desk.models.spans.InstantRange('starts_at', 'ends_at', django.contrib.postgres.fields.ranges.RangeBoundary()), '&&')], name='visit_firm_once'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['proposed', 'planned', 'done'])), fields=('request', 'number'), name='visit_number_once'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='visit_number_from_one'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['planned', 'done', 'no_show']), _negated=True), ('accepted_at__isnull', False), _connector='OR'), name='visit_held_only_when_agreed'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['cancelled', 'no_show']), _negated=True), models.Q(models.Q(('end_reason', ''), _negated=True), models.Q(('ended_side', ''), _negated=True)), _connector='OR'), name='visit_ended_with_a_reason'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visit',
            trigger=pgtrigger.compiler.Trigger(name='within_plan', sql=pgtrigger.compiler.UpsertTriggerSql(declare="DECLARE scope text := coalesce(current_setting('didim.system', true), ''); plan record; taken int;", func="\nIF NEW.state = 'cancelled' OR (TG_OP = 'UPDATE' AND OLD.state <> 'cancelled'\n    AND (OLD.expert_id, OLD.profile_id, OLD.dispatch_id, OLD.request_id, OLD.number, OLD.starts_at)\n        IS NOT DISTINCT FROM\n            (NEW.expert_id, NEW.profile_id, NEW.dispatch_id, NEW.request_id, NEW.number, NEW.starts_at))\nTHEN\n    RETURN NEW;\nEND IF;\nPERFORM pg_advisory_xact_lock(6201, (NEW.expert_id % 2147483648)::int);\nPERFORM set_config('didim.system', 'on', true);\nSELECT sent.expert_id, sent.request_id, expert.profile_id,\n        asked.visits_planned, expert.capacity_month INTO plan\n    FROM experts_dispatch sent\n    JOIN experts_visitrequest asked ON asked.id = sent.request_id\n    JOIN experts_poolexpert expert ON expert.id = sent.expert_id\n    WHERE sent.id = NEW.dispatch_id;\nSELECT count(*) INTO taken FROM experts_visit\n    WHERE expert_id = NEW.expert_id AND id <> NEW.id AND state <> 'cancelled'\n        AND date_trunc('month', starts_at AT TIME ZONE 'Asia/Seoul')\n            = date_trunc('month', NEW.starts_at AT TIME ZONE 'Asia/Seoul');\nPERFORM set_config('didim.system', scope, true);\nIF (plan.expert_id, plan.request_id, plan.profile_id)\n    IS DISTINCT FROM (NEW.expert_id, NEW.request_id, NEW.profile_id)\nTHEN\n    RAISE EXCEPTION 'visit of another expert or request than its dispatch'\n        USING ERRCODE = 'check_violation', CONSTRAINT = 'visit_of_its_dispatch';\nEND IF;\nIF NEW.number > plan.visits_planned THEN\n    RAISE EXCEPTION 'visit % of % planned', NEW.number, plan.visits_planned\n        USING ERRCODE = 'check_violation', CONSTRAINT = 'visit_within_plan';\nEND IF;\nIF taken >= plan.capacity_month THEN\n    RAISE EXCEPTION 'expert % has % visits of % in this month', NEW.expert_id, taken, plan.capacity_month\n        USING ERRCODE = 'check_violation', CONSTRAINT = 'visit_within_capacity';\nEND IF;\nRETURN NEW;\n", hash='8dc76347b9d7afdc3ce2a6ed6d777428b74ce470', operation='INSERT OR UPDATE', pgid='pgtrigger_within_plan_60cf3', table='experts_visit', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visit',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "experts_visitevent" ("accepted_at", "agency_id", "aim", "dispatch_id", "end_reason", "ended_side", "ends_at", "enterprise_id", "expert_id", "id", "is_sample", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "profile_id", "proposed_at", "proposed_side", "reminded_at", "report_reminded_at", "request_id", "starts_at", "state") VALUES (NEW."accepted_at", NEW."agency_id", NEW."aim", NEW."dispatch_id", NEW."end_reason", NEW."ended_side", NEW."ends_at", NEW."enterprise_id", NEW."expert_id", NEW."id", NEW."is_sample", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place", NEW."profile_id", NEW."proposed_at", NEW."proposed_side", NEW."reminded_at", NEW."report_reminded_at", NEW."request_id", NEW."starts_at", NEW."state"); RETURN NULL;', hash='fd0f845d51b4046a12202b13ef8e4488b7065c7d', operation='INSERT', pgid='pgtrigger_insert_insert_873e9', table='experts_visit', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visit',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "experts_visitevent" ("accepted_at", "agency_id", "aim", "dispatch_id", "end_reason", "ended_side", "ends_at", "enterprise_id", "expert_id", "id", "is_sample", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "profile_id", "proposed_at", "proposed_side", "reminded_at", "report_reminded_at", "request_id", "starts_at", "state") VALUES (NEW."accepted_at", NEW."agency_id", NEW."aim", NEW."dispatch_id", NEW."end_reason", NEW."ended_side", NEW."ends_at", NEW."enterprise_id", NEW."expert_id", NEW."id", NEW."is_sample", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place", NEW."profile_id", NEW."proposed_at", NEW."proposed_side", NEW."reminded_at", NEW."report_reminded_at", NEW."request_id", NEW."starts_at", NEW."state"); RETURN NULL;', hash='57942b200ea4193adee93dbc08f676853f32dd11', operation='UPDATE', pgid='pgtrigger_update_update_45a5f', table='experts_visit', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visit',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "experts_visitevent" ("accepted_at", "agency_id", "aim", "dispatch_id", "end_reason", "ended_side", "ends_at", "enterprise_id", "expert_id", "id", "is_sample", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "profile_id", "proposed_at", "proposed_side", "reminded_at", "report_reminded_at", "request_id", "starts_at", "state") VALUES (OLD."accepted_at", OLD."agency_id", OLD."aim", OLD."dispatch_id", OLD."end_reason", OLD."ended_side", OLD."ends_at", OLD."enterprise_id", OLD."expert_id", OLD."id", OLD."is_sample", OLD."number", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."place", OLD."profile_id", OLD."proposed_at", OLD."proposed_side", OLD."reminded_at", OLD."report_reminded_at", OLD."request_id", OLD."starts_at", OLD."state"); RETURN NULL;', hash='7efaf466e419fed734dc1f0d1d65698a2b7d14b4', operation='DELETE', pgid='pgtrigger_delete_delete_bdaf0', table='experts_visit', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='visitreport',
            index=models.Index(condition=models.Q(('state', 'filed')), fields=['agency', 'filed_at'], name='visit_report_to_approve'),
        ),
        migrations.AddConstraint(
            model_name='visitreport',
            constraint=models.UniqueConstraint(fields=('visit', 'version'), name='visit_report_version_once'),
        ),
        migrations.AddConstraint(
            model_name='visitreport',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['writing', 'filed'])), fields=('visit',), name='visit_report_one_open'),
        ),
        migrations.AddConstraint(
            model_name='visitreport',
            constraint=models.CheckConstraint(condition=models.Q(('minutes__gte', 1), ('version__gte', 1)), name='visit_report_from_one'),
        ),
        migrations.AddConstraint(
            model_name='visitreport',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'writing'), models.Q(('filed_at__isnull', False), ('filed_by__isnull', False), models.Q(('saw', ''), _negated=True), models.Q(('advice', ''), _negated=True)), _connector='OR'), name='visit_report_filed_whole'),
        ),
        migrations.AddConstraint(
            model_name='visitreport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('state__in', ['writing', 'filed'])), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('state__in', ['returned', 'approved'])), _connector='OR'), name='visit_report_decided_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='visitreport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'returned'), _negated=True), models.Q(('return_reason', ''), _negated=True), _connector='OR'), name='visit_report_returned_why'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visitreport',
            trigger=pgtrigger.compiler.Trigger(name='one_way', sql=pgtrigger.compiler.UpsertTriggerSql(declare="DECLARE scope text := coalesce(current_setting('didim.system', true), ''); visitor bigint;", func="\nIF TG_OP = 'INSERT' THEN\n    IF NEW.state <> 'writing' THEN\n        RAISE EXCEPTION 'a report begins with writing'\n            USING ERRCODE = 'restrict_violation';\n    END IF;\n    RETURN NEW;\nEND IF;\nIF OLD.state IN ('returned', 'approved') THEN\n    RAISE EXCEPTION 'version % of a report is %: never changed', OLD.version, OLD.state\n        USING ERRCODE = 'restrict_violation';\nEND IF;\nIF (OLD.visit_id, OLD.version, OLD.agency_id) IS DISTINCT FROM (NEW.visit_id, NEW.version, NEW.agency_id)\n    OR (OLD.state, NEW.state) NOT IN (('writing', 'writing'), ('writing', 'filed'),\n        ('filed', 'returned'), ('filed', 'approved'))\n    OR (OLD.state = 'filed'\n        AND (OLD.saw, OLD.advice, OLD.next_steps, OLD.minutes, OLD.cause, OLD.filed_at, OLD.filed_by_id)\n        IS DISTINCT FROM\n            (NEW.saw, NEW.advice, NEW.next_steps, NEW.minutes, NEW.cause, NEW.filed_at, NEW.filed_by_id))\nTHEN\n    RAISE EXCEPTION 'version % of a report is %: not changed this way', OLD.version, OLD.state\n        USING ERRCODE = 'restrict_violation';\nEND IF;\nIF NEW.state = 'approved' THEN\n    PERFORM set_config('didim.system', 'on', true);\n    SELECT expert.user_id INTO visitor FROM experts_visit visit\n        JOIN experts_poolexpert expert ON expert.id = visit.expert_id WHERE visit.id = NEW.visit_id;\n    PERFORM set_config('didim.system', scope, true);\n    IF NEW.decided_by_id IN (visitor, NEW.filed_by_id) THEN\n        RAISE EXCEPTION 'nobody approves their own report'\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'visit_report_approved_by_another';\n    END IF;\nEND IF;\nRETURN NEW;\n", hash='23ba621466bd361c22230acbcda156ab42fcbd80', operation='INSERT OR UPDATE', pgid='pgtrigger_one_way_2cd2a', table='experts_visitreport', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visitreport',
            trigger=pgtrigger.compiler.Trigger(name='refuse_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='600d654b0596726f217f287097f2992cd58a30fe', operation='DELETE', pgid='pgtrigger_refuse_delete_6d311', table='experts_visitreport', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visitreport',
            trigger=pgtrigger.compiler.Trigger(name='refuse_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='998dd814a5753cf6dc4847221f3438227892d197', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_refuse_truncate_05b68', table='experts_visitreport', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='visitphoto',
            constraint=models.UniqueConstraint(fields=('report', 'sha256'), name='visit_photo_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visitphoto',
            trigger=pgtrigger.compiler.Trigger(name='while_written', sql=pgtrigger.compiler.UpsertTriggerSql(declare="DECLARE scope text := coalesce(current_setting('didim.system', true), ''); stands text;", func="\nPERFORM set_config('didim.system', 'on', true);\nSELECT state INTO stands FROM experts_visitreport\n    WHERE id = CASE TG_OP WHEN 'INSERT' THEN NEW.report_id ELSE OLD.report_id END;\nPERFORM set_config('didim.system', scope, true);\nIF TG_OP = 'UPDATE' OR stands <> 'writing' THEN\n    RAISE EXCEPTION 'photos of a report are not changed: % refused', TG_OP\n        USING ERRCODE = 'restrict_violation';\nEND IF;\nRETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;\n", hash='663656f77cdae53de1065cf63a47ce321506b7b9', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_while_written_8880b', table='experts_visitphoto', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='feeline',
            index=models.Index(condition=models.Q(('slip', None)), fields=['agency', 'expert'], name='fee_line_not_on_a_slip'),
        ),
        migrations.AddConstraint(
            model_name='feeline',
            constraint=models.CheckConstraint(condition=models.Q(('hour_won__gte', 0), ('travel_won__gte', 0), ('visit_won__gte', 0)), name='fee_line_not_negative'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='feeline',
            trigger=pgtrigger.compiler.Trigger(name='only_moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare="DECLARE scope text := coalesce(current_setting('didim.system', true), ''); stands text;", func="\nPERFORM set_config('didim.system', 'on', true);\nSELECT state INTO stands FROM experts_feeslip WHERE id = OLD.slip_id;\nPERFORM set_config('didim.system', scope, true);\nIF stands IN ('approved', 'paid')\n    OR (OLD.agency_id, OLD.expert_id, OLD.visit_id, OLD.report_id, OLD.grade, OLD.minutes, OLD.visit_won,\n        OLD.more_hours, OLD.hour_won, OLD.travel_won, OLD.definition, OLD.recorded_at)\n    IS DISTINCT FROM (NEW.agency_id, NEW.expert_id, NEW.visit_id, NEW.report_id, NEW.grade, NEW.minutes,\n        NEW.visit_won, NEW.more_hours, NEW.hour_won, NEW.travel_won, NEW.definition, NEW.recorded_at)\nTHEN\n    RAISE EXCEPTION 'the fee of visit % is settled', OLD.visit_id\n        USING ERRCODE = 'restrict_violation';\nEND IF;\nRETURN NEW;\n", hash='fbec2d3d14ef64fa52644a7db006133353790396', operation='UPDATE', pgid='pgtrigger_only_moves_8308d', table='experts_feeline', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='feeline',
            trigger=pgtrigger.compiler.Trigger(name='refuse_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='4e381b14493cf82c489789792d2122e4ed1b1b19', operation='DELETE', pgid='pgtrigger_refuse_delete_0a643', table='experts_feeline', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='feeline',
            trigger=pgtrigger.compiler.Trigger(name='refuse_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='b50951cc9e7ffc5d548bcb36a5c10478438271bf', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_refuse_truncate_ace00', table='experts_feeline', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='visitsatisfaction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('score', None)), models.Q(('answered_at__isnull', False), ('score__gte', 1), ('score__lte', 5)), _connector='OR'), name='visit_satisfaction_from_one_to_five'),
        ),
        ]),
    ]
