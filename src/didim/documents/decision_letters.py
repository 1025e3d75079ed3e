"""The letter of a decision as PDF, from the content that its notice keeps: the same bytes at any time."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import override

from didim.documents.pdf import (
    CriterionResult,
    DecisionLetter,
    LetterOutcome,
    ObjectionTerms,
    ReviewerComment,
    RoundResult,
    decision_letter,
)
from didim.selection.domain.objection_days import ObjectionDue, due_on
from didim.selection.enums import NoticeKind, RankBand

_TITLES = {NoticeKind.OBJECTION: "이의신청 결과 통보서", NoticeKind.CHANGE: "선정 결과 변경 통보서"}
_FORGONE = "forgone"


def letter_pdf(content: Mapping[str, Any]) -> bytes:
    """Return the PDF of a notice's content."""
    kind = NoticeKind(content["kind"])
    forgone = content["outcome"] == _FORGONE
    reasons = [] if content["outcome"] == LetterOutcome.SELECTED else [content["ground"], content["reason"]]
    return decision_letter(
        DecisionLetter(
            letter_number=content["letter_number"],
            issued_on=date.fromisoformat(content["date"]),
            agency_name=content["agency"],
            firm_name=content["recipient"],
            representative_name=content["representative"],
            call_title=content["call"],
            application_number=str(content["application_number"] or ""),
            outcome=LetterOutcome.REJECTED if forgone else LetterOutcome(content["outcome"]),
            award_won=content["amount_won"],
            reserve_rank=content["reserve_rank"],
            reasons=tuple(reason for reason in reasons if reason),
            rounds=tuple(_round(row) for row in content["rounds"]),
            objection=_objection(content),
            title=_TITLES.get(kind, ""),
            sentence=_sentence(content, kind, forgone=forgone),
        )
    )


def _sentence(content: Mapping[str, Any], kind: NoticeKind, *, forgone: bool) -> str:
    if kind == NoticeKind.OBJECTION:
        return f"귀 기업의 이의신청을 심의한 결과를 알려 드립니다. {content['answer']}"
    if forgone:
        return "귀 기업이 위 공고의 선정을 포기하였음을 확인하여 알려 드립니다."
    return ""


def _objection(content: Mapping[str, Any]) -> ObjectionTerms | None:
    if content["objection_until"] is None:
        return None
    due: ObjectionDue = due_on(
        date.fromisoformat(content["objection_until"]), definition=content["objection_definition"]
    )
    site = next(iter(settings.CSRF_TRUSTED_ORIGINS), "")
    return ObjectionTerms(until=due.instant, address=site, days=due.days, source=due.source)


def _round(row: Mapping[str, Any]) -> RoundResult:
    with override("ko"):
        band = str(RankBand(row["band"]).label)
    labels = {criterion["key"]: criterion["label"] for criterion in row["criteria"]}
    return RoundResult(
        title=row["title"],
        score=row["score"] or "",
        cut_off=f"{row['cutoff']}점" if row["cutoff"] else "",
        rank_band=band,
        reviewers=tuple(one["alias"] for one in row["reviewers"]),
        criteria=tuple(
            CriterionResult(one["label"], one["max"], tuple(one["scores"]), one["mean"] or "")
            for one in row["criteria"]
        ),
        totals=tuple(one["total"] for one in row["reviewers"]),
        dropped=tuple(one["alias"] for one in row["reviewers"] if one["dropped"]),
        bonus=", ".join(f"{one['given']}점" for one in row["bonus"]),
        comments=tuple(ReviewerComment(one["alias"], _words(one, labels)) for one in row["comments"]),
    )


def _words(comment: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    """Return all a reviewer wrote: of each criterion, then of the whole."""
    parts = [f"{labels[key]}: {text}" for key, text in comment["criteria"].items() if text and key in labels]
    return "\n".join([*parts, comment["text"]]).strip()
