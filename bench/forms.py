"""Reading the standard form of a call, checking 10 kB of answers, moving and merging them.

Microseconds are the processor's, the best of several runs; a check runs inside every submission.
"""

import json
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from didim.engines.forms import (
    FileFact,
    FileSlot,
    Form,
    assembled,
    carry_over,
    load_bonus_points,
    load_documents,
    load_exclusions,
    merge,
)
from didim.programmes.domain.call_starts import documents_to_begin_with, form_to_begin_with, known_exclusions

DAY = date(2026, 3, 6)
ANSWERS_BYTES = 10_000
GOAL_CHECK_US = 1_000
RUNS, REPEATS = 5, 200
BONUS = [{"key": "award", "label": "수상", "points": "1", "evidence": "상장"}]


def run() -> dict[str, Any]:
    """Return the figures with their goal."""
    form = _form()
    answers = form.normalise(_answers(form))
    files = {key: [FileFact("서류.pdf", 1_000_000)] for key, field in form.fields.items() if _is_slot(field)}
    content = form.dump()
    mine, theirs = answers | {"item": "하나"}, answers | {"summary": "둘"}
    figures = {
        "load_us": _us(lambda: Form.load(content)),
        "check_us": _us(lambda: form.check(answers, files)),
        "check_partial_us": _us(lambda: form.check_partial(answers)),
        "normalise_us": _us(lambda: form.normalise(answers)),
        "canonical_us": _us(lambda: form.canonical(answers)),
        "carry_over_us": _us(lambda: carry_over(form, form, answers)),
        "merge_us": _us(lambda: merge(answers, mine, theirs)),
    }
    return {
        "fields": len(form.fields),
        "form_bytes": len(json.dumps(content, ensure_ascii=False).encode()),
        "answers_bytes": len(json.dumps(answers, ensure_ascii=False).encode()),
        **figures,
        "goal_check_us": GOAL_CHECK_US,
        "problems": len(form.check(answers, files)),
        "goals_met": figures["check_us"] <= GOAL_CHECK_US,
    }


def _form() -> Form:
    lists = {
        "documents": load_documents(documents_to_begin_with(on=DAY)),
        "exclusions": load_exclusions([dict(row) for row in known_exclusions(on=DAY).values["entries"]]),
        "bonus_points": load_bonus_points(BONUS),
    }
    written = Form.load(form_to_begin_with("standard", on=DAY))
    return Form(assembled(written.structure, **lists))


def _is_slot(field: Any) -> bool:
    return isinstance(field.kind, FileSlot)


def _answers(form: Form) -> dict[str, Any]:
    """Return whole answers; the parts of the plan share the bytes the rest leaves."""
    answers: dict[str, Any] = {
        "firm_name": "한빛소프트웨어 주식회사",
        "business_number": "124-81-00998",
        "representative": "김하나",
        "opened_on": "2020-03-02",
        "address": {"postcode": "04524", "road": "서울특별시 중구 세종대로 110", "detail": "3층"},
        "employees": 12,
        "sales": 1_250_000_000,
        "contact_name": "이둘",
        "contact_phone": "02-123-4567",
        "contact_email": "contact@example.kr",
        "item": "공장 소음을 줄이는 장치",
        "milestones": [
            {"what": f"할 일 {n}", "until": f"2026-{n + 3:02}-01", "result": "시제품"} for n in range(8)
        ],
        "budget_lines": [{"item": "materials", "basis": f"부품 {n}종", "grant": 5_000_000} for n in range(8)],
        "requested": 40_000_000,
        "bonus": ["award"],
    }
    for key, field in form.fields.items():
        if field.kind_name == "consent":
            answers[key] = field.kind.version
    left = ANSWERS_BYTES - len(json.dumps(answers, ensure_ascii=False).encode())
    parts = ("summary", "problem", "solution", "scale_up", "team")
    return answers | {part: ("우리는이렇게합니다" * 999)[: left // len(parts) // 3] for part in parts}


def _us(act: Callable[[], object]) -> float:
    best = float("inf")
    for _ in range(RUNS):
        started = time.process_time()
        for _ in range(REPEATS):
            act()
        best = min(best, (time.process_time() - started) / REPEATS * 1e6)
    return round(best, 1)
