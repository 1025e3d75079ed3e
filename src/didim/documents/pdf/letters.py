"""The decision letter (통보서): what was decided, by which scores, and how to object."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from didim.documents.pdf import wording
from didim.documents.pdf.typesetting import render
from didim.kernel.calendar import SEOUL


class LetterOutcome(StrEnum):
    """What a letter tells."""

    SELECTED = "selected"
    RESERVE = "reserve"
    REJECTED = "rejected"


TITLES = {
    LetterOutcome.SELECTED: "선정 통보서",
    LetterOutcome.RESERVE: "예비 선정 통보서",
    LetterOutcome.REJECTED: "선정 결과 통보서",
}
SENTENCES = {
    LetterOutcome.SELECTED: "귀 기업이 위 공고에 선정되었음을 알려 드립니다.",
    LetterOutcome.RESERVE: "귀 기업이 위 공고에 예비로 선정되었음을 알려 드립니다."
    " 선정 기업에 결원이 생기면 순위에 따라 연락드립니다.",
    LetterOutcome.REJECTED: "귀 기업은 위 공고에 선정되지 않았음을 알려 드립니다."
    " 평가 결과를 아래와 같이 공개하니 다음 신청에 참고해 주시기 바랍니다.",
}


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """Scores of one criterion: as text, one for each reviewer in the round's order, and their mean."""

    name: str
    points: str
    scores: tuple[str, ...]
    mean: str = ""


@dataclass(frozen=True, slots=True)
class ReviewerComment:
    """What an anonymised reviewer (위원 1) wrote for the applicant."""

    reviewer: str
    text: str


@dataclass(frozen=True, slots=True)
class RoundResult:
    """A review round as the applicant may see it; reviewers are anonymised (위원 1, 위원 2 …).

    `totals` has one total for each reviewer, `dropped` the reviewers whose total was left out of the mean as
    the highest or the lowest. Scores are text: they stand as the score sheet rounded them.
    """

    title: str
    score: str
    cut_off: str
    rank_band: str
    reviewers: tuple[str, ...]
    criteria: tuple[CriterionResult, ...]
    totals: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    bonus: str = ""
    comments: tuple[ReviewerComment, ...] = ()


@dataclass(frozen=True, slots=True)
class ObjectionTerms:
    """Until when, how often and where one may object."""

    until: datetime
    address: str
    days: int
    source: str = ""


@dataclass(frozen=True, slots=True)
class DecisionLetter:
    """What a letter says; `reserve_rank` for reserves, `award_won` for the selected, `reasons` for others."""

    letter_number: str
    issued_on: date
    agency_name: str
    firm_name: str
    call_title: str
    application_number: str
    outcome: LetterOutcome
    representative_name: str = ""
    award_won: int | None = None
    reserve_rank: int | None = None
    reasons: tuple[str, ...] = ()
    next_steps: tuple[str, ...] = ()
    rounds: tuple[RoundResult, ...] = ()
    objection: ObjectionTerms | None = None
    contact: str = ""
    # Instead of the usual title and sentence of the outcome: the answer to an objection, a later change.
    title: str = ""
    sentence: str = ""


def decision_letter(letter: DecisionLetter) -> bytes:
    """Return a letter as PDF; the same letter gives the same bytes at any time."""
    addressee = " ".join(part for part in (letter.firm_name, letter.representative_name) if part)
    facts = [
        ("공고", letter.call_title),
        ("접수번호", letter.application_number),
        ("결과", _outcome(letter)),
        ("지원 한도", wording.won(letter.award_won) if letter.award_won else ""),
    ]
    data = {
        "title": letter.title or TITLES[letter.outcome],
        "number": letter.letter_number,
        "day": wording.day(letter.issued_on),
        "agency": letter.agency_name,
        "addressee": f"{addressee} 귀하",
        "sentence": letter.sentence or SENTENCES[letter.outcome],
        "facts": [fact for fact in facts if fact[1]],
        "reasons": list(letter.reasons),
        "next_steps": list(letter.next_steps),
        "rounds": [_round(each) for each in letter.rounds],
        "objection": _objection(letter.objection),
        "contact": letter.contact,
    }
    midnight = datetime.combine(letter.issued_on, datetime.min.time(), tzinfo=SEOUL)
    return render("decision_letter", data, dated=midnight)


def _outcome(letter: DecisionLetter) -> str:
    if letter.outcome is LetterOutcome.RESERVE and letter.reserve_rank:
        return f"예비 선정 {letter.reserve_rank}순위"
    return {"selected": "선정", "reserve": "예비 선정", "rejected": "미선정"}[letter.outcome]


def _round(each: RoundResult) -> dict[str, object]:
    facts = [
        ("평가 점수", each.score),
        ("선정 기준 점수", each.cut_off),
        ("순위 구간", each.rank_band),
        ("가점", each.bonus),
    ]
    return {
        "title": each.title,
        "facts": [fact for fact in facts if fact[1]],
        "reviewers": [
            {"name": name, "total": total, "dropped": name in each.dropped}
            for name, total in zip(each.reviewers, each.totals or [""] * len(each.reviewers), strict=True)
        ],
        "criteria": [
            {"name": row.name, "points": row.points, "scores": list(row.scores), "mean": row.mean}
            for row in each.criteria
        ],
        "comments": [{"reviewer": comment.reviewer, "text": comment.text} for comment in each.comments],
    }


def _objection(terms: ObjectionTerms | None) -> dict[str, str]:
    if terms is None:
        return {}
    sentence = (
        f"이 결과에 이의가 있으면 통보한 다음 날부터 {terms.days}일 안, {wording.instant(terms.until)}까지"
        " 한 번 신청할 수 있습니다. 이의는 처음 결정에 참여하지 않은 위원이 심의합니다."
    )
    return {"sentence": sentence, "address": terms.address, "source": terms.source}
