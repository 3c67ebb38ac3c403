"""Users of a pool: they sign up, sign in at its pages as a browser does, and are given tokens."""

import base64
import hashlib
import json
import os
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

import boto3
import jwt

PASSWORD = "Correct-Horse-1"
CALLBACK = "http://localhost:5173/"


@dataclass(frozen=True, slots=True)
class Pool:
    """A user pool, and the client at which people sign in."""

    id: str
    client: str

    def join(self, name: str) -> None:
        users = boto3.client("cognito-idp")
        attributes = [{"Name": "email", "Value": f"{name}@example.com"}]
        users.sign_up(ClientId=self.client, Username=name, Password=PASSWORD, UserAttributes=attributes)
        users.admin_confirm_sign_up(UserPoolId=self.id, Username=name)

    def sign_in(self, name: str, scope: str = "openid chat/talk") -> dict[str, str]:
        """Return the tokens of a user, by the authorization code flow with PKCE."""
        verifier = secrets.token_urlsafe(48)
        asked = {
            "response_type": "code",
            "client_id": self.client,
            "redirect_uri": CALLBACK,
            "scope": scope,
            "state": "here",
            "code_challenge": _base64url(hashlib.sha256(verifier.encode()).digest()),
            "code_challenge_method": "S256",
        }
        _asked(f"/oauth2/authorize?{urlencode(asked)}")
        came_back = _asked("/login", asked | {"username": name, "password": PASSWORD}).headers["Location"]
        code = parse_qs(urlsplit(came_back).query)["code"][0]
        given = {"client_id": self.client, "redirect_uri": CALLBACK, "code_verifier": verifier, "code": code}
        return json.load(_asked("/oauth2/token", given | {"grant_type": "authorization_code"}))

    def expired(self, token: str) -> str:
        """Return *token* as it would be if it had ended: MiniStack keeps the key of the pool on the disk."""
        return self.signed(token, exp=int(time.time()) - 1)

    def signed(self, token: str, **claims: object) -> str:
        key = Path(os.environ["STATE_DIR"], "cognito-pool-keys", f"{self.id}-access.pem").read_bytes()
        said = jwt.decode(token, options={"verify_signature": False}) | claims
        return jwt.encode(said, key, "RS256", headers={"kid": jwt.get_unverified_header(token)["kid"]})


def another_pool() -> Pool:
    """Make a pool that is like the one of the chat."""
    users = boto3.client("cognito-idp")
    pool = users.create_user_pool(PoolName="another")["UserPool"]["Id"]
    scopes = [{"ScopeName": "talk", "ScopeDescription": "Talk"}]
    users.create_resource_server(UserPoolId=pool, Identifier="chat", Name="chat", Scopes=scopes)
    client = users.create_user_pool_client(
        UserPoolId=pool,
        ClientName="web",
        AllowedOAuthFlows=["code"],
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthScopes=["openid", "chat/talk"],
        CallbackURLs=[CALLBACK],
        SupportedIdentityProviders=["COGNITO"],
    )
    return Pool(pool, client["UserPoolClient"]["ClientId"])


class _Staying(HTTPRedirectHandler):
    """Looks at where it is sent, and does not go there."""

    def http_error_302(self, _request, answer, *_):
        return answer


def _asked(path: str, form: dict[str, str] | None = None):
    body = urlencode(form).encode() if form else None
    return build_opener(ProxyHandler({}), _Staying()).open(
        Request(os.environ["AWS_ENDPOINT_URL"] + path, body), timeout=30
    )


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
