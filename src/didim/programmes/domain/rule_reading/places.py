"""Region names in running text: "경북 도내", "영주시에 소재한", "서울·부산 소재"."""

import re
from dataclasses import dataclass
from functools import cache

from didim.registry.domain.codes import shipped_regions
from didim.registry.enums import RegionLevel

COUNTRY = "00"
# 광주시 of 경기도 and 광주광역시 share a name.
_AREAS = {
    "충청": "대전 세종 충북 충남",
    "호남": "광주 전북 전남",
    "전라": "광주 전북 전남",
    "영남": "부산 대구 울산 경북 경남",
    "경상": "경북 경남",
    "동남": "부산 울산 경남",
    "부울경": "부산 울산 경남",
    "대경": "대구 경북",
    "수도": "서울 인천 경기",
}
_GYEONGGI, _GWANGJU_IN_GYEONGGI = "41", "41610"
_SHORTEST_STEM = 2
# A place in marked text: ⟦codes⟧, several codes where one name stands for several regions.
MARK = r"⟦[0-9|]+⟧"
_OWN = re.compile(r"(?<![가-힣⟧])(?<!⟧\s)(도내|시내|군내|구내|관내|지역\s?내|역내)(?![가-힣·ㆍ/]*외)")
_LIST_JOINT = r"\s*(?:,|·|ㆍ|‧|∙|・|/|및|또는|와|과)?\s*"
PLACES = re.compile(rf"{MARK}(?:{_LIST_JOINT}{MARK})*")


@dataclass(frozen=True, slots=True)
class OwnArea:
    """Where a notice is at home: provinces from its prefix, and the district its title goes on with."""

    provinces: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the narrowest area known."""
        return self.districts or self.provinces


def own_area(title: str, region_codes: tuple[str, ...]) -> OwnArea:
    """Return the notice's own area from a title such as "[경북] 영주시 2026년 …" and its region codes."""
    known = [code for code in region_codes if code != COUNTRY]
    provinces = tuple(dict.fromkeys(code[:2] for code in known))
    rest = re.sub(r"^\s*(?:\[[^\]]{1,40}\]\s*)?(?:20\d\d\s*년?도?\s*)?", "", title)
    districts: list[str] = [code for code in known if len(code) > len("11")]
    districts += _leading_districts(rest, provinces) or _district_in(title, provinces)
    unique = tuple(dict.fromkeys(districts))
    sure = unique if provinces or len(unique) == 1 else ()
    return OwnArea(provinces or tuple(dict.fromkeys(code[:2] for code in sure)), sure)


def _leading_districts(text: str, provinces: tuple[str, ...]) -> list[str]:
    """Return the districts a text begins with: "진주시·사천시 2026년 …"."""
    found: list[str] = []
    while True:
        hits = [(name, code) for name, code in _districts() if text.startswith(name)]
        hits = [(name, code) for name, code in hits if not provinces or code[:2] in provinces]
        if not hits or len({code for name, code in hits if name == hits[0][0]}) != 1:
            return found
        found.append(hits[0][1])
        text = text[len(hits[0][0]) :].lstrip(" ·ㆍ,/")


def _district_in(title: str, provinces: tuple[str, ...]) -> list[str]:
    """Return the district whose full name stands anywhere in a title, where only one has that name."""
    for name, _code in _districts():
        if name[-1] in "시군구" and re.search(rf"(?<![가-힣]){name}(?![가-힣])", title):
            codes = {code for other, code in _districts() if other == name}
            codes = {code for code in codes if not provinces or code[:2] in provinces}
            return list(codes) if len(codes) == 1 else []
    return []


def marked(text: str, own: OwnArea) -> str:
    """Return the text with every region name replaced by a mark of its codes.

    A district's name counts where it is the only one of its name: after a province, in the notice's own
    provinces, or in the country. "도내" and "관내" become marks of the notice's own area.
    """
    if own.provinces == (_GYEONGGI,):
        text = text.replace("광주시", f"⟦{_GWANGJU_IN_GYEONGGI}⟧")
    text = re.sub(r"경기도?\s*광주시?(?![가-힣])", f"⟦{_GWANGJU_IN_GYEONGGI}⟧", text)
    text = _province_pattern().sub(lambda match: f"⟦{'|'.join(_provinces()[match[0]])}⟧", text)
    text = _district_pattern().sub(lambda match: _district_mark(match, own), text)
    # A province and its district, a city and its borough side by side are the smaller one.
    text = re.sub(r"⟦([0-9]{2})⟧\s*(⟦\1[0-9]{3}⟧)", r"\2", text)
    text = re.sub(r"⟦([0-9]{4})0⟧\s*(⟦\1[1-9]⟧)", r"\2", text)
    return _OWN.sub(lambda match: _own_mark(match[1], own), text)


def codes_of(marks: str) -> tuple[str, ...]:
    """Return the codes in marked text."""
    found = (code for mark in re.findall(r"⟦([0-9|]+)⟧", marks) for code in mark.split("|"))
    return tuple(dict.fromkeys(found))


def _own_mark(word: str, own: OwnArea) -> str:
    codes = own.provinces if word == "도내" else own.codes
    return f"⟦{'|'.join(codes)}⟧내" if codes else word


def _district_mark(match: re.Match[str], own: OwnArea) -> str:
    name = match["name"]
    candidates = _districts_by_name()[name]
    near = match["province"]
    if near:
        candidates = [code for code in candidates if code[:2] in near.split("|")] or candidates
    elif own.provinces:
        candidates = [code for code in candidates if code[:2] in own.provinces] or candidates
    if len(set(candidates)) != 1:
        return match[0]
    before = match[0][: match.start("name") - match.start()]
    return f"{before}⟦{candidates[0]}⟧"


@cache
def _provinces() -> dict[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {}
    for row in shipped_regions():
        if row["level"] != RegionLevel.PROVINCE or row["valid_to"] is not None:
            continue
        for name in (row["name"], row["short_name"], *row["aliases"]):
            names[name] = (*names.get(name, ()), row["code"])
    for old, new in (("강원도", "강원"), ("전라북도", "전북")):
        names.setdefault(old, names[new])
    for area, members in _AREAS.items():
        names[area] = names[f"{area}권"] = tuple(code for name in members.split() for code in names[name])
    return names


@cache
def _districts() -> tuple[tuple[str, str], ...]:
    """Return every name of a current district with its code, longest names first."""
    pairs = [
        (name, row["code"])
        for row in shipped_regions()
        if row["level"] == RegionLevel.DISTRICT and row["valid_to"] is None
        for name in {row["name"], row["short_name"]}
        if name not in _provinces()
    ]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


@cache
def _districts_by_name() -> dict[str, list[str]]:
    """Return codes by district name, and by its stem ("구미" of 구미시) where the stem is long enough."""
    names: dict[str, list[str]] = {}
    for name, code in _districts():
        names.setdefault(name, []).append(code)
        stem = name[:-1]
        if len(stem) >= _SHORTEST_STEM and name[-1] in "시군" and stem not in _provinces():
            names.setdefault(stem, []).append(code)
    return names


@cache
def _province_pattern() -> re.Pattern[str]:
    names = sorted(_provinces(), key=len, reverse=True)
    # Not inside another word (부경대, 신경기), nor the first half of a word that only looks like it.
    # "수도" and "동남" alone are no areas, "수도권" is.
    names = [name for name in names if name not in {"수도", "동남", "대경"}]
    # A name that runs on is an institution's (충남신용보증재단, 경북도청), unless a word of place follows.
    own_names = (
        r"(?!도청|시청|도립|시립|시민|도민|대학|대 |TP)"
        r"(?=도|시|내|지역|권|소재|에|의|을|를|은|는|이|가|로|인|관내|본사|본점|사업장|거주|및|과|와|외|[^가-힣]|$)"
    )
    return re.compile(rf"(?<![가-힣])(?:{'|'.join(map(re.escape, names))}){own_names}")


@cache
def _district_pattern() -> re.Pattern[str]:
    names = sorted(_districts_by_name(), key=len, reverse=True)
    tail = (
        r"(?=\s*(?:,|·|ㆍ|‧|∙|・|/|및|시|군|구|지역|관내|내|소재|에|을|를|의|로|인|이|본사|본점|사업장|거주|"
        r"\)|$))"
    )
    return re.compile(
        rf"(?:⟦(?P<province>[0-9|]+)⟧\s*)?(?<![가-힣])(?P<name>{'|'.join(map(re.escape, names))}){tail}",
        re.MULTILINE,
    )
