"""What both sides write of a meeting; from what they want next, business begins."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.fairs.domain.attending import hold_meeting, locked_meeting
from didim.fairs.domain.deals import open_deal
from didim.fairs.domain.money import known_currency
from didim.fairs.enums import FairKind, Interest, MeetingState, Side
from didim.fairs.models import Meeting, MeetingRecord
from didim.kernel.refusals import Problem, RefusedError, refuse

LONGEST_TEXT = 4_000
_FITS = range(1, 6)
# With one of these, from either side, a deal is followed.
LEADS_ON = frozenset({Interest.SAMPLE, Interest.SECOND_MEETING, Interest.CONTRACT_TALKS})


@dataclass(frozen=True, slots=True)
class Written:
    """What one side writes: `expected_minor` in minor units of `currency` (won; cents), `fit` 1 to 5."""

    interest: Interest
    text: str = ""
    expected_minor: int | None = None
    currency: str = ""
    fit: int | None = None


def write_record(
    *, meeting: Meeting, side: Side, written: Written, by: User | None, now: datetime
) -> MeetingRecord:
    """Keep what a side writes; written again it becomes what is said now, its history keeps the rest.

    Who writes of a meeting has held it; where either side wants to go on, a deal is followed from then on.
    RefusedError before the meeting, for one that was not held, field by field for what cannot be.
    """
    if problems := _problems(written):
        raise RefusedError(problems)
    with scoped(SYSTEM), recorded("record_meeting", by):
        locked = locked_meeting(meeting)
        if locked.state == MeetingState.NO_SHOW:
            raise refuse("", _("오지 않은 것으로 적힌 상담입니다. 사실과 다르면 운영기관에 알려 주세요."))
        locked = hold_meeting(meeting=locked, by=by, now=now)
        record, _new = MeetingRecord.objects.update_or_create(
            meeting=locked,
            side=side,
            defaults={
                "agency_id": locked.agency_id,
                "interest": written.interest,
                "text": written.text.strip()[:LONGEST_TEXT],
                "expected_minor": written.expected_minor,
                "currency": written.currency if written.expected_minor is not None else "",
                "fit": written.fit,
                "written_at": now,
                "written_by": by,
            },
        )
        if written.interest in LEADS_ON and locked.fair.kind != FairKind.JOBS:
            open_deal(meeting=locked, by=by, now=now)
        return record


def _problems(written: Written) -> list[Problem]:
    problems = []
    if written.interest not in Interest.values:
        problems.append(Problem("interest", _("다음 단계를 골라 주세요.")))
    if written.expected_minor is not None and written.expected_minor < 0:
        problems.append(Problem("expected", _("금액은 0 이상이어야 합니다.")))
    if written.expected_minor is not None and not known_currency(written.currency):
        problems.append(Problem("currency", _("금액의 통화를 골라 주세요.")))
    if written.fit is not None and written.fit not in _FITS:
        problems.append(Problem("fit", _("1점에서 5점 가운데 골라 주세요.")))
    return problems
