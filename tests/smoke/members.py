"""The members, deployed to an emulator that runs HTTP APIs: tokens of their pool open what their scopes are for."""

from collections.abc import Iterator

from machine import Tools
from verdict import Verdict, same
from visitors import visited

ANSWERS = {
    "nobody is let in without a token": [401, {"message": "Unauthorized"}],
    "a forged token opens nothing": [401, {"message": "Unauthorized"}],
    "a token with the scope opens it": [200, {"name": "Ada", "since": "2020-01-01"}],
    "the function answers, too, that nobody is called so": [404, None],
    "a token without the scope is refused": [403, {"message": "Forbidden"}],
    "a preflight is answered without one": [204, None],
}


def story(tools: Tools) -> Iterator[Verdict]:
    """Deploy the members, and call them with tokens and without."""
    seen = visited(tools, "members")
    if seen is None:
        return
    for what, answer in ANSWERS.items():
        yield same(what, seen["answers"].get(what), answer)
