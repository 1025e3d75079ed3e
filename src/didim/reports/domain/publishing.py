"""Giving a report out: its text is frozen, numbered and kept with its hash."""

import json
from collections.abc import Iterator
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from didim.accounts.models import User
from didim.kernel.hash_chains import sha256_hex
from didim.kernel.refusals import refuse
from didim.kernel.verifying import Finding, Verifier
from didim.registry.models import Agency, Network
from didim.reports.models import PublishedReport
from didim.reports.outlines import Outline
from didim.reports.paper import Report
from didim.reports.paper_text import read_report, report_text
from didim.reports.scopes import Period

_LOCK = 7_402
_BATCH = 200


def publish_report(
    *,
    agency: Agency,
    outline: Outline,
    report: Report,
    period: Period,
    by: User,
    now: datetime,
    network: Network | None = None,
) -> PublishedReport:
    """Keep a report as it is given out; the same period given out again gets the next number.

    RefusedError when its period is not over, when it says nothing, or when it says the very same as the
    number before it.
    """
    if period.end >= report.made_on:
        raise refuse("", _("기간이 끝나지 않은 보고서는 발간할 수 없습니다. 기간이 끝난 뒤에 발간해 주세요."))
    if not report.sections:
        raise refuse("", _("보고서에 담을 수치가 없습니다. 성과와 지원이력을 먼저 확인해 주세요."))
    content = report_text(report)
    with transaction.atomic():
        with connection.cursor() as cursor:
            # Two at once would take the same number.
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, agency.pk])
        earlier = PublishedReport.objects.filter(
            agency=agency,
            network=network,
            outline=outline.id,
            language=report.language,
            period_start=period.start,
            period_end=period.end,
        )
        last = earlier.order_by("-number").first()
        if last is not None and _said(last.content) == _said(content):
            raise refuse("", _("이미 같은 내용으로 발간했습니다. 달라진 것이 있을 때 다시 발간해 주세요."))
        return PublishedReport.objects.create(
            agency=agency,
            network=network,
            outline=outline.id,
            title=report.title,
            language=report.language,
            period_start=period.start,
            period_end=period.end,
            number=1 if last is None else last.number + 1,
            content=content,
            content_hash=sha256_hex(content.encode()),
            published_at=now,
            published_by=by,
        )


def published_paper(published: PublishedReport) -> Report:
    """Return the report as it was given out."""
    return read_report(json.loads(published.content))


def _said(content: str) -> dict[str, object]:
    """Return what a text says, leaving out the day it was made on."""
    said: dict[str, object] = json.loads(content)
    return {name: value for name, value in said.items() if name != "made_on"}


def broken_reports() -> Iterator[Finding]:
    """Recompute the hash of every published report."""
    for published in PublishedReport.objects.order_by("pk").iterator(chunk_size=_BATCH):
        if sha256_hex(published.content.encode()) != published.content_hash:
            yield Finding(
                "report", f"보고서 {published.pk} {published}", "내용이 발간할 때의 해시와 다릅니다."
            )


VERIFIERS = (Verifier("report", "발간한 보고서 / published reports", broken_reports),)
