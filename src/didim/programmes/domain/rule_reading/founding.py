"""Stage and age of the firm, age of its representative."""

import re
from collections.abc import Callable
from datetime import date

from didim.engines.eligibility import AllOf, AnyOf, Compare, Likely, Operator, Rule, Source, Stated, Text
from didim.kernel.definitions import shipped_definitions
from didim.programmes.domain.rule_reading.numbers import AgeMention, firm_ages, founder_ages
from didim.programmes.domain.rule_reading.sections import Statements
from didim.programmes.domain.rule_reading.texts import NoticeText

_PRE = "pre"
# Others than firms of that age may apply, or the limit is lifted for some.
_OTHERS = re.compile(
    r"또는|혹은|이거나|유형|트랙|부문|①|❶|일반인|개인|대학|연구|기관|단체|조합|누구나|재창업|재도전|우대|가점|"
    r"제한\s?없|무관|관계\s?없|순위|우선|팀원|구성원|임직원|참여\s?가능|신청\s?가능|(?:기업|업체|사업자|소상공인)\s*,",
)
_SOMETIMES = re.compile(r"경우|단,|다만|\(단|예외")
_NO_LIMIT = re.compile(r"제한\s?없|무관|관계\s?없|누구나|제한\s?두지")
_PRE_OR = re.compile(r"\(?예비\)?\s*(?:창업)?(?:자|팀|기업|인)?(?:\(팀\))?\s*(?:또는|및|,|·|ㆍ|~|와|과|혹은)")
_PRE_WORDS = re.compile(
    r"\(?예비\)?\s?[,·ㆍ및]?\s?(?:초기|창업|소상공인|기업|재창업|1인|청년|여성|사회적|스타트업)|사업자\s?등록(?:을|이)?\s?(?:하지|되어\s?있지|없는)"
)
_STARTUP = re.compile(r"(?<!예비)(?<!재)창업\s?(?:기업|자|팀)|스타트업")
_OTHER_FIRMS = re.compile(r"중소|소상공인|중견|업체|사업자|(?<!창업)(?<!창업\s)기업")
# "(예비)창업자" and "예비·초기" speak of founders too.
_PRE_TOO = re.compile(r"\(예비|예비\)|예비\s?[·,ㆍ및/]")
_ONLY_PRE = re.compile(r"기창업|초기|재창업|또는|및|창업기업|스타트업|업종|기업|법인")
_EXCEPTION = Text(
    "신산업 창업 등으로 더 긴 업력을 인정받음",
    "a longer time is allowed, as for new industries",
)
_SERVICE_EXCEPTION = Text(
    "군 복무 등으로 더 높은 나이를 인정받음",
    "a higher age is allowed, as for military service",
)


def firm_rule(fields: NoticeText, told: Statements, day: date) -> Rule | None:
    """Return the condition on stage and age of the firm, None when the notice sets none.

    Ages in the target statement count when they stand for everybody addressed, or when the ticked 업력
    boxes set a limit too; either alone is likely. Beyond the tightest limit and up to the widest one stated
    (10 years where it is 7, as for new industries) it stays open.
    """
    mentions = [mention for line in (*told.lines, *told.notes) for mention in firm_ages(line)]
    uppers = [mention for mention in mentions if mention.upper]
    months = shipped_definitions().as_of("kstartup_fields", day).values["stage_months"]
    ticked = [months[stage] for stage in fields.stages if stage in months]
    limit = _upper_rule(uppers, ticked, fields, told, day)
    lower = _lower_rule([mention for mention in mentions if not mention.upper], told)
    of_firm: list[Rule] = [rule for rule in (limit, lower) if rule is not None]
    return _with_pre_founders(of_firm, fields, told, ticked)


def _upper_rule(
    uppers: list[AgeMention],
    ticked: list[int],
    fields: NoticeText,
    told: Statements,
    day: date,
) -> Rule | None:
    widest = int(shipped_definitions().as_of("kstartup_fields", day).values["widest_months"])
    box = max(ticked, default=widest)
    if not uppers:
        if not ticked or box >= widest:
            return _startup_rule(told, day)
        source = Source(", ".join(fields.stages), "stages", _version("kstartup_fields", day))
        return Likely(Compare("firm_age", Operator.LE, box, source=source), source)
    if _NO_LIMIT.search(told.whole):
        return None
    tightest = min(uppers, key=lambda mention: mention.amount)
    within = Compare("firm_age", tightest.op, tightest.amount, source=Source(tightest.text, "target_text"))
    sure = _for_everybody(told, lambda line: bool(firm_ages(line))) or (bool(ticked) and box < widest)
    if not sure:
        return Likely(within, within.source)
    last = max(*(mention.amount for mention in uppers), box if ticked and box < widest else 0)
    startup = shipped_definitions().as_of("startup", day)
    if last >= startup.values["months"]:
        last = max(last, int(startup.values["new_industry_months"]))
    if last <= tightest.amount:
        return within
    source = Source(tightest.text, "target_text", startup.id)
    wider = Compare("firm_age", Operator.LE, last, source=source)
    return AnyOf((within, AllOf((wider, Stated(_EXCEPTION.ko, source, _EXCEPTION.en)))), source)


def _startup_rule(told: Statements, day: date) -> Rule | None:
    """Return the legal limit of a start-up where a notice speaks of start-ups alone and gives no number."""
    lines = "\n".join(told.lines)
    if not _STARTUP.search(lines) or _OTHER_FIRMS.search(lines) or _NO_LIMIT.search(told.whole):
        return None
    startup = shipped_definitions().as_of("startup", day)
    source = Source(told.lines[0], "target_text", startup.id)
    return Likely(Compare("firm_age", Operator.LE, int(startup.values["months"]), source=source), source)


def _lower_rule(lowers: list[AgeMention], told: Statements) -> Rule | None:
    if not lowers:
        return None
    least = min(lowers, key=lambda mention: mention.amount)
    rule = Compare("firm_age", least.op, least.amount, source=Source(least.text, "target_text"))
    sure = len(lowers) == 1 and not _SOMETIMES.search(least.text)
    sure = sure and _for_everybody(told, lambda line: bool(firm_ages(line)))
    return rule if sure else Likely(rule, rule.source)


def _with_pre_founders(
    of_firm: list[Rule], fields: NoticeText, told: Statements, ticked: list[int]
) -> Rule | None:
    whole = f"{fields.title}\n{told.whole}"
    source = (
        Source(", ".join(fields.stages), "stages") if fields.stages else Source(told.whole, "target_text")
    )
    pre_founder = Compare("stage", Operator.EQ, "pre_founder", source=source)
    named = bool(_PRE_WORDS.search(whole))
    if _excludes_pre_founders(fields, told):
        named_in = Source(fields.exclusion_text or told.whole, "exclusion_text")
        excluded = Compare("stage", Operator.NE, "pre_founder", source=named_in)
        return AllOf((excluded, *of_firm))
    if named or _PRE in fields.stages or "예비" in whole + fields.body:
        only = (
            bool(fields.stages)
            and not ticked
            and named
            and not _ONLY_PRE.search(_PRE_WORDS.sub("", told.whole))
            and not _PRE_TOO.search(told.whole)
        )
        if only:
            return pre_founder
        if fields.stages and not ticked:
            return Likely(pre_founder, source)
        return AnyOf((pre_founder, *_joined(of_firm))) if of_firm else None
    firm_only = Compare("stage", Operator.NE, "pre_founder", source=source)
    aged = any(not isinstance(rule, Likely) for rule in of_firm)
    boxes = bool(ticked) and "person" not in fields.targets and "student" not in fields.targets
    sure = aged or (boxes and bool(re.search(r"기업|스타트업|사업자|업체|소상공인", "\n".join(told.lines))))
    return AllOf((firm_only if sure else Likely(firm_only, source), *of_firm))


def _joined(rules: list[Rule]) -> list[Rule]:
    return [AllOf(tuple(rules))] if len(rules) > 1 else rules


def _excludes_pre_founders(fields: NoticeText, told: Statements) -> bool:
    """Return whether the text shuts pre-founders out in so many words, without an exception."""
    in_target = re.search(
        r"예비\s?창업(?:자|팀|기업)?[^\n,]{0,6}(?:은|는)?\s*(?:신청\s?)?(?:제외|불가)", told.whole
    )
    alone = any(
        re.fullmatch(r"[\s\-·ㆍ•*○◦①-⑨0-9.)]*예비\s?창업(?:자|팀|기업)\s*", row)
        for row in fields.exclusion_text.splitlines()
    )
    return bool(in_target or alone)


def founder_rule(fields: NoticeText, told: Statements, day: date) -> Rule | None:
    """Return the condition on the representative's age, None when the notice sets none.

    Certain when the target statement gives the age for everybody it addresses and no ticked 연령 box says
    otherwise; up to three years above it stays open for military service.
    """
    mentions = [mention for line in (*told.lines, *told.notes) for mention in founder_ages(line)]
    boxes = shipped_definitions().as_of("kstartup_fields", day)
    young_only = "39세 이하" in fields.age_text and "40세 이상" not in fields.age_text
    uppers = [mention for mention in mentions if mention.upper]
    lowers = [mention for mention in mentions if not mention.upper]
    if not uppers and not lowers:
        source = Source(fields.age_text, "age_text", boxes.id)
        if young_only:
            limit = Compare("representative_age", Operator.LE, boxes.values["young_age_max"], source=source)
            return Likely(limit, source)
        if fields.age_text.strip() == "만 40세 이상":
            limit = Compare("representative_age", Operator.GE, boxes.values["middle_age_min"], source=source)
            return Likely(limit, source)
        return None
    everybody = _for_everybody(told, lambda line: bool(founder_ages(line)))
    rules: list[Rule] = []
    if uppers:
        sure = everybody and (young_only or not fields.age_text)
        rules.append(_oldest(uppers, day, sure=sure))
    if lowers:
        least = min(lowers, key=lambda mention: mention.amount)
        limit = Compare(
            "representative_age", least.op, least.amount, source=Source(least.text, "target_text")
        )
        rules.append(limit if everybody and len(lowers) == 1 else Likely(limit, limit.source))
    return rules[0] if len(rules) == 1 else AllOf(tuple(rules))


def _oldest(uppers: list[AgeMention], day: date, *, sure: bool) -> Rule:
    tightest = min(uppers, key=lambda mention: mention.amount)
    source = Source(tightest.text, "target_text")
    within = Compare("representative_age", tightest.op, tightest.amount, source=source)
    if not sure:
        return Likely(within, source)
    service = shipped_definitions().as_of("military_service", day)
    last = max(mention.amount for mention in uppers) + int(service.values["years"])
    open_source = Source(tightest.text, "target_text", service.id)
    wider = Compare("representative_age", tightest.op, last, source=open_source)
    return AnyOf(
        (within, AllOf((wider, Stated(_SERVICE_EXCEPTION.ko, open_source, _SERVICE_EXCEPTION.en)))), source
    )


def _for_everybody(told: Statements, says_so: Callable[[str], bool]) -> bool:
    """Return whether what some line says is said of everybody the notice addresses."""
    if told.cut or _OTHERS.search(_PRE_OR.sub("", told.whole)):
        return False
    return all(says_so(line) or _PRE_WORDS.search(line) for line in told.lines)


def _version(definition: str, day: date) -> str:
    return shipped_definitions().as_of(definition, day).id
