"""Who should meet whom at a fair: words, trades and earlier answers, each with its reason."""

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from didim.engines.assignment.fit import shared_levels
from didim.engines.introductions.profiles import (
    FULL,
    PARTS,
    Introduction,
    IntroductionRule,
    Part,
    Past,
    Profile,
)
from didim.engines.introductions.texts import likeness, shared_words
from didim.kernel.wording import Text

_LEVELS = (
    ("대분류", "section"),
    ("중분류", "division"),
    ("소분류", "group"),
    ("세분류", "class"),
    ("세세분류", "subclass"),
)


class Introductions:
    """The recommendations among the partners and firms of one fair; nothing here is random."""

    def __init__(
        self,
        partners: Sequence[Profile],
        firms: Sequence[Profile],
        rule: IntroductionRule,
        past: Iterable[Past] = (),
    ) -> None:
        self._rule = rule
        self._partners = {one.id: at for at, one in enumerate(partners)}
        self._firms = {one.id: at for at, one in enumerate(firms)}
        self._sides = (tuple(partners), tuple(firms))
        self._past: dict[str, list[Past]] = {}
        for one in past:
            self._past.setdefault(one.by, []).append(one)

    @cached_property
    def _likeness(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """(partners, firms): what partners seek against what firms offer, and the other way round."""
        partners, firms = self._sides
        return (
            likeness([one.seeks for one in partners], [one.offers for one in firms]),
            likeness([one.seeks for one in firms], [one.offers for one in partners]).T,
        )

    def of_partner(self, partner: str, *, most: int, without: Collection[str] = ()) -> list[Introduction]:
        """Return the firms a partner should meet, best first; ties by id. KeyError for an unknown one."""
        at = self._partners[partner]
        found = [self._pair(at, number, name) for name, number in self._firms.items() if name not in without]
        return self._best(found, most)

    def of_firm(self, firm: str, *, most: int, without: Collection[str] = ()) -> list[Introduction]:
        """Return the partners a firm should meet, best first; ties by id. KeyError for an unknown one."""
        at = self._firms[firm]
        found = [
            self._pair(number, at, name) for name, number in self._partners.items() if name not in without
        ]
        return self._best(found, most)

    def of_pair(self, partner: str, firm: str) -> Introduction:
        """Return what speaks for one meeting, as the partner is told. KeyError for an unknown one."""
        return self._pair(self._partners[partner], self._firms[firm], firm)

    def _best(self, found: list[Introduction], most: int) -> list[Introduction]:
        good = [one for one in found if one.value >= self._rule.least]
        return sorted(good, key=lambda one: (-one.value, one.other))[:most]

    def _pair(self, partner: int, firm: int, other: str) -> Introduction:
        buyer, seller = self._sides[0][partner], self._sides[1][firm]
        found = {
            "words": self._words(partner, firm, buyer, seller),
            "trade": _trade(buyer, seller, self._rule),
            "history": self._history(buyer, seller),
        }
        parts = tuple(Part(key, found[key][0], self._rule.weights[key], found[key][1]) for key in PARTS)
        weights = sum(part.weight for part in parts)
        value = (2 * sum(part.points * part.weight for part in parts) + weights) // (2 * weights)
        return Introduction(other, value, parts)

    def _words(self, partner: int, firm: int, buyer: Profile, seller: Profile) -> tuple[int, Text]:
        wanted, offered = (float(matrix[partner, firm]) for matrix in self._likeness)
        if not ((buyer.seeks and seller.offers) or (seller.seeks and buyer.offers)):
            return self._rule.no_words, Text(
                "찾는 것과 내놓는 것이 적혀 있지 않습니다.", "What is sought and offered is not written."
            )
        points = min(FULL, round(max(wanted, offered) * FULL) * FULL // self._rule.full_likeness)
        pair = (buyer.seeks, seller.offers) if wanted >= offered else (seller.seeks, buyer.offers)
        words = shared_words(*pair)
        if not words:
            return points, Text(
                "찾는 것과 내놓는 것에 같은 낱말이 없습니다.", "Nothing sought is named in what is offered."
            )
        listed = ", ".join(words)
        return points, Text(
            f"찾는 것과 내놓는 것이 맞습니다({listed}).", f"What is sought is offered ({listed})."
        )

    def _history(self, buyer: Profile, seller: Profile) -> tuple[int, Text]:
        """Few answers count little: `history_prior` usual ones stand beside them."""
        rule = self._rule
        answers = self._past.get(buyer.id, ())
        own = [one for one in answers if one.other == seller.id]
        if own:
            liked = own[-1].liked
            return (
                (FULL, Text("전에 만나 더 이야기하기로 했습니다.", "They met before and wanted more."))
                if liked
                else (
                    0,
                    Text("전에 만났으나 이어지지 않았습니다.", "They met before, and nothing followed."),
                )
            )
        alike = [one for one in answers if _levels(one.trades, seller.trades)[0] >= rule.history_levels]
        yes = sum(one.liked for one in alike)
        points = (FULL * yes + rule.history_usual * rule.history_prior) // (len(alike) + rule.history_prior)
        if not alike:
            return points, Text(
                "비슷한 업종과의 상담 이력이 없습니다.", "No earlier meeting with such a trade."
            )
        return points, Text(
            f"비슷한 업종과의 지난 상담 {len(alike)}건 가운데 {yes}건이 이어졌습니다.",
            f"Of {len(alike)} earlier meetings with such trades {yes} led further.",
        )


def _trade(buyer: Profile, seller: Profile, rule: IntroductionRule) -> tuple[int, Text]:
    pairs = [(buyer.sought, seller.trades), (seller.sought, buyer.trades)]
    known = [pair for pair in pairs if all(pair)]
    if not known:
        return rule.no_trade, Text("찾는 업종이 적혀 있지 않습니다.", "No trade is sought.")
    levels, asked, found = max((_levels(*pair) for pair in known), key=lambda one: one[0])
    if not levels:
        return 0, Text("찾는 업종과 다릅니다.", "Not of the trades sought.")
    ko, en = _LEVELS[min(levels, len(_LEVELS)) - 1]
    return rule.trade[min(levels, len(rule.trade)) - 1], Text(
        f"찾는 업종 {asked}와(과) 업종 {found}의 {ko}가 같습니다.",
        f"Trade {found} shares its {en} with the trade sought, {asked}.",
    )


def _levels(asked: Sequence[str], held: Sequence[str]) -> tuple[int, str, str]:
    """Return the most levels two codes of these lists share, and the two codes."""
    pairs = [(shared_levels(one, other), one, other) for one in sorted(asked) for other in sorted(held)]
    return max(pairs, key=lambda pair: pair[0], default=(0, "", ""))
