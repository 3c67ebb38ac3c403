"""Several documents make one API, or it is said where they cannot."""

import pytest
from frame import framed

from apicompiler.compiler import lint
from apicompiler.read.files import MemoryFolder

USERS = 'authorizers: {users: {cognito: {userPool: "arn:aws:cognito-idp:eu-west-1:111111111111:userpool/eu-west-1_a"}}}'
ADMIN = """\
openapi: 3.0.3
info: {title: admin, version: '7'}
"""


def outcome(admin, blueprint=""):
    example = f"apis: {{v1: [openapi.yaml, admin.yaml]}}\n{blueprint}\n--- admin.yaml\n{ADMIN}{admin}"
    return lint("blueprint.yaml", MemoryFolder(framed(example)))


def places(outcome):
    return [(d.rule.code, str(d.finding.at), [str(note.at) for note in d.finding.notes]) for d in outcome.diagnostics]


def test_methods_of_one_path_may_stand_in_two_documents():
    made = outcome("paths: {/books: {post: {responses: {'201': {description: added}}}}}")
    assert made.diagnostics == ()
    [api] = made.targets[0].apis.values()
    assert [operation.title for operation in api.operations] == ["GET /books", "POST /books"]


def test_title_and_version_are_those_of_the_first_document():
    [api] = outcome("paths: {}").targets[0].apis.values()
    assert (api.title, api.version) == ("books", "1")


def test_method_of_a_path_in_two_documents_names_both():
    made = outcome("paths: {/books: {get: {responses: {'200': {description: all}}}}}")
    assert places(made) == [("AC0111", "admin.yaml/paths//books/get", ["openapi.yaml/paths//books/get"])]


def test_operation_id_in_two_documents_names_both():
    made = outcome("paths: {/shelves: {get: {operationId: listBooks, responses: {'200': {description: all}}}}}")
    assert places(made) == [
        ("AC0409", "admin.yaml/paths//shelves/get/operationId", ["openapi.yaml/paths//books/get/operationId"])
    ]


@pytest.mark.parametrize(("kind", "codes"), [("basic", ["AC0111"]), ("bearer", [])])
def test_security_scheme_of_one_name_is_the_same_everywhere(kind, codes):
    scheme = "components: {securitySchemes: {users: {type: http, scheme: %s, description: %s}}}"
    files = framed(
        f"apis: {{v1: [openapi.yaml, admin.yaml]}}\n"
        f"--- openapi.yaml\n{scheme % ('bearer', 'who reads')}\n"
        f"--- admin.yaml\n{ADMIN}paths: {{}}\n{scheme % (kind, 'who writes')}\n"
    )
    assert [d.rule.code for d in lint("blueprint.yaml", MemoryFolder(files)).diagnostics] == codes


def test_security_of_a_document_stays_with_its_operations():
    made = outcome(
        "security: [{users: [write]}]\npaths: {/books: {post: {responses: {'201': {description: added}}}}}", USERS
    )
    assert made.diagnostics == ()
    listed, added = made.targets[0].methods["v1"]
    assert type(listed.access.value).__name__ == "Iam"
    assert (added.access.value.name, added.access.value.scopes) == ("users", ("write",))


def test_documents_that_share_a_path_in_a_third_file_do_not_clash():
    shared = "paths: {/shared: {$ref: shared.yaml}}"
    files = framed(
        f"apis: {{v1: [openapi.yaml, admin.yaml]}}\n--- openapi.yaml\n{shared}\n--- admin.yaml\n{ADMIN}{shared}\n"
        "--- shared.yaml\nget: {operationId: shared, responses: {'200': {description: ok}}}\n"
    )
    made = lint("blueprint.yaml", MemoryFolder(files))
    assert made.diagnostics == ()
    assert len(made.targets[0].all_methods) == 1


@pytest.mark.parametrize("listed", ["[]", "[openapi.yaml, './openapi.yaml']"])
def test_list_of_documents_names_each_of_them_once(listed):
    made = lint("blueprint.yaml", MemoryFolder(framed(f"apis: {{v1: {listed}}}")))
    assert [d.rule.code for d in made.diagnostics] == ["AC0110"]


def test_document_that_cannot_be_read_is_named():
    made = lint("blueprint.yaml", MemoryFolder(framed("apis: {v1: [openapi.yaml, no-such-file.yaml]}")))
    assert [d.rule.code for d in made.diagnostics] == ["AC0001"]
    assert made.targets == ()
