"""An officer's pages of a round in a real browser: they fit, and no barrier a checker knows."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from didim.registry.enums import AgencyRole
from didim.selection.domain import assigning, recusals, rounds
from didim.selection.enums import RoundState
from didim.selection.models import Recusal, Tie
from tests.browser.looks import width_of
from tests.selection.panels import NOW, make_agency, make_judged, make_reviewer
from tests.sign_in import make_staff, sign_in

WIDTHS = (1280, 390)


@pytest.mark.django_db(transaction=True)
def test_pages_of_a_round_have_no_barriers_and_fit(page: Page, site: str) -> None:
    agency = make_agency()
    client = sign_in(make_staff(agency, AgencyRole.DIRECTOR), second_factor=True)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    judged = make_judged(agency=agency, state=RoundState.PREPARING)
    person, firm = judged.reviewers[0].expert.person, judged.applications[0].enterprise
    Tie.objects.create(kind="owns", person=person, enterprise=firm, source="declared", recorded_at=NOW)
    recusals.record_conflicts(review_round=judged.round, by=None, now=NOW)
    spare = make_reviewer(agency)
    rounds.seat_reviewers(review_round=judged.round, reviewers=[spare], max_load=9, by=None, now=NOW)
    make_reviewer(agency)
    assigning.draw(review_round=judged.round, by=None, now=NOW)
    own = f"/workbench/rounds/{judged.round.pk}"
    for path in (
        f"/workbench/calls/{judged.call.pk}/reviews/",
        f"{own}/",
        f"{own}/members/",
        f"{own}/recusals/",
        f"/workbench/recusals/{Recusal.objects.get().pk}/",
        f"{own}/assignment/",
        f"{own}/assignment/{judged.applications[0].pk}/",
        "/workbench/reviewers/",
        f"/workbench/reviewers/{spare.pk}/",
        "/workbench/reviewers/new/",
        "/workbench/reviewers/import/",
    ):
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(f"{site}{path}")
            across = width_of(page)
            assert across <= width, f"{path} at {width}: {across}"
        found = Axe().run(page)
        assert found.violations_count == 0, f"{path}\n{found.generate_report()}"
