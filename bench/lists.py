"""The lists of notices, firms, calls, applications at 2,000 and 100,000 rows, through the whole site.

Each page is asked for at the WSGI callable in this process: middleware, row-level security, queries and
templates. Counted are the queries, the CPU time of this process, and beside it the time in which it waited
for the database. Goal: 12 queries and 60 ms of CPU at most, and the same queries at both sizes.
"""

import importlib.util
import io
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

NEEDS_DATABASE = True
SIZES = (2_000, 100_000)
WARM_UPS, RUNS = 3, 15
GOAL_QUERIES, GOAL_CPU_MS = 12, 60
TODAY = datetime.now(tz=UTC).date()
NOW = datetime.now(tz=UTC)
# Page: path, and whether it is for staff.
PAGES = {
    "agencies": ("/agencies/", False),
    "notices": ("/notices/", False),
    "notices filtered": ("/notices/?regions=11&support_types=loan&statuses=open", False),
    "notices searched": ("/notices/?q=%EC%B0%BD%EC%97%85", False),
    "firms": ("/workbench/firms/", True),
    "firms filtered": ("/workbench/firms/?region=11&designation=venture", True),
    "firms page 50": ("/workbench/firms/?page=50", True),
    "calls": ("/workbench/calls/", True),
    "applications": ("/workbench/applications/", True),
    "applications filtered": ("/workbench/applications/?state=submitted&region=11&check_state=none", True),
    "applications page 50": ("/workbench/applications/?page=50", True),
}
WORDS = (
    "창업",
    "수출",
    "소상공인",
    "융자",
    "인공지능",
    "청년",
    "여성기업",
    "컨설팅",
    "전시회",
    "특허",
    "고용",
    "인증",
)
EMPTIED = (
    "programmes_notice, programmes_programme, programmes_call, programmes_callrevision, registry_enterprise"
)


def run() -> dict[str, Any]:
    """Measure every page at both sizes."""
    from didim.project.builds import build_front_end
    from didim.project.cli.run import collect_static

    build_front_end()
    collect_static()
    cookie = sign_in()
    figures: dict[str, dict[str, Any]] = {page: {} for page in PAGES}
    empty()
    for size in SIZES:
        fill(size)
        for page, (path, for_staff) in PAGES.items():
            figures[page][str(size)] = measure(path, cookie if for_staff else "")
    reviews = rows_of("reviews")
    dashboard = measure(reviews.fill_round(), cookie)
    in_time = dashboard["queries"] <= reviews.GOAL_QUERIES and dashboard["cpu_ms"] <= reviews.GOAL_CPU_MS
    return {
        "pages": figures,
        "review_dashboard": {f"{reviews.APPLICATIONS} x {reviews.EACH}": dashboard},
        "goal": {
            "queries": GOAL_QUERIES,
            "cpu_ms": GOAL_CPU_MS,
            "same_queries_at_both_sizes": True,
            "review_dashboard_cpu_ms": reviews.GOAL_CPU_MS,
        },
        "met": all(_meets(rows) for rows in figures.values()) and in_time,
        "runs": RUNS,
        "included": "WSGI call in this process: middleware, row-level security, queries, templates; median",
    }


def rows_of(name: str) -> ModuleType:
    """Return the module that fills the rows of one kind (bench/rows)."""
    spec = importlib.util.spec_from_file_location(
        f"bench.rows.{name}", Path(__file__).parent / f"rows/{name}.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _meets(rows: dict[str, Any]) -> bool:
    few = all(row["queries"] <= GOAL_QUERIES and row["cpu_ms"] <= GOAL_CPU_MS for row in rows.values())
    return few and len({row["queries"] for row in rows.values()}) == 1


def measure(path: str, cookie: str) -> dict[str, Any]:
    """Ask for a page several times; return medians over the runs after the warm-up."""
    rows = [_ask(path, cookie) for _ in range(WARM_UPS + RUNS)][WARM_UPS:]
    return {
        "queries": round(statistics.median(row[0] for row in rows)),
        "cpu_ms": round(statistics.median(row[1] for row in rows), 1),
        "database_ms": round(statistics.median(row[2] for row in rows), 1),
        "kilobytes": round(rows[-1][3] / 1024),
    }


def _ask(path: str, cookie: str) -> tuple[int, float, float, int]:
    from django.test import RequestFactory

    from didim.project.wsgi import application

    environ = RequestFactory().get(path, headers={"Cookie": cookie} if cookie else {}).environ
    environ["wsgi.input"] = io.BytesIO()
    answered: list[str] = []
    with _counting() as waits:
        began = time.process_time()
        response = application(environ, lambda status, *_rest: answered.append(status))
        body = b"".join(response)
        cpu = time.process_time() - began
        response.close()
    if answered != ["200 OK"]:
        raise RuntimeError(f"{path}: {answered}")
    return len(waits), cpu * 1_000, sum(waits) * 1_000, len(body)


@contextmanager
def _counting() -> Iterator[list[float]]:
    """Collect the seconds of every query."""
    from django.db import connection

    waits: list[float] = []

    def count(execute: Callable[..., Any], *args: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(*args)
        finally:
            waits.append(time.perf_counter() - began)

    with connection.execute_wrapper(count):
        yield waits


def sign_in() -> str:
    """Make an agency with a director, and return the cookie of a session with a second factor."""
    from allauth.mfa.models import Authenticator
    from django.conf import settings
    from django.test import Client

    from didim.accounts.domain.consents import answer_consents
    from didim.accounts.models import ConsentDocument, User
    from didim.accounts.second_factor import SET_UP_KEY
    from didim.registry.models import Agency, AgencyMember

    agency, _ = Agency.objects.get_or_create(name="측정기관", defaults={"kind": "promotion"})
    user = User.objects.filter(email="director@bench.example").first()
    if user is None:
        user = User.objects.create_user("director@bench.example")
        AgencyMember.objects.create(agency=agency, user=user, role="director", since=NOW)
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": ""})
    answer_consents(user=user, agreed=ConsentDocument.objects.filter(kind="required"), now=NOW)
    client = Client()
    client.force_login(user, backend="didim.web.account.backends.PasswordBackend")
    session = client.session
    session[SET_UP_KEY] = user.pk
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def empty() -> None:
    """Take out what an earlier run left."""
    import pgtrigger
    from django.db import connection

    # What is never changed elsewhere hangs on these rows: receipts, seals, score sheets.
    with pgtrigger.ignore(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {EMPTIED} RESTART IDENTITY CASCADE")


def fill(size: int) -> None:
    """Bring each table to `size` rows: the first ones by the models, the rest as copies of them."""
    import pgtrigger
    from django.db import connection

    from didim.programmes.models import Notice

    have = Notice.objects.count()
    with pgtrigger.ignore():  # no history of made-up rows
        if not have:
            _fill_firms(size)
            _fill_calls(size)
            _fill_applications()
            _fill_notices(size)
        else:
            _copy(have, size)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _fill_firms(size: int) -> None:
    from didim.registry.models import Agency, AgencyRelation, Designation, Enterprise, EnterpriseYear, Region

    agency = Agency.objects.get(name="측정기관")
    regions = list(Region.objects.filter(level=2).order_by("code")[:60])
    firms = Enterprise.objects.bulk_create(
        Enterprise(
            name=f"측정기업 {number:05d}",
            stage="operating",
            legal_form="corporation",
            business_number=f"{number:010d}",
            opened_on=date(2015, 1, 1) + timedelta(days=number % 3_600),
            region=regions[number % len(regions)],
            industry_id=("62010", "58222", "56111", "47912")[number % 4],
            profile_shared=number % 2 == 0,
            created_at=NOW,
            updated_at=NOW,
        )
        for number in range(size)
    )
    AgencyRelation.objects.bulk_create(
        AgencyRelation(agency=agency, enterprise=firm, kind="registered", since=NOW) for firm in firms
    )
    EnterpriseYear.objects.bulk_create(
        EnterpriseYear(enterprise=firm, year=year, employees=firm.pk % 40, sales=firm.pk * 1_000_000)
        for firm in firms
        for year in (TODAY.year - 2, TODAY.year - 1)
    )
    Designation.objects.bulk_create(
        Designation(enterprise=firm, kind=("venture", "women", "innobiz")[firm.pk % 3]) for firm in firms
    )


def _fill_calls(size: int) -> None:
    from didim.programmes.models import Call, CallRevision, Programme
    from didim.registry.models import Agency

    agency = Agency.objects.get(name="측정기관")
    programmes = Programme.objects.bulk_create(
        Programme(agency=agency, name=f"측정사업 {number}", support_type="loan", year=TODAY.year)
        for number in range(40)
    )
    calls = Call.objects.bulk_create(
        Call(agency=agency, programme=programmes[number % 40], title=f"측정공고 {number}", created_at=NOW)
        for number in range(size)
    )
    CallRevision.objects.bulk_create(
        CallRevision(
            agency=agency,
            call=call,
            number=1,
            state="published",
            opens_at=NOW - timedelta(days=number % 60),
            closes_at=NOW + timedelta(days=1 + number % 60),
            published_at=NOW - timedelta(days=number % 90),
        )
        for number, call in enumerate(calls)
    )


def _fill_applications() -> None:
    """Let each firm have handed in to one call; the lists read the applications alone."""
    from didim.accounts.models import User
    from didim.applications.models import Application
    from didim.programmes.models import Call
    from didim.registry.models import Agency, Enterprise

    agency, author = Agency.objects.get(name="측정기관"), User.objects.get(email="director@bench.example")
    calls = list(Call.objects.order_by("id")[:10])
    Application.objects.bulk_create(
        Application(
            agency=agency,
            call=calls[number % 10],
            enterprise=firm,
            state="submitted",
            number=number + 1,
            submitted_at=NOW - timedelta(minutes=number),
            created_at=NOW,
            created_by=author,
        )
        for number, firm in enumerate(Enterprise.objects.order_by("id"))
    )


def _fill_notices(size: int) -> None:
    from didim.programmes.domain.notices.search_index import index_notice
    from didim.programmes.models import Notice

    notices = []
    for number in range(size):
        listed_on = TODAY - timedelta(days=number % 700)
        notice = Notice(
            source="bizinfo",
            source_id=f"lists:{number}",
            title=f"[서울] {WORDS[number % 12]} {WORDS[number // 12 % 12]} 지원사업 공고 {number}",
            agency_name="측정기관",
            support_type=("loan", "rnd", "global", "space")[number % 4],
            region_codes=[("11", "26", "41", "00")[number // 4 % 4]],
            targets=["sme"],
            summary="지역 기업의 성장을 돕는 사업에 참여할 기업을 모집합니다. " * 3,
            body="지원 내용과 신청 방법은 첨부한 공고문을 확인해 주세요. " * 6,
            period_kind="dated",
            opens_on=listed_on,
            closes_on=listed_on + timedelta(days=30),
            published_on=listed_on,
            listed_on=listed_on,
            content_hash=f"{number:064d}",
            first_seen_at=NOW,
            last_seen_at=NOW,
            changed_at=NOW,
        )
        index_notice(notice)
        notices.append(notice)
    Notice.objects.bulk_create(notices, batch_size=500)


def _copy(have: int, size: int) -> None:
    """Multiply the rows inside the database; what must be unique gets the copy's number."""
    from didim.applications.models import Application
    from didim.programmes.models import Call, CallRevision, Notice
    from didim.registry.models import AgencyRelation, Designation, Enterprise, EnterpriseYear

    copies = size // have - 1
    firm = {"enterprise_id": f"enterprise_id + copy * {have}"}
    number = f"lpad((business_number::bigint + copy * {have})::text, 10, '0')"
    _multiply(Enterprise, copies, {"business_number": number, "name": "name || ' ' || copy"})
    for model in (AgencyRelation, EnterpriseYear, Designation):
        _multiply(model, copies, firm)
    _multiply(Call, copies, {"title": "title || ' ' || copy"})
    _multiply(CallRevision, copies, {"call_id": f"call_id + copy * {have}"})
    moved = firm | {"number": f"number + copy * {have}"}
    _multiply(Application, copies, moved)
    _multiply(Notice, copies, {"source_id": "source_id || ':' || copy", "title": "title || ' ' || copy"})


def _multiply(model: Any, copies: int, changes: dict[str, str]) -> None:
    """Insert `copies` copies of every row of a table whose ids run from 1."""
    from django.db import connection

    table, rows = model._meta.db_table, model.objects.count()
    columns = [field.column for field in model._meta.concrete_fields if field.column != "id"]
    values = ", ".join(changes.get(column, f'"{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (id, {names}) OVERRIDING SYSTEM VALUE"  # noqa: S608 - names of our own models
            f" SELECT id + copy * {rows}, {values} FROM {table}, generate_series(1, {copies}) AS copy"
        )
