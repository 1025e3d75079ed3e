"""Put the conditions that a notice's words hold into one rule."""

import re
from datetime import date

from didim.engines.eligibility import AllOf, Rule, Source, Stated, dump
from didim.programmes.domain.rule_reading.classes import (
    certificate_rule,
    industry_rule,
    running_rule,
    size_rule,
)
from didim.programmes.domain.rule_reading.founding import firm_rule, founder_rule
from didim.programmes.domain.rule_reading.location import has_place, location_rule
from didim.programmes.domain.rule_reading.places import MARK, marked, own_area
from didim.programmes.domain.rule_reading.sections import Statements, statements
from didim.programmes.domain.rule_reading.texts import NoticeText, RuleReading

READING_ID = "2026-11-22.5"

# The day definitions are taken of when the notice has none.
_UNDATED = date(2026, 1, 1)
_LONGEST = 600
# Words that the typed conditions speak for; what else a statement says is left for a person to check.
_SPOKEN_FOR = re.compile(
    rf"{MARK}|\d+\s*(?:년|개월|세)|「?(?:중소|소상공인|벤처)\s?기업?기본법」?(?:\s*제?\s?2조)?|공고일|신청일|접수일|마감일|"
    r"현재|기준|사업자\s?등록증?|본사|본점|사업장|공장|지점|지사|소재지?|위치|관내|도내|지역|국내|예비|초기|창업|업력|"
    r"설립|개업|중소\s?·?\s?벤처|중소|소상공인|소기업|중기업|기업|업체|사업자|스타트업|대표자?|이내|이하|미만|이상|초과|확인서?|인증서?|"
    r"보유|영업|경과|지나지|하지|않은|또는|및|으로|에서|따른|의한|규정|제\d+조|시행령|같은\s?법|해당|하는|있는|두고|모두",
)
_PARTICLES = re.compile(
    r"(?:만|후|인|의|을|를|둔|한|된|에|이|가|은|는|로|와|과|상|내|중|자|팀|등|개인|법인)*"
)
_OF_FOUNDER = re.compile(r"청년|중장년")
_OF_CERTIFICATE = re.compile(r"장애인|여성|사회적|이노비즈|메인비즈|뿌리|1인|창조|벤처|소공인|백년가게")
_OF_INDUSTRY = re.compile(r"제조업?")
_NOTHING_EXCLUDED = re.compile(
    r"[\s\-·.]*(?:해당\s?(?:사항\s?)?없음|없음|없습니다|해당없음|-|x|X|n/a)?[\s.]*"
)
# Calls that do not address firms in general, or ask for more than a firm's facts tell.
_OTHER_PEOPLE = re.compile(
    r"대학생|청소년|학생|재창업|재도전|폐업|수행기관|운영기관|주관기관|평가위원|전문가|멘토|강사|위촉|위탁|용역|입찰|"
    r"포상|유공|교육생|수강생|훈련생|서포터즈|인턴|외국인|귀농|농업인|농업법인|어업인|시니어|경력단절|여성|장애인|"
    r"협약기관|참여기관|투자사|운용사|컨소시엄|공급기업|수요기업",
)


def read_rule(fields: NoticeText) -> RuleReading:
    """Return the rule of a notice.

    Never raises for any text. A condition counts as certain only where its words set it for everybody the
    notice addresses; a field alone, a title or one of several statements is "likely": it can speak for a
    firm, never against it. Whatever the typed conditions leave unsaid stays as words to be checked.
    """
    day = fields.published_on or _UNDATED
    told = statements(fields)
    founder, certificate = founder_rule(fields, told, day), certificate_rule(fields, told)
    industry = industry_rule(told)
    typed = (
        location_rule(fields, told),
        firm_rule(fields, told, day),
        founder,
        size_rule(fields, told),
        certificate,
        industry,
        running_rule(fields, told),
    )
    spoken = [
        words
        for words, rule in ((_OF_FOUNDER, founder), (_OF_CERTIFICATE, certificate), (_OF_INDUSTRY, industry))
        if rule is not None
    ]
    parts = [rule for rule in typed if rule is not None]
    parts += _in_words(fields, told, [_SPOKEN_FOR, *spoken])
    return RuleReading(dump(AllOf(tuple(parts))), READING_ID)


def _in_words(fields: NoticeText, told: Statements, spoken: list[re.Pattern[str]]) -> list[Rule]:
    rules: list[Rule] = []
    if not told.lines:
        nothing_told = "지원대상은 공고문에서 확인하세요."
        source = Source(fields.title, "title")
        rules.append(Stated(nothing_told, source, "See the notice for whom it is meant."))
    elif told.cut or told.notes or any(_unsaid(line, fields, spoken) for line in told.lines):
        rules.append(Stated(_short(told.whole), Source(told.whole, "target_text")))
    if _OTHER_PEOPLE.search(fields.title):
        rules.append(Stated(f"공고 제목의 대상에 해당: {fields.title}", Source(fields.title, "title")))
    if not _NOTHING_EXCLUDED.fullmatch(fields.exclusion_text):
        source = Source(fields.exclusion_text, "exclusion_text")
        rules.append(Stated(f"제외대상에 해당하지 않음: {_short(fields.exclusion_text)}", source))
    return rules


def _unsaid(line: str, fields: NoticeText, spoken: list[re.Pattern[str]]) -> bool:
    """Return whether a statement says more than the typed conditions speak for."""
    own = own_area(fields.title, fields.region_codes)
    rest = marked(line, own)
    if "⟦" in rest and not has_place(line, own):
        return True
    for words in spoken:
        rest = words.sub(" ", rest)
    if re.search(r"\d\s*(?:인|명|억|만|%)", rest):
        return True
    return any(not _PARTICLES.fullmatch(word) for word in re.findall(r"[가-힣A-Za-z]+", rest))


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST else f"{flat[:_LONGEST].rstrip()}…"
