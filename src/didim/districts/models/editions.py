import pgtrigger
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from didim.accounts.append_only import never_changed

SWITCHED = ("is_current", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason")
_ONLY_SWITCHED = f"""
IF to_jsonb(NEW) - '{{{",".join(SWITCHED)}}}'::text[] IS DISTINCT FROM
   to_jsonb(OLD) - '{{{",".join(SWITCHED)}}}'::text[]
   OR (OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS DISTINCT FROM OLD.withdrawn_at)
THEN
    RAISE EXCEPTION 'rows of % are never changed: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END IF;
RETURN NEW;
"""


class Edition(models.Model):
    """One publication of district statistics: all rows below it belong together and are never changed.

    Quarters are year × 4 + quarter − 1 (`kernel.quarters`). The map of an edition is drawn in integers of its
    own view box, Y down: EPSG:5181 metres less `map_left`, and `map_top` less those, over
    `map_metres_per_unit`.
    """

    number = models.PositiveIntegerField(_("판 번호"), unique=True)
    city_name = models.CharField(_("도시"), max_length=60)
    first_quarter = models.SmallIntegerField(_("첫 분기"))
    last_quarter = models.SmallIntegerField(_("마지막 분기"))
    # [{"data_set", "title": {ko, en}, "publisher": {ko, en}, "files", "rows", "quarters": [first, last], …}]
    sources = models.JSONField(_("원자료"), default=list)
    # Ids of definitions by what they define: {"districts_indicators": "districts_indicators@2026-01-01"}.
    definitions = models.JSONField(_("산식"), default=dict)
    map_width = models.PositiveIntegerField(_("지도 너비"))
    map_height = models.PositiveIntegerField(_("지도 높이"))
    map_left = models.FloatField(_("지도 왼쪽(m)"))
    map_top = models.FloatField(_("지도 위쪽(m)"))
    map_metres_per_unit = models.FloatField(_("눈금 한 칸(m)"), validators=[MinValueValidator(0)])
    # Of everything it was made from: the same sources make no second edition.
    source_digest = models.CharField(_("원자료 해시"), max_length=64)
    # Of all parts of its rows (EditionPart), in their order.
    digest = models.CharField(_("행 해시"), max_length=64)
    is_sample = models.BooleanField(_("예시 자료"), default=False)
    is_current = models.BooleanField(_("지금 보이는 판"), default=False)
    published_at = models.DateTimeField(_("공개 시각"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("내린 시각"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_reason = models.CharField(_("내린 까닭"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("상권 통계 판")
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"], condition=Q(is_current=True), name="edition_one_is_current"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False, is_current=False) & ~Q(withdrawn_reason="")),
                name="edition_withdrawn_with_a_reason",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="refuse_change", when=pgtrigger.Before, operation=pgtrigger.Update, func=_ONLY_SWITCHED
            ),
            *(one for one in never_changed() if one.name != "refuse_change"),
        ]

    def __str__(self) -> str:
        return f"{self.city_name} {self.number}"


class EditionPart(models.Model):
    """The hash of a part of an edition's rows: those of one table and one place, trade or kind."""

    edition = models.ForeignKey("districts.Edition", models.PROTECT, related_name="parts", db_index=False)
    table = models.CharField(_("표"), max_length=40)
    part = models.CharField(_("부분"), max_length=40)
    rows = models.PositiveIntegerField(_("행 수"))
    digest = models.CharField(_("행 해시"), max_length=64)

    class Meta:
        verbose_name = _("판의 부분")
        ordering = ("edition", "table", "part")
        constraints = [
            models.UniqueConstraint(fields=["edition", "table", "part"], name="edition_part_unique")
        ]
        triggers = never_changed()

    def __str__(self) -> str:
        return f"{self.table} {self.part}"
