"""Small panel files written by hand in the columns of the public one."""

HEADER = (
    "기준_년분기_코드,분기,상권_코드,상권_코드_명,상권_구분_코드_명,상권_유형_더미,자치구_코드,자치구_코드_명,"
    "면적_km2,추정매출_합계,유동인구,직장인구,상주인구,점포_수,개업률,폐업률"
)


def line(quarter="20191", code="3110001", stores="40", opening="2.5", closing="5.0"):
    return (
        f"{quarter},{str(quarter)[-1]},{code},이름 {code},골목상권,0,11110,종로구,"
        f"0.12,1000000,5000,300,,{stores},{opening},{closing}"
    )


def file_of(*lines):
    return "\n".join([HEADER, *lines]) + "\n"
