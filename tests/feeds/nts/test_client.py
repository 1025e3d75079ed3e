from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from didim.feeds.nts.answers import StatusAnswer, read_status, read_validation
from didim.feeds.nts.client import Business, TaxServiceClient, TaxServiceError, TaxServiceRefusedError
from didim.registry.enums import TaxStatus

from .conftest import KEY, status_row

RUNNING, RESTING, CLOSED, UNKNOWN = "1248100998", "1208147521", "2208162517", "1234567890"


def test_status_reads_every_documented_answer(service, client):
    service.rows = {
        RUNNING: status_row(RUNNING),
        RESTING: status_row(RESTING, "02"),
        CLOSED: status_row(CLOSED, "03", "20231231"),
    }
    answers = client.status([RUNNING, RESTING, CLOSED, UNKNOWN])
    assert answers == {
        RUNNING: StatusAnswer(RUNNING, TaxStatus.ACTIVE, None, status_row(RUNNING)),
        RESTING: StatusAnswer(RESTING, TaxStatus.SUSPENDED, None, status_row(RESTING, "02")),
        CLOSED: StatusAnswer(CLOSED, TaxStatus.CLOSED, date(2023, 12, 31), service.rows[CLOSED]),
        UNKNOWN: StatusAnswer(UNKNOWN, TaxStatus.UNREGISTERED, None, status_row(UNKNOWN, "")),
    }
    assert service.bodies == [{"b_no": [RUNNING, RESTING, CLOSED, UNKNOWN]}]


def test_status_takes_a_hundred_numbers_and_never_sends_more(service, client):
    assert len(client.status([f"{number:010}" for number in range(100)])) == 100
    with pytest.raises(ValueError, match="101 numbers"):
        client.status(["0"] * 101)
    assert len(service.bodies) == 1


def test_service_refuses_more_than_a_hundred_as_documented(service, client):
    assert service.answer("/status", {"serviceKey": [KEY]}, {"b_no": ["0"] * 101})[0] == 413
    service.faults = [(413, {"status_code": "TOO_LARGE_REQUEST"}, {})]
    with pytest.raises(TaxServiceRefusedError, match="413 TOO_LARGE_REQUEST"):
        client.status([RUNNING])


def test_status_tries_again_after_faults_waiting_longer_each_time(service, client, clock):
    service.faults = [
        (500, {"status_code": "INTERNAL_ERROR"}, {}),
        (503, b"down", {}),
        (429, {}, {"Retry-After": "7"}),
    ]
    assert client.status([UNKNOWN])[UNKNOWN].status == TaxStatus.UNREGISTERED
    assert clock.slept == [1.0, 2.0, 7.0]


def test_status_gives_up_after_four_attempts(service, client):
    service.faults = [(502, b"", {})] * 5
    with pytest.raises(TaxServiceError, match="서비스 오류 502"):
        client.status([RUNNING])
    assert len(service.bodies) == 4


def test_wrong_key_is_not_tried_again_and_not_told(service, clock):
    with (
        TaxServiceClient("secret", base_url=service.url, sleep=clock.sleep, clock=clock) as client,
        pytest.raises(TaxServiceRefusedError) as error,
    ):
        client.status([RUNNING])
    assert str(error.value) == "요청이 거절되었습니다(401 등록되지 않은 인증키 입니다.)"
    assert len(service.bodies) == 1


def test_service_that_is_not_there_is_an_error_without_the_key(clock):
    with (
        TaxServiceClient("secret", base_url="http://127.0.0.1:9", sleep=clock.sleep, clock=clock) as client,
        pytest.raises(TaxServiceError) as error,
    ):
        client.status([RUNNING])
    assert str(error.value) == "연결하지 못했습니다(ConnectError)"


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"<html>", "읽을 수 없습니다"), (b"[]", "결과가 없습니다"), (b'{"data": 3}', "결과가 없습니다")],
)
def test_answer_that_is_no_answer_is_an_error(service, client, content, reason):
    service.faults = [(200, content, {})]
    with pytest.raises(TaxServiceError, match=reason):
        client.status([RUNNING])


def test_calls_are_kept_apart(client, clock):
    for _call in range(3):
        client.status([RUNNING])
    assert clock.slept == pytest.approx([0.2, 0.2])


def test_validate_tells_whether_details_belong_together(service, client):
    service.rows = {RUNNING: status_row(RUNNING)}
    service.representatives = {RUNNING: ("20200302", "김대표")}
    right = Business(RUNNING, date(2020, 3, 2), "김대표", corporate_number="1101110062432")
    answers = client.validate([right, Business(RESTING, date(2020, 3, 2), "이대표")])
    assert [(answer.is_valid, answer.message) for answer in answers.values()] == [
        (True, ""),
        (False, "확인할 수 없습니다."),
    ]
    assert answers[RUNNING].status.status == TaxStatus.ACTIVE
    assert service.bodies[0]["businesses"][0] == {
        "b_no": RUNNING,
        "start_dt": "20200302",
        "p_nm": "김대표",
        "b_nm": "",
        "corp_no": "1101110062432",
    }


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(
    st.dictionaries(st.sampled_from(["b_no", "b_stt_cd", "tax_type", "end_dt", "valid", "status"]), anything)
    | anything
)
def test_reading_any_row_gives_an_answer_or_none(row):
    for reader in (read_status, read_validation):
        answer = reader(row)
        assert answer is None or answer.business_number == row["b_no"]
