"""Parts of a call that its form asks for too: documents, exclusions, bonus points.

Each list stands in the call as JSON with a stable "key" an entry:

documents     "key" (also the slot of its file), "kind" (DocumentKind), "label", "label_en", "help",
              "help_en", "required", "reuse" (take what the firm gave before), "validity_days" (null: does
              not age), "types", "max_megabytes", "max_count"
exclusions    "key", "text", "text_en": who may not apply
bonus_points  "key", "label", "label_en", "points" ("0.5"), "evidence", "evidence_en": what proves it

`assembled` puts them into a form as steps of their own (`Step.origin`), always anew from the lists: the field
"exclusions" (one consent), the field "bonus" (keys of the bonus points claimed) with a file slot
"bonus_KEY" for each claim, and a file slot for each document.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from didim.engines.forms import fields as f
from didim.engines.forms.json_reader import MAX_HELP, MAX_LABEL, FormError, JsonReader
from didim.engines.forms.jsonform import words
from didim.kernel.hash_chains import decimal_text
from didim.kernel.wording import Text

EXCLUSIONS, BONUS, DOCUMENTS = "exclusions", "bonus", "documents"
MAX_ENTRIES = 40
MAX_POINTS = Decimal(100)
_BONUS_TYPES = ("pdf", "jpg", "png")
_POINTS = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2})?")


@dataclass(frozen=True, slots=True)
class Document:
    """A document a call asks for; `validity_days` is how old it may be on the day applications close."""

    key: str
    kind: str
    label: Text
    help: Text = f.NO_TEXT
    required: bool = True
    reuse: bool = True
    validity_days: int | None = None
    types: tuple[str, ...] = f.USUAL_TYPES
    max_megabytes: int = f.USUAL_MEGABYTES
    max_count: int = 1


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A reason for which a firm may not apply."""

    key: str
    text: Text


@dataclass(frozen=True, slots=True)
class BonusPoint:
    """Points a firm may claim with evidence; the cap stands in the written round."""

    key: str
    label: Text
    points: Decimal
    evidence: Text


def load_documents(content: Any) -> tuple[Document, ...]:
    """Return the documents of a JSON list; raise FormError with every fault."""
    return _Lists("documents").load(content, _Lists.document)


def load_exclusions(content: Any) -> tuple[Exclusion, ...]:
    """Return the exclusions of a JSON list; raise FormError with every fault."""
    return _Lists("exclusions").load(content, _Lists.exclusion)


def load_bonus_points(content: Any) -> tuple[BonusPoint, ...]:
    """Return the bonus points of a JSON list; raise FormError with every fault."""
    return _Lists("bonus_points").load(content, _Lists.bonus)


class _Lists:
    """Reads one of the lists of a call."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.json = JsonReader()

    def load(self, content: Any, read: Callable[["_Lists", Mapping[str, Any], str], Any]) -> tuple[Any, ...]:
        entries = []
        rows = self.json.items({self.name: content}, self.name, "", MAX_ENTRIES)
        for at, row in enumerate(rows):
            path = f"{self.name}[{at}]"
            self.json.place = Text(f"{at + 1}번째 줄", f"Row {at + 1}")
            if isinstance(row, Mapping):
                entries.append(read(self, row, path))
            else:
                self.json.fault(path, "{…} 꼴의 객체여야 합니다.", "It must be an object.")
        self.json.place = f.NO_TEXT
        self.json.unique([entry.key for entry in entries], self.name)
        if self.json.faults:
            raise FormError(self.json.faults)
        return tuple(entries)

    def needed(self, row: Mapping[str, Any], name: str, path: str, most: int = MAX_LABEL) -> Text:
        text = self.json.words(row, name, path, most)
        if not text.ko:
            self.json.fault(f"{path}.{name}", "내용을 적어 주세요.", "Please fill this in.")
        return text

    def document(self, row: Mapping[str, Any], path: str) -> Document:
        types = tuple(self.json.items(row, "types", path, MAX_ENTRIES)) or f.USUAL_TYPES
        if not all(isinstance(ending, str) and f.ENDING.fullmatch(ending) for ending in types):
            ko = "파일 종류를 pdf, hwpx처럼 적어 주세요."
            self.json.fault(f"{path}.types", ko, "Write file types like pdf, hwpx.")
        return Document(
            self.json.key(row, path),
            self.json.string(row, "kind", path, MAX_LABEL),
            self.needed(row, "label", path),
            self.json.words(row, "help", path, MAX_HELP),
            self.json.flag(row, "required", path),
            self.json.flag(row, "reuse", path),
            self.json.whole(row, "validity_days", path, (1, 3650)),
            types,
            self.json.whole(row, "max_megabytes", path, (1, f.MAX_MEGABYTES)) or f.USUAL_MEGABYTES,
            self.json.whole(row, "max_count", path, (1, f.MAX_FILES)) or 1,
        )

    def exclusion(self, row: Mapping[str, Any], path: str) -> Exclusion:
        return Exclusion(self.json.key(row, path), self.needed(row, "text", path, MAX_HELP))

    def bonus(self, row: Mapping[str, Any], path: str) -> BonusPoint:
        label, evidence = (self.needed(row, name, path) for name in ("label", "evidence"))
        typed = row.get("points")
        points = Decimal(typed) if isinstance(typed, str) and _POINTS.fullmatch(typed) else Decimal(0)
        if not 0 < points <= MAX_POINTS:
            ko = f"점수를 0보다 크고 {MAX_POINTS} 이하인 수로 적어 주세요."
            self.json.fault(f"{path}.points", ko, f"Write points above 0, at most {MAX_POINTS}.")
        return BonusPoint(self.json.key(row, path), label, points, evidence)


def dump_document(document: Document) -> dict[str, Any]:
    """Return a document as it stands in the list."""
    return {
        "key": document.key,
        "kind": document.kind,
        **words("label", document.label),
        **words("help", document.help),
        "required": document.required,
        "reuse": document.reuse,
        "validity_days": document.validity_days,
        "types": list(document.types),
        "max_megabytes": document.max_megabytes,
        "max_count": document.max_count,
    }


def dump_exclusion(exclusion: Exclusion) -> dict[str, Any]:
    """Return an exclusion as it stands in the list."""
    return {"key": exclusion.key, **words("text", exclusion.text)}


def dump_bonus_point(bonus: BonusPoint) -> dict[str, Any]:
    """Return a bonus point as it stands in the list."""
    labels = words("label", bonus.label) | words("evidence", bonus.evidence)
    return {"key": bonus.key, **labels, "points": decimal_text(bonus.points)}


def written_steps(steps: Iterable[f.Step]) -> tuple[f.Step, ...]:
    """Return the steps somebody wrote, without those made from the call's lists."""
    return tuple(step for step in steps if not step.origin)


def assembled(
    structure: f.Structure,
    *,
    documents: Sequence[Document] = (),
    exclusions: Sequence[Exclusion] = (),
    bonus_points: Sequence[BonusPoint] = (),
) -> f.Structure:
    """Return a form with a step for each list that has entries, behind the steps somebody wrote."""
    steps = list(written_steps(structure.steps))
    if exclusions:
        steps.append(_exclusion_step(exclusions))
    if bonus_points:
        steps.append(_bonus_step(bonus_points))
    if documents:
        title, help_ = Text("제출 서류", "Documents"), f.NO_TEXT
        fields = tuple(_document_field(document) for document in documents)
        steps.append(f.Step("call_documents", title, fields, help_, DOCUMENTS))
    return f.Structure(tuple(steps), structure.page)


def _exclusion_step(exclusions: Sequence[Exclusion]) -> f.Step:
    text = Text(
        "\n".join(f"{at}. {exclusion.text.ko}" for at, exclusion in enumerate(exclusions, start=1)),
        "\n".join(f"{at}. {entry.text.en or entry.text.ko}" for at, entry in enumerate(exclusions, start=1)),
    )
    label = Text(
        "위의 어느 것에도 해당하지 않음을 확인합니다.", "I confirm that none of the above applies to us."
    )
    field = f.Field(EXCLUSIONS, label, f.Consent(text), required=True)
    return f.Step(
        "call_exclusions", Text("신청 제외 대상 확인", "Who may not apply"), (field,), origin=EXCLUSIONS
    )


def _bonus_step(bonus_points: Sequence[BonusPoint]) -> f.Step:
    options = tuple(f.Option(bonus.key, _with_points(bonus)) for bonus in bonus_points)
    claims = f.Field(
        BONUS,
        Text("신청할 가점", "Bonus points to claim"),
        f.Choice(options, multiple=True),
        Text("증빙을 함께 내야 인정됩니다.", "Each counts only with its evidence."),
    )
    files = (
        f.Field(
            f"{BONUS}_{bonus.key}",
            Text(f"증빙: {bonus.label.ko}", f"Evidence: {bonus.label.en or bonus.label.ko}"),
            f.FileSlot(_BONUS_TYPES, max_count=3),
            bonus.evidence,
            required=True,
            shown_when=f.OneOf(BONUS, (bonus.key,)),
        )
        for bonus in bonus_points
    )
    return f.Step("call_bonus", Text("가점", "Bonus points"), (claims, *files), origin=BONUS)


def _with_points(bonus: BonusPoint) -> Text:
    points = decimal_text(bonus.points)
    return Text(f"{bonus.label.ko} ({points}점)", f"{bonus.label.en or bonus.label.ko} ({points} points)")


def _document_field(document: Document) -> f.Field:
    slot = f.FileSlot(document.types, document.max_megabytes, document.max_count, document.kind)
    days = document.validity_days
    help_ = document.help
    if days is not None:
        aged = (
            f"접수 마감일 기준 {days}일 안에 발급한 것",
            f"Issued within {days} days before the closing day",
        )
        parts = (help_.ko, aged[0]), (help_.en, aged[1])
        help_ = Text(*("\n".join(part for part in pair if part) for pair in parts))
    return f.Field(document.key, document.label, slot, help_, required=document.required)
