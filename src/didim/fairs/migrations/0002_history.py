import didim.desk.models.spans
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models
from didim.accounts.at_once import AtOnce


class Migration(migrations.Migration):
    dependencies = [
        ("fairs", "0001_initial"),
    ]

    operations = [
        AtOnce([
        migrations.CreateModel(
            name='ParticipantEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('side', models.CharField(choices=[('partner', '파트너'), ('firm', '기업')], max_length=7, verbose_name='구분')),
                ('state', models.CharField(choices=[('applied', '신청'), ('accepted', '참가'), ('refused', '거절'), ('withdrawn', '참가 취소')], default='applied', max_length=9, verbose_name='상태')),
                ('is_person', models.BooleanField(default=False, verbose_name='개인')),
                ('name', models.CharField(max_length=160, verbose_name='이름')),
                ('name_en', models.CharField(blank=True, max_length=160, verbose_name='영문 이름')),
                ('country', models.CharField(default='KR', max_length=2, verbose_name='나라')),
                ('language', models.CharField(default='ko', max_length=2, verbose_name='상담 언어')),
                ('website', models.URLField(blank=True, verbose_name='누리집')),
                ('offers', models.TextField(blank=True, verbose_name='내놓는 것')),
                ('seeks', models.TextField(blank=True, verbose_name='찾는 것')),
                ('trades', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=5), blank=True, default=list, size=None, verbose_name='업종')),
                ('sought_trades', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=5), blank=True, default=list, size=None, verbose_name='찾는 업종')),
                ('most', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='최대 상담')),
                ('least', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='최소 상담')),
                ('link_version', models.PositiveSmallIntegerField(default=1)),
                ('applied_at', models.DateTimeField(verbose_name='신청 시각')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='결정 시각')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='거절·취소 사유')),
                ('checked_in_at', models.DateTimeField(blank=True, null=True, verbose_name='도착 확인')),
                ('agency', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.agency')),
                ('decided_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('enterprise', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.enterprise')),
                ('fair', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='fairs.fair')),
                ('partner', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.partner')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='fairs.participant')),
                ('user', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ParticipantPerson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='이름')),
                ('position', models.CharField(blank=True, max_length=80, verbose_name='부서·직위')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='전자우편')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='전화')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.agency')),
                ('participant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='people', to='fairs.participant')),
            ],
            options={
                'verbose_name': '참석자',
                'ordering': ('participant', 'id'),
            },
        ),
        migrations.CreateModel(
            name='ParticipantPersonEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('name', models.CharField(max_length=60, verbose_name='이름')),
                ('position', models.CharField(blank=True, max_length=80, verbose_name='부서·직위')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='전자우편')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='전화')),
                ('agency', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.agency')),
                ('participant', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='fairs.participant')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='fairs.participantperson')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PlanRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seed', models.BigIntegerField(verbose_name='난수 씨앗')),
                ('computed_at', models.DateTimeField(verbose_name='계산 시각')),
                ('content', models.TextField(verbose_name='계산 내용')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('chosen', models.PositiveIntegerField(verbose_name='고른 상담')),
                ('placed', models.PositiveIntegerField(verbose_name='시간이 정해진 상담')),
                ('value', models.BigIntegerField(verbose_name='값')),
                ('bound', models.BigIntegerField(verbose_name='값의 한계')),
                ('idle_gaps', models.PositiveIntegerField(verbose_name='빈 시간')),
                ('table_moves', models.PositiveIntegerField(verbose_name='자리 옮김')),
                ('moved', models.PositiveIntegerField(blank=True, null=True, verbose_name='바뀐 상담')),
                ('moved_at_least', models.PositiveIntegerField(blank=True, null=True, verbose_name='바뀔 수밖에 없던 상담')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.agency')),
                ('computed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('fair', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='runs', to='fairs.fair')),
            ],
            options={
                'verbose_name': '일정 계산',
                'ordering': ('fair', '-computed_at', '-id'),
            },
        ),
        migrations.CreateModel(
            name='MeetingEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('starts_at', models.DateTimeField(verbose_name='시작')),
                ('ends_at', models.DateTimeField(verbose_name='끝')),
                ('state', models.CharField(choices=[('draft', '초안'), ('planned', '예정'), ('done', '상담함'), ('no_show', '오지 않음'), ('cancelled', '취소')], default='draft', max_length=9, verbose_name='상태')),
                ('origin', models.CharField(choices=[('both', '서로 신청'), ('partner', '파트너 신청'), ('firm', '기업 신청'), ('spare', '추천으로 채움'), ('officer', '담당자 주선')], max_length=7, verbose_name='신청')),
                ('is_pinned', models.BooleanField(default=False, verbose_name='고정')),
                ('room_key', models.CharField(blank=True, max_length=40)),
                ('end_reason', models.CharField(blank=True, max_length=200, verbose_name='사유')),
                ('agency', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.agency')),
                ('enterprise', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.enterprise')),
                ('fair', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='fairs.fair')),
                ('interpreter', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='fairs.interpreter')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='fairs.meeting')),
                ('slot', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='fairs.fairslot')),
                ('support_record', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='support.supportrecord')),
                ('table', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='fairs.fairtable')),
                ('absent', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='fairs.participant')),
                ('firm', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='fairs.participant')),
                ('partner', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='fairs.participant')),
                ('run', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='fairs.planrun')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='meeting',
            name='run',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='fairs.planrun'),
        ),
        migrations.CreateModel(
            name='TableOutage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField(verbose_name='시작')),
                ('ends_at', models.DateTimeField(verbose_name='끝')),
                ('reason', models.CharField(max_length=200, verbose_name='사유')),
                ('recorded_at', models.DateTimeField(verbose_name='기록 시각')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.agency')),
                ('fair', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='outages', to='fairs.fair')),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('table', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='outages', to='fairs.fairtable')),
            ],
            options={
                'verbose_name': '쓸 수 없는 자리',
                'ordering': ('fair', 'starts_at', 'id'),
            },
        ),
        migrations.CreateModel(
            name='Unplaced',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(verbose_name='까닭')),
                ('reason_en', models.TextField(verbose_name='까닭(영문)')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.agency')),
                ('firm', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='fairs.participant')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='fairs.participant')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='unplaced', to='fairs.planrun')),
            ],
            options={
                'verbose_name': '정하지 못한 상담',
                'ordering': ('run', 'id'),
            },
        ),
        migrations.CreateModel(
            name='DealFollowUp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('months', models.PositiveSmallIntegerField(verbose_name='개월')),
                ('due_on', models.DateField(verbose_name='물을 날')),
                ('asked_at', models.DateTimeField(blank=True, null=True, verbose_name='물은 시각')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='답한 시각')),
                ('stage', models.CharField(blank=True, choices=[('talks', '협의 중'), ('mou', '업무협약(MOU)'), ('contract', '계약'), ('lost', '무산')], max_length=8, verbose_name='그때의 단계')),
                ('note', models.TextField(blank=True, verbose_name='경과')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.agency')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('deal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='follow_ups', to='fairs.deal')),
            ],
            options={
                'verbose_name': '거래 사후관리',
                'ordering': ('deal', 'months'),
                'indexes': [models.Index(condition=models.Q(('answered_at', None)), fields=['due_on'], name='deal_follow_up_due')],
                'constraints': [models.UniqueConstraint(fields=('deal', 'months'), name='deal_follow_up_once'), models.CheckConstraint(condition=models.Q(('months__in', [3, 6, 12])), name='deal_follow_up_months'), models.CheckConstraint(condition=models.Q(('answered_at', None), models.Q(('stage', ''), _negated=True), _connector='OR'), name='deal_follow_up_answer_has_a_stage')],
            },
        ),
        migrations.AddIndex(
            model_name='fair',
            index=models.Index(fields=['agency', 'state'], name='fair_of_agency'),
        ),
        migrations.AddConstraint(
            model_name='fair',
            constraint=models.UniqueConstraint(fields=('agency', 'name'), name='fair_name_once'),
        ),
        migrations.AddConstraint(
            model_name='fair',
            constraint=models.CheckConstraint(condition=models.Q(('answer_until__gte', models.F('request_until')), ('request_until__gte', models.F('register_until'))), name='fair_days_in_order'),
        ),
        migrations.AddConstraint(
            model_name='fair',
            constraint=models.CheckConstraint(condition=models.Q(('firm_least__lte', models.F('firm_most')), ('partner_least__lte', models.F('partner_most'))), name='fair_least_within_most'),
        ),
        migrations.AddConstraint(
            model_name='fair',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), ('published_at__isnull', False), _connector='OR'), name='fair_published_at_an_instant'),
        ),
        migrations.AddConstraint(
            model_name='fair',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'called_off'), _negated=True), models.Q(('end_reason', ''), _negated=True), _connector='OR'), name='fair_called_off_with_a_reason'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='fair',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "fairs_fairevent" ("agency_id", "answer_until", "end_reason", "firm_least", "firm_most", "id", "is_sample", "kind", "name", "name_en", "officer_id", "partner_least", "partner_most", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "programme_id", "published_at", "recorded_at", "recorded_by_id", "register_until", "request_until", "seed", "state", "summary", "summary_en") VALUES (NEW."agency_id", NEW."answer_until", NEW."end_reason", NEW."firm_least", NEW."firm_most", NEW."id", NEW."is_sample", NEW."kind", NEW."name", NEW."name_en", NEW."officer_id", NEW."partner_least", NEW."partner_most", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place", NEW."programme_id", NEW."published_at", NEW."recorded_at", NEW."recorded_by_id", NEW."register_until", NEW."request_until", NEW."seed", NEW."state", NEW."summary", NEW."summary_en"); RETURN NULL;', hash='fcca5f23c17421fbb78521704972bb857dba34f2', operation='INSERT', pgid='pgtrigger_insert_insert_3549b', table='fairs_fair', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='fair',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "fairs_fairevent" ("agency_id", "answer_until", "end_reason", "firm_least", "firm_most", "id", "is_sample", "kind", "name", "name_en", "officer_id", "partner_least", "partner_most", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "programme_id", "published_at", "recorded_at", "recorded_by_id", "register_until", "request_until", "seed", "state", "summary", "summary_en") VALUES (NEW."agency_id", NEW."answer_until", NEW."end_reason", NEW."firm_least", NEW."firm_most", NEW."id", NEW."is_sample", NEW."kind", NEW."name", NEW."name_en", NEW."officer_id", NEW."partner_least", NEW."partner_most", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place", NEW."programme_id", NEW."published_at", NEW."recorded_at", NEW."recorded_by_id", NEW."register_until", NEW."request_until", NEW."seed", NEW."state", NEW."summary", NEW."summary_en"); RETURN NULL;', hash='a73e11256bccc586cf9947e02e18504b1dfb6976', operation='UPDATE', pgid='pgtrigger_update_update_e4251', table='fairs_fair', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='fairhost',
            constraint=models.UniqueConstraint(fields=('fair', 'agency'), name='fair_host_once'),
        ),
        migrations.AddConstraint(
            model_name='fairslot',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='fair_slot_period'),
        ),
        migrations.AddConstraint(
            model_name='fairslot',
            constraint=models.UniqueConstraint(fields=('fair', 'number'), name='fair_slot_number_once'),
        ),
        migrations.AddConstraint(
            model_name='fairslot',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('number__gte', 0)), expressions=[('fair', '='), (didim.desk.models.spans.InstantRange('starts_at', 'ends_at', django.contrib.postgres.fields.ranges.RangeBoundary()), '&&')], name='fair_slot_apart'),
        ),
        migrations.AddConstraint(
            model_name='fairtable',
            constraint=models.UniqueConstraint(fields=('fair', 'number'), name='fair_table_number_once'),
        ),
        migrations.AddConstraint(
            model_name='fairtable',
            constraint=models.UniqueConstraint(fields=('fair', 'name'), name='fair_table_name_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='fairtable',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "fairs_fairtableevent" ("agency_id", "fair_id", "id", "is_video", "name", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "room") VALUES (NEW."agency_id", NEW."fair_id", NEW."id", NEW."is_video", NEW."name", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."room"); RETURN NULL;', hash='bd7665af661df301325187303c15590931daa5e5', operation='INSERT', pgid='pgtrigger_insert_insert_1aab1', table='fairs_fairtable', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='fairtable',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "fairs_fairtableevent" ("agency_id", "fair_id", "id", "is_video", "name", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "room") VALUES (NEW."agency_id", NEW."fair_id", NEW."id", NEW."is_video", NEW."name", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."room"); RETURN NULL;', hash='f88801be36c65afbb60a7ab34e3dbdae14f4cec0', operation='UPDATE', pgid='pgtrigger_update_update_bf88d', table='fairs_fairtable', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='interpreter',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "fairs_interpreterevent" ("agency_id", "email", "fair_id", "id", "languages", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone") VALUES (NEW."agency_id", NEW."email", NEW."fair_id", NEW."id", NEW."languages", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone"); RETURN NULL;', hash='5b233876586c39a24127e4c69ae76785df90900f', operation='INSERT', pgid='pgtrigger_insert_insert_babdd', table='fairs_interpreter', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='interpreter',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "fairs_interpreterevent" ("agency_id", "email", "fair_id", "id", "languages", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone") VALUES (NEW."agency_id", NEW."email", NEW."fair_id", NEW."id", NEW."languages", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone"); RETURN NULL;', hash='e865ce6678447ecde59d8cb540debb50d1c2f7fd', operation='UPDATE', pgid='pgtrigger_update_update_52ef8', table='fairs_interpreter', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='interpreter',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "fairs_interpreterevent" ("agency_id", "email", "fair_id", "id", "languages", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone") VALUES (OLD."agency_id", OLD."email", OLD."fair_id", OLD."id", OLD."languages", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phone"); RETURN NULL;', hash='d386f1846a9ba1a982e4db760076adf02c38c8ee', operation='DELETE', pgid='pgtrigger_delete_delete_a0876', table='fairs_interpreter', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='deal',
            index=models.Index(fields=['enterprise'], name='deal_of_firm'),
        ),
        migrations.AddConstraint(
            model_name='deal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount_minor', None), ('currency', '')), models.Q(('amount_minor__gt', 0), models.Q(('currency', ''), _negated=True)), _connector='OR'), name='deal_amount_has_a_currency'),
        ),
        migrations.AddConstraint(
            model_name='deal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stage__in', ['mou', 'contract']), _negated=True), models.Q(('amount_minor__isnull', False), ('signed_on__isnull', False)), _connector='OR'), name='deal_signed_with_a_day_and_an_amount'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='deal',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "fairs_dealevent" ("agency_id", "amount_minor", "counterpart", "country", "currency", "enterprise_id", "evidence", "fair_id", "id", "meeting_id", "observation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "signed_on", "stage", "support_record_id") VALUES (NEW."agency_id", NEW."amount_minor", NEW."counterpart", NEW."country", NEW."currency", NEW."enterprise_id", NEW."evidence", NEW."fair_id", NEW."id", NEW."meeting_id", NEW."observation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."recorded_at", NEW."recorded_by_id", NEW."signed_on", NEW."stage", NEW."support_record_id"); RETURN NULL;', hash='5d13b41556edac5f0c8ea1684d6d8e2b351e2794', operation='INSERT', pgid='pgtrigger_insert_insert_50e0f', table='fairs_deal', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='deal',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "fairs_dealevent" ("agency_id", "amount_minor", "counterpart", "country", "currency", "enterprise_id", "evidence", "fair_id", "id", "meeting_id", "observation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "signed_on", "stage", "support_record_id") VALUES (NEW."agency_id", NEW."amount_minor", NEW."counterpart", NEW."country", NEW."currency", NEW."enterprise_id", NEW."evidence", NEW."fair_id", NEW."id", NEW."meeting_id", NEW."observation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."recorded_at", NEW."recorded_by_id", NEW."signed_on", NEW."stage", NEW."support_record_id"); RETURN NULL;', hash='fc256ca57b1ec2e720b1d8019ecbda643023aead', operation='UPDATE', pgid='pgtrigger_update_update_a142b', table='fairs_deal', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meetingchange',
            trigger=pgtrigger.compiler.Trigger(name='change_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a4c3d7863a93159f7b31233d9a6bb05f8fb0fb0c', operation='UPDATE OR DELETE', pgid='pgtrigger_change_stays_96965', table='fairs_meetingchange', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='meetingrecord',
            constraint=models.UniqueConstraint(fields=('meeting', 'side'), name='meeting_record_once_a_side'),
        ),
        migrations.AddConstraint(
            model_name='meetingrecord',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('currency', ''), ('expected_minor', None)), models.Q(('expected_minor__gte', 0), models.Q(('currency', ''), _negated=True)), _connector='OR'), name='meeting_record_amount_has_a_currency'),
        ),
        migrations.AddConstraint(
            model_name='meetingrecord',
            constraint=models.CheckConstraint(condition=models.Q(('fit', None), models.Q(('fit__gte', 1), ('fit__lte', 5)), _connector='OR'), name='meeting_record_fit'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meetingrecord',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "fairs_meetingrecordevent" ("agency_id", "currency", "expected_minor", "fit", "id", "interest", "meeting_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "side", "text", "written_at", "written_by_id") VALUES (NEW."agency_id", NEW."currency", NEW."expected_minor", NEW."fit", NEW."id", NEW."interest", NEW."meeting_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."side", NEW."text", NEW."written_at", NEW."written_by_id"); RETURN NULL;', hash='6e0f54c857c92db1254ed2fe87c9cf3ecc9cd397', operation='INSERT', pgid='pgtrigger_insert_insert_28a5b', table='fairs_meetingrecord', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meetingrecord',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "fairs_meetingrecordevent" ("agency_id", "currency", "expected_minor", "fit", "id", "interest", "meeting_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "side", "text", "written_at", "written_by_id") VALUES (NEW."agency_id", NEW."currency", NEW."expected_minor", NEW."fit", NEW."id", NEW."interest", NEW."meeting_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."side", NEW."text", NEW."written_at", NEW."written_by_id"); RETURN NULL;', hash='68318759a44ef79f4e7b20eee29eba4fbc0ecf63', operation='UPDATE', pgid='pgtrigger_update_update_92acd', table='fairs_meetingrecord', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='participant',
            index=models.Index(fields=['fair', 'side', 'state'], name='fair_participant_list'),
        ),
        migrations.AddIndex(
            model_name='participant',
            index=models.Index(fields=['enterprise'], name='fair_participant_of_firm'),
        ),
        migrations.AddIndex(
            model_name='participant',
            index=models.Index(fields=['user'], name='fair_participant_of_user'),
        ),
        migrations.AddConstraint(
            model_name='participant',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'withdrawn'), _negated=True), fields=('fair', 'enterprise'), name='fair_participant_firm_once'),
        ),
        migrations.AddConstraint(
            model_name='participant',
            constraint=models.UniqueConstraint(condition=models.Q(('enterprise', None), models.Q(('state', 'withdrawn'), _negated=True)), fields=('fair', 'user'), name='fair_participant_user_once'),
        ),
        migrations.AddConstraint(
            model_name='participant',
            constraint=models.CheckConstraint(condition=models.Q(('side', 'partner'), ('enterprise__isnull', False), ('is_person', True), _connector='OR'), name='fair_participant_firm_is_known'),
        ),
        migrations.AddConstraint(
            model_name='participant',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('is_person', True), _negated=True), models.Q(('enterprise', None), ('side', 'firm')), _connector='OR'), name='fair_participant_person'),
        ),
        migrations.AddConstraint(
            model_name='participant',
            constraint=models.CheckConstraint(condition=models.Q(('least', None), ('most', None), ('least__lte', models.F('most')), _connector='OR'), name='fair_participant_least_within_most'),
        ),
        migrations.AddConstraint(
            model_name='participant',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'applied'), ('decided_at__isnull', False), _connector='OR'), name='fair_participant_decided_at_an_instant'),
        ),
        migrations.AddConstraint(
            model_name='participant',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'refused'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='fair_participant_refused_with_a_reason'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='participant',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "fairs_participantevent" ("agency_id", "applied_at", "checked_in_at", "country", "decided_at", "decided_by_id", "enterprise_id", "fair_id", "id", "is_person", "language", "least", "link_version", "most", "name", "name_en", "offers", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "seeks", "side", "sought_trades", "state", "trades", "user_id", "website") VALUES (NEW."agency_id", NEW."applied_at", NEW."checked_in_at", NEW."country", NEW."decided_at", NEW."decided_by_id", NEW."enterprise_id", NEW."fair_id", NEW."id", NEW."is_person", NEW."language", NEW."least", NEW."link_version", NEW."most", NEW."name", NEW."name_en", NEW."offers", NEW."partner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."seeks", NEW."side", NEW."sought_trades", NEW."state", NEW."trades", NEW."user_id", NEW."website"); RETURN NULL;', hash='3de81b7ec8bb6f3be5bd80de7f1c68552fdc410e', operation='INSERT', pgid='pgtrigger_insert_insert_c0872', table='fairs_participant', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='participant',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "fairs_participantevent" ("agency_id", "applied_at", "checked_in_at", "country", "decided_at", "decided_by_id", "enterprise_id", "fair_id", "id", "is_person", "language", "least", "link_version", "most", "name", "name_en", "offers", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "seeks", "side", "sought_trades", "state", "trades", "user_id", "website") VALUES (NEW."agency_id", NEW."applied_at", NEW."checked_in_at", NEW."country", NEW."decided_at", NEW."decided_by_id", NEW."enterprise_id", NEW."fair_id", NEW."id", NEW."is_person", NEW."language", NEW."least", NEW."link_version", NEW."most", NEW."name", NEW."name_en", NEW."offers", NEW."partner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."seeks", NEW."side", NEW."sought_trades", NEW."state", NEW."trades", NEW."user_id", NEW."website"); RETURN NULL;', hash='261474fe452ef51cbb49a5f9ad81b25eec85c42b', operation='UPDATE', pgid='pgtrigger_update_update_720bd', table='fairs_participant', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='meetingrequest',
            index=models.Index(fields=['firm', 'state'], name='meeting_request_of_firm'),
        ),
        migrations.AddIndex(
            model_name='meetingrequest',
            index=models.Index(fields=['partner', 'state'], name='meeting_request_of_partner'),
        ),
        migrations.AddConstraint(
            model_name='meetingrequest',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'withdrawn'), _negated=True), fields=('partner', 'firm', 'side'), name='meeting_request_once'),
        ),
        migrations.AddConstraint(
            model_name='meetingrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('state', 'sent')), models.Q(models.Q(('state', 'sent'), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='meeting_request_answered_at_an_instant'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meetingrequest',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "fairs_meetingrequestevent" ("agency_id", "answer", "answered_at", "fair_id", "firm_id", "id", "message", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sent_at", "sent_by_id", "side", "state") VALUES (NEW."agency_id", NEW."answer", NEW."answered_at", NEW."fair_id", NEW."firm_id", NEW."id", NEW."message", NEW."partner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."sent_at", NEW."sent_by_id", NEW."side", NEW."state"); RETURN NULL;', hash='8c8ecb441e585f6ed1bd0f6e71c6f8a6a29e1691', operation='INSERT', pgid='pgtrigger_insert_insert_cbedc', table='fairs_meetingrequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meetingrequest',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "fairs_meetingrequestevent" ("agency_id", "answer", "answered_at", "fair_id", "firm_id", "id", "message", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sent_at", "sent_by_id", "side", "state") VALUES (NEW."agency_id", NEW."answer", NEW."answered_at", NEW."fair_id", NEW."firm_id", NEW."id", NEW."message", NEW."partner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."sent_at", NEW."sent_by_id", NEW."side", NEW."state"); RETURN NULL;', hash='b0c50b97e434f0edf7917998dd084ae601cf9f2f', operation='UPDATE', pgid='pgtrigger_update_update_f4be8', table='fairs_meetingrequest', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='absence',
            constraint=models.UniqueConstraint(fields=('participant', 'slot'), name='fair_absence_once'),
        ),
        migrations.AddConstraint(
            model_name='absence',
            constraint=models.UniqueConstraint(fields=('interpreter', 'slot'), name='fair_absence_interpreter_once'),
        ),
        migrations.AddConstraint(
            model_name='absence',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('interpreter__isnull', False), ('participant', None)), models.Q(('interpreter', None), ('participant__isnull', False)), _connector='OR'), name='fair_absence_of_one'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='participantperson',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "fairs_participantpersonevent" ("agency_id", "email", "id", "name", "participant_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "position") VALUES (NEW."agency_id", NEW."email", NEW."id", NEW."name", NEW."participant_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."position"); RETURN NULL;', hash='c1f9c148da80c9e39df78b581bd497f6ae3d8a0c', operation='INSERT', pgid='pgtrigger_insert_insert_7f0db', table='fairs_participantperson', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='participantperson',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "fairs_participantpersonevent" ("agency_id", "email", "id", "name", "participant_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "position") VALUES (NEW."agency_id", NEW."email", NEW."id", NEW."name", NEW."participant_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."position"); RETURN NULL;', hash='3122efc1743db25c17f2b3ee133c7f3f53a9ded6', operation='UPDATE', pgid='pgtrigger_update_update_90142', table='fairs_participantperson', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='participantperson',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "fairs_participantpersonevent" ("agency_id", "email", "id", "name", "participant_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "position") VALUES (OLD."agency_id", OLD."email", OLD."id", OLD."name", OLD."participant_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phone", OLD."position"); RETURN NULL;', hash='3dc691c7cd375551c1e6fb7df7b415f2611927fb', operation='DELETE', pgid='pgtrigger_delete_delete_bb591', table='fairs_participantperson', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='meeting',
            index=models.Index(fields=['fair', 'starts_at'], name='fair_meeting_of_day'),
        ),
        migrations.AddIndex(
            model_name='meeting',
            index=models.Index(fields=['enterprise', '-starts_at'], name='fair_meeting_of_firm'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='fair_meeting_period'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('state__in', ['draft', 'planned', 'done'])), expressions=[('partner', '='), (didim.desk.models.spans.InstantRange('starts_at', 'ends_at', django.contrib.postgres.fields.ranges.RangeBoundary()), '&&')], name='fair_meeting_partner_once'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('state__in', ['draft', 'planned', 'done'])), expressions=[('firm', '='), (didim.desk.models.spans.InstantRange('starts_at', 'ends_at', django.contrib.postgres.fields.ranges.RangeBoundary()), '&&')], name='fair_meeting_firm_once'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('state__in', ['draft', 'planned', 'done']), ('enterprise__isnull', False)), expressions=[('enterprise', '='), (didim.desk.models.spans.InstantRange('starts_at', 'ends_at', django.contrib.postgres.fields.ranges.RangeBoundary()), '&&')], name='fair_meeting_enterprise_once'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('state__in', ['draft', 'planned', 'done'])), expressions=[('table', '='), (didim.desk.models.spans.InstantRange('starts_at', 'ends_at', django.contrib.postgres.fields.ranges.RangeBoundary()), '&&')], name='fair_meeting_table_once'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('state__in', ['draft', 'planned', 'done']), ('interpreter__isnull', False)), expressions=[('interpreter', '='), (didim.desk.models.spans.InstantRange('starts_at', 'ends_at', django.contrib.postgres.fields.ranges.RangeBoundary()), '&&')], name='fair_meeting_interpreter_once'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['draft', 'planned', 'done'])), fields=('partner', 'firm'), name='fair_meeting_pair_once'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['cancelled', 'no_show']), _negated=True), models.Q(('end_reason', ''), _negated=True), _connector='OR'), name='fair_meeting_ended_with_a_reason'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meeting',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "fairs_meetingevent" ("absent_id", "agency_id", "end_reason", "ends_at", "enterprise_id", "fair_id", "firm_id", "id", "interpreter_id", "is_pinned", "origin", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "room_key", "run_id", "slot_id", "starts_at", "state", "support_record_id", "table_id") VALUES (NEW."absent_id", NEW."agency_id", NEW."end_reason", NEW."ends_at", NEW."enterprise_id", NEW."fair_id", NEW."firm_id", NEW."id", NEW."interpreter_id", NEW."is_pinned", NEW."origin", NEW."partner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."room_key", NEW."run_id", NEW."slot_id", NEW."starts_at", NEW."state", NEW."support_record_id", NEW."table_id"); RETURN NULL;', hash='4956a8b9fa9f10a82dc581b3814f2762550ca365', operation='INSERT', pgid='pgtrigger_insert_insert_91e27', table='fairs_meeting', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meeting',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "fairs_meetingevent" ("absent_id", "agency_id", "end_reason", "ends_at", "enterprise_id", "fair_id", "firm_id", "id", "interpreter_id", "is_pinned", "origin", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "room_key", "run_id", "slot_id", "starts_at", "state", "support_record_id", "table_id") VALUES (NEW."absent_id", NEW."agency_id", NEW."end_reason", NEW."ends_at", NEW."enterprise_id", NEW."fair_id", NEW."firm_id", NEW."id", NEW."interpreter_id", NEW."is_pinned", NEW."origin", NEW."partner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."room_key", NEW."run_id", NEW."slot_id", NEW."starts_at", NEW."state", NEW."support_record_id", NEW."table_id"); RETURN NULL;', hash='2a276d788c1d01d6b0a48800a3356394e0549a55', operation='UPDATE', pgid='pgtrigger_update_update_5d3e3', table='fairs_meeting', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='tableoutage',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='table_outage_period'),
        ),
        migrations.AddConstraint(
            model_name='unplaced',
            constraint=models.UniqueConstraint(fields=('run', 'partner', 'firm'), name='unplaced_once'),
        ),
        ]),
    ]
