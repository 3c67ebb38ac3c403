"""Lowers integrations with services of AWS: each calls one action, in a role that may do nothing else."""

from __future__ import annotations

from typing import Any

from apicompiler.blueprint import ServiceIntegration
from apicompiler.lower.body.cors import METHOD_HEADER
from apicompiler.lower.body.integrations.call import JSON, Call
from apicompiler.lower.body.integrations.preset import Preset
from apicompiler.lower.body.integrations.presets import preset
from apicompiler.lower.functions import role_name
from apicompiler.lower.ids import pascal
from apicompiler.plan import Value

Lowered = dict[str, Any]


def lower_service(call: Call, integration: ServiceIntegration) -> Lowered:
    made = preset(call, integration)
    parameters = {
        **{f"integration.request.header.{name}": value for name, value in made.headers.items()},
        **made.parameters,
        **call.parameters(integration),
    }
    templates = {} if made.template is None else dict.fromkeys(call.media_types, made.template)
    lowered: Lowered = {
        "type": "aws",
        "httpMethod": made.method,
        "uri": made.uri,
        "credentials": integration.role.value if integration.role else role_arn(call, integration, made),
        **call.request(integration, templates, "never" if templates else "when_no_match"),
        "responses": _answers(call, integration, made),
    }
    if parameters:
        lowered["requestParameters"] = parameters
    return lowered


def _answers(call: Call, integration: ServiceIntegration, made: Preset) -> Lowered:
    """Write what is answered: as the blueprint says, and where it says nothing, what a caller would expect."""
    headers = {f"{METHOD_HEADER}{name}": value for name, value in made.answer_headers.items()}
    templates = {} if made.answer is None else {JSON: "" if call.success == "204" else made.answer}
    answers = {"default": call.answered(call.success, templates, headers, passed_on=made.answer is None)}
    for pattern, (status, body) in made.errors.items():
        answers[pattern] = call.answered(status, {JSON: body}, {})
    said = {pattern: call.answer(answer) for pattern, answer in integration.responses.items()}
    if said.keys() - {"default"}:
        answers = {"default": answers["default"]}  # whose patterns match first is nowhere said: ours give way
    return answers | said


def role_arn(call: Call, integration: ServiceIntegration, made: Preset) -> Value:
    environment = call.target.environment
    name = service_role_name(call, integration, made)
    return f"arn:{environment.region.partition}:iam::{environment.account}:role/{name}"


def service_role_name(call: Call, integration: ServiceIntegration, made: Preset) -> str:
    """Name the role of an integration: one for each set of actions it is called with."""
    return role_name(call.stack, integration.title, *sorted(pascal(action.partition(":")[2]) for action in made.allow))
