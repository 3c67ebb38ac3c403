"""Whoever connects to the chat shows an access token of its user pool: no other token opens it."""

import importlib.util
import json
import time
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from apicompiler.compiler import lint, plans
from apicompiler.read.files import DiskFolder

CHAT = Path(__file__).parents[1] / "blueprints/chat"
ARN = "arn:aws:execute-api:eu-west-1:111111111111:abcdef1234/live/$connect"
ISSUER = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI"
KEY, OTHER_KEY = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
CLAIMS = {
    "iss": ISSUER,
    "sub": "1b6c",
    "username": "ann",
    "token_use": "access",
    "client_id": "1h57kf5cpq17m0eml12",
    "scope": "openid chat/talk",
}


@pytest.fixture
def tickets(monkeypatch):
    """The code of the authorizer, as the function runs it; the pool publishes `KEY`."""
    spec = importlib.util.spec_from_file_location("tickets", CHAT / "services/tickets/app.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    told = {"AWS_REGION": "eu-west-1", "USER_POOL": "eu-west-1_AbCdEfGhI", "CLIENT": CLAIMS["client_id"]}
    for name, value in {**told, "SCOPE": "chat/talk"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    published = {**jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True), "kid": "one", "use": "sig"}
    monkeypatch.setattr(jwt.PyJWKClient, "fetch_data", lambda _: {"keys": [{**published, "alg": "RS256"}]})
    return module


def token(key=KEY, algorithm="RS256", kid="one", lasts=60, **other):
    claims = {**CLAIMS, "exp": int(time.time()) + lasts, **other}
    said = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(said, key, algorithm, headers={"kid": kid})


def decided(tickets, shown):
    query = None if shown is None else {"token": shown}
    return tickets.handler({"methodArn": ARN, "queryStringParameters": query}, None)


def effect(decision):
    [statement] = decision["policyDocument"]["Statement"]
    assert statement["Resource"] == ARN
    return statement["Effect"]


def test_access_token_of_the_pool_opens_the_chat_under_the_name_of_its_user(tickets):
    decision = decided(tickets, token())
    assert effect(decision) == "Allow"
    assert (decision["principalId"], decision["context"]) == ("1b6c", {"name": "ann"})


def tampered():
    head, _, signature = token().split(".")
    payload = token(username="ben").split(".")[1]
    return f"{head}.{payload}.{signature}"


@pytest.mark.parametrize(
    "shown",
    [
        pytest.param(None, id="nothing"),
        pytest.param("", id="empty"),
        pytest.param("a.b.c", id="no token"),
        pytest.param("ä" * 9000, id="rubbish"),
        pytest.param(tampered(), id="tampered"),
        pytest.param(token(OTHER_KEY), id="signed by somebody else"),
        pytest.param(token(OTHER_KEY, kid="two"), id="a key that the pool does not publish"),
        pytest.param(token(key="x" * 64, algorithm="HS256"), id="a secret instead of a key"),
        pytest.param(token(key=None, algorithm="none"), id="not signed"),
        pytest.param(token(lasts=-1), id="expired"),
        pytest.param(token(exp=None), id="good for ever"),
        pytest.param(token(iss=ISSUER.replace("AbC", "XyZ")), id="another pool"),
        pytest.param(token(iss=None), id="no pool"),
        pytest.param(token(client_id="another"), id="another client"),
        pytest.param(token(client_id=None, aud=CLAIMS["client_id"], token_use="id"), id="an ID token"),
        pytest.param(token(token_use="id"), id="another use"),
        pytest.param(token(scope="openid chat/talks"), id="another scope"),
        pytest.param(token(scope=None), id="no scope"),
    ],
)
def test_nothing_else_opens_it_and_nothing_of_it_is_logged(tickets, shown, capsys):
    decision = decided(tickets, shown)
    assert effect(decision) == "Deny"
    assert decision["context"] == {}
    said = capsys.readouterr().out
    assert said.startswith("refused: ")
    assert len(said) < 60
    assert not shown or shown not in said


def test_keys_that_cannot_be_fetched_are_no_refusal(tickets, monkeypatch):
    def unreachable(_):
        raise jwt.PyJWKClientConnectionError("no answer")

    monkeypatch.setattr(jwt.PyJWKClient, "fetch_data", unreachable)
    with pytest.raises(jwt.PyJWKClientConnectionError):
        decided(tickets, token())


@pytest.mark.parametrize(
    ("endpoint", "address"),
    [(None, ISSUER), ("http://127.0.0.1:4566", "http://127.0.0.1:4566/eu-west-1_AbCdEfGhI")],
)
def test_keys_are_found_below_the_issuer_or_where_the_sdks_look(tickets, monkeypatch, endpoint, address):
    if endpoint:
        monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    assert tickets.keys().uri == f"{address}/.well-known/jwks.json"


def test_no_log_holds_what_stands_in_the_query_string():
    for plan in plans(lint("blueprint.yaml", DiskFolder(CHAT))):
        for stage in (stage for socket in plan.sockets for stage in socket.stages):
            logs = json.dumps(stage.plain())
            assert "connectionId" in logs
            assert "querystring" not in logs.lower()
            assert "token" not in logs
            assert not stage.settings.bodies
