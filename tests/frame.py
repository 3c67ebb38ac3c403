"""What stands around the examples of rules: a whole blueprint and document, minus what the example says itself."""

import re
import textwrap

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
