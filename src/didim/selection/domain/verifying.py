"""Whether reviews and score sheets are still what they were: chains of seals, reviews against their seals."""

import json
from collections.abc import Iterator

from django.db.models import Prefetch

from didim.kernel.hash_chains import GENESIS, Entry, canonical_json, first_broken, sha256_hex
from didim.kernel.verifying import Finding, Verifier
from didim.selection.domain.scoring import broken_sheets
from didim.selection.enums import ReviewState
from didim.selection.models import Review, ReviewSeal, SealChain

_BATCH = 500
_SEALED = ("points", "comments", "comment", "total")


def broken_seals() -> Iterator[Finding]:
    """Recompute every round's chain of sealed reviews, contents included; yield its first broken seal."""
    chains = dict(SealChain.objects.values_list("round_id", "last_hash"))
    rounds = set(chains) | set(ReviewSeal.objects.order_by().values_list("round_id", flat=True).distinct())
    for round_id in sorted(rounds):
        broken = first_broken(_entries(round_id), head=chains.get(round_id, GENESIS))
        if broken is not None:
            found = ReviewSeal.objects.filter(round_id=round_id, number=broken.number).first()
            whose = f", 평가 {found.review_id}" if found else ""
            yield Finding("seal", f"평가 차수 {round_id} 봉인 {broken.number}번{whose}", broken.sentence)


def _entries(round_id: int) -> Iterator[Entry]:
    for seal in ReviewSeal.objects.filter(round_id=round_id).order_by("number", "id").iterator(_BATCH):
        yield Entry(
            seal.number or 0,
            seal.sealed_at,
            "review",
            seal.content_hash,
            seal.previous_hash,
            seal.hash,
            sha256_hex(seal.content.encode()),
        )


def broken_reviews() -> Iterator[Finding]:
    """Hold every submitted review against its last seal."""
    seals = ReviewSeal.objects.order_by("-number")
    submitted = Review.objects.filter(state=ReviewState.SUBMITTED).order_by("round_id", "id")
    for review in submitted.prefetch_related(Prefetch("seals", seals)).iterator(chunk_size=_BATCH):
        row = f"평가 차수 {review.round_id} 평가 {review.pk}(신청 {review.application_id})"
        last = next(iter(review.seals.all()), None)
        if last is None:
            yield Finding("review", row, "제출한 평가인데 봉인이 없습니다.")
            continue
        sealed = json.loads(last.content)
        stored = json.loads(canonical_json({name: getattr(review, name) for name in _SEALED}))
        for name in _SEALED:
            if sealed.get(name) != stored[name]:
                yield Finding("review", row, f"{name} 값이 봉인 {last.number}번과 다릅니다.")
                break


def broken_score_sheets() -> Iterator[Finding]:
    """Work every score sheet out again from the seals it names."""
    for sheet, difference in broken_sheets():
        row = f"평가 차수 {sheet.round_id} 점수표 {sheet.number}차"
        yield Finding("score_sheet", row, f"봉인에서 다시 계산하면 다릅니다: {difference}")


VERIFIERS = (
    Verifier("seal", "평가 봉인 사슬 / chains of sealed reviews", broken_seals),
    Verifier("review", "평가 / reviews", broken_reviews),
    Verifier("score_sheet", "점수표 / score sheets", broken_score_sheets),
)
