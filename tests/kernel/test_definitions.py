from datetime import date

import pytest

from didim.kernel.definitions import (
    DefinitionError,
    Definitions,
    parse_definition,
    shipped_definitions,
)

TWO_VERSIONS = """
id = "small_cap"
name = "소기업 상한"
name_en = "Cap"

[[versions]]
valid_from = 2020-01-01
valid_to = {until}
source = "가"
values = {{ cap = 10 }}

[[versions]]
valid_from = {since}
source = "나"
values = {{ cap = 15 }}
"""


def two_versions(until: str = "2025-08-31", since: str = "2025-09-01") -> str:
    return TWO_VERSIONS.format(until=until, since=since)


def test_as_of_returns_the_version_in_force_on_each_border_day():
    definition = parse_definition(two_versions(), file_name="small_cap.toml")

    assert [definition.as_of(day).values["cap"] for day in (date(2020, 1, 1), date(2025, 8, 31))] == [10, 10]
    assert definition.as_of(date(2025, 9, 1)).values["cap"] == 15
    assert definition.as_of(date(2025, 9, 1)).id == "small_cap@2025-09-01"


def test_as_of_before_the_first_version_says_so():
    definition = parse_definition(two_versions(), file_name="small_cap.toml")

    with pytest.raises(DefinitionError, match="2019-12-31에 시행 중인 판이 없습니다"):
        definition.as_of(date(2019, 12, 31))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (two_versions(until="2025-09-01"), "겹칩니다"),
        (two_versions(until="2025-08-30"), "2025-08-31부터 2025-08-31까지 시행 중인 판이 없습니다"),
        (two_versions(until="2019-08-30"), "valid_to"),
        (two_versions(since="2019-01-01"), "시행일이 앞 판보다 늦어야"),
        (two_versions().replace('source = "나"', 'source = " "'), r"versions\[1\]: 'source'"),
        (two_versions().replace("values = { cap = 15 }", "cap = 15"), "모르는 항목 cap"),
        (two_versions().replace('id = "small_cap"', "id = 3"), "'id'를 문자열로"),
        ('id = "a"\nname = "가"\nname_en = "a"\n', "versions"),
        ("id = ", "TOML 형식"),
    ],
)
def test_parse_with_a_fault_names_file_place_and_way_out(text, sentence):
    with pytest.raises(DefinitionError, match=r"cap\.toml") as caught:
        parse_definition(text, file_name="cap.toml")
    assert caught.match(sentence)


def test_load_reads_a_folder_and_refuses_two_files_with_one_id(tmp_path):
    (tmp_path / "a.toml").write_text(two_versions(), encoding="utf-8")
    assert list(Definitions.load(tmp_path)) == ["small_cap"]

    (tmp_path / "b.toml").write_text(two_versions(), encoding="utf-8")
    with pytest.raises(DefinitionError, match="두 파일에"):
        Definitions.load(tmp_path)


def test_unknown_definition_is_an_error_sentence():
    with pytest.raises(DefinitionError, match="정의 'nothing'가 없습니다"):
        shipped_definitions()["nothing"]


def test_shipped_definitions_are_all_readable_and_in_force():
    definitions = shipped_definitions()

    assert {"startup", "youth"} <= set(definitions)
    assert definitions.as_of("startup", date(2026, 9, 3)).values["months"] == 84
    assert all(definition.as_of(date(2026, 9, 3)).source for definition in definitions.values())
