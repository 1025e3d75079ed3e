import didim.registry.models.periods
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.functions.comparison
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models
from didim.accounts.at_once import AtOnce



class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0010_grievances"),
    ]

    operations = [
        AtOnce([
        migrations.AddConstraint(
            model_name='grievanceevent',
            constraint=models.UniqueConstraint(fields=('grievance', 'number'), name='grievance_event_in_order'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='grievanceevent',
            trigger=pgtrigger.compiler.Trigger(name='refuse_change', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='bf9cf6a6469f3e61a37e5c0edb024da0fe98ec83', operation='UPDATE', pgid='pgtrigger_refuse_change_cc770', table='desk_grievanceevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='grievanceevent',
            trigger=pgtrigger.compiler.Trigger(name='refuse_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='9ec259b73f4eb066a81c2acaeead8618f6d6aa3e', operation='DELETE', pgid='pgtrigger_refuse_delete_19c59', table='desk_grievanceevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='grievanceevent',
            trigger=pgtrigger.compiler.Trigger(name='refuse_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='e31c6bbbb871666ce7c27d55e5bf54619139d8d1', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_refuse_truncate_bb8a2', table='desk_grievanceevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='grievancefile',
            constraint=models.UniqueConstraint(fields=('grievance', 'file'), name='grievance_file_once'),
        ),
        migrations.AddConstraint(
            model_name='grievancenumber',
            constraint=models.UniqueConstraint(fields=('agency', 'year'), name='grievance_number_unique'),
        ),
        migrations.AddConstraint(
            model_name='incharge',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='in_charge_period'),
        ),
        migrations.AddConstraint(
            model_name='incharge',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('topic', ''), _negated=True), ('industry__isnull', False), _connector='OR'), name='in_charge_of_something'),
        ),
        migrations.AddConstraint(
            model_name='incharge',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('agency', '='), ('topic', '='), (django.db.models.functions.comparison.Coalesce(models.F('industry'), models.Value('')), '='), (didim.registry.models.periods.DateRange('valid_from', 'valid_to', django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_lower=True, inclusive_upper=True)), '&&')], name='in_charge_one_at_a_time'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='incharge',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "desk_inchargeevent" ("agency_id", "department_id", "id", "industry_id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "topic", "valid_from", "valid_to") VALUES (NEW."agency_id", NEW."department_id", NEW."id", NEW."industry_id", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."topic", NEW."valid_from", NEW."valid_to"); RETURN NULL;', hash='6a9e56ddf4b1d889db32bffd5933d09797f85400', operation='INSERT', pgid='pgtrigger_insert_insert_8490f', table='desk_incharge', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='incharge',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "desk_inchargeevent" ("agency_id", "department_id", "id", "industry_id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "topic", "valid_from", "valid_to") VALUES (NEW."agency_id", NEW."department_id", NEW."id", NEW."industry_id", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."topic", NEW."valid_from", NEW."valid_to"); RETURN NULL;', hash='3577f8858768adfb79156377da76061ddb9428da', operation='UPDATE', pgid='pgtrigger_update_update_2acc9', table='desk_incharge', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='grievance',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['agency', 'due_at', 'id'], name='grievance_open_by_due'),
        ),
        migrations.AddIndex(
            model_name='grievance',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['agency', 'officer', 'due_at', 'id'], name='grievance_open_of_officer'),
        ),
        migrations.AddIndex(
            model_name='grievance',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['look_at'], name='grievance_to_look_at'),
        ),
        migrations.AddIndex(
            model_name='grievance',
            index=models.Index(fields=['agency', 'ended_at', 'id'], name='grievance_ended'),
        ),
        migrations.AddIndex(
            model_name='grievance',
            index=models.Index(fields=['agency', 'received_at'], name='grievance_received'),
        ),
        migrations.AddIndex(
            model_name='grievance',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass('title', name='gin_trgm_ops'), name='grievance_title_likeness'),
        ),
        migrations.AddConstraint(
            model_name='grievance',
            constraint=models.UniqueConstraint(fields=('agency', 'number'), name='grievance_number_of_agency_unique'),
        ),
        migrations.AddConstraint(
            model_name='grievance',
            constraint=models.CheckConstraint(condition=models.Q(('enterprise__isnull', False), models.Q(('contact_phone', ''), _negated=True), models.Q(('contact_email', ''), _negated=True), _connector='OR'), name='grievance_from_somebody'),
        ),
        migrations.AddConstraint(
            model_name='grievance',
            constraint=models.CheckConstraint(condition=models.Q(('officer__isnull', False), ('basis', 'nobody'), _connector='OR'), name='grievance_nobody_is_said'),
        ),
        migrations.AddConstraint(
            model_name='grievance',
            constraint=models.CheckConstraint(condition=models.Q(('same_as', models.F('id')), _negated=True), name='grievance_not_its_own_copy'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='grievance',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "desk_grievancehistory" ("agency_id", "basis", "body", "channel", "charge_id", "clock", "consented_at", "department_id", "due_at", "ended_at", "enterprise_id", "id", "in_charge_id", "industry_id", "is_sample", "look_at", "number", "officer_id", "paused_for", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "received_at", "received_by_id", "region_id", "result", "same_as_id", "status", "term", "title", "topic", "triage", "triage_reason", "wish") VALUES (NEW."agency_id", NEW."basis", NEW."body", NEW."channel", NEW."charge_id", NEW."clock", NEW."consented_at", NEW."department_id", NEW."due_at", NEW."ended_at", NEW."enterprise_id", NEW."id", NEW."in_charge_id", NEW."industry_id", NEW."is_sample", NEW."look_at", NEW."number", NEW."officer_id", NEW."paused_for", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place_id", NEW."received_at", NEW."received_by_id", NEW."region_id", NEW."result", NEW."same_as_id", NEW."status", NEW."term", NEW."title", NEW."topic", NEW."triage", NEW."triage_reason", NEW."wish"); RETURN NULL;', hash='411e0731243c65b50feb2d9fe8f5b85801a951b3', operation='INSERT', pgid='pgtrigger_insert_insert_b7652', table='desk_grievance', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='grievance',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."agency_id" IS DISTINCT FROM (NEW."agency_id") OR OLD."basis" IS DISTINCT FROM (NEW."basis") OR OLD."body" IS DISTINCT FROM (NEW."body") OR OLD."channel" IS DISTINCT FROM (NEW."channel") OR OLD."charge_id" IS DISTINCT FROM (NEW."charge_id") OR OLD."clock" IS DISTINCT FROM (NEW."clock") OR OLD."consented_at" IS DISTINCT FROM (NEW."consented_at") OR OLD."department_id" IS DISTINCT FROM (NEW."department_id") OR OLD."due_at" IS DISTINCT FROM (NEW."due_at") OR OLD."ended_at" IS DISTINCT FROM (NEW."ended_at") OR OLD."enterprise_id" IS DISTINCT FROM (NEW."enterprise_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."in_charge_id" IS DISTINCT FROM (NEW."in_charge_id") OR OLD."industry_id" IS DISTINCT FROM (NEW."industry_id") OR OLD."is_sample" IS DISTINCT FROM (NEW."is_sample") OR OLD."look_at" IS DISTINCT FROM (NEW."look_at") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."officer_id" IS DISTINCT FROM (NEW."officer_id") OR OLD."paused_for" IS DISTINCT FROM (NEW."paused_for") OR OLD."place_id" IS DISTINCT FROM (NEW."place_id") OR OLD."received_at" IS DISTINCT FROM (NEW."received_at") OR OLD."received_by_id" IS DISTINCT FROM (NEW."received_by_id") OR OLD."region_id" IS DISTINCT FROM (NEW."region_id") OR OLD."result" IS DISTINCT FROM (NEW."result") OR OLD."same_as_id" IS DISTINCT FROM (NEW."same_as_id") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."term" IS DISTINCT FROM (NEW."term") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."topic" IS DISTINCT FROM (NEW."topic") OR OLD."triage" IS DISTINCT FROM (NEW."triage") OR OLD."triage_reason" IS DISTINCT FROM (NEW."triage_reason") OR OLD."wish" IS DISTINCT FROM (NEW."wish"))', func='INSERT INTO "desk_grievancehistory" ("agency_id", "basis", "body", "channel", "charge_id", "clock", "consented_at", "department_id", "due_at", "ended_at", "enterprise_id", "id", "in_charge_id", "industry_id", "is_sample", "look_at", "number", "officer_id", "paused_for", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "received_at", "received_by_id", "region_id", "result", "same_as_id", "status", "term", "title", "topic", "triage", "triage_reason", "wish") VALUES (NEW."agency_id", NEW."basis", NEW."body", NEW."channel", NEW."charge_id", NEW."clock", NEW."consented_at", NEW."department_id", NEW."due_at", NEW."ended_at", NEW."enterprise_id", NEW."id", NEW."in_charge_id", NEW."industry_id", NEW."is_sample", NEW."look_at", NEW."number", NEW."officer_id", NEW."paused_for", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place_id", NEW."received_at", NEW."received_by_id", NEW."region_id", NEW."result", NEW."same_as_id", NEW."status", NEW."term", NEW."title", NEW."topic", NEW."triage", NEW."triage_reason", NEW."wish"); RETURN NULL;', hash='e76ed1d62f4a71a2abe83cc71d42f56a74d0ccb5', operation='UPDATE', pgid='pgtrigger_update_update_d616b', table='desk_grievance', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='jointhandler',
            constraint=models.UniqueConstraint(fields=('grievance', 'person'), name='joint_handler_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lawpromise',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "desk_lawpromiseevent" ("agency_id", "body", "checked_on", "expected_on", "grievance_id", "id", "law", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "promise", "state") VALUES (NEW."agency_id", NEW."body", NEW."checked_on", NEW."expected_on", NEW."grievance_id", NEW."id", NEW."law", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."promise", NEW."state"); RETURN NULL;', hash='35e050bd1103d15d926878d9dd5d70e583a01c88', operation='INSERT', pgid='pgtrigger_insert_insert_5cada', table='desk_lawpromise', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='lawpromise',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "desk_lawpromiseevent" ("agency_id", "body", "checked_on", "expected_on", "grievance_id", "id", "law", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "promise", "state") VALUES (NEW."agency_id", NEW."body", NEW."checked_on", NEW."expected_on", NEW."grievance_id", NEW."id", NEW."law", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."promise", NEW."state"); RETURN NULL;', hash='17afe7e08f7f36cc542b0292f32ace3b04bf17db', operation='UPDATE', pgid='pgtrigger_update_update_4054b', table='desk_lawpromise', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='officerabsence',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='officer_absence_period'),
        ),
        migrations.AddConstraint(
            model_name='officerabsence',
            constraint=models.CheckConstraint(condition=models.Q(('stand_in', models.F('person')), _negated=True), name='officer_absence_stand_in_other'),
        ),
        migrations.AddConstraint(
            model_name='officerabsence',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('agency', '='), ('person', '='), (didim.registry.models.periods.DateRange('valid_from', 'valid_to', django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_lower=True, inclusive_upper=True)), '&&')], name='officer_absence_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='officerabsence',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "desk_officerabsenceevent" ("agency_id", "id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "stand_in_id", "valid_from", "valid_to") VALUES (NEW."agency_id", NEW."id", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."stand_in_id", NEW."valid_from", NEW."valid_to"); RETURN NULL;', hash='190d4c1a962071ab3813944992e73e7b832326d6', operation='INSERT', pgid='pgtrigger_insert_insert_dde28', table='desk_officerabsence', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='officerabsence',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "desk_officerabsenceevent" ("agency_id", "id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "stand_in_id", "valid_from", "valid_to") VALUES (NEW."agency_id", NEW."id", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."stand_in_id", NEW."valid_from", NEW."valid_to"); RETURN NULL;', hash='c38e401374a4f2910a07193b92719f2aa682aae3', operation='UPDATE', pgid='pgtrigger_update_update_b5e7f', table='desk_officerabsence', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='registerentry',
            index=models.Index(condition=models.Q(('approved_at__isnull', False), ('withdrawn_at__isnull', True)), fields=['-answered_on', '-id'], name='register_entry_public'),
        ),
        migrations.AddConstraint(
            model_name='registerentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', True), ('approved_by__isnull', True)), models.Q(('approved_at__isnull', False), models.Q(('approved_by', models.F('proposed_by')), _negated=True)), _connector='OR'), name='register_entry_two_people'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='registerentry',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "desk_registerentryevent" ("agency_id", "answered_on", "approved_at", "approved_by_id", "grievance_id", "id", "is_sample", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "proposed_by_id", "region_id", "result", "title", "topic", "triage", "withdrawn_at", "withdrawn_for") VALUES (NEW."agency_id", NEW."answered_on", NEW."approved_at", NEW."approved_by_id", NEW."grievance_id", NEW."id", NEW."is_sample", NEW."outcome", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."proposed_at", NEW."proposed_by_id", NEW."region_id", NEW."result", NEW."title", NEW."topic", NEW."triage", NEW."withdrawn_at", NEW."withdrawn_for"); RETURN NULL;', hash='bbcfdcc5de2fa34354565496216ca0e8b1e9b8c2', operation='INSERT', pgid='pgtrigger_insert_insert_69857', table='desk_registerentry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='registerentry',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "desk_registerentryevent" ("agency_id", "answered_on", "approved_at", "approved_by_id", "grievance_id", "id", "is_sample", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "proposed_by_id", "region_id", "result", "title", "topic", "triage", "withdrawn_at", "withdrawn_for") VALUES (NEW."agency_id", NEW."answered_on", NEW."approved_at", NEW."approved_by_id", NEW."grievance_id", NEW."id", NEW."is_sample", NEW."outcome", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."proposed_at", NEW."proposed_by_id", NEW."region_id", NEW."result", NEW."title", NEW."topic", NEW."triage", NEW."withdrawn_at", NEW."withdrawn_for"); RETURN NULL;', hash='b7b5d157860eb4190cde8d3a917b03a89ea51a23', operation='UPDATE', pgid='pgtrigger_update_update_6f04a', table='desk_registerentry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='routing',
            trigger=pgtrigger.compiler.Trigger(name='refuse_change', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='82299656f0156b34146bd12ab5a6f7ed7d6ccd89', operation='UPDATE', pgid='pgtrigger_refuse_change_c6a4d', table='desk_routing', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='routing',
            trigger=pgtrigger.compiler.Trigger(name='refuse_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='0d52c2280fdfaea90add86aee23ec4e545ac8fc2', operation='DELETE', pgid='pgtrigger_refuse_delete_67528', table='desk_routing', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='routing',
            trigger=pgtrigger.compiler.Trigger(name='refuse_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='9434dcdfd1dc8e89d6883e00d430c68912c12be7', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_refuse_truncate_bea85', table='desk_routing', when='BEFORE')),
        ),
        ]),
    ]
