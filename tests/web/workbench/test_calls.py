from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from didim.programmes.domain.calls import create_call, edit_draft, publish_call, save_programme, set_rule
from didim.programmes.enums import SupportType
from didim.programmes.models import Call, CallRevision, Notice, Programme
from didim.registry.models import Agency
from tests.sign_in import make_user

from .conftest import NOW
from .test_firms import make_firm

ANYONE = {"kind": "all", "parts": []}
LARGE = {"kind": "compare", "fact": "size_class", "op": "in", "value": ["large"]}
EVERY_KIND = {
    "kind": "all",
    "parts": [
        {"kind": "compare", "fact": "firm_age", "op": "<=", "value": 84},
        {"kind": "compare", "fact": "opened_on", "op": "between", "value": ["2020-01-01", "2021-01-01"]},
        {"kind": "not", "part": LARGE},
        {
            "kind": "any",
            "parts": [{"kind": "region", "within": ["11"]}, {"kind": "industry", "within": ["26"]}],
        },
        {"kind": "designation", "any_of": ["venture"], "source": {"text": "벤처기업", "field": "body"}},
        {"kind": "stated", "text": "세금을 체납하지 않을 것"},
        {"kind": "likely", "part": {"kind": "compare", "fact": "employees", "op": ">=", "value": 5}},
    ],
}


def make_programme(agency: Agency, at: int = 1) -> Programme:
    details = {"name": f"수출 지원 {at}", "support_type": SupportType.GLOBAL, "year": 2026}
    return save_programme(programme=Programme(agency=agency), details=details, by=None)


def make_call(agency: Agency, at: int = 1) -> Call:
    return create_call(programme=make_programme(agency, at), title=f"모집 공고 {at}", by=None, now=NOW)


def fill(call: Call, *, days: int = 30) -> None:
    soon = timezone.now() + timedelta(days=1)
    CallRevision.objects.filter(call=call).update(
        summary="요약",
        body="내용",
        target_text="중소기업",
        how_to_apply="온라인",
        contact="02-000-0000",
        opens_at=soon,
        closes_at=soon + timedelta(days=days),
        rule=ANYONE,
    )


@pytest.mark.parametrize("path", ["", "edit/", "rule/"])
def test_other_agencys_call_is_not_there(officer: Client, other_agency: Agency, path: str) -> None:
    call = make_call(other_agency)
    assert officer.get(f"/workbench/calls/{call.pk}/{path}").status_code == 404


def test_other_agencys_call_cannot_be_written_or_published(officer: Client, other_agency: Agency) -> None:
    call = make_call(other_agency)
    fill(call)
    for path in ("edit/", "rule/", "revise/", "publish/"):
        answer = officer.post(f"/workbench/calls/{call.pk}/{path}", {"action": "save", "r-kind": "any"})
        assert answer.status_code == 404, path
    assert Notice.objects.count() == 0


@pytest.mark.parametrize("path", ["programmes", "calls"])
def test_lists_show_only_the_own_agency(
    officer: Client, agency: Agency, other_agency: Agency, path: str
) -> None:
    make_call(agency, 1)
    make_call(other_agency, 2)
    page = officer.get(f"/workbench/{path}/").context["page"]
    assert [row.agency_id for row in page] == [agency.pk]


@pytest.mark.parametrize("path", ["programmes", "calls"])
def test_lists_take_the_same_queries_for_any_number_of_rows(
    officer: Client, agency: Agency, path: str, same_queries_for_three_rows: Callable[..., None]
) -> None:
    at = iter(range(9))
    same_queries_for_three_rows(
        add_row=lambda: make_call(agency, next(at)), read=lambda: officer.get(f"/workbench/{path}/")
    )


def test_programme_is_registered_with_its_budget_in_korean_units(officer: Client, agency: Agency) -> None:
    typed = {"name": "창업 지원", "support_type": "commercialisation", "year": 2026, "budget": "50억"}
    assert officer.post("/workbench/programmes/new/", typed).status_code == 302
    assert Programme.objects.get().budget == 5_000_000_000
    assert officer.post("/workbench/programmes/new/", typed).status_code == 422


def test_call_is_written_with_a_period_in_seoul(officer: Client, agency: Agency) -> None:
    programme = make_programme(agency)
    begun = officer.post(f"/workbench/programmes/{programme.pk}/", {"title": "2026년 모집"})
    call = Call.objects.get()
    assert begun.url == f"/workbench/calls/{call.pk}/edit/"
    typed = {
        "title": "2026년 수출 모집",
        "opens_at_day": "2026-04-01",
        "opens_at_time": "",
        "closes_at_day": "2026-04-30",
        "closes_at_time": "17:30",
        "targets": ["sme", "micro"],
    }
    typed |= {"seen": officer.get(begun.url).context["seen"], "title-seen": call.title}
    assert officer.post(begun.url, typed).status_code == 302
    draft = CallRevision.objects.get()
    assert (draft.opens_at, draft.closes_at, draft.targets) == (
        datetime(2026, 4, 1, 0, 0, tzinfo=UTC),
        datetime(2026, 4, 30, 8, 30, tzinfo=UTC),
        ["sme", "micro"],
    )


def test_period_the_wrong_way_round_is_refused_and_kept(officer: Client, agency: Agency) -> None:
    call = make_call(agency)
    typed = {
        "title": "모집",
        "opens_at_day": "2026-04-02",
        "closes_at_day": "2026-04-01",
        "body": "적던 내용",
    }
    url = f"/workbench/calls/{call.pk}/edit/"
    typed |= {"seen": officer.get(url).context["seen"], "title-seen": call.title}
    answer = officer.post(url, typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "접수 마감이 시작보다 빠릅니다" in page
    assert "적던 내용" in page


def test_publishing_says_all_that_is_missing(officer: Client, agency: Agency) -> None:
    call = make_call(agency)
    answer = officer.post(f"/workbench/calls/{call.pk}/publish/")
    assert answer.status_code == 422
    assert [problem.field for problem, _page in answer.context["missing"]] == [
        "summary",
        "body",
        "target_text",
        "how_to_apply",
        "contact",
        "rule",
        "closes_at",
    ]


def test_short_notice_needs_a_reason(officer: Client, agency: Agency) -> None:
    call = make_call(agency)
    fill(call, days=14)
    url = f"/workbench/calls/{call.pk}/publish/"
    assert [row.field for row, _page in officer.post(url).context["missing"]] == ["urgent_reason"]
    CallRevision.objects.update(urgent_reason="수해 복구")
    assert officer.post(url).status_code == 302


def test_published_call_is_a_notice_and_changes_only_by_a_correction(officer: Client, agency: Agency) -> None:
    call = make_call(agency)
    fill(call)
    assert officer.post(f"/workbench/calls/{call.pk}/publish/").status_code == 302
    notice = Notice.objects.get()
    assert (notice.call, notice.title, notice.agency) == (call, call.title, agency)
    assert officer.get(f"/workbench/calls/{call.pk}/edit/").status_code == 302
    officer.post(f"/workbench/calls/{call.pk}/revise/")
    assert [row.number for row in call.revisions.order_by("number")] == [1, 2]
    officer.post(f"/workbench/calls/{call.pk}/edit/", {"title": "정정 모집", "body": "정정"})
    assert Notice.objects.get().title == call.title


def test_viewer_may_not_write(viewer: Client, agency: Agency) -> None:
    call = make_call(agency)
    assert viewer.get(f"/workbench/calls/{call.pk}/").status_code == 200
    assert viewer.get(f"/workbench/calls/{call.pk}/edit/").status_code == 403
    assert viewer.post(f"/workbench/calls/{call.pk}/publish/").status_code == 403


def test_rule_editor_adds_counts_and_saves_without_javascript(
    officer: Client, agency: Agency, other_agency: Agency
) -> None:
    make_firm(agency, 1, region="11680")
    make_firm(agency, 2, region="26110")
    make_firm(agency, 3)
    make_firm(other_agency, 4, region="11680")
    call = make_call(agency)
    url = f"/workbench/calls/{call.pk}/rule/"
    page = officer.get(url)
    assert page.context["effect"].total == 3
    seen = {"seen": page.context["seen"]}
    page = officer.post(url, {"r-kind": "all", "r-new": "region", "action": "add:r"})
    assert page.context["root"].parts[0].draft.kind == "region"
    typed = {"r-kind": "all", "r_0-kind": "region", "r_0-adding": "서울, 부산 중구"}
    page = officer.post(url, typed | {"action": "take:r_0"})
    assert page.context["root"].parts[0].draft.codes == ["11", "26110"]
    typed = {"r-kind": "all", "r_0-kind": "region", "r_0-codes": ["11"]}
    effect = officer.post(url, typed | {"action": "look"}).context["effect"]
    assert (effect.met, effect.unknown, effect.not_met) == (1, 1, 1)
    assert officer.post(url, typed | seen | {"action": "save"}).status_code == 302
    assert CallRevision.objects.get().rule == {"kind": "all", "parts": [{"kind": "region", "within": ["11"]}]}


def test_rule_editor_keeps_a_faulty_rule_and_says_where(officer: Client, agency: Agency) -> None:
    call = make_call(agency)
    url = f"/workbench/calls/{call.pk}/rule/"
    typed = {
        "r-kind": "all",
        "r_0-kind": "compare",
        "r_0-fact": "firm_age",
        "r_0-op": "<=",
        "r_0-value": "일곱 해",
        "r_1-kind": "region",
        "r_1-adding": "중구",
        "action": "save",
    }
    answer = officer.post(url, typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="일곱 해"' in page
    assert 'href="#r_0"' in page
    assert "&#x27;중구&#x27;을(를) 찾지 못했습니다" in page
    assert CallRevision.objects.get().rule == {}


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_pages_are_well_formed(
    officer: Client, agency: Agency, prefix: str, whole_page: Callable[[HttpResponse], object]
) -> None:
    call = make_call(agency)
    set_rule(call=call, content=EVERY_KIND, by=None)
    base = f"{prefix}/workbench"
    pages = [
        "programmes/",
        "programmes/new/",
        f"programmes/{call.programme_id}/",
        "calls/",
        f"calls/{call.pk}/",
    ]
    pages += [f"programmes/{call.programme_id}/edit/", f"calls/{call.pk}/edit/", f"calls/{call.pk}/rule/"]
    for path in pages:
        whole_page(officer.get(f"{base}/{path}"))
    fill(call)
    publish_call(call=call, by=make_user("boss@example.org"), now=timezone.now())
    whole_page(officer.get(f"{base}/calls/{call.pk}/"))


def test_call_shows_who_did_what(officer: Client, agency: Agency) -> None:
    writer = make_user("writer@example.org")
    call = create_call(programme=make_programme(agency), title="모집", by=writer, now=NOW)
    edit_draft(call=call, title="새 모집", changes={"summary": "요약"}, by=writer)
    set_rule(call=call, content=ANYONE, by=None)

    acts = officer.get(f"/workbench/calls/{call.pk}/").context["acts"]

    assert [(str(act.act), act.by, act.fields) for act in acts] == [
        ("자격요건 정하기", None, ["자격요건"]),
        ("내용 고치기", writer, ["요약", "공고명"]),
        ("공고 만들기", writer, []),
    ]
