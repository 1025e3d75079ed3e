"""Open innovation: what large firms want solved, and what firms propose."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from didim.fairs.enums import ProposalState

from .fairs import Fair
from .participants import Participant

USER = settings.AUTH_USER_MODEL


@pghistory.track()
class Challenge(models.Model):
    """A task a partner of an open-innovation fair sets: what is to be solved, and what it gives for it."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    fair = models.ForeignKey(Fair, models.CASCADE, related_name="challenges")
    partner = models.ForeignKey(Participant, models.PROTECT, related_name="challenges")
    title = models.CharField(_("과제"), max_length=120)
    task = models.TextField(_("풀 문제"))
    wanted = models.TextField(_("바라는 기업"), blank=True)
    # Proof of concept, purchase, investment: in the partner's own words.
    gives = models.TextField(_("제공하는 것"))
    places = models.PositiveSmallIntegerField(_("선정할 기업 수"), default=1)
    closes_at = models.DateTimeField(_("제안 마감"))
    posted_at = models.DateTimeField(_("올린 시각"))
    posted_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("혁신 과제")
        ordering = ("fair", "closes_at", "id")
        constraints = [models.CheckConstraint(condition=Q(places__gte=1), name="challenge_places")]

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class Proposal(models.Model):
    """How a firm would solve a challenge; seen by the firm, the partner and the agency."""

    agency = models.ForeignKey("registry.Agency", models.PROTECT, related_name="+")
    challenge = models.ForeignKey(Challenge, models.PROTECT, related_name="proposals")
    firm = models.ForeignKey(Participant, models.PROTECT, related_name="proposals")
    idea = models.TextField(_("풀 방법"))
    proof = models.TextField(_("해 본 것"), blank=True)
    # A file of the firm's cabinet that shows more; the partner and the agency open it, too.
    file = models.ForeignKey("applications.FirmFile", models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(_("상태"), max_length=9, choices=ProposalState, default=ProposalState.SENT)
    answer = models.TextField(_("답"), blank=True)
    sent_at = models.DateTimeField(_("낸 시각"))
    decided_at = models.DateTimeField(_("결정 시각"), null=True, blank=True)

    class Meta:
        verbose_name = _("과제 제안")
        ordering = ("challenge", "sent_at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["challenge", "firm"],
                condition=~Q(state=ProposalState.WITHDRAWN),
                name="proposal_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[ProposalState.SENT, ProposalState.WITHDRAWN])
                | Q(decided_at__isnull=False),
                name="proposal_decided_at_an_instant",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.challenge_id}/{self.firm_id}"
