"""Pure rules of fairs: who fits whom by trade, whom to recommend, in which language they speak."""

from collections.abc import Collection, Iterable
from heapq import nlargest

from didim.fairs.enums import Side
from didim.fairs.models import Fair, Participant

# Recommended for one participant, at most: a fair of hundreds would otherwise be searched pair by pair.
RECOMMENDED = 20


def trade_fit(partner: Participant, firm: Participant) -> int:
    """Return 0 to 1000: half for a firm in a trade the partner looks for, half the other way round.

    A code of the industrial classification covers the finer ones that begin with it.
    """
    sought = _covers(partner.sought_trades, firm.trades)
    seeking = _covers(firm.sought_trades, partner.trades)
    return 500 * sought + 500 * seeking


def recommended(
    fair: Fair, participants: Iterable[Participant], *, among: Collection[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Return pairs that fit by trade for those who should have a least number of meetings, best first.

    Pairs in `among` are known already and not recommended again.
    """
    partners, firms = [], []
    for one in participants:
        (partners if one.side == Side.PARTNER else firms).append(one)
    found: dict[tuple[int, int], int] = {}
    for side, others, least in ((partners, firms, fair.partner_least), (firms, partners, fair.firm_least)):
        for one in side:
            if not (least if one.least is None else one.least):
                continue
            pairs = (_pair(one, other) for other in others)
            fits = [(trade_fit(*pair), pair[0].pk, pair[1].pk) for pair in pairs]
            found |= {
                (partner, firm): fit
                for fit, partner, firm in nlargest(RECOMMENDED, fits)
                if fit and (partner, firm) not in among
            }
    return sorted(found, key=lambda pair: (-found[pair], pair))


def meets_by_video(partner: Participant, firm: Participant) -> bool:
    """Whether two who meet at a fair with tables and video rooms do so by video: where either asks for it."""
    return partner.by_video or firm.by_video


def language_between(partner: Participant, firm: Participant) -> str:
    """Return the language that is interpreted beside Korean; "" where both speak the same."""
    if partner.language == firm.language:
        return ""
    return partner.language if partner.language != "ko" else firm.language


def _pair(one: Participant, other: Participant) -> tuple[Participant, Participant]:
    return (one, other) if one.side == Side.PARTNER else (other, one)


def _covers(sought: Iterable[str], trades: Iterable[str]) -> bool:
    return any(trade.startswith(code) for code in sought for trade in trades)
