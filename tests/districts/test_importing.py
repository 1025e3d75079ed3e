import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from didim.accounts.models import User
from didim.accounts.tenancy import DatabaseScope, scoped
from didim.districts.domain.importing import (
    BroughtFile,
    dismiss_import,
    order_publishing,
    publish_imports,
    read_import,
    receive_import,
)
from didim.districts.enums import ImportState
from didim.districts.models import DistrictImport, Edition
from didim.districts.queries.imports import access_district_import, imports_of
from didim.engines.districts import Store
from didim.kernel.refusals import RefusedError
from didim.registry.queries.actors import Actor
from didim.registry.queries.visibility import NotVisible

from .scene import NOW

pytestmark = pytest.mark.django_db
HEADINGS = "기준_년분기_코드,상권_코드,서비스_업종_코드,유사_업종_점포_수,개업_점포_수,폐업_점포_수"
CONTENT = f"{HEADINGS}\n20244,9910001,CS100010,12,1,0\n20244,9910002,CS100010,열둘,1,0\n".encode()


@pytest.fixture
def operator(make_user: Callable[..., User]) -> User:
    return make_user("operator@example.org", is_superuser=True)


def bring(by: User, sha256: str = "a" * 64, name: str = "점포.csv") -> DistrictImport:
    return receive_import(brought=BroughtFile(name, len(CONTENT), sha256), by=by, now=NOW)


def test_read_file_names_row_column_value_and_what_was_done(operator: User) -> None:
    found = read_import(district_import=bring(operator), content=CONTENT, now=NOW)
    assert (found.state, found.data_set, found.rows, found.kept, found.rejected) == (
        ImportState.READ,
        "stores",
        2,
        1,
        1,
    )
    problem = found.report["problems"][0]
    told = (problem["row"], problem["column"], problem["value"], problem["done"])
    assert told == (3, "stores", "열둘", "rejected")


def test_file_of_something_else_is_told_so(operator: User) -> None:
    found = read_import(district_import=bring(operator), content="이름,값\n가,1\n".encode(), now=NOW)
    assert found.state == ImportState.FAILED
    assert found.message


def test_same_file_is_not_brought_twice_while_it_waits(operator: User) -> None:
    first = bring(operator)
    with pytest.raises(RefusedError):
        bring(operator)
    dismiss_import(district_import=first, by=operator, now=NOW)
    assert bring(operator).state == ImportState.RECEIVED
    with pytest.raises(RefusedError):
        dismiss_import(district_import=first, by=operator, now=NOW)


def test_publishing_wants_a_confirmation_and_read_files(operator: User) -> None:
    waiting = bring(operator)
    for confirmed, imports in ((True, []), (False, [waiting]), (True, [waiting])):
        with pytest.raises(RefusedError):
            order_publishing(imports=imports, confirmed=confirmed, by=operator, now=NOW)


def test_file_that_makes_no_edition_waits_again_with_the_reason(operator: User, tmp_path: Path) -> None:
    one = read_import(district_import=bring(operator), content=CONTENT, now=NOW)
    order_publishing(imports=[one], confirmed=True, by=operator, now=NOW)
    done = publish_imports(import_ids=[one.pk], store=Store(tmp_path), read=lambda _sha256: CONTENT, now=NOW)
    one.refresh_from_db()
    assert (done, one.state) == (None, ImportState.READ)
    assert "영역" in one.message


def test_published_file_names_its_edition(
    operator: User, filled: Path, published: Edition, tmp_path: Path
) -> None:
    store = Store(tmp_path / "store")
    shutil.copytree(filled, store.root)
    content = f"{HEADINGS}\n20244,9910001,CS100010,500,1,0\n".encode()
    one = read_import(district_import=bring(operator), content=content, now=NOW)
    order_publishing(imports=[one], confirmed=True, by=operator, now=NOW)
    done = publish_imports(import_ids=[one.pk], store=store, read=lambda _sha256: content, now=NOW)
    one.refresh_from_db()
    assert done is not None
    assert (one.state, one.edition, one.changed_rows) == (ImportState.PUBLISHED, done.edition, 1)
    assert (done.edition.number, done.edition.published_by, done.edition.is_sample) == (2, operator, True)


def test_operator_alone_sees_what_was_brought(operator: User, make_user: Callable[..., User]) -> None:
    one = bring(operator)
    assert imports_of(actor=Actor(operator, mfa=True)) == [one]
    assert access_district_import(actor=Actor(operator, mfa=True), import_id=one.pk) == one
    stranger = make_user("other@example.org")
    for actor in (Actor(operator, mfa=False), Actor(stranger, mfa=True)):
        with pytest.raises(NotVisible):
            imports_of(actor=actor)
        with pytest.raises(NotVisible):
            access_district_import(actor=actor, import_id=one.pk)
    with scoped(DatabaseScope(user=stranger.pk)):
        assert DistrictImport.objects.count() == 0
    with scoped(DatabaseScope(user=operator.pk)):
        assert DistrictImport.objects.count() == 1
