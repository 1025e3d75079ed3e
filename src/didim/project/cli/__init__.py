"""The command line: one file a group of commands, loaded only when it is called.

A new command: write it with click in a file of this folder, put ``@with_django`` under its options when
it needs the database, import models and engines inside its body, and name it in ``COMMANDS``. What machines
read goes through ``output.print_json`` as the last line; long work goes through ``output.progress``.
"""

import importlib

import click

# name of the command: the module and the click command in it
COMMANDS = {
    "demo": "didim.project.cli.run:demo",
    "serve": "didim.project.cli.run:serve",
    "worker": "didim.project.cli.run:worker",
    "code": "didim.project.cli.run:code",
    "build": "didim.project.cli.quality:build",
    "test": "didim.project.cli.quality:test",
    "check": "didim.project.cli.quality:check",
    "doctor": "didim.project.cli.doctor:doctor",
    "manage": "didim.project.cli.manage:manage",
    "import": "didim.project.cli.imports:imports",
    "verify": "didim.project.cli.verify:verify",
    "bench": "didim.project.cli.bench:bench",
    "eligibility": "didim.project.cli.eligibility:eligibility",
    "districts": "didim.project.cli.districts:districts",
    "report": "didim.project.cli.report:report",
    "fair": "didim.project.cli.fair:fair",
}


class LazyGroup(click.Group):
    """A group that imports a command's module when that command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the module of a command and return the command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """디딤 - 지역 기업지원기관과 기업의 열린 마당. An open platform for enterprise support."""
