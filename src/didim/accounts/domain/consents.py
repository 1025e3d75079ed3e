from collections.abc import Iterable
from datetime import datetime

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from didim.accounts.enums import ConsentKind
from didim.accounts.models import Consent, ConsentDocument, User
from didim.accounts.queries.consents import current_documents
from didim.kernel.definitions import shipped_definitions
from didim.kernel.refusals import refuse

SHIPPED = ("consent-terms", "consent-privacy", "consent-news", "consent-identifiers", "consent-phone")
_TEXTS = ("title", "purpose", "items", "retention", "refusal")


@transaction.atomic
def publish_shipped_documents() -> int:
    """Write the consent documents that come with Didim which are not there yet; return how many that were.

    A version that was published stays as it is: a changed text is a new version in the definition.
    """
    made = 0
    for order, code in enumerate(SHIPPED, start=1):
        for number, version in enumerate(shipped_definitions()[code].versions, start=1):
            values = version.values
            _document, created = ConsentDocument.objects.get_or_create(
                code=code.removeprefix("consent-"),
                version=number,
                defaults={
                    "kind": ConsentKind(values["kind"]),
                    "valid_from": version.valid_from,
                    "order": order,
                    **{name: values[name] for name in _TEXTS},
                    **{f"{name}_en": values[f"{name}_en"] for name in _TEXTS},
                },
            )
            made += created
    return made


@transaction.atomic
def answer_consents(*, user: User, agreed: Iterable[ConsentDocument], now: datetime) -> list[Consent]:
    """Record a person's answer to every current document: yes to those given, no to other optional ones.

    An answer that already stands is kept; a former refusal may become an agreement. Raises RefusedError
    (field `consents`) when a required document is left out: refusing an optional one never does.
    """
    with pghistory.context(user=user.pk, act="answer_consents"):
        agreed_ids = {document.pk for document in agreed}
        standing = {
            consent.document_id: consent
            for consent in Consent.objects.select_for_update().filter(user=user, withdrawn_at=None)
        }
        answers = []
        for document in current_documents(now):
            yes, before = document.pk in agreed_ids, standing.get(document.pk)
            if document.is_required and not yes and not (before and before.agreed):
                message = _(
                    "'%(title)s'에 동의해야 서비스를 이용할 수 있습니다. 동의하지 않으면 탈퇴할 수 있습니다."
                )
                raise refuse("consents", message % {"title": document.local_title})
            if before is None:
                answers.append(Consent(user=user, document=document, agreed=yes, decided_at=now))
            elif yes and not before.agreed:
                before.agreed, before.decided_at = True, now
                before.save(update_fields=["agreed", "decided_at"])
        return Consent.objects.bulk_create(answers)


@transaction.atomic
def withdraw_consent(*, user: User, consent_id: int, now: datetime) -> Consent:
    """Take one's agreement back from now on; raise RefusedError when it does not stand any more.

    Without a required agreement the pages behind sign-in ask for it again before anything else.
    """
    with pghistory.context(user=user.pk, act="withdraw_consent"):
        consent = (
            Consent.objects.select_for_update(of=("self",))
            .select_related("document")
            .filter(pk=consent_id, user=user, agreed=True, withdrawn_at=None)
            .first()
        )
        if consent is None:
            raise refuse("", _("이미 철회했거나 없는 동의입니다. 화면을 새로 고쳐 확인해 주세요."))
        consent.withdrawn_at = now
        consent.save(update_fields=["withdrawn_at"])
        return consent
