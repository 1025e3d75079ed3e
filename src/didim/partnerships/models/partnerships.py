import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from didim.partnerships.enums import PartnershipEnd, Renewal
from didim.registry.models.periods import in_order, one_at_a_time

USER = settings.AUTH_USER_MODEL


@pghistory.track()
class Partnership(models.Model):
    """An agreement (MOU) of an agency with a private or public body; its terms follow one another."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="partnerships")
    partner = models.ForeignKey("registry.Partner", models.PROTECT, related_name="partnerships")
    title = models.CharField(_("협약 이름"), max_length=160)
    # The agency's own number of the paper; "" where it gives none.
    number = models.CharField(_("협약 번호"), max_length=40, blank=True)
    purpose = models.TextField(_("목적"), blank=True)
    officer = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    # Everybody may read what both promised, what was done and what came of it.
    is_public = models.BooleanField(_("누리집 공개"), default=False)
    # The last day, where it ended before the last day of its term.
    ended_on = models.DateField(_("종료일"), null=True, blank=True)
    end_reason = models.CharField(_("종료 사유"), max_length=12, choices=PartnershipEnd, blank=True)
    end_note = models.CharField(_("종료 경위"), max_length=300, blank=True)
    # The row of results that counts its signing; null where that day lay in a closed period.
    signing = models.ForeignKey(
        "outcomes.Observation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_sample = models.BooleanField(_("예시 자료"), default=False)
    recorded_at = models.DateTimeField(_("기록 시각"))
    recorded_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("업무협약")
        ordering = ("agency", "title", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "number"], condition=~Q(number=""), name="partnership_number_unique"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None, end_reason="") | Q(ended_on__isnull=False) & ~Q(end_reason=""),
                name="partnership_ends_with_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["agency", "partner"], name="partnership_of_partner")]

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class Term(models.Model):
    """A span of days a partnership was agreed for, and what is to be decided by when about the next."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="terms")
    number = models.PositiveSmallIntegerField(_("차수"))
    # None for a term that opened by itself.
    signed_on = models.DateField(_("체결일"), null=True, blank=True)
    valid_from = models.DateField(_("시작일"))
    valid_to = models.DateField(_("마지막 날"))
    renewal = models.CharField(_("기간이 끝나면"), max_length=12, choices=Renewal)
    # The day by which both sides must know, and the day from which somebody is reminded of it.
    decide_by = models.DateField(_("갱신을 정할 날"))
    remind_on = models.DateField(_("알릴 날"))
    reminded_at = models.DateTimeField(_("알린 시각"), null=True, blank=True)

    class Meta:
        verbose_name = _("협약기간")
        ordering = ("partnership", "number")
        constraints = [
            in_order(name="partnership_term_period"),
            one_at_a_time("partnership", name="partnership_term_one_at_a_time"),
            models.UniqueConstraint(fields=["partnership", "number"], name="partnership_term_number"),
            models.CheckConstraint(
                condition=Q(decide_by__gte=F("valid_from"), decide_by__lte=F("valid_to"))
                & Q(remind_on__lte=F("decide_by")),
                name="partnership_term_days_in_order",
            ),
        ]
        indexes = [
            models.Index(
                fields=["remind_on"], condition=Q(reminded_at=None), name="partnership_term_to_remind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.partnership_id} {self.valid_from}–{self.valid_to}"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Contact(models.Model):
    """Whom to speak with at the other body."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="contacts")
    name = models.CharField(_("이름"), max_length=60)
    position = models.CharField(_("부서·직위"), max_length=80, blank=True)
    phone = models.CharField(_("전화"), max_length=20, blank=True)
    email = models.EmailField(_("전자우편"), blank=True)

    class Meta:
        verbose_name = _("협약 상대 담당자")
        ordering = ("partnership", "name", "id")

    def __str__(self) -> str:
        return self.name
