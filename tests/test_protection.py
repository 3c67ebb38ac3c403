"""What a protected environment keeps is written down, and whatever would replace it is an error."""

import pytest
import yaml

from apicompiler.cli import run

BLUEPRINT = """\
apicompiler: 1
name: books
apis: {v1: openapi.yaml}
environments:
  dev: {account: "111111111111", region: eu-west-1, values: {domain: dev.example.com}}
  prod: {account: "222222222222", region: eu-west-1, protect: true, values: {domain: example.com}}
integrations: {books: {http: "https://books.example.com/{proxy}"}}
authorizers: {users: {cognito: {userPool: create}}}
defaults: {integration: books, auth: users, apiKey: true}
usagePlans: {gold: {quota: 1000/day}}
apiKeys: {acme: {usagePlan: gold}, globex: {usagePlan: gold, value: "secret:/keys:globex"}}
domains:
  main: {name: "api.${env.domain}", certificate: create, paths: {/: v1}}
"""
DOCUMENT = """\
openapi: 3.0.3
info: {title: Books, version: "1"}
paths:
  /books: {get: {operationId: listBooks, responses: {"200": {description: The books}}}}
"""
KEPT = {
    "stack": "books-prod",
    "domains": {"main": "api.example.com"},
    "apiKeys": {"acme": "made up", "globex": "secret:/keys:globex"},
    "userPools": {"users": "email"},
}


@pytest.fixture
def project(tmp_path, monkeypatch):
    (tmp_path / "blueprint.yaml").write_text(BLUEPRINT)
    (tmp_path / "openapi.yaml").write_text(DOCUMENT)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def protected(project, capsys):
    assert run(["protect"]) == 0
    capsys.readouterr()
    return project


def change(project, before, after):
    text = (project / "blueprint.yaml").read_text()
    assert before in text
    (project / "blueprint.yaml").write_text(text.replace(before, after))


def found(capsys):
    """Return the exit code of `lint`, and what it says of protection."""
    code = run(["lint", "--format", "concise"])
    return code, [line for line in capsys.readouterr().out.splitlines() if "AC035" in line]


def test_what_is_kept_is_written_down_and_nothing_of_others(project):
    assert run(["protect"]) == 0
    assert yaml.safe_load((project / "blueprint.lock.yaml").read_text()) == {"protected": {"prod": KEPT}}


def test_environment_that_nobody_wrote_down_is_a_warning_that_says_what_to_type(project, capsys):
    code, [line] = found(capsys)
    assert code == 0
    assert "does not say what `main` and `acme` and `globex` and `users` are in `prod`" in line


def test_what_is_new_is_to_be_written_down_too(protected, capsys):
    assert found(capsys) == (0, [])
    change(protected, "apiKeys: {", "apiKeys: {initech: {usagePlan: gold}, ")
    code, [line] = found(capsys)
    assert (code, "does not say what `initech` is in `prod`" in line) == (0, True)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("api.${env.domain}", "books.${env.domain}", "`api.example.com`, and would be replaced by `books.example.com`"),
        ("acme: {usagePlan: gold}", "acme: {usagePlan: gold, value: 'secret:/a'}", "would be replaced by `secret:/a`"),
        ("secret:/keys:globex", "secret:/keys:other", "is `secret:/keys:globex`, and would be replaced by"),
        ("acme: {usagePlan: gold}, ", "", "the key `acme` would be deleted in `prod`"),
        ("{userPool: create}", "{userPool: create, signIn: [phone]}", "is `email`, and would be replaced by `phone`"),
        ("name: books\n", "name: bookshop\n", "is `books-prod`, and would be another one, `bookshop-prod`"),
    ],
)
def test_whatever_would_replace_or_delete_one_is_an_error(protected, capsys, before, after, said):
    change(protected, before, after)
    code, [line] = found(capsys)
    assert code == 1
    assert said in line


def test_a_replacement_is_accepted_by_writing_it_down(protected, capsys):
    change(protected, "api.${env.domain}", "books.${env.domain}")
    assert run(["protect", "--env", "prod"]) == 0
    assert "domain main: api.example.com → books.example.com" in capsys.readouterr().err
    assert found(capsys) == (0, [])


def test_releases_and_what_is_protected_stand_in_one_file(protected, capsys):
    change(protected, "apis: {v1: openapi.yaml}", "apis: {v1: openapi.yaml}\nstages: {live: {pinned: true}}")
    assert run(["promote"]) == 0
    lock = yaml.safe_load((protected / "blueprint.lock.yaml").read_text())
    assert lock["protected"] == {"prod": KEPT}
    assert lock["releases"].keys() == {"dev", "prod"}
    assert run(["protect"]) == 0
    assert yaml.safe_load((protected / "blueprint.lock.yaml").read_text()) == lock


@pytest.mark.parametrize(
    ("words", "said"),
    [(["--env", "dev"], "`dev` is not protected"), (["--env", "qa"], "no environment is called `qa`")],
)
def test_call_that_cannot_be_followed_says_why(project, capsys, words, said):
    assert run(["protect", *words]) == 2
    assert said in capsys.readouterr().err
    assert not (project / "blueprint.lock.yaml").exists()


def test_stack_cannot_be_deleted_and_leaves_behind_what_nobody_could_make_again(protected, capsys):
    assert run(["synth", "--env", "prod", "--quiet"]) == 0
    manifest = yaml.safe_load((protected / "cdk.out/manifest.json").read_text())
    assert manifest["artifacts"]["books-prod"]["properties"]["terminationProtection"] is True
    template = yaml.safe_load((protected / "cdk.out/books-prod.template.json").read_text())
    policies = {
        found["Type"]: (found.get("DeletionPolicy"), found.get("UpdateReplacePolicy"))
        for found in template["Resources"].values()
    }
    for kind in ("ApiGateway::ApiKey", "ApiGateway::DomainName", "Cognito::UserPool", "SecretsManager::Secret"):
        assert policies[f"AWS::{kind}"] == ("RetainExceptOnCreate", "Retain")
    assert policies["AWS::ApiGateway::RestApi"] == (None, None)
