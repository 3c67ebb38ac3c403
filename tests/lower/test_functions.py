"""What makes another version of a function, and what it is told of secrets and user pools."""

import pytest
from frame import framed, linted

from apicompiler.compiler import lint, plans
from apicompiler.plan import ref
from apicompiler.read.files import MemoryFolder

EXAMPLE = """
functions:
  orders: {code: orders, handler: app.handler, runtime: python3.13, aliases: [live]%s}
integrations: {books: {lambda: orders, alias: live}}
--- orders/app.py
def handler(event, context): ...
"""


def planned(settings=""):
    outcome = lint("blueprint.yaml", MemoryFolder(framed(EXAMPLE % (f", {settings}" if settings else ""))))
    assert outcome.diagnostics == ()
    return plans(outcome)[0]


def test_reserved_calls_make_no_version_because_lambda_refuses_one_that_is_the_same():
    assert planned("concurrency: {reserved: 5}").versions == planned().versions


def test_every_setting_that_a_version_holds_makes_another():
    settings = ("memory: 256", "storage: 1024", "tracing: true", 'environment: {HOST: "ssm:/books/host"}')
    assert len({planned(setting).versions for setting in ("", *settings)}) == 5


def test_function_is_told_the_name_of_a_secret_and_may_read_it():
    plan = planned('environment: {DB: "secret:/books/db"}')
    assert plan.functions[0].environment == {"DB": "/books/db"}
    assert "{{resolve:secretsmanager" not in plan.to_json()
    assert ("secretsmanager:GetSecretValue",) in [statement.actions for statement in plan.roles[0].statements]


POOLS = """
authorizers:
  users: {cognito: {userPool: create, plan: %s, clients: {web: {callbacks: ["https://a.example.com/"], secret: %s}}}}
"""
TOLD = 'environment: {USERS: "pool:users", WEB: "pool:users/web"}'


def told(plan="essentials", secret="false", settings=TOLD):
    files = framed(POOLS % (plan, secret) + EXAMPLE % f", {settings}")
    outcome = lint("blueprint.yaml", MemoryFolder(files))
    assert outcome.diagnostics == ()
    return plans(outcome)[0]


def test_function_is_told_the_ids_of_what_is_made_here():
    assert told().functions[0].environment == {"USERS": ref("UserPoolUsers"), "WEB": ref("PoolClientUsersWeb")}


def test_client_with_another_id_makes_another_version_of_who_is_told_it():
    assert told(secret="true").versions != told(secret="false").versions
    assert told(plan="plus").versions == told(plan="essentials").versions
    pool = 'environment: {USERS: "pool:users"}'
    assert told(secret="true", settings=pool).versions == told(secret="false", settings=pool).versions


def test_ids_count_for_the_size_of_an_environment_as_long_as_they_may_be():
    filling = "environment: {ID: %s, TEXT: " + "x" * 4000 + "}"
    for pointer, fits in (('"pool:users"', True), ('"pool:users/web"', False)):
        files = framed(POOLS % ("lite", "false") + EXAMPLE % f", {filling % pointer}")
        assert (linted(files).diagnostics == ()) is fits


def test_pools_that_wait_for_functions_that_wait_for_pools_are_refused():
    files = framed("""
    authorizers:
      staff: {cognito: {userPool: create, triggers: {preSignUp: first}}}
      users: {cognito: {userPool: create, triggers: {preSignUp: second}}}
    functions:
      first: {code: who, handler: app.handler, runtime: python3.13, environment: {USERS: "pool:users"}}
      second: {code: who, handler: app.handler, runtime: python3.13, environment: {STAFF: "pool:staff"}}
      third: {code: who, handler: app.handler, runtime: python3.13, environment: {STAFF: "pool:staff"}}
    --- who/app.py
    def handler(event, context): ...
    """)
    found = [(str(d.finding.at), d.rule.code, len(d.finding.notes)) for d in linted(files).diagnostics]
    assert found == [
        ("blueprint.yaml/functions/first/environment/USERS", "AC2352", 2),
        ("blueprint.yaml/functions/second/environment/STAFF", "AC2352", 2),
    ]


@pytest.mark.parametrize(
    ("pointer", "message", "help"),
    [
        ("pool:elsewhere", "the user pool of `elsewhere` is not made here", "write its id: `eu-west-1_AbCdEfGhI`"),
        ("pool:elsewhere/web", "the user pool of `elsewhere` is not made here", "write the id of the application"),
        ("pool:who", "`who` has no user pool", "name one that makes a pool: `pool:users`"),
        ("pool:", "nothing in `authorizers` is called ``", "name one that makes a pool: `pool:users`"),
        ("pool:user/web", "nothing in `authorizers` is called `user`", "did you mean `pool:users/web`?"),
        ("pool:users/", "the user pool of `users` has no client ``", "it has `web`"),
        ("pool:users/web/more", "the user pool of `users` has no client `web/more`", "it has `web`"),
    ],
)
def test_pointer_that_leads_nowhere_is_reported_with_what_to_write(pointer, message, help):
    others = """
  elsewhere: {cognito: {userPool: "arn:aws:cognito-idp:eu-west-1:111111111111:userpool/eu-west-1_AbCdEfGhI"}}
  who: {lambda: orders}
"""
    setting = f', environment: {{ID: "{pointer}"}}'
    files = framed(POOLS % ("lite", "false") + others.lstrip("\n") + EXAMPLE % setting)
    [found] = linted(files).diagnostics
    assert (found.finding.message, found.finding.help) == (message, help)
