from dataclasses import asdict
from pathlib import Path

import click

from .context import with_django
from .output import print_json


@click.command("notices")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--json", "as_json", is_flag=True, help="결과를 JSON 한 줄로 / the result as one JSON object")
@click.option(
    "--skip-rejected",
    is_flag=True,
    help="읽지 못한 줄은 빼고 저장 / store the file without the rows that cannot be read",
)
@with_django
def import_notices(files: tuple[Path, ...], *, as_json: bool, skip_rejected: bool) -> None:
    """공고 파일을 읽어 들입니다. Read files of notices; one with an unreadable row is not stored at all."""
    from datetime import UTC, datetime

    from didim.feeds.files.importing import import_files

    result = import_files(files=files, now=datetime.now(UTC), skip_rejected=skip_rejected)
    if as_json:
        print_json(asdict(result))
    else:
        for name in ("read", "new", "updated", "duplicate", "merged", "near"):
            click.echo(f"{name:10} {getattr(result, name):>8,}")
        click.echo(f"{'rejected':10} {len(result.rejected):>8,}")
        for row in result.rejected:
            click.echo(f"{row.file}:{row.line}: {row.reason}", err=True)
        for name in result.not_stored:
            click.echo(
                f"{name}: 저장하지 않았습니다. 위의 줄을 고치거나 --skip-rejected로 다시 실행해 주세요.",
                err=True,
            )
    if result.not_stored:
        raise SystemExit(1)
