"""What the page about preflights shows is what is printed."""

import re
from pathlib import Path

import yaml
from frame import ANSWERS, WrittenAccount, laid_over

from apicompiler.cli import run

PAGE = Path(__file__).parents[3] / "docs" / "preflight.md"
CONTRACT = """
openapi: 3.0.3
info: {title: books, version: "1"}
paths: {/books: {get: {operationId: listBooks, responses: {"200": {description: books}}}}}
"""
FAILED = """
acm:DescribeCertificate: {Certificate: {Status: PENDING_VALIDATION, NotAfter: null}}
cloudformation:DescribeStacks: {Stacks: [{StackName: books-prod, StackStatus: ROLLBACK_COMPLETE}]}
lambda:GetFunctionConfiguration books-prod-books: ResourceNotFoundException
logs:DescribeLogGroups: {logGroups: [{logGroupName: /aws/lambda/books-prod-books}]}
ssm:GetParameter /partners/authorizer: {Parameter: {Type: SecureString, Value: AQICAHh}}
"""


def test_the_page_shows_what_is_printed(tmp_path, monkeypatch, capsys, request):
    text = PAGE.read_text()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "services/books").mkdir(parents=True)
    (tmp_path / "services/books/app.py").write_text("def handler(event, context): return {}\n")
    (tmp_path / "openapi.yaml").write_text(CONTRACT)
    (tmp_path / "blueprint.yaml").write_text(re.search(r"This blueprint\n\n```yaml\n(.*?)```", text, re.DOTALL)[1])
    answers = laid_over(yaml.safe_load(ANSWERS.read_text()), yaml.safe_load(FAILED))
    monkeypatch.setattr("apicompiler.cli.preflighting.connected", lambda *_: WrittenAccount(answers))
    assert run(["preflight"]) == 1
    shown = capsys.readouterr()
    printed = f"$ apicompiler preflight\n{shown.out}{shown.err}"
    if request.config.getoption("--record"):
        PAGE.write_text(re.sub(r"\$ apicompiler preflight\n.*?(?=```)", lambda _: printed, text, flags=re.DOTALL))
    assert printed in PAGE.read_text()
