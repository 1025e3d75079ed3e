import click

from .context import with_django


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@with_django
def manage(arguments: tuple[str, ...]) -> None:
    """Run one of Django's own commands: migrate, makemigrations, shell, …."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["didim manage", *arguments])
