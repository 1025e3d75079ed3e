"""Where a firm must be, as far as the words of a notice say so."""

import re

from didim.engines.eligibility import (
    AllOf,
    AnyOf,
    Compare,
    Likely,
    Operator,
    RegionWithin,
    Rule,
    Source,
    Stated,
)
from didim.programmes.domain.rule_reading.places import PLACES, OwnArea, codes_of, marked, own_area
from didim.programmes.domain.rule_reading.sections import Statements
from didim.programmes.domain.rule_reading.texts import NoticeText

# What makes a place the firm's own: after the names, within a few words and the same statement.
_SEAT = re.compile(
    r"^\s*(?:도|시|군|구)?\s*(?:지역|권역)?\s*(?:내|관내|안)?(?:에|에서|을|를|으로|의|로|이|가|인)?\s*"
    r"(?:[^⟦\n.※]{0,24}?)(?:소재|위치|입주|둔|두고|본사|본점|사업장|공장|주소|거주|영위|운영|영업)",
)
_WITHIN = re.compile(r"^\s*(?:도|시|군|구)?\s*(?:지역|권역)?\s*(?:내|관내)|^\s*지역|^인\s")
_BEFORE = re.compile(r"(?:소재지|주소지|사업장|본사|본점|공장)[^⟦\n]{0,14}$")
# Words after which a firm elsewhere may still apply.
_ELSEWHERE = re.compile(
    r"이전|예정|전입|유치|역외|타\s?지역|타\s?시|전국|무관|누구나|우선|우대|가점|순위|제한\s?없|이주|연고|출신|졸업|"
    r"재학|이거나|컨소시엄|협력|관내\s?[/·ㆍ]\s?외|수도권|비수도권|제외|상관\s?없|확약|설립\s?가능|이외|그\s?외",
)
_ONE_OF_SEVERAL = re.compile(
    r"공장|지점|지사|연구소|사업장|제조시설|사무소|거주|주소|주민등록|영업소|지부|분원|점포|현장|생산시설",
)
_SEVERAL = re.compile(
    r"(?:본사|본점|공장|사업장|지사|지점|연구소)[^\n]{0,12}(?:또는|혹은|,|·|/|중)[^\n]{0,10}"
    r"(?:공장|사업장|지사|지점|연구소|사무소|하나|1)",
)
_SEAT_ALONE = re.compile(r"사업장\s?소재지|주된\s?사업장|사업자\s?등록")
_DISJUNCTION = re.compile(r"또는|혹은|이거나|①|❶|\(1\)|1\)|유형|트랙|부문")


def location_rule(fields: NoticeText, told: Statements) -> Rule | None:
    """Return the condition on the firm's place, None when the notice names none.

    Certain only when the target statement itself sets the place for everybody it addresses and nothing in it
    lets firms from elsewhere in; the prefix of a title or a region field alone is likely, not certain.
    """
    own = own_area(fields.title, fields.region_codes)
    for at, line in enumerate(told.lines):
        found = _seat(marked(line, own))
        if found:
            codes, before = found
            certain = _is_for_all(told, at, before, own) and not _ELSEWHERE.search(told.whole)
            certain = certain and _whole_list(line, own)
            rule = _rule(codes, line, certain=certain, told=told)
            narrower = _narrower(codes, own, fields)
            return AllOf((rule, narrower)) if narrower else rule
    codes = own.codes
    if not codes or len(codes) > len(("11", "26", "27", "28")):
        return None
    return Likely(RegionWithin(codes), Source(fields.title, "title" if own.districts else "region_codes"))


def _narrower(codes: tuple[str, ...], own: OwnArea, fields: NoticeText) -> Rule | None:
    """Return the title's district where the statement names only its province: [경기] 가평군, 도내."""
    inside = tuple(code for code in own.districts if code not in codes and code[:2] in codes)
    return Likely(RegionWithin(inside), Source(fields.title, "title")) if inside else None


def has_place(line: str, own: OwnArea) -> bool:
    """Return whether a statement names a place that a firm must be in."""
    return _seat(marked(line, own)) is not None


def _seat(text: str) -> tuple[tuple[str, ...], str] | None:
    """Return the codes of the first places that a firm must be in, and the text before them."""
    for match in PLACES.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        if _SEAT.search(after) or _WITHIN.search(after) or _BEFORE.search(before):
            return codes_of(match[0]), before
    return None


def _whole_list(line: str, own: OwnArea) -> bool:
    """Return whether every name in the list of places was understood: "대전·○○ 소재" was not."""
    text = marked(line, own)
    return not re.search(r"⟧\s*[·,/]\s*[가-힣]{2,6}\s*(?:소재|지역|권역|내|에)|[가-힣]{2,4}\s*[·/]\s*⟦", text)


def _is_for_all(told: Statements, at: int, before: str, own: OwnArea) -> bool:
    if _DISJUNCTION.search(before) or "," in before:
        return False
    others = [line for index, line in enumerate(told.lines) if index != at]
    return all(has_place(line, own) for line in others)


def _rule(codes: tuple[str, ...], line: str, *, certain: bool, told: Statements) -> Rule:
    source = Source(line, "target_text")
    within = RegionWithin(codes, source)
    if not certain:
        return Likely(within, source)
    open_ways: list[Rule] = []
    if _ONE_OF_SEVERAL.search(_SEAT_ALONE.sub("", line)) or _SEVERAL.search(told.whole):
        open_ways.append(
            Stated(
                "본사 밖의 사업장·공장·주소지가 이 지역에 있음",
                source,
                "a branch, plant or address other than the head office is there",
            ),
        )
    if "예비" in told.whole:
        pre_founder = Compare("stage", Operator.EQ, "pre_founder", source=source)
        open_ways.append(AllOf((pre_founder, Stated("이 지역에서 창업할 예정", source, "will found there"))))
    return AnyOf((within, *open_ways), source) if open_ways else within
