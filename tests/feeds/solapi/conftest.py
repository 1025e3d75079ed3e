"""A server that answers as Solapi documents it: signed calls, codes, the list of messages."""

import hashlib
import hmac
import json
import re
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from didim.feeds.solapi.client import SolapiGateway

KEY, SECRET, SENDER, PF_ID = "NCS-KEY", "secret", "0212345678", "KA01PF"
TEMPLATES = {"desk-booked": "KA01TP-1"}
SIGNED = re.compile(r"HMAC-SHA256 apiKey=(.*), date=(.*), salt=(.*), signature=(.*)")


class Solapi:
    """What was sent to it, and what it says; `refusals` gives a code to a phone number."""

    def __init__(self):
        self.sent = []
        self.states = {}
        self.refusals = {}
        self.signatures = set()
        self.status = 200

    def answer(self, method, path, query, header, body):
        if (problem := self._unsigned(header)) is not None:
            return problem
        if self.status != 200:
            return self.status, {}
        if (method, path) == ("POST", "/messages/v4/send"):
            return self._take(body["message"])
        number = query["value"][0]
        if (method, path, query["criteria"], query["cond"]) != (
            "GET", "/messages/v4/list", ["messageId"], ["eq"],
        ):  # fmt: skip
            return 404, {"errorCode": "ResourceNotFound", "errorMessage": path}
        known = {number: self.states[number]} if number in self.states else {}
        rows = {one: {"messageId": one, "statusCode": code} for one, code in known.items()}
        return 200, {"startKey": None, "limit": 20, "messageList": rows}

    def _unsigned(self, header):
        key, date, salt, signature = SIGNED.fullmatch(header).groups()
        if key != KEY:
            return 403, {"errorCode": "InvalidAPIKey", "errorMessage": "유효한 API Key가 아님"}
        wanted = hmac.new(SECRET.encode(), (date + salt).encode(), hashlib.sha256).hexdigest()
        if signature != wanted or not 12 <= len(salt.encode()) <= 64:
            return 403, {"errorCode": "SignatureDoesNotMatch", "errorMessage": "서명이 다름"}
        if abs((datetime.now(UTC) - datetime.fromisoformat(date)).total_seconds()) > 900:
            return 403, {"errorCode": "RequestTimeTooSkewed", "errorMessage": "시간이 벗어남"}
        if signature in self.signatures:
            return 403, {"errorCode": "DuplicatedSignature", "errorMessage": "다시 쓴 서명"}
        self.signatures.add(signature)
        return None

    def _take(self, message):
        if message["from"] != SENDER:
            return 200, {"statusCode": "1062", "statusMessage": "발신번호 미등록"}
        if (code := self.refusals.get((message["to"], message["type"]))) is not None:
            return 200, {"statusCode": code, "statusMessage": "접수하지 않음"}
        self.sent.append(message)
        number = f"M4V{len(self.sent)}"
        self.states[number] = "2000"
        return 200, {"groupId": "G4V", "messageId": number, "statusCode": "2000", "to": message["to"]}


@pytest.fixture
def solapi():
    service = Solapi()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            self.reply("POST", json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def do_GET(self):
            self.reply("GET", None)

        def reply(self, method, body):
            address = urlsplit(self.path)
            query = parse_qs(address.query)
            code, answer = service.answer(method, address.path, query, self.headers["Authorization"], body)
            content = json.dumps(answer).encode()
            self.send_response(code)
            self.send_header("Content-Length", str(len(content)))
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


@pytest.fixture
def gateway(solapi):
    return SolapiGateway(KEY, SECRET, SENDER, PF_ID, TEMPLATES, base_url=solapi.url)
