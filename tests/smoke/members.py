"""Deploys the members to an emulator on this machine, and calls them with tokens of their pool: `make smoke-members`.

MiniStack runs HTTP APIs and user pools, and imports no documents for the former: what the document says is told it
again, route by route. Providers whose secrets nobody has here are left out, and said. Everything that is started
listens on loopback and is stopped in the end.
"""

import base64
import json
import sys
import urllib.error
import urllib.parse
import urllib.request
from functools import partial
from pathlib import Path

from chat import ROOT, emulator, run, stacked, without

UNKNOWN = ("AWS::ApiGatewayV2::Deployment", "AWS::Cognito::UserPoolIdentityProvider")
ANY = "x-amazon-apigateway-any-method"


def call(template: Path) -> int:
    with emulator() as port:
        api, token = deploy(json.loads(template.read_text()), port)
        address = f"http://127.0.0.1:{port}/_aws/execute-api/{api}/live/members/"
        bearer = {"Authorization": f"Bearer {token}"}
        asking = {"Origin": "http://localhost:5173", "Access-Control-Request-Method": "GET"}
        forged = {"Authorization": f"Bearer {token[:-6]}AAAAAA"}
        seen = {
            "nobody is let in without a token": answer("GET", address + "1"),
            "a forged token opens nothing": answer("GET", address + "1", forged),
            "a token with the scope opens it": answer("GET", address + "1", bearer),
            "the function answers, too, that nobody is called so": answer("GET", address + "2", bearer),
            "a token without the scope is refused": answer("PUT", address + "1", bearer),
            "a preflight is answered without one": answer("OPTIONS", address + "1", asking)[:1],
        }
    expected = {
        "nobody is let in without a token": (401, {"message": "Unauthorized"}),
        "a forged token opens nothing": (401, {"message": "Unauthorized"}),
        "a token with the scope opens it": (200, {"name": "Ada", "since": "2020-01-01"}),
        "the function answers, too, that nobody is called so": (404, None),
        "a token without the scope is refused": (403, {"message": "Forbidden"}),
        "a preflight is answered without one": (204,),
    }
    for what, wanted in expected.items():
        print(f"{'ok  ' if seen[what] == wanted else 'FAIL'} {what}: {seen[what]}")
    return 0 if seen == expected else 1


def deploy(template, port: int) -> tuple[str, str]:
    """Deploy as much of the template as the emulator takes, and return the API and a token to read with."""
    import boto3

    client = partial(boto3.client, endpoint_url=f"http://127.0.0.1:{port}")
    code = dict.fromkeys(("members", "welcome"), ROOT / "blueprints/members/services/members")
    ids = stacked(client, "members", fit(template), code)
    pool, machine = ids["UserPoolUsers"], ids["PoolClientUsersSync"]
    said = client("cognito-idp").describe_user_pool_client(UserPoolId=pool, ClientId=machine)["UserPoolClient"]
    proof = base64.b64encode(f"{machine}:{said['ClientSecret']}".encode()).decode()
    form = urllib.parse.urlencode({"grant_type": "client_credentials", "scope": "members/read"}).encode()
    status, given = answer(
        "POST",
        f"http://127.0.0.1:{port}/oauth2/token",
        {"Authorization": f"Basic {proof}", "Content-Type": "application/x-www-form-urlencoded"},
        form,
    )
    assert status == 200, given
    return ids["ApiV1"], given["access_token"]


def fit(template):
    """Return the template as the emulator takes it."""
    kept = without(template, UNKNOWN)
    for found in kept.values():
        if found["Type"] == "AWS::Cognito::UserPoolClient":
            found["Properties"]["SupportedIdentityProviders"] = ["COGNITO"]
    api = next(id for id, found in kept.items() if found["Type"] == "AWS::ApiGatewayV2::Api")
    body = kept[api]["Properties"].pop("Body")
    # MiniStack takes it as the document has it, and not as CloudFormation would.
    cors = body["x-amazon-apigateway-cors"]
    kept[api]["Properties"] |= {"ProtocolType": "HTTP", "Name": body["info"]["title"], "CorsConfiguration": cors}
    return {"Resources": kept | dict(told_again(api, body))}


def told_again(api: str, body):
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


def answer(method: str, address: str, headers=(), body: bytes | None = None):
    """Return the status and what is answered, read as JSON."""
    request = urllib.request.Request(address, method=method, headers=dict(headers), data=body)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=20) as response:
            status, text = response.status, response.read()
    except urllib.error.HTTPError as error:
        status, text = error.code, error.read()
    return status, json.loads(text) if text else None


if __name__ == "__main__":
    sys.exit(call(Path(sys.argv[2])) if sys.argv[1:2] == ["call"] else run(__file__, "members", "call"))
