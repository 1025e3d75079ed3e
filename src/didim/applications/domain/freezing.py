"""What is handed in, frozen: one canonical text of answers and files, and its hash."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from didim.applications.enums import ReceiptKind
from didim.kernel.hash_chains import canonical_json, sha256_hex

# What the text is, so that a later shape can be told from this one.
SUBMISSION, WITHDRAWAL = "didim-submission-1", "didim-withdrawal-1"
# Crockford's letters: none can be taken for another. 16 of them are 80 random bits.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("OIL", "011", " -–—")
_CODE_LENGTH, _GROUP = 16, 4


@dataclass(frozen=True, slots=True)
class FrozenFile:
    """A file of a submission: where it stands in the form, which file, and what it holds."""

    slot: str
    file_id: int
    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Frozen:
    """A canonical text and its hash."""

    text: str
    hash: str


def receipt_code() -> str:
    """Return a new random code of a receipt, in groups of four: it tells nothing and can be typed."""
    drawn = secrets.randbits(5 * _CODE_LENGTH)
    letters = "".join(_LETTERS[drawn >> 5 * at & 31] for at in range(_CODE_LENGTH))
    return "-".join(letters[at : at + _GROUP] for at in range(0, _CODE_LENGTH, _GROUP))


def read_code(typed: str) -> str:
    """Return a code as stored from what somebody typed: any case, with or without dashes, O for 0."""
    letters = typed.upper().translate(_READ_AS)
    return "-".join(letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))


def freeze_submission(
    *,
    application: Mapping[str, Any],
    kind: ReceiptKind,
    answers: Mapping[str, Any],
    files: Iterable[FrozenFile],
    code: str,
    arrived_at: datetime,
    by_id: int,
) -> Frozen:
    """Return the text of a submission; `application` tells whose it is, to what, under which revision."""
    return _frozen(
        {
            "form": SUBMISSION,
            **application,
            "kind": kind.value,
            "answers": answers,
            "files": files_told(sorted(files, key=lambda file: (file.slot, file.file_id))),
            "receipt": code,
            "arrived_at": arrived_at,
            "submitted_by": by_id,
        }
    )


def files_told(files: Sequence[FrozenFile]) -> list[dict[str, Any]]:
    """Return files as the text of a submission tells them."""
    return [
        {"slot": file.slot, "name": file.name, "size": file.size, "sha256": file.sha256} for file in files
    ]


def freeze_withdrawal(
    *, application_id: int, call_id: int, withdrawn: str, code: str, arrived_at: datetime
) -> Frozen:
    """Return the statement that a submission is withdrawn; `withdrawn` is the hash of its content.

    It holds only what its receipt and the submission before it tell, so it can be written again to check.
    """
    return _frozen(
        {
            "form": WITHDRAWAL,
            "application": application_id,
            "call": call_id,
            "withdrawn": withdrawn,
            "receipt": code,
            "arrived_at": arrived_at,
        }
    )


def _frozen(content: Mapping[str, Any]) -> Frozen:
    text = canonical_json(content)
    return Frozen(text.decode(), sha256_hex(text))
