"""Grievances added up: by district and topic, who solved what in a year, where nobody is in charge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from didim.desk.domain.grievances.promises import SETTLED
from didim.desk.grievance_enums import SOLVED, GrievanceClass, GrievanceTopic
from didim.desk.models import Grievance, GrievanceAnswer, InCharge, JointHandler, LawPromise
from didim.registry.domain.days import lasting_on
from didim.registry.enums import CaseOfficerRole
from didim.registry.models import CaseOfficer, Person, Place, Region


@dataclass(frozen=True, slots=True)
class DistrictRow:
    """A district's cases of a year: by topic in the order of GrievanceTopic, all, and how many are open."""

    region: Region | None
    by_topic: Sequence[int]
    total: int
    open: int


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic's cases of a year: all, still open, ended, and of these solved and answered in time."""

    topic: GrievanceTopic
    total: int
    open: int
    ended: int
    solved: int
    in_time: int


@dataclass(frozen=True, slots=True)
class MeritRow:
    """What somebody answered in a year: all, solved, in time, solved by law, and worked on with others."""

    person: Person
    answered: int
    solved: int
    in_time: int
    legislative: int
    joint: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of how many things of a kind somebody is in charge."""

    kind: str
    total: int
    covered: int

    @property
    def gaps(self) -> int:
        """How many have nobody."""
        return self.total - self.covered


def district_table(*, agency_id: int, year: int) -> list[DistrictRow]:
    """Return an agency's cases received in a year, by district and topic: two queries."""
    counts = (
        Grievance.objects.filter(agency=agency_id, received_at__year=year)
        .order_by("region", "topic")
        .values_list("region", "topic")
        .annotate(total=Count("pk"), open=Count("pk", filter=Q(ended_at__isnull=True)))
    )
    by_region: dict[str | None, dict[str, tuple[int, int]]] = {}
    for region, topic, total, unfinished in counts:
        by_region.setdefault(region, {})[topic] = (total, unfinished)
    regions = Region.objects.in_bulk([code for code in by_region if code])
    rows = []
    for code, topics in by_region.items():
        numbers = [topics.get(topic, (0, 0)) for topic in GrievanceTopic.values]
        rows.append(
            DistrictRow(
                regions.get(code) if code else None,
                [total for total, _open in numbers],
                sum(total for total, _open in numbers),
                sum(unfinished for _total, unfinished in numbers),
            )
        )
    return sorted(rows, key=lambda row: (-row.total, row.region.code if row.region else ""))


def topic_table(*, agency_id: int, year: int) -> list[TopicRow]:
    """Return an agency's cases received in a year by topic, the most first: one query.

    A case answered more than once counts by its last result, and as in time when its first answer was.
    """
    punctual = GrievanceAnswer.objects.filter(grievance=OuterRef("pk"), round=1, in_time=True)
    rows = (
        Grievance.objects.filter(agency=agency_id, received_at__year=year)
        .annotate(punctual=Exists(punctual))
        .order_by("topic")
        .values("topic")
        .annotate(
            total=Count("pk"),
            unfinished=Count("pk", filter=Q(ended_at__isnull=True)),
            solved=Count("pk", filter=Q(ended_at__isnull=False, result__in=SOLVED)),
            in_time=Count("pk", filter=Q(ended_at__isnull=False, punctual=True)),
        )
    )
    found = [
        TopicRow(
            GrievanceTopic(row["topic"]),
            row["total"],
            row["unfinished"],
            row["total"] - row["unfinished"],
            row["solved"],
            row["in_time"],
        )
        for row in rows
    ]
    return sorted(found, key=lambda row: (-row.total, row.topic))


def merit_table(*, agency_id: int, year: int) -> list[MeritRow]:
    """Return who answered what in a year, most solved first: three queries.

    An answer counts for whoever was in charge when it was given; a case answered twice counts twice.
    """
    answers = (
        GrievanceAnswer.objects.filter(grievance__agency=agency_id, at__year=year, officer__isnull=False)
        .exclude(grievance__triage=GrievanceClass.NONE)
        .order_by("officer")
        .values("officer")
        .annotate(
            answered=Count("pk"),
            solved=Count("pk", filter=Q(result__in=SOLVED)),
            punctual=Count("pk", filter=Q(in_time=True)),
            legislative=Count(
                "pk", filter=Q(grievance__triage=GrievanceClass.LEGISLATIVE, result__in=SOLVED)
            ),
        )
    )
    joint: Mapping[int, int] = dict(
        JointHandler.objects.filter(agency=agency_id, grievance__ended_at__year=year)
        .order_by("person")
        .values_list("person")
        .annotate(cases=Count("grievance", distinct=True))
    )
    rows = {row["officer"]: row for row in answers}
    people = Person.objects.in_bulk({*rows, *joint})
    nothing = {"answered": 0, "solved": 0, "punctual": 0, "legislative": 0}
    found = []
    for pk, person in people.items():
        row = rows.get(pk, nothing)
        found.append(
            MeritRow(
                person,
                row["answered"],
                row["solved"],
                row["punctual"],
                row["legislative"],
                joint.get(pk, 0),
            )
        )
    return sorted(found, key=lambda row: (-row.solved, -row.in_time, -row.answered, row.person.pk))


def coverage(*, agency_id: int, on: date) -> list[Coverage]:
    """Return of how many districts and places, by kind, somebody of an agency leads on a day: two queries.

    Asked are the kinds (and the districts) of which the agency leads for at least one.
    """
    leads = CaseOfficer.objects.filter(lasting_on(on), agency=agency_id, role=CaseOfficerRole.LEAD)
    found = []
    regions = _districts_of(leads, on)
    covered = regions.filter(Exists(leads.filter(region=OuterRef("pk"))))
    numbers = regions.aggregate(total=Count("pk"), covered=Count("pk", filter=Q(pk__in=covered)))
    if numbers["covered"]:
        found.append(Coverage("region", numbers["total"], numbers["covered"]))
    kinds = (
        Place.objects.annotate(has_lead=Exists(leads.filter(place=OuterRef("pk"))))
        .order_by("kind")
        .values_list("kind")
        .annotate(total=Count("pk"), covered=Count("pk", filter=Q(has_lead=True)))
    )
    found += [Coverage(kind, total, with_lead) for kind, total, with_lead in kinds if with_lead]
    return found


def uncovered_districts(*, agency_id: int, on: date) -> QuerySet[Region]:
    """Return the districts, of the provinces an agency leads in, for which nobody leads on a day."""
    leads = CaseOfficer.objects.filter(lasting_on(on), agency=agency_id, role=CaseOfficerRole.LEAD)
    return _districts_of(leads, on).exclude(Exists(leads.filter(region=OuterRef("pk")))).order_by("code")


def uncovered_places(*, on: date, kinds: Sequence[str]) -> QuerySet[Place]:
    """Return the places of some kinds for which no agency leads on a day."""
    leads = CaseOfficer.objects.filter(lasting_on(on), role=CaseOfficerRole.LEAD)
    return (
        Place.objects.filter(kind__in=kinds)
        .exclude(Exists(leads.filter(place=OuterRef("pk"))))
        .select_related("region")
        .order_by("kind", "name", "pk")
    )


def charges_on(*, agency_id: int, on: date) -> QuerySet[InCharge]:
    """Return who is in charge of trades and topics on a day."""
    return (
        InCharge.objects.filter(lasting_on(on), agency=agency_id)
        .select_related("person", "department", "industry")
        .order_by("topic", "industry", "pk")
    )


def promises_of(*, agency_id: int) -> QuerySet[LawPromise]:
    """Return the promised changes of law that are not settled yet, the earliest first, then the rest."""
    return (
        LawPromise.objects.filter(agency=agency_id)
        .select_related("grievance")
        .annotate(is_settled=Q(state__in=SETTLED))
        .order_by("is_settled", "expected_on", "pk")
    )


def _districts_of(leads: QuerySet[CaseOfficer], on: date) -> QuerySet[Region]:
    parents = Region.objects.filter(pk__in=leads.filter(region__isnull=False).values("region__parent"))
    return Region.objects.filter(lasting_on(on), parent__in=parents)
