"""From JSON to a form: every fault is found, with its place and a sentence that says how to mend it."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from didim.engines.forms import fields as f
from didim.engines.forms.json_reader import MAX_HELP, MAX_LABEL, FormError, JsonReader
from didim.kernel.wording import Text

MAX_CONSENT = 20_000
MAX_CONDITIONS = 30
MAX_CONDITION_DEPTH = 6
_VALUE = re.compile(r"[A-Za-z0-9가-힣_.-]{1,60}")
_CELLS = frozenset({"text", "number", "money", "date", "choice", "business_number", "email", "phone"})
# Where a fact fits: names of the registry's facts and the kinds of fields they may fill.
PREFILLS: dict[str, tuple[str, ...]] = {
    "name": ("text",),
    "name_en": ("text",),
    "business_number": ("business_number",),
    "corporate_number": ("text",),
    "representative_name": ("text",),
    "address": ("address",),
    "opened_on": ("date",),
    "employees": ("number",),
    "sales": ("money",),
    "industry": ("text",),
    "phone": ("phone",),
    "email": ("email",),
    "website": ("text",),
}


def read_structure(content: Any) -> f.Structure:
    """Return the form of a JSON form; raise FormError with every fault."""
    reader = _Reader()
    structure = reader.form(content)
    if reader.json.faults:
        raise FormError(reader.json.faults)
    return structure


class _Reader:
    """Reads parts and collects faults; a faulty part is read as a stand-in that no caller ever sees."""

    def __init__(self) -> None:
        self.json = JsonReader()
        self.known: dict[str, f.Kind] = {}
        self.kinds: dict[str, Callable[[Mapping[str, Any], str], f.Kind]] = {
            "text": lambda content, path: f.ShortText(self.chars(content, path, f.USUAL_TEXT)),
            "long_text": lambda content, path: f.LongText(self.chars(content, path, f.USUAL_PARAGRAPHS)),
            "number": self.number,
            "money": self.money,
            "date": self.day,
            "choice": self.choice,
            "table": self.table,
            "address": lambda _content, _path: f.Address(),
            "business_number": lambda _content, _path: f.BusinessNumber(),
            "email": lambda _content, _path: f.Email(),
            "phone": lambda _content, _path: f.Phone(),
            "file": self.file,
            "consent": self.consent,
            "plan": self.plan,
        }

    # The whole

    def form(self, content: Any) -> f.Structure:
        if not isinstance(content, Mapping):
            self.json.fault("", "신청서는 {…} 꼴의 객체여야 합니다.", "A form must be an object.")
            return f.Structure(())
        rows = self.json.items(content, "steps", "", f.MAX_STEPS)
        if not rows:
            self.json.fault("steps", "단계를 하나 이상 넣어 주세요.", "Put in at least one step.")
        page = self.page(content.get("page", {}))
        steps = tuple(self.step(row, f"steps[{at}]") for at, row in enumerate(rows))
        self.json.place = f.NO_TEXT
        self.json.unique([step.key for step in steps], "steps")
        self.json.unique([field.key for step in steps for field in step.fields], "steps")
        if sum(len(step.fields) for step in steps) > f.MAX_FIELDS:
            self.json.fault(
                "steps",
                f"항목이 {f.MAX_FIELDS}개를 넘습니다. 표로 묶거나 줄여 주세요.",
                f"There are more than {f.MAX_FIELDS} fields. Use tables or ask less.",
            )
        return f.Structure(steps, page)

    def page(self, content: Any) -> f.PageRule:
        if not isinstance(content, Mapping):
            self.json.fault(
                "page", "쪽 기준은 {…} 꼴의 객체여야 합니다.", "The measure of a page must be an object."
            )
            return f.PageRule()
        return f.PageRule(
            self.json.whole(content, "characters", "page", (1, 10_000)) or f.USUAL_PAGE,
            self.json.string(content, "definition", "page", MAX_LABEL),
            self.json.whole(content, "max_pages", "page", (1, 100)),
        )

    def step(self, content: Any, path: str) -> f.Step:
        self.json.place = f.NO_TEXT
        if not isinstance(content, Mapping):
            self.json.fault(path, "단계는 {…} 꼴의 객체여야 합니다.", "A step must be an object.")
            return f.Step("", f.NO_TEXT)
        title = self.json.words(content, "title", path)
        step_place = Text(f"'{title.ko}' 단계", f"Step '{title.en or title.ko}'")
        self.json.place = step_place
        if not title.ko:
            self.json.fault(f"{path}.title", "단계의 이름을 적어 주세요.", "Give the step a name.")
        key, help_ = self.json.key(content, path), self.json.words(content, "help", path, MAX_HELP)
        origin = self.json.string(content, "origin", path, MAX_LABEL)
        fields = []
        for at, row in enumerate(self.json.items(content, "fields", path, f.MAX_FIELDS)):
            self.json.place = step_place
            fields.append(self.field(row, f"{path}.fields[{at}]"))
        return f.Step(key, title, tuple(fields), help_, origin)

    def field(self, content: Any, path: str) -> f.Field:
        if not isinstance(content, Mapping):
            self.json.fault(path, "항목은 {…} 꼴의 객체여야 합니다.", "A field must be an object.")
            return f.Field("", f.NO_TEXT, f.ShortText())
        label = self.label(content, path)
        key = self.json.key(content, path)
        condition = content.get("shown_when")
        shown_when = None
        if condition is not None:
            shown_when = _ConditionReader(self.json, self.known).read(condition, f"{path}.shown_when")
        kind = self.kind(content, path)
        field = f.Field(
            key,
            label,
            kind,
            self.json.words(content, "help", path, MAX_HELP),
            self.json.flag(content, "required", path),
            shown_when,
            self.prefill(content, path),
            self.json.flag(content, "sensitive", path),
        )
        self.known[key] = kind
        return field

    def label(self, content: Mapping[str, Any], path: str) -> Text:
        label = self.json.words(content, "label", path)
        if not label.ko:
            self.json.fault(f"{path}.label", "항목의 이름을 적어 주세요.", "Give the field a name.")
            return label
        before = self.json.place
        parts = (before.ko, f"'{label.ko}'"), (before.en, f"'{label.en or label.ko}'")
        self.json.place = Text(*(" ".join(part for part in pair if part) for pair in parts))
        return label

    def kind(self, content: Mapping[str, Any], path: str) -> f.Kind:
        name = content.get("kind")
        read = self.kinds.get(name) if isinstance(name, str) else None
        if read is None:
            known = ", ".join(self.kinds)
            self.json.fault(
                f"{path}.kind", f"종류는 {known} 가운데 하나여야 합니다.", f"The kind must be one of {known}."
            )
            return f.ShortText()
        return read(content, path)

    def prefill(self, content: Mapping[str, Any], path: str) -> str:
        name = self.json.string(content, "prefill", path, MAX_LABEL)
        if name and content.get("kind") not in PREFILLS.get(name, ()):
            self.json.fault(
                f"{path}.prefill",
                f"이 종류의 항목은 '{name}'(으)로 미리 채울 수 없습니다.",
                f"A field of this kind cannot be prefilled with '{name}'.",
            )
        return name

    # Kinds

    def chars(self, content: Mapping[str, Any], path: str, usual: int) -> int:
        return self.json.whole(content, "max_chars", path, (1, f.MAX_CHARACTERS)) or usual

    def number(self, content: Mapping[str, Any], path: str) -> f.Kind:
        unit = self.json.words(content, "unit", path)
        low, high = self.ends(content, path)
        return f.Number(unit, low, high, self.json.whole(content, "digits", path, (0, f.MAX_DIGITS)) or 0)

    def money(self, content: Mapping[str, Any], path: str) -> f.Kind:
        return f.Money(*self.ends(content, path))

    def ends(self, content: Mapping[str, Any], path: str) -> tuple[int | None, int | None]:
        low, high = (
            self.json.whole(content, name, path, (-f.MAX_NUMBER, f.MAX_NUMBER)) for name in ("min", "max")
        )
        if low is not None and high is not None and low > high:
            self.json.fault(
                f"{path}.min", "최솟값이 최댓값보다 큽니다.", "The smallest value is above the largest."
            )
        return low, high

    def day(self, content: Mapping[str, Any], path: str) -> f.Kind:
        ends: list[date | None] = []
        for name in ("min", "max"):
            value = content.get(name)
            try:
                ends.append(None if value in (None, "") else date.fromisoformat(value))
            except (TypeError, ValueError):
                self.json.fault(
                    f"{path}.{name}", "날짜를 2026-01-31처럼 적어 주세요.", "Write days like 2026-01-31."
                )
                ends.append(None)
        first, last = ends
        if first and last and first > last:
            self.json.fault(
                f"{path}.min", "첫날이 마지막 날보다 늦습니다.", "The first day is after the last."
            )
        return f.Day(first, last)

    def choice(self, content: Mapping[str, Any], path: str) -> f.Kind:
        options = []
        for at, row in enumerate(self.json.items(content, "options", path, f.MAX_OPTIONS)):
            place = f"{path}.options[{at}]"
            value = row.get("value") if isinstance(row, Mapping) else None
            label = self.json.words(row, "label", place) if isinstance(row, Mapping) else f.NO_TEXT
            if not isinstance(value, str) or not _VALUE.fullmatch(value) or not label.ko:
                self.json.fault(
                    place, "보기마다 값과 이름을 적어 주세요.", "Give every option a value and a name."
                )
                continue
            options.append(f.Option(value, label))
        if not options:
            self.json.fault(f"{path}.options", "보기를 하나 이상 적어 주세요.", "Give at least one option.")
        self.json.unique([option.value for option in options], f"{path}.options")
        at_most = self.json.whole(content, "at_most", path, (1, f.MAX_OPTIONS))
        return f.Choice(tuple(options), self.json.flag(content, "multiple", path), at_most)

    def table(self, content: Mapping[str, Any], path: str) -> f.Kind:
        place, columns = self.json.place, []
        for at, row in enumerate(self.json.items(content, "columns", path, f.MAX_COLUMNS)):
            self.json.place = place
            columns.append(self.column(row, f"{path}.columns[{at}]"))
        self.json.place = place
        if not columns:
            self.json.fault(f"{path}.columns", "열을 하나 이상 넣어 주세요.", "Put in at least one column.")
        self.json.unique([column.key for column in columns], f"{path}.columns")
        fewest = self.json.whole(content, "min_rows", path, (0, f.MAX_ROWS)) or 0
        most = self.json.whole(content, "max_rows", path, (1, f.MAX_ROWS)) or f.USUAL_ROWS
        if fewest > most:
            self.json.fault(
                f"{path}.min_rows", "최소 줄 수가 최대보다 큽니다.", "The fewest rows are above the most."
            )
        return f.Table(tuple(columns), fewest, most)

    def column(self, content: Any, path: str) -> f.Column:
        if not isinstance(content, Mapping) or content.get("kind") not in _CELLS:
            known = ", ".join(sorted(_CELLS))
            self.json.fault(
                path, f"열의 종류는 {known} 가운데 하나여야 합니다.", f"A column must be one of {known}."
            )
            return f.Column("", f.NO_TEXT, f.ShortText())
        label, key = self.label(content, path), self.json.key(content, path)
        kind: Any = self.kind(content, path)
        return f.Column(key, label, kind, self.json.flag(content, "required", path))

    def file(self, content: Mapping[str, Any], path: str) -> f.Kind:
        types = tuple(self.json.items(content, "types", path, 20)) or f.USUAL_TYPES
        if not all(isinstance(ending, str) and f.ENDING.fullmatch(ending) for ending in types):
            self.json.fault(
                f"{path}.types", "파일 종류를 pdf, hwpx처럼 적어 주세요.", "Write file types like pdf, hwpx."
            )
        size = self.json.whole(content, "max_megabytes", path, (1, f.MAX_MEGABYTES))
        count = self.json.whole(content, "max_count", path, (1, f.MAX_FILES))
        document = self.json.string(content, "document", path, MAX_LABEL)
        return f.FileSlot(types, size or f.USUAL_MEGABYTES, count or 1, document)

    def consent(self, content: Mapping[str, Any], path: str) -> f.Kind:
        text = self.json.words(content, "text", path, MAX_CONSENT)
        if not text.ko:
            self.json.fault(f"{path}.text", "동의할 내용을 적어 주세요.", "Write what one agrees to.")
        return f.Consent(text)

    def plan(self, content: Mapping[str, Any], path: str) -> f.Kind:
        try:
            section = f.PlanSection(content.get("section", ""))
        except ValueError:
            known = ", ".join(f.PlanSection)
            self.json.fault(
                f"{path}.section",
                f"부분은 {known} 가운데 하나여야 합니다.",
                f"The section must be one of {known}.",
            )
            section = f.PlanSection.SUMMARY
        pages = self.json.whole(content, "max_pages", path, (1, 100))
        return f.Plan(section, pages, self.json.whole(content, "max_chars", path, (1, f.MAX_CHARACTERS)))


class _ConditionReader:
    """Reads a condition; it may look only at fields that were asked before."""

    def __init__(self, json: JsonReader, known: Mapping[str, f.Kind]) -> None:
        self.json = json
        self.known = known
        self.parts = 0

    def read(self, content: Any, path: str, depth: int = 0) -> f.Condition:
        self.parts += 1
        if self.parts > MAX_CONDITIONS or depth > MAX_CONDITION_DEPTH:
            self.json.fault(path, "조건이 너무 많거나 깊습니다.", "There are too many conditions.")
            return f.Filled("")
        kind = content.get("kind") if isinstance(content, Mapping) else None
        if kind in ("all", "any"):
            parts = self.json.items(content, "parts", path, MAX_CONDITIONS)
            if not parts:
                self.json.fault(path, "빈 조건 묶음입니다.", "The group of conditions is empty.")
            read = tuple(self.read(part, f"{path}.parts[{at}]", depth + 1) for at, part in enumerate(parts))
            return f.Every(read) if kind == "all" else f.Some(read)
        if kind not in ("filled", "one_of", "compare"):
            known = "filled, one_of, compare, all, any"
            self.json.fault(
                path, f"조건은 {known} 가운데 하나여야 합니다.", f"A condition must be one of {known}."
            )
            return f.Filled("")
        return self.single(content, path, kind)

    def single(self, content: Mapping[str, Any], path: str, kind: str) -> f.Condition:
        key = content.get("field")
        asked = self.known.get(key) if isinstance(key, str) else None
        if asked is None or isinstance(asked, f.FileSlot) or not isinstance(key, str):
            self.json.fault(
                f"{path}.field",
                "조건은 앞에서 물은 항목(파일 제외)만 볼 수 있습니다.",
                "A condition may look only at fields asked before (not at files).",
            )
            return f.Filled("")
        if kind == "filled":
            return f.Filled(key)
        if kind == "one_of":
            return self.one_of(content, path, key, asked)
        return self.compare(content, path, key, asked)

    def one_of(self, content: Mapping[str, Any], path: str, key: str, asked: f.Kind) -> f.Condition:
        values = self.json.items(content, "values", path, f.MAX_OPTIONS)
        known = {option.value for option in asked.options} if isinstance(asked, f.Choice) else None
        if not isinstance(asked, f.Choice | f.ShortText):
            self.json.fault(
                path, "고르는 항목이나 한 줄 글에만 쓸 수 있습니다.", "It needs a choice or one line of text."
            )
        elif not values or not all(
            isinstance(value, str) and (known is None or value in known) for value in values
        ):
            self.json.fault(
                f"{path}.values", "항목의 보기 가운데서 골라 주세요.", "Choose among the field's options."
            )
        return f.OneOf(key, tuple(str(value) for value in values))

    def compare(self, content: Mapping[str, Any], path: str, key: str, asked: f.Kind) -> f.Condition:
        if not isinstance(asked, f.Number | f.Money):
            self.json.fault(
                path, "숫자나 금액 항목만 비교할 수 있습니다.", "Only numbers and amounts compare."
            )
        value = self.json.whole(content, "value", path, (-f.MAX_NUMBER, f.MAX_NUMBER))
        try:
            op = f.Operator(content.get("op", ""))
        except ValueError:
            op = f.Operator.GE
            self.json.fault(
                f"{path}.op", "비교는 <, <=, >, >= 가운데 하나입니다.", "Compare by <, <=, > or >=."
            )
        if value is None:
            self.json.fault(
                f"{path}.value", "비교할 숫자를 적어 주세요.", "Write the number to compare with."
            )
        return f.Compares(key, op, value or 0)
