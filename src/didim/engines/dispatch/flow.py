"""The best plan when a request's visits may be divided among experts: a flow of least cost (OR-Tools, exact).

No undivided plan has more points, so it is the bound; and where every request has one visit, or none comes
out divided, it is the plan itself.
"""

from dataclasses import dataclass

import numpy as np

from didim.engines.dispatch.problem import LOTS, Bools, Grid, Ints

_LARGEST = 2**61  # greatest cost times nodes that the solver takes (63 bits), with room to spare


@dataclass(frozen=True, eq=False)
class Divided:
    """Visits of the first month by [request, expert], and the points of that, rounded down."""

    visits: Ints
    points: int


def divided(grid: Grid, rows: Ints, open_: Bools, room: Ints, used: Ints) -> Divided:
    """Return the best division of some rows over what is left.

    `room[column]`: visits still free in the first month; `used[column]`: visits already settled there, whose
    steps are paid. Raises OverflowError where the numbers leave 63 bits.
    """
    from ortools.graph.python import min_cost_flow

    many, columns = len(rows), grid.open.shape[1]
    visits = np.zeros((many, columns), np.int64)
    places, chosen = np.nonzero(open_[rows])
    if not len(places):
        return Divided(visits, 0)
    loads = grid.loads[rows, 0]
    nodes = many + columns + 1
    pair_rows = rows[places]
    worth = grid.worth[pair_rows, chosen]
    scale, lots = _scale(int(worth.max()) * grid.unit, nodes, many)
    share = grid.unit // loads[places]
    gains = (worth * scale + grid.lots[pair_rows, chosen] * lots // LOTS) * share
    costs, capacities, tails = _steps(grid, room, used)
    solver = min_cost_flow.SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(places, many + chosen, loads[places], -gains)
    sink = nodes - 1
    solver.add_arcs_with_capacity_and_unit_cost(
        many + tails, np.full(len(tails), sink), capacities, costs * scale * grid.unit
    )
    # What nobody takes goes to the sink for nothing.
    solver.add_arcs_with_capacity_and_unit_cost(
        np.arange(many), np.full(many, sink), loads, np.zeros(many, np.int64)
    )
    supplies = np.concatenate([loads, np.zeros(columns, np.int64), [-int(loads.sum())]])
    solver.set_nodes_supplies(np.arange(nodes), supplies)
    if solver.solve() != solver.OPTIMAL:
        raise OverflowError("요청과 적합도의 크기가 계산 범위를 넘습니다.")
    visits[places, chosen] = np.asarray(solver.flows(np.arange(len(places))))
    return Divided(visits, int(-solver.optimal_cost()) // (scale * grid.unit))


def _scale(largest: int, nodes: int, rows: int) -> tuple[int, int]:
    """Return by what points are multiplied, and the range of lots: all of them weigh less than a point."""
    lots = LOTS
    while lots > 1 and largest * lots * (rows + 1) * nodes > _LARGEST:
        lots //= 2
    return lots * (rows + 1), lots


def _steps(grid: Grid, room: Ints, used: Ints) -> tuple[Ints, Ints, Ints]:
    """Return costs, capacities and columns of the arcs from experts to the sink, equal steps as one arc."""
    costs: list[int] = []
    capacities: list[int] = []
    tails: list[int] = []
    for column, steps in enumerate(grid.steps):
        left = steps[int(used[column]) : int(used[column]) + max(0, int(room[column]))]
        found, counts = np.unique(left, return_counts=True)
        costs += found.tolist()
        capacities += counts.tolist()
        tails += [column] * len(found)
    return np.array(costs, np.int64), np.array(capacities, np.int64), np.array(tails, np.int64)
