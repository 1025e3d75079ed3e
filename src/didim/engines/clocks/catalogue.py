"""The clocks that come with Didim: `definitions/clocks/*.toml`."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

from didim.engines.clocks.rules import Clock
from didim.kernel.definitions import Definition, DefinitionError, read_definition


@cache
def shipped_clocks() -> Mapping[str, Clock]:
    """Return the clocks by id, read once per process."""
    return read_clocks(resources.files("didim").joinpath("definitions", "clocks"))


def read_clocks(directory: Traversable) -> Mapping[str, Clock]:
    """Read `[[procedures]]` and `[[clocks]]` of a directory; DefinitionError names the place.

    A clock names its procedure once for all its versions, in `procedure` beside its id.
    """
    procedures: dict[str, Definition] = {}
    clocks: list[tuple[Definition, str, str]] = []
    for file in sorted(directory.iterdir(), key=lambda item: item.name):
        if not file.name.endswith(".toml"):
            continue
        content = tomllib.loads(file.read_text(encoding="utf-8"))
        for at, table in enumerate(content.get("procedures", ())):
            procedure = read_definition(table, place=f"{file.name}: procedures[{at}]")
            procedures[procedure.id] = procedure
        clocks += [_clock(table, f"{file.name}: clocks[{at}]") for at, table in enumerate(content["clocks"])]
    found: dict[str, Clock] = {}
    for definition, procedure_id, place in clocks:
        if procedure_id not in procedures:
            raise DefinitionError(f"{place}: 절차 '{procedure_id}'가 없습니다.")
        if definition.id in found:
            raise DefinitionError(f"{place}: id '{definition.id}'가 두 번 있습니다.")
        found[definition.id] = Clock.of(definition, procedures[procedure_id])
    return MappingProxyType(found)


def _clock(table: Mapping[str, Any], place: str) -> tuple[Definition, str, str]:
    procedure = table.get("procedure")
    if not isinstance(procedure, str):
        raise DefinitionError(f"{place}: 'procedure'에 절차의 id를 적으세요.")
    return read_definition(table, place=place), procedure, place
