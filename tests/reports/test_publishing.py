from dataclasses import replace
from datetime import date

import pgtrigger
import pytest
from django.db import IntegrityError, transaction

from didim.kernel.refusals import RefusedError
from didim.reports.domain.publishing import broken_reports, publish_report, published_paper
from didim.reports.models import PublishedReport
from didim.reports.outlines import outline
from didim.reports.scopes import Period
from tests.documents.reports import sample_report

pytestmark = pytest.mark.django_db
DAY = date(2023, 2, 1)


@pytest.fixture
def publish(agency, make_user, now):
    def act(report=None, **fields):
        said = {
            "agency": agency,
            "outline": outline("annual", on=DAY),
            "period": Period.year(2022),
            "now": now,
        }
        return publish_report(report=report or sample_report(), by=make_user(), **(said | fields))

    return act


def test_published_report_is_read_back_as_it_was(publish):
    report = sample_report()
    published = publish(report)
    assert published_paper(published) == replace(report, sheets=())
    assert (published.outline, published.number) == ("annual@2010-01-01", 1)


def test_the_same_words_are_not_published_twice(publish):
    publish()
    with pytest.raises(RefusedError, match="이미 같은 내용"):
        publish(replace(sample_report(), made_on=date(2023, 3, 1)))


def test_what_has_changed_gets_the_next_number(publish):
    publish()
    assert publish(sample_report(rows=3)).number == 2


def test_a_period_that_runs_is_not_published(publish):
    with pytest.raises(RefusedError, match="기간이 끝나지"):
        publish(replace(sample_report(), made_on=date(2022, 12, 31)))


def test_an_empty_report_is_not_published(publish):
    with pytest.raises(RefusedError, match="담을 수치"):
        publish(replace(sample_report(), sections=()))


def test_a_published_report_never_changes(publish):
    published = publish()
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        PublishedReport.objects.filter(pk=published.pk).update(title="다른 제목")
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        published.delete()


def test_verify_finds_a_byte_that_changed(publish):
    whole, changed = publish(), publish(sample_report(rows=3))
    assert list(broken_reports()) == []
    with pgtrigger.ignore("reports.PublishedReport:refuse_change"):
        PublishedReport.objects.filter(pk=changed.pk).update(content=changed.content.replace("201", "202"))
    assert [finding.row for finding in broken_reports()] == [f"보고서 {changed.pk} {changed}"]
    assert whole.content_hash != changed.content_hash
