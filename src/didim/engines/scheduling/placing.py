"""When the chosen meetings take place: colours of the edges of a bipartite graph, then better ones.

A meeting goes into a slot free for both; where there is none, two slots are exchanged along the chain of
meetings they share (Kempe). Without absences and shortages that places everything (König 1916). Then meetings
move, alone or along such chains, to where they leave fewer idle gaps, and as many more evenly. Every limit
is a number of steps: the same seed gives the same plan.
"""

import random
from collections.abc import Collection, Iterable, Mapping

from didim.engines.scheduling.board import Board, Moves
from didim.engines.scheduling.exact import MOST_MEETINGS, improved
from didim.engines.scheduling.fairs import Fair, checked, slots_of
from didim.engines.scheduling.plans import Plan, gaps_bound
from didim.engines.scheduling.seating import interpreters_of, seat

_SWEEPS = 3
_EXCHANGES = 30_000  # tried in all to close gaps along chains
_LONGEST = 40  # meetings moved by one of them, at most

Worth = tuple[int, int]


def place(
    fair: Fair,
    wishes: Iterable[int],
    *,
    seed: int,
    pinned: Mapping[int, int] | None = None,
    seated: Mapping[int, int] | None = None,
    effort: float = 0.0,
) -> Plan:
    """Return a plan of the chosen wishes; `pinned` ones stay in their slot. The seed decides among equals.

    Pinned meetings may be `seated` at a place as well. Raise ValueError where these break a rule.
    With `effort`, about so many seconds of processor, the best plan of up to 300 meetings is sought.
    """
    lots = random.Random(seed)  # noqa: S311 - a lot that anybody can draw again, not a secret
    board = Board(checked(fair), pinned or ())
    pin(board, pinned or {}, seated or {})
    rest = [number for number in dict.fromkeys(wishes) if number not in board.slots]
    lots.shuffle(rest)
    windows = narrowed(board, rest)
    ranks = _ranks(fair, rest)
    rest.sort(key=lambda number: (-ranks.get(number, 0), windows[number].bit_count()))
    left = []
    for number in rest:
        free = board.free(number)
        free = [slot for slot in free if windows[number] >> slot & 1] or free
        if free:
            board.add(number, min(free, key=lambda slot: board.added(number, slot)))
        elif (moves := board.chain(number, len(fair.wishes))) is not None:
            board.make(moves)
        else:
            left.append(number)
    left = [number for number in left if not fill(board, number)]
    _close_gaps(board)
    _close_by_exchanges(board)
    left = [number for number in left if not fill(board, number)]
    plan = finished(board, left, seated or {})
    if effort and len(plan.slots) + len(plan.left) <= MOST_MEETINGS:
        return improved(fair, plan, seed=seed, effort=effort, pinned=pinned or {}, seated=seated or {})
    return plan


def finished(board: Board, left: Collection[int], seated: Mapping[int, int]) -> Plan:
    """Return the plan a board holds, with places and interpreters."""
    slots = dict(sorted(board.slots.items()))
    return Plan(
        slots,
        seat(board.fair, slots, seated),
        tuple(sorted(left)),
        interpreters_of(board.fair, slots),
        gaps_bound(board.fair, slots),
    )


def pin(board: Board, pinned: Mapping[int, int], seated: Mapping[int, int]) -> None:
    """Put pinned meetings into their slots; raise ValueError where they break a rule by themselves."""
    fair = board.fair
    for number, slot in sorted(pinned.items()):
        if slot not in board.free(number):
            raise ValueError("고정한 상담이 나올 수 없는 시간이나 다른 상담과 겹칩니다.")
        board.add(number, slot)
    held = [(pinned.get(number), table) for number, table in seated.items()]
    if len(set(held)) < len(held) or any(
        slot is None or table in fair.out(slot) or table not in fair.places(video=fair.wishes[number].video)
        for (slot, table), number in zip(held, seated, strict=True)
    ):
        raise ValueError("자리를 정한 상담은 시간도 고정하고, 쓸 수 있는 자리에 하나씩 두어야 합니다.")


def narrowed(board: Board, wishes: Iterable[int]) -> dict[int, int]:
    """Return the slots left to each meeting once stated orders among all have cut off their ends."""
    windows = {number: board.allowed[number] for number in wishes}
    windows |= {number: 1 << slot for number, slot in board.slots.items()}
    pairs = [
        (before, number)
        for number in windows
        for before in board.earlier.get(number, ())
        if before in windows
    ]
    changed = bool(pairs)
    while changed:
        changed = False
        for before, number in pairs:
            first = windows[before] & -windows[before]
            last = 1 << windows[number].bit_length() >> 1
            later, sooner = windows[number] & -(first << 1), windows[before] & (last or 1) - 1
            changed |= (later, sooner) != (windows[number], windows[before])
            windows[number], windows[before] = later, sooner
    return windows


def _ranks(fair: Fair, wishes: Collection[int]) -> dict[int, int]:
    """Return per meeting how many must follow one another after it; those without an order are not named."""
    among = frozenset(wishes)
    later: dict[int, list[int]] = {}
    for number in wishes:
        for before in fair.wishes[number].after:
            if before in among:
                later.setdefault(before, []).append(number)
    ranks: dict[int, int] = {}

    def rank(number: int) -> int:
        if number not in ranks:
            ranks[number] = 1 + max(map(rank, later.get(number, ())), default=0)
        return ranks[number]

    for before, followers in later.items():
        for number in (before, *followers):
            rank(number)
    return ranks


def fill(board: Board, number: int) -> bool:
    """Put a meeting into its first free slot; return whether there was one."""
    free = board.free(number)
    if free:
        board.add(number, free[0])
    return bool(free)


def _close_gaps(board: Board) -> None:
    """Move meetings to where they leave fewer idle gaps, until a sweep changes nothing."""
    for _sweep in range(_SWEEPS):
        changed = False
        for number in sorted(board.slots.keys() - board.pinned):
            old = board.take(number)
            costs = [(board.added(number, slot), slot != old, slot) for slot in board.free(number)]
            best = min(costs)[2]
            board.add(number, best)
            changed |= best != old
        if not changed:
            return


def _close_by_exchanges(board: Board) -> None:
    """Exchange two slots along a chain of meetings wherever that leaves fewer idle gaps."""
    left = _EXCHANGES
    changed = True
    while changed and left > 0:
        changed = False
        for one in sorted(board.busy, key=lambda one: (-board.gaps(board.busy[one]), one)):
            if not board.gaps(board.busy[one]):
                break
            for here in slots_of(board.busy[one]):
                for there in slots_of(board.open[one] & ~board.busy[one]):
                    left -= 1
                    moves = board.exchanged(one, here, there, _LONGEST)
                    if moves and _better(board, moves) < (0, 0) and board.fits(moves):
                        board.make(moves)
                        changed = True
                        break
            if left <= 0:
                return


def _better(board: Board, moves: Moves) -> Worth:
    """Return by how much an exchange changes the gaps, and how even they are: less than nothing is better."""
    bits: dict[str, int] = {}
    for number, slot in moves:
        for one in board.parties[number]:
            bits[one] = bits.get(one, 0) ^ 1 << slot ^ 1 << board.slots[number]
    gaps = squares = 0
    for one, flipped in bits.items():
        if flipped:
            before, after = board.gaps(board.busy[one]), board.gaps(board.busy[one] ^ flipped)
            gaps += after - before
            squares += after * after - before * before
    return gaps, squares
