"""The inbox of grievances at 100,000 cases of one agency: a third open, some late, paused, without anybody.

Each view is asked for at the WSGI callable, as in bench/lists.py. Goal: 12 queries and 60 ms of CPU at most.
"""

import importlib.util
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

CASES = 100_000
GOAL_QUERIES, GOAL_CPU_MS = 12, 60
NOW = datetime.now(tz=UTC)
OFFICERS = 25
VIEWS = {
    "open": "/workbench/grievances/",
    "mine": "/workbench/grievances/?view=mine",
    "late": "/workbench/grievances/?view=late",
    "nobody": "/workbench/grievances/?view=nobody",
    "ended": "/workbench/grievances/?view=ended",
    "filtered": "/workbench/grievances/?topic=tax&triage=regional&region=11680",
    "searched": "/workbench/grievances/?q=%EC%A3%BC%EC%B0%A8%EC%9E%A5",
}
WORDS = ("도로 점용 허가", "주차장 부족", "간판 규제", "위생 점검", "용도 변경", "외국인 고용", "부담금 감면")
TOPICS = ("permit", "site", "tax", "labour", "facility")
EMPTIED = (
    "desk_grievance, desk_grievanceevent, desk_grievanceanswer, desk_grievancefile, desk_routing,"
    " desk_jointhandler, desk_registerentry, desk_lawpromise"
)


def run() -> dict[str, Any]:
    """Fill the table and measure each view of the inbox."""
    from didim.project.builds import build_front_end
    from didim.project.cli.run import collect_static

    build_front_end()
    collect_static()
    lists = _lists()
    cookie = lists.sign_in()
    fill()
    figures = {view: lists.measure(path, cookie) for view, path in VIEWS.items()}
    met = all(row["queries"] <= GOAL_QUERIES and row["cpu_ms"] <= GOAL_CPU_MS for row in figures.values())
    return {
        "cases": CASES,
        "views": figures,
        "goal": {"queries": GOAL_QUERIES, "cpu_ms": GOAL_CPU_MS},
        "met": met,
    }


def fill() -> None:
    """Make the cases anew; a row says what its clock would say."""
    import pgtrigger
    from django.db import connection

    with pgtrigger.ignore():  # no history of made-up rows
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {EMPTIED} CASCADE")
        _make_cases()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _make_cases() -> None:
    from didim.accounts.models import User
    from didim.desk.models import Grievance
    from didim.kernel.korean_text import keystrokes
    from didim.registry.models import Agency, CaseOfficer, Person, Region

    agency = Agency.objects.get(name="측정기관")
    CaseOfficer.objects.filter(agency=agency).delete()
    user = User.objects.get(email="director@bench.example")
    me, _made = Person.objects.get_or_create(user=user, defaults={"name": "측정"})
    people = [
        me,
        *Person.objects.bulk_create(Person(name=f"애로담당 {number}") for number in range(OFFICERS - 1)),
    ]
    regions = list(Region.objects.filter(parent="11", level=2).order_by("code")[:OFFICERS])
    charges = CaseOfficer.objects.bulk_create(
        CaseOfficer(agency=agency, person=person, region=region, valid_from=date(2020, 1, 1))
        for person, region in zip(people, regions, strict=True)
    )
    rows = []
    for number in range(CASES):
        charge = charges[number % OFFICERS]
        is_open, alone = number % 3 == 0, number % 50 == 0
        received = NOW - timedelta(minutes=number * 5)
        title = f"{WORDS[number % 7]} {number}"
        rows.append(
            Grievance(
                agency=agency,
                number=f"G2026-{number:06d}",
                channel="portal",
                title=title,
                keys=keystrokes(title),
                body="가게 앞 도로 점용 허가가 늦습니다. " * 5,
                topic=TOPICS[number % 5],
                region_id=charge.region_id,
                contact_name="측정인",
                contact_phone="02-000-0000",
                received_at=received,
                triage=("", "simple", "regional", "legislative")[number % 4],
                clock="grievance-regional",
                term="grievance-regional@2024-01-01",
                status=("paused" if number % 7 == 0 else "running") if is_open else "answered",
                paused_for="supplement" if is_open and number % 7 == 0 else "",
                due_at=NOW + timedelta(minutes=(number - CASES // 4) * 3),
                ended_at=None if is_open else received + timedelta(days=5),
                officer_id=None if alone else charge.person_id,
                basis="nobody" if alone else "region",
                charge=None if alone else charge,
                result="" if is_open else "accepted",
            )
        )
    Grievance.objects.bulk_create(rows, batch_size=2_000)


def _lists() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bench.lists", Path(__file__).parents[1] / "lists.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
