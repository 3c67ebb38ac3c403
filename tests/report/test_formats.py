"""Each format says the same, in the way in which its reader takes it."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
from frame import framed
from published import published

from apicompiler.compiler import lint
from apicompiler.read.files import MemoryFolder
from apicompiler.report.formats import FORMATS, written
from apicompiler.report.found import Found
from apicompiler.report.text import plain

BAD = framed(
    """
    name: "a: b, 50%; c]"
    endpoint: "egde"
    integrations: {books: {lambda: "arn:aws:lambda:us-east-1:111111111111:function:books"}}
    environments: {dev: {account: "111111111111", values: {city: Köln}, region: eu-wset-1}}
    """
)


def found(files, home="services/books"):
    outcome = lint("blueprint.yaml", MemoryFolder(files))
    return (Found("b/blueprint.yaml", "b", home, outcome.diagnostics, outcome.documents, ("a notice",)),)


def show(format, files=BAD, **named):
    return written(format, found(files, **named), plain)


def codes(files=BAD):
    return [diagnostic.rule.code for one in found(files) for diagnostic in one.diagnostics]


@pytest.mark.parametrize("format", FORMATS)
def test_every_finding_has_its_rule_and_the_page_of_it(format):
    text = show(format)
    assert len(codes()) >= 4
    for code in codes():
        assert code in text
        assert f"/rules/{code}/" in text


@pytest.mark.parametrize("format", FORMATS)
def test_nothing_found_is_said_in_every_format(format):
    text = show(format, framed("name: example"))
    assert "AC" not in text
    assert (text == "") == (format in ("full", "concise", "jsonl", "github", "azure"))


@pytest.mark.parametrize("format", ["github", "azure", "gitlab", "sarif", "junit", "markdown", "rdjson"])
def test_reviewers_see_files_as_the_repository_has_them(format):
    assert "services/books/blueprint.yaml" in show(format)
    assert not re.search(r"[^/\w]b/blueprint.yaml(?!: a notice)", show(format))


@pytest.mark.parametrize("format", ["full", "concise", "json", "jsonl"])
def test_users_see_files_as_they_reached_them(format):
    assert "b/blueprint.yaml" in show(format)
    assert "services" not in show(format)


class TestSarif:
    def test_it_keeps_the_published_schema(self):
        schema = published("sarif-2.1.0.json")
        jsonschema.validate(json.loads(show("sarif")), schema)
        jsonschema.validate(json.loads(show("sarif", framed("name: example"))), schema)

    def test_it_has_what_code_scanning_asks_for(self):
        # https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support
        [run] = json.loads(show("sarif"))["runs"]
        rules = run["tool"]["driver"]["rules"]
        for rule in rules:
            assert rule["shortDescription"]["text"]
            assert len(rule["shortDescription"]["text"]) <= 1024
            assert len(rule["fullDescription"]["text"]) <= 1024
            assert rule["help"]["text"]
            assert rule["help"]["markdown"].startswith(f"# {rule['id']}")
            assert len(rule["id"]) <= 255
            assert rule["properties"]["precision"] in ("very-high", "high", "medium", "low")
            assert rule["properties"]["problem.severity"] in ("error", "warning", "recommendation")
            assert len(rule["properties"]["tags"]) <= 20
        for result in run["results"]:
            assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
            assert result["message"]["text"]
            [location] = result["locations"]
            place = location["physicalLocation"]
            assert not re.match(r"/|[a-z]+:|\.\.", place["artifactLocation"]["uri"])
            assert place["region"].keys() == {"startLine", "startColumn", "endLine", "endColumn"}
            assert result["partialFingerprints"]

    def test_a_fix_says_what_is_deleted_and_what_is_written(self):
        [result] = [r for r in json.loads(show("sarif"))["runs"][0]["results"] if "egde" in r["message"]["text"]]
        [change] = result["fixes"][0]["artifactChanges"]
        [replacement] = change["replacements"]
        assert replacement["insertedContent"] == {"text": '"edge"'}
        line = BAD["blueprint.yaml"].splitlines()[replacement["deletedRegion"]["startLine"] - 1]
        start, end = (replacement["deletedRegion"][key] - 1 for key in ("startColumn", "endColumn"))
        assert line[start:end] == '"egde"'

    def test_a_fingerprint_stays_when_lines_above_it_change(self):
        moved = {**BAD, "blueprint.yaml": "# one more line\n" + BAD["blueprint.yaml"]}
        first, second = (
            [result["partialFingerprints"] for result in json.loads(show("sarif", files))["runs"][0]["results"]]
            for files in (BAD, moved)
        )
        assert first == second
        assert len({str(prints) for prints in first}) == len(first)

    def test_names_of_files_are_written_as_addresses(self):
        text = show("sarif", home="my apis/ä")
        assert "my%20apis/%C3%A4/blueprint.yaml" in text


class TestGitLab:
    def test_it_has_what_code_quality_asks_for(self):
        # https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
        issues = json.loads(show("gitlab"))
        assert [issue["check_name"].split()[0] for issue in issues] == codes()
        assert len({issue["fingerprint"] for issue in issues}) == len(issues)
        for issue in issues:
            assert issue["description"]
            assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
            assert issue["location"]["lines"]["begin"] >= 1
            assert not issue["location"]["path"].startswith(("./", "/"))

    def test_nothing_found_is_an_empty_report(self):
        assert json.loads(show("gitlab", framed("name: example"))) == []


class TestJUnit:
    def test_every_finding_is_a_failure_of_its_file(self):
        root = ElementTree.fromstring(show("junit"))
        assert root.tag == "testsuites"
        assert [case.get("name").split()[0] for case in root.iter("testcase")] == codes()
        for suite in root:
            cases = list(suite.iter("testcase"))
            assert suite.get("tests") == suite.get("failures") == str(len(cases))
            for case in cases:
                [failure] = case
                assert failure.get("type") in ("error", "warning", "info")
                assert case.get("classname") == suite.get("name")

    def test_blueprint_without_findings_is_a_test_that_passed(self):
        [suite] = ElementTree.fromstring(show("junit", framed("name: example")))
        assert (suite.get("tests"), suite.get("failures")) == ("1", "0")

    def test_characters_that_xml_has_not_are_replaced(self):
        [failure, *_] = ElementTree.fromstring(show("junit", framed('endpoint: "\\x01<&>"'))).iter("failure")
        assert "\N{REPLACEMENT CHARACTER}<&>" in failure.get("message")


class TestRdjson:
    def test_it_has_what_reviewdog_asks_for(self):
        # https://github.com/reviewdog/reviewdog/blob/master/proto/rdf/reviewdog.proto
        report = json.loads(show("rdjson"))
        assert report["source"]["name"] == "apicompiler"
        assert [diagnostic["code"]["value"] for diagnostic in report["diagnostics"]] == codes()
        for diagnostic in report["diagnostics"]:
            assert diagnostic["severity"] in ("ERROR", "WARNING", "INFO")
            assert diagnostic.keys() <= {
                "message", "location", "severity", "code", "related_locations", "suggestions"
            }  # fmt: skip

    def test_columns_count_bytes(self):
        lines = BAD["blueprint.yaml"].encode().splitlines()
        [region] = [d for d in json.loads(show("rdjson"))["diagnostics"] if d["code"]["value"] == "AC0202"]
        place = region["location"]["range"]
        assert lines[place["start"]["line"] - 1][place["start"]["column"] - 1 :].startswith(b"eu-wset-1")


class TestAnnotations:
    def test_github_escapes_what_would_end_a_command(self):
        [line] = [line for line in show("github").splitlines() if "AC0201" in line]
        properties, _, message = line.removeprefix("::error ").partition("::")
        assert dict(pair.split("=") for pair in properties.split(","))["title"] == "AC0201 invalid-name"
        assert "50%25" in message

    def test_azure_escapes_what_would_end_a_command(self):
        [line] = [line for line in show("azure", home="a;b]c").splitlines() if "AC0201" in line]
        assert line.startswith("##vso[task.logissue type=error;sourcepath=a%3Bb%5Dc/blueprint.yaml;linenumber=")
        assert "50%AZP25; c]" in line


class TestMarkdown:
    def test_every_finding_is_a_row_and_notices_are_below(self):
        lines = show("markdown").splitlines()
        assert re.fullmatch(r"\*\*apicompiler:\*\* \d+ errors?, .*", lines[0])
        assert sum(line.startswith(("| error", "| warning", "| info")) for line in lines) == len(codes())
        assert lines[-1] == "- b/blueprint.yaml: a notice"

    def test_bars_do_not_break_the_table(self):
        [row] = [line for line in show("markdown", framed("endpoint: 'a|b'")).splitlines() if "AC0104" in line]
        assert row.count("|") == 5


class TestJson:
    def test_lines_are_the_findings_of_the_report(self):
        report = json.loads(show("json"))
        assert [json.loads(line) for line in show("jsonl").splitlines()] == report["findings"]
        assert sum(report["counts"].values()) == len(report["findings"])
        assert list(report["counts"]) == ["error", "warning", "info"]


def test_the_readme_of_formats_is_complete():
    text = (Path(__file__).parents[2] / "docs/lint.md").read_text()
    for format in FORMATS:
        assert f"`{format}`" in text
