"""Limits that only the plan can be held against: sizes of bodies and models, resources of a stack."""

from collections.abc import Iterator

from apicompiler import plan
from apicompiler.diagnostic import Finding, Findings
from apicompiler.headroom import documentation_parts, models
from apicompiler.limits import (
    DOCUMENTATION_PARTS,
    IMPORTED_DOCUMENT_BYTES,
    MODEL_BYTES,
    TEMPLATE_OUTPUTS,
    TEMPLATE_RESOURCES,
)
from apicompiler.outcome import Outcome
from apicompiler.rules import rule

QUOTAS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html"
MODELS = "https://docs.aws.amazon.com/apigateway/latest/api/API_CreateModel.html"
INCLUDE = (
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-properties-apigateway-restapi-s3location.html"
)
PARTS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html"
STACKS = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html"


def document(models: int, properties: int) -> str:
    """Write a document whose schemas are large, and whose text is not: most of it are aliases."""
    names = ", ".join(f"p{n}: {{enum: [*text]}}" for n in range(properties))
    schemas = "\n".join(f"    M{n}: {{type: object, properties: *all}}" for n in range(1, models))
    uses = ", ".join(f"{{$ref: '#/components/schemas/M{n}'}}" for n in range(models))
    return (
        "--- openapi.yaml\n"
        f"x-text: &text {'x' * 10_000}\n"
        "paths: {/books: {post: {operationId: books, responses: {'201': {description: ok}}, "
        f"requestBody: {{content: {{application/json: {{schema: {{anyOf: [{uses}]}}}}}}}}}}}}}}\n"
        "components:\n  schemas:\n"
        f"    M0: {{type: object, properties: &all {{{names}}}}}\n{schemas}\n"
    )


PARAMETER = 'integrations: {books: {lambda: "ssm:/books"}}\n'


@rule("AC1101", bad=document(models=20, properties=35), good=document(models=2, properties=35), evidence=QUOTAS)
def body_too_large(outcome: Outcome) -> Findings:
    """The document of an API is at most 6 MiB large when it is deployed."""
    for key, api in _apis(outcome):
        size = api.size
        if size > IMPORTED_DOCUMENT_BYTES:
            yield Finding(
                at=outcome.target.blueprint.apis[key].at.key,
                message=f"the document takes {size / 2**20:.1f} MiB without its prose, and API Gateway imports 6",
                help="publish its paths as several APIs",
            )


@rule("AC1102", bad=document(models=1, properties=41), good=document(models=2, properties=35), evidence=MODELS)
def model_too_large(outcome: Outcome) -> Findings:
    """A model, which is what a schema becomes, is at most 400 kB large."""
    for key, api in _apis(outcome):
        for name, size in models(api).items():
            if size > MODEL_BYTES:
                yield Finding(
                    at=outcome.target.apis[key].at,
                    message=f"the schema `{name}` takes {size / 1000:,.0f} kB, and {MODEL_BYTES // 1000} are allowed",
                    help="give parts of it names of their own, and refer to them with `$ref`",
                )


@rule(
    "AC1103",
    bad=PARAMETER + document(models=2, properties=35),
    good=PARAMETER.replace("ssm:/books", "arn:aws:lambda:eu-west-1:111111111111:function:books")
    + document(models=2, properties=35),
    evidence=INCLUDE,
)
def parameter_in_large_body(outcome: Outcome) -> Findings:
    """A function or a user pool is named by its ARN where the document is too large for the template.

    Such a document is uploaded beside the template, and CloudFormation
    replaces `ssm:`, and what it makes itself, in the template only.
    """
    for key, api in _apis(outcome):
        if api.carrier == "asset":
            for pointer, at in outcome.target.late(key):
                yield Finding(
                    at=at,
                    message=f"`{pointer}` cannot be read in the document of `{key}`, "
                    "which does not fit into the template",
                    help="write an ARN, or publish the paths as several APIs",
                )


@rule(
    "AC1104",
    bad="usagePlans: {gold: {quota: 1000/day}}\ndefaults: {integration: books, auth: iam, apiKey: true}\n"
    "apiKeys: {" + ", ".join(f"k{n}: {{usagePlan: gold}}" for n in range(170)) + "}",
    good="usagePlans: {gold: {quota: 1000/day}}\ndefaults: {integration: books, auth: iam, apiKey: true}\n"
    "apiKeys: {" + ", ".join(f"k{n}: {{usagePlan: gold}}" for n in range(150)) + "}",
    evidence=STACKS,
)
def too_many_stack_resources(outcome: Outcome) -> Findings:
    """The stack of an environment has at most 500 resources."""
    if outcome.plan.resources > TEMPLATE_RESOURCES:
        yield Finding(
            at=outcome.target.environment.at.key,
            message=f"the stack has {outcome.plan.resources} resources, and {TEMPLATE_RESOURCES} are allowed",
            help="make several blueprints of it: API keys, three resources each, are most of them as a rule",
        )


@rule(
    "AC1106",
    bad="apis: {" + ", ".join(f"a{n}: openapi.yaml" for n in range(51)) + "}\nstages: {a: {}, b: {}, c: {}, d: {}}\n"
    "environments: {dev: {account: '111111111111', region: eu-west-1}}",
    good="apis: {" + ", ".join(f"a{n}: openapi.yaml" for n in range(50)) + "}\nstages: {a: {}, b: {}, c: {}, d: {}}\n"
    "environments: {dev: {account: '111111111111', region: eu-west-1}}",
    evidence=STACKS,
)
def too_many_outputs(outcome: Outcome) -> Findings:
    """A stack has at most 200 outputs: one for the address of each stage, besides those of pools, domains and `raw`."""
    raw = outcome.plan.raw
    count = len(outcome.plan.outputs) + (len(raw.outputs) if raw else 0)
    if count > TEMPLATE_OUTPUTS:
        yield Finding(
            at=outcome.target.environment.at.key,
            message=f"the stack has {count} outputs, and {TEMPLATE_OUTPUTS} are allowed",
            help="make several blueprints of it: each stage of each API has one",
        )


def _talkative(operations: int) -> str:
    paths = "".join(
        f"  /p{n}: {{get: {{summary: A page, responses: {{'200': {{description: ok}}}}}}}}\n" for n in range(operations)
    )
    return (
        "apis: {v1: {definition: openapi.yaml, documentation: true}}\n"
        "environments: {dev: {account: '111111111111', region: eu-west-1, quotas: {resources: 2000}}}\n"
        f"--- openapi.yaml\npaths:\n{paths}"
    )


@rule(
    "AC1105",
    bad=_talkative(1001),
    good=_talkative(1000),
    evidence=PARTS,
)
def too_many_documentation_parts(outcome: Outcome) -> Findings:
    """An API has at most 2,000 documentation parts.

    Each operation, parameter, body, response and model about which something is said takes one.
    """
    for key, api in _apis(outcome):
        parts = documentation_parts(api)
        if parts > DOCUMENTATION_PARTS:
            yield Finding(
                at=outcome.target.blueprint.apis[key].at / "documentation",
                message=f"the prose makes {parts:,} documentation parts, and {DOCUMENTATION_PARTS:,} are allowed",
                help="remove `documentation`, or publish the paths as several APIs",
            )


def _apis(outcome: Outcome) -> Iterator[tuple[str, plan.RestApi | plan.HttpApi]]:
    target = outcome.target
    yield from zip((*target.apis, *target.http_apis), outcome.plan.imported, strict=True)
