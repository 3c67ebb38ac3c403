"""Users of a pool: they sign up, sign in at its pages as a browser does, and are given tokens."""

import base64
import hashlib
import json
import re
import secrets
import time
from dataclasses import dataclass, field
from html import unescape
from http.client import HTTPResponse
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, ProxyHandler, Request, build_opener

import jwt

PASSWORD = "Correct-Horse-Battery-1"
CALLBACK = "http://localhost:5173/"


class _Staying(HTTPRedirectHandler):
    """Looks at where it is sent, and does not go there."""

    def http_error_302(self, _request: Request, answer: HTTPResponse, *_: object) -> HTTPResponse:
        return answer


@dataclass
class Browser:
    """What a person has who signs in: it keeps cookies, and sends a form as the page has it."""

    pages: str
    cookies: CookieJar = field(default_factory=CookieJar)

    def sign_in(self, client: str, callback: str, name: str, scope: str) -> dict[str, str]:
        """Return the tokens of a user, by the authorization code flow with PKCE."""
        verifier = secrets.token_urlsafe(48)
        asked = {
            "response_type": "code",
            "client_id": client,
            "redirect_uri": callback,
            "scope": scope,
            "state": "here",
            "code_challenge": _base64url(hashlib.sha256(verifier.encode()).digest()),
            "code_challenge_method": "S256",
        }
        place = f"/oauth2/authorize?{urlencode(asked)}"
        page = self._open(place)
        if moved := page.headers["Location"]:  # Cognito has its form on another page
            place = moved
            page = self._open(place)
        place, hidden = _form(page.read().decode(), place)
        came_back = self._open(place, hidden | {"username": name, "password": PASSWORD}).headers["Location"]
        code = parse_qs(urlsplit(came_back).query)["code"][0]
        given = {"client_id": client, "redirect_uri": callback, "code_verifier": verifier, "code": code}
        tokens: dict[str, str] = json.load(self._open("/oauth2/token", given | {"grant_type": "authorization_code"}))
        return tokens

    def _open(self, place: str, form: dict[str, str] | None = None) -> HTTPResponse:
        opener = build_opener(ProxyHandler({}), HTTPCookieProcessor(self.cookies), _Staying())
        body = urlencode(form).encode() if form else None
        answer: HTTPResponse = opener.open(Request(urljoin(self.pages, place), body), timeout=30)
        return answer


def _form(page: str, place: str) -> tuple[str, dict[str, str]]:
    """Return where the form of a page goes, and what it says without being asked."""
    action = re.search(r'<form[^>]*\baction="([^"]*)"', page)
    hidden = {}
    for field_of_form in re.findall(r"<input[^>]*>", page):
        said = dict(re.findall(r'(\w+)="([^"]*)"', field_of_form))
        if said.get("type") == "hidden":
            hidden[said["name"]] = unescape(said.get("value", ""))
    return unescape(action[1]) if action else place, hidden


@dataclass(frozen=True, slots=True)
class Pool:
    """A user pool, and the client at which people sign in."""

    users: Any
    pages: str
    id: str
    client: str
    callback: str = CALLBACK

    def join(self, name: str) -> None:
        attributes = [{"Name": "email", "Value": f"{name.partition('@')[0]}@example.com"}]
        self.users.sign_up(ClientId=self.client, Username=name, Password=PASSWORD, UserAttributes=attributes)
        self.users.admin_confirm_sign_up(UserPoolId=self.id, Username=name)

    def sign_in(self, name: str, scope: str) -> dict[str, str]:
        return Browser(self.pages).sign_in(self.client, self.callback, name, scope)


def signed(state: Path, pool: str, token: str, **claims: object) -> str:
    """Sign a token anew with other claims: MiniStack keeps the key of a pool on the disk, under *state*."""
    key = (state / "cognito-pool-keys" / f"{pool}-access.pem").read_bytes()
    said = jwt.decode(token, options={"verify_signature": False}) | claims
    return jwt.encode(said, key, "RS256", headers={"kid": jwt.get_unverified_header(token)["kid"]})


def expired(state: Path, pool: str, token: str) -> str:
    return signed(state, pool, token, exp=int(time.time()) - 1)


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
