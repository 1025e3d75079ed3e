from datetime import UTC, datetime
from io import BytesIO

import pytest
import typst
from django.test import override_settings

from didim.applications.domain.files.storage import store
from didim.applications.enums import ScanState
from didim.documents.pdf.typesetting import FONTS
from didim.selection.domain.checking.checking import check_applications
from didim.selection.enums import CheckKind, CheckVerdict, PaperState
from didim.selection.models import CheckItem, PlanPaper, PlanSimilarity
from tests.applications.builders import make_agency, make_firm

from .building import call_with, give, hand_in, made_text

pytestmark = pytest.mark.django_db
AFTER = datetime(2026, 12, 5, tzinfo=UTC)
PAPER = {
    "key": "doc_business_plan",
    "kind": "business_plan",
    "label": "사업계획서",
    "label_en": "Business plan",
    "required": True,
    "reuse": False,
    "types": ["pdf", "hwp"],
    "max_megabytes": 5,
    "max_count": 1,
}


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    files = {**settings.STORAGES["files"], "OPTIONS": {"location": tmp_path, "allow_overwrite": True}}
    with override_settings(STORAGES={**settings.STORAGES, "files": files}):
        yield tmp_path


def made_pdf(text: str) -> bytes:
    source = f'#set text(font: "Pretendard GOV", lang: "ko")\n{text}'
    return typst.Compiler(font_paths=[str(FONTS)]).compile(input=source.encode(), format="pdf")


def hand_in_paper(call, serial, content, **fields):
    """Hand in an application whose plan is a file."""
    application = hand_in(call, make_firm(f"기업{serial}", serial=serial), plan="")
    stored = store(BytesIO(content))
    give(application, PAPER["key"], kind="business_plan", sha256=stored.sha256, **fields)
    return application


def plan_item(application):
    return CheckItem.objects.get(check_of__application=application, kind=CheckKind.SIMILARITY)


def check(call, *applications):
    check_applications(call=call, application_ids=[one.pk for one in applications], now=AFTER)


def test_plans_in_files_are_compared_with_files_and_with_typed_ones():
    call = call_with(make_agency(), documents=[PAPER])
    words = made_text(7)
    typed = hand_in(call, make_firm("먼저", serial=9), plan=words)
    copied = hand_in_paper(call, 2, made_pdf(words))
    again = hand_in_paper(call, 3, made_pdf(f"{made_text(8)}\n\n{words}"))
    own = hand_in_paper(call, 4, made_pdf(made_text(11)))
    check(call, typed, copied, again, own)
    found = PlanSimilarity.objects.order_by("submission_id", "earlier_id")
    assert list(found.values_list("submission__application", "earlier__application")) == [
        (copied.pk, typed.pk),
        (again.pk, typed.pk),
        (again.pk, copied.pk),
    ]
    assert found[0].share > 0.9
    assert plan_item(own).automatic == CheckVerdict.MET


def test_files_are_read_once():
    call = call_with(make_agency(), documents=[PAPER])
    application = hand_in_paper(call, 2, made_pdf(made_text(7)))
    check(call, application)
    PlanPaper.objects.update(text="바뀐 글")
    check(call, application)
    assert list(PlanPaper.objects.values_list("state", "text")) == [(PaperState.READ, "바뀐 글")]


@pytest.mark.parametrize(
    ("content", "fields", "state", "words", "english"),
    [
        (b"%PDF-1.7 broken", {}, PaperState.UNREADABLE, "열리지 않는 PDF", "does not open"),
        (
            b"\xd0\xcf\x11\xe0",
            {"content_type": "application/x-hwp"},
            PaperState.NO_PDF,
            "PDF가 아니라",
            "not a PDF",
        ),
    ],
)
def test_file_that_cannot_be_read_is_said_on_the_check_and_left_to_people(
    content, fields, state, words, english
):
    call = call_with(make_agency(), documents=[PAPER])
    application = hand_in_paper(call, 2, content, **fields)
    check(call, application)
    item = plan_item(application)
    assert PlanPaper.objects.get().state == state
    assert item.automatic == CheckVerdict.UNKNOWN
    assert words in item.evidence["why"]["ko"]
    assert english in item.evidence["why"]["en"]


def test_file_with_a_virus_is_not_opened():
    call = call_with(make_agency(), documents=[PAPER])
    check(call, hand_in_paper(call, 2, made_pdf(made_text(7)), scan=ScanState.INFECTED))
    assert PlanPaper.objects.count() == 0
