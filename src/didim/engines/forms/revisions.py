"""What changes from one form to the next, in sentences, and how answers move without one being lost."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from didim.engines.forms import fields as f
from didim.engines.forms.forms import KEPT, Form, keep, kept_in
from didim.engines.forms.jsonform import dump_condition, dump_kind
from didim.engines.forms.values import ROW, Unreadable, cleaned, keyed_rows, read_value
from didim.kernel.wording import Text


class ChangeKind(StrEnum):
    """What happened to a field, or to the answer it had."""

    ADDED = "added"
    REMOVED = "removed"
    RETYPED = "retyped"
    RENAMED = "renamed"
    REQUIRED = "required"
    OPTIONAL = "optional"
    CONDITION = "condition"
    RULES = "rules"
    KEPT = "kept"
    RESTORED = "restored"
    PAGES = "pages"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference that an applicant or an editor should know of, as a sentence."""

    kind: ChangeKind
    field: str
    sentence: Text

    def text(self, language: str) -> str:
        """Return the sentence in a language."""
        return self.sentence.text(language)

    def __str__(self) -> str:
        return str(self.sentence)


def differences(old: Form, new: Form) -> list[Change]:
    """Return what changed from one form to the next, in the order of the new one; what is gone last."""
    changes: list[Change] = []
    for key, field in new.fields.items():
        before = old.fields.get(key)
        if before is None:
            must = ("필수 ", "required ") if field.required else ("", "")
            changes.append(
                _said(ChangeKind.ADDED, field, f"{must[0]}항목이 새로 생겼습니다.", f"new {must[1]}field.")
            )
        elif before != field:
            changes.extend(_field_changes(before, field))
    for key, field in old.fields.items():
        if key not in new.fields:
            changes.append(_said(ChangeKind.REMOVED, field, "항목이 없어졌습니다.", "the field is gone."))
    if old.structure.page != new.structure.page:
        sentence = Text("사업계획의 쪽 기준이 바뀌었습니다.", "The page limit of the plan has changed.")
        changes.append(Change(ChangeKind.PAGES, "", sentence))
    return changes


def _field_changes(before: f.Field, after: f.Field) -> Iterator[Change]:
    if before.label != after.label:
        ko = f"항목의 이름이 '{before.label.ko}'에서 바뀌었습니다."
        yield _said(ChangeKind.RENAMED, after, ko, f"was called '{before.label.en or before.label.ko}'.")
    if type(before.kind) is not type(after.kind):
        yield _said(
            ChangeKind.RETYPED, after, "답하는 방식이 바뀌었습니다.", "is answered in another way now."
        )
    elif dump_kind(before.kind) != dump_kind(after.kind):
        yield _rules_changed(before, after)
    if before.required != after.required:
        if after.required:
            yield _said(ChangeKind.REQUIRED, after, "꼭 답해야 하게 되었습니다.", "must be answered now.")
        else:
            yield _said(ChangeKind.OPTIONAL, after, "답하지 않아도 되게 되었습니다.", "may be left out now.")
    conditions = [field.shown_when and dump_condition(field.shown_when) for field in (before, after)]
    if conditions[0] != conditions[1]:
        yield _said(
            ChangeKind.CONDITION, after, "묻는 조건이 바뀌었습니다.", "is asked under another condition."
        )


def _rules_changed(before: f.Field, after: f.Field) -> Change:
    ko, en = "답의 범위가 바뀌었습니다.", "has other limits now."
    match before.kind, after.kind:
        case f.Consent(), f.Consent():
            ko, en = "동의 내용이 바뀌어 다시 동의해야 합니다.", "has another text; please agree again."
        case f.Choice() as was, f.Choice() as now:
            gone = [option.label for option in was.options if option.value not in _values(now)]
            come = [option.label for option in now.options if option.value not in _values(was)]
            ko, en = "보기가 바뀌었습니다", "has other options"
            ko += "".join(
                f" ({word}: {_list(labels)})" for word, labels in (("빠짐", gone), ("새로", come)) if labels
            )
            ko, en = f"{ko}.", f"{en}."
        case f.Table() as was, f.Table() as now:
            columns = [{column.key for column in kind.columns} for kind in (was, now)]
            if columns[0] != columns[1]:
                ko, en = "표의 열이 바뀌었습니다.", "has other columns."
        case f.FileSlot(), f.FileSlot():
            ko, en = "받는 파일의 종류나 크기가 바뀌었습니다.", "takes other files."
    return _said(ChangeKind.RULES, after, ko, en)


def _values(kind: f.Choice) -> set[str]:
    return {option.value for option in kind.options}


def _list(labels: list[Text]) -> str:
    return ", ".join(label.ko for label in labels)


def _said(kind: ChangeKind, field: f.Field, ko: str, en: str) -> Change:
    label = field.label
    return Change(kind, field.key, Text(f"'{label.ko}': {ko}", f"'{label.en or label.ko}': {en}"))


def carry_over(
    old_form: Form, new_form: Form, answers: Mapping[str, Any]
) -> tuple[dict[str, Any], list[Change]]:
    """Move answers to the next revision's form; return them with every change an applicant should know.

    An answer whose field is gone or no longer takes it waits under KEPT ([{"field", "label", "value"}]) and
    comes back when a later form asks for it again. Values are never dropped.
    """
    changes = differences(old_form, new_form)
    moved: dict[str, Any] = {}
    kept = kept_in(answers)
    for key, raw in answers.items():
        if key == KEPT:
            continue
        was = old_form.fields.get(key)
        label = was.label if was else Text(key, key)
        now = new_form.fields.get(key)
        value, left = (None, raw) if now is None else _moved(was, now, raw)
        if value is not None:
            moved[key] = value
        if left not in (None, "", [], {}):
            keep(kept, key, label.ko, cleaned(left))
            changes.append(_put_aside(key, label))
    for entry in list(kept):
        field = new_form.fields.get(entry["field"])
        if field is None or entry["field"] in moved or entry["field"] in answers:
            continue
        value, faults = read_value(field.kind, entry["value"])
        if value is not None and not faults:
            moved[field.key] = value
            kept.remove(entry)
            ko, en = "따로 보관했던 답을 되살렸습니다.", "the answer kept aside is back."
            changes.append(_said(ChangeKind.RESTORED, field, ko, en))
    return moved | ({KEPT: kept} if kept else {}), changes


def _moved(was: f.Field | None, now: f.Field, raw: Any) -> tuple[Any, Any]:
    """Return the answer as the new field takes it, and what of it the field does not take."""
    if isinstance(now.kind, f.Table) and isinstance(raw, list):
        if all(isinstance(row, Mapping) for row in raw):
            return _moved_rows(now.kind, raw)
        return None, raw
    value, _faults = read_value(now.kind, raw)
    if not isinstance(value, Unreadable):
        return value, None
    if isinstance(now.kind, f.Choice) and now.kind.multiple and isinstance(raw, list):
        known = [choice for choice in raw if isinstance(choice, str) and choice in _values(now.kind)]
        return known or None, [choice for choice in raw if choice not in known]
    # What was unreadable before is half-typed, not outdated: it stays where it is.
    if was is not None and dump_kind(was.kind) == dump_kind(now.kind) and type(was.kind) is type(now.kind):
        return cleaned(raw), None
    return None, raw


def _moved_rows(table: f.Table, raw: list[Any]) -> tuple[Any, Any]:
    columns = {column.key for column in table.columns}
    rows, left = [], []
    for key, row in keyed_rows(raw):
        inside = {name: value for name, value in row.items() if name in columns and value not in (None, "")}
        outside = {name: value for name, value in row.items() if name not in columns | {ROW}}
        if inside:
            rows.append({ROW: key} | inside)
        if any(value not in (None, "") for value in outside.values()):
            left.append({ROW: key} | outside)
    return cleaned(rows) or None, left


def _put_aside(key: str, label: Text) -> Change:
    ko = f"'{label.ko}'에 적은 답은 지우지 않고 따로 보관했습니다."
    en = f"What you wrote in '{label.en or label.ko}' is kept aside, not deleted."
    return Change(ChangeKind.KEPT, key, Text(ko, en))
