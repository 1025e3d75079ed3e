"""Files that stand beside what an agency says itself: checked and stored like those of firms."""

from typing import BinaryIO

from django.db import transaction

from didim.applications.domain.files.limits import (
    CABINET_MEGABYTES,
    CABINET_TYPES,
    MEGABYTE,
    FileLimits,
    check_size,
    clean_name,
)
from didim.applications.domain.files.sniffing import check_content, check_name
from didim.applications.domain.files.storage import store
from didim.applications.models import FirmFile
from didim.outcomes.domain.evidence import Paper
from didim.programmes.enums import DocumentKind

_LIMITS = FileLimits(CABINET_TYPES, CABINET_MEGABYTES * MEGABYTE, 1, DocumentKind.OTHER)


@transaction.atomic
def keep_paper(*, name: str, size: int, content: BinaryIO) -> Paper:
    """Check and store a file that came in one piece; RefusedError (file) with what is wrong about it.

    Run it in the transaction that writes the row naming it.
    """
    name = clean_name(name)
    said = check_name(name, types=_LIMITS.types)
    check_size(size, _LIMITS)
    check_content(content, said=said)
    stored = store(content)
    return Paper(name, stored.size, said.content_type, stored.sha256)


def paper_of(file: FirmFile) -> Paper:
    """Return a file of a firm's cabinet as it is now."""
    return Paper(file.name, file.size, file.content_type, file.sha256)
