"""Store what parsers read: each notice once, merged from all tellings; the same input changes nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from didim.programmes.domain.notices.merging import Reading, digest, is_better, merge, reading_of
from didim.programmes.domain.notices.parsed import ParsedNotice, Rejection
from didim.programmes.domain.notices.search_index import INDEX_FIELDS, index_notice
from didim.programmes.domain.rule_reading import NoticeText, read_rule
from didim.programmes.models import Notice
from didim.registry.models import Agency

SEOUL = ZoneInfo("Asia/Seoul")
BATCH = 500
# One recording at a time: two at once would merge the same notice twice.
_LOCK = 0x646964696D01
_MERGED = (
    "title",
    "agency_name",
    "operator_name",
    "support_type",
    "field",
    "region_codes",
    "targets",
    "stages",
    "tags",
    "summary",
    "body",
    "attachment_text",
    "target_text",
    "exclusion_text",
    "how_to_apply",
    "contact",
    "url",
    "apply_url",
    "attachments",
)
_WRITTEN = (
    *_MERGED,
    "agency",
    "period_kind",
    "period_text",
    "opens_on",
    "closes_on",
    "published_on",
    "listed_on",
    "rule",
    "rule_reading",
    "raw",
    "readings",
    "content_hash",
    "last_seen_at",
    "changed_at",
    *INDEX_FIELDS,
)


@dataclass(slots=True)
class RecordingResult:
    """How many tellings were read, and how many notices came of them.

    `duplicate` counts tellings that changed nothing a reader sees. `changed_ids` are new and updated notices.
    """

    read: int = 0
    new: int = 0
    updated: int = 0
    duplicate: int = 0
    rejected: list[Rejection] = field(default_factory=list)
    changed_ids: list[int] = field(default_factory=list)

    def add(self, other: "RecordingResult") -> None:
        """Count another result into this one."""
        self.read += other.read
        self.new += other.new
        self.updated += other.updated
        self.duplicate += other.duplicate
        self.rejected += other.rejected
        self.changed_ids += other.changed_ids


@transaction.atomic
def record_notices(*, parsed: Sequence[ParsedNotice], now: datetime, touch: bool = False) -> RecordingResult:
    """Insert or merge notices by (source, source_id); return what changed. One transaction.

    A telling replaces an earlier one of the same form only when it is better (newer, else fuller), so the
    order of files does not matter. `touch` also notes on unchanged notices that the source still shows them
    (feeds do).
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    result = RecordingResult(read=len(parsed))
    tellings: dict[tuple[str, str], list[ParsedNotice]] = {}
    for telling in parsed:
        tellings.setdefault(telling.key, []).append(telling)
    known = _known_notices(tellings)
    agencies = dict(Agency.objects.values_list("name", "id"))
    changed: list[Notice] = []
    kept_apart: list[Notice] = []
    seen: list[int] = []
    for key, of_notice in tellings.items():
        notice = known.get(key)
        is_new = notice is None
        if notice is None:
            notice = Notice(source=key[0], source_id=key[1], first_seen_at=now, raw={}, readings={})
        if not _take_readings(notice, of_notice):
            result.duplicate += len(of_notice)
            seen.append(notice.pk)
            continue
        merged = merge(notice.readings)
        content_hash = digest(merged)
        notice.last_seen_at = now
        if content_hash == notice.content_hash:
            kept_apart.append(notice)
            result.duplicate += len(of_notice)
            continue
        notice.content_hash = content_hash
        _set_fields(notice, merged, agencies, now)
        changed.append(notice)
        result.duplicate += len(of_notice) - 1
        result.new += is_new
        result.updated += not is_new
    _write(changed)
    Notice.objects.bulk_update(kept_apart, ["raw", "readings", "last_seen_at"], batch_size=BATCH)
    if touch and seen:
        Notice.objects.filter(pk__in=seen).update(last_seen_at=now)
    result.changed_ids = [notice.pk for notice in changed]
    return result


def _known_notices(keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Notice]:
    ids: dict[str, list[str]] = {}
    for source, source_id in keys:
        ids.setdefault(source, []).append(source_id)
    return {
        (notice.source, notice.source_id): notice
        for source, source_ids in ids.items()
        for notice in Notice.objects.filter(source=source, source_id__in=source_ids)
        .select_for_update()
        .defer("attachment_text", *INDEX_FIELDS)
    }


def _take_readings(notice: Notice, tellings: Iterable[ParsedNotice]) -> bool:
    """Keep each telling that is better than what its form said before; say whether any was."""
    taken = False
    for telling in tellings:
        reading = reading_of(telling)
        old: Reading | None = notice.readings.get(telling.form)
        if is_better(reading, old):
            notice.readings[telling.form] = reading
            notice.raw[telling.form] = telling.raw
            taken = True
    return taken


def _set_fields(notice: Notice, merged: Reading, agencies: dict[str, int], now: datetime) -> None:
    for name in _MERGED:
        setattr(notice, name, merged[name])
    period = merged["period"]
    notice.period_kind, notice.period_text = period["kind"], period["text"]
    notice.opens_on, notice.closes_on = _day(period["opens_on"]), _day(period["closes_on"])
    notice.published_on = _day(merged["published_on"])
    notice.listed_on = _day(merged["listed_on"]) or notice.listed_on or now.astimezone(SEOUL).date()
    notice.agency_id = agencies.get(merged["operator_name"]) or agencies.get(merged["agency_name"])
    notice.changed_at = now
    set_rule(notice, age_text=merged["age_text"])
    index_notice(notice)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def set_rule(notice: Notice, *, age_text: str = "") -> None:
    """Read the eligibility rule of a notice from its words; the caller saves it."""
    reading = read_rule(
        NoticeText(
            title=notice.title,
            source=notice.source,
            region_codes=tuple(notice.region_codes),
            targets=tuple(notice.targets),
            stages=tuple(notice.stages),
            age_text=age_text,
            target_text=notice.target_text,
            exclusion_text=notice.exclusion_text,
            tags=tuple(notice.tags),
            summary=notice.summary,
            body=notice.body,
            published_on=notice.published_on,
        )
    )
    notice.rule, notice.rule_reading = reading.rule_json, reading.reading_id


def _write(notices: list[Notice]) -> None:
    """Insert new notices and overwrite known ones; long rows go in small batches."""
    new = [notice for notice in notices if notice.pk is None]
    known = [notice for notice in notices if notice.pk is not None]
    Notice.objects.bulk_create(new, batch_size=BATCH)
    Notice.objects.bulk_create(
        known,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["source", "source_id"],
        update_fields=list(_WRITTEN),
    )
