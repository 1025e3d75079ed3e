"""A small OpenID Connect provider on a local port: discovery, code with PKCE, token, userinfo."""

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

CLIENT, SECRET = "didim", "a-secret"


@dataclass
class Provider:
    """What the provider knows: its address, whom it signs in, and the codes it has given out."""

    issuer: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    challenges: dict[str, str] = field(default_factory=dict)
    token: str = "an-access-token"

    def authorise(self, query: dict[str, str]) -> str:
        """Sign the person in at once and return where the browser goes."""
        assert (query["client_id"], query["response_type"]) == (CLIENT, "code")
        assert query["code_challenge_method"] == "S256"
        code = f"code-{len(self.challenges)}"
        self.challenges[code] = query["code_challenge"]
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def exchange(self, form: dict[str, str]) -> dict[str, Any] | None:
        """Give a token for a code, once, to who can prove to have asked for it."""
        challenge = self.challenges.pop(form.get("code", ""), None)
        verifier = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if challenge != base64.urlsafe_b64encode(verifier).decode().rstrip("="):
            return None
        return {"access_token": self.token, "token_type": "Bearer", "expires_in": 300}


@contextmanager
def identity_provider() -> Iterator[Provider]:
    """Run a provider until the block ends."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def answer(self, status: int, body: dict[str, Any] | None = None, location: str = "") -> None:
            content = json.dumps(body or {}).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            if location:
                self.send_header("Location", location)
            self.end_headers()
            self.wfile.write(content)

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/.well-known/openid-configuration":
                self.answer(
                    200,
                    {
                        "issuer": provider.issuer,
                        "authorization_endpoint": f"{provider.issuer}/authorise",
                        "token_endpoint": f"{provider.issuer}/token",
                        "userinfo_endpoint": f"{provider.issuer}/userinfo",
                    },
                )
            elif parts.path == "/authorise":
                query = {name: values[0] for name, values in parse_qs(parts.query).items()}
                self.answer(302, location=provider.authorise(query))
            elif parts.path == "/userinfo" and self.headers["Authorization"] == f"Bearer {provider.token}":
                self.answer(200, provider.claims)
            else:
                self.answer(404)

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            form = {name: values[0] for name, values in parse_qs(self.rfile.read(length).decode()).items()}
            token = provider.exchange(form)
            self.answer(200 if token else 400, token or {"error": "invalid_grant"})

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
