"""Collect the notices of a source: all its rows, stored in one transaction, with a record of the run."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import datetime

from didim.feeds.bizinfo import client as bizinfo_client
from didim.feeds.bizinfo import parsing as bizinfo
from didim.feeds.kstartup import client as kstartup_client
from didim.feeds.kstartup import parsing as kstartup
from didim.feeds.models import FeedRun
from didim.feeds.patient_client import FeedError, PatientClient
from didim.feeds.values import Row, UnreadableRowError
from didim.kernel.calendar import SEOUL
from didim.programmes.domain.notices import ParsedNotice, Rejection, find_duplicates, record_notices
from didim.programmes.enums import NoticeSource

Parser = Callable[[Row], ParsedNotice]


def collect_bizinfo(
    *,
    client: PatientClient,
    key: str,
    now: datetime,
    clock: Callable[[], datetime],
    url: str = bizinfo_client.URL,
) -> FeedRun:
    """Read all of 기업마당. A failing source is noted in the run; what is stored stays."""
    as_of = now.astimezone(SEOUL).date().isoformat()

    def tellings() -> Iterable[tuple[Row, Parser]]:
        for row, is_rss in bizinfo_client.fetch_rows(client, key=key, url=url):
            form = "bizinfo_rss" if is_rss else bizinfo.FORM
            yield row, lambda row, form=form: bizinfo.parse_row(row, as_of=as_of, form=form)

    return _collect(NoticeSource.BIZINFO, url, tellings(), now=now, clock=clock)


def collect_kstartup(
    *,
    client: PatientClient,
    key: str,
    now: datetime,
    clock: Callable[[], datetime],
    url: str = kstartup_client.URL,
) -> FeedRun:
    """Read all of K-Startup's announcements. A failing source is noted in the run; what is stored stays."""
    as_of = now.astimezone(SEOUL).date().isoformat()

    def tellings() -> Iterable[tuple[Row, Parser]]:
        for row in kstartup_client.fetch_rows(client, key=key, url=url):
            yield row, lambda row: kstartup.parse_row(row, as_of=as_of)

    return _collect(NoticeSource.KSTARTUP, url, tellings(), now=now, clock=clock)


def _collect(
    source: NoticeSource,
    origin: str,
    tellings: Iterable[tuple[Row, Parser]],
    *,
    now: datetime,
    clock: Callable[[], datetime],
) -> FeedRun:
    run = FeedRun.objects.create(source=source, origin=origin[:200], started_at=now)
    parsed: list[ParsedNotice] = []
    rejected: list[Rejection] = []
    try:
        for number, (row, parse) in enumerate(tellings, start=1):
            try:
                parsed.append(parse(row))
            except UnreadableRowError as error:
                rejected.append(Rejection(source.value, number, str(error)))
    except FeedError as error:
        run.error = str(error)
    recorded = record_notices(parsed=parsed, now=now, touch=True)
    find_duplicates(now=now, notice_ids=recorded.changed_ids)
    run.read = len(parsed) + len(rejected)
    run.new, run.updated, run.duplicate = recorded.new, recorded.updated, recorded.duplicate
    run.rejected, run.rejections = len(rejected), [asdict(rejection) for rejection in rejected]
    run.finished_at = clock()
    run.save()
    return run
