"""Review rounds while they are being written: put in, moved, taken out, and kept consistent.

The last round decides by the places, so it has no multiple; ties look only at rounds before.
"""

import copy
from collections.abc import Sequence
from datetime import date
from typing import Any

from didim.engines.scoring import RoundKind
from didim.programmes.domain.call_starts import rounds_to_begin_with

Rounds = list[dict[str, Any]]
_EXACT = {"lot", "base", "received"}


def begun(kinds: Sequence[RoundKind], *, on: date) -> Rounds:
    """Return the usual rounds of these kinds."""
    return rounds_to_begin_with(kinds, on=on)


def added(rounds: Rounds, kind: RoundKind, *, on: date) -> Rounds:
    """Put a round of a kind at the end; the one before sends the usual multiple on."""
    before, new = rounds_to_begin_with([RoundKind.WRITTEN, kind], on=on)
    taken = {row["key"] for row in rounds}
    key = next(
        key for key in (kind.value, *(f"{kind.value}_{at}" for at in range(2, 99))) if key not in taken
    )
    after = copy.deepcopy(rounds)
    if after and after[-1]["shortlist"] is None:
        after[-1]["shortlist"] = before["shortlist"]
    return tidied([*after, new | {"key": key}])


def moved(rounds: Rounds, key: str, by: int) -> Rounds:
    """Move a round up or down."""
    after = copy.deepcopy(rounds)
    at = next((at for at, row in enumerate(after) if row["key"] == key), None)
    if at is not None and 0 <= at + by < len(after):
        after[at], after[at + by] = after[at + by], after[at]
    return tidied(after)


def removed(rounds: Rounds, key: str) -> Rounds:
    """Take a round out."""
    return tidied([copy.deepcopy(row) for row in rounds if row["key"] != key])


def replaced(rounds: Rounds, new: dict[str, Any]) -> Rounds:
    """Put a round's new content in its place."""
    return tidied([new if row["key"] == new["key"] else copy.deepcopy(row) for row in rounds])


def tidied(rounds: Rounds) -> Rounds:
    """Return rounds whose ties look only at what is there, and whose last one has no multiple."""
    for at, row in enumerate(rounds):
        earlier = {before["key"] for before in rounds[: at + 1]}
        criteria = {criterion["key"] for criterion in row["criteria"]}
        known = _EXACT | {f"round:{key}" for key in earlier} | {f"criterion:{key}" for key in criteria}
        row["tie_break"] = [step for step in row["tie_break"] if step in known]
    if rounds:
        rounds[-1]["shortlist"] = None
        if not any(row.get("weight", "1") != "0" for row in rounds):
            rounds[-1]["weight"] = "1"
    return rounds
