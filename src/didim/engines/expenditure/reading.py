"""Rule packs from TOML: dated definitions (kernel.definitions) whose values are lines, words and rules.

===========  =====================================================================================
document     what the articles belong to; document_en
lines        budget lines: {key, label, label_en, sub_items = [{key, label, label_en}]}
evidence     kinds of evidence: {key, label, label_en}; so are marks, approvals and means
rules        {key, label, label_en, article, article_en, kind, optional document and document_en,
             optional lines and sub_items (empty: all), optional valid_from and valid_to,
             and what the kind asks for}
===========  =====================================================================================

Kinds and what they ask for: within_line · source_limit · funding_share · no_vat · use_period ·
no_refunded_customs (except_pre_founder) · advance (most_percent, insured_from_won, guarantee) ·
evidence (stages: {stage: [kinds]}) · quotes (least and a threshold) · approval (approval, optional
threshold) · means · banned_relations (relations: {relation: [Korean, English]}) · former_employer (years) ·
banned_workers (ties) · participation · insured (insurances) · not_in_kind_elsewhere ·
banned_marks (marks) · asset_register (months) · asset_tracking (above_won, years).
A threshold is from_won or above_won, and with_vat.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, TypeVar

from didim.engines.expenditure import conditions
from didim.engines.expenditure.facts import Insurance, Relation, Stage, WorkerTie
from didim.engines.expenditure.findings import Citation
from didim.engines.expenditure.packs import Condition, Line, Named, Rule, RulePack, Scope
from didim.kernel.definitions import Definition, DefinitionError, Definitions, DefinitionVersion
from didim.kernel.wording import Text

_ChoiceT = TypeVar("_ChoiceT", bound=StrEnum)
_COMMON = frozenset(
    {
        *("key", "label", "label_en", "document", "document_en", "article", "article_en"),
        *("kind", "lines", "sub_items", "valid_from", "valid_to"),
    }
)


@cache
def shipped_packs() -> Definitions:
    """Return the rule packs that come with Didim (definitions/rulepacks/*.toml), read once per process."""
    packs = Definitions.load(resources.files("didim").joinpath("definitions", "rulepacks"))
    for pack in packs.values():
        for version in pack.versions:
            load_pack(pack, version)
    return packs


def load_pack(definition: Definition, version: DefinitionVersion) -> RulePack:
    """Read one version of a pack; DefinitionError names the rule that is wrong."""
    return _Reader(definition, version).pack()


class _Row:
    """A table of the file that knows its place; what is missing or of another type is a DefinitionError."""

    def __init__(self, place: str, row: Any) -> None:
        if not isinstance(row, Mapping):
            raise DefinitionError(f"{place}: 표여야 합니다.")
        self.place, self.row = place, row

    def error(self, sentence: str) -> DefinitionError:
        return DefinitionError(f"{self.place}: {sentence}")

    def word(self, key: str, default: str | None = None) -> str:
        value = self.row.get(key, default)
        if not isinstance(value, str) or not value.strip():
            raise self.error(f"'{key}'를 문자열로 적으세요.")
        return value

    def text(self, key: str, default: Text | None = None) -> Text:
        if default is not None and key not in self.row:
            return default
        return Text(self.word(key), self.word(f"{key}_en"))

    def count(self, key: str) -> int:
        value = self.row.get(key)
        if type(value) is not int or value < 0:
            raise self.error(f"'{key}'를 0 이상의 정수로 적으세요.")
        return value

    def flag(self, key: str) -> bool:
        value = self.row.get(key)
        if not isinstance(value, bool):
            raise self.error(f"'{key}'를 true나 false로 적으세요.")
        return value

    def day(self, key: str) -> date | None:
        value = self.row.get(key)
        if value is not None and type(value) is not date:
            raise self.error(f"'{key}'를 날짜(2026-01-01)로 적으세요.")
        return value

    def words(self, key: str) -> tuple[str, ...]:
        values = self.row.get(key, [])
        if not isinstance(values, list) or not all(isinstance(one, str) for one in values):
            raise self.error(f"'{key}'를 문자열 목록으로 적으세요.")
        return tuple(values)

    def known(self, key: str, names: Mapping[str, Text]) -> dict[str, Text]:
        """Return the named keys with their labels; each must be one of `names`."""
        return {one: self.label(one, names) for one in self.words(key)}

    def label(self, key: str, names: Mapping[str, Text]) -> Text:
        if key not in names:
            raise self.error(f"'{key}'는 이 규칙집에 없는 이름입니다.")
        return names[key]

    def choice(self, value: str, kind: type[_ChoiceT]) -> _ChoiceT:
        try:
            return kind(value)
        except ValueError:
            raise self.error(f"'{value}' 대신 {', '.join(kind)} 중 하나를 적으세요.") from None

    def choices(self, key: str, kind: type[_ChoiceT]) -> tuple[_ChoiceT, ...]:
        return tuple(self.choice(one, kind) for one in self.words(key))

    def threshold(self) -> conditions.Threshold | None:
        given = [key for key in ("from_won", "above_won") if key in self.row]
        if not given:
            return None
        if len(given) > 1:
            raise self.error("from_won과 above_won 중 하나만 적으세요.")
        including = given == ["from_won"]
        return conditions.Threshold(self.count(given[0]), including, self.flag("with_vat"))


class _Reader:
    def __init__(self, definition: Definition, version: DefinitionVersion) -> None:
        self.definition, self.version = definition, version
        self.top = _Row(version.id, version.values)
        self.evidence, self.marks = self._names("evidence"), self._names("marks")
        self.approvals, self.means = self._names("approvals"), self._names("means")

    def pack(self) -> RulePack:
        lines = tuple(self._line(row) for row in self._rows("lines", self.top))
        rules = tuple(self._rule(row, lines) for row in self._rows("rules", self.top))
        return RulePack(
            self.version.id,
            Text(self.definition.name, self.definition.name_en),
            self.version.source,
            lines,
            self.evidence,
            self.marks,
            self.approvals,
            self.means,
            rules,
        )

    def _rows(self, key: str, of: _Row) -> list[_Row]:
        rows = of.row.get(key)
        if not isinstance(rows, list) or not rows:
            raise of.error(f"'{key}'를 하나 이상 적으세요.")
        found = [_Row(f"{of.place} {key}[{at}]", row) for at, row in enumerate(rows)]
        seen: set[str] = set()
        for row in found:
            if (name := row.word("key")) in seen:
                raise row.error(f"'{name}'가 두 번 있습니다.")
            seen.add(name)
        return found

    def _names(self, key: str) -> Mapping[str, Text]:
        return MappingProxyType({row.word("key"): row.text("label") for row in self._rows(key, self.top)})

    def _line(self, row: _Row) -> Line:
        items = tuple(Named(one.word("key"), one.text("label")) for one in self._rows("sub_items", row))
        return Line(row.word("key"), row.text("label"), items)

    def _rule(self, row: _Row, lines: Sequence[Line]) -> Rule:
        build, asks = _KINDS.get(row.word("kind"), (None, frozenset()))
        if build is None:
            raise row.error(f"kind에 {', '.join(_KINDS)} 중 하나를 적으세요.")
        if unknown := sorted(set(row.row) - _COMMON - asks):
            raise row.error(f"모르는 항목 {', '.join(unknown)}이 있습니다.")
        row.known("lines", {line.key: line.label for line in lines})
        row.known("sub_items", {one.key: one.label for line in lines for one in line.sub_items})
        return Rule(
            row.word("key"),
            row.text("label"),
            Citation(row.text("document", self.top.text("document")), row.text("article")),
            Scope(frozenset(row.words("lines")), frozenset(row.words("sub_items"))),
            build(self, row),
            row.day("valid_from") or self.version.valid_from,
            row.day("valid_to"),
        )

    def advance(self, row: _Row) -> Condition:
        guarantee = row.word("guarantee")
        row.label(guarantee, self.evidence)
        return conditions.AdvanceLimit(row.count("most_percent"), row.count("insured_from_won"), guarantee)

    def evidence_list(self, row: _Row) -> Condition:
        stages = _Row(f"{row.place} stages", row.row.get("stages"))
        needed = {
            stages.choice(stage, Stage): tuple(stages.known(stage, self.evidence)) for stage in stages.row
        }
        return conditions.EvidenceList(MappingProxyType(needed), self.evidence)

    def approval(self, row: _Row) -> Condition:
        key = row.word("approval")
        return conditions.Approval(key, row.label(key, self.approvals), row.threshold())

    def quotes(self, row: _Row) -> Condition:
        threshold = row.threshold()
        if threshold is None:
            raise row.error("from_won이나 above_won을 적으세요.")
        return conditions.Quotes(threshold, row.count("least"))

    def relations(self, row: _Row) -> Condition:
        given = _Row(f"{row.place} relations", row.row.get("relations"))
        named = {}
        for key in given.row:
            words = given.words(key)
            if len(words) != 2:  # noqa: PLR2004 - Korean and English
                raise given.error(f"'{key}'에 한국어와 영어 이름을 적으세요.")
            named[given.choice(key, Relation)] = Text(*words)
        return conditions.BannedRelations(MappingProxyType(named))


_THRESHOLD = frozenset({"from_won", "above_won", "with_vat"})
_KINDS: Mapping[str, tuple[Callable[[_Reader, _Row], Condition], frozenset[str]]] = {
    "within_line": (lambda *_: conditions.WithinLine(), frozenset()),
    "source_limit": (lambda *_: conditions.SourceLimit(), frozenset()),
    "funding_share": (lambda *_: conditions.FundingShare(), frozenset()),
    "no_vat": (lambda *_: conditions.NoVat(), frozenset()),
    "use_period": (lambda *_: conditions.UsePeriod(), frozenset()),
    "no_refunded_customs": (
        lambda _, row: conditions.NoRefundedCustoms(row.flag("except_pre_founder")),
        frozenset({"except_pre_founder"}),
    ),
    "advance": (_Reader.advance, frozenset({"most_percent", "insured_from_won", "guarantee"})),
    "evidence": (_Reader.evidence_list, frozenset({"stages"})),
    "quotes": (_Reader.quotes, frozenset({"least"}) | _THRESHOLD),
    "approval": (_Reader.approval, frozenset({"approval"}) | _THRESHOLD),
    "means": (lambda pack, _: conditions.Means(pack.means), frozenset()),
    "banned_relations": (_Reader.relations, frozenset({"relations"})),
    "former_employer": (lambda _, row: conditions.FormerEmployer(row.count("years")), frozenset({"years"})),
    "banned_workers": (
        lambda _, row: conditions.BannedWorkers(frozenset(row.choices("ties", WorkerTie))),
        frozenset({"ties"}),
    ),
    "participation": (lambda *_: conditions.Participation(), frozenset()),
    "insured": (
        lambda _, row: conditions.Insured(row.choices("insurances", Insurance)),
        frozenset({"insurances"}),
    ),
    "not_in_kind_elsewhere": (lambda *_: conditions.NotInKindElsewhere(), frozenset()),
    "banned_marks": (
        lambda pack, row: conditions.BannedMarks(MappingProxyType(row.known("marks", pack.marks))),
        frozenset({"marks"}),
    ),
    "asset_register": (lambda _, row: conditions.AssetRegister(row.count("months")), frozenset({"months"})),
    "asset_tracking": (
        lambda _, row: conditions.AssetTracking(row.count("above_won"), row.count("years")),
        frozenset({"above_won", "years"}),
    ),
}
