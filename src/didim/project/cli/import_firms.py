from pathlib import Path

import click

from .context import with_django
from .import_tables import bring_tables, table_options


@click.command("firms")
@table_options
@click.option("--agency", help="올리는 기관의 이름 / name of the agency that brings the firms")
@with_django
def import_firms(
    files: tuple[Path, ...], *, agency: str | None, dry_run: bool, errors: Path | None, as_json: bool
) -> None:
    """기업 목록(xlsx, csv)을 읽어 들입니다. Read firms; a file with a row to mend is not stored."""
    from didim.registry.domain.firm_files.kind import FIRMS

    bring_tables(FIRMS, files, agency=agency, dry_run=dry_run, errors=errors, as_json=as_json)
