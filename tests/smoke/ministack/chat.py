"""Lets two members of the chat talk, and others try to come in; prints what each of them gets, as JSON."""

import asyncio
import json
import os
import sys
from pathlib import Path

import boto3
import websockets
from deployment import STAGE, Resources, deploy, template
from people import Pool, another_pool

TABLE, STACK = "chat-connections", "chat-dev"


def main(assembly: Path) -> None:
    ids, left_out = deployed(assembly)
    host = os.environ["AWS_ENDPOINT_URL"].removeprefix("http://")
    address = f"ws://{host}/_aws/execute-api/{ids['ApiLive']}/{STAGE}"
    pool = Pool(ids["UserPoolUsers"], ids["PoolClientUsersWeb"])
    for name in ("ann", "ben"):
        pool.join(name)
    ann, ben = pool.sign_in("ann"), pool.sign_in("ben")
    shown = tokens(pool, ann, ben)
    seen = {
        "left out": left_out,
        "talk": asyncio.run(talk(address, ann["access_token"], ben["access_token"])),
        "statuses": asyncio.run(statuses(address, shown)),
        "logs": logged([*filter(None, shown.values()), ann["access_token"], ben["access_token"]]),
    }
    print(json.dumps(seen))


def deployed(assembly: Path) -> tuple[dict[str, str], list[str]]:
    """Deploy the chat, and return the ids of what was made, and what was left out."""
    boto3.client("dynamodb").create_table(
        TableName=TABLE,
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )
    ids, left_out = deploy(assembly, STACK, fitted)
    for found in template(assembly, STACK).values():
        if found["Type"] == "AWS::ApiGatewayV2::IntegrationResponse":
            said = found["Properties"]
            boto3.client("apigatewayv2").create_integration_response(
                **said | {key: ids[said[key]["Ref"]] for key in ("ApiId", "IntegrationId")}
            )
    return ids, left_out


def fitted(kept: Resources) -> Resources:
    """Tell the chat where the emulator serves it.

    It does not fill stage variables into the names of functions, so the one stage is filled in here.
    """
    kept = json.loads(json.dumps(kept).replace("${stageVariables.channel}", STAGE))
    address = ["", [f"{os.environ['AWS_ENDPOINT_URL']}/_aws/execute-api/", {"Ref": "ApiLive"}, f"/{STAGE}"]]
    kept["FunctionChat"]["Properties"]["Environment"]["Variables"]["CONNECTIONS_URL"] = {"Fn::Join": address}
    return kept


def tokens(pool: Pool, ann: dict[str, str], ben: dict[str, str]) -> dict[str, str | None]:
    """Return what people show who connect, by what it is."""
    stranger = another_pool()
    stranger.join("eve")
    head, _, signature = ann["access_token"].split(".")
    return {
        "nothing": None,
        "an ID token": ann["id_token"],
        "a token without the scope": pool.sign_in("ann", scope="openid")["access_token"],
        "a token of another pool": stranger.sign_in("eve")["access_token"],
        "a token with the claims of another": ".".join((head, ben["access_token"].split(".")[1], signature)),
        "a token that has ended": pool.expired(ann["access_token"]),
        "the same one before it ends": pool.signed(ann["access_token"]),
    }


async def statuses(address: str, shown: dict[str, str | None]) -> dict[str, int]:
    """Return what is answered to those who connect, by what they show."""
    found = {}
    for what, token in shown.items():
        try:
            async with websockets.connect(address + (f"?token={token}" if token else ""), proxy=None):
                found[what] = 101
        except websockets.InvalidStatus as refusal:
            found[what] = refusal.response.status_code
    return found


async def talk(address: str, ann_shows: str, ben_shows: str) -> dict[str, object]:
    async def heard(client):
        return json.loads(await asyncio.wait_for(client.recv(), 10))

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


def logged(tokens: list[str]) -> str:
    """Say what the logs of the functions hold."""
    logs = boto3.client("logs")
    groups = [group["logGroupName"] for group in logs.describe_log_groups(logGroupNamePrefix="/aws/")["logGroups"]]
    lines = [event["message"] for group in groups for event in logs.filter_log_events(logGroupName=group)["events"]]
    held = any(token in line for token in tokens for line in lines)
    return "a token" if held else "refusals" if any("refused:" in line for line in lines) else f"nothing in {groups}"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
