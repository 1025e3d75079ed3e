from collections import Counter
from pathlib import Path

import click

from .context import with_django
from .output import print_json


@click.command("firms")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--agency", help="올리는 기관의 이름 / name of the agency that brings the firms")
@click.option("--dry-run", is_flag=True, help="저장하지 않고 확인만 / check only, store nothing")
@click.option(
    "--errors",
    type=click.Path(file_okay=False, path_type=Path),
    help="고칠 점을 적은 엑셀을 둘 폴더 / folder for workbooks that say what to mend",
)
@click.option("--json", "as_json", is_flag=True, help="결과를 JSON 한 줄로 / the result as one JSON object")
@with_django
def import_firms(
    files: tuple[Path, ...], *, agency: str | None, dry_run: bool, errors: Path | None, as_json: bool
) -> None:
    """기업 목록(xlsx, csv)을 읽어 들입니다. Read firms; a file with a row to mend is not stored."""
    from datetime import UTC, datetime

    from didim.kernel.refusals import RefusedError
    from didim.registry.domain.firm_files.files import import_firm_file
    from didim.registry.models import Agency

    owner = Agency.objects.filter(name=agency).first() if agency else None
    if agency and owner is None:
        raise click.BadParameter(f"'{agency}' 기관이 없습니다 / no such agency")
    totals: Counter[str] = Counter()
    rejected: list[dict[str, object]] = []
    not_stored: list[str] = []
    for path in files:
        try:
            result = import_firm_file(
                content=path.read_bytes(), agency=owner, now=datetime.now(UTC), dry_run=dry_run
            )
        except RefusedError as refusal:
            rejected.append({"file": path.name, "line": 0, "reason": str(refusal)})
            not_stored.append(path.name)
            continue
        totals.update(result.counts)
        rejected += [{"file": path.name, "line": line, "reason": reason} for line, reason in result.rejected]
        if result.rejected:
            not_stored.append(path.name)
            if errors is not None:
                errors.mkdir(parents=True, exist_ok=True)
                (errors / f"{path.stem}-errors.xlsx").write_bytes(result.error_sheet)
    if as_json:
        print_json({**totals, "rejected": rejected, "not_stored": not_stored})
    else:
        for name, count in totals.items():
            click.echo(f"{name:10} {count:>8,}")
        for row in rejected:
            click.echo(f"{row['file']}:{row['line']}: {row['reason']}", err=True)
    if not_stored:
        raise SystemExit(1)
