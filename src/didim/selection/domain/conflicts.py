"""Conflicts of interest of a round: who has to do with whom, found for all pairs at once.

What ties, accounts and the firms themselves say is read into a graph (interest_paths) by a handful of
queries, whatever the number of pairs. Names and texts that look alike never exclude anybody by themselves.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q

from didim.accounts.tenancy import SYSTEM, scoped
from didim.kernel.definitions import DefinitionVersion, shipped_definitions
from didim.registry.models import Enterprise, EnterpriseMember, Person
from didim.selection.enums import TieKind
from didim.selection.models import Assignment, Reviewer, ReviewRound, Tie

from .interest_paths import Edge, Ground, InterestGraph, Kind, Node, Path, grounds_of, limits_of

# What is written around a firm's name without being it.
_LEGAL_FORM = re.compile(r"주식회사|유한회사|유한책임회사|사단법인|재단법인|\(주\)|\(유\)|㈜|㈔|㈐|[\s.,·()]")


@dataclass(frozen=True, slots=True)
class Conflict:
    """A reviewer and an application that have to do with each other; `bars` when a rule excludes it.

    `grounds` holds each path: the ground with its article, and its edges with their sources.
    """

    reviewer: int
    application: int
    bars: bool
    grounds: list[dict[str, Any]]


@dataclass(slots=True)
class _Pairs:
    """The persons who judge, the firms judged, and the applications of each firm."""

    reviewers: dict[int, int] = field(default_factory=dict)  # person → reviewer
    applications: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))  # firm → …

    @property
    def firms(self) -> frozenset[int]:
        return frozenset(self.applications)


def conflicts_of(
    review_round: ReviewRound, *, on: date, reviewers: Iterable[Reviewer] | None = None
) -> list[Conflict]:
    """Return the conflicts of a round's reviewers (of `reviewers`, if given) with its applications on a day.

    Reads across agencies: a tie is one wherever it was recorded. Ordered by reviewer and application.
    """
    definition = shipped_definitions().as_of("conflicts", on)
    with scoped(SYSTEM):
        pairs = _pairs_of(review_round, reviewers)
        if not pairs.reviewers or not pairs.applications:
            return []
        edges = list(_edges(pairs, review_round))
        paths = list(_paths(pairs, edges, definition, on))
        names = _names([edge for path in paths for edge in path.edges])
    found: dict[tuple[int, int], list[Path]] = defaultdict(list)
    for path in paths:
        for application in pairs.applications[path.firm]:
            found[pairs.reviewers[path.person], application].append(path)
    return [
        Conflict(
            reviewer,
            application,
            any(path.ground.bars for path in found[reviewer, application]),
            [_in_words(path, names, definition) for path in found[reviewer, application]],
        )
        for reviewer, application in sorted(found)
    ]


def paths_between(
    *, persons: Iterable[int], firms: Iterable[int], grounds: Collection[str], on: date
) -> list[Path]:
    """Return the paths from persons to firms that match one of `grounds` on a day, by ties and accounts.

    `grounds` are keys of the definition "conflicts". Reads across agencies, as `conflicts_of`.
    """
    definition = shipped_definitions().as_of("conflicts", on)
    wanted = tuple(ground for ground in grounds_of(definition) if ground.key in grounds)
    pairs = _Pairs({person: person for person in persons})
    for firm in firms:
        pairs.applications[firm].append(firm)
    with scoped(SYSTEM):
        graph = InterestGraph([*_ties(pairs), *_accounts(pairs)])
    limits = limits_of(definition, on=on)
    found: list[Path] = []
    for person in pairs.reviewers:
        found += graph.paths(person=person, firms=pairs.firms, grounds=wanted, limits=limits)
    return found


def _pairs_of(review_round: ReviewRound, reviewers: Iterable[Reviewer] | None) -> _Pairs:
    asked = (
        Reviewer.objects.filter(memberships__round=review_round, memberships__dropped_at=None)
        if reviewers is None
        else Reviewer.objects.filter(pk__in=[one.pk for one in reviewers])
    )
    pairs = _Pairs(dict(asked.values_list("expert__person", "pk")))
    entries = review_round.entries.values_list("application__enterprise", "application")
    for firm, application in entries.order_by("application"):
        pairs.applications[firm].append(application)
    return pairs


def _paths(pairs: _Pairs, edges: list[Edge], definition: DefinitionVersion, on: date) -> Iterator[Path]:
    graph, limits = InterestGraph(edges), limits_of(definition, on=on)
    grounds: tuple[Ground, ...] = grounds_of(definition)
    for person in pairs.reviewers:
        yield from graph.paths(person=person, firms=pairs.firms, grounds=grounds, limits=limits)


def _edges(pairs: _Pairs, review_round: ReviewRound) -> Iterator[Edge]:
    ties = list(_ties(pairs))
    yield from ties
    yield from _accounts(pairs)
    yield from _alike(pairs)
    yield from _same_representative(pairs, ties)
    yield from _reviewed_before(pairs, review_round)


def _ties(pairs: _Pairs) -> Iterator[Edge]:
    """Yield the ties that a path of the grounds can pass: around the reviewers, and around the firms."""
    persons = list(pairs.reviewers)
    near = list(Tie.objects.filter(Q(person__in=persons) | Q(other_person__in=persons)))
    family = {
        end
        for tie in near
        if tie.kind == TieKind.FAMILY
        for end in (tie.person_id, tie.other_person_id)
        if end is not None
    }
    employers = {tie.enterprise_id for tie in near if tie.kind == TieKind.EMPLOYED}
    at_firms = [TieKind.REPRESENTS, TieKind.OWNS, TieKind.EMPLOYED]
    further = Tie.objects.filter(
        Q(enterprise__in=pairs.firms, kind__in=at_firms, person__in=family)
        | Q(enterprise__in=pairs.firms, kind=TieKind.REPRESENTS)
        | Q(enterprise__in=employers, kind=TieKind.EMPLOYED)
        | Q(enterprise__in=pairs.firms, kind=TieKind.AFFILIATED)
        | Q(other_enterprise__in=pairs.firms, kind=TieKind.AFFILIATED)
    ).exclude(pk__in=[tie.pk for tie in near])
    for tie in (*near, *further):
        yield _edge_of(tie)


def _edge_of(tie: Tie) -> Edge:
    if tie.kind == TieKind.FAMILY:
        ends = Node("person", tie.person_id or 0), Node("person", tie.other_person_id or 0)
    elif tie.kind == TieKind.AFFILIATED:
        ends = Node("firm", tie.enterprise_id or 0), Node("firm", tie.other_enterprise_id or 0)
    else:
        ends = Node("person", tie.person_id or 0), Node("firm", tie.enterprise_id or 0)
    return Edge(Kind(tie.kind), *ends, tie.since, tie.until, tie.source, tie.note, tie.pk)


def _accounts(pairs: _Pairs) -> Iterator[Edge]:
    members = EnterpriseMember.objects.filter(
        user__person__in=list(pairs.reviewers), enterprise__in=pairs.firms
    )
    for person, firm, since in members.values_list("user__person", "enterprise", "since"):
        yield Edge(
            Kind.ACCOUNT, Node("person", person), Node("firm", firm), since=since.date(), source="account"
        )


def _alike(pairs: _Pairs) -> Iterator[Edge]:
    """Yield what names suggest: the representative's name, or the firm's as the stated affiliation."""
    by_name: dict[str, list[int]] = defaultdict(list)
    by_leader: dict[str, list[int]] = defaultdict(list)
    firms = Enterprise.objects.filter(pk__in=pairs.firms)
    for pk, name, leader in firms.values_list("pk", "name", "representative_name"):
        by_name[_bare(name)].append(pk)
        by_leader[_bare(leader)].append(pk)
    persons = Person.objects.filter(pk__in=list(pairs.reviewers))
    for pk, name, affiliation in persons.values_list("pk", "name", "affiliation"):
        person, stated = Node("person", pk), _bare(affiliation)
        for firm in by_leader.get(_bare(name), ()):
            yield Edge(Kind.SAME_NAME, person, Node("firm", firm), source="registry", note=name)
        for firm in by_name.get(stated, ()) if stated else ():
            yield Edge(Kind.AFFILIATION, person, Node("firm", firm), source="registry", note=affiliation)


def _same_representative(pairs: _Pairs, ties: list[Edge]) -> Iterator[Edge]:
    """Yield firms judged whose representative, by name and day of birth, leads a reviewer's employer too."""
    employers = {edge.end.id for edge in ties if edge.kind is Kind.EMPLOYED}
    by_leader: dict[tuple[str, date | None], list[int]] = defaultdict(list)
    led = Enterprise.objects.filter(
        pk__in=pairs.firms | employers, representative_birth_date__isnull=False
    ).exclude(representative_name="")
    for pk, name, born in led.values_list("pk", "representative_name", "representative_birth_date"):
        by_leader[name, born].append(pk)
    for (name, _born), firms in by_leader.items():
        for employer in employers.intersection(firms):
            for firm in pairs.firms.intersection(firms) - {employer}:
                ends = Node("firm", employer), Node("firm", firm)
                yield Edge(Kind.SAME_REPRESENTATIVE, *ends, source="registry", note=name)


def _reviewed_before(pairs: _Pairs, review_round: ReviewRound) -> Iterator[Edge]:
    rows = (
        Assignment.objects.filter(
            reviewer__in=list(pairs.reviewers.values()),
            application__enterprise__in=pairs.firms,
            review__submitted_at__isnull=False,
        )
        .exclude(round__call=review_round.call_id)
        .values_list("reviewer__expert__person", "application__enterprise", "round__call__title")
    )
    for person, firm, call in rows.order_by("pk"):
        yield Edge(Kind.REVIEWED, Node("person", person), Node("firm", firm), source="review", note=call)


def _bare(text: str) -> str:
    return _LEGAL_FORM.sub("", text).lower()


def _names(edges: list[Edge]) -> dict[Node, str]:
    nodes = {node for edge in edges for node in (edge.start, edge.end)}
    by_sort = {sort: [node.id for node in nodes if node.sort == sort] for sort in ("person", "firm")}
    persons = Person.objects.filter(pk__in=by_sort["person"]).values_list("pk", "name")
    firms = Enterprise.objects.filter(pk__in=by_sort["firm"]).values_list("pk", "name")
    return {Node("person", pk): name for pk, name in persons} | {Node("firm", pk): name for pk, name in firms}


def _in_words(path: Path, names: Mapping[Node, str], definition: DefinitionVersion) -> dict[str, Any]:
    return {
        "key": path.ground.key,
        "bars": path.ground.bars,
        "article": path.ground.article,
        "article_en": path.ground.article_en,
        "label": path.ground.label,
        "label_en": path.ground.label_en,
        "definition": definition.id,
        "edges": [
            {
                "kind": edge.kind.value,
                "from": names.get(edge.start, ""),
                "to": names.get(edge.end, ""),
                "since": edge.since.isoformat() if edge.since else None,
                "until": edge.until.isoformat() if edge.until else None,
                "source": edge.source,
                "note": edge.note,
                "tie": edge.tie,
            }
            for edge in path.edges
        ],
    }
