import json
import os

# Where browsers find the process of live messages: an origin ("https://live.example.org"), "" for the web
# server's own (a proxy leads /rooms/live/ there), or ":9000" for this port of the host that was asked for.
LIVE_ORIGIN = os.environ.get("DIDIM_LIVE_ORIGIN", "")

# How two browsers find each other (docs/operations/video-rooms.md): addresses, and coturn's shared secret.
STUN_URLS = [url for url in os.environ.get("DIDIM_STUN", "").split(",") if url]
TURN_URLS = [url for url in os.environ.get("DIDIM_TURN", "").split(",") if url]
TURN_SECRET = os.environ.get("DIDIM_TURN_SECRET", "")

# The servers for more people than meet without one; a provider that is not named here cannot be chosen.
ROOM_SERVERS: dict[str, dict[str, str]] = json.loads(os.environ.get("DIDIM_ROOM_SERVERS", "{}"))
ROOM_CARRIERS = {
    "janus": "didim.feeds.rooms.janus.JanusCarrier",
    "jitsi": "didim.feeds.rooms.jitsi.JitsiCarrier",
    "livekit": "didim.feeds.rooms.livekit.LiveKitCarrier",
}
