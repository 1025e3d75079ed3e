"""The dated definition "selection-rules": committees, disclosure, reserves, ratings."""

from datetime import datetime
from typing import Any

from didim.kernel.calendar import SEOUL
from didim.kernel.definitions import shipped_definitions


def selection_rules(now: datetime) -> Any:
    """Return the values in force on the day of `now` in Seoul."""
    return shipped_definitions().as_of("selection-rules", now.astimezone(SEOUL).date()).values
