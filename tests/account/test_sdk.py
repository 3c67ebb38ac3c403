"""The SDKs of API Gateway: what is deployed is found by its stack, and nothing half-made is left behind."""

import io
import json
import zipfile
from urllib.parse import parse_qs, urlsplit

import pytest
from botocore.exceptions import ReadTimeoutError
from frame import framed

from apicompiler.account.stacks import physical_id
from apicompiler.account.trouble import Denied, Trouble
from apicompiler.cli import run

API = {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "books"}}
SDK = "api-gateway.GetSdk"


def zipped(**files):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as written:
        for name, text in files.items():
            written.writestr(name.replace("__", "/"), text)
    return archive.getvalue()


def deploy(unruly, name="books-dev", **resources):
    template = json.dumps({"Resources": resources})
    unruly.connection.ask("cloudformation", "create_stack", StackName=name, TemplateBody=template)


@pytest.fixture
def project(unruly, tmp_path, monkeypatch):
    """A blueprint whose environment is the account of the test, deployed but for what the test takes away."""
    for name, text in framed("name: books\nstages: {live: {}, preview: {}}\n").items():
        (tmp_path / name).write_text(text)
    monkeypatch.setattr("apicompiler.cli.connecting.Connection", lambda *_: unruly.connection)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def left(project):
    """What there is beside the blueprint."""
    return sorted(path.name for path in project.iterdir() if path.name not in ("blueprint.yaml", "openapi.yaml"))


def sdk(language, *words):
    return run(["sdk", "--deployed", "--language", language, *words])


def test_a_resource_is_found_by_its_logical_id(unruly):
    deploy(unruly, ApiV1=API)
    [api] = unruly.connection.ask("apigateway", "get_rest_apis")["items"]
    assert physical_id(unruly.connection, "books-dev", "ApiV1") == api["id"]


def test_a_stack_that_is_not_there_is_deployed_first(unruly):
    message = "Stack with id books-dev does not exist"
    unruly.refuse("cloudformation.ListStackResources", "ValidationError", message)
    with pytest.raises(Trouble, match="there is no stack `books-dev` in eu-west-1: deploy it first"):
        physical_id(unruly.connection, "books-dev", "ApiV1")


def test_a_resource_that_is_not_in_the_stack_is_deployed_first(unruly):
    deploy(unruly, ApiV2=API)
    with pytest.raises(Trouble, match="`ApiV1` does not stand in the stack `books-dev`: deploy it first"):
        physical_id(unruly.connection, "books-dev", "ApiV1")


@pytest.mark.parametrize("status", ["DELETE_COMPLETE", "DELETE_FAILED", "DELETE_IN_PROGRESS", "CREATE_FAILED"])
def test_of_a_half_deleted_stack_only_what_stands_is_found(unruly, status):
    summary = (
        "<member><LogicalResourceId>ApiV1</LogicalResourceId><PhysicalResourceId>abc</PhysicalResourceId>"
        "<ResourceType>AWS::ApiGateway::RestApi</ResourceType><LastUpdatedTimestamp>2026-11-28T00:00:00Z"
        f"</LastUpdatedTimestamp><ResourceStatus>{status}</ResourceStatus></member>"
    )
    answer = f"<R><ListStackResourcesResult><StackResourceSummaries>{summary}</StackResourceSummaries>"
    unruly.give("cloudformation.ListStackResources", f"{answer}</ListStackResourcesResult></R>".encode())
    with pytest.raises(Trouble, match=rf"`ApiV1` does not stand in the stack `books-dev` \({status}\)"):
        physical_id(unruly.connection, "books-dev", "ApiV1")


def test_what_the_account_does_not_tell_is_told_as_that(unruly):
    unruly.refuse("cloudformation.ListStackResources", "AccessDenied", "not authorized", 403)
    with pytest.raises(Denied, match="`cloudformation:ListStackResources` is not allowed"):
        physical_id(unruly.connection, "books-dev", "ApiV1")


def test_the_sdk_of_a_stage_is_unpacked(unruly, project, capsys):
    deploy(unruly, ApiV1=API)
    unruly.give(SDK, zipped(**{"apiGateway-js-sdk__apigClient.js": "var apigClientFactory", "README.md": "Use it"}))
    assert sdk("java", "--stage", "preview", "--property", "serviceName=Shop") == 0
    client = project / "clients/java"
    assert (client / "apiGateway-js-sdk/apigClient.js").read_text() == "var apigClientFactory"
    assert (client / "README.md").is_file()
    assert "the client is in clients/java" in capsys.readouterr().err


def test_what_an_sdk_needs_is_said_unless_the_user_says_it(unruly, project):
    deploy(unruly, ApiV1=API)
    asked = []
    unruly.connection.client("apigateway").meta.events.register_first(
        "before-send." + SDK, lambda request, **_: asked.append(urlsplit(request.url))
    )
    unruly.give(SDK, zipped(a="b"))
    for language, words in (("java", ["-p", "serviceName=Shop"]), ("ruby", []), ("javascript", [])):
        assert sdk(language, *words) == 0
    assert [address.path.rpartition("/stages/")[2] for address in asked] == [
        f"live/sdks/{language}" for language in ("java", "ruby", "javascript")
    ]
    said = [{name: value for name, [value] in parse_qs(address.query).items()} for address in asked]
    assert said == [{"serviceName": "Shop", "javaPackageName": "books"}, {"service.name": "Books"}, {}]


@pytest.mark.parametrize(
    ("code", "status", "said"),
    [
        ("AccessDeniedException", 403, "`apigateway:GetSdk` is not allowed with these credentials"),
        ("TooManyRequestsException", 429, "`apigateway:GetSdk` was throttled to the last attempt"),
        ("NotFoundException", 404, "`apigateway:GetSdk` was refused: NotFoundException"),
        ("BadRequestException", 400, "`apigateway:GetSdk` was refused: BadRequestException"),
    ],
)
def test_a_refusal_leaves_nothing_behind(unruly, project, capsys, code, status, said):
    deploy(unruly, ApiV1=API)
    unruly.refuse(SDK, code, status=status)
    assert sdk("javascript", "-o", "client") == 4
    assert said in capsys.readouterr().err
    assert left(project) == []


def test_a_slow_answer_leaves_nothing_behind(unruly, project, capsys):
    deploy(unruly, ApiV1=API)
    unruly.fail(SDK, ReadTimeoutError(endpoint_url="https://apigateway"))
    assert sdk("javascript", "-o", "client") == 4
    assert "no answer in time to `apigateway:GetSdk`" in capsys.readouterr().err
    assert left(project) == []


def test_an_answer_that_ends_too_soon_leaves_the_old_client_whole(unruly, project, capsys):
    deploy(unruly, ApiV1=API)
    unruly.give(SDK, zipped(old="1"))
    assert sdk("javascript", "-o", "client") == 0
    unruly.give(SDK, zipped(new="2"), {"content-length": "100000"})
    assert sdk("javascript", "-o", "client") == 4
    assert "no answer to `apigateway:GetSdk`" in capsys.readouterr().err
    assert sorted(path.name for path in (project / "client").iterdir()) == [".apicompiler-sdk", "old"]


def test_an_answer_that_is_no_zip_file_leaves_nothing_behind(unruly, project, capsys):
    deploy(unruly, ApiV1=API)
    unruly.give(SDK, b"<html>a proxy</html>")
    assert sdk("javascript", "-o", "client") == 2
    assert "no zip file" in capsys.readouterr().err
    assert left(project) == []


def test_an_answer_without_end_is_not_kept(unruly, monkeypatch):
    unruly.give(SDK, b"x" * 3 * 2**20)
    named = {"restApiId": "a", "stageName": "live", "sdkType": "javascript"}
    with pytest.raises(Trouble, match="the answer to `apigateway:GetSdk` is larger than 1 MB"):
        unruly.connection.read("apigateway", "get_sdk", 2**20, **named)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["python"], "API Gateway makes no SDK in `python`; there are `javascript`"),
        (["javascrpt"], "did you mean `javascript`?"),
        (["java", "--stage", "prod"], "no stage is called `prod`; there are `live`"),
        (["java", "--api", "v9"], "no API is called `v9`; there is `v1`"),
        (["java", "-p", "serviceName"], "`--property serviceName` is no name and value"),
    ],
)
def test_what_cannot_be_had_is_said_before_anybody_is_asked(unruly, project, capsys, words, said):
    assert sdk(*words) == 2
    assert said in capsys.readouterr().err
    assert unruly.asked == []


def test_throttled_once_is_asked_again(unruly, project):
    deploy(unruly, ApiV1=API)
    unruly.give(SDK, zipped(a="b"))
    unruly.refuse(SDK, "TooManyRequestsException", status=429, times=2)
    assert sdk("javascript") == 0
