import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from didim.feeds.bizinfo import parsing as bizinfo
from didim.feeds.files.forms import identify, parse_any
from didim.feeds.files.reading import read_content
from didim.feeds.kstartup import parsing as kstartup
from didim.feeds.values import UnreadableRowError, attachments, regions_of_tags, regions_of_title, web_address

from .rows import ANNOUNCEMENT, ANY_JSON, BIZINFO, DIGEST, FULLTEXT, KSTARTUP, spoilt_rows


def test_bizinfo_row_is_read_field_by_field():
    parsed = parse_any(BIZINFO)
    assert (parsed.source, parsed.source_id) == ("bizinfo", "PBLN_000000000100001")
    assert parsed.title == "[경기] 2026년 가나다 지원사업 공고"
    assert parsed.region_codes == ("41",)
    assert (parsed.support_type, parsed.field, parsed.targets) == ("global", "수출", ("sme",))
    assert parsed.body == "사업을 공고합니다.\n\n☞ 도내 중소기업\n\n☞ 시제품 제작비"
    assert parsed.target_text == "중소기업\n도내 중소기업"
    assert (parsed.period.opens_on, parsed.period.closes_on) == (date(2026, 3, 30), date(2026, 4, 24))
    assert [(file["name"], file["kind"]) for file in parsed.attachments] == [
        ("공고문.pdf", "notice"),
        ("서식.hwp", "file"),
        ("포스터.png", "file"),
    ]
    assert parsed.how_to_apply == "우편 접수\n- 이메일 : <EMAIL>"
    assert parsed.contact == "가나진흥원 <TEL>"
    assert parsed.apply_url == "https://www.gana.or.kr/apply"
    assert parsed.published_on == date(2026, 4, 1)


@pytest.mark.parametrize(
    ("answer", "count"),
    [
        ({"jsonArray": [BIZINFO, BIZINFO]}, 2),
        ({"jsonArray": {"item": [BIZINFO]}}, 1),
        ({"jsonArray": BIZINFO}, 1),
        (BIZINFO, 1),
        ([BIZINFO], 1),
        ({"jsonArray": []}, 0),
        ({"jsonArray": ""}, 0),
    ],
)
def test_bizinfo_envelope_gives_its_rows(answer, count):
    assert len(bizinfo.rows_of(answer)) == count


def test_bizinfo_error_is_raised_with_its_words():
    with pytest.raises(bizinfo.BizinfoError, match="인증키"):
        bizinfo.rows_of({"reqErr": "인증키가 없습니다"})
    with pytest.raises(bizinfo.BizinfoError):
        bizinfo.rows_of({"other": 1})


def test_kstartup_row_is_read_field_by_field():
    parsed = parse_any(KSTARTUP)
    assert (parsed.source, parsed.source_id) == ("kstartup", "177212")
    assert parsed.title == "2026년 라마바 모집 (2차)"
    assert (parsed.support_type, parsed.region_codes) == ("mentoring", ("28",))
    assert parsed.stages == ("pre", "y3")
    assert parsed.targets == ("student", "sme", "solo_creative", "pre_founder", "startup")
    assert (parsed.target_text, parsed.exclusion_text) == ("인천 소재 기업&팀", "체납자")
    assert parsed.age_text == "만 20세 이상 ~ 만 39세 이하"
    assert parsed.period.closes_on == date(2026, 5, 15)
    assert parsed.apply_url == "https://www.ramaba.or.kr"


def test_kstartup_collected_names_mean_the_same():
    row = {
        "pbancSn": "177212",
        "title": "2026년 라마바 모집",
        "agency": "2026년 라마바 모집",
        "deadline": "2026-05-20",
        "first_seen": "2026-04-10",
        "last_seen": "2026-04-29",
        "structured": {
            "biz_class": "사업화",
            "region": "전국",
            "start_date": "2026-04-13",
            "end_date": "2026-05-15",
        },
    }
    parsed = parse_any(row)
    assert (parsed.source_id, parsed.support_type, parsed.region_codes) == (
        "177212",
        "commercialisation",
        ("00",),
    )
    assert (parsed.period.opens_on, parsed.period.closes_on) == (date(2026, 4, 13), date(2026, 5, 20))
    assert parsed.agency_name == ""
    assert parse_any(row | {"structured": {}}).period.closes_on == date(2026, 5, 20)


def test_kstartup_error_is_raised_with_its_words():
    with pytest.raises(kstartup.KStartupError, match="LIMITED"):
        kstartup.rows_of({"code": -4, "msg": "LIMITED NUMBER OF SERVICE REQUESTS EXCEEDS ERROR"})


def test_other_forms_are_read():
    announcement, digest, full = map(parse_any, (ANNOUNCEMENT, DIGEST, FULLTEXT))
    assert (announcement.source, announcement.source_id) == ("other", "snip:2026-0197-4167")
    assert announcement.period.closes_on == date(2026, 8, 7)
    assert (digest.source, digest.source_id) == ("bizinfo", "PBLN_000000000125456")
    assert (digest.region_codes, digest.period.kind) == (("29", "46"), "until_exhausted")
    assert (full.source_id, full.operator_name) == ("PBLN_000000000100001", "가나진흥원")
    assert full.attachment_text == "첨부의 본문"


def test_number_in_the_address_decides_whose_notice_it_is():
    url = "https://www.k-startup.go.kr/web/contents/bizpbanc-ongoing.do?schM=view&pbancSn=178899"
    assert identify("auto-x", url, "bizinfo") == ("kstartup", "178899")
    assert identify("kstartup_177212", "", "bizinfo") == ("kstartup", "177212")
    bojo = "https://www.bojo.go.kr/bojo.do?popShareUrl=/ia/x.do?ddtlbzId=2026A&bsnsyear=2026&dtlbzId=2006B&title=t"
    assert identify("auto-x", bojo, "mpb") == ("other", "mpb:2006B.2026A")
    with pytest.raises(UnreadableRowError, match="번호"):
        identify("", "", "x")


def test_values_of_lists_and_names():
    files = attachments("하나@둘", "https://a.kr/1@javascript:alert(1)", kind="file")
    assert files == ({"name": "하나", "url": "https://a.kr/1", "kind": "file"},)
    assert attachments("한개", "https://a.kr/1@https://a.kr/2", kind="file")[1]["name"] == "첨부 2"
    assert regions_of_title("[대구ㆍ경북] 공고") == ("27", "47")
    assert regions_of_title("[무료] 공고") == ()
    assert regions_of_tags(("창업", "경남", "부산")) == ("48", "26")
    assert web_address("신청: https://a.kr/가나 참조") == "https://a.kr/"
    assert web_address("javascript:alert(1)") == ""


def test_file_with_bad_rows_tells_line_and_reason():
    content = b"\n".join(
        [
            json.dumps(BIZINFO).encode(),
            b"{not json",
            b"[1, 2]",
            "가".encode("cp949"),
            b'{"what": 1}',
            json.dumps(BIZINFO | {"pblancNm": ""}).encode(),
        ]
    )
    reading = read_content(content, name="a.jsonl")
    assert (reading.read, len(reading.parsed)) == (6, 1)
    assert [(row.line, row.reason[:6]) for row in reading.rejected] == [
        (2, "JSON 형"),
        (3, "공고 한 건"),
        (4, "UTF-8 "),
        (5, "알 수 없는"),
        (6, "공고명(pb"),
    ]


def test_file_that_is_one_answer_of_an_api():
    answer = {"currentCount": 1, "data": [KSTARTUP], "page": 1}
    assert len(read_content(json.dumps(answer).encode(), name="a.json").parsed) == 1
    assert len(read_content(json.dumps({"jsonArray": [BIZINFO]}, indent=1).encode(), name="b").parsed) == 1
    assert read_content(b'{"jsonArray": {"reqErr": 1}}', name="c").rejected != []


@settings(max_examples=300)
@given(spoilt_rows())
def test_parser_of_a_spoilt_row_reads_or_refuses(row):
    try:
        parsed = parse_any(row)
    except UnreadableRowError:
        return
    assert parsed.title
    assert len(parsed.title) <= 500
    assert len(parsed.source_id) <= 80
    assert len(parsed.agency_name) <= 160
    json.dumps(parsed.raw, allow_nan=False).encode()


@given(st.binary(max_size=300) | st.lists(ANY_JSON, max_size=4).map(lambda rows: json.dumps(rows).encode()))
def test_file_of_anything_is_read(content):
    reading = read_content(content, name="x")
    assert reading.read >= len(reading.parsed)
