"""Lowers `responses` to what API Gateway answers when a call does not get through."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from apicompiler import extensions
from apicompiler.blueprint import GatewayResponse
from apicompiler.lifecycle import announcements
from apicompiler.lower.body.cors import GATEWAY_HEADER, announced_headers, gateway_headers
from apicompiler.methods import Method
from apicompiler.openapi import json_contents
from apicompiler.source import Document
from apicompiler.target import Target
from apicompiler.templates import JSON, by_media_type

Lowered = dict[str, Any]

# The first of the two brings its own quotes; the second has those inside of it escaped.
# https://github.com/aws/serverless-application-model/issues/1207
REASON = '{"message":$context.error.messageString,"reason":"$context.error.validationErrorString"}'


def lower_gateway_responses(target: Target, key: str) -> Lowered:
    """Write every type of response about which something is to be said.

    A type that is written inherits nothing from `DEFAULT_4XX`, so that the
    headers for pages of other origins stand in each of them.
    """
    written, said = target.blueprint.responses, target.apis[key].extensions
    documented = said.gateway_responses if said else {}
    announced = announcements(target, key)
    headers = gateway_headers(target.blueprint.cors)
    lowered: dict[str, Lowered] = {kind: {} for kind in ("DEFAULT_4XX", "DEFAULT_5XX") if headers or announced}
    about_bodies = {*written, *documented} & {"BAD_REQUEST_BODY", "DEFAULT_4XX"}
    if not about_bodies and any(map(_checks_bodies, target.methods[key])):
        lowered["BAD_REQUEST_BODY"] = {"responseTemplates": {JSON: REASON}}
    lowered |= {kind: _response(response, target.texts) for kind, response in written.items()}
    lowered |= {kind: _documented(response) for kind, response in documented.items()}
    for response in lowered.values():
        own = response.get("responseParameters", {})
        parameters = headers | announced_headers(announced, GATEWAY_HEADER, own) | own
        if parameters:
            response["responseParameters"] = parameters
    return dict(sorted(lowered.items()))


def _checks_bodies(method: Method) -> bool:
    """Whether a body that does not fit its schema is refused."""
    body = method.operation.body
    return method.validation in ("all", "body") and body is not None and bool(json_contents(body.content))


def _response(response: GatewayResponse, texts: Mapping[str, Document]) -> Lowered:
    lowered: Lowered = {}
    if response.status is not None:
        lowered["statusCode"] = str(response.status)
    if response.headers:
        headers = {GATEWAY_HEADER + name: value.of_request() for name, value in response.headers.items()}
        lowered["responseParameters"] = headers
    if response.template is not None:
        templates = by_media_type(response.template)
        lowered["responseTemplates"] = {media_type: texts[str(file)].text for media_type, file in templates.items()}
    return lowered


def _documented(response: extensions.GatewayResponse) -> Lowered:
    """Write a response as the document does."""
    lowered: Lowered = {} if response.status_code is None else {"statusCode": str(response.status_code)}
    if response.response_parameters:
        lowered["responseParameters"] = dict(response.response_parameters)
    if response.response_templates:
        lowered["responseTemplates"] = dict(response.response_templates)
    return lowered
