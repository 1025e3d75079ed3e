"""How much of a call's plans stands in earlier ones: of the call, of the agency, of other agencies.

Another agency's plan is never shown: what is kept of it are the share and the passages that the own plan
has too. Runs with the system's scope (a job).
"""

from collections import OrderedDict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.db.models import F, Q
from django.utils import translation

from didim.accounts.tenancy import SYSTEM, scoped
from didim.applications.enums import ApplicationState
from didim.applications.models import Submission
from didim.engines.similarity import (
    PlanIndex,
    PlanText,
    SimilarityRule,
    common_shingles,
    compare,
    fingerprint,
    found_in_any,
    passages,
    read_plan,
)
from didim.kernel.definitions import DefinitionVersion
from didim.kernel.wording import Text
from didim.selection.domain.checking.findings import Case, Finding
from didim.selection.domain.checking.papers import papers_of, read_papers
from didim.selection.domain.checking.plans import (
    Paper,
    WrittenPlan,
    answers_of,
    asks_for_a_plan,
    submitted_form,
    template_of,
    written_plan,
)
from didim.selection.enums import CheckKind, CheckVerdict, PaperState
from didim.selection.models import PlanFingerprint

_BATCH = 200
_PLANS_KEPT = 300
_NO_HASHES = np.empty(0, np.uint64)


@dataclass(frozen=True, slots=True)
class Match:
    """An earlier plan that has a part of this one: the share (0 to 1) and the passages, as JSON."""

    earlier_id: int
    share: float
    passages: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class _Earlier:
    """What decides whether a submission is earlier than another."""

    call_id: int
    number: int
    submitted_at: Any
    enterprise_id: int


class PlanComparison:
    """The plans that count now, ready to look up those of one call."""

    def __init__(self, *, call_id: int, definition: DefinitionVersion, now: datetime) -> None:
        """Make missing fingerprints and load all: a handful of queries, and a read of each new plan."""
        self.definition = definition
        self.rule = SimilarityRule.of(definition.values)
        self.call_id = call_id
        with scoped(SYSTEM):
            _make_fingerprints(definition, self.rule, now)
            self._known = {
                row[0]: _Earlier(*row[1:])
                for row in _counting().values_list(
                    "pk", "application__call_id", "application__number", "submitted_at", "enterprise_id"
                )
            }
            prints = PlanFingerprint.objects.filter(
                definition=definition.id, submission__in=_counting(), shingles__gt=0
            )
            self._index = PlanIndex(
                (submission, np.frombuffer(hashes, np.uint64))
                for submission, hashes in prints.order_by("submission_id").values_list(
                    "submission_id", "hashes"
                )
            )
            self._common = self._common_of_call()
        self._read: OrderedDict[int, tuple[WrittenPlan, PlanText]] = OrderedDict()

    def _common_of_call(self) -> Any:
        ids = sorted(pk for pk, known in self._known.items() if known.call_id == self.call_id)
        step = max(1, -(-len(ids) // self.rule.common_sample))
        plans = [
            read_plan(plan.text, letters=self.rule.letters)
            for _pk, plan in _plans(ids[::step])
            if plan is not None
        ]
        return common_shingles(plans, rule=self.rule)

    def matches(self, case: Case) -> tuple[Finding | None, list[Match]]:
        """Return the finding on a case (None where the form asks for no plan), and the plans it rests on."""
        if not asks_for_a_plan(case.form):
            return None, []
        papers = papers_of([case.submission.pk])[case.submission.pk]
        unread = _unread(papers)
        written = written_plan(case.form, case.answers, papers)
        plan = read_plan(written.text, letters=self.rule.letters)
        if plan.distinct.size < self.rule.fewest_shingles:
            why = Text("사업계획이 짧아 비교하지 못함", "The plan is too short to be compared")
            return self._finding(CheckVerdict.UNKNOWN, _joined(why, unread), 0.0, 0.0), []
        ignored = np.union1d(template_of(case.form, letters=self.rule.letters), self._common)
        found, others = self._compare(case, written, plan, ignored)
        share = max((match.share for match in found), default=0.0)
        anywhere = found_in_any(plan, others, ignored=ignored) if others else 0.0
        needs_committee = max(share, anywhere) >= self.rule.committee_from
        why = Text(
            f"가장 비슷한 계획과 {share:.0%} 일치, 앞선 계획 {len(found)}건을 합치면 {anywhere:.0%}",
            f"{share:.0%} stands in the nearest plan, {anywhere:.0%} in {len(found)} earlier one(s) together",
        )
        # What was not read was not compared: a person looks at it.
        verdict = CheckVerdict.UNKNOWN if needs_committee or unread else CheckVerdict.MET
        return self._finding(verdict, _joined(why, unread), share, anywhere), found

    def _compare(
        self, case: Case, written: WrittenPlan, plan: PlanText, ignored: Any
    ) -> tuple[list[Match], list[PlanText]]:
        asked = fingerprint(plan, sample=self.rule.sample)
        candidates = [
            candidate.key
            for candidate in self._index.candidates(asked, rule=self.rule, ignored=ignored)
            if self._is_earlier(candidate.key, case)
        ]
        found, others = [], []
        for earlier_id, other_written, other in self._texts(candidates):
            share = compare(plan, other, ignored=ignored).share
            if share < self.rule.report_from:
                continue
            others.append(other)
            alike = [
                asdict(passage)
                | {
                    "text": written.text[passage.start : passage.end],
                    "other_text": other_written.text[passage.other_start : passage.other_end],
                }
                for passage in passages(plan, other, rule=self.rule, ignored=ignored)
            ]
            found.append(Match(earlier_id, share, alike))
        return found, others

    def _is_earlier(self, submission_id: int, case: Case) -> bool:
        """Whether a plan was there before: by receipt number in the call, by its instant elsewhere."""
        known = self._known.get(submission_id)
        if known is None or submission_id == case.submission.pk:
            return False
        if known.call_id == self.call_id:
            return known.number < (case.application.number or 0)
        return bool(known.submitted_at < case.submission.submitted_at)

    def _texts(self, ids: Collection[int]) -> Iterator[tuple[int, WrittenPlan, PlanText]]:
        missing = [pk for pk in ids if pk not in self._read]
        with scoped(SYSTEM):
            for pk, plan in _plans(missing):
                if plan is not None:
                    self._read[pk] = plan, read_plan(plan.text, letters=self.rule.letters)
        for pk in ids:
            if pk in self._read:
                self._read.move_to_end(pk)
                yield pk, *self._read[pk]
        while len(self._read) > _PLANS_KEPT:
            self._read.popitem(last=False)

    def _finding(self, verdict: CheckVerdict, why: Text, share: float, anywhere: float) -> Finding:
        limit = self.rule.committee_from
        return Finding(
            kind=CheckKind.SIMILARITY,
            key="plan",
            words=Text(
                f"앞선 사업계획과의 일치율 {limit:.0%} 미만(이상이면 위원회 심의)",
                f"Less than {limit:.0%} of the plan stands in earlier ones (else the committee looks at it)",
            ),
            verdict=verdict,
            why=why,
            source=self.definition.source,
            definition=self.definition.id,
            more={"share": share, "anywhere": anywhere},
        )


def _counting() -> Any:
    """Return the submissions that count now: the last one of each application that was not withdrawn."""
    return Submission.objects.order_by().filter(
        Q(application__submission=F("pk")), application__state=ApplicationState.SUBMITTED
    )


def _plans(ids: Collection[int]) -> Iterator[tuple[int, WrittenPlan | None]]:
    """Yield submissions' plans, in batches; None where the form asks for none."""
    wanted = list(ids)
    for at in range(0, len(wanted), _BATCH):
        rows = Submission.objects.filter(pk__in=wanted[at : at + _BATCH]).order_by("pk")
        papers = papers_of(wanted[at : at + _BATCH])
        for pk, revision_id, content in rows.values_list("pk", "revision_id", "content"):
            form = submitted_form(revision_id)
            asked = form is not None and asks_for_a_plan(form)
            yield pk, written_plan(form, answers_of(content), papers[pk]) if form and asked else None


def _unread(papers: Sequence[Paper]) -> list[Text]:
    """Return what to say of each file of a plan that could not be read."""
    told = []
    for paper in papers:
        if paper.state != PaperState.READ:
            words = {}
            for language in ("ko", "en"):
                with translation.override(language):
                    words[language] = f"{paper.name}: {PaperState(paper.state).label}"
            told.append(Text(words["ko"], words["en"]))
    return told


def _joined(why: Text, more: Sequence[Text]) -> Text:
    return Text(
        ". ".join([why.ko, *(one.ko for one in more)]), ". ".join([why.en, *(one.en for one in more)])
    )


def _make_fingerprints(definition: DefinitionVersion, rule: SimilarityRule, now: datetime) -> None:
    """Store the fingerprint of every plan that counts and has none of this definition yet.

    Plans handed in as files are read first.
    """
    known = PlanFingerprint.objects.filter(definition=definition.id)
    new = _counting().exclude(pk__in=known.values("submission"))
    agencies: Mapping[int, int] = dict(new.values_list("pk", "agency_id"))
    read_papers(submissions=Submission.objects.order_by().filter(pk__in=list(agencies)), now=now)
    made: list[PlanFingerprint] = []
    for pk, plan in _plans(sorted(agencies)):
        read = read_plan(plan.text if plan else "", letters=rule.letters)
        hashes = fingerprint(read, sample=rule.sample) if plan else _NO_HASHES
        made.append(
            PlanFingerprint(
                agency_id=agencies[pk],
                submission_id=pk,
                definition=definition.id,
                shingles=read.distinct.size,
                hashes=hashes.tobytes(),
            )
        )
    PlanFingerprint.objects.bulk_create(
        made,
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["submission"],
        update_fields=["definition", "shingles", "hashes"],
    )
