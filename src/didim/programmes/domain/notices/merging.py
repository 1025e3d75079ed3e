"""Several tellings of one notice become one: a pure function of the tellings, in whatever order they came.

A *reading* is a ParsedNotice as JSON. A notice keeps the best reading of each form; its own fields are merged
from them: what changes with time from the newest, long texts from the fullest, codes from the form nearest to
the source.
"""

import hashlib
import json
from dataclasses import fields
from datetime import date
from typing import Any

from didim.programmes.domain.notices.parsed import ParsedNotice

Reading = dict[str, Any]

# The nearer to the source, the earlier. Forms not named here come last, by name.
_NEAREST_FORMS = ("didim", "bizinfo_api", "kstartup_api", "bizinfo_rss", "announcement", "fulltext", "digest")
_CUT = ("…", "...", "(원문 확인 필요)")
_NEWEST = ("title", "agency_name", "operator_name", "url", "apply_url", "published_on")
_FULLEST = (
    "summary",
    "body",
    "attachment_text",
    "target_text",
    "exclusion_text",
    "age_text",
    "how_to_apply",
    "contact",
)
_NEAREST = ("support_type", "field", "region_codes", "targets", "stages", "tags", "attachments")
_OWN = ("source", "source_id", "form", "raw", "period")


def reading_of(parsed: ParsedNotice) -> Reading:
    """Return a telling as JSON; the raw row is kept apart."""
    reading: Reading = {}
    for part in fields(parsed):
        if part.name not in _OWN:
            value = getattr(parsed, part.name)
            reading[part.name] = value.isoformat() if isinstance(value, date) else value
            if isinstance(value, tuple):
                reading[part.name] = list(value)
    period = parsed.period
    reading["period"] = {
        "kind": period.kind,
        "opens_on": period.opens_on and period.opens_on.isoformat(),
        "closes_on": period.closes_on and period.closes_on.isoformat(),
        "text": period.text,
    }
    return reading


def is_better(new: Reading, old: Reading | None) -> bool:
    """Say whether a telling replaces the one of the same form: newer, else fuller, else larger as text."""
    return old is None or _strength(new) > _strength(old)


def _strength(reading: Reading) -> tuple[str, int, str]:
    words = {name: value for name, value in reading.items() if name != "as_of"}
    return reading["as_of"], sum(bool(value) for value in words.values()), digest(words)


def digest(value: object) -> str:
    """Return the SHA-256 of a JSON value written canonically."""
    return hashlib.sha256(
        json.dumps(value, ensure_ascii=False, sort_keys=True, default=str).encode()
    ).hexdigest()


def merge(readings: dict[str, Reading]) -> Reading:
    """Merge the readings of all forms into the fields of the notice."""
    nearest = [readings[form] for form in sorted(readings, key=_nearness)]
    newest = sorted(nearest, key=lambda reading: reading["as_of"], reverse=True)
    merged: Reading = {name: _first(name, newest) for name in _NEWEST}
    merged |= {name: _first(name, nearest) for name in _NEAREST}
    merged |= {name: max((reading[name] for reading in newest), key=_fullness) for name in _FULLEST}
    merged["period"] = _period([reading["period"] for reading in newest])
    listed = [reading["listed_on"] for reading in nearest if reading["listed_on"]]
    merged["listed_on"] = merged["published_on"] or min(listed, default=None)
    return merged


def _nearness(form: str) -> tuple[int, str]:
    return (_NEAREST_FORMS.index(form) if form in _NEAREST_FORMS else len(_NEAREST_FORMS), form)


def _first(name: str, readings: list[Reading]) -> Any:
    return next((reading[name] for reading in readings if reading[name]), readings[0][name])


def _fullness(text: str) -> tuple[bool, int]:
    return not text.rstrip().endswith(_CUT), len(text)


def _period(periods: list[Reading]) -> Reading:
    """Take the newest period that says something; a day it leaves out may come from one it agrees with."""
    said = [period for period in periods if period["kind"] != "unknown"] or periods
    period = dict(said[0])
    for other in said[1:]:
        if period["closes_on"] and other["closes_on"] == period["closes_on"]:
            period["opens_on"] = period["opens_on"] or other["opens_on"]
    return period
