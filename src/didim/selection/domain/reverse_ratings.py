"""Applicants rate their reviewers: the ballot says who, the rating says what, and nothing joins them."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from didim.accounts.tenancy import SYSTEM, scoped
from didim.kernel.refusals import Problem, RefusedError, refuse
from didim.selection.enums import ReviewState
from didim.selection.models import Decision, ReverseRating, ReverseRatingBallot, Review, ReviewRound

# What is asked of each reviewer, 1 to 5.
QUESTIONS = {
    "expertise": _("분야를 잘 알고 평가했다"),
    "fairness": _("공정하게 평가했다"),
    "comments": _("의견이 도움이 되었다"),
}
LEAST, MOST = 1, 5


def rate_reviewers(
    *, decision: Decision, round_: ReviewRound, points: Mapping[str, Mapping[str, int]]
) -> int:
    """Take a firm's ratings of those who reviewed its application, by the name it sees (위원 1).

    One ballot an application and round. A reviewer may be left out, a question of one may not. Ratings carry
    no firm, no time, no order; who wrote one cannot be told from the rows. Returns how many there are.
    """
    if decision.notified_at is None:
        raise refuse("", _("결과를 통보받은 뒤에 평가할 수 있습니다."))
    with scoped(SYSTEM):
        reviewers = dict(
            Review.objects.filter(
                round=round_, application=decision.application_id, state=ReviewState.SUBMITTED
            )
            .filter(reviewer__memberships__round=round_)
            .values_list("reviewer__memberships__alias", "reviewer_id")
        )
        given = {alias: dict(row) for alias, row in points.items() if row}
        problems = [problem for alias, row in given.items() for problem in _problems(alias, row, reviewers)]
        if problems:
            raise RefusedError(problems)
        if not given:
            raise refuse("", _("위원을 한 명 이상 평가해 주세요."))
        try:
            with transaction.atomic():
                ReverseRatingBallot.objects.create(
                    agency_id=decision.agency_id,
                    enterprise_id=decision.enterprise_id,
                    round=round_,
                    application_id=decision.application_id,
                )
        except IntegrityError as error:
            raise refuse("", _("이미 참여하셨습니다. 역평가는 한 번만 할 수 있습니다.")) from error
        rows = [
            ReverseRating(
                agency_id=decision.agency_id,
                round=round_,
                reviewer_id=reviewers[alias],
                key=uuid.uuid4(),
                points=row,
            )
            for alias, row in given.items()
        ]
        ReverseRating.objects.bulk_create(sorted(rows, key=lambda row: row.key))
    return len(rows)


def _problems(alias: str, row: Mapping[str, Any], reviewers: Mapping[str, int]) -> list[Problem]:
    if alias not in reviewers:
        return [Problem(alias, _("이 신청을 평가한 위원이 아닙니다."))]
    wrong = [key for key in QUESTIONS if row.get(key) not in range(LEAST, MOST + 1)]
    if wrong or set(row) - set(QUESTIONS):
        return [Problem(alias, _("모든 문항에 1점부터 5점까지 골라 주세요."))]
    return []
