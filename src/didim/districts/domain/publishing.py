"""Publishing: a store becomes an edition that readers see, whole or not at all."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from didim.accounts.models import User
from didim.districts.models import (
    ChangeClass,
    ClosingForecast,
    District,
    Edition,
    Footfall,
    MapShape,
    QuarterFigures,
    RiskScore,
    SimilarDistricts,
    SurvivalCurve,
    Trade,
    TradeStanding,
    TradeSupply,
)
from didim.engines.districts.store import Store
from didim.kernel.calendar import SEOUL
from didim.kernel.refusals import refuse

from .keeping import source_digest
from .writing import as_table, copy_rows, keep_parts

if TYPE_CHECKING:
    from .building import Built

# Any number, the same in every process: editions are numbered one after the other.
LOCK = 9_920_200_711


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing led to: the edition readers see, and whether it is new."""

    edition: Edition
    is_new: bool


def publish_edition(*, store: Store, by: User | None, now: datetime) -> Published:
    """Publish what a store holds as an edition of its own, and let readers see it.

    The same sources and definitions as the current edition's make no new one. All or nothing: whoever is
    killed in between leaves the old edition. DistrictsError where the store cannot be published.
    """
    from .building import build, versions_on  # noqa: PLC0415 - seconds of engines no web process needs

    versions = versions_on(now.astimezone(SEOUL).date())
    digest = source_digest(store, {name: one.id for name, one in versions.items()})
    current = Edition.objects.filter(is_current=True, source_digest=digest).first()
    if current is not None:
        return Published(current, is_new=False)
    built = build(store, versions)
    with transaction.atomic():
        _one_at_a_time()
        current = Edition.objects.filter(is_current=True, source_digest=digest).first()
        if current is not None:
            return Published(current, is_new=False)
        edition = _write(built, digest, by, now)
        _show(edition)
    return Published(edition, is_new=True)


def withdraw_edition(*, edition: Edition, reason: str, by: User | None, now: datetime) -> Edition | None:
    """Take an edition back, saying why; readers then see the newest that stands, which is returned.

    Its rows stay, and whoever opens it by its number reads that it was withdrawn. RefusedError (reason)
    without a reason, (edition) when it was withdrawn before.
    """
    if not reason.strip():
        raise refuse("reason", _("내리는 까닭을 적어 주세요. 이 판을 여는 사람에게 보입니다."))
    with transaction.atomic():
        _one_at_a_time()
        locked = Edition.objects.select_for_update(no_key=True, of=("self",)).get(pk=edition.pk)
        if locked.withdrawn_at is not None:
            raise refuse("edition", _("이미 내린 판입니다."))
        was_current = locked.is_current
        Edition.objects.filter(pk=locked.pk).update(
            is_current=False, withdrawn_at=now, withdrawn_by=by, withdrawn_reason=reason.strip()[:300]
        )
        standing = Edition.objects.filter(withdrawn_at=None).order_by("-number").first()
        if was_current and standing is not None:
            _show(standing)
    return Edition.objects.filter(is_current=True).first()


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _show(edition: Edition) -> None:
    """Let readers see an edition in the place of the one they saw; others see it when this commits."""
    Edition.objects.filter(is_current=True).exclude(pk=edition.pk).update(is_current=False)
    Edition.objects.filter(pk=edition.pk).update(is_current=True)
    edition.is_current = True


def _write(built: "Built", source: str, by: User | None, now: datetime) -> Edition:
    """Write the rows, then the edition that names their hash: references are looked at when all is there."""
    number = (Edition.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('districts_edition', 'id'))")
        key: int = cursor.fetchone()[0]
    copy_rows(District, as_table(built.districts), edition_id=key)
    numbers = dict(District.objects.filter(edition_id=key).order_by().values_list("code", "id"))
    copy_rows(Trade, as_table(built.trades), edition_id=key)
    copy_rows(MapShape, as_table(built.shapes), edition_id=key)
    copy_rows(QuarterFigures, built.figures, edition_id=key)
    copy_rows(Footfall, _with_district(as_table(built.people), numbers), edition_id=key)
    copy_rows(ChangeClass, _with_district(as_table(built.changes), numbers), edition_id=key)
    copy_rows(RiskScore, _with_district(as_table(built.risks), numbers), edition_id=key)
    copy_rows(ClosingForecast, _with_district(as_table(built.forecasts), numbers), edition_id=key)
    copy_rows(SurvivalCurve, as_table(built.curves), edition_id=key)
    copy_rows(TradeStanding, as_table(built.standings), edition_id=key)
    copy_rows(TradeSupply, _with_district(as_table(built.supplies), numbers), edition_id=key)
    copy_rows(SimilarDistricts, _with_district(as_table(built.similar), numbers), edition_id=key)
    first, last = built.quarters
    frame = asdict(built.frame)
    return Edition.objects.create(
        id=key,
        number=number,
        city_name=built.about.city,
        first_quarter=first,
        last_quarter=last,
        sources=built.sources,
        definitions=built.definitions,
        map_width=frame["width"],
        map_height=frame["height"],
        map_left=frame["left"],
        map_top=frame["top"],
        map_metres_per_unit=frame["metres"],
        source_digest=source,
        digest=keep_parts(key),
        is_sample=built.about.is_sample,
        published_at=now,
        published_by=by,
    )


def _with_district(rows: pa.Table, numbers: Mapping[str, int]) -> pa.Table:
    """Put the database's number of a district in the place of its code."""
    if not rows.num_rows:
        return rows
    codes = pa.array(list(numbers), pa.string())
    keys = pa.array(list(numbers.values()), pa.int64())
    found: Any = pc.take(keys, pc.index_in(rows["place"], value_set=codes))
    return rows.drop_columns(["place"]).append_column("district_id", found)
