"""An environment has the stages that are for it, and what leads to the others is not there either."""

from apicompiler.compiler import lint
from apicompiler.read.files import MemoryFolder

BLUEPRINT = """\
apicompiler: 1
name: books
profile: relaxed
apis: {v1: openapi.yaml}
environments:
  dev: {account: "111111111111", region: eu-west-1}
  prod: {account: "222222222222", region: eu-west-1}
integrations: {books: {http: "https://books.example.com/{proxy}"}}
defaults: {integration: books, auth: iam, apiKey: true}
usagePlans:
  gold: {quota: 1000/day, apis: [v1, v1/preview]}
  trial: {quota: 10/day, apis: [v1/preview]}
apiKeys:
  acme: {usagePlan: gold}
  globex: {usagePlan: trial}
"""
DOMAIN = """\
domains:
  main:
    name: books.example.com
    certificate: "arn:aws:acm:${env.region}:${env.account}:certificate/12345678-1234-1234-1234-123456789012"
    paths: {/: v1, /next: v1/preview}
"""
DOCUMENT = """\
openapi: 3.0.3
info: {title: Books, version: "1"}
paths: {/books: {get: {operationId: listBooks, responses: {"200": {description: The books}}}}}
"""


def compiled(stages):
    files = {"blueprint.yaml": f"{BLUEPRINT}{DOMAIN}stages: {stages}\n", "openapi.yaml": DOCUMENT}
    return lint("blueprint.yaml", MemoryFolder(files))


def test_what_leads_to_a_stage_that_is_not_there_is_not_there():
    outcome = compiled("{live: {}, preview: {only: [dev]}}")
    assert outcome.diagnostics == ()
    dev, prod = (target.blueprint for target in outcome.targets)
    assert (list(dev.stages), list(prod.stages)) == (["live", "preview"], ["live"])
    assert list(prod.domains["main"].paths) == ["/"]
    assert (list(dev.usage_plans), list(prod.usage_plans)) == (["gold", "trial"], ["gold"])
    assert prod.usage_plans["gold"].apis == ("v1",)
    assert (list(dev.api_keys), list(prod.api_keys)) == (["acme", "globex"], ["acme"])


def test_stage_for_an_environment_that_does_not_exist_is_reported_once():
    outcome = compiled("{live: {}, preview: {only: [dev, prd]}}")
    assert [found.finding.message for found in outcome.diagnostics] == ["no environment is called `prd`"]


def test_stage_for_no_environment_is_reported_once():
    outcome = compiled("{live: {}, preview: {only: []}}")
    assert [found.finding.message for found in outcome.diagnostics] == ["no environment has the stage `preview`"]


def test_path_to_a_stage_that_nobody_declares_is_still_reported():
    outcome = compiled("{live: {}, beta: {only: [dev]}}")
    assert {found.rule.code for found in outcome.diagnostics} == {"AC0802", "AC0903"}
