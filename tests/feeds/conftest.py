import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest


class Source:
    """A local server: `answer(query) -> (status, body, headers)`; `faults` come first, one a request."""

    def __init__(self):
        self.faults = []
        self.queries = []
        self.answer = lambda _: (404, b"", {})
        self.url = ""


@pytest.fixture
def source():
    here = Source()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
            here.queries.append(query)
            status, body, headers = here.faults.pop(0) if here.faults else here.answer(query)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    here.url = f"http://127.0.0.1:{server.server_port}/api"
    yield here
    server.shutdown()
    thread.join()
    server.server_close()
