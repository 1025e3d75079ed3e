"""``./didim districts check``: our figures against the publisher's."""

from pathlib import Path
from typing import Any

import click

from didim.project.cli.districts.importing import districts_folder, store_option
from didim.project.cli.output import print_json

CAFES, COFFEE = "CS100010", "커피"


def shared_data() -> Path:
    """Return the folder of public data beside the checkout."""
    from didim.project.places import BASE_DIR

    return BASE_DIR.parent / "shared" / "data"


def _existing(given: Path | None, usual: Path) -> Path | None:
    return given or (usual if usual.exists() else None)


_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("check")
@store_option
@click.option("--engine", default="duckdb", help="duckdb, local[2], spark://… / where it is computed")
@click.option("--licences", type=_FILE, help="인허가 파일 / licences, else ../shared/data/licences")
@click.option("--polygons", type=_FILE, help="상권 경계(GeoJSON) / outlines, else ../shared/data/boundaries")
@click.option("--json", "as_json", is_flag=True, help="결과를 JSON 한 줄로 / the result as one JSON object")
def check(
    *, store: Path | None, engine: str, licences: Path | None, polygons: Path | None, as_json: bool
) -> None:
    """공표된 값과 맞는지 봅니다. Hold recomputed figures against published ones."""
    from didim.engines.districts import DistrictsError, Store
    from didim.engines.districts.checking import (
        check_change_classes,
        check_closing_rates,
        check_placed_licences,
    )
    from didim.engines.districts.licences import read_shops
    from didim.engines.districts.places import Polygons
    from didim.engines.districts.running import open_engine, stored

    kept = Store(store or districts_folder())
    licences = _existing(licences, shared_data() / "licences" / "lifecycle.csv.gz")
    polygons = _existing(polygons, shared_data() / "boundaries" / "seoul_trdar_polygons_1650_wgs84.geojson")
    try:
        runs = open_engine(engine)
        stores = stored(runs, kept, "stores")
        panel = stored(runs, kept, "panel") if kept.paths("panel") else None
        result: dict[str, Any] = {
            "engine": engine,
            "change_classes": check_change_classes(runs, stored(runs, kept, "change")),
            "closing_rates": check_closing_rates(runs, stores, panel),
        }
        if licences and polygons:
            result["placed_licences"] = check_placed_licences(
                runs,
                stores,
                stored(runs, kept, "areas"),
                read_shops(licences.read_bytes(), COFFEE),
                Polygons.read(polygons.read_bytes()),
                CAFES,
            )
        else:
            result["placed_licences"] = {"skipped": "인허가 파일이나 상권 경계가 없습니다 / no files"}
    except DistrictsError as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        print_json(result)
        return
    for name, part in result.items():
        click.echo(f"\n{name}")
        for key, value in part.items() if isinstance(part, dict) else (("", part),):
            click.echo(f"  {key:34} {value}")
