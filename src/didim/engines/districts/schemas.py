"""The official files as data: each of our columns beside the headings it has had.

Sources: 서울시 상권분석서비스 (Seoul Open Data Plaza), the Korean headings of its files before and since 2025
and the columns of its open API, as of November 2026. Headings are compared without case, spaces and joining
signs. Money is won; 당월_매출 is, against its name, the total of the quarter.
"""

from didim.engines.districts.columns import (
    ALL_WORDS,
    DAY_WORDS,
    DAYS,
    HOUR_WORDS,
    HOURS,
    SEX_WORDS,
    SEXES,
    Column,
    DataSet,
    Kind,
    Unit,
    age_words,
    counts_of_sales,
    family,
)
from didim.kernel.wording import Text

_QUARTER = Column("quarter", Kind.QUARTER, ("기준_년분기_코드", "STDR_YYQU_CD"), required=True)
# Files before 2023 keep the year and the quarter apart.
YEAR_HEADINGS, PART_HEADINGS = ("기준_년_코드", "STDR_YY_CD"), ("기준_분기_코드", "STDR_QU_CD")
PLACE_HEADINGS: tuple[tuple[Unit, tuple[str, ...], tuple[str, ...]], ...] = (
    (Unit.CATCHMENT, ("상권배후지_코드", "TRDHL_CD"), ("상권배후지_코드_명", "TRDHL_CD_NM")),
    (Unit.DISTRICT, ("상권_코드", "TRDAR_CD"), ("상권_코드_명", "TRDAR_CD_NM")),
    (Unit.DONG, ("행정동_코드", "ADSTRD_CD"), ("행정동_코드_명", "ADSTRD_CD_NM")),
    (
        Unit.BOROUGH,
        ("자치구_코드", "시군구_코드", "SIGNGU_CD"),
        ("자치구_코드_명", "시군구_코드_명", "SIGNGU_CD_NM"),
    ),
    (Unit.CITY, ("서울시_코드", "MEGA_CD"), ("서울시_코드_명", "MEGA_CD_NM")),
)
_PLACE = Column("place", Kind.CODE, (), required=True, pattern=r"\d{2,10}")
_PLACE_NAME = Column("place_name", Kind.TEXT, ())
_KIND = Column("kind", Kind.CODE, ("상권_구분_코드", "TRDAR_SE_CD"), pattern="[ADRU]")
_KIND_NAME = Column("kind_name", Kind.TEXT, ("상권_구분_코드_명", "TRDAR_SE_CD_NM"))
_TRADE = Column("trade", Kind.CODE, ("서비스_업종_코드", "SVC_INDUTY_CD"), required=True, pattern=r"CS\d{6}")
_TRADE_NAME = Column("trade_name", Kind.TEXT, ("서비스_업종_코드_명", "SVC_INDUTY_CD_NM"))
_WHERE = (_QUARTER, _PLACE, _PLACE_NAME, _KIND, _KIND_NAME)
_AMOUNT = Column("amount", Kind.COUNT, ("당월_매출_금액", "THSMON_SELNG_AMT"), required=True)
_AMOUNTS = family("amount", "매출_금액", "SELNG_AMT", ALL_WORDS)
_FOOTFALL = Column("footfall", Kind.COUNT, ("총_유동인구_수", "TOT_FLPOP_CO"), required=True)
_FOOTFALLS = family(
    "footfall", "유동인구_수", "FLPOP_CO", (*SEX_WORDS, *age_words(), *HOUR_WORDS, *DAY_WORDS[2:])
)
_CHANGE = Column("change", Kind.CODE, ("상권_변화_지표", "TRDAR_CHNGE_IX"), required=True, pattern="[LH]{2}")
_PEOPLE_WORDS = (
    *SEX_WORDS,
    *age_words(),
    *age_words("male", "남성연령대", "MAG"),
    *age_words("female", "여성연령대", "FAG"),
)
KIND_NAMES = {"골목상권": "A", "발달상권": "D", "전통시장": "R", "관광특구": "U"}
PLACED = ("unit", "place")
_FACILITIES = (
    ("facilities", "집객시설_수", "VIATR_FCLTY_CO"),
    ("public_offices", "관공서_수", "PBLOFC_CO"),
    ("banks", "은행_수", "BANK_CO"),
    ("general_hospitals", "종합병원_수", "GEHSPT_CO"),
    ("hospitals", "일반_병원_수", "GNRL_HSPTL_CO"),
    ("pharmacies", "약국_수", "PARMACY_CO"),
    ("kindergartens", "유치원_수", "KNDRGR_CO"),
    ("elementary_schools", "초등학교_수", "ELESCH_CO"),
    ("middle_schools", "중학교_수", "MSKUL_CO"),
    ("high_schools", "고등학교_수", "HGSCHL_CO"),
    ("universities", "대학교_수", "UNIV_CO"),
    ("department_stores", "백화점_수", "DRTS_CO"),
    ("supermarkets", "슈퍼마켓_수", "SUPMK_CO"),
    ("cinemas", "극장_수", "THEAT_CO"),
    ("lodgings", "숙박_시설_수", "STAYNG_FCLTY_CO"),
    ("airports", "공항_수", "ARPRT_CO"),
    ("railway_stations", "철도_역_수", "RLROAD_STATN_CO"),
    ("bus_terminals", "버스_터미널_수", "BUS_TRMINL_CO"),
    ("subway_stations", "지하철_역_수", "SUBWAY_STATN_CO"),
    ("bus_stops", "버스_정거장_수", "BUS_STTN_CO"),
)
_SPENDING = (
    ("spending", "지출_총금액", "EXPNDTR_TOTAMT"),
    ("spending_food", "식료품_지출_총금액", "FDSTFFS_EXPNDTR_TOTAMT"),
    ("spending_clothes", "의류_신발_지출_총금액", "CLTHS_FTWR_EXPNDTR_TOTAMT"),
    ("spending_household", "생활용품_지출_총금액", "LVSPL_EXPNDTR_TOTAMT"),
    ("spending_health", "의료비_지출_총금액", "MCP_EXPNDTR_TOTAMT"),
    ("spending_transport", "교통_지출_총금액", "TRNSPORT_EXPNDTR_TOTAMT"),
    ("spending_leisure", "여가_지출_총금액", "LSR_EXPNDTR_TOTAMT"),
    ("spending_culture", "문화_지출_총금액", "CLTUR_EXPNDTR_TOTAMT"),
    ("spending_education", "교육_지출_총금액", "EDC_EXPNDTR_TOTAMT"),
    ("spending_nightlife", "유흥_지출_총금액", "PLESR_EXPNDTR_TOTAMT"),
)
_ANY_PLACE = tuple(unit for unit, _codes, _names in PLACE_HEADINGS)


def _people(
    id_: str, name: Text, total: Column, korean: str, api: str, services: tuple[tuple[Unit, str], ...]
) -> DataSet:
    columns = (*_WHERE, total, *family(id_, korean, api, _PEOPLE_WORDS))
    return DataSet(
        id_,
        name,
        columns,
        ("unit", "place"),
        services,
        _ANY_PLACE,
        sums=((id_, tuple(f"{id_}_{sex}" for sex in SEXES)),),
    )


_WORKERS = Column("workers", Kind.COUNT, ("총_직장_인구_수", "TOT_WRC_POPLTN_CO"), required=True)
_RESIDENTS = Column("residents", Kind.COUNT, ("총_상주인구_수", "TOT_REPOP_CO"), required=True)
_HOUSEHOLDS = (
    Column("households", Kind.COUNT, ("총_가구_수", "TOT_HSHLD_CO")),
    Column("households_flats", Kind.COUNT, ("아파트_가구_수", "APT_HSHLD_CO")),
    Column("households_others", Kind.COUNT, ("비_아파트_가구_수", "NON_APT_HSHLD_CO")),
)

AREAS = DataSet(
    "areas",
    Text("영역", "Areas"),
    (
        _PLACE,
        _PLACE_NAME,
        _KIND,
        _KIND_NAME,
        Column("x", Kind.NUMBER, ("엑스좌표_값", "XCNTS_VALUE"), required=True),
        Column("y", Kind.NUMBER, ("와이좌표_값", "YDNTS_VALUE"), required=True),
        Column("borough", Kind.CODE, ("자치구_코드", "SIGNGU_CD"), required=True, pattern=r"\d{5}"),
        Column("borough_name", Kind.TEXT, ("자치구_코드_명", "SIGNGU_CD_NM")),
        Column("dong", Kind.CODE, ("행정동_코드", "ADSTRD_CD"), required=True, pattern=r"\d{8,10}"),
        Column("dong_name", Kind.TEXT, ("행정동_코드_명", "ADSTRD_CD_NM")),
        Column("area_m2", Kind.NUMBER, ("영역_면적", "RELM_AR"), required=True),
    ),
    PLACED,
    ((Unit.DISTRICT, "TbgisTrdarRelm"),),
    dated=False,
)
STORES = DataSet(
    "stores",
    Text("점포", "Stores"),
    (
        *_WHERE,
        _TRADE,
        _TRADE_NAME,
        # 점포_수 was the count without franchises until 2024; since 2025 the total is 전체_점포_수.
        Column(
            "stores",
            Kind.COUNT,
            ("유사_업종_점포_수", "전체_점포_수", "SIMILR_INDUTY_STOR_CO"),
            required=True,
        ),
        Column("general_stores", Kind.COUNT, ("점포_수", "일반_점포_수", "STOR_CO")),
        Column("franchise_stores", Kind.COUNT, ("프랜차이즈_점포_수", "FRC_STOR_CO")),
        Column("opening_rate", Kind.RATE, ("개업_율", "개업_률", "OPBIZ_RT")),
        Column("openings", Kind.COUNT, ("개업_점포_수", "OPBIZ_STOR_CO"), required=True),
        Column("closing_rate", Kind.RATE, ("폐업_률", "폐업_율", "CLSBIZ_RT")),
        Column("closings", Kind.COUNT, ("폐업_점포_수", "CLSBIZ_STOR_CO"), required=True),
    ),
    (*PLACED, "trade"),
    (
        (Unit.DISTRICT, "VwsmTrdarStorQq"),
        (Unit.DONG, "VwsmAdstrdStorW"),
        (Unit.BOROUGH, "VwsmSignguStorW"),
    ),
    _ANY_PLACE,
    sums=(("stores", ("general_stores", "franchise_stores")),),
)
SALES = DataSet(
    "sales",
    Text("추정매출", "Estimated sales"),
    (
        *_WHERE,
        _TRADE,
        _TRADE_NAME,
        _AMOUNT,
        Column("count", Kind.COUNT, ("당월_매출_건수", "THSMON_SELNG_CO"), required=True),
        *_AMOUNTS,
        *counts_of_sales(),
    ),
    (*PLACED, "trade"),
    (
        (Unit.DISTRICT, "VwsmTrdarSelngQq"),
        (Unit.DONG, "VwsmAdstrdSelngW"),
        (Unit.BOROUGH, "VwsmSignguSelngW"),
        (Unit.CITY, "VwsmMegaSelngW"),
    ),
    _ANY_PLACE,
    sums=(
        ("amount", ("amount_weekday", "amount_weekend")),
        ("amount", tuple(f"amount_{day}" for day in DAYS)),
        ("amount", tuple(f"amount_hour_{hour}" for hour in HOURS)),
    ),
)
FOOTFALL = DataSet(
    "footfall",
    Text("길단위인구", "Footfall"),
    (*_WHERE, _FOOTFALL, *_FOOTFALLS),
    PLACED,
    ((Unit.DISTRICT, "VwsmTrdarFlpopQq"), (Unit.BOROUGH, "VwsmSignguFlpopW")),
    _ANY_PLACE,
    sums=(
        ("footfall", tuple(f"footfall_{sex}" for sex in SEXES)),
        ("footfall", tuple(f"footfall_hour_{hour}" for hour in HOURS)),
    ),
)
WORKERS = _people(
    "workers",
    Text("직장인구", "Workers"),
    _WORKERS,
    "직장_인구_수",
    "WRC_POPLTN_CO",
    ((Unit.DISTRICT, "VwsmTrdarWrcPopltnQq"),),
)
_RESIDENTS_ALONE = _people(
    "residents",
    Text("상주인구", "Residents"),
    _RESIDENTS,
    "상주인구_수",
    "REPOP_CO",
    ((Unit.DISTRICT, "VwsmTrdarRepopQq"), (Unit.DONG, "VwsmAdstrdRepopW")),
)
RESIDENTS = DataSet(
    _RESIDENTS_ALONE.id,
    _RESIDENTS_ALONE.name,
    (*_RESIDENTS_ALONE.columns, *_HOUSEHOLDS),
    PLACED,
    _RESIDENTS_ALONE.services,
    _ANY_PLACE,
    sums=_RESIDENTS_ALONE.sums,
)
FACILITIES = DataSet(
    "facilities",
    Text("집객시설", "Facilities"),
    (
        *_WHERE,
        *(
            Column(name, Kind.COUNT, (korean, api), required=name == "facilities")
            for name, korean, api in _FACILITIES
        ),
    ),
    PLACED,
    ((Unit.DISTRICT, "VwsmTrdarFcltyQq"),),
    _ANY_PLACE,
)
CHANGE = DataSet(
    "change",
    Text("상권변화지표", "Change class"),
    (
        *_WHERE,
        _CHANGE,
        Column("change_name", Kind.TEXT, ("상권_변화_지표_명", "TRDAR_CHNGE_IX_NM")),
        Column("operating_months", Kind.COUNT, ("운영_영업_개월_평균", "OPR_SALE_MT_AVRG"), required=True),
        Column("closed_months", Kind.COUNT, ("폐업_영업_개월_평균", "CLS_SALE_MT_AVRG"), required=True),
        Column(
            "city_operating_months",
            Kind.COUNT,
            ("서울_운영_영업_개월_평균", "SU_OPR_SALE_MT_AVRG"),
            required=True,
        ),
        Column(
            "city_closed_months",
            Kind.COUNT,
            ("서울_폐업_영업_개월_평균", "SU_CLS_SALE_MT_AVRG"),
            required=True,
        ),
    ),
    PLACED,
    ((Unit.DISTRICT, "VwsmTrdarIxQq"), (Unit.BOROUGH, "VwsmSignguIxQq")),
    _ANY_PLACE,
)
INCOME = DataSet(
    "income",
    Text("소득소비", "Income and consumption"),
    (
        *_WHERE,
        Column("income", Kind.COUNT, ("월_평균_소득_금액", "MT_AVRG_INCOME_AMT"), zero_unknown=True),
        Column("income_bracket", Kind.COUNT, ("소득_구간_코드", "INCOME_SCTN_CD"), zero_unknown=True),
        *(
            Column(name, Kind.COUNT, (korean, api), required=name == "spending")
            for name, korean, api in _SPENDING
        ),
    ),
    PLACED,
    (
        (Unit.DISTRICT, "VwsmTrdhlNcmCnsmpQq"),
        (Unit.DONG, "VwsmAdstrdNcmCnsmpW"),
        (Unit.BOROUGH, "VwsmSignguNcmCnsmpW"),
    ),
    _ANY_PLACE,
)
# What others joined from the official files and published; kept apart from what the publisher says itself.
PANEL = DataSet(
    "panel",
    Text("전 업종 상권 패널", "Panel of districts, all trades"),
    (
        *_WHERE,
        Column("borough", Kind.CODE, ("자치구_코드",), pattern=r"\d{5}"),
        Column("borough_name", Kind.TEXT, ("자치구_코드_명",)),
        Column("area_km2", Kind.NUMBER, ("면적_km2",)),
        Column("amount", Kind.COUNT, ("추정매출_합계",), required=True),
        Column("footfall", Kind.COUNT, ("유동인구",)),
        Column("workers", Kind.COUNT, ("직장인구",)),
        Column("residents", Kind.COUNT, ("상주인구",)),
        Column("stores", Kind.COUNT, ("점포_수",), required=True),
        Column("opening_rate", Kind.RATE, ("개업률",), required=True),
        Column("closing_rate", Kind.RATE, ("폐업률",), required=True),
    ),
    PLACED,
)
ALLEY_FOOD = DataSet(
    "alley_food",
    Text("골목상권 외식 업종 묶음", "Food trades of alley districts, joined"),
    (
        *_WHERE,
        _RESIDENTS,
        *family("residents", "상주인구_수", "REPOP_CO", age_words()),
        _FOOTFALL,
        *_FOOTFALLS[2:],
        _AMOUNT,
        Column("count", Kind.COUNT, ("당월_매출_건수",)),
        *_AMOUNTS,
        _CHANGE,
    ),
    PLACED,
    sums=(("amount", ("amount_weekday", "amount_weekend")),),
)
CATCHMENTS = DataSet(
    "catchments",
    Text("상권배후지 업종별 매출", "Sales of catchments by trade"),
    (
        _QUARTER,
        _PLACE,
        _PLACE_NAME,
        _TRADE,
        _TRADE_NAME,
        _AMOUNT,
        Column("workers", Kind.COUNT, ("총_직장_인구_수",)),
        Column("footfall", Kind.COUNT, ("총_유동인구_수",)),
    ),
    (*PLACED, "trade"),
    units=(Unit.CATCHMENT,),
)
TRADES = DataSet(
    "trades",
    Text("서비스 업종 코드", "Codes of trades"),
    (
        Column("trade", Kind.CODE, ("sic_code", *_TRADE.headings), required=True, pattern=r"CS\d{6}"),
        Column("trade_name", Kind.TEXT, ("sic_svc_industry", *_TRADE_NAME.headings), required=True),
        Column("trade_group", Kind.TEXT, ("sic_industry_group",)),
    ),
    ("trade",),
    units=(),
    dated=False,
)
DONGS = DataSet(
    "dongs",
    Text("행정동 코드", "Codes of dongs"),
    (
        Column("dong", Kind.CODE, ("dcm_code", "행정동_코드"), required=True, pattern=r"\d{8,10}"),
        Column("borough_name", Kind.TEXT, ("dcm_gu", "자치구_코드_명")),
        Column("dong_name", Kind.TEXT, ("dcm_dong", "행정동_코드_명"), required=True),
    ),
    ("dong",),
    units=(),
    dated=False,
)
DATA_SETS: dict[str, DataSet] = {
    one.id: one
    for one in (
        AREAS,
        STORES,
        SALES,
        FOOTFALL,
        WORKERS,
        RESIDENTS,
        FACILITIES,
        CHANGE,
        INCOME,
        PANEL,
        ALLEY_FOOD,
        CATCHMENTS,
        TRADES,
        DONGS,
    )
}
