"""``./didim districts …``: statistics of commercial districts (상권). Each file holds one command or two."""

import click

from .backtesting import backtest
from .checking import check
from .publishing import editions, publish
from .ranking import compare, place, rank
from .reviving import revival
from .surviving import survival


@click.group()
def districts() -> None:
    """상권 통계를 다룹니다. Work on statistics of commercial districts."""


districts.add_command(backtest)
districts.add_command(check)
districts.add_command(compare)
districts.add_command(editions)
districts.add_command(place)
districts.add_command(publish)
districts.add_command(rank)
districts.add_command(revival)
districts.add_command(survival)
