"""Staff compose what a call asks: form, lists, rounds; and publish when nothing is missing."""

import re
from datetime import timedelta

import html5lib
import pytest
from django.test import Client
from django.utils import timezone

from didim.engines.forms import Form
from didim.kernel.definitions import shipped_definitions
from didim.programmes.domain.calls import publish_call
from didim.programmes.models import Call, CallRevision
from didim.registry.models import Agency
from didim.web.workbench.forms.call_rounds import PANEL
from tests.sign_in import make_user

from .test_calls import fill, make_call

PAGES = (
    "",
    "edit/",
    "form/",
    "form/preview/",
    "form/preview/?step=plan",
    "form/step/?key=plan",
    "form/field/?key=problem",
    "form/field/?key=budget_lines",
    "form/field/?key=consent_privacy",
    "documents/",
    "exclusions/",
    "bonus/",
    "rounds/",
    "rounds/edit/?key=written",
)


@pytest.fixture
def call(agency: Agency) -> Call:
    call = make_call(agency)
    fill(call)
    return call


@pytest.fixture
def begun(call: Call, officer: Client) -> Call:
    """Return a call with the standard form and lists, composed on the pages."""
    post(officer, call, "form/", action="begin:standard")
    rows = {"rows-TOTAL_FORMS": "0", "rows-INITIAL_FORMS": "0"}
    post(officer, call, "documents/", **rows, add=["doc_business_registration", "doc_national_tax"])
    post(officer, call, "exclusions/", **rows, add=["tax_arrears", "unpaid_wages"])
    post(officer, call, "rounds/", action="begin:two")
    return call


def address(call, path):
    return f"/workbench/calls/{call.pk}/{path}"


def post(client, call, path, *, status=302, **typed):
    """Post what is typed, over the version the page shows unless another one is given."""
    if path.partition("/")[0] in {"documents", "exclusions", "bonus", "rounds"} and "seen" not in typed:
        typed["seen"] = typed_in_of(client, call, path)["seen"]
    answer = client.post(address(call, path), typed)
    assert answer.status_code == status, said_on(answer)
    return answer


def said_on(answer):
    """Return what a page says is wrong."""
    return re.findall(r"<(?:li|p)[^>]*>([^<]+)</(?:li|p)>", answer.content.decode())


def draft(call):
    return CallRevision.objects.filter(call=call).order_by("-number").first()


def form_of(call):
    return Form.load(draft(call).form)


def typed_in(page):
    """Return what a browser would send of the page's main form if nobody changed anything."""
    form = page.find("body").find(".//main").findall(".//form")[0]
    typed: dict[str, list[str]] = {}
    for element in form.iter():
        name = element.get("name")
        if not name or element.tag not in {"input", "textarea", "select"} or "__prefix__" in name:
            continue
        if element.tag == "select":
            chosen = [o.get("value") for o in element.iter("option") if o.get("selected") is not None]
            options = [o.get("value") for o in element.iter("option")]
            typed[name] = chosen or options[:1]
        elif element.get("type") not in {"checkbox", "radio"} or element.get("checked") is not None:
            unsaid = "on" if element.get("type") == "checkbox" else ""
            text = element.text or "" if element.tag == "textarea" else element.get("value", unsaid)
            typed.setdefault(name, []).append(text)
    typed.pop("csrfmiddlewaretoken", None)
    return typed


@pytest.mark.parametrize("language", ["", "/en"])
def test_every_page_of_the_editor_is_whole(begun, officer, whole_page, language):
    post(
        officer,
        begun,
        "bonus/",
        **{
            "rows-TOTAL_FORMS": "1",
            "rows-INITIAL_FORMS": "0",
            "rows-0-label": "수상",
            "rows-0-points": "1.0",
            "rows-0-evidence": "상장",
        },
    )
    for path in PAGES:
        answer = officer.get(language + address(begun, path))
        assert answer.status_code == 200, path
        whole_page(answer)


def test_call_without_a_form_offers_forms_to_begin_with(call, officer, whole_page):
    page = whole_page(officer.get(address(call, "form/")))
    buttons = [button.get("value") for button in page.iter("button") if button.get("name") == "action"]
    assert buttons == ["begin:standard", "begin:short"]


def test_composed_call_is_published_with_everything_in_its_form(begun, officer):
    quotas = {"places": "10", "award_won": "5천만", "budget_won": "5억"}
    edited = typed_in_of(officer, begun, "edit/") | quotas
    rounds = draft(begun).rounds
    rounds[0]["bonus_cap"] = "0"
    CallRevision.objects.filter(call=begun).update(rounds=rounds)
    post(officer, begun, "edit/", **edited)
    post(officer, begun, "publish/")
    form = form_of(begun)
    assert {"problem", "exclusions", "doc_national_tax"} <= set(form.fields)
    assert (draft(begun).places, draft(begun).award_won) == (10, 50_000_000)


def typed_in_of(client, call, path):
    answer = client.get(address(call, path))
    return typed_in(html5lib.HTMLParser(namespaceHTMLElements=False).parse(answer.content.decode()))


def test_missing_items_lead_to_the_page_where_they_are_mended(call, officer, whole_page):
    post(officer, call, "form/", action="begin:short")
    page = whole_page(officer.get(address(call, "")))
    links = {link.get("href") for link in page.iter("a")}
    assert {
        address(call, "documents/"),
        address(call, "exclusions/"),
        address(call, "rounds/"),
        f"{address(call, 'edit/')}#id_places",
    } <= links


def test_field_is_put_in_edited_moved_and_removed(begun, officer):
    added = post(officer, begun, "form/", action="add-field", step="firm", kind="choice", label="수출 여부")
    key = re.search(r"key=(\w+)", added.url)[1]
    assert form_of(begun).structure.step_of[key].key == "firm"
    path = f"form/field/?key={key}"
    typed = typed_in_of(officer, begun, path) | {
        "label": "수출 경험",
        "required": "on",
        "rows-0-label": "있음",
        "rows-2-label": "준비 중",
    }
    post(officer, begun, path, **typed)
    field = form_of(begun).fields[key]
    assert (field.label.ko, field.required) == ("수출 경험", True)
    assert [option.label.ko for option in field.kind.options] == ["있음", "아니요", "준비 중"]
    assert field.kind.options[0].value == "yes"
    post(officer, begun, "form/", action=f"up:{key}")
    assert list(form_of(begun).fields).index(key) == 9
    post(officer, begun, "form/", action=f"remove:{key}")
    assert key not in form_of(begun).fields


def test_field_is_marked_sensitive_and_stays_so_when_it_is_saved_again(begun, officer):
    path = "form/field/?key=sales"
    page = officer.get(address(begun, path)).content.decode()
    assert "평가위원에게는 보이지 않고" in page
    post(officer, begun, path, **typed_in_of(officer, begun, path), sensitive="on")
    assert form_of(begun).fields["sales"].sensitive
    post(officer, begun, path, **typed_in_of(officer, begun, path) | {"label": "작년 매출"})
    assert form_of(begun).fields["sales"].sensitive
    typed = typed_in_of(officer, begun, path)
    del typed["sensitive"]
    post(officer, begun, path, **typed)
    assert not form_of(begun).fields["sales"].sensitive


@pytest.mark.parametrize("key", ["problem", "consent_privacy"])
def test_what_reviewers_must_read_and_consents_cannot_be_sensitive(begun, officer, key):
    assert "sensitive" not in typed_in_of(officer, begun, f"form/field/?key={key}")
    page = officer.get(address(begun, f"form/field/?key={key}")).content.decode()
    assert "민감한 정보" not in page


def test_saving_a_field_unchanged_changes_nothing(begun, officer):
    before = draft(begun).form
    for key in form_of(begun).fields:
        if form_of(begun).structure.step_of[key].origin:
            continue
        path = f"form/field/?key={key}"
        post(officer, begun, path, **typed_in_of(officer, begun, path))
    assert draft(begun).form == before


def test_condition_is_typed_as_rows_by_the_names_of_options(begun, officer):
    added = post(officer, begun, "form/", action="add-field", step="firm", kind="choice", label="수출")
    asked = re.search(r"key=(\w+)", added.url)[1]
    path = "form/field/?key=requested"
    typed = typed_in_of(officer, begun, path) | {
        "when-field-0": asked,
        "when-test-0": "one_of",
        "when-value-0": "예",
        "when-field-1": "employees",
        "when-test-1": ">=",
        "when-value-1": "1,000",
        "when-join": "any",
    }
    post(officer, begun, path, **typed)
    form = form_of(begun)
    assert "requested" in form.visible({asked: "yes"})
    assert "requested" in form.visible({"employees": 1000})
    assert "requested" not in form.visible({"employees": 999})
    again = typed_in_of(officer, begun, path)
    assert (again["when-value-0"], again["when-value-1"]) == (["예"], ["1,000"])


def test_field_that_a_condition_asks_cannot_be_removed(begun, officer):
    path = "form/field/?key=requested"
    typed = typed_in_of(officer, begun, path) | {"when-field-0": "sales", "when-test-0": "filled"}
    post(officer, begun, path, **typed)
    answer = post(officer, begun, "form/", action="remove:sales", status=422)
    assert "조건은 앞에서 물은 항목(파일 제외)만 볼 수 있습니다." in answer.content.decode()
    assert "sales" in form_of(begun).fields


def test_wrong_limits_are_said_at_the_field_and_what_was_typed_stays(begun, officer):
    path = "form/field/?key=sales"
    typed = typed_in_of(officer, begun, path) | {"min": "10", "max": "5"}
    answer = post(officer, begun, path, status=422, **typed)
    sentence = "'기업 현황' 단계 '최근 연매출': 최솟값이 최댓값보다 큽니다."
    assert answer.context["form"].errors["min"] == [sentence]
    assert 'value="10"' in answer.content.decode()


def test_field_of_somebody_elses_change_is_not_there(begun, officer):
    assert officer.get(address(begun, "form/field/?key=gone")).status_code == 404
    assert officer.get(address(begun, "form/step/?key=gone")).status_code == 404
    assert officer.get(address(begun, "rounds/edit/?key=gone")).status_code == 404
    assert officer.post(address(begun, "form/"), {"action": "up:gone"}).status_code == 302


def test_preview_checks_what_is_tried_and_stores_nothing(begun, officer):
    before = draft(begun).form
    tried = {"asked": "firm_name", "a.firm_name": "한빛"}
    answer = post(officer, begun, "form/preview/?step=firm", status=200, **tried)
    assert {problem.field for problem in answer.context["problems"]} >= {"representative", "address"}
    assert draft(begun).form == before


def test_list_rows_are_changed_ordered_and_taken_out(begun, officer):
    typed = typed_in_of(officer, begun, "documents/") | {
        "rows-0-ORDER": "2",
        "rows-1-ORDER": "1",
        "rows-1-validity_days": "90",
    }
    post(officer, begun, "documents/", **typed)
    assert [(row["key"], row["validity_days"]) for row in draft(begun).documents] == [
        ("doc_national_tax", 90),
        ("doc_business_registration", None),
    ]
    typed = typed_in_of(officer, begun, "documents/") | {"rows-0-DELETE": "on"}
    post(officer, begun, "documents/", **typed)
    assert [row["key"] for row in draft(begun).documents] == ["doc_business_registration"]
    assert "doc_national_tax" not in form_of(begun).fields


def test_bonus_without_evidence_is_refused(begun, officer):
    typed = {"rows-TOTAL_FORMS": "1", "rows-INITIAL_FORMS": "0", "rows-0-label": "수상"}
    answer = post(officer, begun, "bonus/", status=422, **typed)
    assert answer.content.decode().count("값을 적어 주세요.") == 2
    assert draft(begun).bonus_points == []


def test_round_is_changed_and_unchanged_saving_keeps_it(begun, officer):
    before = draft(begun).rounds
    for key in ("written", "presentation"):
        path = f"rounds/edit/?key={key}"
        post(officer, begun, path, **typed_in_of(officer, begun, path))
    after = draft(begun).rounds
    panels = [row.pop("panel") for row in after]
    assert after == before
    usual = dict(shipped_definitions().as_of("review-panel", timezone.localdate()).values)
    assert panels == [{name: usual[name] for name in PANEL}] * 2
    path = "rounds/edit/?key=written"
    typed = typed_in_of(officer, begun, path) | {
        "reviewers": "5",
        "cutoff": "70",
        "rows-0-max": "10",
        "rows-4-label": "정책 부합",
        "rows-4-max": "15.0",
        "tie-0": "received",
    }
    post(officer, begun, path, **typed)
    written = draft(begun).rounds[0]
    assert [row["max"] for row in written["criteria"]] == ["10", "25", "25", "25", "15"]
    assert (written["reviewers"], written["cutoff"], written["tie_break"][0]) == (5, "70", "received")


def test_rounds_are_put_in_moved_and_taken_out(begun, officer):
    post(officer, begun, "rounds/", action="add:site_visit")
    assert [(row["key"], row["shortlist"]) for row in draft(begun).rounds] == [
        ("written", "2"),
        ("presentation", "2"),
        ("site_visit", None),
    ]
    post(officer, begun, "rounds/", action="remove:site_visit")
    post(officer, begun, "rounds/", action="up:presentation")
    assert [(row["key"], row["shortlist"]) for row in draft(begun).rounds] == [
        ("presentation", None),
        ("written", None),
    ]
    assert "round:written" not in draft(begun).rounds[0]["tie_break"]


def test_published_call_is_not_edited(begun, officer, agency):
    now = timezone.now()
    CallRevision.objects.filter(call=begun).update(form={}, opens_at=now, closes_at=now + timedelta(days=40))
    publish_call(call=begun, by=make_user("publisher@example.org"), now=timezone.now())
    for path in PAGES[1:]:
        if "preview" not in path:
            assert officer.get(address(begun, path)).status_code == 302, path


def test_correction_says_what_it_changes(begun, officer, whole_page):
    CallRevision.objects.filter(call=begun).update(places=3)
    rounds = draft(begun).rounds
    rounds[0]["bonus_cap"] = "0"
    CallRevision.objects.filter(call=begun).update(rounds=rounds)
    publish_call(call=begun, by=make_user("publisher@example.org"), now=timezone.now())
    post(officer, begun, "revise/")
    post(officer, begun, "form/", action="remove:item")
    page = officer.get(address(begun, "")).content.decode()
    assert "&#x27;창업 아이템&#x27;: 항목이 없어졌습니다." in page


@pytest.mark.parametrize("path", PAGES[1:])
def test_other_agencys_editor_is_not_there(officer, other_agency, path):
    call = make_call(other_agency)
    assert officer.get(address(call, path)).status_code == 404


def test_viewer_sees_the_preview_but_does_not_write(begun, viewer):
    assert viewer.get(address(begun, "form/preview/")).status_code == 200
    for path in ("form/", "documents/", "exclusions/", "bonus/", "rounds/"):
        assert viewer.get(address(begun, path)).status_code == 403, path
