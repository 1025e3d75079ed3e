"""Which firms fit these calls, which calls fit this firm: pairs a second, milliseconds a firm, memory.

Rules are read from real notices where their files lie beside the checkout (../shared/data/notices, or the
folder that DIDIM_NOTICES names), else from notices written from a seed. Firms are made from a seed.
"""

import os
import resource
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from didim.engines.eligibility import (
    FirmFacts,
    FirmTable,
    RuleBook,
    SizeClass,
    Stage,
    count_fits,
    load,
    verdict_of,
)
from didim.engines.eligibility.catalogue import CATALOGUE, HIGHEST, LOWEST
from didim.engines.eligibility.tables import ALWAYS, NEVER, CodedColumn
from didim.project.places import BASE_DIR

SEED = 20260903
UNKNOWN_SHARE, PRE_FOUNDERS, CERTIFIED, LISTS_COMPLETE = 0.1, 1 / 8, 0.05, 0.3
FIRMS, CALLS, BOOK = 1_000_000, 1_000, 10_000
PAIRS_GOAL, FIRM_GOAL_MS = 20e6, 50.0
THREADS = 2
TODAY = date(2026, 9, 3)
NOTICES = Path(os.environ.get("DIDIM_NOTICES") or BASE_DIR.parent / "shared" / "data" / "notices")


def run() -> dict[str, Any]:
    """Return the figures with their goals."""
    started = time.perf_counter()
    contents, real = _rule_contents()
    rules = [(load(content), TODAY - timedelta(days=at % 60)) for at, content in enumerate(contents)]
    read_s = time.perf_counter() - started
    table = _table(FIRMS, np.random.default_rng(SEED))
    asked = _repeated(rules, CALLS)
    before = _memory_mb()
    started = time.perf_counter()
    counts = count_fits(table, asked, threads=THREADS)
    set_s = time.perf_counter() - started
    book_rules = _repeated(rules, BOOK)
    started = time.perf_counter()
    book = RuleBook(book_rules)
    build_s = time.perf_counter() - started
    firms = _firms(50, np.random.default_rng(SEED + 1))
    times = []
    for facts in firms:
        started = time.perf_counter()
        verdicts = book.verdicts(facts)
        times.append((time.perf_counter() - started) * 1000)
    pairs = FIRMS * len(asked) / set_s
    return {
        "rules": "real notices" if real else "generated",
        "rules_distinct": len({str(content) for content in contents}),
        "rules_read_and_parsed_s": round(read_s, 2),
        "firms": FIRMS,
        "calls": len(asked),
        "threads": THREADS,
        "seconds": round(set_s, 2),
        "pairs_per_s": round(pairs),
        "pairs_per_s_goal": PAIRS_GOAL,
        "met_unknown_not_met": counts.sum(axis=0).tolist(),
        "table_mb": round(_table_mb(table)),
        "memory_added_mb": round(_memory_mb() - before),
        "book_calls": len(book),
        "book_build_s": round(build_s, 2),
        "one_firm_ms_median": round(float(np.median(times)), 2),
        "one_firm_ms_worst": round(max(times), 2),
        "one_firm_ms_goal": FIRM_GOAL_MS,
        "row_form_agrees": all(
            verdicts[at] is verdict_of(rule, firms[-1], day)
            for at, (rule, day) in enumerate(book_rules[:300])
        ),
        "goals_met": bool(pairs >= PAIRS_GOAL and float(np.median(times)) <= FIRM_GOAL_MS),
    }


def _repeated(rules: list[Any], wanted: int) -> list[Any]:
    """Return as many rules as wanted; a rule that comes again is judged as of another day."""
    return [
        (rule, day - timedelta(days=at // len(rules)))
        for at, (rule, day) in ((at, rules[at % len(rules)]) for at in range(wanted))
    ]


def _rule_contents() -> tuple[list[dict[str, Any]], bool]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "didim.project.settings")
    import django

    django.setup()
    from didim.feeds.files.reading import read_file
    from didim.programmes.domain.rule_reading import NoticeText, read_rule

    names = NoticeText.__dataclass_fields__
    texts = {}
    for path in sorted(NOTICES.glob("*.jsonl")) if NOTICES.is_dir() else ():
        for parsed in read_file(path).parsed:
            texts[parsed.key] = NoticeText(**{name: getattr(parsed, name) for name in names})
    real = bool(texts)
    notices = list(texts.values()) if real else _written(3_000, np.random.default_rng(SEED))
    return [read_rule(text).rule_json for text in notices], real


def _written(count: int, random: np.random.Generator) -> list[Any]:
    from didim.programmes.domain.rule_reading import NoticeText

    provinces = [
        "서울",
        "부산",
        "대구",
        "인천",
        "광주",
        "대전",
        "울산",
        "경기",
        "강원",
        "충북",
        "전남",
        "경북",
    ]
    whom = [
        "중소기업",
        "소상공인",
        "창업 7년 이내 기업",
        "창업 3년 이내 스타트업",
        "제조 중소기업",
        "예비창업자",
    ]
    more = ["", "\n※ 자세한 사항 공고문 참조", " 또는 협동조합", " 중 수출 희망 기업"]
    age = ["", "만 39세 이하 청년 ", "만 40세 이상 "]

    def pick(items: list[str]) -> str:
        return items[int(random.integers(len(items)))]

    return [
        NoticeText(
            title=f"[{place}] 2026년 지원사업 {at}",
            source="bizinfo",
            target_text=f"{place} 소재 {pick(age)}{pick(whom)}{pick(more)}",
            exclusion_text=pick(["", "휴·폐업 중인 기업", "국세 체납 기업"]),
        )
        for at, place in ((at, pick(provinces)) for at in range(count))
    ]


def _regions() -> list[tuple[str, ...]]:
    from didim.registry.domain.codes import shipped_regions
    from didim.registry.enums import RegionLevel

    current = (row for row in shipped_regions() if row["valid_to"] is None)
    return [tuple(row["path"]) for row in current if row["level"] == RegionLevel.DISTRICT]


def _table(size: int, random: np.random.Generator) -> FirmTable:
    """Make columns of firms: a tenth of the values not known, one firm in eight a pre-founder."""
    pre = random.random(size) < PRE_FOUNDERS
    stage = np.where(pre, 0, random.integers(1, 5, size)).astype(np.int32)
    opened = TODAY.toordinal() - random.integers(0, 365 * 30, size)
    born = TODAY.toordinal() - random.integers(365 * 20, 365 * 70, size)
    numbers = {
        "opened_on": opened,
        "birth_date": born,
        "employees": random.integers(0, 300, size),
        "sales": random.integers(0, 5 * 10**10, size),
        "sales_average": random.integers(0, 5 * 10**10, size),
    }
    low, high = {}, {}
    for name in CATALOGUE.columns:
        unknown = random.random(size) < UNKNOWN_SHARE
        low[name] = np.where(unknown, LOWEST, numbers[name])
        high[name] = np.where(unknown, HIGHEST, numbers[name])
    low["opened_on"][pre] = high["opened_on"][pre] = -(2**62)
    sizes = [
        None,
        frozenset({"micro"}),
        frozenset({"micro", "small"}),
        frozenset({"medium"}),
        frozenset({"large"}),
    ]
    regions = [None, *_regions()]
    industries = [
        None,
        *((section, code) for section, code in (("C", "26"), ("J", "58"), ("G", "47"), ("I", "56"))),
    ]
    held = random.random(size) < CERTIFIED
    first = np.where(held, ALWAYS, NEVER).astype(np.int32)
    last = np.where(held, TODAY.toordinal() + 300, ALWAYS).astype(np.int32)
    return FirmTable(
        size,
        low,
        high,
        {
            "stage": CodedColumn(
                stage,
                [
                    *(frozenset({name}) for name in ("pre_founder", "operating", "operating", "suspended")),
                    None,
                ],
            ),
            "legal_form": CodedColumn(
                random.integers(0, 2, size, np.int32), [None, frozenset({"corporation"})]
            ),
            "size_class": CodedColumn(random.integers(0, len(sizes), size, np.int32), sizes),
        },
        {
            "region": CodedColumn(random.integers(0, len(regions), size, np.int32), regions),
            "industry": CodedColumn(random.integers(0, len(industries), size, np.int32), industries),
        },
        dict.fromkeys(("women", "venture", "disabled", "social"), ((first, last),)),
        random.random(size) < LISTS_COMPLETE,
    )


def _firms(count: int, random: np.random.Generator) -> list[FirmFacts]:
    regions = _regions()
    return [
        FirmFacts(
            stage=Stage.OPERATING,
            opened_on=TODAY - timedelta(days=int(random.integers(0, 5000))),
            region_path=regions[int(random.integers(len(regions)))],
            industry="26110",
            employees=int(random.integers(0, 50)),
            birth_year=int(random.integers(1955, 2000)),
            size_classes=frozenset({SizeClass.MICRO, SizeClass.SMALL}),
        )
        for _ in range(count)
    ]


def _table_mb(table: FirmTable) -> float:
    arrays = [*table.low.values(), *table.high.values(), table.complete]
    arrays += [column.codes for column in (*table.choices.values(), *table.paths.values())]
    arrays += [array for pairs in table.periods.values() for pair in pairs for array in pair]
    return sum(array.nbytes for array in arrays) / 1e6


def _memory_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
