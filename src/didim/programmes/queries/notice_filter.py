"""What somebody looks for among the notices: read from a web address, kept with a saved search."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Literal, get_args

from didim.kernel.korean_text import one_line, search_terms
from didim.programmes.enums import FounderStage, NoticeSource, NoticeStatus, SupportType, Target

Order = Literal["relevance", "recent", "deadline"]
LONGEST_QUERY = 100
MOST_CHOICES = 50
MOST_DAYS = 366
_CHOICES = {
    "support_types": SupportType.values,
    "stages": FounderStage.values,
    "targets": Target.values,
    "statuses": NoticeStatus.values,
    "sources": NoticeSource.values,
}


@dataclass(frozen=True, slots=True)
class NoticeFilter:
    """A search among notices. Several choices of one kind mean "one of them"; kinds and words must all hold.

    `regions` are Region codes: a notice fits that is for the region, a part of it, a wider one (the whole
    country), or does not say. `closes_within` is a number of days from today.
    """

    text: str = ""
    regions: tuple[str, ...] = ()
    support_types: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    agencies: tuple[int, ...] = ()
    closes_within: int | None = None
    order: Order = "relevance"

    @property
    def terms(self) -> tuple[str, ...]:
        """The words looked for, in search form."""
        return search_terms(self.text)

    @classmethod
    def of(cls, values: Mapping[str, Sequence[str]]) -> "NoticeFilter":
        """Read a filter from the lists of a query string (QueryDict.lists()); what is not valid is left out.

        Names are those of the fields, "q" for the text.
        """
        texts = {name: [str(value) for value in values.get(name, ())][:MOST_CHOICES] for name in _names()}
        chosen: dict[str, Any] = {
            name: tuple(dict.fromkeys(value for value in texts[name] if value in choices))
            for name, choices in _CHOICES.items()
        }
        days = next((int(value) for value in texts["closes_within"] if _is_number(value)), None)
        order = next((value for value in texts["order"] if value in get_args(Order)), "relevance")
        return cls(
            text=one_line(next(iter(values.get("q") or texts["text"]), ""))[:LONGEST_QUERY],
            regions=tuple(dict.fromkeys(code for code in texts["regions"] if _is_number(code))),
            agencies=tuple(dict.fromkeys(int(number) for number in texts["agencies"] if _is_number(number))),
            closes_within=min(days, MOST_DAYS) if days is not None else None,
            order=order,
            **chosen,
        )

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "NoticeFilter":
        """Read a filter that to_json wrote."""
        return cls.of(
            {
                name: [str(item) for item in value] if isinstance(value, list) else [str(value)]
                for name, value in stored.items()
                if value is not None
            }
        )

    def to_json(self) -> dict[str, Any]:
        """Return the fields that say something, as JSON."""
        said = {name: value for name, value in asdict(self).items() if value not in ("", (), None)}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in said.items()}

    def without(self, name: str) -> "NoticeFilter":
        """Return the filter with one field as if nothing were chosen."""
        return replace(self, **{name: ()})


def _names() -> list[str]:
    return [field.name for field in fields(NoticeFilter)]


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= 10  # noqa: PLR2004 - a code or an id
