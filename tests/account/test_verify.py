"""What stands in an account is compared with the plan, and whatever differs is found where it was decided."""

import json
from pathlib import Path

import pytest
from botocore.exceptions import ReadTimeoutError
from deploying import Deployment
from frame import linted
from test_rules import MESSAGES

from apicompiler.account.deployed import verified
from apicompiler.account.deployed.places import Places
from apicompiler.account.trouble import Denied, Unreachable
from apicompiler.cli import run
from apicompiler.compiler import in_order, plans
from apicompiler.division import divided
from apicompiler.report.text import full
from apicompiler.rules import deployed

BLUEPRINT = """\
apicompiler: 1
name: shop
apis: {v1: openapi.yaml}
environments: {dev: {account: "111111111111", region: eu-west-1}}
stages:
  live: {variables: {host: shop.example}}
functions:
  check: "arn:aws:lambda:eu-west-1:111111111111:function:check"
integrations:
  catalog: {http: "https://${stageVariables.host}/{proxy}", timeout: 5s}
  health: {mock: {status: 200}}
authorizers: {partners: {lambda: check, type: token, ttl: 0s}}
defaults: {integration: catalog, auth: partners}
operations:
  getHealth: {integration: health, auth: none}
  listFeed: {apiKey: true, throttle: {rate: 5}}
usagePlans: {gold: {quota: 100/day, throttle: {rate: 10}}}
apiKeys: {acme: {usagePlan: gold}}
endpoint: regional
domains:
  main:
    name: api.example.com
    certificate: "arn:aws:acm:eu-west-1:111111111111:certificate/11111111-1111-1111-1111-111111111111"
    paths: {/: v1, /v1: v1/live}
cors: {origins: ["https://shop.example.com"]}
policy: {deny: [{cidr: 192.0.2.0/24}]}
throttle: {rate: 100, burst: 200}
"""

DOCUMENT = """\
openapi: 3.0.3
info: {title: Shop, version: "1"}
paths:
  /health:
    get: {operationId: getHealth, responses: {"200": {description: fine}}}
  /books/{id}:
    get:
      operationId: getBook
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: full, in: query, required: true, schema: {type: string}}
      responses: {"200": {description: fine}}
  /feed:
    get: {operationId: listFeed, responses: {"200": {description: fine}}}
"""


ACL = "arn:aws:wafv2:eu-west-1:111111111111:regional/webacl/shop/11111111-1111-1111-1111-111111111111"
GUARDED = f"{BLUEPRINT}waf: {ACL}\n"


def written(blueprint=BLUEPRINT, document=DOCUMENT):
    return {"blueprint.yaml": blueprint, "openapi.yaml": document}


def planned(files):
    """Return a blueprint as it is deployed, and its documents."""
    compilation = linted(files)
    assert compilation.is_sound, [diagnostic.finding.message for diagnostic in compilation.diagnostics]
    target = compilation.targets[0]
    [plan] = plans(compilation, [target.environment.key])
    return Places(divided(target), plan), compilation.documents


class Shop(Deployment):
    """The shop as it stands in an account, and what is found of it."""

    def __init__(self, unruly, blueprint=BLUEPRINT, document=DOCUMENT):
        self.places, self.documents = planned(written(blueprint, document))
        super().__init__(unruly, self.places.plan)

    @property
    def stage(self):
        return self.plan.stages[0]

    @property
    def api(self):
        return self.physical(self.plan.apis[0].id)

    def found(self):
        diagnostics = in_order(verified(self.unruly.connection, self.places), self.documents)
        for diagnostic in diagnostics:
            assert diagnostic.help
            assert not diagnostic.help.endswith(".")
        return diagnostics

    def messages(self):
        return [diagnostic.finding.message for diagnostic in self.found()]

    def told(self):
        """Return what is found as it is shown, with the names of the plan for ids that are never the same."""
        text = "\n\n".join(full(diagnostic, self.documents) for diagnostic in self.found()) + "\n"
        for id, (_, physical) in sorted(self.held.items()):
            if "Stage" not in id and "Log" not in id and "BasePath" not in id:
                text = text.replace(physical, f"<{id}>")
        return text

    def patch(self, operation, path, value, **where):
        self.ask(operation, **where, patchOperations=[{"op": "replace", "path": path, "value": value}])

    def method(self, path="/feed", verb="GET"):
        return {"restApiId": self.api, "resourceId": self.resource(self.api, path), "httpMethod": verb}


@pytest.fixture
def shop(unruly):
    return Shop(unruly)


def test_nothing_is_found_of_what_stands_as_planned_and_nothing_is_changed(shop):
    before = len(shop.unruly.asked)
    assert shop.messages() == []
    asked = {name.partition(":")[2] for name in shop.unruly.asked[before:]}
    assert {name for name in asked if not name.startswith(("Get", "List", "Describe"))} == set()


# what every rule says -----------------------------------------------------------------------------


def gone(shop):
    shop.unruly.unsay("cloudformation.DescribeStacks")
    shop.unruly.refuse("cloudformation.DescribeStacks", "ValidationError", "Stack with id shop-dev does not exist")


def rolled_back(shop):
    shop.status, shop.reason = "UPDATE_ROLLBACK_COMPLETE", ""


def never_deployed(shop):
    shop.undo(shop.plan.usage_plans[0].id)


def deleted(shop):
    shop.ask("delete_api_key", apiKey=shop.physical(shop.plan.api_keys[0].id))


def deployed_by_hand(shop):
    made = shop.ask("create_deployment", restApiId=shop.api)["id"]
    shop.hold("DeploymentByHand", "AWS::ApiGateway::Deployment", made)
    shop.patch_stage(shop.stage, ("/deploymentId", made))


def opened(shop):
    found = shop.ask("get_method", **shop.method())
    kept = {word: found[word] for word in ("apiKeyRequired", "requestValidatorId")}
    shop.ask("delete_method", **shop.method())
    shop.ask("put_method", **shop.method(), authorizationType="NONE", **kept)


def throttled(shop):
    shop.patch_stage(shop.stage, ("/*/*/throttling/rateLimit", "1"))


def closed(shop):
    shop.patch("update_rest_api", "/disableExecuteApiEndpoint", "true", restApiId=shop.api)


def led_astray(shop):
    shop.mappings[0]["Stage"] = "other"


def raised(shop):
    shop.patch("update_usage_plan", "/quota/limit", "100000", usagePlanId=shop.physical(shop.plan.usage_plans[0].id))


def disabled(shop):
    shop.patch("update_api_key", "/enabled", "false", apiKey=shop.physical(shop.plan.api_keys[0].id))


def forgotten_early(shop):
    name = shop.physical(shop.plan.log_groups[0].id)
    shop.ask("put_retention_policy", service="logs", logGroupName=name, retentionInDays=1)


def unguarded(shop):
    shop.guard = ""


def denied(shop):
    shop.unruly.refuse("api-gateway.GetUsagePlan", "AccessDeniedException", "User is not authorized", 403)


BROKEN = {
    deployed.MISSING_STACK: gone,
    deployed.UNSETTLED_STACK: rolled_back,
    deployed.UNDEPLOYED_RESOURCE: never_deployed,
    deployed.GONE_RESOURCE: deleted,
    deployed.OLDER_SNAPSHOT: deployed_by_hand,
    deployed.CHANGED_OPERATION: opened,
    deployed.CHANGED_STAGE: throttled,
    deployed.CHANGED_API: closed,
    deployed.CHANGED_DOMAIN: led_astray,
    deployed.CHANGED_USAGE_PLAN: raised,
    deployed.CHANGED_KEY: disabled,
    deployed.CHANGED_LOG: forgotten_early,
    deployed.CHANGED_GUARD: unguarded,
    deployed.NOT_COMPARED: denied,
}


@pytest.mark.parametrize("rule", BROKEN, ids=lambda rule: rule.name)
def test_what_is_changed_is_found_where_it_was_decided(rule, unruly, recorded):
    shop = Shop(unruly, GUARDED)
    assert shop.messages() == []
    BROKEN[rule](shop)
    assert {diagnostic.rule.code for diagnostic in shop.found()} >= {rule.code}
    recorded(MESSAGES / f"{rule.code}.txt", shop.told())


# stacks -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("ROLLBACK_COMPLETE", "it can only be deleted: `aws cloudformation delete-stack --stack-name shop-dev"),
        ("UPDATE_ROLLBACK_FAILED", "`aws cloudformation continue-update-rollback --stack-name shop-dev"),
        ("DELETE_FAILED", "what could not be deleted"),
        ("UPDATE_IN_PROGRESS", "wait until it has ended"),
        ("UPDATE_FAILED", "find what failed first in its events"),
    ],
)
def test_state_of_a_stack_comes_with_what_leads_out_of_it(shop, status, said):
    shop.status, shop.reason = status, "The following resource(s) failed to update: [ApiV1]"
    [found] = shop.found()
    assert found.finding.message == f"stack `shop-dev` is in `{status}`: {shop.reason}"
    assert said in found.help


def test_stack_that_is_cleaned_up_has_its_new_template(shop):
    shop.status = "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"
    assert shop.messages() == []


def test_rolled_back_stack_serves_an_older_snapshot_and_the_repair_is_to_deploy(shop):
    """As in https://github.com/aws/aws-cdk/issues/14660: what the plan names was made, and deleted again."""
    _, older = shop.undo(shop.stage.deployment)
    shop.status = "UPDATE_ROLLBACK_COMPLETE"
    rolled_back, found = shop.found()
    assert rolled_back.rule is deployed.UNSETTLED_STACK
    assert found.finding.message == (
        f"stage `v1/live` serves deployment `{older}`, an older snapshot: the one of the plan was never made; "
        "nothing that is compared of its operations differs"
    )
    assert "`cdk deploy shop-dev` makes the snapshot" in found.help


def test_older_snapshot_tells_how_many_operations_differ_and_none_of_them_twice(shop):
    del shop.exports[shop.api, "live"]["paths"]["/feed"]
    deployed_by_hand(shop)
    [message] = shop.messages()
    assert message.endswith("2 operations differ")


def test_pinned_stage_may_serve_what_is_older_than_the_document(unruly):
    lock = "releases: {dev: {live: [{apis: {v1: 0123456789abcdef}}]}}\n"
    files = {
        **written(BLUEPRINT.replace("{variables: {host", "{pinned: true, variables: {host")),
        "blueprint.lock.yaml": lock,
    }
    places, documents = planned(files)
    shop = Shop.__new__(Shop)
    shop.places, shop.documents = places, documents
    Deployment.__init__(shop, unruly, places.plan)
    shop.exports[shop.api, "live"] = {**places.plan.apis[0].body, "paths": {}}
    assert shop.stage.deployment.endswith("0123456789abcdef")
    assert shop.messages() == []


# operations ---------------------------------------------------------------------------------------


def test_method_that_was_added_by_hand_is_found(shop):
    where = shop.method("/debug")
    shop.ask("put_method", **where, authorizationType="NONE")
    assert shop.messages() == ["`GET /debug` is in the definition of `v1`, and not in the plan"]


def test_method_that_was_deleted_by_hand_is_found_where_it_is_written(shop):
    shop.ask("delete_method", **shop.method())
    [found] = shop.found()
    assert found.finding.message == "`GET /feed` is missing in the definition of `v1`"
    assert found.finding.at.file == "openapi.yaml"


def test_difference_in_a_stage_and_in_the_definition_is_one_finding(shop):
    shop.exports[shop.api, "live"]["paths"]["/feed"]["get"]["security"] = [{"aws_api_key": []}]
    opened(shop)
    assert shop.messages() == [
        "the authorization of `GET /feed` is `NONE` in stage `v1/live` and the definition of `v1`, "
        "and `partners` in the plan"
    ]


def test_operation_that_calls_another_backend_is_found_at_its_integration(shop):
    integration = {"type": "HTTP_PROXY", "integrationHttpMethod": "GET", "uri": "https://evil.example/feed"}
    shop.ask("put_integration", **shop.method(), **integration, timeoutInMillis=5000)
    [found] = shop.found()
    assert found.finding.message == (
        "what the integration calls of `GET /feed` is `https://evil.example/feed` in the definition of `v1`, "
        "and `https://${stageVariables.host}/feed` in the plan"
    )
    assert found.finding.at.path == ("defaults", "integration")


def test_export_without_guards_does_not_say_that_nothing_is_guarded(shop):
    exported = shop.exports[shop.api, "live"]
    del exported["components"]
    for item in exported["paths"].values():
        for said in item.values():
            said.pop("security", None)
    assert shop.messages() == []


def test_what_api_gateway_writes_by_itself_is_no_difference(shop):
    exported = shop.exports[shop.api, "live"]
    exported.setdefault("components", {})["schemas"] = {"Empty": {"type": "object"}}
    for item in exported["paths"].values():
        for said in item.values():
            said["x-amazon-apigateway-integration"]["type"] = said["x-amazon-apigateway-integration"]["type"].upper()
    assert shop.messages() == []


# settings -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("/*/*/throttling/burstLimit", "7", "the burst of all methods of stage `v1/live` is `7` in AWS, and `200`"),
        ("/~1feed/GET/throttling/rateLimit", "9", "the rate of `GET /feed` of stage `v1/live` is `9` in AWS, and `5`"),
        (
            "/~1health/GET/logging/dataTrace",
            "true",
            "the logging of bodies of `GET /health` of stage `v1/live` is `true`",
        ),
        ("/variables/host", "evil.example", "variable `host` of stage `v1/live` is `evil.example` in AWS"),
        ("/variables/more", "x", "variable `more` of stage `v1/live` is `x` in AWS, and nothing in the plan"),
        ("/cacheClusterEnabled", "true", "the size of the cache of stage `v1/live` is `0.5` in AWS, and nothing"),
    ],
)
def test_change_of_a_stage_in_the_console_is_found(shop, path, value, said):
    if path == "/cacheClusterEnabled":
        shop.patch_stage(shop.stage, ("/cacheClusterSize", "0.5"))
    shop.patch_stage(shop.stage, (path, value))
    assert any(message.startswith(said) for message in shop.messages()), shop.messages()


def test_setting_of_an_operation_is_found_where_the_operation_decides_it(shop):
    shop.patch_stage(shop.stage, ("/~1feed/GET/throttling/rateLimit", "9"))
    [found] = shop.found()
    assert found.finding.at.path == ("operations", "listFeed", "throttle")


def test_policy_is_compared_in_whatever_way_it_is_spelled(shop):
    said = json.loads(shop.ask("get_rest_api", restApiId=shop.api)["policy"])
    for statement in said["Statement"]:
        [everything] = statement["Resource"]
        whole = f"arn:aws:execute-api:eu-west-1:111111111111:{shop.api}/"
        statement["Resource"] = everything.replace("execute-api:/", whole)
    escaped = json.dumps(json.dumps(said))[1:-1]  # as API Gateway gives it back
    for text in (escaped, json.dumps(said, indent=2)):
        shop.patch("update_rest_api", "/policy", text, restApiId=shop.api)
        assert shop.messages() == []
    said["Statement"] = said["Statement"][:1]
    shop.patch("update_rest_api", "/policy", json.dumps(said), restApiId=shop.api)
    [message] = shop.messages()
    assert message.startswith("the resource policy, beyond what both have, of API `v1` is nothing in AWS, and ")


def test_mapping_that_was_removed_and_one_that_was_added_are_found(shop):
    removed = shop.mappings.pop()
    shop.mappings.append({**removed, "ApiMappingKey": "more"})
    assert shop.messages() == [
        f"the stage behind `api.example.com/more` is `{shop.api}/live` in AWS, and nothing in the plan",
        f"the stage behind `api.example.com/v1` is nothing in AWS, and `{shop.api}/live` in the plan",
    ]


def test_key_that_lost_its_usage_plan_is_found(shop):
    key, usage_plan = shop.physical(shop.plan.api_keys[0].id), shop.physical(shop.plan.usage_plans[0].id)
    shop.ask("delete_usage_plan_key", usagePlanId=usage_plan, keyId=key)
    assert shop.messages() == [
        "the list of keys of usage plan `gold` is nothing in AWS, and `shop-dev-acme` in the plan"
    ]


def test_what_was_patched_by_raw_is_not_compared(unruly):
    shop = Shop(unruly, f"{BLUEPRINT}raw: {{patch: {{stage:v1/live: {{Properties: {{Description: the shop}}}}}}}}\n")
    throttled(shop)
    assert shop.messages() == []


# what is not told ---------------------------------------------------------------------------------


def test_value_of_a_key_is_never_asked_for_nor_told(unruly):
    asked = []
    unruly.session.events.register(
        "before-call.api-gateway", lambda params, **_: asked.append(params["url_path"] + str(params["query_string"]))
    )
    shop = Shop(unruly)
    disabled(shop)
    assert "a-secret" not in shop.told()
    assert [each for each in asked if "includeValue" in each] == []


def test_operation_that_is_denied_is_told_once_and_the_rest_is_compared(shop):
    shop.unruly.refuse("api-gateway.GetStage", "AccessDeniedException", "User is not authorized", 403)
    disabled(shop)
    found = shop.found()
    assert [diagnostic.rule for diagnostic in found] == [deployed.NOT_COMPARED, deployed.CHANGED_KEY]
    assert found[0].help == "let these credentials do `apigateway:GET`"


def test_operation_that_is_throttled_to_the_end_is_told(shop):
    shop.unruly.refuse("api-gateway.GetExport", "TooManyRequestsException", "Too Many Requests", 429)
    shop.unruly.unsay("api-gateway.GetExport")
    [found] = shop.found()
    assert "`apigateway:GetExport` was throttled to the last attempt" in found.finding.message


def test_stack_that_may_not_be_read_ends_it_all(shop):
    shop.unruly.unsay("cloudformation.ListStackResources")
    shop.unruly.refuse("cloudformation.ListStackResources", "AccessDenied", "not authorized", 403)
    with pytest.raises(Denied):
        shop.found()


def test_network_that_fails_in_the_middle_ends_it_all(shop):
    shop.unruly.fail("api-gateway.GetUsagePlan", ReadTimeoutError(endpoint_url="https://apigateway"))
    with pytest.raises(Unreachable, match="no answer in time to `apigateway:GetUsagePlan`"):
        shop.found()


def test_half_deleted_account_is_told_thing_by_thing(shop):
    shop.ask("delete_stage", restApiId=shop.api, stageName="live")
    shop.ask("delete_rest_api", restApiId=shop.api)
    shop.ask("delete_domain_name", domainName="api.example.com")
    found = shop.messages()
    assert "API `v1` is gone: stack `shop-dev` has it as" in " ".join(found)
    assert "domain `api.example.com` is gone: stack `shop-dev` has it as `api.example.com`" in found
    assert not any("stage `v1/live` is gone" in message for message in found)


# the command --------------------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path, monkeypatch, shop):
    for name, text in written().items():
        (tmp_path / name).write_text(text)
    monkeypatch.setattr("apicompiler.cli.verifying.connected", lambda target, profile: shop.unruly.connection)
    monkeypatch.chdir(tmp_path)
    return shop


def test_command_exits_with_0_where_all_is_as_planned(project, capsys):
    assert run(["verify"]) == 0
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "blueprint.yaml: `shop-dev`: all as planned (1 API, 1 stage)\n")


def test_command_exits_with_1_where_something_differs_and_speaks_every_format(project, capsys):
    throttled(project)
    assert run(["verify", "--env", "dev", "--format", "concise", "--format", "json=found.json"]) == 1
    assert "blueprint.yaml:27:1: error[AC2606] the rate of all methods" in capsys.readouterr().out
    [finding] = json.loads(Path("found.json").read_text(encoding="utf-8"))["findings"]
    assert finding["code"] == "AC2606"


def test_command_exits_with_4_where_the_stack_cannot_be_read(project, capsys):
    project.unruly.unsay("cloudformation.DescribeStacks")
    project.unruly.refuse("cloudformation.DescribeStacks", "AccessDenied", "not authorized", 403)
    assert run(["verify"]) == 4
    said = capsys.readouterr()
    assert said.out == ""
    assert "`cloudformation:DescribeStacks` is not allowed with these credentials: not authorized" in said.err


def test_what_could_not_be_compared_fails_where_that_is_asked_for(project):
    denied(project)
    assert run(["verify"]) == 0
    assert run(["verify", "--fail-on", "warning"]) == 1


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://example.com", "an address starts with `https://`"),
        ("v9=https://example.com", "no stage of an API is called `v9`; there are `v1/live`"),
    ],
)
def test_address_that_cannot_be_called_is_a_wrong_call(project, capsys, url, said):
    assert run(["verify", "--url", url]) == 2
    assert said in capsys.readouterr().err
