import pytest

from didim.engines.districts import read_file
from didim.engines.districts.open_api import OpenApi, OpenApiError

from .seoul import SERVICE, row, serving


@pytest.fixture
def seoul():
    with serving() as server:
        yield server


def client(seoul, key="secret-key", waits=None):
    return OpenApi(key, f"http://127.0.0.1:{seoul.server_port}", (waits if waits is not None else []).append)


def test_all_rows_come_a_thousand_a_call_and_are_read(seoul, tmp_path):
    content = client(seoul).fetch(SERVICE, "20244", tmp_path)
    assert seoul.asked == [(1, 1000), (1001, 2000), (2001, 3000)]
    reading = read_file("api.csv", content)
    assert (reading.data_set.id, reading.rows.num_rows, reading.report.rejected) == ("stores", 2_345, 0)


def test_quarter_without_data_gives_nothing(seoul, tmp_path):
    assert client(seoul).fetch(SERVICE, "20991", tmp_path) is None


@pytest.mark.parametrize("fault", ["broken", "cut", 503, "ERROR-500", "ERROR-600", "ERROR-601"])
def test_break_is_tried_again_after_a_longer_and_longer_pause(seoul, tmp_path, fault):
    seoul.faults = [fault, fault]
    waits = []
    assert client(seoul, waits=waits).fetch(SERVICE, "20244", tmp_path) is not None
    assert waits == [1.0, 2.0]


def test_what_was_received_before_a_break_is_not_asked_for_again(seoul, tmp_path):
    seoul.faults = [None, None, *["broken"] * 5]
    with pytest.raises(OpenApiError, match="닿지 못했습니다"):
        client(seoul).fetch(SERVICE, "20244", tmp_path)
    seoul.asked.clear()
    assert client(seoul).fetch(SERVICE, "20244", tmp_path) is not None
    assert seoul.asked == [(1, 1000), (2001, 3000)]


def test_pages_of_an_older_state_are_dropped(seoul, tmp_path):
    client(seoul).fetch(SERVICE, "20244", tmp_path)
    seoul.rows.append(row(9_999))
    content = client(seoul).fetch(SERVICE, "20244", tmp_path)
    assert content.decode().count("\n") == 2_347
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("INFO-100", "인증키"),
        ("ERROR-300", "필수 값"),
        ("ERROR-301", "파일 형식"),
        ("ERROR-310", "그런 서비스가 없습니다"),
        ("ERROR-331", "시작 위치"),
        ("ERROR-332", "끝 위치"),
        ("ERROR-333", "정수"),
        ("ERROR-334", "앞섭니다"),
        ("ERROR-335", "견본 키"),
        ("ERROR-336", "1,000건"),
        ("ERROR-999", "모르는 코드"),
    ],
)
def test_documented_code_is_a_sentence_and_is_not_tried_again(seoul, tmp_path, code, words):
    seoul.faults = [code]
    with pytest.raises(OpenApiError, match=words) as caught:
        client(seoul).fetch(SERVICE, "20244", tmp_path)
    assert caught.value.code == code
    assert len(seoul.asked) == 1


def test_error_does_not_tell_the_key(seoul, tmp_path):
    seoul.faults = ["broken"] * 5
    with pytest.raises(OpenApiError) as caught:
        client(seoul).fetch(SERVICE, "20244", tmp_path)
    assert "secret-key" not in str(caught.value)


def test_sample_key_asks_for_five_rows(seoul, tmp_path):
    seoul.rows = seoul.rows[:7]
    client(seoul, "sample").fetch(SERVICE, "20244", tmp_path)
    assert seoul.asked == [(1, 5), (6, 10)]
