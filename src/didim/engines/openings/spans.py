"""Spans of time and their arithmetic."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From an aware instant up to, not with, another."""

    starts_at: datetime
    ends_at: datetime

    def __post_init__(self) -> None:
        if self.starts_at.tzinfo is None or self.ends_at.tzinfo is None:
            raise ValueError("시각에는 시간대가 있어야 합니다.")
        if self.starts_at >= self.ends_at:
            raise ValueError("끝나는 시각은 시작하는 시각보다 늦어야 합니다.")

    def overlaps(self, other: "Span") -> bool:
        """Whether both share an instant; one that begins when the other ends does not."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


@dataclass(frozen=True, slots=True)
class Spans:
    """A set of instants: spans in order that neither overlap nor touch. Make it with `of`."""

    items: tuple[Span, ...] = ()

    @classmethod
    def of(cls, spans: Iterable[Span]) -> "Spans":
        """Return what any of the spans covers."""
        merged: list[Span] = []
        for span in sorted(spans):
            if merged and span.starts_at <= merged[-1].ends_at:
                if span.ends_at > merged[-1].ends_at:
                    merged[-1] = Span(merged[-1].starts_at, span.ends_at)
            else:
                merged.append(span)
        return cls(tuple(merged))

    def __iter__(self) -> Iterator[Span]:
        return iter(self.items)

    def __or__(self, other: "Spans") -> "Spans":
        return Spans.of((*self.items, *other.items))

    def __and__(self, other: "Spans") -> "Spans":
        found: list[Span] = []
        mine, theirs = 0, 0
        while mine < len(self.items) and theirs < len(other.items):
            one, another = self.items[mine], other.items[theirs]
            if one.overlaps(another):
                found.append(Span(max(one.starts_at, another.starts_at), min(one.ends_at, another.ends_at)))
            if one.ends_at <= another.ends_at:
                mine += 1
            else:
                theirs += 1
        return Spans(tuple(found))

    def __sub__(self, other: "Spans") -> "Spans":
        found: list[Span] = []
        for span in self.items:
            starts_at = span.starts_at
            for taken in other.items:
                if not span.overlaps(taken):
                    continue
                if starts_at < taken.starts_at:
                    found.append(Span(starts_at, taken.starts_at))
                starts_at = taken.ends_at
            if starts_at < span.ends_at:
                found.append(Span(starts_at, span.ends_at))
        return Spans(tuple(found))

    def covers(self, span: Span) -> bool:
        """Whether a span lies wholly within."""
        return any(one.starts_at <= span.starts_at and span.ends_at <= one.ends_at for one in self.items)
