"""``./didim report``: figures from rows beside what was published, and reports as files."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from .context import with_django
from .output import print_json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from didim.project.sample.compared import Compared
    from didim.reports.outlines import Outline
    from didim.reports.queries.building import Asked


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


_DAY = click.DateTime(["%Y-%m-%d"])


def of_whom(command: "Callable[..., None]") -> "Callable[..., None]":
    """Add the options that say of whom a report tells, over which time, in which language."""
    options = (
        click.argument("kind"),
        click.option("--agency", help="기관의 번호나 이름 / the agency's number or name"),
        click.option("--network", help="네트워크의 번호나 이름 / the network's number or name"),
        click.option("--firm", type=int, help="기업의 번호 / the firm's number"),
        click.option("--year", type=int, help="연도 / the year"),
        click.option(
            "--half", type=click.IntRange(1, 2), help="반기, 없으면 한 해 / half of the year, else all of it"
        ),
        click.option("--from", "first", type=_DAY, help="첫날(연도 대신) / the first day, instead of a year"),
        click.option("--until", "last", type=_DAY, help="마지막 날 / the last day"),
        click.option("--baseline", type=int, help="비교할 연도 / the year to compare with"),
        click.option("--english", is_flag=True, help="영어로 / in English"),
    )
    for option in reversed(options):
        command = option(command)
    return command


@report.command()
@of_whom
@click.option("--pdf", is_flag=True)
@click.option("--xlsx", is_flag=True)
@click.option("--hwpx", is_flag=True)
@click.option("--to", "folder", type=click.Path(file_okay=False, path_type=Path), default=".")
@click.option("--json", "as_json", is_flag=True, help="결과를 JSON 한 줄로 / the result as one JSON object")
@with_django
def build(kind: str, *, folder: Path, as_json: bool, **said: Any) -> None:
    """보고서를 파일로 만듭니다. Write a report (annual, network-half, first-year, national, firm-card)."""
    import time

    from didim.documents.reports import report_hwpx, report_pdf, report_xlsx
    from didim.reports.queries.building import build_report

    chosen, asked = _asked(kind, said, with_rows=said["xlsx"])
    began = time.perf_counter()
    built = build_report(chosen, asked)
    took = {"figures": time.perf_counter() - began}
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for ending, render in {"pdf": report_pdf, "xlsx": report_xlsx, "hwpx": report_hwpx}.items():
        if said[ending]:
            began = time.perf_counter()
            path = folder / f"{chosen.code}-{_file_name(built.whose)}-{asked.period.start:%Y%m%d}.{ending}"
            path.write_bytes(render(built))
            took[ending] = time.perf_counter() - began
            written.append(str(path))
    seconds = {name: round(value, 3) for name, value in took.items()}
    if as_json:
        print_json({"title": built.title, "files": written, "seconds": seconds})
        return
    click.echo(built.title)
    for name, value in seconds.items():
        click.echo(f"  {name} {value:.3f} s")
    for path_text in written:
        click.echo(f"  {path_text}")


@report.command()
@of_whom
@with_django
def press(kind: str, **said: Any) -> None:
    """보도 요약을 문장으로 씁니다. Print the press summary of a report in sentences."""
    from didim.reports.queries.building import press_summary

    for words in press_summary(*_asked(kind, said)):
        click.echo(words)


def _asked(kind: str, said: "Mapping[str, Any]", *, with_rows: bool = False) -> "tuple[Outline, Asked]":
    """Return the outline and what it is asked about; click.BadParameter says what is not known."""
    from didim.kernel.definitions import DefinitionError
    from didim.reports.outlines import outline
    from didim.reports.queries.asking import AskedWhom, ask
    from didim.reports.scopes import Period

    year, half, baseline = said["year"], said["half"], said["baseline"]
    if said["first"] and said["last"]:
        period = Period(said["first"].date(), said["last"].date())
    elif year:
        period = Period.half(year, half) if half else Period.year(year)
    else:
        raise click.UsageError(
            "--year, 또는 --from과 --until을 적어 주세요 / give --year, or --from and --until"
        )
    try:
        chosen = outline(kind, on=period.end)
        asked = ask(
            chosen,
            AskedWhom(agency=said["agency"], network=said["network"], firm=said["firm"]),
            period=period,
            baseline=Period.year(baseline) if baseline else None,
            language="en" if said["english"] else "ko",
            made_on=datetime.now(ZoneInfo("Asia/Seoul")).date(),
            with_rows=with_rows,
        )
    except (DefinitionError, LookupError) as error:
        raise click.BadParameter(str(error)) from error
    return chosen, asked


def _file_name(words: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in words)
