"""What a round is scored from: read from the rows, or read back from a stored sheet."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from didim.engines.scoring import (
    BonusClaim,
    Candidate,
    Review,
    RoundRule,
    dump_rounds,
    load_rounds,
)
from didim.engines.scoring import ScoreSheet as Result
from didim.engines.scoring import score_round as score
from didim.kernel.hash_chains import GENESIS
from didim.kernel.refusals import refuse
from didim.programmes.enums import RevisionState
from didim.programmes.models import CallRevision
from didim.selection import models
from didim.selection.enums import BonusState, ReviewState

_NO_EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True)
class SealUsed:
    """A sealed review that was scored: its number in the chain of the round and its hash."""

    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class RoundInputs:
    """Everything engines.scoring is given for a round, and the seals the reviews were read from."""

    rule: RoundRule
    rounds: tuple[RoundRule, ...]
    candidates: tuple[Candidate, ...]
    reviews: tuple[Review, ...]
    seed: str
    places: int | None
    reserves: int
    seals: tuple[SealUsed, ...]

    def result(self) -> Result:
        """Return the score sheet of engines.scoring."""
        return score(
            self.rule,
            self.candidates,
            self.reviews,
            seed=self.seed,
            places=self.places,
            reserves=self.reserves,
            rounds=self.rounds,
        )


def rules_of(round_: models.ReviewRound, revision: CallRevision) -> tuple[RoundRule, ...]:
    """Return how the rounds of a call are scored, first round first; this round as it was made.

    Raises RefusedError where the call's rounds are wrong.
    """
    place = round_.number - 1
    return load_rounds([*revision.rounds[:place], round_.definition, *revision.rounds[place + 1 :]])


def published_revision(call_id: int) -> CallRevision:
    """Return what was last published of a call; raise RefusedError where nothing was."""
    published = CallRevision.objects.filter(call=call_id, state=RevisionState.PUBLISHED)
    revision = published.order_by("-number").first()
    if revision is None:
        raise refuse("", _("공고하지 않은 사업은 평가할 수 없습니다. 먼저 공고해 주세요."))
    return revision


def inputs_now(round_: models.ReviewRound) -> RoundInputs:
    """Return what a round is scored from as the rows stand now.

    A review counts with its last seal while it is handed in and its assignment holds. Lots are drawn with the
    hash of the round's last seal: nobody can choose it, everybody can read it.
    """
    revision = published_revision(round_.call_id)
    entries = list(
        round_.entries.filter(application__state="submitted")
        .order_by("application_id")
        .values_list("application_id", "application__submitted_at")
    )
    applications = [application for application, _at in entries]
    seated = dict(
        models.Assignment.objects.filter(round=round_, ended_at=None)
        .values_list("application_id")
        .order_by()
        .annotate(many=Count("id"))
    )
    bonus, earlier = _bonus(applications), _earlier(round_)
    candidates = tuple(
        Candidate(
            id=str(application),
            seated=seated.get(application, 0),
            received=received,
            bonus=tuple(bonus.get(application, ())),
            earlier=earlier.get(application, {}),
        )
        for application, received in entries
    )
    reviews, seals = _sealed_reviews(round_, applications)
    chain = models.SealChain.objects.filter(round=round_).values_list("last_hash", flat=True).first()
    rounds = rules_of(round_, revision)
    return RoundInputs(
        rule=rounds[round_.number - 1],
        rounds=rounds,
        candidates=candidates,
        reviews=reviews,
        seed=chain or GENESIS,
        places=revision.places,
        reserves=revision.reserves or 0,
        seals=seals,
    )


def _sealed_reviews(
    round_: models.ReviewRound, applications: Sequence[int]
) -> tuple[tuple[Review, ...], tuple[SealUsed, ...]]:
    seals = models.ReviewSeal.objects.filter(
        round=round_,
        review__state=ReviewState.SUBMITTED,
        review__assignment__ended_at=None,
        review__application__in=applications,
    )
    last: dict[int, models.ReviewSeal] = {}
    for seal in seals.select_related("review").order_by("number"):
        if seal.number is None:
            raise refuse("", _("방금 제출된 평가가 아직 봉인되지 않았습니다. 잠시 뒤에 다시 해 주세요."))
        last[seal.review_id] = seal
    used = sorted(last.values(), key=lambda seal: seal.number or 0)
    reviews = tuple(
        Review(str(seal.review.reviewer_id), str(seal.review.application_id), points_of(seal.content))
        for seal in used
    )
    return reviews, tuple(SealUsed(seal.number or 0, seal.hash) for seal in used)


def points_of(content: str) -> dict[str, Decimal]:
    """Return the points of a sealed review by criterion."""
    return {key: Decimal(given) for key, given in json.loads(content)["points"].items()}


def _bonus(applications: Sequence[int]) -> dict[int, list[BonusClaim]]:
    """Return the bonus points asked for: what an officer allowed, or what was not allowed, as no evidence."""
    claims: dict[int, list[BonusClaim]] = {}
    rows = models.BonusClaim.objects.filter(application__in=applications).order_by("application_id", "key")
    for row in rows:
        granted = row.state == BonusState.GRANTED
        points = row.allowed if granted and row.allowed is not None else row.points
        claims.setdefault(row.application_id, []).append(BonusClaim(row.key, points, evidenced=granted))
    return claims


def _earlier(round_: models.ReviewRound) -> dict[int, dict[str, Decimal]]:
    """Return the scores of the earlier rounds by application and round, from the newest sheet of each."""
    scores: dict[int, dict[str, Decimal]] = {}
    sheets = (
        models.ScoreSheet.objects.filter(round__call=round_.call_id, round__number__lt=round_.number)
        .order_by("round_id", "-number")
        .distinct("round_id")
    )
    for sheet in sheets:
        content = json.loads(sheet.content)
        for row in content["rows"]:
            if row["score"] is not None:
                key = content["round"]["key"]
                scores.setdefault(int(row["application"]), {})[key] = Decimal(row["score"])
    return scores


def sheet_content(inputs: RoundInputs, result: Result) -> dict[str, Any]:
    """Return what a sheet stores: the result with every step, all rounds' rules, and the seals used."""
    return {
        **result.as_json(),
        "rounds": dump_rounds(inputs.rounds),
        "seals": [{"number": seal.number, "hash": seal.hash} for seal in inputs.seals],
    }


def inputs_of(content: Mapping[str, Any], reviews: Sequence[Review]) -> RoundInputs:
    """Return what a stored sheet was made from, with `reviews` as they are read from their seals."""
    rounds = load_rounds(content["rounds"])
    return RoundInputs(
        rule=next(rule for rule in rounds if rule.key == content["round"]["key"]),
        rounds=rounds,
        candidates=tuple(_candidate(row) for row in content["rows"]),
        reviews=tuple(reviews),
        seed=content["seed"],
        places=content["places"],
        reserves=content["reserves"],
        seals=tuple(SealUsed(row["number"], row["hash"]) for row in content["seals"]),
    )


def _candidate(row: Mapping[str, Any]) -> Candidate:
    return Candidate(
        id=row["application"],
        seated=row["seated"],
        received=datetime.fromisoformat(row["received"]) if row["received"] else None,
        bonus=tuple(
            BonusClaim(one["key"], Decimal(one["asked"]), evidenced=one["reason"] != _NO_EVIDENCE)
            for one in row["bonus"]
        ),
        earlier={key: Decimal(score) for key, score in row["earlier"].items()},
        exempt=row["exempt"],
    )


def reviews_of(sheet: models.ScoreSheet, content: Mapping[str, Any]) -> list[Review]:
    """Return the reviews a stored sheet names, read from their seals as they are stored now.

    Raises RefusedError naming the seal that is missing or has another hash.
    """
    wanted = {row["number"]: row["hash"] for row in content["seals"]}
    seals = models.ReviewSeal.objects.filter(Q(number__in=list(wanted)), round=sheet.round_id)
    found = {seal.number: seal for seal in seals.select_related("review")}
    for number, wanted_hash in wanted.items():
        seal = found.get(number)
        if seal is None or seal.hash != wanted_hash:
            sentence = _("점수표가 쓴 %(number)d번 봉인이 없거나 해시가 다릅니다.")
            raise refuse("seals", sentence % {"number": number})
    return [
        Review(
            str(found[number].review.reviewer_id),
            str(found[number].review.application_id),
            points_of(found[number].content),
        )
        for number in wanted
    ]
