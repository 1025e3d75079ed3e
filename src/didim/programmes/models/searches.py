from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedSearch(models.Model):
    """A search a person keeps; with alerts on, new notices that match are mailed, each once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_searches")
    name = models.CharField(_("이름"), max_length=60)
    # The fields of queries.notices.NoticeFilter, as to_json() writes them.
    query = models.JSONField(_("검색 조건"), default=dict)
    alerts = models.BooleanField(_("알림"), default=False)
    created_at = models.DateTimeField(_("저장 시각"))
    # Notices first seen after this instant are new to this search.
    alerted_until = models.DateTimeField(_("여기까지 알림"))

    class Meta:
        verbose_name = _("저장한 검색")
        ordering = ("name", "id")
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="saved_search_name_unique")]

    def __str__(self) -> str:
        return self.name


class AlertDelivery(models.Model):
    """That a notice was put into an alert of a saved search: never twice."""

    saved_search = models.ForeignKey(SavedSearch, models.CASCADE, related_name="deliveries")
    notice = models.ForeignKey("programmes.Notice", models.CASCADE, related_name="alert_deliveries")
    queued_at = models.DateTimeField(_("발송 대기 시각"))

    class Meta:
        verbose_name = _("알림 이력")
        ordering = ("-queued_at", "-id")
        constraints = [models.UniqueConstraint(fields=["saved_search", "notice"], name="alert_delivery_once")]

    def __str__(self) -> str:
        return f"{self.saved_search_id} → {self.notice_id}"


class NoticeWord(models.Model):
    """A word of notice titles, for suggestions when a search finds nothing; rebuilt by a job."""

    word = models.CharField(_("낱말"), max_length=40, primary_key=True)
    # The word as keys of the two-set keyboard (kernel.korean_text.keystrokes): near typings are near strings.
    keys = models.CharField(_("글쇠"), max_length=160)
    uses = models.PositiveIntegerField(_("쓰인 제목 수"))

    class Meta:
        verbose_name = _("제목 낱말")
        ordering = ("-uses", "word")
        indexes = [GinIndex(fields=["keys"], opclasses=["gin_trgm_ops"], name="notice_word_keys")]

    def __str__(self) -> str:
        return self.word


class SearchGram(models.Model):
    """The share of titles that hold a pair of letters: search goes another way for common ones."""

    gram = models.CharField(_("글자쌍"), max_length=20, primary_key=True)
    share = models.FloatField(_("비율"))

    class Meta:
        verbose_name = _("글자쌍 비율")
        ordering = ("-share", "gram")

    def __str__(self) -> str:
        return f"{self.gram} {self.share:.1%}"
