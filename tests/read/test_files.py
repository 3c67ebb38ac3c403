"""Nothing outside of the blueprint's folder is read, and nothing is fetched."""

import os

import pytest

from apicompiler.compiler import lint
from apicompiler.limits import MAX_FILE_BYTES
from apicompiler.read.files import DiskFolder

BLUEPRINT = """\
apicompiler: 1
name: books
apis: {v1: NAME}
environments: {dev: {account: "111111111111", region: eu-west-1}}
integrations: {books: {http: "https://books.example.com/{proxy}"}}
defaults: {integration: books, auth: iam}
"""
DOCUMENT = """\
openapi: 3.0.3
info: {title: Books, version: "1"}
paths:
  /books:
    post:
      operationId: addBook
      requestBody: {content: {application/json: {schema: {$ref: "REFERENCE"}}}}
      responses: {"201": {description: added}}
components: {schemas: {Book: {type: object}}}
"""


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "project"
    root.mkdir()
    (tmp_path / "secret.yaml").write_text(DOCUMENT)
    (root / "openapi.yaml").write_text(DOCUMENT.replace("REFERENCE", "#/components/schemas/Book"))
    return root


def found(folder, name="openapi.yaml", reference=None):
    (folder / "blueprint.yaml").write_text(BLUEPRINT.replace("NAME", name))
    if reference is not None:
        (folder / "openapi.yaml").write_text(DOCUMENT.replace("REFERENCE", reference))
    return [(d.rule.name, d.finding.message) for d in lint("blueprint.yaml", DiskFolder(folder)).diagnostics]


def rules(*args, **named):
    return [name for name, _ in found(*args, **named)]


@pytest.mark.parametrize("name", ["../secret.yaml", "/etc/passwd", "a/../../secret.yaml"])
def test_definition_lies_in_the_folder(folder, name):
    assert rules(folder, name) == ["file-outside-the-blueprint"]


@pytest.mark.parametrize(
    "reference",
    ["../secret.yaml#/x", "https://example.com/x.yaml", "//example.com/x", "file:///etc/passwd", "%2e%2e/secret.yaml"],
)
def test_reference_leads_nowhere_else(folder, reference):
    assert rules(folder, reference=reference) == ["file-outside-the-blueprint"]


def test_symbolic_link_leads_nowhere_else(folder):
    (folder / "link.yaml").symlink_to(folder.parent / "secret.yaml")
    (folder / "around").symlink_to(folder.parent)
    assert rules(folder, "link.yaml") == ["file-outside-the-blueprint"]
    assert rules(folder, "around/secret.yaml") == ["file-outside-the-blueprint"]


def test_symbolic_link_inside_the_folder_is_followed(folder):
    (folder / "link.yaml").symlink_to("openapi.yaml")
    assert rules(folder, "link.yaml") == []


def test_what_is_no_file_is_not_opened(folder):
    os.mkfifo(folder / "pipe.yaml")
    (folder / "folder.yaml").mkdir()
    (folder / "loop.yaml").symlink_to("loop.yaml")
    for name in ("pipe.yaml", "folder.yaml", "loop.yaml", "missing.yaml", "x" * 300):
        assert rules(folder, name) == ["unreadable-file"], name


def test_file_has_a_size_at_most(folder):
    with (folder / "huge.yaml").open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)
    assert found(folder, "huge.yaml") == [("unreadable-file", "`huge.yaml` holds more than 64 MiB")]


@pytest.mark.parametrize("reference", ["#/components/schemas/None", "#/paths/0", "other.yaml", "#/a~1b", "#x"])
def test_reference_that_leads_to_nothing_is_reported_once(folder, reference):
    assert len(rules(folder, reference=reference)) == 1


def test_references_go_round_in_circles_between_files(folder):
    (folder / "a.yaml").write_text("Tree: {type: object, properties: {left: {$ref: 'sub/b.yaml#/Tree'}}}")
    (folder / "sub").mkdir()
    (folder / "sub/b.yaml").write_text("Tree: {type: object, properties: {right: {$ref: '../a.yaml#/Tree'}}}")
    assert rules(folder, reference="a.yaml#/Tree") == []


def test_file_that_many_refer_to_is_reported_once_where_it_is_wrong(folder):
    (folder / "broken.yaml").write_text("a: [")
    document = DOCUMENT.replace("REFERENCE", "broken.yaml#/a") + "x: {$ref: 'broken.yaml#/a'}\n"
    (folder / "openapi.yaml").write_text(document)
    assert rules(folder) == ["invalid-yaml"]
