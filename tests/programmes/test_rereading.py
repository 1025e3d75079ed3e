from datetime import timedelta

import pytest

from didim.programmes.domain.notices.rereading import reread_rules
from didim.programmes.domain.rule_reading import READING_ID
from didim.programmes.models import Notice

from .builders import NOW, make_notices, telling

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


def notices():
    return make_notices(
        telling(1, "[경기] 가나다 지원", target_text="창업 3년 이내 기업", region_codes=("41",)),
        telling(2, "라마바 지원"),
    )


def test_rule_of_an_older_reading_is_read_anew():
    first, second = notices()
    Notice.objects.filter(pk=first.pk).update(rule={}, rule_reading="2020-01-01.1")
    assert reread_rules(now=LATER) == 1
    anew, same = Notice.objects.get(pk=first.pk), Notice.objects.get(pk=second.pk)
    assert (anew.rule, anew.rule_reading, anew.changed_at) == (first.rule, READING_ID, LATER)
    assert same.changed_at == NOW


def test_rule_that_reads_the_same_is_no_change():
    first, _ = notices()
    Notice.objects.filter(pk=first.pk).update(rule_reading="2020-01-01.1")
    assert reread_rules(now=LATER) == 0
    anew = Notice.objects.get(pk=first.pk)
    assert (anew.rule_reading, anew.changed_at) == (READING_ID, NOW)


def test_rule_that_staff_wrote_is_left_alone():
    first, _ = notices()
    Notice.objects.filter(pk=first.pk).update(
        source="didim", rule={"kind": "all", "parts": []}, rule_reading=""
    )
    assert reread_rules(now=LATER) == 0
    assert Notice.objects.get(pk=first.pk).rule == {"kind": "all", "parts": []}
