import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from didim.accounts.at_once import AtOnce


class Migration(migrations.Migration):

    dependencies = [
        ('selection', '0002_reviews'),
    ]

    operations = [
        AtOnce([
            migrations.AddConstraint(
                model_name='bonusclaim',
                constraint=models.UniqueConstraint(fields=('application', 'key'), name='bonus_claim_once'),
            ),
            migrations.AddConstraint(
                model_name='bonusclaim',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'granted'), _negated=True), models.Q(('allowed__isnull', False), ('file__isnull', False)), _connector='OR'), name='bonus_granted_on_evidence'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='bonusclaim',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "selection_bonusclaimevent" ("agency_id", "allowed", "application_id", "decided_at", "decided_by_id", "file_id", "id", "key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "points", "reason", "state") VALUES (NEW."agency_id", NEW."allowed", NEW."application_id", NEW."decided_at", NEW."decided_by_id", NEW."file_id", NEW."id", NEW."key", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."points", NEW."reason", NEW."state"); RETURN NULL;', hash='4c6950bb51964b046651292a937c133c76985972', operation='INSERT', pgid='pgtrigger_insert_insert_c555d', table='selection_bonusclaim', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='bonusclaim',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "selection_bonusclaimevent" ("agency_id", "allowed", "application_id", "decided_at", "decided_by_id", "file_id", "id", "key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "points", "reason", "state") VALUES (NEW."agency_id", NEW."allowed", NEW."application_id", NEW."decided_at", NEW."decided_by_id", NEW."file_id", NEW."id", NEW."key", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."points", NEW."reason", NEW."state"); RETURN NULL;', hash='a1fb3f4fd226497875a05a1c288eb384740948e6', operation='UPDATE', pgid='pgtrigger_update_update_cf1b1', table='selection_bonusclaim', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='bonusclaim',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "selection_bonusclaimevent" ("agency_id", "allowed", "application_id", "decided_at", "decided_by_id", "file_id", "id", "key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "points", "reason", "state") VALUES (OLD."agency_id", OLD."allowed", OLD."application_id", OLD."decided_at", OLD."decided_by_id", OLD."file_id", OLD."id", OLD."key", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."points", OLD."reason", OLD."state"); RETURN NULL;', hash='b50f9a09e94938637c73cc9552419e1e13c48b29', operation='DELETE', pgid='pgtrigger_delete_delete_ef85f', table='selection_bonusclaim', when='AFTER')),
            ),
            migrations.AddConstraint(
                model_name='committeevote',
                constraint=models.UniqueConstraint(fields=('committee', 'person'), name='committee_vote_once'),
            ),
            migrations.AddConstraint(
                model_name='committeevote',
                constraint=models.CheckConstraint(condition=models.Q(('vote__isnull', True), models.Q(('barred_reason', ''), ('is_present', True)), _connector='OR'), name='committee_vote_of_the_present'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='committeevote',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "selection_committeevoteevent" ("agency_id", "barred_reason", "committee_id", "id", "is_present", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "vote") VALUES (NEW."agency_id", NEW."barred_reason", NEW."committee_id", NEW."id", NEW."is_present", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."vote"); RETURN NULL;', hash='66babe9d6395ae87c179f044ab8bbb766caff8f2', operation='INSERT', pgid='pgtrigger_insert_insert_14706', table='selection_committeevote', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='committeevote',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "selection_committeevoteevent" ("agency_id", "barred_reason", "committee_id", "id", "is_present", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "vote") VALUES (NEW."agency_id", NEW."barred_reason", NEW."committee_id", NEW."id", NEW."is_present", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."vote"); RETURN NULL;', hash='b97e70ef1b9b31033bc77a22c0f823d915799252', operation='UPDATE', pgid='pgtrigger_update_update_8da81', table='selection_committeevote', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='committeevote',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "selection_committeevoteevent" ("agency_id", "barred_reason", "committee_id", "id", "is_present", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "vote") VALUES (OLD."agency_id", OLD."barred_reason", OLD."committee_id", OLD."id", OLD."is_present", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."vote"); RETURN NULL;', hash='9b86389afd17bcee15f8dd3df2c3972be288ff11', operation='DELETE', pgid='pgtrigger_delete_delete_d1718', table='selection_committeevote', when='AFTER')),
            ),
            migrations.AddConstraint(
                model_name='decisionnotice',
                constraint=models.UniqueConstraint(fields=('agency', 'letter_number'), name='decision_notice_number'),
            ),
            migrations.AddIndex(
                model_name='decision',
                index=models.Index(fields=['call', 'outcome'], name='decision_by_outcome'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='decision',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "selection_decisionevent" ("agency_id", "amount_won", "application_id", "call_id", "committee_id", "decided_at", "enterprise_id", "id", "notified_at", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "rank", "reason", "reserve_rank", "total") VALUES (NEW."agency_id", NEW."amount_won", NEW."application_id", NEW."call_id", NEW."committee_id", NEW."decided_at", NEW."enterprise_id", NEW."id", NEW."notified_at", NEW."outcome", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."rank", NEW."reason", NEW."reserve_rank", NEW."total"); RETURN NULL;', hash='e9e41635f090e38714d454e7b459642b16923da6', operation='INSERT', pgid='pgtrigger_insert_insert_98cb8', table='selection_decision', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='decision',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "selection_decisionevent" ("agency_id", "amount_won", "application_id", "call_id", "committee_id", "decided_at", "enterprise_id", "id", "notified_at", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "rank", "reason", "reserve_rank", "total") VALUES (NEW."agency_id", NEW."amount_won", NEW."application_id", NEW."call_id", NEW."committee_id", NEW."decided_at", NEW."enterprise_id", NEW."id", NEW."notified_at", NEW."outcome", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."plan_id", NEW."rank", NEW."reason", NEW."reserve_rank", NEW."total"); RETURN NULL;', hash='4c6dd8c9f1ba2898d23535db0b4b3a7b3172b856', operation='UPDATE', pgid='pgtrigger_update_update_b214c', table='selection_decision', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='decision',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "selection_decisionevent" ("agency_id", "amount_won", "application_id", "call_id", "committee_id", "decided_at", "enterprise_id", "id", "notified_at", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "rank", "reason", "reserve_rank", "total") VALUES (OLD."agency_id", OLD."amount_won", OLD."application_id", OLD."call_id", OLD."committee_id", OLD."decided_at", OLD."enterprise_id", OLD."id", OLD."notified_at", OLD."outcome", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."plan_id", OLD."rank", OLD."reason", OLD."reserve_rank", OLD."total"); RETURN NULL;', hash='7db41c3c12d76bdf92c0f8fc88b08be4ec1adf23', operation='DELETE', pgid='pgtrigger_delete_delete_fa524', table='selection_decision', when='AFTER')),
            ),
            migrations.AddConstraint(
                model_name='committee',
                constraint=models.CheckConstraint(condition=models.Q(('approved__isnull', True), ('decided_at__isnull', False), _connector='OR'), name='committee_decided_at_an_instant'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='committee',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "selection_committeeevent" ("agency_id", "approved", "call_id", "decided_at", "held_at", "id", "kind", "minutes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "quorum_denominator", "quorum_numerator", "title") VALUES (NEW."agency_id", NEW."approved", NEW."call_id", NEW."decided_at", NEW."held_at", NEW."id", NEW."kind", NEW."minutes", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."quorum_denominator", NEW."quorum_numerator", NEW."title"); RETURN NULL;', hash='e9a47201bbce62b7c334b53eefe441d3da9c90dc', operation='INSERT', pgid='pgtrigger_insert_insert_8bc0d', table='selection_committee', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='committee',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "selection_committeeevent" ("agency_id", "approved", "call_id", "decided_at", "held_at", "id", "kind", "minutes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "quorum_denominator", "quorum_numerator", "title") VALUES (NEW."agency_id", NEW."approved", NEW."call_id", NEW."decided_at", NEW."held_at", NEW."id", NEW."kind", NEW."minutes", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."plan_id", NEW."quorum_denominator", NEW."quorum_numerator", NEW."title"); RETURN NULL;', hash='7b505f1433b0fa9b6f8e5f0b241e15b7cb535471', operation='UPDATE', pgid='pgtrigger_update_update_11efd', table='selection_committee', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='committee',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "selection_committeeevent" ("agency_id", "approved", "call_id", "decided_at", "held_at", "id", "kind", "minutes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "quorum_denominator", "quorum_numerator", "title") VALUES (OLD."agency_id", OLD."approved", OLD."call_id", OLD."decided_at", OLD."held_at", OLD."id", OLD."kind", OLD."minutes", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."plan_id", OLD."quorum_denominator", OLD."quorum_numerator", OLD."title"); RETURN NULL;', hash='bc1f25605ef4727f9e46cb4cc1a2001d3ebac2c8', operation='DELETE', pgid='pgtrigger_delete_delete_e4636', table='selection_committee', when='AFTER')),
            ),
            migrations.AddIndex(
                model_name='eligibilitycheck',
                index=models.Index(fields=['agency', 'state'], name='eligibility_check_by_state'),
            ),
            migrations.AddConstraint(
                model_name='eligibilitycheck',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'committee']), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='eligibility_check_decided_by_somebody'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='eligibilitycheck',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "selection_eligibilitycheckevent" ("agency_id", "application_id", "checked_at", "decided_at", "decided_by_id", "definitions", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "state", "submission_id") VALUES (NEW."agency_id", NEW."application_id", NEW."checked_at", NEW."decided_at", NEW."decided_by_id", NEW."definitions", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."state", NEW."submission_id"); RETURN NULL;', hash='a5afea218ec00e2676234c9f6dfe1ead1025d38a', operation='INSERT', pgid='pgtrigger_insert_insert_793f6', table='selection_eligibilitycheck', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='eligibilitycheck',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "selection_eligibilitycheckevent" ("agency_id", "application_id", "checked_at", "decided_at", "decided_by_id", "definitions", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "state", "submission_id") VALUES (NEW."agency_id", NEW."application_id", NEW."checked_at", NEW."decided_at", NEW."decided_by_id", NEW."definitions", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."state", NEW."submission_id"); RETURN NULL;', hash='4a224a4313ea48b124b6b6d08bd40cf027d2d10a', operation='UPDATE', pgid='pgtrigger_update_update_4415b', table='selection_eligibilitycheck', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='eligibilitycheck',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "selection_eligibilitycheckevent" ("agency_id", "application_id", "checked_at", "decided_at", "decided_by_id", "definitions", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "state", "submission_id") VALUES (OLD."agency_id", OLD."application_id", OLD."checked_at", OLD."decided_at", OLD."decided_by_id", OLD."definitions", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."state", OLD."submission_id"); RETURN NULL;', hash='738ec893eff9a6790b7c776453d91fb12d21510f', operation='DELETE', pgid='pgtrigger_delete_delete_88d63', table='selection_eligibilitycheck', when='AFTER')),
            ),
            migrations.AddConstraint(
                model_name='checkitem',
                constraint=models.UniqueConstraint(fields=('check_of', 'kind', 'key'), name='check_item_once'),
            ),
            migrations.AddConstraint(
                model_name='checkitem',
                constraint=models.CheckConstraint(condition=models.Q(('override__isnull', True), models.Q(('overridden_at__isnull', False), ('overridden_by__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='check_item_override_has_reason'),
            ),
            migrations.AddConstraint(
                model_name='checkitem',
                constraint=models.CheckConstraint(condition=models.Q(('confirmed_by__isnull', True), models.Q(('confirmed_by', models.F('overridden_by')), _negated=True), _connector='OR'), name='check_item_confirmed_by_another'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='checkitem',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "selection_checkitemevent" ("agency_id", "automatic", "check_of_id", "confirmed_at", "confirmed_by_id", "evidence", "id", "key", "kind", "overridden_at", "overridden_by_id", "override", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "reason", "sentence") VALUES (NEW."agency_id", NEW."automatic", NEW."check_of_id", NEW."confirmed_at", NEW."confirmed_by_id", NEW."evidence", NEW."id", NEW."key", NEW."kind", NEW."overridden_at", NEW."overridden_by_id", NEW."override", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."reason", NEW."sentence"); RETURN NULL;', hash='22ed90e3aace631be018fb5ef42fb2df1ac937ce', operation='INSERT', pgid='pgtrigger_insert_insert_ac431', table='selection_checkitem', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='checkitem',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "selection_checkitemevent" ("agency_id", "automatic", "check_of_id", "confirmed_at", "confirmed_by_id", "evidence", "id", "key", "kind", "overridden_at", "overridden_by_id", "override", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "reason", "sentence") VALUES (NEW."agency_id", NEW."automatic", NEW."check_of_id", NEW."confirmed_at", NEW."confirmed_by_id", NEW."evidence", NEW."id", NEW."key", NEW."kind", NEW."overridden_at", NEW."overridden_by_id", NEW."override", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."reason", NEW."sentence"); RETURN NULL;', hash='c0dcf7c9ecae87a169a9cbc825cbbd214c5a77af', operation='UPDATE', pgid='pgtrigger_update_update_b6b20', table='selection_checkitem', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='checkitem',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "selection_checkitemevent" ("agency_id", "automatic", "check_of_id", "confirmed_at", "confirmed_by_id", "evidence", "id", "key", "kind", "overridden_at", "overridden_by_id", "override", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "reason", "sentence") VALUES (OLD."agency_id", OLD."automatic", OLD."check_of_id", OLD."confirmed_at", OLD."confirmed_by_id", OLD."evidence", OLD."id", OLD."key", OLD."kind", OLD."overridden_at", OLD."overridden_by_id", OLD."override", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."reason", OLD."sentence"); RETURN NULL;', hash='af9d7ffe99588fb4c9b02e2e89480702f84338d6', operation='DELETE', pgid='pgtrigger_delete_delete_c76f7', table='selection_checkitem', when='AFTER')),
            ),
            migrations.AddConstraint(
                model_name='noticejob',
                constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['queued', 'running'])), fields=('call',), name='notice_job_one_at_a_time'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='objection',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "selection_objectionevent" ("agency_id", "answer", "committee_id", "decided_at", "decided_by_id", "decision_id", "definition", "due_at", "enterprise_id", "filed_at", "filed_by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "text") VALUES (NEW."agency_id", NEW."answer", NEW."committee_id", NEW."decided_at", NEW."decided_by_id", NEW."decision_id", NEW."definition", NEW."due_at", NEW."enterprise_id", NEW."filed_at", NEW."filed_by_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."state", NEW."text"); RETURN NULL;', hash='d93fded6bb947e781620b26cacd378b8a0aae46e', operation='INSERT', pgid='pgtrigger_insert_insert_26ddb', table='selection_objection', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='objection',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "selection_objectionevent" ("agency_id", "answer", "committee_id", "decided_at", "decided_by_id", "decision_id", "definition", "due_at", "enterprise_id", "filed_at", "filed_by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "text") VALUES (NEW."agency_id", NEW."answer", NEW."committee_id", NEW."decided_at", NEW."decided_by_id", NEW."decision_id", NEW."definition", NEW."due_at", NEW."enterprise_id", NEW."filed_at", NEW."filed_by_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."state", NEW."text"); RETURN NULL;', hash='dd38ac1fc1f122a67d3d6aa98f93d08ca3d2125a', operation='UPDATE', pgid='pgtrigger_update_update_796cc', table='selection_objection', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='objection',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "selection_objectionevent" ("agency_id", "answer", "committee_id", "decided_at", "decided_by_id", "decision_id", "definition", "due_at", "enterprise_id", "filed_at", "filed_by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "text") VALUES (OLD."agency_id", OLD."answer", OLD."committee_id", OLD."decided_at", OLD."decided_by_id", OLD."decision_id", OLD."definition", OLD."due_at", OLD."enterprise_id", OLD."filed_at", OLD."filed_by_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."state", OLD."text"); RETURN NULL;', hash='e4585567cd3c29c8cf84b75ee91b8472cc2c0335', operation='DELETE', pgid='pgtrigger_delete_delete_6bc17', table='selection_objection', when='AFTER')),
            ),
            migrations.AddConstraint(
                model_name='plansimilarity',
                constraint=models.UniqueConstraint(fields=('submission', 'earlier'), name='plan_similarity_once'),
            ),
            migrations.AddConstraint(
                model_name='plansimilarity',
                constraint=models.CheckConstraint(condition=models.Q(('share__gte', 0), ('share__lte', 1)), name='plan_similarity_share'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='reviewer',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "selection_reviewerevent" ("expert_id", "id", "is_active", "keywords", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "qualification", "qualified_by", "yearly_cap") VALUES (NEW."expert_id", NEW."id", NEW."is_active", NEW."keywords", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."qualification", NEW."qualified_by", NEW."yearly_cap"); RETURN NULL;', hash='3a30b58a89bfd4be94a13bd70e11e789bd0c44d2', operation='INSERT', pgid='pgtrigger_insert_insert_30d4c', table='selection_reviewer', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='reviewer',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "selection_reviewerevent" ("expert_id", "id", "is_active", "keywords", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "qualification", "qualified_by", "yearly_cap") VALUES (NEW."expert_id", NEW."id", NEW."is_active", NEW."keywords", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."qualification", NEW."qualified_by", NEW."yearly_cap"); RETURN NULL;', hash='6d01e82f0ffc206da6d6a55c69e86d67b12a0acc', operation='UPDATE', pgid='pgtrigger_update_update_beca4', table='selection_reviewer', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='reviewer',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "selection_reviewerevent" ("expert_id", "id", "is_active", "keywords", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "qualification", "qualified_by", "yearly_cap") VALUES (OLD."expert_id", OLD."id", OLD."is_active", OLD."keywords", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."qualification", OLD."qualified_by", OLD."yearly_cap"); RETURN NULL;', hash='89a9236d9f6f7d7ce7a13ab5bc29401ade3f447e', operation='DELETE', pgid='pgtrigger_delete_delete_d4a87', table='selection_reviewer', when='AFTER')),
            ),
            migrations.AddField(
                model_name='sealchain',
                name='agency',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.agency'),
            ),
            migrations.AddConstraint(
                model_name='reviewround',
                constraint=models.UniqueConstraint(fields=('call', 'number'), name='review_round_unique'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='reviewround',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "selection_reviewroundevent" ("agency_id", "call_id", "closed_at", "definition", "due_at", "id", "kind", "number", "opens_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "title") VALUES (NEW."agency_id", NEW."call_id", NEW."closed_at", NEW."definition", NEW."due_at", NEW."id", NEW."kind", NEW."number", NEW."opens_at", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."state", NEW."title"); RETURN NULL;', hash='8d079c0acb40843829db7b03d1cc539d73b53bd4', operation='INSERT', pgid='pgtrigger_insert_insert_a8a86', table='selection_reviewround', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='reviewround',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "selection_reviewroundevent" ("agency_id", "call_id", "closed_at", "definition", "due_at", "id", "kind", "number", "opens_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "title") VALUES (NEW."agency_id", NEW."call_id", NEW."closed_at", NEW."definition", NEW."due_at", NEW."id", NEW."kind", NEW."number", NEW."opens_at", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."state", NEW."title"); RETURN NULL;', hash='641de4a8ca3cd74c8cba034caad1940be1458f91', operation='UPDATE', pgid='pgtrigger_update_update_8789a', table='selection_reviewround', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='reviewround',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "selection_reviewroundevent" ("agency_id", "call_id", "closed_at", "definition", "due_at", "id", "kind", "number", "opens_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "title") VALUES (OLD."agency_id", OLD."call_id", OLD."closed_at", OLD."definition", OLD."due_at", OLD."id", OLD."kind", OLD."number", OLD."opens_at", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."state", OLD."title"); RETURN NULL;', hash='01827a8c7cc9a74227eaeaa9c4552259f750d940', operation='DELETE', pgid='pgtrigger_delete_delete_f461a', table='selection_reviewround', when='AFTER')),
            ),
            migrations.AddIndex(
                model_name='review',
                index=models.Index(fields=['round', 'state'], name='review_by_state'),
            ),
            migrations.AddConstraint(
                model_name='review',
                constraint=models.CheckConstraint(condition=models.Q(('state', 'draft'), models.Q(('submitted_at__isnull', False), ('total__isnull', False)), _connector='OR'), name='review_submitted_whole'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='review',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "selection_reviewevent" ("agency_id", "application_id", "assignment_id", "comment", "comments", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "points", "reviewer_id", "reviewer_user_id", "round_id", "state", "submitted_at", "total", "updated_at", "version") VALUES (NEW."agency_id", NEW."application_id", NEW."assignment_id", NEW."comment", NEW."comments", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."points", NEW."reviewer_id", NEW."reviewer_user_id", NEW."round_id", NEW."state", NEW."submitted_at", NEW."total", NEW."updated_at", NEW."version"); RETURN NULL;', hash='af457f20f05f97f18dbf2bb8130c1a2273f18374', operation='INSERT', pgid='pgtrigger_insert_insert_79249', table='selection_review', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='review',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "selection_reviewevent" ("agency_id", "application_id", "assignment_id", "comment", "comments", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "points", "reviewer_id", "reviewer_user_id", "round_id", "state", "submitted_at", "total", "updated_at", "version") VALUES (NEW."agency_id", NEW."application_id", NEW."assignment_id", NEW."comment", NEW."comments", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."points", NEW."reviewer_id", NEW."reviewer_user_id", NEW."round_id", NEW."state", NEW."submitted_at", NEW."total", NEW."updated_at", NEW."version"); RETURN NULL;', hash='48860f4905b1355860d3ce311b9bf1c25fd41835', operation='UPDATE', pgid='pgtrigger_update_update_ab8de', table='selection_review', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='review',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "selection_reviewevent" ("agency_id", "application_id", "assignment_id", "comment", "comments", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "points", "reviewer_id", "reviewer_user_id", "round_id", "state", "submitted_at", "total", "updated_at", "version") VALUES (OLD."agency_id", OLD."application_id", OLD."assignment_id", OLD."comment", OLD."comments", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."points", OLD."reviewer_id", OLD."reviewer_user_id", OLD."round_id", OLD."state", OLD."submitted_at", OLD."total", OLD."updated_at", OLD."version"); RETURN NULL;', hash='a3d22541b059808ecea98c8c843bb30bc18e5048', operation='DELETE', pgid='pgtrigger_delete_delete_396af', table='selection_review', when='AFTER')),
            ),
            migrations.AddConstraint(
                model_name='reverseratingballot',
                constraint=models.UniqueConstraint(fields=('round', 'application'), name='reverse_rating_ballot_once'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='reverserating',
                trigger=pgtrigger.compiler.Trigger(name='refuse_change', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='7a2b5b74855012278fff77d3b3592f027d1b7d15', operation='UPDATE', pgid='pgtrigger_refuse_change_23266', table='selection_reverserating', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='reverserating',
                trigger=pgtrigger.compiler.Trigger(name='refuse_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='97d3272e72c5c9249055218267d703cbd196840f', operation='DELETE', pgid='pgtrigger_refuse_delete_0c80d', table='selection_reverserating', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='reverserating',
                trigger=pgtrigger.compiler.Trigger(name='refuse_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='2ab1a3cbdb60c0a2dfe2f9e6908f19bc65e05eb1', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_refuse_truncate_74615', table='selection_reverserating', when='BEFORE')),
            ),
            migrations.AddConstraint(
                model_name='recusal',
                constraint=models.UniqueConstraint(fields=('round', 'application', 'reviewer', 'kind'), name='recusal_once_a_kind'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='recusal',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "selection_recusalevent" ("agency_id", "application_id", "asked_at", "asked_by_id", "decided_at", "decided_by_id", "decision_reason", "grounds", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reviewer_id", "round_id", "state") VALUES (NEW."agency_id", NEW."application_id", NEW."asked_at", NEW."asked_by_id", NEW."decided_at", NEW."decided_by_id", NEW."decision_reason", NEW."grounds", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."reviewer_id", NEW."round_id", NEW."state"); RETURN NULL;', hash='0f338ccc39198f40ef2f22c475e7fc432c534e61', operation='INSERT', pgid='pgtrigger_insert_insert_d5015', table='selection_recusal', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='recusal',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "selection_recusalevent" ("agency_id", "application_id", "asked_at", "asked_by_id", "decided_at", "decided_by_id", "decision_reason", "grounds", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reviewer_id", "round_id", "state") VALUES (NEW."agency_id", NEW."application_id", NEW."asked_at", NEW."asked_by_id", NEW."decided_at", NEW."decided_by_id", NEW."decision_reason", NEW."grounds", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."reviewer_id", NEW."round_id", NEW."state"); RETURN NULL;', hash='3781084d9a7c250218aae36660b04030818bd486', operation='UPDATE', pgid='pgtrigger_update_update_750f8', table='selection_recusal', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='recusal',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "selection_recusalevent" ("agency_id", "application_id", "asked_at", "asked_by_id", "decided_at", "decided_by_id", "decision_reason", "grounds", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reviewer_id", "round_id", "state") VALUES (OLD."agency_id", OLD."application_id", OLD."asked_at", OLD."asked_by_id", OLD."decided_at", OLD."decided_by_id", OLD."decision_reason", OLD."grounds", OLD."id", OLD."kind", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."reviewer_id", OLD."round_id", OLD."state"); RETURN NULL;', hash='48fba7128f1826802c51e98f99d0468cfa6ae0b6', operation='DELETE', pgid='pgtrigger_delete_delete_0b414', table='selection_recusal', when='AFTER')),
            ),
            migrations.AddConstraint(
                model_name='panelmember',
                constraint=models.UniqueConstraint(fields=('round', 'reviewer'), name='panel_member_once'),
            ),
            migrations.AddConstraint(
                model_name='panelmember',
                constraint=models.UniqueConstraint(fields=('round', 'alias'), name='panel_member_alias'),
            ),
            migrations.AddConstraint(
                model_name='panelmember',
                constraint=models.UniqueConstraint(condition=models.Q(('dropped_at__isnull', True), ('is_chair', True)), fields=('panel',), name='panel_one_chair'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='panelmember',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "selection_panelmemberevent" ("agency_id", "alias", "drop_reason", "dropped_at", "id", "invited_at", "is_chair", "max_load", "min_load", "panel_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pledged_at", "reviewer_id", "round_id", "user_id") VALUES (NEW."agency_id", NEW."alias", NEW."drop_reason", NEW."dropped_at", NEW."id", NEW."invited_at", NEW."is_chair", NEW."max_load", NEW."min_load", NEW."panel_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."pledged_at", NEW."reviewer_id", NEW."round_id", NEW."user_id"); RETURN NULL;', hash='94aa1b59726395821b9361f12fc3e19361330b22', operation='INSERT', pgid='pgtrigger_insert_insert_18239', table='selection_panelmember', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='panelmember',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "selection_panelmemberevent" ("agency_id", "alias", "drop_reason", "dropped_at", "id", "invited_at", "is_chair", "max_load", "min_load", "panel_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pledged_at", "reviewer_id", "round_id", "user_id") VALUES (NEW."agency_id", NEW."alias", NEW."drop_reason", NEW."dropped_at", NEW."id", NEW."invited_at", NEW."is_chair", NEW."max_load", NEW."min_load", NEW."panel_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."pledged_at", NEW."reviewer_id", NEW."round_id", NEW."user_id"); RETURN NULL;', hash='f4aebdb4fc5ff8f110beafef8c86b28e5defa274', operation='UPDATE', pgid='pgtrigger_update_update_42dec', table='selection_panelmember', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='panelmember',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "selection_panelmemberevent" ("agency_id", "alias", "drop_reason", "dropped_at", "id", "invited_at", "is_chair", "max_load", "min_load", "panel_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pledged_at", "reviewer_id", "round_id", "user_id") VALUES (OLD."agency_id", OLD."alias", OLD."drop_reason", OLD."dropped_at", OLD."id", OLD."invited_at", OLD."is_chair", OLD."max_load", OLD."min_load", OLD."panel_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."pledged_at", OLD."reviewer_id", OLD."round_id", OLD."user_id"); RETURN NULL;', hash='9080a11be8719222cd177456b98b96cf2147c47e', operation='DELETE', pgid='pgtrigger_delete_delete_efeab', table='selection_panelmember', when='AFTER')),
            ),
            migrations.AddConstraint(
                model_name='panel',
                constraint=models.UniqueConstraint(fields=('round', 'name'), name='panel_unique'),
            ),
            migrations.AddConstraint(
                model_name='assignmentrun',
                constraint=models.UniqueConstraint(fields=('round', 'number'), name='assignment_run_unique'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='assignmentrun',
                trigger=pgtrigger.compiler.Trigger(name='refuse_change', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='89bcef0ac1d74af1693f781d955b63e7c75e2c19', operation='UPDATE', pgid='pgtrigger_refuse_change_54bad', table='selection_assignmentrun', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='assignmentrun',
                trigger=pgtrigger.compiler.Trigger(name='refuse_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='42a6b20ccd7d3479d60c4e8aade47a6e31ccb5ca', operation='DELETE', pgid='pgtrigger_refuse_delete_6b5a9', table='selection_assignmentrun', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='assignmentrun',
                trigger=pgtrigger.compiler.Trigger(name='refuse_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='39e5ef7bb21fe4e1c4806007933946150d25ef29', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_refuse_truncate_b0f24', table='selection_assignmentrun', when='BEFORE')),
            ),
            migrations.AddIndex(
                model_name='assignment',
                index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['reviewer_user', 'application'], name='assignment_of_user'),
            ),
            migrations.AddIndex(
                model_name='assignment',
                index=models.Index(fields=['application'], name='assignment_of_application'),
            ),
            migrations.AddConstraint(
                model_name='assignment',
                constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('round', 'application', 'reviewer'), name='assignment_once_at_a_time'),
            ),
            migrations.AddConstraint(
                model_name='reviewseal',
                constraint=models.UniqueConstraint(fields=('round', 'number'), name='review_seal_number_unique'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='reviewseal',
                trigger=pgtrigger.compiler.Trigger(name='refuse_change', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NOT (OLD."number" IS NULL))', func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='be47c85b60df403450aac61957d097d34a3104db', operation='UPDATE', pgid='pgtrigger_refuse_change_61e4b', table='selection_reviewseal', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='reviewseal',
                trigger=pgtrigger.compiler.Trigger(name='refuse_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='a7908d401d41c5444b4b261c8e3f2ded2ac548f8', operation='DELETE', pgid='pgtrigger_refuse_delete_46891', table='selection_reviewseal', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='reviewseal',
                trigger=pgtrigger.compiler.Trigger(name='refuse_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='42b5d99e67c8621f4a258ef6d2529689ddad1010', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_refuse_truncate_f161c', table='selection_reviewseal', when='BEFORE')),
            ),
            migrations.AddConstraint(
                model_name='roundentry',
                constraint=models.UniqueConstraint(fields=('round', 'application'), name='round_entry_once'),
            ),
            migrations.AddConstraint(
                model_name='scoresheet',
                constraint=models.UniqueConstraint(fields=('round', 'number'), name='score_sheet_unique'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='scoresheet',
                trigger=pgtrigger.compiler.Trigger(name='refuse_change', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='e818373abe57cc04d1f34004ee4bd7fe5368a793', operation='UPDATE', pgid='pgtrigger_refuse_change_22846', table='selection_scoresheet', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='scoresheet',
                trigger=pgtrigger.compiler.Trigger(name='refuse_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='64ed8b7b957a7bb2157aa5f3d030ed229f6beb76', operation='DELETE', pgid='pgtrigger_refuse_delete_90c22', table='selection_scoresheet', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='scoresheet',
                trigger=pgtrigger.compiler.Trigger(name='refuse_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='d40700282465952f465daad689fa6c3876c9dce9', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_refuse_truncate_e78bd', table='selection_scoresheet', when='BEFORE')),
            ),
            migrations.AddConstraint(
                model_name='scorerow',
                constraint=models.UniqueConstraint(fields=('sheet', 'application'), name='score_row_once'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='scorerow',
                trigger=pgtrigger.compiler.Trigger(name='refuse_change', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='2ab49be42c02fb262a2b23e39d07cc6568542d76', operation='UPDATE', pgid='pgtrigger_refuse_change_9af83', table='selection_scorerow', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='scorerow',
                trigger=pgtrigger.compiler.Trigger(name='refuse_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='1198424701ec76b3ffe6b9f7326a57f03a274b60', operation='DELETE', pgid='pgtrigger_refuse_delete_5566c', table='selection_scorerow', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='scorerow',
                trigger=pgtrigger.compiler.Trigger(name='refuse_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='522d011ed73314f646e9918736d777bb772365b8', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_refuse_truncate_cbb75', table='selection_scorerow', when='BEFORE')),
            ),
            migrations.AddConstraint(
                model_name='decisionplan',
                constraint=models.UniqueConstraint(fields=('call', 'number'), name='decision_plan_unique'),
            ),
            migrations.AddConstraint(
                model_name='decisionplan',
                constraint=models.UniqueConstraint(condition=models.Q(('state', 'put')), fields=('call',), name='decision_plan_put_once_at_a_time'),
            ),
            migrations.AddConstraint(
                model_name='tie',
                constraint=models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='tie_period'),
            ),
            migrations.AddConstraint(
                model_name='tie',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'family'), ('other_person__isnull', False), ('person__isnull', False)), models.Q(('enterprise__isnull', False), ('kind', 'affiliated'), ('other_enterprise__isnull', False)), models.Q(models.Q(('kind__in', ['family', 'affiliated']), _negated=True), ('enterprise__isnull', False), ('person__isnull', False)), _connector='OR'), name='tie_has_two_ends'),
            ),
            migrations.AddConstraint(
                model_name='tie',
                constraint=models.CheckConstraint(condition=models.Q(('other_person__isnull', True), models.Q(('other_person', models.F('person')), _negated=True), _connector='OR'), name='tie_not_to_oneself'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='tie',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "selection_tieevent" ("enterprise_id", "id", "kind", "note", "other_enterprise_id", "other_person_id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "since", "source", "until") VALUES (NEW."enterprise_id", NEW."id", NEW."kind", NEW."note", NEW."other_enterprise_id", NEW."other_person_id", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."recorded_at", NEW."recorded_by_id", NEW."since", NEW."source", NEW."until"); RETURN NULL;', hash='a1df98d0707d78db4b687a2fe9aa4ea3587eebec', operation='INSERT', pgid='pgtrigger_insert_insert_fb383', table='selection_tie', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='tie',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "selection_tieevent" ("enterprise_id", "id", "kind", "note", "other_enterprise_id", "other_person_id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "since", "source", "until") VALUES (NEW."enterprise_id", NEW."id", NEW."kind", NEW."note", NEW."other_enterprise_id", NEW."other_person_id", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."recorded_at", NEW."recorded_by_id", NEW."since", NEW."source", NEW."until"); RETURN NULL;', hash='d16300275e7d8fcf2de8a9c748a80b5bc6299b77', operation='UPDATE', pgid='pgtrigger_update_update_ba529', table='selection_tie', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='tie',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "selection_tieevent" ("enterprise_id", "id", "kind", "note", "other_enterprise_id", "other_person_id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "since", "source", "until") VALUES (OLD."enterprise_id", OLD."id", OLD."kind", OLD."note", OLD."other_enterprise_id", OLD."other_person_id", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."recorded_at", OLD."recorded_by_id", OLD."since", OLD."source", OLD."until"); RETURN NULL;', hash='4dc0098bfba7616a01121ddf438fcbbb190ae92f', operation='DELETE', pgid='pgtrigger_delete_delete_c4460', table='selection_tie', when='AFTER')),
            ),
        ]),
    ]
