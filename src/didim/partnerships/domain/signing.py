"""Signing an agreement with a body, changing what is said of it, renewing and ending it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import Problem, RefusedError, refuse
from didim.outcomes.domain.observing import Said, record_observation
from didim.outcomes.enums import ObservationSource
from didim.outcomes.models import Observation
from didim.outcomes.queries.periods import closed_days
from didim.partnerships.enums import PartnershipEnd, Renewal
from didim.partnerships.models import Partnership, Term
from didim.registry.models import Agency, AgencyMember, Partner

# How long before the last day both sides decide, and how long before that somebody is reminded, unless
# the paper says another day: the agencies' own practice.
DECIDE_BEFORE = timedelta(days=30)
REMIND_BEFORE = timedelta(days=30)
SIGNED = "agreements_made"


@dataclass(frozen=True, slots=True)
class PartnershipDetails:
    """What is said of a partnership; `officer` is somebody of the agency."""

    title: str
    purpose: str = ""
    number: str = ""
    officer: User | None = None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class TermDetails:
    """A term as it was signed; `decide_by` None is 30 days before the last day."""

    signed_on: date
    valid_from: date
    valid_to: date
    renewal: Renewal = Renewal.BY_AGREEMENT
    decide_by: date | None = None


def sign_partnership(
    *,
    agency: Agency,
    partner: Partner,
    details: PartnershipDetails,
    term: TermDetails,
    by: User | None,
    now: datetime,
    is_sample: bool = False,
) -> Partnership:
    """Record a signed agreement with its first term; its signing becomes a row of results.

    In a closed period published figures do not move: then it is recorded without that row. RefusedError by
    field for days the wrong way round, a day to come, a number that was given before, a stranger in charge.
    """
    with recorded("sign_partnership", by):
        Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
        problems = _details_problems(agency, details) + _term_problems(term, now)
        if problems:
            raise RefusedError(problems)
        kept = Partnership(
            agency=agency, partner=partner, recorded_at=now, recorded_by=by, is_sample=is_sample
        )
        _say(kept, details)
        kept.save()
        _add_term(kept, term)
        kept.signing = _count_signing(kept, term, by, now, is_sample=is_sample)
        kept.save(update_fields=["signing"])
        return kept


def change_partnership(
    *, partnership: Partnership, details: PartnershipDetails, by: User | None
) -> Partnership:
    """Say anew what a partnership is called and is for, who is in charge and who may read it."""
    with recorded("change_partnership", by):
        kept = _locked(partnership)
        if problems := _details_problems(kept.agency, details, partnership=kept):
            raise RefusedError(problems)
        _say(kept, details)
        kept.save()
        return kept


def renew_partnership(*, partnership: Partnership, term: TermDetails, by: User | None, now: datetime) -> Term:
    """Add the next term. RefusedError when it begins before the last one ends, or the partnership ended."""
    with recorded("renew_partnership", by):
        kept = _locked(partnership)
        last = last_term(kept)
        problems = _term_problems(term, now)
        if kept.ended_on is not None:
            problems.append(Problem("", _("끝난 협약입니다. 새 협약으로 적어 주세요.")))
        if term.valid_from <= last.valid_to:
            message = _("앞 기간이 %(day)s에 끝납니다. 그 다음 날부터 적어 주세요.")
            problems.append(Problem("valid_from", message % {"day": last.valid_to}))
        if problems:
            raise RefusedError(problems)
        return _add_term(kept, term, number=last.number + 1)


def let_run_out(*, partnership: Partnership, by: User | None) -> Term:
    """Say that the running term is the last one: nothing opens after it, also not by itself."""
    with recorded("let_partnership_run_out", by):
        last = last_term(_locked(partnership))
        last.renewal = Renewal.ONCE
        last.save(update_fields=["renewal"])
        return last


def end_partnership(
    *, partnership: Partnership, last_day: date, reason: PartnershipEnd, note: str, by: User | None
) -> Partnership:
    """End a partnership before the last day of its term. RefusedError for a day outside its terms."""
    with recorded("end_partnership", by):
        kept = _locked(partnership)
        first = kept.terms.order_by("number").first()
        last = last_term(kept)
        if kept.ended_on is not None:
            raise refuse("", _("이미 끝난 협약입니다."))
        if first is None or not first.valid_from <= last_day <= last.valid_to:
            raise refuse("last_day", _("협약기간 안의 날짜를 골라 주세요."))
        kept.ended_on, kept.end_reason, kept.end_note = last_day, reason, note.strip()[:300]
        kept.save(update_fields=["ended_on", "end_reason", "end_note"])
        return kept


def last_term(partnership: Partnership) -> Term:
    """Return the latest term of a partnership; there is always one."""
    return Term.objects.filter(partnership=partnership).order_by("-number")[0]


def add_next_term(partnership: Partnership, *, after: Term, valid_to: date) -> Term:
    """Open the term that follows by itself; it was signed by nobody. Run it inside an act."""
    first = after.valid_to + timedelta(days=1)
    decide_by = max(first, valid_to - (after.valid_to - after.decide_by))
    return Term.objects.create(
        agency_id=partnership.agency_id,
        partnership=partnership,
        number=after.number + 1,
        signed_on=None,
        valid_from=first,
        valid_to=valid_to,
        renewal=after.renewal,
        decide_by=decide_by,
        remind_on=decide_by - REMIND_BEFORE,
    )


def _locked(partnership: Partnership) -> Partnership:
    rows = Partnership.objects.select_for_update(of=("self",), no_key=True).select_related("agency")
    return rows.get(pk=partnership.pk)


def _say(kept: Partnership, details: PartnershipDetails) -> None:
    kept.title, kept.number = " ".join(details.title.split()), " ".join(details.number.split())
    kept.purpose, kept.officer = details.purpose.strip(), details.officer
    kept.is_public = details.is_public


def _add_term(partnership: Partnership, term: TermDetails, *, number: int = 1) -> Term:
    decide_by = term.decide_by or max(term.valid_from, term.valid_to - DECIDE_BEFORE)
    return Term.objects.create(
        agency_id=partnership.agency_id,
        partnership=partnership,
        number=number,
        signed_on=term.signed_on,
        valid_from=term.valid_from,
        valid_to=term.valid_to,
        renewal=term.renewal,
        decide_by=decide_by,
        remind_on=decide_by - REMIND_BEFORE,
    )


def _details_problems(
    agency: Agency, details: PartnershipDetails, *, partnership: Partnership | None = None
) -> list[Problem]:
    problems = []
    if not details.title.strip():
        problems.append(Problem("title", _("협약 이름을 적어 주세요.")))
    number = " ".join(details.number.split())
    same = Partnership.objects.filter(agency=agency, number=number)
    if number and (same.exclude(pk=partnership.pk) if partnership else same).exists():
        problems.append(Problem("number", _("이미 쓴 협약 번호입니다. 다른 번호를 적어 주세요.")))
    officer = details.officer
    if (
        officer is not None
        and not AgencyMember.objects.filter(agency=agency, user=officer, until=None).exists()
    ):
        problems.append(Problem("officer", _("이 기관의 구성원 가운데 골라 주세요.")))
    return problems


def _term_problems(term: TermDetails, now: datetime) -> list[Problem]:
    problems = []
    if term.signed_on > now.astimezone(SEOUL).date():
        problems.append(Problem("signed_on", _("아직 오지 않은 날입니다. 체결한 뒤에 적어 주세요.")))
    if term.valid_to < term.valid_from:
        problems.append(Problem("valid_to", _("마지막 날이 시작일보다 빠릅니다. 두 날짜를 확인해 주세요.")))
    elif term.decide_by is not None and not term.valid_from <= term.decide_by <= term.valid_to:
        problems.append(Problem("decide_by", _("협약기간 안의 날짜를 골라 주세요.")))
    return problems


def _count_signing(
    partnership: Partnership, term: TermDetails, by: User | None, now: datetime, *, is_sample: bool
) -> Observation | None:
    agency = partnership.agency
    if closed_days(agency_id=agency.pk, days=[term.signed_on]):
        return None
    with override("ko"):
        kind = partnership.partner.get_kind_display()
    said = Said(
        SIGNED,
        term.signed_on,
        term.signed_on,
        Decimal(1),
        breakdown=kind,
        programme_name=partnership.title,
        evidence=partnership.number,
        reference=f"partnership-{partnership.pk}",
    )
    return record_observation(
        agency=agency, said=said, source=ObservationSource.STAFF, by=by, now=now, is_sample=is_sample
    )
