from collections import Counter
from pathlib import Path

import click

from .context import with_django
from .output import print_json


@click.command("support")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--agency", required=True, help="지원한 기관의 이름 / name of the agency that gave the support")
@click.option("--dry-run", is_flag=True, help="저장하지 않고 확인만 / check only, store nothing")
@click.option(
    "--errors",
    type=click.Path(file_okay=False, path_type=Path),
    help="고칠 점을 적은 엑셀을 둘 폴더 / folder for workbooks that say what to mend",
)
@click.option("--json", "as_json", is_flag=True, help="결과를 JSON 한 줄로 / the result as one JSON object")
@with_django
def import_support(
    files: tuple[Path, ...], *, agency: str, dry_run: bool, errors: Path | None, as_json: bool
) -> None:
    """지난 지원이력(xlsx, csv)을 읽습니다. Read earlier support; a file with a row to mend is not stored."""
    from datetime import UTC, datetime

    from didim.kernel.refusals import RefusedError
    from didim.registry.enums import RowOutcome
    from didim.registry.models import Agency
    from didim.support.domain.importing import read_support_file, take_support

    owner = Agency.objects.filter(name=agency).first()
    if owner is None:
        raise click.BadParameter(f"'{agency}' 기관이 없습니다 / no such agency")
    totals: Counter[str] = Counter()
    rejected: list[dict[str, object]] = []
    not_stored: list[str] = []
    for path in files:
        try:
            file = read_support_file(path.read_bytes(), agency=owner)
        except RefusedError as refusal:
            rejected.append({"file": path.name, "line": 0, "reason": str(refusal)})
            not_stored.append(path.name)
            continue
        totals.update({"read": len(file.rows), **file.counts()})
        if file.is_acceptable:
            if not dry_run:
                take_support(file, agency=owner, by=None, now=datetime.now(UTC))
            continue
        not_stored.append(path.name)
        rejected += [
            {"file": path.name, "line": row.number, "reason": " ".join(map(str, row.problems))}
            for row in file.rows
            if row.outcome is RowOutcome.REJECTED
        ]
        if errors is not None:
            errors.mkdir(parents=True, exist_ok=True)
            (errors / f"{path.stem}-errors.xlsx").write_bytes(file.error_sheet())
    totals.pop("rejected", None)
    _tell({**totals}, rejected, not_stored, as_json=as_json)
    if not_stored:
        raise SystemExit(1)


def _tell(
    totals: dict[str, int], rejected: list[dict[str, object]], not_stored: list[str], *, as_json: bool
) -> None:
    if as_json:
        print_json({**totals, "rejected": rejected, "not_stored": not_stored})
        return
    for name, count in totals.items():
        click.echo(f"{name:10} {count:>8,}")
    for row in rejected:
        click.echo(f"{row['file']}:{row['line']}: {row['reason']}", err=True)
