"""What is known not to be as on AWS, of every emulator.

Strict: what is seen has to be what stands here, to the letter, and a gap that an emulator closes has to leave the list.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gap:
    """A check that passes on AWS and cannot pass on an emulator."""

    cloud: str
    example: str
    check: str
    aws: str
    here: str
    """What is seen instead."""


def _of(cloud: str, example: str, *gaps: tuple[str, str, str]) -> tuple[Gap, ...]:
    return tuple(Gap(cloud, example, check, aws, here) for check, aws, here in gaps)


CLOSED = "an API whose address is closed answers nobody there"
DENIED = "an authorizer's explicit Deny is answered with 403"
UNNAMED = "a custom domain is served under its own name"
UNSIGNED = "an unsigned request to a method with IAM authorization is 403"
DISTRIBUTED = (
    "['CachePolicy600s08eb73a1 (AWS::CloudFront::CachePolicy)',"
    " 'CachePolicy600se4763f56 (AWS::CloudFront::CachePolicy)',"
    " 'Distribution (AWS::CloudFront::Distribution)'] rather than []"
)
PRIVATE = (
    "['AccessMainSsmNetVpcInside3e06d64a (AWS::ApiGateway::DomainNameAccessAssociation)',"
    " 'AccessMainVpce0123456789abcdef0465c1189 (AWS::ApiGateway::DomainNameAccessAssociation)',"
    " 'BasePathMain9f413b55 (AWS::ApiGateway::BasePathMappingV2)',"
    " 'DomainMain (AWS::ApiGateway::DomainNameV2)'] rather than []"
)

GAPS = (
    *_of(
        "LocalEmu",
        "bookstore",
        ("a partner is refused the orders of others", DENIED, "status 401 rather than 403"),
        (
            "a device is refused the events of others",
            "what an authorizer's policy does not speak of is denied, and answered with 403",
            "status 202 rather than 403",
        ),
        (
            "it stands as planned",
            "an import keeps IAM authorization, API mappings are listed, and everything can be asked for",
            "4 AC2605, 6 AC2608, 2 AC2613 rather than nothing",
        ),
        (
            "every resource is there",
            "there are routing rules",
            "['HeaderRouteMainNo1 (AWS::ApiGatewayV2::RoutingRule)'] rather than []",
        ),
        ("stock is set by nobody", UNSIGNED, "status 204 rather than 403"),
        (
            "a token for orders/read is answered with 401",
            "an access token opens what one of its scopes is for",
            "status 201 rather than 401",
        ),
        ("the domain leads to v1", UNNAMED, "status 404 rather than 200"),
        ("the reason is told", "`$context.error.validationErrorString` says what is wrong with a body", "no reason"),
        ("access logs hold a line for every request", "a stage with an access log writes to it", "no lines"),
    ),
    *_of(
        "LocalEmu",
        "intake",
        ("it stands as planned", "an import keeps IAM authorization", "13 AC2605 rather than nothing"),
        (
            "an attachment need not be JSON",
            "a body of a content type without a model is not validated",
            "status 400 rather than 201",
        ),
    ),
    *_of("LocalEmu", "petstore", ("who does not sign sees no pets", UNSIGNED, "status 200 rather than 403")),
    *_of(
        "LocalEmu",
        "chat",
        ("nothing is answered with 401", "a WebSocket API takes connections", "400 rather than 401"),
    ),
    *_of(
        "LocalEmu",
        "members",
        ("a forged token opens nothing", "the signature of a token is verified", "status 200 rather than 401"),
        ("a preflight is answered without one", "an HTTP API answers preflights itself", "status 404 rather than 204"),
    ),
    *_of(
        "LocalEmu",
        "partner/inside",
        ("every resource is there", "there are private domains", PRIVATE),
        ("the address of the API itself is closed", CLOSED, "status 404 rather than 403"),
    ),
    *_of(
        "LocalEmu",
        "partner/outside",
        ("the address of the API itself is closed", CLOSED, "status 404 rather than 403"),
    ),
    *_of(
        "LocalEmu",
        "shop/us",
        ("every resource is there", "there are distributions with several behaviors, and policies", DISTRIBUTED),
        ("the address of the API itself is closed", CLOSED, "status 200 rather than 403"),
        ("who is refused sees none", DENIED, "status 401 rather than 403"),
    ),
    *_of(
        "LocalEmu",
        "shop/world",
        ("the address of the API itself is closed", CLOSED, "status 200 rather than 403"),
        ("who is refused sees none", DENIED, "status 401 rather than 403"),
    ),
    *_of(
        "LocalEmu",
        "gauge",
        ("the domain leads to v2", UNNAMED, "status 404 rather than 200"),
        ("its base path leads to v1", UNNAMED, "status 404 rather than 200"),
        ("a quota that is used up lets nobody in", "a plan counts calls", "200 rather than 429"),
        ("one method is throttled", "a method has a throttle of its own", "60 were answered"),
    ),
    *_of(
        "MiniStack",
        "gauge",
        ("v1 says what it is", "the template of a mock is filled in", "{} rather than {'version': 1}"),
        ("v2 says what it is", "the template of a mock is filled in", "{} rather than {'version': 2}"),
    ),
)


def known(cloud: str, example: str, check: str) -> Gap | None:
    return next((gap for gap in GAPS if (gap.cloud, gap.example, gap.check) == (cloud, example, check)), None)


def of(cloud: str, example: str) -> list[Gap]:
    return [gap for gap in GAPS if (gap.cloud, gap.example) == (cloud, example)]
