"""Scoring a round: a sheet that can be worked out again from the sealed reviews, digit by digit."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import pghistory
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from didim.accounts.models import User
from didim.engines.scoring import ScoreRow as ResultRow
from didim.engines.scoring import ScoreSheet as Result
from didim.engines.scoring import first_difference
from didim.kernel.hash_chains import canonical_json, sha256_hex
from didim.kernel.refusals import RefusedError, refuse
from didim.selection.models import ReviewRound, ScoreRow, ScoreSheet

from .score_inputs import inputs_now, inputs_of, reviews_of, sheet_content


@transaction.atomic
def score_round(*, round_: ReviewRound, by: User | None, now: datetime) -> ScoreSheet:
    """Score a round as its reviews stand and keep the sheet; an equal sheet is not made twice.

    Raises RefusedError where the reviews do not fit the round or there is nothing to score.
    """
    ReviewRound.objects.select_for_update().get(pk=round_.pk)
    inputs = inputs_now(round_)
    if not inputs.candidates:
        raise refuse("", _("평가 대상이 없습니다. 먼저 평가 차수에 신청을 넣어 주세요."))
    result = inputs.result()
    content = canonical_json(sheet_content(inputs, result))
    last = ScoreSheet.objects.filter(round=round_).order_by("-number").first()
    if last is not None and last.content_hash == sha256_hex(content):
        return last
    with pghistory.context(act="score_round", user=by.pk if by else None):
        sheet = ScoreSheet.objects.create(
            agency_id=round_.agency_id,
            round=round_,
            number=last.number + 1 if last else 1,
            content=content.decode(),
            content_hash=sha256_hex(content),
            computed_at=now,
            computed_by=by,
        )
        ScoreRow.objects.bulk_create([_row(sheet, row) for row in result.rows], batch_size=1000)
    return sheet


def _row(sheet: ScoreSheet, row: ResultRow) -> ScoreRow:
    done = row.tally
    return ScoreRow(
        agency_id=sheet.agency_id,
        sheet=sheet,
        application_id=int(row.application),
        mean=done.base,
        bonus=sum((one.given for one in done.bonus), Decimal(0)),
        total=done.total,
        rank=row.place.rank,
        passed=done.quorum_met and done.cutoff_passed,
    )


@dataclass(frozen=True, slots=True)
class Recomputed:
    """A sheet worked out again: the result, and where it differs from what is stored ("" nowhere)."""

    result: Result
    difference: str


def recompute(*, sheet: ScoreSheet) -> Recomputed:
    """Work a stored sheet out again from the seals it names.

    Raises RefusedError where a seal is missing or changed, or where its reviews do not fit the round.
    """
    stored = json.loads(sheet.content)
    inputs = inputs_of(stored, reviews_of(sheet, stored))
    result = inputs.result()
    again = canonical_json(sheet_content(inputs, result))
    if again.decode() == sheet.content and sha256_hex(again) == sheet.content_hash:
        return Recomputed(result, "")
    return Recomputed(result, first_difference(stored, json.loads(again)) or "content_hash")


def broken_sheets() -> Iterator[tuple[ScoreSheet, str]]:
    """Work every stored sheet out again; yield those that come out otherwise, and where."""
    for sheet in ScoreSheet.objects.order_by("round_id", "number").iterator(chunk_size=20):
        try:
            difference = recompute(sheet=sheet).difference
        except (RefusedError, ValueError, KeyError) as error:
            difference = str(error)
        if difference:
            yield sheet, difference
