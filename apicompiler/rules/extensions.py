"""What documents say in the words of API Gateway: who else says it, and what of it has no effect."""

from collections.abc import Iterator, Mapping

from apicompiler.diagnostic import INFO, Finding, Findings, Note
from apicompiler.extensions import PREFIX, ApiExtensions, Extensions, OperationExtensions, SchemeExtensions
from apicompiler.openapi import Extension, Operation
from apicompiler.rules import rule
from apicompiler.selectors import Index
from apicompiler.source import Location
from apicompiler.suggest import closest
from apicompiler.target import Target

LANGUAGE = "docs/language.md"
EXTENSIONS = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html"
HTTP_APIS = "of HTTP APIs, and this is a REST API"
DOCUMENTATION = f"{PREFIX}documentation"
REFUSED = {
    "payloadFormatVersion": (HTTP_APIS, "remove it"),
    "integrationSubtype": (HTTP_APIS, "remove it"),
    f"{PREFIX}cors": (HTTP_APIS, "write `cors: …` in the blueprint"),
    f"{PREFIX}integrations": (HTTP_APIS, "write the integration in each operation, or in the blueprint"),
    f"{PREFIX}tag-value": (HTTP_APIS, "remove it"),
    f"{PREFIX}endpoint-configuration": (
        "decided for all APIs together",
        "write `endpoint: …` and `executeApi: …` in the blueprint, and remove it here",
    ),
}
PLACES: Mapping[str, type[Extensions]] = {
    "a document": ApiExtensions,
    "an operation": OperationExtensions,
    "a security scheme": SchemeExtensions,
}
ANSWERED = """
    x-amazon-apigateway-integration: {type: http_proxy, httpMethod: GET, uri: 'https://books.example.com'}
"""


def operation(extensions: str, answers: str = "'200': {description: ok}", path: str = "/books") -> str:
    """The example of a document whose one operation has *extensions*, each on a line."""
    lines = "".join(f"      {line.strip()}\n" for line in extensions.strip().splitlines())
    return f"paths:\n  {path}:\n    get:\n      operationId: listBooks\n      responses: {{{answers}}}\n{lines}"


@rule(
    "AC0412",
    bad=operation(ANSWERED.replace("type:", "payloadFormatVersion: '1.0', type:")),
    good=operation(ANSWERED),
    evidence=EXTENSIONS,
)
def extension_without_effect(extension: Extension) -> Findings:
    """An `x-amazon-apigateway-…` key stands where API Gateway reads it for a REST API.

    It would be passed over elsewhere, and with it perhaps the authorizer that it names.
    """
    if extension.name == DOCUMENTATION:
        return
    known = {name: place for place, kind in PLACES.items() for name in kind.words()}
    reason, help = REFUSED.get(extension.name, ("", ""))
    if not reason and extension.name in known:
        reason, help = "not read here", f"it belongs into {known[extension.name]}"
    elif not reason:
        close = closest(extension.name, known)
        reason, help = "nothing that API Gateway knows", f"did you mean `{close}`?" if close else "remove it"
    yield Finding(at=extension.at, message=f"`{extension.name}` is {reason}", help=help)


@rule(
    "AC1403",
    severity=INFO,
    bad="openapi: 3.0.3\nx-amazon-apigateway-documentation: {version: '1', documentationParts: []}",
    good="openapi: 3.0.3",
    evidence=EXTENSIONS,
)
def unpublished_documentation(extension: Extension) -> Findings:
    """Documentation stays in the document: a changed sentence is no deployment.

    The document itself, prose included, is what to publish.
    """
    if extension.name == DOCUMENTATION:
        yield Finding(
            at=extension.at,
            message="API Gateway is not given this documentation",
            help="nothing is to be done, or remove it",
        )


@rule(
    "AC1404",
    bad="operations: {listBooks: {integration: books}}\n--- openapi.yaml\n" + operation(ANSWERED),
    good=operation(ANSWERED),
    evidence=LANGUAGE,
)
def decided_twice(target: Target) -> Findings:
    """What the document says in the words of API Gateway, the blueprint does not say again.

    `defaults` give way, because they are for that about which nothing else is said. Selectors, authorizers and
    settings of the whole API do not: neither place may silently be without effect.
    """
    for what, at, other in (*_about_operations(target), *_about_authorizers(target), *_about_apis(target)):
        yield Finding(
            at=at.key,
            message=f"{what} is decided here and in the blueprint",
            help="keep one of the two",
            notes=(Note(other, "decided here as well"),),
        )


Twice = Iterator[tuple[str, Location, Location]]
"""What is decided twice, where in the document, and where in the blueprint."""


def _about_operations(target: Target) -> Twice:
    index = Index(target.blueprint.operations)
    for found in (method.operation for method in target.rest_methods if method.operation.extensions):
        for setting, what, at in _decided(found):
            for _, settings in index.matching(found):
                value = getattr(settings, setting)
                if value is not None and (setting != "cache" or getattr(value, "keys", None) is not None):
                    yield f"{what} `{found.title}`", at, (settings.at / setting).key


def _decided(found: Operation) -> Iterator[tuple[str, str, Location]]:
    """Yield the settings about which the extensions of an operation decide."""
    said = found.extensions
    if said and said.integration:
        yield "integration", "what answers", said.integration.at
        if said.integration.cache_key_parameters is not None:
            yield "cache", "what tells cached answers apart of", said.integration.at / "cacheKeyParameters"
        if said.integration.timeout_in_millis is not None:
            yield "timeout", "the timeout of", said.integration.at / "timeoutInMillis"
    if said and said.request_validator:
        yield "validate", "what is checked of", said.place("request_validator")
    if said and said.auth:
        yield "auth", "who may call", said.auth.at


def _about_authorizers(target: Target) -> Twice:
    for api in target.apis.values():
        for name, scheme in api.schemes.items():
            own = scheme.extensions.authorizer if scheme.extensions else None
            if own and name in target.blueprint.authorizers:
                yield f"the authorizer `{name}`", own.at, (target.at / "authorizers" / name).key


def _about_apis(target: Target) -> Twice:
    blueprint = target.blueprint
    for said in (api.extensions for api in target.apis.values() if api.extensions):
        for name in said.gateway_responses.keys() & blueprint.responses.keys():
            at = said.place("gateway_responses") / name
            yield f"the response `{name}`", at, (target.at / "responses" / name).key
        checked = bool(blueprint.defaults and blueprint.defaults.validate)
        settings: tuple[tuple[str, str, str, bool], ...] = (
            ("request_validator", "what is checked", "defaults", checked),
            ("binary_media_types", "which bodies are binary", "binary", bool(blueprint.binary)),
            ("minimum_compression_size", "what is compressed", "compress", blueprint.compress is not None),
            ("api_key_source", "where keys are found", "keySource", blueprint.key_source != "header"),
            ("policy", "who may call at all", "policy", bool(target.allowed or target.denied)),
            ("policy", "who may call at all", "endpoint", target.door is not None),
        )
        for field, what, key, is_said in settings:
            if is_said and field in said.said():
                yield what, said.place(field), (target.at / key).key


@rule(
    "AC1405",
    bad=operation("security: [{oauth: []}]\nx-amazon-apigateway-auth: {type: AWS_IAM}\n" + ANSWERED)
    + "components: {securitySchemes: {oauth: {type: http, scheme: bearer}}}",
    good=operation("x-amazon-apigateway-auth: {type: AWS_IAM}\n" + ANSWERED),
    evidence=LANGUAGE,
)
def auth_beside_security(operation: Operation) -> Findings:
    """Of `x-amazon-apigateway-auth` and `security` one says who may call an operation.

    Nobody says which of them API Gateway would believe.
    """
    said = operation.extensions.auth if operation.extensions else None
    security = operation.security
    if said and security and any(requirement.schemes for requirement in security.alternatives):
        yield Finding(
            at=said.at,
            message=f"`security` says as well who may call `{operation.title}`",
            help="keep one of the two; `security: []` takes that of the document away",
            notes=(Note(security.at.key, "said here"),),
        )
