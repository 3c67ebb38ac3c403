"""HTTP and WebSocket APIs are compared by their routes, and their stages by the snapshots and settings they have."""

import pytest
from frame import linted

from apicompiler.account.deployed import verified
from apicompiler.account.deployed.places import Places
from apicompiler.compiler import in_order, plans
from apicompiler.rules import deployed

BLUEPRINT = """\
apicompiler: 1
name: shop
apis: {v2: {type: http, definition: openapi.yaml}, chat: {type: websocket, definition: chat.yaml}}
environments: {dev: {account: "111111111111", region: eu-west-1}}
functions: {books: "arn:aws:lambda:eu-west-1:111111111111:function:books"}
integrations: {books: {lambda: books}}
authorizers: {users: {jwt: {issuer: "https://users.example", audience: [shop]}}}
defaults: {integration: books, auth: users}
operations: {feed: {auth: none, throttle: {rate: 5}}}
throttle: {rate: 100, burst: 200}
profile: relaxed
"""
DOCUMENT = """\
openapi: 3.0.3
info: {title: Shop, version: "1"}
paths:
  /feed: {get: {operationId: feed, responses: {"200": {description: fine}}}}
  /books/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {operationId: getBook, responses: {"200": {description: fine}}}
"""
CHAT = """\
select: $request.body.action
routes:
  $connect: {integration: books, auth: iam}
  say: {integration: {mock: {status: 200}}}
"""
FUNCTION = "arn:aws:lambda:eu-west-1:111111111111:function:books"


class Answers:
    """What the second control plane answers, as it is asked."""

    def __init__(self, unruly):
        compilation = linted({"blueprint.yaml": BLUEPRINT, "openapi.yaml": DOCUMENT, "chat.yaml": CHAT})
        assert compilation.is_sound, [diagnostic.finding.message for diagnostic in compilation.diagnostics]
        [plan] = plans(compilation)
        self.unruly, self.places, self.documents = unruly, Places(compilation.targets[0], plan), compilation.documents
        http, chat = plan.http_apis[0], plan.sockets[0]
        self.ids = {http.api.id: "http123456", chat.api.id: "chat123456"}
        self.ids |= {http.deployments[0].id: "snap01", chat.deployments[0].id: "snap02"}
        self.ids |= {stage.id: stage.name for stage in plan.all_stages}
        uri = f"arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/{FUNCTION}/invocations"
        limits = {"ThrottlingRateLimit": 100.0, "ThrottlingBurstLimit": 200, "DetailedMetricsEnabled": False}
        log = {"DataTraceEnabled": False, "LoggingLevel": "OFF"}
        self.answers = {
            ("GetApi", "http123456"): {"Name": http.api.name, "ProtocolType": "HTTP"},
            ("GetApi", "chat123456"): {"Name": chat.api.name, "ProtocolType": "WEBSOCKET"},
            ("GetRoutes", "http123456"): {
                "Items": [
                    {"RouteKey": "GET /feed", "Target": "integrations/one", "AuthorizationType": "NONE"},
                    {
                        "RouteKey": "GET /books/{id}",
                        "Target": "integrations/one",
                        "AuthorizationType": "JWT",
                        "AuthorizerId": "jwt",
                    },
                ]
            },
            ("GetRoutes", "chat123456"): {
                "Items": [
                    {"RouteKey": "$connect", "Target": "integrations/one", "AuthorizationType": "AWS_IAM"},
                    {"RouteKey": "say", "Target": "integrations/two", "AuthorizationType": "NONE"},
                ]
            },
            ("GetIntegrations", "http123456"): {
                "Items": [{"IntegrationId": "one", "IntegrationType": "AWS_PROXY", "IntegrationUri": FUNCTION}]
            },
            ("GetIntegrations", "chat123456"): {
                "Items": [
                    {"IntegrationId": "one", "IntegrationType": "AWS_PROXY", "IntegrationUri": uri},
                    {"IntegrationId": "two", "IntegrationType": "MOCK"},
                ]
            },
            ("GetAuthorizers", "http123456"): {"Items": [{"AuthorizerId": "jwt", "Name": "users"}]},
            ("GetAuthorizers", "chat123456"): {"Items": []},
            ("GetStage", "http123456"): {
                "DeploymentId": "snap01",
                "DefaultRouteSettings": dict(limits),
                "RouteSettings": {"GET /feed": {**limits, "ThrottlingRateLimit": 5.0, "ThrottlingBurstLimit": 5}},
            },
            ("GetStage", "chat123456"): {"DeploymentId": "snap02", "DefaultRouteSettings": {**limits, **log}},
        }
        types = {"http123456": "AWS::ApiGatewayV2::Api", "chat123456": "AWS::ApiGatewayV2::Api"}
        resources = [
            {
                "LogicalResourceId": id,
                "PhysicalResourceId": physical,
                "ResourceType": types.get(physical, "AWS::ApiGatewayV2::Stage"),
                "ResourceStatus": "CREATE_COMPLETE",
            }
            for id, physical in self.ids.items()
        ]
        unruly.say("cloudformation.DescribeStacks", lambda _: {"Stacks": [{"StackStatus": "CREATE_COMPLETE"}]})
        unruly.say("cloudformation.ListStackResources", lambda _: {"StackResourceSummaries": resources})
        for name in {operation for operation, _ in self.answers}:
            unruly.say(f"apigatewayv2.{name}", lambda request, name=name: self.answers[name, self.api(request)])

    @staticmethod
    def api(request):
        return request["url_path"].split("/")[3]

    def found(self):
        return in_order(verified(self.unruly.connection, self.places), self.documents)

    def messages(self):
        return [diagnostic.finding.message for diagnostic in self.found()]


@pytest.fixture
def answers(unruly):
    return Answers(unruly)


def test_nothing_is_found_of_what_stands_as_planned(answers):
    assert answers.messages() == []


def test_route_that_lost_its_authorizer_is_found_where_it_was_decided(answers):
    answers.answers["GetRoutes", "http123456"]["Items"][1] |= {"AuthorizationType": "NONE"}
    [found] = answers.found()
    assert found.finding.message == (
        "the authorization of `GET /books/{id}` is `NONE` in the definition of `v2`, and `users` in the plan"
    )
    assert found.finding.at.path == ("defaults", "auth")


def test_routes_that_were_added_and_removed_are_found(answers):
    added = answers.answers["GetRoutes", "chat123456"]["Items"]
    added[1] = {**added[1], "RouteKey": "shout"}
    assert sorted(answers.messages()) == [
        "`say` is missing in the definition of `chat`",
        "`shout` is in the definition of `chat`, and not in the plan",
    ]


def test_stage_that_serves_another_snapshot_is_set_back_with_the_words_of_its_control_plane(answers):
    answers.answers["GetStage", "chat123456"]["DeploymentId"] = "snap00"
    [found] = answers.found()
    assert found.rule is deployed.OLDER_SNAPSHOT
    assert "aws apigatewayv2 update-stage --region eu-west-1 --api-id chat123456" in found.finding.help
    assert found.finding.help.endswith("--deployment-id snap02`")


def test_throttle_of_a_route_and_of_all_routes_are_found(answers):
    stage = answers.answers["GetStage", "http123456"]
    stage["RouteSettings"]["GET /feed"]["ThrottlingRateLimit"] = 50.0
    stage["DefaultRouteSettings"]["ThrottlingBurstLimit"] = 1
    assert sorted(answers.messages()) == [
        "the burst of all routes of stage `v2/live` is `1` in AWS, and `200` in the plan",
        "the rate of route `GET /feed` of stage `v2/live` is `50` in AWS, and `5` in the plan",
    ]


def test_address_that_was_closed_is_found(answers):
    answers.answers["GetApi", "http123456"]["DisableExecuteApiEndpoint"] = True
    assert answers.messages() == ["the execute-api address of API `v2` is `closed` in AWS, and `open` in the plan"]
