"""Observations from a spreadsheet, of firms or of the agency itself: checked row by row, taken as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from didim.kernel.business_numbers import read_business_number
from didim.outcomes.domain.observing import (
    WON,
    Said,
    Versions,
    correct_observation,
    counted_already,
    kind_of,
    observation_problems,
    record_observations,
    usual_basis,
)
from didim.outcomes.enums import Basis, ObservationSource, Unit
from didim.outcomes.models import Indicator, Observation
from didim.outcomes.queries.periods import closed_days
from didim.registry.domain.table_files.cells import (
    read_choice,
    read_day,
    read_number,
    read_won,
    read_year,
    unit_of,
)
from didim.registry.domain.table_files.kinds import Bringing, FileRow, ImportKind
from didim.registry.domain.table_files.reading import Column, FileTable, Headings
from didim.registry.enums import RowOutcome
from didim.registry.models import Agency, Enterprise

_LONGEST_REFERENCE = 120
_REASON = "엑셀 반입으로 고침"
# field: the heading of our template, then what else staff write. Spaces, stars and brackets do not count.
_WORDS: dict[str, tuple[str, ...]] = {
    "indicator": ("지표", "성과지표", "지표명", "항목"),
    "business_number": ("사업자등록번호", "사업자번호"),
    "enterprise": ("기업명", "업체명", "회사명", "상호"),
    "year": ("연도", "실적연도"),
    "period_start": ("기간시작", "시작일"),
    "period_end": ("기간끝", "종료일", "기준일"),
    "value": ("값", "실적", "실적값", "금액"),
    "currency": ("통화",),
    "basis": ("측정기준", "전후"),
    "breakdown": ("구분", "세부구분"),
    "programme_name": ("사업명", "지원사업명", "지원사업"),
    "evidence": ("증빙", "근거", "비고"),
    "reference": ("관리번호", "근거번호"),
}
_KNOWN_BY = frozenset({"indicator", "value"})
_BASES: dict[str, str] = {
    "전": Basis.BEFORE,
    "지원전": Basis.BEFORE,
    "후": Basis.AFTER,
    "지원후": Basis.AFTER,
    "기간중": Basis.DURING,
    "기준일현재": Basis.AS_OF,
    "현재": Basis.AS_OF,
    "기대": Basis.EXPECTED,
    "계획": Basis.EXPECTED,
}


@dataclass(slots=True)
class OutcomeRow(FileRow):
    """One row: what it says, and the row that stands where it would."""

    business_number: str = ""
    said: Said | None = None
    indicator: Indicator | None = None
    standing: Observation | None = None

    def firm_id(self) -> int | None:
        """Return the firm it is about; None for the agency itself."""
        return self.said.enterprise_id if self.said else None


def check_outcomes(table: FileTable, bringing: Bringing) -> list[OutcomeRow]:
    """Check rows against indicators, firms, closed periods and what stands: six queries at most."""
    agency = bringing.own_agency()
    versions = Versions()
    codes = {_plain(name): code for code, name in Indicator.objects.values_list("code", "name")}
    codes |= {_plain(code): code for code in list(codes.values())}
    rows = [OutcomeRow(number, cells) for number, cells in table.rows]
    firms = _firms(rows, table.columns)
    for row in rows:
        _read(row, table.columns, codes, versions, firms)
    _refuse_closed(rows, agency)
    _compare(rows, agency)
    return rows


def _plain(text: str) -> str:
    return "".join(text.split()).lower()


def _texts(row: OutcomeRow, columns: Sequence[Column]) -> dict[str, str]:
    return {column.field: row.cells[column.at].strip() for column in columns}


def _firms(rows: Sequence[OutcomeRow], columns: Sequence[Column]) -> dict[str, int]:
    for row in rows:
        row.business_number = read_business_number(
            read_number(_texts(row, columns).get("business_number", ""))
        ).digits
    numbers = {row.business_number for row in rows if row.business_number}
    known = Enterprise.objects.filter(business_number__in=numbers, merged_into=None).order_by()
    return {number: pk for number, pk in known.values_list("business_number", "pk") if number}


def _read(
    row: OutcomeRow,
    columns: Sequence[Column],
    codes: dict[str, str],
    versions: Versions,
    firms: dict[str, int],
) -> None:
    texts = _texts(row, columns)
    code = codes.get(_plain(texts.get("indicator", "")))
    if code is None:
        row.note("indicator", _("성과지표를 찾지 못했습니다. 지표 이름을 서식의 보기처럼 적어 주세요."))
        return
    if texts.get("business_number") and row.business_number not in firms:
        row.note("business_number", _("등록되지 않은 기업입니다. 기업을 먼저 등록한 뒤 다시 올려 주세요."))
    period = _period(row, texts)
    if period is None:
        return
    indicator = versions.on(code, period[1])
    value, basis = _value(row, texts, columns, indicator), _basis(row, texts)
    if row.problems or value is None or indicator is None:
        if indicator is None:
            row.note("indicator", _("그 날에 쓰는 성과지표가 아닙니다. 지표를 다시 골라 주세요."))
        return
    row.indicator = indicator
    row.said = Said(
        code=code,
        period_start=period[0],
        period_end=period[1],
        value=value,
        basis=basis or usual_basis(indicator),
        currency=(texts.get("currency", "").upper() or WON) if indicator.unit == Unit.MONEY else "",
        breakdown=" ".join(texts.get("breakdown", "").split())[:60],
        enterprise_id=firms.get(row.business_number),
        programme_name=" ".join(texts.get("programme_name", "").split())[:160],
        evidence=texts.get("evidence", "")[:300],
        reference=texts.get("reference", "")[:_LONGEST_REFERENCE],
    )
    for problem in observation_problems(row.said, indicator):
        row.note(problem.field, str(problem.message))


def _period(row: OutcomeRow, texts: dict[str, str]) -> tuple[date, date] | None:
    """Return the period; a year alone is the whole of it, a last day alone a moment."""
    try:
        year = read_year(texts.get("year", ""))
        start, end = read_day(texts.get("period_start", "")), read_day(texts.get("period_end", ""))
    except ValueError as error:
        row.note("period_end", str(error))
        return None
    if end is None and year is not None:
        return (start or date(year, 1, 1), date(year, 12, 31))
    if end is None:
        row.note("period_end", _("연도나 기간을 적어 주세요."))
        return None
    return (start or end, end)


def _value(
    row: OutcomeRow, texts: dict[str, str], columns: Sequence[Column], indicator: Indicator | None
) -> Decimal | None:
    text = texts.get("value", "")
    is_won = indicator is not None and indicator.unit == Unit.MONEY and texts.get("currency", "") in ("", WON)
    try:
        if is_won:
            unit = next((unit_of(column.heading) for column in columns if column.field == "value"), 1)
            won = read_won(text, unit=unit)
            value = None if won is None else Decimal(won)
        else:
            value = Decimal(text.replace(",", "").replace(" ", "")) if text else None
    except (ValueError, InvalidOperation) as error:
        row.note("value", str(error) if is_won else _("값을 숫자로 적어 주세요."))
        return None
    if value is None:
        row.note("value", _("값을 적어 주세요."))
    return value


def _basis(row: OutcomeRow, texts: dict[str, str]) -> Basis | None:
    sentence = _("측정 기준은 전, 후, 기간 중, 기준일 현재, 기대 가운데 하나로 적어 주세요.")
    try:
        word = read_choice(texts.get("basis", ""), _BASES, sentence)
    except ValueError as error:
        row.note("basis", str(error))
        return None
    return Basis(word) if word else None


def _refuse_closed(rows: Sequence[OutcomeRow], agency: Agency) -> None:
    closed = closed_days(agency_id=agency.pk, days={row.said.period_end for row in rows if row.said})
    for row in rows:
        if row.said and row.said.period_end in closed:
            row.note("period_end", _("마감한 기간입니다. 다시 열거나 화면에서 정정해 주세요."))


def _compare(rows: Sequence[OutcomeRow], agency: Agency) -> None:
    said = [row for row in rows if row.said and row.outcome is not RowOutcome.REJECTED]
    drafts = {row.number: _draft(row, agency) for row in said}
    by_kind = counted_already(agency, [draft for draft in drafts.values() if not draft.reference])
    references = {draft.reference for draft in drafts.values() if draft.reference}
    by_reference = {
        found.reference: found
        for found in Observation.objects.filter(
            agency=agency, reference__in=references, is_effective=True
        ).order_by()
    }
    first: dict[object, OutcomeRow] = {}
    for row in said:
        draft = drafts[row.number]
        key: object = draft.reference or kind_of(draft)
        earlier = first.setdefault(key, row)
        if earlier is not row:
            if earlier.said == row.said:
                row.outcome = RowOutcome.DUPLICATE
            else:
                sentence = _("%(row)d행과 같은 값을 다르게 적었습니다. 하나만 남겨 주세요.")
                row.note("value", sentence % {"row": earlier.number})
            continue
        row.standing = by_reference.get(draft.reference) if draft.reference else by_kind.get(kind_of(draft))
        if row.standing is None:
            continue
        if kind_of(row.standing) != kind_of(draft):
            row.note("reference", _("이 관리번호는 다른 대상이나 기간의 값에 이미 쓰였습니다."))
        else:
            same = row.standing.value == draft.value
            row.outcome = RowOutcome.UNCHANGED if same else RowOutcome.UPDATED


def _draft(row: OutcomeRow, agency: Agency) -> Observation:
    said = row.said
    if said is None or row.indicator is None:
        raise ValueError("a row that was not read has no draft")
    return Observation(
        agency=agency,
        indicator=row.indicator,
        enterprise_id=said.enterprise_id,
        programme_name=said.programme_name,
        period_start=said.period_start,
        period_end=said.period_end,
        value=said.value,
        currency=said.currency,
        basis=said.basis or usual_basis(row.indicator),
        breakdown=said.breakdown,
        reference=said.reference,
    )


def take_outcomes(rows: Sequence[OutcomeRow], bringing: Bringing) -> None:
    """Record what is new and correct what is said otherwise."""
    agency, by, now = bringing.own_agency(), bringing.by, bringing.now
    fresh = [row.said for row in rows if row.said and row.outcome is RowOutcome.NEW]
    record_observations(agency=agency, said=fresh, source=ObservationSource.IMPORT, by=by, now=now)
    for row in rows:
        if row.said and row.standing and row.outcome is RowOutcome.UPDATED:
            correct_observation(
                observation=row.standing,
                value=row.said.value,
                reason=_REASON,
                source=ObservationSource.IMPORT,
                by=by,
                now=now,
                evidence=row.said.evidence,
            )


OUTCOMES = ImportKind(
    code="outcomes",
    title=gettext_lazy("성과"),
    headings=Headings(
        _WORDS,
        required=_KNOWN_BY,
        known_by=_KNOWN_BY,
        hints={
            "indicator": "매출액 / 고용인원 / 투자유치액 / 특허·인증 / 해외 매출액 …",
            "business_number": "124-81-00998",
            "year": "2025",
            "period_start": "2025-01-01",
            "period_end": "2025-12-31",
            "value": "120000000",
            "currency": "KRW / USD",
            "basis": "전 / 후 / 기간 중 / 기준일 현재",
        },
    ),
    check=check_outcomes,
    take=take_outcomes,
)
