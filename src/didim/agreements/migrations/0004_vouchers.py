import django.db.models.expressions
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models
from didim.accounts.at_once import AtOnce


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0003_settlement"),
    ]

    operations = [
        AtOnce([
        migrations.AddConstraint(
            model_name='expenditurefinding',
            constraint=models.UniqueConstraint(fields=('expenditure', 'check_number', 'rule'), name='expenditure_finding_once'),
        ),
        migrations.AddConstraint(
            model_name='expenditurefinding',
            constraint=models.CheckConstraint(condition=models.Q(('override', ''), models.Q(('overridden_by__isnull', False), models.Q(('override_reason', ''), _negated=True)), _connector='OR'), name='expenditure_finding_override_reasoned'),
        ),
        migrations.AddConstraint(
            model_name='expenditurefinding',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_by__isnull', True), models.Q(('confirmed_by', models.F('overridden_by')), _negated=True), _connector='OR'), name='expenditure_finding_two_pairs_of_eyes'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='expenditurefinding',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_expenditurefindingevent" ("agency_id", "check_number", "citation", "confirmed_at", "confirmed_by_id", "expenditure_id", "id", "overridden_at", "overridden_by_id", "override", "override_reason", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "result", "rule", "rule_pack", "wording") VALUES (NEW."agency_id", NEW."check_number", NEW."citation", NEW."confirmed_at", NEW."confirmed_by_id", NEW."expenditure_id", NEW."id", NEW."overridden_at", NEW."overridden_by_id", NEW."override", NEW."override_reason", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."result", NEW."rule", NEW."rule_pack", NEW."wording"); RETURN NULL;', hash='4e599148dec4efc70c14db9532025ca6dad16ac0', operation='INSERT', pgid='pgtrigger_insert_insert_fceaa', table='agreements_expenditurefinding', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='expenditurefinding',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "agreements_expenditurefindingevent" ("agency_id", "check_number", "citation", "confirmed_at", "confirmed_by_id", "expenditure_id", "id", "overridden_at", "overridden_by_id", "override", "override_reason", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "result", "rule", "rule_pack", "wording") VALUES (NEW."agency_id", NEW."check_number", NEW."citation", NEW."confirmed_at", NEW."confirmed_by_id", NEW."expenditure_id", NEW."id", NEW."overridden_at", NEW."overridden_by_id", NEW."override", NEW."override_reason", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."result", NEW."rule", NEW."rule_pack", NEW."wording"); RETURN NULL;', hash='b1f4a3c25c5a8d0fdf1e6a3fed7a2f5e1460f084', operation='UPDATE', pgid='pgtrigger_update_update_c090a', table='agreements_expenditurefinding', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='expenditurefinding',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_expenditurefindingevent" ("agency_id", "check_number", "citation", "confirmed_at", "confirmed_by_id", "expenditure_id", "id", "overridden_at", "overridden_by_id", "override", "override_reason", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "result", "rule", "rule_pack", "wording") VALUES (OLD."agency_id", OLD."check_number", OLD."citation", OLD."confirmed_at", OLD."confirmed_by_id", OLD."expenditure_id", OLD."id", OLD."overridden_at", OLD."overridden_by_id", OLD."override", OLD."override_reason", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."result", OLD."rule", OLD."rule_pack", OLD."wording"); RETURN NULL;', hash='783772c29f2fdd5b7cd65c7f6a65e9506e89c2ac', operation='DELETE', pgid='pgtrigger_delete_delete_24627', table='agreements_expenditurefinding', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='finalreport',
            constraint=models.UniqueConstraint(fields=('agreement', 'number'), name='final_report_unique'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='finalreport',
            trigger=pgtrigger.compiler.Trigger(name='refuse_change', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='95faf84a8f8e0e864d4c928d357ae75e9d0114f8', operation='UPDATE', pgid='pgtrigger_refuse_change_4c936', table='agreements_finalreport', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='finalreport',
            trigger=pgtrigger.compiler.Trigger(name='refuse_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='d6777a951b4f7e5a0a2374a759fd91aba72cbbd9', operation='DELETE', pgid='pgtrigger_refuse_delete_660f8', table='agreements_finalreport', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='finalreport',
            trigger=pgtrigger.compiler.Trigger(name='refuse_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='9333fd5ff5da109ab75a6d80a06254490def5714', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_refuse_truncate_eea04', table='agreements_finalreport', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='participation',
            constraint=models.CheckConstraint(condition=models.Q(('rate__gt', 0), ('rate__lte', 100)), name='participation_rate'),
        ),
        migrations.AddConstraint(
            model_name='participation',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='participation_period'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='participation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_participationevent" ("agency_id", "agreement_id", "duty", "ended_at", "ends_on", "enterprise_id", "id", "is_in_kind", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rate", "starts_on") VALUES (NEW."agency_id", NEW."agreement_id", NEW."duty", NEW."ended_at", NEW."ends_on", NEW."enterprise_id", NEW."id", NEW."is_in_kind", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."rate", NEW."starts_on"); RETURN NULL;', hash='e7f70ad489c115e16e3a5b2d0fcefd5f1a233349', operation='INSERT', pgid='pgtrigger_insert_insert_7a210', table='agreements_participation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='participation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "agreements_participationevent" ("agency_id", "agreement_id", "duty", "ended_at", "ends_on", "enterprise_id", "id", "is_in_kind", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rate", "starts_on") VALUES (NEW."agency_id", NEW."agreement_id", NEW."duty", NEW."ended_at", NEW."ends_on", NEW."enterprise_id", NEW."id", NEW."is_in_kind", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."rate", NEW."starts_on"); RETURN NULL;', hash='80a9c20003377019fe8ed944636ce3ee0ebdaa04', operation='UPDATE', pgid='pgtrigger_update_update_73a14', table='agreements_participation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='participation',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_participationevent" ("agency_id", "agreement_id", "duty", "ended_at", "ends_on", "enterprise_id", "id", "is_in_kind", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rate", "starts_on") VALUES (OLD."agency_id", OLD."agreement_id", OLD."duty", OLD."ended_at", OLD."ends_on", OLD."enterprise_id", OLD."id", OLD."is_in_kind", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."rate", OLD."starts_on"); RETURN NULL;', hash='f22eea0deb6f101fbf5c379adc999a14bff8238d', operation='DELETE', pgid='pgtrigger_delete_delete_90dca', table='agreements_participation', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.UniqueConstraint(fields=('expenditure', 'kind', 'reference'), name='payment_once'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('grant_won__gte', 0), ('own_cash_won__gte', 0), ('own_in_kind_won__gte', 0)), name='payment_amounts'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='payment',
            trigger=pgtrigger.compiler.Trigger(name='refuse_change', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='bdb2ca8dfc12cf2fab8326c04061ecd9962e4cae', operation='UPDATE', pgid='pgtrigger_refuse_change_52331', table='agreements_payment', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='payment',
            trigger=pgtrigger.compiler.Trigger(name='refuse_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='15439280478dc08595103a431e5db62cb9b946d7', operation='DELETE', pgid='pgtrigger_refuse_delete_0e5fe', table='agreements_payment', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='payment',
            trigger=pgtrigger.compiler.Trigger(name='refuse_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='b207663a55621613eed2e4606039de3cbbced79f', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_refuse_truncate_f4de6', table='agreements_payment', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='recovery',
            constraint=models.UniqueConstraint(fields=('agency', 'number'), name='recovery_number_unique'),
        ),
        migrations.AddConstraint(
            model_name='recovery',
            constraint=models.CheckConstraint(condition=models.Q(('interest_won__gte', 0), ('principal_won__gte', 0), ('surcharge_won__gte', 0)), name='recovery_amounts'),
        ),
        migrations.AddConstraint(
            model_name='recovery',
            constraint=models.CheckConstraint(condition=models.Q(('paid_won__gte', 0), ('paid_won__lte', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('principal_won'), '+', models.F('interest_won')), '+', models.F('surcharge_won')))), name='recovery_never_overpaid'),
        ),
        migrations.AddConstraint(
            model_name='recovery',
            constraint=models.CheckConstraint(condition=models.Q(('due_on__isnull', True), ('due_on__gte', models.F('notified_on')), _connector='OR'), name='recovery_period'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='recovery',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_recoveryevent" ("agency_id", "agreement_id", "basis", "content", "due_on", "enterprise_id", "id", "interest_won", "notified_on", "number", "paid_won", "pdf_sha256", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "principal_won", "state", "surcharge_won") VALUES (NEW."agency_id", NEW."agreement_id", NEW."basis", NEW."content", NEW."due_on", NEW."enterprise_id", NEW."id", NEW."interest_won", NEW."notified_on", NEW."number", NEW."paid_won", NEW."pdf_sha256", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."principal_won", NEW."state", NEW."surcharge_won"); RETURN NULL;', hash='6115c93748391a1834437cd1207f5c9b02eda6d9', operation='INSERT', pgid='pgtrigger_insert_insert_d448a', table='agreements_recovery', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='recovery',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "agreements_recoveryevent" ("agency_id", "agreement_id", "basis", "content", "due_on", "enterprise_id", "id", "interest_won", "notified_on", "number", "paid_won", "pdf_sha256", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "principal_won", "state", "surcharge_won") VALUES (NEW."agency_id", NEW."agreement_id", NEW."basis", NEW."content", NEW."due_on", NEW."enterprise_id", NEW."id", NEW."interest_won", NEW."notified_on", NEW."number", NEW."paid_won", NEW."pdf_sha256", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."principal_won", NEW."state", NEW."surcharge_won"); RETURN NULL;', hash='e0afca5a907ce9276633be68ce6dd170f9592b65', operation='UPDATE', pgid='pgtrigger_update_update_8da84', table='agreements_recovery', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='recovery',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_recoveryevent" ("agency_id", "agreement_id", "basis", "content", "due_on", "enterprise_id", "id", "interest_won", "notified_on", "number", "paid_won", "pdf_sha256", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "principal_won", "state", "surcharge_won") VALUES (OLD."agency_id", OLD."agreement_id", OLD."basis", OLD."content", OLD."due_on", OLD."enterprise_id", OLD."id", OLD."interest_won", OLD."notified_on", OLD."number", OLD."paid_won", OLD."pdf_sha256", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."principal_won", OLD."state", OLD."surcharge_won"); RETURN NULL;', hash='6bae938e2f7479e0eb81ca571a2b93e9b603f6ff', operation='DELETE', pgid='pgtrigger_delete_delete_e4162', table='agreements_recovery', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='recoveryinstalment',
            constraint=models.UniqueConstraint(fields=('recovery', 'number'), name='recovery_instalment_unique'),
        ),
        migrations.AddConstraint(
            model_name='recoveryinstalment',
            constraint=models.CheckConstraint(condition=models.Q(('amount_won__gt', 0)), name='recovery_instalment_amount'),
        ),
        migrations.AddConstraint(
            model_name='recoverypayment',
            constraint=models.UniqueConstraint(fields=('recovery', 'reference'), name='recovery_payment_once'),
        ),
        migrations.AddConstraint(
            model_name='recoverypayment',
            constraint=models.CheckConstraint(condition=models.Q(('amount_won__gt', 0)), name='recovery_payment_amount'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='recoverypayment',
            trigger=pgtrigger.compiler.Trigger(name='refuse_change', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='808db54f2351172b376f2787b23fd92e5aa65616', operation='UPDATE', pgid='pgtrigger_refuse_change_1e508', table='agreements_recoverypayment', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='recoverypayment',
            trigger=pgtrigger.compiler.Trigger(name='refuse_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='6aeb552db2696f06e8c17c1651bca2aea4e6a5e7', operation='DELETE', pgid='pgtrigger_refuse_delete_fecc3', table='agreements_recoverypayment', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='recoverypayment',
            trigger=pgtrigger.compiler.Trigger(name='refuse_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='69b41fc09dd0969e662e789534377469f2932d60', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_refuse_truncate_ea286', table='agreements_recoverypayment', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='sanction',
            index=models.Index(fields=['enterprise', 'ends_on'], name='sanction_of_firm'),
        ),
        migrations.AddConstraint(
            model_name='sanction',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='sanction_period'),
        ),
        migrations.AddConstraint(
            model_name='sanction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'bar'), _negated=True), ('ends_on__isnull', False), _connector='OR'), name='sanction_bar_ends'),
        ),
        migrations.AddConstraint(
            model_name='sanction',
            constraint=models.CheckConstraint(condition=models.Q(('lifted_at__isnull', True), models.Q(('lift_reason', ''), _negated=True), _connector='OR'), name='sanction_lift_reasoned'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sanction',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_sanctionevent" ("agency_id", "agreement_id", "decided_at", "decided_by_id", "definition", "ends_on", "enterprise_id", "full_recovery", "ground", "id", "kind", "lift_reason", "lifted_at", "months", "notified_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "starts_on") VALUES (NEW."agency_id", NEW."agreement_id", NEW."decided_at", NEW."decided_by_id", NEW."definition", NEW."ends_on", NEW."enterprise_id", NEW."full_recovery", NEW."ground", NEW."id", NEW."kind", NEW."lift_reason", NEW."lifted_at", NEW."months", NEW."notified_at", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."starts_on"); RETURN NULL;', hash='1a793f74afc389d3e45fb8e4321b6cca4a67e16c', operation='INSERT', pgid='pgtrigger_insert_insert_6a9af', table='agreements_sanction', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sanction',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "agreements_sanctionevent" ("agency_id", "agreement_id", "decided_at", "decided_by_id", "definition", "ends_on", "enterprise_id", "full_recovery", "ground", "id", "kind", "lift_reason", "lifted_at", "months", "notified_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "starts_on") VALUES (NEW."agency_id", NEW."agreement_id", NEW."decided_at", NEW."decided_by_id", NEW."definition", NEW."ends_on", NEW."enterprise_id", NEW."full_recovery", NEW."ground", NEW."id", NEW."kind", NEW."lift_reason", NEW."lifted_at", NEW."months", NEW."notified_at", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."starts_on"); RETURN NULL;', hash='6ffc2c32bdbd14ae7f5fabbb4d7dd23564f1747b', operation='UPDATE', pgid='pgtrigger_update_update_1992e', table='agreements_sanction', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sanction',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_sanctionevent" ("agency_id", "agreement_id", "decided_at", "decided_by_id", "definition", "ends_on", "enterprise_id", "full_recovery", "ground", "id", "kind", "lift_reason", "lifted_at", "months", "notified_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "starts_on") VALUES (OLD."agency_id", OLD."agreement_id", OLD."decided_at", OLD."decided_by_id", OLD."definition", OLD."ends_on", OLD."enterprise_id", OLD."full_recovery", OLD."ground", OLD."id", OLD."kind", OLD."lift_reason", OLD."lifted_at", OLD."months", OLD."notified_at", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."starts_on"); RETURN NULL;', hash='c3ec44b5083755670b59f853a1cc4f051d08cb5d', operation='DELETE', pgid='pgtrigger_delete_delete_d4252', table='agreements_sanction', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='settlement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'confirmed'), _negated=True), ('confirmed_at__isnull', False), _connector='OR'), name='settlement_confirmed_at'),
        ),
        migrations.AddConstraint(
            model_name='settlement',
            constraint=models.CheckConstraint(condition=models.Q(('interest_won__gte', 0)), name='settlement_interest'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='settlement',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_settlementevent" ("agency_id", "agreement_id", "auditor", "confirmed_at", "confirmed_by_id", "definition", "enterprise_id", "extended_until", "id", "interest_won", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reported_at", "reported_by_id", "result", "state", "use_report_due_on") VALUES (NEW."agency_id", NEW."agreement_id", NEW."auditor", NEW."confirmed_at", NEW."confirmed_by_id", NEW."definition", NEW."enterprise_id", NEW."extended_until", NEW."id", NEW."interest_won", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reported_at", NEW."reported_by_id", NEW."result", NEW."state", NEW."use_report_due_on"); RETURN NULL;', hash='6b570fdefd99b78b1ead55a92088c6ba2e2f9da1', operation='INSERT', pgid='pgtrigger_insert_insert_d2fb1', table='agreements_settlement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='settlement',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "agreements_settlementevent" ("agency_id", "agreement_id", "auditor", "confirmed_at", "confirmed_by_id", "definition", "enterprise_id", "extended_until", "id", "interest_won", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reported_at", "reported_by_id", "result", "state", "use_report_due_on") VALUES (NEW."agency_id", NEW."agreement_id", NEW."auditor", NEW."confirmed_at", NEW."confirmed_by_id", NEW."definition", NEW."enterprise_id", NEW."extended_until", NEW."id", NEW."interest_won", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reported_at", NEW."reported_by_id", NEW."result", NEW."state", NEW."use_report_due_on"); RETURN NULL;', hash='13e29ecc9fe6adac40c62d6f3f40ec823dd64bd2', operation='UPDATE', pgid='pgtrigger_update_update_79927', table='agreements_settlement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='settlement',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_settlementevent" ("agency_id", "agreement_id", "auditor", "confirmed_at", "confirmed_by_id", "definition", "enterprise_id", "extended_until", "id", "interest_won", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reported_at", "reported_by_id", "result", "state", "use_report_due_on") VALUES (OLD."agency_id", OLD."agreement_id", OLD."auditor", OLD."confirmed_at", OLD."confirmed_by_id", OLD."definition", OLD."enterprise_id", OLD."extended_until", OLD."id", OLD."interest_won", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reported_at", OLD."reported_by_id", OLD."result", OLD."state", OLD."use_report_due_on"); RETURN NULL;', hash='7c630441dee85a7ed980f346245ca9814d20d326', operation='DELETE', pgid='pgtrigger_delete_delete_90b54', table='agreements_settlement', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='disallowance',
            constraint=models.CheckConstraint(condition=models.Q(('amount_won__gt', 0)), name='disallowance_amount'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='disallowance',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_disallowanceevent" ("agency_id", "amount_won", "citation", "enterprise_id", "expenditure_id", "id", "line_id", "made_at", "made_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "settlement_id") VALUES (NEW."agency_id", NEW."amount_won", NEW."citation", NEW."enterprise_id", NEW."expenditure_id", NEW."id", NEW."line_id", NEW."made_at", NEW."made_by_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."settlement_id"); RETURN NULL;', hash='fe61e7542cf8c84d1f08163953c247f2cde6b8e7', operation='INSERT', pgid='pgtrigger_insert_insert_50ce4', table='agreements_disallowance', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='disallowance',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "agreements_disallowanceevent" ("agency_id", "amount_won", "citation", "enterprise_id", "expenditure_id", "id", "line_id", "made_at", "made_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "settlement_id") VALUES (NEW."agency_id", NEW."amount_won", NEW."citation", NEW."enterprise_id", NEW."expenditure_id", NEW."id", NEW."line_id", NEW."made_at", NEW."made_by_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."settlement_id"); RETURN NULL;', hash='ab4578f79fb68d5fd19fb53e456d847d994c4974', operation='UPDATE', pgid='pgtrigger_update_update_d55e3', table='agreements_disallowance', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='disallowance',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_disallowanceevent" ("agency_id", "amount_won", "citation", "enterprise_id", "expenditure_id", "id", "line_id", "made_at", "made_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "settlement_id") VALUES (OLD."agency_id", OLD."amount_won", OLD."citation", OLD."enterprise_id", OLD."expenditure_id", OLD."id", OLD."line_id", OLD."made_at", OLD."made_by_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."settlement_id"); RETURN NULL;', hash='5918ec92364d0c8c3ab3a20e9fac5b08823827de', operation='DELETE', pgid='pgtrigger_delete_delete_9a315', table='agreements_disallowance', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='spendinglimit',
            constraint=models.CheckConstraint(condition=models.Q(('committed_won__gte', 0), ('committed_won__lte', models.F('limit_won'))), name='spending_limit_committed_within'),
        ),
        migrations.AddConstraint(
            model_name='spendinglimit',
            constraint=models.CheckConstraint(condition=models.Q(('spent_won__gte', 0), ('spent_won__lte', models.F('committed_won'))), name='spending_limit_spent_within'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='spendinglimit',
            trigger=pgtrigger.compiler.Trigger(name='counters_by_entries_only', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD.committed_won, OLD.spent_won) IS DISTINCT FROM (NEW.committed_won, NEW.spent_won))', func="\n                IF pg_trigger_depth() < 2 THEN\n                    RAISE EXCEPTION 'counters of a spending limit move by entries only'\n                        USING ERRCODE = 'restrict_violation';\n                END IF;\n                RETURN NEW;\n                ", hash='50ee4c9944011d1d8b924d1964437b1cc1ac26f5', operation='UPDATE', pgid='pgtrigger_counters_by_entries_only_6bab8', table='agreements_spendinglimit', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='spendinglimit',
            trigger=pgtrigger.compiler.Trigger(name='counters_begin_at_zero', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW.committed_won <> 0 OR NEW.spent_won <> 0)', func="\n                RAISE EXCEPTION 'counters of a spending limit begin at zero'\n                    USING ERRCODE = 'restrict_violation';\n                ", hash='f21a270c8c3da6c7dc9dddc68f6f656b4420f3d6', operation='INSERT', pgid='pgtrigger_counters_begin_at_zero_de368', table='agreements_spendinglimit', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='spendinglimit',
            trigger=pgtrigger.compiler.Trigger(name='limit_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='b6f4b6c5ce770e7dbfee12bad28269aac500a5c4', operation='DELETE', pgid='pgtrigger_limit_stays_06f28', table='agreements_spendinglimit', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='stagegate',
            constraint=models.CheckConstraint(condition=models.Q(('outcome', ''), ('decided_at__isnull', False), _connector='OR'), name='stage_gate_decided_at'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stagegate',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_stagegateevent" ("agency_id", "agreement_id", "decided_at", "decided_by_id", "due_on", "enterprise_id", "file_id", "id", "kind", "opinion", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "points", "report", "reported_at") VALUES (NEW."agency_id", NEW."agreement_id", NEW."decided_at", NEW."decided_by_id", NEW."due_on", NEW."enterprise_id", NEW."file_id", NEW."id", NEW."kind", NEW."opinion", NEW."outcome", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."points", NEW."report", NEW."reported_at"); RETURN NULL;', hash='8a559c155b402f5f271584b3e7071ff14eeacd63', operation='INSERT', pgid='pgtrigger_insert_insert_66b52', table='agreements_stagegate', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stagegate',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "agreements_stagegateevent" ("agency_id", "agreement_id", "decided_at", "decided_by_id", "due_on", "enterprise_id", "file_id", "id", "kind", "opinion", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "points", "report", "reported_at") VALUES (NEW."agency_id", NEW."agreement_id", NEW."decided_at", NEW."decided_by_id", NEW."due_on", NEW."enterprise_id", NEW."file_id", NEW."id", NEW."kind", NEW."opinion", NEW."outcome", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."points", NEW."report", NEW."reported_at"); RETURN NULL;', hash='6584b1f9bff5aabd9f0e0dfb10475f675c1d2bbb', operation='UPDATE', pgid='pgtrigger_update_update_8c752', table='agreements_stagegate', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stagegate',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_stagegateevent" ("agency_id", "agreement_id", "decided_at", "decided_by_id", "due_on", "enterprise_id", "file_id", "id", "kind", "opinion", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "points", "report", "reported_at") VALUES (OLD."agency_id", OLD."agreement_id", OLD."decided_at", OLD."decided_by_id", OLD."due_on", OLD."enterprise_id", OLD."file_id", OLD."id", OLD."kind", OLD."opinion", OLD."outcome", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."points", OLD."report", OLD."reported_at"); RETURN NULL;', hash='b4135225230def4e425b22b85426858b364c5154', operation='DELETE', pgid='pgtrigger_delete_delete_8cf32', table='agreements_stagegate', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='instalment',
            constraint=models.UniqueConstraint(fields=('agreement', 'number'), name='instalment_unique'),
        ),
        migrations.AddConstraint(
            model_name='instalment',
            constraint=models.CheckConstraint(condition=models.Q(('amount_won__gt', 0)), name='instalment_amount'),
        ),
        migrations.AddConstraint(
            model_name='instalment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'paid'), _negated=True), ('paid_on__isnull', False), _connector='OR'), name='instalment_paid_on_a_day'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='instalment',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_instalmentevent" ("agency_id", "agreement_id", "amount_won", "due_on", "enterprise_id", "gate_id", "id", "number", "paid_by_id", "paid_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "state") VALUES (NEW."agency_id", NEW."agreement_id", NEW."amount_won", NEW."due_on", NEW."enterprise_id", NEW."gate_id", NEW."id", NEW."number", NEW."paid_by_id", NEW."paid_on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reference", NEW."state"); RETURN NULL;', hash='febd6877f026c5357e870002ac32307705e098b1', operation='INSERT', pgid='pgtrigger_insert_insert_494d0', table='agreements_instalment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='instalment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "agreements_instalmentevent" ("agency_id", "agreement_id", "amount_won", "due_on", "enterprise_id", "gate_id", "id", "number", "paid_by_id", "paid_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "state") VALUES (NEW."agency_id", NEW."agreement_id", NEW."amount_won", NEW."due_on", NEW."enterprise_id", NEW."gate_id", NEW."id", NEW."number", NEW."paid_by_id", NEW."paid_on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reference", NEW."state"); RETURN NULL;', hash='e1c2edc626aebf3a412a4a19d7816a717b84b25f', operation='UPDATE', pgid='pgtrigger_update_update_aef1b', table='agreements_instalment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='instalment',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_instalmentevent" ("agency_id", "agreement_id", "amount_won", "due_on", "enterprise_id", "gate_id", "id", "number", "paid_by_id", "paid_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "state") VALUES (OLD."agency_id", OLD."agreement_id", OLD."amount_won", OLD."due_on", OLD."enterprise_id", OLD."gate_id", OLD."id", OLD."number", OLD."paid_by_id", OLD."paid_on", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reference", OLD."state"); RETURN NULL;', hash='1728e07d1b1c56aabff76397e1c9919f2f972f06', operation='DELETE', pgid='pgtrigger_delete_delete_769d3', table='agreements_instalment', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='supplierservice',
            constraint=models.CheckConstraint(condition=models.Q(('price_won__gt', 0)), name='supplier_service_price'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='supplierservice',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_supplierserviceevent" ("agency_id", "code", "days", "description", "field", "id", "is_offered", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "price_won", "supplier_id") VALUES (NEW."agency_id", NEW."code", NEW."days", NEW."description", NEW."field", NEW."id", NEW."is_offered", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."price_won", NEW."supplier_id"); RETURN NULL;', hash='cfb2138f6623b78e2dc5ed3f48e65121c81be9fb', operation='INSERT', pgid='pgtrigger_insert_insert_9e4e0', table='agreements_supplierservice', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='supplierservice',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "agreements_supplierserviceevent" ("agency_id", "code", "days", "description", "field", "id", "is_offered", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "price_won", "supplier_id") VALUES (NEW."agency_id", NEW."code", NEW."days", NEW."description", NEW."field", NEW."id", NEW."is_offered", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."price_won", NEW."supplier_id"); RETURN NULL;', hash='91a00efeeedf25ce63638e528bde0b6d440ea061', operation='UPDATE', pgid='pgtrigger_update_update_4c583', table='agreements_supplierservice', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='supplierservice',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_supplierserviceevent" ("agency_id", "code", "days", "description", "field", "id", "is_offered", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "price_won", "supplier_id") VALUES (OLD."agency_id", OLD."code", OLD."days", OLD."description", OLD."field", OLD."id", OLD."is_offered", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."price_won", OLD."supplier_id"); RETURN NULL;', hash='7735495c6c6b5520f6252fd84fee62c98226293e', operation='DELETE', pgid='pgtrigger_delete_delete_1bcd4', table='agreements_supplierservice', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='vouchercontract',
            constraint=models.UniqueConstraint(fields=('voucher', 'number'), name='voucher_contract_unique'),
        ),
        migrations.AddConstraint(
            model_name='vouchercontract',
            constraint=models.CheckConstraint(condition=models.Q(('amount_won__gt', 0), ('own_won__gte', 0), ('subsidy_won__gte', 0), ('amount_won', django.db.models.expressions.CombinedExpression(models.F('subsidy_won'), '+', models.F('own_won')))), name='voucher_contract_amounts'),
        ),
        migrations.AddConstraint(
            model_name='vouchercontract',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='voucher_contract_period'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='vouchercontract',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_vouchercontractevent" ("agency_id", "amount_won", "cancel_reason", "concluded_at", "ends_on", "enterprise_id", "id", "items", "number", "own_won", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "requested_at", "settled_at", "starts_on", "state", "subsidy_won", "supplier_enterprise_id", "supplier_id", "voucher_id", "wish") VALUES (NEW."agency_id", NEW."amount_won", NEW."cancel_reason", NEW."concluded_at", NEW."ends_on", NEW."enterprise_id", NEW."id", NEW."items", NEW."number", NEW."own_won", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."requested_at", NEW."settled_at", NEW."starts_on", NEW."state", NEW."subsidy_won", NEW."supplier_enterprise_id", NEW."supplier_id", NEW."voucher_id", NEW."wish"); RETURN NULL;', hash='c08036c72e5e818de9dbb1831fc9744a049e967a', operation='INSERT', pgid='pgtrigger_insert_insert_a22ad', table='agreements_vouchercontract', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='vouchercontract',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "agreements_vouchercontractevent" ("agency_id", "amount_won", "cancel_reason", "concluded_at", "ends_on", "enterprise_id", "id", "items", "number", "own_won", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "requested_at", "settled_at", "starts_on", "state", "subsidy_won", "supplier_enterprise_id", "supplier_id", "voucher_id", "wish") VALUES (NEW."agency_id", NEW."amount_won", NEW."cancel_reason", NEW."concluded_at", NEW."ends_on", NEW."enterprise_id", NEW."id", NEW."items", NEW."number", NEW."own_won", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."requested_at", NEW."settled_at", NEW."starts_on", NEW."state", NEW."subsidy_won", NEW."supplier_enterprise_id", NEW."supplier_id", NEW."voucher_id", NEW."wish"); RETURN NULL;', hash='040b253616731ccc4b982f77142ad9b032e1195d', operation='UPDATE', pgid='pgtrigger_update_update_bb6fb', table='agreements_vouchercontract', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='vouchercontract',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_vouchercontractevent" ("agency_id", "amount_won", "cancel_reason", "concluded_at", "ends_on", "enterprise_id", "id", "items", "number", "own_won", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "requested_at", "settled_at", "starts_on", "state", "subsidy_won", "supplier_enterprise_id", "supplier_id", "voucher_id", "wish") VALUES (OLD."agency_id", OLD."amount_won", OLD."cancel_reason", OLD."concluded_at", OLD."ends_on", OLD."enterprise_id", OLD."id", OLD."items", OLD."number", OLD."own_won", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."requested_at", OLD."settled_at", OLD."starts_on", OLD."state", OLD."subsidy_won", OLD."supplier_enterprise_id", OLD."supplier_id", OLD."voucher_id", OLD."wish"); RETURN NULL;', hash='a383801f7b61a22afaece6f5c5c46ae0ea4a5f00', operation='DELETE', pgid='pgtrigger_delete_delete_9a955', table='agreements_vouchercontract', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='spendingentry',
            constraint=models.CheckConstraint(condition=models.Q(('amount_won', 0), _negated=True), name='spending_entry_moves'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='spendingentry',
            trigger=pgtrigger.compiler.Trigger(name='refuse_change', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='275d34c21c26263e31d0029c69d6da64a066ca56', operation='UPDATE', pgid='pgtrigger_refuse_change_33d7f', table='agreements_spendingentry', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='spendingentry',
            trigger=pgtrigger.compiler.Trigger(name='refuse_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='fe30436bf3a153d6bb643ac1a9c752a8af38fad0', operation='DELETE', pgid='pgtrigger_refuse_delete_65f9c', table='agreements_spendingentry', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='spendingentry',
            trigger=pgtrigger.compiler.Trigger(name='refuse_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='9fe215607494e273e80250c8c07fb2f9f9b48fc6', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_refuse_truncate_61d2a', table='agreements_spendingentry', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='spendingentry',
            trigger=pgtrigger.compiler.Trigger(name='move_counters', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE found bigint;', func="\n                PERFORM 1 FROM agreements_spendinglimit\n                    WHERE id IN (SELECT limit_id FROM moved) ORDER BY id FOR NO KEY UPDATE;\n                UPDATE agreements_spendinglimit AS l\n                    SET committed_won = l.committed_won + m.committed, spent_won = l.spent_won + m.spent\n                    FROM (\n                        SELECT limit_id,\n                            coalesce(sum(amount_won) FILTER (WHERE stage = 'committed'), 0) AS committed,\n                            coalesce(sum(amount_won) FILTER (WHERE stage = 'spent'), 0) AS spent\n                        FROM moved GROUP BY limit_id\n                    ) AS m\n                    WHERE l.id = m.limit_id;\n                GET DIAGNOSTICS found = ROW_COUNT;\n                IF found <> (SELECT count(DISTINCT limit_id) FROM moved) THEN\n                    RAISE EXCEPTION 'a spending limit is out of sight' USING ERRCODE = 'restrict_violation';\n                END IF;\n                RETURN NULL;\n                ", hash='7c3daca4972a06bf281ebc24a1938c445235f469', level='STATEMENT', operation='INSERT', pgid='pgtrigger_move_counters_d1842', referencing='REFERENCING NEW TABLE AS moved ', table='agreements_spendingentry', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='voucherdelivery',
            constraint=models.UniqueConstraint(fields=('contract', 'number'), name='voucher_delivery_unique'),
        ),
        migrations.AddConstraint(
            model_name='voucherdelivery',
            constraint=models.CheckConstraint(condition=models.Q(('accepted__isnull', True), ('inspected_at__isnull', False), _connector='OR'), name='voucher_delivery_inspected_at'),
        ),
        migrations.AddConstraint(
            model_name='voucherpayment',
            constraint=models.UniqueConstraint(fields=('contract', 'kind', 'reference'), name='voucher_payment_once'),
        ),
        migrations.AddConstraint(
            model_name='voucherpayment',
            constraint=models.CheckConstraint(condition=models.Q(('own_won__gte', 0), ('subsidy_won__gte', 0)), name='voucher_payment_amounts'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='voucherpayment',
            trigger=pgtrigger.compiler.Trigger(name='refuse_change', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='53c2bc2eb491b4b0d6531a01a298acf93af53d87', operation='UPDATE', pgid='pgtrigger_refuse_change_054bf', table='agreements_voucherpayment', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='voucherpayment',
            trigger=pgtrigger.compiler.Trigger(name='refuse_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='90b74151755ac1d9ac13f87bb1396616d920a2f7', operation='DELETE', pgid='pgtrigger_refuse_delete_54d7b', table='agreements_voucherpayment', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='voucherpayment',
            trigger=pgtrigger.compiler.Trigger(name='refuse_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='b437c6805026b1572f2624cf5de24279aa3c40e7', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_refuse_truncate_7f30b', table='agreements_voucherpayment', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='voucherscheme',
            constraint=models.CheckConstraint(condition=models.Q(('last_use_on__isnull', True), ('last_use_on__gte', models.F('opens_on')), _connector='OR'), name='voucher_scheme_period'),
        ),
        migrations.AddConstraint(
            model_name='voucherscheme',
            constraint=models.CheckConstraint(condition=models.Q(('cap_won__gt', 0)), name='voucher_scheme_cap'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='voucherscheme',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_voucherschemeevent" ("agency_id", "cap_won", "definition", "fields", "id", "last_use_on", "limit_id", "name", "opens_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id") VALUES (NEW."agency_id", NEW."cap_won", NEW."definition", NEW."fields", NEW."id", NEW."last_use_on", NEW."limit_id", NEW."name", NEW."opens_on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."programme_id"); RETURN NULL;', hash='717278f9bd8b49f7a0ddab5ea37c5a05e2f1f906', operation='INSERT', pgid='pgtrigger_insert_insert_a18d8', table='agreements_voucherscheme', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='voucherscheme',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "agreements_voucherschemeevent" ("agency_id", "cap_won", "definition", "fields", "id", "last_use_on", "limit_id", "name", "opens_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id") VALUES (NEW."agency_id", NEW."cap_won", NEW."definition", NEW."fields", NEW."id", NEW."last_use_on", NEW."limit_id", NEW."name", NEW."opens_on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."programme_id"); RETURN NULL;', hash='726cb1484f97533c6c29c4862223a8133ec84626', operation='UPDATE', pgid='pgtrigger_update_update_4f880', table='agreements_voucherscheme', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='voucherscheme',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_voucherschemeevent" ("agency_id", "cap_won", "definition", "fields", "id", "last_use_on", "limit_id", "name", "opens_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id") VALUES (OLD."agency_id", OLD."cap_won", OLD."definition", OLD."fields", OLD."id", OLD."last_use_on", OLD."limit_id", OLD."name", OLD."opens_on", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."programme_id"); RETURN NULL;', hash='8ef8bb024d136826cdb2b9d21f483c426239fd91', operation='DELETE', pgid='pgtrigger_delete_delete_7ff8a', table='agreements_voucherscheme', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='voucher',
            constraint=models.UniqueConstraint(fields=('agency', 'number'), name='voucher_number_unique'),
        ),
        migrations.AddConstraint(
            model_name='voucher',
            constraint=models.UniqueConstraint(fields=('scheme', 'enterprise'), name='voucher_once_a_firm'),
        ),
        migrations.AddConstraint(
            model_name='voucher',
            constraint=models.CheckConstraint(condition=models.Q(('own_won__gte', 0), ('rate__gt', 0), ('rate__lte', 100), ('subsidy_won__gt', 0)), name='voucher_amounts'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='voucher',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_voucherevent" ("agency_id", "enterprise_id", "expires_on", "id", "is_sample", "issued_at", "limit_id", "number", "own_paid_on", "own_won", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rate", "sales_evidence", "sales_won", "scheme_id", "state", "subsidy_won") VALUES (NEW."agency_id", NEW."enterprise_id", NEW."expires_on", NEW."id", NEW."is_sample", NEW."issued_at", NEW."limit_id", NEW."number", NEW."own_paid_on", NEW."own_won", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."rate", NEW."sales_evidence", NEW."sales_won", NEW."scheme_id", NEW."state", NEW."subsidy_won"); RETURN NULL;', hash='6a8d132e59faff5890adde1b7efd055a6b119258', operation='INSERT', pgid='pgtrigger_insert_insert_461f7', table='agreements_voucher', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='voucher',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "agreements_voucherevent" ("agency_id", "enterprise_id", "expires_on", "id", "is_sample", "issued_at", "limit_id", "number", "own_paid_on", "own_won", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rate", "sales_evidence", "sales_won", "scheme_id", "state", "subsidy_won") VALUES (NEW."agency_id", NEW."enterprise_id", NEW."expires_on", NEW."id", NEW."is_sample", NEW."issued_at", NEW."limit_id", NEW."number", NEW."own_paid_on", NEW."own_won", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."rate", NEW."sales_evidence", NEW."sales_won", NEW."scheme_id", NEW."state", NEW."subsidy_won"); RETURN NULL;', hash='a93057c278fdace7f693582b7cc1a040f5c14209', operation='UPDATE', pgid='pgtrigger_update_update_e3017', table='agreements_voucher', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='voucher',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_voucherevent" ("agency_id", "enterprise_id", "expires_on", "id", "is_sample", "issued_at", "limit_id", "number", "own_paid_on", "own_won", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rate", "sales_evidence", "sales_won", "scheme_id", "state", "subsidy_won") VALUES (OLD."agency_id", OLD."enterprise_id", OLD."expires_on", OLD."id", OLD."is_sample", OLD."issued_at", OLD."limit_id", OLD."number", OLD."own_paid_on", OLD."own_won", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."rate", OLD."sales_evidence", OLD."sales_won", OLD."scheme_id", OLD."state", OLD."subsidy_won"); RETURN NULL;', hash='8cb9904aa4d72d216de81f69fc567812215d769b', operation='DELETE', pgid='pgtrigger_delete_delete_970a8', table='agreements_voucher', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='supplier',
            constraint=models.UniqueConstraint(fields=('scheme', 'enterprise'), name='supplier_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='supplier',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_supplierevent" ("agency_id", "applied_at", "decided_at", "decided_by_id", "enterprise_id", "id", "introduction", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "scheme_id", "state") VALUES (NEW."agency_id", NEW."applied_at", NEW."decided_at", NEW."decided_by_id", NEW."enterprise_id", NEW."id", NEW."introduction", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."scheme_id", NEW."state"); RETURN NULL;', hash='ca2c1d137284ddd6f309bacc0b1329c950b690eb', operation='INSERT', pgid='pgtrigger_insert_insert_60fb1', table='agreements_supplier', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='supplier',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "agreements_supplierevent" ("agency_id", "applied_at", "decided_at", "decided_by_id", "enterprise_id", "id", "introduction", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "scheme_id", "state") VALUES (NEW."agency_id", NEW."applied_at", NEW."decided_at", NEW."decided_by_id", NEW."enterprise_id", NEW."id", NEW."introduction", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."scheme_id", NEW."state"); RETURN NULL;', hash='2b8bb111e8dbf99a828c5da0c2ab002a893a963e', operation='UPDATE', pgid='pgtrigger_update_update_1393d', table='agreements_supplier', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='supplier',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_supplierevent" ("agency_id", "applied_at", "decided_at", "decided_by_id", "enterprise_id", "id", "introduction", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "scheme_id", "state") VALUES (OLD."agency_id", OLD."applied_at", OLD."decided_at", OLD."decided_by_id", OLD."enterprise_id", OLD."id", OLD."introduction", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."scheme_id", OLD."state"); RETURN NULL;', hash='c49871c21eae4ced6e21d2187d0a2a2bf63277aa', operation='DELETE', pgid='pgtrigger_delete_delete_18e88', table='agreements_supplier', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='vouchersignature',
            constraint=models.UniqueConstraint(fields=('contract', 'side'), name='voucher_signature_once_a_side'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='vouchersignature',
            trigger=pgtrigger.compiler.Trigger(name='refuse_change', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='4a39ec0e0f8586f09a8e4a27431a8de529f80568', operation='UPDATE', pgid='pgtrigger_refuse_change_bb777', table='agreements_vouchersignature', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='vouchersignature',
            trigger=pgtrigger.compiler.Trigger(name='refuse_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='ed51699b2ff475d0ea4348d5fc5349fc2111ec1d', operation='DELETE', pgid='pgtrigger_refuse_delete_9ff3e', table='agreements_vouchersignature', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='vouchersignature',
            trigger=pgtrigger.compiler.Trigger(name='refuse_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';", hash='5c051ffae75af697d8f9996fe19f9c3326423e96', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_refuse_truncate_cc9a7', table='agreements_vouchersignature', when='BEFORE')),
        ),
        ]),
    ]
