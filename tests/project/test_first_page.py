"""The first page of the demo: it is waited for as long as the server starts, and no longer."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

from didim.project.cli.run import await_home_page


@contextmanager
def answering(codes: Sequence[int]) -> Iterator[int]:
    """Serve these codes one after the other, the last of them for good; yield the port."""
    left = list(codes)

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(left.pop(0) if len(left) > 1 else left[0])
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def test_one_error_page_of_a_busy_machine_is_tried_again() -> None:
    with answering([503, 200]) as port:
        assert await_home_page("127.0.0.1", port, seconds=60)


def test_error_pages_one_after_the_other_end_the_wait() -> None:
    with answering([500]) as port:
        assert not await_home_page("127.0.0.1", port, seconds=60)


def test_a_server_that_has_ended_is_not_waited_for() -> None:
    with answering([200]) as port:
        free = port
    asked = iter([False, False, True])
    assert not await_home_page("127.0.0.1", free, seconds=600, ended=lambda: next(asked))
