"""The bytes of files, under their SHA-256: equal files share one place, and a changed byte is found.

Django's storage "files" holds them (settings/files.py): a folder of ours, or what django-storages offers.
Nothing here has an address on the web; bytes leave through a guarded view alone.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast
from uuid import uuid4

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.db import connection

PIECE = 1 << 20
ALIAS = "files"


class DurableStorage(FileSystemStorage):
    """A folder whose files appear whole or not at all: written aside, on disk, then renamed into place."""

    def _save(self, name: str, content: "File[bytes]") -> str:
        path = Path(self.path(name))
        new = [folder for folder in (path.parent, *path.parent.parents) if not folder.exists()]
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.{uuid4().hex}")
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                for piece in content.chunks(PIECE):
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        for folder in {path.parent, *(folder.parent for folder in new)}:
            _sync_folder(folder)
        return name


def _sync_folder(folder: Path) -> None:
    """Make a rename last: the folder's own list is data, too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@dataclass(frozen=True, slots=True)
class StoredBytes:
    """What was stored: hexadecimal SHA-256, and size in bytes."""

    sha256: str
    size: int


def file_storage() -> Storage:
    """Return the storage of files."""
    return storages[ALIAS]


def place_of(sha256: str) -> str:
    """Return the name under which bytes stand; two levels of folders keep each of them small."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def store(content: BinaryIO) -> StoredBytes:
    """Store bytes (read twice: `content` must seek) and return their hash; on disk when it returns.

    Run it in the transaction that writes the row naming them: until its end nobody can take the same bytes
    away. What stands there damaged is mended.
    """
    digest, size = hashlib.sha256(), 0
    content.seek(0)
    for piece in pieces(content):
        digest.update(piece)
        size += len(piece)
    sha256 = digest.hexdigest()
    hold_place(sha256)
    if not verify_stored(sha256):
        content.seek(0)
        file_storage().save(place_of(sha256), File(content))
    return StoredBytes(sha256, size)


def hold_place(sha256: str) -> None:
    """Wait until nobody else stores or takes away these bytes, and keep others out until the commit."""
    key = int(sha256[:16], 16) - (1 << 63)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def open_stored(sha256: str) -> BinaryIO:
    """Open stored bytes for reading; FileNotFoundError when they are gone."""
    return cast("BinaryIO", file_storage().open(place_of(sha256), "rb"))


def is_stored(sha256: str) -> bool:
    """Whether bytes stand under this hash (their content is not looked at)."""
    return file_storage().exists(place_of(sha256))


def verify_stored(sha256: str) -> bool:
    """Whether the bytes are there and are still what they were: reads all of them."""
    if not is_stored(sha256):
        return False
    with open_stored(sha256) as content:
        return hash_of(pieces(content)) == sha256


def remove_stored(sha256: str) -> None:
    """Take bytes away for good; the caller holds their place and knows that no row names them."""
    file_storage().delete(place_of(sha256))


def pieces(content: BinaryIO) -> Iterator[bytes]:
    """Yield what is left to read in pieces of at most 1 MiB."""
    while piece := content.read(PIECE):
        yield piece


def hash_of(parts: Iterable[bytes]) -> str:
    """Return the hexadecimal SHA-256 of bytes that come in parts."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()
