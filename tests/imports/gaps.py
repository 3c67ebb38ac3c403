"""What the emulator is known to import otherwise than API Gateway does, to the letter."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Container
from dataclasses import dataclass
from typing import Any

from imports.held import Difference

GUIDE = "https://docs.aws.amazon.com/apigateway/latest/developerguide"
INTEGRATION = f"{GUIDE}/api-gateway-swagger-extensions-integration.html"
RECORDED = "https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/apigateway"


@dataclass(frozen=True, slots=True)
class Gap:
    """A difference that would not be there on AWS, and cannot but be here."""

    name: str
    aws: str
    source: str
    explains: Callable[[Difference], bool]
    """Whether this is what the emulator is known to answer: whatever else it answers is a failure."""


def _lost(kind: str, name: str = "") -> Callable[[Difference], bool]:
    """Explain a property, or a whole thing, that is not there."""
    return lambda found: (found.kind, found.name, found.answered) == (kind, name, None)


def _other(kind: str, name: str, here: Callable[[Any], Any]) -> Callable[[Difference], bool]:
    """Explain a property that is answered with what *here* makes of it."""
    return lambda found: (found.kind, found.name) == (kind, name) and found.answered == here(found.said)


def _of_root(found: Difference) -> bool:
    kinds = ("method", "method response", "integration", "integration response")
    return found.kind in kinds and found.place.split()[1] == "/" and not found.name and found.answered is None


def _models(found: Difference) -> bool:
    place = (found.kind, found.name)
    if place not in {("method", "requestModels"), ("method response", "responseModels")} or not found.said:
        return False
    json_alone = {kind: name for kind, name in found.said.items() if kind == "application/json"}
    return bool(found.answered == (json_alone or None))


def _abbreviated(policy: Any) -> Any:
    return json.loads(re.sub(r'"arn:aws:execute-api:[\w-]+:\d+:\{api\}/', '"execute-api:/', json.dumps(policy)))


# Strict: a gap that no document shows any longer has to leave this list. Pages read 2026-11-28.
KNOWN_GAPS = (
    Gap(
        "methods of the root",
        "the operations of `/` become methods, like those of any other path",
        f"{RECORDED}/test_apigateway_import.snapshot.json",  # test_import_with_http_method_integration
        _of_root,
    ),
    Gap(
        "callers that sign",
        "`awsSigv4` makes the authorization AWS_IAM",
        f"{GUIDE}/api-gateway-swagger-extensions-authtype.html",
        _other("method", "authorizationType", {"AWS_IAM": "NONE"}.get),
    ),
    Gap(
        "models of other media types",
        "a body and an answer have a model for each media type",
        "https://docs.aws.amazon.com/apigateway/latest/api/API_Method.html",
        _models,
    ),
    Gap(
        "gateway responses",
        "`x-amazon-apigateway-gateway-responses` becomes gateway responses",
        f"{GUIDE}/api-gateway-swagger-extensions-gateway-responses.html",
        _lost("gateway response"),
    ),
    Gap("roles", "an integration has the role of its `credentials`", INTEGRATION, _lost("integration", "credentials")),
    Gap(
        "cache keys",
        "an integration has its `cacheKeyParameters`",
        INTEGRATION,
        _lost("integration", "cacheKeyParameters"),
    ),
    Gap(
        "connections to VPC links",
        "an integration has its `connectionType`",
        INTEGRATION,
        _other("integration", "connectionType", {"VPC_LINK": "INTERNET"}.get),
    ),
    Gap("VPC links", "an integration has its `connectionId`", INTEGRATION, _lost("integration", "connectionId")),
    Gap(
        "targets of VPC links",
        "an integration has its `integrationTarget`",
        "https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html",
        _lost("integration", "integrationTarget"),
    ),
    Gap("TLS", "an integration has its `tlsConfig`", INTEGRATION, _lost("integration", "tlsConfig")),
    Gap(
        "streams",
        "an integration has its `responseTransferMode`",
        f"{GUIDE}/response-transfer-mode.html",
        _lost("integration", "responseTransferMode"),
    ),
    Gap(
        "content of answers",
        "an answer of an integration has its `contentHandling`",
        f"{GUIDE}/api-gateway-swagger-extensions-integration-responses.html",
        _lost("integration response", "contentHandling"),
    ),
    Gap(
        "the closed address",
        "`disableExecuteApiEndpoint` stands below `servers` in OpenAPI 3",
        f"{GUIDE}/api-gateway-swagger-extensions-endpoint-configuration.html",
        _other("API", "disableExecuteApiEndpoint", lambda said: not said),
    ),
    Gap(
        "whole ARNs in policies",
        "`execute-api:/…` becomes the ARN of the API in the account and region",
        f"{GUIDE}/openapi-extensions-policy.html",
        _other("API", "policy", _abbreviated),
    ),
)


def gap(found: Difference) -> Gap | None:
    """Return what is known of a difference, or nothing."""
    return next((known for known in KNOWN_GAPS if known.explains(found)), None)


def unmet(met: Container[str]) -> list[str]:
    """Complain of the known gaps that nothing shows any longer."""
    return [
        f"{known.name}: no document shows it: take it from KNOWN_GAPS" for known in KNOWN_GAPS if known.name not in met
    ]
