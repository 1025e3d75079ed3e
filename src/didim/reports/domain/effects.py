"""What support changed: firms an agency supported in a year against firms like them that nobody supported.

The panel is drawn from the registry: outcomes of three years before the support and of the years after it,
firms of one industry, region and size compared with each other. Firms with a missing value are left out and
counted. The estimate itself is `engines.effects`.
"""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from didim.accounts.models import User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.engines.effects import Effect, Estimate, NotEnough, Panel, estimate, load_rule
from didim.kernel.calendar import SEOUL
from didim.kernel.definitions import shipped_definitions
from didim.kernel.refusals import refuse
from didim.programmes.models import Programme
from didim.registry.models import Agency
from didim.reports.enums import EffectMeasure, StudyState
from didim.reports.models import EffectStudy

BEFORE = 3
_COLUMNS = {EffectMeasure.SALES: "sales", EffectMeasure.EMPLOYEES: "employees"}
# One row a firm: supported or not, cell, year it opened, outcomes of the years in order.
_FIRMS = """
WITH served AS (
    SELECT enterprise_id, bool_or(agency_id = %(agency)s AND year = %(year)s
            AND (%(programme)s::bigint IS NULL OR programme_id = %(programme)s::bigint)) AS supported,
        bool_or(year BETWEEN %(first)s AND %(until)s) AS by_anybody
    FROM support_supportrecord GROUP BY enterprise_id
)
SELECT coalesce(s.supported, false), left(e.industry_id, 2) || '/' || left(r.code, 2) || '/' || e.size_class,
    extract(year FROM e.opened_on)::int, array_agg(y.{column} ORDER BY y.year)
FROM registry_enterprise e
JOIN registry_region r ON r.code = e.region_id
JOIN registry_enterpriseyear y ON y.enterprise_id = e.id AND y.year BETWEEN %(first)s AND %(until)s
LEFT JOIN served s ON s.enterprise_id = e.id
WHERE e.merged_into_id IS NULL AND (coalesce(s.supported, false) OR NOT coalesce(s.by_anybody, false))
GROUP BY e.id, r.code, s.supported
"""


@dataclass(frozen=True, slots=True)
class Drawn:
    """The panel of a study, and how many firms were left out for a missing value."""

    panel: Panel
    left_out: int


def ask_for_study(
    *,
    agency: Agency,
    programme: Programme | None,
    year: int,
    until: int,
    measure: EffectMeasure,
    by: User,
    now: datetime,
) -> EffectStudy:
    """Ask for an estimate; `run_study`, a job, answers it. RefusedError for years that are not over."""
    today = now.astimezone(SEOUL).date()
    if not year <= until < today.year:
        raise refuse("until", _("마지막 성과 연도는 지원 연도 뒤부터 지난해까지입니다."))
    if programme is not None and programme.agency_id != agency.pk:
        raise refuse("programme", _("이 기관의 사업을 골라 주세요."))
    return EffectStudy.objects.create(
        agency=agency,
        programme=programme,
        year=year,
        until=until,
        measure=measure,
        definition=shipped_definitions().as_of("effects", today).id,
        asked_at=now,
        asked_by=by,
    )


def run_study(*, study_id: int, now: datetime) -> EffectStudy:
    """Answer a study that waits: the estimate, or that there are not enough comparable firms."""
    with transaction.atomic():
        study = EffectStudy.objects.select_for_update(of=("self",)).get(pk=study_id)
        if study.state == StudyState.DONE:
            return study
        name, _at, first_day = study.definition.partition("@")
        rule = load_rule(shipped_definitions().as_of(name, datetime.fromisoformat(first_day).date()))
        drawn = draw_panel(study)
        answer = estimate(drawn.panel, rule) if drawn is not None else None
        study.result = _as_json(answer, drawn)
        study.state, study.ended_at, study.problem = StudyState.DONE, now, ""
        study.save(update_fields=["result", "state", "ended_at", "problem"])
    return study


def fail_study(*, study_id: int, problem: str, now: datetime) -> None:
    """Note that a study could not be answered."""
    EffectStudy.objects.filter(pk=study_id).update(
        state=StudyState.FAILED, problem=problem[:300], ended_at=now
    )


def draw_panel(study: EffectStudy) -> Drawn | None:
    """Return the firms a study compares; None when no firm has all values. Reads across agencies."""
    first = study.year - BEFORE
    years = study.until - first + 1
    values = {
        "agency": study.agency_id,
        "programme": study.programme_id,
        "year": study.year,
        "first": first,
        "until": study.until,
    }
    sql = _FIRMS.format(column=_COLUMNS[EffectMeasure(study.measure)])
    with scoped(SYSTEM), connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows = cursor.fetchall()
    whole = [row for row in rows if _is_whole(row, years)]
    if not whole:
        return None
    cells = {name: number for number, name in enumerate(sorted({row[1] for row in whole}))}
    panel = Panel(
        supported=np.array([row[0] for row in whole], dtype=bool),
        cells=np.array([cells[row[1]] for row in whole], dtype=np.int64),
        traits=np.array([[float(study.year - row[2])] for row in whole]),
        outcome=np.array([[math.log(value) for value in row[3]] for row in whole]),
        before=BEFORE,
    )
    return Drawn(panel, len(rows) - len(whole))


def _is_whole(row: tuple[Any, ...], years: int) -> bool:
    """Tell whether a firm can be compared: every trait and every year's value known and above nothing."""
    _supported, cell, opened, values = row
    return bool(cell and opened and len(values) == years and all(value and value > 0 for value in values))


def _as_json(answer: Effect | NotEnough | None, drawn: Drawn | None) -> Mapping[str, Any]:
    if drawn is None or answer is None:
        return {"kind": "no-firms"}
    if isinstance(answer, NotEnough):
        return {
            "kind": "not-enough",
            "left_out": drawn.left_out,
            "sentence": {"ko": answer.sentence.ko, "en": answer.sentence.en},
            "supported": answer.supported,
            "matched": answer.matched,
            "needed": answer.needed,
        }
    return {
        "kind": "effect",
        "left_out": drawn.left_out,
        "estimate": _in_percent(answer.estimate),
        "placebo": None if answer.placebo is None else _in_percent(answer.placebo),
        "placebo_fails": answer.placebo_fails,
        "balance": [
            {"name": name, **{key: round(value, 4) for key, value in asdict(one).items()}}
            for name, one in zip(("age", "level", "trend"), answer.balance, strict=True)
        ],
        "balanced": answer.balanced,
        "firms": answer.firms,
        "others": answer.others,
        "unmatched": answer.unmatched,
    }


def _in_percent(found: Estimate) -> dict[str, float]:
    """Return a difference of logarithms as a change in percent."""
    percent = {
        key: round((math.exp(value) - 1) * 100, 2)
        for key, value in (("value", found.value), ("low", found.low), ("high", found.high))
    }
    return {**percent, "p_value": round(found.p_value, 4)}
