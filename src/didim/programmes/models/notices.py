from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from didim.programmes.enums import FounderStage, NoticeSource, PairState, PeriodKind, SupportType, Target


class Notice(models.Model):
    """A call for applications as the portal shows it: read from outside, or published here (source DIDIM).

    Everything a list needs stands in this one row. Status is not stored: see queries.notices.
    """

    source = models.CharField(_("출처"), max_length=10, choices=NoticeSource)
    source_id = models.CharField(_("출처의 번호"), max_length=80)
    call = models.OneToOneField(
        "programmes.Call", models.CASCADE, null=True, blank=True, related_name="notice"
    )
    title = models.CharField(_("제목"), max_length=500)
    agency = models.ForeignKey(
        "registry.Agency", models.SET_NULL, null=True, blank=True, related_name="notices"
    )
    agency_name = models.CharField(_("소관기관"), max_length=160, blank=True)
    operator_name = models.CharField(_("수행기관"), max_length=160, blank=True)
    support_type = models.CharField(_("지원유형"), max_length=20, choices=SupportType, null=True, blank=True)
    field = models.CharField(_("지원분야"), max_length=60, blank=True)
    # Codes of registry.Region the notice is limited to; empty means not known, ["00"] the whole country.
    region_codes = ArrayField(models.CharField(max_length=10), default=list, verbose_name=_("지역"))
    targets = ArrayField(
        models.CharField(max_length=16, choices=Target),
        default=list,
        verbose_name=pgettext_lazy("공고", "대상"),
    )
    stages = ArrayField(
        models.CharField(max_length=4, choices=FounderStage), default=list, verbose_name=_("업력")
    )
    tags = ArrayField(models.CharField(max_length=60), default=list, verbose_name=_("해시태그"))
    summary = models.TextField(_("요약"), blank=True)
    body = models.TextField(_("내용"), blank=True)
    # The text of the attached files, where somebody extracted it; up to 60,000 characters, so lists defer it.
    attachment_text = models.TextField(_("첨부 본문"), blank=True)
    target_text = models.TextField(_("지원대상"), blank=True)
    exclusion_text = models.TextField(_("제외대상"), blank=True)
    how_to_apply = models.TextField(_("신청방법"), blank=True)
    contact = models.TextField(_("문의처"), blank=True)
    url = models.URLField(_("원문"), max_length=1000, blank=True)
    apply_url = models.URLField(_("접수처"), max_length=1000, blank=True)
    attachments = models.JSONField(_("첨부"), default=list)
    period_kind = models.CharField(_("기간 구분"), max_length=16, choices=PeriodKind)
    period_text = models.CharField(_("접수기간 원문"), max_length=300, blank=True)
    opens_on = models.DateField(_("접수 시작일"), null=True, blank=True)
    closes_on = models.DateField(_("접수 마감일"), null=True, blank=True)
    published_on = models.DateField(_("공고일"), null=True, blank=True)
    # The day lists are ordered by: the notice's own, else the day the source first showed it, else we saw it.
    listed_on = models.DateField(_("올라온 날"))
    rule = models.JSONField(_("자격요건"), default=dict)
    rule_reading = models.CharField(_("읽기 규칙 판"), max_length=40, blank=True)
    canonical = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="copies")
    # What each kind of file or feed said, by its form: the row as it came, and the row as it was read. The
    # notice's own fields are merged from all readings, so the order of imports does not matter.
    raw = models.JSONField(_("원본"), default=dict)
    readings = models.JSONField(_("읽은 내용"), default=dict)
    content_hash = models.CharField(_("내용 해시"), max_length=64)
    first_seen_at = models.DateTimeField(_("처음 본 시각"))
    last_seen_at = models.DateTimeField(_("마지막으로 본 시각"))
    changed_at = models.DateTimeField(_("바뀐 시각"))
    is_sample = models.BooleanField(_("예시 자료"), default=False)
    # The words of search (domain.search_index): bigrams of the text, title bigrams marked, and the normalised
    # texts themselves, in which a hit is confirmed.
    search = SearchVectorField(_("검색 색인"), null=True, editable=False)
    search_title = models.TextField(_("검색용 제목"), default="", editable=False)
    search_text = models.TextField(_("검색용 본문"), default="", editable=False)
    search_flat = models.TextField(_("검색용 본문(붙여 씀)"), default="", editable=False)

    class Meta:
        verbose_name = _("공고문")
        ordering = ("-listed_on", "-id")
        constraints = [
            models.UniqueConstraint(fields=["source", "source_id"], name="notice_source_unique"),
            models.CheckConstraint(condition=~Q(canonical=F("id")), name="notice_not_its_own_copy"),
            models.CheckConstraint(
                condition=Q(opens_on__isnull=True)
                | Q(closes_on__isnull=True)
                | Q(opens_on__lte=F("closes_on")),
                name="notice_opens_before_it_closes",
            ),
        ]
        indexes = [
            GinIndex(fields=["search"]),
            models.Index(
                fields=["closes_on", "id"], condition=Q(canonical__isnull=True), name="notice_by_deadline"
            ),
            models.Index(
                fields=["-listed_on", "-id"], condition=Q(canonical__isnull=True), name="notice_by_date"
            ),
            models.Index(fields=["support_type", "-listed_on", "-id"], name="notice_by_support_type"),
            GinIndex(fields=["targets"], name="notice_by_target"),
            GinIndex(fields=["stages"], name="notice_by_stage"),
            models.Index(fields=["agency", "-listed_on", "-id"], name="notice_by_agency"),
        ]

    def __str__(self) -> str:
        return self.title


class DuplicatePair(models.Model):
    """Two notices that look alike; people decide, as a wrong merge is worse than a miss."""

    left = models.ForeignKey(Notice, models.CASCADE, related_name="pairs_as_left")
    right = models.ForeignKey(Notice, models.CASCADE, related_name="pairs_as_right")
    score = models.FloatField(_("유사도"))
    title_score = models.FloatField(_("제목 유사도"))
    agency_score = models.FloatField(_("기관 유사도"))
    period_score = models.FloatField(_("기간 유사도"))
    state = models.CharField(_("상태"), max_length=10, choices=PairState, default=PairState.PENDING)
    # Decided by the rule of docs/decisions/0002-deduplication.md, not by a person.
    automatic = models.BooleanField(_("자동 결정"), default=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("결정 시각"), null=True, blank=True)

    class Meta:
        verbose_name = _("중복 의심")
        ordering = ("-score", "id")
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="duplicate_pair_unique"),
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="duplicate_pair_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.left_id} ~ {self.right_id}"
