"""Names that are made of names: none is too long for its service, no two are one, and pages may send what they must."""

from collections import Counter

from frame import framed

from apicompiler.compiler import lint, plans
from apicompiler.emit.conformance import violations
from apicompiler.emit.resources import resources
from apicompiler.read.files import MemoryFolder

TOPIC = "arn:aws:sns:eu-west-1:111111111111:alarms"


def emitted(blueprint):
    outcome = lint("blueprint.yaml", MemoryFolder(framed(blueprint)))
    [plan] = plans(outcome)
    return list(resources(plan, {}))


def named(made, property):
    return [each.properties[property] for each in made if property in each.properties]


def test_names_are_as_long_as_services_take_them():
    long, stage = "x" * 40, "s" * 128
    made = emitted(f"""
    name: {long}
    environments: {{{long}: {{account: "111111111111", region: eu-west-1}}}}
    apis: {{{long}: openapi.yaml}}
    stages: {{{stage}: {{waf: {{rules: [sql]}}}}}}
    alarms: {{notify: "{TOPIC}", errors: 1%, backendP99: 1s}}
    access: {{{"g" * 120}: {{principals: ["arn:aws:iam::111111111111:role/ci"], may: [deploy]}}}}
    vpcLinks:
      {"l" * 120}:
        loadBalancer: arn:aws:elasticloadbalancing:eu-west-1:111111111111:loadbalancer/app/books/1234567890123456
        subnets: [subnet-0123456789abcdef0]
    domains:
      main:
        name: api.example.com
        certificate: arn:aws:acm:eu-west-1:111111111111:certificate/12345678-1234-1234-1234-123456789012
        paths: {{/{"b" * 300}: {long}}}
    """)
    assert [str(found) for each in made for found in violations(each)] == []
    assert max(len(each.id) for each in made) <= 255
    assert max(map(len, named(made, "AlarmName"))) <= 255
    assert max(map(len, named(made, "ManagedPolicyName"))) <= 128
    assert max(len(each.properties["Name"]) for each in made if each.type.endswith(("::WebACL", "::VpcLink"))) <= 128


def test_alarms_of_two_apis_never_have_one_name():
    made = emitted(f"""
    apis: {{a-b: openapi.yaml, a: openapi.yaml}}
    stages: {{c: {{}}, b-c: {{}}}}
    alarms: {{notify: "{TOPIC}", errors: 1%}}
    """)
    assert set(Counter(named(made, "AlarmName")).values()) == {1}


def test_page_may_send_what_an_authorizer_knows_callers_by():
    blueprint = """
    authorizers:
      who: {lambda: "arn:aws:lambda:eu-west-1:111111111111:function:who", identity: [header.X-Token, query.shop]}
    defaults: {integration: books, auth: who}
    cors: {origins: ["https://app.example.com"]}
    """
    [api] = [each for each in emitted(blueprint) if each.type == "AWS::ApiGateway::RestApi"]
    preflight = api.properties["Body"]["paths"]["/books"]["options"]["x-amazon-apigateway-integration"]
    headers = preflight["responses"]["default"]["responseParameters"]
    assert "X-Token" in headers["method.response.header.Access-Control-Allow-Headers"]
