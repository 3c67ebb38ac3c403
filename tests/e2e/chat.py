"""The chat: people sign in, connect to a WebSocket API, and talk; others are refused."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import websockets
from cloud import Cloud
from example import Blueprint, Deployed, Example
from machine import ROOT
from people import CALLBACK, Pool, expired, signed
from things import Things
from verdict import Verdict, same

TALK: dict[str, Any] = {
    "ann asks who is here": {"here": ["ann", "ben"]},
    "ann hears ben": {"from": "ben", "text": "hello"},
    "ben hears himself": {"from": "ben", "text": "hello"},
    "ann is told what she may send": {"error": "say or who?"},
    "ann asks who is here when ben has left": {"here": ["ann"]},
}

TALKING = "openid chat/talk"
DESCRIPTION = "Everybody hears what everybody says"


class Chat(Example):
    name = "chat"
    source = ROOT / "blueprints/chat"
    points_at = ("chat-connections",)

    def fit(self, blueprint: Blueprint, cloud: Cloud) -> None:
        if cloud.is_real:
            del blueprint["domains"]
        else:
            blueprint["domains"]["push"]["zone"]["id"] = "ssm:/chat/zone-id"

    def prepare(self, things: Things) -> None:
        things.table("chat-connections", "id")
        things.parameter("/chat/zone-id", things.zone("dev.example.com"))

    def ask(self, deployed: Deployed) -> Iterator[Verdict]:
        address = deployed.url("ApiLive", protocol="WEBSOCKET")
        nothing = asyncio.run(status(address, None))
        yield same("websocket", "nothing is answered with 401", nothing, 401)
        if nothing != 401:
            return
        pool = users(deployed)
        for name in ("ann", "ben"):
            pool.join(name)
        ann, ben = pool.sign_in("ann", TALKING), pool.sign_in("ben", TALKING)
        said = asyncio.run(talk(address, ann["access_token"], ben["access_token"]))
        for what, message in TALK.items():
            yield same("websocket", what, said.get(what), message)
        shown = [*tokens(deployed, pool, ann, ben)]
        for what, token, wanted in shown:
            yield same("cognito", f"{what} is answered with {wanted}", asyncio.run(status(address, token)), wanted)
        if deployed.cloud.is_real:
            yield Verdict("cognito", "a token that has ended", elsewhere="nobody else can sign what Cognito signs")
        secret = [ann["access_token"], ben["access_token"], *(token for _, token, _ in shown)]
        yield same("logs", "refusals are logged, and no token is", logged(deployed, secret), "refusals")

    def change(self, blueprint: Blueprint) -> None:
        """Say otherwise what may be sent."""
        blueprint["description"] = DESCRIPTION

    def ask_changed(self, deployed: Deployed) -> Iterator[Verdict]:
        api = deployed.client("apigatewayv2").get_api(ApiId=deployed.ids["ApiLive"])
        yield same(
            "change", "the API describes itself anew", api.get("Description"), "Everybody hears what everybody says"
        )


def users(deployed: Deployed) -> Pool:
    pages = deployed.cloud.sign_in(deployed.ids["PoolDomainUsers"], deployed.example.region)
    client = deployed.client("cognito-idp")
    return Pool(client, pages, deployed.ids["UserPoolUsers"], deployed.ids["PoolClientUsersWeb"])


def tokens(deployed: Deployed, pool: Pool, ann: dict[str, str], ben: dict[str, str]) -> Iterator[tuple[str, str, int]]:
    """Yield what people show who connect, and how they are answered."""
    yield "an ID token", ann["id_token"], 403
    yield "a token without the scope", pool.sign_in("ann", "openid")["access_token"], 403
    head, _, signature = ann["access_token"].split(".")
    mixed = ".".join((head, ben["access_token"].split(".")[1], signature))
    yield "a token with the claims of another", mixed, 403
    if deployed.cloud.is_real:
        return
    stranger = another_pool(pool)
    stranger.join("eve")
    yield "a token of another pool", stranger.sign_in("eve", TALKING)["access_token"], 403
    state = deployed.cloud.work / "state"
    yield "a token that has ended", expired(state, pool.id, ann["access_token"]), 403
    yield "the same one before it ends", signed(state, pool.id, ann["access_token"]), 101


def another_pool(pool: Pool) -> Pool:
    """Make a pool that is like the one of the chat."""
    id = pool.users.create_user_pool(PoolName="another")["UserPool"]["Id"]
    scopes = [{"ScopeName": "talk", "ScopeDescription": "Talk"}]
    pool.users.create_resource_server(UserPoolId=id, Identifier="chat", Name="chat", Scopes=scopes)
    client = pool.users.create_user_pool_client(
        UserPoolId=id,
        ClientName="web",
        AllowedOAuthFlows=["code"],
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthScopes=["openid", "chat/talk"],
        CallbackURLs=[CALLBACK],
        SupportedIdentityProviders=["COGNITO"],
    )
    return Pool(pool.users, pool.pages, id, client["UserPoolClient"]["ClientId"])


async def status(address: str, token: str | None) -> int:
    """Return how somebody is answered who connects and shows a token."""
    try:
        async with websockets.connect(address + (f"?token={token}" if token else ""), proxy=None):
            return 101
    except websockets.InvalidStatus as refusal:
        return refusal.response.status_code


async def talk(address: str, ann_shows: str, ben_shows: str) -> dict[str, Any]:
    async def heard(client: websockets.ClientConnection) -> Any:
        return json.loads(await asyncio.wait_for(client.recv(), 20))

    seen = {}
    async with websockets.connect(f"{address}?token={ann_shows}", proxy=None) as ann:
        async with websockets.connect(f"{address}?token={ben_shows}", proxy=None) as ben:
            await ann.send(json.dumps({"action": "who"}))
            seen["ann asks who is here"] = await heard(ann)
            await ben.send(json.dumps({"action": "say", "text": "hello"}))
            seen["ann hears ben"] = await heard(ann)
            seen["ben hears himself"] = await heard(ben)
            await ann.send(json.dumps({"action": "sing"}))
            seen["ann is told what she may send"] = await heard(ann)
        await asyncio.sleep(1)
        await ann.send(json.dumps({"action": "who"}))
        seen["ann asks who is here when ben has left"] = await heard(ann)
    return seen


def logged(deployed: Deployed, secret: list[str]) -> str:
    """Say what the logs of the functions hold."""
    logs = deployed.client("logs")
    prefix = f"/aws/lambda/{deployed.stack}"
    groups = [group["logGroupName"] for group in logs.describe_log_groups(logGroupNamePrefix=prefix)["logGroups"]]
    lines = [event["message"] for group in groups for event in logs.filter_log_events(logGroupName=group)["events"]]
    held = any(token in line for token in secret for line in lines)
    return "a token" if held else "refusals" if any("refused:" in line for line in lines) else f"nothing in {groups}"
