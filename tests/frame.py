"""What stands around the examples of rules: a whole blueprint and document, minus what the example says itself."""

import re
import textwrap

from apicompiler.catalogue import catalogue
from apicompiler.compiler import lint
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
