"""The accounts' stated values (published.toml) in whole units: inputs of the sample's rows alone."""

import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

from didim.reports.catalogue import figure
from didim.reports.units import PERCENT

from .shares import before_change


@dataclass(frozen=True, slots=True)
class Stated:
    """A stated value in whole won, dollars, people …, or as a fraction; and what it grew by, from what."""

    value: Decimal
    change: Decimal | None
    target: Decimal | None
    # The whole a share is of, where the account prints it.
    of: int | None

    @property
    def total(self) -> int:
        """The value as a whole number."""
        return int(self.value)

    @property
    def before(self) -> int:
        """The whole value of the year before."""
        if self.change is None:
            raise ValueError("no change is stated")
        return before_change(self.total, self.change)


@cache
def published_rows() -> tuple[dict[str, Any], ...]:
    """Return the rows of published.toml."""
    text = resources.files("didim.project.sample").joinpath("published.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["published"])


def stated(source: str, code: str, *, at: int = 0) -> Stated:
    """Return what an account states of a figure; `at` counts where it states it of several."""
    row = [row for row in published_rows() if (row["source"], row["figure"]) == (source, code)][at]
    unit = figure(code, on=row.get("end", date.max)).unit
    return Stated(
        _number(row["value"]) * unit.scale,
        _number(row["change"]) * PERCENT.scale if "change" in row else None,
        _number(row["target"]) * unit.scale if "target" in row else None,
        int(_number(row["of"])) if "of" in row else None,
    )


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))
