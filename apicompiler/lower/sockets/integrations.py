"""Lowers what routes call: as for operations, told in the words of the second control plane."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from apicompiler import plan
from apicompiler.lower.body.integrations import lower_integration
from apicompiler.lower.body.integrations.call import JSON, Call
from apicompiler.lower.ids import digest, logical_id
from apicompiler.plan import Value
from apicompiler.routes import Route
from apicompiler.target import Target

Lowered = dict[str, Any]
CATCH_ALL = "$default"


def lowered_integration(target: Target, stack: str, route: Route) -> Lowered:
    """Write the integration of a route as that of an operation; *target* has no CORS, which connections know not."""
    return lower_integration(Call(target, stack, route.method, {}))


def lower_route_integration(key: str, route: Route, lowered: Lowered, roles: tuple[str, ...]) -> plan.Integration:
    return plan.Integration(
        id=logical_id("Integration", key, route.key),
        api=logical_id("Api", key),
        type=lowered["type"].upper(),
        method=lowered.get("httpMethod"),
        uri=lowered.get("uri"),
        credentials=lowered.get("credentials"),
        link=lowered.get("connectionId"),
        template=_template(lowered.get("requestTemplates", {})),
        parameters={
            name: source.replace("method.request.", "route.request.", 1)
            for name, source in lowered.get("requestParameters", {}).items()
        },
        passthrough=lowered["passthroughBehavior"].upper() if "passthroughBehavior" in lowered else None,
        content=lowered.get("contentHandling"),
        timeout=lowered.get("timeoutInMillis"),
        after=roles if "credentials" in lowered else (),
    )


def lower_integration_responses(key: str, route: Route, lowered: Lowered) -> Iterator[plan.IntegrationResponse]:
    """Yield the answers of what is no proxy: API Gateway wants one at least, whether somebody gets it or not.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-integration-responses.html
    """
    for pattern, answer in lowered.get("responses", {}).items():
        is_default = pattern == "default"
        yield plan.IntegrationResponse(
            id=logical_id("Answer", key, route.key) + ("" if is_default else digest(pattern)[:8]),
            api=logical_id("Api", key),
            integration=logical_id("Integration", key, route.key),
            key=CATCH_ALL if is_default else f"/{pattern}/",
            template=_template(answer.get("responseTemplates", {})),
            content=answer.get("contentHandling"),
        )


def _template(templates: Mapping[str, Value]) -> Value | None:
    """Return the one template: a message has no content type."""
    return templates.get(JSON, next(iter(templates.values()), None))
