"""Which open calls fit a firm, which firms fit a call, and why."""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db.models import Count, Max, Q, QuerySet

from didim.engines.eligibility import (
    FirmFacts,
    IndustryWithin,
    Judgement,
    Names,
    RegionWithin,
    Rule,
    RuleBook,
    RuleFormError,
    Source,
    Stated,
    Text,
    Verdict,
    conditions_of,
    fits,
    judge,
    load,
)
from didim.engines.eligibility.catalogue import CATALOGUE
from didim.engines.eligibility.explaining import Speaker
from didim.engines.eligibility.rules import leaves_of, parts_of
from didim.programmes.enums import PeriodKind
from didim.programmes.models import Notice
from didim.registry.models import Enterprise, Industry, Region
from didim.registry.queries.facts import FirmSheet, firm_sheet

NOT_READ = "자격요건을 아직 읽지 못했습니다. 공고문을 확인하세요."
_PROVINCE_DIGITS = 2


@dataclass(frozen=True, slots=True)
class NoticeMatch:
    """How one open notice stands for a firm.

    unknowns: how many conditions are open. unlikely: open, but not met if what the notice probably means
    holds.
    """

    notice_id: int
    verdict: Verdict
    unknowns: int
    unlikely: bool
    closes_on: date | None


def open_notices(today: date) -> QuerySet[Notice]:
    """Return the notices (copies left out) that take applications on a day, always open ones included."""
    begun = Q(opens_on__isnull=True) | Q(opens_on__lte=today)
    always = Q(closes_on__isnull=True, period_kind__in=[PeriodKind.ALWAYS, PeriodKind.UNTIL_EXHAUSTED])
    return Notice.objects.filter(begun, always | Q(closes_on__gte=today), canonical__isnull=True)


def stored_rule(content: dict[str, Any]) -> Rule:
    """Return a notice's rule; an empty or faulty one is a condition to be checked, never "anyone"."""
    if not content:
        return Stated(NOT_READ)
    try:
        return load(content)
    except RuleFormError:
        return Stated(NOT_READ, Source(field="rule"))


def notice_day(notice: Notice) -> date:
    """Return the day a notice's ages are counted at: its own, else the day it was listed."""
    return notice.published_on or notice.listed_on


class OpenBook:
    """The rules of the notices open on a day, ready for one firm after another."""

    def __init__(self, rows: Sequence[tuple[int, Rule, date, date | None]]) -> None:
        self.ids = [row[0] for row in rows]
        self.rules = {row[0]: row[1] for row in rows}
        self.days = {row[0]: row[2] for row in rows}
        self.closes = [row[3] for row in rows]
        self.book = RuleBook((row[1], row[2]) for row in rows)

    def matches(self, facts: FirmFacts) -> list[NoticeMatch]:
        """Return every notice in the order a firm should look at it: see `matches_for_firm`."""
        found = self.book.verdicts(facts)
        # Met first, then open, then probably not met, then not met.
        group = np.where(found.met, 0, np.where(found.not_met, 3, np.where(found.unlikely, 2, 1)))
        last = date.max.toordinal()
        closes = np.array([day.toordinal() if day else last for day in self.closes], np.int64)
        order = np.lexsort((-np.array(self.ids, np.int64), closes, -found.mets, found.unknowns, group))
        return [
            NoticeMatch(
                self.ids[at],
                found[at],
                int(found.unknowns[at]),
                bool(found.unlikely[at]),
                self.closes[at],
            )
            for at in order.tolist()
        ]


class _OpenBooks:
    """The open book of this process, built again when a notice came, changed or went, or the day did."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.version: tuple[date, int, int | None, datetime | None] | None = None
        self.book = OpenBook([])
        self.rules: dict[int, tuple[datetime, Rule]] = {}

    def on(self, today: date) -> OpenBook:
        rows = open_notices(today)
        stamp = rows.aggregate(count=Count("pk"), newest=Max("pk"), changed=Max("changed_at"))
        version = (today, stamp["count"], stamp["newest"], stamp["changed"])
        with self.lock:
            if self.version != version:
                self.book = self._build(rows)
                self.version = version
            return self.book

    def _build(self, notices: QuerySet[Notice]) -> OpenBook:
        changed = dict(notices.order_by().values_list("pk", "changed_at"))
        known = {pk for pk, (at, _rule) in self.rules.items() if changed.get(pk) == at}
        self.rules = {pk: self.rules[pk] for pk in known}
        fresh = notices.exclude(pk__in=known) if known else notices
        for pk, content, at in fresh.order_by().values_list("pk", "rule", "changed_at"):
            self.rules[pk] = at, stored_rule(content)
        rows = notices.order_by("pk").values_list("pk", "published_on", "listed_on", "closes_on")
        return OpenBook(
            [
                (pk, self.rules[pk][1], published_on or listed_on, closes_on)
                for pk, published_on, listed_on, closes_on in rows
                if pk in self.rules
            ],
        )


_BOOKS = _OpenBooks()


def open_book(today: date) -> OpenBook:
    """Return the rules of the notices open on a day: one query while nothing changed."""
    return _BOOKS.on(today)


def matches_for_firm(*, facts: FirmFacts, today: date) -> list[NoticeMatch]:
    """Return all open notices for a firm, best first.

    Met ones, then open ones (few open conditions first), then those probably not met, then those not met;
    among equals where more conditions are met, then by deadline. Each rule is judged as of its notice's own
    day. Reasons: `explain_matches`, for a page.
    """
    return open_book(today).matches(facts)


def explain_matches(*, matches: Iterable[NoticeMatch], facts: FirmFacts, today: date) -> dict[int, Judgement]:
    """Return the judgements with reasons of a page of matches, by notice id: two queries for names."""
    book = open_book(today)
    shown = [match.notice_id for match in matches if match.notice_id in book.rules]
    names = names_for([book.rules[pk] for pk in shown], [facts])
    return {pk: judge(book.rules[pk], facts, book.days[pk], names) for pk in shown}


def judge_notice(*, notice: Notice, facts: FirmFacts) -> Judgement:
    """Return the judgement of one notice for a firm, with reasons, as of the notice's own day."""
    rule = stored_rule(notice.rule)
    return judge(rule, facts, notice_day(notice), names_for([rule], [facts]))


def names_for(rules: Iterable[Rule], firms: Iterable[FirmFacts] = ()) -> Names:
    """Return the names of the region and industry codes that rules and firms use: two queries."""
    regions: set[str] = set()
    industries: set[str] = set()
    for rule in rules:
        for leaf in leaves_of(rule):
            if isinstance(leaf, RegionWithin):
                regions.update(leaf.codes)
            elif isinstance(leaf, IndustryWithin):
                industries.update(leaf.codes)
    for facts in firms:
        regions.update((facts.region_path or ())[-1:])
        industries.update({facts.industry} - {None})
    return Names(_region_names(regions), _industry_names(industries))


def _region_names(codes: set[str]) -> dict[str, Text]:
    """Name regions in full: a district with its province, so that two of one name are told apart."""
    wanted = codes | {code[:_PROVINCE_DIGITS] for code in codes}
    rows = {
        code: (name, short, name_en or name)
        for code, name, short, name_en in Region.objects.filter(pk__in=wanted)
        .order_by()
        .values_list("code", "name", "short_name", "name_en")
    }
    names = {}
    for code in codes & rows.keys():
        name, _short, name_en = rows[code]
        province = rows.get(code[:_PROVINCE_DIGITS])
        if len(code) > _PROVINCE_DIGITS and province and province[0] != name:
            names[code] = Text(f"{province[1]} {name}", f"{name_en}, {province[2]}")
        else:
            names[code] = Text(name, name_en)
    return names


def _industry_names(codes: set[str | None]) -> dict[str, Text]:
    rows = Industry.objects.filter(pk__in=codes).order_by().values_list("code", "name", "name_en")
    return {code: Text(name, name_en or name) for code, name, name_en in rows}


@dataclass(frozen=True, slots=True)
class ConditionCut:
    """What one condition of a rule does to the firms: counts, and how many fail by this condition alone."""

    words: Text
    met: int
    unknown: int
    not_met: int
    alone: int


@dataclass(frozen=True, slots=True)
class FirmsFitting:
    """How many firms of the registry a rule fits, and what each of its conditions cuts."""

    total: int
    met: int
    unknown: int
    not_met: int
    conditions: tuple[ConditionCut, ...]


def firms_fitting(
    *,
    rule: Rule,
    on: date,
    sheet: FirmSheet | None = None,
    firms: QuerySet[Enterprise] | None = None,
) -> FirmsFitting:
    """Return how many firms meet a rule as of a day, and which condition cuts how many.

    Only firms that the session's scope shows are counted. firms: those to count, None: all that are running.
    sheet: their columns where the caller already has them.
    """
    table = (sheet or firm_sheet(on=on, firms=firms)).table
    conditions = list(conditions_of(rule))
    whole, *each = fits(table, [(rule, on), *((condition, on) for condition in conditions)])
    names = names_for([rule])
    misses = [fit.mask(Verdict.NOT_MET) for fit in each]
    many = np.sum(misses, axis=0, dtype=np.int32) if misses else np.zeros(table.size, np.int32)
    cuts = tuple(
        ConditionCut(
            rule_in_words(condition, names),
            fit.count(Verdict.MET),
            fit.count(Verdict.UNKNOWN),
            fit.count(Verdict.NOT_MET),
            int(np.count_nonzero(missed & (many == 1))),
        )
        for condition, fit, missed in zip(conditions, each, misses, strict=True)
    )
    return FirmsFitting(
        table.size,
        whole.count(Verdict.MET),
        whole.count(Verdict.UNKNOWN),
        whole.count(Verdict.NOT_MET),
        cuts,
    )


def firm_verdicts(*, notice: Notice, sheet: FirmSheet) -> dict[int, Verdict]:
    """Return each firm's verdict on a notice, by firm id, as of the notice's own day."""
    fit = fits(sheet.table, [(stored_rule(notice.rule), notice_day(notice))])[0]
    return dict(zip(sheet.ids.tolist(), fit.verdicts(), strict=True))


def rule_in_words(rule: Rule, names: Names) -> Text:
    """Return a rule in words."""
    speaker = Speaker(names, CATALOGUE)
    return speaker.rule(rule, tuple(rule_in_words(part, names) for part in parts_of(rule)))
