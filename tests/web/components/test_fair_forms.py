"""What a participant of a fair types of its industries."""

import pytest
from django.core.exceptions import ValidationError

from didim.registry.models import Industry
from didim.web.components.fair_forms import TradesField
from didim.web.components.fields import industry_label

pytestmark = pytest.mark.django_db


@pytest.fixture
def industries():
    return [
        Industry.objects.create(code=code, name=name, section="C")
        for code, name in (("10801", "배합 사료, 단미 사료 제조업"), ("26110", "반도체 제조업"))
    ]


def test_industries_chosen_one_after_another_clean_to_their_codes(industries):
    typed = "; ".join(industry_label(one) for one in industries) + "; "
    assert TradesField().clean(typed) == tuple(one.code for one in industries)


@pytest.mark.usefixtures("industries")
def test_bare_codes_may_have_commas_between():
    assert TradesField().clean("26110, 10801,26110") == ("26110", "10801")


def test_an_unknown_industry_is_refused_with_how_to_mend_it():
    with pytest.raises(ValidationError, match="업종을 찾지 못했습니다"):
        TradesField().clean("없는 업종; 10801")


def test_codes_are_shown_with_their_names_and_read_back(industries):
    field = TradesField()
    shown = field.widget.format_value([one.code for one in industries])
    assert shown == "; ".join(industry_label(one) for one in industries)
    assert field.clean(shown) == tuple(one.code for one in industries)
