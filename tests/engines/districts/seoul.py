"""The open API of Seoul as documented, on this machine."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

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


@contextmanager
def serving() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Seoul)
    server.rows, server.asked, server.faults = [row(at) for at in range(2_345)], [], []
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()
