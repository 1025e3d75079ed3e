import pytest

from didim.accounts.models import User
from didim.kernel.refusals import RefusedError
from didim.registry.domain.table_files.importing import apply_import, check_content, preview_file
from didim.registry.domain.table_files.kinds import Bringing
from didim.registry.models import ExpertRole, Person
from didim.selection.domain.reviewer_files.kind import REVIEWERS
from didim.selection.models import Reviewer

from .panels import NOW, make_agency

pytestmark = pytest.mark.django_db
HEAD = "성명,이메일,소속,자격,자격 근거,전문 분야,업종코드,지역,연간 한도\n"
KIM = "김하나,Kim@example.org,한빛대,박사,박사학위증(2014),인공지능·데이터,62010,서울 강남구,30\n"
LEE = "이두리,,다솔특허,변리사,변리사 등록증,,,,\n"


def bring(agency, content):
    return preview_file(
        REVIEWERS, agency=agency, user=None, content=content.encode(), file_name="위원.csv", now=NOW
    )


def take(agency, content, by=None):
    return apply_import(REVIEWERS, file_import=bring(agency, content), by=by, now=NOW)


def outcomes(found):
    return [row.outcome for row in found.rows.order_by("number")]


def problems(found):
    return [problem["field"] for row in found.rows.order_by("number") for problem in row.problems]


def test_file_is_previewed_and_taken_as_a_whole():
    agency, user = make_agency(), User.objects.create_user("officer@example.org")
    previewed = bring(agency, HEAD + KIM + LEE)
    assert (previewed.state, outcomes(previewed), Reviewer.objects.count()) == (
        "previewed",
        ["new", "new"],
        0,
    )
    assert apply_import(REVIEWERS, file_import=previewed, by=user, now=NOW).state == "applied"
    kim = Reviewer.objects.get(expert__person__name="김하나")
    assert (kim.qualification, kim.qualified_by, kim.keywords, kim.yearly_cap) == (
        "doctorate",
        "박사학위증(2014)",
        ["인공지능", "데이터"],
        30,
    )
    assert [trade.pk for trade in kim.expert.trades.all()] == ["62010"]
    assert [region.pk for region in kim.expert.regions.all()] == ["11680"]
    assert ExpertRole.objects.filter(agency=agency, kind="reviewer").count() == 2
    assert kim.events.get().pgh_context.metadata["act"] == "import_reviewers"
    with pytest.raises(RefusedError):
        apply_import(REVIEWERS, file_import=previewed, by=user, now=NOW)


def test_same_file_again_changes_nothing_and_a_blank_cell_erases_nothing():
    agency = make_agency()
    take(agency, HEAD + KIM + LEE)
    assert outcomes(bring(agency, HEAD + KIM + LEE)) == ["unchanged", "unchanged"]
    changed = take(agency, HEAD + "김하나,kim@example.org,,,,,,,40\n이두리,,,,,특허,,,\n")
    assert outcomes(changed) == ["updated", "updated"]
    kim = Reviewer.objects.get(expert__person__name="김하나")
    assert (kim.yearly_cap, kim.qualification, kim.keywords) == (40, "doctorate", ["인공지능", "데이터"])
    assert kim.expert.person.affiliation == "한빛대"
    assert (Person.objects.count(), Reviewer.objects.get(keywords=["특허"]).expert.person.name) == (
        2,
        "이두리",
    )


def test_person_known_elsewhere_joins_the_pool_as_the_same_person():
    first, second = make_agency(), make_agency("다솔진흥원")
    take(first, HEAD + KIM + LEE)
    joined = take(second, HEAD + "김하나,kim@example.org,,,,,,,\n" + LEE)
    assert outcomes(joined) == ["new", "new"]
    # Without an address nobody of another agency's pool is taken to be the same.
    assert [Person.objects.filter(name=name).count() for name in ("김하나", "이두리")] == [1, 2]
    assert ExpertRole.objects.filter(agency=second, kind="reviewer").count() == 2


@pytest.mark.parametrize(
    ("row", "fields"),
    [
        (",a@example.org,,박사,학위증,,,,", ["name"]),
        ("박셋,주소,,박사,학위증,,,,", ["email"]),
        ("박셋,,,,,,,,", ["qualification", "qualified_by"]),
        ("박셋,,,도사,학위증,,,,", ["qualification"]),
        ("박셋,,,박사,학위증,,99999,,", ["trades"]),
        ("박셋,,,박사,학위증,,,중구,", ["regions"]),
        ("박셋,,,박사,학위증,,,,많이", ["yearly_cap"]),
        (f"박셋,,,박사,학위증,{'긴' * 41},,,", ["keywords"]),
        (f"{'긴' * 61},,,박사,학위증,,,,", ["name", "name"]),
    ],
)
def test_one_wrong_row_keeps_the_whole_file_out(row, fields):
    found = bring(make_agency(), HEAD + KIM + row + "\n")
    assert (found.state, problems(found)[: len(fields)]) == ("rejected", fields)
    assert Reviewer.objects.count() == 0


def test_row_said_twice_is_one_and_two_that_differ_are_refused():
    agency = make_agency()
    assert outcomes(bring(agency, HEAD + KIM + KIM)) == ["new", "duplicate"]
    assert outcomes(bring(agency, HEAD + KIM + KIM.replace("30", "20"))) == ["new", "rejected"]


def test_name_that_two_of_the_pool_have_asks_for_the_address():
    agency = make_agency()
    take(agency, HEAD + KIM + KIM.replace("Kim@", "kim2@"))
    found = bring(agency, HEAD + "김하나,,,,,,,,10\n")
    assert problems(found) == ["email", "qualification", "qualified_by"][:1]


@pytest.mark.parametrize("count", [1, 3])
def test_check_takes_the_same_queries_for_one_row_as_for_three(count, django_assert_num_queries):
    agency = make_agency()
    rows = "".join(KIM.replace("Kim@", f"kim{at}@") for at in range(count))
    take(agency, HEAD + rows)
    bringing = Bringing(agency, None, NOW)
    with django_assert_num_queries(7):
        check_content(REVIEWERS, (HEAD + rows).encode(), bringing)
