"""Which experts are never sent to which requests, by what the rows say."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from didim.experts.domain.months import last_of_month
from didim.experts.enums import DispatchState
from didim.experts.models import Dispatch, ExpertTie, PoolExpert, VisitRequest
from didim.kernel.definitions import shipped_definitions
from didim.kernel.wording import Text
from didim.selection.domain.conflicts import paths_between

OWN_FIRM = Text("본인이 운영하는 기업입니다.", "It is their own firm.")
DECLINED = Text("이 요청을 사양했거나 교체되었습니다.", "Declined this request, or was replaced.")
AWAY = Text("원하는 기간에 계약이 없거나 부재입니다.", "Not under contract, or away, in the days asked for.")
KEPT_APART = Text("기관이 이 기업에 보내지 않기로 했습니다.", "The agency keeps them from this firm.")


class Bars:
    """The pairs of requests (rows) and experts (columns) that may not be, each with one reason.

    What rows say goes before what the fit says. `codes` holds every reason with its number.
    """

    def __init__(
        self,
        barred: npt.NDArray[np.int64],
        reasons: Sequence[Text],
        rows: Sequence[VisitRequest],
        columns: Sequence[PoolExpert],
    ) -> None:
        self.barred = barred.reshape(len(rows), len(columns))
        self.codes = {reason: at for at, reason in enumerate(reasons, 1)}
        self.rows, self.columns = rows, columns
        self._row = {one.pk: at for at, one in enumerate(rows)}
        self._column = {one.pk: at for at, one in enumerate(columns)}
        self._of_firm: dict[int, list[int]] = defaultdict(list)
        for at, one in enumerate(rows):
            self._of_firm[one.enterprise_id].append(at)

    def put(self, *, month: date, days: Mapping[int, Collection[date]]) -> None:
        """Bar what the rows say may not be; `days` are those an expert is there in the month."""
        self._put_away(month, days)
        self._put_declined()
        for firm, expert, reason in (*self._own_firms(), *self._kept_apart(month), *self._tied(month)):
            for at in self._of_firm[firm]:
                self._set(at, self._column[expert], reason)

    def _set(self, row: int, column: int, reason: Text) -> None:
        self.barred[row, column] = self.codes.setdefault(reason, len(self.codes) + 1)

    def _put_away(self, month: date, days: Mapping[int, Collection[date]]) -> None:
        for at, request in enumerate(self.rows):
            window = window_of(request, month)
            for to, one in enumerate(self.columns):
                if window.isdisjoint(days[one.pk]):
                    self._set(at, to, AWAY)

    def _put_declined(self) -> None:
        ended = Dispatch.objects.filter(
            request__in=list(self._row), state__in=(DispatchState.DECLINED, DispatchState.REPLACED)
        )
        for request, expert in ended.values_list("request", "expert"):
            if expert in self._column:
                self._set(self._row[request], self._column[expert], DECLINED)

    def _own_firms(self) -> Iterator[tuple[int, int, Text]]:
        for one in self.columns:
            if one.enterprise_id in self._of_firm:
                yield one.enterprise_id, one.pk, OWN_FIRM

    def _kept_apart(self, month: date) -> Iterator[tuple[int, int, Text]]:
        """Yield the firms the agency keeps experts from."""
        ties = ExpertTie.objects.filter(
            expert__in=list(self._column),
            enterprise__in=list(self._of_firm),
            valid_from__lte=last_of_month(month),
        )
        for firm, expert, until in ties.values_list("enterprise", "expert", "valid_to"):
            if until is None or until >= month:
                yield firm, expert, KEPT_APART

    def _tied(self, month: date) -> Iterator[tuple[int, int, Text]]:
        """Yield the firms experts are tied to themselves, or through family and firms."""
        persons = dict(
            PoolExpert.objects.filter(pk__in=list(self._column)).values_list("profile__person", "pk")
        )
        never = shipped_definitions().as_of("expert-fit", month).values["never"]
        for path in paths_between(persons=persons, firms=self._of_firm, grounds=never, on=month):
            ground = path.ground
            yield path.firm, persons[path.person], Text(f"{ground.label}.", f"{ground.label_en}.")


def window_of(request: VisitRequest, month: date) -> set[date]:
    """Return the days of a month that a firm asked for; a request that waited past them takes any."""
    last = last_of_month(month)
    start, end = max(request.wanted_from, month), min(request.wanted_until, last)
    if end < start:
        start, end = month, last
    return {start + timedelta(days=at) for at in range((end - start).days + 1)}
