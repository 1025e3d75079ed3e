"""Servers for meetings: Janus (asked over HTTP), Jitsi and LiveKit (a link with a signed token)."""
