from dataclasses import asdict
from pathlib import Path

import click

from .context import with_django
from .output import print_json


@click.command("codes")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--revision", type=click.IntRange(9, 11), help="KSIC 차수 / revision of the KSIC in the files")
@click.option("--json", "as_json", is_flag=True, help="결과를 JSON 한 줄로 / the result as one JSON object")
@with_django
def import_codes(files: tuple[Path, ...], *, revision: int | None, as_json: bool) -> None:
    """업종(KSIC)이나 법정동 전체 표를 읽어 들입니다. Read whole tables of KSIC or legal districts."""
    from didim.kernel.refusals import RefusedError
    from didim.registry.domain.codes import import_code_file

    results = []
    for path in files:
        try:
            found = import_code_file(content=path.read_bytes(), file_name=path.name, revision=revision)
        except RefusedError as refusal:
            raise click.ClickException(f"{path}: {refusal}") from refusal
        results.append({"file": path.name, **asdict(found)})
        if not as_json:
            click.echo(" ".join(f"{key}={value}" for key, value in results[-1].items()))
    if as_json:
        print_json({"files": results})
