"""What makes another version of a function, and what it is told of secrets."""

from frame import framed

from apicompiler.compiler import lint, plans
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
