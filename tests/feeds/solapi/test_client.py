from dataclasses import replace

import httpx
import pytest

from didim.accounts.enums import Channel
from didim.accounts.gateways import GatewayDownError, GatewayRefusedError, PhoneText, Report
from didim.feeds.phone import ConsoleGateway
from didim.feeds.phone import solapi as gateway_of_settings

from .conftest import PF_ID, SENDER

PHONE = "01012345678"


def text(said="예약했습니다.", channel=Channel.SMS, template="desk-booked"):
    return PhoneText(channel, PHONE, said, template)


def test_short_text_goes_as_sms_and_a_long_one_as_lms(solapi, gateway):
    assert gateway.send(text("가" * 45)) == "M4V1"
    assert gateway.send(text("가" * 46)) == "M4V2"
    short, long = solapi.sent
    assert short == {"to": PHONE, "from": SENDER, "text": "가" * 45, "type": "SMS"}
    assert long == {"to": PHONE, "from": SENDER, "text": "가" * 46, "type": "LMS", "subject": "디딤 안내"}


def test_letters_sms_does_not_know_become_question_marks(solapi, gateway):
    gateway.send(text("점심 🍚"))
    assert solapi.sent[0]["text"] == "점심 ?"


def test_alimtalk_names_channel_and_template_and_leaves_the_stand_in_to_us(solapi, gateway):
    gateway.send(text(channel=Channel.ALIMTALK))
    assert solapi.sent[0]["type"] == "ATA"
    assert solapi.sent[0]["kakaoOptions"] == {"pfId": PF_ID, "templateId": "KA01TP-1", "disableSms": True}


def test_only_approved_templates_of_a_channel_are_alimtalk(gateway):
    assert gateway.has_template("desk-booked") is True
    assert gateway.has_template("desk-reminder") is False
    assert replace(gateway, pf_id="").has_template("desk-booked") is False


def test_refusal_tells_the_code(solapi, gateway):
    solapi.refusals[PHONE, "SMS"] = "1030"
    with pytest.raises(GatewayRefusedError) as refusal:
        gateway.send(text())
    assert refusal.value.code == "1030"


@pytest.mark.parametrize(
    ("field", "code"), [("api_key", "InvalidAPIKey"), ("api_secret", "SignatureDoesNotMatch")]
)
def test_wrong_keys_are_a_refusal(gateway, field, code):
    with pytest.raises(GatewayRefusedError) as refusal:
        replace(gateway, **{field: "wrong"}).send(text())
    assert refusal.value.code == code


@pytest.mark.parametrize("status", [429, 503])
def test_busy_gateway_is_asked_later(solapi, gateway, status):
    solapi.status = status
    with pytest.raises(GatewayDownError):
        gateway.send(text())


def test_unreachable_gateway_is_asked_later(gateway):
    with pytest.raises(GatewayDownError):
        replace(gateway, base_url="http://127.0.0.1:1").send(text())


def test_fault_after_which_it_may_have_the_message_is_neither(solapi, gateway):
    solapi.status = 500
    with pytest.raises(httpx.HTTPStatusError):
        gateway.send(text())


@pytest.mark.parametrize(
    ("code", "delivered"), [("2000", None), ("3000", None), ("4000", True), ("3104", False), ("2230", False)]
)
def test_reports_follow_the_codes_of_the_documents(solapi, gateway, code, delivered):
    number = gateway.send(text())
    solapi.states[number] = code
    assert gateway.reports([number, "unknown"]) == {number: Report(delivered=delivered, code=code)}


def test_gateway_of_the_settings_has_their_keys(settings):
    settings.SOLAPI = {"api_key": "k", "api_secret": "s", "sender": SENDER, "pf_id": PF_ID}
    settings.ALIMTALK_TEMPLATES = '{"desk-booked": "T"}'
    found = gateway_of_settings()
    assert (found.api_key, found.sender, found.templates) == ("k", SENDER, {"desk-booked": "T"})


def test_console_prints_and_says_that_it_came(capsys):
    gateway = ConsoleGateway()
    number = gateway.send(text())
    assert "01012345678\n예약했습니다." in capsys.readouterr().out
    assert gateway.has_template("x") is True
    assert gateway.reports([number])[number].delivered is True
