"""Who may call what of the bookstore in production, as somebody worked it out by hand from its files.

The table is not written by the program: it was made from `blueprint.yaml` and the documents, line by line, and whoever
changes who may call what changes it here, too.
"""

import shutil
from pathlib import Path

import pytest

from apicompiler.cli import run
from apicompiler.compiler import lint
from apicompiler.read.files import DiskFolder
from apicompiler.report.access import rows

BOOKSTORE = Path(__file__).parents[1] / "blueprints/bookstore"

CDN = ("the internet, by api.example.com through CloudFront", "managed, managed at CloudFront")
INSIDE = ("the internet, by admin.example.com with a client certificate", "managed")
PUSH = ("the internet, by push.example.com", "no")
READERS, WRITERS = (f"users (Cognito, scopes orders/{may})" for may in ("read", "write"))
CONNECTED = "whoever is connected"
NO_KEY, KEY = False, True

BY_HAND = {
    ("v1", "GET /health"): ("everybody", NO_KEY, *CDN, "100/s"),
    ("v1", "GET /books"): ("everybody", NO_KEY, *CDN, "100/s"),
    ("v1", "GET /books/{isbn}"): ("everybody", NO_KEY, *CDN, "100/s"),
    ("v2", "GET /health"): ("everybody", NO_KEY, *CDN, "100/s"),
    ("v2", "GET /catalog/books"): ("everybody", NO_KEY, *CDN, "100/s"),
    ("v2", "GET /catalog/books/{isbn}"): ("everybody", NO_KEY, *CDN, "100/s"),
    ("v2", "GET /catalog/books/{book}/reviews"): ("everybody", NO_KEY, *CDN, "100/s"),
    ("v2", "GET /orders"): (READERS, NO_KEY, *CDN, "2000/s"),
    ("v2", "POST /orders"): (WRITERS, NO_KEY, *CDN, "50/s"),
    ("v2", "POST /orders/quote"): ("everybody", NO_KEY, *CDN, "100/s"),
    ("v2", "GET /orders/{orderId}"): (READERS, NO_KEY, *CDN, "2000/s"),
    ("v2", "DELETE /orders/{orderId}"): (WRITERS, NO_KEY, *CDN, "2000/s"),
    ("v2", "POST /orders/{orderId}/returns"): (WRITERS, NO_KEY, *CDN, "2000/s"),
    ("v2", "GET /feed"): ("everybody", KEY, *CDN, "100/s"),
    ("v2", "POST /partners/{partner}/orders"): ("partners (Lambda)", NO_KEY, *CDN, "2000/s"),
    ("v2", "POST /devices/{deviceId}/events"): ("devices (Lambda)", NO_KEY, *CDN, "2000/s"),
    ("admin", "PUT /stock/{isbn}"): ("signed (IAM)", NO_KEY, *INSIDE, "2000/s"),
    ("admin", "POST /orders/{orderId}/fulfilment"): ("signed (IAM)", NO_KEY, *INSIDE, "2000/s"),
    ("admin", "POST /audit"): ("signed (IAM)", NO_KEY, *INSIDE, "2000/s"),
    ("admin", "GET /reports/{month}"): ("signed (IAM)", NO_KEY, *INSIDE, "2000/s"),
    ("live", "$connect"): ("partners (Lambda)", NO_KEY, *PUSH, "2000/s"),
    ("live", "$disconnect"): (CONNECTED, NO_KEY, *PUSH, "2000/s"),
    ("live", "$default"): (CONNECTED, NO_KEY, *PUSH, "2000/s"),
    ("live", "follow"): (CONNECTED, NO_KEY, *PUSH, "10/s"),
}


def table(folder, environment):
    """Return what the program works out."""
    targets = lint("blueprint.yaml", DiskFolder(folder)).targets
    target = next(found for found in targets if found.environment.key == environment)
    return {
        (row["api"], row["operation"]): (row["callers"], row["key"], row["from"], row["firewall"], row["limit"])
        for row in rows(target)
    }


@pytest.fixture
def copy(tmp_path):
    return Path(shutil.copytree(BOOKSTORE, tmp_path / "bookstore"))


def change(copy, before, after, file="blueprint.yaml"):
    text = (copy / file).read_text()
    assert before in text
    (copy / file).write_text(text.replace(before, after, 1))


def test_program_agrees_with_the_table_that_was_made_by_hand():
    assert table(BOOKSTORE, "prod") == BY_HAND


def test_one_without_a_domain_of_its_own_is_called_by_any_address():
    assert {row[2] for row in table(BOOKSTORE, "dev").values()} == {"the internet"}


def test_operation_that_is_public_by_mistake_is_seen_and_asserted_against(copy, capsys):
    change(copy, "createOrder: {throttle:", "createOrder: {auth: none, throttle:")
    assert table(copy, "prod") == BY_HAND | {("v2", "POST /orders"): ("everybody", NO_KEY, *CDN, "50/s")}
    assert run(["lint", str(copy), "--format", "concise"]) == 0, "nobody has asserted anything of it"
    change(copy, "assert: [", "assert: [no-anonymous-write, ")
    assert run(["lint", str(copy), "--format", "concise"]) == 1
    said = capsys.readouterr().out
    assert "v2.yaml" in said
    assert "`POST /orders` " in said


def test_scheme_that_nothing_decides_is_no_row_but_an_error(copy, capsys):
    change(copy, "security: [{users: [orders/read]}]", "security: [{readers: []}]", "openapi/v2.yaml")
    assert run(["lint", str(copy), "--format", "concise"]) == 1
    assert "`readers`" in capsys.readouterr().out


def test_policy_that_lets_in_others_keeps_out_who_does_not_sign(copy):
    change(copy, "executeApi: false  ", "policy: {allow: [{account: '333333333333'}]}\nexecuteApi: false  ")
    found = table(copy, "prod")
    assert found["admin", "PUT /stock/{isbn}"][2] == f"{INSIDE[0]}; only 333333333333"
    assert found["v2", "GET /orders"][2] == f"{CDN[0]}; only 333333333333"
