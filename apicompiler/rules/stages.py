"""Stages: their names, variables and limits."""

import re
from collections.abc import Iterator

from apicompiler.blueprint import Stage
from apicompiler.blueprint.part import values
from apicompiler.diagnostic import WARNING, Finding, Findings
from apicompiler.limits import STAGE_NAME, STAGE_VARIABLE_NAME, STAGE_VARIABLE_VALUE, STAGE_VARIABLES, STAGES_PER_API
from apicompiler.rules import rule
from apicompiler.source import Location
from apicompiler.target import Target
from apicompiler.written import Mapped, Written

CREATE_STAGE = "https://docs.aws.amazon.com/apigateway/latest/api/API_CreateStage.html"
QUOTAS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html"
VARIABLES = (
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/aws-api-gateway-stage-variables-reference.html"
)
REFERENCE = r"\$\{stageVariables\.([^{}]*)\}"


@rule("AC0301", bad="stages: {pre.prod: {}}", good="stages: {pre-prod: {}}", evidence=CREATE_STAGE)
def invalid_stage_name(stage: Stage) -> Findings:
    """A stage name holds only letters, digits, hyphens and underscores, at most 128.

    It becomes the first part of the path in the invoke URL, and API Gateway
    refuses a stage whose name holds anything else.
    """
    if len(stage.key) > STAGE_NAME:
        yield Finding(
            at=stage.at.key,
            message=f"the stage name has {len(stage.key)} characters",
            help=f"use at most {STAGE_NAME}",
        )
    elif not re.fullmatch(r"[A-Za-z0-9_-]+", stage.key):
        yield Finding(
            at=stage.at.key,
            message=f"stage name `{stage.key}` holds a character API Gateway does not accept",
            help="use letters, digits, `-` and `_`",
        )


@rule(
    "AC0302",
    bad="stages: {live: {variables: {catalog-host: books.example.com}}}",
    good="stages: {live: {variables: {catalogHost: books.example.com}}}",
    evidence=CREATE_STAGE,
)
def invalid_stage_variable_name(stage: Stage) -> Findings:
    """The name of a stage variable holds only letters, digits and underscores, at most 64."""
    for name in stage.variables:
        if not re.fullmatch(r"[A-Za-z0-9_]+", name):
            yield Finding(
                at=(stage.at / "variables" / name).key,
                message=f"stage variable `{name}` holds a character API Gateway does not accept",
                help="use letters, digits and `_`",
            )
        elif len(name) > STAGE_VARIABLE_NAME:
            yield Finding(
                at=(stage.at / "variables" / name).key,
                message=f"the name of the stage variable has {len(name)} characters",
                help=f"use at most {STAGE_VARIABLE_NAME}",
            )


@rule(
    "AC0303",
    bad="stages: {live: {variables: {greeting: 'Hello, world!'}}}",
    good="stages: {live: {variables: {greeting: 'Hello,world'}}}",
    evidence=CREATE_STAGE,
)
def invalid_stage_variable_value(stage: Stage) -> Findings:
    """A stage variable holds one to 512 letters, digits and characters of `-._~:/?#&=,`.

    They are meant for host names, paths and aliases; API Gateway refuses any
    other character, and an empty value.
    """
    for name, value in stage.variables.items():
        if not value:
            message = f"stage variable `{name}` is empty"
        elif len(value) > STAGE_VARIABLE_VALUE:
            message = f"stage variable `{name}` has {len(value)} characters, {STAGE_VARIABLE_VALUE} are allowed"
        elif found := re.search(r"[^A-Za-z0-9._~:/?#&=,-]", value):
            message = f"stage variable `{name}` holds `{found[0]}`, which API Gateway does not accept"
        else:
            continue
        yield Finding(
            at=stage.at / "variables" / name,
            message=message,
            help="use letters, digits and `-._~:/?#&=,`",
        )


@rule(
    "AC0304",
    bad="""
    stages: {live: {variables: {host: books.example.com}}}
    integrations: {books: {http: 'https://${stageVariables.hots}/{proxy}'}}
    """,
    good="""
    stages: {live: {variables: {host: books.example.com}}}
    integrations: {books: {http: 'https://${stageVariables.host}/{proxy}'}}
    """,
    evidence=VARIABLES,
)
def undefined_stage_variable(target: Target) -> Findings:
    """Every stage defines each stage variable that an integration or authorizer reads.

    Nothing is refused at deploy time: the first call that needs the variable
    is answered with 500.
    """
    for at, text in _texts(target):
        for name in dict.fromkeys(re.findall(REFERENCE, text)):
            missing = [stage.key for stage in target.stages.values() if name not in stage.variables]
            if missing:
                known = sorted({known for stage in target.stages.values() for known in stage.variables})
                yield Finding(
                    at=at,
                    message=f"stage variable `{name}` is not defined in {_stages(missing)}",
                    help=f"write `stages: {{{missing[0]}: {{variables: {{{name}: …}}}}}}`"
                    + (f"; defined there: {', '.join(f'`{name}`' for name in known)}" if known else ""),
                )


@rule(
    "AC0305",
    bad="stages: {live: {variables: {" + ", ".join(f"v{n}: x" for n in range(STAGE_VARIABLES + 1)) + "}}}",
    good="stages: {live: {variables: {v1: x}}}",
    evidence=QUOTAS,
)
def too_many_stage_variables(stage: Stage) -> Findings:
    """A stage has at most 100 variables."""
    if len(stage.variables) > STAGE_VARIABLES:
        yield Finding(
            at=(stage.at / "variables").key,
            message=f"the stage has {len(stage.variables)} variables, {STAGE_VARIABLES} are allowed",
            help="keep what differs between stages, and write the rest into the integrations",
        )


@rule(
    "AC0306",
    severity=WARNING,
    bad="stages: {" + ", ".join(f"s{n}: {{}}" for n in range(STAGES_PER_API + 1)) + "}",
    good="stages: {live: {}, preview: {}}",
    evidence=QUOTAS,
)
def many_stages(target: Target) -> Findings:
    """An API has at most 10 stages, unless AWS has raised the quota."""
    if len(target.stages) > STAGES_PER_API:
        yield Finding(
            at=(target.at / "stages").key,
            message=f"{len(target.stages)} stages, and an API has at most {STAGES_PER_API} unless AWS has raised it",
            help="ask AWS to raise the quota before you deploy, or use fewer stages",
        )


def _texts(target: Target) -> Iterator[tuple[Location, str]]:
    """Yield every text in which a stage variable may be read, and its place."""
    for part in (*target.integrations, *target.authorizers):
        for value, at in values(part, str, Written):
            if isinstance(value, Mapped) and value.where == "stageVariables":
                yield at, f"${{stageVariables.{value.name}}}"
            elif "${stageVariables." in str(value):
                yield at, str(value)


def _stages(names: list[str]) -> str:
    return f"stage{'s' if len(names) > 1 else ''} {', '.join(f'`{name}`' for name in names)}"
