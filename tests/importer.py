"""What API Gateway does with a document that it is given to import, as far as it was recorded or is documented.

A model of the service, for tests: it knows nothing of how documents are lowered, and answers with what the service
would refuse or drop. `refusals` is empty for a document that imports as it was meant.

Recorded: https://github.com/localstack/localstack/tree/8b9a79f/tests/aws/services/apigateway (snapshots)
Documented: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
"""

import json
import re

import jsonschema

DOCUMENT_BYTES, MODEL_BYTES, DOCUMENTATION_PARTS = 6 * 1024 * 1024, 400_000, 2_000
METHODS = {"get", "put", "post", "delete", "patch", "options", "head", "x-amazon-apigateway-any-method"}
TYPES = ("array", "boolean", "integer", "number", "object", "string")
# Words that OpenAPI 3.0 and JSON Schema draft 4 have in common, of those that change what is accepted.
SCHEMA_WORDS = {
    "type", "properties", "required", "additionalProperties", "items", "enum", "allOf", "anyOf", "oneOf", "not",
    "minimum", "maximum", "multipleOf", "minLength", "maxLength", "pattern", "minItems", "maxItems", "uniqueItems",
    "minProperties", "maxProperties", "title", "description", "format",
}  # fmt: skip
ROOT_WORDS = {"openapi", "info", "paths", "components"}
SERVER_EXTENSION = "x-amazon-apigateway-endpoint-configuration"
ROOT_EXTENSIONS = {
    "x-amazon-apigateway-request-validators",
    "x-amazon-apigateway-gateway-responses",
    "x-amazon-apigateway-binary-media-types",
    "x-amazon-apigateway-minimum-compression-size",
    "x-amazon-apigateway-policy",
    "x-amazon-apigateway-api-key-source",
    "x-amazon-apigateway-endpoint-configuration",
    "x-amazon-apigateway-documentation",
}
INTEGRATIONS = {"aws", "aws_proxy", "http", "http_proxy", "mock"}
REFERENCE = "#/components/schemas/"
MODELS = re.compile(r"[a-zA-Z0-9]+")
SEGMENT = re.compile(r"[a-zA-Z0-9._-]+|\{[a-zA-Z0-9._-]+\+?\}")
VARIABLE = re.compile(r"\{([^{}]+?)\+?\}")
PARAMETER = re.compile(r"[a-zA-Z0-9:._$-]+")  # https://github.com/floci-io/floci/pull/3549
STATUS = re.compile(r"[1-5]\d\d")
REQUEST = re.compile(r"method\.request\.(path|querystring|header)\.(.+)")
ELSEWHERE = re.compile(r"(context|stageVariables)\..+|method\.request\.(body|multivalue).*|'.*'|integration\..+")
LAMBDA = re.compile(r"arn:[\w-]+:apigateway:[\w-]+:lambda:path/(2015-03-31/functions/.+/invocations|2021-11-15/.+)")
SERVICE = re.compile(r"arn:[\w-]+:apigateway:[\w-]+:[\w.-]+:(path|action)/.*")
NATIVE = re.compile(r"\$\{AWS::(AccountId|Region|Partition)\}")
URL = re.compile(r"https?://[^/\s]+.*")


def refusals(document, resources=300):
    """Return what API Gateway would not take, each with where it stands."""
    found = [
        *_root(document),
        *_paths(document, resources),
        *_schemes(document),
        *_models(document),
        *_documentation(document),
    ]
    for path, item in document.get("paths", {}).items():
        for method, operation in item.items():
            where = f"{method.upper()} {path}"
            if method not in METHODS:
                found.append(f"{where}: no such method")
                continue
            steps = (_parameters, _bodies, _security, _validator, _integration)
            found += [f"{where}: {reason}" for step in steps for reason in step(document, path, operation)]
    return found


def _root(document):
    if not re.fullmatch(r"3\.0\.\d+", document.get("openapi", "")):
        yield "Invalid OpenAPI input: version"
    if not all(isinstance(document.get("info", {}).get(word), str) for word in ("title", "version")):
        yield "Invalid OpenAPI input: info"
    if not document.get("info", {}).get("title"):
        yield "an API has a name"
    # Of `servers` the importer reads one extension, and nothing else.
    servers = {"servers"} if any(SERVER_EXTENSION in server for server in document.get("servers", [])) else set()
    for word in document.keys() - ROOT_WORDS - ROOT_EXTENSIONS - servers:
        yield f"{word} means nothing to API Gateway"
    if len(json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()) > DOCUMENT_BYTES:
        yield "the document is larger than 6 MiB"
    if not any(document.get("paths", {}).values()):
        yield "The REST API doesn't contain any methods"


# What a documentation part of each type is found by.
# https://docs.aws.amazon.com/apigateway/latest/api/API_DocumentationPartLocation.html
LOCATIONS = {
    "API": set(),
    "METHOD": {"path", "method"},
    "PATH_PARAMETER": {"path", "method", "name"},
    "QUERY_PARAMETER": {"path", "method", "name"},
    "REQUEST_HEADER": {"path", "method", "name"},
    "REQUEST_BODY": {"path", "method"},
    "RESPONSE": {"path", "method", "statusCode"},
    "MODEL": {"name"},
}


def _documentation(document):
    parts = document.get("x-amazon-apigateway-documentation", {}).get("documentationParts", [])
    known = []
    for part in parts:
        location = part["location"]
        if location.keys() - {"type"} != LOCATIONS.get(location["type"]):
            yield f"Location type: {location['type']} cannot have {sorted(location)} defined."
        if not part["properties"]:
            yield "a documentation part says something"
        if location.get("path", "/") not in {"/", *document["paths"]}:
            yield f"documentation of {location['path']}, which is not there"
        known.append(tuple(sorted(location.items())))
    if len(set(known)) < len(known):
        yield "Documentation part already exists for the specified location"
    if len(known) > DOCUMENTATION_PARTS:
        yield f"{len(known)} documentation parts"


# Paths --------------------------------------------------------------------------------------------


def _paths(document, resources):
    variables, prefixes, known = {}, {()}, set()
    for path in document.get("paths", {}):
        if not path.startswith("/") or (path != "/" and path.endswith("/")):
            yield f"{path}: a path begins with a slash and ends without one"
        segments = tuple(path[1:].split("/")) if path != "/" else ()
        names = VARIABLE.findall(path)
        if len(set(names)) < len(names):
            yield f"{path}: a variable stands twice"
        for depth, segment in enumerate(segments):
            if not SEGMENT.fullmatch(segment):
                yield f"Unable to create resource at path '{path}': path part"
            if segment.endswith("+}") and depth < len(segments) - 1:
                yield f"{path}: Cannot create a child of a resource with a greedy path variable"
            parent = segments[:depth]
            if segment.startswith("{") and variables.setdefault(parent, segment) != segment:
                yield f"{path}: A sibling of this resource already has a variable path part"
            prefixes.add(segments[: depth + 1])
        if segments in known:
            yield f"{path}: Another resource with the same parent already has this name"
        known.add(segments)
    if len(prefixes) > resources:
        yield f"{len(prefixes)} resources"


# Operations ---------------------------------------------------------------------------------------


def _declared(operation):
    places = {"path": "path", "query": "querystring", "header": "header"}
    return {(places.get(p["in"], p["in"]), p["name"]) for p in operation.get("parameters", [])}


def _parameters(_, __, operation):
    names = [parameter["name"] for parameter in operation.get("parameters", [])]
    if len(set(names)) < len(names):
        yield "Parameter names must be unique across path, query and headers"
    headers = (name for response in operation.get("responses", {}).values() for name in response.get("headers", {}))
    for name in (*names, *headers):
        if not PARAMETER.fullmatch(name):
            yield f"{name}: Parameter name should match the following regular expression"
    for parameter in operation.get("parameters", []):
        if parameter["in"] not in ("path", "query", "header"):
            yield f"a parameter in {parameter['in']} has no place"
        if parameter["in"] == "path" and parameter.get("required") is not True:
            yield "a path parameter is required"
        if not isinstance(parameter["schema"].get("type"), str):
            yield f"the parameter {parameter['name']} has no type"


def _bodies(document, _, operation):
    responses = operation.get("responses")
    if not responses:
        yield "Invalid OpenAPI input: no responses"
    contents = [operation.get("requestBody", {}).get("content", {})]
    for status, response in (responses or {}).items():
        if not STATUS.fullmatch(status):
            yield f"{status} is no status code"
        if not isinstance(response.get("description"), str):
            yield "Invalid OpenAPI input: a response without description"
        contents.append(response.get("content", {}))
    for content in contents:
        for media_type, held in content.items():
            reference = held.get("schema", {}).get("$ref", "")
            if not reference.startswith(REFERENCE) or list(held["schema"]) != ["$ref"]:
                yield f"{media_type}: an anonymous schema"
            elif reference.removeprefix(REFERENCE) not in document.get("components", {}).get("schemas", {}):
                yield f"Reference to model '{reference}' not found. Ignoring."
    if "requestBody" in operation and not operation["requestBody"].get("content"):
        yield "Invalid OpenAPI input: a request body without content"


def _validator(document, _, operation):
    name = operation.get("x-amazon-apigateway-request-validator")
    if name is not None and name not in document.get("x-amazon-apigateway-request-validators", {}):
        yield f"no validator is called {name}"


def _security(document, _, operation):
    security = operation.get("security")
    if security is None:
        yield "nothing says who may call"
        return
    if len(security) > 1:
        yield "only one alternative of security holds"
    schemes = document.get("components", {}).get("securitySchemes", {})
    for name in (name for requirement in security for name in requirement):
        if name not in schemes:
            yield f"no security scheme is called {name}, and the method would be open"
    guards = [n for r in security for n in r if "x-amazon-apigateway-authtype" in schemes.get(n, {})]
    if len(guards) > 1:
        yield "a method has one authorizer"


def _schemes(document):
    for name, scheme in document.get("components", {}).get("securitySchemes", {}).items():
        if scheme.get("type") != "apiKey" or scheme.get("in") != "header" or not scheme.get("name"):
            yield f"the security scheme {name} means no authorization at all"
        authtype = scheme.get("x-amazon-apigateway-authtype")
        authorizer = scheme.get("x-amazon-apigateway-authorizer")
        if authtype not in (None, "awsSigv4") and not authorizer:
            yield f"Unable to create authorizer from security definition: '{name}'"
        if authtype is None and scheme.get("name", "").lower() != "x-api-key":
            yield f"the security scheme {name} means no authorization at all"
        if authorizer and authorizer.get("type") not in ("token", "request", "cognito_user_pools"):
            yield f"the authorizer {name} is of no type"


# Integrations -------------------------------------------------------------------------------------


def _integration(_, __, operation):
    integration = operation.get("x-amazon-apigateway-integration")
    if integration is None:
        yield "No integration defined for method"
        return
    kind, uri = integration.get("type", "").lower(), NATIVE.sub("aws", integration.get("uri", ""))
    if kind not in INTEGRATIONS:
        yield f"{kind} is no integration"
    if kind.startswith("http"):
        yield from _http(integration, uri)
    if kind == "aws_proxy" and not (LAMBDA.fullmatch(uri) and integration.get("httpMethod") == "POST"):
        yield "a proxy integration calls a function, with POST"
    if kind == "aws" and not (LAMBDA.fullmatch(uri) or (SERVICE.fullmatch(uri) and integration.get("credentials"))):
        yield "an AWS integration calls a service, in a role"
    if not 50 <= integration.get("timeoutInMillis", 29_000) <= 29_000:
        yield "Timeout should be between 50 ms and 29000 ms"
    if integration.get("passthroughBehavior", "never").lower() not in ("when_no_match", "when_no_templates", "never"):
        yield "passthroughBehavior"
    declared = _declared(operation)
    for target, source in integration.get("requestParameters", {}).items():
        match = REQUEST.fullmatch(source) if isinstance(source, str) else None
        if match and (match[1], match[2]) not in declared:
            yield f"Invalid mapping expression parameter specified: {source}"
        if not match and not (isinstance(source, str) and ELSEWHERE.fullmatch(source)):
            yield f"Invalid mapping expression specified: {target}: {source}"
    yield from _answers(operation, integration)


def _http(integration, uri):
    if not URL.fullmatch(uri):
        yield f"Invalid HTTP endpoint specified for URI: {uri}"
    mapped = integration.get("requestParameters", {})
    for name in re.findall(r"(?<!\$)\{([^{}]*)\}", uri):
        if f"integration.request.path.{name}" not in mapped:
            yield f"{{{name}}} in the URI is filled in by nothing"


def _answers(operation, integration):
    statuses = [answer["statusCode"] for answer in integration.get("responses", {}).values()]
    if len(set(statuses)) < len(statuses):
        yield "two answers have one status"
    for answer in integration.get("responses", {}).values():
        declared = operation.get("responses", {}).get(answer["statusCode"])
        if declared is None:
            yield f"No method response exists for {answer['statusCode']}"
            continue
        for target, source in answer.get("responseParameters", {}).items():
            name = target.removeprefix("method.response.header.")
            if name == target or name not in declared.get("headers", {}):
                yield f"Invalid mapping expression parameter specified: {target}"
            if not re.fullmatch(r"'.*'|integration\.response\..+|context\..+|stageVariables\..+", source):
                yield f"Invalid mapping expression specified: {source}"


# Models -------------------------------------------------------------------------------------------


def _models(document):
    models = document.get("components", {}).get("schemas", {})
    for name, model in models.items():
        if not MODELS.fullmatch(name):
            yield f"Model name must be alphanumeric: {name}"
        if not model:
            yield f"{name}: Model schema must have at least 1 property or array items defined"
        if len(json.dumps(model, ensure_ascii=False, separators=(",", ":")).encode()) > MODEL_BYTES:
            yield f"{name} is larger than 400 kB"
        for error in jsonschema.Draft4Validator(jsonschema.Draft4Validator.META_SCHEMA).iter_errors(model):
            yield f"{name}: Invalid model schema specified: {error.message[:80]}"
        yield from (f"{name}: {reason}" for reason in _schema(model, models))


def _schema(schema, models):
    waiting = [schema]
    while waiting:
        schema = waiting.pop()
        if isinstance(schema, bool):
            continue
        if "$ref" in schema:
            if len(schema) > 1:
                yield "what stands beside a $ref is ignored"
            if schema["$ref"].removeprefix(REFERENCE) not in models:
                yield f"Reference to model '{schema['$ref']}' not found. Ignoring."
            continue
        if schema.keys() - SCHEMA_WORDS:
            yield f"Unsupported keyword(s): {sorted(schema.keys() - SCHEMA_WORDS)}"
        if schema.get("type", "string") not in TYPES:
            yield f"type {schema['type']}"
        if None in schema.get("enum", []):
            yield "null is lost on the way"
        waiting += schema.get("properties", {}).values()
        waiting += [inner for word in ("allOf", "anyOf", "oneOf") for inner in schema.get(word, [])]
        waiting += [schema[word] for word in ("items", "additionalProperties", "not") if word in schema]
