"""Deploys the chat to an emulator on this machine, and talks: `make smoke-chat`.

MiniStack runs WebSocket APIs, and makes some of their resources by itself: what it does not know by name is left out
of the template, and said. Everything that is started listens on loopback and is stopped in the end.
"""

import asyncio
import io
import json
import os
import signal
import socket
import subprocess
import sys
import time
import venv
import zipfile
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parents[2]
CACHE = ROOT / ".cache" / "chat"
PINS = ("ministack==1.5.33", "cryptography", "boto3", "websockets")
ACCOUNT, REGION, TABLE = "111111111111", "eu-west-1", "chat-connections"
BUCKET = f"cdk-hnb659fds-assets-{ACCOUNT}-{REGION}"
UNKNOWN = (
    "AWS::ApiGatewayV2::Deployment",
    "AWS::ApiGatewayV2::IntegrationResponse",
    "AWS::ApiGatewayV2::Model",
    "AWS::ApiGatewayV2::RouteResponse",
)
"""What MiniStack's CloudFormation refuses to make: it deploys by itself, answers to every route, and checks no
message. What integrations answer is told to its API instead."""
NOT_NEEDED = ("AWS::ApiGatewayV2::DomainName", "AWS::ApiGatewayV2::ApiMapping", "AWS::Route53::RecordSet",
              "AWS::CertificateManager::Certificate")  # fmt: skip


def main() -> int:
    return run(__file__, "chat", "talk")


def run(file: str, blueprint: str, word: str) -> int:
    """Run *file* again, with the template of a blueprint, where there are the emulator, the SDK and a client."""
    python = CACHE / "venv/bin/python"
    if not (CACHE / "complete").exists():
        print("installing MiniStack, once", flush=True)
        venv.create(CACHE / "venv", with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *PINS], check=True)
        (CACHE / "complete").touch()
    out = CACHE / "cdk.out"
    command = [sys.executable, "-c", "from apicompiler.cli import run; import sys; sys.exit(run(sys.argv[1:]))"]
    folder = ROOT / "blueprints" / blueprint
    subprocess.run([*command, "synth", folder, "-o", out, "--env", "dev"], check=True, cwd=ROOT)
    return subprocess.run([python, file, word, out / f"{blueprint}-dev.template.json"], check=False).returncode


def talk(template: Path) -> int:
    with emulator() as port:
        api = deploy(json.loads(template.read_text()), port)
        said = asyncio.run(conversation(f"ws://127.0.0.1:{port}/_aws/execute-api/{api}/live"))
    expected = {
        "somebody without a name": "refused",
        "ann is answered": {"here": ["ann", "ben"]},
        "ann hears ben": {"from": "ben", "text": "hello"},
        "ben hears himself": {"from": "ben", "text": "hello"},
        "ann is told what she may send": {"error": "say or who?"},
        "when ben has left": {"here": ["ann"]},
    }
    for what, wanted in expected.items():
        seen = said.get(what)
        print(f"{'ok  ' if seen == wanted else 'FAIL'} {what}: {json.dumps(seen)}")
    return 0 if said == expected else 1


@contextmanager
def emulator():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    mine = {
        "GATEWAY_PORT": str(port), "BIND_HOST": "127.0.0.1", "MINISTACK_HOST": "127.0.0.1", "PERSIST_STATE": "0",
        "LAMBDA_EXECUTOR": "local", "AWS_ACCESS_KEY_ID": ACCOUNT, "AWS_SECRET_ACCESS_KEY": "none",
        "AWS_DEFAULT_REGION": REGION, "AWS_REGION": REGION, "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull, "AWS_EC2_METADATA_DISABLED": "true",
        "MINISTACK_ACCOUNT_ID": ACCOUNT, "MINISTACK_REGION": REGION, "SFTP_ENABLED": "0", "IOT_MTLS_ENABLED": "0",
    }  # fmt: skip
    os.environ.update(mine)
    with (CACHE / "emulator.log").open("w") as log:
        command = [Path(sys.executable).with_name("ministack")]
        # A group of its own: the processes in which it runs functions may outlive it.
        process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        try:
            for _ in range(100):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            yield port
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(10)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def deploy(template, port: int) -> str:
    """Deploy as much of the template as the emulator takes, and return the id of the API."""
    import boto3

    client = partial(boto3.client, endpoint_url=f"http://127.0.0.1:{port}")
    client("dynamodb").create_table(
        TableName=TABLE,
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )
    code = {name: ROOT / "blueprints/chat/services" / name for name in ("chat", "guest")}
    ids = stacked(client, "chat", fit(template, port), code)
    for found in template["Resources"].values():
        if found["Type"] == "AWS::ApiGatewayV2::IntegrationResponse":
            said = found["Properties"]
            client("apigatewayv2").create_integration_response(
                ApiId=ids[said["ApiId"]["Ref"]],
                IntegrationId=ids[said["IntegrationId"]["Ref"]],
                **{word: said[word] for word in said if word not in ("ApiId", "IntegrationId")},
            )
    return ids["ApiLive"]


def stacked(client, name: str, template, code):
    """Make a stack whose functions run the code of these folders, and return the ids of what it holds."""
    client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    for function, folder in code.items():
        client("s3").put_object(Bucket=BUCKET, Key=f"{function}.zip", Body=zipped(folder))
    for id, found in template["Resources"].items():
        if found["Type"] == "AWS::Lambda::Function":
            found["Properties"]["Code"] = {"S3Bucket": BUCKET, "S3Key": f"{id.removeprefix('Function').lower()}.zip"}
    cloud = client("cloudformation")
    cloud.create_stack(StackName=name, TemplateBody=json.dumps(template), Capabilities=["CAPABILITY_NAMED_IAM"])
    for _ in range(100):
        stack = cloud.describe_stacks(StackName=name)["Stacks"][0]
        if not stack["StackStatus"].endswith("IN_PROGRESS"):
            break
        time.sleep(0.2)
    print(stack["StackStatus"], stack.get("StackStatusReason", ""), flush=True)
    made = cloud.describe_stack_resources(StackName=name)["StackResources"]
    return {found["LogicalResourceId"]: found["PhysicalResourceId"] for found in made}


def without(template, kinds):
    """Return the resources of a template but those of some kinds, which is said."""
    resources = template["Resources"]
    left_out = {id for id, found in resources.items() if found["Type"] in kinds}
    for kind in sorted({resources[id]["Type"] for id in left_out}):
        print(f"left out: {kind}")
    kept = {id: found for id, found in resources.items() if id not in left_out}
    for found in kept.values():
        if "DependsOn" in found:
            found["DependsOn"] = [before for before in found["DependsOn"] if before not in left_out]
        if found["Type"] == "AWS::ApiGatewayV2::Stage":
            del found["Properties"]["DeploymentId"]
            found["Properties"]["AutoDeploy"] = True
    return kept


def fit(template, port: int):
    """Return the template as the emulator takes it, and say what is left out.

    It does not fill stage variables into the names of functions, so the one stage is filled in here.
    """
    filled = json.loads(json.dumps(template).replace("${stageVariables.channel}", "live"))
    kept = without(filled, UNKNOWN + NOT_NEEDED)
    address = ["", [f"http://127.0.0.1:{port}/_aws/execute-api/", {"Ref": "ApiLive"}, "/live"]]
    kept["FunctionChat"]["Properties"]["Environment"]["Variables"]["CONNECTIONS_URL"] = {"Fn::Join": address}
    return {"Resources": kept}


def zipped(folder: Path) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for file in sorted(folder.rglob("*.py")):
            archive.write(file, file.relative_to(folder))
    return content.getvalue()


async def conversation(address: str):
    """Let two people talk, and return what each of them gets."""
    import websockets

    async def heard(client):
        return json.loads(await asyncio.wait_for(client.recv(), 10))

    said = {}
    try:
        async with websockets.connect(address, proxy=None) as nobody:
            await nobody.send(json.dumps({"action": "who"}))
            said["somebody without a name"] = await heard(nobody)
    except (websockets.WebSocketException, TimeoutError):
        said["somebody without a name"] = "refused"
    async with websockets.connect(f"{address}?name=ann", proxy=None) as ann:
        async with websockets.connect(f"{address}?name=ben", proxy=None) as ben:
            await ann.send(json.dumps({"action": "who"}))
            said["ann is answered"] = await heard(ann)
            await ben.send(json.dumps({"action": "say", "text": "hello"}))
            said["ann hears ben"] = await heard(ann)
            said["ben hears himself"] = await heard(ben)
            await ann.send(json.dumps({"action": "sing"}))
            said["ann is told what she may send"] = await heard(ann)
        await asyncio.sleep(1)
        await ann.send(json.dumps({"action": "who"}))
        said["when ben has left"] = await heard(ann)
    return said


if __name__ == "__main__":
    sys.exit(talk(Path(sys.argv[2])) if sys.argv[1:2] == ["talk"] else main())
