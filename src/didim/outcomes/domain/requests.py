"""Asking firms once for their results: whom, for what, what they answer."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from didim.accounts.models import User
from didim.kernel.refusals import Problem, RefusedError, refuse
from didim.outcomes.domain.evidence import Paper, add_evidence
from didim.outcomes.domain.observing import (
    WON,
    Said,
    Versions,
    correct_observation,
    observation_problems,
    record_observations,
    usual_basis,
)
from didim.outcomes.enums import Basis, IndicatorKind, ObservationSource, RequestState, Unit
from didim.outcomes.models import Indicator, Observation, OutcomeAnswer, OutcomeQuestion, OutcomeRequest
from didim.outcomes.queries.periods import closed_days
from didim.registry.models import Agency, Enterprise

_SUBMITTED_AGAIN = "기업이 고쳐 다시 제출"
_SAID_OTHERWISE = "기관이 입력한 값을 기업이 조사에서 고쳐 제출"
_LONGEST_TEXT = 300
_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class RequestDetails:
    """What is asked: indicators by code, of one period, by when; the reminder goes out from `remind_on`."""

    name: str
    indicator_codes: tuple[str, ...]
    period_start: date
    period_end: date
    due_on: date
    remind_on: date
    programme_id: int | None = None
    programme_name: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A request, how many firms it asks, and how many it leaves alone: nothing is left to ask them."""

    request: OutcomeRequest
    asked: int
    left_alone: int


def open_request(
    *,
    agency: Agency,
    details: RequestDetails,
    enterprise_ids: Collection[int],
    by: User | None,
    now: datetime,
    is_sample: bool = False,
) -> Opened:
    """Ask firms for indicators of a period; what an agency has asked or knows already is not asked again.

    A firm that began after the period is left alone.
    An indicator that compares is asked for before and after.
    RefusedError field by field, and where nothing would be left to ask anybody.
    """
    indicators = _indicators(details)
    with transaction.atomic():
        # Two requests at once would ask the same firm twice: the second waits, and finds the first's.
        firms = list(
            Enterprise.objects.select_for_update(no_key=True)
            .filter(pk__in=enterprise_ids, merged_into=None)
            .order_by("pk")
        )
        there = [firm.pk for firm in firms if not firm.opened_on or firm.opened_on <= details.period_end]
        wanted = _not_asked(agency, details, indicators, there)
        if not wanted:
            raise refuse(
                "enterprise_ids", _("물어볼 기업이 없습니다. 이미 물었거나 값이 있는 기업은 빼고 셉니다.")
            )
        request = OutcomeRequest.objects.create(
            agency=agency,
            name=details.name.strip()[:120],
            programme_id=details.programme_id,
            programme_name=" ".join(details.programme_name.split()),
            indicator_codes=list(details.indicator_codes),
            period_start=details.period_start,
            period_end=details.period_end,
            due_on=details.due_on,
            remind_on=details.remind_on,
            opened_at=now,
            opened_by=by,
            is_sample=is_sample,
        )
        _ask(request, wanted, now)
    return Opened(request, len(wanted), len(firms) - len(wanted))


def _indicators(details: RequestDetails) -> list[Indicator]:
    versions, problems = Versions(), []
    found = [versions.on(code, details.period_end) for code in dict.fromkeys(details.indicator_codes)]
    if not details.name.strip():
        problems.append(Problem("name", _("조사 이름을 적어 주세요.")))
    if not found or any(row is None or not row.is_asked for row in found):
        problems.append(Problem("indicator_codes", _("기업에 물을 수 있는 지표를 하나 이상 골라 주세요.")))
    if details.period_end < details.period_start:
        problems.append(Problem("period_end", _("기간의 끝이 시작보다 빠릅니다. 두 날짜를 확인해 주세요.")))
    if details.due_on < details.period_end:
        problems.append(Problem("due_on", _("제출 기한은 조사 기간이 끝난 뒤여야 합니다.")))
    if details.remind_on > details.due_on:
        problems.append(Problem("remind_on", _("알림일은 제출 기한보다 늦을 수 없습니다.")))
    if problems:
        raise RefusedError(problems)
    return [row for row in found if row is not None]


def _bases(indicator: Indicator) -> tuple[Basis, ...]:
    if indicator.kind == IndicatorKind.BEFORE_AFTER:
        return (Basis.BEFORE, Basis.AFTER)
    return (usual_basis(indicator),)


def _not_asked(
    agency: Agency, details: RequestDetails, indicators: list[Indicator], firms: list[int]
) -> dict[int, list[tuple[Indicator, Basis]]]:
    """Return for each firm what nobody of the agency has asked it, or knows, of this period."""
    period = {
        "agency": agency,
        "enterprise__in": firms,
        "indicator__in": indicators,
        "period_start": details.period_start,
        "period_end": details.period_end,
    }
    columns = ("enterprise_id", "indicator_id", "basis")
    settled = set(OutcomeQuestion.objects.filter(**period).values_list(*columns))
    settled |= set(Observation.objects.filter(is_effective=True, **period).values_list(*columns))
    wanted: dict[int, list[tuple[Indicator, Basis]]] = {}
    for firm in firms:
        for indicator in indicators:
            for basis in _bases(indicator):
                if (firm, indicator.pk, basis.value) not in settled:
                    wanted.setdefault(firm, []).append((indicator, basis))
    return wanted


def _ask(request: OutcomeRequest, wanted: Mapping[int, list[tuple[Indicator, Basis]]], now: datetime) -> None:
    answers = OutcomeAnswer.objects.bulk_create(
        [
            OutcomeAnswer(agency_id=request.agency_id, enterprise_id=firm, request=request, asked_at=now)
            for firm in wanted
        ],
        batch_size=_BATCH,
    )
    OutcomeQuestion.objects.bulk_create(
        [
            OutcomeQuestion(
                agency_id=request.agency_id,
                enterprise_id=answer.enterprise_id,
                answer=answer,
                indicator=indicator,
                period_start=request.period_start,
                period_end=request.period_end,
                basis=basis,
            )
            for answer in answers
            for indicator, basis in wanted[answer.enterprise_id]
        ],
        batch_size=_BATCH,
    )


def save_answer(
    *, answer: OutcomeAnswer, typed: Mapping[str, Mapping[str, str]], now: datetime
) -> OutcomeAnswer:
    """Keep what was typed, by question; what two people type in different questions is both kept.

    RefusedError once the request is closed.
    """
    with transaction.atomic():
        locked = _open_answer(answer)
        questions = {str(pk) for pk in locked.questions.values_list("pk", flat=True)}
        for question, said in typed.items():
            if question in questions:
                file = locked.draft.get(question, {}).get("file")
                locked.draft[question] = {
                    name: str(said.get(name, ""))[:_LONGEST_TEXT]
                    for name in ("value", "currency", "breakdown", "evidence", "none")
                } | ({"file": file} if file else {})
        locked.version, locked.saved_at = locked.version + 1, now
        locked.save(update_fields=["draft", "version", "saved_at"])
    return locked


def keep_file(
    *, answer: OutcomeAnswer, question_id: int, file_id: int | None, now: datetime
) -> OutcomeAnswer:
    """Keep which file of the firm's cabinet proves the answer to a question; None: none any more.

    RefusedError once the request is closed.
    """
    with transaction.atomic():
        locked = _open_answer(answer)
        if locked.questions.filter(pk=question_id).exists():
            typed = {**locked.draft.get(str(question_id), {}), "file": file_id}
            locked.draft[str(question_id)] = {name: said for name, said in typed.items() if said is not None}
            locked.version, locked.saved_at = locked.version + 1, now
            locked.save(update_fields=["draft", "version", "saved_at"])
    return locked


def kept_files(answer: OutcomeAnswer) -> dict[int, int]:
    """Return which files of the cabinet were kept with a draft, by question."""
    return {int(question): typed["file"] for question, typed in answer.draft.items() if typed.get("file")}


def _open_answer(answer: OutcomeAnswer) -> OutcomeAnswer:
    locked = (
        OutcomeAnswer.objects.select_for_update(of=("self",))
        .select_related("request", "agency")
        .get(pk=answer.pk)
    )
    if locked.request.state != RequestState.OPEN:
        raise refuse("", _("마감한 조사입니다. 고칠 것이 있으면 기관에 알려 주세요."))
    return locked


def entered_meanwhile(*, answer: OutcomeAnswer) -> dict[int, Observation]:
    """Return by question the value that counts in its place and is not the firm's answer to it.

    The agency entered it, or corrected the firm's, since it asked. As the draft stands now: currency and
    breakdown say which place that is.
    """
    request = answer.request
    rows = Observation.objects.filter(
        agency=answer.agency_id,
        enterprise=answer.enterprise_id,
        programme_name=" ".join(request.programme_name.split()),
        period_start=request.period_start,
        period_end=request.period_end,
        is_effective=True,
        reference="",
    )
    standing = {(row.indicator_id, row.basis, row.breakdown, row.currency): row for row in rows}
    found = {}
    for question in answer.questions.select_related("indicator", "observation"):
        own, indicator = question.observation, question.indicator
        typed = answer.draft.get(str(question.pk), {})
        breakdown = " ".join(typed.get("breakdown", "").split()) if indicator.breakdown else ""
        currency = (typed.get("currency") or WON) if indicator.unit == Unit.MONEY else ""
        row = standing.get((indicator.pk, question.basis, breakdown, currency))
        if row is not None and (own is None or not own.is_effective):
            found[question.pk] = row
    return found


def submit_answer(
    *,
    answer: OutcomeAnswer,
    by: User,
    now: datetime,
    papers: Mapping[int, Paper] | None = None,
    seen: Mapping[int, int] | None = None,
) -> OutcomeAnswer:
    """Hand in what is typed: each value becomes an observation of the firm; "none" becomes no row.

    `papers` are the files kept with the draft, by question: they come to stand beside the values.
    Handed in again while the request is open, a changed value corrects the earlier one; so it does with a
    value the agency entered meanwhile, once the firm has `seen` it (by question, the value's number).
    RefusedError with the number of the question as the field, or "" once request or period is closed; then
    nothing is recorded.
    """
    with transaction.atomic():
        locked = _open_answer(answer)
        if closed_days(agency_id=locked.agency_id, days=[locked.request.period_end]):
            raise refuse("", _("기관이 이 기간의 성과를 마감했습니다. 고칠 것이 있으면 기관에 알려 주세요."))
        questions = list(
            locked.questions.select_related("indicator", "observation").order_by("indicator__position", "pk")
        )
        said, problems = _read_all(locked, questions)
        meanwhile = {pk: row for pk, row in entered_meanwhile(answer=locked).items() if pk in said}
        problems += _unseen(meanwhile, said, seen or {})
        if problems:
            raise RefusedError(problems)
        for question in questions:
            question.observation = meanwhile.get(question.pk, question.observation)
        fresh = [question for question in questions if question.pk in said and question.observation is None]
        rows = record_observations(
            agency=locked.agency,
            said=[said[question.pk] for question in fresh],
            source=ObservationSource.FIRM,
            by=by,
            now=now,
            is_sample=locked.request.is_sample,
        )
        for question, row in zip(fresh, rows, strict=True):
            question.observation = row
        changed = [question for question in questions if question not in fresh and question.observation]
        for question in changed:
            reason = _SAID_OTHERWISE if question.pk in meanwhile else _SUBMITTED_AGAIN
            question.observation = _corrected(question, said.get(question.pk), reason, by, now)
        OutcomeQuestion.objects.bulk_update([*fresh, *changed], ["observation"])
        for question in questions:
            if question.observation is not None and (paper := (papers or {}).get(question.pk)):
                add_evidence(observation=question.observation, paper=paper, by=by, now=now)
        locked.submitted_at, locked.submitted_by = now, by
        locked.save(update_fields=["submitted_at", "submitted_by"])
    return locked


def _unseen(
    meanwhile: Mapping[int, Observation], said: Mapping[int, Said], seen: Mapping[int, int]
) -> list[Problem]:
    """Say of each value the agency entered that the firm would change it without having read it."""
    sentence = _(
        "그 사이 기관이 %(value)s을(를) 입력했습니다. 적은 값이 맞으면 그대로 다시 제출해 주세요."
        " 정정으로 기록하고 기관이 입력한 값도 남깁니다."
    )
    return [
        Problem(str(pk), sentence % {"value": f"{row.value.normalize():,f}"})
        for pk, row in meanwhile.items()
        if row.value is not None and row.value != said[pk].value and seen.get(pk) != row.pk
    ]


def _corrected(
    question: OutcomeQuestion, said: Said | None, reason: str, by: User, now: datetime
) -> Observation | None:
    standing = question.observation
    if standing is None or not standing.is_effective:
        return standing
    value = None if said is None else said.value
    evidence = said.evidence.strip() if said else ""
    says_more = reason == _SAID_OTHERWISE and evidence not in ("", standing.evidence)
    if standing.value == value and not says_more:
        return standing
    corrected = correct_observation(
        observation=standing,
        value=value,
        reason=reason,
        source=ObservationSource.FIRM,
        by=by,
        now=now,
        evidence=evidence,
    )
    return corrected if value is not None else None


def _read_all(
    answer: OutcomeAnswer, questions: Iterable[OutcomeQuestion]
) -> tuple[dict[int, Said], list[Problem]]:
    said: dict[int, Said] = {}
    problems: list[Problem] = []
    for question in questions:
        typed = answer.draft.get(str(question.pk), {})
        if typed.get("none"):
            continue
        try:
            found = _read(answer.request, question, typed)
        except ValueError as error:
            problems.append(Problem(str(question.pk), error.args[0]))
            continue
        wrong = observation_problems(found, question.indicator)
        problems += [replace(problem, field=str(question.pk)) for problem in wrong]
        said[question.pk] = found
    return said, problems


def _read(request: OutcomeRequest, question: OutcomeQuestion, typed: Mapping[str, str]) -> Said:
    text = typed.get("value", "").replace(",", "").replace(" ", "")
    if not text:
        raise ValueError(_("값을 적거나 ‘해당 없음’을 골라 주세요."))
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(_("값을 숫자로 적어 주세요.")) from error
    indicator = question.indicator
    return Said(
        code=indicator.code,
        period_start=question.period_start,
        period_end=question.period_end,
        value=value,
        basis=Basis(question.basis),
        currency=(typed.get("currency") or WON) if indicator.unit == Unit.MONEY else "",
        breakdown=typed.get("breakdown", "") if indicator.breakdown else "",
        enterprise_id=question.enterprise_id,
        programme_id=request.programme_id,
        programme_name=request.programme_name,
        evidence=typed.get("evidence", ""),
    )


@transaction.atomic
def close_request(*, request: OutcomeRequest, now: datetime) -> OutcomeRequest:
    """Take no more answers; what was typed and not handed in stays a draft. RefusedError when closed."""
    locked = OutcomeRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if locked.state != RequestState.OPEN:
        raise refuse("", _("이미 마감한 조사입니다."))
    locked.state, locked.closed_at = RequestState.CLOSED, now
    locked.save(update_fields=["state", "closed_at"])
    return locked
