import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from didim.feeds.nts.client import TaxServiceClient

KEY = "a+b/c=="
UNREGISTERED = "국세청에 등록되지 않은 사업자등록번호입니다."


def status_row(number, code="01", end_dt=""):
    """Return a row as the service documents it."""
    words = {"01": "계속사업자", "02": "휴업자", "03": "폐업자", "": ""}
    return {
        "b_no": number,
        "b_stt": words[code],
        "b_stt_cd": code,
        "tax_type": "부가가치세 일반과세자" if code else UNREGISTERED,
        "tax_type_cd": "01" if code else "",
        "end_dt": end_dt,
        "utcc_yn": "N",
        "tax_type_change_dt": "",
        "invoice_apply_dt": "",
        "rbf_tax_type": "해당없음",
        "rbf_tax_type_cd": "99",
    }


class TaxService:
    """Answers as the service documents; `faults` are answered first, one a request."""

    def __init__(self):
        self.rows = {}
        self.faults = []
        self.bodies = []
        self.representatives = {}

    def answer(self, path, query, body):
        if self.faults:
            return self.faults.pop(0)
        if query.get("serviceKey") != [KEY]:
            return 401, {"code": -4, "msg": "등록되지 않은 인증키 입니다."}, {}
        asked = body.get("b_no" if path.endswith("/status") else "businesses")
        if not isinstance(asked, list):
            return 400, {"status_code": "BAD_JSON_REQUEST"}, {}
        if len(asked) > 100:
            return 413, {"status_code": "TOO_LARGE_REQUEST"}, {}
        rows = [self.status(number) for number in asked] if path.endswith("/status") else self.validate(asked)
        return 200, {"status_code": "OK", "request_cnt": len(asked), "match_cnt": len(rows), "data": rows}, {}

    def status(self, number):
        return self.rows.get(number, status_row(number, ""))

    def validate(self, businesses):
        rows = []
        for business in businesses:
            known = self.representatives.get(business["b_no"])
            if known == (business["start_dt"], business["p_nm"]):
                row = {"b_no": business["b_no"], "valid": "01", "status": self.status(business["b_no"])}
            else:
                row = {"b_no": business["b_no"], "valid": "02", "valid_msg": "확인할 수 없습니다."}
            rows.append(row)
        return rows


@pytest.fixture
def service():
    service = TaxService()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            address = urlsplit(self.path)
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            service.bodies.append(body)
            code, answer, headers = service.answer(address.path, parse_qs(address.query), body)
            content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(code)
            for name, value in {"Content-Length": str(len(content)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    service.url = f"http://127.0.0.1:{server.server_port}"
    yield service
    server.shutdown()
    thread.join()
    server.server_close()


class Clock:
    """A clock that only moves when somebody sleeps."""

    def __init__(self):
        self.now = 0.0
        self.slept = []

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def client(service, clock):
    with TaxServiceClient(KEY, base_url=service.url, sleep=clock.sleep, clock=clock) as client:
        yield client
