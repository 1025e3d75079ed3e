"""Size, certificates and industry of the firm; what is excluded."""

import re

from didim.engines.eligibility import (
    AllOf,
    AnyOf,
    Compare,
    HasDesignation,
    IndustryWithin,
    Likely,
    Not,
    Operator,
    Rule,
    Source,
    Stated,
)
from didim.programmes.domain.rule_reading.sections import Statements
from didim.programmes.domain.rule_reading.texts import NoticeText

# Not "소상공인과 협력하는 기업", "소상공인을 위한 교육기관".
_MICRO = re.compile(r"소상공인(?!\s?(?:과|와|에게|을|를|의)\b)(?!기본법)")
_SME = ("micro", "small", "medium")
_WIDER_THAN_MICRO = re.compile(
    r"중소|소기업|중견|스타트업|창업기업|벤처|예비|누구나|단체|조합|법인|상인회|기관|개인|대학|(?<!사업)기업(?!가|인)",
)
_WIDER_THAN_SME = re.compile(
    r"중견|대기업|기관|대학|연구|단체|조합|협회|누구나|개인|일반인|농업인|어업인|예비|등\s*$"
)
# "중소기업 또는 공장을 둔 제조업체": the second need not be small.
_OR_OTHERS = re.compile(
    r"(?:또는|혹은|이거나|,)(?![^,\n]*(?:중소|소상공인|소기업))[^,\n]*(?:기업|업체|법인|자\b)"
)
_CERTIFICATES = (
    (re.compile(r"장애인\s?기업|장애인표준사업장"), "disabled"),
    (re.compile(r"여성\s?기업"), "women"),
    (re.compile(r"사회적\s?기업"), "social"),
    (re.compile(r"벤처기업\s?(?:확인|인증)|벤처확인|벤처기업확인서"), "venture"),
    (re.compile(r"이노비즈|기술혁신형"), "innobiz"),
    (re.compile(r"메인비즈|경영혁신형"), "mainbiz"),
    (re.compile(r"뿌리\s?기업"), "root_industry"),
    (re.compile(r"1인\s?창조\s?기업"), "solo_creative"),
    (re.compile(r"(?<!상)소공인"), "small_manufacturer"),
    (re.compile(r"백년가게"), "hundred_year_shop"),
    (re.compile(r"기업부설연구소"), "rnd_institute"),
)
_BY_TARGET = {"women": "women", "disabled": "disabled", "social": "social"}
_NOT_REQUIRED = re.compile(r"우대|가점|제외|가능|포함|우선|연계|협업|구매|희망")
_MAKER = re.compile(r"제조업|제조\s?(?:중소|중견)?\s?·?\s?(?:중견)?기업|중소\s?제조|제조업체")
_SHUT = re.compile(r"휴\s?[·ㆍ,‧/.]?\s?폐업|휴업\s?(?:또는|및|이나|,|·|ㆍ|/|하거나)?\s?폐업")
_SHUT_MAY = re.compile(r"포함|가능|예정|재창업|재도전|폐업\s?(?:후|한|소상공인|자|경험)|이력")


def size_rule(fields: NoticeText, told: Statements) -> Rule | None:
    """Return the condition on the size class, None when the notice names none."""
    lines = "\n".join(told.lines)
    source = (
        Source(told.lines[0], "target_text") if told.lines else Source(", ".join(fields.targets), "targets")
    )
    micro = Compare("size_class", Operator.EQ, "micro", source=source)
    small = Compare("size_class", Operator.IN, _SME, source=source)
    if _MICRO.search(lines) and not _WIDER_THAN_MICRO.search(lines.replace("소상공인기본법", "")):
        grace = AllOf(
            (
                Compare("size_class", Operator.IN, ("micro", "small"), source=source),
                Stated(
                    "규모가 커진 뒤의 유예기간 등 소상공인으로 인정받음",
                    source,
                    "still counts as a micro-enterprise (period of grace)",
                ),
            ),
        )
        return AnyOf((micro, grace), source)
    if "중소" in lines:
        wider = _WIDER_THAN_SME.search(lines) or _OR_OTHERS.search(lines)
        return Likely(small, source) if wider or len(told.lines) > 1 else small
    if fields.source == "kstartup":
        return None
    # The class a source files the notice under, or a list of small classes, is likely.
    if "micro" in fields.targets and "sme" not in fields.targets:
        return Likely(micro, source)
    named = "sme" in fields.targets or re.search(r"소상공인|소기업|중기업", lines)
    return Likely(small, source) if named else None


def certificate_rule(fields: NoticeText, told: Statements) -> Rule | None:
    """Return the certificates the target statement asks for: likely, since it may name them among others."""
    for line in told.lines:
        kinds = tuple(kind for pattern, kind in _CERTIFICATES if pattern.search(line))
        if kinds and not _NOT_REQUIRED.search(line):
            source = Source(line, "target_text")
            return Likely(HasDesignation(kinds, source=source), source)
    kinds = tuple(kind for target, kind in _BY_TARGET.items() if target in fields.targets)
    if not kinds or fields.source == "kstartup":
        return None
    source = Source(", ".join(fields.targets), "targets")
    return Likely(HasDesignation(kinds, source=source), source)


def industry_rule(told: Statements) -> Rule | None:
    """Return manufacturing where the target statement asks for it; other trades stay words."""
    for line in told.lines:
        if _MAKER.search(line) and not _NOT_REQUIRED.search(line):
            source = Source(line, "target_text")
            return Likely(IndustryWithin(("C",), source), source)
    return None


def running_rule(fields: NoticeText, told: Statements) -> Rule | None:
    """Return the exclusion of suspended and closed firms where the text names it without exception."""
    for field, text in (("exclusion_text", fields.exclusion_text), ("target_text", told.whole)):
        for row in text.splitlines():
            shut = _SHUT.search(row)
            denied = field == "exclusion_text" or re.search(r"제외|아닌|않은|불가|없는", row)
            if shut and denied and not _SHUT_MAY.search(row) and not _SHUT_MAY.search(told.whole):
                source = Source(row.strip(), field)
                asleep = Compare("stage", Operator.IN, ("suspended", "closed"), source=source)
                return Not(asleep, source)
    return None
