import didim.registry.models.periods
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models
from didim.accounts.at_once import AtOnce


class Migration(migrations.Migration):
    dependencies = [
        ("experts", "0001_pool"),
    ]

    operations = [
        AtOnce([
        migrations.AddConstraint(
            model_name='expertabsence',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='expert_absence_period'),
        ),
        migrations.AddConstraint(
            model_name='expertabsence',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('expert', '='), (didim.registry.models.periods.DateRange('valid_from', 'valid_to', django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_lower=True, inclusive_upper=True)), '&&')], name='expert_absence_once_at_a_time'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='expertabsence',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "experts_expertabsenceevent" ("agency_id", "expert_id", "id", "kind", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "valid_from", "valid_to") VALUES (NEW."agency_id", NEW."expert_id", NEW."id", NEW."kind", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."recorded_at", NEW."recorded_by_id", NEW."valid_from", NEW."valid_to"); RETURN NULL;', hash='dad6f682bc9148c4f86248e9ea50c6ab69e8a8a3', operation='INSERT', pgid='pgtrigger_insert_insert_3a0d1', table='experts_expertabsence', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='expertabsence',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "experts_expertabsenceevent" ("agency_id", "expert_id", "id", "kind", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "valid_from", "valid_to") VALUES (NEW."agency_id", NEW."expert_id", NEW."id", NEW."kind", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."recorded_at", NEW."recorded_by_id", NEW."valid_from", NEW."valid_to"); RETURN NULL;', hash='95d18803c28063f2bde4bc6008d9459c66209863', operation='UPDATE', pgid='pgtrigger_update_update_36690', table='experts_expertabsence', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='expertabsence',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "experts_expertabsenceevent" ("agency_id", "expert_id", "id", "kind", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "valid_from", "valid_to") VALUES (OLD."agency_id", OLD."expert_id", OLD."id", OLD."kind", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."recorded_at", OLD."recorded_by_id", OLD."valid_from", OLD."valid_to"); RETURN NULL;', hash='8f30df4a7b8004a48c8e84bed96a87e7e0e86c7a', operation='DELETE', pgid='pgtrigger_delete_delete_508f0', table='experts_expertabsence', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='regionmiddle',
            constraint=models.CheckConstraint(condition=models.Q(('latitude__gte', -90), ('latitude__lte', 90), ('longitude__gte', -180), ('longitude__lte', 180)), name='region_middle_on_earth'),
        ),
        migrations.AddIndex(
            model_name='visitrequest',
            index=models.Index(fields=['agency', 'state', 'wanted_from'], name='visit_request_by_state'),
        ),
        migrations.AddIndex(
            model_name='visitrequest',
            index=models.Index(fields=['enterprise', '-asked_at'], name='visit_request_of_firm'),
        ),
        migrations.AddConstraint(
            model_name='visitrequest',
            constraint=models.CheckConstraint(condition=models.Q(('wanted_until__isnull', True), ('wanted_until__gte', models.F('wanted_from')), _connector='OR'), name='visit_request_period'),
        ),
        migrations.AddConstraint(
            model_name='visitrequest',
            constraint=models.CheckConstraint(condition=models.Q(('visits_planned__gte', 1), ('visits_planned__lte', 20)), name='visit_request_visits'),
        ),
        migrations.AddConstraint(
            model_name='visitrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'visit'), _negated=True), ('visits_planned', 1), _connector='OR'), name='visit_request_one_visit'),
        ),
        migrations.AddConstraint(
            model_name='visitrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'cancelled'), _negated=True), models.Q(('ended_at__isnull', False), models.Q(('end_reason', ''), _negated=True)), _connector='OR'), name='visit_request_cancelled_with_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='visitrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'finished'), _negated=True), ('ended_at__isnull', False), _connector='OR'), name='visit_request_finished_at_an_instant'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visitrequest',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "experts_visitrequestevent" ("address", "agency_id", "asked_at", "asked_by_id", "consultation_id", "end_reason", "ended_at", "enterprise_id", "id", "industry_id", "is_sample", "kind", "language", "need_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id", "state", "subject", "topics", "visits_planned", "wanted_from", "wanted_until", "wanted_when") VALUES (NEW."address", NEW."agency_id", NEW."asked_at", NEW."asked_by_id", NEW."consultation_id", NEW."end_reason", NEW."ended_at", NEW."enterprise_id", NEW."id", NEW."industry_id", NEW."is_sample", NEW."kind", NEW."language", NEW."need_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."region_id", NEW."state", NEW."subject", NEW."topics", NEW."visits_planned", NEW."wanted_from", NEW."wanted_until", NEW."wanted_when"); RETURN NULL;', hash='5a34cd26a276c6755cba7a16cdf42d1518f0cfc2', operation='INSERT', pgid='pgtrigger_insert_insert_3e403', table='experts_visitrequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visitrequest',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "experts_visitrequestevent" ("address", "agency_id", "asked_at", "asked_by_id", "consultation_id", "end_reason", "ended_at", "enterprise_id", "id", "industry_id", "is_sample", "kind", "language", "need_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id", "state", "subject", "topics", "visits_planned", "wanted_from", "wanted_until", "wanted_when") VALUES (NEW."address", NEW."agency_id", NEW."asked_at", NEW."asked_by_id", NEW."consultation_id", NEW."end_reason", NEW."ended_at", NEW."enterprise_id", NEW."id", NEW."industry_id", NEW."is_sample", NEW."kind", NEW."language", NEW."need_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."region_id", NEW."state", NEW."subject", NEW."topics", NEW."visits_planned", NEW."wanted_from", NEW."wanted_until", NEW."wanted_when"); RETURN NULL;', hash='2149cfe19aff14b5943aa7c3bc8c2bbe3f113441', operation='UPDATE', pgid='pgtrigger_update_update_1b88a', table='experts_visitrequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visitrequest',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "experts_visitrequestevent" ("address", "agency_id", "asked_at", "asked_by_id", "consultation_id", "end_reason", "ended_at", "enterprise_id", "id", "industry_id", "is_sample", "kind", "language", "need_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id", "state", "subject", "topics", "visits_planned", "wanted_from", "wanted_until", "wanted_when") VALUES (OLD."address", OLD."agency_id", OLD."asked_at", OLD."asked_by_id", OLD."consultation_id", OLD."end_reason", OLD."ended_at", OLD."enterprise_id", OLD."id", OLD."industry_id", OLD."is_sample", OLD."kind", OLD."language", OLD."need_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."region_id", OLD."state", OLD."subject", OLD."topics", OLD."visits_planned", OLD."wanted_from", OLD."wanted_until", OLD."wanted_when"); RETURN NULL;', hash='40b4354af8ec54c3c78aa72bc3984c08d51bce1c', operation='DELETE', pgid='pgtrigger_delete_delete_9d343', table='experts_visitrequest', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='dispatch',
            index=models.Index(condition=models.Q(('state__in', ['confirmed', 'proposed'])), fields=['expert', 'month'], name='dispatch_load'),
        ),
        migrations.AddIndex(
            model_name='dispatch',
            index=models.Index(fields=['enterprise', '-made_at'], name='dispatch_of_firm'),
        ),
        migrations.AddConstraint(
            model_name='dispatch',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'confirmed')), fields=('request',), name='dispatch_one_a_request'),
        ),
        migrations.AddConstraint(
            model_name='dispatch',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'proposed')), fields=('request',), name='dispatch_one_proposal_a_request'),
        ),
        migrations.AddConstraint(
            model_name='dispatch',
            constraint=models.CheckConstraint(condition=models.Q(('fit__lte', 1000)), name='dispatch_fit'),
        ),
        migrations.AddConstraint(
            model_name='dispatch',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'confirmed'), _negated=True), ('confirmed_at__isnull', False), _connector='OR'), name='dispatch_confirmed_at_an_instant'),
        ),
        migrations.AddConstraint(
            model_name='dispatch',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['declined', 'replaced']), _negated=True), models.Q(('ended_at__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='dispatch_ended_with_a_reason'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dispatch',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "experts_dispatchevent" ("agency_id", "confirmed_at", "distance_km", "ended_at", "enterprise_id", "expert_id", "expert_user_id", "fit", "id", "loads", "made_at", "made_by_id", "month", "parts", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "replaces_id", "request_id", "run_id", "state") VALUES (NEW."agency_id", NEW."confirmed_at", NEW."distance_km", NEW."ended_at", NEW."enterprise_id", NEW."expert_id", NEW."expert_user_id", NEW."fit", NEW."id", NEW."loads", NEW."made_at", NEW."made_by_id", NEW."month", NEW."parts", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."replaces_id", NEW."request_id", NEW."run_id", NEW."state"); RETURN NULL;', hash='8df93fc1430a96fc750b1d0b2e6db61d9f1dbe99', operation='INSERT', pgid='pgtrigger_insert_insert_31009', table='experts_dispatch', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dispatch',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "experts_dispatchevent" ("agency_id", "confirmed_at", "distance_km", "ended_at", "enterprise_id", "expert_id", "expert_user_id", "fit", "id", "loads", "made_at", "made_by_id", "month", "parts", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "replaces_id", "request_id", "run_id", "state") VALUES (NEW."agency_id", NEW."confirmed_at", NEW."distance_km", NEW."ended_at", NEW."enterprise_id", NEW."expert_id", NEW."expert_user_id", NEW."fit", NEW."id", NEW."loads", NEW."made_at", NEW."made_by_id", NEW."month", NEW."parts", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."replaces_id", NEW."request_id", NEW."run_id", NEW."state"); RETURN NULL;', hash='ebca3ac4410fc87583f011270ed1b83738fa4d9e', operation='UPDATE', pgid='pgtrigger_update_update_7e16f', table='experts_dispatch', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dispatch',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "experts_dispatchevent" ("agency_id", "confirmed_at", "distance_km", "ended_at", "enterprise_id", "expert_id", "expert_user_id", "fit", "id", "loads", "made_at", "made_by_id", "month", "parts", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "replaces_id", "request_id", "run_id", "state") VALUES (OLD."agency_id", OLD."confirmed_at", OLD."distance_km", OLD."ended_at", OLD."enterprise_id", OLD."expert_id", OLD."expert_user_id", OLD."fit", OLD."id", OLD."loads", OLD."made_at", OLD."made_by_id", OLD."month", OLD."parts", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."replaces_id", OLD."request_id", OLD."run_id", OLD."state"); RETURN NULL;', hash='02f83975f35d3c914a704f98684c406e317f117a', operation='DELETE', pgid='pgtrigger_delete_delete_c18d2', table='experts_dispatch', when='AFTER')),
        ),
        ]),
    ]
