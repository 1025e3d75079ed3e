"""Made-up names: of people, firms, markets and buildings."""

import numpy as np

from .world import pick

SURNAMES = "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허남심노하곽성차주우구민유나진지엄채원천방"
GIVEN_FIRST = "가강건경나다도동라리마미민보서선성세소수승시아연영예원유윤은인재정주준지진채초태하한해현혜호"
GIVEN_SECOND = "강건경나라린림민빈서선솔수슬아연영온우원윤율은이인재정준진찬하한혁현혜호환훈희"

STEMS = [
    "한빛",
    "누리",
    "다온",
    "라온",
    "가람",
    "새론",
    "온새",
    "마루",
    "이든",
    "아람",
    "해솔",
    "푸른",
    "너른",
    "바른",
    "고운",
    "참빛",
    "윤슬",
    "도담",
    "나래",
    "미르",
    "하늘",
    "여울",
    "소담",
    "별하",
    "늘봄",
    "큰솔",
    "두레",
    "한결",
    "이음",
    "모아",
    "세움",
    "나눔",
    "그린",
    "하나",
    "동산",
    "서광",
    "대성",
    "한울",
    "우리",
    "청솔",
    "금강",
    "백두",
    "새벽",
    "아침",
    "봄내",
    "가온",
    "든든",
    "맑은",
    "밝은",
    "보람",
    "빛날",
    "산들",
    "시원",
    "알찬",
    "예담",
    "올곧",
    "으뜸",
    "정다운",
    "지음",
    "초롬",
    "튼튼",
    "파란",
    "포근",
    "풀잎",
    "한별",
    "해밀",
    "흐름",
    "힘찬",
    "꿈틀",
    "노을",
    "달빛",
    "물결",
    "바다",
    "솔빛",
    "숲속",
    "씨앗",
    "오름",
    "은하",
]

# Field of a firm: what its name may end in, and whether it makes things (a small manufacturer may be one).
FIRM_ENDINGS = {
    "food": "푸드 식품 에프앤비 농산 제과",
    "fashion": "어패럴 패션 텍스 가죽 봉제",
    "print": "인쇄 패키지 문화사 피앤피",
    "chemical": "케미칼 코스메틱 화학 폴리머",
    "machine": "정밀 기공 엔지니어링 금형 산업 기계",
    "electronics": "전자 일렉트로닉스 센서 반도체 라이팅",
    "bio": "바이오 메디칼 헬스케어 제약 진단",
    "software": "소프트 시스템즈 데이터 랩스 네트웍스 인텔리전스 클라우드",
    "media": "미디어 스튜디오 픽처스 콘텐츠 게임즈",
    "trade": "상사 유통 무역 마켓 커머스",
    "eating": "식당 밥상 카페 키친 분식 베이커리",
    "service": "컨설팅 디자인 기획 솔루션 파트너스 교육",
    "construction": "인테리어 건설 설비 디앤씨",
    "logistics": "로지스 물류 운수 통운",
    "living": "헤어 세탁 공방 정비 생활",
}

MARKET_STEMS = [
    "중앙",
    "남문",
    "북문",
    "동문",
    "서문",
    "새마을",
    "제일",
    "신흥",
    "평화",
    "자유",
    "청과",
    "약령",
    "골목",
    "나루",
    "역전",
    "언덕",
    "우물",
    "은행",
    "대추",
    "느티",
]
MARKET_ENDINGS = ["시장", "전통시장", "종합시장", "골목시장", "공설시장"]
BUILDING_ENDINGS = ["테크노타워", "비즈밸리", "지식산업센터", "테크시티", "IT타워", "메가허브", "비즈센터"]


def person_name(dice: np.random.Generator) -> str:
    """Return a name of three syllables."""
    return pick(dice, SURNAMES) + pick(dice, GIVEN_FIRST) + pick(dice, GIVEN_SECOND)


def firm_name(dice: np.random.Generator, *, kind: str, is_corporation: bool) -> str:
    """Return a name that says what the firm does."""
    name = pick(dice, STEMS) + pick(dice, FIRM_ENDINGS[kind].split())
    if not is_corporation:
        return name
    return f"㈜{name}" if dice.random() < 0.6 else f"{name} 주식회사"


class UniqueNames:
    """Hands out each name once: a name that comes again is told apart by a number."""

    def __init__(self) -> None:
        self._used: dict[str, int] = {}

    def take(self, name: str) -> str:
        """Return the name, or the name with the next free number."""
        self._used[name] = self._used.get(name, 0) + 1
        count = self._used[name]
        return name if count == 1 else f"{name} {count}호"
