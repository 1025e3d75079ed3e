"""Ages in running text: of firms ("창업 7년 이내") and of founders ("만 39세 이하")."""

import re
from dataclasses import dataclass

from didim.engines.eligibility import Operator

_MONTHS_IN_YEAR = 12
_ENDS = {
    "이내": Operator.LE,
    "이하": Operator.LE,
    "까지": Operator.LE,
    "지나지": Operator.LE,
    "미만": Operator.LT,
    "이상": Operator.GE,
    "경과": Operator.GE,
    "초과": Operator.GT,
}
_END = (
    r"(?P<end>이내|이하|까지|지나지|미만|이상|경과|초과)"
    r"(?P<denied>\s*(?:하지|되지|하지는)?\s*(?:않|아니|못))?"
)
_SPAN = r"(?P<number>\d{1,2})\s*(?P<unit>년|개월)\s*(?:간|차)?\s*(?:이|을|를)?\s*"
# "창업(공고일 기준) 후 만 7년 이내", "업력 3년 이상"; not "최근 3년 이내", not "선정 후 6개월 이내 창업".
_AFTER_WORD = re.compile(
    r"(?<!재)(?<!예비)(?:창업|업력|설립|개업|개시|사업자\s?등록)(?:일|한|하여|기업|자)?"
    rf"(?:[^\n.,;※*①-⑳]{{0,14}}?)(?:만\s*)?{_SPAN}{_END}",
)
_BEFORE_WORD = re.compile(
    rf"(?P<lead>[^\n]{{0,10}})(?:만\s*)?(?P<number>\d{{1,2}})\s*(?P<unit>년)\s*{_END}\s*(?:의|인)?\s*"
    r"(?:창업\s?기업|창업자|초기\s?창업|스타트업|창업초기|기창업|신생\s?기업)",
)
_NOT_AN_AGE = re.compile(
    r"최근|직전|졸업|폐업|수료|선정|입주|협약|퇴직|유지|종료|근속|예정|향후|매출|재직|거주"
)
_PERSON = re.compile(rf"(?:만\s*)?(?P<number>[1-6]\d)\s*세\s*(?:의\s*)?{_END}")
_PERSON_RANGE = re.compile(
    r"(?:만\s*)?(?P<low>[1-6]\d)\s*세?\s*(?:이상)?\s*[~∼～\-–]\s*(?:만\s*)?(?P<high>[1-6]\d)\s*세",
)
_NOT_THE_FOUNDER = re.compile(
    r"근로자|채용|고용|재직|인턴|구직|종사자|직원|인재|연구인력|훈련생|자녀|노인|어르신"
)


@dataclass(frozen=True, slots=True)
class AgeMention:
    """A bound on an age as a sentence (text) states it: months for firms, years for founders."""

    op: Operator
    amount: int
    text: str

    @property
    def upper(self) -> bool:
        """Whether it is an upper bound."""
        return self.op in (Operator.LE, Operator.LT)


def firm_ages(line: str) -> list[AgeMention]:
    """Return the bounds on a firm's age that a line states."""
    found: dict[int, AgeMention] = {}
    for pattern in (_AFTER_WORD, _BEFORE_WORD):
        for match in pattern.finditer(line):
            if _NOT_AN_AGE.search(match[0]):
                continue
            months = int(match["number"]) * (_MONTHS_IN_YEAR if match["unit"] == "년" else 1)
            found.setdefault(match.start("number"), AgeMention(_operator(match), months, line))
    return list(found.values())


def founder_ages(line: str) -> list[AgeMention]:
    """Return the bounds on a founder's age that a line states; none where it speaks of employees."""
    if _NOT_THE_FOUNDER.search(line):
        return []
    ranges = list(_PERSON_RANGE.finditer(line))
    found = []
    for match in ranges:
        found.append(AgeMention(Operator.GE, int(match["low"]), line))
        found.append(AgeMention(Operator.LE, int(match["high"]), line))
    singles = (
        match
        for match in _PERSON.finditer(line)
        if not any(span.start() <= match.start() < span.end() for span in ranges)
    )
    return found + [AgeMention(_operator(match), int(match["number"]), line) for match in singles]


def _operator(match: re.Match[str]) -> Operator:
    """Return what the ending means: "8년이 경과하지 않은" is at most 8 years."""
    stated = _ENDS[match["end"]]
    turned = {Operator.GE: Operator.LE, Operator.GT: Operator.LE}
    return turned.get(stated, stated) if match["denied"] else stated
