"""The automatic check of a call with 2,000 applications: rule, exclusions, documents, duplicates, plans.

Every application has a plan of about 12,000 letters, two documents and three earlier supports; every
twentieth plan copies the one before. Goal: all checked within 120 s by one process, the database included.
Everything happens in one transaction that is rolled back.
"""

import os
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np

NEEDS_DATABASE = True
APPLICATIONS = 2_000
LETTERS = 12_000
COPY_EVERY = 20
GOAL_S = 120
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
RULE = {
    "kind": "all",
    "parts": [
        {"kind": "region", "within": ["11"]},
        {"kind": "compare", "fact": "firm_age", "op": "<=", "value": 84},
        {"kind": "compare", "fact": "employees", "op": ">=", "value": 1},
    ],
}
DOCUMENTS = [
    {"key": f"doc_{kind}", "kind": kind, "label": kind, "required": True, "reuse": True,
     "validity_days": 30, "types": ["pdf"], "max_megabytes": 5, "max_count": 1}
    for kind in ("national_tax", "local_tax")
]  # fmt: skip
FORM = {
    "steps": [
        {
            "key": "plan",
            "title": "사업계획",
            "fields": [{"key": "problem", "kind": "plan", "section": "problem", "label": "문제인식"}],
        }
    ]
}


def run() -> dict[str, Any]:
    """Fill a call and check it; then check it again, and one application alone."""
    from django.db import transaction

    from didim.selection.domain.checking.checking import check_applications, due_applications
    from didim.selection.models import CheckItem, EligibilityCheck

    with transaction.atomic():
        started = time.perf_counter()
        call = _filled_call()
        filled = time.perf_counter() - started
        ids = due_applications(call=call, again=False)
        figures = {}
        for name, chosen in (("first", ids), ("again", ids), ("one", ids[:1])):
            before, cpu = time.perf_counter(), time.process_time()
            check_applications(call=call, application_ids=chosen, now=NOW + timedelta(days=30))
            figures[f"{name}_s"] = round(time.perf_counter() - before, 1)
            figures[f"{name}_cpu_s"] = round(time.process_time() - cpu, 1)
        committee = EligibilityCheck.objects.filter(application__call=call, state="committee").count()
        result = {
            "applications": len(ids),
            **figures,
            "goal_first_s": GOAL_S,
            "items": CheckItem.objects.filter(check_of__application__call=call).count(),
            "copies": APPLICATIONS // COPY_EVERY,
            "before_committee": committee,
            "fill_s": round(filled, 1),
            "load_average": os.getloadavg()[0],
        }
        transaction.set_rollback(True)
    return result


def _filled_call() -> Any:
    from didim.accounts.models import User
    from didim.programmes.enums import RevisionState, SupportType
    from didim.programmes.models import Call, CallRevision, Programme
    from didim.registry.models import Agency

    agency = Agency.objects.create(name="측정 기관", kind="promotion")
    programme = Programme.objects.create(
        agency=agency, name="초기창업패키지", support_type=SupportType.COMMERCIALISATION, year=2026
    )
    call = Call.objects.create(agency=agency, programme=programme, title="측정 공고", created_at=NOW)
    revision = CallRevision.objects.create(
        agency=agency,
        call=call,
        number=1,
        state=RevisionState.PUBLISHED,
        form=FORM,
        rule=RULE,
        documents=DOCUMENTS,
        exclusions=[{"key": "same_programme", "text": "기수혜"}, {"key": "tax_arrears", "text": "체납"}],
        opens_at=NOW - timedelta(days=6),
        closes_at=NOW + timedelta(days=14),
        published_at=NOW - timedelta(days=10),
    )
    user = User.objects.create_user("bench-checks@example.org")
    _fill_applications(call, revision, user)
    return call


def _fill_applications(call: Any, revision: Any, user: Any) -> None:
    from didim.applications.models import Application, FirmFile, Submission, SubmissionFile
    from didim.kernel.hash_chains import canonical_json
    from didim.registry.models import Enterprise
    from didim.support.models import SupportRecord

    whose = {"agency_id": call.agency_id}
    firms = Enterprise.objects.bulk_create(
        Enterprise(
            name=f"측정 기업 {number}", stage="operating", legal_form="sole",
            business_number=f"{9_000_000_000 + number}", opened_on=date(2022, 3, 2), created_at=NOW,
            updated_at=NOW,
        )
        for number in range(APPLICATIONS)
    )  # fmt: skip
    applications = Application.objects.bulk_create(
        Application(
            **whose, call=call, enterprise=firm, state="submitted", number=number, submitted_at=NOW,
            created_at=NOW, created_by=user,
        )
        for number, firm in enumerate(firms, start=1)
    )  # fmt: skip
    texts = _plans()
    submissions = Submission.objects.bulk_create(
        [
            Submission(
                **whose, enterprise_id=row.enterprise_id, application=row, number=1, revision=revision,
                draft_version=1, content_hash="0" * 64, submitted_at=NOW, submitted_by=user,
                content=canonical_json({"answers": {"problem": text}, "files": []}).decode(),
            )
            for row, text in zip(applications, texts, strict=True)
        ],
        batch_size=200,
    )  # fmt: skip
    for row, submission in zip(applications, submissions, strict=True):
        row.submission = submission
    Application.objects.bulk_update(applications, ["submission"], batch_size=500)
    files = FirmFile.objects.bulk_create(
        FirmFile(
            enterprise=firm, kind=document["kind"], name="증명서.pdf", size=1, content_type="application/pdf",
            sha256="0" * 64, scan="clean", issued_on=date(2026, 11, 15), uploaded_at=NOW, uploaded_by=user,
        )
        for firm in firms
        for document in DOCUMENTS
    )  # fmt: skip
    SubmissionFile.objects.bulk_create(
        SubmissionFile(
            **whose, enterprise_id=file.enterprise_id, submission=submissions[at // len(DOCUMENTS)],
            slot=f"doc_{file.kind}", file=file,
        )
        for at, file in enumerate(files)
    )  # fmt: skip
    SupportRecord.objects.bulk_create(
        SupportRecord(
            **whose, enterprise=firm, form="money", programme_name=f"지난 사업 {year}", year=year,
            received_on=date(year, 4, 1), amount_won=1, source="imported", reference=f"{firm.pk}-{year}",
            recorded_at=NOW,
        )
        for firm in firms
        for year in (2023, 2024, 2025)
    )  # fmt: skip


def _plans() -> list[str]:
    rng = np.random.default_rng(5)
    syllables = [chr(0xAC00 + place) for place in rng.choice(11_172, 600, replace=False)]
    words = np.array(
        ["".join(rng.choice(syllables, size)) for size in rng.integers(2, 5, 8_000)], dtype=object
    )
    weights = np.cumsum(1 / np.arange(10, 8_010))
    texts: list[str] = []
    for number in range(APPLICATIONS):
        places = np.searchsorted(weights, rng.random(LETTERS // 3) * weights[-1])
        texts.append(texts[-1] if number % COPY_EVERY == COPY_EVERY - 1 else " ".join(words[places]))
    return texts
