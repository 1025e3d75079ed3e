"""The check of the marked application, with all that hangs on it."""

from datetime import datetime
from typing import Any

from didim.registry.enums import ImportState, RowOutcome
from didim.registry.models import Agency, FileImport, FileImportRow
from didim.selection.enums import CheckKind, CheckVerdict
from didim.selection.models import BonusClaim, CheckItem, EligibilityCheck, PlanSimilarity


def make_marked_check(things: dict[str, Any], *, mark: str, now: datetime) -> dict[str, Any]:
    """Make the check of the other agency, an item, a claim, a similar plan, and files it brought."""
    application = things["application"]
    application.refresh_from_db()
    agency = application.agency
    words = {"ko": f"{mark} 조건", "en": f"{mark} 조건"}
    check = EligibilityCheck.objects.create(
        agency=agency, application=application, submission=application.submission, checked_at=now
    )
    item = CheckItem.objects.create(
        agency=agency,
        check_of=check,
        kind=CheckKind.RULE,
        key="rule-1",
        sentence=f"{mark} 조건",
        automatic=CheckVerdict.UNKNOWN,
        evidence={"words": words, "why": words},
    )
    claim = BonusClaim.objects.create(agency=agency, application=application, key=f"{mark}-key", points=1)
    similarity = PlanSimilarity.objects.create(
        agency=agency,
        submission=application.submission,
        earlier=application.submission,
        share=0.5,
        passages=[{"start": 0, "end": 1, "other_start": 0, "other_end": 1, "text": mark, "other_text": mark}],
        definition="plan-similarity",
        measured_at=now,
    )
    files = {kind: marked_file(agency, kind, mark, now) for kind in ("support", "reviewers", "outcomes")}
    return {
        "check_item": item,
        "bonus_claim": claim,
        "plan_similarity": similarity,
        "support_import": files["support"],
        "reviewer_import": files["reviewers"],
        "outcome_import": files["outcomes"],
    }


def marked_file(agency: Agency, kind: str, mark: str, now: datetime) -> FileImport:
    """Make a file of a kind that an agency brought, of one row that is refused."""
    brought = FileImport.objects.create(
        agency=agency,
        kind=kind,
        file_name=f"{mark}.xlsx",
        file_hash="0" * 64,
        state=ImportState.PREVIEWED,
        uploaded_at=now,
        headings=["기업명"],
    )
    FileImportRow.objects.create(
        agency=agency,
        file_import=brought,
        number=1,
        cells=[f"{mark} 행"],
        outcome=RowOutcome.REJECTED,
    )
    return brought
