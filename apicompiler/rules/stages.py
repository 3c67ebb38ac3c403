"""Stages: their names, variables and limits."""

import re
from collections.abc import Iterator

from apicompiler.blueprint import HttpIntegration, Stage
from apicompiler.blueprint.part import values
from apicompiler.diagnostic import WARNING, Finding, Findings, Replace
from apicompiler.limits import STAGE_NAME, STAGE_VARIABLE_NAME, STAGE_VARIABLE_VALUE, STAGE_VARIABLES, STAGES_PER_API
from apicompiler.rules import rule
from apicompiler.source import Location
from apicompiler.suggest import closest, listed
from apicompiler.target import Target
from apicompiler.written import Mapped, Written

CREATE_STAGE = "https://docs.aws.amazon.com/apigateway/latest/api/API_CreateStage.html"
QUOTAS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html"
VARIABLES = (
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/aws-api-gateway-stage-variables-reference.html"
)
CLIENT_CERTIFICATE = (
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/getting-started-client-side-ssl-authentication.html"
)
TWO_ENVIRONMENTS = """\
environments:
  dev: {account: "111111111111", region: eu-west-1}
  prod: {account: "222222222222", region: eu-west-1}
"""
LANGUAGE = "docs/language.md"
BOOKS = '"arn:aws:lambda:eu-west-1:111111111111:function:books"'
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


@rule(
    "AC0314",
    bad="stages: {live: {}, preview: {only: [dve]}}",
    good="stages: {live: {}, preview: {only: [dev]}}",
    evidence=LANGUAGE,
)
def unknown_environment_of_a_stage(target: Target) -> Findings:
    """A stage is only in environments that exist, and in one at least."""
    for stage in target.blueprint.stages.values():
        if stage.only == ():
            yield Finding(
                at=(stage.at / "only").key,
                message=f"no environment has the stage `{stage.key}`",
                help=f"name some of {listed(target.blueprint.environments)}, or remove the stage",
            )
        for index, name in enumerate(stage.only or ()):
            if name not in target.blueprint.environments:
                close = closest(name, target.blueprint.environments)
                yield Finding(
                    at=stage.at / "only" / index,
                    message=f"no environment is called `{name}`",
                    help=f"did you mean `{close}`?" if close else f"known: {listed(target.blueprint.environments)}",
                    fix=Replace(stage.at / "only" / index, close) if close else None,
                )


@rule(
    "AC0315",
    bad=f"{TWO_ENVIRONMENTS}stages: {{preview: {{only: [dev]}}}}",
    good=f"{TWO_ENVIRONMENTS}stages: {{live: {{}}, preview: {{only: [dev]}}}}",
    evidence=LANGUAGE,
)
def environment_without_stage(target: Target) -> Findings:
    """Every environment has a stage: nothing else can be called."""
    name = target.environment.key
    known = target.blueprint.environments
    if target.blueprint.stages and all(
        stage.only and name not in stage.only and all(other in known for other in stage.only)
        for stage in target.blueprint.stages.values()
    ):
        yield Finding(
            at=target.environment.at.key,
            message=f"no stage is in the environment `{name}`",
            help="declare one without `only`, or name the environment there",
        )


@rule(
    "AC0316",
    severity=WARNING,
    bad=f"stages: {{live: {{clientCertificate: true}}}}\nintegrations: {{books: {{lambda: {BOOKS}}}}}",
    good="stages: {live: {clientCertificate: true}}",
    evidence=CLIENT_CERTIFICATE,
)
def certificate_that_nobody_sees(target: Target) -> Findings:
    """Where API Gateway shows a certificate, it calls an HTTP backend."""
    documented = (str(getattr(part, "type_", "")) for part in target.said)
    if not any(isinstance(integration, HttpIntegration) for integration in target.integrations) and not any(
        kind.startswith("http") for kind in documented
    ):
        for stage in target.stages.values():
            if stage.client_certificate:
                yield Finding(
                    at=stage.at / "clientCertificate",
                    message="no HTTP backend is called, and nothing else is shown the certificate",
                    help="remove it",
                )


def _texts(target: Target) -> Iterator[tuple[Location, str]]:
    """Yield every text in which a stage variable may be read, and its place."""
    for part in (*target.integrations, *target.authorizers, *target.said):
        for value, at in values(part, str, Written):
            if isinstance(value, Mapped) and value.where == "stageVariables":
                yield at, f"${{stageVariables.{value.name}}}"
            elif re.fullmatch(r"stageVariables\.\w+", str(value)):  # mapped in a document
                yield at, f"${{{value}}}"
            elif "${stageVariables." in str(value):
                yield at, str(value)


def _stages(names: list[str]) -> str:
    return f"stage{'s' if len(names) > 1 else ''} {', '.join(f'`{name}`' for name in names)}"
