"""What stories do not show of the documents of HTTP APIs."""

import pytest
from frame import framed

from apicompiler.compiler import lint, plans
from apicompiler.read.files import MemoryFolder

HTTP = "apis: {v1: {type: http, definition: openapi.yaml}}\n"
LINKED = (
    "vpcLinks: {inside: {subnets: [subnet-0123456789abcdef0]}}\n"
    "integrations: {books: {http: '%s', vpcLink: inside, target: "
    "'arn:aws:elasticloadbalancing:eu-west-1:111111111111:listener/app/b/50dc6c495c0c9188/0467ef3c8400ae65'}}\n"
)
EVERYTHING = "--- openapi.yaml\npaths: {/$default: {x-amazon-apigateway-any-method: {responses: {}}}}\n"


def planned(blueprint):
    outcome = lint("blueprint.yaml", MemoryFolder(framed(HTTP + blueprint)))
    assert outcome.is_sound, [diagnostic.finding.message for diagnostic in outcome.diagnostics]
    [plan] = plans(outcome)
    return plan.http_apis[0]


def route(blueprint):
    [methods] = planned(blueprint).api.body["paths"].values()
    [found] = methods.values()
    return found


@pytest.mark.parametrize(
    ("url", "path", "expected"),
    [
        ("https://inside/{proxy}", "/books/{id}", "$request.path"),
        ("https://inside/v2/{proxy}", "/books/{id}/cover", "/v2/books/$request.path.id/cover"),
        ("https://inside/v2/{id}", "/books/{id}", "/v2/$request.path.id"),
        ("https://inside:8443/fixed", "/books", "/fixed"),
        ("https://inside", "/books", "/"),
        ("https://inside/v2/{proxy}", "/{rest+}", "/v2/$request.path.rest"),
    ],
)
def test_path_of_a_private_backend_has_no_stage_in_it(url, path, expected):
    found = route(LINKED % url + f"--- openapi.yaml\npaths: {{'{path}': {{get: {{responses: {{}}}}}}}}\n")
    integration = found["x-amazon-apigateway-integration"]
    assert integration["requestParameters"]["overwrite:path"] == expected
    assert integration["tlsConfig"] == {"serverNameToVerify": "inside"}


def test_what_no_other_route_takes_goes_on_with_its_whole_path():
    public = route("integrations: {books: {http: 'https://books.example.com/{proxy}'}}\n" + EVERYTHING)
    assert public["isDefaultRoute"]
    assert public["x-amazon-apigateway-integration"]["uri"] == "https://books.example.com"
    private = route(LINKED % "http://inside/v2/{proxy}" + EVERYTHING)["x-amazon-apigateway-integration"]
    assert private["requestParameters"]["overwrite:path"] == "/v2$request.path"
    assert "tlsConfig" not in private


def test_long_names_and_long_memories_are_what_an_import_takes():
    name = "x" * 65
    made = planned(
        "cors: {origins: ['https://app.example.com'], maxAge: 7d}\n"
        f"--- openapi.yaml\ninfo: {{title: books, version: '{name}'}}\n"
        f"paths: {{/books: {{get: {{operationId: {name}, responses: {{}}}}}}}}\n"
    )
    assert "operationId" not in made.api.body["paths"]["/books"]["get"]
    assert made.api.body["info"]["version"] == "x" * 64
    assert made.api.body["x-amazon-apigateway-cors"]["maxAge"] == 86400


def test_prose_makes_no_deployment_and_a_route_does():
    paths = "--- openapi.yaml\npaths: {/books: {get: {%sresponses: {}}}}\n"
    first, prose = planned(paths % ""), planned("description: Books\n" + paths % "summary: all books, ")
    assert first.deployments == prose.deployments
    assert first.deployments != planned(paths.replace("/books", "/pens") % "").deployments


@pytest.mark.parametrize("url", ["https://[", "https://]x[/{proxy}", "http://", "://", "https://${stageVariables.}"])
def test_whatever_stands_for_a_url_is_reported(url):
    outcome = lint("blueprint.yaml", MemoryFolder(framed(HTTP + LINKED % url)))
    assert not outcome.is_sound
