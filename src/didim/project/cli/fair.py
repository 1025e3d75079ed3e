"""``./didim fair``: timetables of matching fairs (상담회)."""

import csv
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .output import print_json, progress

if TYPE_CHECKING:
    from didim.engines.scheduling import Proof, Timetable

PUBLISHED = "published_results.csv"
_TIMED_OUT = 7200.0  # seconds the paper gave each approach


@click.group()
def fair() -> None:
    """상담회 일정을 짭니다. Schedule matching fairs."""


@fair.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--fairness", type=click.IntRange(min=0), help="빈 시간 수 차이의 한도 / most difference of breaks"
)
@click.option("--time-limit", type=click.FloatRange(min=0), help="파일마다 초 / seconds for each file")
@click.option("--schedules", is_flag=True, help="상담마다 시간도 / the slot of every meeting, too")
@click.option("--json", "as_json", is_flag=True, help="JSON 한 줄로 / as one JSON object")
def solve(
    files: tuple[Path, ...],
    fairness: int | None,
    time_limit: float | None,
    *,
    schedules: bool,
    as_json: bool,
) -> None:
    """빈 시간이 가장 적은 시간표를 찾고 증명합니다. Find and prove the timetable with the fewest breaks.

    FILES are .dzn files. Without --fairness every value that published_results.csv beside a file states for
    it is solved; without that file, no fairness. Exit status 1 when a file cannot be read or a result differs
    from the published one.
    """
    from didim.engines.scheduling import DznError, prove_all, read_dzn

    results: list[dict[str, Any]] = []
    problems: list[dict[str, Any]] = []
    began = time.monotonic()
    for path in progress(files, "fair solve", len(files)):
        try:
            timetable = read_dzn(path)
        except DznError as error:
            problems.append({"file": str(path), "line": error.line, "problem": str(error)})
            continue
        published = _published(path)
        wanted = [fairness] if fairness is not None else sorted(published) or [None]
        for proof in prove_all(timetable, wanted, seconds=time_limit):
            row = _result(path, timetable, proof, published.get(proof.fairness), schedules=schedules)
            results.append(row)
            if not as_json:
                click.echo(_line(row))
    summary = _summary(results, time.monotonic() - began)
    if as_json:
        print_json({"results": results, "problems": problems, **summary})
    else:
        for name, value in summary.items():
            click.echo(f"{name:28} {value}")
    for problem in problems:
        click.echo(f"{problem['file']}: {problem['problem']}", err=True)
    if problems or any(row["equal_to_published"] is False or row["breaches"] for row in results):
        raise SystemExit(1)


def _result(
    path: Path,
    timetable: "Timetable",
    proof: "Proof",
    published: dict[str, str] | None,
    *,
    schedules: bool,
) -> dict[str, Any]:
    from didim.engines.scheduling import breaches

    instance, _, variant = path.name.removesuffix(".dzn").partition(".")
    found = [] if proof.slots is None else breaches(timetable, proof.slots, fairness=proof.fairness)
    stated = None if published is None else published["obj"]
    said = {"infeasible": "-", "optimal": str(proof.breaks)}.get(proof.status.value)
    return {
        "instance": instance,
        "variant": variant or None,
        "d": proof.fairness,
        "objective": proof.breaks,
        "bound": None if proof.status.value == "infeasible" else proof.bound,
        "status": proof.status.value,
        "seconds": round(proof.seconds, 2),
        "published": stated,
        "equal_to_published": None if stated is None else said == stated,
        "published_seconds": None if published is None else _published_seconds(published),
        "breaches": [one.sentence.ko for one in found],
        **({"slots": proof.slots and [slot + 1 for slot in proof.slots]} if schedules else {}),
    }


def _published(path: Path) -> dict[int | None, dict[str, str]]:
    """Return what published_results.csv beside a file states for it, by fairness."""
    instance, _, variant = path.name.removesuffix(".dzn").partition(".")
    try:
        with (path.parent / PUBLISHED).open(encoding="utf-8") as lines:
            rows = list(csv.DictReader(lines))
    except OSError:
        return {}
    return {int(row["d"]): row for row in rows if (row["instance"], row["variant"]) == (instance, variant)}


def _published_seconds(row: dict[str, str]) -> dict[str, float]:
    """Return the seconds of each published approach.

    Two rows read "TO 106.1,-": Chuffed timed out without a timetable, and 106.1 are the seconds of MIP.
    """
    chuffed, mip = row["chuffed"], row["mip"]
    if mip == "-":
        chuffed, mip = "TO", chuffed.removeprefix("TO ")
    return {"maxsat": _seconds(row["maxsat_s"]), "chuffed": _seconds(chuffed), "mip": _seconds(mip)}


def _seconds(said: str) -> float:
    """Return the seconds of a published entry ("7.5 4": 7.5 s, optimum 4); "TO" is the whole limit."""
    return _TIMED_OUT if said.startswith("TO") else float(said.split(maxsplit=1)[0])


def _summary(results: list[dict[str, Any]], seconds: float) -> dict[str, Any]:
    compared = [row for row in results if row["equal_to_published"] is not None]
    totals = {
        name: round(sum(row["published_seconds"][name] for row in compared), 1)
        for name in ("maxsat", "chuffed", "mip")
    }
    return {
        "rows": len(results),
        "rows_published": len(compared),
        "rows_equal_to_published": sum(row["equal_to_published"] for row in compared),
        "rows_with_breaches": sum(bool(row["breaches"]) for row in results),
        "seconds_total": round(seconds, 1),
        "published_seconds_total": totals,
    }


def _line(row: dict[str, Any]) -> str:
    name = f"{row['instance']}.{row['variant']}" if row["variant"] else row["instance"]
    equal = {True: "✔", False: "✘", None: ""}[row["equal_to_published"]]
    shown = "-" if row["objective"] is None else row["objective"]
    return f"{name:28} d={row['d']!s:5} {shown!s:>4} {row['status']:10} {row['seconds']:8.2f} s {equal}"
