import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from didim.engines.districts import read_file
from didim.engines.districts.open_api import OpenApi, OpenApiError

SERVICE = "VwsmTrdarStorQq"


class Seoul(BaseHTTPRequestHandler):
    """Answers as the open API is documented; `server.faults` are what the next calls meet instead."""

    def do_GET(self):
        key, _kind, service, first, last, quarter = self.path.strip("/").split("/")
        self.server.asked.append((int(first), int(last)))
        fault = self.server.faults.pop(0) if self.server.faults else None
        if fault == "broken":
            self.close_connection = True
            return
        if fault == "cut":
            self.answer(b'{"Vwsm')
            return
        if isinstance(fault, int):
            self.send_error(fault)
            return
        code = fault or self.code(key, service, int(first), int(last), quarter)
        if code != "INFO-000":
            self.answer(json.dumps({"RESULT": {"CODE": code, "MESSAGE": "…"}}).encode())
            return
        rows = self.server.rows[int(first) - 1 : int(last)]
        body = {
            "list_total_count": len(self.server.rows),
            "RESULT": {"CODE": code, "MESSAGE": "…"},
            "row": rows,
        }
        self.answer(json.dumps({service: body}).encode())

    def code(self, key, service, first, last, quarter):
        if key not in {"sample", "secret-key"}:
            return "INFO-100"
        if service != SERVICE:
            return "ERROR-310"
        if last - first >= 1_000:
            return "ERROR-336"
        return "INFO-000" if quarter == "20244" else "INFO-200"

    def answer(self, content):
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args):
        pass


def row(at):
    return {
        "STDR_YYQU_CD": "20244",
        "TRDAR_SE_CD": "A",
        "TRDAR_CD": str(3_110_000 + at),
        "TRDAR_CD_NM": "상권",
        "SVC_INDUTY_CD": "CS100010",
        "STOR_CO": 9.0,
        "SIMILR_INDUTY_STOR_CO": 12.0,
        "OPBIZ_RT": 8.0,
        "OPBIZ_STOR_CO": 1.0,
        "CLSBIZ_RT": 17.0,
        "CLSBIZ_STOR_CO": 2.0,
        "FRC_STOR_CO": 3.0,
    }


@pytest.fixture
def seoul():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Seoul)
    server.rows, server.asked, server.faults = [row(at) for at in range(2_345)], [], []
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


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
