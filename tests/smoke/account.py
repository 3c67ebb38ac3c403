"""Compares what the account holds with what the bookstore asked for."""

import json
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from verdict import Verdict

Holdings = Mapping[str, Mapping[str, Any]]


def deployed(holdings: Holdings, template: Path) -> Iterator[Verdict]:
    """Check that everything in a template is there, and leads where it should."""
    wanted = json.loads(template.read_text(encoding="utf-8"))["Resources"]
    yield _same("every resource is there", _unreal(wanted, holdings["resources"]), [])
    values = holdings["api keys"]
    values = holdings["api keys"]
    keys = {f"bookstore-dev/{name}/api-key": values[f"bookstore-dev-{name}"] for name in ("acme", "globex")}
    yield _same("keys that are made up stand in secrets", keys, holdings["secrets"])
    yield _same(
        "a key that is pointed at has the value of its secret",
        values["bookstore-dev-initech"],
        "initech-has-a-key-of-its-own",
    )
    yield _same(
        "the catalog and the feed are cached, and nothing else is",
        holdings["caches"],
        {
            "bookstore-dev-v2/live": [
                "~1catalog~1books/GET 300",
                "~1catalog~1books~1{isbn}/GET 300",
                "~1catalog~1books~1{isbn}~1reviews/GET 300",
                "~1feed/GET 3600",
            ],
        },
    )
    yield _same("API Gateway may invoke every function it is told to", _forbidden(holdings), [])
    v1, v2 = (holdings["apis"].get(f"bookstore-dev-{version}") for version in ("v1", "v2"))
    yield _same(
        "the paths of the domain lead to their stages",
        holdings["domains"],
        {
            "api.dev.example.com": {
                "(none)": f"{v2}/live",
                "v1": f"{v1}/live",
                "v2": f"{v2}/live",
                "next": f"{v2}/preview",
            }
        },
    )
    yield _same(
        "the domain has its records", list(holdings["records"]), ["A api.dev.example.com.", "AAAA api.dev.example.com."]
    )


def logged(holdings: Holdings) -> Iterator[Verdict]:
    """Check the access logs, after requests were made."""
    live = holdings["log groups"]["/aws/apigateway/bookstore-dev/v2/live"]
    yield _same("access logs are kept 30 days", live["days"], 30)
    yield Verdict("access logs hold a line for every request", "" if live["lines"] else "no lines")


def gone(holdings: Holdings) -> Iterator[Verdict]:
    """Check that nothing is left of the bookstore."""
    for kind, things in holdings.items():
        yield _same(f"no {kind} are left", list(things), [])


def _unreal(wanted: Mapping[str, Any], found: Mapping[str, str]) -> list[str]:
    """Return the resources that are missing, and those the emulator only pretends to have made."""
    return [f"{id} ({wanted[id]['Type']})" for id in wanted if found.get(id, "") in ("", "unknown")]


def _forbidden(holdings: Holdings) -> list[str]:
    """Return the callers that their function would not let in: the emulator lets in everybody."""
    return [
        source
        for source, function in holdings["invocations"].items()
        if not any(fnmatchcase(source, pattern) for pattern in holdings["permissions"].get(function, ()))
    ]


def _same(check: str, seen: object, wanted: object) -> Verdict:
    return Verdict(check, "" if seen == wanted else f"{seen} rather than {wanted}")
