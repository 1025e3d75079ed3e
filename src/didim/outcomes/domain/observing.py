"""Writing observations: what happened to a firm, a place, a region, a network or the agency itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from didim.accounts.models import User
from didim.kernel.refusals import Problem, RefusedError, refuse
from didim.outcomes.enums import Basis, IndicatorKind, ObservationSource, Subject, Unit
from didim.outcomes.models import Indicator, Observation
from didim.outcomes.models.observations import OF_ITS_KIND
from didim.outcomes.queries.periods import closed_days
from didim.registry.models import Agency

WON = "KRW"
_BATCH = 2_000
_CURRENCY_LETTERS = 3
_MOST = Decimal(10) ** 15
_SUBJECTS = {
    "enterprise_id": Subject.ENTERPRISE,
    "place_id": Subject.PLACE,
    "region_id": Subject.REGION,
    "network_id": Subject.NETWORK,
}
_BELOW_ZERO = frozenset({"net_income"})
_RECORDED_ANEW = "지원 실행 자료가 바뀜"


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of one subject (none of the four: the agency itself) for one period.

    `basis` None is the usual one of the indicator's kind. Money names its currency (ISO 4217). `reference`
    is for what has a number of its own at its source; without one a value is the only one of its kind.
    """

    code: str
    period_start: date
    period_end: date
    value: Decimal
    basis: Basis | None = None
    currency: str = ""
    breakdown: str = ""
    enterprise_id: int | None = None
    place_id: int | None = None
    region_id: str | None = None
    network_id: int | None = None
    programme_id: int | None = None
    programme_name: str = ""
    evidence: str = ""
    reference: str = ""
    support_record_id: int | None = None

    @property
    def subject(self) -> Subject:
        """Whom it is about."""
        return next(
            (subject for name, subject in _SUBJECTS.items() if getattr(self, name) is not None),
            Subject.AGENCY,
        )


class Versions:
    """The versions of all indicators, read once: which of them holds for a code on a day."""

    def __init__(self) -> None:
        self._by_code: dict[str, list[Indicator]] = {}
        for row in Indicator.objects.order_by("code", "-version"):
            self._by_code.setdefault(row.code, []).append(row)

    def on(self, code: str, day: date) -> Indicator | None:
        """Return the version in force on a day, or None."""
        for row in self._by_code.get(code, ()):
            if row.valid_from <= day and (row.valid_to is None or day <= row.valid_to):
                return row
        return None


def usual_basis(indicator: Indicator) -> Basis:
    """Return how an indicator is measured where nobody says otherwise."""
    return Basis.AS_OF if indicator.kind == IndicatorKind.STOCK else Basis.DURING


def observation_problems(said: Said, indicator: Indicator | None) -> list[Problem]:
    """Return what keeps a value from being recorded, field by field."""
    if indicator is None:
        return [Problem("code", _("그 날에 쓰는 성과지표가 아닙니다. 지표를 다시 골라 주세요."))]
    problems = []
    if said.period_end < said.period_start:
        problems.append(Problem("period_end", _("기간의 끝이 시작보다 빠릅니다. 두 날짜를 확인해 주세요.")))
    if sum(getattr(said, name) is not None for name in _SUBJECTS) > 1:
        problems.append(Problem("subject", _("대상은 하나만 골라 주세요.")))
    elif said.subject not in indicator.subjects:
        problems.append(Problem("subject", _("이 지표는 고른 대상에 쓸 수 없습니다.")))
    problems += _value_problems(said, indicator)
    if indicator.kind == IndicatorKind.BEFORE_AFTER and said.basis not in (
        Basis.BEFORE,
        Basis.AFTER,
        Basis.EXPECTED,
    ):
        problems.append(Problem("basis", _("전후 비교 지표는 지원 전인지 후인지 골라 주세요.")))
    if said.breakdown and not indicator.breakdown:
        problems.append(Problem("breakdown", _("이 지표에는 구분이 없습니다. 구분을 비워 주세요.")))
    return problems


def _value_problems(said: Said, indicator: Indicator) -> list[Problem]:
    problems = []
    is_money = indicator.unit == Unit.MONEY
    if not said.value.is_finite() or abs(said.value) >= _MOST:
        return [Problem("value", _("값을 숫자로 적어 주세요."))]
    if said.value < 0 and said.code not in _BELOW_ZERO:
        problems.append(Problem("value", _("값은 0 이상이어야 합니다.")))
    places = 2 if is_money and said.currency != WON else 0 if is_money else indicator.decimals
    if said.value != round(said.value, places):
        sentence = _("소수점 아래 %(places)d자리까지 적어 주세요.") if places else _("정수로 적어 주세요.")
        problems.append(Problem("value", sentence % {"places": places} if places else sentence))
    if is_money and not (len(said.currency) == _CURRENCY_LETTERS and said.currency.isupper()):
        problems.append(Problem("currency", _("통화를 세 글자(KRW, USD)로 골라 주세요.")))
    if not is_money and said.currency:
        problems.append(Problem("currency", _("금액이 아닌 지표에는 통화가 없습니다.")))
    return problems


def record_observations(
    *,
    agency: Agency,
    said: Sequence[Said],
    source: ObservationSource,
    by: User | None,
    now: datetime,
    is_sample: bool = False,
) -> list[Observation]:
    """Record values as rows of an agency, all of them or none; return the rows that stand for them.

    A value with a reference that is said again stays as it is, or is corrected by what is said now. One
    without a reference must be the first of its kind: what stands is corrected by `correct_observation`,
    so that two people never count the same thing twice. RefusedError (the first value that cannot be).
    """
    versions = Versions()
    rows = [_row(agency, value, versions, source, by, now, is_sample=is_sample) for value in said]
    with transaction.atomic():
        _refuse_closed(agency, rows)
        standing = _standing(agency, source, rows)
        _refuse_counted(agency, [row for row in rows if not row.reference])
        fresh: list[Observation] = []
        result: list[Observation] = []
        for row in rows:
            earlier = standing.get(row.reference) if row.reference else None
            if earlier is None:
                fresh.append(row)
            elif _says_the_same(earlier, row):
                result.append(earlier)
                continue
            else:
                row.corrects, row.reason = earlier, _RECORDED_ANEW
                fresh.append(row)
            result.append(row)
        Observation.objects.bulk_create(fresh, batch_size=_BATCH)
    return result


def record_observation(
    *,
    agency: Agency,
    said: Said,
    source: ObservationSource,
    by: User | None,
    now: datetime,
    is_sample: bool = False,
) -> Observation:
    """Record one value; see `record_observations`."""
    return record_observations(
        agency=agency, said=[said], source=source, by=by, now=now, is_sample=is_sample
    )[0]


def _row(
    agency: Agency,
    said: Said,
    versions: Versions,
    source: ObservationSource,
    by: User | None,
    now: datetime,
    *,
    is_sample: bool,
) -> Observation:
    said = replace(
        said,
        programme_name=" ".join(said.programme_name.split()),
        breakdown=" ".join(said.breakdown.split()),
    )
    indicator = versions.on(said.code, said.period_end)
    problems = observation_problems(said, indicator)
    if problems or indicator is None:
        raise RefusedError(problems)
    return Observation(
        agency=agency,
        indicator=indicator,
        enterprise_id=said.enterprise_id,
        place_id=said.place_id,
        region_id=said.region_id,
        network_id=said.network_id,
        programme_id=said.programme_id,
        programme_name=said.programme_name,
        period_start=said.period_start,
        period_end=said.period_end,
        value=said.value,
        currency=said.currency,
        basis=said.basis or usual_basis(indicator),
        breakdown=said.breakdown,
        evidence=said.evidence.strip()[:300],
        source=source,
        reference=said.reference,
        support_record_id=said.support_record_id,
        is_sample=is_sample,
        recorded_at=now,
        recorded_by=by,
    )


def _refuse_closed(agency: Agency, rows: Iterable[Observation]) -> None:
    if closed_days(agency_id=agency.pk, days={row.period_end for row in rows}):
        raise refuse("period_end", _("마감한 기간입니다. 정정하거나, 기간을 다시 연 뒤 입력해 주세요."))


def _standing(
    agency: Agency, source: ObservationSource, rows: Iterable[Observation]
) -> dict[str, Observation]:
    """Return, by reference, the row that counts now among those said before under the same references."""
    references = {row.reference for row in rows if row.reference}
    if not references:
        return {}
    found = Observation.objects.filter(agency=agency, reference__in=references, is_effective=True)
    # A correction keeps the reference of what it corrects, whoever made it.
    first = set(
        Observation.objects.filter(
            agency=agency, source=source, reference__in=references, corrects=None
        ).values_list("reference", flat=True)
    )
    return {row.reference: row for row in found if row.reference in first}


def _says_the_same(earlier: Observation, row: Observation) -> bool:
    names = (*(f"{name}_id" if name in _LINKS else name for name in OF_ITS_KIND), "value", "evidence")
    return all(getattr(earlier, name) == getattr(row, name) for name in names)


_LINKS = frozenset({"agency", "indicator", "enterprise", "place", "region", "network"})


def kind_of(row: Observation) -> tuple[Any, ...]:
    """Return what makes a value without a reference the only one of its kind."""
    return tuple(getattr(row, f"{name}_id" if name in _LINKS else name) for name in OF_ITS_KIND)


def counted_already(agency: Agency, rows: Sequence[Observation]) -> dict[tuple[Any, ...], Observation]:
    """Return the effective rows that stand where these would, by their kind."""
    if not rows:
        return {}
    ends = [row.period_end for row in rows]
    found = Observation.objects.filter(
        agency=agency,
        indicator__in={row.indicator_id for row in rows},
        period_end__range=(min(ends), max(ends)),
        is_effective=True,
        reference="",
    )
    firms = {row.enterprise_id for row in rows}
    found = found.filter(enterprise__in=firms) if None not in firms else found
    wanted = {kind_of(row) for row in rows}
    return {kind: row for row in found if (kind := kind_of(row)) in wanted}


def _refuse_counted(agency: Agency, rows: Sequence[Observation]) -> None:
    kinds = {kind_of(row) for row in rows}
    if len(kinds) < len(rows):
        raise refuse("value", _("같은 값을 두 번 적었습니다. 하나만 남겨 주세요."))
    if counted_already(agency, rows):
        raise refuse("value", _("이미 입력한 값이 있습니다. 바꾸려면 그 값을 정정해 주세요."))


def correct_observation(
    *,
    observation: Observation,
    value: Decimal | None,
    reason: str,
    source: ObservationSource,
    by: User | None,
    now: datetime,
    evidence: str = "",
) -> Observation:
    """Put a new value in the place of one that counts; None withdraws it. The old row stays as it was.

    In a closed period staff alone correct: who may is asked before (outcomes.rules). RefusedError without
    a reason, for a row that was corrected already, for a value that cannot be, or from elsewhere in a
    closed period.
    """
    if not reason.strip():
        raise refuse("reason", _("정정하는 까닭을 적어 주세요."))
    with transaction.atomic():
        earlier = (
            Observation.objects.select_for_update(of=("self",))
            .select_related("indicator")
            .get(pk=observation.pk)
        )
        if not earlier.is_effective:
            raise refuse("value", _("이미 정정한 값입니다. 지금 유효한 값을 정정해 주세요."))
        if source != ObservationSource.STAFF and closed_days(
            agency_id=earlier.agency_id, days=[earlier.period_end]
        ):
            sentence = _("마감한 기간의 값은 기관장만 정정할 수 있습니다. 기관에 알려 주세요.")
            raise refuse("period_end", sentence)
        if value is not None and (problems := _correction_problems(earlier, value)):
            raise RefusedError(problems)
        kept = {
            field.attname: getattr(earlier, field.attname)
            for field in Observation._meta.concrete_fields
            if field.attname not in ("id", "year")
        }
        return Observation.objects.create(
            **kept
            | {
                "value": value,
                "is_effective": value is not None,
                "evidence": evidence.strip()[:300] or earlier.evidence,
                "source": source,
                "corrects_id": earlier.pk,
                "reason": reason.strip()[:300],
                "recorded_at": now,
                "recorded_by_id": by.pk if by else None,
            }
        )


def _correction_problems(earlier: Observation, value: Decimal) -> list[Problem]:
    said = Said(
        earlier.indicator.code,
        earlier.period_start,
        earlier.period_end,
        value,
        currency=earlier.currency,
        basis=Basis(earlier.basis),
    )
    return _value_problems(said, earlier.indicator)
