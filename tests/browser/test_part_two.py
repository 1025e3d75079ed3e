"""The pages of part 2 as everybody meets them: barriers, displays, reflow, targets, English.

A role's pages are walked through in one session over one region: a call is decided and told, another is being
applied to, a third is being written, and a round is under way.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from playwright.sync_api import Browser, Page, Route

from didim.accounts.models import User
from didim.applications.domain.drafts import save_answers, start_application
from didim.applications.domain.intake import submit_application
from didim.applications.models import Application, Receipt
from didim.programmes.domain.call_starts import form_to_begin_with
from didim.programmes.domain.call_terms import set_form, set_terms
from didim.programmes.domain.calls import revise_call
from didim.registry.enums import AgencyRole, FirmRole
from didim.selection.domain import assigning, recusals, rounds
from didim.selection.domain.notifying import send_notices, start_notices
from didim.selection.domain.objections import file_objection
from didim.selection.enums import RoundState
from didim.selection.models import Committee, Decision, DecisionPlan, PanelMember, Recusal, Tie
from tests.applications.builders import make_call
from tests.browser.looks import width_of
from tests.selection.checking.building import ARREARS, INVESTED, TAX
from tests.selection.judged import decided, reviewed
from tests.selection.panels import NOW, TODAY, Judged, make_judged, make_reviewer
from tests.selection.test_notifying import as_bytes
from tests.sign_in import make_firm_member, make_staff, sign_in

from .test_portal_pages import KOREAN_TEXT, SMALL_TARGETS

TOTALS = [[96, 92, 88, 92, 96], [80, 84, 80, 84, 88], [60, 64, 60, 64, 68]]
WIDE, PHONE, NARROW = ({"width": width, "height": 900} for width in (1280, 390, 320))
COLOURS = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}
EVERYTHING = {"resultTypes": ["violations"]}


@dataclass
class Region:
    """A decided call, the application of one of its firms, and a call that is being applied to."""

    judged: Judged
    mine: Application
    owner: User
    officer: User


@pytest.fixture
def region(site: str) -> Region:
    with transaction.atomic():
        judged = reviewed(TOTALS)
        decided(judged)
    now, mine = timezone.now(), judged.applications[2]
    officer = make_staff(judged.agency, AgencyRole.OFFICER, email="officer@example.org")
    job = start_notices(call=judged.call, by=officer, now=now)
    send_notices(job_id=job.pk, render=as_bytes, now=now)
    return Region(judged, mine, make_firm_member(mine.enterprise, FirmRole.OWNER), officer)


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator["Visitor"]:
    # Without motion a display changes at once: colours half-way are nobody's.
    visitor = Visitor(browser.new_page(reduced_motion="reduce"), site)
    yield visitor
    visitor.page.close()


class Visitor:
    """Somebody who goes from page to page and notes what would hinder people there."""

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.site, self.axe = page, site, Axe()

    def enter(self, user: User) -> None:
        key = sign_in(user, second_factor=True).cookies[settings.SESSION_COOKIE_NAME].value
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": key, "url": self.site}
        self.page.context.add_cookies([cookie])

    def faults(self, address: str) -> list[str]:
        """Return what is wrong with a page in any display, at any width, and on its English twin."""
        self.page.set_viewport_size(WIDE)
        answer = self.page.goto(self.site + address)
        assert answer is not None
        assert answer.status == 200, address
        found = self._barriers("1280", EVERYTHING)
        for theme in ("dark", "contrast"):
            self._show(theme)
            found += self._barriers(theme, COLOURS)
        self._show("light")
        self.page.set_viewport_size(PHONE)
        found += self._barriers("390", EVERYTHING)
        self.page.set_viewport_size(NARROW)
        if (width := width_of(self.page)) > NARROW["width"]:
            found.append(f"320: {width} wide")
        found += [f"24 px: {each}" for each in self.page.evaluate(SMALL_TARGETS)]
        self.page.goto(f"{self.site}/en{address}")
        return found + [f"en: {each}" for each in self.page.evaluate(KOREAN_TEXT)]

    def _show(self, theme: str) -> None:
        self.page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)

    def _barriers(self, what: str, options: dict) -> list[str]:
        found = self.axe.run(self.page, options=options).response["violations"]
        return [f"{what}: {each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]

    def walk(self, addresses: list[str]) -> dict[str, list[str]]:
        return {address: found for address in addresses if (found := self.faults(address))}


def test_applicants_pages(visit: Visitor, region: Region) -> None:
    now = timezone.now()
    opened = {"opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=9)}
    begun, handed_in = (
        start_application(
            enterprise=region.mine.enterprise,
            call=make_call(region.judged.agency, title, **opened),
            by=region.owner,
            now=now,
        )
        for title in ("도약 지원 모집", "수출 지원 모집")
    )
    draft = handed_in.draft
    with transaction.atomic():
        saved = save_answers(
            draft=draft, base_version=draft.version, changes={"problem": "문제"}, by=region.owner, now=now
        )
        submit_application(
            application_id=handed_in.pk, draft_version=saved.draft.version, arrived_at=now, by=region.owner
        )
    receipt = Receipt.objects.get()
    visit.enter(region.owner)
    own, sent, told = (f"/applications/{each.pk}/" for each in (begun, handed_in, region.mine))
    assert (
        visit.walk(
            [
                "/applications/",
                own,
                f"{own}write/firm/",
                f"{own}write/plan/",
                f"{own}check/",
                sent,
                f"{sent}receipts/{receipt.pk}/",
                "/receipts/",
                f"/receipts/{receipt.code}/",
                told,
                f"{told}objection/",
                f"{told}rating/{region.judged.round.pk}/",
                "/firm/files/",
            ]
        )
        == {}
    )


def test_officers_pages_of_a_call_and_its_selection(visit: Visitor, region: Region) -> None:
    judged, by = region.judged, region.officer
    file_objection(
        decision=Decision.objects.get(application=region.mine),
        text="매출 자료가 빠졌습니다.",
        by=region.owner,
        now=timezone.now(),
    )
    revise_call(call=judged.call, by=by)
    set_form(call=judged.call, content=form_to_begin_with("standard", on=TODAY), by=by)
    set_terms(call=judged.call, by=by, documents=[TAX], exclusions=[ARREARS], bonus_points=[INVESTED])
    visit.enter(by)
    call, round_ = f"/workbench/calls/{judged.call.pk}/", f"/workbench/rounds/{judged.round.pk}/"
    decision = Decision.objects.get(application=region.mine)
    assert (
        visit.walk(
            [
                call,
                *(
                    f"{call}{part}/"
                    for part in ("edit", "form", "documents", "exclusions", "bonus", "rounds")
                ),
                f"{call}form/field/?key=sales",
                f"{call}rounds/edit/?key=written",
                f"{call}applications/",
                f"/workbench/applications/{region.mine.pk}/",
                f"{call}checks/",
                f"/workbench/applications/{region.mine.pk}/check/",
                f"{round_}scores/",
                f"{round_}diagnostics/",
                f"{call}selection/",
                f"{call}selection/plans/",
                f"/workbench/plans/{DecisionPlan.objects.get().pk}/",
                f"/workbench/committees/{Committee.objects.get().pk}/",
                f"{call}selection/decisions/",
                f"/workbench/decisions/{decision.pk}/",
                f"{call}selection/notices/",
                f"{call}selection/objections/",
                f"/workbench/objections/{decision.objection.pk}/",
                f"{call}selection/export/",
            ]
        )
        == {}
    )


def test_officers_pages_of_a_round(visit: Visitor, site: str) -> None:
    judged = make_judged(state=RoundState.PREPARING)
    by = make_staff(judged.agency, AgencyRole.DIRECTOR)
    person, firm = judged.reviewers[0].expert.person, judged.applications[0].enterprise
    Tie.objects.create(kind="owns", person=person, enterprise=firm, source="declared", recorded_at=NOW)
    recusals.record_conflicts(review_round=judged.round, by=None, now=NOW)
    spare = make_reviewer(judged.agency)
    rounds.seat_reviewers(review_round=judged.round, reviewers=[spare], max_load=9, by=None, now=NOW)
    make_reviewer(judged.agency)
    assigning.draw(review_round=judged.round, by=None, now=NOW)
    visit.enter(by)
    own = f"/workbench/rounds/{judged.round.pk}/"
    found = visit.walk(
        [
            "/workbench/reviewers/",
            f"/workbench/reviewers/{spare.pk}/",
            f"/workbench/calls/{judged.call.pk}/reviews/",
            own,
            f"{own}members/",
            f"{own}recusals/",
            f"/workbench/recusals/{Recusal.objects.get().pk}/",
            f"{own}assignment/",
        ]
    )
    assert found == {}


def test_reviewers_pages(visit: Visitor, site: str) -> None:
    judged = make_judged(pledged=False)
    plan = f"/review/plans/{judged.assignment(0, 0).pk}/"
    desk = f"/review/rounds/{judged.round.pk}/"
    visit.enter(judged.members[0].user)
    before = visit.walk([desk])
    PanelMember.objects.update(pledged_at=judged.members[0].invited_at)
    assert before | visit.walk(["/review/", desk, plan, f"{plan}recuse/", "/review/ties/"]) == {}


def test_waiting_page(visit: Visitor, site: str) -> None:
    now = timezone.now()
    shown = {"action": "/", "fields": [], "seconds": 900, "arrived_at": now, "enter_at": now}
    texts = {}
    for language in ("ko", "en"):
        with translation.override(language):
            texts[language] = render_to_string("errors/waiting_room.html", shown)

    def answer(route: Route) -> None:
        language = "en" if "/en/" in route.request.url else "ko"
        route.fulfill(body=texts[language], content_type="text/html")

    visit.page.route("**/waiting/", answer)
    assert visit.walk(["/waiting/"]) == {}
