from datetime import timedelta

import pytest

from didim.accounts.enums import DestroyedKind
from didim.accounts.models import DestructionRecord, OutboundMessage
from didim.desk.domain.forgetting import forget_complainants, guest_retention
from didim.desk.models import Grievance

from .conftest import NOW, TODAY

pytestmark = pytest.mark.django_db
TERM = timedelta(days=guest_retention(TODAY).values["grievance_days"])


@pytest.fixture
def ended(agency):
    def make(**fields):
        return Grievance.objects.create(
            **{
                "agency": agency,
                "number": f"2026-{Grievance.objects.count() + 1}",
                "channel": "person",
                "title": "도로 점용 허가가 늦습니다",
                "body": "석 달째입니다",
                "contact_name": "이시민",
                "contact_phone": "010-1234-5678",
                "contact_email": "citizen@example.org",
                "access_hash": "1" * 64,
                "received_at": NOW - timedelta(days=30),
                "clock": "grievance-simple",
                "term": "2015-01-01",
                "status": "answered",
                "due_at": NOW,
                "ended_at": NOW,
                **fields,
            }
        )

    return make


def test_complainant_is_forgotten_when_the_term_after_the_answer_is_over(ended):
    case = ended()
    OutboundMessage.objects.create(
        address="citizen@example.org", template="grievance-answered", subject="답", body="답했습니다",
        dedupe_key="one", not_before=NOW, created_at=NOW, about=f"grievance-{case.pk}",
    )  # fmt: skip
    assert forget_complainants(now=NOW + TERM - timedelta(seconds=1)) == 0
    assert forget_complainants(now=NOW + TERM) == 1
    case.refresh_from_db()
    said = (case.contact_name, case.contact_phone, case.contact_email, case.access_hash)
    assert said == ("", "", "", "")
    assert (case.title, case.forgotten_at) == ("도로 점용 허가가 늦습니다", NOW + TERM)
    assert OutboundMessage.objects.values_list("address", "subject", "body").get() == ("", "", "")
    assert DestructionRecord.objects.values_list("kind", "amount").get() == (DestroyedKind.COMPLAINANT, 1)
    assert forget_complainants(now=NOW + 2 * TERM) == 0


def test_open_case_and_a_firms_case_are_kept(ended, firm):
    ended(ended_at=None, status="running")
    ended(enterprise=firm)
    assert forget_complainants(now=NOW + 5 * TERM) == 0
    assert set(Grievance.objects.values_list("contact_name", flat=True)) == {"이시민"}
