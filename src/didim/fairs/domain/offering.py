"""What offers of work and challenges at a fair share: who may, what is missing, who is told."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from didim.fairs.domain.requesting import called
from didim.fairs.domain.telling import fair_name, tell_participant
from didim.fairs.enums import FairKind, FairState, ParticipantState, Side
from didim.fairs.models import Participant
from didim.kernel.refusals import Problem, refuse

OPEN_STATES = (FairState.OPEN, FairState.SCHEDULING, FairState.PUBLISHED)
LONGEST = 4000
_NOT_OPEN = {
    FairKind.JOBS: _("지금 열려 있는 채용 박람회가 아닙니다."),
    FairKind.OPEN_INNOVATION: _("지금 열려 있는 개방형 혁신 상담회가 아닙니다."),
}


def accepted_at(participant: Participant, *, kind: FairKind, side: Side) -> Participant:
    """Return a participant as it stands; RefusedError unless accepted on a side of an open fair of a kind."""
    held = Participant.objects.select_related("fair", "user").get(pk=participant.pk)
    if held.fair.kind != kind or held.fair.state not in OPEN_STATES:
        raise refuse("", _NOT_OPEN[kind])
    if held.side != side or held.state != ParticipantState.ACCEPTED:
        raise refuse("", _("참가가 확정된 뒤에 할 수 있습니다."))
    return held


def blank_problems(said: object, names: Iterable[str]) -> list[Problem]:
    """Return a problem for each text that was left empty."""
    return [
        Problem(name, _("비워 둘 수 없습니다. 적어 주세요."))
        for name in names
        if not getattr(said, name).strip()
    ]


def tell_of_offer(
    told: Participant,
    other: Participant,
    *,
    what: str | Promise,
    title: str,
    body: str,
    template: str,
    key: str,
    now: datetime,
) -> int:
    """Tell one side what happened to an offer called `title`, between it and the other; return how many."""

    def say() -> tuple[str, str]:
        words = {"fair": fair_name(told), "what": what, "title": title, "who": called(other, told)}
        paragraphs = (gettext("%(title)s · %(who)s") % words, body)
        return gettext("[%(fair)s] %(what)s") % words, "\n\n".join(filter(None, paragraphs))

    return tell_participant(told, template=template, say=say, key=key, now=now)
