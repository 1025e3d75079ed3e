"""How alike two notices of different sources are: a pure function of what they say.

Score 0.6·title + 0.25·body that issues it + 0.15·period, as found in practice; what one of the two does not
say is left out and the weights of the rest are raised: not known is no mismatch. The thresholds, and what all
real pairs showed, stand in docs/decisions/0002-deduplication.md.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from rapidfuzz import fuzz

from didim.kernel.korean_text import one_line, search_form

TITLE_WEIGHT, AGENCY_WEIGHT, PERIOD_WEIGHT = 0.6, 0.25, 0.15
# A pair from here on is shown to people …
NEAR = 0.75
# … and is merged without them only when it is the same in every respect.
CERTAIN_TITLE = 0.97
SHORTEST_CERTAIN = 8  # letters of a title's core; shorter ones name too little

_PREFIX = re.compile(r"^\s*[\[【<〔(]\s*([^\]】>〕)]{1,60})\s*[\]】>〕)]\s*")
_YEAR = re.compile(
    r"(?<!\d)(20\d\d)\s*(?:년도?|학년도|[.])?|['’‘](\d\d)\s*년도?|(?<!\d)(2\d)\s*년(?:도)?(?=\s)"
)
_ROUND = re.compile(
    r"제?\s*(?<![\d.])(\d{1,3})\s*(차|회차|회|기|단계|분기|월)(?![가-힣]*[월일])"
    r"|(상반기|하반기|추가|재공고|재모집|연장|변경|수정|정정|긴급|취소)"
)
_CLICHES = re.compile(
    r"(?:지원\s*)?(?:참여|참가|수혜|수요|지원|선정|입주|대상)\s*(?:기업|업체|희망기업)"
    r"|모집|공고문?|안내|알림|공모|신청|접수|개최|선발|통합|시행|계획|참가자|참여자"
)
# A leading [region], in the search form (dots and spaces gone).
_REGION_PREFIX = re.compile(
    r"(?:서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|전북|전남|경북|경남|제주|충청권|호남권|수도권"
    r"|비수도권|특별자치|광역|특별|도|시)+"
)
_LEGAL_FORMS = re.compile(r"재단법인|사단법인|주식회사|\(?[재사주]\)|㈜|유한회사")


@dataclass(frozen=True, slots=True)
class TitleParts:
    """A title taken apart: what is announced, and the marks that tell one announcement from another."""

    core: str
    years: frozenset[str]
    rounds: frozenset[str]
    prefixes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Compared:
    """What is compared of a notice. `label` tells sources apart ("bizinfo", "other:snip")."""

    id: int
    label: str
    title: str
    bodies: frozenset[str]
    regions: frozenset[str]
    period_kind: str
    opens_on: date | None
    closes_on: date | None


@dataclass(frozen=True, slots=True)
class Likeness:
    """The parts of a score, each 0 to 1 (None: one of the two does not say), and whether it is certain."""

    title: float
    agency: float | None
    period: float | None
    score: float
    is_certain: bool


@lru_cache(maxsize=10_000)
def title_parts(title: str) -> TitleParts:
    """Take a title apart: clichés go; years, rounds and leading [words] are kept apart."""
    rest = one_line(title)
    prefixes: set[str] = set()
    while (prefix := _PREFIX.match(rest)) and len(rest) > len(prefix[0]):
        prefixes.add(search_form(prefix[1]).replace(" ", ""))
        rest = rest[len(prefix[0]) :]
    years = {found[0] or f"20{found[1] or found[2]}" for found in _YEAR.findall(rest)}
    rest = _YEAR.sub(" ", rest)
    rounds = {(found[0] + found[1]) or found[2] for found in _ROUND.findall(rest)}
    rest = _CLICHES.sub(" ", _ROUND.sub(" ", rest))
    core = search_form(rest).replace(" ", "")
    return TitleParts(core, frozenset(years), frozenset(rounds), frozenset(prefixes))


def body_name(name: str) -> str:
    """Return the name of an institution without its legal form and spaces."""
    return search_form(_LEGAL_FORMS.sub(" ", name)).replace(" ", "")


def likeness(one: Compared, other: Compared) -> Likeness:
    """Compare two notices."""
    left, right = title_parts(one.title), title_parts(other.title)
    title = fuzz.ratio(left.core, right.core) / 100
    agency = _agency_likeness(one.bodies, other.bodies)
    period = _period_likeness(one, other)
    parts = [(TITLE_WEIGHT, title), (AGENCY_WEIGHT, agency), (PERIOD_WEIGHT, period)]
    told = [(weight, value) for weight, value in parts if value is not None]
    score = sum(weight * value for weight, value in told) / sum(weight for weight, _ in told)
    same_marks = (
        left.years == right.years
        and left.rounds == right.rounds
        and _odd_prefixes(left, one) == _odd_prefixes(right, other)
        and (one.regions == other.regions or not one.regions or not other.regions)
    )
    is_certain = (
        same_marks
        and title >= CERTAIN_TITLE
        and min(len(left.core), len(right.core)) >= SHORTEST_CERTAIN
        and agency == 1
        and one.closes_on is not None
        and period == 1
    )
    return Likeness(title, agency, period, score, is_certain)


def _agency_likeness(ones: frozenset[str], others: frozenset[str]) -> float | None:
    if not ones or not others:
        return None
    return 1.0 if ones & others else max(fuzz.ratio(one, other) for one in ones for other in others) / 100


def _period_likeness(one: Compared, other: Compared) -> float | None:
    if one.closes_on is None or other.closes_on is None:
        return 1.0 if one.period_kind == other.period_kind else None
    if one.closes_on != other.closes_on:
        return 0.0
    return 1.0 if one.opens_on is None or other.opens_on is None or one.opens_on == other.opens_on else 0.7


def _odd_prefixes(parts: TitleParts, compared: Compared) -> frozenset[str]:
    """Return the leading [words] that name neither a region nor a body: perhaps a part of a programme."""
    return frozenset(
        prefix
        for prefix in parts.prefixes
        if not _REGION_PREFIX.fullmatch(prefix) and not any(prefix in body for body in compared.bodies)
    )
