"""Comments that suppress findings, and what is said about those that do not."""

import pytest
from frame import framed, linted

REGION = 'environments:\n  dev: {account: "111111111111", region: eu-west-9}'


def codes(files):
    return [diagnostic.rule.code for diagnostic in linted(files).diagnostics]


def environments(above="", behind=""):
    return framed(f"environments:\n  {above}\n  dev: {{account: '111111111111', region: eu-west-9}} {behind}\n")


def test_nothing_is_suppressed_without_a_comment():
    assert codes(environments()) == ["AC0202"]


@pytest.mark.parametrize("word", ["AC0202", "unknown-region", "ac0202"])
def test_rule_is_named_by_code_or_name(word):
    assert codes(environments(behind=f"# apicompiler: ignore[{word}] it opens in May")) == []
    assert codes(environments(above=f"# apicompiler: ignore[{word}] it opens in May")) == []


def test_comment_above_reaches_down_and_no_further():
    text = """
    # apicompiler: ignore[AC0202] it opens in May
    environments:
      dev: {account: "111111111111", region: eu-west-9}
    """
    assert codes(framed(text)) == []
    text = """
    # apicompiler: ignore[AC0202] it opens in May
    stages: {live: {}}
    environments:
      dev: {account: "111111111111", region: eu-west-9}
    """
    assert codes(framed(text)) == ["AC0122", "AC0202"]


def test_findings_in_documents_are_suppressed_there():
    document = "paths:\n  /a//b: # COMMENT\n    get: {operationId: b, responses: {'200': {description: b}}}\n"
    [code] = codes(framed(document))
    assert codes(framed(document.replace("COMMENT", f"apicompiler: ignore[{code}] callers rely on it"))) == []


def test_findings_in_templates_are_suppressed_there():
    blueprint = "integrations: {books: {http: 'https://b.example.com/{proxy}', request: t.vtl}}\n--- t.vtl\n"
    [code] = codes(framed(blueprint + '{"a": "$context.requstId"}\n'))
    comment = f"## apicompiler: ignore[{code}] they promised it\n"
    assert codes(framed(blueprint + comment + '{"a": "$context.requstId"}\n')) == []
    assert codes(framed(blueprint + comment + "{}\n")) == ["AC0122"]


def test_reason_may_follow_a_dash_and_may_not_be_nothing_else():
    assert codes(environments(behind="# apicompiler: ignore[AC0202] - it opens in May")) == []
    assert codes(environments(behind="# apicompiler: ignore[AC0202] -- ")) == ["AC0121"]


def test_binding_rule_stays_and_the_comment_is_reported():
    text = "defaults: {integration: boks, auth: iam} # apicompiler: ignore[AC0203] later"
    assert codes(framed(text)) == ["AC0203", "AC0124"]


@pytest.mark.parametrize("said", ["ignore", "ignore AC0202", "ignroe[AC0202] why", "ignore[] why", "Ignore: AC0202"])
def test_what_was_meant_to_suppress_is_told_how(said):
    assert codes(environments(behind=f"# apicompiler: {said}")) == ["AC0202", "AC0123"]


def test_other_remarks_are_none_of_our_business():
    assert codes(environments(behind="# apicompiler: see the handbook")) == ["AC0202"]


def test_rule_that_does_not_exist_is_named():
    assert codes(environments(behind="# apicompiler: ignore[AC0202, unknown-regoin] why")) == ["AC0120"]


def test_unused_word_leaves_its_comment_and_the_last_takes_it_along():
    from apicompiler.fix import fixed

    files = environments(behind="# apicompiler: ignore[AC0301, AC0202] why")
    outcome = linted(files)
    assert fixed(outcome.documents, outcome.diagnostics) == {
        "blueprint.yaml": files["blueprint.yaml"].replace("AC0301, ", "")
    }
    files = framed("# apicompiler: ignore[AC0301] why\nstages: {live: {}}\n")
    outcome = linted(files)
    assert fixed(outcome.documents, outcome.diagnostics)["blueprint.yaml"].startswith("stages:")


def test_error_that_is_suppressed_no_longer_stops_the_compiler():
    text = "stages: {pre.prod: {}}"
    [code] = codes(framed(text))
    assert not linted(framed(text)).is_sound
    assert linted(framed(f"{text} # apicompiler: ignore[{code}] they allow it now")).is_sound
