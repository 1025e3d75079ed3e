"""``./didim import …``: each kind of file one command, all-or-nothing per file."""

import click

from .districts.importing import import_districts
from .import_codes import import_codes
from .import_firms import import_firms
from .import_notices import import_notices
from .import_support import import_support


@click.group("import")
def imports() -> None:
    """파일에서 읽어 들입니다. Read files into the database."""


imports.add_command(import_codes)
imports.add_command(import_districts)
imports.add_command(import_firms)
imports.add_command(import_notices)
imports.add_command(import_support)
