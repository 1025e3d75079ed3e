"""What the industry agency asked the firms it selected: just asked, reminded, overdue and closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from didim.accounts.models import User
from didim.applications.domain.files.keeping import paper_of
from didim.applications.models import FirmFile
from didim.kernel.calendar import WorkingCalendar, next_office_instant
from didim.outcomes.domain.observing import correct_observation
from didim.outcomes.domain.periods import close_period
from didim.outcomes.domain.reminding import remind_firms, tell_firms
from didim.outcomes.domain.requests import (
    RequestDetails,
    close_request,
    keep_file,
    open_request,
    save_answer,
    submit_answer,
)
from didim.outcomes.enums import ObservationSource
from didim.outcomes.models import Observation, OutcomeAnswer, OutcomeQuestion, OutcomeRequest
from didim.registry.models import Enterprise
from didim.selection.enums import Outcome
from didim.selection.models import Decision

from .selection_calls import DECIDED
from .selection_results import take_mails_as_sent
from .sign_ins import owned_firm, sample_user
from .world import World

ROOM = 40
ASKED_FIRMS = 12
INDICATORS = ("sales", "employees", "new_jobs", "rights")
PAPER, INSURED = "부가가치세 과세표준증명", "4대보험 가입자 명부"


@dataclass(frozen=True, slots=True)
class Survey:
    """A quarter asked for: how many quarters ago it ended, days from today, and how many answered when."""

    quarters_ago: int
    asked: int
    remind: int
    due: int
    answer_first: int
    answer_reminded: int
    owner_answers: bool
    closes: int | None = None


SURVEYS = (
    Survey(
        4,
        asked=-220,
        remind=-200,
        due=-190,
        answer_first=7,
        answer_reminded=5,
        owner_answers=True,
        closes=-180,
    ),
    Survey(3, asked=-60, remind=-16, due=-9, answer_first=6, answer_reminded=3, owner_answers=True),
    Survey(2, asked=-25, remind=-4, due=3, answer_first=5, answer_reminded=0, owner_answers=False),
    Survey(1, asked=-2, remind=10, due=17, answer_first=1, answer_reminded=0, owner_answers=False),
)


def make_outcome_requests(world: World, firms: Sequence[Enterprise]) -> None:
    """Ask selected firms for four quarters, one after the other; correct a value, close a quarter."""
    own, writer = owned_firm(firms), User.objects.get(email="applicants@hanbit.example")
    selected = Decision.objects.filter(call__programme__name=DECIDED.name, outcome=Outcome.SELECTED)
    ranked = selected.exclude(enterprise=own).order_by("rank", "pk").select_related("enterprise")
    asked = [own, *(decision.enterprise for decision in ranked)]
    for survey in SURVEYS:
        _hold(world, survey, asked, own, writer)
    _type_a_little(world, own)
    _correct_and_close(world)
    take_mails_as_sent()


def _quarter(world: World, ago: int) -> tuple[date, date]:
    """Return the first and the last day of the quarter that ended so many quarters ago, a week at least."""
    day = world.day(-7)
    months = day.year * 12 + (day.month - 1) // 3 * 3 - 3 * ago
    first = date(months // 12, months % 12 + 1, 1)
    after = months + 3
    return first, date(after // 12, after % 12 + 1, 1) - timedelta(days=1)


def _hold(world: World, survey: Survey, firms: Sequence[Enterprise], own: Enterprise, writer: User) -> None:
    officer, agency = sample_user("officer"), world.agencies["promotion"]
    first, last = _quarter(world, survey.quarters_ago)
    asked = [firm.pk for firm in firms if not firm.opened_on or firm.opened_on <= last][:ASKED_FIRMS]
    details = RequestDetails(
        name=f"{first.year}년 {(first.month + 2) // 3}분기 성과(예시)",
        indicator_codes=INDICATORS,
        period_start=first,
        period_end=last,
        due_on=max(world.day(survey.due), last),
        remind_on=world.day(survey.remind),
        programme_name=DECIDED.name,
    )
    opened_at = world.instant(world.day(survey.asked), 10)
    request = open_request(
        agency=agency, details=details, enterprise_ids=asked, by=officer, now=opened_at, is_sample=True
    ).request
    tell_firms(request=request, now=opened_at, site="")
    answers = list(request.answers.exclude(enterprise=own).order_by("pk"))
    if survey.owner_answers and (owners := request.answers.filter(enterprise=own).first()):
        _answer(world, owners, sample_user("owner"), survey.asked + 2)
    for answer in answers[: survey.answer_first]:
        _answer(world, answer, writer, survey.asked + 1)
    if survey.remind <= 0:
        remind_firms(
            now=next_office_instant(world.instant(world.day(survey.remind)), WorkingCalendar()), site=""
        )
    reminded = answers[survey.answer_first :][: survey.answer_reminded]
    for answer in reminded:
        _answer(world, answer, writer, survey.remind + 2)
    if survey.closes is not None:
        close_request(request=request, now=world.instant(world.day(survey.closes), 17))


def _answer(world: World, answer: OutcomeAnswer, by: User, day: int) -> None:
    """Type every value, keep the first file of the cabinet with the sales, and hand the form in."""
    now, dice = world.instant(world.day(day), 14), world.dice(ROOM + answer.pk % 7)
    said = {
        "sales": {"value": str(int(dice.integers(20, 900)) * 1_000_000), "evidence": PAPER},
        "employees": {"value": str(int(dice.integers(2, 25))), "evidence": INSURED},
        "new_jobs": {"value": str(int(dice.integers(0, 4))), "evidence": INSURED},
        "rights": {"none": "on"},
    }
    questions = {row.indicator.code: row for row in answer.questions.select_related("indicator")}
    typed = {str(questions[code].pk): fields for code, fields in said.items() if code in questions}
    save_answer(answer=answer, typed=typed, now=now)
    file = FirmFile.objects.filter(enterprise=answer.enterprise_id, removed_at=None).order_by("pk").first()
    papers = {}
    if file is not None:
        keep_file(answer=answer, question_id=questions["sales"].pk, file_id=file.pk, now=now)
        papers = {questions["sales"].pk: paper_of(file)}
    submit_answer(answer=answer, by=by, now=now, papers=papers)


def _type_a_little(world: World, own: Enterprise) -> None:
    """Let the owner begin the newest form without handing it in."""
    question = (
        OutcomeQuestion.objects.filter(enterprise=own, indicator__code="employees")
        .select_related("answer")
        .order_by("-pk")[0]
    )
    now = world.instant(world.day(-1), 11)
    save_answer(answer=question.answer, typed={str(question.pk): {"value": "7"}}, now=now)


def _correct_and_close(world: World) -> None:
    """Correct a value of the closed request, then close its quarter: it was published."""
    closed = OutcomeRequest.objects.filter(name__contains="예시").order_by("period_end")[0]
    wrong = (
        Observation.objects.filter(question__answer__request=closed, indicator__code="employees")
        .exclude(value=0)
        .order_by("pk")[0]
    )
    correct_observation(
        observation=wrong,
        value=(wrong.value or Decimal(0)) + 1,
        reason=f"{INSURED}와 다름(예시)",
        source=ObservationSource.STAFF,
        by=sample_user("officer"),
        now=world.instant(world.day(-175), 15),
    )
    close_period(
        agency=world.agencies["promotion"],
        period_start=closed.period_start,
        period_end=closed.period_end,
        reason="분기 성과 공표(예시)",
        by=sample_user("director"),
        now=world.instant(world.day(-170), 16),
    )
