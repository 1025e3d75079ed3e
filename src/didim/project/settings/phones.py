import os

# Which gateway tells people by phone (docs/operations/messages.md): "" for none, "console", or "solapi".
_GATEWAYS = {
    "": "",
    "console": "didim.feeds.phone.ConsoleGateway",
    "solapi": "didim.feeds.phone.solapi",
}
PHONE_GATEWAY = _GATEWAYS[os.environ.get("DIDIM_PHONE_GATEWAY", "")]
SOLAPI = {
    "api_key": os.environ.get("DIDIM_SOLAPI_KEY", ""),
    "api_secret": os.environ.get("DIDIM_SOLAPI_SECRET", ""),
    "sender": os.environ.get("DIDIM_SOLAPI_SENDER", ""),
    "pf_id": os.environ.get("DIDIM_SOLAPI_PF_ID", ""),
}
# JSON: the gateway's id of each approved template ({"desk-booked": "KA01TP…"}).
ALIMTALK_TEMPLATES = os.environ.get("DIDIM_ALIMTALK_TEMPLATES", "{}")
