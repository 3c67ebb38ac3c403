"""HTTP APIs: the document that holds all of them, their snapshots and stages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from apicompiler import plan
from apicompiler.emit.resources.resource import Resource, resource
from apicompiler.emit.resources.second import emit_deployment_v2, emit_stage_v2


def emit_http(made: plan.Http, beside: Mapping[str, Mapping[str, Any]]) -> Iterator[Resource]:
    """Yield an HTTP API with all that belongs to it; *beside* tells where a body is that no template holds.

    An import passes over what it does not understand, authorizers included, unless warnings stop it.
    https://github.com/aws/serverless-application-model/issues/1727
    """
    api = made.api
    body = {"BodyS3Location": beside[api.id]} if api.id in beside else {"Body": api.body}
    yield resource(
        api.id,
        "AWS::ApiGatewayV2::Api",
        after=api.after,
        DisableExecuteApiEndpoint=not api.is_open,
        FailOnWarnings=True,
        **body,
    )
    yield from map(emit_deployment_v2, made.deployments)
    yield from map(emit_stage_v2, made.stages)
