"""What a command needs around it: the database running and Django set up."""

import functools
import os
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def start_database() -> None:
    """Start our own PostgreSQL and keep it while this process lives, unless DATABASE_URL names another."""
    if not os.environ.get("DATABASE_URL"):
        from didim.project.places import VAR_DIR
        from didim.project.postgres import Cluster

        Cluster(VAR_DIR).use()


def with_django(command: Callable[P, R]) -> Callable[P, R]:
    """Run a command with the database started and Django set up; import models inside its body."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "didim.project.settings")
        start_database()
        import django

        from didim.project.builds import compile_messages

        compile_messages()
        django.setup()
        return command(*args, **kwargs)

    return run
