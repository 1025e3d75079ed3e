"""Code tables: the regions and industries that ship with Didim, and whole public tables read over them."""

import csv
import gzip
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Any

from django.apps.registry import Apps
from django.apps.registry import apps as current_apps
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from didim.kernel.refusals import refuse
from didim.registry.enums import RegionLevel

_REGION_FIELDS = (
    "name",
    "short_name",
    "name_en",
    "level",
    "parent",
    "path",
    "aliases",
    "valid_from",
    "valid_to",
    "succeeded_by",
)
_INDUSTRY_FIELDS = ("name", "name_en", "section", "parent", "revision")
_BATCH = 2_000

COUNTRY_CODE = "00"
_LEGAL_DISTRICT_DIGITS = 10
_DISTRICT_DIGITS, _TOWN_DIGITS = 5, 8
_WORDS_OF_A_DISTRICT = 2
_FULL_CLASS_DIGITS = 5
_CURRENT_REVISION = 11
_INDUSTRY_CODE = re.compile(r"[A-U]|[0-9]{2,5}")
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class CodesRead:
    """What reading a table came to: rows read, new, changed and as they were, and those left out."""

    kind: str
    read: int
    new: int
    updated: int
    unchanged: int
    left_out: int


def load_codes(apps: Apps = current_apps) -> None:
    """Write the shipped regions and industries; doing it again changes nothing.

    Rows read from whole public tables stay as they are. A migration passes its own state of the models.
    """
    with transaction.atomic():
        _write(apps.get_model("registry", "Region"), shipped_regions(), _REGION_FIELDS)
        industry = apps.get_model("registry", "Industry")
        known = dict(industry.objects.values_list("code", "revision"))
        missing = [row for row in shipped_industries() if known.get(row["code"], 0) < row["revision"]]
        _write(industry, missing, _INDUSTRY_FIELDS)


def shipped_regions() -> list[dict[str, Any]]:
    """Return the regions of definitions/codes/regions.csv as field values."""
    lines = list(_shipped("regions.csv"))
    parents = {line["code"]: line["parent"] for line in lines}
    return [
        {
            "code": line["code"],
            "name": line["name"],
            "short_name": line["short_name"],
            "name_en": line["name_en"],
            "level": int(line["level"]),
            "parent_id": line["parent"] or None,
            "path": _path(line["code"], parents),
            "aliases": [alias for alias in line["aliases"].split("|") if alias],
            "valid_from": _day(line["valid_from"]),
            "valid_to": _day(line["valid_to"]),
            "succeeded_by_id": line["succeeded_by"] or None,
        }
        for line in lines
    ]


def shipped_industries() -> list[dict[str, Any]]:
    """Return the industries of definitions/codes/industries.csv as field values."""
    return [
        {
            "code": line["code"],
            "name": line["name"],
            "name_en": line["name_en"],
            "section": line["section"],
            "parent_id": line["parent"] or None,
            "revision": int(line["revision"]),
        }
        for line in _shipped("industries.csv")
    ]


def import_code_file(*, content: bytes, file_name: str, revision: int | None = None) -> CodesRead:
    """Read a whole public table, KSIC or legal districts (법정동), told apart by its headings.

    `content` is CSV or tab-separated text, gzipped or not, UTF-8 or CP949. `revision` is the KSIC revision;
    without it the number in the file's name counts (KSIC_10.csv), else 11. All or nothing; raises
    `RefusedError`.
    """
    rows = _table(content)
    headings = next(rows, [])
    code_at = _column(headings, "industy_code", "industry_code", "산업코드", "산업분류코드", "분류코드")
    name_at = _column(headings, "industy_name", "industry_name", "산업명", "산업분류명", "항목명", "분류명")
    if code_at is not None and name_at is not None:
        number = re.search(r"(?<!\d)(?:0?9|10|11)(?!\d)", file_name)
        found = revision or (int(number.group()) if number else _CURRENT_REVISION)
        return _import_industries(_pairs(rows, code_at, name_at), revision=found)
    code_at, name_at = _column(headings, "법정동코드"), _column(headings, "법정동명")
    if code_at is not None and name_at is not None:
        state_at = _column(headings, "폐지여부", "폐지구분")
        return _import_districts(rows, code_at, name_at, state_at)
    raise refuse(
        "file",
        _(
            "업종(KSIC) 표나 법정동코드 표가 아닙니다. 첫 줄에 ‘산업코드, 산업명’ 또는 "
            "‘법정동코드, 법정동명’이 있는 파일을 올려 주세요."
        ),
    )


def _import_industries(pairs: Iterable[tuple[str, str]], *, revision: int) -> CodesRead:
    industry = current_apps.get_model("registry", "Industry")
    read, left_out = 0, 0
    names: dict[str, str] = {}
    for code, name in pairs:
        read += 1
        if _INDUSTRY_CODE.fullmatch(code) and name and code not in names:
            names[code] = name[:_LONGEST_NAME]
        else:
            left_out += 1
    with transaction.atomic():
        known = {row["code"]: row for row in industry.objects.values("code", *_values(_INDUSTRY_FIELDS))}
        codes = known.keys() | names.keys()
        rows = []
        for code, name in names.items():
            before = known.get(code)
            section = code if code.isalpha() else known.get(code[:2], {}).get("section")
            if section is None or (before and before["revision"] > revision):
                left_out += 1
                continue
            name_en = (
                before["name_en"]
                if before and (before["name"] == name or len(code) < _FULL_CLASS_DIGITS)
                else ""
            )
            rows.append(
                {
                    "code": code,
                    "name": name,
                    "name_en": name_en,
                    "section": section,
                    "parent_id": _industry_parent(code, codes, section),
                    "revision": revision,
                }
            )
        new, updated, unchanged = _write(industry, rows, _INDUSTRY_FIELDS)
    return CodesRead("industries", read, new, updated, unchanged, left_out)


def _import_districts(
    rows: Iterator[list[str]], code_at: int, name_at: int, state_at: int | None
) -> CodesRead:
    """Read provinces, districts and towns that exist; hamlets (리) and abolished rows are left out."""
    region = current_apps.get_model("registry", "Region")
    read = left_out = unchanged = 0
    with transaction.atomic():
        above = region.objects.values("code", "path", "valid_from", "valid_to")
        known: dict[str, dict[str, Any]] = {row["code"]: dict(row) for row in above}
        found: list[dict[str, Any]] = []
        for row in rows:
            read += 1
            code = row[code_at].strip() if code_at < len(row) else ""
            words = row[name_at].split() if name_at < len(row) else []
            gone = (
                state_at is not None
                and state_at < len(row)
                and row[state_at].strip() not in {"", "존재", "N"}
            )
            area = None if gone else _area(code, words)
            if area is None:
                left_out += 1
            elif area[0] in known:
                unchanged += 1
            elif parent := known.get(area[2]):
                short, level, parent_code, name = area
                values = {
                    "code": short,
                    "name": name[:60],
                    "short_name": words[-1][:20],
                    "name_en": "",
                    "level": level,
                    "parent_id": parent_code,
                    "path": [*parent["path"], short],
                    "aliases": [],
                    "valid_from": parent["valid_from"],
                    "valid_to": parent["valid_to"],
                    "succeeded_by_id": None,
                }
                known[short] = values
                found.append(values)
            else:
                left_out += 1
        new, _updated, _same = _write(region, found, _REGION_FIELDS)
    return CodesRead("regions", read, new, 0, unchanged, left_out)


def _area(code: str, words: list[str]) -> tuple[str, RegionLevel, str, str] | None:
    """Return the code cut to its level, the level, the code above it and its own name; None for hamlets.

    `words` is the full name: a ward of a city has the city before it (경기도 수원시 장안구).
    """
    if len(code) != _LEGAL_DISTRICT_DIGITS or not (code.isascii() and code.isdigit()) or not words:
        return None
    province, district, town, hamlet = code[:2], code[2:5], code[5:8], code[8:]
    if hamlet != "00":
        return None
    if town != "000":
        return code[:_TOWN_DIGITS], RegionLevel.TOWN, code[:_DISTRICT_DIGITS], words[-1]
    if district != "000":
        is_ward = len(words) > _WORDS_OF_A_DISTRICT
        above = code[: _DISTRICT_DIGITS - 1] + "0" if is_ward else province
        return code[:_DISTRICT_DIGITS], RegionLevel.DISTRICT, above, " ".join(words[1:]) or words[0]
    return province, RegionLevel.PROVINCE, COUNTRY_CODE, words[-1]


def _industry_parent(code: str, codes: Iterable[str], section: str) -> str | None:
    if code.isalpha():
        return None
    return next((code[:length] for length in range(len(code) - 1, 1, -1) if code[:length] in codes), section)


def _path(code: str, parents: dict[str, str]) -> list[str]:
    path = [code]
    while above := parents[path[0]]:
        path.insert(0, above)
    return path


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _shipped(name: str) -> Iterator[dict[str, str]]:
    text = resources.files("didim").joinpath("definitions", "codes", name).read_text(encoding="utf-8")
    return csv.DictReader(io.StringIO(text))


def _values(fields: Iterable[str]) -> list[str]:
    return [f"{field}_id" if field in {"parent", "succeeded_by"} else field for field in fields]


def _write(model: Any, rows: list[dict[str, Any]], fields: tuple[str, ...]) -> tuple[int, int, int]:
    """Insert new rows, update those that differ; say how many were new, updated and unchanged."""
    columns = _values(fields)
    before = {row["code"]: row for row in model.objects.values("code", *columns)}
    new = [row for row in rows if row["code"] not in before]
    changed = [row for row in rows if row["code"] in before and before[row["code"]] != row]
    model.objects.bulk_create(
        [model(**row) for row in [*new, *changed]],
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=list(fields),
    )
    return len(new), len(changed), len(rows) - len(new) - len(changed)


def _table(content: bytes) -> Iterator[list[str]]:
    """Yield the rows of a text table however it is packed and encoded."""
    if content[:2] == b"\x1f\x8b":
        try:
            content = gzip.decompress(content)
        except (OSError, EOFError) as error:
            raise refuse(
                "file", _("압축 파일이 손상되었습니다. 파일을 다시 내려받아 올려 주세요.")
            ) from error
    for encoding in ("utf-8-sig", "cp949"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise refuse("file", _("글자를 읽을 수 없습니다. UTF-8이나 CP949(한글 완성형)로 저장해 올려 주세요."))
    text = text.replace("\x00", "")
    first_line = text.split("\n", 1)[0]
    delimiter = "\t" if first_line.count("\t") > first_line.count(",") else ","
    try:
        yield from csv.reader(io.StringIO(text), delimiter=delimiter)
    except csv.Error as error:
        raise refuse(
            "file", _("표의 형식이 잘못되었습니다. CSV 형식으로 다시 저장해 올려 주세요.")
        ) from error


def _column(headings: list[str], *names: str) -> int | None:
    plain = [heading.strip().lower() for heading in headings]
    return next((plain.index(name) for name in names if name in plain), None)


def _pairs(rows: Iterator[list[str]], code_at: int, name_at: int) -> Iterator[tuple[str, str]]:
    for row in rows:
        if row:
            yield (
                row[code_at].strip() if code_at < len(row) else "",
                " ".join(row[name_at].split()) if name_at < len(row) else "",
            )
