"""What an applicant is shown of its own reviews: scores by criterion and anonymised reviewer, comments, band.

제안서평가 지침 제30조: 위원별·항목별 점수를 실명 없이 공개. Of others it shows nothing but the band.
"""

import json
from collections.abc import Collection, Mapping
from typing import Any

from didim.programmes.models import Call
from didim.selection.enums import RankBand, ReviewState
from didim.selection.models import Decision, PanelMember, ReviewSeal, ScoreSheet

# Up to which share of the ranking, in percent, a band reaches.
_BANDS = (
    (10, RankBand.TOP_TENTH),
    (25, RankBand.TOP_QUARTER),
    (50, RankBand.UPPER_HALF),
    (75, RankBand.LOWER_HALF),
    (100, RankBand.BOTTOM_QUARTER),
)
_WHOLE = 100


def rank_band(rank: int | None, of: int) -> RankBand:
    """Return the band of a rank among `of` applications, those without a rank included."""
    if rank is None:
        return RankBand.UNRANKED
    return next(band for share, band in _BANDS if rank * _WHOLE <= of * share)


class Disclosures:
    """What applicants of one call are shown; sheets, members and seals are read once for all of them."""

    def __init__(self, call: Call, *, applications: Collection[int]) -> None:
        sheets = (
            ScoreSheet.objects.filter(round__call=call)
            .order_by("round__number", "-number")
            .distinct("round__number")
            .select_related("round")
        )
        self._sheets = [(sheet.round, json.loads(sheet.content)) for sheet in sheets]
        self._rows = [
            {int(row["application"]): row for row in content["rows"]} for _round, content in self._sheets
        ]
        members = PanelMember.objects.filter(round__call=call)
        self._aliases = {
            (round_, str(reviewer)): alias
            for round_, reviewer, alias in members.values_list("round_id", "reviewer_id", "alias")
        }
        self._seals = _last_seals(applications)

    def of(self, decision: Decision) -> list[dict[str, Any]]:
        """Return the rounds that judged an application, as the letter keeps them."""
        last = self._seals[decision.application_id]
        shown = []
        for (round_, content), rows in zip(self._sheets, self._rows, strict=True):
            row = rows.get(decision.application_id)
            if row is not None:
                written = {key[1]: seal for key, seal in last.items() if key[0] == round_.pk}
                shown.append(self._round(round_.pk, content, row, written))
        return shown

    def _round(
        self,
        round_id: int,
        content: Mapping[str, Any],
        row: Mapping[str, Any],
        seals: Mapping[str, ReviewSeal],
    ) -> dict[str, Any]:
        rule = content["round"]
        # In the order of the names shown: the order of ids would tell who is who.
        reviews = sorted(
            ((self._aliases.get((round_id, one["reviewer"]), "위원"), one) for one in row["reviews"]),
            key=lambda pair: (len(pair[0]), pair[0]),
        )
        return {
            "round": round_id,
            "title": rule["name"],
            "title_en": rule["name_en"],
            "score": row["score"],
            "mean": row["base"],
            "cutoff": rule["cutoff"],
            "bonus": [one for one in row["bonus"] if one["given"] != "0"],
            "band": rank_band(row["rank"], len(content["rows"])).value,
            "reviewers": [
                {"alias": alias, "total": one["total"], "dropped": one["dropped"]} for alias, one in reviews
            ],
            "criteria": [
                {
                    "key": criterion["key"],
                    "label": criterion["label"],
                    "label_en": criterion["label_en"],
                    "max": criterion["max"],
                    "scores": [one["points"][criterion["key"]] for _alias, one in reviews],
                    "mean": row["criteria"].get(criterion["key"]),
                }
                for criterion in rule["criteria"]
            ],
            "comments": [
                {"alias": alias, **_comments(seals[one["reviewer"]])}
                for alias, one in reviews
                if one["reviewer"] in seals
            ],
        }


def _last_seals(applications: Collection[int]) -> dict[int, dict[tuple[int, str], ReviewSeal]]:
    """Return the last seal of each review by application, then round and reviewer."""
    found: dict[int, dict[tuple[int, str], ReviewSeal]] = {pk: {} for pk in applications}
    seals = ReviewSeal.objects.filter(
        review__application__in=applications, review__state=ReviewState.SUBMITTED
    ).select_related("review")
    for seal in seals.order_by("number"):
        found[seal.review.application_id][seal.round_id, str(seal.review.reviewer_id)] = seal
    return found


def _comments(seal: ReviewSeal) -> dict[str, Any]:
    content = json.loads(seal.content)
    return {"text": content.get("comment", ""), "criteria": content.get("comments", {})}
