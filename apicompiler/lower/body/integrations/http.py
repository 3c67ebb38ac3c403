"""Lowers integrations with HTTP backends, in public and in private networks."""

from __future__ import annotations

import re
from typing import Any

from apicompiler.blueprint import HttpIntegration, SubnetLink, VpcLink
from apicompiler.lower.body.integrations.call import PLACES, Call
from apicompiler.lower.ids import logical_id
from apicompiler.openapi import parts, places, variable
from apicompiler.plan import Value, ref
from apicompiler.pointers import Outside
from apicompiler.written import Name, VpcLinkId

Lowered = dict[str, Any]


def lower_http(call: Call, integration: HttpIntegration) -> Lowered:
    operation = call.method.operation
    uri = url(call, integration.http)
    lowered: Lowered = {
        "type": "http_proxy",
        "httpMethod": integration.method or operation.method,
        "uri": uri,
        "passthroughBehavior": "when_no_match",
        **_connection(call, integration),
    }
    parameters = path_parameters(call, uri)
    if not integration.is_proxy:
        lowered["type"] = "http"
        # A proxy passes them on by itself.
        parameters |= {
            f"integration.request.{PLACES[p.where]}.{p.name}": f"method.request.{PLACES[p.where]}.{p.name}"
            for p in operation.told
        }
        answers = {pattern: call.answer(answer) for pattern, answer in integration.responses.items()}
        lowered |= call.request(integration, {}, "when_no_match")
        lowered["responses"] = answers or _answers(call)
    parameters |= call.parameters(integration)
    if parameters:
        lowered["requestParameters"] = parameters
    if integration.insecure:
        lowered["tlsConfig"] = {"insecureSkipVerification": True}
    if integration.stream:
        lowered["responseTransferMode"] = "STREAM"
    return lowered


def url(call: Call, text: str) -> str:
    """Put the path of the operation where `{proxy}` stands."""
    path = call.method.operation.path
    own_path = "/".join(f"{{{variable(part)}}}" if variable(part) else part for part in parts(path))
    if own_path and path.endswith("/"):
        own_path += "/"
    return re.sub(r"(?<!\$)\{proxy\}", lambda _: own_path, text)


def path_parameters(call: Call, uri: str) -> dict[str, str]:
    """Fill the variables in the path of a backend with those of the caller's path."""
    own_names = (variable(part) for _, part in places(call.method.operation.path))
    return {
        f"integration.request.path.{name}": f"method.request.path.{call.names[name]}"
        for name in own_names
        if f"{{{name}}}" in uri
    }


def _answers(call: Call) -> Lowered:
    """Write what is answered where nothing is said: the body as it is, and what failed as a failure."""
    statuses = {"default": call.success, "404": "404", r"4(?!04)\d{2}": "400", r"5\d{2}": "502"}
    return {pattern: call.answered(status, {}, {}) for pattern, status in statuses.items()}


def link_id(call: Call, integration: HttpIntegration) -> Value:
    """Return the id of the link that an integration goes through."""
    link = _link(call, integration)
    if isinstance(link, VpcLink | SubnetLink):
        return ref(logical_id("VpcLink", link.key))
    return link.value if isinstance(link, Outside) else str(link)


def _connection(call: Call, integration: HttpIntegration) -> Lowered:
    if integration.vpc_link is None:
        return {}
    link = _link(call, integration)
    behind: Outside | None = integration.load_balancer
    if isinstance(link, VpcLink):
        behind = behind or (link.load_balancer if link.subnets else None)
    return {
        "connectionType": "VPC_LINK",
        "connectionId": link_id(call, integration),
        **({"integrationTarget": behind.value} if behind else {}),
    }


def _link(call: Call, integration: HttpIntegration) -> VpcLink | SubnetLink | VpcLinkId | Outside | None:
    links, named = call.target.blueprint.vpc_links, integration.vpc_link
    return links[str(named)] if isinstance(named, Name) else named
