"""Finding a district by what somebody types: a code, a name, or a part of one."""

import re
from dataclasses import dataclass

from django.db.models import Q

from didim.districts.models import District, Edition

MOST = 20
_CODE_AT_THE_END = re.compile(r"\((\w+)\)\s*$")


@dataclass(frozen=True, slots=True)
class Found:
    """What was found: the one district meant, or those that may be meant."""

    district: District | None
    others: tuple[District, ...]


def label(district: District) -> str:
    """Return how a district is written in a text box: its name, borough and code."""
    return f"{district.name} · {district.borough_name} ({district.code})"


def find(edition: Edition, typed: str) -> Found:
    """Find a district: one query; a code says it surely, a name only where one district has it."""
    words = typed.strip()
    if not words:
        return Found(None, ())
    ended = _CODE_AT_THE_END.search(words)
    code = ended.group(1) if ended else words
    rows = District.objects.filter(edition=edition)
    plain = words if not ended else words[: ended.start()].split("·")[0].strip()
    matching = Q(code=code) | Q(name__icontains=plain) if plain else Q(code=code)
    found = list(rows.filter(matching).defer("outline").order_by("name", "code")[: MOST + 1])
    sure = [one for one in found if one.code == code] or [one for one in found if one.name == plain]
    if len(sure) == 1:
        return Found(sure[0], ())
    if len(found) == 1:
        return Found(found[0], ())
    return Found(None, tuple(found[:MOST]))


def options(edition: Edition, typed: str) -> list[str]:
    """Return the districts whose name, borough or code holds every word that was typed: one query."""
    matching = Q()
    for word in typed.split()[:4]:
        matching &= Q(name__icontains=word) | Q(borough_name__icontains=word) | Q(code__startswith=word)
    if not matching:
        return []
    rows = District.objects.filter(matching, edition=edition).defer("outline").order_by("name", "code")
    return [label(one) for one in rows[:MOST]]
