"""What the rule editor's templates show of a draft: labels, choices and names, in the reader's language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from didim.engines.eligibility import Names, Operator, Rule, Text
from didim.engines.eligibility.catalogue import CATALOGUE, Basis, ChoiceFact, NumberFact
from didim.engines.eligibility.explaining import Speaker
from didim.engines.eligibility.rules import parts_of

from .drafts import GROUPS, Draft


@dataclass(frozen=True)
class Choice:
    """An option of a field."""

    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True)
class OptionGroup:
    """Options under a common heading."""

    label: str
    options: list[Choice]


@dataclass
class ShownNode:
    """A node of the draft with everything its template says."""

    draft: Draft
    label: str
    faults: list[str]
    first: bool
    last: bool
    focused: bool = False
    unit: str = ""
    is_day: bool = False
    is_choice: bool = False
    operators: list[Choice] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    parts: list["ShownNode"] = field(default_factory=list)

    @property
    def path(self) -> str:
        """The prefix of the node's fields."""
        return self.draft.path

    @property
    def is_group(self) -> bool:
        """Whether the node puts conditions together."""
        return self.draft.kind in GROUPS

    @property
    def is_root(self) -> bool:
        """Whether nothing stands above the node."""
        return "_" not in self.draft.path

    @property
    def source_text(self) -> str:
        """The sentence the condition came from."""
        return self.draft.source.get("text", "")


def said(text: Text) -> str:
    """Return an engine's words in the reader's language."""
    return text.text(get_language() or "ko")


def show(
    draft: Draft,
    *,
    names: Names,
    faults: Mapping[str, list[str]],
    focus: str = "",
    place: tuple[bool, bool] = (True, True),
) -> ShownNode:
    """Return the tree for the template; `focus` is the path of the node whose first field gets the focus."""
    node = ShownNode(
        draft, kind_label(draft), list(faults.get(draft.path, [])), *place, focused=focus == draft.path
    )
    fact = CATALOGUE.facts.get(draft.fact) if draft.kind == "compare" else None
    if isinstance(fact, NumberFact):
        node.unit, node.is_day = said(fact.unit), fact.basis is Basis.DAY
        labels = _day_operators() if node.is_day else _number_operators()
        node.operators = [Choice(op.value, label, op.value == draft.op) for op, label in labels.items()]
    elif isinstance(fact, ChoiceFact):
        node.is_choice = True
        shown = {
            Operator.IN: _("다음 가운데 하나"),
            Operator.EQ: _("다음과 같음"),
            Operator.NE: _("다음이 아님"),
        }
        node.operators = [
            Choice(op.value, label, op.value == draft.op)
            for op, label in shown.items()
            if op is Operator.IN or op.value == draft.op
        ]
        node.choices = _checked(fact.choices, draft.codes)
    elif draft.kind == "designation":
        node.choices = _checked(CATALOGUE.designations, draft.codes)
    elif draft.kind in {"region", "industry"}:
        name_of = names.region if draft.kind == "region" else names.industry
        node.choices = [Choice(code, said(name_of(code)), chosen=True) for code in draft.codes]
    last = len(draft.parts) - 1
    node.parts = [
        show(part, names=names, faults=faults, focus=focus, place=(at == 0, at == last))
        for at, part in enumerate(draft.parts)
    ]
    return node


def _checked(known: Mapping[str, Text], codes: Iterable[str]) -> list[Choice]:
    chosen = set(codes)
    return [Choice(code, said(text), code in chosen) for code, text in known.items()]


def _number_operators() -> dict[Operator, str]:
    return {
        Operator.LE: _("이하"),
        Operator.LT: _("미만"),
        Operator.GE: _("이상"),
        Operator.GT: _("초과"),
        Operator.BETWEEN: _("부터 … 까지"),
        Operator.EQ: _("같음"),
        Operator.NE: _("아님"),
    }


def _day_operators() -> dict[Operator, str]:
    return {
        Operator.LE: _("이전(그날 포함)"),
        Operator.LT: _("그날보다 전"),
        Operator.GE: _("이후(그날 포함)"),
        Operator.GT: _("그날보다 후"),
        Operator.BETWEEN: _("부터 … 까지"),
        Operator.EQ: _("바로 그날"),
        Operator.NE: _("그날이 아님"),
    }


def kind_label(draft: Draft) -> str:
    """Return what a node is called."""
    if draft.kind == "compare":
        fact = CATALOGUE.facts.get(draft.fact)
        return said(fact.label) if fact else draft.fact
    return {
        "all": _("모두 충족"),
        "any": _("하나 이상 충족"),
        "not": _("제외 대상"),
        "likely": _("공고문에서 추정"),
        "region": said(CATALOGUE.region.label),
        "industry": said(CATALOGUE.industry.label),
        "designation": _("인증·확인"),
        "stated": _("문장 조건"),
    }[draft.kind]


def additions() -> list[OptionGroup]:
    """Return what can be added to a group, under headings."""
    facts = [Choice(f"compare:{name}", said(fact.label)) for name, fact in CATALOGUE.facts.items()]
    return [
        OptionGroup(
            _("기업 정보"),
            [
                Choice("region", said(CATALOGUE.region.label)),
                Choice("industry", said(CATALOGUE.industry.label)),
                *facts,
                Choice("designation", _("인증·확인")),
            ],
        ),
        OptionGroup(
            _("그 밖"),
            [
                Choice("stated", _("문장 조건(사람이 확인)")),
                Choice("not", _("제외 대상")),
                Choice("any", _("묶음: 하나 이상 충족")),
                Choice("all", _("묶음: 모두 충족")),
            ],
        ),
    ]


def new_draft(wanted: str) -> Draft | None:
    """Return the node that an entry of `additions` stands for, None for anything else."""
    kind, _colon, fact = wanted.partition(":")
    if kind == "compare":
        if fact not in CATALOGUE.facts:
            return None
        is_choice = isinstance(CATALOGUE.facts[fact], ChoiceFact)
        return Draft("compare", fact=fact, op=(Operator.IN if is_choice else Operator.LE).value)
    known = {"region", "industry", "designation", "stated", "not", "any", "all"}
    return Draft(kind) if kind in known else None


@dataclass(frozen=True)
class Words:
    """A rule in words, as a nested list."""

    text: str
    parts: tuple["Words", ...] = ()


def in_words(rule: Rule, names: Names) -> Words:
    """Return the rule as sentences: groups as headings over their parts, conditions as one line each."""
    parts = tuple(in_words(part, names) for part in parts_of(rule))
    heading = {
        "AllOf": _("다음을 모두 충족해야 합니다.") if parts else _("누구나 신청할 수 있습니다."),
        "AnyOf": _("다음 가운데 하나 이상을 충족해야 합니다."),
        "Not": _("다음에 해당하면 제외합니다."),
        "Likely": _("공고문에서 추정한 조건입니다. 어긋나도 확인 필요로 둡니다."),
    }.get(type(rule).__name__)
    if heading is not None:
        return Words(heading, parts)
    return Words(said(Speaker(names, CATALOGUE).leaf(rule)))
