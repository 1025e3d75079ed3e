"""What a correction (정정 공고) changes against the revision before it, in sentences for everybody."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from didim.engines.forms import Form, FormError, differences
from didim.kernel.calendar import SEOUL
from didim.programmes.domain.wording import in_readers_language
from didim.programmes.models import CallRevision

_TEXTS = ("summary", "body", "target_text", "exclusion_text", "how_to_apply", "contact")
_NUMBERS = ("places", "reserves", "award_won", "budget_won")
_LISTS = ("documents", "exclusions", "bonus_points", "rounds")
_PERIOD = ("opens_at", "closes_at")


def changes_between(before: CallRevision, after: CallRevision) -> list[object]:
    """Return what changed from one revision to a later one; nothing is said of what stayed."""
    return [*_of_fields(before, after), *_of_form(before.form, after.form)]


def changes_of_part(name: str, before: Any, after: Any) -> list[object]:
    """Return what changed in one list of a draft, or in one entry of it (mappings; None: it is not there)."""
    if isinstance(before, Mapping) or isinstance(after, Mapping):
        before, after = ([entry] if entry else [] for entry in (before, after))
    said = [*_of_list(name, before, after), *_of_values(before, after)]
    if not said and before != after:
        return [_("'%(field)s'의 순서가 바뀌었습니다.") % {"field": _label(name)}]
    return said


def _of_values(before: list[Any], after: list[Any]) -> Iterator[object]:
    """Say what single values of entries were and are, for those who know the list."""
    was_of = {entry["key"]: entry for entry in before}
    for entry in after:
        was = was_of.get(entry["key"], entry)
        for name in (*was, *(name for name in entry if name not in was)):
            old, new = was.get(name), entry.get(name)
            if old != new and _is_plain(old) and _is_plain(new):
                yield _("'%(entry)s': %(was)s → %(now)s") % {
                    "entry": _name(entry),
                    "was": _value(old),
                    "now": _value(new),
                }


def _is_plain(value: Any) -> bool:
    each = value if isinstance(value, list) else [value]
    return all(row is None or isinstance(row, str | int) for row in each)


def _value(value: Any) -> Any:
    if isinstance(value, bool):
        return _("예") if value else _("아니요")
    if isinstance(value, list):
        return ", ".join(str(row) for row in value)
    return _("없음") if value in (None, "") else str(value)


def _of_fields(before: CallRevision, after: CallRevision) -> Iterator[object]:
    for name in _PERIOD:
        was, now = getattr(before, name), getattr(after, name)
        if was != now:
            yield _changed(name, _instant(was), _instant(now))
    for name in _NUMBERS:
        was, now = getattr(before, name), getattr(after, name)
        if was != now:
            yield _changed(name, _number(was), _number(now))
    for name in (*_TEXTS, "rule", *_LISTS):
        if getattr(before, name) != getattr(after, name):
            yield from _of_list(name, getattr(before, name), getattr(after, name))


def _of_list(name: str, before: Any, after: Any) -> Iterator[object]:
    """Say what entries of a list came and went; of a text only that it is another."""
    label = _label(name)
    if name not in _LISTS:
        yield _("'%(field)s'의 내용이 바뀌었습니다.") % {"field": label}
        return
    was, now = ({_key(entry): entry for entry in entries} for entries in (before, after))
    for key in [key for key in now if key not in was]:
        yield _("'%(field)s'에 '%(entry)s'이(가) 들어왔습니다.") % {"field": label, "entry": _name(now[key])}
    for key in [key for key in was if key not in now]:
        yield _("'%(field)s'에서 '%(entry)s'이(가) 빠졌습니다.") % {"field": label, "entry": _name(was[key])}
    for key in now:
        if key in was and was[key] != now[key]:
            yield _("'%(field)s'의 '%(entry)s'이(가) 바뀌었습니다.") % {
                "field": label,
                "entry": _name(now[key]),
            }


def _of_form(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[object]:
    if before == after:
        return
    if not before or not after:
        yield _("온라인으로 신청을 받습니다.") if after else _("신청을 온라인으로 받지 않습니다.")
        return
    try:
        old, new = Form.load(before), Form.load(after)
    except FormError:
        yield _("'%(field)s'의 내용이 바뀌었습니다.") % {"field": _label("form")}
        return
    own = {step.key for form in (old, new) for step in form.steps if step.origin}
    for change in differences(old, new):
        form = new if change.field in new.fields else old
        if change.field not in form.fields or form.structure.step_of[change.field].key not in own:
            yield in_readers_language(change)


def _label(name: str) -> Any:
    field: Any = CallRevision._meta.get_field(name)
    return field.verbose_name


def _key(entry: Any) -> str:
    return str(entry.get("key")) if isinstance(entry, Mapping) else str(entry)


def _name(entry: Any) -> str:
    named = (entry.get(name) for name in ("label", "name", "text", "key"))
    return next((str(text)[:60] for text in named if text), "")


def _changed(name: str, was: Any, now: Any) -> object:
    return _("'%(field)s': %(was)s → %(now)s") % {"field": _label(name), "was": was, "now": now}


def _instant(value: datetime | None) -> Any:
    return f"{value.astimezone(SEOUL):%Y-%m-%d %H:%M:%S}" if value else _("없음")


def _number(value: int | None) -> Any:
    return _("없음") if value is None else f"{value:,}"
