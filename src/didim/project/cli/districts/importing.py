"""``./didim import districts``: official files into the Parquet files under var/districts."""

from pathlib import Path
from typing import Any

import click

from didim.project.cli.output import print_json

SHOWN = 10


def districts_folder() -> Path:
    """Return the folder in which district statistics are kept."""
    from didim.project.places import VAR_DIR

    return VAR_DIR / "districts"


def store_option(command: Any) -> Any:
    """Give a command the option for another folder than var/districts."""
    return click.option(
        "--store",
        type=click.Path(file_okay=False, path_type=Path),
        default=None,
        help="자료를 둘 폴더, 없으면 var/districts / folder of the data, else var/districts",
    )(command)


@click.command("districts")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@store_option
@click.option("--json", "as_json", is_flag=True, help="결과를 JSON 한 줄로 / the result as one JSON object")
def import_districts(files: tuple[Path, ...], *, store: Path | None, as_json: bool) -> None:
    """상권 자료(CSV, gzip)를 읽어 들입니다. Read official files of commercial districts."""
    from didim.engines.districts import DistrictsError, Store

    kept = Store(store or districts_folder())
    results: list[dict[str, Any]] = []
    failed: list[dict[str, str]] = []
    for path in files:
        try:
            taken = kept.take(path.name, path.read_bytes())
        except DistrictsError as error:
            failed.append({"file": path.name, "error": str(error)})
            click.echo(str(error), err=True)
            continue
        change = {
            "known": taken.known,
            "new_rows": taken.new_rows,
            "changed_rows": taken.changed_rows,
            "written_partitions": taken.written,
        }
        results.append({**taken.report, **change})
        if not as_json:
            _tell(results[-1])
    totals = {
        name: sum(one[name] for one in results)
        for name in ("rows", "kept", "rejected", "repaired", "new_rows", "changed_rows", "written_partitions")
    }
    if as_json:
        print_json({"files": results, "not_taken": failed, "total": totals, "changed": _changed(totals)})
    else:
        click.echo(" ".join(f"{name}={value:,}" for name, value in totals.items()))
    if failed:
        raise SystemExit(1)


def _changed(totals: dict[str, int]) -> bool:
    return bool(totals["new_rows"] or totals["changed_rows"] or totals["written_partitions"])


def _tell(one: dict[str, Any]) -> None:
    click.echo(
        f"{one['file']}: {one['data_set']} {one['rows']:,}행, 제외 {one['rejected']:,},"
        f" 고침 {one['repaired']:,}, 새로 {one['new_rows']:,}, 바뀜 {one['changed_rows']:,}"
        + (" (이미 있음)" if one["known"] else "")
    )
    for name in ("notes", "dropped_columns"):
        if one[name]:
            click.echo(f"  {name}: {', '.join(one[name])}")
    for name in ("nulls", "over_100", "sums_differ"):
        if one[name]:
            click.echo(f"  {name}: {', '.join(f'{key} {value:,}' for key, value in one[name].items())}")
    for problem in one["problems"][:SHOWN]:
        click.echo(
            f"  {problem['row']}행 {problem['column']} '{problem['value']}':"
            f" {problem['done']} - {problem['reason']}"
        )
