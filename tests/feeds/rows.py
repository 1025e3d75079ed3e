"""Rows of every form, written by hand, and rows with fields spoilt at random."""

from hypothesis import strategies as st

BIZINFO = {
    "pblancId": "PBLN_000000000100001",
    "pblancNm": "[경기] 2026년 가나다 지원사업 공고  ",
    "pblancUrl": "https://www.bizinfo.go.kr/x.do?pblancId=PBLN_000000000100001",
    "jrsdInsttNm": "경기도",
    "excInsttNm": "가나진흥원",
    "bsnsSumryCn": "<p>사업을 공고합니다.</p><p>☞&nbsp;도내 중소기업</p><p>☞ 시제품 제작비</p>",
    "pldirSportRealmLclasCodeNm": "수출",
    "creatPnttm": "2026-04-01 10:14:11",
    "updtPnttm": "2026-04-02 10:00:00",
    "reqstBeginEndDe": "2026-03-30 ~ 2026-04-24",
    "trgetNm": "중소기업",
    "hashtags": "수출,경기,2026,가나진흥원",
    "printFileNm": "공고문.pdf",
    "printFlpthNm": "https://www.bizinfo.go.kr/f?id=1",
    "fileNm": "서식.hwp@포스터.png",
    "flpthNm": "https://www.bizinfo.go.kr/f?id=2@https://www.bizinfo.go.kr/f?id=3",
    "reqstMthPapersCn": "우편 접수\r\n- 이메일 : <EMAIL>",
    "refrncNm": "가나진흥원 <TEL> # 해시태그",
    "rceptEngnHmpgUrl": "www.gana.or.kr/apply",
}
KSTARTUP = {
    "pbanc_sn": 177212,
    "biz_pbanc_nm": "2026년 라마바 모집 &#40;2차&#41;",
    "pbanc_ntrp_nm": "라마바센터",
    "supt_biz_clsfc": "멘토링ㆍ컨설팅ㆍ교육",
    "supt_regin": "인천",
    "aply_trgt": "대학생,일반기업,1인 창조기업",
    "aply_trgt_ctnt": "인천 소재 기업&amp;팀",
    "aply_excl_trgt_ctnt": "체납자",
    "biz_enyy": "예비창업자,3년미만",
    "biz_trgt_age": "만 20세 이상 ~ 만 39세 이하",
    "pbanc_rcpt_bgng_dt": "20260413",
    "pbanc_rcpt_end_dt": "20260515",
    "pbanc_ctnt": "모집합니다.",
    "biz_gdnc_url": "www.ramaba.or.kr",
    "detl_pg_url": "https://www.k-startup.go.kr/web/contents/bizpbanc-ongoing.do?schM=view&pbancSn=177212",
}
ANNOUNCEMENT = {
    "source": "snip",
    "source_id": "2026-0197-4167",
    "title": "전시회 참가기업 모집",
    "url": "https://portal.snip.or.kr:8443/x?pjtCd=4167",
    "apply_raw": "~ 2026.08.07",
    "apply_start": None,
    "apply_end": "2026-08-07",
    "agency": "성남시",
    "exec_agency": "성남산업진흥원",
    "category": "지역",
    "posted_at": "2026-07-15",
    "first_seen": "2026-07-22",
    "last_seen": "2026-08-22",
}
FULLTEXT = {
    "id": "bizinfo_PBLN_000000000100001",
    "title": "2026년 가나다 지원사업 공고",
    "agency": "경기도 / 가나진흥원",
    "deadline": "",
    "structured_excerpt": {"trgetNm": "중소기업", "bsnsSumryCn": "<p>짧은 요약</p>"},
    "pdf_text": "첨부의 본문",
}
DIGEST = {
    "id": "auto-x",
    "name": "[전남광주] 가나 모집",
    "agency": "전남광주통합특별시",
    "url": "https://www.bizinfo.go.kr/x.do?pblancId=PBLN_000000000125456",
    "summary": "요약…",
    "benefits": [
        {"label": "지원내용", "value": "내용 …(원문 확인 필요)"},
        {"label": "지원대상", "value": "소상공인"},
        {"label": "신청기간", "value": "예산 소진시까지"},
    ],
    "elig": {"sizes": ["mid"]},
    "sourceApi": "bizinfo",
    "first_seen": "2026-08-13",
    "last_seen": "2026-08-19",
}

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@st.composite
def spoilt_rows(draw):
    """Rows of every form with some fields replaced by anything."""
    row = dict(
        draw(st.sampled_from([BIZINFO, KSTARTUP, ANNOUNCEMENT, FULLTEXT, DIGEST, {"structured": BIZINFO}]))
    )
    for name in draw(st.lists(st.sampled_from(sorted(row)), max_size=4)):
        row[name] = draw(ANY_JSON)
    return row
