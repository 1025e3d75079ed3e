"""A form in use: which fields are asked, what is wrong, the answers in standard form.

`Form.load` keeps the forms it has read, by the hash of their JSON, so that a check costs only the check.
"""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from threading import Lock
from typing import Any

from didim.engines.forms import fields as f
from didim.engines.forms.jsonform import dump as dump_structure
from didim.engines.forms.reading import read_structure
from didim.engines.forms.values import NOTHING, READERS, Reading, Unreadable, cleaned, lacking
from didim.kernel.wording import Text

# Answers whose field is gone, or which their field no longer takes, wait here: nothing written is lost.
KEPT = "_kept"
_CACHED = 256
_MEGABYTE = 1024 * 1024

_MISSING = {
    f.FileSlot: Text("파일을 올려 주세요.", "Please upload a file."),
    f.Consent: Text("동의해 주세요.", "Please agree."),
    f.Choice: Text("하나를 골라 주세요.", "Please choose."),
    f.Table: Text("표를 채워 주세요.", "Please fill in the table."),
}
_EMPTY = Text("값을 적어 주세요.", "Please fill this in.")


@dataclass(frozen=True, slots=True)
class FileFact:
    """What a check must know of a file in a slot: its name and size in bytes."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class FormProblem:
    """What is wrong in one field ("" for the whole), on which step, and where inside ("row/column")."""

    field: str
    message: Text
    step: str
    inside: str = ""

    def text(self, language: str) -> str:
        """Return the sentence in a language."""
        return self.message.text(language)

    def __str__(self) -> str:
        return str(self.message)


@dataclass(frozen=True, slots=True)
class Examined:
    """What one reading of answers gives: what is wrong, the fields that are asked, what is handed in."""

    problems: list[FormProblem]
    visible: set[str]
    canonical: dict[str, Any]


class Form:
    """A form, ready to check answers. Answers are JSON: {field key: value}, values as the kinds say."""

    def __init__(self, structure: f.Structure) -> None:
        self.structure = structure
        self._fields = tuple(structure.fields.values())
        self._readers = tuple(
            (field, READERS[type(field.kind)], _holds(field.shown_when)) for field in self._fields
        )

    @staticmethod
    def load(content: Any) -> "Form":
        """Return the form of a JSON form; raise FormError with every fault and its place."""
        key = _digest(content)
        with _lock:
            if key in _forms:
                _forms.move_to_end(key)
                return _forms[key]
        form = Form(read_structure(content))
        with _lock:
            _forms[key] = form
            while len(_forms) > _CACHED:
                _forms.popitem(last=False)
        return form

    def dump(self) -> dict[str, Any]:
        """Return the JSON form."""
        return dump_structure(self.structure)

    @property
    def digest(self) -> str:
        """Return the SHA-256 (hex) of the JSON form."""
        return _digest(self.dump())

    @property
    def steps(self) -> tuple[f.Step, ...]:
        """Return the steps in order."""
        return self.structure.steps

    @property
    def fields(self) -> dict[str, f.Field]:
        """Return the fields by key, in the order they are asked."""
        return self.structure.fields

    def visible(self, answers: Any) -> set[str]:
        """Return the keys of the fields that are asked, given the answers before them."""
        return set(self._readings(answers))

    def check(self, answers: Any, files: Mapping[str, Sequence[FileFact]] | None = None) -> list[FormProblem]:
        """Return everything that keeps answers and files from being handed in; hidden fields do not count."""
        if problem := self._whole(answers):
            return [problem]
        return self._problems(self._readings(answers), files or {})

    def examine(self, answers: Any, files: Mapping[str, Sequence[FileFact]]) -> Examined:
        """Return what `check`, `visible` and `canonical` return, from one reading."""
        if problem := self._whole(answers):
            return Examined([problem], set(), {})
        readings = self._readings(answers)
        return Examined(self._problems(readings, files), set(readings), _standard(readings))

    def _problems(
        self, readings: Mapping[str, Reading], files: Mapping[str, Sequence[FileFact]]
    ) -> list[FormProblem]:
        problems: list[FormProblem] = []
        for key, (value, faults) in readings.items():
            field = self.fields[key]
            if faults:
                problems += self._said(key, faults)
            elif value is None:
                problems += self._said(key, _lacking(field, files.get(key, ())))
            if isinstance(field.kind, f.Table) and isinstance(value, list):
                problems += self._said(key, tuple(lacking(field.kind, value)))
        return problems + self._pages(readings)

    def check_partial(self, answers: Any) -> list[FormProblem]:
        """Return what is wrong in what is there already; a draft is stored all the same."""
        if problem := self._whole(answers):
            return [problem]
        readings = self._readings(answers)
        said = [problem for key, (_value, faults) in readings.items() for problem in self._said(key, faults)]
        return said + self._pages(readings)

    def normalise(self, answers: Any) -> dict[str, Any]:
        """Return answers in standard form for storing: empty ones are left out, what cannot be read stays.

        Answers to fields the form has not are kept under KEPT. Doing it twice changes nothing.
        """
        given = answers if isinstance(answers, Mapping) else {}
        stored: dict[str, Any] = {}
        for field, read, _shown in self._readers:
            raw = given.get(field.key)
            if raw is None:
                continue
            value, _faults = read(field.kind, raw)
            if isinstance(value, Unreadable):
                stored[field.key] = cleaned(value.raw)
            elif value is not None:
                stored[field.key] = value
        kept = kept_in(given)
        for key, value in given.items():
            if key != KEPT and key not in self.fields and value not in (None, "", [], {}):
                keep(kept, str(key), "", cleaned(value))
        return stored | ({KEPT: kept} if kept else {})

    def prefill(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Return the answers the registry's facts give; a fact that does not fit its field is left out."""
        answers = {}
        for field in self._fields:
            if not field.prefill or facts.get(field.prefill) in (None, ""):
                continue
            value, faults = READERS[type(field.kind)](field.kind, facts[field.prefill])
            if value is not None and not faults:
                answers[field.key] = value
        return answers

    def canonical(self, answers: Any) -> dict[str, Any]:
        """Return what is handed in: the answers of visible fields in standard form, as plain JSON."""
        return _standard(self._readings(answers))

    def _readings(self, answers: Any) -> dict[str, Reading]:
        """Return the reading of every field that is asked."""
        given = answers if isinstance(answers, Mapping) else {}
        readings: dict[str, Reading] = {}
        for field, read, shown in self._readers:
            if shown is None or shown(readings):
                raw = given.get(field.key)
                readings[field.key] = NOTHING if raw is None else read(field.kind, raw)
        return readings

    def _whole(self, answers: Any) -> FormProblem | None:
        if not isinstance(answers, Mapping):
            return FormProblem("", Text("신청 내용을 읽을 수 없습니다.", "The answers cannot be read."), "")
        if size_of(answers) > f.MAX_ANSWERS:
            ko = "신청 내용이 1 MB를 넘습니다. 긴 내용은 파일로 붙여 주세요."
            return FormProblem("", Text(ko, "The answers exceed 1 MB. Attach long texts as files."), "")
        return None

    def _said(self, key: str, faults: Sequence[tuple[str, Text]]) -> list[FormProblem]:
        step = self.structure.step_of[key].key
        return [FormProblem(key, sentence, step, inside) for inside, sentence in faults]

    def _pages(self, readings: Mapping[str, Reading]) -> list[FormProblem]:
        """Return the parts of the plan that take more pages than they may, alone or together."""
        problems: list[FormProblem] = []
        page, last, total = self.structure.page, "", 0.0
        for key, (value, _faults) in readings.items():
            kind = self.fields[key].kind
            if not isinstance(kind, f.Plan) or not isinstance(value, str):
                continue
            last, total = key, total + len(value) / page.characters
            if kind.max_pages and len(value) > kind.max_pages * page.characters:
                problems += self._said(key, (("", _too_many_pages(len(value), kind.max_pages, page)),))
        if page.max_pages and total > page.max_pages:
            ko = f"사업계획이 모두 {ceil(total)}쪽 분량입니다. {page.max_pages}쪽까지 적을 수 있습니다."
            en = f"The plan takes {ceil(total)} pages together; {page.max_pages} are allowed."
            problems += self._said(last, (("", Text(ko, en)),))
        return problems


def _standard(readings: Mapping[str, Reading]) -> dict[str, Any]:
    return {
        key: cleaned(value.raw) if isinstance(value, Unreadable) else value
        for key, (value, _faults) in readings.items()
        if value is not None
    }


def _too_many_pages(length: int, most: int, page: f.PageRule) -> Text:
    over = length - most * page.characters
    ko = f"{most}쪽({most * page.characters:,}자)까지 적을 수 있습니다. {over:,}자를 줄여 주세요."
    return Text(ko, f"At most {most} pages ({most * page.characters:,} characters): {over:,} too many.")


def _lacking(field: f.Field, files: Sequence[FileFact]) -> list[tuple[str, Text]]:
    """Return what is wrong with a field that has no answer; files are the answer of a slot."""
    if isinstance(field.kind, f.FileSlot) and files:
        return _file_faults(field.kind, files)
    return [("", _MISSING.get(type(field.kind), _EMPTY))] if field.required else []


def _file_faults(slot: f.FileSlot, files: Sequence[FileFact]) -> list[tuple[str, Text]]:
    faults = []
    if len(files) > slot.max_count:
        most = slot.max_count
        faults.append(("", Text(f"파일을 {most}개까지 올릴 수 있습니다.", f"At most {most} files.")))
    for file in files:
        if file.name.rpartition(".")[2].lower() not in slot.types:
            types = ", ".join(slot.types)
            ko = f"'{file.name}': {types} 파일만 올릴 수 있습니다."
            faults.append(("", Text(ko, f"'{file.name}': only {types} files.")))
        if file.size > slot.max_megabytes * _MEGABYTE:
            most = slot.max_megabytes
            ko = f"'{file.name}': {most} MB까지 올릴 수 있습니다."
            faults.append(("", Text(ko, f"'{file.name}': at most {most} MB.")))
    return faults


def size_of(answers: Any) -> int:
    """Return the length of answers as JSON text."""
    return len(json.dumps(answers, ensure_ascii=False))


def kept_in(answers: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return a copy of the answers that wait for a field: [{"field", "label", "value"}]."""
    kept = answers.get(KEPT)
    if not isinstance(kept, list):
        return []
    return [
        {"field": str(entry.get("field", "")), "label": str(entry.get("label", "")), "value": entry["value"]}
        for entry in cleaned(kept)
        if isinstance(entry, Mapping) and "value" in entry
    ]


def keep(kept: list[dict[str, Any]], key: str, label: str, value: Any) -> None:
    """Put an answer aside; the same one is kept once."""
    if not any(entry["field"] == key and entry["value"] == value for entry in kept):
        kept.append({"field": key, "label": label, "value": value})


def _holds(condition: f.Condition | None) -> Callable[[Mapping[str, Reading]], bool] | None:
    """Return a condition as a function of the readings so far; fields that are hidden have no answer."""
    match condition:
        case None:
            return None
        case f.Every() | f.Some():
            parts = [part for part in map(_holds, condition.parts) if part]
            every = isinstance(condition, f.Every)
            return lambda given: (all if every else any)(part(given) for part in parts)
        case f.Filled(key):
            return lambda given: _answer(given, key) is not None
        case f.OneOf(key, values):
            wanted = frozenset(values)
            return lambda given: _among(_answer(given, key), wanted)
        case f.Compares(key, op, value):
            return lambda given: _compares(_answer(given, key), op, value)


def _answer(given: Mapping[str, Reading], key: str) -> Any:
    value = given.get(key, NOTHING)[0]
    return None if isinstance(value, Unreadable) else value


def _among(answer: Any, wanted: frozenset[str]) -> bool:
    return not wanted.isdisjoint(answer) if isinstance(answer, list) else answer in wanted


def _compares(answer: Any, op: f.Operator, value: int) -> bool:
    if answer is None:
        return False
    number = Decimal(answer)
    match op:
        case f.Operator.LT:
            return number < value
        case f.Operator.LE:
            return number <= value
        case f.Operator.GT:
            return number > value
        case f.Operator.GE:
            return number >= value


def _digest(content: Any) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


_forms: OrderedDict[str, Form] = OrderedDict()
_lock = Lock()
