"""What a firm sees once it was told: its own result, an objection once, a rating without a name."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from didim.registry.enums import FirmRole
from didim.selection.domain.notifying import send_notices, start_notices
from didim.selection.domain.reverse_ratings import QUESTIONS
from didim.selection.models import Decision, DecisionNotice, Objection, ReverseRating
from tests.selection.judged import decided, reviewed
from tests.selection.panels import Judged
from tests.selection.test_notifying import as_bytes
from tests.sign_in import make_firm_member, make_user, sign_in
from tests.web.conftest import hangul_outside_korean

pytestmark = pytest.mark.django_db

TOTALS = [[96, 92, 88, 92, 96], [80, 84, 80, 84, 88], [60, 64, 60, 64, 68]]


@pytest.fixture
def judged(db: None) -> Judged:
    made = reviewed(TOTALS)
    decided(made)
    return made


@pytest.fixture
def owner(judged: Judged) -> Client:
    return sign_in(make_firm_member(judged.applications[2].enterprise, FirmRole.OWNER))


def tell(judged: Judged) -> None:
    now = timezone.now()
    job = start_notices(call=judged.call, by=make_user("officer@example.org"), now=now)
    send_notices(job_id=job.pk, render=as_bytes, now=now)


def get(client: Client, name: str, *args: object, language: str = "ko") -> Any:
    with translation.override(language):
        return client.get(reverse(f"portal:{name}", args=args))


def post(client: Client, name: str, *args: object, **data: object) -> Any:
    return client.post(reverse(f"portal:{name}", args=args), data)


def test_nothing_is_seen_before_the_firm_is_told_and_all_of_its_own_after(
    judged: Judged, owner: Client, parse_page: Any
) -> None:
    mine = judged.applications[2]
    assert get(owner, "application-detail", mine.pk).context["result"] is None
    assert get(owner, "objection", mine.pk).status_code == 404
    tell(judged)
    for language in ("ko", "en"):
        page = get(owner, "application-detail", mine.pk, language=language)
        root = parse_page(page)
        if language == "en":
            assert hangul_outside_korean(root) == []
    text = page.content.decode()
    names = [one.expert.person.name for one in judged.reviewers]
    others = [one.enterprise.name for one in judged.applications[:2]]
    assert [word for word in names + others if word in text] == []
    assert "62.6667" in text


def test_objection_is_filed_once_from_the_portal_and_may_be_withdrawn(
    judged: Judged, owner: Client, parse_page: Any
) -> None:
    tell(judged)
    mine = judged.applications[2]
    for language in ("ko", "en"):
        root = parse_page(get(owner, "objection", mine.pk, language=language))
    assert hangul_outside_korean(root) == []
    short = post(owner, "objection", mine.pk, text="짧다")
    assert (short.status_code, "짧다" in short.content.decode()) == (422, True)
    assert post(owner, "objection", mine.pk, text="제출한 매출 자료가 빠졌습니다.").status_code == 302
    assert post(owner, "objection", mine.pk, text="제출한 매출 자료가 빠졌습니다.").status_code == 422
    assert post(owner, "objection-withdraw", mine.pk).status_code == 302
    assert Objection.objects.get().state == "withdrawn"


def test_reviewers_are_rated_without_a_name(judged: Judged, owner: Client, parse_page: Any) -> None:
    tell(judged)
    mine = judged.applications[2]
    root = parse_page(get(owner, "rating", mine.pk, judged.round.pk, language="en"))
    assert hangul_outside_korean(root) == []
    assert post(owner, "rating", mine.pk, judged.round.pk).status_code == 422
    points = {f"0-{key}": "4" for key in QUESTIONS}
    assert post(owner, "rating", mine.pk, judged.round.pk, **points).status_code == 302
    assert ReverseRating.objects.get().points == dict.fromkeys(QUESTIONS, 4)
    assert post(owner, "rating", mine.pk, judged.round.pk, **points).status_code == 422


def test_letter_is_the_firms_alone(judged: Judged, owner: Client) -> None:
    tell(judged)
    mine = DecisionNotice.objects.get(decision__application=judged.applications[2])
    other = DecisionNotice.objects.exclude(pk=mine.pk).first()
    assert get(owner, "letter", mine.pk).content[:5] == b"%PDF-"
    assert get(owner, "letter", other.pk).status_code == 404
    foreign = Decision.objects.exclude(enterprise=mine.enterprise).first()
    assert get(owner, "objection", foreign.application_id).status_code == 404
