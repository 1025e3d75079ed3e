"""The same notice from several sources: found, merged when certain, else laid before people.

Notices that are the same form a group; one of them, the canonical one, is shown in lists. Nothing is deleted.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import combinations

from django.db import connection, transaction
from django.db.models import Q

from didim.accounts.models import User
from didim.kernel.calendar import SEOUL
from didim.programmes.domain.notices.similarity import NEAR, Compared, Likeness, body_name, likeness
from didim.programmes.enums import NoticeSource, PairState
from didim.programmes.models import DuplicatePair, Notice

# In a block larger than this only notices that share a rare word of the title are compared.
LARGE_BLOCK = 400
RARE = 30
_LOCK = 0x646964696D02
_COMPARED = (
    "id",
    "source",
    "source_id",
    "title",
    "search_title",
    "agency_name",
    "operator_name",
    "region_codes",
    "period_kind",
    "opens_on",
    "closes_on",
)


@dataclass(slots=True)
class DuplicateSearch:
    """What a search for duplicates did."""

    compared: int = 0
    merged: int = 0
    near: int = 0


@transaction.atomic
def find_duplicates(*, now: datetime, notice_ids: Sequence[int] | None = None) -> DuplicateSearch:
    """Compare notices of different sources that end on the same day (or are undated) and keep what is alike.

    With `notice_ids` only pairs with one of these are looked at. Certain pairs are merged; near ones wait for
    people. What a person decided stays; an automatic merge that is no longer certain is taken back.
    """
    _lock()
    result = DuplicateSearch()
    changed = None if notice_ids is None else frozenset(notice_ids)
    if changed is not None and not changed:
        return result
    alike: dict[tuple[int, int], Likeness] = {}
    for one, other in _pairs_to_compare(changed):
        result.compared += 1
        found = likeness(one, other)
        if found.score >= NEAR:
            alike[min(one.id, other.id), max(one.id, other.id)] = found
    known = _known_pairs(changed)
    touched = _drop_outdated(known, alike)
    for ids, found in sorted(alike.items()):
        pair = known.get(ids)
        if pair is not None and (pair.decided_by_id or pair.automatic):
            continue
        pair = pair or DuplicatePair(left_id=ids[0], right_id=ids[1])
        pair.score, pair.title_score = found.score, found.title
        pair.agency_score, pair.period_score = found.agency or 0.0, found.period or 0.0
        if found.is_certain and not _is_contradicted(ids):
            pair.state, pair.automatic, pair.decided_at = PairState.SAME, True, now
            result.merged += 1
            touched.update(ids)
        else:
            result.near += 1
        pair.save()
        if pair.automatic:
            _regroup(touched, _today(now))
    _regroup(touched, _today(now))
    return result


@transaction.atomic
def decide_pair(*, pair: DuplicatePair, state: PairState, by: User, now: datetime) -> DuplicatePair:
    """Record a person's decision on a pair and group its notices anew; PENDING takes a decision back.

    No search for duplicates changes the state of a pair again that a person has had in hand.
    """
    _lock()
    pair = DuplicatePair.objects.select_for_update().get(pk=pair.pk)
    pair.state = state
    pair.automatic = False
    pair.decided_by, pair.decided_at = by, now
    pair.save()
    _regroup({pair.left_id, pair.right_id}, _today(now))
    return pair


def likeness_of(pair: DuplicatePair) -> Likeness:
    """Compare the two notices of a pair as they stand; a part is None where one of them does not say."""
    return likeness(_compared(pair.left), _compared(pair.right))


def undo_decision(*, pair: DuplicatePair, by: User, now: datetime) -> DuplicatePair:
    """Take a decision back, a person's or an automatic one; the pair waits for people again."""
    return decide_pair(pair=pair, state=PairState.PENDING, by=by, now=now)


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _today(now: datetime) -> date:
    return now.astimezone(SEOUL).date()


def _pairs_to_compare(changed: frozenset[int] | None) -> Iterator[tuple[Compared, Compared]]:
    notices = Notice.objects.all()
    if changed is not None:
        days = set(Notice.objects.filter(pk__in=changed).values_list("closes_on", flat=True))
        same_day = Q(closes_on__in=days - {None})
        notices = notices.filter(same_day | Q(closes_on__isnull=True) if None in days else same_day)
    blocks: dict[date | None, list[Notice]] = defaultdict(list)
    for notice in notices.only(*_COMPARED).order_by("id"):
        blocks[notice.closes_on].append(notice)
    for block in blocks.values():
        compared = {notice.pk: _compared(notice) for notice in block}
        for one_id, other_id in _candidates(block):
            one, other = compared[one_id], compared[other_id]
            if one.label != other.label and (changed is None or one.id in changed or other.id in changed):
                yield one, other


def _candidates(block: list[Notice]) -> Iterable[tuple[int, int]]:
    if len(block) <= LARGE_BLOCK:
        return combinations([notice.pk for notice in block], 2)
    with_word: dict[str, list[int]] = defaultdict(list)
    for notice in block:
        for word in set(notice.search_title.split()):
            with_word[word].append(notice.pk)
    return sorted({pair for ids in with_word.values() if len(ids) <= RARE for pair in combinations(ids, 2)})


def _compared(notice: Notice) -> Compared:
    own = notice.source_id.partition(":")[0] if notice.source == NoticeSource.OTHER else ""
    return Compared(
        id=notice.pk,
        label=f"{notice.source}:{own}",
        title=notice.title,
        bodies=frozenset(filter(None, map(body_name, (notice.agency_name, notice.operator_name)))),
        regions=frozenset(notice.region_codes),
        period_kind=notice.period_kind,
        opens_on=notice.opens_on,
        closes_on=notice.closes_on,
    )


def _known_pairs(changed: frozenset[int] | None) -> dict[tuple[int, int], DuplicatePair]:
    pairs = DuplicatePair.objects.all()
    if changed is not None:
        pairs = pairs.filter(Q(left__in=changed) | Q(right__in=changed))
    return {(pair.left_id, pair.right_id): pair for pair in pairs}


def _drop_outdated(
    known: dict[tuple[int, int], DuplicatePair], alike: dict[tuple[int, int], Likeness]
) -> set[int]:
    """Take back what no longer holds because a notice changed; return the notices to group anew."""
    touched: set[int] = set()
    for ids, pair in known.items():
        found = alike.get(ids)
        if pair.automatic and (found is None or not found.is_certain):
            pair.state, pair.automatic, pair.decided_at = PairState.PENDING, False, None
            pair.save()
            touched.update(ids)
        if found is None and pair.state == PairState.PENDING and pair.decided_by_id is None:
            pair.delete()
    for ids in [ids for ids, pair in known.items() if pair.pk is None]:
        del known[ids]
    return touched


def _is_contradicted(ids: tuple[int, int]) -> bool:
    """Say whether people told two notices apart that a merge of these two would bring into one group."""
    group = set().union(*(_component(notice_id) for notice_id in ids))
    return DuplicatePair.objects.filter(state=PairState.DIFFERENT, left__in=group, right__in=group).exists()


def _component(start: int) -> set[int]:
    """Return the notices that SAME pairs connect with one, itself included."""
    group, new = {start}, {start}
    while new:
        pairs = DuplicatePair.objects.filter(state=PairState.SAME).filter(Q(left__in=new) | Q(right__in=new))
        new = {notice_id for ids in pairs.values_list("left", "right") for notice_id in ids} - group
        group |= new
    return group


def _regroup(notice_ids: Iterable[int], today: date) -> None:
    """Choose the canonical notice of every group the notices belong to, or belonged to."""
    waiting = set(notice_ids)
    waiting |= set(Notice.objects.filter(canonical__in=waiting).values_list("pk", flat=True))
    while waiting:
        group = _component(waiting.pop())
        waiting -= group
        first, *copies = sorted(
            Notice.objects.filter(pk__in=group).defer(
                "search", "search_text", "search_flat", "raw", "readings"
            ),
            key=lambda notice: _worse(notice, today),
        )
        Notice.objects.filter(pk=first.pk).update(canonical=None)
        Notice.objects.filter(pk__in=[copy.pk for copy in copies]).update(canonical=first)


def _worse(notice: Notice, today: date) -> tuple[bool, bool, int, int]:
    """Order a group: open before closed, our own first, then the fuller, then the older number."""
    is_closed = notice.closes_on is not None and notice.closes_on < today
    words = (
        len(notice.body) + len(notice.attachment_text) + len(notice.target_text) + len(notice.how_to_apply)
    )
    return is_closed, notice.source != NoticeSource.DIDIM, -words, notice.pk
