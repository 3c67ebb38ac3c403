"""Leaves out of an assembly what MiniStack does not take: an unknown type of resource ends its deployment."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from localemu import http_document

LEFT_OUT = {
    "AWS::ApiGatewayV2::Deployment": "a stage deploys by itself",
    "AWS::ApiGatewayV2::IntegrationResponse": "its API is told instead",
    "AWS::ApiGatewayV2::Model": "no message is checked",
    "AWS::ApiGatewayV2::RouteResponse": "every route is answered",
    "AWS::ApiGatewayV2::DomainName": "nobody resolves its name here",
    "AWS::ApiGatewayV2::ApiMapping": "its domain is left out",
    "AWS::Route53::RecordSet": "its domain is left out",
    "AWS::CertificateManager::Certificate": "its domain is left out",
    "AWS::Cognito::UserPoolIdentityProvider": "nobody has the secrets of those providers here",
}
"""The types that are left out, and what that means."""
Resources = dict[str, Any]


def fit(assembly: Path, endpoint: str) -> None:
    """Write the templates of an assembly again, as MiniStack takes them."""
    for file in assembly.glob("*.template.json"):
        template = json.loads(file.read_text(encoding="utf-8"))
        template["Resources"] = _fitted(template["Resources"], endpoint)
        # It knows few of the attributes that are told, and fails for the others.
        template.pop("Outputs", None)
        file.write_text(json.dumps(template), encoding="utf-8")


def _fitted(resources: Resources, endpoint: str) -> Resources:
    mapped = {id: _mapping(said, resources) for id, said in resources.items()}
    kept = {id: said for id, said in mapped.items() if said["Type"] not in LEFT_OUT}
    for said in kept.values():
        if "DependsOn" in said:
            said["DependsOn"] = [id for id in said["DependsOn"] if id in kept]
        if said["Type"] == "AWS::ApiGatewayV2::Stage":
            del said["Properties"]["DeploymentId"]
            said["Properties"]["AutoDeploy"] = True
    for said in _of_type(kept, "AWS::Cognito::UserPoolClient"):
        said["Properties"]["SupportedIdentityProviders"] = ["COGNITO"]
    for id in [id for id, said in kept.items() if "Body" in said.get("Properties", {}) and _is_http(said)]:
        kept |= _told(id, kept[id]["Properties"])
    return _with_addresses(_without_variables(kept), endpoint)


def _is_http(said: dict[str, Any]) -> bool:
    return bool(said["Type"] == "AWS::ApiGatewayV2::Api")


def _told(api: str, properties: dict[str, Any]) -> Resources:
    """Take the document out of an HTTP API, and return what has to be told instead: MiniStack imports none."""
    document = properties.pop("Body")
    properties.pop("FailOnWarnings", None)
    properties |= http_document.properties(document)
    told: Resources = {}
    for name, said in http_document.authorizers(document).items():
        told[f"{api}Authorizer{name}"] = _part("Authorizer", api, said)
    for route in http_document.routes(document):
        integration = f"{api}Integration{route.id}"
        told[integration] = _part("Integration", api, route.integration)
        secured = {"AuthorizerId": {"Ref": f"{api}Authorizer{route.authorizer}"}} if route.authorizer else {}
        target = {"Target": {"Fn::Join": ["", ["integrations/", {"Ref": integration}]]}}
        told[f"{api}Route{route.id}"] = _part("Route", api, route.properties | secured | target)
    return told


def _part(kind: str, api: str, said: dict[str, Any]) -> dict[str, Any]:
    return {"Type": f"AWS::ApiGatewayV2::{kind}", "Properties": {"ApiId": {"Ref": api}, **said}}


def _mapping(said: dict[str, Any], resources: Resources) -> dict[str, Any]:
    """Write a mapping of a REST API in the words of version 1, which are the ones that MiniStack follows."""
    if said["Type"] != "AWS::ApiGatewayV2::ApiMapping":
        return said
    properties = said["Properties"]
    if resources[properties["ApiId"]["Ref"]]["Type"] != "AWS::ApiGateway::RestApi":
        return said
    path = {"BasePath": properties["ApiMappingKey"]} if "ApiMappingKey" in properties else {}
    rest = {"DomainName": properties["DomainName"], "RestApiId": properties["ApiId"], "Stage": properties["Stage"]}
    return {**said, "Type": "AWS::ApiGateway::BasePathMapping", "Properties": rest | path}


def _without_variables(resources: Resources) -> Resources:
    """Fill the variables of a WebSocket API's one stage in: MiniStack does not, in the names of functions."""
    text = json.dumps(resources)
    for said in _of_type(resources, "AWS::ApiGatewayV2::Stage"):
        for name, value in said["Properties"].get("StageVariables", {}).items():
            text = text.replace(f"${{stageVariables.{name}}}", value)
    filled: Resources = json.loads(text)
    return filled


def _with_addresses(resources: Resources, endpoint: str) -> Resources:
    """Tell functions where the connections of a WebSocket API are reached."""
    sockets = [id for id, said in resources.items() if said.get("Properties", {}).get("ProtocolType") == "WEBSOCKET"]
    for stage in _of_type(resources, "AWS::ApiGatewayV2::Stage"):
        api, name = stage["Properties"]["ApiId"], stage["Properties"]["StageName"]
        if api["Ref"] not in sockets:
            continue
        address = {"Fn::Join": ["", [f"{endpoint}/_aws/execute-api/", api, f"/{name}"]]}
        for function in _of_type(resources, "AWS::Lambda::Function"):
            variables = function["Properties"].setdefault("Environment", {}).setdefault("Variables", {})
            variables["CONNECTIONS_URL"] = address
    return resources


def _of_type(resources: Resources, type: str) -> Iterator[dict[str, Any]]:
    return (said for said in resources.values() if said["Type"] == type)


def tell(client: Any, original: Resources, ids: dict[str, str]) -> None:
    """Tell an API the answers of its integrations, which are left out of the template."""
    for said in _of_type(original, "AWS::ApiGatewayV2::IntegrationResponse"):
        api, integration = (ids[said["Properties"][key]["Ref"]] for key in ("ApiId", "IntegrationId"))
        if not client.get_integration_responses(ApiId=api, IntegrationId=integration)["Items"]:
            client.create_integration_response(**said["Properties"] | {"ApiId": api, "IntegrationId": integration})
