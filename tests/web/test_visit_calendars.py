"""An expert's own calendar asks for the visits under a secret address; their data is theirs to take along."""

import json

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from didim.experts.domain.visits.booking import cancel_visit
from didim.experts.models import VisitCalendar
from didim.experts.visit_enums import VisitSide
from tests.web.conftest import whole_page
from tests.web.test_visit_pages import (
    agency,
    expert,
    firm,
    make_firm,
    new_number,
    now,
    owner,
    page,
    past_visit,
    phone,
)

__all__ = [
    "agency", "expert", "firm", "make_firm", "new_number", "now", "owner", "phone", "whole_page",
]  # fmt: skip

pytestmark = pytest.mark.django_db


def subscribed(token):
    response = page(Client(), "portal:visit-subscription", token)
    return response.status_code, response.content.decode().replace("\r\n ", "")


def test_calendar_is_opened_changed_and_closed(phone, expert, firm, whole_page):
    visit = past_visit(expert, firm)
    for language in ("ko", "en"):
        with override(language):
            address = reverse("expert:calendar")
        whole_page(phone.get(address))
    phone.post(address, {"go": "open"})
    first = VisitCalendar.objects.get().token
    whole_page(phone.get(address))
    assert first in phone.get(address).content.decode()
    status, text = subscribed(first)
    assert (status, text.count("BEGIN:VEVENT")) == (200, 1)
    assert f"UID:visit-{visit.pk}@didim" in text
    assert firm.name not in text
    assert "한빛로" not in text
    phone.post(address, {"go": "open"})
    second = VisitCalendar.objects.get().token
    assert subscribed(first)[0] == 404
    assert subscribed(second)[0] == 200
    phone.post(address, {"go": "close"})
    assert subscribed(second)[0] == 404


def test_calendar_leaves_out_what_was_called_off_and_closes_with_the_account(phone, expert, firm):
    kept, gone = past_visit(expert, firm), past_visit(expert, firm, days=2)
    cancel_visit(visit=gone, reason="휴업", side=VisitSide.FIRM, now=timezone.now())
    phone.post(reverse("expert:calendar"), {"go": "open"})
    token = VisitCalendar.objects.get().token
    text = subscribed(token)[1]
    assert f"visit-{kept.pk}@" in text
    assert f"visit-{gone.pk}@" not in text
    expert.user.is_active = False
    expert.user.save()
    assert subscribed(token)[0] == 404


def test_own_data_holds_visits_of_the_expert_alone(phone, owner, expert, firm):
    visit = past_visit(expert, firm)
    data = json.loads(phone.get("/account/data/").content)["expert"]
    assert [pool["agency"] for pool in data["pools"]] == [expert.agency.name]
    assert [(one["visit"], one["state"]) for one in data["visits"]] == [(visit.pk, "planned")]
    assert firm.name not in json.dumps(data, ensure_ascii=False)
    assert json.loads(owner.get("/account/data/").content)["expert"] is None
    assert "수당명세" in phone.get("/account/").content.decode()
    assert "수당명세" not in owner.get("/account/").content.decode()
