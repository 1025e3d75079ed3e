from pathlib import Path

import click

from .context import with_django
from .import_tables import bring_tables, table_options


@click.command("support")
@table_options
@click.option("--agency", required=True, help="지원한 기관의 이름 / name of the agency that gave the support")
@with_django
def import_support(
    files: tuple[Path, ...], *, agency: str, dry_run: bool, errors: Path | None, as_json: bool
) -> None:
    """지난 지원이력(xlsx, csv)을 읽습니다. Read earlier support; a file with a row to mend is not stored."""
    from didim.support.domain.importing import SUPPORT

    bring_tables(SUPPORT, files, agency=agency, dry_run=dry_run, errors=errors, as_json=as_json)
