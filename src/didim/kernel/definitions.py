"""Dated definitions: legal terms and parameters as data, each version with its first day and its source.

A definition is one TOML file::

    id = "startup"
    name = "창업기업"
    name_en = "Start-up"

    [[versions]]
    valid_from = 2022-06-29
    valid_to = 2030-12-31          # only where an end is known
    source = "중소기업창업 지원법 제2조 제3호"
    [versions.values]
    years = 7

Versions follow one another without a gap and without an overlap. A version without ``valid_to`` lasts until
the day before the next one. Every verdict, score and figure keeps the id of the version it used
(``startup@2022-06-29``).
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from itertools import pairwise
from types import MappingProxyType
from typing import Any


class DefinitionError(ValueError):
    """A definition file is wrong, or no version was in force on the day asked for."""


@dataclass(frozen=True, slots=True)
class DefinitionVersion:
    """What a definition said from ``valid_from`` to ``valid_to`` (both included; None: still in force)."""

    definition: str
    valid_from: date
    valid_to: date | None
    source: str
    values: Mapping[str, Any]

    @property
    def id(self) -> str:
        """The id that results keep: definition and first day."""
        return f"{self.definition}@{self.valid_from.isoformat()}"


@dataclass(frozen=True, slots=True)
class Definition:
    """A term and all its versions, oldest first."""

    id: str
    name: str
    name_en: str
    versions: tuple[DefinitionVersion, ...]

    def as_of(self, day: date) -> DefinitionVersion:
        """Return the version in force on ``day``; raise DefinitionError when there was none."""
        for version in reversed(self.versions):
            if version.valid_from <= day:
                if version.valid_to is None or day <= version.valid_to:
                    return version
                break
        first, last = self.versions[0], self.versions[-1]
        until = last.valid_to.isoformat() if last.valid_to else "계속"
        raise DefinitionError(
            f"정의 '{self.id}'는 {day.isoformat()}에 시행 중인 판이 없습니다"
            f"(시행 기간 {first.valid_from.isoformat()} ~ {until}). 판을 추가하거나 기준일을 확인하세요.",
        )


class Definitions(Mapping[str, Definition]):
    """A read-only set of definitions by id."""

    def __init__(self, definitions: Iterable[Definition]) -> None:
        by_id: dict[str, Definition] = {}
        for definition in definitions:
            if definition.id in by_id:
                raise DefinitionError(
                    f"정의 id '{definition.id}'가 두 파일에 있습니다. 한쪽의 id를 바꾸세요."
                )
            by_id[definition.id] = definition
        self._by_id = by_id

    def __getitem__(self, key: str) -> Definition:
        try:
            return self._by_id[key]
        except KeyError:
            raise DefinitionError(f"정의 '{key}'가 없습니다. definitions 폴더에 파일을 추가하세요.") from None

    def __contains__(self, key: object) -> bool:
        return key in self._by_id

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_id)

    def __len__(self) -> int:
        return len(self._by_id)

    def as_of(self, definition_id: str, day: date) -> DefinitionVersion:
        """Return the version of one definition in force on ``day``."""
        return self[definition_id].as_of(day)

    @classmethod
    def load(cls, directory: Traversable) -> "Definitions":
        """Read every ``*.toml`` of a directory; raise DefinitionError naming the file that is wrong."""
        files = [item for item in directory.iterdir() if item.name.endswith(".toml")]
        files.sort(key=lambda item: item.name)
        return cls(parse_definition(item.read_text(encoding="utf-8"), file_name=item.name) for item in files)


def parse_definition(text: str, *, file_name: str) -> Definition:
    """Read one definition from TOML text; raise DefinitionError with file, place and the way out."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError(f"{file_name}: TOML 형식이 잘못되었습니다({error}).") from error
    return read_definition(content, place=file_name)


def read_definition(content: Mapping[str, Any], *, place: str) -> Definition:
    """Read one definition from a table of a TOML file that holds several; `place` says where it stands."""
    for key in ("id", "name", "name_en"):
        if not isinstance(content.get(key), str) or not content[key]:
            raise DefinitionError(f"{place}: '{key}'를 문자열로 적으세요.")
    rows = content.get("versions")
    if not isinstance(rows, list) or not rows:
        raise DefinitionError(f"{place}: [[versions]]가 하나 이상 있어야 합니다.")
    versions = tuple(_version(row, content["id"], f"{place}: versions[{at}]") for at, row in enumerate(rows))
    _check_succession(versions, place)
    return Definition(content["id"], content["name"], content["name_en"], versions)


def _version(row: Any, definition: str, place: str) -> DefinitionVersion:
    if not isinstance(row, dict):
        raise DefinitionError(f"{place}: 표여야 합니다.")
    unknown = sorted(set(row) - {"valid_from", "valid_to", "source", "values"})
    if unknown:
        raise DefinitionError(
            f"{place}: 모르는 항목 {', '.join(unknown)}이 있습니다. 값은 [versions.values]에 적으세요."
        )
    valid_from, valid_to, source = row.get("valid_from"), row.get("valid_to"), row.get("source")
    if type(valid_from) is not date:
        raise DefinitionError(f"{place}: 'valid_from'에 시행일을 날짜(2026-01-01)로 적으세요.")
    if valid_to is not None and (type(valid_to) is not date or valid_to < valid_from):
        raise DefinitionError(f"{place}: 'valid_to'는 valid_from과 같거나 늦은 날짜여야 합니다.")
    if not isinstance(source, str) or not source.strip():
        raise DefinitionError(f"{place}: 'source'에 근거(법령 조문, 고시, 공고)를 적으세요.")
    values = row.get("values", {})
    if not isinstance(values, dict) or not values:
        raise DefinitionError(f"{place}: [versions.values]에 값을 하나 이상 적으세요.")
    return DefinitionVersion(definition, valid_from, valid_to, source.strip(), MappingProxyType(values))


def _check_succession(versions: tuple[DefinitionVersion, ...], file_name: str) -> None:
    for at, (earlier, later) in enumerate(pairwise(versions), start=1):
        place = f"{file_name}: versions[{at}]"
        if later.valid_from <= earlier.valid_from:
            raise DefinitionError(f"{place}: 시행일이 앞 판보다 늦어야 합니다. 시행일 순서로 적으세요.")
        if earlier.valid_to is None:
            continue
        if later.valid_from <= earlier.valid_to:
            raise DefinitionError(
                f"{place}: 앞 판({earlier.valid_from} ~ {earlier.valid_to})과 기간이 겹칩니다. "
                "앞 판의 valid_to를 고치세요.",
            )
        day_after = earlier.valid_to + timedelta(days=1)
        if later.valid_from > day_after:
            raise DefinitionError(
                f"{place}: {day_after}부터 {later.valid_from - timedelta(days=1)}까지 "
                "시행 중인 판이 없습니다. 빠진 판을 추가하세요.",
            )


@cache
def shipped_definitions() -> Definitions:
    """Return the definitions that come with Didim (``didim/definitions/*.toml``), read once per process."""
    return Definitions.load(resources.files("didim").joinpath("definitions"))
