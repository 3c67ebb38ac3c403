"""What an emulator answered once is compared with the document that it imported, and every difference is found."""

import copy
import json
from pathlib import Path

import pytest
from imports.answered import held
from imports.documents import chosen
from imports.gaps import KNOWN_GAPS, gap, unmet
from imports.held import KINDS, differences
from imports.said import Unknown, said

RECORDED = json.loads(Path(__file__).with_name("recorded.json").read_text(encoding="utf-8"))
SAID = said(RECORDED["body"], "111111111111", "eu-west-1")


def found(answers):
    return list(differences(SAID, held(answers)))


def unexplained(answers):
    return [difference for difference in found(answers) if not gap(difference)]


@pytest.fixture
def answers():
    return copy.deepcopy(RECORDED["answers"])


def test_there_is_something_of_every_kind():
    assert all(SAID[kind] for kind in KINDS)


def test_what_the_emulator_answered_is_what_the_document_says_but_for_known_gaps(answers):
    assert unexplained(answers) == []
    assert {gap(difference).name for difference in found(answers)} == {
        "methods of the root",
        "callers that sign",
        "models of other media types",
        "gateway responses",
        "roles",
    }


def method(answers, place):
    word, path = place.split()
    return next(each for each in answers["resources"] if each["path"] == path)["resourceMethods"][word]


def named(answers, kind, name):
    return next(each for each in answers[kind] if each["name"] == name)


def changed(kind, place, name, change):
    return pytest.param(kind, place, name, change, id=f"{kind} {place} {name}".strip())


LIST, WRITE, ADD = "GET /books", "PUT /books/{isbn}/pages/{page}", "POST /books"


def of_method(kind, place, key, value, within=()):
    """Answer something else within a method, or nothing where *value* is None."""

    def change(answers):
        holder = method(answers, place.rpartition(" ")[0] if kind.endswith("response") else place)
        for step in within:
            holder = holder[step]
        if value is None:
            del holder[key]
        else:
            holder[key] = value

    return changed(
        kind, place, {"authorizerId": "authorizer", "requestValidatorId": "requestValidator"}.get(key, key), change
    )


def of_integration(place, key, value):
    return of_method("integration", place, key, value, ["methodIntegration"])


def of_list(kind, place, key, value, where):
    def change(answers):
        named(answers, where, place)[key] = value

    return changed(kind, place, key, change)


def lost(kind, place, where, name=lambda each: each["name"]):
    def change(answers):
        answers[where] = [each for each in answers[where] if name(each) != place]

    return changed(kind, place, "", change)


def another(kind, place, where, **thing):
    return changed(kind, place, "", lambda answers: answers[where].append(thing))


ANSWER = ["methodIntegration", "integrationResponses", "502"]
PLANTED = [
    changed("API", "", "name", lambda answers: answers["api"].update(name="other")),
    changed("API", "", "version", lambda answers: answers["api"].update(version="2")),
    changed("API", "", "apiKeySource", lambda answers: answers["api"].update(apiKeySource="AUTHORIZER")),
    changed("API", "", "binaryMediaTypes", lambda answers: answers["api"].update(binaryMediaTypes=["*/*"])),
    changed("API", "", "warnings", lambda answers: answers.update(warnings=["Ignoring."])),
    another("resource", "/more", "resources", id="1", path="/more"),
    lost("resource", "/books/{isbn}", "resources", lambda each: each["path"]),
    of_method("method", LIST, "authorizationType", "NONE"),
    of_method("method", LIST, "authorizerId", None),
    of_method("method", LIST, "authorizerId", "another"),
    of_method("method", LIST, "authorizationScopes", ["read"]),
    of_method("method", LIST, "apiKeyRequired", True),
    of_method("method", LIST, "operationName", "lostBooks"),
    of_method("method", LIST, "requestValidatorId", None),
    of_method("method", LIST, "requestParameters", {"method.request.querystring.page": True}),
    of_method("method", WRITE, "requestModels", {"application/json": "Book"}),
    of_method("method", ADD, "requestModels", {"application/json": "Page"}),
    of_method("method response", f"{LIST} 200", "responseModels", None, ["methodResponses", "200"]),
    of_method("method response", f"{LIST} 200", "responseParameters", {}, ["methodResponses", "200"]),
    of_integration(LIST, "type", "HTTP"),
    of_integration(LIST, "httpMethod", "POST"),
    of_integration(LIST, "uri", "https://elsewhere.example.com"),
    of_integration(LIST, "connectionType", "VPC_LINK"),
    of_integration(LIST, "passthroughBehavior", "NEVER"),
    of_integration(LIST, "cacheNamespace", "another"),
    of_integration(LIST, "cacheKeyParameters", ["method.request.querystring.page"]),
    of_integration(ADD, "timeoutInMillis", 29_000),
    of_integration(ADD, "credentials", "arn:aws:iam::111111111111:role/another"),
    of_integration(WRITE, "requestParameters", None),
    of_integration("DELETE /books/{isbn}/pages/{page}", "requestTemplates", {"application/json": "{}"}),
    of_integration("DELETE /books/{isbn}/pages/{page}", "contentHandling", None),
    of_method("integration response", f"{WRITE} 502", "selectionPattern", "5..", ANSWER),
    of_method("integration response", f"{WRITE} 502", "responseParameters", None, ANSWER),
    of_method("integration response", f"{WRITE} 502", "responseTemplates", {"text/plain": "no"}, ANSWER),
    lost("model", "Book", "models"),
    another("model", "Empty", "models", id="1", name="Empty", contentType="application/json", schema="{}"),
    of_list("model", "Book", "schema", '{"type": "object"}', "models"),
    of_list("model", "Book", "contentType", "text/plain", "models"),
    lost("authorizer", "users", "authorizers"),
    another("authorizer", "guests", "authorizers", id="1", name="guests", type="TOKEN"),
    of_list("authorizer", "users", "providerARNs", [], "authorizers"),
    of_list("authorizer", "devices", "type", "REQUEST", "authorizers"),
    of_list("authorizer", "devices", "authorizerUri", "arn:another", "authorizers"),
    of_list("authorizer", "devices", "identitySource", "method.request.header.Unused", "authorizers"),
    of_list("authorizer", "devices", "authorizerResultTtlInSeconds", 300, "authorizers"),
    another("validator", "none", "request_validators", id="1", name="none"),
    of_list("validator", "all", "validateRequestBody", False, "request_validators"),
    another("gateway response", "THROTTLED", "gateway_responses", responseType="THROTTLED", statusCode="430"),
    changed("documentation part", '{"type": "API"}', "", lambda answers: answers["documentation_parts"].clear()),
]


@pytest.mark.parametrize(("kind", "place", "name", "change"), PLANTED)
def test_a_planted_difference_is_found(answers, kind, place, name, change):
    change(answers)
    assert (kind, place, name) in [difference[:3] for difference in unexplained(answers)]


def test_a_validator_that_is_lost_is_missed_where_it_was_used_too(answers):
    answers["request_validators"] = []
    assert {(each.kind, each.name) for each in unexplained(answers)} == {
        ("validator", ""),
        ("method", "requestValidator"),
    }


def test_references_are_compared_by_the_names_of_models(answers):
    model = named(answers, "models", "Book")
    assert f"/restapis/{answers['api']['id']}/models/Page" in model["schema"]
    model["schema"] = model["schema"].replace("/models/Page", "/models/Leaf")
    [difference] = unexplained(answers)
    assert difference[:3] == ("model", "Book", "schema")


def test_a_known_gap_is_known_to_the_letter(answers):
    place = "DELETE /books/{isbn}/pages/{page}"
    assert method(answers, place)["authorizationType"] == "NONE"
    method(answers, place)["authorizationType"] = "CUSTOM"
    assert [difference[:3] for difference in unexplained(answers)] == [("method", place, "authorizationType")]


def test_a_word_that_would_be_compared_with_nothing_is_no_document():
    body = copy.deepcopy(RECORDED["body"])
    body["paths"]["/books"]["get"]["x-amazon-apigateway-integration"]["cacheNamespace"] = "books"
    with pytest.raises(Unknown, match="integration: cacheNamespace"):
        said(body, "111111111111", "eu-west-1")


def test_a_known_gap_that_nothing_shows_is_complained_of():
    [complaint] = unmet({each.name for each in KNOWN_GAPS} - {"roles"})
    assert complaint.startswith("roles: ")


def test_every_known_gap_says_what_aws_does_and_who_says_so():
    assert len({each.name for each in KNOWN_GAPS}) == len(KNOWN_GAPS)
    assert all(each.aws and each.source.startswith("https://") for each in KNOWN_GAPS)


def test_documents_are_chosen_by_size_and_of_each_size_from_whom_few_are_there_yet(tmp_path):
    sizes = {"a.com/1.json": 10, "a.com/2.json": 20, "b.com/1.json": 30, "a.com/3.json": 40}
    for name, size in sizes.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(" " * size)
    bands = [[file.relative_to(tmp_path).as_posix() for file in band] for band in chosen(tmp_path.glob("*/*"), 2)]
    assert bands == [["a.com/1.json", "a.com/2.json"], ["b.com/1.json", "a.com/3.json"]]
