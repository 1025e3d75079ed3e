"""What a call lacks before it may be published, and what is worth a second look.

The dated definition "call-notice" says how long a call is announced and which items it must hold. A call
whose applications are taken elsewhere (no form) needs its text and period; one taken in online needs all.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from didim.engines.forms import Consent, FileSlot, Form, FormError, load_bonus_points
from didim.engines.scoring import RoundFormError, RoundKind, RoundRule, load_rounds
from didim.kernel.calendar import SEOUL, WorkingCalendar
from didim.kernel.definitions import DefinitionVersion, shipped_definitions
from didim.kernel.refusals import Problem
from didim.programmes.domain.wording import in_readers_language
from didim.programmes.models import CallRevision

FULL_MARKS = Decimal(100)


def missing_for_publishing(*, revision: CallRevision, now: datetime) -> list[Problem]:
    """Return what a draft still lacks before it may be published, field by field."""
    asked = {
        "summary": _("한두 문장의 요약을 적어 주세요. 목록에 보입니다."),
        "body": _("공고 내용을 적어 주세요."),
        "target_text": _("지원대상을 적어 주세요."),
        "how_to_apply": _("신청방법을 적어 주세요."),
        "contact": _("문의처를 적어 주세요."),
        "rule": _("자격요건을 정해 주세요. 누구나 신청할 수 있으면 조건 없이 저장하면 됩니다."),
    }
    problems = [Problem(name, sentence) for name, sentence in asked.items() if not getattr(revision, name)]
    definition = _definition(now)
    problems += _period_problems(revision, now, definition)
    if revision.form:
        for item in definition.values["mandatory"]:
            problems += _MANDATORY[item](revision)
        problems += _form_problems(revision)
    return problems


def warnings_for_publishing(*, revision: CallRevision, now: datetime) -> list[Problem]:
    """Return what may be meant but seldom is: a closing nobody is there for, money that does not add up."""
    return [*_closing_warnings(revision), *_money_warnings(revision), *_scoring_warnings(revision, now)]


def _definition(now: datetime) -> DefinitionVersion:
    return shipped_definitions().as_of("call-notice", now.astimezone(SEOUL).date())


# The period


def _period_problems(revision: CallRevision, now: datetime, definition: DefinitionVersion) -> list[Problem]:
    opens_at, closes_at = revision.opens_at, revision.closes_at
    if opens_at is None or closes_at is None:
        return [Problem("closes_at", _("접수 시작과 마감을 날짜와 시각까지 정해 주세요."))]
    if closes_at <= now:
        return [Problem("closes_at", _("접수 마감이 이미 지났습니다. 앞으로의 시각으로 바꿔 주세요."))]
    values = definition.values
    announced = (closes_at.astimezone(SEOUL).date() - _first_day(revision, now)).days
    if announced >= values["days"]:
        return []
    if announced < values["urgent_days"]:
        sentence = _("마감까지 %(days)d일 이상 공고해야 합니다. 마감을 늦춰 주세요.")
        return [Problem("closes_at", sentence % {"days": values["urgent_days"]})]
    if revision.urgent_reason:
        return []
    sentence = _("마감까지 %(days)d일이 안 됩니다. 마감을 늦추거나 긴급 공고 사유를 적어 주세요.")
    return [Problem("urgent_reason", sentence % {"days": values["days"]})]


def _first_day(revision: CallRevision, now: datetime) -> date:
    """Return the day a call was first announced: a correction does not begin the period anew."""
    first = revision.call.revisions.filter(published_at__isnull=False).order_by("number").first()
    published_at = first.published_at if first else None
    return (published_at or now).astimezone(SEOUL).date()


# The mandatory items of a call taken in online; what every call needs is asked for above.


def _nothing_more(_revision: CallRevision) -> Iterator[Problem]:
    return iter(())


def _exclusion(revision: CallRevision) -> Iterator[Problem]:
    if not revision.exclusions and not revision.exclusion_text:
        yield Problem("exclusions", _("신청 제외 대상을 골라 주세요. 표준 목록에서 고를 수 있습니다."))


def _benefit(revision: CallRevision) -> Iterator[Problem]:
    if not revision.places:
        yield Problem("places", _("선정 규모(몇 곳을 뽑는지)를 적어 주세요."))


def _documents(revision: CallRevision) -> Iterator[Problem]:
    form = _form(revision)
    if form is not None and not any(isinstance(field.kind, FileSlot) for field in form.fields.values()):
        yield Problem("documents", _("제출 서류를 하나 이상 정해 주세요."))


def _selection(revision: CallRevision) -> Iterator[Problem]:
    if not revision.rounds:
        yield Problem("rounds", _("평가 절차와 평가 항목을 정해 주세요."))
        return
    try:
        rounds = load_rounds(revision.rounds)
    except RoundFormError as error:
        yield from (Problem("rounds", in_readers_language(problem.message)) for problem in error.problems)
        return
    for rule, content in zip(rounds, revision.rounds, strict=True):
        yield from _round_problems(rule, content.get("reviewers"))
    yield from _bonus_problems(revision, rounds)


def _round_problems(rule: RoundRule, reviewers: object) -> Iterator[Problem]:
    if rule.full_marks != FULL_MARKS:
        sentence = _("'%(round)s'의 배점을 더하면 %(points)s점입니다. 100점이 되게 맞춰 주세요.")
        yield Problem(
            "rounds", sentence % {"round": rule.name.ko, "points": f"{rule.full_marks.normalize():f}"}
        )
    if type(reviewers) is not int or reviewers < 1:
        yield Problem(
            "rounds", _("'%(round)s'에서 신청마다 몇 명이 평가하는지 적어 주세요.") % {"round": rule.name.ko}
        )


def _bonus_problems(revision: CallRevision, rounds: tuple[RoundRule, ...]) -> Iterator[Problem]:
    cap = sum((rule.bonus_cap for rule in rounds if rule.kind is RoundKind.WRITTEN), Decimal(0))
    if revision.bonus_points and not cap:
        yield Problem("rounds", _("가점이 있으면 서류평가의 가점 한도를 정해 주세요."))
    if cap and not revision.bonus_points:
        yield Problem(
            "bonus_points", _("가점 한도가 있는데 가점 항목이 없습니다. 항목을 넣거나 한도를 0으로 하세요.")
        )


_MANDATORY: dict[str, Callable[[CallRevision], Iterator[Problem]]] = {
    "purpose": _nothing_more,
    "eligibility": _nothing_more,
    "exclusion": _exclusion,
    "benefit": _benefit,
    "application": _nothing_more,
    "documents": _documents,
    "selection": _selection,
}


# The form


def _form(revision: CallRevision) -> Form | None:
    try:
        return Form.load(revision.form)
    except FormError:
        return None


def _form_problems(revision: CallRevision) -> Iterator[Problem]:
    try:
        form = Form.load(revision.form)
    except FormError as error:
        yield from (Problem("form", in_readers_language(fault)) for fault in error.faults)
        return
    written = [field for step in form.steps if not step.origin for field in step.fields]
    if not written:
        yield Problem("form", _("신청서에 묻는 항목이 없습니다. 항목을 하나 이상 넣어 주세요."))
    if not any(isinstance(field.kind, Consent) and field.required for field in written):
        yield Problem("form", _("개인정보 수집·이용 동의를 필수 항목으로 넣어 주세요."))
    for step in form.steps:
        if not step.fields:
            yield Problem(
                "form",
                _("'%(step)s' 단계에 항목이 없습니다. 항목을 넣거나 단계를 지워 주세요.")
                % {"step": step.title.ko},
            )


# Worth a second look


def _closing_warnings(revision: CallRevision) -> Iterator[Problem]:
    if revision.closes_at is None:
        return
    calendar = WorkingCalendar()
    local = revision.closes_at.astimezone(SEOUL)
    if not calendar.is_working_day(local.date()):
        yield Problem("closes_at", _("마감일이 쉬는 날입니다. 문의를 받을 수 있는 근무일이 좋습니다."))
    elif not calendar.opens_at < local.time() <= calendar.closes_at:
        yield Problem("closes_at", _("마감 시각이 근무시간 밖입니다. 18:00까지가 좋습니다."))


def _money_warnings(revision: CallRevision) -> Iterator[Problem]:
    places, award, budget = revision.places, revision.award_won, revision.budget_won
    if places and award and budget and places * award > budget:
        sentence = _("기업당 한도 × 선정 규모가 %(total)s원으로 공고 예산을 넘습니다.")
        yield Problem("budget_won", sentence % {"total": f"{places * award:,}"})


def _scoring_warnings(revision: CallRevision, now: datetime) -> Iterator[Problem]:
    try:
        rounds, bonus_points = load_rounds(revision.rounds), load_bonus_points(revision.bonus_points)
    except (RoundFormError, FormError):
        return
    usual = shipped_definitions().as_of("review-scoring", now.astimezone(SEOUL).date()).values
    for rule, content in zip(rounds, revision.rounds, strict=True):
        if rule.bonus_cap > Decimal(usual["bonus_cap"]):
            sentence = _("가점 한도가 %(cap)s점입니다. 창업사업화 지원사업은 3점까지입니다.")
            yield Problem("rounds", sentence % {"cap": f"{rule.bonus_cap.normalize():f}"})
        if rule.trim_from is not None and (content.get("reviewers") or 0) < rule.trim_from:
            sentence = _("'%(round)s'은(는) 위원이 %(least)d명보다 적어 최고·최저 점수를 빼지 않습니다.")
            yield Problem("rounds", sentence % {"round": rule.name.ko, "least": rule.trim_from})
    caps = sum((rule.bonus_cap for rule in rounds), Decimal(0))
    if caps and any(bonus.points > caps for bonus in bonus_points):
        yield Problem("bonus_points", _("가점 한도보다 큰 가점이 있습니다. 한도까지만 인정됩니다."))
