"""The doors of an API: its kind of endpoint, the address that API Gateway gives it, and how bodies pass."""

import re
from fnmatch import fnmatchcase

from apicompiler.blueprint import Blueprint, Custom, S3Integration, Service
from apicompiler.diagnostic import WARNING, Finding, Findings, Note, Replace
from apicompiler.limits import COMPRESSION_BYTES
from apicompiler.pointers import Outside
from apicompiler.rules import rule
from apicompiler.rules.domains import example
from apicompiler.target import Target

PRIVATE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-apis.html"
CLOSED = "https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-disable-default-endpoint.html"
MUTUAL_TLS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mutual-tls.html"
COMPRESSION = (
    "https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/apigateway/"
    "test_apigateway_api.snapshot.json"
)
CHINA = 'environments: {dev: {account: "111111111111", region: cn-north-1}}'
QUEUE = "'arn:aws:sqs:eu-west-1:111111111111:books'"
DOOR = "endpoint: {private: {vpcEndpoints: [vpce-0123456789abcdef0]}}"
TRUST = "{truststore: s3://trust/ca.pem, version: abc}"


@rule(
    "AC1201",
    bad=f"endpoint: edge\n{CHINA}",
    good=f"endpoint: regional\n{CHINA}",
    evidence="https://github.com/serverless/examples/issues/516",
)
def edge_where_there_is_none(target: Target) -> Findings:
    """An edge endpoint is for the regions that CloudFront serves: not those of China, nor GovCloud."""
    region = target.environment.region
    if target.blueprint.endpoint == "edge" and region.partition != "aws":
        yield Finding(
            at=target.at / "endpoint",
            message=f"there are no edge endpoints in {region}",
            help="write `regional`",
            notes=(Note(target.environment.at / "region", "deployed to this region"),),
            fix=Replace(target.at / "endpoint", "regional"),
        )


@rule(
    "AC1203",
    binding=True,
    bad="endpoint: {private: {vpcEndpoints: []}}",
    good=DOOR,
    evidence=PRIVATE,
)
def private_endpoint_without_door(target: Target) -> Findings:
    """A private endpoint has at least one interface endpoint of a VPC: nobody could reach it otherwise."""
    door = target.door
    if door and not door.vpc_endpoints and target.is_whole(door.at / "vpcEndpoints"):
        yield Finding(
            at=door.at / "vpcEndpoints",
            message="nothing leads to the API",
            help="write the id of an interface endpoint for `execute-api`, or `{vpc: …}` to have one made",
        )


@rule(
    "AC1204",
    bad="executeApi: false",
    good=f"executeApi: false\n{example()}",
    evidence=CLOSED,
)
def closed_without_domain(target: Target) -> Findings:
    """Where the address that API Gateway gives is closed, a domain leads to every API."""
    if target.blueprint.execute_api:
        return
    leading = [text for domain in target.blueprint.domains.values() for text in domain.paths.values()]
    leading += [route.api for domain in target.own_domains for route in domain.routes]
    mapped = {text.partition("/")[0] for text in leading}
    for key in target.blueprint.apis:
        if key not in mapped:
            yield Finding(
                at=target.at / "executeApi",
                message=f"nothing leads to `{key}`: its own address is closed, and no domain names it",
                help=f"give it a base path in `domains`, as `paths: {{/: {key}}}`",
                notes=(Note(target.blueprint.apis[key].at.key, "this API"),),
            )


@rule(
    "AC1205",
    severity=WARNING,
    bad=example(mutualTls=TRUST),
    good=f"executeApi: false\n{example(mutualTls=TRUST)}",
    evidence=MUTUAL_TLS,
)
def way_around_mutual_tls(target: Target) -> Findings:
    """Where a domain asks for certificates, the address that API Gateway gives is closed.

    It asks for none, and anybody who knows it calls past the domain.
    """
    for domain in target.own_domains:
        if domain.mutual_tls and target.blueprint.execute_api and not target.is_private(domain):
            yield Finding(
                at=(domain.at / "mutualTls").key,
                message="whoever calls the address that API Gateway gives needs no certificate",
                help="write `executeApi: false`",
            )


@rule(
    "AC1207",
    bad="binary: [image~1png]",
    good="binary: [image/png]",
    evidence="https://github.com/aws/serverless-application-model/issues/1036",
)
def invalid_media_type(blueprint: Blueprint) -> Findings:
    """A binary media type is a type and a subtype, of which the second or both may be `*`.

    `~1` stands for a slash in patches of the control plane, and nowhere else.
    """
    for index, text in enumerate(blueprint.binary):
        if re.fullmatch(r"\*/\*|[\w!#$&^.+-]+/(\*|[\w!#$&^.+-]+)", text):
            continue
        better = text.replace("~1", "/")
        yield Finding(
            at=blueprint.at / "binary" / index,
            message=f"`{text[:80]}` is no media type, and no body would ever be of it",
            help=f"write `{better}`" if better != text else "write it like `image/png`, `image/*` or `*/*`",
            fix=Replace(blueprint.at / "binary" / index, better) if better != text else None,
        )


@rule("AC1208", bad="compress: 10485761", good="compress: 10485760", evidence=COMPRESSION)
def compression_out_of_range(blueprint: Blueprint) -> Findings:
    """Bodies are compressed from a size on of at most 10 MiB."""
    lowest, highest = COMPRESSION_BYTES
    if isinstance(blueprint.compress, int) and not lowest <= blueprint.compress <= highest:
        better = str(min(max(blueprint.compress, lowest), highest))
        yield Finding(
            at=blueprint.at / "compress",
            message=f"{blueprint.compress} bytes are not between {lowest} and {highest}",
            help=f"write `{better}`, or `off`",
            fix=Replace(blueprint.at / "compress", better),
        )


@rule(
    "AC1234",
    bad="endpoint: {private: {vpcEndpoints: [vpce-0123456789abcdef0, vpce-0123456789abcdef0]}}",
    good=DOOR,
    evidence="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-properties-apigateway-restapi-endpointconfiguration.html",
)
def repeated_vpc_endpoint(target: Target) -> Findings:
    """An interface endpoint of a private API is named once: CloudFormation refuses a list that repeats one."""
    endpoints = target.door.ways if target.door else ()
    for index, endpoint in enumerate(endpoints):
        if target.door and isinstance(endpoint, Outside) and endpoint in endpoints[:index]:
            yield Finding(
                at=target.door.at / "vpcEndpoints" / index,
                message=f"`{endpoint}` is named already",
                help="remove it",
                notes=(Note(target.door.at / "vpcEndpoints" / endpoints.index(endpoint), "named here first"),),
            )


@rule(
    "AC1235",
    severity=WARNING,
    bad=f"binary: ['*/*']\nintegrations: {{books: {{sqs: {QUEUE}}}}}",
    good=f"binary: ['image/*']\nintegrations: {{books: {{sqs: {QUEUE}}}}}",
    evidence="https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html",
)
def template_of_a_binary_body(target: Target) -> Findings:
    """A body that a template reads is text.

    Where JSON is a binary media type, a template is given its bytes, in which it finds nothing.
    """
    kinds = [kind for kind in target.blueprint.binary if fnmatchcase("application/json", kind)]
    if not kinds:
        return
    for method in target.rest_methods:
        chosen = method.integration.value if method.integration else None
        read = isinstance(chosen, Service) and not isinstance(chosen, S3Integration)
        if isinstance(chosen, Custom) and (read or chosen.request) and chosen.content is None:
            yield Finding(
                at=target.at / "binary" / target.blueprint.binary.index(kinds[0]),
                message=f"`{kinds[0]}` is JSON, too, and a template of `{method.operation.title}` reads it as text",
                help="name what is binary, as `image/*`, or write `content: text` at the integration",
                notes=(Note(chosen.at.key, "this one has a template"),),
            )
            return
