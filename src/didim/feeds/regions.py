"""Names of provinces as notices write them, and their codes (registry.Region)."""

import re

_PROVINCES = {
    "11": "서울 서울특별시 서울시",
    "26": "부산 부산광역시 부산시",
    "27": "대구 대구광역시 대구시",
    "28": "인천 인천광역시 인천시",
    "29": "광주 광주광역시 광주시",
    "30": "대전 대전광역시 대전시",
    "31": "울산 울산광역시 울산시",
    "36": "세종 세종특별자치시 세종시",
    "41": "경기 경기도",
    "43": "충북 충청북도",
    "44": "충남 충청남도",
    "46": "전남 전라남도",
    "47": "경북 경상북도",
    "48": "경남 경상남도",
    "50": "제주 제주특별자치도 제주도",
    "51": "강원 강원특별자치도 강원도",
    "52": "전북 전북특별자치도 전라북도",
}
CODES: dict[str, tuple[str, ...]] = {
    name: (code,) for code, names in _PROVINCES.items() for name in names.split()
} | {
    "전국": ("00",),
    # Gwangju and Jeonnam issue notices as one special city since 2026; their firms stay in both codes.
    "전남광주": ("29", "46"),
    "전남광주통합특별시": ("29", "46"),
    "수도권": ("11", "28", "41"),
    "비수도권": tuple(code for code in _PROVINCES if code not in ("11", "28", "41")),
    "충청권": ("30", "36", "43", "44"),
    "호남권": ("29", "46", "52"),
    "대경권": ("27", "47"),
    "동남권": ("26", "31", "48"),
    "부울경": ("26", "31", "48"),
    "영남권": ("26", "27", "31", "47", "48"),
}


def region_codes(names: str) -> tuple[str, ...]:
    """Return the codes of one or several province names ("대구·경북"); () unless every name is one."""
    parts = [part for part in re.split(r"[·ㆍ,/&\s]+", names.strip()) if part]
    if not parts or any(part not in CODES for part in parts):
        return ()
    codes = dict.fromkeys(code for part in parts for code in CODES[part])
    return ("00",) if "00" in codes else tuple(codes)
