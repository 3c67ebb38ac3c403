"""The `$context` variables of a REST API: what API Gateway knows about a request.

Names stand here without `$context.`, as they are written in mappings and logs:
`identity.sourceIp`.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Literal

from apicompiler.suggest import closest

ANYWHERE = frozenset(
    """
    accountId apiId awsEndpointRequestId deploymentId domainName domainPrefix extendedRequestId httpMethod
    identity.accountId identity.apiKey identity.apiKeyId identity.caller identity.clientCert.clientCertPem
    identity.clientCert.issuerDN identity.clientCert.serialNumber identity.clientCert.subjectDN
    identity.clientCert.validity.notAfter identity.clientCert.validity.notBefore
    identity.cognitoAuthenticationProvider identity.cognitoAuthenticationType identity.cognitoIdentityId
    identity.cognitoIdentityPoolId identity.principalOrgId identity.sourceIp identity.user identity.userAgent
    identity.userArn identity.vpcId identity.vpceId isCanaryRequest path protocol requestId requestTime
    requestTimeEpoch resourceId resourcePath responseOverride.status stage wafResponseCode webaclArn
    authorizer.principalId
    """.split()
)
"""What every template, mapping and log may read."""

ERRORS = frozenset("error.message error.messageString error.responseType error.validationErrorString".split())
"""What only gateway responses and logs may read: no other template runs once a request has failed."""

LOGS = frozenset(
    """
    authenticate.error authenticate.latency authenticate.status authorize.error authorize.latency authorize.status
    authorizer.error authorizer.integrationLatency authorizer.integrationStatus authorizer.latency
    authorizer.requestId authorizer.status customDomain.basePathMatched customDomain.routingRuleIdMatched
    integration.error integration.integrationStatus integration.latency integration.requestId integration.status
    integrationErrorMessage integrationLatency integrationStatus responseLatency responseLength status
    waf.error waf.latency waf.status xrayTraceId
    """.split()
)
"""What only logs may read: it is known when the answer has gone out."""

IN_TEMPLATES = ANYWHERE
IN_GATEWAY_RESPONSES = ANYWHERE | ERRORS
IN_LOGS = ANYWHERE | ERRORS | LOGS

SOCKETS = frozenset(
    """
    apiId authorizer.principalId connectedAt connectionId domainName error.message error.messageString
    error.responseType error.validationErrorString eventType extendedRequestId identity.accountId identity.apiKey
    identity.apiKeyId identity.caller identity.cognitoAuthenticationProvider identity.cognitoAuthenticationType
    identity.cognitoIdentityId identity.cognitoIdentityPoolId identity.principalOrgId identity.sourceIp identity.user
    identity.userAgent identity.userArn messageId requestId requestTime requestTimeEpoch routeKey stage status
    """.split()
)
"""What templates and mappings of WebSocket APIs may read.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-mapping-template-reference.html
"""

IN_SOCKET_LOGS = SOCKETS | frozenset(
    """
    authenticate.error authenticate.latency authenticate.status authorize.error authorize.latency authorize.status
    authorizer.error authorizer.integrationLatency authorizer.integrationStatus authorizer.latency
    authorizer.requestId authorizer.status integration.error integration.integrationStatus integration.latency
    integration.requestId integration.status integrationErrorMessage integrationLatency
    waf.error waf.latency waf.status
    """.split()
)
"""What access logs of WebSocket APIs may read.

https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-logging.html
"""

HTTP = frozenset(
    """
    accountId apiId authorizer.error authorizer.principalId awsEndpointRequestId awsEndpointRequestId2
    customDomain.basePathMatched dataProcessed domainName domainPrefix error.message error.messageString
    error.responseType extendedRequestId httpMethod identity.accountId identity.caller
    identity.clientCert.clientCertPem identity.clientCert.issuerDN identity.clientCert.serialNumber
    identity.clientCert.subjectDN identity.clientCert.validity.notAfter identity.clientCert.validity.notBefore
    identity.cognitoAuthenticationProvider identity.cognitoAuthenticationType identity.cognitoIdentityId
    identity.cognitoIdentityPoolId identity.principalOrgId identity.sourceIp identity.user identity.userAgent
    identity.userArn integration.error integration.integrationStatus integration.latency integration.requestId
    integration.status integrationErrorMessage integrationLatency integrationStatus path protocol requestId
    requestTime requestTimeEpoch responseLatency responseLength routeKey stage status
    """.split()
)
"""What mappings and access logs of HTTP APIs may read.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
"""

Kind = Literal["rest", "http", "websocket"]
TEMPLATES_OF: Mapping[Kind, frozenset[str]] = {"rest": IN_TEMPLATES, "http": HTTP, "websocket": SOCKETS}
LOGS_OF: Mapping[Kind, frozenset[str]] = {"rest": IN_LOGS, "http": HTTP, "websocket": IN_SOCKET_LOGS}


def shared(kinds: Iterable[Kind], of: Mapping[Kind, frozenset[str]]) -> frozenset[str]:
    """Return the names that all *kinds* of APIs know."""
    return frozenset.intersection(*(of[kind] for kind in kinds))


# What a Lambda authorizer or a user pool returns, and what a template may set, has names that others choose.
_OPEN = re.compile(
    r"(authorizer(\.claims)?|requestOverride\.(header|path|querystring)|responseOverride\.header)\.[^.].*"
)


def known(name: str, among: frozenset[str] = IN_LOGS) -> bool:
    """Whether API Gateway fills `$context.`*name* in, where those of *among* are known."""
    return name in among or bool(_OPEN.fullmatch(name))


def suggestion(name: str, among: frozenset[str] = IN_LOGS) -> str:
    """Return the variable that *name* was probably meant to be, or the empty string.

    Somebody who leaves the group out means its member: `sourceIp` is `identity.sourceIp`.
    """
    members = [whole for whole in sorted(among) if whole.rpartition(".")[2] == name.rpartition(".")[2]]
    return members[0] if members else closest(name, sorted(among))
