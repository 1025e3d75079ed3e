"""The workbook that justifies every decision of a call."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from xlsxwriter.utility import xl_col_to_name

from didim.applications.models import Application, Receipt
from didim.documents.tables import Column
from didim.documents.workbooks import Formula, Table, workbook
from didim.programmes.models import Call
from didim.selection.domain.scoring import recompute
from didim.selection.enums import JobState
from didim.selection.models import (
    AssignmentRun,
    CheckItem,
    Committee,
    CommitteeVote,
    Decision,
    DecisionPlan,
    Objection,
    PanelMember,
    Recusal,
    ReviewSeal,
    ScoreSheet,
)

_EXCEL_ROUNDING = {"half_up": "ROUND", "down": "ROUNDDOWN", "up": "ROUNDUP"}
_FIRST_TOTAL = 3  # columns before the reviewers' totals on a score sheet: rank, number, firm


def selection_book(call: Call) -> bytes:
    """Return the workbook of a call; personal data are in it, so the caller has noted the download."""
    numbers = dict(Application.objects.filter(call=call).values_list("pk", "number"))
    sheets = list(
        ScoreSheet.objects.filter(round__call=call)
        .select_related("round")
        .order_by("round__number", "-number")
        .distinct("round__number")
    )
    tables = [
        _applications(call),
        _verdicts(call),
        _reviews(call, numbers),
        *(_scores(sheet, numbers) for sheet in sheets),
        _recusals(call),
        _draws(call),
        _decisions(call),
        _committees(call),
        _objections(call),
        _hashes(call, sheets),
    ]
    return workbook(tables)


def _applications(call: Call) -> Table:
    rows = (
        Application.objects.filter(call=call)
        .exclude(submission=None)
        .select_related("enterprise__region", "submission")
        .order_by("number")
    )
    columns = [
        Column(_("접수번호"), 10),
        Column(_("기업"), 28),
        Column(_("사업자등록번호"), 16),
        Column(_("지역"), 14),
        Column(_("상태"), 10),
        Column(_("접수 시각"), 20),
        Column(_("제출 차수"), 10),
        Column(_("내용 해시 (SHA-256)"), 68),
    ]
    return Table(
        _("신청"),
        columns,
        (
            (
                row.number,
                row.enterprise.name,
                row.enterprise.business_number,
                row.enterprise.region.name if row.enterprise.region else "",
                row.get_state_display(),
                row.submitted_at,
                row.submission.number if row.submission else None,
                row.submission.content_hash if row.submission else "",
            )
            for row in rows
        ),
    )


def _verdicts(call: Call) -> Table:
    items = (
        CheckItem.objects.filter(check_of__application__call=call)
        .select_related("check_of__application__enterprise", "overridden_by", "confirmed_by")
        .order_by("check_of__application__number", "position", "pk")
    )
    columns = [
        Column(_("접수번호"), 10),
        Column(_("기업"), 28),
        Column(_("요건검토"), 12),
        Column(_("구분"), 14),
        Column(_("조건"), 50),
        Column(_("자동 판정"), 12),
        Column(_("담당자 판정"), 12),
        Column(_("사유"), 30),
        Column(_("판정한 사람"), 16),
        Column(_("확인한 사람"), 16),
        Column(_("근거"), 60),
    ]
    return Table(
        _("요건 판정"),
        columns,
        (
            (
                item.check_of.application.number,
                item.check_of.application.enterprise.name,
                item.check_of.get_state_display(),
                item.get_kind_display(),
                item.sentence,
                item.get_automatic_display(),
                item.get_override_display() if item.override else "",
                item.reason,
                str(item.overridden_by or ""),
                str(item.confirmed_by or ""),
                json.dumps(item.evidence, ensure_ascii=False)[:30_000],
            )
            for item in items.iterator(chunk_size=2000)
        ),
    )


def _reviews(call: Call, numbers: Mapping[int, int | None]) -> Table:
    seals = (
        ReviewSeal.objects.filter(round__call=call)
        .select_related("review", "round", "review__reviewer__expert__person")
        .order_by("round__number", "number")
    )
    aliases = {
        (member.round_id, member.reviewer_id): member.alias
        for member in PanelMember.objects.filter(round__call=call)
    }
    columns = [
        Column(_("평가 차수"), 14),
        Column(_("봉인 번호"), 10),
        Column(_("접수번호"), 10),
        Column(_("공개 이름"), 10),
        Column(_("위원"), 12),
        Column(_("항목별 점수"), 40),
        Column(_("항목별 의견"), 60),
        Column(_("종합 의견"), 60),
        Column(_("봉인 시각"), 20),
        Column(_("내용 해시 (SHA-256)"), 68),
        Column(_("사슬 해시"), 68),
    ]

    def rows() -> Iterator[tuple[Any, ...]]:
        for seal in seals.iterator(chunk_size=1000):
            content = json.loads(seal.content)
            review = seal.review
            yield (
                seal.round.title,
                seal.number,
                numbers.get(review.application_id),
                aliases.get((seal.round_id, review.reviewer_id), ""),
                review.reviewer.expert.person.name,
                _pairs(content.get("points", {})),
                _pairs(content.get("comments", {})),
                content.get("comment", ""),
                seal.sealed_at,
                seal.content_hash,
                seal.hash,
            )

    return Table(_("평가"), columns, rows())


def _pairs(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{key}: {value}" for key, value in values.items() if value)


def _scores(sheet: ScoreSheet, numbers: Mapping[int, int | None]) -> Table:
    """Return a score sheet whose means are formulas over the reviewers' totals, beside the stored ones."""
    content = json.loads(sheet.content)
    rule = content["round"]
    most = max((len(row["reviews"]) for row in content["rows"]), default=0)
    names = dict(Application.objects.filter(pk__in=numbers).values_list("pk", "enterprise__name"))
    columns = [
        Column(_("순위"), 8),
        Column(_("접수번호"), 10),
        Column(_("기업"), 28),
        *(Column(_("합계 %(number)d") % {"number": at + 1}, 9) for at in range(most)),
        Column(_("제외한 합계"), 18),
        Column(_("평균(수식)"), 12, "0." + "0" * rule["decimals"] if rule["decimals"] else "0"),
        Column(_("평균(점수표)"), 12),
        Column(_("가점"), 8),
        Column(_("점수"), 12),
        Column(_("총점"), 12),
        Column(_("판정"), 14),
        Column(_("동점 처리"), 18),
    ]
    note = _("%(round)s · 과락 %(cutoff)s · 최고·최저 제외 %(trim)s건부터 · 소수 %(decimals)d자리") % {
        "round": rule["name"],
        "cutoff": rule["cutoff"] or "–",
        "trim": rule["trim_from"] or "–",
        "decimals": rule["decimals"],
    }
    # The note shifts the table by two rows.
    first = 4
    rows = (_score_row(row, rule, most, first + at, numbers, names) for at, row in enumerate(content["rows"]))
    return Table(_("점수 %(round)s") % {"round": rule["name"]}, columns, rows, note)


def _score_row(
    row: Mapping[str, Any],
    rule: Mapping[str, Any],
    most: int,
    line: int,
    numbers: Mapping[int, int | None],
    names: Mapping[int, str],
) -> tuple[Any, ...]:
    pk = int(row["application"])
    totals = [float(one["total"]) for one in row["reviews"]]
    dropped = [
        f"{one['total']} ({_('최고') if one['dropped'] == 'highest' else _('최저')})"
        for one in row["reviews"]
        if one["dropped"]
    ]
    return (
        row["rank"],
        numbers.get(pk),
        names.get(pk, ""),
        *totals,
        *[None] * (most - len(totals)),
        ", ".join(dropped),
        _mean(row, rule, line, len(totals), trimmed=bool(dropped)),
        _number(row["base"]),
        sum(float(one["given"]) for one in row["bonus"]),
        _number(row["score"]),
        _number(row["total"]),
        row["outcome"],
        row["tie"],
    )


def _mean(
    row: Mapping[str, Any], rule: Mapping[str, Any], line: int, reviews: int, *, trimmed: bool
) -> Formula | float | None:
    rounding = _EXCEL_ROUNDING.get(rule["rounding"])
    if row["base"] is None or rounding is None:
        return _number(row["base"])
    first, last = xl_col_to_name(_FIRST_TOTAL), xl_col_to_name(_FIRST_TOTAL + reviews - 1)
    cells = f"{first}{line}:{last}{line}"
    kept = f"(SUM({cells})-MAX({cells})-MIN({cells}))/(COUNT({cells})-2)" if trimmed else f"AVERAGE({cells})"
    return Formula(f"={rounding}({kept},{rule['decimals']})", float(row["base"]))


def _number(text: str | None) -> float | None:
    return None if text is None else float(text)


def _recusals(call: Call) -> Table:
    rows = (
        Recusal.objects.filter(round__call=call)
        .select_related("round", "application__enterprise", "reviewer__expert__person", "decided_by")
        .order_by("round__number", "application__number", "pk")
    )
    columns = [
        Column(_("평가 차수"), 14),
        Column(_("접수번호"), 10),
        Column(_("기업"), 28),
        Column(_("위원"), 12),
        Column(_("구분"), 10),
        Column(_("상태"), 10),
        Column(_("사유"), 40),
        Column(_("근거"), 60),
        Column(_("신청 시각"), 20),
        Column(_("결정 시각"), 20),
        Column(_("결정한 사람"), 16),
    ]
    return Table(
        _("제척·기피·회피"),
        columns,
        (
            (
                row.round.title,
                row.application.number,
                row.application.enterprise.name,
                row.reviewer.expert.person.name,
                row.get_kind_display(),
                row.get_state_display(),
                row.reason,
                json.dumps(row.grounds, ensure_ascii=False) if row.grounds else "",
                row.asked_at,
                row.decided_at,
                str(row.decided_by or ""),
            )
            for row in rows
        ),
    )


def _draws(call: Call) -> Table:
    runs = (
        AssignmentRun.objects.filter(round__call=call, state=JobState.DONE)
        .select_related("round")
        .order_by("round__number", "number")
    )
    columns = [
        Column(_("평가 차수"), 14),
        Column(_("추첨 차수"), 10),
        Column(_("추첨 씨앗"), 24),
        Column(_("입력 해시"), 68),
        Column(_("조건"), 50),
        Column(_("사유"), 30),
        Column(_("시각"), 20),
        Column(_("한 사람"), 16),
    ]
    return Table(
        _("배정 추첨"),
        columns,
        (
            (
                run.round.title,
                run.number,
                str(run.seed),
                run.problem_hash,
                json.dumps(run.parameters, ensure_ascii=False),
                run.reason,
                run.at,
                str(run.by or ""),
            )
            for run in runs.select_related("by")
        ),
    )


def _decisions(call: Call) -> Table:
    rows = (
        Decision.objects.filter(call=call)
        .select_related("application", "enterprise", "committee", "plan")
        .order_by("rank", "application__number")
    )
    columns = [
        Column(_("순위"), 8),
        Column(_("접수번호"), 10),
        Column(_("기업"), 28),
        Column(_("결과"), 10),
        Column(_("예비 순번"), 10),
        Column(_("총점"), 12),
        Column(_("지원금(원)"), 16, "#,##0"),
        Column(_("근거"), 34),
        Column(_("사유"), 40),
        Column(_("선정안"), 8),
        Column(_("위원회"), 24),
        Column(_("결정 시각"), 20),
        Column(_("통보 시각"), 20),
    ]
    return Table(
        _("결정"),
        columns,
        (
            (
                row.rank,
                row.application.number,
                row.enterprise.name,
                row.get_outcome_display(),
                row.reserve_rank,
                row.total,
                row.amount_won,
                row.get_ground_display(),
                row.reason,
                row.plan.number if row.plan else None,
                row.committee.title if row.committee else "",
                row.decided_at,
                row.notified_at,
            )
            for row in rows
        ),
    )


def _committees(call: Call) -> Table:
    votes = (
        CommitteeVote.objects.filter(committee__call=call)
        .select_related("committee", "person")
        .order_by("committee__held_at", "committee_id", "person__name", "pk")
    )
    columns = [
        Column(_("회의"), 28),
        Column(_("안건"), 16),
        Column(_("개최 시각"), 20),
        Column(_("위원"), 12),
        Column(_("소속"), 20),
        Column(_("위원장"), 8),
        Column(_("제척 사유"), 34),
        Column(_("참석"), 8),
        Column(_("표결"), 8),
        Column(_("정족수"), 8),
        Column(_("의결 시각"), 20),
        Column(pgettext("위원회", "의결"), 8),
    ]
    return Table(_("위원회"), columns, (_vote(vote, vote.committee) for vote in votes))


def _vote(vote: CommitteeVote, committee: Committee) -> tuple[Any, ...]:
    decided = "" if committee.approved is None else _("가결") if committee.approved else _("부결")
    return (
        committee.title,
        committee.get_kind_display(),
        committee.held_at,
        vote.person.name,
        vote.person.affiliation,
        "○" if vote.is_chair else "",
        vote.barred_reason,
        "○" if vote.is_present else "",
        vote.get_vote_display() if vote.vote else "",
        f"{committee.quorum_numerator}/{committee.quorum_denominator}",
        committee.decided_at,
        decided,
    )


def _objections(call: Call) -> Table:
    rows = (
        Objection.objects.filter(decision__call=call)
        .select_related("enterprise", "decision__application", "committee", "decided_by")
        .order_by("filed_at", "pk")
    )
    columns = [
        Column(_("접수번호"), 10),
        Column(_("기업"), 28),
        Column(_("이의 내용"), 60),
        Column(_("접수 시각"), 20),
        Column(_("신청 기한"), 20),
        Column(_("정의"), 24),
        Column(_("위원회"), 24),
        Column(_("상태"), 10),
        Column(_("회신"), 60),
        Column(_("결정 시각"), 20),
    ]
    return Table(
        _("이의신청"),
        columns,
        (
            (
                row.decision.application.number,
                row.enterprise.name,
                row.text,
                row.filed_at,
                row.due_at,
                row.definition,
                row.committee.title if row.committee else "",
                row.get_state_display(),
                row.answer,
                row.decided_at,
            )
            for row in rows
        ),
    )


def _hashes(call: Call, sheets: list[ScoreSheet]) -> Table:
    """Return what anybody needs to check the rest: heads of the chains, hashes of sheets, draws and plans."""
    last = Receipt.objects.filter(call=call).order_by("-number").first()
    rows: list[tuple[str, str, str]] = []
    if last is not None:
        rows.append((_("접수증 사슬의 끝"), str(last.number), last.hash))
    for sheet in sheets:
        heads = ReviewSeal.objects.filter(round=sheet.round_id).order_by("-number")
        if (seal := heads.first()) is not None:
            rows.append(
                (
                    _("평가 봉인 사슬의 끝: %(round)s") % {"round": sheet.round.title},
                    str(seal.number),
                    seal.hash,
                )
            )
        again = recompute(sheet=sheet).difference or _("다시 계산해도 같음")
        rows.append((_("점수표: %(round)s") % {"round": sheet.round.title}, again, sheet.content_hash))
    plan = DecisionPlan.objects.filter(call=call, decisions__isnull=False).order_by("-pk").first()
    if plan is not None:
        rows.append((_("의결한 선정안"), str(plan.number), plan.sheet.content_hash))
    columns = [Column(_("항목"), 40), Column(_("번호·상태"), 24), Column("SHA-256", 68)]
    return Table(_("해시"), columns, rows)
