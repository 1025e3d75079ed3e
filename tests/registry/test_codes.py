import gzip
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from didim.kernel.refusals import RefusedError
from didim.registry.domain.codes import (
    CodesRead,
    import_code_file,
    load_codes,
    shipped_industries,
    shipped_regions,
)
from didim.registry.models import Industry, Region

KSIC = (
    "Industy_code,Industy_name\n62,컴퓨터 프로그래밍\n620,컴퓨터 프로그래밍\n"
    "62010,컴퓨터 프로그래밍 서비스업\n,빈칸\n6A,글자\n"
)
DISTRICTS = (
    "법정동코드\t법정동명\t폐지여부\n"
    "1100000000\t서울특별시\t존재\n"
    "1111000000\t서울특별시 종로구\t존재\n"
    "1111010100\t서울특별시 종로구 청운동\t존재\n"
    "1111010199\t서울특별시 종로구 옛동\t폐지\n"
    "4111112900\t경기도 수원시 장안구 파장동\t존재\n"
    "4211025321\t강원도 춘천시 신북읍 율문리\t존재\n"
    "4211025300\t강원도 춘천시 신북읍\t존재\n"
)


@pytest.mark.parametrize(("level", "now", "ever"), [(0, 1, 1), (1, 17, 19), (2, 264, 300)])
def test_shipped_regions_count_by_level(level, now, ever):
    regions = [region for region in shipped_regions() if region["level"] == level]
    assert (len([region for region in regions if region["valid_to"] is None]), len(regions)) == (now, ever)


def test_shipped_regions_lead_from_the_country_down_to_themselves():
    regions = {region["code"]: region for region in shipped_regions()}
    for code, region in regions.items():
        assert region["path"][0] == "00"
        assert region["path"][-1] == code
        assert [regions[part]["level"] for part in region["path"]] == sorted(
            regions[part]["level"] for part in region["path"]
        )
    assert regions["41111"]["path"] == ["00", "41", "41110", "41111"]


def test_shipped_regions_that_ended_name_their_heir_from_the_next_day_on():
    regions = {region["code"]: region for region in shipped_regions()}
    ended = [region for region in regions.values() if region["valid_to"]]
    assert [
        (region["valid_to"] - regions[region["succeeded_by_id"]]["valid_from"]).days for region in ended
    ] == [-1] * len(ended)
    assert regions["42110"]["succeeded_by_id"] == "51110"
    assert regions["52"]["valid_from"] == date(2024, 1, 18)


def test_shipped_industries_are_the_eleventh_revision_with_the_classes_rules_name():
    industries = {industry["code"]: industry for industry in shipped_industries()}
    assert len([code for code in industries if code.isalpha()]) == 21
    assert len([code for code in industries if len(code) == 2]) == 77
    assert [industries[code]["section"] for code in ("56211", "56212", "91249")] == ["I", "I", "R"]
    assert all(industry["name_en"] for industry in industries.values())


@pytest.mark.django_db
def test_load_codes_again_changes_nothing():
    load_codes()
    before = (list(Region.objects.values()), list(Industry.objects.values()))
    load_codes()
    assert (list(Region.objects.values()), list(Industry.objects.values())) == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content",
    [KSIC.encode(), KSIC.encode("cp949"), ("\ufeff" + KSIC).encode(), gzip.compress(KSIC.encode())],
    ids=["utf-8", "cp949", "with a mark", "gzipped"],
)
def test_import_of_industries_reads_every_packing_and_a_second_time_changes_nothing(content):
    load_codes()
    first = import_code_file(content=content, file_name="KSIC_11.csv")
    assert first == CodesRead("industries", read=5, new=1, updated=2, unchanged=0, left_out=2)
    assert Industry.objects.get(pk="62010").parent_id == "620"
    second = import_code_file(content=content, file_name="KSIC_11.csv")
    assert second == CodesRead("industries", read=5, new=0, updated=0, unchanged=3, left_out=2)
    load_codes()
    assert import_code_file(content=content, file_name="KSIC_11.csv") == second


@pytest.mark.django_db
def test_import_of_an_older_revision_leaves_newer_rows_alone():
    load_codes()
    assert import_code_file(content=KSIC.encode(), file_name="KSIC_10.csv") == CodesRead(
        "industries", read=5, new=1, updated=1, unchanged=0, left_out=3
    )
    assert Industry.objects.get(pk="62").name == "컴퓨터 프로그래밍, 시스템 통합 및 관리업"


@pytest.mark.django_db
@pytest.mark.parametrize("encoding", ["utf-8", "cp949"])
def test_import_of_districts_adds_towns_under_their_district(encoding):
    load_codes()
    first = import_code_file(content=DISTRICTS.encode(encoding), file_name="법정동코드.txt")
    assert first == CodesRead("regions", read=7, new=3, updated=0, unchanged=2, left_out=2)
    assert Region.objects.get(pk="41111129").path == ["00", "41", "41110", "41111", "41111129"]
    assert Region.objects.get(pk="42110253").valid_to == date(2023, 6, 10)
    assert import_code_file(content=DISTRICTS.encode(encoding), file_name="법정동코드.txt") == CodesRead(
        "regions", read=7, new=0, updated=0, unchanged=5, left_out=2
    )


@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\xff\xfe\xff\xff\xff", b"\x1f\x8bbroken"])
def test_import_of_something_else_is_refused_with_a_sentence(content):
    with pytest.raises(RefusedError) as refusal:
        import_code_file(content=content, file_name="codes.csv")
    assert list(refusal.value.by_field()) == ["file"]


@pytest.mark.django_db
@given(
    heading=st.sampled_from(["산업코드,산업명\n", "법정동코드,법정동명,폐지여부\n"]),
    body=st.one_of(st.binary(), st.text().map(str.encode)),
)
@hypothesis_settings(max_examples=60, deadline=None)
def test_import_of_anything_below_the_headings_reads_or_refuses(heading, body):
    with suppress(RefusedError):
        read = import_code_file(content=heading.encode() + body, file_name="x.csv")
        assert read.read == read.new + read.updated + read.unchanged + read.left_out
