"""Measures against a firm: cautions, warnings, exclusion from support for a time, and lifting it."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.agreements.domain.signing import locked
from didim.agreements.enums import SanctionKind, SettlementState
from didim.agreements.models import Agreement, Sanction, Settlement
from didim.engines.settlement import (
    RecoveryOf,
    SanctionError,
    SanctionTable,
    Term,
    impose,
    late_warning_on,
    months_of,
)
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import refuse
from didim.registry.models import Enterprise
from didim.support.domain.barring import BarTerms, bar_firm, lift_bar
from didim.support.enums import BarKind
from didim.support.queries.bars import bars_of

from .reports import due_of, final_report_due
from .rules import sanctions_on
from .telling import tell_of_sanction

LATE_USE_REPORT, LATE_FINAL_REPORT, NO_CONTACT = "late_use_report", "late_final_report", "no_contact"
OTHER = "other"


def warn(
    *,
    agreement: Agreement,
    kind: SanctionKind,
    reason: str,
    by: User | None,
    now: datetime,
    ground: str = OTHER,
) -> Sanction:
    """Give a caution (주의) or a warning (경고). RefusedError without a reason."""
    reason = reason.strip()
    if kind == SanctionKind.BAR:
        raise refuse("kind", _("참여제한은 사유와 기간을 정해 따로 결정합니다."))
    if not reason:
        raise refuse("reason", _("사유를 적어 주세요. 기업에 알립니다."))
    with recorded("warn_firm", by):
        agreement = locked(agreement)
        return _write(agreement, kind, ground, reason, by, now)


def warnings_of(agreement: Agreement) -> int:
    """Return how many warnings stand against an agreement."""
    return agreement.sanctions.filter(kind=SanctionKind.WARNING, lifted_at=None).count()


def must_be_barred(agreement: Agreement, *, today: date) -> bool:
    """Whether an agreement has as many warnings as are a ground of their own, and none was imposed yet."""
    table = sanctions_on(today)
    barred = agreement.sanctions.filter(
        kind=SanctionKind.BAR, ground=table.warning_ground, lifted_at=None
    ).exists()
    return table.warnings_exhausted(warnings_of(agreement)) and not barred


def warn_of_late_reports(*, now: datetime) -> int:
    """Warn every firm whose report is two weeks late, once for each report; return how many were.

    통합관리지침 붙임2: 서류 2주 지연은 경고.
    """
    today = now.astimezone(SEOUL).date()
    table, warned = sanctions_on(today), 0
    rows = Settlement.objects.exclude(state=SettlementState.CONFIRMED).select_related("agreement")
    for settlement in rows.order_by("pk"):
        agreement = settlement.agreement
        late = []
        if settlement.reported_at is None and today >= late_warning_on(table, due_of(settlement)):
            late.append((LATE_USE_REPORT, "사용실적보고서를 2주 넘게 내지 않음"))
        due = final_report_due(agreement)
        missing = due is not None and not agreement.final_reports.exists()
        if due is not None and missing and today >= late_warning_on(table, due):
            late.append((LATE_FINAL_REPORT, "최종보고서를 2주 넘게 내지 않음"))
        for ground, reason in late:
            if not agreement.sanctions.filter(ground=ground).exists():
                warn(
                    agreement=agreement,
                    kind=SanctionKind.WARNING,
                    reason=reason,
                    by=None,
                    now=now,
                    ground=ground,
                )
                warned += 1
    return warned


def exclude_firm(
    *,
    agreement: Agreement,
    grounds: Mapping[str, int | None],
    reason: str,
    by: User,
    now: datetime,
) -> list[Sanction]:
    """Exclude a firm from support on one or several grounds of the table in force today.

    `grounds` gives each one's months where the table leaves them to the committee. Each begins when those
    before it, of whatever agency, have ended; all that run are at most seven years together (붙임2), so the
    last may be shorter. RefusedError without a ground or a reason, for wrong months, and at seven years.
    """
    today, reason = now.astimezone(SEOUL).date(), reason.strip()
    table = sanctions_on(today)
    if not grounds:
        raise refuse("grounds", _("제재 사유를 하나 이상 골라 주세요."))
    if not reason:
        raise refuse("reason", _("사유를 적어 주세요. 기업에 알립니다."))
    with recorded("exclude_firm", by):
        agreement = locked(agreement)
        # One firm's terms follow one another: two decisions at once do not count the same years.
        Enterprise.objects.select_for_update(no_key=True).get(pk=agreement.enterprise_id)
        running = running_terms(agreement.enterprise_id)
        made = []
        for key, stated in grounds.items():
            term = _term(table, key, stated, running, today)
            if term is None:
                continue
            running.append(term)
            made.append(_bar(agreement, table, key, term, reason, by, now))
        if not made:
            sentence = _("이미 참여제한이 합산 한도 %(years)d년에 이르렀습니다.")
            raise refuse("", sentence % {"years": table.max_months // 12})
        return made


def lift_sanction(*, sanction: Sanction, reason: str, by: User, now: datetime) -> Sanction:
    """Lift a measure before its day; what it barred is open from today."""
    reason = reason.strip()
    if not reason:
        raise refuse("reason", _("해제하는 사유를 적어 주세요."))
    with recorded("lift_sanction", by):
        sanction = (
            Sanction.objects.select_for_update(of=("self",))
            .select_related("agency", "agreement")
            .get(pk=sanction.pk)
        )
        if sanction.lifted_at is not None:
            raise refuse("", _("이미 해제했습니다."))
        sanction.lifted_at, sanction.lift_reason = now, reason
        sanction.save(update_fields=["lifted_at", "lift_reason"])
        if sanction.kind == SanctionKind.BAR:
            on = now.astimezone(SEOUL).date()
            lift_bar(agency=sanction.agency, reference=f"sanction-{sanction.pk}", on=on)
        tell_of_sanction(sanction, now=now)
        return sanction


def running_terms(enterprise_id: int) -> list[Term]:
    """Return the exclusions of a firm that were not lifted, by any agency."""
    return [
        Term(bar.starts_on, _months(bar.starts_on, bar.ends_on))
        for bar in bars_of(enterprise_ids=[enterprise_id]).get(enterprise_id, [])
        if bar.kind == BarKind.SANCTION and bar.ends_on is not None and bar.lifted_on is None
    ]


def _months(first: date, last: date) -> int:
    """Return how many months an exclusion of these days has: the fewest whose term reaches the last day."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return months if Term(first, months).ends_on >= last else months + 1


def _term(
    table: SanctionTable, key: str, stated: int | None, running: list[Term], today: date
) -> Term | None:
    try:
        months = months_of(table, {key: stated})
    except SanctionError as error:
        raise refuse("grounds", str(error)) from error
    return impose(table, months=months, decided_on=today, running=running)


def _bar(
    agreement: Agreement,
    table: SanctionTable,
    key: str,
    term: Term,
    reason: str,
    by: User,
    now: datetime,
) -> Sanction:
    ground = table.grounds[key]
    sanction = Sanction.objects.create(
        agency_id=agreement.agency_id,
        enterprise_id=agreement.enterprise_id,
        agreement=agreement,
        kind=SanctionKind.BAR,
        ground=key,
        definition=table.id,
        reason=reason,
        starts_on=term.starts_on,
        ends_on=term.ends_on,
        months=term.months,
        full_recovery=ground.recovery is RecoveryOf.WHOLE,
        decided_by=by,
        decided_at=now,
        notified_at=now,
    )
    bar_firm(
        agency=agreement.agency,
        enterprise=agreement.enterprise,
        terms=BarTerms(BarKind.SANCTION, ground.text.ko, term.starts_on, term.ends_on),
        reference=f"sanction-{sanction.pk}",
    )
    tell_of_sanction(sanction, now=now)
    return sanction


def _write(
    agreement: Agreement, kind: SanctionKind, ground: str, reason: str, by: User | None, now: datetime
) -> Sanction:
    today = now.astimezone(SEOUL).date()
    sanction = Sanction.objects.create(
        agency_id=agreement.agency_id,
        enterprise_id=agreement.enterprise_id,
        agreement=agreement,
        kind=kind,
        ground=ground,
        definition=sanctions_on(today).id,
        reason=reason,
        starts_on=today,
        decided_by=by,
        decided_at=now,
        notified_at=now,
    )
    tell_of_sanction(sanction, now=now)
    return sanction
