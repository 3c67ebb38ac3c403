"""What API Gateway has no words for in a path or an operation is lowered, and every backend is told the truth."""

import pytest
from frame import framed

from apicompiler.compiler import lint, plans
from apicompiler.openapi import parts, segments
from apicompiler.read.files import MemoryFolder

LAMBDA = 'integrations: {books: {lambda: "arn:aws:lambda:eu-west-1:111111111111:function:books"}}'
ANSWER = "responses: {'200': {description: ok}}"


def outcome(paths, blueprint=""):
    files = framed(f"{blueprint}\n--- openapi.yaml\npaths: {paths}\n")
    return lint("blueprint.yaml", MemoryFolder(files))


def published(paths, blueprint=""):
    made = outcome(paths, blueprint)
    assert made.is_sound, [(d.rule.code, d.finding.message) for d in made.diagnostics]
    return plans(made)[0].apis[0].body["paths"]


def codes(paths, blueprint=""):
    return [d.rule.code for d in outcome(paths, blueprint).diagnostics]


def integration(method):
    return method["x-amazon-apigateway-integration"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", ()),
        ("/books/", ("books",)),
        ("/books/{id}", ("books", "{id}")),
        ("/files/{proxy+}", ("files", "{proxy+}")),
        ("/report-{id}.pdf", ("{report_id_pdf}",)),
        ("/books:search", ("{books_search}",)),
        ("/books/$count", ("books", "{count}")),
        ("/a%20b", ("{a_20b}",)),
        ("/~", ("{segment}",)),
        ("/{user id}", ("{user_id}",)),
        ("/{id}/{id}", ("{id}", "{id_2}")),
        ("/{rest*}/{rest+}", ("{rest}", "{rest+}")),
        ("/books?sort=title", ("books",)),
        ("/#X-Amz-Target=Books.List", ()),
    ],
)
def test_parts_of_a_path(path, expected):
    assert parts(path) == expected


def test_empty_segments_stay():
    assert segments("/a//b") == ("a", "", "b")


def test_http_backend_is_given_the_segment_that_was_called():
    made = published(f"{{'/books:search': {{get: {{{ANSWER}}}}}}}")
    assert list(made) == ["/{books_search}"]
    assert integration(made["/{books_search}"]["get"])["uri"] == "https://books.example.com/{books_search}"
    assert integration(made["/{books_search}"]["get"])["requestParameters"] == {
        "integration.request.path.books_search": "method.request.path.books_search"
    }


def test_siblings_have_one_name_and_each_backend_its_own():
    made = published(f"{{'/books/{{id}}': {{get: {{{ANSWER}}}}}, '/books/{{isbn}}/cover': {{get: {{{ANSWER}}}}}}}")
    assert list(made) == ["/books/{id}", "/books/{id}/cover"]
    assert integration(made["/books/{id}/cover"]["get"])["requestParameters"] == {
        "integration.request.path.isbn": "method.request.path.id"
    }


def test_one_path_never_has_one_name_twice():
    made = published(f"{{'/{{a}}/x': {{get: {{{ANSWER}}}}}, '/{{b}}/{{a}}': {{get: {{{ANSWER}}}}}}}")
    assert list(made) == ["/{a}/x", "/{a}/{a_2}"]
    assert integration(made["/{a}/{a_2}"]["get"])["requestParameters"] == {
        "integration.request.path.b": "method.request.path.a",
        "integration.request.path.a": "method.request.path.a_2",
    }


def test_function_is_called_for_each_of_them_and_its_names_are_said():
    paths = f"{{'/books/{{id}}': {{get: {{{ANSWER}}}}}, '/books/{{isbn}}.pdf': {{post: {{{ANSWER}}}}}}}"
    assert codes(paths, LAMBDA) == ["AC0406"]
    assert list(published(paths, LAMBDA)) == ["/books/{id}"]


OPERATIONS = """
  /#list:
    post:
      parameters: [{name: page, in: query, required: true}, {name: X-Target, in: header, required: true}]
      requestBody: {content: {application/json: {schema: {type: array}}}}
      responses: {'200': {description: ok}}
  /#add:
    post:
      parameters: [{name: X-Target, in: header, required: true}]
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {'201': {description: ok}}
"""


@pytest.mark.parametrize("blueprint", ["", LAMBDA])
def test_operations_that_cannot_be_told_apart_ask_for_no_more_than_either(blueprint):
    assert sorted(codes(OPERATIONS, blueprint)) == ["AC0416", "AC0419", "AC0419"]
    [method] = published(OPERATIONS, blueprint)["/"].values()
    required = {p["name"]: p["required"] for p in method["parameters"]}
    assert required == {"page": False, "X-Target": True}
    assert "requestBody" not in method
    assert set(method["responses"]) == {"200", "201"}


def test_of_parameters_with_one_name_the_first_is_published():
    parameters = (
        "[{name: id, in: query, required: true}, {name: id, in: path, required: true}, "
        "{name: x, in: header}, {name: x, in: query, required: true}]"
    )
    made = published(f"{{'/books/{{id}}': {{get: {{parameters: {parameters}, {ANSWER}}}}}}}")
    [method] = made["/books/{id}"].values()
    assert [(p["name"], p["in"]) for p in method["parameters"]] == [("id", "path"), ("x", "header")]


@pytest.mark.parametrize(
    ("parameter", "is_published"),
    [
        ("schema: {type: string}", True),
        ("schema: {type: array, items: {type: string}}", True),
        ("schema: {type: object}", False),
        ("schema: {type: object}, explode: false", True),
        ("schema: {type: object}, style: deepObject", False),
        ("content: {application/json: {schema: {type: object}}}", True),
        ("schema: {type: string}, allowEmptyValue: true", False),
    ],
)
def test_required_parameter_is_checked_if_it_stands_under_its_own_name(parameter, is_published):
    paths = f"{{/books: {{get: {{parameters: [{{name: q, in: query, required: true, {parameter}}}], {ANSWER}}}}}}}"
    [method] = published(paths)["/books"].values()
    assert ("parameters" in method) == is_published
    assert codes(paths) == ([] if is_published else ["AC0418"])


def test_path_variables_need_no_declaration():
    [method] = published(f"{{'/books/{{id}}': {{get: {{{ANSWER}}}}}}}")["/books/{id}"].values()
    assert method["parameters"] == [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}]


def test_parameters_and_headers_of_names_that_are_refused_are_not_published():
    parameters = "[{name: 'page[size]', in: query, required: true}, {name: $top, in: query}]"
    response = "{description: ok, headers: {X-Rate: {schema: {type: integer}}, 'X Rate': {schema: {type: integer}}}}"
    paths = f"{{/books: {{get: {{parameters: {parameters}, responses: {{'200': {response}}}}}}}}}"
    [method] = published(paths)["/books"].values()
    assert [parameter["name"] for parameter in method["parameters"]] == ["$top"]
    assert list(method["responses"]["200"]["headers"]) == ["X-Rate"]
    assert codes(paths) == ["AC0423"]
