"""Writing an application in the portal, with scripts and without."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from didim.applications.domain.drafts import save_answers, start_application
from didim.applications.enums import ApplicationState
from didim.applications.models import Application, Draft, SupplementRequest
from didim.programmes.enums import NoticeSource, PeriodKind
from didim.programmes.models import Notice
from tests.applications.builders import FORM, make_agency, make_call, make_firm, publish
from tests.sign_in import make_firm_member, make_staff, sign_in
from tests.web.components.test_answers import sent_from

from .test_every_page import check

CONFLICT, REFUSED = 409, 422


@pytest.fixture
def period():
    now = timezone.now()
    return {"opens_at": now - timedelta(days=3), "closes_at": now + timedelta(days=10)}


@pytest.fixture
def call(db, period):
    return make_call(make_agency(), **period)


@pytest.fixture
def notice(call):
    now, today = timezone.now(), timezone.localdate()
    return Notice.objects.create(
        source=NoticeSource.DIDIM,
        source_id=f"call-{call.pk}",
        call=call,
        title=call.title,
        agency=call.agency,
        agency_name=call.agency.name,
        period_kind=PeriodKind.DATED,
        opens_on=today,
        closes_on=today + timedelta(days=10),
        rule={"kind": "compare", "fact": "employees", "op": ">=", "value": 5},
        published_on=today,
        listed_on=today,
        content_hash="0" * 64,
        first_seen_at=now,
        last_seen_at=now,
        changed_at=now,
    )


@pytest.fixture
def firm(db):
    return make_firm()


@pytest.fixture
def owner(firm):
    return make_firm_member(firm)


@pytest.fixture
def colleague(firm):
    return make_firm_member(firm, email="colleague@example.org")


@pytest.fixture
def client(owner):
    return sign_in(owner)


@pytest.fixture
def draft(call, firm, owner):
    return start_application(enterprise=firm, call=call, by=owner, now=timezone.now()).draft


def page_of(draft: Draft, step: str = "firm") -> str:
    return f"/applications/{draft.application_id}/write/{step}/"


def post_page(client: Client, draft: Draft, step: str, go: str, **typed: str) -> Any:
    """Send a step as a browser without scripts does, with something typed."""
    drawn = client.get(page_of(draft, step)).content.decode()
    form = drawn[drawn.index('<form class="app-card app-form app-draft"') :]
    data = sent_from(form[: form.index("</form>")])
    for name, value in typed.items():
        data[f"a.{name}"] = value
    data["go"] = go
    return client.post(page_of(draft, step), data.urlencode(), "application/x-www-form-urlencoded")


def autosave(client: Client, draft: Draft, version: int, **typed: str) -> Any:
    data = {"version": version, "revision": draft.revision_id, "step": "firm", "asked": list(typed)}
    data |= {f"a.{name}": value for name, value in typed.items()}
    return client.post(f"/applications/{draft.application_id}/save/", data)


def by_other(draft: Draft, person: Any, version: int = 1, **changes: Any) -> None:
    save_answers(draft=draft, base_version=version, changes=changes, by=person, now=timezone.now())


def stored(draft: Draft) -> dict[str, Any]:
    draft.refresh_from_db()
    return draft.answers


def test_call_page_leads_into_an_application_and_back_into_the_same_one(client, notice, firm, call):
    assert "온라인 신청하기" in client.get(f"/notices/{notice.pk}/").content.decode()

    answer = client.post(f"/calls/{call.pk}/apply/", {"firm": firm.pk})
    draft = Draft.objects.get()
    assert answer.url == page_of(draft)
    assert "쓰던 신청서 열기" in client.get(f"/notices/{notice.pk}/").content.decode()
    assert client.post(f"/calls/{call.pk}/apply/").url == page_of(draft)


def test_stranger_is_led_to_sign_in_and_back(notice):
    page = Client().get(f"/notices/{notice.pk}/").content.decode()
    assert f"/accounts/login/?next=/notices/{notice.pk}/" in page


def test_start_after_the_end_says_why_and_leads_back(client, call, notice, firm, period):
    publish(call, number=2, **period | {"closes_at": timezone.now() - timedelta(seconds=1)})
    answer = client.post(f"/calls/{call.pk}/apply/", {"firm": firm.pk}, follow=True)

    assert answer.redirect_chain[-1][0] == f"/notices/{notice.pk}/"
    assert "접수가 마감되었습니다" in answer.content.decode()
    assert not Application.objects.exists()


def test_nobody_starts_for_a_firm_that_is_not_theirs(client, call):
    other = make_firm("다라상사", 2)
    assert client.post(f"/calls/{call.pk}/apply/", {"firm": other.pk}).status_code == 404


def test_step_without_scripts_saves_what_was_typed_and_goes_on(client, draft):
    answer = post_page(client, draft, "firm", "next", people="1,200")

    assert answer.url == page_of(draft, "plan")
    assert stored(draft) == {"name": "가나상사", "people": 1200}
    assert post_page(client, draft, "plan", "next", problem="문제").url.endswith("/check/")
    assert post_page(client, draft, "plan", "previous").url == page_of(draft)
    assert post_page(client, draft, "plan", "stay").url == page_of(draft, "plan")


def test_field_nobody_touched_does_not_undo_what_a_colleague_wrote(client, draft, colleague):
    drawn = client.get(page_of(draft)).content.decode()
    by_other(draft, colleague, people=7)
    data = sent_from(drawn[drawn.index("data-draft=") : drawn.index("<aside")])
    data["a.name"] = "새 이름"
    answer = client.post(page_of(draft), data.urlencode(), "application/x-www-form-urlencoded")

    assert answer.status_code == 302
    assert stored(draft) == {"name": "새 이름", "people": 7}


def test_autosave_stores_and_tells_the_version(client, draft):
    answer = autosave(client, draft, 1, people="7")

    told = answer.json()
    assert (answer.status_code, told["version"], told["fields"], told["problems"]) == (
        200,
        2,
        {},
        {"people": []},
    )
    assert stored(draft)["people"] == 7


def test_autosave_shows_what_others_changed_and_what_is_wrong(client, draft, colleague):
    by_other(draft, colleague, name="동료가 고친 이름")
    told = autosave(client, draft, 1, people="일곱").json()

    assert 'value="동료가 고친 이름"' in told["fields"]["name"]
    assert told["problems"] == {"people": ["숫자로 적어 주세요. 예: 1,200"]}
    assert stored(draft)["people"] == "일곱"


def test_autosave_of_a_field_both_changed_answers_409_and_stores_the_rest(client, draft, colleague):
    by_other(draft, colleague, people=7)
    answer = autosave(client, draft, 1, people="9", name="새 이름")

    assert (answer.status_code, answer.json()["conflicts"]) == (CONFLICT, ["people"])
    assert stored(draft) == {"name": "새 이름", "people": 7}


def test_autosave_after_the_end_is_refused_with_a_sentence(client, draft, call, period):
    publish(call, number=2, **period | {"closes_at": timezone.now() - timedelta(seconds=1)})
    answer = autosave(client, draft, 1, people="9")

    assert answer.status_code == REFUSED
    assert answer.json()["refused"][0].startswith("접수가 마감되어")


def test_autosave_asks_little_of_the_database(client, draft, django_assert_max_num_queries):
    autosave(client, draft, 1, people="1")
    with django_assert_max_num_queries(15):
        autosave(client, draft, 2, people="2")


def conflict_page(client, draft, colleague, mine="9", theirs=7):
    by_other(draft, colleague, people=theirs)
    data = {"version": 1, "asked": ["people"], "a.people": mine}
    return client.post(f"/applications/{draft.application_id}/merge/", data)


def settle(client, draft, page, **more):
    body = page.content.decode()
    data = sent_from(body[body.index("data-draft-settles") :])
    for name, value in more.items():
        data[name.replace("__", ".")] = value
    return client.post(
        f"/applications/{draft.application_id}/merge/", data.urlencode(), "application/x-www-form-urlencoded"
    )


def test_both_values_stand_side_by_side_with_who_wrote_the_other(client, draft, colleague):
    colleague.name = "이동료"
    colleague.save()
    page = conflict_page(client, draft, colleague)
    body = page.content.decode()

    assert page.status_code == CONFLICT
    assert '<span lang="ko">이동료</span> 님이' in body
    assert re.findall(r'<span class="app-number">(\d)</span> 명', body) == ["9", "7"]


@pytest.mark.parametrize(
    ("choice", "people"), [("mine", 9), ("theirs", 7), ("edited", 8)], ids=["mine", "theirs", "edited"]
)
def test_what_is_chosen_is_stored(client, draft, colleague, choice, people):
    page = conflict_page(client, draft, colleague)
    answer = settle(client, draft, page, choice__people=choice, a__people="8")

    assert answer.status_code == 302
    assert stored(draft)["people"] == people


def test_what_was_not_chosen_is_asked_again(client, draft, colleague):
    page = conflict_page(client, draft, colleague)
    again = settle(client, draft, page)

    assert again.status_code == CONFLICT
    assert stored(draft)["people"] == 7


def test_third_change_while_choosing_is_asked_about_too(client, draft, colleague):
    page = conflict_page(client, draft, colleague)
    by_other(draft, colleague, version=2, people=5)
    assert settle(client, draft, page, choice__people="mine").status_code == CONFLICT
    assert stored(draft)["people"] == 5


@pytest.mark.parametrize(("choice", "won"), [("mine", 50), ("theirs", 30), ("edited", 40)])
def test_row_of_a_table_is_decided_alone(client, draft, colleague, choice, won):
    by_other(draft, colleague, costs=[{"_row": "a", "item": "재료", "won": 10}, {"_row": "b", "item": "둘"}])
    by_other(
        draft,
        colleague,
        version=2,
        costs=[{"_row": "a", "item": "재료", "won": 30}, {"_row": "b", "item": "둘"}],
    )
    data = {
        "version": 2,
        "asked": ["costs"],
        "a.costs.a.item": "재료",
        "a.costs.a.won": "50",
        "a.costs.b.item": "둘",
    }
    page = client.post(f"/applications/{draft.application_id}/merge/", data)
    answer = settle(client, draft, page, choice__costs__a=choice, a__costs__a__won="40")

    assert answer.status_code == 302
    assert [(row["_row"], row.get("won")) for row in stored(draft)["costs"]] == [("a", won), ("b", None)]


def test_step_with_a_conflict_leads_to_the_choice_without_scripts(client, draft, colleague):
    drawn = client.get(page_of(draft)).content.decode()
    by_other(draft, colleague, people=7)
    data = sent_from(drawn[drawn.index("data-draft=") : drawn.index("<aside")])
    data["a.people"] = "9"
    answer = client.post(page_of(draft), data.urlencode(), "application/x-www-form-urlencoded")

    assert answer.status_code == CONFLICT
    assert settle(client, draft, answer, choice__people="mine").status_code == 302
    assert stored(draft)["people"] == 9


def test_verdict_follows_what_is_typed(client, notice, draft, call, period):
    steps = json.loads(json.dumps(FORM))
    steps["steps"][0]["fields"][1]["prefill"] = "employees"
    publish(call, number=2, form=steps, **period)
    url = f"/applications/{draft.application_id}/verdict/"
    assert "확인 필요" in client.get(url).content.decode()

    assert autosave(client, draft, 1, people="7").json()["verdict"] is True
    assert "신청 가능" in client.get(url).content.decode()
    autosave(client, draft, 3, people="2")
    page = client.get(url).content.decode()
    assert "조건 안 맞음" in page
    assert "이 신청서에 적은 값으로 보았습니다" in page


def test_check_page_names_what_is_missing_and_where(client, notice, draft):
    page = client.get(f"/applications/{draft.application_id}/check/").content.decode()

    assert f'href="{page_of(draft, "plan")}?check#a-problem"' in page
    assert "제출하려면 1가지가 더 필요합니다" in page
    assert "값을 적어 주세요." in client.get(f"{page_of(draft, 'plan')}?check").content.decode()


def hand_in(client, draft):
    """Hand in; what a commit does to it is done inside the transaction of the test."""
    answer = client.post(f"/applications/{draft.application_id}/submit/", {"draft_version": draft.version})
    connection.check_constraints()
    return answer


def test_ready_draft_may_be_handed_in_and_stands_in_the_list(client, notice, draft):
    post_page(client, draft, "plan", "next", problem="문제")
    page = client.get(f"/applications/{draft.application_id}/check/").content.decode()
    assert "낼 준비가 되었습니다" in page

    draft.refresh_from_db()
    answer = hand_in(client, draft)
    assert "/receipts/" in answer.url
    assert "접수됨" in client.get("/applications/").content.decode()
    detail = client.get(f"/applications/{draft.application_id}/").content.decode()
    assert "문제" in detail
    assert "철회하기" in detail
    assert "지금 적힌 내용 그대로 접수되어 있습니다" in client.get(page_of(draft)).content.decode()


def test_what_is_written_after_handing_in_is_told_apart(client, notice, draft):
    post_page(client, draft, "plan", "next", problem="문제")
    draft.refresh_from_db()
    hand_in(client, draft)
    post_page(client, draft, "plan", "stay", problem="더 나은 문제")

    assert "접수된 뒤에 고친 내용이 있습니다" in client.get(page_of(draft)).content.decode()
    assert "고친 내용 다시 제출하기" in client.get("/applications/").content.decode()
    assert "더 나은" not in client.get(f"/applications/{draft.application_id}/").content.decode()


def test_correction_is_told_until_it_is_read(client, notice, draft, call, period):
    publish(call, number=2, form={"steps": FORM["steps"][:1]}, **period)
    page = client.get(page_of(draft)).content.decode()
    assert "공고가 정정되어 신청서가 바뀌었습니다" in page
    assert "&#x27;문제인식&#x27;: 항목이 없어졌습니다." in page

    answer = client.post(f"/applications/{draft.application_id}/changes-read/", follow=True)
    assert "공고가 정정되어" not in answer.content.decode()
    draft.refresh_from_db()
    assert draft.revision.number == 2


def test_closed_draft_can_be_read_but_not_typed_in(client, notice, draft, call, period):
    publish(call, number=2, **period | {"closes_at": timezone.now() - timedelta(seconds=1)})
    page = client.get(page_of(draft)).content.decode()

    assert '<fieldset class="app-plain-fieldset" disabled>' in page
    assert "data-draft=" not in page
    assert client.post(page_of(draft), {"asked": "name", "a.name": "늦음"}).status_code == REFUSED
    assert "제출하지 않고 마감됨" in client.get("/applications/").content.decode()


def test_supplement_is_asked_for_in_the_list_and_in_the_draft(client, notice, draft, call, owner, period):
    publish(call, number=2, **period | {"closes_at": timezone.now() - timedelta(days=1)})
    now = timezone.now()
    Application.objects.update(state=ApplicationState.SUBMITTED, submitted_at=now)
    SupplementRequest.objects.create(
        agency_id=call.agency_id,
        enterprise_id=draft.enterprise_id,
        application=draft.application,
        text="인원을 다시 적어 주세요.",
        slots=["people"],
        due_at=now + timedelta(days=3),
        asked_at=now,
        asked_by=owner,
    )

    assert "까지 보완하기" in client.get("/applications/").content.decode()
    assert "인원을 다시 적어 주세요." in client.get(page_of(draft)).content.decode()
    assert autosave(client, draft, 1, people="3").status_code == 200


def test_staff_and_other_firms_find_nothing(draft, call):
    staff = sign_in(make_staff(call.agency), second_factor=True)
    other = sign_in(make_firm_member(make_firm("다라상사", 2), email="other@example.org"))
    for path in ("", "check/", "write/firm/", "verdict/"):
        address = f"/applications/{draft.application_id}/{path}"
        assert (staff.get(address).status_code, other.get(address).status_code) == (403, 404)


@pytest.mark.parametrize("language", ["", "/en"])
def test_pages_are_well_formed_and_without_inline_code(
    client, notice, draft, colleague, parse_page, language
):
    own = f"{language}/applications/{draft.application_id}/"
    pages = (f"{language}/applications/", own, f"{own}check/", f"{own}write/firm/", f"{own}write/plan/?check")
    for address in pages:
        check(client, address, parse_page)
    assert parse_page(conflict_page(client, draft, colleague)) is not None


def test_list_takes_the_same_queries_for_three_applications(
    client, firm, owner, period, same_queries_for_three_rows
):
    agency = make_agency()

    def add():
        title = f"공고 {Application.objects.count()}"
        start_application(
            enterprise=firm, call=make_call(agency, title, **period), by=owner, now=timezone.now()
        )

    same_queries_for_three_rows(add_row=add, read=lambda: client.get("/applications/"))
