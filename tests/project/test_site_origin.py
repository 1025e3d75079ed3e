"""Where links in messages lead that no request wrote."""

import os

import pytest

from didim.project.cli.run import say_site_origin


@pytest.fixture(autouse=True)
def unsaid(monkeypatch):
    # Set first, so that what the test leaves is taken away again.
    monkeypatch.setenv("DIDIM_SITE_ORIGIN", "")
    monkeypatch.delenv("DIDIM_SITE_ORIGIN")


@pytest.mark.parametrize(
    ("host", "origin"), [("127.0.0.1", "http://127.0.0.1:8103"), ("::1", "http://[::1]:8103")]
)
def test_links_lead_to_the_server_that_runs(host, origin):
    say_site_origin(host, 8103)
    assert os.environ["DIDIM_SITE_ORIGIN"] == origin


def test_what_the_operator_says_stands(monkeypatch):
    monkeypatch.setenv("DIDIM_SITE_ORIGIN", "https://didim.example")
    say_site_origin("127.0.0.1", 8103)
    assert os.environ["DIDIM_SITE_ORIGIN"] == "https://didim.example"
