"""``./didim eligibility``: which open calls fit a firm and why; which firms fit a call."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from .context import with_django
from .output import print_json

if TYPE_CHECKING:
    from didim.engines.eligibility import Judgement, Text


@click.group()
def eligibility() -> None:
    """자격요건을 판정합니다. Judge eligibility."""


def _today(given: datetime | None) -> date:
    return given.date() if given else datetime.now(ZoneInfo("Asia/Seoul")).date()


def _both(text: "Text | None") -> dict[str, str] | None:
    return None if text is None else {"ko": text.ko, "en": text.en}


def _condition(judgement: "Judgement") -> dict[str, Any]:
    source = judgement.source or next((part.source for part in judgement.parts if part.source), None)
    return {
        "verdict": judgement.verdict.value,
        "rule": _both(judgement.words),
        "value": _both(judgement.value),
        "source": source and {"text": source.text, "field": source.field, "definition": source.definition},
        "change": _both(judgement.change),
    }


@eligibility.command()
@click.option("--firm", "firm_id", type=int, required=True, help="기업의 번호 / the firm's id")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="기준일, 없으면 오늘 / the day, else today")
@click.option("--calls", help="이 공고만(쉼표로) / only these notices, by id, comma-separated")
@click.option("--limit", type=click.IntRange(min=0), default=20, help="보일 공고 수, 0은 전부 / 0 shows all")
@click.option("--json", "as_json", is_flag=True, help="JSON 한 줄로 / as one JSON object")
@with_django
def match(firm_id: int, today: datetime | None, calls: str | None, limit: int, *, as_json: bool) -> None:
    """접수 중인 공고와 판정 이유. Open calls with verdicts and reasons for a firm."""
    from didim.programmes.models import Notice
    from didim.programmes.queries.matching import explain_matches, matches_for_firm
    from didim.registry.models import Enterprise
    from didim.registry.queries.facts import firm_facts

    day = _today(today)
    try:
        facts = firm_facts(enterprise_id=firm_id, on=day)
    except Enterprise.DoesNotExist:
        raise click.BadParameter(f"{firm_id}번 기업이 없습니다 / no firm {firm_id}") from None
    found = matches_for_firm(facts=facts, today=day)
    if calls is not None:
        wanted = {int(part) for part in calls.split(",") if part.strip().isdigit()}
        found = [item for item in found if item.notice_id in wanted]
    counts = {name: sum(item.verdict == name for item in found) for name in ("met", "unknown", "not_met")}
    shown = found[: limit or None]
    judgements = explain_matches(matches=shown, facts=facts, today=day)
    titles = dict(Notice.objects.filter(pk__in=judgements).values_list("pk", "title"))
    result = {
        "firm": firm_id,
        "today": day,
        "open_calls": len(found),
        "counts": counts,
        "calls": [
            {
                "notice": item.notice_id,
                "title": titles[item.notice_id],
                "closes_on": item.closes_on,
                "verdict": item.verdict.value,
                "unknowns": item.unknowns,
                "unlikely": item.unlikely,
                "conditions": [_condition(part) for part in judgements[item.notice_id].conditions()],
            }
            for item in shown
        ],
    }
    if as_json:
        print_json(result)
        return
    click.echo(f"{day}: 공고 {len(found):,}건 · {counts}")
    for item in shown:
        label = item.verdict.label.ko
        click.echo(f"\n[{label}] {titles[item.notice_id]} (마감 {item.closes_on or '-'}, #{item.notice_id})")
        for part in judgements[item.notice_id].conditions():
            value = f": {part.value.ko}" if part.value else ""
            change = f" → {part.change.ko}" if part.change else ""
            click.echo(f"  - {part.verdict.label.ko}: {part.words.ko}{value}{change}")


@eligibility.command()
@click.option("--notice", "notice_id", type=int, required=True, help="공고의 번호 / the notice's id")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="기준일, 없으면 오늘 / the day, else today")
@click.option("--json", "as_json", is_flag=True, help="JSON 한 줄로 / as one JSON object")
@with_django
def firms(notice_id: int, today: datetime | None, *, as_json: bool) -> None:
    """공고에 맞는 기업. Firms that fit a call, and which condition cuts most."""
    from dataclasses import asdict

    from didim.engines.eligibility import Verdict
    from didim.programmes.models import Notice
    from didim.programmes.queries.matching import firm_verdicts, firms_fitting, notice_day, stored_rule
    from didim.registry.queries.facts import firm_sheet

    day = _today(today)
    notice = Notice.objects.filter(pk=notice_id).first()
    if notice is None:
        raise click.BadParameter(f"{notice_id}번 공고가 없습니다 / no notice {notice_id}")
    sheet = firm_sheet(on=day)
    fitting = firms_fitting(rule=stored_rule(notice.rule), on=notice_day(notice), sheet=sheet)
    verdicts = firm_verdicts(notice=notice, sheet=sheet)
    result = {
        "notice": notice_id,
        "title": notice.title,
        "day": notice_day(notice),
        **asdict(fitting),
        "met_firms": [pk for pk, verdict in verdicts.items() if verdict is Verdict.MET],
        "unknown_firms": [pk for pk, verdict in verdicts.items() if verdict is Verdict.UNKNOWN],
    }
    if as_json:
        print_json(result)
        return
    click.echo(f"{notice.title}: 기업 {fitting.total:,}개")
    click.echo(f"  충족 {fitting.met:,} · 확인필요 {fitting.unknown:,} · 미충족 {fitting.not_met:,}")
    for cut in fitting.conditions:
        click.echo(f"  - {cut.words.ko}: 미충족 {cut.not_met:,}, 이 조건만 미충족 {cut.alone:,}")
