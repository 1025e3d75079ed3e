"""How a round is judged: what the call's entry says beside the scoring.

``reviewers`` is how many judge an application (1 to 15); under ``panel`` stand

=================  ==============================================================================
blind              the applicant's name and people are hidden from reviewers
shown              applicants see who is on the panel
challenge_days     working days, from the panel being shown, in which somebody may be challenged
=================  ==============================================================================

What the call leaves out comes from the dated definition "review-panel".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from didim.kernel.definitions import shipped_definitions
from didim.kernel.refusals import refuse

MOST_REVIEWERS = 15


@dataclass(frozen=True, slots=True)
class RoundTerms:
    """Reviewers an application, what is hidden and shown, and how long a reviewer may be challenged."""

    reviewers: int
    blind: bool
    shown: bool
    challenge_days: int


def terms_of(entry: Mapping[str, Any], *, on: date) -> RoundTerms:
    """Return the terms of a call's round entry with the usual values of the day; RefusedError if wrong."""
    usual = shipped_definitions().as_of("review-panel", on).values
    given = {**usual, **(entry.get("panel") or {})}
    reviewers, days = entry.get("reviewers") or usual["reviewers"], given["challenge_days"]
    if type(reviewers) is not int or not 1 <= reviewers <= MOST_REVIEWERS:
        message = _("신청당 위원 수를 1명에서 %(most)d명 사이로 적어 주세요.")
        raise refuse("reviewers", message % {"most": MOST_REVIEWERS})
    if type(days) is not int or days < 0:
        raise refuse("challenge_days", _("기피 신청 기간을 0 이상의 업무일수로 적어 주세요."))
    return RoundTerms(reviewers, bool(given["blind"]), bool(given["shown"]), days)
