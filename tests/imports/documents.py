"""The documents that are imported: every body of the examples and stories, and one of many documents of others."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from deployed import deployed

from apicompiler.compiler import lint, plans
from apicompiler.read.files import DiskFolder, MemoryFolder

ROOT = Path(__file__).parents[2]
VERSION = re.compile(rb'"(?:swagger|openapi)"\s*:\s*"(\d\.\d)')

Document = Mapping[str, Any]

CHOSEN = {"3.0": 277, "3.1": 23}
"""How many documents of each version: half of the few there are of 3.1."""

SMALL = Path(__file__).with_name("small.json")
PROSE_BYTES = 1_000_000
"""A larger document may have more prose than an API may have documentation parts."""

# Of everything that a REST API can have there is something: which of the verbs has what is of no importance.
BLUEPRINT = """\
apicompiler: 1
name: corpus
profile: relaxed
apis: {v1: {definition: openapi.json, documentation: DOCUMENTATION}}
environments: {dev: {account: "111111111111", region: eu-west-1, quotas: {resources: 20000}}}
cors: {origins: ["https://shop.example.com", "https://admin.example.com"], credentials: true}
authorizers:
  users: {cognito: {userPool: "arn:aws:cognito-idp:eu-west-1:111111111111:userpool/eu-west-1_Users"}}
  devices:
    lambda: "arn:aws:lambda:eu-west-1:111111111111:function:devices"
    type: token
    identity: [header.X-Token]
    ttl: 0s
  partners:
    lambda: "arn:aws:lambda:eu-west-1:111111111111:function:partners"
    identity: [header.Authorization, query.partner]
  staff: iam
integrations:
  backend: {http: "https://backend.example.com/{proxy}"}
  function: {lambda: "arn:aws:lambda:eu-west-1:111111111111:function:backend", timeout: 5s}
  mapped:
    http: "https://backend.example.com/all"
    method: POST
    parameters: {header.X-Tenant: "'main'"}
    responses: {default: 200, "5\\\\d{2}": {status: 502, headers: {X-Served-By: header.Server}}}
  fixed: {mock: {status: 200, body: {price: "$5"}}}
  queue: {sqs: "arn:aws:sqs:eu-west-1:111111111111:taken"}
defaults: {integration: backend, auth: users, validate: all}
usagePlans: {all: {quota: 10/day}}
apiKeys: {someone: {usagePlan: all}}
operations:
"""
OPERATIONS = {
    "get": "{auth: users, apiKey: false}",
    "post": "{auth: devices, apiKey: false, integration: function}",
    "put": "{auth: partners, apiKey: false, integration: mapped, validate: body}",
    "patch": "{auth: none, apiKey: false, integration: queue}",
    "delete": "{auth: staff, apiKey: false, integration: fixed, validate: parameters}",
    "head": "{auth: none, apiKey: true}",
    "options": "{auth: none, apiKey: false}",
}


@dataclass(frozen=True, slots=True)
class Body:
    """A document that API Gateway would be given."""

    name: str
    document: Document


@dataclass(frozen=True, slots=True)
class Source:
    """Where bodies come from: a blueprint of ours, or the first of several documents of others that compiles."""

    kind: str
    """`blueprints`, `tests/stories`, or the version of OpenAPI in which others wrote."""
    files: tuple[Path, ...]

    def bodies(self) -> Iterator[Body]:
        for file in self.files:
            found = lint("blueprint.yaml", DiskFolder(file) if file.is_dir() else _foreign(file))
            if found.is_sound:
                for plan in plans(found):
                    yield from (Body(f"{_named(file)}: {api.name}", deployed(api.body)) for api in plan.apis)
                return


def own() -> list[Source]:
    """Return the examples and the stories of the tests, each with all its environments."""
    return [
        Source(kind, (file.parent,))
        for kind in ("blueprints", "tests/stories")
        for file in sorted(ROOT.glob(f"{kind}/*/blueprint.yaml"))
    ]


def small() -> Body:
    """Return a document that has a little of everything."""
    [body] = Source("tests", (SMALL,)).bodies()
    return body


def foreign() -> list[Source]:
    """Choose of the documents of two directories, the same every time."""
    from npm import DIRECTORY, OCTOKIT, fetched  # which is not there where nothing is fetched

    versions: dict[str, list[Path]] = {version: [] for version in CHOSEN}
    github = (fetched(OCTOKIT) / "generated").glob("*.json")
    for file in (*(fetched(DIRECTORY) / "api").rglob("*.json"), *(f for f in github if ".deref." not in f.name)):
        match = VERSION.search(file.read_bytes())
        versions[match[1].decode() if match else "3.0"].append(file)
    return [Source(version, files) for version, count in CHOSEN.items() for files in chosen(versions[version], count)]


def chosen(files: Iterable[Path], count: int) -> Iterator[tuple[Path, ...]]:
    """Yield as many bands of files of about one size, in each those first of whose provider few came first yet."""
    taken: Counter[str] = Counter()
    ordered = sorted(files, key=lambda file: (file.stat().st_size, file))
    for first, last in pairwise(len(ordered) * index // count for index in range(count + 1)):
        band = sorted(ordered[first:last], key=lambda file: (taken[_provider(file)], file))
        taken[_provider(band[0])] += 1
        yield tuple(band)


def _provider(file: Path) -> str:
    """Return the folder of a provider that has one, and otherwise its only file."""
    return file.stem if file.parent.name == "api" else file.parent.name


def _named(file: Path) -> str:
    return "/".join(file.parts[file.parts.index("package") + 2 :]) if "package" in file.parts else file.name


def _foreign(file: Path) -> MemoryFolder:
    """Put a blueprint beside a document, with something for each verb that the document has."""
    text = file.read_text(encoding="utf-8")
    verbs = {verb for item in json.loads(text).get("paths", {}).values() for verb in item}
    operations = (f'  "{verb.upper()} /**": {said}\n' for verb, said in OPERATIONS.items() if verb in verbs)
    blueprint = BLUEPRINT.replace("DOCUMENTATION", str(len(text) < PROSE_BYTES).lower()) + "".join(operations)
    return MemoryFolder({"blueprint.yaml": blueprint, "openapi.json": text})
