"""What a stage serves is exported as API Gateway tells it, or not at all."""

import io
import json

import pytest
import yaml
from botocore.response import StreamingBody
from deploying import told

from apicompiler.cli import run

BLUEPRINT = """\
apicompiler: 1
name: shop
apis: {v1: openapi.yaml, new: {type: http, definition: openapi.yaml}, chat: {type: websocket, definition: chat.yaml}}
environments: {dev: {account: "111111111111", region: eu-west-1}}
stages: {live: {}, next: {}}
integrations: {catalog: {http: "https://shop.example/{proxy}", timeout: 5s}}
defaults: {integration: catalog, auth: iam}
"""
DOCUMENT = """\
openapi: 3.0.3
info: {title: Shop, version: "1"}
paths: {/feed: {get: {operationId: feed, responses: {"200": {description: fine}}}}}
"""
CHAT = """\
select: $request.body.action
routes:
  $connect: {integration: {mock: {status: 200}}, auth: iam}
  say: {integration: {mock: {status: 200}}}
"""
STACK = {"ApiV1": ("AWS::ApiGateway::RestApi", "rest123456"), "ApiNew": ("AWS::ApiGatewayV2::Api", "http123456")}


@pytest.fixture
def account(unruly, tmp_path, monkeypatch):
    """An account with the shop in it, and the requests for its documents."""
    for name, text in {"blueprint.yaml": BLUEPRINT, "openapi.yaml": DOCUMENT, "chat.yaml": CHAT}.items():
        (tmp_path / name).write_text(text)
    monkeypatch.setattr("apicompiler.cli.connecting.connected", lambda target, profile: unruly.connection)
    monkeypatch.chdir(tmp_path)
    unruly.requests = []
    resources = [
        {"LogicalResourceId": id, "PhysicalResourceId": it, "ResourceType": type, "ResourceStatus": "CREATE_COMPLETE"}
        for id, (type, it) in STACK.items()
    ]

    def export(request):
        unruly.requests.append((request["url_path"], dict(request["query_string"])))
        return {"body": told({"openapi": "3.0.1", "info": {"title": "shop"}})}

    unruly.say("cloudformation.DescribeStacks", lambda _: {"Stacks": [{"StackStatus": "UPDATE_COMPLETE"}]})
    unruly.say("cloudformation.ListStackResources", lambda _: {"StackResourceSummaries": resources})
    unruly.say("api-gateway.GetExport", export)
    unruly.say("apigatewayv2.ExportApi", export)
    return unruly


def test_stage_is_told_whole_where_nothing_else_is_said(account, capsys):
    assert run(["export", "--deployed"]) == 0
    assert yaml.safe_load(capsys.readouterr().out) == {"openapi": "3.0.1", "info": {"title": "shop"}}
    assert account.requests == [
        ("/restapis/rest123456/stages/live/exports/oas30", {"extensions": "apigateway"}),
    ]


@pytest.mark.parametrize(
    ("words", "path", "query"),
    [
        (["--openapi", "2.0", "--extensions", "none"], "/restapis/rest123456/stages/live/exports/swagger", {}),
        (
            ["--stage", "next", "--extensions", "integrations"],
            "/restapis/rest123456/stages/next/exports/oas30",
            {"extensions": "integrations"},
        ),
        (
            ["--api", "new", "--extensions", "none"],
            "/v2/apis/http123456/exports/OAS30",
            {"stageName": "live", "outputType": "JSON", "includeExtensions": "false"},
        ),
    ],
)
def test_stage_version_and_extensions_are_those_that_are_asked_for(account, words, path, query):
    assert run(["export", "--deployed", *words]) == 0
    assert account.requests == [(path, query)]


def test_document_is_written_whole_into_a_file(account):
    assert run(["export", "--deployed", "--format", "json", "-o", "shop.json"]) == 0
    with open("shop.json", encoding="utf-8") as file:  # noqa: PTH123
        assert json.load(file)["openapi"] == "3.0.1"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--deployed", "--public"], "`--public`, `--deployed` exclude each other"),
        (["--deployed", "--openapi", "3.1"], "API Gateway exports OpenAPI 3.0 or 2.0"),
        (["--public", "--openapi", "2.0"], "a contract is written in OpenAPI 3.0 or 3.1"),
        (["--deployed", "--stage", "other"], "no stage is called `other`; there are `live`, `next`"),
        (
            ["--deployed", "--api", "chat"],
            "`chat` has routes, and no document of OpenAPI: API Gateway exports no WebSocket",
        ),
        (["--deployed", "--api", "new", "--openapi", "2.0"], "`new` is an HTTP API: it is exported as OpenAPI 3.0"),
        (["--stage", "live"], "`--stage` is for what is deployed"),
        (["--extensions", "none", "--public"], "`--extensions` is for what is deployed"),
    ],
)
def test_what_goes_not_together_is_a_wrong_call(account, capsys, words, said):
    assert run(["export", *words]) == 2
    assert said in capsys.readouterr().err
    assert account.requests == []


def test_stack_that_is_not_there_is_told_with_what_makes_it(account, capsys):
    account.unsay("cloudformation.DescribeStacks")
    account.refuse("cloudformation.DescribeStacks", "ValidationError", "Stack with id shop-dev does not exist")
    assert run(["export", "--deployed", "-o", "shop.yaml"]) == 4
    assert "there is no stack `shop-dev` in eu-west-1: `cdk deploy shop-dev` makes it" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("code", "status", "said"),
    [
        ("NotFoundException", 404, "`apigateway:GetExport` was refused: NotFoundException"),
        ("AccessDeniedException", 403, "`apigateway:GetExport` is not allowed with these credentials"),
        ("TooManyRequestsException", 429, "`apigateway:GetExport` was throttled to the last attempt"),
    ],
)
def test_refusal_writes_no_file(account, capsys, tmp_path, code, status, said):
    account.unsay("api-gateway.GetExport")
    account.refuse("api-gateway.GetExport", code, "because", status)
    assert run(["export", "--deployed", "-o", "shop.yaml"]) == 4
    assert said in capsys.readouterr().err
    assert not (tmp_path / "shop.yaml").exists()


def test_document_that_ends_in_the_middle_writes_no_file(account, capsys, tmp_path):
    account.say("api-gateway.GetExport", lambda _: {"body": StreamingBody(io.BytesIO(b'{"openapi"'), 4000)})
    assert run(["export", "--deployed", "-o", "shop.yaml"]) == 4
    assert "no answer to `apigateway:GetExport`: 10 read, but total bytes expected is 4000" in capsys.readouterr().err
    assert not (tmp_path / "shop.yaml").exists()
