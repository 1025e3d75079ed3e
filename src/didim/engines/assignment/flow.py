"""The best draw when only the total counts: a flow of least cost (OR-Tools, cost scaling; exact)."""

import numpy as np

from didim.engines.assignment.problem import Bools, Grid, Ints


def best_pairs(grid: Grid, rows: Ints, columns: Ints, gains: Ints) -> Bools | None:
    """Return which of the pairs (rows[i], columns[i]) to take so that the sum of their gains is greatest.

    Every row gets what it needs, every column takes between its bounds; None when that cannot be. Raises
    OverflowError when the greatest gain times the number of nodes leaves 63 bits.
    """
    from ortools.graph.python import min_cost_flow

    many_rows, many_columns = grid.open.shape
    need, low, high = grid.need, grid.low, grid.high
    rest = int(need.sum() - low.sum())
    if rest < 0 or (high < low).any() or (need < 0).any():
        return None
    sink = many_rows + many_columns
    solver = min_cost_flow.SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(
        rows, many_rows + columns, np.ones(len(rows), np.int64), -gains
    )
    solver.add_arcs_with_capacity_and_unit_cost(
        np.arange(many_rows, sink),
        np.full(many_columns, sink),
        high - low,
        np.zeros(many_columns, np.int64),
    )
    # A column's lower bound is what it keeps; what it takes beyond goes on to the sink.
    supplies = np.concatenate([need, -low, [-rest]])
    solver.set_nodes_supplies(np.arange(sink + 1), supplies)
    status = solver.solve()
    if status == solver.INFEASIBLE:
        return None
    if status != solver.OPTIMAL:
        raise OverflowError(f"적합도의 크기가 계산 범위를 넘습니다({status}).")
    taken: Bools = np.asarray(solver.flows(np.arange(len(rows)))) > 0
    return taken
