"""Documents that are imported past CloudFormation: only they, only where every stage follows, and with a way back."""

import json
import os
import sys

import boto3
import pytest
from botocore.exceptions import ReadTimeoutError

from apicompiler.account.hotswap import differences
from apicompiler.account.values import Unknown, Values
from apicompiler.cli import run
from apicompiler.compiler import lint, plans
from apicompiler.plan import Late, attribute, joined, ref
from apicompiler.read.files import DiskFolder

from .conftest import ACCOUNT, REGION

BLUEPRINT = f"""\
apicompiler: 1
name: books
apis: {{v1: openapi.yaml}}
profile: relaxed
environments: {{dev: {{account: "{ACCOUNT}", region: {REGION}}}}}
stages: {{live: {{}}, next: {{}}}}
functions: {{shelf: {{code: code, handler: app.handler, runtime: python3.13}}}}
integrations: {{books: {{lambda: shelf}}, web: {{http: "https://books.example.com/{{proxy}}"}}}}
defaults: {{integration: web, auth: iam}}
operations: {{listBooks: {{integration: books}}}}
"""
DOCUMENT = """\
openapi: 3.0.3
info: {title: Books, version: "1"}
paths:
  /books: {get: {operationId: listBooks, responses: {"200": {description: The books}}}}
"""
LOANS = '  /loans: {get: {operationId: listLoans, responses: {"200": {description: The loans}}}}\n'


@pytest.fixture
def project(unruly, tmp_path, monkeypatch):
    for name in [name for name in os.environ if name.startswith(("APICOMPILER", "CI"))]:
        monkeypatch.delenv(name)
    (tmp_path / "blueprint.yaml").write_text(BLUEPRINT)
    (tmp_path / "openapi.yaml").write_text(DOCUMENT)
    (tmp_path / "code").mkdir()
    (tmp_path / "code/app.py").write_text("def handler(event, context): ...\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("apicompiler.cli.connecting.Connection", unruly.reach)
    return tmp_path


class Account:
    """What stands in the account once the blueprint is deployed."""

    def __init__(self, project, unruly):
        assert run(["synth", "-q", "-o", "deployed"]) == 0
        self.client = boto3.client("apigateway")
        self.api = self.client.create_rest_api(name="books-dev-v1")["id"]
        root = self.client.get_resources(restApiId=self.api)["items"][0]["id"]
        self.client.put_method(restApiId=self.api, resourceId=root, httpMethod="GET", authorizationType="NONE")
        self.client.put_integration(restApiId=self.api, resourceId=root, httpMethod="GET", type="MOCK")
        self.stack = self.client.create_deployment(restApiId=self.api)["id"]
        for stage in ("live", "next"):
            self.client.create_stage(restApiId=self.api, stageName=stage, deploymentId=self.stack)
        self.template = json.loads((project / "deployed/books-dev.template.json").read_text())
        [deployment] = [
            id for id, made in self.template["Resources"].items() if made["Type"] == "AWS::ApiGateway::Deployment"
        ]
        self.ids = {"ApiV1": self.api, deployment: self.stack, "FunctionShelf": "books-dev-shelf"}
        unruly.stack("books-dev", self.ids, self.template)

    @property
    def served(self):
        stages = self.client.get_stages(restApiId=self.api)["item"]
        return {stage["stageName"]: stage["deploymentId"] for stage in stages}

    @property
    def paths(self):
        return {item["path"] for item in self.client.get_resources(restApiId=self.api)["items"]}

    @property
    def deployments(self):
        found = self.client.get_deployments(restApiId=self.api)["items"]
        return {made["id"]: made.get("description", "") for made in found}


@pytest.fixture
def account(project, unruly):
    return Account(project, unruly)


@pytest.fixture
def swap(capfd):
    def called():
        code = run(["deploy", "--hotswap"])
        sys.stdout.flush()
        printed = capfd.readouterr()
        return code, printed.out, printed.err

    return called


def test_new_document_is_imported_and_all_stages_serve_it(project, account, swap, unruly):
    (project / "openapi.yaml").write_text(DOCUMENT + LOANS)
    code, out, err = swap()
    assert code == 0, err
    assert out == "books-dev-v1: the new document is served by live, next\n"
    assert err.endswith("dev: swapped past CloudFormation, which does not know: `apicompiler deploy` tells it\n")
    assert account.paths == {"/", "/books", "/loans"}
    [new] = set(account.served.values())
    assert new != account.stack
    assert account.deployments[new].startswith("apicompiler hotswap ")
    [asked] = [said for name, said in unruly.said if name == "PutRestApi"]
    assert (asked["mode"], asked["parameters"]) == ("overwrite", {"endpointConfigurationTypes": "REGIONAL"})
    body = json.loads(asked["body"])
    assert body["info"]["title"] == "books-dev-v1"
    assert body["paths"]["/loans"]["get"]["x-amazon-apigateway-integration"]["uri"] == "https://books.example.com/loans"


def test_what_is_swapped_already_is_not_swapped_again(project, account, swap):
    assert swap()[::2] == (0, "blueprint.yaml: nothing found\ndev: nothing to swap\n")
    (project / "openapi.yaml").write_text(DOCUMENT + LOANS)
    assert swap()[0] == 0
    before = account.served
    assert swap()[1] == ""
    assert account.served == before


def test_deployment_that_was_swapped_before_is_removed(project, account, swap):
    (project / "openapi.yaml").write_text(DOCUMENT + LOANS)
    swap()
    [first] = set(account.served.values())
    (project / "openapi.yaml").write_text(DOCUMENT + LOANS.replace("loans", "letters"))
    assert swap()[0] == 0
    assert first not in account.deployments
    assert set(account.deployments) == {account.stack, *account.served.values()}


def test_document_that_the_stack_has_is_the_way_back(project, account, swap):
    (project / "openapi.yaml").write_text(DOCUMENT + LOANS)
    swap()
    (project / "openapi.yaml").write_text(DOCUMENT)
    code, out, _ = swap()
    assert (code, out) == (0, "books-dev-v1: what the stack has is served by live, next\n")
    assert account.served == {"live": account.stack, "next": account.stack}
    assert account.deployments.keys() == {account.stack}
    assert account.paths == {"/", "/books"}


@pytest.fixture
def cdk(project, monkeypatch):
    """Let a program stand for the CDK whose deployments change nothing: the template is what it was."""
    program = project / "bin/cdk"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\necho '2.1148.1 (build 1)'\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")


def test_deployment_goes_back_where_cloudformation_sees_no_change(project, account, swap, cdk, capfd):
    (project / "openapi.yaml").write_text(DOCUMENT + LOANS)
    swap()
    (project / "openapi.yaml").write_text(DOCUMENT)
    assert run(["deploy", "--yes", "--no-preflight"]) == 0
    assert "books-dev-v1: what the stack has is served by live, next\n" in capfd.readouterr().out
    assert account.served == {"live": account.stack, "next": account.stack}


def test_deployment_leaves_what_somebody_else_lets_a_stage_serve(project, account, cdk):
    theirs = account.client.create_deployment(restApiId=account.api, description="canary")["id"]
    change = {"op": "replace", "path": "/deploymentId", "value": theirs}
    account.client.update_stage(restApiId=account.api, stageName="live", patchOperations=[change])
    assert run(["deploy", "--yes", "--no-preflight"]) == 0
    assert account.served["live"] == theirs


def test_deployment_that_cannot_be_looked_at_is_one_all_the_same(project, account, cdk, unruly, capfd):
    unruly.refuse("api-gateway.GetStage", "AccessDeniedException", "User is not authorized", 403)
    assert run(["deploy", "--yes", "--no-preflight"]) == 0
    said = capfd.readouterr().err
    assert "deployed; whether a stage still serves what was swapped nobody could see: `apigateway:GetStage`" in said


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("live: {}", "live: {throttle: {rate: 5, burst: 5}}", "`StageV1Live` (AWS::ApiGateway::Stage) is another"),
        (", next: {}", "", "`StageV1Next` (AWS::ApiGateway::Stage) is gone"),
        ("integration: web", "integration: books", "(AWS::Lambda::Permission) is new"),
        ("python3.13", "python3.12", "`FunctionShelf` (AWS::Lambda::Function) is another"),
    ],
)
def test_anything_but_documents_is_for_the_cdk(project, account, swap, old, new, said):
    (project / "blueprint.yaml").write_text(BLUEPRINT.replace(old, new))
    (project / "openapi.yaml").write_text(DOCUMENT + LOANS)
    code, out, err = swap()
    assert (code, out) == (1, "")
    assert "more than documents has changed since `books-dev` was deployed" in err
    assert said in err
    assert err.endswith("; `apicompiler deploy` without `--hotswap` deploys it\n")
    assert account.paths == {"/"}


def test_pinned_stage_serves_what_was_promoted(project, account, swap):
    (project / "blueprint.yaml").write_text(BLUEPRINT.replace("live: {}", "live: {pinned: true}"))
    run(["promote"])
    code, _, err = swap()
    assert code == 2
    assert "`live` is pinned: what it serves is decided by `apicompiler promote`" in err


def test_import_that_would_take_something_away_is_for_the_cdk(project, unruly, swap):
    text = BLUEPRINT + "tls: {policy: TLS_1_2}\n"
    (project / "blueprint.yaml").write_text(text)
    account = Account(project, unruly)
    (project / "openapi.yaml").write_text(DOCUMENT + LOANS)
    code, _, err = swap()
    assert (code, account.paths) == (1, {"/"})
    assert "an import might take the endpoints or the TLS policy of `books-dev-v1` away" in err


def test_what_is_not_deployed_cannot_be_swapped(project, swap, unruly):
    unruly.stack("other", {})
    code, _, err = swap()
    assert code == 4
    assert err.endswith("there is no stack `books-dev` in eu-west-1: deploy it first\n")


EXPORTED = BLUEPRINT.replace("{code: code, handler: app.handler, runtime: python3.13}", '"export:ShelfArn"')


def test_what_other_stacks_export_is_filled_in(project, unruly, swap):
    template = {
        "Resources": {"Q": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "q"}}},
        "Outputs": {"A": {"Value": {"Fn::GetAtt": ["Q", "Arn"]}, "Export": {"Name": "ShelfArn"}}},
    }
    boto3.client("cloudformation").create_stack(StackName="shelf", TemplateBody=json.dumps(template))
    (project / "blueprint.yaml").write_text(EXPORTED)
    Account(project, unruly)
    (project / "openapi.yaml").write_text(DOCUMENT + LOANS)
    assert swap()[0] == 0
    [asked] = [said for name, said in unruly.said if name == "PutRestApi"]
    called = json.loads(asked["body"])["paths"]["/books"]["get"]["x-amazon-apigateway-integration"]["uri"]
    assert called.endswith(f"/functions/arn:aws:sqs:{REGION}:{ACCOUNT}:q/invocations")


def test_what_nobody_can_tell_is_for_the_cdk(project, unruly, swap):
    (project / "blueprint.yaml").write_text(EXPORTED)
    account = Account(project, unruly)
    (project / "openapi.yaml").write_text(DOCUMENT + LOANS)
    code, _, err = swap()
    assert (code, account.paths) == (1, {"/"})
    assert "the document of `books-dev-v1` cannot be told: no stack exports `ShelfArn`" in err


def test_import_that_is_refused_changes_nothing(project, account, swap, unruly):
    unruly.refuse("api-gateway.PutRestApi", "BadRequestException", "Errors found during import")
    (project / "openapi.yaml").write_text(DOCUMENT + LOANS)
    code, _, err = swap()
    assert (code, set(account.served.values())) == (4, {account.stack})
    assert "`apigateway:PutRestApi` was refused: BadRequestException: Errors found during import" in err


@pytest.mark.parametrize("operation", ["CreateDeployment", "UpdateStage"])
def test_what_cannot_be_served_is_served_by_no_stage(project, account, swap, unruly, operation):
    unruly.refuse(f"api-gateway.{operation}", "AccessDeniedException", "User is not authorized", 403)
    (project / "openapi.yaml").write_text(DOCUMENT + LOANS)
    code, _, err = swap()
    assert (code, set(account.served.values())) == (4, {account.stack})
    assert account.deployments.keys() == {account.stack}
    assert err.endswith("; the document of `books-dev-v1` is imported, and no stage serves it\n")


def test_stage_of_which_nobody_told_us_goes_back(project, account, swap, unruly):
    unruly.lose("api-gateway.UpdateStage", ReadTimeoutError(endpoint_url="https://apigateway"), stop=5)
    (project / "openapi.yaml").write_text(DOCUMENT + LOANS)
    code, _, err = swap()
    assert (code, set(account.served.values())) == (4, {account.stack})
    assert "no answer in time to `apigateway:UpdateStage`" in err


class TestTemplates:
    def test_bodies_and_deployments_are_no_differences(self):
        def template(body, digits, throttle=10):
            return {
                "Resources": {
                    "Api": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "a", "Body": body}},
                    f"D{digits}": {"Type": "AWS::ApiGateway::Deployment", "Properties": {"RestApiId": {"Ref": "Api"}}},
                    "Stage": {
                        "Type": "AWS::ApiGateway::Stage",
                        "Properties": {"DeploymentId": {"Ref": f"D{digits}"}, "Rate": throttle},
                    },
                }
            }

        old = template({"paths": {}}, 1)
        assert list(differences(old, template({"paths": {"/": {}}}, 2))) == []
        assert list(differences(old, template({}, 2, 20))) == ["`Stage` (AWS::ApiGateway::Stage) is another"]
        assert list(differences(old, {**old, "Outputs": {"A": {}}})) == ["`Outputs`"]


class TestValues:
    @pytest.fixture
    def values(self, project, unruly):
        [plan] = plans(lint("blueprint.yaml", DiskFolder(project)))
        types = {"F": "AWS::Lambda::Function", "P": "AWS::Cognito::UserPool", "B": "AWS::S3::Bucket"}
        template = {"Resources": {id: {"Type": type} for id, type in types.items()}}
        return Values(unruly.connection, plan, {"F": "shelf", "P": "eu-west-1_abc", "B": "bucket"}, template)

    @pytest.mark.parametrize(
        ("value", "filled"),
        [
            (ref("F"), "shelf"),
            (ref("AWS::Region"), REGION),
            (joined("a-", ref("B"), "-", ref("AWS::AccountId")), f"a-bucket-{ACCOUNT}"),
            (attribute("F", "Arn"), f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:shelf"),
            (attribute("P", "Arn"), f"arn:aws:cognito-idp:{REGION}:{ACCOUNT}:userpool/eu-west-1_abc"),
            (Late({"Fn::Select": [1, Late({"Fn::Split": [":", attribute("F", "Arn")]})]}), "aws"),
            ({"x": [1, None, {"Ref": "F"}, ref("F")]}, {"x": [1, None, {"Ref": "F"}, "shelf"]}),
        ],
    )
    def test_what_cloudformation_would_fill_in_is_filled_in(self, values, value, filled):
        assert values.filled(value) == filled

    def test_parameters_are_read_and_secrets_are_not(self, values):
        boto3.client("ssm").put_parameter(Name="/books/host", Value="books.example.com", Type="String")
        assert values.filled("https://{{resolve:ssm:/books/host}}/x") == "https://books.example.com/x"
        with pytest.raises(Unknown, match="there is no parameter `/other`"):
            values.filled("{{resolve:ssm:/other}}")
        with pytest.raises(Unknown, match="a secret is filled in by CloudFormation alone"):
            values.filled(joined("{{resolve:secretsmanager:", ref("F"), "}}"))

    @pytest.mark.parametrize(
        ("value", "said"),
        [
            (ref("Z"), "`Z` is not deployed yet"),
            (attribute("B", "DomainName"), "CloudFormation alone knows `DomainName` of `B`"),
            (Late({"Fn::Cidr": []}), "CloudFormation alone knows what `Fn::Cidr` is"),
        ],
    )
    def test_what_nobody_else_knows_is_named(self, values, value, said):
        with pytest.raises(Unknown, match=said):
            values.filled({"deep": [value]})
