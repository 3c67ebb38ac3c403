"""What the service answers when it is asked what an API holds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from imports.held import Held, Thing, thing, with_names

if TYPE_CHECKING:
    from apicompiler.account.connection import Connection

Answers = Mapping[str, Any]

LISTS = ("authorizers", "documentation_parts", "gateway_responses", "models", "request_validators", "resources")


def answers(connection: Connection, body: str) -> Answers:
    """Import *body*, ask for everything that is there now, and delete it again."""
    api = connection.ask("apigateway", "import_rest_api", body=body.encode())
    try:
        return {
            "warnings": api.get("warnings", []),
            "api": connection.ask("apigateway", "get_rest_api", restApiId=api["id"]),
            **{name: _list(connection, name, api["id"]) for name in LISTS},
        }
    finally:
        connection.ask("apigateway", "delete_rest_api", restApiId=api["id"])


def _list(connection: Connection, name: str, api: str) -> list[Thing]:
    embed = {"embed": ["methods"]} if name == "resources" else {}
    # Of some of these the service has no pages that boto3 knows; each page says where the next one begins.
    found: list[Thing] = []
    position: dict[str, str] = {}
    while True:
        page = connection.ask("apigateway", f"get_{name}", restApiId=api, limit=500, **embed, **position)
        found += page["items"]
        if not page.get("position"):
            return found
        position = {"position": page["position"]}


def held(answers: Answers) -> Held:
    """Return what is held, with names where the service has ids."""
    authorizers = {found["id"]: found["name"] for found in answers["authorizers"]}
    validators = {found["id"]: found["name"] for found in answers["request_validators"]}
    found: Held = {
        "API": {"": _api(answers["api"]) | thing(warnings=answers["warnings"])},
        "resource": {resource["path"]: {} for resource in answers["resources"]},
        "method": {},
        "method response": {},
        "integration": {},
        "integration response": {},
        "model": {model["name"]: _model(model) for model in answers["models"]},
        "validator": {each["name"]: _but(each, "id", "name") for each in answers["request_validators"]},
        "authorizer": {each["name"]: thing(**_but(each, "id", "name")) for each in answers["authorizers"]},
        "gateway response": {
            each["responseType"]: thing(**_but(each, "responseType", "defaultResponse"))
            for each in answers["gateway_responses"]
            if not each.get("defaultResponse")
        },
        "documentation part": {
            json.dumps(part["location"], sort_keys=True): {"properties": json.loads(part["properties"])}
            for part in answers["documentation_parts"]
        },
    }
    for resource in answers["resources"]:
        for word, method in resource.get("resourceMethods", {}).items():
            place = f"{word} {resource['path']}"
            found["method"][place] = _method(method, authorizers, validators)
            for status, response in method.get("methodResponses", {}).items():
                found["method response"][f"{place} {status}"] = thing(**_but(response, "statusCode"))
            if integration := method.get("methodIntegration"):
                found["integration"][place] = _integration(integration, resource["id"])
                for status, answer in integration.get("integrationResponses", {}).items():
                    found["integration response"][f"{place} {status}"] = thing(**_but(answer, "statusCode"))
    return found


def _but(answer: Thing, *names: str) -> Thing:
    return {name: value for name, value in answer.items() if name not in names}


def _api(api: Thing) -> Thing:
    policy = api.get("policy", "{}")
    # The service escapes the quotes of a policy once more than JSON does.
    policy = json.loads(policy.replace('\\"', '"') if policy.startswith('{\\"') else policy)
    return thing(
        name=api["name"],
        version=api.get("version"),
        description=api.get("description"),
        binaryMediaTypes=sorted(api.get("binaryMediaTypes", ())),
        minimumCompressionSize=api.get("minimumCompressionSize"),
        apiKeySource=api["apiKeySource"],
        disableExecuteApiEndpoint=api["disableExecuteApiEndpoint"],
        policy=json.loads(json.dumps(policy).replace(f":{api['id']}/", ":{api}/")),
    )


def _method(method: Thing, authorizers: Mapping[str, str], validators: Mapping[str, str]) -> Thing:
    authorizer, validator = method.get("authorizerId"), method.get("requestValidatorId")
    own = _but(method, "httpMethod", "authorizerId", "requestValidatorId", "methodResponses", "methodIntegration")
    return thing(
        **own,
        authorizer=authorizer and authorizers.get(authorizer, authorizer),
        requestValidator=validator and validators.get(validator, validator),
    )


def _integration(integration: Thing, resource: str) -> Thing:
    own = _but(integration, "integrationResponses", "cacheKeyParameters", "cacheNamespace")
    namespace = integration.get("cacheNamespace")
    return thing(
        **own,
        cacheKeyParameters=sorted(integration.get("cacheKeyParameters", ())),
        # Recorded: the id of the resource, where the document says nothing.
        cacheNamespace=None if namespace == resource else namespace,
    )


def _model(model: Thing) -> Thing:
    schema = with_names(json.loads(model["schema"]))
    return thing(**_but(model, "id", "name", "schema"), schema=schema or {"": None})
