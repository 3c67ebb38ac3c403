"""What documents say in the words of API Gateway, where no story shows it."""

import pytest
from frame import framed

from apicompiler.compiler import lint, plans
from apicompiler.read.files import MemoryFolder

URI = (
    "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/"
    "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:books/invocations"
)
PROXY = f"{{type: aws_proxy, httpMethod: POST, uri: '{URI}'}}"
HTTP = "{type: http_proxy, httpMethod: GET, uri: 'https://books.example.com'}"


def document(operation, method="get", rest=""):
    return f"paths: {{/books: {{{method}: {{operationId: books, responses: {{}}, {operation}}}}}}}\n{rest}"


def integrated(integration, method="get", rest=""):
    return document(f"x-amazon-apigateway-integration: {integration}", method, rest)


def linted(example):
    return lint("blueprint.yaml", MemoryFolder(framed(example)))


def found(example):
    return [diagnostic.rule.code for diagnostic in linted(example).diagnostics]


def plan(example):
    outcome = linted(example)
    assert outcome.is_sound, [diagnostic.finding.message for diagnostic in outcome.diagnostics]
    return plans(outcome)[0]


def body(example):
    return plan(example).apis[0].body


def integration(example, path="/books", method="get"):
    return body(example)["paths"][path][method]["x-amazon-apigateway-integration"]


def test_defaults_give_way_to_the_document():
    example = f"defaults: {{integration: books, auth: iam, timeout: 20s}}\n--- openapi.yaml\n{integrated(PROXY)}"
    assert integration(example)["type"] == "aws_proxy"
    assert integration(example)["timeoutInMillis"] == 20_000


def test_timeout_of_the_document_goes_before_that_of_the_defaults():
    said = PROXY.replace("}'}", "}', timeoutInMillis: 9000}").replace("s'}", "s', timeoutInMillis: 9000}")
    example = f"defaults: {{auth: iam, timeout: 20s}}\n--- openapi.yaml\n{integrated(said)}"
    assert integration(example)["timeoutInMillis"] == 9_000


@pytest.mark.parametrize("selector", ["books", "GET /books", "'* /**'", "'tag:shelf'"])
def test_selector_of_any_kind_contradicts_the_document(selector):
    tagged = document(f"tags: [shelf], x-amazon-apigateway-integration: {PROXY}")
    assert found(f"operations: {{{selector}: {{integration: books}}}}\n--- openapi.yaml\n{tagged}") == ["AC1404"]


@pytest.mark.parametrize(
    ("blueprint", "extension"),
    [
        ("binary: [image/png]", "binary-media-types: [image/gif]"),
        ("compress: 10", "minimum-compression-size: 20"),
        ("policy: {deny: [{cidr: 203.0.113.0/24}]}", "policy: {Statement: [{Effect: Deny, Principal: '*', "
         "Action: 'execute-api:Invoke', Resource: 'execute-api:/*'}]}"),
        ("responses: {THROTTLED: {status: 503}}", "gateway-responses: {THROTTLED: {statusCode: 429}}"),
        (
            "defaults: {integration: books, auth: iam, validate: all}",
            "request-validators: {all: {validateRequestBody: true}}\nx-amazon-apigateway-request-validator: all",
        ),
    ],
)  # fmt: skip
def test_settings_of_the_whole_api_are_said_once(blueprint, extension):
    assert found(f"{blueprint}\n--- openapi.yaml\nx-amazon-apigateway-{extension}") == ["AC1404"]


def test_authorizer_of_the_same_name_is_decided_twice():
    scheme = (
        "components: {securitySchemes: {users: {type: apiKey, in: header, name: X-Token,"
        f" x-amazon-apigateway-authorizer: {{type: token, authorizerUri: '{URI}'}}}}}}}}"
    )
    authorizers = "authorizers: {users: iam}\n--- openapi.yaml\n"
    assert found(authorizers + document("security: [{users: []}]", rest=scheme)) == ["AC1404"]


def test_authorizer_of_the_document_is_known_by_its_name_and_header():
    scheme = (
        "components: {securitySchemes: {users: {type: apiKey, in: header, name: X-Token,"
        f" x-amazon-apigateway-authorizer: {{type: TOKEN, authorizerUri: '{URI}'}}}}}}}}"
    )
    made = plan(f"defaults: {{integration: books, auth: users}}\n--- openapi.yaml\n{document('tags: []', rest=scheme)}")
    lowered = made.apis[0].body["components"]["securitySchemes"]["users"]
    assert lowered["name"] == "X-Token"
    assert lowered["x-amazon-apigateway-authorizer"]["identitySource"] == "method.request.header.X-Token"
    assert [permission.source for permission in made.permissions] == ["authorizers/*"]


def test_cognito_authorizer_of_the_document_is_given_its_scopes():
    pool = "arn:aws:cognito-idp:${AWS::Region}:${AWS::AccountId}:userpool/eu-west-1_AbCdEfGhI"
    scheme = (
        "components: {securitySchemes: {users: {type: apiKey, in: header, name: Authorization,"
        f" x-amazon-apigateway-authorizer: {{type: cognito_user_pools, providerARNs: ['{pool}']}}}}}}}}"
    )
    lowered = body(document("security: [{users: [books/read]}]", rest=scheme))
    assert lowered["paths"]["/books"]["get"]["security"] == [{"users": ["books/read"]}]
    settings = lowered["components"]["securitySchemes"]["users"]["x-amazon-apigateway-authorizer"]
    assert settings["providerARNs"] == [pool]


def test_what_api_gateway_replaces_stays_and_is_known_to_permissions():
    made = plan(integrated(PROXY))
    assert "${AWS::AccountId}" in made.apis[0].body["paths"]["/books"]["get"]["x-amazon-apigateway-integration"]["uri"]
    assert [str(p.function) for p in made.permissions] == ["arn:aws:lambda:eu-west-1:111111111111:function:books"]


def test_function_that_is_called_in_a_role_needs_no_permission():
    role = "arn:aws:iam::111111111111:role/books"
    assert plan(integrated(PROXY.replace("type:", f"credentials: '{role}', type:"))).permissions == ()


def test_each_stage_may_call_its_own_alias():
    stages = "stages: {live: {variables: {alias: blue}}, next: {variables: {alias: green}}}\n--- openapi.yaml\n"
    made = plan(stages + integrated(PROXY.replace("books/invocations", "books:${stageVariables.alias}/invocations")))
    assert {(p.function[-5:], p.source) for p in made.permissions} == {
        (":blue", "live/GET/books"),
        ("green", "next/GET/books"),
    }


def test_stage_variable_that_no_stage_has_is_found():
    assert found(integrated(HTTP.replace("books.", "${stageVariables.host}."))) == ["AC0304"]


def test_any_method_is_one_method_that_everything_may_call():
    example = f"cors: {{origins: ['*']}}\n--- openapi.yaml\n{integrated(PROXY, 'x-amazon-apigateway-any-method')}"
    made = plan(example)
    item = made.apis[0].body["paths"]["/books"]
    assert set(item) == {"x-amazon-apigateway-any-method", "options"}
    answer = item["options"]["x-amazon-apigateway-integration"]["responses"]["default"]["responseParameters"]
    methods = answer["method.response.header.Access-Control-Allow-Methods"]
    assert methods == "'DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT'"
    assert [permission.source for permission in made.permissions] == ["live/*/books"]


def test_throttle_of_any_method_is_that_of_each_method_that_has_no_operation():
    made = plan(
        "operations: {ANY /books: {throttle: {rate: 5}}}\n--- openapi.yaml\n"
        "paths: {/books: {get: {responses: {}}, x-amazon-apigateway-any-method: {responses: {}}}}"
    )
    throttled = [setting.method for setting in made.stages[0].settings if setting.path == "/books"]
    assert throttled == ["DELETE", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]


def test_variables_of_the_path_are_mapped_under_their_published_names():
    said = (
        "{type: http, httpMethod: get, uri: 'https://books.example.com/{key}', responses: {default: {statusCode: 200}},"
        " cacheKeyParameters: [method.request.path.isbn],"
        " requestParameters: {integration.request.path.key: method.request.path.isbn}}"
    )
    example = (
        "paths:\n  /books/{id}: {get: {responses: {}}}\n"
        f"  /books/{{isbn}}/cover: {{get: {{responses: {{}}, x-amazon-apigateway-integration: {said}}}}}"
    )
    lowered = integration(example, "/books/{id}/cover")
    assert lowered["requestParameters"] == {"integration.request.path.key": "method.request.path.id"}
    assert lowered["cacheKeyParameters"] == ["method.request.path.id"]
    assert lowered["httpMethod"] == "GET"


def test_what_is_mapped_is_declared():
    said = (
        "{type: http, httpMethod: GET, uri: 'https://books.example.com', requestParameters:"
        " {integration.request.header.X-Shelf: method.request.multivalueheader.X-Shelf}, responses: {default:"
        " {statusCode: 203, responseParameters: {method.response.header.X-Page: integration.response.header.X-Page}}}}"
    )
    operation = body(integrated(said))["paths"]["/books"]["get"]
    assert [(p["in"], p["name"]) for p in operation["parameters"]] == [("header", "X-Shelf")]
    assert operation["responses"] == {"203": {"description": "", "headers": {"X-Page": {"schema": {"type": "string"}}}}}


def test_cors_adds_its_headers_to_answers_of_the_document():
    said = HTTP.replace("http_proxy", "http").replace("}", ", responses: {default: {statusCode: 200}}}")
    lowered = integration(f"cors: {{origins: ['*']}}\n--- openapi.yaml\n{integrated(said)}")
    assert lowered["responses"]["default"]["responseParameters"] == {
        "method.response.header.Access-Control-Allow-Origin": "'*'"
    }


@pytest.mark.parametrize(
    ("validator", "validation"),
    [("bodies", "body"), ("query", "parameters"), ("both", "all"), ("neither", None)],
)
def test_validators_are_told_in_the_words_of_the_blueprint(validator, validation):
    validators = (
        "x-amazon-apigateway-request-validators: {bodies: {validateRequestBody: true},"
        " query: {validateRequestParameters: true}, neither: {},"
        " both: {validateRequestBody: true, validateRequestParameters: true}}\n"
        "x-amazon-apigateway-request-validator: both\n"
    )
    lowered = body(document(f"x-amazon-apigateway-request-validator: {validator}", rest=validators))
    assert lowered["paths"]["/books"]["get"].get("x-amazon-apigateway-request-validator") == validation


def test_validators_are_those_of_their_own_document():
    files = framed("apis: {v1: [openapi.yaml, other.yaml]}\n--- other.yaml\n")
    validators = "x-amazon-apigateway-request-validators: {one: {WORD: true}}\n"
    said = document("x-amazon-apigateway-request-validator: one", rest=validators)
    head = "openapi: 3.0.3\ninfo: {title: books, version: '1'}\n"
    files["openapi.yaml"] = head + said.replace("WORD", "validateRequestBody")
    other = said.replace("WORD", "validateRequestParameters").replace("/books", "/shelves")
    files["other.yaml"] = head + other.replace("operationId: books", "operationId: shelves")
    lowered = plans(lint("blueprint.yaml", MemoryFolder(files)))[0].apis[0].body["paths"]
    assert lowered["/books"]["get"]["x-amazon-apigateway-request-validator"] == "body"
    assert lowered["/shelves"]["get"]["x-amazon-apigateway-request-validator"] == "parameters"


def test_settings_of_several_documents_clash_with_both_places():
    files = framed("apis: {v1: [openapi.yaml, other.yaml]}\n--- other.yaml\n")
    head = "openapi: 3.0.3\ninfo: {title: books, version: '1'}\nx-amazon-apigateway-minimum-compression-size: 1"
    files["openapi.yaml"] = f"{head}\n{document('tags: []')}"
    files["other.yaml"] = f"{head}0\npaths: {{}}"
    outcome = lint("blueprint.yaml", MemoryFolder(files))
    assert [diagnostic.rule.code for diagnostic in outcome.diagnostics] == ["AC0111"]


@pytest.mark.parametrize(("type_", "security"), [("NONE", []), ("AWS_IAM", [{"aws_sigv4": []}])])
def test_auth_of_an_operation_says_whether_callers_sign(type_, security):
    lowered = body(document(f"x-amazon-apigateway-auth: {{type: {type_}}}"))
    assert lowered["paths"]["/books"]["get"]["security"] == security


def test_template_of_a_document_is_read_where_it_stands():
    said = "{type: mock, requestTemplates: {application/json: '#if(1)'}, responses: {default: {statusCode: 200}}}"
    finding = linted(integrated(said)).diagnostics[0].finding
    assert finding.at.path[-2:] == ("requestTemplates", "application/json")


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ("{type: htp, httpMethod: GET, uri: 'https://books.example.com'}", ["AC0104"]),
        ("{type: http_proxy, httpMethods: GET, uri: 'https://books.example.com'}", ["AC0101"]),
        ("{type: http_proxy, httpMethod: [GET], uri: 'https://books.example.com'}", ["AC0103"]),
        ("{type: http_proxy, httpMethod: GET, uri: {'Fn::Sub': 'https://${Host}'}}", ["AC1401"]),
        ("GET", ["AC0103"]),
    ],
)
def test_what_cannot_be_read_is_one_mistake(said, codes):
    assert found(f"defaults: {{auth: iam}}\n--- openapi.yaml\n{integrated(said)}") == codes


@pytest.mark.parametrize(
    "example",
    [
        "openapi: 3.0.3\nservers: [{url: /, x-amazon-apigateway-endpoint-configuration: {vpcEndpointIds: [vpce-1]}}]",
        "openapi: 3.0.3\nx-amazon-apigateway-cors: {allowOrigins: ['*']}",
        "openapi: 3.0.3\nx-amazon-apigateway-integration: {type: mock}",
        document("x-amazon-apigateway-authorizer: {type: token}"),
    ],
)
def test_what_has_no_effect_where_it_stands_is_refused(example):
    assert found(example) == ["AC0412"]


def test_version_of_the_export_means_nothing():
    assert found("openapi: 3.0.3\nx-amazon-apigateway-importexport-version: '1.0'") == []
