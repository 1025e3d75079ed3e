"""The catalogue of facts: what rules may ask of a firm, how it is read, counted and shown.

A new fact is a new row here (and a field of FirmFacts); judging, set forms, wording and the JSON form follow
the catalogue and name no fact themselves.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from functools import cached_property

from didim.engines.eligibility.facts import FirmFacts, LegalForm, SizeClass, Stage
from didim.engines.eligibility.wording import Text

# Ends of a number that is not known, and the value of one that a firm cannot have (a pre-founder's opening
# day): it lies outside every range, so a comparison with it is never met.
ABSENT = -(2**62)
LOWEST = ABSENT + 1
HIGHEST = 2**62


class Basis(Enum):
    """What a number of a rule means on the fact's own scale."""

    PLAIN = auto()
    DAY = auto()
    ELAPSED_MONTHS = auto()
    COMPLETED_YEARS = auto()


@dataclass(frozen=True, slots=True)
class NumberFact:
    """A number known exactly, within bounds or not at all.

    column: facts with the same column read the same values (an opening day gives the firm's age).
    range_of: the bounds of the value, days as ordinals; equal when known exactly.
    """

    name: str
    label: Text
    unit: Text
    column: str
    basis: Basis
    range_of: Callable[[FirmFacts], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class ChoiceFact:
    """One of a few values; ``possible`` gives those the facts leave open, None when nothing is known."""

    name: str
    label: Text
    choices: Mapping[str, Text]
    possible: Callable[[FirmFacts], frozenset[str] | None]


@dataclass(frozen=True, slots=True)
class PathFact:
    """A place in a tree of codes, known from the root down to some depth.

    path_of: the codes from the root to the smallest known part, None when not known. may_contain: whether the
    smallest known part could hold the code asked for, so that the answer is still open.
    """

    name: str
    label: Text
    path_of: Callable[[FirmFacts], tuple[str, ...] | None]
    may_contain: Callable[[str, str], bool]


Fact = NumberFact | ChoiceFact


@dataclass(frozen=True)
class Catalogue:
    """All facts by name, the two paths, and the kinds of certificates."""

    facts: Mapping[str, Fact]
    region: PathFact
    industry: PathFact
    designations: Mapping[str, Text]

    @cached_property
    def columns(self) -> dict[str, NumberFact]:
        """Return one fact for each column of numbers."""
        numbers = (fact for fact in self.facts.values() if isinstance(fact, NumberFact))
        return {fact.column: fact for fact in numbers}

    @cached_property
    def choices(self) -> dict[str, ChoiceFact]:
        """Return the facts with choices."""
        return {name: fact for name, fact in self.facts.items() if isinstance(fact, ChoiceFact)}


def _number(value: int | None) -> tuple[int, int]:
    return (LOWEST, HIGHEST) if value is None else (value, value)


def _opening(facts: FirmFacts) -> tuple[int, int]:
    if facts.opened_on is not None:
        return facts.opened_on.toordinal(), facts.opened_on.toordinal()
    if facts.stage is Stage.PRE_FOUNDER:
        return ABSENT, ABSENT
    return (ABSENT if facts.stage is None else LOWEST), HIGHEST


def _birth(facts: FirmFacts) -> tuple[int, int]:
    if facts.birth_date is not None:
        return facts.birth_date.toordinal(), facts.birth_date.toordinal()
    if facts.birth_year is not None:
        return date(facts.birth_year, 1, 1).toordinal(), date(facts.birth_year, 12, 31).toordinal()
    return LOWEST, HIGHEST


def _single(value: str | None) -> frozenset[str] | None:
    return None if value is None else frozenset((value,))


def _region_may_contain(known: str, asked: str) -> bool:
    """Codes of legal districts: a city with boroughs ends in 0 and shares its first four digits with them."""
    if known == "00":
        return True
    stem = known[:-1] if len(known) == len("41110") and known.endswith("0") else known
    return len(asked) > len(stem) and asked.startswith(stem)


# First and last two-digit division of each KSIC section, 9th to 11th revision alike for our purpose.
SECTIONS: dict[str, tuple[int, int]] = {
    "A": (1, 3),
    "B": (5, 8),
    "C": (10, 34),
    "D": (35, 35),
    "E": (36, 39),
    "F": (41, 42),
    "G": (45, 47),
    "H": (49, 52),
    "I": (55, 56),
    "J": (58, 63),
    "K": (64, 66),
    "L": (68, 68),
    "M": (70, 73),
    "N": (74, 76),
    "O": (84, 84),
    "P": (85, 85),
    "Q": (86, 87),
    "R": (90, 91),
    "S": (94, 96),
    "T": (97, 98),
    "U": (99, 99),
}


def section_of(code: str) -> str:
    """Return the section letter of a KSIC code, "" for a code outside the classification."""
    if code[:1].isalpha():
        return code[0].upper()
    division = int(code[:2])
    return next((letter for letter, (first, last) in SECTIONS.items() if first <= division <= last), "")


def industry_path(code: str) -> tuple[str, ...]:
    """Return section, division, group, class and subclass of a KSIC code, as far as it goes."""
    if code[:1].isalpha():
        return (section_of(code),)
    return (section_of(code), *(code[:length] for length in range(2, len(code) + 1)))


def _industry_may_contain(known: str, asked: str) -> bool:
    if asked[:1].isalpha():
        return False
    return (
        section_of(asked) == known
        if known[:1].isalpha()
        else len(asked) > len(known) and asked.startswith(known)
    )


_WON, _PERSONS, _MONTHS, _YEARS = (
    Text("원", "won"),
    Text("명", "people"),
    Text("개월", "months"),
    Text("세", "years"),
)
_NO_UNIT = Text("", "")

STAGES: dict[str, Text] = {
    Stage.PRE_FOUNDER: Text("예비창업자", "Pre-founder"),
    Stage.OPERATING: Text("영업 중인 기업", "Operating firm"),
    Stage.SUSPENDED: Text("휴업 중인 기업", "Suspended firm"),
    Stage.CLOSED: Text("폐업한 기업", "Closed firm"),
}
LEGAL_FORMS: dict[str, Text] = {
    LegalForm.NONE: Text("사업자등록 전", "Not registered yet"),
    LegalForm.SOLE: Text("개인사업자", "Sole proprietor"),
    LegalForm.CORPORATION: Text("법인사업자", "Corporation"),
    LegalForm.COOPERATIVE: Text("협동조합", "Cooperative"),
    LegalForm.NONPROFIT: Text("비영리법인·단체", "Non-profit body"),
}
SIZE_CLASSES: dict[str, Text] = {
    SizeClass.MICRO: Text("소상공인", "Micro-enterprise"),
    SizeClass.SMALL: Text("소기업", "Small enterprise"),
    SizeClass.MEDIUM: Text("중기업", "Medium enterprise"),
    SizeClass.MID_SIZED: Text("중견기업", "Mid-sized company"),
    SizeClass.LARGE: Text("대기업", "Large company"),
}
DESIGNATIONS: dict[str, Text] = {
    "venture": Text("벤처기업", "Venture company"),
    "innobiz": Text("이노비즈(기술혁신형)", "Inno-Biz"),
    "mainbiz": Text("메인비즈(경영혁신형)", "Main-Biz"),
    "women": Text("여성기업", "Woman-owned business"),
    "disabled": Text("장애인기업", "Business owned by a person with disabilities"),
    "social": Text("사회적기업", "Social enterprise"),
    "solo_creative": Text("1인 창조기업", "One-person creative business"),
    "small_manufacturer": Text("소공인", "Small manufacturer"),
    "hundred_year_shop": Text("백년가게", "Hundred-Year Shop"),
    "root_industry": Text("뿌리기업", "Root-industry firm"),
    "rnd_institute": Text("기업부설연구소", "Corporate R&D institute"),
}

_NUMBERS = (
    NumberFact(
        "firm_age", Text("업력", "Age of the firm"), _MONTHS, "opened_on", Basis.ELAPSED_MONTHS, _opening
    ),
    NumberFact("opened_on", Text("사업개시일", "Opening day"), _NO_UNIT, "opened_on", Basis.DAY, _opening),
    NumberFact(
        "representative_age",
        Text("대표자 나이", "Age of the representative"),
        _YEARS,
        "birth_date",
        Basis.COMPLETED_YEARS,
        _birth,
    ),
    NumberFact(
        "birth_date",
        Text("대표자 생년월일", "Birth date of the representative"),
        _NO_UNIT,
        "birth_date",
        Basis.DAY,
        _birth,
    ),
    NumberFact(
        "employees",
        Text("상시근로자 수", "Regular employees"),
        _PERSONS,
        "employees",
        Basis.PLAIN,
        lambda facts: _number(facts.employees),
    ),
    NumberFact(
        "sales",
        Text("최근 연도 매출액", "Sales of the latest year"),
        _WON,
        "sales",
        Basis.PLAIN,
        lambda facts: _number(facts.sales),
    ),
    NumberFact(
        "sales_average",
        Text("3년 평균 매출액", "Average sales of three years"),
        _WON,
        "sales_average",
        Basis.PLAIN,
        lambda facts: _number(facts.sales_average),
    ),
)
_CHOICES = (
    ChoiceFact("stage", Text("사업 단계", "Business stage"), STAGES, lambda facts: _single(facts.stage)),
    ChoiceFact(
        "legal_form", Text("법적 형태", "Legal form"), LEGAL_FORMS, lambda facts: _single(facts.legal_form)
    ),
    ChoiceFact("size_class", Text("기업 규모", "Size class"), SIZE_CLASSES, lambda facts: facts.size_classes),
)

CATALOGUE = Catalogue(
    facts={fact.name: fact for fact in (*_NUMBERS, *_CHOICES)},
    region=PathFact(
        "region", Text("소재지", "Location"), lambda facts: facts.region_path, _region_may_contain
    ),
    industry=PathFact(
        "industry",
        Text("업종", "Industry"),
        lambda facts: None if facts.industry is None else industry_path(facts.industry),
        _industry_may_contain,
    ),
    designations=DESIGNATIONS,
)
