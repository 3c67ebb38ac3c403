"""What API Gateway does with each kind of call, told alike by a document, a definition and an export.

An export leaves out what is as it is by default, and writes much that nobody asked for: servers, a version,
descriptions of answers, models that no operation names. Only what every one of the three tells reliably is compared:
what is called and how, who may call, and what of a request is looked at. What is sent on and what is answered, by
templates and mappings, is not.

https://docs.aws.amazon.com/apigateway/latest/api/API_GetExport.html (read 2026-11-28)
https://github.com/localstack/localstack/blob/097cc0d/tests/aws/services/apigateway/test_apigateway_extended.snapshot.json
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from apicompiler.account.deployed.facts import Known, agree
from apicompiler.account.deployed.reader import Answers
from apicompiler.account.deployed.standing import Definition, Routed
from apicompiler.extensions import PREFIX
from apicompiler.noun import Noun
from apicompiler.openapi import CATCH_ALL, KEY_HEADER
from apicompiler.plan import Http, Socket

ANY_METHOD = f"{PREFIX}any-method"
VERBS = ("get", "put", "post", "delete", "options", "head", "patch", ANY_METHOD)
# What an integration has as long as it is told otherwise.
# https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html (read 2026-11-28)
TIMEOUT = 29_000
PLACES = {"query": "querystring", "header": "header"}
"""Where parameters are that may be left out: those of a path say nothing that the path does not."""

CALLED = ("type", "method", "uri", "timeout", "connection", "credentials")
GUARDED = ("access", "scopes", "api_key")
WORDS = {
    "type": "the type of the integration",
    "method": "the method of the integration",
    "uri": "what the integration calls",
    "timeout": "the timeout of the integration",
    "connection": "the VPC link",
    "credentials": "the role of the integration",
    "access": "the authorization",
    "scopes": "the list of scopes",
    "api_key": "the need for an API key",
    "parameters": "the list of parameters",
    "models": "the model of the body",
    "validation": "the validation of body and parameters",
}


class Served(Noun):
    """What becomes of one kind of call; None where it is not told."""

    type: str | None = None
    method: str | None = None
    uri: str | None = None
    timeout: int | None = None
    connection: str | None = None
    credentials: str | None = None
    access: str | None = None
    """`NONE`, `AWS_IAM`, or the name of an authorizer."""
    scopes: tuple[str, ...] | None = None
    api_key: bool | None = None
    parameters: Mapping[str, str] | None = None
    """Whether each of query and headers is `required` or `optional`."""
    models: Mapping[str, str] | None = None
    validation: tuple[bool, bool] | None = None
    """Of the body, and of parameters."""


Operation = tuple[str, str]
"""A path and a method; `ANY` stands for all that nothing else of the path answers."""
Operations = Mapping[Operation, Served]


def differences(wanted: Served, found: Served) -> Iterator[tuple[str, Any, Any]]:
    """Yield the fields in which something is told that differs, with what is wanted and what was found."""
    for name in Served.FIELDS:
        mine, theirs = getattr(wanted, name), getattr(found, name)
        if mine is not None and theirs is not None and not agree(mine, theirs):
            yield name, mine, theirs


# documents ----------------------------------------------------------------------------------------


def of_plan(body: Mapping[str, Any], known: Known) -> Operations:
    """Return what the document of a plan wants."""
    validators = body.get(f"{PREFIX}request-validators", {})
    return {
        operation: _documented(said, known).replace(
            **_guards(said, body),
            parameters=_parameters(said),
            models=_models(said),
            validation=_validation(said, validators),
            timeout=_timeout(said),
        )
        for operation, said in _operations(body)
    }


def of_export(body: Mapping[str, Any], known: Known) -> Operations:
    """Return what a stage serves.

    An export in which nothing is guarded does not tell that from one that speaks of no guards; then it is not
    known who may call. Nor is it of parameters whether they must be there, or of an integration what it does not
    speak of.
    """
    tells = bool(body.get("components", {}).get("securitySchemes"))
    found = {}
    for operation, said in _operations(body):
        called, guards = _documented(said, known), _guards(said, body) if tells else {}
        spoken = {"connection": called.connection or None, "credentials": called.credentials or None}
        found[operation] = called.replace(**spoken, **guards, models=_models(said))
    return found


def _operations(body: Mapping[str, Any]) -> Iterator[tuple[Operation, Mapping[str, Any]]]:
    for path, item in body.get("paths", {}).items():
        for word, said in item.items():
            if word in VERBS:
                yield (path, "ANY" if word == ANY_METHOD else word.upper()), said


def _documented(said: Mapping[str, Any], known: Known) -> Served:
    """Return what is called, by an integration as documents have it; where none is told, nothing is."""
    integration = said.get(f"{PREFIX}integration")
    return _integrated(integration, known) if integration else Served()


def _integrated(said: Mapping[str, Any], known: Known) -> Served:
    """Return what is called; a mock integration calls nothing, whatever else is said of it."""
    kind = str(said.get("type", "")).upper()
    if kind == "MOCK":
        return Served(type=kind)
    return Served(
        type=kind,
        method=str(said.get("httpMethod", "")).upper() or None,
        uri=known.text(said.get("uri")),
        connection=known.text(said.get("connectionId", "")),
        credentials=known.text(said.get("credentials", "")),
    )


def _timeout(said: Mapping[str, Any]) -> int | None:
    """Return how long a backend may take; an integration that streams has another default, so none is known of it."""
    integration = said.get(f"{PREFIX}integration", {})
    default = None if "responseTransferMode" in integration else TIMEOUT
    timeout: int | None = integration.get("timeoutInMillis", default)
    return timeout


def _guards(said: Mapping[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
    """Return who may call; what has to be true together may stand together or one behind the other."""
    schemes = body.get("components", {}).get("securitySchemes", {})
    asked = {name: scopes for together in said.get("security", ()) for name, scopes in together.items()}
    keys = {name for name in asked if schemes.get(name, {}).get("name", "").lower() == KEY_HEADER}
    others = [name for name in asked if name not in keys]
    name = others[0] if others else "NONE"
    signed = schemes.get(name, {}).get(f"{PREFIX}authtype") == "awsSigv4"
    return {
        "access": "AWS_IAM" if signed else name,
        "scopes": tuple(sorted(asked.get(name, ()))),
        "api_key": bool(keys),
    }


def _parameters(said: Mapping[str, Any]) -> Mapping[str, str]:
    return {
        f"{PLACES[each['in']]}.{each['name']}": _asked(bool(each.get("required")))
        for each in said.get("parameters", ())
        if each.get("in") in PLACES
    }


def _asked(required: bool) -> str:
    return "required" if required else "optional"


def _models(said: Mapping[str, Any]) -> Mapping[str, str]:
    content = said.get("requestBody", {}).get("content", {})
    return {
        media_type: each["schema"]["$ref"].rpartition("/")[2]
        for media_type, each in content.items()
        if "$ref" in each.get("schema", {})
    }


def _validation(said: Mapping[str, Any], validators: Mapping[str, Any]) -> tuple[bool, bool]:
    chosen = validators.get(said.get(f"{PREFIX}request-validator", ""), {})
    return bool(chosen.get("validateRequestBody")), bool(chosen.get("validateRequestParameters"))


# definitions --------------------------------------------------------------------------------------


def of_definition(found: Definition, known: Known) -> Operations | None:
    """Return what a REST API is defined as; None where nobody may know."""
    if found.resources is None:
        return None
    authorizers = _names(found.authorizers, "id", "name")
    validators = None if found.validators is None else {each["id"]: each for each in found.validators}
    return {
        (resource["path"], verb): _defined(said, authorizers, validators, known)
        for resource in found.resources
        for verb, said in resource.get("resourceMethods", {}).items()
    }


def _names(found: Answers, id: str, name: str) -> Mapping[str, str]:
    return {each[id]: each[name] for each in found or ()}


def _defined(
    said: Mapping[str, Any],
    authorizers: Mapping[str, str],
    validators: Mapping[str, Mapping[str, Any]] | None,
    known: Known,
) -> Served:
    integration = said.get("methodIntegration", {})
    served = _integrated(integration, known) if integration else Served()
    kind = said.get("authorizationType", "NONE")
    validator = (validators or {}).get(said.get("requestValidatorId", ""), {})
    return served.replace(
        timeout=integration.get("timeoutInMillis"),
        access=kind if kind in ("NONE", "AWS_IAM") else authorizers.get(said.get("authorizerId", "")),
        scopes=tuple(sorted(said.get("authorizationScopes", ()))),
        api_key=bool(said.get("apiKeyRequired")),
        parameters={
            name.removeprefix("method.request."): _asked(required)
            for name, required in said.get("requestParameters", {}).items()
            if not name.startswith("method.request.path.")
        },
        models=said.get("requestModels", {}),
        validation=None
        if validators is None
        else (bool(validator.get("validateRequestBody")), bool(validator.get("validateRequestParameters"))),
    )


# routes -------------------------------------------------------------------------------------------


def of_routes(found: Routed) -> Operations | None:
    """Return what a WebSocket or HTTP API is defined as, by the keys of routes; None where nobody may know."""
    if found.routes is None:
        return None
    integrations = {each["IntegrationId"]: each for each in found.integrations or ()}
    authorizers = _names(found.authorizers, "AuthorizerId", "Name")
    return {("", each["RouteKey"]): _routed(each, integrations, authorizers) for each in found.routes}


def _routed(
    said: Mapping[str, Any], integrations: Mapping[str, Mapping[str, Any]], authorizers: Mapping[str, str]
) -> Served:
    integration = integrations.get(said.get("Target", "").removeprefix("integrations/"), {})
    kind = said.get("AuthorizationType", "NONE")
    return Served(
        type=integration.get("IntegrationType"),
        uri=_function(integration.get("IntegrationUri")),
        access=kind if kind in ("NONE", "AWS_IAM") else authorizers.get(said.get("AuthorizerId", "")),
        scopes=tuple(sorted(said.get("AuthorizationScopes", ()))),
        api_key=bool(said.get("ApiKeyRequired")),
    )


def of_second(made: Http | Socket, known: Known) -> Operations:
    """Return what the plan of a WebSocket or HTTP API wants, by the keys of routes."""
    if isinstance(made, Socket):
        return dict(_of_socket(made, known))
    served = of_plan(made.api.body, known)
    return {
        ("", "$default" if path == CATCH_ALL else f"{verb} {path}"): Served(
            type=said.type, uri=_function(said.uri), access=said.access, scopes=said.scopes
        )
        for (path, verb), said in served.items()
    }


def _of_socket(made: Socket, known: Known) -> Iterator[tuple[Operation, Served]]:
    integrations = {each.id: each for each in made.integrations}
    authorizers = {each.id: each.name for each in made.authorizers}
    for route in made.routes:
        called = integrations.get(route.integration or "")
        access = authorizers[route.authorizer] if route.authorizer else route.access
        yield (
            ("", route.key),
            Served(
                type=called.type if called else None,
                uri=_function(known.text(called.uri)) if called else None,
                access=access,
                api_key=route.api_key,
            ),
        )


def _function(uri: str | None) -> str | None:
    """Return the function that a URI invokes, where it does: it may be told as that alone."""
    return uri.partition("/functions/")[2].removesuffix("/invocations") if uri and "/functions/" in uri else uri
