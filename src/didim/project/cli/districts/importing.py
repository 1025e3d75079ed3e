"""``./didim import districts``: official files into the Parquet files under var/districts."""

import os
from collections.abc import Callable
from functools import partial
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


KEY_SETTING = "DIDIM_SEOUL_KEY"
ADDRESS_SETTING = "DIDIM_SEOUL_ADDRESS"


@click.command("districts")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--open-api",
    "services",
    multiple=True,
    metavar="SERVICE",
    help="열린데이터광장에서 받습니다(VwsmTrdarStorQq) / fetch this service",
)
@click.option("--quarter", "quarters", multiple=True, help="받을 분기(20244) / quarters to fetch")
@click.option(
    "--key",
    envvar=KEY_SETTING,
    help=f"인증키, 없으면 환경의 {KEY_SETTING} / key, else from the environment",
)
@store_option
@click.option("--json", "as_json", is_flag=True, help="결과를 JSON 한 줄로 / the result as one JSON object")
def import_districts(
    files: tuple[Path, ...],
    *,
    services: tuple[str, ...],
    quarters: tuple[str, ...],
    key: str | None,
    store: Path | None,
    as_json: bool,
) -> None:
    """상권 자료(CSV, gzip)를 읽거나 받아 들입니다. Read official files, or fetch them from the open API."""
    from didim.engines.districts import DistrictsError, Store

    if not files and not services:
        raise click.UsageError("파일이나 --open-api 서비스를 적어 주세요 / name files or --open-api services")
    folder = store or districts_folder()
    kept = Store(folder)
    results: list[dict[str, Any]] = []
    failed: list[dict[str, str]] = []
    for name, read in [*_read(files), *_fetched(services, quarters, key, folder)]:
        try:
            taken = kept.take(name, read())
        except DistrictsError as error:
            failed.append({"file": name, "error": str(error)})
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


def _read(files: tuple[Path, ...]) -> list[tuple[str, Callable[[], bytes]]]:
    return [(path.name, path.read_bytes) for path in files]


def _fetched(
    services: tuple[str, ...], quarters: tuple[str, ...], key: str | None, folder: Path
) -> list[tuple[str, Callable[[], bytes]]]:
    """Return what fetches each service and quarter; pages received before a break lie under the store."""
    if not services:
        return []
    from didim.engines.districts import DistrictsError
    from didim.engines.districts.open_api import ADDRESS, OpenApi
    from didim.kernel.quarters import parse_quarter

    if not key:
        raise click.UsageError(
            f"인증키가 없습니다. --key 나 환경변수 {KEY_SETTING}에 적어 주세요(data.seoul.go.kr에서 무료)"
            f" / no key: give --key or set {KEY_SETTING}"
        )
    if not quarters:
        raise click.UsageError("--quarter 20244처럼 받을 분기를 적어 주세요 / name the quarters")
    for quarter in quarters:
        try:
            parse_quarter(quarter)
        except ValueError as error:
            raise click.BadParameter(str(error), param_hint="--quarter") from error
    client = OpenApi(key, os.environ.get(ADDRESS_SETTING, ADDRESS))

    def fetch(service: str, quarter: str) -> bytes:
        content = client.fetch(service, quarter, folder / "open-api")
        if content is None:
            raise DistrictsError(f"{service} {quarter}: 아직 공표된 자료가 없습니다.")
        return content

    return [
        (f"{service}_{quarter}.csv", partial(fetch, service, quarter))
        for service in services
        for quarter in quarters
    ]


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
