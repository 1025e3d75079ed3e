"""The indicators of definitions/indicators.toml as rows, one for each version of each."""

from datetime import date, timedelta
from typing import Any

from django.apps.registry import Apps
from django.apps.registry import apps as current_apps
from django.db import transaction

from didim.kernel.definitions import Definition, DefinitionError, shipped_definitions
from didim.outcomes.models import Indicator

DEFINITION = "indicators"
_DEFAULTS: dict[str, object] = {
    "breakdown": "",
    "breakdown_en": "",
    "decimals": 0,
    "is_asked": False,
    "evidence_hint": "",
}


def indicator_rows(definition: Definition) -> list[dict[str, Any]]:
    """Return every version of every indicator as field values, in the order of the file.

    A version lasts until the day before the next one that names the same code.
    """
    rows: list[dict[str, Any]] = []
    newest: dict[str, dict[str, Any]] = {}
    for version in definition.versions:
        for position, entry in enumerate(version.values["indicators"], start=1):
            row = {
                **_DEFAULTS,
                **entry,
                "version": 1,
                "valid_from": version.valid_from,
                "valid_to": None,
                "definition": version.id,
                "position": position,
            }
            earlier = newest.get(row["code"])
            if earlier is not None:
                earlier["valid_to"] = version.valid_from - timedelta(days=1)
                row["version"] = earlier["version"] + 1
            newest[row["code"]] = row
            rows.append(row)
    return rows


def load_indicators(apps: Apps = current_apps) -> int:
    """Write the shipped indicators; doing it again changes nothing. Return how many rows there are.

    A migration passes its own state of the models.
    """
    model: Any = apps.get_model("outcomes", "Indicator")
    rows = indicator_rows(shipped_definitions()[DEFINITION])
    with transaction.atomic():
        for row in rows:
            key = {"code": row["code"], "version": row["version"]}
            model.objects.update_or_create(**key, defaults=row)
    return len(rows)


def indicator_on(code: str, day: date) -> Indicator:
    """Return the version of an indicator that holds on a day; DefinitionError where none does."""
    found = (
        Indicator.objects.filter(code=code, valid_from__lte=day).order_by("-valid_from", "-version").first()
    )
    if found is None or (found.valid_to is not None and found.valid_to < day):
        raise DefinitionError(f"지표 '{code}'는 {day.isoformat()}에 시행 중인 판이 없습니다.")
    return found
