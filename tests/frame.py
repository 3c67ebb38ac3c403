"""What stands around the examples of rules: a whole blueprint and document, minus what the example says itself."""

import re
import textwrap
from datetime import UTC, datetime, timedelta
from pathlib import Path

import yaml
from botocore.exceptions import ClientError

from apicompiler.account import preflight
from apicompiler.account.connection import _trouble
from apicompiler.catalogue import RULES, catalogue
from apicompiler.check import check_holdings
from apicompiler.compiler import in_order, lint, plans
from apicompiler.emit.resources import resources
from apicompiler.holdings import Holding
from apicompiler.read.files import MemoryFolder
from apicompiler.review import Review
from apicompiler.review.baseline import read_baseline
from apicompiler.review.settings import read_settings

BLUEPRINT = {
    "apicompiler": "apicompiler: 1",
    "name": "name: example",
    "profile": "profile: relaxed",
    "apis": "apis: {v1: openapi.yaml}",
    "environments": 'environments: {dev: {account: "111111111111", region: eu-west-1}}',
    "integrations": "integrations: {books: {http: 'https://books.example.com/{proxy}'}}",
    "defaults": "defaults: {integration: books, auth: iam}",
}
DOCUMENT = {
    "openapi": "openapi: 3.0.3",
    "info": "info: {title: books, version: '1'}",
    "paths": "paths: {/books: {get: {operationId: listBooks, responses: {'200': {description: books}}}}}",
}
DOCUMENT_KEYS = {"openapi", "info", "paths", "components", "webhooks", "security"}


def framed(example):
    """Return the files of an example; `--- name` begins another file in it."""
    first, *others = re.split(r"^--- (\S+)\n", textwrap.dedent(example), flags=re.MULTILINE)
    files = dict(zip(others[::2], others[1::2], strict=True))
    keys = set(re.findall(r"^([A-Za-z]+):", first, re.MULTILINE))
    files["openapi.yaml" if keys & DOCUMENT_KEYS else "blueprint.yaml"] = first
    blueprint, document = files.pop("blueprint.yaml", ""), files.pop("openapi.yaml", "")
    return {
        **files,
        "blueprint.yaml": whole(blueprint, BLUEPRINT),
        "openapi.yaml": whole(document, DOCUMENT),
    }


def whole(fragment, frame):
    """Add to *fragment* the parts of the frame whose keys it does not have; what it has comes first."""
    fragment = fragment.strip("\n")
    keys = re.findall(r"^([A-Za-z]+):", fragment, re.MULTILINE)
    missing = [text for key, text in frame.items() if key not in keys]
    return "\n".join(([fragment] if fragment else []) + missing) + "\n"


def linted(files):
    """Check an example as the command does, with the settings and the baseline that stand beside it."""
    documents, diagnostics, review = {}, [], Review()
    if ".apicompiler.toml" in files:
        read = read_settings(".apicompiler.toml", files[".apicompiler.toml"].encode(), catalogue())
        documents[".apicompiler.toml"] = read.document
        diagnostics += read.diagnostics
        if read.settings:
            review = Review(ignore=catalogue().codes(read.settings.ignore))
    accepted = read_baseline("baseline.json", files["baseline.json"].encode()) if "baseline.json" in files else None
    if accepted:
        documents["baseline.json"] = accepted.document
        review = review.replace(baseline=accepted.entries(""))
    outcome = lint("blueprint.yaml", MemoryFolder(files), review)
    if accepted:
        diagnostics += accepted.stale(outcome.accepted, outcome.documents)
    return outcome.replace(
        documents={**outcome.documents, **documents}, diagnostics=(*outcome.diagnostics, *diagnostics)
    )


# What accounts hold -------------------------------------------------------------------------------
ANSWERS = Path(__file__).parent / "account" / "preflight" / "answers.yaml"
"""What an account answers in which everything is in place."""


def is_of_accounts(rule):
    """Whether a rule judges what an account holds: its examples are answers of AWS, and `lint` never runs it."""
    return issubclass(rule.subject, Holding)


class WrittenAccount:
    """An account that answers what is written down: an answer, or the code of a refusal."""

    def __init__(self, answers):
        self.answers = {name.lower(): answer for name, answer in answers.items()}

    def client(self, service, region=""):
        """Have one for everything."""

    def ask(self, service, operation, region="", **parameters):
        name = f"{service}:{operation.replace('_', '')}"
        named = [f"{name} {value}".lower() for value in parameters.values() if isinstance(value, str)]
        answer = next(self.answers[key] for key in (*named, name) if key in self.answers)
        if isinstance(answer, str):
            code, _, message = answer.partition(": ")
            said = {"Error": {"Code": code, "Message": message or "because it is written so"}}
            raise _trouble(service, operation, ClientError(said, operation))
        return answer

    def each(self, service, operation, key, region="", **parameters):
        answer = self.ask(service, operation, region, **parameters)
        for word in key.split("."):
            answer = answer.get(word) or {}
        return iter(answer)


def looked(example):
    """Return what stands around the example of a rule for accounts, and what is found in the account that it shows."""
    head, _, rest = textwrap.dedent(example).partition("--- blueprint.yaml\n")
    compilation = lint("blueprint.yaml", MemoryFolder(framed(rest)))
    assert compilation.is_sound, [diagnostic.finding.message for diagnostic in compilation.diagnostics]
    account = WrittenAccount(laid_over(yaml.safe_load(ANSWERS.read_text()), yaml.safe_load(head) or {}))
    held = [
        thing
        for target, plan in zip(compilation.targets, plans(compilation), strict=True)
        for thing in preflight.look(target, plan, resources(plan, {}), account)
    ]
    diagnostics = in_order(check_holdings(held, RULES), compilation.documents)
    return compilation.replace(diagnostics=diagnostics)


def laid_over(below, above):
    """Lay answers over others: mappings merge, and all else is replaced."""
    if not (isinstance(below, dict) and isinstance(above, dict)):
        days = re.fullmatch(r"in (\d+) days", above) if isinstance(above, str) else None
        return datetime.now(UTC) + timedelta(int(days[1]), hours=1) if days else above
    return {**below, **{key: laid_over(below.get(key), value) for key, value in above.items()}}
