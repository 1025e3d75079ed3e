import json

import pytest
from click.testing import CliRunner

from didim.engines.eligibility import AllOf, Stated
from didim.project.cli.eligibility import eligibility

from .test_matching import BUSAN, SEOUL, TODAY, enterprise, notice

pytestmark = pytest.mark.django_db


def run(*arguments):
    result = CliRunner().invoke(eligibility, [*arguments, "--today", TODAY.isoformat(), "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.output.splitlines()[-1])


def test_match_lists_open_calls_with_verdicts_and_reasons():
    firm = enterprise("서울 기업", region_id="11680")
    notice("부산", BUSAN)
    met = notice("서울", SEOUL)
    notice("서울, 글", AllOf((SEOUL, Stated("세금 체납이 없을 것"))))

    result = run("match", "--firm", str(firm.pk))

    assert result["counts"] == {"met": 1, "unknown": 1, "not_met": 1}
    assert [call["verdict"] for call in result["calls"]] == ["met", "unknown", "not_met"]
    (condition,) = result["calls"][0]["conditions"]
    assert condition["rule"]["ko"] == "소재지: 서울특별시"
    assert condition["value"]["ko"] == "서울 강남구"
    assert condition["source"]["text"] == "서울 소재"
    assert run("match", "--firm", str(firm.pk), "--calls", str(met.pk))["open_calls"] == 1


def test_match_of_a_firm_that_is_not_there_says_so():
    result = CliRunner().invoke(eligibility, ["match", "--firm", "999999"])

    assert result.exit_code == 2
    assert "999999번 기업이 없습니다" in result.output


def test_firms_lists_who_fits_and_what_cuts():
    inside = enterprise("안", region_id="11680")
    enterprise("밖", region_id="26")

    result = run("firms", "--notice", str(notice("서울", SEOUL).pk))

    assert (result["met"], result["not_met"], result["met_firms"]) == (1, 1, [inside.pk])
    assert result["conditions"][0]["alone"] == 1
