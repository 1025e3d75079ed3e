from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from didim.programmes.models import Call
from didim.registry.enums import AgencyRole, TaxStatus
from didim.registry.models import Agency
from didim.selection.domain.checking.checking import check_application
from didim.selection.enums import BonusState, CheckState
from didim.selection.models import BonusClaim, CheckItem, CheckRun, EligibilityCheck, PlanSimilarity
from didim.web.workbench.views import checks
from tests.applications.builders import NOW, make_firm
from tests.selection.checking.building import ARREARS, INVESTED, TAX, call_with, give, hand_in, made_text
from tests.sign_in import make_staff, sign_in

AFTER = datetime(2026, 12, 5, tzinfo=UTC)


@pytest.fixture
def call(agency: Agency) -> Call:
    return call_with(agency, bonus_points=[INVESTED])


@pytest.fixture
def second(agency: Agency) -> Client:
    return sign_in(make_staff(agency, AgencyRole.OFFICER, email="second@example.org"), second_factor=True)


@pytest.fixture
def checked(call: Call) -> Callable[..., EligibilityCheck]:
    serial = iter(range(1, 50))

    def make(status: TaxStatus | None = TaxStatus.ACTIVE, **answers: Any) -> EligibilityCheck:
        number = next(serial)
        firm = make_firm(f"기업{number}", serial=number)
        firm.tax_status, firm.tax_checked_at = status, NOW if status else None
        firm.save()
        return check_application(application_id=hand_in(call, firm, **answers).pk, now=AFTER)

    return make


def page_of(check: EligibilityCheck, path: str = "") -> str:
    return f"/workbench/applications/{check.application_id}/check/{path}"


def tax(check: EligibilityCheck) -> CheckItem:
    return check.items.get(key="tax_status")


def act(client: Client, item: CheckItem, act: str, **typed: str) -> HttpResponse:
    path = f"items/{item.pk}/"
    fields = {f"item{item.pk}-{name}": value for name, value in typed.items()}
    return client.post(page_of(item.check_of, path), {"act": act, **fields})


def test_list_takes_the_same_queries_for_any_number_of_rows(
    officer: Client,
    call: Call,
    checked: Callable[..., EligibilityCheck],
    same_queries_for_three_rows: Callable[..., None],
) -> None:
    same_queries_for_three_rows(
        add_row=checked, read=lambda: officer.get(f"/workbench/calls/{call.pk}/checks/")
    )


def test_those_that_meet_everything_come_in_pages_and_take_the_same_queries(
    officer: Client,
    call: Call,
    checked: Callable[..., EligibilityCheck],
    same_queries_for_three_rows: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url = f"/workbench/calls/{call.pk}/checks/pass/"
    same_queries_for_three_rows(add_row=checked, read=lambda: officer.get(url))
    monkeypatch.setattr(checks, "PASSED_AT_ONCE", 2)
    assert [len(officer.get(url, {"page": at}).context["page"]) for at in (1, 2)] == [2, 1]


def test_list_counts_and_narrows(
    officer: Client, call: Call, checked: Callable[..., EligibilityCheck]
) -> None:
    good, open_, closed = checked(), checked(None), checked(TaxStatus.CLOSED)
    url = f"/workbench/calls/{call.pk}/checks/"

    def shown(query: str) -> list[int]:
        return [row.pk for row in officer.get(url + query).context["page"]]

    assert shown("") == [good.pk, open_.pk, closed.pk]
    assert (shown("?need=unknown"), shown("?need=unmet")) == ([open_.pk], [closed.pk])
    assert (shown("?q=2"), shown("?state=passed"), shown("?state=no")) == (
        [open_.pk],
        [],
        [good.pk, open_.pk, closed.pk],
    )


def test_verdict_needs_two_officers_on_the_page_too(
    officer: Client, second: Client, checked: Callable[..., EligibilityCheck]
) -> None:
    check = checked(None)
    item = tax(check)
    refused = act(officer, item, "override", verdict="met", reason="")
    assert refused.status_code == 422
    assert "다른 담당자가 이 사유를 보고 확인합니다" in refused.content.decode()
    assert act(officer, item, "override", verdict="met", reason="국세청 화면 확인").status_code == 302
    assert officer.post(page_of(check, "decide/"), {"act": "pass"}).status_code == 422
    assert act(officer, item, "confirm").status_code == 422
    assert act(second, item, "confirm").status_code == 302
    assert officer.post(page_of(check, "decide/"), {"act": "pass"}).status_code == 302
    check.refresh_from_db()
    assert check.state == CheckState.PASSED


def test_reason_begins_with_what_is_not_met(
    officer: Client, checked: Callable[..., EligibilityCheck]
) -> None:
    page = officer.get(page_of(checked(TaxStatus.CLOSED)))
    assert page.context["decision"].initial == {"reason": "- 휴업 또는 폐업 중이 아닐 것"}


def test_reason_stays_when_a_decision_is_refused(
    officer: Client, checked: Callable[..., EligibilityCheck]
) -> None:
    answer = officer.post(page_of(checked(), "decide/"), {"act": "fail", "reason": "적던 사유"})
    assert answer.status_code == 422
    assert "적던 사유" in answer.content.decode()


def test_chosen_ones_that_meet_everything_pass_and_are_listed(
    officer: Client, call: Call, checked: Callable[..., EligibilityCheck]
) -> None:
    good, left, open_ = checked(), checked(), checked(None)
    url = f"/workbench/calls/{call.pk}/checks/pass/"
    assert [row.pk for row in officer.get(url).context["page"]] == [good.pk, left.pk]
    answer = officer.post(url, {"check": [good.pk, open_.pk]})
    assert [row.pk for row in answer.context["passed"]] == [good.pk]
    assert [row.pk for row in answer.context["page"]] == [left.pk]


def test_same_item_of_many_is_judged_and_confirmed_at_once(
    officer: Client, second: Client, call: Call, checked: Callable[..., EligibilityCheck]
) -> None:
    items = [tax(checked(None)).pk for _ in range(2)]
    url = f"/workbench/calls/{call.pk}/checks/items/"
    page = officer.get(f"{url}?item=exclusion:tax_status")
    assert [row.pk for row in page.context["page"]] == items
    typed = {"act": "override", "chosen": items, "verdict": "met", "reason": ""}
    assert officer.post(f"{url}?item=exclusion:tax_status", typed).status_code == 422
    everyone = {"act": "override", "everyone": "1", "shown": items, "verdict": "met", "reason": "일괄 확인"}
    officer.post(f"{url}?item=exclusion:tax_status", everyone)
    assert [row.pk for row in second.get(f"{url}?item=confirm").context["page"]] == items
    officer.post(f"{url}?item=confirm", {"act": "confirm", "chosen": items})
    assert CheckItem.objects.filter(pk__in=items, confirmed_by=None).count() == 2
    second.post(f"{url}?item=confirm", {"act": "confirm", "chosen": items})
    assert CheckItem.objects.filter(pk__in=items, confirmed_by=None).count() == 0


def test_run_is_a_job(officer: Client, call: Call) -> None:
    hand_in(call, make_firm())
    assert officer.post(f"/workbench/calls/{call.pk}/checks/run/").status_code == 302
    run = CheckRun.objects.get()
    jobs = ProcrastinateJob.objects.filter(task_name="didim.selection.tasks.run_checks")
    assert [job.args for job in jobs] == [{"run_id": run.pk}]
    assert officer.get(f"/workbench/calls/{call.pk}/checks/").context["run"] == run


def test_bonus_is_decided_beside_the_check(officer: Client, checked: Callable[..., EligibilityCheck]) -> None:
    check = checked(bonus=["invested"])
    claim = BonusClaim.objects.get()
    url = page_of(check, f"bonus/{claim.pk}/")
    assert officer.post(url, {f"claim{claim.pk}-state": "granted"}).status_code == 422
    give(check.application, "bonus_invested")
    check_application(application_id=check.application_id, now=AFTER)
    assert officer.post(url, {f"claim{claim.pk}-state": "granted"}).status_code == 302
    assert BonusClaim.objects.get().state == BonusState.GRANTED


@pytest.mark.parametrize("language", ["", "/en"])
def test_pages_are_whole(
    officer: Client,
    agency: Agency,
    other_agency: Agency,
    whole_page: Callable[[HttpResponse], Any],
    language: str,
) -> None:
    call = call_with(agency, "살필 공고", exclusions=[ARREARS], documents=[TAX], bonus_points=[INVESTED])
    text = made_text(1, 400)
    hand_in(
        call_with(other_agency, "남의 공고"),
        make_firm("비밀 기업", serial=40),
        plan=text,
        at=datetime(2026, 1, 5, tzinfo=UTC),
    )
    first = hand_in(call, make_firm("하나", serial=41), plan=made_text(2, 400))
    second = hand_in(call, make_firm("둘", serial=42), plan=f"{text} {made_text(2, 400)}", bonus=["invested"])
    for row in (first, second):
        check = check_application(application_id=row.pk, now=AFTER)
    act(officer, tax(check), "override", verdict="not_met", reason="폐업 확인")
    similar = [row.pk for row in PlanSimilarity.objects.filter(submission=second.submission)]
    assert len(similar) == 2
    pages = [
        f"/workbench/calls/{call.pk}/checks/",
        f"/workbench/calls/{call.pk}/checks/pass/",
        f"/workbench/calls/{call.pk}/checks/items/",
        f"/workbench/calls/{call.pk}/checks/items/?item=confirm",
        page_of(check),
        *(page_of(check, f"similar/{pk}/") for pk in similar),
    ]
    for page in pages:
        answer = officer.get(language + page)
        assert answer.status_code == 200, page
        whole_page(answer)
        assert "비밀 기업" not in answer.content.decode()


def test_viewer_reads_and_strangers_do_not(
    viewer: Client, other_agency: Agency, checked: Callable[..., EligibilityCheck]
) -> None:
    check = checked()
    stranger = sign_in(
        make_staff(other_agency, AgencyRole.OFFICER, email="stranger@example.org"), second_factor=True
    )
    assert viewer.get(page_of(check)).status_code == 200
    assert viewer.post(page_of(check, "decide/"), {"act": "pass"}).status_code == 403
    assert stranger.get(page_of(check)).status_code == 404
    assert stranger.get(f"/workbench/calls/{check.application.call_id}/checks/").status_code == 404
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_accesslogentry WHERE task = '요건검토'")
        assert cursor.fetchone() == (1,)
