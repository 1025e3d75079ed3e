"""The graph of interests: which paths lead from a person to a firm, and which of them are grounds.

Values in, values out. Nodes are persons and firms, edges carry a kind, a period and where they are known
from. A ground is a sequence of kinds (definitions/conflicts.toml); a path matches it edge by edge.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from didim.kernel.calendar import years_after
from didim.kernel.definitions import DefinitionVersion


class Kind(StrEnum):
    """What kind of edge it is: the kinds of ties, and what registers and earlier reviews show."""

    REPRESENTS = "represents"
    EMPLOYED = "employed"
    OWNS = "owns"
    FAMILY = "family"
    ADVISED = "advised"
    AFFILIATED = "affiliated"
    OTHER = "other"
    ACCOUNT = "account"
    SAME_REPRESENTATIVE = "same_representative"
    SAME_NAME = "same_name"
    AFFILIATION = "affiliation"
    REVIEWED = "reviewed"


@dataclass(frozen=True, slots=True)
class Node:
    """A person or a firm ("person" | "firm") by id."""

    sort: str
    id: int


@dataclass(frozen=True, slots=True)
class Edge:
    """Two nodes that have to do with each other, for a time (None: unknown, or still), and who says so.

    `source` is the way it is known, `note` what was said, `tie` the id of the recorded tie if it is one.
    """

    kind: Kind
    start: Node
    end: Node
    since: date | None = None
    until: date | None = None
    source: str = "recorded"
    note: str = ""
    tie: int | None = None

    def turned(self) -> "Edge":
        """Return the edge seen from its other end."""
        return Edge(self.kind, self.end, self.start, self.since, self.until, self.source, self.note, self.tie)


@dataclass(frozen=True, slots=True)
class Ground:
    """A pattern of kinds that excludes (`bars`) or is to be looked at, with its article and its name."""

    key: str
    path: tuple[Kind, ...]
    bars: bool
    article: str
    article_en: str
    label: str
    label_en: str


@dataclass(frozen=True, slots=True)
class Path:
    """A way from a person to a firm that matches a ground."""

    ground: Ground
    edges: tuple[Edge, ...]

    @property
    def person(self) -> int:
        """The id of the person it begins at."""
        return self.edges[0].start.id

    @property
    def firm(self) -> int:
        """The id of the firm it ends at."""
        return self.edges[-1].end.id


@dataclass(frozen=True, slots=True)
class Limits:
    """From which days on former work and paid advice count, on a day."""

    employed_from: date
    advised_from: date
    on: date


def grounds_of(definition: DefinitionVersion) -> tuple[Ground, ...]:
    """Return the grounds of the definition "conflicts"."""
    rows: Sequence[Mapping[str, Any]] = definition.values["grounds"]
    return tuple(
        Ground(
            key=row["key"],
            path=tuple(Kind(kind) for kind in row["path"]),
            bars=row["bars"],
            article=row["article"],
            article_en=row["article_en"],
            label=row["label"],
            label_en=row["label_en"],
        )
        for row in rows
    )


def limits_of(definition: DefinitionVersion, *, on: date) -> Limits:
    """Return since when former work and paid advice count on a day.

    평가 지침 제9조: within three years of employment, paid advice from 1 January of the year before.
    """
    years, advised = definition.values["employed_years"], definition.values["advised_years"]
    return Limits(years_after(on, -years), date(on.year - advised, 1, 1), on)


def counts(edge: Edge, limits: Limits) -> bool:
    """Return whether an edge counts on the day: it holds, or ended late enough; family counts for good."""
    match edge.kind:
        case Kind.FAMILY:
            return True
        case Kind.EMPLOYED | Kind.REPRESENTS:
            return edge.until is None or edge.until >= limits.employed_from
        case Kind.ADVISED:
            # One day of advice is told by its first day; without any day it cannot be ruled out.
            last = edge.until or edge.since
            return last is None or last >= limits.advised_from
        case _:
            return edge.until is None or edge.until >= limits.on


class InterestGraph:
    """Edges by the node they leave, both ways: a tie binds whoever is at either end."""

    def __init__(self, edges: Iterable[Edge]) -> None:
        self._leaving: dict[tuple[Node, Kind], list[Edge]] = defaultdict(list)
        for edge in edges:
            self._leaving[edge.start, edge.kind].append(edge)
            self._leaving[edge.end, edge.kind].append(edge.turned())

    def paths(
        self, *, person: int, firms: frozenset[int], grounds: Iterable[Ground], limits: Limits
    ) -> Iterator[Path]:
        """Yield the paths from a person to one of the firms that match a ground on the day.

        No node is passed twice. One who worked with somebody long ago has not the same employer: of a path
        over a common employer both ends must hold on the day.
        """
        start = Node("person", person)
        for ground in grounds:
            for edges in self._walk(ground, start, (), limits):
                end = edges[-1].end
                if end.sort == "firm" and end.id in firms:
                    yield Path(ground, edges)

    def _walk(
        self, ground: Ground, at: Node, passed: tuple[Edge, ...], limits: Limits
    ) -> Iterator[tuple[Edge, ...]]:
        if len(passed) == len(ground.path):
            yield passed
            return
        seen = {passed[0].start, *(edge.end for edge in passed)} if passed else {at}
        together = ground.path.count(Kind.EMPLOYED) > 1
        for edge in self._leaving.get((at, ground.path[len(passed)]), ()):
            if edge.end in seen or not counts(edge, limits):
                continue
            if together and edge.kind is Kind.EMPLOYED and not _holds(edge, limits.on):
                continue
            yield from self._walk(ground, edge.end, (*passed, edge), limits)


def _holds(edge: Edge, day: date) -> bool:
    return (edge.since is None or edge.since <= day) and (edge.until is None or edge.until >= day)
