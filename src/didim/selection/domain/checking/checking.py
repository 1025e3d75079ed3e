"""The automatic check: find, keep what officers said where nothing changed, say what waits for people.

A decided check stands as long as the submission it looked at is the one that counts; a supplement makes it
due again. Runs in a job with the system's scope.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime

from didim.accounts.acts import recorded
from didim.applications.enums import ApplicationState
from didim.applications.models import Application
from didim.kernel.definitions import DefinitionVersion, shipped_definitions
from didim.programmes.models import Call
from didim.selection.domain.checking.cases import cases_of, notice_day
from didim.selection.domain.checking.claims import keep_claims
from didim.selection.domain.checking.duplicates import duplicate_findings
from didim.selection.domain.checking.findings import Case, Finding
from didim.selection.domain.checking.requirements import (
    document_findings,
    exclusion_findings,
    rule_findings,
)
from didim.selection.domain.checking.similarity import Match, PlanComparison
from didim.selection.enums import CheckKind, CheckState, CheckVerdict
from didim.selection.models import CheckItem, EligibilityCheck, PlanSimilarity

BATCH = 200
DECIDED = (CheckState.PASSED, CheckState.FAILED)
_ORDER = {kind: at * 1_000 for at, kind in enumerate(CheckKind)}
_CHANGING = [
    "position", "sentence", "automatic", "evidence", "override", "reason", "overridden_by", "overridden_at",
    "confirmed_by", "confirmed_at",
]  # fmt: skip


def check_application(*, application_id: int, now: datetime) -> EligibilityCheck:
    """Check one submitted application, or again after a supplement; a decided one stays as it is."""
    call = Call.objects.get(applications=application_id)
    check_applications(call=call, application_ids=[application_id], now=now)
    return EligibilityCheck.objects.get(application=application_id)


def check_applications(
    *,
    call: Call,
    application_ids: Collection[int],
    now: datetime,
    each: Callable[[int], None] = lambda _done: None,
) -> int:
    """Check submitted applications of a call, a batch a transaction; return how many were checked.

    `each` is told after every batch how many of them are done.
    """
    definition = shipped_definitions().as_of("plan-similarity", notice_day(call))
    comparison = PlanComparison(call_id=call.pk, definition=definition, now=now)
    ids = sorted(application_ids)
    checked = 0
    for at in range(0, len(ids), BATCH):
        batch = ids[at : at + BATCH]
        cases = cases_of(call=call, application_ids=batch, now=now)
        checked += _check_batch(cases, comparison, now)
        each(min(at + BATCH, len(ids)))
    return checked


def due_applications(*, call: Call, again: bool) -> list[int]:
    """Return the submitted applications not checked as they stand; with `again` undecided ones too."""
    submitted = Application.objects.filter(call=call, state=ApplicationState.SUBMITTED).order_by("pk")
    stands = EligibilityCheck.objects.filter(application__call=call)
    if again:
        stands = stands.filter(state__in=DECIDED)
    known = dict(stands.values_list("application_id", "submission_id"))
    rows = submitted.values_list("pk", "submission_id")
    return [pk for pk, submission in rows if known.get(pk) != submission]


def _check_batch(cases: Sequence[Case], comparison: PlanComparison, now: datetime) -> int:
    found = [(case, *_findings(case, comparison)) for case in cases]
    with recorded("check_applications", None):
        EligibilityCheck.objects.bulk_create([_new_check(case, now) for case in cases], ignore_conflicts=True)
        checks = {
            check.application_id: check
            for check in EligibilityCheck.objects.select_for_update(of=("self",)).filter(
                application__in=[case.application.pk for case in cases]
            )
        }
        open_cases = [
            (checks[case.application.pk], case, findings, matches)
            for case, findings, matches in found
            if not _stands(checks[case.application.pk], case)
        ]
        items = _keep_items([(check, findings) for check, _case, findings, _matches in open_cases])
        for check, case, findings, _matches in open_cases:
            _restate(check, case, findings, items[check.pk], comparison.definition, now)
        EligibilityCheck.objects.bulk_update(
            [check for check, *_rest in open_cases],
            ["submission", "state", "checked_at", "definitions", "decided_at", "decided_by", "reason"],
        )
        keep_claims([case for _check, case, *_rest in open_cases])
        _keep_similar([(case, matches) for _check, case, _findings, matches in open_cases], comparison, now)
    return len(open_cases)


def _findings(case: Case, comparison: PlanComparison) -> tuple[list[Finding], list[Match]]:
    similar, matches = comparison.matches(case)
    findings = [
        *rule_findings(case),
        *exclusion_findings(case),
        *document_findings(case),
        *duplicate_findings(case),
        *([similar] if similar else []),
    ]
    return findings, matches


def _new_check(case: Case, now: datetime) -> EligibilityCheck:
    return EligibilityCheck(
        agency_id=case.application.agency_id,
        application=case.application,
        submission=case.submission,
        checked_at=now,
    )


def _stands(check: EligibilityCheck, case: Case) -> bool:
    """Whether a check was decided about the very submission that counts."""
    return check.state in DECIDED and check.submission_id == case.submission.pk


def _restate(
    check: EligibilityCheck,
    case: Case,
    findings: Iterable[Finding],
    items: Sequence[CheckItem],
    plans: DefinitionVersion,
    now: datetime,
) -> None:
    """Set a check back to what waits for people: the committee, or an officer."""
    referred = check.state == CheckState.COMMITTEE and check.submission_id == case.submission.pk
    similar = any(
        item.kind == CheckKind.SIMILARITY and _share(item) >= _limit(plans) and not item.confirmed_by_id
        for item in items
    )
    if not referred:
        check.reason = ""
    check.state = CheckState.COMMITTEE if similar or referred else CheckState.WAITING
    check.submission, check.checked_at = case.submission, now
    check.decided_at = check.decided_by = None
    check.definitions = sorted({finding.definition for finding in findings if finding.definition})


def _share(item: CheckItem) -> float:
    return max(float(item.evidence.get(name, 0)) for name in ("share", "anywhere"))


def _limit(definition: DefinitionVersion) -> float:
    return float(definition.values["committee_from"])


def _keep_items(
    found: Sequence[tuple[EligibilityCheck, Sequence[Finding]]],
) -> dict[int, list[CheckItem]]:
    """Write the items of checks; an override stays where the machine still says the same."""
    standing: defaultdict[int, dict[tuple[str, str], CheckItem | None]] = defaultdict(dict)
    for known in CheckItem.objects.filter(check_of__in=[check.pk for check, _findings in found]):
        standing[known.check_of_id][known.kind, known.key] = known
    new: list[CheckItem] = []
    changed: list[CheckItem] = []
    items: dict[int, list[CheckItem]] = {}
    for check, findings in found:
        items[check.pk] = []
        for at, finding in enumerate(findings):
            item = standing[check.pk].pop((finding.kind, finding.key), None)
            if item is None:
                item = CheckItem(
                    agency_id=check.agency_id, check_of=check, kind=finding.kind, key=finding.key
                )
                new.append(item)
                _say(item, finding, _ORDER[finding.kind] + at)
            elif _say(item, finding, _ORDER[finding.kind] + at):
                changed.append(item)
            items[check.pk].append(item)
    CheckItem.objects.bulk_create(new, batch_size=1_000)
    CheckItem.objects.bulk_update(changed, _CHANGING, batch_size=200)
    gone = [item.pk for rest in standing.values() for item in rest.values() if item]
    CheckItem.objects.filter(pk__in=gone).delete()
    return items


def _say(item: CheckItem, finding: Finding, position: int) -> bool:
    """Write a finding into its item, and return whether that changes anything."""
    said = (position, finding.words.ko, finding.verdict, finding.evidence())
    if said == (item.position, item.sentence, item.automatic, item.evidence):
        return False
    if item.automatic != finding.verdict:
        item.override, item.reason = None, ""
        item.overridden_by = item.overridden_at = item.confirmed_by = item.confirmed_at = None
    item.position, item.sentence, item.automatic, item.evidence = said
    return True


def _keep_similar(
    found: Sequence[tuple[Case, Sequence[Match]]], comparison: PlanComparison, now: datetime
) -> None:
    PlanSimilarity.objects.filter(submission__in=[case.submission.pk for case, _matches in found]).delete()
    PlanSimilarity.objects.bulk_create(
        [
            PlanSimilarity(
                agency_id=case.application.agency_id,
                submission=case.submission,
                earlier_id=match.earlier_id,
                share=match.share,
                passages=match.passages,
                definition=comparison.definition.id,
                measured_at=now,
            )
            for case, matches in found
            for match in matches
        ]
    )


def effective(item: CheckItem) -> str:
    """Return the verdict that counts: an override once another officer confirmed it, else the machine's."""
    confirmed = item.override is not None and item.confirmed_by_id is not None
    return item.override if confirmed and item.override else item.automatic


def is_met(item: CheckItem) -> bool:
    """Whether the verdict that counts is MET."""
    return effective(item) == CheckVerdict.MET
