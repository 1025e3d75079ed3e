"""What the commands that bring spreadsheets have in common: read, check, take whole or not at all, tell."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .output import print_json

if TYPE_CHECKING:
    from didim.registry.domain.table_files.kinds import ImportKind


def table_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the files and options that every kind of spreadsheet takes."""
    for option in (
        click.option(
            "--json", "as_json", is_flag=True, help="결과를 JSON 한 줄로 / the result as one JSON object"
        ),
        click.option(
            "--errors",
            type=click.Path(file_okay=False, path_type=Path),
            help="고칠 점을 적은 엑셀을 둘 폴더 / folder for workbooks that say what to mend",
        ),
        click.option("--dry-run", is_flag=True, help="저장하지 않고 확인만 / check only, store nothing"),
        click.argument(
            "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
        ),
    ):
        command = option(command)
    return command


def bring_tables(
    kind: "ImportKind[Any]",
    files: tuple[Path, ...],
    *,
    agency: str | None,
    dry_run: bool,
    errors: Path | None,
    as_json: bool,
) -> None:
    """Bring files of a kind one by one and tell what became of each; exit 1 when one was not taken."""
    from didim.kernel.refusals import RefusedError
    from didim.registry.domain.table_files.importing import check_content, take_checked
    from didim.registry.domain.table_files.kinds import Bringing
    from didim.registry.enums import RowOutcome
    from didim.registry.models import Agency

    owner = Agency.objects.filter(name=agency).first() if agency else None
    if agency and owner is None:
        raise click.BadParameter(f"'{agency}' 기관이 없습니다 / no such agency")
    bringing = Bringing(owner, None, datetime.now(UTC))
    totals: Counter[str] = Counter()
    rejected: list[dict[str, object]] = []
    not_stored: list[str] = []
    for path in files:
        try:
            checked = check_content(kind, path.read_bytes(), bringing)
            if checked.is_acceptable and not dry_run:
                take_checked(checked, bringing)
        except RefusedError as refusal:
            rejected.append({"file": path.name, "line": 0, "reason": str(refusal)})
            not_stored.append(path.name)
            continue
        totals.update({"read": len(checked.rows), **checked.counts()})
        if checked.is_acceptable:
            continue
        not_stored.append(path.name)
        rejected += [
            {"file": path.name, "line": row.number, "reason": " ".join(map(str, row.problems))}
            for row in checked.rows
            if row.outcome is RowOutcome.REJECTED
        ]
        if errors is not None:
            errors.mkdir(parents=True, exist_ok=True)
            (errors / f"{path.stem}-errors.xlsx").write_bytes(checked.error_sheet())
    totals.pop("rejected", None)
    _tell({**totals}, rejected, not_stored, as_json=as_json)


def _tell(
    totals: dict[str, int], rejected: list[dict[str, object]], not_stored: list[str], *, as_json: bool
) -> None:
    if as_json:
        print_json({**totals, "rejected": rejected, "not_stored": not_stored})
    else:
        for name, count in totals.items():
            click.echo(f"{name:10} {count:>8,}")
        for row in rejected:
            click.echo(f"{row['file']}:{row['line']}: {row['reason']}", err=True)
    if not_stored:
        raise SystemExit(1)
