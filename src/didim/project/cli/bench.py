"""``./didim bench NAME``: runs ``bench/NAME.py``.

Such a file has ``run() -> dict`` with the figures and their goals, and ``NEEDS_DATABASE = True`` when it
wants one: a migrated database in a cluster of its own (var/bench-postgres), so that no measurement touches
real data. It stays as the last run left it.
"""

import importlib.util
import os
from pathlib import Path
from types import ModuleType

import click

from didim.project.places import BASE_DIR, VAR_DIR

from .output import print_json


def _files() -> dict[str, Path]:
    return {path.stem: path for path in sorted((BASE_DIR / "bench").glob("*.py"))}


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"bench.{path.stem}", path)
    if spec is None or spec.loader is None:
        raise click.ClickException(f"{path}: 읽을 수 없습니다 / cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def open_bench_database() -> None:
    """Start the cluster for measurements, set Django up on it and migrate it."""
    from didim.project.postgres import Cluster

    cluster = Cluster(VAR_DIR, "bench-postgres", durable=False)
    cluster.use()
    os.environ["DATABASE_URL"] = cluster.url
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "didim.project.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


@click.command()
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="결과를 JSON 한 줄로 / the result as one JSON object")
def bench(name: str, as_json: bool) -> None:  # noqa: FBT001 - click passes flags so
    """측정합니다. Run the benchmark bench/NAME.py and print its figures."""
    files = _files()
    if name not in files:
        known = ", ".join(files)
        raise click.BadParameter(f"'{name}' 없음. 있는 것: {known} / not there; there are: {known}")
    module = _load(files[name])
    if getattr(module, "NEEDS_DATABASE", False):
        open_bench_database()
    result = module.run()
    if as_json:
        print_json(result)
    else:
        for key, value in result.items():
            click.echo(f"{key:40} {value}")
