"""Calls the members with tokens of their pool, and without; prints what is answered, as JSON.

MiniStack runs HTTP APIs and imports no documents for them: what the document says is told it again, route by route.
"""

import base64
import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
from deployment import STAGE, Resources, deploy

ANY = "x-amazon-apigateway-any-method"
IMPORTED = "AWS::ApiGatewayV2::Api: MiniStack does not import its document, and is told it route by route"


def main(assembly: Path) -> None:
    ids, left_out = deploy(assembly, "members-dev", fitted)
    token = signed_in(ids["UserPoolUsers"], ids["PoolClientUsersSync"])
    address = f"{os.environ['AWS_ENDPOINT_URL']}/_aws/execute-api/{ids['ApiV1']}/{STAGE}/members/"
    bearer = {"Authorization": f"Bearer {token}"}
    asking = {"Origin": "http://localhost:5173", "Access-Control-Request-Method": "GET"}
    head, claims, signature = token.split(".")
    forged = {"Authorization": f"Bearer {head}.{claims}.{signature[::-1]}"}
    answers = {
        "nobody is let in without a token": answer("GET", address + "1"),
        "a forged token opens nothing": answer("GET", address + "1", forged),
        "a token with the scope opens it": answer("GET", address + "1", bearer),
        "the function answers, too, that nobody is called so": answer("GET", address + "2", bearer),
        "a token without the scope is refused": answer("PUT", address + "1", bearer),
        "a preflight is answered without one": answer("OPTIONS", address + "1", asking),
    }
    print(json.dumps({"answers": answers, "left out": [*left_out, IMPORTED]}))


def signed_in(pool: str, client: str) -> str:
    """Return a token that the machine among the clients gets, to read with."""
    said = boto3.client("cognito-idp").describe_user_pool_client(UserPoolId=pool, ClientId=client)["UserPoolClient"]
    proof = base64.b64encode(f"{client}:{said['ClientSecret']}".encode()).decode()
    form = urllib.parse.urlencode({"grant_type": "client_credentials", "scope": "members/read"}).encode()
    headers = {"Authorization": f"Basic {proof}", "Content-Type": "application/x-www-form-urlencoded"}
    status, given = answer("POST", f"{os.environ['AWS_ENDPOINT_URL']}/oauth2/token", headers, form)
    assert status == 200, given
    return given["access_token"]


def fitted(kept: Resources) -> Resources:
    """Return the template as the emulator takes it."""
    for found in kept.values():
        if found["Type"] == "AWS::Cognito::UserPoolClient":
            found["Properties"]["SupportedIdentityProviders"] = ["COGNITO"]
    api = next(id for id, found in kept.items() if found["Type"] == "AWS::ApiGatewayV2::Api")
    body = kept[api]["Properties"].pop("Body")
    # MiniStack takes it as the document has it, and not as CloudFormation would.
    cors = body["x-amazon-apigateway-cors"]
    kept[api]["Properties"] |= {"ProtocolType": "HTTP", "Name": body["info"]["title"], "CorsConfiguration": cors}
    return kept | dict(told_again(api, body))


def told_again(api: str, body: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield what API Gateway makes of a document that it imports."""
    for name, scheme in body["components"]["securitySchemes"].items():
        said = scheme["x-amazon-apigateway-authorizer"]
        yield (
            f"Authorizer{name}",
            {
                "Type": "AWS::ApiGatewayV2::Authorizer",
                "Properties": {
                    "ApiId": {"Ref": api},
                    "Name": name,
                    "AuthorizerType": said["type"].upper(),
                    "IdentitySource": [said["identitySource"]],
                    "JwtConfiguration": {word.title(): value for word, value in said["jwtConfiguration"].items()},
                },
            },
        )
    for path, methods in body["paths"].items():
        for word, route in methods.items():
            said, [security] = route["x-amazon-apigateway-integration"], route["security"]
            [(name, scopes)] = security.items()
            yield (
                f"Integration{route['operationId']}",
                {
                    "Type": "AWS::ApiGatewayV2::Integration",
                    "Properties": {
                        "ApiId": {"Ref": api},
                        "IntegrationType": said["type"].upper(),
                        "IntegrationMethod": said["httpMethod"],
                        "IntegrationUri": said["uri"],
                        "PayloadFormatVersion": said["payloadFormatVersion"],
                    },
                },
            )
            yield (
                f"Route{route['operationId']}",
                {
                    "Type": "AWS::ApiGatewayV2::Route",
                    "Properties": {
                        "ApiId": {"Ref": api},
                        "RouteKey": f"{'ANY' if word == ANY else word.upper()} {path}",
                        "Target": {"Fn::Join": ["", ["integrations/", {"Ref": f"Integration{route['operationId']}"}]]},
                        "AuthorizationType": "JWT",
                        "AuthorizerId": {"Ref": f"Authorizer{name}"},
                        "AuthorizationScopes": scopes,
                    },
                },
            )


def answer(method: str, address: str, headers: dict[str, str] | None = None, body: bytes | None = None) -> list[Any]:
    """Return the status and what is answered, read as JSON."""
    request = urllib.request.Request(address, method=method, headers=headers or {}, data=body)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=20) as response:
            status, text = response.status, response.read()
    except urllib.error.HTTPError as error:
        status, text = error.code, error.read()
    return [status, json.loads(text) if text else None]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
