"""Receipts, decision letters and score sheets as PDF: how long one takes once the process is warm.

Every paper has other data, as in a run of letters. Goal: 100 ms at most for the median receipt and letter.
"""

import resource
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

WARM_UPS, RUNS = 2, 200
GOAL_MS = 100


def run() -> dict[str, Any]:
    """Set many different papers of each kind, one after the other."""
    from didim.documents.pdf import decision_letter, receipt, sheet_summary
    from didim.project.builds import build_front_end
    from didim.project.places import BASE_DIR

    build_front_end()
    sys.path.insert(0, str(BASE_DIR))
    from tests.documents.papers import letter, receipt_paper, sheet

    summary = sheet(rows=228)
    makes: dict[str, tuple[Callable[[int], bytes], int]] = {
        "receipt": (
            lambda at: receipt(receipt_paper(number=f"2026-17-{at:06d}", firm_name=f"기업 {at}")),
            RUNS,
        ),
        "decision_letter": (lambda at: decision_letter(letter(letter_number=f"한빛-{at}")), RUNS),
        "sheet_of_228": (lambda at: sheet_summary(replace(summary, round_title=f"평가 {at}")), RUNS // 10),
    }
    figures = {name: measure(make, runs) for name, (make, runs) in makes.items()}
    return {
        "papers": figures,
        "most_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "goal": {"median_ms": GOAL_MS, "of": ["receipt", "decision_letter"]},
        "met": all(figures[name]["median_ms"] <= GOAL_MS for name in ("receipt", "decision_letter")),
        "included": "JSON, typesetting with embedded subset fonts, QR code, PDF/UA-1; one thread, wall time",
    }


def measure(make: Callable[[int], bytes], runs: int) -> dict[str, Any]:
    """Return the first time (cold), the median and the slowest in ms, and the size of one paper."""
    times, content = [], b""
    for at in range(runs + WARM_UPS):
        begin = time.perf_counter()
        content = make(at)
        times.append((time.perf_counter() - begin) * 1000)
    warm = times[WARM_UPS:]
    return {
        "first_ms": round(times[0], 1),
        "median_ms": round(statistics.median(warm), 1),
        "p95_ms": round(statistics.quantiles(warm, n=20)[-1], 1),
        "kilobytes": round(len(content) / 1024, 1),
        "runs": runs,
    }
