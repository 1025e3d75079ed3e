"""What commands print: one JSON object for machines, a progress bar for people."""

import json
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

import click

T = TypeVar("T")


def print_json(result: Mapping[str, object]) -> None:
    """Print one JSON object on one line of standard output; dates and decimals as text."""
    click.echo(json.dumps(result, ensure_ascii=False, default=str))


def progress(items: Iterable[T], description: str, total: int | None = None) -> Iterator[T]:
    """Yield the items and show on standard error how far we are."""
    from tqdm import tqdm

    yield from tqdm(items, desc=description, total=total, file=sys.stderr, dynamic_ncols=True, leave=False)


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Say on standard error what is done, and how long it took."""
    began = time.monotonic()
    yield
    click.echo(f"  {name} {time.monotonic() - began:.1f} s", err=True)
