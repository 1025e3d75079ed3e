"""The grades of the fee table: which there are on a day, and what they are called."""

from collections.abc import Mapping
from datetime import date

from didim.kernel.definitions import shipped_definitions
from didim.kernel.wording import Text


def fee_grades(*, on: date) -> Mapping[str, Text]:
    """Return the grades of the definition "expert-fees" in force on a day, by key."""
    values = shipped_definitions().as_of("expert-fees", on).values["grades"]
    return {key: Text(row["name"], row["name_en"]) for key, row in values.items()}
