from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from didim.accounts.enums import ConsentKind
from didim.accounts.models import Consent, ConsentDocument, User
from didim.kernel.calendar import SEOUL


def current_documents(now: datetime) -> QuerySet[ConsentDocument]:
    """Return the version of each consent document in force at `now`, in the order they are shown."""
    today = now.astimezone(SEOUL).date()
    newer = ConsentDocument.objects.filter(
        code=OuterRef("code"), valid_from__lte=today, version__gt=OuterRef("version")
    )
    return ConsentDocument.objects.filter(~Exists(newer), valid_from__lte=today).order_by("order", "code")


def documents_to_ask(user_id: int, *, today: date) -> QuerySet[ConsentDocument]:
    """Return the documents a person must answer before going on.

    Those are the required ones without an agreement that stands, and the optional ones whose earlier
    version was agreed to and whose current one was not answered yet.
    """
    newer = ConsentDocument.objects.filter(
        code=OuterRef("code"), valid_from__lte=today, version__gt=OuterRef("version")
    )
    answers = Consent.objects.filter(user_id=user_id, document=OuterRef("pk"), withdrawn_at=None)
    earlier = Consent.objects.filter(
        user_id=user_id, document__code=OuterRef("code"), agreed=True, withdrawn_at=None
    )
    return ConsentDocument.objects.filter(
        ~Exists(newer),
        Q(kind=ConsentKind.REQUIRED) & ~Exists(answers.filter(agreed=True))
        | ~Q(kind=ConsentKind.REQUIRED) & ~Exists(answers) & Exists(earlier),
        valid_from__lte=today,
    ).order_by("order", "code")


@dataclass(frozen=True, slots=True)
class ConsentState:
    """A current document and what the person answered to it; None means never asked."""

    document: ConsentDocument
    answer: Consent | None

    @property
    def agreed(self) -> bool:
        """Whether an agreement stands."""
        return self.answer is not None and self.answer.agreed


def consent_states(user: User, *, now: datetime) -> list[ConsentState]:
    """Return every current document with the person's standing answer."""
    answers = {
        consent.document_id: consent for consent in Consent.objects.filter(user=user, withdrawn_at=None)
    }
    return [ConsentState(document, answers.get(document.pk)) for document in current_documents(now)]


def consent_history(user: User) -> QuerySet[Consent]:
    """Return everything a person ever answered, newest first."""
    return Consent.objects.filter(user=user).select_related("document").order_by("-decided_at", "-id")


def has_agreed(user: User, code: str, *, now: datetime) -> bool:
    """Whether a person's agreement to the current version of a document stands."""
    return Consent.objects.filter(
        user=user, document__in=current_documents(now).filter(code=code), agreed=True, withdrawn_at=None
    ).exists()
