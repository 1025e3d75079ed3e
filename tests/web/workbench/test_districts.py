"""Files of district statistics, publishing and editions: the operator's pages."""

from io import BytesIO

import pytest
from django.test import Client

from didim.districts.enums import ImportState
from didim.districts.models import DistrictImport, Edition
from tests.sign_in import make_user, sign_in
from tests.web.portal.district_rows import NOW, make_edition


@pytest.fixture
def operator(db: None) -> Client:
    return sign_in(make_user("operator@example.org", is_superuser=True), second_factor=True)


def make_import(name: str, **fields: object) -> DistrictImport:
    problem = {"row": 3, "column": "stores", "value": "많음", "done": "rejected", "reason": "정수가 아닙니다"}
    values = {
        "sha256": f"{abs(hash(name)):064d}"[:64],
        "size": 10,
        "state": ImportState.READ,
        "data_set": "stores",
        "rows": 2,
        "kept": 1,
        "rejected": 1,
        "report": {"quarters": ["20244"], "encoding": "cp949", "dropped_columns": [], "missing_columns": [],
                   "reasons": {"정수가 아닙니다": 1}, "problems": [problem]},
        "uploaded_at": NOW,
    }  # fmt: skip
    return DistrictImport.objects.create(file_name=name, **(values | fields))


@pytest.mark.parametrize("language", ["", "/en"])
def test_report_names_row_column_value_and_what_was_done(operator, language, parse_page):
    made = make_import("점포-상권.csv")
    answer = operator.get(f"{language}/workbench/districts/{made.pk}/")
    parse_page(answer)
    text = answer.content.decode()
    for words in ("정수가 아닙니다", "많음", "<code>stores</code>", "cp949"):
        assert words in text


def test_uploaded_file_waits_to_be_read(operator):
    file = BytesIO("기준_년분기_코드,상권_코드\n".encode())
    file.name = "점포-상권.csv"
    answer = operator.post("/workbench/districts/", {"file": file})

    made = DistrictImport.objects.get()
    assert answer.status_code == 302
    assert (made.file_name, made.state) == ("점포-상권.csv", ImportState.RECEIVED)


def test_nothing_uploaded_is_refused(operator):
    assert operator.post("/workbench/districts/", {}).status_code == 422


def test_publishing_wants_a_confirmation_and_a_file(operator):
    made = make_import("점포-상권.csv")
    assert operator.post("/workbench/districts/publish/", {"imports": [made.pk]}).status_code == 422
    assert operator.post("/workbench/districts/publish/", {"confirmed": "on"}).status_code == 422

    done = operator.post("/workbench/districts/publish/", {"imports": [made.pk], "confirmed": "on"})
    made.refresh_from_db()
    assert (done.status_code, made.state) == (302, ImportState.PUBLISHING)


def test_file_that_is_not_used_keeps_its_report(operator):
    made = make_import("점포-상권.csv")
    operator.post(f"/workbench/districts/{made.pk}/dismiss/")
    made.refresh_from_db()
    assert made.state == ImportState.DISMISSED


def test_edition_is_withdrawn_with_a_reason_only(operator):
    make_edition()
    assert "한빛시" in operator.get("/workbench/districts/editions/").content.decode()
    assert operator.post("/workbench/districts/editions/1/withdraw/", {"reason": " "}).status_code == 422

    operator.post("/workbench/districts/editions/1/withdraw/", {"reason": "자료가 잘못되었습니다."})
    edition = Edition.objects.get()
    assert (edition.is_current, edition.withdrawn_reason) == (False, "자료가 잘못되었습니다.")


def test_list_costs_the_same_for_one_file_and_for_three(operator, django_assert_max_num_queries):
    make_import("하나.csv")
    operator.get("/workbench/districts/")
    with django_assert_max_num_queries(20) as one:
        operator.get("/workbench/districts/")
    make_import("둘.csv")
    make_import("셋.csv")
    with django_assert_max_num_queries(20) as three:
        operator.get("/workbench/districts/")
    assert len(three) == len(one)
