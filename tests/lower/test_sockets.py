"""WebSocket APIs in a plan: when they are deployed again, who may do what, and what their models hold."""

from frame import framed

from apicompiler.compiler import lint, plans
from apicompiler.read.files import MemoryFolder

BLUEPRINT = """
apis:
  v1: openapi.yaml
  live: {type: websocket, definition: live.yaml}
  other: {type: websocket, definition: other.yaml}
functions:
  chat: {code: chat, handler: app.handler, runtime: python3.13}
  idle: {code: chat, handler: app.handler, runtime: python3.13}
integrations: {books: {http: "https://books.example.com/{proxy}"}, chat: {lambda: chat}}
defaults: {integration: books, auth: iam}
"""
ROUTES = "$connect: {auth: none}\n  say: {integration: chat, model: say.json}\n  who: {integration: chat, reply: true}"
SCHEMA = '{"type": "object", "properties": {"text": {"type": "string"}}}'


def planned(routes=ROUTES, schema=SCHEMA, blueprint="", apis=()):
    files = framed(BLUEPRINT + blueprint)
    files |= {"live.yaml": f"select: $request.body.action\nroutes:\n  {routes}\n", "say.json": schema}
    files |= {"other.yaml": "select: $request.body.action\nroutes: {say: {integration: {mock: {}}}}\n"}
    files |= {"chat/app.py": "def handler(event, context): ...\n"}
    outcome = lint("blueprint.yaml", MemoryFolder(files))
    assert [(d.rule.code, d.finding.message) for d in outcome.diagnostics] == []
    return plans(outcome, apis=apis)[0]


def live(**changes):
    return planned(**changes).sockets[0]


def snapshot(**changes):
    return live(**changes).deployments[0].id


def test_deployment_stays_when_routes_and_keys_are_reordered_or_commented():
    first, *others = ROUTES.split("\n  ")
    assert snapshot() == snapshot(routes="\n  ".join([*reversed(others), f"{first}  # everybody"]))


def test_deployment_is_another_when_a_route_a_model_or_an_answer_changes():
    changed = [
        snapshot(routes=ROUTES.replace("auth: none", "auth: iam")),
        snapshot(routes=ROUTES.replace(", reply: true", "")),
        snapshot(routes=ROUTES.replace("who:", "whom:")),
        snapshot(schema=SCHEMA.replace("string", "number")),
        snapshot(routes=f"{ROUTES}\n  $default: {{integration: {{mock: {{body: what?}}}}}}"),
    ]
    assert len({snapshot(), *changed}) == len(changed) + 1


def test_throttle_and_stage_variables_make_no_deployment():
    throttled = ROUTES.replace("reply: true", "reply: true, throttle: {rate: 5}")
    assert snapshot() == snapshot(routes=throttled) == snapshot(blueprint="stages: {live: {variables: {a: b}}}\n")


def test_deployment_waits_for_everything_that_belongs_into_it():
    socket = live()
    mine = (*socket.routes, *socket.integrations, *socket.models, *socket.route_responses)
    assert {found.id for found in mine} == set(socket.deployments[0].after)


def test_function_that_answers_may_post_to_the_connections_of_its_api_and_of_no_other():
    roles = {role.id: role for role in planned().roles}
    [leave] = [s for s in roles["FunctionRoleChat"].statements if "execute-api:ManageConnections" in s.actions]
    [resource] = leave.resources
    assert resource["Fn::Join"][1][1:] == [{"Ref": "ApiLive"}, "/*/*/@connections/*"]
    assert not any("execute-api" in action for s in roles["FunctionRoleIdle"].statements for action in s.actions)


def test_function_may_be_called_by_its_routes_and_by_nothing_else():
    assert {permission.source for permission in planned().permissions} == {"live/say", "live/who"}


def test_model_holds_what_it_refers_to_also_where_it_refers_to_itself():
    schema = """{"type": "object", "properties": {"inner": {"$ref": "#"}, "of": {"$ref": "#/$defs/a"}},
        "$defs": {"a": {"type": "string"}}}"""
    [model] = live(schema=schema).models
    definitions = model.schema["definitions"]
    assert definitions["a"] == {"type": "string"}
    name = model.schema["properties"]["inner"]["$ref"].removeprefix("#/definitions/")
    assert definitions[name]["properties"] == model.schema["properties"]


def test_relaxed_profile_checks_the_messages_for_which_somebody_wrote_a_model():
    assert [model.id for model in live().models] == ["ModelLiveSay"]
    assert live(blueprint="operations: {say: {validate: none}}\n").models == ()


def test_plan_of_one_api_has_nothing_of_the_others():
    plan = planned(apis=("other",))
    assert [socket.api.id for socket in plan.sockets] == ["ApiOther"]
    assert plan.apis == ()


ZONE = "zone: {name: example.com, id: Z0123456789ABC}"
DOMAINS = f"""
domains:
  push: {{name: push.example.com, certificate: create, {ZONE}, paths: {{/: live, /other: other}}}}
  main: {{name: api.example.com, certificate: create, {ZONE}, paths: {{/: v1}}}}
"""


def test_closed_address_is_not_printed():
    plan = planned(blueprint=f"{DOMAINS}executeApi: false\n")
    assert not any(socket.api.is_open for socket in plan.sockets)
    assert not any("wss://" in str(output.value) for output in plan.outputs)


def test_domain_of_a_websocket_api_is_regional_where_the_others_are_at_the_edge():
    plan = planned(blueprint=f"{DOMAINS}endpoint: edge\n")
    assert [(domain.name, domain.kind, domain.endpoint) for domain in plan.domains] == [
        ("push.example.com", "V2", "REGIONAL"),
        ("api.example.com", "V1", "EDGE"),
    ]
    assert {made.name: made.region for made in plan.certificates} == {
        "push.example.com": "eu-west-1",
        "api.example.com": "us-east-1",
    }
    assert {made.kind for made in plan.base_paths} == {"ApiMapping", "BasePathMapping"}
