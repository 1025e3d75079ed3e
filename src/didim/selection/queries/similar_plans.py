"""Earlier plans that a submitted plan was found in, and both beside each other, as staff may see them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from didim.accounts.tenancy import SYSTEM, scoped
from didim.applications.models import Submission
from didim.kernel.calendar import SEOUL
from didim.kernel.wording import Text
from didim.selection.domain.checking.papers import papers_of
from didim.selection.domain.checking.plans import WrittenPlan, answers_of, submitted_form, written_plan
from didim.selection.models import EligibilityCheck, PlanSimilarity

_NOTHING = WrittenPlan("", ())


@dataclass(frozen=True, slots=True)
class SimilarPlan:
    """An earlier plan that has a part of a plan, as an officer may know it.

    Of another agency's only agency, programme and year are told; `enterprise_id` and `number` are None and
    `call_title` and `firm` "" then.
    """

    similarity: PlanSimilarity
    agency_name: str
    programme_name: str
    year: int
    is_own: bool
    call_title: str = ""
    number: int | None = None
    enterprise_id: int | None = None
    firm: str = ""


def similar_plans(*, check: EligibilityCheck) -> list[SimilarPlan]:
    """Return the earlier plans a checked submission was found in, the nearest first: two queries.

    Whoever shows them has let the check through `access_check`.
    """
    found = list(
        PlanSimilarity.objects.filter(submission=check.submission_id).order_by("-share", "earlier_id")
    )
    with scoped(SYSTEM):
        told = {
            row[0]: row[1:]
            for row in Submission.objects.filter(pk__in=[row.earlier_id for row in found])
            .order_by()
            .values_list(
                "pk",
                "agency_id",
                "agency__name",
                "application__call__programme__name",
                "submitted_at",
                "application__call__title",
                "application__number",
                "enterprise_id",
                "enterprise__name",
            )
        }
    plans = []
    for similarity in found:
        agency_id, agency, programme, submitted_at, *own = told[similarity.earlier_id]
        is_own = agency_id == check.agency_id
        year = submitted_at.astimezone(SEOUL).year
        plans.append(SimilarPlan(similarity, agency, programme, year, is_own, *(own if is_own else ())))
    return plans


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text; `passage` is the number of the common passage it is, None for the rest."""

    text: str
    passage: int | None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a plan as it is shown: its name ("" for a passage alone) and its pieces."""

    label: Text
    segments: tuple[Segment, ...]


def side_by_side(*, check: EligibilityCheck, plan: SimilarPlan) -> tuple[list[Part], list[Part]]:
    """Return the plan and the earlier one, the passages both have numbered from 1 on.

    Another agency's plan is given by its common passages alone.
    """
    passages = plan.similarity.passages
    own = _parts(_plan(check.submission_id), [(row["start"], row["end"]) for row in passages])
    if plan.is_own:
        spans = [(row["other_start"], row["other_end"]) for row in passages]
        return own, _parts(_plan(plan.similarity.earlier_id), spans)
    alone = [
        Part(Text("", ""), (Segment(row["other_text"], number),))
        for number, row in enumerate(passages, start=1)
    ]
    return own, alone


def _plan(submission_id: int) -> WrittenPlan:
    row: Any = Submission.objects.filter(pk=submission_id).values_list("revision_id", "content").first()
    form = submitted_form(row[0]) if row else None
    if form is None:
        return _NOTHING
    return written_plan(form, answers_of(row[1]), papers_of([submission_id])[submission_id])


def _parts(plan: WrittenPlan, spans: Sequence[tuple[int, int]]) -> list[Part]:
    numbered = sorted((start, end, number) for number, (start, end) in enumerate(spans, start=1))
    return [
        Part(part.label, tuple(_segments(plan.text, part.start, part.end, numbered))) for part in plan.parts
    ]


def _segments(text: str, start: int, end: int, numbered: Sequence[tuple[int, int, int]]) -> Iterator[Segment]:
    """Cut a part at the passages inside it; where two overlap in the other text the first one is marked."""
    at = start
    for begin, stop, number in numbered:
        if begin < at or stop > end or begin >= end:
            continue
        if begin > at:
            yield Segment(text[at:begin], None)
        yield Segment(text[begin:stop], number)
        at = stop
    if at < end:
        yield Segment(text[at:end], None)
