"""Why a wish does not take place, in sentences somebody outside the office understands."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from didim.engines.scheduling.board import Board
from didim.engines.scheduling.choosing import Choice, most_of
from didim.engines.scheduling.fairs import Asked, Attendee, Fair, Wish
from didim.kernel.wording import Text


class Why(StrEnum):
    """The kind of reason."""

    DECLINED = "declined"
    NO_COMMON_SLOT = "no_common_slot"
    NO_PLACE = "no_place"
    NO_INTERPRETER = "no_interpreter"
    FULL = "full"
    NOT_NEEDED = "not_needed"
    CROWDED = "crowded"
    NO_SLOT = "no_slot"
    CALLED_OFF = "called_off"
    NOT_THERE = "not_there"
    LOST = "lost"
    LOST_FOR_CERTAIN = "lost_for_certain"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a wish does not take place; `about` is the attendee it lies with ("" for nobody)."""

    why: Why
    sentence: Text
    about: str = ""


_NOT_NEEDED = Text(
    "신청 없이 추천한 상담이라, 최소 상담 수를 채우는 데 필요할 때만 넣습니다.",
    "Nobody asked for it: a recommended meeting is added only where somebody would have too few.",
)
_CROWDED = Text("상담 자리가 우선하는 신청으로 모두 찼습니다.", "All places went to wishes that come before.")
_NO_SLOT = Text(
    "둘의 빈 시간에 자리나 통역이 남지 않았습니다.",
    "No slot free for both had a place and an interpreter left.",
)


def why_not_chosen(fair: Fair, choice: Choice, number: int) -> tuple[Reason, ...]:
    """Return why a wish was not chosen, in sentences; empty for a chosen one."""
    wish = fair.wishes[number]
    if number in choice.wishes:
        return ()
    never = why_never(fair, wish)
    if never is not None:
        return (never,)
    full = [
        reason
        for one in (fair.by_id[wish.partner], fair.by_id[wish.firm])
        for reason in _full(fair, choice.wishes, one, wish)
    ]
    if full:
        return tuple(full)
    if wish.asked is Asked.SPARE:
        return (Reason(Why.NOT_NEEDED, _NOT_NEEDED),)
    return (Reason(Why.CROWDED, _CROWDED),)


def why_never(fair: Fair, wish: Wish) -> Reason | None:
    """Return why a wish could not take place even as the only one; None where it could."""
    if wish.declined:
        return Reason(Why.DECLINED, Text("상대가 거절했습니다.", "The other side declined."))
    common = fair.common(wish)
    if not common:
        sentence = Text("둘 다 나올 수 있는 시간이 없습니다.", "There is no slot in which both are there.")
        return Reason(Why.NO_COMMON_SLOT, sentence)
    if common & fair.served(wish):
        return None
    if wish.language and not common & fair.spoken(wish.language):
        sentence = Text("둘 다 나오는 시간에 통역이 없습니다.", "No interpreter is there when both are.")
        return Reason(Why.NO_INTERPRETER, sentence)
    ko, en = ("화상 상담실", "video room") if wish.video else ("상담 자리", "table")
    return Reason(
        Why.NO_PLACE,
        Text(f"둘 다 나오는 시간에 쓸 {ko}이 없습니다.", f"No {en} is open when both are there."),
    )


def no_slot() -> Reason:
    """Return the reason of a chosen meeting that found no slot."""
    return Reason(Why.NO_SLOT, _NO_SLOT)


def _full(fair: Fair, held: Collection[int], one: Attendee, wish: Wish) -> list[Reason]:
    own = [fair.wishes[at] for at in held if one.id in (fair.wishes[at].partner, fair.wishes[at].firm)]
    most = most_of(fair, one)
    if len(own) < most:
        return []
    kinds = list(Asked)
    before = sum(kinds.index(other.asked) < kinds.index(wish.asked) for other in own)
    sentence = Text(
        f"{one.called}의 상담 {most}건이 찼습니다. 그 가운데 {before}건은 더 우선하는 신청입니다.",
        f"{one.called} has its {most} meetings; {before} of them rest on wishes that come before.",
    )
    return [Reason(Why.FULL, sentence, one.id)]


def why_gone(fair: Fair, number: int, *, called_off: bool) -> tuple[Reason, ...]:
    """Return why a published meeting cannot take place any more, whatever one does."""
    if called_off:
        return (Reason(Why.CALLED_OFF, Text("상담이 취소되었습니다.", "The meeting was called off.")),)
    never = why_never(fair, fair.wishes[number])
    sentence = Text("남은 시간에 둘 다 나올 수 있는 때가 없습니다.", "Both are not there in any slot left.")
    return (never or Reason(Why.NOT_THERE, sentence),)


def why_lost(board: Board, number: int, certain: int) -> tuple[Reason, ...]:
    """Return why a meeting that was hit found no other slot.

    `certain` is how many had to be lost whatever one does, where that is proved of as many as were lost.
    """
    partner, firm = board.parties[number]
    if board.allowed[number] & ~board.busy[partner] & ~board.busy[firm]:
        reason = Reason(Why.LOST, _NO_SLOT)
    else:
        sentence = Text("남은 시간에 둘이 함께 비는 때가 없습니다.", "No slot left is free for both.")
        reason = Reason(Why.LOST, sentence)
    if not certain:
        return (reason,)
    sentence = Text(
        f"다른 상담을 모두 옮겨 보아도 적어도 {certain}건은 빠집니다.",
        f"However the others are moved, at least {certain} cannot take place.",
    )
    return reason, Reason(Why.LOST_FOR_CERTAIN, sentence)
