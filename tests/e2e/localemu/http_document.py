"""What API Gateway makes of the OpenAPI document of an HTTP API: neither emulator imports one as it should."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

ANY = "x-amazon-apigateway-any-method"
Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Route:
    """One route, as CloudFormation has its properties and those of its integration."""

    id: str
    properties: dict[str, Any]
    integration: dict[str, Any]
    authorizer: str | None
    """By its name in the document."""


def properties(document: Document) -> dict[str, Any]:
    """Return the properties of the API itself."""
    said = {"ProtocolType": "HTTP", "Name": document["info"]["title"]}
    if cors := document.get("x-amazon-apigateway-cors"):
        said["CorsConfiguration"] = cors
    return said


def authorizers(document: Document) -> dict[str, dict[str, Any]]:
    """Return the authorizers by their names."""
    schemes = document.get("components", {}).get("securitySchemes", {})
    return {
        name: _authorizer(name, scheme["x-amazon-apigateway-authorizer"])
        for name, scheme in schemes.items()
        if "x-amazon-apigateway-authorizer" in scheme
    }


def _authorizer(name: str, said: dict[str, Any]) -> dict[str, Any]:
    source = said["identitySource"]
    return {
        "Name": name,
        "AuthorizerType": said["type"].upper(),
        "IdentitySource": [source] if isinstance(source, str) else source,
        "JwtConfiguration": {word.title(): value for word, value in said["jwtConfiguration"].items()},
    }


def routes(document: Document) -> Iterator[Route]:
    """Yield the routes, in the order of the document."""
    for path, methods in document["paths"].items():
        for word, said in methods.items():
            if "x-amazon-apigateway-integration" in said:
                yield _route(path, word, said, document)


def _route(path: str, word: str, said: dict[str, Any], document: Document) -> Route:
    integration = said["x-amazon-apigateway-integration"]
    security = said.get("security", document.get("security")) or [{}]
    name, scopes = next(iter(security[0].items()), (None, []))
    secured = {"AuthorizationType": "JWT", "AuthorizationScopes": scopes} if name else {"AuthorizationType": "NONE"}
    return Route(
        id=said["operationId"],
        properties={"RouteKey": f"{'ANY' if word == ANY else word.upper()} {path}", **secured},
        integration={
            "IntegrationType": integration["type"].upper(),
            "IntegrationMethod": integration["httpMethod"],
            "IntegrationUri": integration["uri"],
            "PayloadFormatVersion": integration["payloadFormatVersion"],
        },
        authorizer=name,
    )
