"""What may stand in an OpenAPI document in the words of API Gateway: `x-amazon-apigateway-…`.

As in a blueprint, the classes are the grammar. Their keys are those of AWS, and
their words may be written in capitals or not, as API Gateway takes both.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from apicompiler.blueprint import Part, ResponseType, Validation
from apicompiler.grammar import Key, keys
from apicompiler.noun import EMPTY
from apicompiler.pointers import FunctionArn
from apicompiler.source import Location
from apicompiler.written import Duration, Region

PREFIX = "x-amazon-apigateway-"
NATIVE = r"\$\{AWS::(AccountId|Region|Partition)\}"
"""What API Gateway itself replaces when it imports a document."""
FUNCTION_URI = re.compile(
    r"arn:([\w-]+|\$\{AWS::Partition\}):apigateway:([\w-]+|\$\{AWS::Region\}):lambda:path/"
    r"(2015-03-31/functions/(?P<function>.+)/invocations"
    r"|2021-11-15/functions/(?P<streaming>.+)/response-streaming-invocations)"
)

Scalar = str | bool | int | float
Content = Literal["CONVERT_TO_BINARY", "CONVERT_TO_TEXT"]


class TlsConfig(Part):
    """How the certificate of a backend is looked at."""

    insecure_skip_verification: bool = False
    """Whether one that no public authority has issued is accepted."""


class Answer(Part):
    """What is answered when the backend has answered in one way."""

    status_code: str | int
    response_parameters: Mapping[str, Scalar] = EMPTY
    response_templates: Mapping[str, str] = EMPTY
    content_handling: Content | None = None


class Integration(Part):
    """`x-amazon-apigateway-integration`: what answers an operation."""

    type_: Literal["http", "http_proxy", "aws", "aws_proxy", "mock"]
    http_method: str | None = None
    uri: str | None = None
    credentials: str | None = None
    connection_type: Literal["INTERNET", "VPC_LINK"] | None = None
    connection_id: str | None = None
    integration_target: str | None = None
    request_parameters: Mapping[str, Scalar] = EMPTY
    request_templates: Mapping[str, str] = EMPTY
    passthrough_behavior: Literal["when_no_match", "when_no_templates", "never"] | None = None
    content_handling: Content | None = None
    timeout_in_millis: int | None = None
    cache_namespace: str | None = None
    cache_key_parameters: tuple[str, ...] | None = None
    response_transfer_mode: Literal["BUFFERED", "STREAM"] | None = None
    tls_config: TlsConfig | None = None
    responses: Mapping[str, Answer] = EMPTY

    @property
    def title(self) -> str:
        """What it is called where it is shown: it has no name of its own."""
        return self.key

    @property
    def is_proxy(self) -> bool:
        """Whether the backend is given the request, and gives the answer, as they are."""
        return self.type_ in ("http_proxy", "aws_proxy")

    @property
    def function(self) -> str:
        """The ARN of the Lambda function that is called, as it stands; empty where none is."""
        return function_in(self.uri) if self.type_ in ("aws", "aws_proxy") else ""

    @property
    def timeout(self) -> Duration | None:
        return None if self.timeout_in_millis is None else Duration(f"{self.timeout_in_millis}ms")


class RequestValidator(Part):
    """What of a request is checked before anything is called."""

    validate_request_body: bool = False
    validate_request_parameters: bool = False

    @property
    def validation(self) -> Validation:
        if self.validate_request_body:
            return "all" if self.validate_request_parameters else "body"
        return "parameters" if self.validate_request_parameters else "none"


class Auth(Part):
    """`x-amazon-apigateway-auth`: whether callers sign."""

    type_: Literal["AWS_IAM", "NONE"]


class Authorizer(Part):
    """`x-amazon-apigateway-authorizer`: who says who may call."""

    type_: Literal["token", "request", "cognito_user_pools"]
    authorizer_uri: str | None = None
    authorizer_credentials: str | None = None
    authorizer_result_ttl_in_seconds: int | None = None
    identity_source: str | None = None
    identity_validation_expression: str | None = None
    provider_ARNs: tuple[str, ...] = ()  # noqa: N815 - as AWS writes it

    @property
    def is_cognito(self) -> bool:
        return self.type_ == "cognito_user_pools"

    @property
    def function(self) -> str:
        """The ARN of the function that decides, as it stands; empty where none does."""
        return function_in(self.authorizer_uri)

    @property
    def sources(self) -> tuple[str, ...]:
        """The parts of a request by which it knows callers."""
        return tuple(filter(None, (source.strip() for source in (self.identity_source or "").split(","))))


class GatewayResponse(Part):
    """What API Gateway answers when a call does not get through to its integration."""

    status_code: str | int | None = None
    response_parameters: Mapping[str, Scalar] = EMPTY
    response_templates: Mapping[str, str] = EMPTY


class Extensions(Part):
    """The extensions that stand in one place: a field for each of those that have an effect there."""

    lost: frozenset[str] = frozenset()
    """The fields that are written and could not be read: what follows from that is no second mistake."""

    @classmethod
    def words(cls) -> Mapping[str, Key]:
        """Return the fields by the extensions that they are."""
        grammar: Any = cls
        return {word(key.field): key for key in keys(grammar).values() if key.field != "lost"}

    def place(self, field: str) -> Location:
        """Return where the extension of a *field* stands."""
        return self.at / word(field)


class OperationExtensions(Extensions):
    """The extensions of one operation."""

    integration: Integration | None = None
    request_validator: str | None = None
    auth: Auth | None = None


class SchemeExtensions(Extensions):
    """The extensions of a security scheme."""

    authtype: str | None = None
    authorizer: Authorizer | None = None


class ApiExtensions(Extensions):
    """The extensions of a whole document."""

    request_validators: Mapping[str, RequestValidator] = EMPTY
    request_validator: str | None = None
    gateway_responses: Mapping[ResponseType, GatewayResponse] = EMPTY
    binary_media_types: tuple[str, ...] = ()
    minimum_compression_size: int | None = None
    api_key_source: Literal["HEADER", "AUTHORIZER"] | None = None
    policy: Mapping[str, Any] = EMPTY

    def said(self) -> Iterator[str]:
        """Yield the fields that are written."""
        fields = (key.field for key in self.words().values())
        yield from (name for name in fields if getattr(self, name) != self.DEFAULTS[name])


def word(field: str) -> str:
    """Return the extension that a field is."""
    return PREFIX + field.replace("_", "-")


def function_in(uri: str | None) -> str:
    """Return the function that *uri* calls, as it is named there; empty where it calls none."""
    match = FUNCTION_URI.fullmatch(uri or "")
    return (match["function"] or match["streaming"]) if match else ""


def at_home(text: str, account: str, region: Region) -> str:
    """Return *text* as API Gateway reads it in one account and region."""
    values = {"AccountId": account, "Region": str(region), "Partition": region.partition}
    return re.sub(NATIVE, lambda match: values[match[1]], text)


def function_at_home(name: str, account: str, region: Region) -> FunctionArn | None:
    """Return the function that is named in a URI, as one account and region know it; None where it is no ARN."""
    return FunctionArn.read(at_home(name, account, region)) if name else None
