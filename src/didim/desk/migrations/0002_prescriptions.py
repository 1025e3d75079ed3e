import didim.desk.models.counters
import didim.desk.models.spans
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models
from didim.accounts.at_once import AtOnce


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0001_initial"),
    ]

    operations = [
        AtOnce([
        migrations.CreateModel(
            name='Prescription',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('programme', '지원사업 신청'), ('expert', '전문가 방문'), ('training', '교육'), ('other_agency', '다른 기관 안내'), ('own_action', '스스로 할 일')], max_length=12, verbose_name='구분')),
                ('text', models.CharField(max_length=300, verbose_name='처방')),
                ('written_at', models.DateTimeField(verbose_name='적은 시각')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.agency')),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='prescriptions', to='desk.consultation')),
                ('enterprise', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='prescriptions', to='registry.enterprise')),
                ('notice', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='programmes.notice')),
            ],
            options={
                'verbose_name': '처방',
                'ordering': ('consultation', 'id'),
            },
        ),
        migrations.CreateModel(
            name='Satisfaction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(default=didim.desk.models.counters.new_token, max_length=64, unique=True, verbose_name='응답 열쇠')),
                ('asked_at', models.DateTimeField(verbose_name='물은 시각')),
                ('score', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='점수')),
                ('comment', models.CharField(blank=True, max_length=500, verbose_name='의견')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='답한 시각')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.agency')),
                ('consultation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='satisfaction', to='desk.consultation')),
                ('enterprise', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.enterprise')),
            ],
            options={
                'verbose_name': '만족도',
                'ordering': ('-asked_at', '-id'),
            },
        ),
        migrations.CreateModel(
            name='Ticket',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='날짜')),
                ('number', models.PositiveSmallIntegerField(verbose_name='번호')),
                ('state', models.CharField(choices=[('waiting', '대기'), ('called', '호출'), ('served', '완료'), ('left', '자리 비움')], default='waiting', max_length=7, verbose_name='상태')),
                ('taken_at', models.DateTimeField(verbose_name='뽑은 시각')),
                ('called_at', models.DateTimeField(blank=True, null=True, verbose_name='부른 시각')),
                ('seat', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='자리')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.agency')),
                ('called_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='desk.counsellor')),
                ('consultation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='ticket', to='desk.consultation')),
                ('counter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tickets', to='desk.counter')),
            ],
            options={
                'verbose_name': '번호표',
                'ordering': ('counter', 'day', 'number'),
            },
        ),
        migrations.AddConstraint(
            model_name='branch',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='branch_period'),
        ),
        migrations.AddConstraint(
            model_name='branch',
            constraint=models.UniqueConstraint(fields=('agency', 'name'), name='branch_name_unique'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='branch',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "desk_branchevent" ("address", "agency_id", "id", "name", "name_en", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "region_id", "valid_from", "valid_to") VALUES (NEW."address", NEW."agency_id", NEW."id", NEW."name", NEW."name_en", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."region_id", NEW."valid_from", NEW."valid_to"); RETURN NULL;', hash='991bfa41f8f5b4e08ba8638a457f8443746af60a', operation='INSERT', pgid='pgtrigger_insert_insert_357e0', table='desk_branch', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='branch',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "desk_branchevent" ("address", "agency_id", "id", "name", "name_en", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "region_id", "valid_from", "valid_to") VALUES (NEW."address", NEW."agency_id", NEW."id", NEW."name", NEW."name_en", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."region_id", NEW."valid_from", NEW."valid_to"); RETURN NULL;', hash='5cdaad166d7485fb70e8c485a04ac5fbf452cd22', operation='UPDATE', pgid='pgtrigger_update_update_3ec66', table='desk_branch', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='branch',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "desk_branchevent" ("address", "agency_id", "id", "name", "name_en", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "region_id", "valid_from", "valid_to") VALUES (OLD."address", OLD."agency_id", OLD."id", OLD."name", OLD."name_en", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phone", OLD."region_id", OLD."valid_from", OLD."valid_to"); RETURN NULL;', hash='53f541c380ea9b88729472d30f650b93554dcd83', operation='DELETE', pgid='pgtrigger_delete_delete_b4de3', table='desk_branch', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='answerevent',
            constraint=models.UniqueConstraint(fields=('consultation', 'number'), name='answer_event_in_order'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='answerevent',
            trigger=pgtrigger.compiler.Trigger(name='refuse_change', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='eb77a5890e9f25428a3ede740ea1dc9df2284bce', operation='UPDATE', pgid='pgtrigger_refuse_change_15df9', table='desk_answerevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='answerevent',
            trigger=pgtrigger.compiler.Trigger(name='refuse_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='522a1ca833696e658bd0fc83a6f073e2561b997b', operation='DELETE', pgid='pgtrigger_refuse_delete_ce4d0', table='desk_answerevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='answerevent',
            trigger=pgtrigger.compiler.Trigger(name='refuse_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='ed0679b2ed015a3de97a41665e46219640a724ca', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_refuse_truncate_888b3', table='desk_answerevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='absence',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='absence_period'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='absence',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "desk_absenceevent" ("agency_id", "counsellor_id", "ends_at", "id", "kind", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_at") VALUES (NEW."agency_id", NEW."counsellor_id", NEW."ends_at", NEW."id", NEW."kind", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."starts_at"); RETURN NULL;', hash='1cd4b9bc60909e0fd860d5061cb035fc7f9d0649', operation='INSERT', pgid='pgtrigger_insert_insert_8d1da', table='desk_absence', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='absence',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "desk_absenceevent" ("agency_id", "counsellor_id", "ends_at", "id", "kind", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_at") VALUES (NEW."agency_id", NEW."counsellor_id", NEW."ends_at", NEW."id", NEW."kind", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."starts_at"); RETURN NULL;', hash='300541a7810cacfad905cd0fc8d159167d3f52b2', operation='UPDATE', pgid='pgtrigger_update_update_e0a5e', table='desk_absence', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='absence',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "desk_absenceevent" ("agency_id", "counsellor_id", "ends_at", "id", "kind", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_at") VALUES (OLD."agency_id", OLD."counsellor_id", OLD."ends_at", OLD."id", OLD."kind", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."starts_at"); RETURN NULL;', hash='8e8905e80fbdbfb5219edde1ab10947ea5df8572', operation='DELETE', pgid='pgtrigger_delete_delete_65f88', table='desk_absence', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='counter',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='counter_period'),
        ),
        migrations.AddConstraint(
            model_name='counter',
            constraint=models.UniqueConstraint(fields=('agency', 'name'), name='counter_name_unique'),
        ),
        migrations.AddConstraint(
            model_name='counter',
            constraint=models.CheckConstraint(condition=models.Q(('days_ahead__gte', 1), ('seats__gte', 1), ('slot_minutes__gte', 5), ('step_minutes__gte', 5)), name='counter_slots_have_a_length'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='counter',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "desk_counterevent" ("agency_id", "board_token", "branch_id", "days_ahead", "id", "is_sample", "name", "name_en", "notice_minutes", "pause_minutes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "place", "seats", "slot_minutes", "step_minutes", "takes_bookings", "takes_tickets", "valid_from", "valid_to", "video_link") VALUES (NEW."agency_id", NEW."board_token", NEW."branch_id", NEW."days_ahead", NEW."id", NEW."is_sample", NEW."name", NEW."name_en", NEW."notice_minutes", NEW."pause_minutes", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."place", NEW."seats", NEW."slot_minutes", NEW."step_minutes", NEW."takes_bookings", NEW."takes_tickets", NEW."valid_from", NEW."valid_to", NEW."video_link"); RETURN NULL;', hash='08a191cf37fad6fa2a2d0e39d2e44b3b02cfdfc5', operation='INSERT', pgid='pgtrigger_insert_insert_f921f', table='desk_counter', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='counter',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "desk_counterevent" ("agency_id", "board_token", "branch_id", "days_ahead", "id", "is_sample", "name", "name_en", "notice_minutes", "pause_minutes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "place", "seats", "slot_minutes", "step_minutes", "takes_bookings", "takes_tickets", "valid_from", "valid_to", "video_link") VALUES (NEW."agency_id", NEW."board_token", NEW."branch_id", NEW."days_ahead", NEW."id", NEW."is_sample", NEW."name", NEW."name_en", NEW."notice_minutes", NEW."pause_minutes", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."place", NEW."seats", NEW."slot_minutes", NEW."step_minutes", NEW."takes_bookings", NEW."takes_tickets", NEW."valid_from", NEW."valid_to", NEW."video_link"); RETURN NULL;', hash='c7ad36f8346ae52b86a7805cc37ea870a8dd2c33', operation='UPDATE', pgid='pgtrigger_update_update_b7825', table='desk_counter', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='counter',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "desk_counterevent" ("agency_id", "board_token", "branch_id", "days_ahead", "id", "is_sample", "name", "name_en", "notice_minutes", "pause_minutes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "place", "seats", "slot_minutes", "step_minutes", "takes_bookings", "takes_tickets", "valid_from", "valid_to", "video_link") VALUES (OLD."agency_id", OLD."board_token", OLD."branch_id", OLD."days_ahead", OLD."id", OLD."is_sample", OLD."name", OLD."name_en", OLD."notice_minutes", OLD."pause_minutes", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phone", OLD."place", OLD."seats", OLD."slot_minutes", OLD."step_minutes", OLD."takes_bookings", OLD."takes_tickets", OLD."valid_from", OLD."valid_to", OLD."video_link"); RETURN NULL;', hash='78d947de350e757e2432d1d232735760094114f5', operation='DELETE', pgid='pgtrigger_delete_delete_8630c', table='desk_counter', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='consultation',
            index=models.Index(fields=['agency', '-asked_at', '-id'], name='consultation_newest'),
        ),
        migrations.AddIndex(
            model_name='consultation',
            index=models.Index(fields=['agency', 'state', 'answer_due_at'], name='consultation_by_state'),
        ),
        migrations.AddIndex(
            model_name='consultation',
            index=models.Index(fields=['enterprise', '-asked_at'], name='consultation_of_firm'),
        ),
        migrations.AddIndex(
            model_name='consultation',
            index=models.Index(condition=models.Q(('next_look_at__isnull', False)), fields=['next_look_at'], name='consultation_to_look_at'),
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.CheckConstraint(condition=models.Q(('enterprise__isnull', False), models.Q(('person_name', ''), _negated=True), _connector='OR'), name='consultation_of_somebody'),
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'finished'), _negated=True), models.Q(('finished_at__isnull', False), ('started_at__isnull', False)), _connector='OR'), name='consultation_finished_at_an_instant'),
        ),
        migrations.AddConstraint(
            model_name='consultation',
            constraint=models.CheckConstraint(condition=models.Q(('clock', ''), ('answer_due_at__isnull', False), _connector='OR'), name='consultation_clock_has_a_day'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consultation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "desk_consultationevent" ("agency_id", "answer_due_at", "answer_status", "asked_at", "asked_by_id", "branch_id", "channel", "clock", "counsellor_id", "counter_id", "end_reason", "enterprise_id", "finished_at", "id", "industry_id", "is_sample", "next_look_at", "person_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "record", "region_id", "stage", "started_at", "state", "subject", "video_link", "wanted_when") VALUES (NEW."agency_id", NEW."answer_due_at", NEW."answer_status", NEW."asked_at", NEW."asked_by_id", NEW."branch_id", NEW."channel", NEW."clock", NEW."counsellor_id", NEW."counter_id", NEW."end_reason", NEW."enterprise_id", NEW."finished_at", NEW."id", NEW."industry_id", NEW."is_sample", NEW."next_look_at", NEW."person_name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."record", NEW."region_id", NEW."stage", NEW."started_at", NEW."state", NEW."subject", NEW."video_link", NEW."wanted_when"); RETURN NULL;', hash='2eb60b965f3d9566e1f3ecd1d24ae05e4224746b', operation='INSERT', pgid='pgtrigger_insert_insert_6df00', table='desk_consultation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consultation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "desk_consultationevent" ("agency_id", "answer_due_at", "answer_status", "asked_at", "asked_by_id", "branch_id", "channel", "clock", "counsellor_id", "counter_id", "end_reason", "enterprise_id", "finished_at", "id", "industry_id", "is_sample", "next_look_at", "person_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "record", "region_id", "stage", "started_at", "state", "subject", "video_link", "wanted_when") VALUES (NEW."agency_id", NEW."answer_due_at", NEW."answer_status", NEW."asked_at", NEW."asked_by_id", NEW."branch_id", NEW."channel", NEW."clock", NEW."counsellor_id", NEW."counter_id", NEW."end_reason", NEW."enterprise_id", NEW."finished_at", NEW."id", NEW."industry_id", NEW."is_sample", NEW."next_look_at", NEW."person_name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."record", NEW."region_id", NEW."stage", NEW."started_at", NEW."state", NEW."subject", NEW."video_link", NEW."wanted_when"); RETURN NULL;', hash='e3f61aa3248bb105e789f3fefc1cdb899bd75f92', operation='UPDATE', pgid='pgtrigger_update_update_dcafb', table='desk_consultation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consultation',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "desk_consultationevent" ("agency_id", "answer_due_at", "answer_status", "asked_at", "asked_by_id", "branch_id", "channel", "clock", "counsellor_id", "counter_id", "end_reason", "enterprise_id", "finished_at", "id", "industry_id", "is_sample", "next_look_at", "person_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "record", "region_id", "stage", "started_at", "state", "subject", "video_link", "wanted_when") VALUES (OLD."agency_id", OLD."answer_due_at", OLD."answer_status", OLD."asked_at", OLD."asked_by_id", OLD."branch_id", OLD."channel", OLD."clock", OLD."counsellor_id", OLD."counter_id", OLD."end_reason", OLD."enterprise_id", OLD."finished_at", OLD."id", OLD."industry_id", OLD."is_sample", OLD."next_look_at", OLD."person_name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phone", OLD."record", OLD."region_id", OLD."stage", OLD."started_at", OLD."state", OLD."subject", OLD."video_link", OLD."wanted_when"); RETURN NULL;', hash='173b948b39f8ce706dadaae609d5fe51836e2e01', operation='DELETE', pgid='pgtrigger_delete_delete_3f65a', table='desk_consultation', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='booking',
            index=models.Index(fields=['agency', 'starts_at'], name='booking_of_day'),
        ),
        migrations.AddIndex(
            model_name='booking',
            index=models.Index(fields=['enterprise', '-starts_at'], name='booking_of_firm'),
        ),
        migrations.AddIndex(
            model_name='booking',
            index=models.Index(condition=models.Q(('reminded_at', None), ('state', 'booked')), fields=['starts_at'], name='booking_to_remind'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='booking_period'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('state__in', ['booked', 'kept'])), expressions=[('counsellor', '='), (didim.desk.models.spans.InstantRange('starts_at', 'ends_at', django.contrib.postgres.fields.ranges.RangeBoundary()), '&&')], name='booking_counsellor_once'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('state__in', ['booked', 'kept'])), expressions=[('counter', '='), ('seat', '='), (didim.desk.models.spans.InstantRange('starts_at', 'ends_at', django.contrib.postgres.fields.ranges.RangeBoundary()), '&&')], name='booking_seat_once'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'booked')), fields=('consultation',), name='booking_one_ahead'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.CheckConstraint(condition=models.Q(('seat__gte', 1)), name='booking_seat_from_one'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['cancelled', 'moved']), _negated=True), models.Q(('end_reason', ''), _negated=True), _connector='OR'), name='booking_ended_with_a_reason'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='booking',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "desk_bookingevent" ("agency_id", "booked_at", "booked_by_id", "consultation_id", "counsellor_id", "counter_id", "end_reason", "ended_side", "ends_at", "enterprise_id", "id", "moved_to_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reminded_at", "seat", "starts_at", "state") VALUES (NEW."agency_id", NEW."booked_at", NEW."booked_by_id", NEW."consultation_id", NEW."counsellor_id", NEW."counter_id", NEW."end_reason", NEW."ended_side", NEW."ends_at", NEW."enterprise_id", NEW."id", NEW."moved_to_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reminded_at", NEW."seat", NEW."starts_at", NEW."state"); RETURN NULL;', hash='9cd01b21159e6b9e9ffd6b3323e0fbc6a001b085', operation='INSERT', pgid='pgtrigger_insert_insert_78bc2', table='desk_booking', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='booking',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "desk_bookingevent" ("agency_id", "booked_at", "booked_by_id", "consultation_id", "counsellor_id", "counter_id", "end_reason", "ended_side", "ends_at", "enterprise_id", "id", "moved_to_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reminded_at", "seat", "starts_at", "state") VALUES (NEW."agency_id", NEW."booked_at", NEW."booked_by_id", NEW."consultation_id", NEW."counsellor_id", NEW."counter_id", NEW."end_reason", NEW."ended_side", NEW."ends_at", NEW."enterprise_id", NEW."id", NEW."moved_to_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reminded_at", NEW."seat", NEW."starts_at", NEW."state"); RETURN NULL;', hash='cfe66f8f3c18247154909b6a5c59917ab21901fe', operation='UPDATE', pgid='pgtrigger_update_update_f8fa6', table='desk_booking', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='booking',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "desk_bookingevent" ("agency_id", "booked_at", "booked_by_id", "consultation_id", "counsellor_id", "counter_id", "end_reason", "ended_side", "ends_at", "enterprise_id", "id", "moved_to_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reminded_at", "seat", "starts_at", "state") VALUES (OLD."agency_id", OLD."booked_at", OLD."booked_by_id", OLD."consultation_id", OLD."counsellor_id", OLD."counter_id", OLD."end_reason", OLD."ended_side", OLD."ends_at", OLD."enterprise_id", OLD."id", OLD."moved_to_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reminded_at", OLD."seat", OLD."starts_at", OLD."state"); RETURN NULL;', hash='d9edd37458c9e686204c691facf39ed509404014', operation='DELETE', pgid='pgtrigger_delete_delete_aab75', table='desk_booking', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='counterday',
            constraint=models.UniqueConstraint(fields=('counter', 'day'), name='counter_day_once'),
        ),
        migrations.AddConstraint(
            model_name='counterhours',
            constraint=models.UniqueConstraint(fields=('counter', 'valid_from'), name='counter_hours_edition_once'),
        ),
        migrations.AddConstraint(
            model_name='counterpost',
            constraint=models.UniqueConstraint(fields=('counter', 'counsellor'), name='counter_post_once'),
        ),
        migrations.AddConstraint(
            model_name='counsellor',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='counsellor_period'),
        ),
        migrations.AddConstraint(
            model_name='counsellor',
            constraint=models.UniqueConstraint(fields=('agency', 'user'), name='counsellor_once_an_agency'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='counsellor',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "desk_counsellorevent" ("agency_id", "calendar_token", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "topics", "user_id", "valid_from", "valid_to", "week") VALUES (NEW."agency_id", NEW."calendar_token", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."topics", NEW."user_id", NEW."valid_from", NEW."valid_to", NEW."week"); RETURN NULL;', hash='ee140c057f0380e98d814eff0330d91c9a14aa50', operation='INSERT', pgid='pgtrigger_insert_insert_6601d', table='desk_counsellor', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='counsellor',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "desk_counsellorevent" ("agency_id", "calendar_token", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "topics", "user_id", "valid_from", "valid_to", "week") VALUES (NEW."agency_id", NEW."calendar_token", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."topics", NEW."user_id", NEW."valid_from", NEW."valid_to", NEW."week"); RETURN NULL;', hash='6a198992266df475d3ceec46a9cbbce8beba5533', operation='UPDATE', pgid='pgtrigger_update_update_5cdbe', table='desk_counsellor', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='counsellor',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "desk_counsellorevent" ("agency_id", "calendar_token", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "topics", "user_id", "valid_from", "valid_to", "week") VALUES (OLD."agency_id", OLD."calendar_token", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."topics", OLD."user_id", OLD."valid_from", OLD."valid_to", OLD."week"); RETURN NULL;', hash='d208e165f92a67ade9d1713a0600e66636a21c45', operation='DELETE', pgid='pgtrigger_delete_delete_1198a', table='desk_counsellor', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='deskmessage',
            trigger=pgtrigger.compiler.Trigger(name='refuse_change', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='767c5c2b97839c4c44a951b1839996db91718869', operation='UPDATE', pgid='pgtrigger_refuse_change_1f437', table='desk_deskmessage', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='deskmessage',
            trigger=pgtrigger.compiler.Trigger(name='refuse_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='7c34aec6b95fdaa54ec87b3cbebdc8e679b0f972', operation='DELETE', pgid='pgtrigger_refuse_delete_5af45', table='desk_deskmessage', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='deskmessage',
            trigger=pgtrigger.compiler.Trigger(name='refuse_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='311e82c9857c2e0ae2f856b1e0dff627034f349e', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_refuse_truncate_9b3e2', table='desk_deskmessage', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='followup',
            index=models.Index(condition=models.Q(('done_at', None)), fields=['counsellor', 'due_on'], name='follow_up_open'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='followup',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "desk_followupevent" ("agency_id", "consultation_id", "counsellor_id", "done_at", "due_on", "enterprise_id", "id", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reminded_at", "what") VALUES (NEW."agency_id", NEW."consultation_id", NEW."counsellor_id", NEW."done_at", NEW."due_on", NEW."enterprise_id", NEW."id", NEW."outcome", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reminded_at", NEW."what"); RETURN NULL;', hash='adb8755cfab8fb983e9868ef3a65f2eedfed73a7', operation='INSERT', pgid='pgtrigger_insert_insert_48644', table='desk_followup', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='followup',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "desk_followupevent" ("agency_id", "consultation_id", "counsellor_id", "done_at", "due_on", "enterprise_id", "id", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reminded_at", "what") VALUES (NEW."agency_id", NEW."consultation_id", NEW."counsellor_id", NEW."done_at", NEW."due_on", NEW."enterprise_id", NEW."id", NEW."outcome", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reminded_at", NEW."what"); RETURN NULL;', hash='be621fbab47313da42ad65eb663e69913b2066a2', operation='UPDATE', pgid='pgtrigger_update_update_90301', table='desk_followup', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='followup',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "desk_followupevent" ("agency_id", "consultation_id", "counsellor_id", "done_at", "due_on", "enterprise_id", "id", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reminded_at", "what") VALUES (OLD."agency_id", OLD."consultation_id", OLD."counsellor_id", OLD."done_at", OLD."due_on", OLD."enterprise_id", OLD."id", OLD."outcome", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reminded_at", OLD."what"); RETURN NULL;', hash='3a34e34aa19b668a764f8dd2e5e342228a1e3c41', operation='DELETE', pgid='pgtrigger_delete_delete_7e433', table='desk_followup', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='need',
            index=models.Index(condition=models.Q(('state', 'sent')), fields=['sent_to'], name='need_with_somebody'),
        ),
        migrations.AddIndex(
            model_name='need',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['agency'], name='need_with_nobody'),
        ),
        migrations.AddConstraint(
            model_name='need',
            constraint=models.UniqueConstraint(fields=('consultation', 'topic'), name='need_once_a_subject'),
        ),
        migrations.AddConstraint(
            model_name='need',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sent_to__isnull', True), ('state', 'open')), ('state', 'met'), ('sent_to__isnull', False), _connector='OR'), name='need_sent_to_somebody'),
        ),
        migrations.AddConstraint(
            model_name='satisfaction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('score', None)), models.Q(('answered_at__isnull', False), ('score__gte', 1), ('score__lte', 5)), _connector='OR'), name='satisfaction_from_one_to_five'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.UniqueConstraint(fields=('counter', 'day', 'number'), name='ticket_number_once'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='ticket_number_from_one'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'waiting'), ('called_at__isnull', False), _connector='OR'), name='ticket_called_at_an_instant'),
        ),
        ]),
    ]
