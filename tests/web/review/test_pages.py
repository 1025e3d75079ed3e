from collections.abc import Callable
from typing import Any

import pgtrigger
import pytest
from django.http import HttpResponse
from django.test import Client

from didim.accounts.models import AccessLogEntry
from didim.applications.domain.files.storage import store
from didim.applications.enums import ScanState
from didim.applications.models import FirmFile, SubmissionFile
from didim.applications.queries.forms import form_of
from didim.programmes.models import CallRevision
from didim.selection.domain.reviewers import invite_reviewer
from didim.selection.enums import RecusalKind, ReviewState, RoundState
from didim.selection.models import Assignment, PanelMember, Recusal, Review, ReviewRound, Tie
from tests.selection.panels import NOW, Judged, make_agency, make_judged, make_reviewer
from tests.sign_in import make_staff, make_user, sign_in

POINTS = {"points.problem": "20", "points.solution": "21", "points.scale_up": "22", "points.team": "23"}
WHOLE = {**POINTS, "comment": "근거가 뚜렷하다", "comments.team": "이력이 맞다", "version": "0"}


def plan_of(judged: Judged, application: int = 0) -> str:
    return f"/review/plans/{judged.assignment(0, application).pk}/"


@pytest.mark.parametrize("language", ["", "/en"])
def test_pages_are_whole_in_both_languages(
    judged: Judged, reviewer: Client, whole_page: Callable[[HttpResponse], Any], language: str
) -> None:
    own = plan_of(judged)
    reviewer.post(f"{own}save/", WHOLE)
    for path in (
        "/review/",
        f"/review/rounds/{judged.round.pk}/",
        own,
        f"{own}recuse/",
        "/review/ties/",
        "/review/invitation/x/",
    ):
        answer = reviewer.get(f"{language}{path}")
        assert answer.status_code == 200, path
        whole_page(answer)


@pytest.mark.parametrize("language", ["", "/en"])
def test_nothing_is_shown_before_the_pledge(
    judged: Judged, reviewer: Client, whole_page: Callable[[HttpResponse], Any], language: str
) -> None:
    PanelMember.objects.update(pledged_at=None)
    answer = reviewer.get(f"{language}/review/rounds/{judged.round.pk}/")
    whole_page(answer)
    assert judged.applications[0].enterprise.name not in answer.content.decode()
    assert reviewer.get(plan_of(judged)).status_code == 404
    half = reviewer.post(f"{language}/review/rounds/{judged.round.pk}/pledge/", {"secrecy": "on"})
    assert half.status_code == 422
    reviewer.post(f"/review/rounds/{judged.round.pk}/pledge/", {"secrecy": "on", "fairness": "on"})
    assert reviewer.get(plan_of(judged)).status_code == 200


def test_plan_is_read_beside_its_criteria_and_noted(judged: Judged, reviewer: Client) -> None:
    text = reviewer.get(plan_of(judged)).content.decode()
    assert "밤에도 자라는 상추" in text
    assert text.count('class="rv-criterion"') == 4
    entry = AccessLogEntry.objects.get(task="신청서 평가")
    assert (entry.account, entry.subject_id) == (
        judged.members[0].user,
        judged.applications[0].enterprise_id,
    )


def test_sensitive_answer_is_not_shown_to_a_reviewer(judged: Judged, reviewer: Client) -> None:
    assert "02-777-8888" in reviewer.get(plan_of(judged)).content.decode()
    revision = judged.applications[0].submission.revision
    for step in revision.form["steps"]:
        for field in step["fields"]:
            if field["kind"] == "phone":
                field["sensitive"] = True
    # A published revision never changes: the test turns its guard off for this one row.
    with pgtrigger.ignore("programmes.CallRevision:published_revision_never_changes"):
        CallRevision.objects.filter(pk=revision.pk).update(form=revision.form)
    form_of.cache_clear()
    assert "02-777-8888" not in reviewer.get(plan_of(judged)).content.decode()


def test_blind_round_hides_whose_plan_it_is(judged: Judged, reviewer: Client) -> None:
    firm = judged.applications[0].enterprise.name
    for path in (plan_of(judged), f"/review/rounds/{judged.round.pk}/", f"{plan_of(judged)}recuse/"):
        assert firm in reviewer.get(path).content.decode()
    assert "02-777-8888" in reviewer.get(plan_of(judged)).content.decode()
    ReviewRound.objects.update(is_blind=True)
    for path in (plan_of(judged), f"/review/rounds/{judged.round.pk}/", f"{plan_of(judged)}recuse/"):
        text = reviewer.get(path).content.decode()
        assert firm not in text
        assert "02-777-8888" not in text
    assert "밤에도 자라는 상추" in reviewer.get(plan_of(judged)).content.decode()


def test_typing_is_saved_with_its_version_and_total(judged: Judged, reviewer: Client) -> None:
    saving = f"{plan_of(judged)}save/"
    first = reviewer.post(saving, {"points.problem": "20", "version": "0"})
    assert (first.status_code, first.json()["version"], first.json()["total"]) == (200, 1, None)
    second = reviewer.post(saving, WHOLE | {"version": "1"})
    assert (second.json()["version"], second.json()["total"]) == (2, "86")
    stale = reviewer.post(saving, WHOLE | {"version": "1"})
    assert (stale.status_code, stale.json()["version"]) == (409, 2)
    assert stale.json()["values"] == {
        **POINTS,
        "comments.team": "이력이 맞다",
        "comment": "근거가 뚜렷하다",
        "note": "",
    }
    wrong = reviewer.post(saving, {"points.problem": "26", "version": "2"})
    assert (wrong.status_code, list(wrong.json()["problems"])) == (422, ["problem"])
    assert "20" in reviewer.get(plan_of(judged)).content.decode()


def test_without_script_the_buttons_save_and_hand_in(
    judged: Judged, reviewer: Client, parse_page: Callable[[HttpResponse], Any]
) -> None:
    own = plan_of(judged)
    assert reviewer.post(own, WHOLE | {"action": "save"})["Location"] == own
    answer = reviewer.post(own, {**WHOLE, "comment": "", "version": "1", "action": "submit"})
    assert answer.status_code == 422
    parse_page(answer)
    assert "종합 의견을 적어" in answer.content.decode()
    # What was typed is saved already, and shown with the version it has now.
    handed = reviewer.post(own, WHOLE | {"version": "2", "action": "submit"})
    assert handed["Location"] == plan_of(judged, 1)
    assert Review.objects.get().state == ReviewState.SUBMITTED
    assert 'name="action"' not in reviewer.get(own).content.decode()


def test_all_that_is_ready_is_handed_in_at_once(judged: Judged, reviewer: Client) -> None:
    for application in (0, 1):
        reviewer.post(f"{plan_of(judged, application)}save/", WHOLE)
    reviewer.post(f"/review/rounds/{judged.round.pk}/submit/")
    assert Review.objects.filter(state=ReviewState.SUBMITTED).count() == 2


def test_last_plan_handed_in_leads_back_to_the_desk(judged: Judged, reviewer: Client) -> None:
    reviewer.post(f"{plan_of(judged, 0)}save/", WHOLE)
    reviewer.post(f"{plan_of(judged, 0)}submit/")
    reviewer.post(f"{plan_of(judged, 1)}save/", WHOLE)
    answer = reviewer.post(f"{plan_of(judged, 1)}submit/")
    assert answer["Location"] == f"/review/rounds/{judged.round.pk}/"


def test_recused_plan_leaves_the_desk(judged: Judged, reviewer: Client) -> None:
    own = plan_of(judged)
    assert reviewer.post(f"{own}recuse/", {"reason": ""}).status_code == 422
    reviewer.post(f"{own}recuse/", {"reason": "옛 동료의 회사"})
    assert Recusal.objects.get().kind == RecusalKind.SELF
    assert reviewer.get(own).status_code == 404
    assert own not in reviewer.get(f"/review/rounds/{judged.round.pk}/").content.decode()


def test_closed_round_is_read_only(judged: Judged, reviewer: Client) -> None:
    ReviewRound.objects.update(state=RoundState.CLOSED)
    assert reviewer.get(plan_of(judged)).status_code == 200
    assert reviewer.post(f"{plan_of(judged)}save/", WHOLE).status_code == 422


def test_nobody_opens_anothers_plan(judged: Judged, reviewer: Client) -> None:
    others = judged.assignment(1, 0)
    for path, method in (("", reviewer.get), ("save/", reviewer.post), ("submit/", reviewer.post)):
        assert method(f"/review/plans/{others.pk}/{path}").status_code == 404
    other_round = make_judged()
    assert reviewer.get(f"/review/rounds/{other_round.round.pk}/").status_code == 404


def test_nothing_of_other_reviewers_is_shown(judged: Judged, reviewer: Client) -> None:
    Review.objects.create(
        agency=judged.agency,
        round=judged.round,
        assignment=judged.assignment(1, 0),
        application=judged.applications[0],
        reviewer=judged.reviewers[1],
        reviewer_user=judged.members[1].user,
        comment="다른 위원의 의견",
        updated_at=NOW,
    )
    for path in (plan_of(judged), f"/review/rounds/{judged.round.pk}/", "/review/"):
        text = reviewer.get(path).content.decode()
        assert "다른 위원의 의견" not in text
        assert judged.reviewers[1].expert.person.name not in text


def test_reviewers_come_in_with_a_second_factor_only(judged: Judged) -> None:
    answer = sign_in(judged.members[0].user).get("/review/")
    assert (answer.status_code, "second-factor" in answer["Location"]) == (302, True)
    staff = sign_in(make_staff(judged.agency), second_factor=True)
    assert staff.get("/review/").status_code == 403


@pytest.fixture
def stored(judged: Judged, settings: Any, tmp_path: Any) -> FirmFile:
    """A PDF of the first application."""
    settings.STORAGES = {
        **settings.STORAGES,
        "files": {**settings.STORAGES["files"], "OPTIONS": {"location": str(tmp_path)}},
    }
    path = tmp_path / "plan.pdf"
    path.write_bytes(b"%PDF-1.7 plan")
    with path.open("rb") as content:
        kept = store(content)
    application = judged.applications[0]
    file = FirmFile.objects.create(
        enterprise=application.enterprise,
        name="우리 계획.pdf",
        size=kept.size,
        content_type="application/pdf",
        sha256=kept.sha256,
        scan=ScanState.CLEAN,
        uploaded_at=NOW,
        uploaded_by=application.created_by,
    )
    SubmissionFile.objects.create(
        agency=judged.agency,
        enterprise=application.enterprise,
        submission=application.submission,
        slot="paper",
        file=file,
    )
    return file


def test_pdf_opens_in_the_browser_and_can_be_saved(
    judged: Judged, reviewer: Client, stored: FirmFile
) -> None:
    path = f"{plan_of(judged)}files/{stored.pk}/"
    assert path in reviewer.get(plan_of(judged)).content.decode()
    shown, saved = reviewer.get(path), reviewer.get(f"{path}?save")
    assert b"".join(shown.streaming_content) == b"%PDF-1.7 plan"
    dispositions = [one["Content-Disposition"].partition(";")[0] for one in (shown, saved)]
    assert dispositions == ["inline", "attachment"]
    for response in (shown, saved):
        # Not response.close(): that would close the test's database connection, too.
        for close in response._resource_closers:
            close()
    assert reviewer.get(f"{plan_of(judged, 1)}files/{stored.pk}/").status_code == 404


def test_interests_are_declared_and_withdrawn(judged: Judged, reviewer: Client) -> None:
    firm = judged.applications[0].enterprise
    assert reviewer.post("/review/ties/", {"relation": "owns", "firm": "없는 기업"}).status_code == 422
    reviewer.post("/review/ties/", {"relation": "owns", "firm": firm.business_number, "note": "지분 3%"})
    reviewer.post(
        "/review/ties/", {"relation": "family_represents", "firm": firm.name, "relative": "배우자 김"}
    )
    kinds = Tie.objects.order_by("pk").values_list("kind", "source")
    assert list(kinds) == [("owns", "declared"), ("family", "declared"), ("represents", "declared")]
    text = reviewer.get("/review/ties/").content.decode()
    assert "배우자 김" in text
    reviewer.post(f"/review/ties/{Tie.objects.order_by('pk').first().pk}/withdraw/")
    assert Tie.objects.filter(kind="owns").count() == 0
    stranger = sign_in(make_judged().members[0].user, second_factor=True)
    assert stranger.post(f"/review/ties/{Tie.objects.first().pk}/withdraw/").status_code == 404


@pytest.mark.django_db
def test_invitation_ties_the_account_to_the_reviewer() -> None:
    agency, mail = make_agency(), "invited@example.org"
    invited = make_reviewer(agency, with_account=False)
    invited.expert.person.email = mail
    invited.expert.person.save()
    links: list[str] = []

    def link(token: str) -> str:
        links.append(f"/review/invitation/{token}/")
        return links[-1]

    invite_reviewer(reviewer=invited, agency=agency, link=link, by=make_user("o@example.org"), now=NOW)
    stranger = sign_in(make_user("else@example.org"))
    stranger.post(links[0])
    user = make_user(mail)
    client = sign_in(user, second_factor=True)
    assert client.get("/review/").status_code == 403
    assert client.post(links[0])["Location"] == "/review/"
    assert client.get("/review/").status_code == 200
    invited.expert.person.refresh_from_db()
    assert invited.expert.person.user == user
    again = client.post(links[0])
    assert again["Location"] != "/review/"


def test_desk_takes_the_same_queries_for_more_plans(
    judged: Judged, reviewer: Client, same_queries_for_three_rows: Callable[..., None]
) -> None:
    waiting = list(Assignment.objects.filter(reviewer=judged.reviewers[0]).values_list("pk", flat=True)) + [
        one.assignments[0].pk for one in (make_judged(),)
    ]
    Assignment.objects.filter(pk__in=waiting).update(round=judged.round, ended_at=NOW)

    def add_row() -> None:
        Assignment.objects.filter(pk=waiting.pop()).update(
            ended_at=None, reviewer_user=judged.members[0].user
        )

    same_queries_for_three_rows(
        add_row=add_row, read=lambda: reviewer.get(f"/review/rounds/{judged.round.pk}/")
    )
