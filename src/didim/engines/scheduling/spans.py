"""From the first meeting of a day to the last: what a day without a break is made of.

A day without a break is known by its first slot. Said so ("starts in this slot or later", one a slot),
one busy slot shows at once which others must be busy; counted along the row it shows late.
"""

from collections.abc import Callable, Iterable, Mapping

from didim.engines.scheduling.clauses import Clauses, Said, no


def in_a_row(clauses: Clauses, busy: Mapping[int, int], many: int) -> None:
    """Say that exactly `many` slots are busy and that they follow one another."""
    starts = [slot for slot in busy if all(slot + further in busy for further in range(many))]
    if not starts:
        clauses.add()
        return
    first, last = min(starts), max(starts)
    or_later = {slot: clauses.new() for slot in range(first + 1, last + 1)}

    def starts_from(slot: int) -> Said:
        return or_later.get(slot, slot <= first)

    for slot in range(first, last + 1):
        clauses.add(no(starts_from(slot + 1)), starts_from(slot))
        if slot not in starts:
            clauses.add(no(starts_from(slot)), starts_from(slot + 1))
    for slot, now in busy.items():
        begun, over = no(starts_from(slot + 1)), no(starts_from(slot - many + 1))
        clauses.add(-now, begun)
        clauses.add(-now, no(over))
        clauses.add(now, no(begun), over)


def whole(clauses: Clauses, busy: Mapping[int, int], many: int, ends: Iterable[int]) -> int:
    """Return a statement that there is no break: none of `ends`, which are where breaks end, holds.

    What then follows for the first and the last of `many` busy slots is said too.
    """
    unbroken = clauses.new()
    clauses.add(unbroken, *ends)
    for end in ends:
        clauses.add(-unbroken, -end)
    slots = range(min(busy), max(busy) + 1)
    has_begun = _running(clauses, busy, slots)
    is_left = _running(clauses, busy, slots[::-1])
    for slot in slots:
        clauses.add(has_begun(slot - 1), is_left(slot + many - 1))
        clauses.add(-unbroken, no(has_begun(slot)), no(is_left(slot + many)))
        clauses.add(-unbroken, no(has_begun(slot)), no(is_left(slot)), busy.get(slot, False))
    return unbroken


def _running(clauses: Clauses, busy: Mapping[int, int], slots: range) -> Callable[[int], Said]:
    """Return, for a slot, the statement that it or one of those before it in `slots` is busy."""
    found: dict[int, int] = {}
    for slot in slots:
        there = [row[at] for row, at in ((found, slot - slots.step), (busy, slot)) if at in row]
        found[slot] = clauses.any_of(there)
    beyond = slots[-1]

    def said(slot: int) -> Said:
        return found.get(slot, (slot - beyond) * slots.step > 0)

    return said
