"""A call with many firms whose applications are written and signed-in owners who have not handed them in yet.

Everything a submission meets is real: the standard form with three documents asked for, drafts of about
10 kB, stored sessions as a sign-in makes them, consents given, history and row-level security on.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

BACKEND = "didim.web.account.backends.PasswordBackend"
DOCUMENTS = ("business_registration", "sme_confirmation", "financial_statements")
SENTENCE = "골목의 작은 가게가 재고와 주문을 한눈에 보고 스스로 판로를 열도록 돕는 서비스를 만듭니다. "


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who hands in what: the application, the version of its draft, the session's key and CSRF token."""

    application_id: int
    version: int
    session: str
    csrf: str


def make_world(firms: int) -> tuple[int, list[Applicant]]:
    """Make one call and `firms` applicants; return the call's id and them."""
    import pgtrigger
    from django.db import connection

    now = datetime.now(UTC)
    _empty()
    call, form = _call(now)
    answers = _answers(form)
    with pgtrigger.ignore():  # no history of made-up rows; what is measured writes its own
        owners = _owners(firms, now)
        applications = _applications(call, answers, owners, now)
    sessions = list(_sessions(owners))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return call.pk, [
        Applicant(application, 1, session, secrets.token_hex(16))
        for application, session in zip(applications, sessions, strict=True)
    ]


def _empty() -> None:
    """Take out what an earlier run left."""
    import pgtrigger
    from django.db import connection

    emptied = (
        "registry_agency, registry_enterprise, programmes_programme, programmes_call, django_session,"
        " applications_application, applications_submission, applications_receipt, applications_receiptchain"
    )
    with pgtrigger.ignore(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {emptied} RESTART IDENTITY CASCADE")


def _call(now: datetime) -> tuple[Any, Any]:
    from didim.accounts.models import User
    from didim.engines.forms import Form
    from didim.programmes.domain import call_starts, call_terms
    from didim.programmes.domain.calls import create_call, save_programme
    from didim.programmes.models import CallRevision, Programme
    from didim.registry.models import Agency

    agency = Agency.objects.create(name="접수측정기관", kind="promotion")
    author, _created = User.objects.get_or_create(email="author@surge.example")
    programme = save_programme(
        programme=Programme(agency=agency),
        details={"name": "접수 측정", "support_type": "commercialisation", "year": now.year},
        by=author,
    )
    call = create_call(programme=programme, title="접수 측정 공고", by=author, now=now)
    documents = [entry for entry in call_starts.known_documents(on=now.date()) if entry["kind"] in DOCUMENTS]
    for entry in documents:
        entry.pop("standard")
        entry["required"] = True
    call_terms.set_form(
        call=call, content=call_starts.form_to_begin_with("standard", on=now.date()), by=author
    )
    revision = call_terms.set_terms(call=call, by=author, documents=documents)
    CallRevision.objects.filter(pk=revision.pk).update(
        opens_at=now - timedelta(days=20), closes_at=now + timedelta(days=1)
    )
    CallRevision.objects.filter(pk=revision.pk).update(
        state="published", published_at=now - timedelta(days=21), published_by=author
    )
    return call, Form.load(revision.form)


def _answers(form: Any) -> dict[str, Any]:
    """Return answers to every question of a form; the plan takes about 10 kB."""
    return {key: answer for key, field in form.fields.items() if (answer := _answer(field.kind)) is not None}


def _answer(kind: Any) -> Any:
    from didim.engines import forms

    if isinstance(kind, forms.Table):
        return [{column.key: _answer(column.kind) for column in kind.columns} for _row in range(3)]
    if isinstance(kind, forms.Choice):
        value = kind.options[0].value
        return [value] if kind.multiple else value
    if isinstance(kind, forms.Consent):
        return kind.version
    fixed = {
        forms.Plan: (SENTENCE * 20)[:760],
        forms.BusinessNumber: "1248100998",
        forms.Day: date(2027, 3, 2).isoformat(),
        forms.Money: 1_000_000,
        forms.Number: 12,
        forms.Email: "owner@example.org",
        forms.Phone: "02-123-4567",
        forms.Address: {"road": "서울 중구 세종대로 110", "detail": "3층", "postcode": "04524"},
        forms.FileSlot: None,
    }
    return fixed.get(type(kind), "측정 답변")


def _owners(firms: int, now: datetime) -> list[tuple[Any, int]]:
    """Return users with the firms they own, all consents given."""
    from didim.accounts.models import Consent, ConsentDocument, User
    from didim.kernel.business_numbers import business_check_digit
    from didim.registry.models import Enterprise, EnterpriseMember

    rows = []
    for number in range(firms):
        nine = f"{200_000_000 + number:09d}"
        rows.append(
            Enterprise(
                name=f"접수기업 {number:05d}",
                stage="operating",
                legal_form="corporation",
                business_number=nine + str(business_check_digit(nine)),
                opened_on=date(2020, 3, 2),
                created_at=now,
                updated_at=now,
            )
        )
    enterprises = Enterprise.objects.bulk_create(rows)
    have = {user.email: user for user in User.objects.filter(email__endswith="@owner.surge.example")}
    new = [
        User(email=f"{number}@owner.surge.example", password="!")  # noqa: S106 - nobody signs in with it
        for number in range(firms)
        if f"{number}@owner.surge.example" not in have
    ]
    for user in User.objects.bulk_create(new):
        have[user.email] = user
    users = [have[f"{number}@owner.surge.example"] for number in range(firms)]
    EnterpriseMember.objects.bulk_create(
        EnterpriseMember(enterprise=firm, user=user, role="owner", since=now)
        for firm, user in zip(enterprises, users, strict=True)
    )
    asked = list(ConsentDocument.objects.all())
    Consent.objects.bulk_create(
        (
            Consent(user=user, document=document, agreed=True, decided_at=now)
            for user in new
            for document in asked
        ),
        batch_size=2_000,
    )
    return [(user, firm.pk) for user, firm in zip(users, enterprises, strict=True)]


def _applications(
    call: Any, answers: dict[str, Any], owners: list[tuple[Any, int]], now: datetime
) -> list[int]:
    from didim.applications.models import Application, Attachment, Draft, FirmFile
    from didim.programmes.models import CallRevision

    revision = CallRevision.objects.get(call=call)
    applications = Application.objects.bulk_create(
        [
            Application(
                agency_id=call.agency_id,
                call=call,
                enterprise_id=firm,
                created_at=now,
                created_by=user,
            )
            for user, firm in owners
        ],
        batch_size=1_000,
    )
    pairs = list(zip(applications, owners, strict=True))
    Draft.objects.bulk_create(
        [
            Draft(
                application=application,
                enterprise_id=firm,
                revision=revision,
                answers=answers,
                field_versions=dict.fromkeys(answers, 1),
                version=1,
                updated_at=now,
                updated_by=user,
            )
            for application, (user, firm) in pairs
        ],
        batch_size=500,
    )
    files = FirmFile.objects.bulk_create(
        [
            FirmFile(
                enterprise_id=firm,
                kind=kind,
                name=f"{kind}.pdf",
                size=180_000,
                content_type="application/pdf",
                sha256=f"{application.pk:032x}{number:032x}",
                scan="clean",
                uploaded_at=now,
                uploaded_by=user,
            )
            for application, (user, firm) in pairs
            for number, kind in enumerate(DOCUMENTS)
        ],
        batch_size=1_000,
    )
    Attachment.objects.bulk_create(
        [
            Attachment(
                application=pairs[at // 3][0],
                enterprise_id=file.enterprise_id,
                slot=f"doc_{file.kind}",
                file=file,
                added_at=now,
                added_by=file.uploaded_by,
            )
            for at, file in enumerate(files)
        ],
        batch_size=1_000,
    )
    return [application.pk for application in applications]


def _sessions(owners: list[tuple[Any, int]]) -> Iterator[str]:
    """Yield the keys of stored sessions; each holds what signing in on the web puts there."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, login
    from django.contrib.sessions.backends.db import SessionStore
    from django.contrib.sessions.models import Session
    from django.test import RequestFactory

    request = RequestFactory().get("/")
    request.session = SessionStore()
    login(request, owners[0][0], backend=BACKEND)
    made = dict(request.session.items())
    store = SessionStore()
    rows = []
    for user, _firm in owners:
        held = made | {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: BACKEND,
            HASH_SESSION_KEY: user.get_session_auth_hash(),
        }
        rows.append(
            Session(
                session_key=secrets.token_hex(16),
                session_data=store.encode(held),
                expire_date=datetime.now(UTC) + timedelta(hours=2),
            )
        )
    Session.objects.bulk_create(rows, batch_size=1_000)
    for row in rows:
        yield row.session_key
