"""Bytes that no row knows: left behind by a crash between the storage and the commit, swept after a day.

Bytes are on disk before the row that names them, and a row goes before its bytes; so a crash leaves bytes too
many, never too few. What is younger than a day may belong to a request that is still running.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.apps import apps
from django.db import transaction
from django.db.models import Model, QuerySet

from didim.accounts.tenancy import SYSTEM, scoped
from didim.applications.domain.files.storage import file_storage, hold_place, place_of, remove_stored
from didim.applications.domain.files.uploads import CHUNKS, remove_chunks
from didim.applications.models import Upload

KEPT_UNKNOWN = timedelta(hours=24)
_HASH = re.compile(r"[0-9a-f]{64}")
_BRANCH = re.compile(r"[0-9a-f]{2}")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep took away: stored files, uploads' chunks (by upload), and files half written."""

    files: int = 0
    uploads: int = 0
    parts: int = 0


def sweep_storage(*, now: datetime) -> Swept:
    """Take away what lies in the storage of files for a day or longer and no row of any table knows.

    Where rows know none of the stored files at all, nothing goes: that is another database (a restore, a
    wrong address) rather than a crash. A file that a request names at this moment stays: its place is held.
    """
    return Swept(_sweep_files(now), _sweep_uploads(now), _sweep_parts(now))


def naming_columns() -> list[tuple[type[Model], str]]:
    """Return tables and columns whose rows may name stored bytes: all columns called (something_)sha256."""
    return [
        (model, field.name)
        for model in apps.get_models()
        if model._meta.managed and not hasattr(model, "pgh_tracked_model")
        for field in model._meta.concrete_fields
        if field.name.endswith("sha256")
    ]


def _sweep_files(now: datetime) -> int:
    unknown: list[str] = []
    some_known = False
    for folder in _folders():
        stored = list(filter(_HASH.fullmatch, _list(folder)[1]))
        known = known_hashes(stored)
        some_known = some_known or bool(known)
        unknown += [sha256 for sha256 in stored if sha256 not in known]
    if unknown and not some_known:
        _log.error("rows know none of %d stored files: is this their database?", len(unknown))
        return 0
    return sum(_swept(sha256) for sha256 in unknown if _is_old(place_of(sha256), now))


def _swept(sha256: str) -> bool:
    """Take bytes away unless a row has come to know them; return whether they are gone."""
    with transaction.atomic():
        hold_place(sha256)
        if known_hashes([sha256]):
            return False
        remove_stored(sha256)
        return True


def _sweep_parts(now: datetime) -> int:
    """Take away files half written: they lie beside the whole ones under other names."""
    swept = 0
    for folder in _folders():
        for name in _list(folder)[1]:
            if not _HASH.fullmatch(name) and _is_old(f"{folder}/{name}", now):
                file_storage().delete(f"{folder}/{name}")
                swept += 1
    return swept


def _sweep_uploads(now: datetime) -> int:
    folders = {_uuid(name): name for name in _list(CHUNKS)[0]}
    with scoped(SYSTEM):
        known = set(Upload.objects.filter(pk__in=[pk for pk in folders if pk]).values_list("pk", flat=True))
    swept = 0
    for upload_id, folder in folders.items():
        if upload_id is None or upload_id in known:
            continue
        names = _list(f"{CHUNKS}/{folder}")[1]
        if all(_is_old(f"{CHUNKS}/{folder}/{name}", now) for name in names):
            remove_chunks(upload_id)
            swept += 1
    return swept


def known_hashes(hashes: list[str]) -> set[str]:
    """Return those of some hashes that a row of any table names."""
    known: set[str] = set()
    if hashes:
        with scoped(SYSTEM):
            for model, column in naming_columns():
                rows: QuerySet[Model] = QuerySet(model).filter(**{f"{column}__in": hashes})
                known.update(rows.values_list(column, flat=True))
    return known


def _folders() -> Iterator[str]:
    """Yield the folders in which files stand under their hash."""
    for first in filter(_BRANCH.fullmatch, _list("")[0]):
        for second in filter(_BRANCH.fullmatch, _list(first)[0]):
            yield f"{first}/{second}"


def _is_old(name: str, now: datetime) -> bool:
    """Whether something has lain there for a day; what is gone meanwhile has not."""
    try:
        return file_storage().get_modified_time(name) <= now - KEPT_UNKNOWN
    except FileNotFoundError:
        return False


def _list(folder: str) -> tuple[list[str], list[str]]:
    try:
        return file_storage().listdir(folder)
    except FileNotFoundError:
        return [], []


def _uuid(name: str) -> UUID | None:
    try:
        return UUID(name)
    except ValueError:
        return None
