"""What a firm has given before and may hand in again: by kind, age and validity."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from didim.applications.enums import ScanState
from didim.applications.models import FirmFile
from didim.engines.forms.assembling import Document
from didim.kernel.definitions import shipped_definitions
from didim.programmes.enums import DocumentKind


@dataclass(frozen=True, slots=True)
class Freshness:
    """How old a document may be on the day that counts.

    `issued_from`: the first day of issue that still counts (None: age does not matter, or no day is known to
    be needed); `on`: the day on which it must still be valid.
    """

    on: date
    issued_from: date | None

    def fits(self, file: FirmFile) -> bool:
        """Whether a file is fresh enough; False also where its day of issue matters and is not known."""
        if file.valid_until is not None and file.valid_until < self.on:
            return False
        return self.issued_from is None or (
            file.issued_on is not None and self.issued_from <= file.issued_on <= self.on
        )

    def as_condition(self) -> Q:
        """Return the same as a condition on FirmFile."""
        valid = Q(valid_until=None) | Q(valid_until__gte=self.on)
        if self.issued_from is not None:
            valid &= Q(issued_on__gte=self.issued_from, issued_on__lte=self.on)
        return valid


def freshness(*, kind: str, on: date, validity_days: int | None = None) -> Freshness:
    """Return how old a document of a kind may be on a day: by law, or by what a call asks where that is less.

    `validity_days` is the call's own limit. A day of issue counts as the first day.
    """
    legal = shipped_definitions().as_of("document-validity", on).values.get(f"{kind}_days")
    days = min((each for each in (legal, validity_days) if each is not None), default=None)
    return Freshness(on, on - timedelta(days=days) if days is not None else None)


def needs_issue_date(*, kind: str, on: date, validity_days: int | None = None) -> bool:
    """Whether the day a document was issued decides if it may be handed in."""
    return freshness(kind=kind, on=on, validity_days=validity_days).issued_from is not None


def reusable_files(
    *, enterprise_id: int, kind: str, on: date, validity_days: int | None = None
) -> QuerySet[FirmFile]:
    """Return what a firm's cabinet holds of a kind that is still valid on a day, the newest first.

    A kind that says nothing ("" or other) is never offered by itself: two such files need not be the same
    document.
    """
    if kind in ("", DocumentKind.OTHER):
        return FirmFile.objects.none()
    fresh = freshness(kind=kind, on=on, validity_days=validity_days)
    return (
        FirmFile.objects.filter(fresh.as_condition(), enterprise=enterprise_id, kind=kind, removed_at=None)
        .exclude(scan=ScanState.INFECTED)
        .order_by("-issued_on", "-uploaded_at", "-id")
    )


def fitting(documents: tuple[Document, ...], files: list[FirmFile], *, on: date) -> dict[str, list[FirmFile]]:
    """Return for each document of a call (by its key) which of a firm's files may be handed in for it.

    Plan values: the newest first; documents that a call wants anew get none.
    """
    fits: dict[str, list[FirmFile]] = {}
    for document in documents:
        fresh = freshness(kind=document.kind, on=on, validity_days=document.validity_days)
        reused = document.reuse and document.kind not in ("", DocumentKind.OTHER)
        fits[document.key] = [
            file for file in files if reused and file.kind == document.kind and fresh.fits(file)
        ]
    return fits
