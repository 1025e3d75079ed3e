from datetime import date

import pytest

from didim.registry.models import Enterprise, EnterpriseMember
from tests.sign_in import make_firm_member, make_user, sign_in

FIRM = {
    "business_number": "120-81-47521",
    "name": "새싹상회",
    "legal_form": "sole",
    "opened_on": "2024-03-02",
    "region": "11680",
    "industry": "47",
}


@pytest.fixture
def newcomer(db):
    return sign_in(make_user("new@example.org"))


def test_who_registers_a_firm_becomes_its_owner(newcomer):
    answer = newcomer.post("/firm/register/", FIRM)

    firm = Enterprise.objects.get(business_number="1208147521")
    member = EnterpriseMember.objects.get(enterprise=firm)
    assert answer["Location"] == "/firm/"
    assert (firm.name, firm.opened_on, firm.region_id, firm.industry_id) == (
        "새싹상회",
        date(2024, 3, 2),
        "11680",
        "47",
    )
    assert (member.user.email, member.role) == ("new@example.org", "owner")


def test_founder_to_be_registers_without_a_number(newcomer):
    newcomer.post("/firm/register/?kind=pre_founder", {"name": "새싹", "region": "11"})

    assert Enterprise.objects.get(name="새싹").stage == "pre_founder"


def test_wrong_number_comes_back_with_everything_typed_and_a_summary_that_leads_to_it(newcomer):
    answer = newcomer.post("/firm/register/", FIRM | {"business_number": "123-45-67890"})
    page = answer.content.decode()

    assert answer.status_code == 422
    assert '<a href="#id_business_number">사업자등록번호</a>' in page
    for typed in (
        "123-45-67890",
        "새싹상회",
        'value="2024-03-02"',
        '<option value="11680" selected>',
        'value="47 ',
    ):
        assert typed in page
    assert not Enterprise.objects.filter(name="새싹상회").exists()


def test_unknown_industry_says_how_to_find_one(newcomer):
    answer = newcomer.post("/firm/register/", FIRM | {"industry": "없는 업종"})

    assert answer.status_code == 422
    assert "업종을 찾지 못했습니다" in answer.content.decode()


def test_industry_may_be_typed_by_its_whole_name(newcomer):
    newcomer.post("/firm/register/", FIRM | {"industry": "음식점 및 주점업"})

    assert Enterprise.objects.get(name="새싹상회").industry_id == "56"


def test_owner_changes_the_firm(owner_client, small_region):
    given = FIRM | {"business_number": "124-81-00998", "name": "한빛소프트", "legal_form": "corporation"}

    owner_client.post("/firm/edit/", given)

    firm = Enterprise.objects.get(pk=small_region.firm.pk)
    assert (firm.name, firm.region_id) == ("한빛소프트", "11680")


def test_member_who_is_not_the_owner_may_not_change_the_firm(small_region):
    member = sign_in(make_firm_member(small_region.firm, "member", "member@example.org"))

    assert member.post("/firm/edit/", FIRM).status_code == 403
    assert member.post("/firm/declare/", {"shared": "yes"}).status_code == 403
    assert member.get("/firm/").status_code == 200


def test_firm_of_another_is_not_there(owner_client, small_region):
    other = Enterprise.objects.create(
        name="남의 기업",
        stage="pre_founder",
        legal_form="none",
        created_at=small_region.firm.created_at,
        updated_at=small_region.firm.created_at,
    )

    assert owner_client.get(f"/firm/?firm={other.pk}").status_code == 404
    assert owner_client.post("/firm/years/", {"firm": other.pk, "year": 2025}).status_code == 404


def test_years_and_certificates_are_kept(owner_client, small_region):
    owner_client.post("/firm/years/", {"year": 2024, "employees": 3, "sales": 1000})
    owner_client.post("/firm/certificates/", {"kind": "women", "valid_from": "2026-01-01"})
    owner_client.post("/firm/declare/", {"complete": "yes"})

    firm = Enterprise.objects.get(pk=small_region.firm.pk)
    assert firm.years.get(year=2024).sales == 1000
    assert sorted(firm.designations.values_list("kind", flat=True)) == ["venture", "women"]
    assert firm.designations_complete


def test_wrong_year_comes_back_in_the_open_form(owner_client, small_region):
    answer = owner_client.post("/firm/years/", {"year": 1800, "sales": 5})
    page = answer.content.decode()

    assert answer.status_code == 422
    assert 'value="1800"' in page
    assert '<a href="#id_year">' in page


def test_certificate_entered_by_mistake_is_removed(owner_client, small_region):
    certificate = small_region.firm.designations.get()

    owner_client.post(f"/firm/certificates/{certificate.pk}/remove/")

    assert not small_region.firm.designations.exists()


def test_profile_names_what_is_missing(owner_client, small_region):
    page = owner_client.get("/firm/").content.decode()

    assert "판정에 쓰이는 정보" in page
    assert "대표자 생년월일" in page


def test_industry_box_offers_classes_by_name_and_by_code(client, db):
    assert 'data-value="56 ' in client.get("/options/industries/?q=음식점").content.decode()
    assert 'data-value="62 ' in client.get("/options/industries/?q=62").content.decode()
