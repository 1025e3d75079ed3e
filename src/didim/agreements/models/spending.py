"""Money that may be spent, and each won that was: entries move counters, counters never pass their limit."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from didim.accounts.append_only import never_changed
from didim.agreements.enums import EntryStage, LimitKind

from .agreements import Agreement, AgreementVersion, Instalment


class BudgetLine(models.Model):
    """A budget line (비목, with its sub-item) of an agreement; its amounts stand with each version."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="+")
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="lines")
    # Codes of the rule pack: line and, where there is one, sub-item.
    code = models.CharField(_("비목"), max_length=40)
    item = models.CharField(_("세목"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("비목")
        ordering = ("agreement", "id")
        constraints = [
            models.UniqueConstraint(fields=["agreement", "code", "item"], name="budget_line_unique")
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.code} {self.item}".rstrip()


class BudgetAmount(models.Model):
    """What a version of the agreement gives a line: grant, own cash, own in kind."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("registry.Enterprise", models.PROTECT, related_name="+")
    version = models.ForeignKey(AgreementVersion, models.CASCADE, related_name="amounts")
    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="amounts")
    grant_won = models.BigIntegerField(_("정부지원금(원)"), default=0)
    own_cash_won = models.BigIntegerField(_("자기부담 현금(원)"), default=0)
    own_in_kind_won = models.BigIntegerField(_("자기부담 현물(원)"), default=0)
    basis = models.CharField(_("산출 근거"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("비목 금액")
        ordering = ("version", "line")
        constraints = [
            models.UniqueConstraint(fields=["version", "line"], name="budget_amount_once"),
            models.CheckConstraint(
                condition=Q(grant_won__gte=0, own_cash_won__gte=0, own_in_kind_won__gte=0),
                name="budget_amount_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.line_id}"


class SpendingLimit(models.Model):
    """How much may be committed, and of that spent, of a programme, call, agreement, line or voucher.

    Counters are moved by entries alone (a trigger); CHECK constraints hold them between zero and the limit.
    """

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey(
        "registry.Enterprise", models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(_("구분"), max_length=10, choices=LimitKind)
    programme = models.OneToOneField(
        "programmes.Programme", models.PROTECT, null=True, blank=True, related_name="spending_limit"
    )
    call = models.OneToOneField(
        "programmes.Call", models.PROTECT, null=True, blank=True, related_name="spending_limit"
    )
    agreement = models.OneToOneField(
        Agreement, models.PROTECT, null=True, blank=True, related_name="spending_limit"
    )
    line = models.OneToOneField(
        BudgetLine, models.PROTECT, null=True, blank=True, related_name="spending_limit"
    )
    limit_won = models.BigIntegerField(_("한도(원)"))
    committed_won = models.BigIntegerField(_("약정(원)"), default=0)
    spent_won = models.BigIntegerField(_("집행(원)"), default=0)

    class Meta:
        verbose_name = _("집행 한도")
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(committed_won__gte=0, committed_won__lte=F("limit_won")),
                name="spending_limit_committed_within",
            ),
            models.CheckConstraint(
                condition=Q(spent_won__gte=0, spent_won__lte=F("committed_won")),
                name="spending_limit_spent_within",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="counters_by_entries_only",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "((OLD.committed_won, OLD.spent_won) IS DISTINCT FROM (NEW.committed_won, NEW.spent_won))"
                ),
                func="""
                IF pg_trigger_depth() < 2 THEN
                    RAISE EXCEPTION 'counters of a spending limit move by entries only'
                        USING ERRCODE = 'restrict_violation';
                END IF;
                RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="counters_begin_at_zero",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition("(NEW.committed_won <> 0 OR NEW.spent_won <> 0)"),
                func="""
                RAISE EXCEPTION 'counters of a spending limit begin at zero'
                    USING ERRCODE = 'restrict_violation';
                """,
            ),
            pgtrigger.Protect(name="limit_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.committed_won}/{self.limit_won}"


class SpendingEntry(models.Model):
    """One movement of a limit's counter, and what moved it; taken back by an entry the other way round."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    enterprise = models.ForeignKey(
        "registry.Enterprise", models.PROTECT, null=True, blank=True, related_name="+"
    )
    limit = models.ForeignKey(SpendingLimit, models.PROTECT, related_name="entries")
    stage = models.CharField(_("구분"), max_length=10, choices=EntryStage)
    amount_won = models.BigIntegerField(_("금액(원)"))
    agreement = models.ForeignKey(Agreement, models.PROTECT, null=True, blank=True, related_name="entries")
    instalment = models.ForeignKey(Instalment, models.PROTECT, null=True, blank=True, related_name="entries")
    expenditure = models.ForeignKey(
        "agreements.Expenditure", models.PROTECT, null=True, blank=True, related_name="entries"
    )
    voucher_contract = models.ForeignKey(
        "agreements.VoucherContract", models.PROTECT, null=True, blank=True, related_name="entries"
    )
    reason = models.CharField(_("사유"), max_length=120)
    made_at = models.DateTimeField(_("시각"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("집행 기록")
        ordering = ("id",)
        constraints = [models.CheckConstraint(condition=~Q(amount_won=0), name="spending_entry_moves")]
        triggers = [
            *never_changed(),
            pgtrigger.Trigger(
                name="move_counters",
                when=pgtrigger.After,
                level=pgtrigger.Statement,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="moved"),
                declare=[("found", "bigint")],
                # Limits are locked in the order of their numbers, whatever order the entries came in: two
                # sessions that spend from the same limits wait for each other, and never in a circle.
                func="""
                PERFORM 1 FROM agreements_spendinglimit
                    WHERE id IN (SELECT limit_id FROM moved) ORDER BY id FOR NO KEY UPDATE;
                UPDATE agreements_spendinglimit AS l
                    SET committed_won = l.committed_won + m.committed, spent_won = l.spent_won + m.spent
                    FROM (
                        SELECT limit_id,
                            coalesce(sum(amount_won) FILTER (WHERE stage = 'committed'), 0) AS committed,
                            coalesce(sum(amount_won) FILTER (WHERE stage = 'spent'), 0) AS spent
                        FROM moved GROUP BY limit_id
                    ) AS m
                    WHERE l.id = m.limit_id;
                GET DIAGNOSTICS found = ROW_COUNT;
                IF found <> (SELECT count(DISTINCT limit_id) FROM moved) THEN
                    RAISE EXCEPTION 'a spending limit is out of sight' USING ERRCODE = 'restrict_violation';
                END IF;
                RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.limit_id} {self.amount_won:+d}"
