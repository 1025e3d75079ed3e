"""``./didim report``: figures from rows beside what was published, and reports as files."""

from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from .context import with_django
from .output import print_json

if TYPE_CHECKING:
    from didim.project.sample.compared import Compared


@click.group()
def report() -> None:
    """성과 수치와 보고서를 만듭니다. Figures and reports."""


@report.command()
@click.option("--json", "as_json", is_flag=True, help="결과를 JSON 한 줄로 / the result as one JSON object")
@with_django
def figures(*, as_json: bool) -> None:
    """예시 지역의 수치를 공표된 값과 견줍니다. Figures of the sample region beside the published ones.

    The exit code is 1 when one is not equal.
    """
    from didim.project.sample.compared import compared_figures

    found = list(compared_figures(today=datetime.now(ZoneInfo("Asia/Seoul")).date()))
    unequal = [one for one in found if not one.is_equal]
    if as_json:
        print_json({"equal": not unequal, "count": len(found), "figures": [_row(one) for one in found]})
    else:
        for one in found:
            mark = "✔" if one.is_equal else "✘"
            said = " · ".join(
                f"{ours or '-'} ({published})" if name == "value" else f"{name} {ours or '-'} ({published})"
                for name, published, ours, _equal in one.parts
            )
            name, unit = one.measured.figure.name.ko, one.measured.figure.unit.label.ko
            click.echo(f"{mark} {one.whose} {one.measured.period.label.ko} {name}: {said} {unit}")
        click.echo(f"{len(found) - len(unequal)}/{len(found)}")
    if unequal:
        raise SystemExit(1)


def _row(one: "Compared") -> dict[str, Any]:
    measured = one.measured
    return {
        "source": one.source,
        "whose": one.whose,
        "figure": measured.figure.id,
        "name": {"ko": measured.figure.name.ko, "en": measured.figure.name.en},
        "period": {"start": measured.period.start, "end": measured.period.end},
        "exact": measured.value,
        "numerator": measured.numerator,
        "denominator": measured.denominator,
        "rows": measured.rows,
        "unit": measured.figure.unit.label.ko.strip(),
        "compared": [
            {"what": name, "computed": ours, "published": published, "equal": equal}
            for name, published, ours, equal in one.parts
        ],
        "equal": one.is_equal,
    }
