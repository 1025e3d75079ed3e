"""Findings on support received before and running now, across agencies and years."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from didim.kernel.definitions import DefinitionVersion, shipped_definitions
from didim.kernel.korean_text import search_form
from didim.kernel.wording import Text
from didim.selection.domain.checking.findings import Case, Finding, day_words
from didim.selection.enums import CheckKind, CheckVerdict
from didim.support.queries.history import SupportFact

MET, NOT_MET, UNKNOWN = CheckVerdict.MET, CheckVerdict.NOT_MET, CheckVerdict.UNKNOWN
_YEAR_OR_ROUND = re.compile(r"(?:19|20)\d\d\s*(?:년도|년)?|제?\s*\d+\s*(?:차|기|회)")


def plain_name(name: str) -> str:
    """Return a programme's name as it is compared: 2025년 초기창업패키지(3차) is 초기창업패키지."""
    return search_form(_YEAR_OR_ROUND.sub(" ", name)).replace(" ", "")


def duplicate_findings(case: Case) -> Iterator[Finding]:
    """Yield the findings on duplicate support that concern the call's kind of programme."""
    definition = _definition(case)
    values = definition.values
    yield _same_programme(case, definition)
    programme = case.application.call.programme
    if programme.support_type in values["support_types"]:
        stage = _stage(programme.name, values)
        if stage is not None:
            yield _per_stage(case, stage, definition)
        yield _in_all(case, definition)
    yield _at_once(case, definition)
    yield _selected_elsewhere(case, definition)


def duplicate_finding(case: Case, key: str) -> Finding:
    """Return one finding by its key: same_programme, in_all or at_once; KeyError for another."""
    made = {"same_programme": _same_programme, "in_all": _in_all, "at_once": _at_once}
    return made[key](case, _definition(case))


def _same_programme(case: Case, definition: DefinitionVersion) -> Finding:
    name = plain_name(case.application.call.programme.name)
    found = [fact for fact in case.history if plain_name(fact.programme_name) == name]
    return _finding(
        case,
        "same_programme",
        Text("같은 사업의 지원을 받은 적이 없음", "Has not received the same programme's support before"),
        NOT_MET if found else MET,
        definition,
        found,
    )


def _per_stage(case: Case, stage: Mapping[str, Any], definition: DefinitionVersion) -> Finding:
    limit = definition.values["per_stage"]
    names = {plain_name(name) for name in stage["names"]}
    found = [fact for fact in case.history if plain_name(fact.programme_name) in names]
    return _finding(
        case,
        "per_stage",
        Text(
            f"성장단계별 {limit}회: {stage['label']} 단계",
            f"{limit} for each stage: {stage['label_en']} stage",
        ),
        NOT_MET if len(found) >= limit else MET,
        definition,
        found,
    )


def _in_all(case: Case, definition: DefinitionVersion) -> Finding:
    limit = definition.values["in_all"]
    counted = {plain_name(name) for stage in definition.values["stages"] for name in stage["names"]}
    found = [fact for fact in case.history if plain_name(fact.programme_name) in counted]
    return _finding(
        case,
        "in_all",
        Text(f"창업사업화 지원 총 {limit}회 한도", f"Commercialisation support {limit} times in all"),
        NOT_MET if len(found) >= limit else MET,
        definition,
        found,
    )


def _at_once(case: Case, definition: DefinitionVersion) -> Finding:
    listed = {plain_name(name) for name in definition.values["not_at_once"]}
    running = [
        fact
        for fact in case.history
        if fact.ends_on is not None
        and fact.runs_on(case.today)
        and fact.form.value in definition.values["forms"]
    ]
    barred = [fact for fact in running if plain_name(fact.programme_name) in listed]
    verdict = NOT_MET if barred else UNKNOWN if running else MET
    return _finding(
        case,
        "at_once",
        Text(
            "동시에 수행할 수 없는 사업을 하고 있지 않음", "Runs no support that may not run beside this one"
        ),
        verdict,
        definition,
        running,
    )


def _selected_elsewhere(case: Case, definition: DefinitionVersion) -> Finding:
    rows = [
        Text(
            f"{found.agency_name} · {found.programme_name} ({day_words(found.decided_on)} 선정)",
            f"{found.agency_name} · {found.programme_name} (selected {day_words(found.decided_on)})",
        )
        for found in case.elsewhere
    ]
    return Finding(
        kind=CheckKind.DUPLICATE,
        key="selected_elsewhere",
        words=Text("올해 다른 공고에 선정되지 않음", "Not selected in another call this year"),
        # Being selected is not yet having it: the first confirmed agreement counts, so a person asks.
        verdict=UNKNOWN if rows else MET,
        why=_why(len(rows)),
        source=definition.source,
        definition=definition.id,
        rows=rows,
    )


def _finding(
    case: Case,
    key: str,
    words: Text,
    verdict: CheckVerdict,
    definition: DefinitionVersion,
    found: list[SupportFact],
) -> Finding:
    return Finding(
        kind=CheckKind.DUPLICATE,
        key=key,
        words=words,
        verdict=verdict,
        why=_why(len(found), len(case.history)),
        source=definition.source,
        definition=definition.id,
        rows=[_row(fact) for fact in found],
        more={"records": [fact.record_id for fact in found]},
    )


def _why(found: int, known: int | None = None) -> Text:
    if found:
        return Text(f"해당하는 지원 {found}건", f"{found} such support(s)")
    if known is None:
        return Text("해당하는 선정 기록 없음", "No such selection on record")
    return Text(f"지원이력 {known}건 가운데 해당 없음", f"None among {known} support(s) on record")


def _row(fact: SupportFact) -> Text:
    until = f" ~ {day_words(fact.ends_on)}" if fact.ends_on else ""
    period = f"{day_words(fact.received_on)}{until}"
    won = (
        ("", "") if fact.amount_won is None else (f" · {fact.amount_won:,}원", f" · {fact.amount_won:,} won")
    )
    told = f"{fact.agency_name} · {fact.programme_name} ({fact.year}) · {period}"
    return Text(told + won[0], told + won[1])


def _stage(programme_name: str, values: Mapping[str, Any]) -> Mapping[str, Any] | None:
    name = plain_name(programme_name)
    for stage in values["stages"]:
        if name in {plain_name(known) for known in stage["names"]}:
            found: Mapping[str, Any] = stage
            return found
    return None


def _definition(case: Case) -> DefinitionVersion:
    return shipped_definitions().as_of("duplicate-support", case.notice_day)
