import hashlib
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from didim.applications.domain.files.storage import (
    file_storage,
    is_stored,
    open_stored,
    place_of,
    remove_stored,
    store,
    verify_stored,
)

pytestmark = pytest.mark.django_db
CONTENT = b"%PDF-1.7 a plan"
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def path_of(sha256: str) -> Path:
    return Path(file_storage().path(place_of(sha256)))


def test_stored_bytes_come_back_and_verify() -> None:
    stored = store(BytesIO(CONTENT))
    assert (stored.sha256, stored.size) == (SHA256, len(CONTENT))
    with open_stored(SHA256) as content:
        assert content.read() == CONTENT
    assert verify_stored(SHA256)


def test_equal_files_share_one_place_and_leave_nothing_aside(folder: Path) -> None:
    store(BytesIO(CONTENT))
    store(BytesIO(CONTENT))
    assert [path.name for path in folder.rglob("*") if path.is_file()] == [SHA256]


def test_bytes_are_for_the_server_alone() -> None:
    store(BytesIO(CONTENT))
    assert path_of(SHA256).stat().st_mode & 0o077 == 0


def test_changed_byte_does_not_verify_and_storing_again_mends_it() -> None:
    store(BytesIO(CONTENT))
    path_of(SHA256).write_bytes(CONTENT.replace(b"plan", b"plam"))
    assert not verify_stored(SHA256)
    store(BytesIO(CONTENT))
    assert verify_stored(SHA256)


def test_removed_bytes_do_not_verify() -> None:
    store(BytesIO(CONTENT))
    remove_stored(SHA256)
    assert not is_stored(SHA256)
    assert not verify_stored(SHA256)
    with pytest.raises(FileNotFoundError):
        open_stored(SHA256)


def test_failed_writing_leaves_nothing(folder: Path) -> None:
    class Broken(BytesIO):
        reads = 0

        def read(self, size: int = -1) -> bytes:
            self.reads += 1
            if self.reads > 3:
                raise OSError("disk")
            return super().read(size)

    with pytest.raises(OSError, match="disk"):
        store(Broken(CONTENT))
    assert [path for path in folder.rglob("*") if path.is_file()] == []


@given(st.binary(max_size=3000))
def test_any_bytes_come_back(content: bytes) -> None:
    stored = store(BytesIO(content))
    assert stored.sha256 == hashlib.sha256(content).hexdigest()
    with open_stored(stored.sha256) as read:
        assert read.read() == content
