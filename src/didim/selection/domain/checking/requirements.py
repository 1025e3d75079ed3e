"""Findings on what a call asks: its eligibility rule, its exclusions, its documents."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from didim.applications.enums import ScanState
from didim.engines.eligibility import dump, judge
from didim.engines.forms import Consent, Document, Exclusion, load_documents, load_exclusions
from didim.engines.forms.assembling import EXCLUSIONS
from didim.kernel.definitions import DefinitionVersion, shipped_definitions
from didim.kernel.hash_chains import content_hash
from didim.kernel.wording import Text
from didim.programmes.queries.matching import stored_rule
from didim.registry.enums import TaxStatus
from didim.selection.domain.checking.duplicates import duplicate_finding
from didim.selection.domain.checking.findings import (
    NO_WORDS,
    Case,
    Finding,
    SubmittedFile,
    day_words,
    worst,
)
from didim.selection.enums import CheckKind, CheckVerdict
from didim.support.enums import BarKind
from didim.support.queries.bars import BarFact

MET, NOT_MET, UNKNOWN = CheckVerdict.MET, CheckVerdict.NOT_MET, CheckVerdict.UNKNOWN
TAX_STATUS = "tax_status"
_KEY_DIGITS = 12


def rule_findings(case: Case) -> Iterator[Finding]:
    """Yield a finding for each condition of the eligibility rule, judged as of the day of publication."""
    rule = stored_rule(case.revision.rule)
    seen: Counter[str] = Counter()
    for judgement in judge(rule, case.facts, case.notice_day, case.names).conditions():
        mark = content_hash(dump(judgement.rule))[:_KEY_DIGITS]
        seen[mark] += 1
        source = judgement.source
        day = day_words(case.notice_day)
        yield Finding(
            kind=CheckKind.RULE,
            key=f"rule-{mark}" if seen[mark] == 1 else f"rule-{mark}-{seen[mark]}",
            words=judgement.words,
            verdict=CheckVerdict(judgement.verdict.value),
            why=Text(
                f"공고일({day}) 기준 등록 정보로 판정", f"Judged by the registry as of the notice ({day})"
            ),
            value=judgement.value or NO_WORDS,
            source=source.text if source else "",
            definition=source.definition if source else "",
        )


def exclusion_findings(case: Case) -> Iterator[Finding]:
    """Yield a finding on the tax service's answer, and one for each exclusion of the call."""
    definition = shipped_definitions().as_of("exclusions", case.notice_day)
    ways = {entry["key"]: entry for entry in definition.values["entries"]}
    yield _tax_status(case, definition)
    for exclusion in load_exclusions(case.revision.exclusions):
        yield _exclusion(case, exclusion, ways.get(exclusion.key, {}), definition)


def _exclusion(
    case: Case, exclusion: Exclusion, way: dict[str, Any], definition: DefinitionVersion
) -> Finding:
    match way.get("by"):
        case "industry":
            return _industry(case, exclusion, way["codes"], definition)
        case "history":
            found = duplicate_finding(case, way["finding"])
            rows = tuple(found.rows)
            return _excluded(exclusion, found.verdict, found.why, definition, rows=rows, more=found.more)
        case "bars":
            return _barred(case, exclusion, BarKind(way["kind"]), definition)
        case "documents":
            return _by_documents(case, exclusion, set(way["kinds"]), definition)
        case _:
            return _declared(case, exclusion, definition)


def _excluded(
    exclusion: Exclusion, verdict: CheckVerdict, why: Text, definition: DefinitionVersion, **more: Any
) -> Finding:
    return Finding(
        kind=CheckKind.EXCLUSION,
        key=exclusion.key,
        words=exclusion.text,
        verdict=verdict,
        why=why,
        source=definition.source,
        definition=definition.id,
        **more,
    )


def _tax_status(case: Case, definition: DefinitionVersion) -> Finding:
    firm, words = case.application.enterprise, definition.values[TAX_STATUS]
    exclusion = Exclusion(TAX_STATUS, Text(words["text"], words["text_en"]))
    if not firm.business_number:
        why = Text("사업자등록 전이라 해당하지 않음", "No business is registered yet")
        return _excluded(exclusion, MET, why, definition)
    if firm.tax_status is None or firm.tax_checked_at is None:
        why = Text(
            "국세청 사업자 상태를 아직 조회하지 못함", "The tax service has not been asked about it yet"
        )
        return _excluded(exclusion, UNKNOWN, why, definition)
    status = TaxStatus(firm.tax_status)
    asked = day_words(firm.tax_checked_at)
    why = Text(f"국세청 조회({asked})", f"Answer of the tax service ({asked})")
    labels = {
        TaxStatus.ACTIVE: Text("계속사업자", "In business"),
        TaxStatus.SUSPENDED: Text("휴업자", "Suspended"),
        TaxStatus.CLOSED: Text("폐업자", "Closed"),
        TaxStatus.UNREGISTERED: Text("국세청 미등록", "Not registered"),
    }
    verdict = MET if status is TaxStatus.ACTIVE else NOT_MET
    return _excluded(exclusion, verdict, why, definition, value=labels[status])


def _industry(case: Case, exclusion: Exclusion, codes: list[str], definition: DefinitionVersion) -> Finding:
    industry = case.facts.industry
    value = Text(industry or "", industry or "")
    if industry is None or (len(industry) < max(map(len, codes)) and _may_be(industry, codes)):
        why = Text("업종코드가 다섯 자리까지 등록되지 않음", "The industry is not registered to five digits")
        return _excluded(exclusion, UNKNOWN, why, definition, value=value)
    why = Text(f"제외 업종코드 {', '.join(codes)}", f"Excluded codes {', '.join(codes)}")
    return _excluded(
        exclusion, NOT_MET if industry.startswith(tuple(codes)) else MET, why, definition, value=value
    )


def _barred(case: Case, exclusion: Exclusion, kind: BarKind, definition: DefinitionVersion) -> Finding:
    """Judge by what stands here on the day of the notice or of the check; else by the declaration."""
    holding = [
        bar
        for bar in case.bars
        if bar.kind == kind and (bar.holds_on(case.notice_day) or bar.holds_on(case.today))
    ]
    if not holding:
        return _declared(case, exclusion, definition)
    rows = tuple(
        Text(text, text)
        for bar in holding
        for text in [f"{bar.agency_name} · {day_words(bar.starts_on)} ~ {_end(bar)}".rstrip()]
    )
    why = Text(f"기록된 제한 {len(holding)}건", f"{len(holding)} bar(s) on record")
    more = {"bars": [bar.bar_id for bar in holding]}
    return _excluded(exclusion, NOT_MET, why, definition, rows=rows, more=more)


def _end(bar: BarFact) -> str:
    day = bar.lifted_on or bar.ends_on
    return day_words(day) if day else ""


def _may_be(industry: str, codes: list[str]) -> bool:
    """Whether a shorter code (or a section's letter, which tells nothing of digits) may be one of them."""
    return industry.isalpha() or any(code.startswith(industry) for code in codes)


def _by_documents(
    case: Case, exclusion: Exclusion, kinds: set[str], definition: DefinitionVersion
) -> Finding:
    asked = [document for document in load_documents(case.revision.documents) if document.kind in kinds]
    if not asked:
        return _declared(case, exclusion, definition)
    judged = [_given(case, document) for document in asked]
    verdict = worst(found[0] for found in judged)
    rows = tuple(
        Text(
            f"{document.label.ko}: {why.ko}",
            f"{document.label.en or document.label.ko}: {why.en}",
        )
        for document, (_verdict, why) in zip(asked, judged, strict=True)
    )
    why = Text("낸 증명서로 판정", "Judged by the certificates given")
    # A missing certificate does not prove arrears: a person looks.
    return _excluded(exclusion, MET if verdict is MET else UNKNOWN, why, definition, rows=rows)


def _declared(case: Case, exclusion: Exclusion, definition: DefinitionVersion) -> Finding:
    field = case.form.fields.get(EXCLUSIONS)
    version = field.kind.version if field and isinstance(field.kind, Consent) else None
    given = case.answers.get(EXCLUSIONS)
    day = day_words(case.submission.submitted_at)
    if version is not None and given == version:
        why = Text(
            f"신청자가 해당 없음을 확인함({day})", f"The applicant confirmed it does not apply ({day})"
        )
        return _excluded(exclusion, MET, why, definition)
    why = Text("신청자의 확인이 없음", "There is no confirmation by the applicant")
    return _excluded(exclusion, UNKNOWN, why, definition)


def document_findings(case: Case) -> Iterator[Finding]:
    """Yield a finding for each document the call asks for, and each optional one that was given."""
    for document in load_documents(case.revision.documents):
        files = case.in_slot(document.key)
        if not files and not document.required:
            continue
        verdict, why = _given(case, document)
        names = ", ".join(file.name for file in files)
        yield Finding(
            kind=CheckKind.DOCUMENT,
            key=document.key,
            words=document.label,
            verdict=verdict,
            why=why,
            value=Text(names, names),
            more={"files": [{"id": file.file_id, "name": file.name} for file in files]},
        )


def _given(case: Case, document: Document) -> tuple[CheckVerdict, Text]:
    files = case.in_slot(document.key)
    if not files:
        return NOT_MET, Text("제출하지 않음", "Not given")
    found = [_one_file(file, document, case.closing_day) for file in files]
    verdict = worst(one[0] for one in found)
    return verdict, next(why for one, why in found if one is verdict)


def _one_file(file: SubmittedFile, document: Document, day: date) -> tuple[CheckVerdict, Text]:
    until = day_words(day)
    if file.scan == ScanState.INFECTED:
        return NOT_MET, Text("악성코드가 발견된 파일", "Malware was found in the file")
    if file.valid_until is not None and file.valid_until < day:
        ended = day_words(file.valid_until)
        return NOT_MET, Text(f"{ended}에 유효 기한이 끝남", f"Expired on {ended}")
    if document.validity_days is not None:
        days = document.validity_days
        if file.issued_on is None:
            return UNKNOWN, Text("발급일을 알 수 없음", "The day of issue is not known")
        issued = day_words(file.issued_on)
        if (day - file.issued_on).days > days:
            return NOT_MET, Text(
                f"{issued} 발급: 마감일({until})까지 {days}일이 넘음",
                f"Issued {issued}: older than {days} days on the closing day ({until})",
            )
    if file.scan == ScanState.WAITING:
        return UNKNOWN, Text("악성코드 검사를 기다리는 중", "Waiting for the virus scan")
    scanned = file.scan == ScanState.CLEAN
    return MET, Text(
        f"제출함, 마감일({until}) 기준 유효, 악성코드 {'이상 없음' if scanned else '검사하지 않음'}",
        f"Given, valid on the closing day ({until}), {'no malware found' if scanned else 'not scanned'}",
    )
