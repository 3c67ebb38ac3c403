"""What was made to break readers ends in findings: soon, within bounds, and with nothing else opened."""

import importlib.util
import io
import re
import struct
import zipfile
from pathlib import Path

import pytest

spec = importlib.util.spec_from_file_location("watched", Path(__file__).with_name("watched.py"))
watched = importlib.util.module_from_spec(spec)
spec.loader.exec_module(watched)

BLUEPRINT = """\
apicompiler: 1
name: books
apis: {v1: openapi.yaml}
environments: {dev: {account: "111111111111", region: eu-west-1}}
integrations: {books: {http: "https://books.example.com/{proxy}"}}
defaults: {integration: books, auth: iam}
"""
DOCUMENT = """\
openapi: 3.0.3
info: {title: Books, version: "1"}
paths:
  /books:
    get: {operationId: listBooks, responses: {"200": {description: ok}}}
"""
TEMPLATED = BLUEPRINT.replace('{proxy}"}', '{proxy}", request: t.vtl}')
ANSWERED = BLUEPRINT + "responses: {THROTTLED: {template: t.vtl}}\n"
FUNCTION = BLUEPRINT + "functions: {f: {code: code, handler: a.b, runtime: python3.13}}\n"
MANY = 10_000


def operations(count, of=""):
    return DOCUMENT + "".join(
        f"  /p{n}:\n    get: {{operationId: op{n}, responses: {{'200': {{description: ok}}}}{of}}}\n"
        for n in range(count)
    )


def lines(form, count):
    return "".join(form.replace("#", str(n)) + "\n" for n in range(count))


def chained(form, end):
    return DOCUMENT + f"components:\n  schemas:\n{lines(form, 5_000)}    A5000: {end}\n"


BOMB = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{new}: &{new} [{','.join(['*' + old] * 10)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
CASES = {
    "nested aliases": (BLUEPRINT + BOMB, DOCUMENT, ["AC0007"]),
    "deep YAML": (BLUEPRINT + "a: " + "[" * 100_000, DOCUMENT, ["AC0003"]),
    "unknown keys": (BLUEPRINT + lines("unknown#: 1", MANY), DOCUMENT, ["AC0101"]),
    "repeated keys": (BLUEPRINT + "description: x\n" * MANY, DOCUMENT, ["AC0005"]),
    "a NUL": (BLUEPRINT + "a: \0\n", DOCUMENT, ["AC0003"]),
    "half a surrogate pair": (BLUEPRINT + 'description: "\\ud800"\n', DOCUMENT, None),
    "UTF-16": (BLUEPRINT.encode("utf-16"), DOCUMENT, ["AC0001"]),
    "huge numbers": (BLUEPRINT + f"throttle: {{rate: 1{'0' * 390}, burst: 1{'0' * 390}}}\n", DOCUMENT, None),
    "a tag that calls": (BLUEPRINT + "description: !!python/object/apply:os.system [id]\n", DOCUMENT, None),
    "stars in a row": (BLUEPRINT + f"operations: {{'GET {'/**' * 30}/x': {{timeout: 5s}}}}\n", DOCUMENT, ["AC0702"]),
    "stars apart": (
        BLUEPRINT + f"operations: {{'GET /{'**a' * 30}': {{timeout: 5s}}}}\n",
        DOCUMENT.replace("/books", "/" + "a" * 900 + "b"),
        ["AC0702"],
    ),
    "many environments": (
        BLUEPRINT.replace("environments: {dev: ", "environments:\n" + lines("  e#: &e#", 0) + "  dev: ").replace(
            "eu-west-1}}\n", "eu-west-1}\n" + lines("  e#: {account: '111111111111', region: eu-west-1}", 2_000)
        ),
        DOCUMENT,
        ["AC0140"],
    ),
    "stages, APIs and plans that multiply": (
        BLUEPRINT.replace("{v1: openapi.yaml}", "\n" + lines("  a#: openapi.yaml", 200))
        + f"stages:\n{lines('  s#: {}', 200)}usagePlans:\n{lines('  p#: {}', 200)}",
        DOCUMENT,
        ["AC0140"],
    ),
    "many operations": (BLUEPRINT, operations(MANY), ["AC0411"]),
    "callers and operations that multiply": (
        BLUEPRINT + f"policy: {{allow: [{'{cidr: 10.0.0.0/8, operations: [listBooks]},' * 3_000}]}}\n",
        operations(5_000),
        ["AC0140"],
    ),
    "a long chain of references": (
        BLUEPRINT,
        chained("    A#: {$ref: '#/components/schemas/A@'}", "{type: string}"),
        None,
    ),
    "references to the root": (BLUEPRINT, DOCUMENT + "components: {schemas: {A: {$ref: '#'}}}\n", None),
    "references to many files": (
        BLUEPRINT,
        DOCUMENT + "components:\n  schemas:\n" + lines("    A#: {$ref: 'f#.yaml'}", 5_000),
        ["AC0001"],
    ),
    "references that lead out": (
        BLUEPRINT,
        DOCUMENT + "components: {schemas: {A: {$ref: '%2e%2e/x'}, B: {$ref: '%2fetc/passwd'}, C: {$ref: 'a%00b'}}}\n",
        ["AC0001", "AC0002"],
    ),
    "references to nothing": (
        BLUEPRINT + "raw:\n  resources:\n" + lines("    R#: {Type: 'AWS::SQS::Queue', DependsOn: S#}", 2_000),
        DOCUMENT,
        ["AC2122"],
    ),
    "a long chain of resources": (
        BLUEPRINT + "raw:\n  resources:\n" + lines("    R#: {Type: 'Custom::A', Properties: {B: {Ref: R@}}}", 480),
        DOCUMENT,
        ["AC2125"],
    ),
    "types that are not known": (
        BLUEPRINT + "raw:\n  resources:\n" + lines("    R#: {Type: 'AWS::SQS::Queue#', Properties: {A#: 1}}", 3_000),
        DOCUMENT,
        ["AC1104", "AC2103"],
    ),
    "properties that are not known": (
        BLUEPRINT
        + "raw: {resources: {Q: {Type: 'AWS::SQS::Queue', Properties:\n"
        + "{"
        + lines("A#: 1,", MANY)
        + "}}}}",
        DOCUMENT,
        ["AC2104"],
    ),
    "a path of braces": (BLUEPRINT, DOCUMENT.replace("/books:", f"'/{'{a' * 100_000}':"), None),
    "the pattern of an answer": (
        BLUEPRINT.replace('{proxy}"}', '{proxy}", responses: {default: 200, "' + "(" * 900 + '": 400}}'),
        DOCUMENT,
        ["AC0524"],
    ),
}


def written(folder, files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


@pytest.mark.parametrize("name", CASES)
def test_text_that_was_made_to_break_readers_ends_in_findings(name, tmp_path):
    blueprint, document, codes = CASES[name]
    if name == "a long chain of resources":
        blueprint = re.sub(r"R(\d+)(.*)R@", lambda m: f"R{m[1]}{m[2]}R{(int(m[1]) + 1) % 480}", blueprint)
    if name == "a long chain of references":
        document = "".join(
            line.replace("@", str(int(line[5 : line.index(":")]) + 1)) if "@" in line else line
            for line in document.splitlines(keepends=True)
        )
    found = watched.linted(written(tmp_path, {"blueprint.yaml": blueprint, "openapi.yaml": document}))
    assert codes is None or found == codes


@pytest.mark.parametrize("blueprint", [TEMPLATED, ANSWERED], ids=["program", "gateway response"])
@pytest.mark.parametrize(
    "text",
    [
        "#if($a)" * 40_000,
        "#if($a)" * 39 + "#if($b)#end" * 20_000 + "#end" * 39,
        "$a.b(" * 60_000,
        "$context.x" * 30_000,
        '"$a' * 70_000,
        "$a[[" * 70_000,
        "$a.b(')" * 40_000,
        "\\" * 300_000,
        "[" * 290_000,
        '{"a":1' + "0" * 5_000 + "}",
    ],
    ids=lambda text: text[:10],
)
def test_template_that_was_made_to_break_readers_ends_in_findings(blueprint, text, tmp_path):
    watched.linted(written(tmp_path, {"blueprint.yaml": blueprint, "openapi.yaml": DOCUMENT, "t.vtl": text}))


@pytest.mark.parametrize(
    "text",
    [
        '{"a":' * 100_000,
        "[" * 1_000_000,
        '{"a": ' + "1" * 5_000 + "}",
        "{" + ",".join(['"a": 1'] * MANY) + "}",
        '{"a": "' + "\\\\" * 500_000 + '\\ud800"}',
        '{"a": 1, "a": 2}}}}',
        '{"a\0": 1}',
    ],
    ids=lambda text: text[:10],
)
def test_json_that_was_made_to_break_readers_ends_in_findings(text, tmp_path):
    blueprint = BLUEPRINT.replace("openapi.yaml", "openapi.json")
    assert watched.linted(written(tmp_path, {"blueprint.yaml": blueprint, "openapi.json": text}))


def archive(*names):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name in names:
            file.writestr(name, b"\0" * (300 * 2**20) if name == "bomb" else b"")
    return made.getvalue()


def changed(offset, form, value):
    """Return a zip file whose one entry in the central directory says something else."""
    content = bytearray(archive("a.py"))
    struct.pack_into(form, content, content.rfind(b"PK\1\2") + offset, value)
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        (archive("a.py"), []),
        (archive("bomb"), ["AC0001"]),
        (archive("/etc/passwd", "../../x", "a.py"), []),
        (archive(*(f"f{n}" for n in range(60_000))), ["AC0001"]),
        (changed(24, "<I", 0xFFFFFFFE), ["AC0001"]),
        (changed(8, "<H", 1), []),
        (changed(6, "<H", 999), ["AC0001"]),
        (changed(30, "<H", 60_000), []),
        (archive("a.py")[:-5], ["AC0001"]),
        (b"", ["AC0001"]),
        (b"no archive", ["AC0001"]),
    ],
    ids=["sound", "bomb", "names", "many", "lying", "encrypted", "version", "extra", "cut", "empty", "text"],
)
def test_archive_is_looked_at_and_not_unpacked(content, codes, tmp_path):
    blueprint = FUNCTION.replace("code: code", "code: code.zip")
    files = {"blueprint.yaml": blueprint, "openapi.yaml": DOCUMENT, "code.zip": content}
    assert watched.linted(written(tmp_path, files)) in (codes, ["AC0516"])


@pytest.mark.parametrize("code", ["../x", "/etc", "a/../../x", "x" * 5_000, "link", "loop", "file/x", "%2e%2e/x"])
def test_code_stands_below_the_blueprint(code, tmp_path):
    folder = tmp_path / "project"
    written(folder, {"blueprint.yaml": FUNCTION.replace("code: code", f'code: "{code}"'), "openapi.yaml": DOCUMENT})
    written(tmp_path, {"x/secret.py": ""})
    (folder / "link").symlink_to(tmp_path / "x")
    (folder / "loop").symlink_to("loop")
    (folder / "file").write_text("")
    assert watched.linted(folder) in (["AC0001"], ["AC0002"])


def test_links_inside_of_code_lead_nowhere_else(tmp_path):
    folder = written(tmp_path / "project", {"blueprint.yaml": FUNCTION, "openapi.yaml": DOCUMENT, "code/a.py": ""})
    written(tmp_path, {"secret.py": ""})
    (folder / "code/loop").symlink_to("loop")
    assert watched.linted(folder) == ["AC0001"]
    (folder / "code/loop").unlink()
    (folder / "code/secret.py").symlink_to(tmp_path / "secret.py")
    assert watched.linted(folder) == ["AC0002"]


def test_files_are_read_up_to_a_size(tmp_path):
    folder = written(tmp_path, {"blueprint.yaml": BLUEPRINT})
    with (folder / "openapi.yaml").open("wb") as file:
        file.truncate(100 * 2**20)
    assert watched.linted(folder) == ["AC0001"]
    (folder / "openapi.yaml").write_text("[" + "[]," * 6_000_000 + "]")
    assert watched.linted(folder) == ["AC0001"]
