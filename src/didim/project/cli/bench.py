"""``./didim bench NAME``: runs ``bench/NAME.py``.

Such a file has ``run() -> dict`` with the figures and their goals, and ``NEEDS_DATABASE = True`` when it
wants one: a migrated database in a cluster of its own (var/bench-postgres), so that no measurement touches
real data. With ``DURABLE = True`` it is one that keeps what it acknowledges (var/bench-durable). It stays as
the last run left it.
"""

import importlib.util
import inspect
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import click

from didim.project.places import BASE_DIR, VAR_DIR

from .output import print_json

if TYPE_CHECKING:
    from didim.project.postgres import Cluster


def _files() -> dict[str, Path]:
    return {path.stem: path for path in sorted((BASE_DIR / "bench").glob("*.py"))}


def _load(path: Path) -> ModuleType:
    sys.path[:0] = [str(BASE_DIR)] if str(BASE_DIR) not in sys.path else []  # what benchmarks share
    spec = importlib.util.spec_from_file_location(f"bench.{path.stem}", path)
    if spec is None or spec.loader is None:
        raise click.ClickException(f"{path}: 읽을 수 없습니다 / cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def bench_cluster(*, durable: bool) -> "Cluster":
    """Return the cluster for measurements: the durable one is slower, and keeps what it has acknowledged."""
    from didim.project.postgres import Cluster

    return Cluster(VAR_DIR, "bench-durable" if durable else "bench-postgres", durable=durable)


def open_bench_database(*, durable: bool) -> None:
    """Start the cluster for measurements, set Django up on it and migrate it."""
    cluster = bench_cluster(durable=durable)
    cluster.use()
    os.environ["DATABASE_URL"] = cluster.url
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "didim.project.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


@click.command()
@click.argument("name")
@click.option(
    "--rows", type=click.IntRange(min=1), help="행의 수, 정할 수 있는 측정만 / rows, where it can be set"
)
@click.option("--json", "as_json", is_flag=True, help="결과를 JSON 한 줄로 / the result as one JSON object")
def bench(name: str, rows: int | None, as_json: bool) -> None:  # noqa: FBT001 - click passes flags so
    """측정합니다. Run the benchmark bench/NAME.py and print its figures."""
    files = _files()
    if name not in files:
        known = ", ".join(files)
        raise click.BadParameter(f"'{name}' 없음. 있는 것: {known} / not there; there are: {known}")
    module = _load(files[name])
    if getattr(module, "NEEDS_DATABASE", False):
        open_bench_database(durable=getattr(module, "DURABLE", False))
    if rows and "rows" not in inspect.signature(module.run).parameters:
        raise click.BadParameter(f"'{name}'은(는) --rows를 받지 않습니다 / takes no --rows")
    result = module.run(rows=rows) if rows else module.run()
    if as_json:
        print_json(result)
    else:
        for key, value in result.items():
            click.echo(f"{key:40} {value}")
