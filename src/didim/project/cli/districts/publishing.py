"""``./didim districts publish | editions | withdraw``: what readers of the pages see."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from didim.project.cli.context import with_django
from didim.project.cli.districts.importing import districts_folder, store_option
from didim.project.cli.output import print_json, stage

if TYPE_CHECKING:
    from didim.districts.models import Edition

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("publish")
@store_option
@click.option(
    "--outlines", type=_FILE, help="상권 경계(GeoJSON) / outlines of districts, kept for later ones"
)
@click.option("--boroughs", type=_FILE, help="자치구 경계(GeoJSON) / outlines of boroughs, kept")
@click.option("--dongs", type=_FILE, help="행정동 경계(GeoJSON) / outlines of dongs, kept")
@click.option("--licences", type=_FILE, help="인허가 파일 / licences for survival, kept")
@click.option("--json", "as_json", is_flag=True, help="결과를 JSON 한 줄로 / the result as one JSON object")
@with_django
def publish(
    *,
    store: Path | None,
    outlines: Path | None,
    boroughs: Path | None,
    dongs: Path | None,
    licences: Path | None,
    as_json: bool,
) -> None:
    """읽어 들인 자료를 새 판으로 공개합니다. Publish what was imported as a new edition.

    The same data and definitions make no new edition; an older edition stays readable by its number.
    """
    from django.utils import timezone

    from didim.districts.domain.keeping import Kept, keep
    from didim.districts.domain.publishing import publish_edition
    from didim.engines.districts import DistrictsError, Store
    from didim.engines.forecasting.reading import decoded

    kept = Store(store or districts_folder())
    try:
        for what, path in ((Kept.OUTLINES, outlines), (Kept.BOROUGHS, boroughs), (Kept.DONGS, dongs)):
            if path is not None:
                keep(kept, what, path.read_bytes())
        if licences is not None:
            keep(kept, Kept.LICENCES, decoded(licences).encode())
        with stage("publish"):
            done = publish_edition(store=kept, by=None, now=timezone.now())
    except DistrictsError as error:
        raise click.ClickException(str(error)) from error
    result = {"new": done.is_new, **_told(done.edition, rows=True)}
    if as_json:
        print_json(result)
    else:
        click.echo("새 판을 공개했습니다 / published" if done.is_new else "이미 공개한 판입니다 / as before")
        for name, value in result.items():
            click.echo(f"  {name:16} {value}")


@click.command("editions")
@click.option("--json", "as_json", is_flag=True, help="결과를 JSON 한 줄로 / the result as one JSON object")
@with_django
def editions(*, as_json: bool) -> None:
    """공개한 판을 보여 줍니다. List what was published."""
    from didim.districts.queries.editions import published_editions

    found = [_told(one, rows=False) for one in published_editions()]
    if as_json:
        print_json({"editions": found})
        return
    for one in found:
        mark = "●" if one["current"] else "✘" if one["withdrawn"] else "○"
        click.echo(
            f"{mark} {one['number']} {one['city']} {one['quarters'][0]}~{one['quarters'][1]}"
            f" {one['published_at']} {one['withdrawn'] or ''}"
        )


def _told(edition: "Edition", *, rows: bool) -> dict[str, Any]:
    from didim.kernel.quarters import quarter_code

    told: dict[str, Any] = {
        "number": edition.number,
        "city": edition.city_name,
        "current": edition.is_current,
        "withdrawn": edition.withdrawn_reason or None,
        "quarters": [quarter_code(edition.first_quarter), quarter_code(edition.last_quarter)],
        "published_at": edition.published_at.isoformat(),
        "digest": edition.digest,
        "definitions": edition.definitions,
    }
    if rows:
        from django.db.models import Sum

        counted = edition.parts.values("table").annotate(total=Sum("rows")).order_by("table")
        told["rows"] = dict(counted.values_list("table", "total"))
        told["sources"] = {one["data_set"]: one["rows"] for one in edition.sources}
    return told
